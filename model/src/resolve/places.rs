//! Places and styles of parameters: where each kind of value can be sent, and how it is divided into texts.

use super::Resolver;
use super::type_kind::TypeClass;
use crate::diagnostic::Span;
use crate::document::listing;
use crate::model::{Encoding, Field, Method, Place, Scalar, Style, Type};
use crate::resolve::auth::is_header_name;
use crate::yaml::excerpt;

/// Headers that a client writes itself, in lower case: those of the connection and of the body, and cookies.
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

/// Whether the client itself writes a header, so that no parameter can be it.
pub fn is_own_header(name: &str) -> bool {
    OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str())
}

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

/// Places of the parameters that do not name their own.
#[derive(Clone, Debug)]
pub(super) struct UsualPlaces {
    /// The place; of several, the first.
    pub(super) first: Place,
    /// Further places in the body.
    pub(super) also: Vec<Place>,
}

impl UsualPlaces {
    /// Returns the places for an action with these parameters. Further places mean nothing where no parameter is in the
    /// body, or where one is in another place of it.
    pub(super) fn new(first: Place, mut also: Vec<Place>, parameters: &[Field]) -> Self {
        let mut bodies = parameters.iter().map(|field| field.place.unwrap_or(first));
        let mut bodies = bodies.by_ref().filter(|place| place.is_body()).peekable();
        let is_used = first.is_body() && bodies.peek().is_some();
        if !is_used || !bodies.all(|place| place == first || also.contains(&place)) {
            also.clear();
        }
        Self { first, also }
    }

    /// Returns the places in which a parameter may be sent.
    fn of(&self, field: &Field) -> Vec<Place> {
        match field.place {
            Some(place) => vec![place],
            None => std::iter::once(self.first).chain(self.also.iter().copied()).collect(),
        }
    }
}

impl Resolver {
    /// Checks the places of an action's parameters, and decides their styles.
    pub(super) fn place_parameters(
        &mut self,
        parameters: &mut [Field],
        spans: &[KeySpans],
        usual: &UsualPlaces,
        methods: &[Method],
    ) {
        let names: Vec<(Place, String)> = parameters
            .iter()
            .map(|field| (field.place.unwrap_or(usual.first), field.wire_name().to_owned()))
            .collect();
        for (position, (field, spans)) in parameters.iter_mut().zip(spans).enumerate() {
            // Of several places, a multipart form is the only one with files.
            if field.place.is_none() && field.ty.is_content() && usual.also.contains(&Place::Multipart) {
                field.place = Some(Place::Multipart);
            }
            let places = usual.of(field);
            let place = field.place.unwrap_or(usual.first);
            self.check_places_of(field, spans, &places, methods);
            self.check_content_place(field, spans.place.unwrap_or(spans.ty), place);
            if let Some(span) = spans.name {
                let name = field.wire_name().to_owned();
                let is_shared =
                    names.iter().enumerate().any(|(at, (_, other))| at != position && *other == name);
                self.check_own_name(field, place, span, is_shared);
            }
            self.decide_style(field, spans, &places);
        }
        if usual.also.is_empty() {
            self.check_bodies(parameters, spans, usual.first);
        }
    }

    fn check_places_of(&mut self, field: &Field, spans: &KeySpans, places: &[Place], methods: &[Method]) {
        let at = spans.place.unwrap_or(spans.ty);
        let has_values = |place: &&Place| !matches!(place, Place::Query | Place::Form);
        if let Some(place) = places.iter().find(has_values).filter(|_| field.encoding == Encoding::NameOnly) {
            self.error("spec::encoding", at, format!("every parameter has a value in {}", place.noun()))
                .label("cannot be a bare name")
                .help("remove `encoding`, or send the parameter in the query or in a form");
        }
        let Some(place) = places.first() else { return };
        if field.presence.may_be_null() && !places.iter().any(|place| place.is_json()) {
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
            self.check_token(field, *place);
        }
    }

    /// Checks the name of a header or a cookie.
    fn check_token(&mut self, field: &Field, place: Place) {
        let name = field.wire_name();
        let noun = if place == Place::Header { "header" } else { "cookie" };
        if !is_header_name(name) {
            let shown = excerpt(name);
            self.error("spec::places", field.span, format!("`{shown}` is not the name of a {noun}"))
                .label("has other characters than letters, digits and !#$%&'*+-.^_`|~")
                .help(format!("write the name of the {noun} from the documents"));
        } else if place == Place::Header && is_own_header(name) {
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
    fn decide_style(&mut self, field: &mut Field, spans: &KeySpans, places: &[Place]) {
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
        let texts: Vec<Place> = places.iter().copied().filter(|place| !place.is_json()).collect();
        let Some(place) = texts.first().copied() else {
            if style.is_some() {
                let noun = places.first().map_or("JSON", |place| place.noun());
                self.error("spec::style", at, format!("a style has no meaning in {noun}"))
                    .label("is written as JSON")
                    .help("remove `style`; `encoding: embedded-json` writes JSON inside a string");
            }
            return;
        };
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
        let item = match &field.ty {
            Type::List(item) => Some(self.class(item)),
            _ => None,
        };
        let is_any = |class| class == TypeClass::Scalar(Scalar::Any);
        // Only JSON has null.
        let has_null = field.ty.inner().is_some_and(|item| matches!(item, Type::Nullable(_)));
        // The kind of a union's text is known only for a parameter of its own.
        let has_texts = item.is_some_and(|item| {
            item.is_scalar() && !has_null && !is_any(item) && !matches!(item, TypeClass::Union { .. })
        });
        let has_any = is_any(class) || item.is_some_and(is_any);
        let kind = Divided { class, has_texts, has_null, has_any };
        // Of several places, all must have the style.
        let in_all = |style: &Style| texts.iter().all(|place| kind.styles(*place).contains(style));
        let usual = || texts.iter().map(|place| kind.usual_style(*place)).find(in_all).unwrap_or(Style::Json);
        let style = style.unwrap_or_else(usual);
        if let Some(place) = texts.iter().find(|place| !kind.styles(**place).contains(&style)) {
            let what = match (class, item) {
                (TypeClass::List, Some(item)) if !has_texts => {
                    format!("a list of which each item is {}", item.describe())
                }
                _ => class.describe(),
            };
            let list = listing(kind.styles(*place).iter().map(|style| style.text())).unwrap_or_default();
            let message = format!("the style `{}` cannot write {what} in {}", style.text(), place.noun());
            self.error("spec::style", at, message)
                .label("not possible here")
                .help(format!("possible: {list}"));
            return;
        }
        let has_json = texts.len() < places.len();
        match style {
            // The encoding of a named type applies to the items, whatever is around them.
            Style::Json if spans.encoding.is_none() => {
                field.encoding = Encoding::EmbeddedJson;
                // Where the value may also be JSON itself, the style says that the encoding is that of the texts.
                field.style = has_json.then_some(style);
            }
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

/// A list, map or record that is divided into texts.
#[derive(Clone, Copy)]
struct Divided {
    class: TypeClass,
    /// Whether the items of a list are single texts.
    has_texts: bool,
    /// Whether an item or a value may be null.
    has_null: bool,
    /// Whether the value, or an item of it, is any JSON.
    has_any: bool,
}

impl Divided {
    /// Returns the style without `style`.
    fn usual_style(self, place: Place) -> Style {
        match self.class {
            _ if self.has_null => Style::Json,
            TypeClass::List if !place.has_names() && self.has_texts => Style::Comma,
            TypeClass::List if place == Place::Multipart => Style::Repeated,
            TypeClass::List if place.has_names() && self.has_texts => Style::Repeated,
            _ => Style::Json,
        }
    }

    /// Returns the possible styles.
    fn styles(self, place: Place) -> Vec<Style> {
        let mut styles = match self.class {
            TypeClass::List if !place.has_names() && self.has_texts => {
                vec![Style::Comma, Style::Pipe, Style::Space, Style::Json]
            }
            TypeClass::Positions | TypeClass::Union { .. } => vec![Style::Json],
            _ if !place.has_names() || self.has_null || self.has_any => vec![Style::Json],
            TypeClass::List if self.has_texts => vec![
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
        // In a multipart form, the items of any list can be JSON parts.
        if place == Place::Multipart && self.class == TypeClass::List && !styles.contains(&Style::Repeated) {
            styles.push(Style::Repeated);
        }
        styles
    }
}
