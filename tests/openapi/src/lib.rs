//! The specs of `tests/schools` and `tests/language`, each with its actions and its generated router, for tests that
//! third-party tools drive by the exports.

pub use bindery_runtime::server::{Backend, Route};
use bindery_runtime::server::{Logins, RouterError};
pub use bindery_tests::actions::Each;

/// User of the logins that the routers accept.
pub const USER: &str = "ann";
/// Password and key that the routers accept.
pub const SECRET: &str = "secret";

/// A router, if it is complete.
pub type Built = Result<axum::Router, RouterError>;

/// A spec with its generated code.
pub trait Served {
    /// Name of the spec's folder.
    const NAME: &'static str;

    /// Calls the function for every action that clients call.
    fn actions(work: &mut impl Each);

    /// Returns the router with these routes. An `open` router checks no credentials; others accept [`USER`] and
    /// [`SECRET`].
    ///
    /// # Errors
    /// When a check of credentials is missing.
    fn router<B: Backend>(routes: Vec<Route<B>>, backend: std::sync::Arc<B>, open: bool) -> Built;
}

/// A function that is called for every spec.
pub trait EachSpec {
    /// Called with one spec.
    fn each<S: Served>(&mut self);
}

fn login() -> Logins {
    Logins::new([(USER, SECRET)])
}

include!(concat!(env!("OUT_DIR"), "/specs.rs"));
