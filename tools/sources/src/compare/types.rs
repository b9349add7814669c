//! Whether what a document says about a type fits the type of the spec.

use bindery_model::{Api, Aspect, Deviation, Style, Type};

use super::check::declared;
use crate::facts::Stated;
use crate::spec::{Wire, wire};

/// What is wrong about a type; nothing when it fits. `bare_single` is a list that may come as its only item.
pub(super) fn misfit(
    api: &Api,
    stated: &Stated,
    ty: &Type,
    style: Style,
    bare_single: bool,
) -> Option<String> {
    let found = wire(api, ty, style);
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
            // A word of the document's own stands for a group of fields.
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
        Stated::Shown(kind) => format!("the example shows a {kind}, the spec has {spec}"),
        Stated::Type(ty) => format!("type {ty} in the document, {spec} in the spec"),
        Stated::Nothing => return None,
    })
}

/// The type as deviations claim it.
pub(super) fn claim(stated: &Stated) -> &str {
    match stated {
        Stated::Type(text) => text,
        Stated::Nothing => "none",
        Stated::Shown(_) => "shown",
    }
}

/// The deviation that allows a misfit.
pub(super) fn allowed<'d>(
    stated: &Stated,
    deviations: impl IntoIterator<Item = &'d Deviation>,
) -> Option<&'d Deviation> {
    declared(deviations, Aspect::Type, claim(stated))
}
