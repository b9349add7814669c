//! Actions: requests, their constructors, their answers.

use bindery_model::names::{ActionNames, ModuleNames, TypeNames};
use bindery_model::{Action, Field, Module, ModuleId, Type, TypeKind};

use super::constructor::constructor;
use super::context::Context;
use super::items::{ActionPlan, FieldPlan, OutcomePlan, OutcomesPlan, PagesPlan};
use super::types::{fields, fixed, push_type};
use super::{docs, info};

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
                    .map(|of| {
                        let docs = |takes: &[&str]| docs::constructor(action, of, fields.len(), takes);
                        constructor(&names.request.text, of, &action.parameters, &fields, docs)
                    })
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
