//! The bench on which generated code is tried. Nothing here knows an API: a driver that is printed beside the generated
//! code names its actions and brings made values along.

mod bench;
mod foreign;
mod tape;
mod trips;

pub use bench::{Bench, Cases, Line, Report, Run, builder, only_user};
pub use tape::Tape;
pub use trips::{Case, act};
