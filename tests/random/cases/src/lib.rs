//! The bench on which generated code is tried. Nothing here knows an API: a driver that is printed beside the generated
//! code names its actions and brings made values along.

mod bench;
mod credentials;
mod foreign;
mod tape;
mod trips;
mod walk;

pub use bench::{Bench, Cases, Line, Report, Run, builder};
pub use credentials::{Issued, bearers, holder, only_user, signer, value, verifier};
pub use tape::Tape;
pub use trips::{Case, act};
pub use walk::{Walk, walk};
