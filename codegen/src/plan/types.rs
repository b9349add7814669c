//! Named types and type expressions in Rust: paths, records, enums, newtypes.

use bindery_model::names::Name;
use bindery_model::{
    Action, AuthScheme, Encoding, EnumValue, Field, ModuleId, Newtype, Presence, Scalar, Type, TypeId,
    TypeKind,
};
use bindery_vocabulary::Word as _;

use super::context::PlanContext;
use super::expr::Expr;
use super::items::{FieldPlan, FixedPlan, TypePlan, TypeShape, VariantPlan};
use super::{constructor, docs, info, unions};

/// Module in which a text is printed; `None` for the file of `api.yaml`'s types.
pub(crate) type From = Option<ModuleId>;

/// Plans a named type.
pub(crate) fn plan<'a>(context: &PlanContext<'a>, id: TypeId, from: From) -> Option<TypePlan<'a>> {
    let def = context.api.types.get(id)?;
    let names = context.names.types.get(id)?;
    let shape = match &def.kind {
        TypeKind::Record(all) | TypeKind::Positions(all) => {
            let fields = fields(context, all, &names.members, from, FieldOwner::Type(id));
            let has_default = context.names.defaults.contains(&id);
            let constructor = names.constructor.as_ref();
            let constructor = constructor.map(|of| {
                constructor::constructor(&names.ident.text, of, all, &fields, |_| {
                    docs::record_constructor(of)
                })
            });
            let positions = matches!(def.kind, TypeKind::Positions(_));
            let fixed = if positions { fixed_positions(all) } else { fixed(all, None) };
            TypeShape::Record { fields, fixed, positions, has_default, constructor }
        }
        TypeKind::Union(union) => unions::plan(context, id, union, &names.members, from),
        TypeKind::IntEnum(values) => TypeShape::Enum("i64", variants(values, &names.members, Expr::number)),
        TypeKind::TextEnum(values) => {
            TypeShape::Enum("String", variants(values, &names.members, |is| Expr::text(is.as_str())))
        }
        TypeKind::Newtype(Newtype { md5: true, .. }) => TypeShape::Alias("rt::Md5Password".to_owned()),
        TypeKind::Newtype(Newtype { base, encoding: coding, .. }) => {
            let coding = (*coding != Encoding::Plain).then(|| coding.variant());
            let base = scalar(*base);
            TypeShape::Newtype(base.strip_prefix("rt::").unwrap_or(base), coding)
        }
        TypeKind::Alias(ty) => {
            let mut text = String::new();
            push_type(&mut text, context, ty, from);
            TypeShape::Alias(text)
        }
    };
    let features = if def.module.is_none() { context.reach.features(context.api, id) } else { None };
    let issues = issues(context, id);
    Some(TypePlan { ident: &names.ident.text, docs: docs::named_type(def), shape, features, issues })
}

/// Returns the headers that a record issues: the scheme, and the fields with the header's name and value.
fn issues<'a>(context: &PlanContext<'a>, id: TypeId) -> Vec<[&'a str; 3]> {
    let (Some(def), Some(names)) = (context.api.types.get(id), context.names.types.get(id)) else {
        return Vec::new();
    };
    let TypeKind::Record(fields) = &def.kind else { return Vec::new() };
    let field = |wire: &str| {
        let found =
            fields.iter().zip(&names.members).find(|(field, _)| field.name == wire && field.in_rust());
        found.map(|(_, name)| name.text.as_str())
    };
    let each = context.api.auth.iter().filter_map(|auth| {
        let AuthScheme::Issued(issued) = &auth.scheme else { return None };
        let (module, at) = issued.by?;
        let action = context.api.modules.get(module)?.actions.get(at)?;
        let responses = action.response.ty == Some(Type::Named(id));
        responses.then(|| Some([auth.name.as_str(), field(&issued.header)?, field(&issued.value)?]))?
    });
    each.collect()
}

/// What the fields belong to.
#[derive(Clone, Copy)]
pub(crate) enum FieldOwner<'a> {
    /// A record.
    Type(TypeId),
    /// The request of an action.
    Action(&'a Action),
}

/// Plans the fields of a record or request, without those that have a fixed value.
pub(crate) fn fields<'a>(
    context: &PlanContext<'a>,
    fields: &'a [Field],
    names: &'a [Name],
    from: From,
    owner: FieldOwner<'_>,
) -> Vec<FieldPlan<'a>> {
    let named = || fields.iter().zip(names).filter(|(field, _)| field.in_rust());
    // A receiver of the vendor's calls must not reject one because the vendor has added an enum value.
    let is_inbound = from.and_then(|id| context.api.modules.get(id)).is_some_and(|module| module.inbound);
    let (owner, action) = match owner {
        FieldOwner::Type(id) => (Some(id), None),
        FieldOwner::Action(action) => (None, Some(action)),
    };
    let is_parameter = action.is_some();
    named()
        .map(|(field, name)| {
            let mut bare_type = String::with_capacity(24);
            let is_boxed = owner.is_some_and(|owner| context.boxed.closes(context.api, owner, &field.ty));
            if is_boxed {
                bare_type.push_str("Box<");
            }
            push_type(&mut bare_type, context, &field.ty, from);
            if is_boxed {
                bare_type.push('>');
            }
            let full_type = match field.presence {
                Presence::Required if field.made.is_none() => bare_type.clone(),
                Presence::Required | Presence::Optional | Presence::Nullable => {
                    ["Option<", &bare_type, ">"].concat()
                }
                Presence::OptionalNullable => ["rt::Patch<", &bare_type, ">"].concat(),
            };
            let goes_with =
                field.needs.as_deref().and_then(|wire| named().find(|(field, _)| field.name == wire));
            let goes_with = goes_with.map(|(_, name)| name.text.as_str());
            FieldPlan {
                field,
                ident: &name.text,
                bare_type,
                full_type,
                has_eq: context.inexact.has_eq(&field.ty),
                docs: docs::field(context, field, is_parameter, goes_with),
                key: info::key(context.api, field, action, is_parameter && !is_inbound),
            }
        })
        .collect()
}

/// Returns the fields with a fixed value. `action` is that of parameters.
pub(crate) fn fixed<'a>(fields: &'a [Field], action: Option<&Action>) -> Vec<FixedPlan<'a>> {
    fields
        .iter()
        .filter_map(|field| {
            let json = field.fixed.as_deref()?;
            let json = if field.encoding == Encoding::NameOnly { "" } else { json };
            Some(FixedPlan { name: field.name.as_str().into(), json, key: info::fixed_key(field, action) })
        })
        .collect()
}

/// Returns the entries of an array with a fixed value: positions and JSON values.
fn fixed_positions(fields: &[Field]) -> Vec<FixedPlan<'_>> {
    let fixed = fields.iter().enumerate().filter_map(|(at, field)| Some((at, field.fixed.as_deref()?)));
    fixed.map(|(at, json)| FixedPlan { name: at.to_string().into(), json, key: None }).collect()
}

fn variants<'a, V>(
    values: &'a [EnumValue<V>],
    names: &'a [Name],
    is: impl Fn(&'a V) -> Expr<'a>,
) -> Vec<VariantPlan<'a>> {
    let named = values.iter().zip(names);
    named
        .map(|(value, name)| VariantPlan {
            ident: &name.text,
            docs: docs::value(&value.about, &value.name),
            deprecation: value.deprecation.as_ref(),
            is: is(&value.is),
            aliases: value.aliases.iter().map(&is).collect(),
        })
        .collect()
}

/// Adds a type expression in Rust.
pub(crate) fn push_type(out: &mut String, context: &PlanContext<'_>, ty: &Type, from: From) {
    match ty {
        Type::Scalar(scalar_type) => out.push_str(scalar(*scalar_type)),
        Type::Named(id) => push_path(out, context, *id, from),
        Type::List(entry) => {
            out.push_str("Vec<");
            push_type(out, context, entry, from);
            out.push('>');
        }
        Type::Map(key, entry) => {
            out.push_str("rt::Map<");
            push_type(out, context, entry, from);
            if **key != Type::Scalar(Scalar::String) {
                out.push_str(", ");
                push_type(out, context, key, from);
            }
            out.push('>');
        }
        Type::Nullable(item) => {
            out.push_str("Option<");
            push_type(out, context, item, from);
            out.push('>');
        }
    }
}

fn push_path(out: &mut String, context: &PlanContext<'_>, id: TypeId, from: From) {
    let (Some(def), Some(names)) = (context.api.types.get(id), context.names.types.get(id)) else {
        return;
    };
    if def.module != from {
        out.push_str("super::");
        match def.module.and_then(|module| context.names.modules.get(module)) {
            Some(module) => out.push_str(&module.ident.text),
            None => out.push_str("types"),
        }
        out.push_str("::");
    }
    out.push_str(&names.ident.text);
}

pub(super) fn scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::String => "String",
        Scalar::Int => "i64",
        Scalar::Uint => "u64",
        Scalar::Decimal => "rt::Decimal",
        Scalar::Float => "f64",
        Scalar::Bool => "bool",
        Scalar::Date => "rt::Date",
        Scalar::LocalDateTime => "rt::DateTime",
        Scalar::Instant => "rt::Timestamp",
        Scalar::FormattedDecimal => "rt::FormattedDecimal",
        Scalar::Secret => "rt::Secret",
        Scalar::Any => "rt::RawJson",
        Scalar::Bytes => "rt::Base64Bytes",
        Scalar::MicrosoftDate => "rt::MicrosoftDate",
        Scalar::Uuid => "rt::Uuid",
        Scalar::Content => "rt::Content",
    }
}
