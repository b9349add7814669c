//! The mappings of a module's file: actions, answers, examples, constants.

use super::api::DefaultsDoc;
use super::auth_use::AuthUse;
use super::choices::{Choice, Direction};
use super::fields::{ParameterDoc, TypeDoc};
use super::keys::{Actions, Constants, Errors, Groups, KebabName, Keyed, Outcomes, Parameters, Types};
use super::mapping::mapping;
use super::values::{About, DeviationDoc, EvidenceDoc, Flag, Json, Many, Text, Whole, Wrapper};
use crate::model::{Effect, ErrorKind, Method, Placement, Stability, Style};

mapping! {
    /// A group of actions: one file.
    "module" ModuleDoc {
        /// The module's name: the file's.
        need module: KebabName<'a> = "module",
        /// Its name in the documents.
        may doc: Text<'a> = "doc",
        /// What its actions have in common.
        need about: About<'a> = "about",
        /// How we know.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Who calls whom: `outbound` when it is left out; `inbound` when the vendor calls the user's server.
        may direction: Choice<Direction> = "direction",
        /// What holds for the module's actions that do not say otherwise; it wins over `defaults` in api.yaml.
        may defaults: DefaultsDoc<'a> = "defaults",
        /// The actions, in the order of the documents.
        some actions: Keyed<'a, Actions, ActionDoc<'a>> = "actions",
        /// The types that the actions use.
        some types: Keyed<'a, Types, TypeDoc<'a>> = "types",
        /// Data that the documents give without an action, such as a table of defaults.
        some constants: Keyed<'a, Constants, ConstantDoc<'a>> = "constants",
    }
    elsewhere {
        "api" => "only api.yaml begins with `api`; a module's file begins with `module`",
        "errors" => "the error table stands in api.yaml",
        "sources" => "sources stand in api.yaml",
        "servers" => "servers stand in api.yaml",
        "failures" => "failure shapes stand in api.yaml",
    }
}

mapping! {
    /// One documented operation.
    "action" ActionDoc {
        /// Its name in the source, such as `User::info`.
        need doc: Text<'a> = "doc",
        /// What the action does.
        need about: About<'a> = "about",
        /// The lines of the source that describe it, as `SOURCE:FIRST-LAST`, or a list of them.
        need evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Whether it is stable (the default), new or retired.
        may stability: Choice<Stability> = "stability",
        /// For a retired action: its successor, as `module/action`.
        may replaced_by: Text<'a> = "replaced-by",
        /// What happens when it is done twice; `change` when it is left out.
        may effect: Choice<Effect> = "effect",
        /// The path, where the rule of `defaults` does not give it; `{name}` stands for a parameter with `in: path`.
        may path: Text<'a> = "path",
        /// The HTTP methods it takes; clients send the first.
        may methods: Vec<Choice<Method>> = "methods",
        /// Where clients put the parameters that are not in the path.
        may send: Choice<Placement> = "send",
        /// The server it lives on.
        may server: Text<'a> = "server",
        /// The authentication schemes that it needs: a list of those that are needed together, or one of those under `any`;
        /// `{scheme: …, optional: true}` for one that is sent if it is there.
        may auth: AuthUse<'a> = "auth",
        /// The scopes that a token of OAuth 2 needs for it.
        some scopes: Vec<Text<'a>> = "scopes",
        /// The key of an object in which the answer stands; null for none, where `defaults` has one.
        may wrapper: Wrapper<'a> = "wrapper",
        /// The parameters, in the documented order.
        some parameters: Keyed<'a, Parameters, ParameterDoc<'a>> = "parameters",
        /// Groups of optional parameters of which one group must be there.
        some one_of: Keyed<'a, Groups, Vec<Text<'a>>> = "one-of",
        /// What tells it from other actions with the same method and path.
        may select: SelectDoc<'a> = "select",
        /// How its answers are read page by page.
        may pages: PagesDoc<'a> = "pages",
        /// What the action answers: a type, `nothing`, or a mapping. An action without it is only listed.
        may returns: ReturnsDoc<'a> = "returns",
        /// What is not known of an action that is only listed.
        may unknown: About<'a> = "unknown",
        /// The failure shapes that a server uses here, first that fits.
        some failures: Vec<FailureUseDoc<'a>> = "failures",
        /// Errors that the documents tie to this action, with their meaning here.
        some errors: Keyed<'a, Errors, ActionErrorDoc<'a>> = "errors",
        /// The error for a bad value, where `refusals` is wrong.
        may invalid: Text<'a> = "invalid",
        /// Requests, answers and failures as the documents show them.
        some examples: Vec<ExampleDoc<'a>> = "examples",
        /// The name in Rust where the derived one is bad.
        may rust: Text<'a> = "rust",
        /// Where the spec knowingly departs from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
    }
    elsewhere {
        "response" => "what an action answers is `returns`",
        "method" => "write `methods: [POST]`: a list, since an action may take several",
        "paths" => "an action has one `path`: another spelling of it is an action of its own",
        "also" => "an action has one `path`: another spelling of it is an action of its own",
        "aliases" => "an action has one `path`: another spelling of it is an action of its own",
        "envelope" => "a key around the answer is `wrapper`; an object with more in it is a record, with `fixed` fields for what is always the same",
    }
}

mapping! {
    /// What an action answers.
    "answer" ReturnsDoc short type_ {
        /// The type; `nothing` for no content.
        may type_: Text<'a> = "type",
        /// The HTTP status, 200 when it is left out; with 204 the body is empty.
        may status: Whole = "status",
        /// Several answers, told apart by their status.
        may outcomes: Keyed<'a, Outcomes, OutcomeDoc<'a>> = "outcomes",
        /// How a scalar is written.
        may as_: Choice<Style> = "as",
        /// What the answer is.
        may about: About<'a> = "about",
        /// Whether null is an answer too.
        may nullable: Flag = "nullable",
        /// Whether the answer is the body itself and no JSON, where its type allows that.
        may raw: Flag = "raw",
        /// The field whose bare value is accepted for the record.
        may bare: Text<'a> = "bare",
        /// The keys under which a scalar is accepted inside an object.
        some unwrap: Many<Text<'a>> = "unwrap",
        /// Whether the body may be bare text instead of JSON.
        may bare_text: Flag = "bare-text",
        /// The one value that a scalar has which says only 'done'.
        may fixed: Json<'a> = "fixed",
        /// With `nothing`: the JSON that a server writes.
        may emits: Json<'a> = "emits",
        /// How we know.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Where the spec knowingly departs from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
    }
    elsewhere {
        "fields" => "define a named type with these fields under `types` and name it here",
        "optional" => "an answer is always there; an answer without content is `nothing`",
    }
    any_of { "type", "outcomes" }
}

mapping! {
    /// One of several answers.
    "outcome" OutcomeDoc {
        /// The HTTP status that tells it from the others.
        need status: Whole = "status",
        /// The type; no content when it is left out.
        may type_: Text<'a> = "type",
        /// When it is the answer.
        need about: About<'a> = "about",
        /// The name in Rust where the derived one is bad.
        may rust: Text<'a> = "rust",
    }
}

mapping! {
    /// What tells an action from others with the same method and path.
    "selection" SelectDoc {
        /// Where the text stands, as keys joined by dots; the first is a parameter.
        need at: Text<'a> = "at",
        /// The texts for which it is this action; one that ends in `*` stands for all that begin like it. When it is left out, anything at that place will do.
        may is: Many<Text<'a>> = "is",
    }
}

mapping! {
    /// How the answers of an action are read page by page.
    "pages" PagesDoc {
        /// The parameter that says how many records are passed over.
        need skip: Text<'a> = "skip",
        /// The parameter that says how many records a page has; its `max` is the largest page.
        need limit: Text<'a> = "limit",
        /// The field of the answer that holds the records.
        need records: Text<'a> = "records",
        /// The field of the answer that says how many records there are in all.
        may count: Text<'a> = "count",
    }
}

mapping! {
    /// A failure shape that a server uses for an action.
    "failure" FailureUseDoc short shape {
        /// The shape's name in api.yaml.
        need shape: Text<'a> = "shape",
        /// The errors for which it is used; all when it is left out.
        some errors: Vec<Text<'a>> = "errors",
    }
}

mapping! {
    /// An error that the documents tie to an action.
    "error" ActionErrorDoc {
        /// What the error means here.
        may about: About<'a> = "about",
        /// What it is about here, where that differs from the table.
        may kind: Choice<ErrorKind> = "kind",
    }
    elsewhere {
        "code" => "codes stand in the error table of api.yaml",
        "text" => "texts stand in the error table of api.yaml",
    }
}

mapping! {
    /// A request, an answer or a failure as the documents show it.
    "example" ExampleDoc {
        /// What it shows.
        may about: About<'a> = "about",
        /// The parameters by their wire names.
        may request: Json<'a> = "request",
        /// The answer.
        may response: Json<'a> = "response",
        /// The failure, as it stands on the wire.
        may failure: Json<'a> = "failure",
        /// Which error the failure is.
        may error: Text<'a> = "error",
        /// How we know.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
    }
    any_of { "request", "response", "failure" }
}

mapping! {
    /// Data that the documents give without an action.
    "constant" ConstantDoc {
        /// What the data says.
        need about: About<'a> = "about",
        /// How we know.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// The type that the data is checked against.
        may type_: Text<'a> = "type",
        /// The data.
        need value: Json<'a> = "value",
    }
}
