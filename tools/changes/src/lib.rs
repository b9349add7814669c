//! Breaking changes: all differences between two versions of an API's spec, and what each one breaks.
//!
//! ```text
//! two models ─compare─▶ differences, each under a rule ─▶ the version bump, the changelog
//! ```
//!
//! A difference can break three things. Existing programs break on the *wire*: that is judged only by `direction`,
//! with the principle that requests can widen and responses can narrow. The source code of *callers* and of
//! *backends* breaks by what the generator makes of a model: exhaustive structs, defaults, arguments of constructors.
//! Every rule is in the table of `rule`, which `docs/changes.md` prints.
//!
//! No part of a model can be forgotten: the comparison destructures every struct of the model without `..` and
//! matches its enums without a catch-all, so that a new field of the model does not compile here before it is
//! handled.

mod bump;
mod changelog;
mod compare;
mod difference;
mod direction;
mod pair;
mod rule;
mod side;
mod text;

pub use bump::VersionBump;
pub use changelog::changelog;
pub use compare::compare;
pub use difference::{ChangeKind, Difference, Effects, Impact, Report};
pub use rule::Rule;
