//! The tables of responses and error responses, as a client reads them and a server writes them.

use bindery_runtime::{ErrorCode as _, Failure, RawJson};
use bindery_tests::demo::ErrorCode;
use bindery_tests::responses::{self, FORMS, Failed, Read};
use bindery_tests::table::{Report, expand, load};
use serde::Deserialize;

/// The tables of this driver.
pub(crate) const FILES: &[&str] = &["responses.yaml", "failures.yaml", "written.yaml"];

/// A response to a client, and the expected result.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arriving {
    #[serde(default)]
    about: String,
    #[serde(default = "ok")]
    status: u16,
    body: String,
    /// The written form of the value that was read.
    becomes: Option<String>,
    /// The variant of the error.
    is: Option<String>,
    /// Its `{}`, without the action.
    error: Option<String>,
    /// The name of its code, the number of an unknown one.
    #[serde(default = "none")]
    code: String,
    /// Kind of the error, if the code does not determine it.
    kind: Option<String>,
    /// The details, as JSON.
    details: Option<String>,
}

fn ok() -> u16 {
    200
}

fn none() -> String {
    "none".to_owned()
}

#[test]
fn responses_and_errors_are_distinguished_and_read() {
    let mut report = Report::default();
    let mut covered = Vec::new();
    for file in ["responses.yaml", "failures.yaml"] {
        for group in &load::<Arriving>(file).groups {
            let Some(form) = responses::form(&group.of) else {
                report.problem(file, &format!("there is no form {}", group.of));
                continue;
            };
            for row in &group.rows {
                let (line, row) = (row.referenced.line(), &row.value);
                let place = format!("{file}:{line}: {} {}", form.name, row.about);
                covered.push((form.name, row.becomes.is_some()));
                let found = (form.read)(row.status, expand(&row.body).into());
                check(&mut report, place.trim_end(), form.name, row, found);
            }
        }
    }
    for form in FORMS {
        for (good, word) in [(true, "good"), (false, "bad")] {
            if !covered.contains(&(form.name, good)) {
                report.problem(form.name, &format!("has no {word} row"));
            }
        }
    }
    report.finish();
}

fn check(report: &mut Report, place: &str, form: &str, row: &Arriving, found: Result<Read, Failed>) {
    let (expected, found) = match (&row.becomes, found) {
        (Some(written), Ok(read)) => {
            report.check(&format!("{place}, served"), written, &read.served);
            report.check(&format!("{place}, read again"), written, &read.again);
            (format!("becomes {written}"), format!("becomes {}", read.written))
        }
        (Some(written), Err(failed)) => (format!("becomes {written}"), failed.text),
        (None, Ok(read)) => ("a failure".to_owned(), format!("becomes {}", read.written)),
        (None, Err(mut failed)) => {
            if row.kind.is_none() {
                failed.kind = String::new();
            }
            let expected = Failed {
                is: variant(row.is.as_deref().unwrap_or("api")),
                text: expand(&format!("response/{form}{}", row.error.as_deref().unwrap_or_default())),
                code: row.code.clone(),
                kind: row.kind.clone().unwrap_or_default(),
                details: row.details.clone(),
            };
            (format!("{expected:?}"), format!("{failed:?}"))
        }
    };
    report.check(place, &expected, &found);
}

fn variant(name: &str) -> &'static str {
    let known = ["api", "unauthorized", "http", "decode"];
    known.into_iter().find(|known| *known == name).unwrap_or("no such variant")
}

/// An error of a backend, and the expected response.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    about: String,
    /// The name of the error, the number of an unknown one, or none.
    fails: String,
    message: Option<String>,
    details: Option<String>,
    status: u16,
    body: String,
    /// Error that a client reads, if it is another one.
    read: Option<String>,
}

#[test]
fn errors_are_written_in_their_documented_formats() {
    let mut report = Report::default();
    for group in &load::<Written>("written.yaml").groups {
        let Some(form) = responses::form(&group.of) else {
            report.problem("written.yaml", &format!("there is no form {}", group.of));
            continue;
        };
        for row in &group.rows {
            let (line, row) = (row.referenced.line(), &row.value);
            let place = format!("written.yaml:{line}: {} {}", form.name, row.about);
            let (status, body, read) = (form.fail)(failure(row));
            report.check(
                place.trim_end(),
                &format!("{} {}", row.status, row.body),
                &format!("{status} {body}"),
            );
            let expected = row.read.as_deref().unwrap_or(&row.fails);
            report.check(
                &format!("{place}, read by a client"),
                &format!("api {expected}"),
                &format!("{} {}", read.is, read.code),
            );
        }
    }
    report.finish();
}

fn failure(row: &Written) -> Failure<ErrorCode> {
    let code = match (row.fails.as_str(), row.fails.parse()) {
        ("none", _) => None,
        (_, Ok(number)) => Some(ErrorCode::Unknown(number)),
        (name, Err(_)) => Some(ErrorCode::from_name(name).unwrap_or_else(|| panic!("no error {name}"))),
    };
    let details = row.details.as_deref().map(|json| RawJson::from_text(json).expect("the table gives JSON"));
    Failure { code, message: row.message.clone(), details, ..Failure::default() }
}

/// A client reads every error of a backend as the same error.
#[test]
fn every_error_of_the_table_survives_every_error_format() {
    let mut report = Report::default();
    for form in FORMS {
        for code in ErrorCode::ALL {
            let (_, body, failed) = (form.fail)((*code).into());
            let place = format!("{} fails with {code:?}: {body}", form.name);
            let name = code.entry().map_or("?", |entry| entry.name);
            report.check(&place, &format!("api {name}"), &format!("{} {}", failed.is, failed.code));
        }
    }
    report.finish();
}
