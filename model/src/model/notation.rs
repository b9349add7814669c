//! How the documents are written, for those who read them by machine.

use bindery_vocabulary::words;

/// How a document, or a part of it, is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notation {
    /// The notation.
    pub kind: NotationKind,
    /// The words that the document uses beside the usual ones.
    pub words: NotationWords,
}

words! {
    /// The notations.
    pub enum NotationKind: "notation" {
        /// `Module::action`, tables of name, type and description, answers as `key(type): description`, an error table.
        ActionReference = "action-reference",
        /// A tree of bullets: groups and titles.
        Outline = "outline",
        /// Sections under headings, with tables, lists and samples of code.
        HeadedProse = "headed-prose",
    }
}

/// The words of a notation that depend on the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotationWords {
    /// What introduces a table of parameters.
    pub parameters: Vec<String>,
    /// What introduces an answer.
    pub answers: Vec<String>,
    /// Headings under which error codes are listed.
    pub errors: Vec<String>,
    /// What stands in the place of a type.
    pub types: Vec<String>,
    /// What marks a parameter that may be left out.
    pub optional: Vec<String>,
    /// What marks an action as new.
    pub new: Vec<String>,
    /// What marks an action as retired.
    pub retired: Vec<String>,
    /// Headings that cannot be told from prose by their form.
    pub headings: Vec<String>,
}
