//! The bench that tests generated code. It contains no names of an API: a generated driver next to the code names its
//! actions and provides sample values.

mod bench;
mod credentials;
mod foreign;
mod tape;
mod trips;
mod walk;

pub use bench::{Bench, Cases, Line, Report, Run, builder};
pub use credentials::{IssuedCheck, bearers, holder, only_user, signer, value, verifier};
pub use tape::Tape;
pub use trips::{Case, act};
pub use walk::{Walk, walk};
