//! Places and styles of parameters: where each kind of value can be sent, and how it is divided into texts.

use super::Resolver;
use super::type_kind::TypeClass;
use crate::diagnostic::Span;
use crate::document::listing;
use crate::model::{Encoding, Field, Method, Place, Scalar, Style, Type};
use crate::yaml::excerpt;

/// Headers that a client writes itself: those of the connection and of the body, and cookies.
const OWN_HEADERS: [&str; 14] = [
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Places of a parameter's keys in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeySpans {
    /// Type of the parameter, or the parameter itself.
    pub(super) ty: Span,
    pub(super) place: Option<Span>,
    pub(super) name: Option<Span>,
    pub(super) style: Option<Span>,
    pub(super) encoding: Option<Span>,
}

impl Resolver {
    /// Checks the places of an action's parameters, and decides their styles. `usual` is the place of parameters that do
    /// not name their own.
    pub(super) fn place_parameters(
        &mut self,
        parameters: &mut [Field],
        spans: &[KeySpans],
        usual: Place,
        methods: &[Method],
    ) {
        let names: Vec<(Place, String)> = parameters
            .iter()
            .map(|field| (field.place.unwrap_or(usual), field.wire_name().to_owned()))
            .collect();
        for (position, (field, spans)) in parameters.iter_mut().zip(spans).enumerate() {
            let place = field.place.unwrap_or(usual);
            self.check_place_of(field, spans, place, methods);
            self.check_content_place(field, spans.place.unwrap_or(spans.ty), place);
            if let Some(span) = spans.name {
                let name = field.wire_name().to_owned();
                let is_shared =
                    names.iter().enumerate().any(|(at, (_, other))| at != position && *other == name);
                self.check_own_name(field, place, span, is_shared);
            }
            self.decide_style(field, spans, place);
        }
        self.check_bodies(parameters, spans, usual);
    }

    fn check_place_of(&mut self, field: &Field, spans: &KeySpans, place: Place, methods: &[Method]) {
        let at = spans.place.unwrap_or(spans.ty);
        if field.encoding == Encoding::NameOnly && !matches!(place, Place::Query | Place::Form) {
            self.error("spec::encoding", at, format!("every parameter has a value in {}", place.noun()))
                .label("cannot be a bare name")
                .help("remove `encoding`, or send the parameter in the query or in a form");
        }
        if field.presence.may_be_null() && !place.is_json() {
            let name = excerpt(&field.name);
            self.error(
                "spec::nullable",
                at,
                format!("the parameter `{name}` cannot be null in {}", place.noun()),
            )
            .label("only JSON has null")
            .help("remove `nullable`, write `optional: true` in its place, or send the parameter in JSON");
        }
        let is_head = methods.first() == Some(&Method::Head);
        if let Some(span) = spans.place.filter(|_| is_head && place.is_body()) {
            self.error("spec::places", span, "HEAD requests have no body")
                .label("requires a body")
                .help("send the parameter in the path, the query, a header or a cookie");
        }
        if matches!(place, Place::Header | Place::Cookie) {
            self.check_token(field, place);
        }
    }

    /// Checks the name of a header or a cookie.
    fn check_token(&mut self, field: &Field, place: Place) {
        let name = field.wire_name();
        let is_token = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
        let noun = if place == Place::Header { "header" } else { "cookie" };
        if !name.chars().all(is_token) {
            let shown = excerpt(name);
            self.error("spec::places", field.span, format!("`{shown}` is not the name of a {noun}"))
                .label("has other characters than letters, digits and !#$%&'*+-.^_`|~")
                .help(format!("write the name of the {noun} from the documents"));
        } else if place == Place::Header && OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
            let help = match name.to_ascii_lowercase().as_str() {
                "cookie" => "describe each cookie as a parameter with `in: cookie`",
                "content-type" => "remove it: the header follows from the parameters in the body",
                _ => "remove it: the header belongs to the connection, not to the API",
            };
            self.error("spec::places", field.span, format!("the client itself writes the header `{name}`"))
                .label("not a parameter")
                .help(help);
        }
    }

    /// Checks a wire name that differs from the key.
    fn check_own_name(&mut self, field: &Field, place: Place, span: Span, is_shared: bool) {
        let name = excerpt(field.wire_name());
        if place == Place::Path {
            self.error("spec::name", span, "the path itself names its parameters")
                .label("never sent")
                .help("remove `name`, and write the key of the parameter in the path");
        } else if !is_shared || field.wire_name() == field.name {
            self.error("spec::name", span, format!("no other parameter has the name `{name}`"))
                .label("not needed")
                .help(format!("write `{name}` as the key of the parameter; `rust` changes its name in Rust"));
        }
    }

    /// Reports parameters in different bodies: a request has one.
    fn check_bodies(&mut self, parameters: &[Field], spans: &[KeySpans], usual: Place) {
        let in_body = parameters.iter().zip(spans).filter_map(|(field, spans)| {
            let place = field.place.unwrap_or(usual);
            place.is_body().then_some((field, place, spans.place.unwrap_or(field.span)))
        });
        let mut in_body: Vec<(&Field, Place, Span)> = in_body.collect();
        // A parameter that names its place decides about those that do not.
        in_body.sort_by_key(|(field, ..)| field.place.is_none());
        let Some((first, place, first_span)) = in_body.first().copied() else { return };
        for (field, other, span) in in_body.into_iter().skip(1) {
            if other == place && place != Place::Body {
                continue;
            }
            let (name, first) = (excerpt(&field.name), excerpt(&first.name));
            let message = match place {
                Place::Body => format!("`{first}` is the whole body, so `{name}` has no room in it"),
                _ => format!("`{first}` is in {}, but `{name}` is in {}", place.noun(), other.noun()),
            };
            self.error("spec::places", span, message)
                .label("a request has one body")
                .related(first_span, "the other parameter in the body")
                .help("give all parameters in the body the same place; others can be `in: query`, `header` or `cookie`");
        }
    }

    /// Decides how a list, map or record outside JSON is written, and reports what cannot be written.
    fn decide_style(&mut self, field: &mut Field, spans: &KeySpans, place: Place) {
        let class = match &field.ty {
            // The entries are sent one by one.
            Type::Map(_, value) if field.additional => self.class(value),
            ty => self.class(ty),
        };
        let style = field.style.take();
        let at = spans.style.unwrap_or(spans.ty);
        if field.ty.is_content() {
            if style.is_some_and(|style| style != Style::Repeated) {
                self.error("spec::style", at, "each file is a part of its own")
                    .label("not possible for files")
                    .help("remove `style`");
            }
            field.style = matches!(field.ty, Type::List(_)).then_some(Style::Repeated);
            return;
        }
        if class == TypeClass::Unknown {
            return;
        }
        if !class.is_composite() || (field.additional && style.is_some()) {
            if style.is_some() {
                self.error("spec::style", at, "only a list, a map or a record has a style")
                    .label(format!("this is {}", class.describe()))
                    .help("remove `style`");
            }
            return;
        }
        if place.is_json() {
            if style.is_some() {
                self.error("spec::style", at, format!("a style has no meaning in {}", place.noun()))
                    .label("is written as JSON")
                    .help("remove `style`; `encoding: embedded-json` writes JSON inside a string");
            }
            return;
        }
        if field.additional {
            self.error(
                "spec::composite-parameter",
                at,
                format!("the entries of `{}` cannot be sent in {}", excerpt(&field.name), place.noun()),
            )
            .label(format!("an entry is {}", class.describe()))
            .help("use a map of scalars, such as `map<string>`, or `in: json`");
            return;
        }
        if let (Some(span), Encoding::EmbeddedJson) = (spans.encoding, field.encoding) {
            self.error("spec::encoding", span, format!("values are texts in {}, not JSON", place.noun()))
                .label("for strings inside JSON")
                .help("write `style: json` in place of `encoding: embedded-json`");
            return;
        }
        let (item, has_scalars) = match &field.ty {
            Type::List(item) => (self.class(item), self.class(item).is_scalar()),
            _ => (class, false),
        };
        let is_any = |class| class == TypeClass::Scalar(Scalar::Any);
        // The kind of a union's text is known only for a parameter of its own.
        // Only JSON has null.
        let has_null = field.ty.inner().is_some_and(|item| matches!(item, Type::Nullable(_)));
        let has_texts = has_scalars && !has_null && !is_any(item) && !matches!(item, TypeClass::Union { .. });
        let style = style.unwrap_or(match class {
            _ if has_null => Style::Json,
            TypeClass::List if !place.has_names() && has_texts => Style::Comma,
            TypeClass::List if place == Place::Multipart => Style::Repeated,
            TypeClass::List if place.has_names() && has_texts => Style::Repeated,
            _ => Style::Json,
        });
        let allowed: Vec<Style> = match class {
            TypeClass::List if !place.has_names() && has_texts => {
                vec![Style::Comma, Style::Pipe, Style::Space, Style::Json]
            }
            TypeClass::Positions | TypeClass::Union { .. } => vec![Style::Json],
            _ if !place.has_names() || has_null || is_any(class) || is_any(item) => vec![Style::Json],
            TypeClass::List if has_texts => vec![
                Style::Repeated,
                Style::Comma,
                Style::Pipe,
                Style::Space,
                Style::Brackets,
                Style::Indexed,
                Style::Json,
            ],
            TypeClass::List => vec![Style::Repeated, Style::Brackets, Style::Indexed, Style::Json],
            _ => vec![Style::Brackets, Style::Dots, Style::Json],
        };
        // A list of free JSON in a multipart form has JSON parts.
        let allowed_here =
            allowed.contains(&style) || (style == Style::Repeated && place == Place::Multipart);
        if !allowed_here {
            let what = match class {
                TypeClass::List if !has_texts => format!("a list of which each item is {}", item.describe()),
                _ => class.describe(),
            };
            let list = listing(allowed.iter().map(|style| style.text())).unwrap_or_default();
            let message = format!("the style `{}` cannot write {what} in {}", style.text(), place.noun());
            self.error("spec::style", at, message)
                .label("not possible here")
                .help(format!("possible: {list}"));
            return;
        }
        match style {
            // The encoding of a named type applies to the items, whatever is around them.
            Style::Json if spans.encoding.is_none() => field.encoding = Encoding::EmbeddedJson,
            Style::Json => {}
            Style::Repeated if !has_texts => {
                field.encoding = Encoding::EmbeddedJson; // each item is JSON
                field.style = Some(style);
            }
            Style::Repeated
            | Style::Comma
            | Style::Pipe
            | Style::Space
            | Style::Brackets
            | Style::Indexed
            | Style::Dots => field.style = Some(style),
        }
    }
}
