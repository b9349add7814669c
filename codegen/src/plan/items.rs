//! Data that the printer prints: modules, actions, types, and their parts.

use std::borrow::Cow;

use bindery_model::names::ModuleNames;
use bindery_model::{Deprecation, Field, Module, ModuleId};

use super::expr::{Chain, Expr};

/// Doc text: a list of paragraphs, each one escaped line; empty without docs.
pub(crate) type Docs = Vec<String>;

/// A module.
#[derive(Debug)]
pub(crate) struct ModulePlan<'a> {
    /// Module of the model.
    pub(crate) module: &'a Module,
    /// Cargo feature that enables the module, if modules have features.
    pub(crate) feature: Option<&'a str>,
    /// Name in Rust.
    pub(crate) ident: &'a str,
    /// Async client trait.
    pub(crate) api_trait: &'a str,
    /// Blocking client trait.
    pub(crate) blocking_trait: &'a str,
    /// Server trait.
    pub(crate) backend_trait: &'a str,
    /// Docs at the top of the module.
    pub(crate) docs: Docs,
    /// Docs in one line, for lists of modules.
    pub(crate) summary: String,
    /// Index of the module in the model.
    pub(super) id: ModuleId,
    /// Names in the module.
    pub(super) names: &'a ModuleNames,
}

/// Contents of a module.
#[derive(Debug)]
pub(crate) struct Contents<'a> {
    /// Actions, in the order of the spec.
    pub(crate) actions: Vec<ActionPlan<'a>>,
    /// Types, in the order of the spec.
    pub(crate) types: Vec<TypePlan<'a>>,
    /// Constants, in the order of the spec.
    pub(crate) constants: Vec<ConstantPlan<'a>>,
}

/// An action: its request, constructors, metadata and method.
#[derive(Debug)]
pub(crate) struct ActionPlan<'a> {
    /// Request struct.
    pub(crate) request: &'a str,
    /// Method of the traits.
    pub(crate) method: &'a str,
    /// Docs of the request.
    pub(crate) docs: Docs,
    /// Docs in one line, for the methods.
    pub(crate) summary: String,
    /// Fields of the request.
    pub(crate) fields: Vec<FieldPlan<'a>>,
    /// Parameters with a fixed value.
    pub(crate) fixed: Vec<FixedPlan<'a>>,
    /// Whether all fields can be absent, so that the request implements `Default`.
    pub(crate) has_default: bool,
    /// Constructors of the request.
    pub(crate) constructors: Vec<Constructor<'a>>,
    /// Response type.
    pub(crate) response: String,
    /// Enum of the response variants, if there are several.
    pub(crate) response_enum: Option<ResponseEnumPlan<'a>>,
    /// Pagination of the action's list.
    pub(crate) pages: Option<PagesPlan<'a>>,
    /// Completion of the operation that the action starts.
    pub(crate) completes: Option<CompletesPlan<'a>>,
    /// Note of the deprecation, if the action is deprecated.
    pub(crate) deprecated: Option<String>,
    /// Metadata expression.
    pub(crate) info: Chain<'a>,
}

impl ActionPlan<'_> {
    /// Whether the constructors use a deprecated item.
    pub(crate) fn uses_deprecated(&self) -> bool {
        self.deprecated.is_some() || self.fields.iter().any(FieldPlan::is_deprecated)
    }
}

/// Enum of an action's response variants.
#[derive(Debug)]
pub(crate) struct ResponseEnumPlan<'a> {
    /// Name in Rust.
    pub(crate) ident: &'a str,
    /// Docs of the enum.
    pub(crate) docs: Docs,
    /// Response variants, in the order of the spec.
    pub(crate) variants: Vec<ResponseVariantPlan<'a>>,
}

/// Response variant of an action.
#[derive(Debug)]
pub(crate) struct ResponseVariantPlan<'a> {
    /// Name in Rust.
    pub(crate) ident: &'a str,
    /// Docs of the variant.
    pub(crate) docs: Docs,
    /// Type of the content; `None` without content.
    pub(crate) ty: Option<String>,
    /// Whether the content has an `Eq`.
    pub(crate) has_eq: bool,
    /// HTTP status of the variant.
    pub(crate) status: u16,
    /// Format and media types of the body, where it is not plain JSON: ` as Raw ["text/csv"]`.
    pub(crate) media: Option<String>,
}

/// Pagination of a list.
#[derive(Debug)]
pub(crate) struct PagesPlan<'a> {
    /// Request field with the position of the page.
    pub(crate) position: Option<&'a str>,
    /// Request field with the maximum number of records per page.
    pub(crate) limit: Option<&'a str>,
    /// Expression that takes the records out of the response `page`.
    pub(crate) records: String,
    /// Type of a record.
    pub(crate) record: String,
    /// Metadata expression.
    pub(crate) info: Chain<'a>,
}

/// Completion of an operation.
#[derive(Debug)]
pub(crate) struct CompletesPlan<'a> {
    /// Path of the polling action's request.
    pub(crate) poll: String,
    /// Feature of the polling action's module, if it is another one.
    pub(crate) feature: Option<&'a str>,
    /// Whether the responses of both actions have the same type.
    pub(crate) at_once: bool,
    /// Pattern of the response variants that complete the operation, if they are the state.
    pub(crate) done: Option<String>,
    /// Pattern of the response variants with which the operation has failed.
    pub(crate) failed: Option<String>,
    /// Metadata expression.
    pub(crate) info: Chain<'a>,
}

/// A field of a request or a record.
#[derive(Debug)]
pub(crate) struct FieldPlan<'a> {
    /// Field of the model.
    pub(crate) field: &'a Field,
    /// Name in Rust.
    pub(crate) ident: &'a str,
    /// Type without the `Option` of an optional field.
    pub(crate) bare_type: String,
    /// Type.
    pub(crate) full_type: String,
    /// Whether the type has an `Eq`.
    pub(crate) has_eq: bool,
    /// Docs of the field.
    pub(crate) docs: Docs,
    /// Metadata expression: wire name and encoding.
    pub(crate) key: Chain<'a>,
}

/// A parameter or field with a fixed value.
#[derive(Debug)]
pub(crate) struct FixedPlan<'a> {
    /// Name of the parameter or field.
    pub(crate) name: Cow<'a, str>,
    /// Value as JSON; empty for a bare name.
    pub(crate) json: &'a str,
    /// Metadata expression, where a parameter has a place or a wire name of its own.
    pub(crate) key: Option<Chain<'a>>,
}

/// Returns the note for `#[deprecated]`: what to do instead, or that the vendor deprecates the item.
pub(crate) fn note(deprecation: &Deprecation) -> String {
    deprecation.note.clone().unwrap_or_else(|| "deprecated by the vendor".to_owned())
}

impl FieldPlan<'_> {
    /// Whether the field can be absent.
    pub(crate) fn is_optional(&self) -> bool {
        !self.field.is_needed()
    }

    /// Whether the documents mark the field as deprecated.
    pub(crate) fn is_deprecated(&self) -> bool {
        self.field.deprecation.is_some()
    }
}

/// An associated function that creates a request or a record.
#[derive(Debug)]
pub(crate) struct Constructor<'a> {
    /// Name in Rust.
    pub(crate) ident: &'a str,
    /// Docs of the constructor.
    pub(crate) docs: Docs,
    /// Argument of the constructor.
    pub(crate) takes: Takes<'a>,
    /// Initial value of each field, in the order of the fields.
    pub(crate) sets: Vec<Init>,
}

/// Argument of a constructor.
#[derive(Debug)]
pub(crate) enum Takes<'a> {
    /// No argument.
    Nothing,
    /// A single value: the index of its field.
    One(usize),
    /// A struct of values.
    Struct {
        /// Name of the struct.
        ident: &'a str,
        /// Docs of the struct.
        docs: Docs,
        /// Indexes of its fields.
        fields: Vec<usize>,
    },
}

/// Initial value that a constructor gives a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Init {
    /// Value from the caller.
    Given,
    /// Value from the caller, for an optional field.
    GivenOption,
    /// `true`, for a boolean that the constructor's name implies.
    True,
    /// An empty map, for a field that collects additional entries.
    Empty,
    /// No value.
    Absent,
}

/// A named type.
#[derive(Debug)]
pub(crate) struct TypePlan<'a> {
    /// Name in Rust.
    pub(crate) ident: &'a str,
    /// Docs of the type.
    pub(crate) docs: Docs,
    /// Kind and contents of the type.
    pub(crate) shape: TypeShape<'a>,
    /// Features that enable the type; one of them is enough.
    pub(crate) features: Option<Vec<&'a str>>,
    /// Headers that the type issues: the scheme, and the fields with the header's name and value.
    pub(crate) issues: Vec<[&'a str; 3]>,
}

/// Kind and contents of a named type.
#[derive(Debug)]
pub(crate) enum TypeShape<'a> {
    /// A record.
    Record {
        /// Fields of the record.
        fields: Vec<FieldPlan<'a>>,
        /// Wire names and JSON values of fields with a fixed value.
        fixed: Vec<FixedPlan<'a>>,
        /// Whether the record is an array on the wire. A field with a fixed value is then named by its position.
        positions: bool,
        /// Whether the record implements `Default`, so that a literal can name some fields and leave out the rest.
        has_default: bool,
        /// Constructor from the required fields only, if other fields can be absent.
        constructor: Option<Constructor<'a>>,
    },
    /// A union.
    Union(UnionPlan<'a>),
    /// An enum: the type of its values and the variants.
    Enum(&'static str, Vec<VariantPlan<'a>>),
    /// A newtype around this type, with its encoding.
    Newtype(&'static str, Option<&'static str>),
    /// An alias of this type.
    Alias(String),
}

/// A union of types.
#[derive(Debug)]
pub(crate) struct UnionPlan<'a> {
    /// Keys that lead to the field that tells the variants apart; empty without one.
    pub(crate) by: &'a [String],
    /// Variants, in the order in which they are tried.
    pub(crate) variants: Vec<UnionVariantPlan<'a>>,
    /// Types that become a variant with `From`, each with the variant's name.
    pub(crate) from: Vec<(String, &'a str)>,
}

/// A variant of a union.
#[derive(Debug)]
pub(crate) struct UnionVariantPlan<'a> {
    /// Name in Rust.
    pub(crate) ident: &'a str,
    /// Docs of the variant.
    pub(crate) docs: Docs,
    /// Deprecation of the variant, if it is deprecated.
    pub(crate) deprecation: Option<&'a Deprecation>,
    /// Type of the value.
    pub(crate) ty: String,
    /// Whether the type has an `Eq`.
    pub(crate) has_eq: bool,
    /// Metadata expression: what the values look like.
    pub(crate) case: Chain<'a>,
}

/// A value of an enum.
#[derive(Debug)]
pub(crate) struct VariantPlan<'a> {
    /// Name in Rust.
    pub(crate) ident: &'a str,
    /// Docs of the value.
    pub(crate) docs: Docs,
    /// Deprecation of the value, if it is deprecated.
    pub(crate) deprecation: Option<&'a Deprecation>,
    /// Wire value: a number or a string.
    pub(crate) is: Expr<'a>,
    /// Other wire values that are read.
    pub(crate) aliases: Vec<Expr<'a>>,
}

/// A constant of a module.
#[derive(Debug)]
pub(crate) struct ConstantPlan<'a> {
    /// Name in Rust.
    pub(crate) ident: &'a str,
    /// Docs of the constant.
    pub(crate) docs: Docs,
    /// Value as JSON.
    pub(crate) json: &'a str,
}
