//! Actions: what is sent, where, and under which rules.

use bindery_vocabulary::{Effect, ErrorKind, Method, Placement, Scalar, words};

use super::{
    AuthId, Coverage, Deviation, ErrorId, Evidence, FailureId, Field, ModuleId, Returns, ServerId, Type,
};
use crate::diagnostic::Span;

/// One documented operation that can be called.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its name, kebab-case.
    pub name: String,
    /// Its name in the documents, such as `User::info`.
    pub doc: String,
    /// What it does.
    pub about: String,
    /// Whether it is new, stable or retired.
    pub stability: Stability,
    /// For a retired action: the module and position of its successor.
    pub replaced_by: Option<(ModuleId, usize)>,
    /// What happens when it is done twice.
    pub effect: Effect,
    /// The HTTP methods it takes; clients use the first.
    pub methods: Vec<Method>,
    /// The path, from the server's base address.
    pub path: Vec<Segment>,
    /// The host it lives on.
    pub server: ServerId,
    /// Where the parameters that are not in the path stand when the method has a body. For what clients do, see
    /// [`Action::placement`].
    pub send: Placement,
    /// The schemes that it needs, all of them, and those that are sent if they are there.
    pub auth: Vec<AuthId>,
    /// Those of `auth` that are sent if they are there, and not needed.
    pub optional_auth: Vec<AuthId>,
    /// The schemes of which it needs one; none when `auth` says it all.
    pub any_auth: Vec<AuthId>,
    /// The scopes that a token of OAuth 2 needs for it.
    pub scopes: Vec<String>,
    /// The key of an object in which the answer stands.
    pub wrapper: Option<String>,
    /// The parameters, in the documented order.
    pub parameters: Vec<Field>,
    /// Groups of parameters of which one must be there, by name; members are positions in `parameters`.
    pub one_of: Vec<(String, Vec<usize>)>,
    /// Where a server looks to tell it from others with the same method and path; none takes what no other takes.
    pub select: Option<Select>,
    /// How its answers are read page by page.
    pub pages: Option<Pages>,
    /// What it answers.
    pub returns: Returns,
    /// The failure shapes that a server uses here, first that fits; after them
    /// [`Api::failure`](super::Api::failure).
    pub failures: Vec<FailureUse>,
    /// Errors that the documents tie to this action.
    pub errors: Vec<ActionError>,
    /// The error for a bad value, where [`Refusals::invalid`](super::Refusals::invalid) is not right.
    pub invalid: Option<ErrorId>,
    /// Requests, answers and failures as the documents show them.
    pub examples: Vec<Example>,
    /// A name in Rust that was asked for.
    pub rust: Option<String>,
    /// Its place among all actions of its module as they are written, those that are only listed included.
    pub position: usize,
    /// How we know.
    pub evidence: Vec<Evidence>,
    /// Where the spec departs from the documents.
    pub deviations: Vec<Deviation>,
    /// Where it is written.
    pub span: Span,
}

impl Action {
    /// How much of it the sources show.
    pub fn coverage(&self) -> Coverage {
        Coverage::of(&self.evidence)
    }

    /// Where clients put the parameters that are not in the path: with GET and DELETE, which have no body, in the query.
    pub fn placement(&self) -> Placement {
        self.methods.first().map_or(self.send, |method| self.send.with(*method))
    }

    /// The parameters of its groups that are flags, of which one that is false counts as left out.
    pub fn flags(&self) -> impl Iterator<Item = &Field> {
        let in_group = |at: usize| self.one_of.iter().any(|(_, members)| members.contains(&at));
        let grouped = self.parameters.iter().enumerate().filter(move |(at, _)| in_group(*at));
        grouped.map(|(_, field)| field).filter(|field| field.ty == Type::Scalar(Scalar::Bool))
    }

    /// The path as it is written in documents: `/users/{id}`.
    pub fn path_text(&self) -> String {
        let mut text = String::new();
        for segment in &self.path {
            text.push('/');
            match segment {
                Segment::Literal(literal) => text.push_str(literal),
                Segment::Parameter(name) => {
                    text.push('{');
                    text.push_str(name);
                    text.push('}');
                }
            }
        }
        if text.is_empty() {
            text.push('/');
        }
        text
    }
}

/// An operation of which too little is known to call it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its name, kebab-case.
    pub name: String,
    /// Its name in the documents.
    pub doc: String,
    /// What it does, as far as its name tells.
    pub about: String,
    /// What is not known.
    pub unknown: String,
    /// The HTTP methods, if they are known.
    pub methods: Vec<Method>,
    /// The parameters that are known, in the documented order.
    pub parameters: Vec<Field>,
    /// Its place among all actions of its module as they are written.
    pub position: usize,
    /// How we know.
    pub evidence: Vec<Evidence>,
    /// Where it is written.
    pub span: Span,
}

impl Listed {
    /// How much of it the sources show.
    pub fn coverage(&self) -> Coverage {
        Coverage::of(&self.evidence)
    }
}

/// How a server tells an action from others with the same method and path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    /// The keys that lead to the text; the first is a parameter.
    pub at: Vec<String>,
    /// The texts for which it is this action; one that ends in `*` stands for all that begin like it. Empty when anything
    /// at that place will do.
    pub is: Vec<String>,
}

/// How an action's answers are read page by page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    /// The position of the parameter that says how many records are passed over.
    pub skip: usize,
    /// The position of the parameter that says how many records a page has.
    pub limit: usize,
    /// How many records the largest page has.
    pub largest: i64,
    /// The field of the answer that holds the records of a page.
    pub records: String,
    /// The field of the answer that says how many records there are in all.
    pub count: Option<String>,
    /// What a record is.
    pub record: Type,
}

words! {
    /// How far an action can be relied on.
    pub enum Stability: "stability" {
        /// As documented.
        Stable = "stable",
        /// Marked as new by the documents.
        New = "new",
        /// Marked as retired by the documents; still callable.
        Retired = "retired",
    }
}

/// One segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Fixed text.
    Literal(String),
    /// The value of the parameter with this wire name.
    Parameter(String),
}

/// A failure shape that a server uses for an action.
#[derive(Clone, Debug)]
pub struct FailureUse {
    /// The shape.
    pub shape: FailureId,
    /// For which errors; empty means all.
    pub errors: Vec<ErrorId>,
}

/// An error that the documents tie to an action.
#[derive(Clone, Debug)]
pub struct ActionError {
    /// The error.
    pub error: ErrorId,
    /// What it means here; empty when the table says it all.
    pub about: String,
    /// What it is about here, where that differs from the table.
    pub kind: Option<ErrorKind>,
}

/// A request, an answer or a failure as the documents show it. All parts are JSON text.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it shows.
    pub about: String,
    /// The parameters, an object.
    pub request: Option<String>,
    /// The answer.
    pub response: Option<String>,
    /// The failure, as it stands on the wire.
    pub failure: Option<String>,
    /// Which error the failure is.
    pub error: Option<ErrorId>,
    /// How we know.
    pub evidence: Vec<Evidence>,
}
