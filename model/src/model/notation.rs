//! Notations of the documents, for reading them by machine.

use bindery_vocabulary::words;

/// Notation of a document or of a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notation {
    /// Kind of notation: how headings, tables and lists are read.
    pub kind: NotationKind,
    /// Words that the document uses besides the usual ones.
    pub words: NotationWords,
    /// How an OpenAPI document is read.
    pub openapi: OpenApiReading,
}

impl Notation {
    /// Returns a notation without settings.
    pub fn of(kind: NotationKind) -> Self {
        Self { kind, words: NotationWords::default(), openapi: OpenApiReading::default() }
    }
}

words! {
    /// Kind of notation, by which a reader of claims is chosen.
    pub enum NotationKind: "notation" {
        /// Headings `Module::action`, tables of name, type and description, responses as `key(type): description`, an
        /// error table.
        ActionReference = "action-reference",
        /// Tree of bullets: groups are modules, titles are actions.
        Outline = "outline",
        /// Sections under headings, with tables, lists and code samples.
        HeadedProse = "headed-prose",
        /// OpenAPI or Swagger, in JSON or YAML.
        OpenApi = "openapi",
    }
}

/// Words of a notation that depend on the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotationWords {
    /// Words that introduce a table of parameters.
    pub parameters: Vec<String>,
    /// Words that introduce a response.
    pub responses: Vec<String>,
    /// Headings under which error codes are listed.
    pub errors: Vec<String>,
    /// Words that appear where a type is expected.
    pub types: Vec<String>,
    /// Words that mark a parameter as optional.
    pub optional: Vec<String>,
    /// Words that mark an action as new.
    pub new: Vec<String>,
    /// Words that mark an action as deprecated.
    pub deprecated: Vec<String>,
    /// Headings that do not look like headings.
    pub headings: Vec<String>,
}

/// How an OpenAPI document is read: what is changed before, and which parts are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenApiReading {
    /// Files of OpenAPI Overlays beside the document, which change it in this order.
    pub overlays: Vec<String>,
    /// Whether summaries and descriptions are read.
    pub texts: Texts,
    /// Tags and operations that are read; empty for all.
    pub only: Vec<String>,
    /// Tags and operations that are left out.
    pub except: Vec<String>,
}

words! {
    /// Which texts of a document are read.
    #[derive(Default)]
    pub enum Texts: "choice of texts" {
        /// Summaries and descriptions.
        #[default]
        All = "all",
        /// No texts.
        None = "none",
    }
}
