//! The mappings of `api.yaml`.

use super::auth::AuthDoc;
use super::auth_use::AuthUse;
use super::choices::{Choice, Features, Paths};
use super::fields::TypeDoc;
use super::keys::{Errors, Failures, KebabName, Keyed, Schemes, Servers, Sources, Types, Waivers};
use super::mapping::mapping;
use super::values::{About, Code, DeviationDoc, EvidenceDoc, Flag, Json, Many, Text, Whole, Wrapper};
use crate::model::{ErrorKind, Method, NotationKind, Placement};

mapping! {
    /// What holds for a whole API: the file `api.yaml`.
    "API" ApiDoc {
        /// The API's short name: its folder's, and the generated crate's.
        need api: KebabName<'a> = "api",
        /// The vendor's name for it.
        need title: About<'a> = "title",
        /// What the API is for.
        need about: About<'a> = "about",
        /// The modules, in order; each is a file.
        need modules: Vec<KebabName<'a>> = "modules",
        /// How a server matches paths: `exact` when it is left out, or `any-case`, without regard to case and with a doubled slash as one.
        may paths: Choice<Paths> = "paths",
        /// What the generated crate has features for: `parts` (client, server) when it is left out, or `per-module`, for each module too.
        may features: Choice<Features> = "features",
        /// The documents that the spec stands on.
        need sources: Keyed<'a, Sources, SourceDoc<'a>> = "sources",
        /// The hosts that the API lives on.
        need servers: Keyed<'a, Servers, ServerDoc<'a>> = "servers",
        /// The authentication schemes that actions name.
        some auth: Keyed<'a, Schemes, AuthDoc<'a>> = "auth",
        /// What holds for an action that does not say otherwise.
        may defaults: DefaultsDoc<'a> = "defaults",
        /// Which error a server answers with when it refuses by itself.
        need refusals: RefusalsDoc<'a> = "refusals",
        /// The shapes in which failures arrive, in the order in which they are tried.
        need failures: Keyed<'a, Failures, FailureDoc<'a>> = "failures",
        /// The error table.
        need errors: Keyed<'a, Errors, ErrorDoc<'a>> = "errors",
        /// What the documents name but do not describe.
        some mentions: Vec<MentionDoc<'a>> = "mentions",
        /// Types that belong to no module.
        some types: Keyed<'a, Types, TypeDoc<'a>> = "types",
        /// Changes that `bindery diff` lets pass although they break something, each with the reason, by the names that it gives them.
        some waivers: Keyed<'a, Waivers, WaiverDoc<'a>> = "waivers",
    }
    elsewhere {
        "module" => "a module has a file of its own; in api.yaml, list its name under `modules`",
        "actions" => "actions stand in the file of their module",
    }
}

mapping! {
    /// A document that the spec stands on.
    "source" SourceDoc {
        /// Its file name.
        need file: Text<'a> = "file",
        /// Its title.
        need title: About<'a> = "title",
        /// How many lines it has; evidence must lie inside.
        need lines: Whole = "lines",
        /// How it is written, so that it can be read by machine: a notation, or several of which each reads what the ones before it leave.
        some notation: Many<NotationDoc<'a>> = "notation",
    }
}

mapping! {
    /// How a document is written, with the words that it uses beside the usual ones.
    "notation" NotationDoc short kind {
        /// The notation: `action-reference`, `outline` or `headed-prose`.
        need kind: Choice<NotationKind> = "kind",
        /// What introduces a table of parameters.
        some parameters: Many<Text<'a>> = "parameters",
        /// What introduces an answer.
        some answers: Many<Text<'a>> = "answers",
        /// Headings under which error codes are listed.
        some errors: Many<Text<'a>> = "errors",
        /// What stands in the place of a type.
        some types: Many<Text<'a>> = "types",
        /// What marks a parameter that may be left out.
        some optional: Many<Text<'a>> = "optional",
        /// What marks an action as new.
        some new: Many<Text<'a>> = "new",
        /// What marks an action as retired.
        some retired: Many<Text<'a>> = "retired",
        /// Headings that cannot be told from prose by their form.
        some headings: Many<Text<'a>> = "headings",
    }
}

mapping! {
    /// A host that the API lives on.
    "server" ServerDoc {
        /// The base address; left out when every deployment has its own.
        may url: Text<'a> = "url",
        /// What it serves.
        need about: About<'a> = "about",
    }
}

mapping! {
    /// What holds for an action that does not say otherwise.
    "defaults" DefaultsDoc {
        /// The path, with the placeholders `{module}` and `{action}`; when it is left out, every action has its own.
        may path: Text<'a> = "path",
        /// What a server takes; the first is what clients send. POST when it is left out.
        may methods: Vec<Choice<Method>> = "methods",
        /// Where clients put parameters; `json` when it is left out.
        may send: Choice<Placement> = "send",
        /// The server; the first when it is left out.
        may server: Text<'a> = "server",
        /// The authentication schemes: a list of those that are needed together, or one of those under `any`.
        may auth: AuthUse<'a> = "auth",
        /// The key of an object in which answers stand.
        may wrapper: Wrapper<'a> = "wrapper",
        /// The failure shape that a server answers with; the first when it is left out.
        may failure: Text<'a> = "failure",
    }
}

mapping! {
    /// Which error a server answers with when it refuses by itself.
    "refusals" RefusalsDoc {
        /// The error for a required parameter that is not there.
        need missing: Text<'a> = "missing",
        /// The error for a value that cannot be read or breaks a limit.
        need invalid: Text<'a> = "invalid",
        /// The error for a log-in that is refused.
        need login: Text<'a> = "login",
        /// The error for a path or method that does not exist.
        need not_found: Text<'a> = "not-found",
        /// The error for an action that the backend does not have.
        need not_implemented: Text<'a> = "not-implemented",
        /// The error for a backend that failed.
        need internal: Text<'a> = "internal",
    }
}

mapping! {
    /// A shape in which failures arrive.
    "failure" FailureDoc {
        /// When it occurs.
        may about: About<'a> = "about",
        /// The HTTP status that a server answers with.
        need status: Whole = "status",
        /// The signs of the shape; any of them is enough.
        need when: Many<MarkerDoc<'a>> = "when",
        /// What stands where; `$code`, `$code-text`, `$message`, `$details` and `$status` are placeholders.
        need body: Json<'a> = "body",
    }
}

mapping! {
    /// A sign that an answer is a failure.
    "sign" MarkerDoc {
        /// A key at the top level, or several keys joined by dots that lead to a deeper place.
        may key: Text<'a> = "key",
        /// The flag that the key must hold; without it, the key must be there and not null.
        may is: Flag = "is",
        /// The flag that the key must hold in every answer that is no failure; whatever else is there, or not there,
        /// is a sign. It counts for actions that fail in this shape.
        may not: Flag = "not",
        /// The HTTP status, or the first and the last of a range.
        may status: Many<Whole> = "status",
    }
    any_of { "key", "status" }
}

mapping! {
    /// An entry of the error table.
    "error" ErrorDoc {
        /// Its code on the wire, a number or a text; left out when it is known by its status or its text alone.
        may code: Code = "code",
        /// The HTTP status that goes with it, where that is not its shape's; without a code, the error is known by it.
        may status: Whole = "status",
        /// The documented text, to the letter.
        need text: Text<'a> = "text",
        /// What it means beyond its text.
        may about: About<'a> = "about",
        /// What it is about.
        may kind: Choice<ErrorKind> = "kind",
        /// Remarks of the document, such as 'not in use'.
        some notes: Vec<Text<'a>> = "notes",
        /// For a text without a code that means another entry: that entry.
        may reads_as: Text<'a> = "reads-as",
        /// The name in Rust where the derived one is bad.
        may rust: Text<'a> = "rust",
        /// How we know.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Where the spec knowingly departs from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
    }
}

mapping! {
    /// What the documents name but do not describe.
    "mention" MentionDoc {
        /// Its name in the documents.
        need doc: Text<'a> = "doc",
        /// In what connection it is named.
        need about: About<'a> = "about",
        /// How we know.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
    }
}

mapping! {
    /// A change that may break something. A bare text is the reason.
    "waiver" WaiverDoc short because {
        /// Why it may.
        need because: About<'a> = "because",
    }
}
