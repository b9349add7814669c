//! Tests of the command. Every test runs the real binary, most of them with the specs in `tests/demo`.
//!
//! Golden files are in `tests/golden`; `BLESS=1 cargo test -p bindery` rewrites them.

mod call;
mod call_files;
mod call_http;
mod diff;
mod export_docs;
mod export_openapi;
mod files;
mod generate;
mod maintaining;
mod new;
mod new_files;
mod overlays;
mod project;
mod scalars;
mod server;
mod shop;
mod sources;
mod specs;
mod structure;
mod support;
mod vendor;
