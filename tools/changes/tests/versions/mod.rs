//! Versions of the witness API, each with the types that the macro generates for it.

use std::fmt::Debug;

use bindery_runtime::client::{RequestBody, RequestParts};
use bindery_runtime::metadata::Encoding;
use bindery_runtime::metadata::Place;
use bindery_runtime::wire::{Document, Fault, Out, Wire};
use bindery_runtime::wire::{Record, read_record};

/// Function that reads a payload and writes it again, with the types of one version.
pub(crate) type Recode = fn(&str) -> Result<Recoded, String>;

/// Result of reading and writing a payload.
pub(crate) struct Recoded {
    /// The payload as written again.
    pub(crate) json: String,
    /// The decoded value.
    pub(crate) debug: String,
}

/// A version of the API.
pub(crate) struct Version {
    pub(crate) name: &'static str,
    pub(crate) place: Recode,
    pub(crate) placed: Recode,
    pub(crate) happened: Recode,
    pub(crate) receipt: Recode,
}

/// Reads a request as a server, and writes it as a client.
fn request<A: Record + Debug>(json: &str) -> Result<Recoded, String> {
    let read = || -> Result<Recoded, Fault> {
        let request: A = read_record(&Document::parse(json.as_bytes())?.entries()?, true)?;
        let RequestBody::Json(json) = RequestParts::write(&request, Place::Json)?.body else {
            unreachable!("parameters in JSON are JSON")
        };
        Ok(Recoded { json, debug: format!("{request:?}") })
    };
    read().map_err(|fault| fault.to_string())
}

/// Reads a response as a client, and writes it as a server.
fn response<T: Wire + Debug>(json: &str) -> Result<Recoded, String> {
    let read = || -> Result<Recoded, Fault> {
        let response = T::read(&Document::parse(json.as_bytes())?.value())?;
        let mut json = String::new();
        response.write(&mut Out::json(&mut json, Encoding::Plain));
        Ok(Recoded { json, debug: format!("{response:?}") })
    };
    read().map_err(|fault| fault.to_string())
}

macro_rules! version {
    ($name:ident) => {
        Version {
            name: stringify!($name),
            place: request::<$name::shop::Place>,
            placed: response::<$name::shop::Placed>,
            happened: request::<$name::events::Happened>,
            receipt: response::<$name::events::Receipt>,
        }
    };
}

macro_rules! versions {
    ($( $name:ident = $overlay:literal, )*) => {
        $(
            #[allow(dead_code, unreachable_pub)] // only types in payloads are used
            mod $name {
                bindery_macros::api!("tests/witness/base", types, overlay = $overlay);
            }
        )*

        /// All versions except the base.
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
    response_becomes_optional = "tests/witness/response_becomes_optional.yaml",
    response_becomes_required = "tests/witness/response_becomes_required.yaml",
    response_brackets_back = "tests/witness/response_brackets_back.yaml",
    response_brackets_lost = "tests/witness/response_brackets_lost.yaml",
    response_enum_becomes_number = "tests/witness/response_enum_becomes_number.yaml",
    response_field_added = "tests/witness/response_field_added.yaml",
    response_form = "tests/witness/response_form.yaml",
    response_narrows = "tests/witness/response_narrows.yaml",
    response_null_or_missing = "tests/witness/response_null_or_missing.yaml",
    response_number_becomes_text = "tests/witness/response_number_becomes_text.yaml",
    response_optional_removed = "tests/witness/response_optional_removed.yaml",
    response_additional = "tests/witness/response_additional.yaml",
    response_renamed = "tests/witness/response_renamed.yaml",
    response_required_removed = "tests/witness/response_required_removed.yaml",
    response_text_becomes_number = "tests/witness/response_text_becomes_number.yaml",
    response_widens = "tests/witness/response_widens.yaml",
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
    positions_entry_added = "tests/witness/positions_entry_added.yaml",
    positions_entry_removed = "tests/witness/positions_entry_removed.yaml",
    response_item_may_be_null = "tests/witness/response_item_may_be_null.yaml",
    response_keys_become_numbers = "tests/witness/response_keys_become_numbers.yaml",
    type_renamed = "tests/witness/type_renamed.yaml",
    union_value_changed = "tests/witness/union_value_changed.yaml",
    union_variant_added = "tests/witness/union_variant_added.yaml",
    union_variant_removed = "tests/witness/union_variant_removed.yaml",
    value_added = "tests/witness/value_added.yaml",
}
