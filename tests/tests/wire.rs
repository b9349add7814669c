//! Tests both sides of the runtime with the tables of `tests/wire`. Each row contains an input, its place, and the
//! expected result: the one written form, or the exact error text.
//!
//! All failing rows of a test are reported together, each with its file and line.

#[path = "wire/requests.rs"]
mod requests;
#[path = "wire/responses.rs"]
mod responses;
#[path = "wire/values.rs"]
mod values;

use bindery_tests::table::folder;

#[test]
fn every_table_is_run() {
    let files = std::fs::read_dir(folder()).expect("the folder is there");
    let mut found: Vec<_> = files
        .map(|file| file.expect("readable").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".yaml"))
        .collect();
    found.sort();
    let mut known: Vec<_> = [values::FILES, responses::FILES, requests::FILES].concat();
    known.sort();
    assert_eq!(found, known);
}
