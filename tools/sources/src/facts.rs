//! What a document says, piece by piece, with the lines that say it.

use std::ops::Range;

use bindery_vocabulary::json::Json;
use bindery_vocabulary::words;

/// A range of lines, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The first line.
    pub first: u32,
    /// The last line.
    pub last: u32,
}

impl Place {
    /// The place as evidence has it: `12` or `12-15`.
    pub fn text(self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{}-{}", self.first, self.last) }
    }
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Nothing stands there.
    Blank,
    /// Sentences, which are for people.
    Prose,
    /// A heading.
    Heading,
    /// A part of a table.
    Table,
    /// A part of a list.
    List,
    /// A part of a sample: JSON, code, an address.
    Sample,
    /// It stands where the notation has structure, and could not be read.
    Unread,
}

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The line.
    pub line: u32,
    /// What stands there.
    pub text: String,
    /// Why.
    pub reason: String,
}

/// What a section is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// What stands before the first heading.
    Beginning,
    /// An action, by its name.
    Action(String),
    /// A module, by its name.
    Module(String),
    /// The error table.
    Errors,
    /// Anything else, under its heading.
    Heading(String),
}

impl Topic {
    /// What a reader of the document would call it.
    pub fn title(&self) -> &str {
        match self {
            Topic::Beginning => "(beginning)",
            Topic::Errors => "(error table)",
            Topic::Action(title) | Topic::Module(title) | Topic::Heading(title) => title,
        }
    }
}

/// The lines from one heading to the next.
#[derive(Clone, Debug)]
pub struct Section {
    /// What it is about.
    pub topic: Topic,
    /// Its lines, from the heading to the last that is not blank.
    pub place: Place,
}

/// One thing that a document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it says.
    pub what: What,
    /// The lines that say it.
    pub place: Place,
    /// The position of the section that it stands in.
    pub section: usize,
}

/// What a mark on a heading says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// It is new.
    New,
    /// It is retired.
    Retired,
}

/// What a document says about a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    /// The type, to the letter.
    Type(String),
    /// Nothing.
    Nothing,
    /// Only an example, which shows a value of this kind: `text`, `number`, `decimal`, `bool`, `null`, `list` or `object`.
    Shown(&'static str),
}

/// What an example shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// An answer when all went well.
    Answer,
    /// An answer when something failed.
    Failure,
}

/// A thing that a document can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// There is a module, or a group, of this name.
    Module {
        /// Its name.
        doc: String,
    },
    /// There is an action of this name.
    Action {
        /// Its name, such as `User::info`.
        doc: String,
        /// What its heading says beside.
        marks: Vec<Mark>,
    },
    /// The section's action has a parameter.
    Parameter {
        /// Its name.
        name: String,
        /// Its type.
        ty: Stated,
        /// Whether it is said that it may be left out.
        optional: bool,
    },
    /// The section's action answers with a field.
    Field {
        /// Names with dots between; `[]` stands for the items of a list. Empty for an answer that is a scalar.
        path: String,
        /// Its type.
        ty: Stated,
    },
    /// There is an error code.
    Code {
        /// The code; none for a text without one.
        code: Option<String>,
        /// The HTTP status beside it.
        status: Option<u16>,
        /// The text.
        text: String,
        /// What is remarked about it, such as 'not in use'.
        remarks: Vec<String>,
    },
    /// Failures have a key.
    FailureKey {
        /// Names with dots between.
        path: String,
    },
    /// There is a constant.
    Constant {
        /// What it belongs to.
        group: String,
        /// Its name; empty where the value says all.
        name: String,
        /// Its value.
        value: Json,
    },
    /// There is an example.
    Example {
        /// What it shows.
        role: Role,
        /// The JSON.
        value: Json,
    },
    /// An example calls this address, with these parameters.
    Call {
        /// The path.
        path: String,
        /// The names in the query.
        names: Vec<String>,
    },
    /// An address stands there.
    Url(String),
    /// A header is sent.
    Header {
        /// Its name.
        name: String,
        /// What is said about its value.
        value: String,
    },
    /// A token may be good for this.
    Scope(String),
    /// An item of a list has this name.
    Item(String),
    /// A sample sends or reads a key.
    Key(String),
    /// A table of contents has this title.
    Title {
        /// The group that it stands in; empty outside of any.
        group: String,
        /// The title.
        title: String,
    },
}

words! {
    /// The kinds of facts, for counting, in the order in which they are shown.
    #[derive(PartialOrd, Ord)]
    pub enum Kind: "kind of fact" {
        /// Modules and groups.
        Module = "module",
        /// Actions and titles.
        Action = "action",
        /// Parameters.
        Parameter = "parameter",
        /// Fields of answers.
        Field = "field",
        /// Error codes and the keys of failures.
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
        /// Items of lists and keys in samples.
        Name = "name",
    }
}

impl What {
    /// What kind of fact it is.
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

/// What was read of a document.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What each line is.
    pub classes: Vec<Class>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The facts, in the order of the lines.
    pub facts: Vec<Fact>,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

impl Reading {
    /// The facts of a section.
    pub fn facts_of(&self, section: usize) -> impl Iterator<Item = &Fact> + Clone {
        self.facts.get(self.positions_of(section)).unwrap_or_default().iter()
    }

    /// The positions of the facts of a section. Facts and sections are both in the order of the lines.
    pub(crate) fn positions_of(&self, section: usize) -> Range<usize> {
        let start = self.facts.partition_point(|fact| fact.section < section);
        start..self.facts.partition_point(|fact| fact.section <= section)
    }
}
