//! The versions of the witness API, each with the types that the macro makes of it.

use std::fmt::Debug;

use bindery_runtime::client::{Payload, RequestParts};
use bindery_runtime::facts::Placement;
use bindery_runtime::facts::Style;
use bindery_runtime::wire::{Document, Fault, Out, Wire};
use bindery_runtime::wire::{Record, read_record};

/// Reads a payload and writes it again, by the types of one version.
pub(crate) type Recode = fn(&str) -> Result<Recoded, String>;

/// What became of a payload.
pub(crate) struct Recoded {
    /// The payload as it was written again.
    pub(crate) json: String,
    /// What it was in between.
    pub(crate) debug: String,
}

/// A version.
pub(crate) struct Version {
    pub(crate) name: &'static str,
    pub(crate) place: Recode,
    pub(crate) placed: Recode,
    pub(crate) happened: Recode,
    pub(crate) receipt: Recode,
}

/// A request, as a server reads it and a client writes it.
fn request<A: Record + Debug>(json: &str) -> Result<Recoded, String> {
    let read = || -> Result<Recoded, Fault> {
        let request: A = read_record(&Document::parse(json.as_bytes())?.entries()?, true)?;
        let Payload::Json(json) = RequestParts::write(&request, Placement::Json)?.payload else {
            unreachable!("parameters in JSON are JSON")
        };
        Ok(Recoded { json, debug: format!("{request:?}") })
    };
    read().map_err(|fault| fault.to_string())
}

/// An answer, as a client reads it and a server writes it.
fn answer<T: Wire + Debug>(json: &str) -> Result<Recoded, String> {
    let read = || -> Result<Recoded, Fault> {
        let answer = T::read(&Document::parse(json.as_bytes())?.value())?;
        let mut json = String::new();
        answer.write(&mut Out::json(&mut json, Style::Plain));
        Ok(Recoded { json, debug: format!("{answer:?}") })
    };
    read().map_err(|fault| fault.to_string())
}

macro_rules! version {
    ($name:ident) => {
        Version {
            name: stringify!($name),
            place: request::<$name::shop::Place>,
            placed: answer::<$name::shop::Placed>,
            happened: request::<$name::events::Happened>,
            receipt: answer::<$name::events::Receipt>,
        }
    };
}

macro_rules! versions {
    ($( $name:ident = $overlay:literal, )*) => {
        $(
            #[allow(dead_code, unreachable_pub)] // only the types that travel are of interest
            mod $name {
                bindery_macros::api!("tests/witness/base", types, overlay = $overlay);
            }
        )*

        /// All versions but the base.
        pub(crate) const VERSIONS: &[Version] = &[$( version!($name), )*];
    };
}

#[allow(dead_code, unreachable_pub)]
mod base {
    bindery_macros::api!("tests/witness/base", types);
}

/// The version that the others are compared with.
pub(crate) const BASE: Version = version!(base);

versions! {
    answer_becomes_optional = "tests/witness/answer_becomes_optional.yaml",
    answer_becomes_required = "tests/witness/answer_becomes_required.yaml",
    answer_brackets_back = "tests/witness/answer_brackets_back.yaml",
    answer_brackets_lost = "tests/witness/answer_brackets_lost.yaml",
    answer_enum_becomes_number = "tests/witness/answer_enum_becomes_number.yaml",
    answer_field_added = "tests/witness/answer_field_added.yaml",
    answer_form = "tests/witness/answer_form.yaml",
    answer_narrows = "tests/witness/answer_narrows.yaml",
    answer_null_or_missing = "tests/witness/answer_null_or_missing.yaml",
    answer_number_becomes_text = "tests/witness/answer_number_becomes_text.yaml",
    answer_optional_removed = "tests/witness/answer_optional_removed.yaml",
    answer_others = "tests/witness/answer_others.yaml",
    answer_renamed = "tests/witness/answer_renamed.yaml",
    answer_required_removed = "tests/witness/answer_required_removed.yaml",
    answer_text_becomes_number = "tests/witness/answer_text_becomes_number.yaml",
    answer_widens = "tests/witness/answer_widens.yaml",
    both_ways_optional = "tests/witness/both_ways_optional.yaml",
    both_ways_required = "tests/witness/both_ways_required.yaml",
    event_becomes_optional = "tests/witness/event_becomes_optional.yaml",
    event_limit_looser = "tests/witness/event_limit_looser.yaml",
    event_limit_tighter = "tests/witness/event_limit_tighter.yaml",
    event_narrows = "tests/witness/event_narrows.yaml",
    event_optional_removed = "tests/witness/event_optional_removed.yaml",
    event_parameter_added = "tests/witness/event_parameter_added.yaml",
    event_required_removed = "tests/witness/event_required_removed.yaml",
    event_value_added = "tests/witness/event_value_added.yaml",
    fixed_is_another = "tests/witness/fixed_is_another.yaml",
    parameter_becomes_optional = "tests/witness/parameter_becomes_optional.yaml",
    parameter_becomes_required = "tests/witness/parameter_becomes_required.yaml",
    parameter_defaulted_added = "tests/witness/parameter_defaulted_added.yaml",
    parameter_form = "tests/witness/parameter_form.yaml",
    parameter_limit_looser = "tests/witness/parameter_limit_looser.yaml",
    parameter_limit_tighter = "tests/witness/parameter_limit_tighter.yaml",
    parameter_optional_added = "tests/witness/parameter_optional_added.yaml",
    parameter_optional_removed = "tests/witness/parameter_optional_removed.yaml",
    parameter_renamed = "tests/witness/parameter_renamed.yaml",
    parameter_renamed_with_alias = "tests/witness/parameter_renamed_with_alias.yaml",
    parameter_required_added = "tests/witness/parameter_required_added.yaml",
    parameter_required_removed = "tests/witness/parameter_required_removed.yaml",
    parameter_takes_less = "tests/witness/parameter_takes_less.yaml",
    parameter_takes_more = "tests/witness/parameter_takes_more.yaml",
    parameter_value_removed = "tests/witness/parameter_value_removed.yaml",
    reply_becomes_optional = "tests/witness/reply_becomes_optional.yaml",
    reply_becomes_required = "tests/witness/reply_becomes_required.yaml",
    reply_form = "tests/witness/reply_form.yaml",
    reply_removed = "tests/witness/reply_removed.yaml",
    reply_takes_more = "tests/witness/reply_takes_more.yaml",
    type_renamed = "tests/witness/type_renamed.yaml",
    value_added = "tests/witness/value_added.yaml",
}
