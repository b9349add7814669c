//! The bindings of Coriunder end to end: traffic, signatures, and authentication of callers.

mod examples;
mod inventory;
mod methods;
mod sdks;
mod signatures;
mod support;
mod unset;
mod users;
