//! Path templates: `/{module}/{action}` and `/users/{id}`.

use std::ops::Range;

use super::Resolver;
use super::address::LONGEST;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::Text;
use crate::model::{Field, PathPart, Presence, Segment};
use crate::yaml::excerpt;

/// A parsed path template.
#[derive(Clone, Debug)]
pub(super) struct Template {
    segments: Vec<TemplateSegment>,
    /// Place of the template.
    span: Span,
    /// Whether a part of it could not be read.
    pub(super) broken: bool,
}

#[derive(Clone, Debug)]
enum TemplateSegment {
    /// Literal text, possibly with `{module}` and `{action}`.
    Literal(String),
    /// Name of a parameter, with its place.
    Parameter(Placeholder),
    /// Texts and parameters.
    Mixed(Vec<TemplatePart>),
    /// Name of the parameter for the rest of the path, with its place.
    Rest(Placeholder),
}

#[derive(Clone, Debug)]
enum TemplatePart {
    Text(String),
    Parameter(Placeholder),
}

/// Name of a parameter in a path, with its place.
#[derive(Clone, Debug)]
struct Placeholder {
    name: String,
    span: Span,
}

impl Resolver {
    /// Parses a path template.
    pub(super) fn template(&mut self, text: &Text<'_>) -> Template {
        let mut template = Template { segments: Vec::new(), span: text.span, broken: false };
        let Some(rest) = text.value.strip_prefix('/') else {
            self.bad_path(text.span, "does not start with `/`")
                .help("start the path with `/`; the host belongs to the server");
            template.broken = true;
            return template;
        };
        if rest.len() >= LONGEST {
            self.bad_path(text.span, "longer than servers accept").help("write the path from the documents");
            template.broken = true;
            return template;
        }
        let mut start = 1;
        let count = rest.split('/').count();
        for (position, segment) in rest.split('/').enumerate() {
            let range = start..start + segment.len();
            start = range.end + 1;
            if segment.is_empty() {
                if position + 1 < count {
                    template.broken = true;
                    self.bad_path(text.part(range.start - 1..range.end + 1), "empty segment")
                        .help("remove one `/`");
                } else if count > 1 {
                    template.segments.push(TemplateSegment::Literal(String::new())); // a trailing slash
                }
                continue;
            }
            match self.segment(segment, range.clone(), text) {
                Some(TemplateSegment::Rest(_)) if position + 1 < count => {
                    template.broken = true;
                    self.bad_path(text.part(range), "not at the end")
                        .help("a parameter for the rest of the path is the last segment");
                }
                Some(segment) => template.segments.push(segment),
                None => template.broken = true,
            }
        }
        template
    }

    fn segment(&mut self, segment: &str, range: Range<usize>, text: &Text<'_>) -> Option<TemplateSegment> {
        // Clients treat escaped dots as dots.
        if matches!(segment.replace("%2e", ".").replace("%2E", ".").as_str(), "." | "..") {
            self.bad_path(text.part(range), "clients remove this segment").help("write the path without it");
            return None;
        }
        if let Some(name) = placeholder_elsewhere(segment) {
            let help = match segment.contains('*') || segment.contains("...") {
                true => format!("write `{{{name}*}}` for a parameter that is the rest of the path"),
                false => format!("write `{{{name}}}` for a parameter of that name"),
            };
            self.bad_path(text.part(range), "unsupported placeholder syntax").help(help);
            return None;
        }
        let mut parts: Vec<TemplatePart> = Vec::new();
        let mut at = 0;
        while let Some(rest) = segment.get(at..).filter(|rest| !rest.is_empty()) {
            let place = |from: usize, to: usize| text.part(range.start + from..range.start + to);
            if !rest.starts_with('{') {
                let end = at + rest.find('{').unwrap_or(rest.len());
                let literal = segment.get(at..end).unwrap_or_default();
                self.check_literal(literal, range.start + at, text)?;
                push_text(&mut parts, literal);
                at = end;
                continue;
            }
            let inner = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(inner, _)| inner);
            let Some(name) = inner.filter(|name| !name.is_empty() && !name.contains('{')) else {
                self.bad_path(place(at, segment.len()), "not a placeholder")
                    .help("write a parameter as `{name}`, alone or with text beside it: `/users/{id}`, `/{id}.json`");
                return None;
            };
            let end = at + name.len() + 2;
            if matches!(name, "module" | "action") {
                push_text(&mut parts, rest.get(..name.len() + 2).unwrap_or_default());
            } else {
                if let Some(TemplatePart::Parameter(before)) = parts.last() {
                    let label = format!("nothing separates it from `{{{}}}`", excerpt(&before.name));
                    self.bad_path(place(at, end), &label)
                        .help("write the text between the two parameters, or describe them as one parameter");
                    return None;
                }
                if name.ends_with('*') && end - at < segment.len() {
                    self.bad_path(place(at, end), "not a whole segment")
                        .help("a parameter for the rest of the path is the last segment");
                    return None;
                }
                parts.push(TemplatePart::Parameter(Placeholder {
                    name: name.to_owned(),
                    span: place(at, end),
                }));
            }
            at = end;
        }
        Some(match <[TemplatePart; 1]>::try_from(parts) {
            Ok([TemplatePart::Text(text)]) => TemplateSegment::Literal(text),
            Ok([TemplatePart::Parameter(Placeholder { name, span })]) => match name.strip_suffix('*') {
                Some(name) => TemplateSegment::Rest(Placeholder { name: name.to_owned(), span }),
                None => TemplateSegment::Parameter(Placeholder { name, span }),
            },
            Err(parts) => TemplateSegment::Mixed(parts),
        })
    }

    /// Checks the characters of a text in a path that begins at this position of the whole.
    fn check_literal(&mut self, literal: &str, start: usize, text: &Text<'_>) -> Option<()> {
        if let Some((at, bad)) = literal.char_indices().find(|(_, letter)| !allowed(*letter)) {
            let help = match bad {
                '?' | '#' => "write the path without the query, and `in: query` at the parameters in it",
                '}' => {
                    "write a parameter as `{name}`, alone or with text beside it: `/users/{id}`, `/{id}.json`"
                }
                _ => {
                    "write letters, digits and any of -._~!$&'()*+,;=:@ or percent escapes as the vendor does"
                }
            };
            self.bad_path(text.part(start + at..start + at + bad.len_utf8()), "not allowed in a path")
                .help(help);
            return None;
        }
        if let Some(at) = broken_escape(literal) {
            self.bad_path(text.part(start + at..start + at + 1), "incomplete escape")
                .help("write two hexadecimal digits after `%`, or `%25` for the percent sign");
            return None;
        }
        Some(())
    }

    fn bad_path(&mut self, span: Span, label: &str) -> &mut Diagnostic {
        self.error("spec::path-syntax", span, "invalid path").label(label)
    }

    /// Resolves the path of an action, and checks its parameters against the placeholders.
    pub(super) fn path(
        &mut self,
        template: &Template,
        own: bool,
        module: &str,
        action: (&str, Span),
        parameters: &[Field],
    ) -> Vec<Segment> {
        let mut used: Vec<String> = Vec::new();
        let mut segments = Vec::with_capacity(template.segments.len());
        let filled = |text: &str| text.replace("{module}", module).replace("{action}", action.0);
        let mut parameter = |placeholder: &Placeholder| {
            let Placeholder { name, span } = placeholder;
            // An error against the common path is reported at the action, where it must be fixed.
            let place = if own { *span } else { action.1 };
            self.placeholder(name, place, (!own).then_some(*span), parameters, used.contains(name));
            used.push(name.clone());
            name.clone()
        };
        for segment in &template.segments {
            segments.push(match segment {
                TemplateSegment::Literal(text) => Segment::Literal(filled(text)),
                TemplateSegment::Parameter(one) => Segment::Parameter(parameter(one)),
                TemplateSegment::Rest(one) => Segment::Rest(parameter(one)),
                TemplateSegment::Mixed(parts) => {
                    let parts = parts.iter().map(|part| match part {
                        TemplatePart::Text(text) => PathPart::Text(filled(text)),
                        TemplatePart::Parameter(one) => PathPart::Parameter(parameter(one)),
                    });
                    Segment::Mixed(parts.collect())
                }
            });
        }
        if template.broken {
            return segments;
        }
        for field in parameters.iter().filter(|field| field.in_path() && !used.contains(&field.name)) {
            let name = excerpt(&field.name);
            self.error(
                "spec::path-parameter",
                field.span,
                format!("the parameter `{name}` is `in: path`, but the path has no `{{{name}}}`"),
            )
            .label("not in the path")
            .related(template.span, "the path")
            .help(format!("add `{{{name}}}` to the path, or remove `in: path`"));
        }
        segments
    }

    fn placeholder(&mut self, name: &str, span: Span, rule: Option<Span>, parameters: &[Field], twice: bool) {
        let shown = excerpt(name);
        let (message, label, help) = match parameters.iter().find(|field| field.name == name) {
            _ if twice => (
                format!("duplicate placeholder `{{{shown}}}`"),
                "duplicate",
                "use one parameter for each placeholder".to_owned(),
            ),
            None => (
                format!("the path has `{{{shown}}}`, but there is no such parameter"),
                "unknown parameter",
                format!("add `{shown}: {{type: …, in: path}}` to the parameters, or correct the name"),
            ),
            Some(field) if !field.in_path() => (
                format!("the parameter `{shown}` is in the path, but has no `in: path`"),
                "parameter that is sent elsewhere",
                format!("add `in: path` to the parameter `{shown}`"),
            ),
            Some(field) if field.presence != Presence::Required => (
                format!("the parameter `{shown}` is optional, but the path requires it"),
                "always required",
                "remove `optional: true`, or describe the path without it as an action of its own".to_owned(),
            ),
            Some(_) => return,
        };
        let diagnostic = self.error("spec::path-placeholder", span, message).label(label).help(help);
        if let Some(rule) = rule {
            diagnostic.related(rule, "the path from `defaults`");
        }
    }
}

/// Appends a text to the parts of a segment.
fn push_text(parts: &mut Vec<TemplatePart>, text: &str) {
    match parts.last_mut() {
        Some(TemplatePart::Text(before)) => before.push_str(text),
        _ => parts.push(TemplatePart::Text(text.to_owned())),
    }
}

/// Returns the parameter name of a segment in the placeholder syntax of other routers and documents: `:id`, `*rest`,
/// `{*rest}`, `{id:int}`, `{rest...}`, `<id>`, `[id]`. A router would interpret some of these itself.
fn placeholder_elsewhere(segment: &str) -> Option<&str> {
    let between = |open, close| segment.strip_prefix(open).and_then(|rest: &str| rest.strip_suffix(close));
    let one = between('{', '}').filter(|inner| !inner.contains(['{', '}']));
    let rest =
        |inner: &str| inner.strip_suffix('*').is_some_and(|name| !name.is_empty() && !name.contains('*'));
    let inner =
        one.filter(|inner| (inner.contains(['*', ':', '?', '<']) && !rest(inner)) || inner.ends_with("..."));
    let inner = inner.or_else(|| segment.strip_prefix([':', '*']));
    let inner = inner.or_else(|| between('<', '>')).or_else(|| between('[', ']'))?;
    let name = inner.trim_start_matches(['*', ':', '.', '?']);
    let name = name.split([':', '?', '<', '*', '.']).next().unwrap_or_default();
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    Some(if name.is_empty() || !name.chars().all(plain) { "name" } else { name })
}

/// Returns the position of a percent sign without two hexadecimal digits after it.
fn broken_escape(segment: &str) -> Option<usize> {
    let bytes = segment.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    (0..bytes.len()).find(|at| bytes.get(*at) == Some(&b'%') && !(is_digit(at + 1) && is_digit(at + 2)))
}

/// Whether RFC 3986 allows a character in a segment, including percent escapes.
fn allowed(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%".contains(letter)
}
