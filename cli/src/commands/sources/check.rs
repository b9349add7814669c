//! `bindery sources check`: facts of documents against specs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use bindery_model::Source;
use bindery_model::diagnostic::SourceMap;
use bindery_sources::{Count, Finding, Kind, Report, Verdict, compare};
use serde::Serialize;

use super::documents::{documents, spec};
use crate::args::{Format, SourcesCheck};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::{CYAN, DIM, GREEN, HEADER, Output, RED, YELLOW};
use crate::specs::choose;
use crate::text::{count, json};

/// A document of an API as machines see it.
#[derive(Serialize)]
struct ReportContract {
    /// The API.
    api: String,
    /// The name that its spec gives the document.
    source: String,
    /// The document's file.
    file: String,
    /// `agrees`, `differs`, `unreadable`, or `not-read` for one without a notation.
    outcome: &'static str,
    /// What differs, declared deviations included.
    findings: Vec<FindingContract>,
    /// By kind of fact.
    coverage: BTreeMap<&'static str, CountContract>,
    /// The lines that could not be read.
    unread: Vec<UnreadContract>,
}

/// A difference as machines see it.
#[derive(Serialize)]
struct FindingContract {
    /// `not-in-spec`, `not-in-document`, `differs`, `declared` or `untrue-deviation`.
    verdict: &'static str,
    /// The kind of fact.
    kind: &'static str,
    /// The thing.
    subject: String,
    /// What differs.
    message: String,
    /// Why the spec departs, if it declares so.
    because: Option<String>,
    /// The first and the last line of the document; null where it has none.
    document: Option<[u32; 2]>,
    /// The file of the spec; null where there is none.
    file: Option<String>,
    /// The line in that file.
    line: Option<usize>,
}

/// How the facts of a kind fared, as machines see it.
#[derive(Serialize)]
struct CountContract {
    /// How many there are.
    facts: usize,
    /// How many the spec says too.
    agree: usize,
    /// How many it knowingly departs from.
    declared: usize,
    /// How many things of the kind only the spec says.
    only_in_spec: usize,
}

/// A line that could not be read, as machines see it.
#[derive(Serialize)]
struct UnreadContract {
    /// The line.
    line: u32,
    /// Why.
    reason: String,
}

/// Checks the APIs that were asked for.
pub(crate) fn run(options: &SourcesCheck, folder: &Path, output: &Output) -> Result<Exit, Failed> {
    let mut exit = Exit::Done;
    let mut list = Vec::new();
    for name in choose(folder, &options.of.apis)? {
        let spec = spec(folder, &name, output)?;
        let documents = documents(&spec.api, &options.of.docs)?;
        for (position, source) in spec.api.sources.iter().enumerate() {
            let Some(document) = documents.iter().find(|document| document.source == position) else {
                if options.format == Format::Json {
                    list.push(machines(&name, source, &Report::default(), "not-read", &spec.sources));
                } else {
                    let what = format!("{name} {}: not read, since it says no `notation`", source.name);
                    output.summary(&format!("{DIM}{what}{DIM:#}\n"))?;
                }
                continue;
            };
            let report = compare(&spec.api, source, &document.reading);
            let (outcome, end) = outcome(&report);
            exit = exit.and(end);
            if options.format == Format::Json {
                list.push(machines(&name, source, &report, outcome, &spec.sources));
                continue;
            }
            output.result(&shown(&name, source, &report, outcome, &spec.sources))?;
            output.summary(&summary(&report))?;
            let lines = document.length();
            if lines != source.lines {
                let text = format!("{} has {lines} lines, the spec says {}", source.file, source.lines);
                output.note(&text);
            }
        }
    }
    if options.format == Format::Json {
        output.result(&json(&list)?)?;
    }
    Ok(exit)
}

fn outcome(report: &Report) -> (&'static str, Exit) {
    if !report.unread.is_empty() {
        ("unreadable", Exit::Unreadable)
    } else if !report.agrees() {
        ("differs", Exit::Differs)
    } else {
        ("agrees", Exit::Done)
    }
}

fn shown(api: &str, source: &Source, report: &Report, outcome: &str, files: &SourceMap) -> String {
    let color = if outcome == "agrees" { GREEN } else { RED };
    let mut text =
        format!("{HEADER}{api} {}{HEADER:#} ({}): {color}{outcome}{color:#}\n", source.name, source.file);
    for finding in &report.findings {
        let color = match finding.verdict {
            Verdict::Declared => DIM,
            Verdict::NotInSpec | Verdict::NotInDocument => YELLOW,
            Verdict::Differs | Verdict::Untrue => RED,
        };
        let _ = write!(
            text,
            "  {color}{}{color:#} {} {}: {}",
            finding.verdict.text(),
            finding.kind.text(),
            finding.subject,
            finding.message
        );
        if let Some(because) = &finding.because {
            let _ = write!(text, " {DIM}(because {because}){DIM:#}");
        }
        let _ = writeln!(text, " {CYAN}{}{CYAN:#}", places(&source.name, finding, files));
    }
    for unread in &report.unread {
        let _ = writeln!(text, "  {RED}unread{RED:#} {}:{}: {}", source.name, unread.line, unread.reason);
    }
    text
}

/// Where document and spec say it.
fn places(source: &str, finding: &Finding, files: &SourceMap) -> String {
    let document = finding.document.map(|place| format!("{source}:{}", place.text()));
    let spec = finding.spec.map(|span| format!("{}:{}", files.file_name(span), files.position(span).0));
    document.into_iter().chain(spec).collect::<Vec<_>>().join(", ")
}

/// How many facts of each kind there are, and how they fared.
fn summary(report: &Report) -> String {
    let part = |(kind, found): (&Kind, &Count)| {
        let mut text = count(found.facts, kind.text()).replace("addresss", "addresses");
        if found.agree < found.facts {
            let other = found.facts - found.agree - found.declared;
            let _ = write!(text, " ({} agree, {} declared, {other} differ)", found.agree, found.declared);
        }
        text
    };
    let parts: Vec<String> = report.coverage.iter().filter(|(_, found)| found.facts > 0).map(part).collect();
    format!("  {}; {} unread\n", parts.join(", "), count(report.unread.len(), "line"))
}

fn machines(
    api: &str,
    source: &Source,
    report: &Report,
    outcome: &'static str,
    files: &SourceMap,
) -> ReportContract {
    let findings = report.findings.iter().map(|finding| FindingContract {
        verdict: match finding.verdict {
            Verdict::NotInSpec => "not-in-spec",
            Verdict::NotInDocument => "not-in-document",
            Verdict::Differs => "differs",
            Verdict::Declared => "declared",
            Verdict::Untrue => "untrue-deviation",
        },
        kind: finding.kind.text(),
        subject: finding.subject.clone(),
        message: finding.message.clone(),
        because: finding.because.clone(),
        document: finding.document.map(|place| [place.first, place.last]),
        file: finding.spec.map(|span| files.file_name(span).to_owned()),
        line: finding.spec.map(|span| files.position(span).0),
    });
    let coverage = report.coverage.iter().map(|(kind, found)| {
        let found = CountContract {
            facts: found.facts,
            agree: found.agree,
            declared: found.declared,
            only_in_spec: found.only_in_spec,
        };
        (kind.text(), found)
    });
    let unread = report.unread.iter();
    let unread = unread.map(|unread| UnreadContract { line: unread.line, reason: unread.reason.clone() });
    ReportContract {
        api: api.to_owned(),
        source: source.name.clone(),
        file: source.file.clone(),
        outcome,
        findings: findings.collect(),
        coverage: coverage.collect(),
        unread: unread.collect(),
    }
}
