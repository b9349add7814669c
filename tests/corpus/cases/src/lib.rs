//! Generated code of whole documents of the corpus: that it compiles is the test.

include!(concat!(env!("OUT_DIR"), "/cases.rs"));
