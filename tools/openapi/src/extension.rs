//! Extension fields: names and descriptions of the `x-` fields for what OpenAPI cannot express.

use std::collections::BTreeMap;

use bindery_model::{Deviation, Evidence, Grade};
use bindery_vocabulary::json::JsonValue;

use crate::write::Extensions;

/// Declares the fields: purpose, constant, name, description. In each part they are sorted by name.
macro_rules! extensions {
    ($($need:ident { $($constant:ident $name:literal $about:literal)* })*) => {
        $($(pub(crate) const $constant: &str = $name;)*)*

        /// All extension fields, with their purpose and description.
        const ALL: &[(Need, &str, &str)] = &[$($((Need::$need, $name, $about),)*)*];
    };
}

extensions! {
    Request {
        CREDENTIALS "x-credentials" "credentials in a parameter, or in a header that an action issues"
        HASH "x-hash" "the value is sent as a digest"
        OAUTH1 "x-oauth1" "addresses and signing method of OAuth 1.0a"
        SIGNATURE "x-signature" "signature of a request: signed data, digest and secret"
        REST "x-rest" "a parameter that is the rest of the path, with its slashes"
        STYLE "x-style" "style of a list, map or record outside JSON that OpenAPI cannot express"
        NAME_ONLY "x-name-only" "a parameter that is sent as its bare name, without an equals sign"
        WRITTEN "x-written" "format of the key in a header; {} is replaced by the key"
    }
    Value {
        CONTENT "x-content" "media type and schema of a string's contents (not in OpenAPI 3.0)"
        PROPERTY_NAMES "x-property-names" "schema of the names of a map's entries (not in OpenAPI 3.0)"
        DEPENDENT "x-dependent-required" "parameters that require another one (not in OpenAPI 3.0)"
        EXCLUDES "x-excludes" "parameters that must not be sent together with this one"
        REQUIRED_WHEN "x-required-when" "values of other parameters with which this one is required"
        LIMITS "x-limits" "bounds of a number that is sent as a string"
        MADE "x-made" "how a client makes the value: the time, a growing number, a random text, or a key of a call"
        NEEDS "x-needs" "another parameter that is required with this one"
        ONE_OF "x-one-of" "alternative groups of query parameters; one is required"
    }
    Reader {
        ACTIONS "x-actions" "the actions in one operation, with the condition that selects each"
        ALIASES "x-aliases" "aliases, which are read if the first name is missing"
        COMPLETES "x-completes" "completion of an operation: the operation that is polled, where its parameters come from, and the states that end it"
        CONSTANTS "x-constants" "documented data outside of actions"
        COVERAGE "x-coverage" "coverage of a partly documented action by the documents"
        DEVIATIONS "x-deviations" "deviations of the spec from the vendor's documents, with the reason"
        EFFECT "x-effect" "effect of an action: read-only, idempotent or not, moves money"
        VALUES "x-enum-descriptions" "descriptions of an enum's values"
        VARIABLES "x-enum-varnames" "names of an enum's values"
        ERRORS "x-errors" "documented errors of an action"
        EVIDENCE "x-evidence" "source and lines, with the grade of evidence that is not full"
        PLUS_AS_SPACE "x-plus-as-space" "a leading space is read as a plus sign, which form encoding turns into a space"
        LISTED "x-listed" "actions with too little documentation to call them"
        MENTIONS "x-mentions" "operations that the documents mention but do not describe"
        NULL_VALUES "x-null-values" "values that mean null"
        NEW "x-new" "an action that the documents mark as new"
        OAUTH2 "x-oauth2" "addresses for a token's status and revocation"
        PAGES "x-pages" "pagination: how pages are requested, and the paths in the response to their records and to the next page"
        PATH_ALIASES "x-path-aliases" "other paths of an action that a server accepts"
        PATHS "x-paths" "paths are case-insensitive, and a doubled slash counts as one"
        REJECTIONS "x-rejections" "response of a server to an unknown path or method"
        REPLACED_BY "x-replaced-by" "successor of a deprecated action"
        SELECT "x-select" "condition that selects an action among those with the same method and path"
        SOURCES "x-sources" "documents that evidence refers to"
        WEBHOOKS "x-webhooks" "calls from the vendor (not in OpenAPI 3.0)"
    }
}

/// Purpose of an extension field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Requests fail without the information.
    Request,
    /// Servers check values by it.
    Value,
    /// Explains the API to readers.
    Reader,
}

/// An extension field of a document, with the number of its uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// Name of the field in the document, with the prefix `x-`.
    pub name: &'static str,
    /// Description of the information in the field.
    pub about: &'static str,
    /// Purpose of the field: who needs the information.
    pub need: Need,
    /// Number of places that have the field.
    pub places: usize,
}

/// Returns the extension fields of a document, sorted by purpose and name.
pub(crate) fn found(json: &JsonValue) -> Vec<Unsaid> {
    let mut counts = BTreeMap::new();
    count(json, &mut counts);
    let known = |(need, name, about): &(Need, &'static str, &'static str)| {
        counts.get(name).map(|places| Unsaid { name, about, need: *need, places: *places })
    };
    ALL.iter().filter_map(known).collect()
}

fn count<'j>(json: &'j JsonValue, counts: &mut BTreeMap<&'j str, usize>) {
    match json {
        JsonValue::Object(entries) => {
            for (key, value) in entries {
                if key.starts_with("x-") {
                    *counts.entry(key).or_default() += 1;
                }
                count(value, counts);
            }
        }
        JsonValue::List(items) => items.iter().for_each(|item| count(item, counts)),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::Text(_) => {}
    }
}

/// Adds a field, unless its value is empty.
pub(crate) fn put(extensions: &mut Extensions, name: &str, value: JsonValue) {
    let empty = match &value {
        JsonValue::Null => true,
        JsonValue::List(items) => items.is_empty(),
        JsonValue::Object(entries) => entries.is_empty(),
        JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::Text(_) => false,
    };
    if !empty {
        extensions.insert(name.to_owned(), value);
    }
}

/// Merges fields: lists are appended, missing fields are added.
pub(crate) fn join(known: &mut Extensions, more: &Extensions) {
    for (name, value) in more {
        match (known.get_mut(name), value) {
            (Some(JsonValue::List(known)), JsonValue::List(more)) => {
                let new: Vec<JsonValue> = more.iter().filter(|line| !known.contains(line)).cloned().collect();
                known.extend(new);
            }
            (Some(_), _) => {}
            (None, _) => {
                known.insert(name.clone(), value.clone());
            }
        }
    }
}

/// Adds evidence and declared deviations.
pub(crate) fn put_sources(extensions: &mut Extensions, evidence: &[Evidence], deviations: &[Deviation]) {
    put(extensions, EVIDENCE, evidence.iter().map(evidence_line).collect());
    let deviation = |one: &Deviation| {
        JsonValue::object([("from", JsonValue::text(&one.from)), ("because", JsonValue::text(&one.because))])
    };
    put(extensions, DEVIATIONS, deviations.iter().map(deviation).collect());
}

/// Formats evidence: `guide:210-260`, with its grade and remarks.
fn evidence_line(evidence: &Evidence) -> JsonValue {
    let Evidence { source, first, last, grade, about } = evidence;
    let mut line =
        if first == last { format!("{source}:{first}") } else { format!("{source}:{first}-{last}") };
    if *grade != Grade::Full {
        line.extend([", ", grade.text()]);
    }
    if !about.is_empty() {
        line.extend([": ", about.trim()]);
    }
    JsonValue::Text(line)
}
