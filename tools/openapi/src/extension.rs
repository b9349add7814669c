//! What OpenAPI has no field for: the names of the fields that stand for it, and what each of them says.

use std::collections::BTreeMap;

use bindery_model::{Deviation, Evidence, Grade};
use bindery_vocabulary::json::Json;

use crate::write::Extensions;

/// Declares the fields once: what they are for, constant, name, what it says. In each part they stand by name.
macro_rules! extensions {
    ($($need:ident { $($constant:ident $name:literal $about:literal)* })*) => {
        $($(pub(crate) const $constant: &str = $name;)*)*

        /// Every field of ours, with what it is for and what it says.
        const ALL: &[(Need, &str, &str)] = &[$($((Need::$need, $name, $about),)*)*];
    };
}

extensions! {
    Request {
        CREDENTIALS "x-credentials" "credentials in a parameter, or in a header whose name an action issues"
        HASH "x-hash" "the digest of the text is sent, not the text"
        OAUTH1 "x-oauth1" "addresses and ways of OAuth 1.0a, which signs requests"
        SIGNATURE "x-signature" "how a request is signed: what is covered, by which digest, with which secret"
        VALUELESS "x-valueless" "a parameter that is its bare name, without an equals sign"
        WRITTEN "x-written" "how a header's key is written, with {} in its place"
    }
    Value {
        CONTENT "x-content" "what a text holds, which OpenAPI 3.0 cannot say"
        DEPENDENT "x-dependent-required" "parameters that need another one, which OpenAPI 3.0 cannot say"
        LIMITS "x-limits" "bounds of a number that travels as text"
        NEEDS "x-needs" "another parameter that must be there too"
        ONE_OF "x-one-of" "groups of parameters of the query of which one must be there"
    }
    Reader {
        ACTIONS "x-actions" "the actions that are one operation, and how each of them is told apart"
        ALSO "x-also" "other names that are read when the first is missing"
        CONSTANTS "x-constants" "data that the documents give without an action"
        COVERAGE "x-coverage" "how much of an action the documents show, where that is not all"
        DEVIATIONS "x-deviations" "where the spec departs from the documents, and why"
        EFFECT "x-effect" "what happens when an action is done twice"
        VALUES "x-enum-descriptions" "what the values of an enum mean"
        VARIABLES "x-enum-varnames" "names for the values of an enum"
        ERRORS "x-errors" "the errors that the documents tie to an action"
        EVIDENCE "x-evidence" "the source and its lines, and how strong they are where that is not in full"
        LEADING_PLUS "x-leading-plus" "a blank at the start is read as the plus that a form has swallowed"
        LISTED "x-listed" "actions of which too little is known to call them"
        MENTIONS "x-mentions" "what the documents name but do not describe"
        NONE "x-none" "texts that mean no value"
        OAUTH2 "x-oauth2" "the addresses that tell what a token is worth and that end it"
        PAGES "x-pages" "which parameters turn the pages of a list, and where its records stand"
        PATHS "x-paths" "paths are matched without regard to case, and a doubled slash as one"
        REFUSALS "x-refusals" "what a server answers for a path or a method that it does not have"
        REPLACED_BY "x-replaced-by" "the successor of a retired action"
        SELECT "x-select" "how actions of one method and path are told apart"
        SOURCES "x-sources" "the documents that evidence points into"
        STABILITY "x-stability" "an action that the documents call new"
        WEBHOOKS "x-webhooks" "what the vendor calls, which OpenAPI 3.0 has no place for"
    }
}

/// What a field of ours is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Requests fail without it.
    Request,
    /// A value may break it, and servers check that.
    Value,
    /// It explains.
    Reader,
}

/// A field that OpenAPI does not have, and how often a document has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub about: &'static str,
    /// What it is for.
    pub need: Need,
    /// In how many places it stands.
    pub places: usize,
}

/// The fields of ours that a document has: by what they are for, then by name.
pub(crate) fn found(json: &Json) -> Vec<Unsaid> {
    let mut counts = BTreeMap::new();
    count(json, &mut counts);
    let known = |(need, name, about): &(Need, &'static str, &'static str)| {
        counts.get(name).map(|places| Unsaid { name, about, need: *need, places: *places })
    };
    ALL.iter().filter_map(known).collect()
}

fn count<'j>(json: &'j Json, counts: &mut BTreeMap<&'j str, usize>) {
    match json {
        Json::Object(entries) => {
            for (key, value) in entries {
                if key.starts_with("x-") {
                    *counts.entry(key).or_default() += 1;
                }
                count(value, counts);
            }
        }
        Json::List(items) => items.iter().for_each(|item| count(item, counts)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => {}
    }
}

/// Adds a field, unless it would say nothing.
pub(crate) fn put(extensions: &mut Extensions, name: &str, value: Json) {
    let empty = match &value {
        Json::Null => true,
        Json::List(items) => items.is_empty(),
        Json::Object(entries) => entries.is_empty(),
        Json::Bool(_) | Json::Number(_) | Json::Text(_) => false,
    };
    if !empty {
        extensions.insert(name.to_owned(), value);
    }
}

/// Adds fields to those that are there: lists to lists, and what is not there yet.
pub(crate) fn join(known: &mut Extensions, more: &Extensions) {
    for (name, value) in more {
        match (known.get_mut(name), value) {
            (Some(Json::List(known)), Json::List(more)) => {
                let new: Vec<Json> = more.iter().filter(|line| !known.contains(line)).cloned().collect();
                known.extend(new);
            }
            (Some(_), _) => {}
            (None, _) => {
                known.insert(name.clone(), value.clone());
            }
        }
    }
}

/// Adds how we know, and where the spec departs from the documents.
pub(crate) fn put_sources(extensions: &mut Extensions, evidence: &[Evidence], deviations: &[Deviation]) {
    put(extensions, EVIDENCE, evidence.iter().map(evidence_line).collect());
    let deviation = |one: &Deviation| {
        Json::object([("from", Json::text(&one.from)), ("because", Json::text(&one.because))])
    };
    put(extensions, DEVIATIONS, deviations.iter().map(deviation).collect());
}

/// `guide:210-260`, and what is to be said about it.
fn evidence_line(evidence: &Evidence) -> Json {
    let Evidence { source, first, last, grade, about } = evidence;
    let mut line =
        if first == last { format!("{source}:{first}") } else { format!("{source}:{first}-{last}") };
    if *grade != Grade::Full {
        line.extend([", ", grade.text()]);
    }
    if !about.is_empty() {
        line.extend([": ", about.trim()]);
    }
    Json::Text(line)
}
