//! Claims: single statements of a document, each with its lines.

use std::ops::Range;

use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::words;

/// A range of lines, numbered from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineRange {
    /// Number of the first line.
    pub first: u32,
    /// Number of the last line, inclusive.
    pub last: u32,
}

impl LineRange {
    /// Formats the range as in evidence: `12` or `12-15`.
    pub fn text(self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{}-{}", self.first, self.last) }
    }
}

/// The classification of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineClass {
    /// Empty line.
    Blank,
    /// Sentences for human readers.
    Prose,
    /// Heading.
    Heading,
    /// Part of a table.
    Table,
    /// Part of a list.
    List,
    /// Part of a sample: JSON, code, an address.
    Sample,
    /// Line that should have structure in this notation but cannot be read.
    Unread,
}

/// A line that should have structure but cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Number of the line, from 1.
    pub line: u32,
    /// Text of the line with single spaces.
    pub text: String,
    /// Reason why the line cannot be read.
    pub reason: String,
}

/// The subject of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The lines before the first heading.
    Beginning,
    /// An action, by its documented name.
    Action(String),
    /// A module, by its documented name.
    Module(String),
    /// The error table.
    Errors,
    /// Any other subject, by its heading.
    Heading(String),
}

impl Topic {
    /// Returns the heading of the section, or a placeholder in parentheses.
    pub fn title(&self) -> &str {
        match self {
            Topic::Beginning => "(beginning)",
            Topic::Errors => "(error table)",
            Topic::Action(title) | Topic::Module(title) | Topic::Heading(title) => title,
        }
    }
}

/// A section of a document: the lines from one heading to the next.
#[derive(Clone, Debug)]
pub struct Section {
    /// Subject of the section, from its heading.
    pub topic: Topic,
    /// Lines of the section, from the heading to the last non-blank line.
    pub place: LineRange,
}

/// A claim: one statement of a document, extracted by machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Content of the claim: what the document states.
    pub what: What,
    /// Lines that make the claim.
    pub place: LineRange,
    /// Position of the section that contains the claim.
    pub section: usize,
}

/// A mark on the heading of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// The document marks the action as new.
    New,
    /// The document marks the action as deprecated.
    Deprecated,
}

/// The type that a document states for a parameter or field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    /// The type as written in the document.
    Type(String),
    /// The document states no type.
    Nothing,
    /// The document only shows an example value of this kind: `text`, `number`, `decimal`, `bool`, `null`, `list` or
    /// `object`.
    Shown(&'static str),
}

/// The kind of response that an example shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A success response.
    Response,
    /// An error response.
    Failure,
}

/// The content of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A module or group exists.
    Module {
        /// Name of the module as the document writes it.
        doc: String,
    },
    /// An action exists.
    Action {
        /// Documented name, such as `User::info`.
        doc: String,
        /// Marks on its heading, such as 'new'.
        marks: Vec<Mark>,
    },
    /// The section's action has a parameter.
    Parameter {
        /// Name of the parameter as the document writes it.
        name: String,
        /// Type that the document states for the parameter.
        ty: Stated,
        /// Whether the document calls it optional.
        optional: bool,
    },
    /// The response of the section's action has a field.
    Field {
        /// Path to the field: names separated by dots, `[]` for the items of a list. Empty for a scalar response.
        path: String,
        /// Type that the document states for the field.
        ty: Stated,
    },
    /// The API has an error.
    Code {
        /// Error code; none for a text without a code.
        code: Option<String>,
        /// HTTP status next to the code.
        status: Option<u16>,
        /// Text of the error, as the document words it.
        text: String,
        /// Remarks, such as 'not in use'.
        remarks: Vec<String>,
    },
    /// Error responses have a key.
    FailureKey {
        /// Path to the key: names separated by dots.
        path: String,
    },
    /// The document gives data without an action.
    Constant {
        /// Group of the constant, from its own path or the label above it.
        group: String,
        /// Name of the constant; empty for a constant that is a whole JSON value.
        name: String,
        /// Value of the constant, as JSON.
        value: JsonValue,
    },
    /// The section shows an example of a response.
    Example {
        /// Kind of response that the example shows.
        role: Role,
        /// JSON that the example shows.
        value: JsonValue,
    },
    /// An example calls an address with query parameters.
    Call {
        /// Path of the address, without the query.
        path: String,
        /// Names of the query parameters.
        names: Vec<String>,
    },
    /// The document contains this URL.
    Url(String),
    /// The document names a header and its value.
    Header {
        /// Name of the header as the document writes it.
        name: String,
        /// Value of the header, as the document shows it.
        value: String,
    },
    /// The API has an OAuth scope with this name.
    Scope(String),
    /// A list item has this name.
    Item(String),
    /// A code sample sends or reads a key.
    Key(String),
    /// A table of contents has a title.
    Title {
        /// Group that contains the title; empty for none.
        group: String,
        /// Title as the document writes it.
        title: String,
    },
}

words! {
    /// Kind of claim, for the coverage figures, in display order.
    #[derive(PartialOrd, Ord)]
    pub enum Kind: "kind of claim" {
        /// Modules and groups.
        Module = "module",
        /// Actions and titles.
        Action = "action",
        /// Parameters.
        Parameter = "parameter",
        /// Fields of responses.
        Field = "field",
        /// Error codes, and keys of error responses.
        Error = "error",
        /// Constants.
        Constant = "constant",
        /// Examples.
        Example = "example",
        /// Addresses.
        Url = "address",
        /// Headers.
        Header = "header",
        /// Scopes.
        Scope = "scope",
        /// List items and keys in samples.
        Name = "name",
    }
}

impl What {
    /// Returns the kind of the claim.
    pub fn kind(&self) -> Kind {
        match self {
            What::Module { .. } => Kind::Module,
            What::Action { .. } | What::Title { .. } => Kind::Action,
            What::Parameter { .. } => Kind::Parameter,
            What::Field { .. } => Kind::Field,
            What::Code { .. } | What::FailureKey { .. } => Kind::Error,
            What::Constant { .. } => Kind::Constant,
            What::Example { .. } => Kind::Example,
            What::Call { .. } | What::Url(_) => Kind::Url,
            What::Header { .. } => Kind::Header,
            What::Scope(_) => Kind::Scope,
            What::Item(_) | What::Key(_) => Kind::Name,
        }
    }
}

/// The result of reading a document.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Class of each line, in the order of the lines.
    pub classes: Vec<LineClass>,
    /// Sections, in the order of the document.
    pub sections: Vec<Section>,
    /// Claims, in the order of the lines.
    pub claims: Vec<Claim>,
    /// Lines that cannot be read.
    pub unread: Vec<Unread>,
}

impl Reading {
    /// Returns the claims of a section.
    pub fn claims_of(&self, section: usize) -> impl Iterator<Item = &Claim> + Clone {
        self.claims.get(self.positions_of(section)).unwrap_or_default().iter()
    }

    /// Returns the positions of the claims of a section. Claims and sections are both in the order of the lines.
    pub(crate) fn positions_of(&self, section: usize) -> Range<usize> {
        let start = self.claims.partition_point(|claim| claim.section < section);
        start..self.claims.partition_point(|claim| claim.section <= section)
    }
}
