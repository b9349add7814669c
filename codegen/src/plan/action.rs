//! Actions: requests, their constructors, their answers.

use super::naming::{ActionNames, ConstructorNames, ModuleNames, TypeNames};
use super::types::{fields, fixed, push_type};
use super::{
    ActionPlan, Constructor, Context, FieldPlan, Init, OutcomePlan, OutcomesPlan, PagesPlan, Takes, docs,
    info,
};
use crate::model::{Action, Field, Module, ModuleId, Presence, Type, TypeKind};

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
            ActionPlan {
                request: &names.request.text,
                method: &names.method.text,
                docs: docs::action(context, id, action),
                summary: docs::method(action, &names.request.text),
                has_default: action.one_of.is_empty() && fields.iter().all(FieldPlan::is_optional),
                constructors: names
                    .constructors
                    .iter()
                    .map(|of| constructor(action, &names.request.text, of, &fields))
                    .collect(),
                response: response(context, id, action, names),
                outcomes: names.outcomes.as_ref().map(|of| outcomes(context, id, action, names, of)),
                pages: pages(context, id, action, names),
                fixed: fixed(&action.parameters),
                info: info::action(context.api, module, action),
                fields,
            }
        })
        .collect()
}

fn response(context: &Context<'_>, id: ModuleId, action: &Action, names: &ActionNames) -> String {
    let mut text = String::with_capacity(24);
    match &action.returns.ty {
        _ if names.outcomes.is_some() => {
            text.push_str(names.outcomes.as_ref().map_or("", |of| of.ident.text.as_str()));
        }
        Some(ty) if action.returns.fixed.is_none() && action.returns.nullable => {
            text.push_str("Option<");
            push_type(&mut text, context, ty, Some(id));
            text.push('>');
        }
        Some(ty) if action.returns.fixed.is_none() => push_type(&mut text, context, ty, Some(id)),
        _ => text.push_str("()"),
    }
    text
}

/// The enum of the ways in which an action may end.
fn outcomes<'a>(
    context: &Context<'a>,
    id: ModuleId,
    action: &'a Action,
    of_action: &'a ActionNames,
    names: &'a TypeNames,
) -> OutcomesPlan<'a> {
    let named = action.returns.outcomes.iter().zip(&names.members);
    let variants = named.map(|(outcome, name)| OutcomePlan {
        ident: &name.text,
        docs: docs::value(&outcome.about, &outcome.name),
        ty: outcome.ty.as_ref().map(|ty| {
            let mut text = String::new();
            push_type(&mut text, context, ty, Some(id));
            text
        }),
        status: outcome.status,
    });
    OutcomesPlan {
        ident: &names.ident.text,
        docs: docs::outcomes(action, &of_action.request.text),
        variants: variants.collect(),
    }
}

/// Where the pages of an action's list are asked for and found, by the fields' names in Rust.
fn pages<'a>(
    context: &Context<'a>,
    id: ModuleId,
    action: &'a Action,
    names: &'a ActionNames,
) -> Option<PagesPlan<'a>> {
    let pages = action.pages.as_ref()?;
    let Some(Type::Named(answer)) = &action.returns.ty else { return None };
    let TypeKind::Record(fields) = &context.api.types.get(*answer)?.kind else { return None };
    let members = &context.names.types.get(*answer)?.members;
    let field = |wire: &str| {
        let found = |(field, _): &(&Field, _)| field.name == wire;
        fields.iter().zip(members).find(found).map(|(_, name)| name.text.as_str())
    };
    let mut record = String::new();
    push_type(&mut record, context, &pages.record, Some(id));
    Some(PagesPlan {
        skip: &names.fields.get(pages.skip)?.text,
        limit: &names.fields.get(pages.limit)?.text,
        largest: pages.largest,
        records: field(&pages.records)?,
        record,
        count: pages.count.as_deref().and_then(field),
    })
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
        } else if field.others {
            sets.push(Init::Empty);
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
