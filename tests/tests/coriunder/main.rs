//! The bindings of Coriunder end to end: what goes over the wire, how it is signed, and who it is taken for.

mod examples;
mod inventory;
mod methods;
mod sdks;
mod signatures;
mod support;
mod unset;
mod users;
