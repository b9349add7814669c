//! What a change of a spec breaks: every difference between two versions of an API, and whom each one hurts.
//!
//! ```text
//! two models ─compare─▶ differences, each under a rule ─▶ the semver step, the changelog
//! ```
//!
//! A difference may hurt three kinds of people, each for reasons of their own. Programs that run already break on the
//! *wire*: that is judged by `direction` alone, where 'requests may widen, answers may narrow' is said once. The source
//! of *callers* and of *backends* breaks by what the generator makes of a model: what is an exhaustive struct, what has a
//! default, what a constructor takes. Every rule stands in the table of `rule`, which `docs/changes.md` prints.
//!
//! Nothing is forgotten, by construction: the comparison takes every struct of the model apart without `..` and matches its
//! enums without a catch-all, so that a new field of the model does not compile here until somebody has thought about it.

mod changelog;
mod compare;
mod difference;
mod direction;
mod pair;
mod rule;
mod side;
mod step;
mod text;

pub use changelog::changelog;
pub use compare::compare;
pub use difference::{Change, Class, Difference, Effects, Report};
pub use rule::Rule;
pub use step::Step;
