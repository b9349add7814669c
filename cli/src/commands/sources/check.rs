//! `bindery sources check`: compares claims of documents with specs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bindery_model::Source;
use bindery_model::diagnostic::SourceMap;
use bindery_sources::{Count, Finding, Kind, Report, Verdict};
use serde::Serialize;

use super::documents::{Comparison, Parts, documents, not_read, spec};
use crate::args::{Format, SourcesCheck};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::{CYAN, DIM, GREEN, HEADER, Output, RED, YELLOW};
use crate::project::Project;
use crate::text::{count, json};

/// A document of an API in JSON output.
#[derive(Serialize)]
struct ReportContract {
    /// Name of the API.
    api: String,
    /// Name of the document in the spec.
    source: String,
    /// File of the document.
    file: String,
    /// `agrees`, `differs`, `unreadable`, or `not-read` for a document without a notation.
    conclusion: &'static str,
    /// Differences, including declared deviations.
    findings: Vec<FindingContract>,
    /// Counts by kind of claim.
    coverage: BTreeMap<&'static str, CountContract>,
    /// Lines that could not be read.
    unread: Vec<UnreadContract>,
}

/// A difference in JSON output.
#[derive(Serialize)]
struct FindingContract {
    /// `not-in-spec`, `not-in-document`, `differs`, `declared` or `untrue-deviation`.
    verdict: &'static str,
    /// Kind of claim.
    kind: &'static str,
    /// Item that the claim is about.
    subject: String,
    /// Description of the difference.
    message: String,
    /// Reason of the declared deviation; null if none is declared.
    because: Option<String>,
    /// First and last line in the document; null if the document has none.
    document: Option<[u32; 2]>,
    /// File of the spec; null if there is none.
    file: Option<String>,
    /// Line in that file.
    line: Option<usize>,
}

/// Counts of the claims of one kind, in JSON output.
#[derive(Serialize)]
struct CountContract {
    /// Number of claims in the document.
    claims: usize,
    /// Number of claims that agree with the spec.
    agree: usize,
    /// Number of claims with a declared deviation.
    declared: usize,
    /// Number of items of this kind that are only in the spec.
    only_in_spec: usize,
}

/// A line that could not be read, in JSON output.
#[derive(Serialize)]
struct UnreadContract {
    /// Line number.
    line: u32,
    /// Reason.
    reason: String,
}

fn is_new_action(finding: &Finding) -> bool {
    finding.verdict == Verdict::NotInSpec && finding.kind == Kind::Action
}

/// Checks the selected APIs.
pub(crate) fn run(options: &SourcesCheck, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let mut exit = Exit::Done;
    let mut list = Vec::new();
    for name in project.choose(&options.of.apis)? {
        let spec = spec(project, &name, output)?;
        let documents = documents(&spec.api, project, options.of.docs.as_deref())?;
        let mut parts = Parts::default();
        for (position, source) in spec.api.sources.iter().enumerate() {
            let Some(document) = documents.iter().find(|document| document.source == position) else {
                if options.format == Format::Json {
                    list.push(machines(&name, source, &Report::default(), "not-read", &spec.sources));
                } else {
                    output.summary(&not_read(&name, source))?;
                }
                continue;
            };
            let Comparison { report, exact } = document.compare(&spec.api, source, &mut parts)?;
            let (conclusion, end) = conclude(&report);
            exit = exit.and(end);
            if options.format == Format::Json {
                list.push(machines(&name, source, &report, conclusion, &spec.sources));
                continue;
            }
            output.result(&shown(&name, source, &report, conclusion, &spec.sources))?;
            output.summary(&summary(&report))?;
            for name in exact.iter().flat_map(|exact| &exact.idle) {
                output.note(&format!(
                    "`{name}` under `only` or `except` of the source `{}` names nothing in {}",
                    source.name, source.file
                ));
            }
            if exact.is_some() && report.findings.iter().any(is_new_action) {
                output.note(&format!(
                    "`bindery sources draft {name} --write` adds actions; to leave one out on purpose, list it under \
                     `except` in the notation of the source `{}`",
                    source.name
                ));
            }
            let lines = document.length();
            if lines != source.lines {
                let text = format!("{} has {lines} lines, but the spec says {}", source.file, source.lines);
                output.note(&text);
            }
        }
    }
    if options.format == Format::Json {
        output.result(&json(&list)?)?;
    }
    Ok(exit)
}

fn conclude(report: &Report) -> (&'static str, Exit) {
    if !report.unread.is_empty() {
        ("unreadable", Exit::Unreadable)
    } else if !report.agrees() {
        ("differs", Exit::Differs)
    } else {
        ("agrees", Exit::Done)
    }
}

fn shown(api: &str, source: &Source, report: &Report, conclusion: &str, files: &SourceMap) -> String {
    let color = if conclusion == "agrees" { GREEN } else { RED };
    let mut text =
        format!("{HEADER}{api} {}{HEADER:#} ({}): {color}{conclusion}{color:#}\n", source.name, source.file);
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

/// Returns the places of the difference in the document and the spec.
fn places(source: &str, finding: &Finding, files: &SourceMap) -> String {
    let document = finding.document.map(|place| format!("{source}:{}", place.text()));
    let spec = finding.spec.map(|span| format!("{}:{}", files.file_name(span), files.position(span).0));
    document.into_iter().chain(spec).collect::<Vec<_>>().join(", ")
}

/// Returns the number of claims of each kind, with how many agree.
fn summary(report: &Report) -> String {
    let part = |(kind, found): (&Kind, &Count)| {
        let mut text = count(found.claims, kind.text());
        if found.agree < found.claims {
            let other = found.claims - found.agree - found.declared;
            let _ = write!(text, " ({} agree, {} declared, {other} differ)", found.agree, found.declared);
        }
        text
    };
    let parts: Vec<String> = report.coverage.iter().filter(|(_, found)| found.claims > 0).map(part).collect();
    format!("  {}; {} unread\n", parts.join(", "), count(report.unread.len(), "line"))
}

fn machines(
    api: &str,
    source: &Source,
    report: &Report,
    conclusion: &'static str,
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
            claims: found.claims,
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
        conclusion,
        findings: findings.collect(),
        coverage: coverage.collect(),
        unread: unread.collect(),
    }
}
