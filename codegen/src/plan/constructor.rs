//! Constructors of requests and records: arguments and initial values.

use bindery_model::names::ConstructorNames;
use bindery_model::{Field, Presence};

use super::docs;
use super::items::{Constructor, Docs, FieldPlan, Init, Takes};

/// Plans a constructor of a type. `about` builds its docs from the optional fields that it takes.
pub(crate) fn constructor<'a>(
    owner: &str,
    names: &'a ConstructorNames,
    all: &[Field],
    fields: &[FieldPlan<'a>],
    about: impl Fn(&[&str]) -> Docs,
) -> Constructor<'a> {
    // The names refer to all fields of the model; fields with a fixed value do not exist in Rust.
    let in_rust = all.iter().enumerate().filter(|(_, field)| field.in_rust());
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
        } else if field.additional {
            sets.push(Init::Empty);
        } else {
            sets.push(Init::Absent);
        }
    }
    let of_group = given.iter().filter_map(|at| fields.get(*at));
    let of_group = of_group.filter(|field| field.field.presence != Presence::Required);
    let of_group: Vec<&str> = of_group.map(|field| field.ident).collect();
    let takes = match (given.as_slice(), names.takes.as_deref()) {
        ([], _) => Takes::Nothing,
        ([only], _) => Takes::One(*only),
        (_, takes) => Takes::Struct {
            ident: takes.unwrap_or_default(),
            docs: docs::required(owner, &names.ident.text),
            fields: given,
        },
    };
    Constructor { ident: &names.ident.text, docs: about(&of_group), takes, sets }
}
