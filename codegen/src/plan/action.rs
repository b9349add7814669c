//! Actions: requests, constructors and responses.

use bindery_model::names::{ActionNames, ModuleNames, TypeNames};
use bindery_model::{Action, Deprecation, Field, Module, ModuleId, Type, TypeKind};

use super::constructor::constructor;
use super::context::PlanContext;
use super::items::{ActionPlan, FieldPlan, PagesPlan, ResponseEnumPlan, ResponseVariantPlan, note};
use super::types::{fields, fixed, push_type};
use super::{docs, info};

/// Plans a module's actions.
pub(crate) fn plan<'a>(
    context: &PlanContext<'a>,
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
                response_enum: names
                    .response_enum
                    .as_ref()
                    .map(|of| response_enum(context, id, action, names, of)),
                pages: pages(context, id, action, names),
                fixed: fixed(&action.parameters),
                deprecated: action
                    .deprecation
                    .as_ref()
                    .map(|deprecation| note_of(context, action, deprecation)),
                info: info::action(context.api, module, action),
                fields,
            }
        })
        .collect()
}

/// Returns the note of a deprecated action: its own, or the request to use instead.
fn note_of(context: &PlanContext<'_>, action: &Action, deprecation: &Deprecation) -> String {
    match context.successor(action) {
        Some((_, module, request)) if deprecation.note.is_none() => {
            ["use `", module, "::", request, "` instead"].concat()
        }
        _ => note(deprecation),
    }
}

fn response(context: &PlanContext<'_>, id: ModuleId, action: &Action, names: &ActionNames) -> String {
    let mut text = String::with_capacity(24);
    match &action.response.ty {
        _ if names.response_enum.is_some() => {
            text.push_str(names.response_enum.as_ref().map_or("", |of| of.ident.text.as_str()));
        }
        Some(ty) if action.response.fixed.is_none() && action.response.nullable => {
            text.push_str("Option<");
            push_type(&mut text, context, ty, Some(id));
            text.push('>');
        }
        Some(ty) if action.response.fixed.is_none() => push_type(&mut text, context, ty, Some(id)),
        _ => text.push_str("()"),
    }
    text
}

/// Plans the enum of an action's response variants.
fn response_enum<'a>(
    context: &PlanContext<'a>,
    id: ModuleId,
    action: &'a Action,
    of_action: &'a ActionNames,
    names: &'a TypeNames,
) -> ResponseEnumPlan<'a> {
    let named = action.response.variants.iter().zip(&names.members);
    let variants = named.map(|(variant, name)| ResponseVariantPlan {
        ident: &name.text,
        docs: docs::value(&variant.about, &variant.name),
        ty: variant.ty.as_ref().map(|ty| {
            let mut text = String::new();
            push_type(&mut text, context, ty, Some(id));
            text
        }),
        status: variant.status,
    });
    ResponseEnumPlan {
        ident: &names.ident.text,
        docs: docs::response_enum(action, &of_action.request.text),
        variants: variants.collect(),
    }
}

/// Plans the pagination of an action's list, with the fields' names in Rust.
fn pages<'a>(
    context: &PlanContext<'a>,
    id: ModuleId,
    action: &'a Action,
    names: &'a ActionNames,
) -> Option<PagesPlan<'a>> {
    let pages = action.pages.as_ref()?;
    let Some(Type::Named(response_type)) = &action.response.ty else { return None };
    let TypeKind::Record(fields) = &context.api.types.get(*response_type)?.kind else { return None };
    let members = &context.names.types.get(*response_type)?.members;
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
