//! Actions: requests, constructors and responses.

use bindery_model::names::{ActionNames, ModuleNames, TypeNames};
use bindery_model::{
    Action, Body, BodyFormat, Deprecation, Framing, Module, ModuleId, ResponseVariant, Type,
};

use super::constructor::constructor;
use super::context::PlanContext;
use super::items::{ActionPlan, FieldPlan, ResponseEnumPlan, ResponseVariantPlan, note};
use super::types::{FieldOwner, fields, fixed, push_type};
use super::{completes, docs, info, pages};

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
            let fields =
                fields(context, &action.parameters, &names.fields, Some(id), FieldOwner::Action(action));
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
                pages: pages::plan(context, id, action, names),
                completes: completes::plan(context, id, action),
                fixed: fixed(&action.parameters, Some(action)),
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
    if action.response.headers.is_some() && names.response_enum.is_none() {
        text.push_str("rt::Headed<");
    }
    match &action.response.ty {
        _ if names.response_enum.is_some() => {
            text.push_str(names.response_enum.as_ref().map_or("", |of| of.ident.text.as_str()));
        }
        Some(ty) if action.response.fixed.is_none() && action.response.nullable => {
            text.push_str("Option<");
            push_type(&mut text, context, ty, Some(id));
            text.push('>');
        }
        Some(ty) if action.response.fixed.is_none() => {
            push_body(&mut text, context, ty, &action.response.body, id);
        }
        _ => text.push_str("()"),
    }
    if let Some(headers) = action.response.headers.as_ref().filter(|_| names.response_enum.is_none()) {
        text.push_str(", ");
        push_type(&mut text, context, headers, Some(id));
        text.push('>');
    }
    text
}

/// Returns the format and the media types of a variant's body; `None` for plain JSON.
fn media(body: &Body) -> Option<String> {
    let format = match body.format {
        BodyFormat::Json if body.types.is_empty() => return None,
        BodyFormat::Json => "Json",
        BodyFormat::Raw => "Raw",
        BodyFormat::Stream => "Stream",
    };
    // Media types have no characters that a literal escapes.
    let types: Vec<String> = body.types.iter().map(|media| format!("\"{media}\"")).collect();
    Some(format!(" as {format} [{}]", types.join(", ")))
}

/// Adds the type of a body: a value, or a stream of items.
fn push_body(text: &mut String, context: &PlanContext<'_>, ty: &Type, body: &Body, from: ModuleId) {
    let stream = match &body.framing {
        Some(Framing::Events { .. }) => "rt::Events<",
        Some(Framing::Lines) => "rt::JsonLines<",
        None => return push_type(text, context, ty, Some(from)),
    };
    text.push_str(stream);
    push_type(text, context, ty, Some(from));
    text.push('>');
}

/// Plans the content of a response variant; `None` without content.
fn variant(context: &PlanContext<'_>, id: ModuleId, variant: &ResponseVariant) -> Option<String> {
    let mut text = String::new();
    match (&variant.ty, &variant.headers) {
        (None, None) => return None,
        (Some(ty), None) => push_body(&mut text, context, ty, &variant.body, id),
        (ty, Some(headers)) => {
            text.push_str("rt::Headed<");
            match ty {
                Some(ty) => push_body(&mut text, context, ty, &variant.body, id),
                None => text.push_str("()"),
            }
            text.push_str(", ");
            push_type(&mut text, context, headers, Some(id));
            text.push('>');
        }
    }
    Some(text)
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
        ty: self::variant(context, id, variant),
        has_eq: variant.ty.iter().chain(&variant.headers).all(|ty| context.inexact.has_eq(ty)),
        status: variant.status,
        media: media(&variant.body),
    });
    ResponseEnumPlan {
        ident: &names.ident.text,
        docs: docs::response_enum(action, &of_action.request.text),
        variants: variants.collect(),
    }
}
