//! Random valid specs, for the property that what `check` accepts compiles, mounts and answers.
//!
//! A case is a seed: [`spec`] makes the files of a spec from it, always the same, and [`cases`] prints what is compiled of
//! them and the driver that sends made values through every action. What the language knows is here a second time, on
//! purpose: values are made by the documented rules, not by the code that they try.

mod actions;
mod answers;
mod api;
mod auth;
pub mod cases;
mod driver;
mod names;
mod overlay;
mod pages;
pub mod rng;
mod scalars;
mod types;
mod values;
pub mod yaml;

pub use api::{Spec, spec};
