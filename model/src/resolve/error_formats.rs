//! Error formats: the layout of their bodies, and the types of their details.

use bindery_vocabulary::Word as _;
use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::path;
use bindery_vocabulary::template::{self, Placeholder, Step};

use super::Resolver;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{At, ErrorDetailsDoc, ErrorFormatDoc, ErrorFormats, JsonDoc, Keyed, Text, closest};
use crate::model::{ErrorDetails, ErrorFormat, Type, TypeKind};
use crate::yaml::{Kind, Node, excerpt};

/// The details of an error format, resolved when all types are known: position of the format, and its document.
pub(super) type PendingDetails<'a> = (usize, ErrorDetailsDoc<'a>);

impl Resolver {
    /// Resolves the error formats; the names have been entered. Returns the details, whose types are not known yet.
    pub(super) fn failures<'a>(
        &mut self,
        items: Keyed<'a, ErrorFormats, ErrorFormatDoc<'a>>,
    ) -> (Vec<ErrorFormat>, Vec<PendingDetails<'a>>) {
        if items.is_empty() && self.names.failures.is_complete() {
            self.error("spec::no-error-format", items.span, "no error format is defined")
                .label("empty")
                .help("describe at least one format in which errors arrive");
        }
        let mut formats = Vec::with_capacity(items.len());
        let mut details = Vec::new();
        for item in items.into_items() {
            let Some(doc) = item.value else {
                self.failure_bodies.push(item.span);
                continue;
            };
            self.failure_bodies.push(doc.body.as_ref().map_or(item.span, |body| body.span));
            let when = self.signals(doc.when, At { span: item.span, name: &item.name });
            let format = ErrorFormat {
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                status: doc.status.map_or(500, |status| self.failure_status(status.value, status.span)),
                when,
                media: doc.media.and_then(|text| self.failure_media(&text)),
                body: doc.body.as_ref().map_or(JsonValue::Null, |json| self.body(&json.node)),
                details: None,
                name: item.name.into_owned(),
            };
            if let Some(json) = &doc.body {
                self.check_layout(json, &format);
                self.check_recognised(json.span, &format);
            }
            details.extend(doc.details.map(|doc| (formats.len(), doc)));
            formats.push(format);
        }
        (formats, details)
    }

    /// Checks the media type of error responses; `None` for the default.
    fn failure_media(&mut self, text: &Text<'_>) -> Option<String> {
        let media = text.value.trim();
        let name = media.split(';').next().unwrap_or(media).trim().to_ascii_lowercase();
        let letter = |letter: char| letter.is_ascii_alphanumeric() || "!#$&-^_.+".contains(letter);
        let has_form = name.split_once('/').is_some_and(|(kind, rest)| {
            !kind.is_empty() && !rest.is_empty() && kind.chars().chain(rest.chars()).all(letter)
        });
        let (label, help) = if !has_form || media.chars().any(char::is_control) {
            (
                "must be TYPE/SUBTYPE",
                "write the `Content-Type` of the error responses, such as `application/problem+json`",
            )
        } else if name.ends_with("/xml") || name.ends_with("+xml") || name == "text/html" {
            (
                "neither JSON nor plain text",
                "errors in this media type cannot be described: leave the format out, and callers see the status and the body",
            )
        } else if name != "text/plain" && !template::is_json(media) {
            (
                "neither JSON nor plain text",
                "write a JSON type, such as `application/problem+json`, or `text/plain`",
            )
        } else {
            return (!media.eq_ignore_ascii_case("application/json")).then(|| media.to_owned());
        };
        let message = format!("`{}` cannot be the media type of an error format", excerpt(media));
        self.error("spec::media", text.span, message).label(label).help(help);
        None
    }

    /// Checks the body as a whole: plain text is one placeholder, and only one list has the errors of a response.
    fn check_layout(&mut self, json: &JsonDoc<'_>, format: &ErrorFormat) {
        let root = Placeholder::of(&format.body);
        if !format.is_json() {
            if !matches!(root, Some(Placeholder::Code | Placeholder::CodeText | Placeholder::Message)) {
                self.error("spec::error-format-body", json.node.span, "the body of a plain text is one placeholder")
                    .label("is not a text alone")
                    .help("write `body: $message`, or `body: $code-text` if the text is the code; for JSON, correct `media`");
            }
            return;
        }
        if matches!(root, Some(Placeholder::Code | Placeholder::CodeText | Placeholder::Message)) {
            return; // a JSON string or number alone
        }
        if format.body.is_scalar() {
            let message = format!("expected a mapping or a list, found {}", json.node.describe());
            self.error("spec::wrong-kind", json.node.span, message)
                .label("must be a mapping, a list, or a placeholder for a text")
                .help("write the error response as sent on the wire: `{success: false, message: $message}`");
            return;
        }
        let deepest = template::places(&format.body)
            .iter()
            .map(|(steps, _)| steps.iter().filter(|step| **step == Step::Each).count())
            .max();
        if deepest.is_some_and(|lists| lists > 1) {
            self.error("spec::error-format-body", json.node.span, "a list of errors inside a list of errors")
                .label("both lists have one item with a placeholder")
                .help("write the inner list as `$details`, or as `$message` if it has texts");
        }
    }

    /// Checks the placeholders of a body, and returns it.
    fn body(&mut self, node: &Node<'_>) -> JsonValue {
        match &node.kind {
            Kind::Map(entries) => {
                let mut body = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    if key.text.starts_with('$') {
                        self.bad_placeholder(key.span, &key.text, "as a key")
                            .help("write it as the value: `code: $code`");
                    }
                    body.push((key.text.as_ref().to_owned(), self.body(value)));
                }
                JsonValue::Object(body)
            }
            Kind::List(items) => items.iter().map(|item| self.body(item)).collect(),
            Kind::Text(text, _) if text.starts_with('$') => {
                self.placeholder_at(text, node.span);
                // A misspelled placeholder counts as the code, so that no other part is reported as missing.
                JsonValue::text(Placeholder::of_text(text).unwrap_or(Placeholder::Code).text())
            }
            Kind::Text(text, _) if has_placeholder(text) => {
                self.bad_placeholder(node.span, text, "inside a string")
                    .help("use the placeholder as the whole value");
                JsonValue::text(Placeholder::Code.text())
            }
            Kind::Text(text, _) => JsonValue::text(text.as_ref()),
            Kind::Number(literal) => JsonValue::number(literal),
            Kind::Bool(value) => JsonValue::Bool(*value),
            Kind::Null => JsonValue::Null,
        }
    }

    fn placeholder_at(&mut self, text: &str, span: Span) {
        if Placeholder::of_text(text).is_some() {
            return;
        }
        let all = || Placeholder::ALL.iter().map(|placeholder| placeholder.text());
        let help = match closest(text, all()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("valid placeholders: {}", all().collect::<Vec<_>>().join(", ")),
        };
        self.error("spec::unknown-placeholder", span, format!("unknown placeholder `{}`", excerpt(text)))
            .label("unknown placeholder")
            .help(help);
    }

    /// Reports a placeholder where it cannot be filled in or read.
    pub(super) fn bad_placeholder(&mut self, span: Span, text: &str, place: &str) -> &mut Diagnostic {
        let message = format!("a placeholder is not allowed {place}: `{}`", excerpt(text));
        self.error("spec::unknown-placeholder", span, message).label(place)
    }

    /// Reports placeholders in JSON that is written literally.
    pub(super) fn no_placeholders(&mut self, node: &Node<'_>) {
        match &node.kind {
            Kind::Text(text, _) if is_word(text) => {
                self.bad_placeholder(node.span, text, "in a constant value")
                    .help("write the JSON as sent on the wire");
            }
            Kind::List(items) => items.iter().for_each(|item| self.no_placeholders(item)),
            Kind::Map(entries) => entries.iter().for_each(|(_, value)| self.no_placeholders(value)),
            _ => {}
        }
    }

    /// Whether values of a type are JSON objects. A type that could not be read is taken for one.
    fn is_object(&self, ty: &Type, left: usize) -> bool {
        let Some(left) = left.checked_sub(1) else { return true };
        match ty {
            Type::Named(id) => match self.types.get(*id).and_then(Option::as_ref).map(|def| &def.kind) {
                Some(TypeKind::Record(_)) | None => true,
                Some(TypeKind::Union(union)) => {
                    union.variants.iter().all(|variant| self.is_object(&variant.ty, left))
                }
                Some(TypeKind::Alias(ty)) => self.is_object(ty, left),
                Some(
                    TypeKind::Positions(_)
                    | TypeKind::IntEnum(_)
                    | TypeKind::TextEnum(_)
                    | TypeKind::Newtype(_),
                ) => false,
            },
            Type::Map(..) => true,
            Type::Scalar(_) | Type::List(_) | Type::Nullable(_) => false,
        }
    }

    /// Resolves the types of details; all types have been resolved.
    pub(super) fn settle_details(&mut self, pending: Vec<PendingDetails<'_>>, formats: &mut [ErrorFormat]) {
        for (id, doc) in pending {
            let (Some(format), Some(text)) = (formats.get_mut(id), &doc.type_) else { continue };
            let ty = self.type_of(text);
            self.reach(&ty);
            let own = template::places(&format.body)
                .into_iter()
                .find(|(_, placeholder)| *placeholder == Placeholder::Details)
                .map(|(steps, _)| path_of(&steps));
            if !format.is_json() {
                self.error("spec::error-details", doc.span, "plain text has no details")
                    .label("the media type is not JSON")
                    .help("remove `details`, or correct `media`");
                continue;
            }
            let key = match (own, doc.key) {
                (Some(None), _) => {
                    self.error(
                        "spec::error-details",
                        doc.span,
                        "each error of the list has details of its own",
                    )
                    .label("`$details` is inside a list of errors")
                    .help("remove `details`: callers read the details of each error as JSON");
                    continue;
                }
                (Some(Some(own)), Some(key)) if own != key.value => {
                    self.error("spec::error-details", key.span, "two places for the details")
                        .label(format!("`$details` is at `{own}`"))
                        .help("remove `key`, or the placeholder `$details` from the body");
                    continue;
                }
                (Some(Some(own)), _) => Some(own),
                (None, key) => {
                    let at = key.as_ref().map(|key| key.value.as_ref());
                    let around = at.map_or(Some(&format.body), |key| format.body.at(key));
                    if !self.is_object(&ty, MOST_ALIASES) {
                        self.error("spec::error-details", text.span, "the details have no place in the body")
                            .label("not a record")
                            .help("use a record, whose fields stand beside the placeholders, or put `$details` into `body`");
                        continue;
                    }
                    let has_room = |around: &JsonValue| match around {
                        JsonValue::Object(_) => true,
                        JsonValue::List(items) => {
                            matches!(template::repeated(items), Some(JsonValue::Object(_)))
                        }
                        _ => false,
                    };
                    if around.is_some_and(|around| !has_room(around)) {
                        let span = key.as_ref().map_or(text.span, |key| key.span);
                        self.error(
                            "spec::error-details",
                            span,
                            "the fields of the details need an object in the body",
                        )
                        .label("not an object in `body`")
                        .help(
                            "name the key of an object or of a list of errors, or put `$details` into `body`",
                        );
                        continue;
                    }
                    key.map(|key| key.value.into_owned())
                }
            };
            format.details = Some(ErrorDetails { ty, key });
        }
    }
}

/// Maximum number of aliases and unions that are followed; a chain of them may be a cycle, which is reported elsewhere.
const MOST_ALIASES: usize = 16;

/// Returns steps as a path of keys; `None` if they lead into a list of errors.
fn path_of(steps: &[Step<'_>]) -> Option<String> {
    let keys: Option<Vec<String>> = steps
        .iter()
        .map(|step| match step {
            Step::Key(key) => Some((*key).to_owned()),
            Step::Item(at) => Some(at.to_string()),
            Step::Each => None,
        })
        .collect();
    Some(path::joined(keys?))
}

/// Whether a string looks like a placeholder.
pub(super) fn is_word(text: &str) -> bool {
    text.strip_prefix('$').is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// Whether a string contains a placeholder as a word.
fn has_placeholder(text: &str) -> bool {
    let ends = |rest: &str| {
        !rest.starts_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-'))
    };
    Placeholder::ALL.iter().any(|placeholder| {
        let name = placeholder.text();
        text.match_indices(name).any(|(at, _)| text.get(at + name.len()..).is_some_and(ends))
    })
}
