//! What is printed, as data: modules, actions, types, and what they consist of.

use bindery_model::names::ModuleNames;
use bindery_model::{Field, Module, ModuleId};

use super::expr::{Chain, Expr};

/// A doc text: paragraphs, each one line, escaped; empty when there is nothing to say.
pub(crate) type Docs = Vec<String>;

/// A module.
#[derive(Debug)]
pub(crate) struct ModulePlan<'a> {
    /// The module of the model.
    pub(crate) module: &'a Module,
    /// The feature that it needs, if it needs one.
    pub(crate) feature: Option<&'a str>,
    /// Its name in Rust.
    pub(crate) ident: &'a str,
    /// The async client trait.
    pub(crate) api_trait: &'a str,
    /// The blocking client trait.
    pub(crate) blocking_trait: &'a str,
    /// The server trait.
    pub(crate) backend_trait: &'a str,
    /// What it is, for its head.
    pub(crate) docs: Docs,
    /// What it is, in one line for lists of modules.
    pub(crate) summary: String,
    /// Its position.
    pub(super) id: ModuleId,
    /// The names in it.
    pub(super) names: &'a ModuleNames,
}

/// What a module holds.
#[derive(Debug)]
pub(crate) struct Contents<'a> {
    /// The actions, in the order of the spec.
    pub(crate) actions: Vec<ActionPlan<'a>>,
    /// The types, in the order of the spec.
    pub(crate) types: Vec<TypePlan<'a>>,
    /// The constants, in the order of the spec.
    pub(crate) constants: Vec<ConstantPlan<'a>>,
}

/// An action: its request, how one is made, its constant facts and its method.
#[derive(Debug)]
pub(crate) struct ActionPlan<'a> {
    /// The request struct.
    pub(crate) request: &'a str,
    /// The method of the traits.
    pub(crate) method: &'a str,
    /// What the action is: the request's docs.
    pub(crate) docs: Docs,
    /// What the action is, in one line: the methods' docs.
    pub(crate) summary: String,
    /// The request's fields.
    pub(crate) fields: Vec<FieldPlan<'a>>,
    /// The wire names and JSON of parameters that are always the same.
    pub(crate) fixed: Vec<(&'a str, &'a str)>,
    /// Whether all fields may be absent, so that the request has a `Default`.
    pub(crate) has_default: bool,
    /// How a request is made.
    pub(crate) constructors: Vec<Constructor<'a>>,
    /// What it answers.
    pub(crate) response: String,
    /// The enum of its outcomes, where there are several.
    pub(crate) outcomes: Option<OutcomesPlan<'a>>,
    /// How its list is read page by page.
    pub(crate) pages: Option<PagesPlan<'a>>,
    /// The constant facts.
    pub(crate) info: Chain<'a>,
}

/// The enum of the ways in which an action may end.
#[derive(Debug)]
pub(crate) struct OutcomesPlan<'a> {
    /// Its name.
    pub(crate) ident: &'a str,
    /// What it is.
    pub(crate) docs: Docs,
    /// The outcomes.
    pub(crate) variants: Vec<OutcomePlan<'a>>,
}

/// One way in which an action may end.
#[derive(Debug)]
pub(crate) struct OutcomePlan<'a> {
    /// Its name.
    pub(crate) ident: &'a str,
    /// What it means.
    pub(crate) docs: Docs,
    /// What it carries.
    pub(crate) ty: Option<String>,
    /// The HTTP status that says so.
    pub(crate) status: u16,
}

/// Where the pages of a list are asked for and found: names of fields in Rust.
#[derive(Debug)]
pub(crate) struct PagesPlan<'a> {
    /// The request's field that says how many records are skipped.
    pub(crate) skip: &'a str,
    /// The request's field that says how many are asked for.
    pub(crate) limit: &'a str,
    /// The largest page.
    pub(crate) largest: i64,
    /// The answer's field that holds the records.
    pub(crate) records: &'a str,
    /// The type of a record.
    pub(crate) record: String,
    /// The answer's field that says how many records there are in all.
    pub(crate) count: Option<&'a str>,
}

/// A field of a request or of a record.
#[derive(Debug)]
pub(crate) struct FieldPlan<'a> {
    /// The field of the model.
    pub(crate) field: &'a Field,
    /// Its name in Rust.
    pub(crate) ident: &'a str,
    /// Its type without the `Option` of an optional one.
    pub(crate) bare_type: String,
    /// Its type.
    pub(crate) full_type: String,
    /// What it means.
    pub(crate) docs: Docs,
    /// How it travels.
    pub(crate) key: Chain<'a>,
}

impl FieldPlan<'_> {
    /// Whether it may be absent.
    pub(crate) fn is_optional(&self) -> bool {
        !self.field.is_needed()
    }
}

/// An associated function that makes a request or a record.
#[derive(Debug)]
pub(crate) struct Constructor<'a> {
    /// Its name.
    pub(crate) ident: &'a str,
    /// What it does.
    pub(crate) docs: Docs,
    /// What it takes.
    pub(crate) takes: Takes<'a>,
    /// What each field is set to, in the order of the fields.
    pub(crate) sets: Vec<Init>,
}

/// What a constructor takes.
#[derive(Debug)]
pub(crate) enum Takes<'a> {
    /// Nothing.
    Nothing,
    /// One value: the position of its field.
    One(usize),
    /// A struct of values.
    Struct {
        /// The struct's name.
        ident: &'a str,
        /// What it is.
        docs: Docs,
        /// The positions of its fields.
        fields: Vec<usize>,
    },
}

/// What a constructor sets a field to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Init {
    /// What the caller gives.
    Given,
    /// What the caller gives, for a field that may be absent.
    GivenOption,
    /// `true`, for a flag that the constructor's name says already.
    True,
    /// An empty map, for what collects entries that have no name of their own.
    Empty,
    /// Nothing.
    Absent,
}

/// A named type.
#[derive(Debug)]
pub(crate) struct TypePlan<'a> {
    /// Its name in Rust.
    pub(crate) ident: &'a str,
    /// What it is.
    pub(crate) docs: Docs,
    /// What it consists of.
    pub(crate) shape: TypeShape<'a>,
    /// The features of which one must be on for it.
    pub(crate) features: Option<Vec<&'a str>>,
    /// The headers that it issues: scheme, and the fields with the header's name and value.
    pub(crate) issues: Vec<[&'a str; 3]>,
}

/// What a named type consists of.
#[derive(Debug)]
pub(crate) enum TypeShape<'a> {
    /// A record.
    Record {
        /// Its fields.
        fields: Vec<FieldPlan<'a>>,
        /// The wire names and JSON of what is always the same.
        fixed: Vec<(&'a str, &'a str)>,
        /// Whether it has a `Default`, so that a literal may name those fields that are known and leave out the rest.
        has_default: bool,
        /// What makes it of the required fields alone, where others may be absent.
        constructor: Option<Constructor<'a>>,
    },
    /// An enum: the type of its values and the variants.
    Enum(&'static str, Vec<VariantPlan<'a>>),
    /// A new type around this one.
    Newtype(&'static str, Option<&'static str>),
    /// Another name for this type.
    Alias(&'static str),
}

/// A value of an enum.
#[derive(Debug)]
pub(crate) struct VariantPlan<'a> {
    /// Its name in Rust.
    pub(crate) ident: &'a str,
    /// What it means.
    pub(crate) docs: Docs,
    /// Its value: a number or a text.
    pub(crate) is: Expr<'a>,
}

/// Data of a module.
#[derive(Debug)]
pub(crate) struct ConstantPlan<'a> {
    /// Its name in Rust.
    pub(crate) ident: &'a str,
    /// What it says.
    pub(crate) docs: Docs,
    /// The data.
    pub(crate) json: &'a str,
}
