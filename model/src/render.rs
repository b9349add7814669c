//! Graphical rendering of diagnostics: the lines of the spec with the place underlined, drawn by miette.

use std::borrow::Cow;
use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use crate::diagnostic::{Diagnostic, Severity, SourceMap, Span};
use crate::hidden::{shown, shown_in_place};

/// Minimum width in characters; less leaves no room for text beside the frame.
const NARROWEST: usize = 40;

/// Renders a diagnostic, ending with a line break. Escape sequences are written only with `color`; lines are wrapped at
/// `width` characters, at least 40.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, color: bool, width: usize) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(width.max(NARROWEST))
        .with_links(false)
        .with_context_lines(1)
        .with_show_related_as_nested(true);
    let mut report = Report {
        code: Some(diagnostic.code),
        severity: match diagnostic.severity {
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        },
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        file: File::new(diagnostic.span, sources),
        labels: vec![label(diagnostic.span, &diagnostic.label, true)],
        elsewhere: Vec::new(),
    };
    for (span, text) in &diagnostic.related {
        if span.file == diagnostic.span.file {
            report.labels.push(label(*span, text, false));
        } else {
            report.elsewhere.push(Report {
                code: None,
                severity: miette::Severity::Advice,
                message: text,
                help: None,
                file: File::new(*span, sources),
                labels: vec![label(*span, "", true)],
                elsewhere: Vec::new(),
            });
        }
    }
    let mut out = String::new();
    match handler.render_report(&mut out, &report) {
        Ok(()) => out,
        Err(fmt::Error) => diagnostic.plain(sources) + "\n",
    }
}

fn label(span: Span, text: &str, primary: bool) -> LabeledSpan {
    let place = SourceSpan::new((span.start as usize).into(), span.len as usize);
    let text = (!text.is_empty()).then(|| shown(text).into_owned());
    if primary {
        LabeledSpan::new_primary_with_span(text, place)
    } else {
        LabeledSpan::new_with_span(text, place)
    }
}

/// A diagnostic in the form that miette requires; places in other files become nested reports.
#[derive(Debug)]
struct Report<'d> {
    code: Option<&'static str>,
    severity: miette::Severity,
    message: &'d str,
    help: Option<&'d str>,
    file: Option<File<'d>>,
    labels: Vec<LabeledSpan>,
    elsewhere: Vec<Report<'d>>,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&shown(self.message))
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.map(|help| Box::new(shown(help)) as Box<dyn fmt::Display + 'a>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.file.as_ref().map(|file| file as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        if self.elsewhere.is_empty() {
            return None;
        }
        Some(Box::new(self.elsewhere.iter().map(|report| report as &dyn miette::Diagnostic)))
    }
}

/// A file with its name. Control characters, which could take over the terminal, are replaced byte by byte.
#[derive(Debug)]
struct File<'d> {
    name: Cow<'d, str>,
    text: Cow<'d, str>,
}

impl<'d> File<'d> {
    fn new(span: Span, sources: &'d SourceMap) -> Option<Self> {
        let file = sources.files.get(span.file as usize)?;
        let text = shown_in_place(&file.text);
        Some(Self { name: shown(&file.name), text })
    }
}

impl SourceCode for File<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let lines = self.text.as_ref().read_span(span, before, after)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone().into_owned(),
            lines.data(),
            *lines.span(),
            lines.line(),
            lines.column(),
            lines.line_count(),
        )))
    }
}
