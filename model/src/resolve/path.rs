//! Path templates: `/{module}/{action}` and `/users/{id}`.

use std::ops::Range;

use super::Resolver;
use super::address::LONGEST;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::Text;
use crate::model::{Field, Presence, Segment};
use crate::yaml::excerpt;

/// A parsed path template.
#[derive(Clone, Debug)]
pub(super) struct Template {
    segments: Vec<PathPart>,
    /// Place of the template.
    span: Span,
    /// Whether a part of it could not be read.
    pub(super) broken: bool,
}

#[derive(Clone, Debug)]
enum PathPart {
    /// Literal text, possibly with `{module}` and `{action}`.
    Literal(String),
    /// Name of a parameter, with its place.
    Parameter(String, Span),
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
                    template.segments.push(PathPart::Literal(String::new())); // a trailing slash
                }
                continue;
            }
            match self.segment(segment, range, text) {
                Some(segment) => template.segments.push(segment),
                None => template.broken = true,
            }
        }
        template
    }

    fn segment(&mut self, segment: &str, range: Range<usize>, text: &Text<'_>) -> Option<PathPart> {
        // Clients treat escaped dots as dots.
        if matches!(segment.replace("%2e", ".").replace("%2E", ".").as_str(), "." | "..") {
            self.bad_path(text.part(range), "clients remove this segment").help("write the path without it");
            return None;
        }
        if let Some(name) = placeholder_elsewhere(segment) {
            let help = match segment.contains('*') || segment.contains("...") {
                true => format!("a parameter is one segment; write `{{{name}}}` for it"),
                false => format!("write `{{{name}}}` for a parameter of that name"),
            };
            self.bad_path(text.part(range), "unsupported placeholder syntax").help(help);
            return None;
        }
        let plain = segment.replace("{module}", "").replace("{action}", "");
        if !plain.contains(['{', '}']) {
            if let Some((at, bad)) = segment.char_indices().find(|(_, letter)| !allowed(*letter)) {
                let at = range.start + at..range.start + at + bad.len_utf8();
                let help = match bad {
                    '?' | '#' => {
                        "write the path without the query; parameters are sent where `parameters-in` says"
                    }
                    _ => {
                        "write letters, digits and any of -._~!$&'()*+,;=:@ or percent escapes as the vendor does"
                    }
                };
                self.bad_path(text.part(at), "not allowed in a path").help(help);
                return None;
            }
            if let Some(at) = broken_escape(segment) {
                let at = range.start + at..range.start + at + 1;
                self.bad_path(text.part(at), "incomplete escape")
                    .help("write two hexadecimal digits after `%`, or `%25` for the percent sign");
                return None;
            }
            return Some(PathPart::Literal(segment.to_owned()));
        }
        let name = segment.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
        match name {
            Some(name) if !name.is_empty() && !name.contains(['{', '}']) => {
                Some(PathPart::Parameter(name.to_owned(), text.part(range)))
            }
            _ => {
                let help = "write a parameter as a whole segment: `/users/{id}`; only {module} and {action} may be parts";
                self.bad_path(text.part(range), "not a placeholder").help(help);
                None
            }
        }
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
        let mut used: Vec<&str> = Vec::new();
        let mut segments = Vec::with_capacity(template.segments.len());
        for part in &template.segments {
            match part {
                PathPart::Literal(text) => {
                    let text = text.replace("{module}", module).replace("{action}", action.0);
                    segments.push(Segment::Literal(text));
                }
                PathPart::Parameter(name, place) => {
                    // An error against the common path is reported at the action, where it must be fixed.
                    let span = if own { *place } else { action.1 };
                    self.placeholder(
                        name,
                        span,
                        (!own).then_some(*place),
                        parameters,
                        used.contains(&name.as_str()),
                    );
                    used.push(name);
                    segments.push(Segment::Parameter(name.clone()));
                }
            }
        }
        for field in parameters.iter().filter(|field| field.in_path && !used.contains(&field.name.as_str())) {
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
            Some(field) if !field.in_path => (
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

/// Returns the parameter name of a segment in the placeholder syntax of other routers and documents: `:id`, `*rest`,
/// `{*rest}`, `{id:int}`, `{rest...}`, `<id>`, `[id]`. A router would interpret some of these itself.
fn placeholder_elsewhere(segment: &str) -> Option<&str> {
    let between = |open, close| segment.strip_prefix(open).and_then(|rest: &str| rest.strip_suffix(close));
    let inner =
        between('{', '}').filter(|inner| inner.contains(['*', ':', '?', '<']) || inner.ends_with("..."));
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

/// Whether RFC 3986 allows a character in a segment, including percent escapes and our placeholders.
fn allowed(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%{}".contains(letter)
}
