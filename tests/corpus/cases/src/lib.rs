//! Generated code of whole documents of the corpus and of our own: that it compiles is the test.

include!(concat!(env!("OUT_DIR"), "/cases.rs"));
