//! Named types and type expressions in Rust: paths, records, enums, newtypes.

use bindery_model::names::Name;
use bindery_model::{
    AuthScheme, Encoding, EnumValue, Field, ModuleId, Newtype, Presence, Scalar, Type, TypeId, TypeKind,
};
use bindery_vocabulary::Word as _;

use super::context::PlanContext;
use super::expr::Expr;
use super::items::{FieldPlan, TypePlan, TypeShape, VariantPlan};
use super::{constructor, docs, info};

/// Module in which a text is printed; `None` for the file of `api.yaml`'s types.
pub(crate) type From = Option<ModuleId>;

/// Plans a named type.
pub(crate) fn plan<'a>(context: &PlanContext<'a>, id: TypeId, from: From) -> Option<TypePlan<'a>> {
    let def = context.api.types.get(id)?;
    let names = context.names.types.get(id)?;
    let shape = match &def.kind {
        TypeKind::Record(all) => {
            let fields = fields(context, all, &names.members, from, Some(id));
            let has_default = context.names.defaults.contains(&id);
            let constructor = names.constructor.as_ref();
            let constructor = constructor.map(|of| {
                constructor::constructor(&names.ident.text, of, all, &fields, |_| {
                    docs::record_constructor(of)
                })
            });
            TypeShape::Record { fields, fixed: fixed(all), has_default, constructor }
        }
        TypeKind::IntEnum(values) => TypeShape::Enum("i64", variants(values, &names.members, Expr::number)),
        TypeKind::TextEnum(values) => {
            TypeShape::Enum("String", variants(values, &names.members, |is| Expr::text(is.as_str())))
        }
        TypeKind::Newtype(Newtype { md5: true, .. }) => TypeShape::Alias("rt::Md5Password"),
        TypeKind::Newtype(Newtype { base, encoding: coding, .. }) => {
            let coding = (*coding != Encoding::Plain).then(|| coding.variant());
            match base {
                Scalar::Int => TypeShape::Newtype("i64", coding),
                Scalar::String => TypeShape::Newtype("String", coding),
                Scalar::Secret => TypeShape::Newtype("Secret", coding),
                Scalar::Decimal => TypeShape::Newtype("Decimal", coding),
                other => TypeShape::Alias(scalar(*other)),
            }
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

/// Plans the fields of a record or request, without those that have a fixed value.
pub(crate) fn fields<'a>(
    context: &PlanContext<'a>,
    fields: &'a [Field],
    names: &'a [Name],
    from: From,
    owner: Option<TypeId>,
) -> Vec<FieldPlan<'a>> {
    let named = || fields.iter().zip(names).filter(|(field, _)| field.in_rust());
    // A receiver of the vendor's calls must not reject one because the vendor has added an enum value.
    let is_inbound = from.and_then(|id| context.api.modules.get(id)).is_some_and(|module| module.inbound);
    let is_parameter = owner.is_none();
    named()
        .map(|(field, name)| {
            let mut bare_type = String::with_capacity(24);
            let is_boxed = owner.is_some_and(|owner| context.boxed.closes(owner, &field.ty));
            if is_boxed {
                bare_type.push_str("Box<");
            }
            push_type(&mut bare_type, context, &field.ty, from);
            if is_boxed {
                bare_type.push('>');
            }
            let full_type = match field.presence {
                Presence::Required => bare_type.clone(),
                Presence::Optional | Presence::Nullable => ["Option<", &bare_type, ">"].concat(),
            };
            let goes_with =
                field.needs.as_deref().and_then(|wire| named().find(|(field, _)| field.name == wire));
            let goes_with = goes_with.map(|(_, name)| name.text.as_str());
            FieldPlan {
                field,
                ident: &name.text,
                bare_type,
                full_type,
                docs: docs::field(context, field, is_parameter, goes_with),
                key: info::key(context.api, field, is_parameter && !is_inbound),
            }
        })
        .collect()
}

/// Returns the fields with a fixed value: wire names and JSON values, or no value for a bare name.
pub(crate) fn fixed(fields: &[Field]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .filter_map(|field| {
            let json = field.fixed.as_deref()?;
            Some((field.name.as_str(), if field.encoding == Encoding::NameOnly { "" } else { json }))
        })
        .collect()
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
        Type::Map(entry) => {
            out.push_str("rt::Map<");
            push_type(out, context, entry, from);
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
        Scalar::Decimal => "rt::Decimal",
        Scalar::Bool => "bool",
        Scalar::Date => "rt::Date",
        Scalar::LocalDateTime => "rt::DateTime",
        Scalar::UnixTime => "rt::Timestamp",
        Scalar::FormattedDecimal => "rt::FormattedDecimal",
        Scalar::Secret => "rt::Secret",
        Scalar::Any => "rt::RawJson",
        Scalar::Bytes => "rt::Base64Bytes",
        Scalar::MicrosoftDate => "rt::MicrosoftDate",
    }
}
