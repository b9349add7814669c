//! Public documents, counted and called. The count: for each operation of a document a spec is really written and checked.
//!
//! An operation counts only if the model accepts its spec without a diagnostic, the converter found nothing in it that
//! the spec lacks, and an [`inventory`] that was taken without the converter finds nothing either.

pub mod cases;
pub mod inventory;
pub mod round_trip;

use std::collections::BTreeMap;

use bindery_model::{Input, check};

use bindery_openapi_in::{Conversion, Document, Home, OperationName, Options, Weight, convert};

/// Documents of the corpus.
pub const DOCUMENTS: &[&str] = &[
    "box.json",
    "buildomat.json",
    "discord.json",
    "figma.yaml",
    "github.json",
    "nexus.json",
    "paypal-orders.json",
    "propolis.json",
    "slack-swagger2.json",
    "twilio.json",
];

/// Reason why an operation does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lack {
    /// Operation, or the whole document.
    pub what: String,
    /// JSON pointer, or file and line of the spec.
    pub place: String,
    /// Reason, the same text for all lacks of a kind.
    pub reason: String,
    /// What the document says.
    pub detail: String,
}

/// Result for one document.
#[derive(Clone, Debug, Default)]
pub struct Count {
    /// File name.
    pub document: String,
    /// Number of operations.
    pub operations: usize,
    /// Number of operations that the language says.
    pub said: usize,
    /// Number of those whose rules are all said too.
    pub exactly: usize,
    /// Reasons why the other operations do not count.
    pub lacks: Vec<Lack>,
    /// Reasons why the spec of the whole document does not count; empty if it does.
    pub whole: Vec<Lack>,
    /// Number of operations that the spec of the whole document leaves out, because another one has their method and
    /// path.
    pub left_out: usize,
    /// Rules that specs do not have, with the number of operations.
    pub wider: Vec<(String, usize)>,
}

/// Counts one document.
///
/// # Errors
/// Returns the reason if the text is no document.
pub fn count(name: &str, text: &str) -> Result<Count, String> {
    let document = Document::read(text).map_err(|error| error.to_string())?;
    let all = document.operations();
    // The inventory knows what the user sends; what the vendor sends is in the spec of the whole document.
    let operations: Vec<_> = all.iter().filter(|one| one.home == Home::Paths).cloned().collect();
    let raw: serde_json::Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(_) => serde_yaml::from_str(text).map_err(|error| error.to_string())?,
    };
    let mut count = Count { document: name.to_owned(), operations: operations.len(), ..Count::default() };
    let mut wider: BTreeMap<&str, usize> = BTreeMap::new();
    for operation in &operations {
        let conversion = spec(&document, std::slice::from_ref(operation), name);
        let mut lacks = lacks(&conversion, &operation.to_string());
        // An operation that is left out is a gap as a whole.
        if !conversion.actions.is_empty() {
            lacks.extend(dropped(&raw, operation, &conversion)?);
        }
        let mut reasons: Vec<&str> = conversion
            .findings
            .iter()
            .filter(|one| one.weight == Weight::Wider)
            .map(|one| one.reason)
            .collect();
        reasons.sort_unstable();
        reasons.dedup();
        if lacks.is_empty() {
            count.said += 1;
            count.exactly += usize::from(reasons.is_empty());
        }
        for reason in reasons {
            *wider.entry(reason).or_default() += 1;
        }
        count.lacks.extend(lacks);
    }
    count.wider = wider.into_iter().map(|(reason, number)| (reason.to_owned(), number)).collect();
    // What single operations lack is listed with them.
    let conversion = spec(&document, &all, name);
    count.left_out = all.len() - conversion.actions.len();
    count.whole = lacks(&conversion, name).into_iter().filter(|lack| !lack.place.starts_with('/')).collect();
    Ok(count)
}

/// Writes the spec of some operations.
pub fn spec(document: &Document, operations: &[OperationName], name: &str) -> Conversion {
    let stem = name.split('.').next().unwrap_or(name);
    convert(document, operations, &Options::new(stem, name))
}

/// Returns what an inventory of the operation finds and one of the spec does not.
fn dropped(
    raw: &serde_json::Value,
    operation: &OperationName,
    conversion: &Conversion,
) -> Result<Vec<Lack>, String> {
    let files = conversion.files.iter().map(|file| serde_yaml::from_str(&file.text));
    let files: Vec<serde_json::Value> = files.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    let wanted = inventory::of_operation(raw, &operation.path, &operation.method);
    let missing = wanted.missing_in(&inventory::of_spec(&files));
    let lack = |(reason, detail): (&str, String)| Lack {
        what: operation.to_string(),
        place: operation.pointer(),
        reason: reason.to_owned(),
        detail,
    };
    Ok(missing.into_iter().map(lack).collect())
}

/// Returns what a spec lacks, and what the model says against it.
fn lacks(conversion: &Conversion, what: &str) -> Vec<Lack> {
    let mut lacks: Vec<Lack> = Vec::new();
    for finding in conversion.findings.iter().filter(|finding| finding.weight == Weight::Gap) {
        lacks.push(Lack {
            what: what.to_owned(),
            place: finding.pointer.clone(),
            reason: finding.reason.to_owned(),
            detail: finding.detail.clone(),
        });
    }
    let inputs = conversion
        .files
        .iter()
        .map(|file| Input { name: file.name.clone(), bytes: file.text.clone().into_bytes() });
    let checked = check(inputs.collect());
    for diagnostic in &checked.diagnostics {
        let (line, _) = checked.sources.position(diagnostic.span);
        lacks.push(Lack {
            what: what.to_owned(),
            place: format!("{}:{line}", checked.sources.file_name(diagnostic.span)),
            reason: format!("{}: {}", diagnostic.code, without_names(&diagnostic.message)),
            detail: diagnostic.message.clone(),
        });
    }
    if checked.api.is_none() && checked.diagnostics.is_empty() {
        lacks.push(Lack {
            what: what.to_owned(),
            place: String::new(),
            reason: "no model and no diagnostic".to_owned(),
            detail: String::new(),
        });
    }
    lacks
}

/// Returns a message without what it quotes.
fn without_names(message: &str) -> String {
    let parts = message.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 0 { part } else { "…" }).collect()
}
