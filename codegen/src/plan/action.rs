//! Actions: requests, their constructors, their answers.

use super::naming::{ConstructorNames, ModuleNames};
use super::types::{fields, fixed, push_type};
use super::{ActionPlan, Constructor, Context, FieldPlan, Init, Takes, docs, info};
use crate::model::{Action, Module, ModuleId, Presence};

/// The plans of a module's actions.
pub(crate) fn plan<'a>(
    context: &Context<'a>,
    id: ModuleId,
    module: &'a Module,
    names: &'a ModuleNames,
) -> Vec<ActionPlan<'a>> {
    let named = module.actions.iter().zip(&names.actions);
    named
        .map(|(action, names)| {
            let fields = fields(context, &action.parameters, &names.fields, Some(id), None);
            let is_optional = |field: &FieldPlan<'_>| field.field.presence != Presence::Required;
            ActionPlan {
                request: &names.request.text,
                method: &names.method.text,
                docs: docs::action(context, id, action),
                summary: docs::method(action, &names.request.text),
                has_default: action.one_of.is_empty() && fields.iter().all(is_optional),
                constructors: names
                    .constructors
                    .iter()
                    .map(|of| constructor(action, &names.request.text, of, &fields))
                    .collect(),
                response: response(context, id, action),
                fixed: fixed(&action.parameters),
                info: info::action(context.api, module, action),
                fields,
            }
        })
        .collect()
}

fn response(context: &Context<'_>, id: ModuleId, action: &Action) -> String {
    let mut text = String::with_capacity(24);
    match &action.returns.ty {
        Some(ty) if action.returns.fixed.is_none() => push_type(&mut text, context, ty, Some(id)),
        _ => text.push_str("()"),
    }
    text
}

fn constructor<'a>(
    action: &'a Action,
    request: &str,
    names: &'a ConstructorNames,
    fields: &[FieldPlan<'a>],
) -> Constructor<'a> {
    // The names count the parameters of the model; the request has those that are not fixed.
    let in_rust = action.parameters.iter().enumerate().filter(|(_, field)| field.in_rust());
    let mut given = Vec::with_capacity(names.given.len());
    let mut sets = Vec::with_capacity(fields.len());
    for (position, (at, field)) in in_rust.enumerate() {
        let is_required = field.presence == Presence::Required;
        // Both lists are ascending.
        if names.given.get(given.len()) == Some(&at) {
            given.push(position);
            sets.push(if is_required { Init::Given } else { Init::GivenOption });
        } else if names.flag == Some(at) {
            sets.push(Init::True);
        } else {
            sets.push(Init::Absent);
        }
    }
    let of_group = given.iter().filter_map(|at| fields.get(*at));
    let of_group = of_group.filter(|field| field.field.presence != Presence::Required);
    let of_group: Vec<&str> = of_group.map(|field| field.ident).collect();
    let docs = docs::constructor(action, names, fields.len(), &of_group);
    let takes = match (given.as_slice(), names.takes.as_deref()) {
        ([], _) => Takes::Nothing,
        ([only], _) => Takes::One(*only),
        (_, takes) => Takes::Struct {
            ident: takes.unwrap_or_default(),
            docs: docs::required(request, &names.ident.text),
            fields: given,
        },
    };
    Constructor { ident: &names.ident.text, docs, takes, sets }
}
