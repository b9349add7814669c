//! The whole site, built from the specs of the repository and from a demo: its links and sizes, its HTML, its examples,
//! and its behavior in a browser.

mod browser;
mod built;
mod complete;
mod examples;
mod html;
mod pages;
mod reached;
