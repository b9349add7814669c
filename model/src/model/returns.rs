//! Answers.

use bindery_vocabulary::{MediaType, Style};

use super::{Deviation, Evidence, Type};
use crate::diagnostic::Span;

/// What an action answers.
#[derive(Clone, Debug)]
pub struct Returns {
    /// The HTTP status of the answer, 200 to 299; 204 comes with an empty body.
    pub status: u16,
    /// What it answers, told apart by status, when there are several answers. Then `status` and `ty` are those of the
    /// first.
    pub outcomes: Vec<Outcome>,
    /// The type; none for no content.
    pub ty: Option<Type>,
    /// Whether null is an answer too.
    pub nullable: bool,
    /// What the body is made of. What is not JSON is the answer itself.
    pub media_type: MediaType,
    /// What it is.
    pub about: String,
    /// How a scalar answer is written.
    pub style: Style,
    /// The field whose bare value is accepted for the record.
    pub bare: Option<String>,
    /// The keys under which a scalar is accepted inside an object.
    pub unwrap: Vec<String>,
    /// Whether the body may be text that is not JSON.
    pub bare_text: bool,
    /// The one value that the answer has, as JSON text: it says only 'done'.
    pub fixed: Option<String>,
    /// What a server writes when there is no content, as JSON text.
    pub emits: Option<String>,
    /// How we know.
    pub evidence: Vec<Evidence>,
    /// Where the spec departs from the documents.
    pub deviations: Vec<Deviation>,
    /// Where it is written.
    pub span: Span,
}

impl Returns {
    /// The types that the answer may have.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.ty.iter().chain(self.outcomes.iter().filter_map(|outcome| outcome.ty.as_ref()))
    }
}

/// One of several answers.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its name, kebab-case.
    pub name: String,
    /// The HTTP status that tells it from the others.
    pub status: u16,
    /// The type; none for no content.
    pub ty: Option<Type>,
    /// When it is the answer.
    pub about: String,
    /// A name in Rust that was asked for.
    pub rust: Option<String>,
    /// Where it is written.
    pub span: Span,
}
