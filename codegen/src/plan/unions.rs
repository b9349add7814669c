//! Unions in Rust: variants, what their values look like, and the types that become a variant.

use bindery_model::names::Name;
use bindery_model::{Scalar, Shape, Type, TypeId, TypeKind, Union};

use super::context::PlanContext;
use super::docs;
use super::expr::{Chain, Expr};
use super::items::{TypeShape, UnionPlan, UnionVariantPlan};
use super::types::{From, push_type};

/// Plans a union.
pub(super) fn plan<'a>(
    context: &PlanContext<'a>,
    id: TypeId,
    union: &'a Union,
    names: &'a [Name],
    from: From,
) -> TypeShape<'a> {
    let def = |id: TypeId| context.api.types.get(id);
    let shapes = union.cases(&def);
    let bare = |ty: &Type| {
        let mut text = String::new();
        push_type(&mut text, context, ty, from);
        text
    };
    let named = || union.variants.iter().zip(names);
    let variants = named().zip(shapes).map(|((variant, name), shape)| {
        let ty = bare(&variant.ty);
        let is_boxed = context.boxed.closes(context.api, id, &variant.ty);
        UnionVariantPlan {
            ident: &name.text,
            docs: docs::value(&variant.about, &variant.name),
            deprecation: variant.deprecation.as_ref(),
            ty: if is_boxed { ["Box<", &ty, ">"].concat() } else { ty },
            has_eq: context.inexact.has_eq(&variant.ty),
            case: case(shape),
        }
    });
    let variants: Vec<UnionVariantPlan<'a>> = variants.collect();
    let mut types: Vec<(String, &'a str)> = Vec::with_capacity(names.len());
    for (variant, name) in named() {
        let same = |other: &Type| rust_type(context, other) == rust_type(context, &variant.ty);
        if union.variants.iter().filter(|other| same(&other.ty)).count() > 1 {
            continue; // the type does not say which variant is meant
        }
        types.push((bare(&variant.ty), &name.text));
        if variant.ty == Type::Scalar(Scalar::String) {
            types.push(("&str".to_owned(), &name.text));
        }
    }
    TypeShape::Union(UnionPlan { by: union.path(), variants, from: types })
}

/// Returns a type with the named types that are only other names resolved, to find those that are the same in Rust.
fn rust_type(context: &PlanContext<'_>, ty: &Type) -> (String, bool) {
    let digest = match ty {
        Type::Named(id) => match context.api.types.get(*id).map(|def| &def.kind) {
            Some(TypeKind::Newtype(newtype)) => newtype.md5,
            _ => false,
        },
        _ => false,
    };
    // All digests of passwords have one type.
    (if digest { String::new() } else { ty.text(&context.api.types) }, digest)
}

/// Returns what the values of a variant look like: `rt::wire::case()` and what is known.
fn case<'a>(shape: Shape) -> Chain<'a> {
    let mut case = Chain::new("rt::wire::case", Vec::new());
    let texts =
        |texts: Vec<String>| Expr::List(texts.into_iter().map(|text| Expr::Text(text.into())).collect());
    if let Some(kind) = shape.kind {
        case.call("kind", Expr::variant("rt::metadata::ValueKind", kind));
    }
    if !shape.required.is_empty() {
        case.call("required", texts(shape.required));
    }
    if !shape.fixed.is_empty() {
        let pair = |(key, json): (String, String)| {
            Expr::Tuple(vec![Expr::Text(key.into()), Expr::Text(json.into())])
        };
        case.call("fixed", Expr::List(shape.fixed.into_iter().map(pair).collect()));
    }
    if !shape.values.is_empty() {
        case.call("is", texts(shape.values));
    }
    case
}
