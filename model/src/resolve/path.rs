//! Path templates: `/{module}/{action}` and `/users/{id}`.

use std::ops::Range;

use super::Resolver;
use super::address::LONGEST;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::Text;
use crate::model::{Field, Presence, Segment};
use crate::yaml::excerpt;

/// A template with its placeholders found.
#[derive(Clone, Debug)]
pub(super) struct Template {
    segments: Vec<Part>,
    /// The template's own place.
    span: Span,
    /// Not all of it could be read.
    pub(super) broken: bool,
}

#[derive(Clone, Debug)]
enum Part {
    /// Literal text that may hold `{module}` and `{action}`.
    Literal(String),
    /// The name of a parameter, and where it stands.
    Parameter(String, Span),
}

impl Resolver {
    /// Takes a template apart.
    pub(super) fn template(&mut self, text: &Text<'_>) -> Template {
        let mut template = Template { segments: Vec::new(), span: text.span, broken: false };
        let Some(rest) = text.value.strip_prefix('/') else {
            self.bad_path(text.span, "does not begin with `/`")
                .help("begin it with `/`; the host is part of the server");
            template.broken = true;
            return template;
        };
        if rest.len() >= LONGEST {
            self.bad_path(text.span, "longer than servers take")
                .help("write the path as the documents have it");
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
                    self.bad_path(text.part(range.start - 1..range.end + 1), "an empty segment")
                        .help("remove one `/`");
                } else if count > 1 {
                    template.segments.push(Part::Literal(String::new())); // a slash at the end
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

    fn segment(&mut self, segment: &str, range: Range<usize>, text: &Text<'_>) -> Option<Part> {
        // Dots that are escaped count as dots for who sends the request.
        if matches!(segment.replace("%2e", ".").replace("%2E", ".").as_str(), "." | "..") {
            self.bad_path(text.part(range), "clients would take this segment away")
                .help("write the path without it");
            return None;
        }
        if let Some(name) = placeholder_elsewhere(segment) {
            let help = match segment.contains('*') || segment.contains("...") {
                true => format!("a parameter takes one segment; write `{{{name}}}` for it"),
                false => format!("write `{{{name}}}` for a parameter of that name"),
            };
            self.bad_path(text.part(range), "not how a placeholder is written here").help(help);
            return None;
        }
        let plain = segment.replace("{module}", "").replace("{action}", "");
        if !plain.contains(['{', '}']) {
            if let Some((at, bad)) = segment.char_indices().find(|(_, letter)| !allowed(*letter)) {
                let at = range.start + at..range.start + at + bad.len_utf8();
                let help = match bad {
                    '?' | '#' => "a path ends before the query; parameters travel where `send` says",
                    _ => {
                        "write letters, digits and any of -._~!$&'()*+,;=:@ or percent escapes as the vendor does"
                    }
                };
                self.bad_path(text.part(at), "not possible in a path").help(help);
                return None;
            }
            if let Some(at) = broken_escape(segment) {
                let at = range.start + at..range.start + at + 1;
                self.bad_path(text.part(at), "no escape")
                    .help("write two hexadecimal digits behind `%`, or `%25` for the sign itself");
                return None;
            }
            return Some(Part::Literal(segment.to_owned()));
        }
        let name = segment.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
        match name {
            Some(name) if !name.is_empty() && !name.contains(['{', '}']) => {
                Some(Part::Parameter(name.to_owned(), text.part(range)))
            }
            _ => {
                let help = "a parameter takes a whole segment: `/users/{id}`; only {module} and {action} may be parts";
                self.bad_path(text.part(range), "not a placeholder").help(help);
                None
            }
        }
    }

    fn bad_path(&mut self, span: Span, label: &str) -> &mut Diagnostic {
        self.error("spec::path-syntax", span, "this is not a path").label(label)
    }

    /// The path of an action, with its parameters checked against the placeholders.
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
                Part::Literal(text) => {
                    let text = text.replace("{module}", module).replace("{action}", action.0);
                    segments.push(Segment::Literal(text));
                }
                Part::Parameter(name, place) => {
                    // A mistake against the common rule is the action's: its place is where to act.
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
                format!("`{{{shown}}}` stands in the path twice"),
                "again",
                "give each placeholder its own parameter".to_owned(),
            ),
            None => (
                format!("the path has `{{{shown}}}`, but there is no parameter of that name"),
                "no such parameter",
                format!("add `{shown}: {{type: …, in: path}}` to the parameters, or correct the name"),
            ),
            Some(field) if !field.in_path => (
                format!("the parameter `{shown}` stands in the path without `in: path`"),
                "a parameter that travels elsewhere",
                format!("add `in: path` to the parameter `{shown}`"),
            ),
            Some(field) if field.presence != Presence::Required => (
                format!("the parameter `{shown}` is optional, but the path needs it"),
                "always needed",
                "remove `optional: true`, or document the path without it as an action of its own".to_owned(),
            ),
            Some(_) => return,
        };
        let diagnostic = self.error("spec::path-placeholder", span, message).label(label).help(help);
        if let Some(rule) = rule {
            diagnostic.related(rule, "the path rule that holds here");
        }
    }
}

/// The name of the parameter for which a segment stands in the notations of other routers and documents: `:id`, `*rest`,
/// `{*rest}`, `{id:int}`, `{rest...}`, `<id>`, `[id]`. A router would take some of these for its own.
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

/// Where a percent sign stands without two hexadecimal digits behind it.
fn broken_escape(segment: &str) -> Option<usize> {
    let bytes = segment.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    (0..bytes.len()).find(|at| bytes.get(*at) == Some(&b'%') && !(is_digit(at + 1) && is_digit(at + 2)))
}

/// What RFC 3986 allows in a segment, percent escapes and our placeholders included.
fn allowed(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%{}".contains(letter)
}
