//! `bindery check`: reports mistakes in specs, and summarizes their contents.

use std::collections::BTreeMap;

use bindery_model::diagnostic::{Diagnostic, Severity, SourceMap, Span};
use bindery_model::{Api, Deviation, Evidence, Field, Grade, KnownAction, Module, Stability};
use serde::Serialize;

use crate::args::{Check, Format};
use crate::contract::counts;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::project::Project;
use crate::response::response;
use crate::specs::{Overlays, has_mistakes, load};
use crate::text::{count, json};

/// A diagnostic in JSON output.
#[derive(Serialize)]
struct DiagnosticContract {
    /// Stable code, such as `spec::unknown-key`.
    code: &'static str,
    /// `error` or `warning`.
    severity: &'static str,
    /// Description of the problem.
    message: String,
    /// Name of the file.
    file: String,
    /// First line, counted from 1.
    line: usize,
    /// First column, counted from 1 in characters.
    column: usize,
    /// Last line.
    end_line: usize,
    /// Column after the last character.
    end_column: usize,
    /// Suggestion for a fix; null if there is none.
    help: Option<String>,
}

/// Checks the selected APIs.
pub(crate) fn run(options: &Check, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let mut exit = Exit::Done;
    let mut list = Vec::new();
    let names = project.choose(&options.apis)?;
    let overlays = Overlays::read(project, &options.overlays, &names, output)?;
    for name in names {
        let spec = match load(project, &name, &overlays) {
            Ok(spec) => spec,
            Err(failed) => {
                output.failed(&failed);
                exit = exit.and(failed.exit);
                continue;
            }
        };
        let failed = spec.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        if failed {
            exit = exit.and(Exit::Spec);
        }
        if options.format == Format::Json {
            list.extend(spec.diagnostics.iter().map(|diagnostic| machines(diagnostic, &spec.sources)));
            continue;
        }
        output.diagnostics(&spec.diagnostics, &spec.sources);
        match &spec.api {
            Some(api) if !failed => output.summary(&summary(api, spec.diagnostics.len()))?,
            _ => output.failed(&has_mistakes(&name, &spec.diagnostics)),
        }
    }
    if options.format == Format::Json {
        output.result(&json(&list)?)?;
    }
    Ok(exit)
}

fn machines(diagnostic: &Diagnostic, sources: &SourceMap) -> DiagnosticContract {
    let span = diagnostic.span;
    let (line, column) = sources.position(span);
    let end = Span { start: span.start.saturating_add(span.len), len: 0, ..span };
    let (end_line, end_column) = sources.position(end);
    DiagnosticContract {
        code: diagnostic.code,
        severity: diagnostic.severity.text(),
        message: diagnostic.message.clone(),
        file: sources.file_name(span).to_owned(),
        line,
        column,
        end_line,
        end_column,
        help: diagnostic.help.clone(),
    }
}

/// Returns a one-line summary of an API.
fn summary(api: &Api, warnings: usize) -> String {
    let actions = || api.modules.iter().flat_map(|module| &module.actions);
    let with = |stability| actions().filter(|action| action.stability() == stability).count();
    let covered = counts(api.modules.iter());
    let parameters = api.modules.iter().flat_map(Module::known).flat_map(KnownAction::parameters);
    let parameters = parameters.filter(|parameter| !parameter.additional).count();
    let mut details = Summary::default();
    details.api(api);
    let mut parts = vec![
        count(api.modules.len(), "module"),
        format!(
            "{} ({} new, {} deprecated, {} not callable)",
            count(covered.actions, "action"),
            with(Stability::New),
            with(Stability::Deprecated),
            covered.actions - covered.callable
        ),
        coverage(api),
        count(parameters, "parameter"),
        count(actions().map(|action| response(api, action).len()).sum(), "response field"),
        count(api.types.len(), "type"),
        count(api.errors.iter().filter(|error| error.code.is_some()).count(), "error code"),
        count(actions().map(|action| action.examples.len()).sum(), "example"),
        count(details.deviations, "deviation"),
    ];
    let grades = details.grades.iter().map(|(grade, number)| format!("{number} {}", grade.text()));
    let grades = grades.collect::<Vec<_>>().join(" + ");
    parts.push(format!("evidence {}", if grades.is_empty() { "none" } else { &grades }));
    parts.push(count(api.mentions.len(), "mention"));
    if warnings > 0 {
        parts.push(count(warnings, "warning"));
    }
    format!("{}: {}\n", api.id, parts.join(", "))
}

/// Returns how much of the actions is documented; calls that the vendor makes are counted separately.
fn coverage(api: &Api) -> String {
    let one = |inbound| {
        let counts = counts(api.modules.iter().filter(|module| module.inbound == inbound));
        format!("{} full + {} partial + {} only listed", counts.full, counts.partial, counts.listed)
    };
    let inbound = api.modules.iter().any(|module| module.inbound);
    let inbound = if inbound { format!(", inbound {}", one(true)) } else { String::new() };
    format!("coverage {}{inbound}", one(false))
}

/// Counts of deviations and evidence in a whole spec.
#[derive(Default)]
struct Summary {
    deviations: usize,
    grades: BTreeMap<Grade, usize>,
}

impl Summary {
    fn api(&mut self, api: &Api) {
        for error in &api.errors {
            self.add(&error.evidence, &error.deviations);
        }
        for ty in &api.types {
            self.add(&ty.evidence, &ty.deviations);
            self.fields(ty.fields());
        }
        for mention in &api.mentions {
            self.add(&mention.evidence, &[]);
        }
        for module in &api.modules {
            self.add(&module.evidence, &[]);
            for constant in &module.constants {
                self.add(&constant.evidence, &[]);
            }
            for known in module.known() {
                self.add(known.evidence(), &[]);
                self.fields(known.parameters());
            }
            for action in &module.actions {
                self.add(&action.response.evidence, &action.response.deviations);
                self.add(&[], &action.deviations);
                for example in &action.examples {
                    self.add(&example.evidence, &[]);
                }
            }
        }
    }

    fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            self.add(&field.evidence, &field.deviations);
        }
    }

    fn add(&mut self, evidence: &[Evidence], deviations: &[Deviation]) {
        self.deviations += deviations.len();
        for place in evidence {
            *self.grades.entry(place.grade).or_default() += 1;
        }
    }
}
