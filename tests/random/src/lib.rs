//! Random valid specs, for the property that specs that `check` accepts compile, mount and serve.
//!
//! A case is a seed: [`spec`] makes the same spec from the same seed, and [`cases`] generates its code and the driver
//! that sends sample values through every action. [`driver`] makes one for any model. The knowledge of the language is duplicated here on purpose: values
//! follow the documented rules, not the tested code.

mod actions;
mod api;
mod auth;
pub mod cases;
mod driver;
mod names;
mod overlay;
mod pages;
mod placed;
mod responses;
pub mod rng;
mod scalars;
mod types;
mod values;
pub mod yaml;

pub use api::{Spec, spec};
pub use driver::{Driver, driver};
