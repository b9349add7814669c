//! The bench that tests generated code: round trips of made values from a client through the router to a backend and
//! back. It contains no names of an API: a driver, which `bindery-random` generates for any model, names its actions and
//! provides the values.

mod bench;
mod contents;
mod credentials;
mod foreign;
mod record;
mod tape;
mod trips;
mod walk;

pub use bench::{Bench, Cases, Line, Report, Run, builder};
pub use credentials::{IssuedCheck, bearers, holder, only_user, signer, value, verifier};
pub use tape::Tape;
pub use trips::{Case, Reply, act};
pub use walk::{Walk, walk};
