//! Compares types in a document with types in the spec.

use bindery_model::{Api, Aspect, Deviation, Encoding, Type};

use super::check::declared;
use crate::claims::Stated;
use crate::spec::{Wire, wire};

/// Describes the mismatch of a type; none if it matches. `bare_single` marks a list that may be written as its only
/// item.
pub(super) fn misfit(
    api: &Api,
    stated: &Stated,
    ty: &Type,
    encoding: Encoding,
    bare_single: bool,
) -> Option<String> {
    let found = wire(api, ty, encoding);
    let fits = |expected: &[Wire]| found == Wire::Any || expected.contains(&found);
    let fine = match stated {
        Stated::Nothing => true,
        Stated::Type(text) if text.ends_with("[]") => fits(&[Wire::List]),
        Stated::Type(text) => match text.to_lowercase().as_str() {
            "string" => fits(&[Wire::Text]),
            "int" => fits(&[Wire::Whole]),
            "float" | "double" | "decimal" => fits(&[Wire::Decimal]),
            "bool" => fits(&[Wire::Bool]),
            "array" => fits(&[Wire::List, Wire::Object]),
            // Any other word names a group of fields.
            _ => fits(&[Wire::Object]) || (bare_single && found == Wire::List),
        },
        Stated::Shown(kind) => match *kind {
            "text" => fits(&[Wire::Text]),
            "number" => fits(&[Wire::Whole, Wire::Decimal]),
            "decimal" => fits(&[Wire::Decimal]),
            "bool" => fits(&[Wire::Bool]),
            "list" => fits(&[Wire::List]),
            "object" => fits(&[Wire::Object]) || (bare_single && found == Wire::List),
            _ => true,
        },
    };
    if fine {
        return None;
    }
    let spec = ty.text(&api.types);
    Some(match stated {
        Stated::Shown(kind) => format!("type {kind} in the example, {spec} in the spec"),
        Stated::Type(ty) => format!("type {ty} in the document, {spec} in the spec"),
        Stated::Nothing => return None,
    })
}

/// Returns the type as deviations name it.
pub(super) fn claimed_type(stated: &Stated) -> &str {
    match stated {
        Stated::Type(text) => text,
        Stated::Nothing => "none",
        Stated::Shown(_) => "shown",
    }
}

/// Returns the deviation that allows a mismatch.
pub(super) fn allowed<'d>(
    stated: &Stated,
    deviations: impl IntoIterator<Item = &'d Deviation>,
) -> Option<&'d Deviation> {
    declared(deviations, Aspect::Type, claimed_type(stated))
}
