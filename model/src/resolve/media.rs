//! Media types of bodies: how a body is read and written, and what is out of scope.

use bindery_vocabulary::{EVENT_STREAM, JSON_LINES, essence, in_range, is_media_type, is_range, may_be_json};

use super::Resolver;
use super::auth::Schemes;
use super::type_kind::TypeClass;
use crate::diagnostic::Span;
use crate::document::{EventsDoc, MemberDoc, Text};
use crate::model::{AuthScheme, Body, BodyFormat, Field, Framing, MediaType, Module, Place, Scalar, Type};
use crate::yaml::excerpt;

/// Media types whose values no reader of this language knows.
const OUT_OF_SCOPE: &[(&str, &str)] =
    &[("application/xml", "XML"), ("text/xml", "XML"), ("application/graphql", "GraphQL")];

impl Resolver {
    /// Resolves how a body of this type is read and written. `class` is that of its type; none without content.
    pub(super) fn body_of(&mut self, class: Option<TypeClass>, media: &[Text<'_>]) -> Body {
        let types = self.media_types(media);
        if types.is_empty() && class.is_none() {
            return Body::default();
        }
        let scalar = match class {
            Some(TypeClass::Scalar(scalar)) => Some(scalar),
            _ => None,
        };
        let all_json = |types: &[String]| types.iter().all(|media| is_json(media));
        let format = match scalar {
            Some(Scalar::Content) => BodyFormat::Stream,
            Some(Scalar::Bytes) if types.is_empty() || !all_json(&types) => BodyFormat::Raw,
            Some(Scalar::String) if !all_json(&types) => BodyFormat::Raw,
            _ => BodyFormat::Json,
        };
        let Some(class) = class else {
            if let Some(text) = media.first() {
                self.error("spec::media", text.span, "a body without content has no media type")
                    .label("no content")
                    .help("remove `media`, or write a `type`");
            }
            return Body { format, types: Vec::new(), framing: None };
        };
        if class == TypeClass::Unknown || types.is_empty() {
            return Body { format, types, framing: None };
        }
        match format {
            BodyFormat::Json => self.only_json(media, class),
            BodyFormat::Raw => self.one_known(media, &types),
            BodyFormat::Stream => {}
        }
        Body { format, types, framing: None }
    }

    /// Reads a list of media types and ranges.
    fn media_types(&mut self, media: &[Text<'_>]) -> Vec<String> {
        let mut types: Vec<String> = Vec::with_capacity(media.len());
        for text in media {
            let name = text.value.as_ref();
            if !is_media_type(name) {
                let plain = essence(name);
                let help = if is_media_type(&plain) {
                    format!("write `{plain}`: in lower case and without parameters")
                } else {
                    "write a type and a subtype, such as `image/png`, or a range: `image/*`, `*/*`".to_owned()
                };
                self.error("spec::media", text.span, format!("`{}` is not a media type", excerpt(name)))
                    .label("not a media type")
                    .help(help);
            } else if types.iter().any(|known| known == name) {
                self.error("spec::media", text.span, format!("duplicate media type `{name}`"))
                    .label("duplicate")
                    .help("remove it");
            } else {
                types.push(name.to_owned());
            }
        }
        types
    }

    /// Checks that values that only JSON can express have a media type whose bodies may be JSON.
    fn only_json(&mut self, media: &[Text<'_>], class: TypeClass) {
        let is_other = |media: &str| is_media_type(media) && !is_json(media) && !may_be_json(media);
        for text in media.iter().filter(|text| is_other(&text.value)) {
            let name = text.value.as_ref();
            let known = OUT_OF_SCOPE.iter().find(|(other, _)| *other == name).map(|(_, language)| *language);
            let xml = || name.ends_with("+xml").then_some("XML");
            let (message, help) = match known.or_else(xml) {
                Some(language) => (
                    format!("{language} is not supported"),
                    format!(
                        "use `string` or `content` to pass {language} on as it is, or describe the JSON that the API also has"
                    ),
                ),
                None if is_range(name) => (
                    "a media range needs a content".to_owned(),
                    "write `type: content`, or name one JSON-based media type".to_owned(),
                ),
                None => (
                    format!("{} cannot be sent as `{}`", class.describe(), excerpt(name)),
                    "use `content`, `bytes` or `string`, or a JSON-based media type".to_owned(),
                ),
            };
            self.error("spec::media", text.span, message).label("not JSON").help(help);
        }
    }

    /// Checks that a raw value, which has no media type of its own, is sent with a certain one.
    fn one_known(&mut self, media: &[Text<'_>], types: &[String]) {
        if let Some(text) = media.first()
            && types.iter().all(|media| is_range(media))
        {
            self.error("spec::media", text.span, "nobody says which of these media types is sent")
                .label("only a range")
                .help("write `type: content`, whose values have a media type, or name one media type");
        }
        let json = media.iter().find(|text| is_json(&text.value));
        let other = media.iter().find(|text| is_media_type(&text.value) && !is_json(&text.value));
        if let (Some(json), Some(other)) = (json, other) {
            self.error("spec::media", json.span, "a value is either JSON or the whole body")
                .label("JSON")
                .related(other.span, "not JSON")
                .help("remove one of the two, or write `type: content`");
        }
    }

    /// Resolves a stream of server-sent events or of JSON lines: the type of its items, and its body.
    pub(super) fn framed(
        &mut self,
        ty: Option<Type>,
        framing: Framing,
        media: &[Text<'_>],
    ) -> (Option<Type>, Body) {
        let mut types = self.media_types(media);
        if types.is_empty() {
            types.push(match framing {
                Framing::Events { .. } => EVENT_STREAM.to_owned(),
                Framing::Lines => JSON_LINES.to_owned(),
            });
        }
        (ty, Body { format: BodyFormat::Stream, types, framing: Some(framing) })
    }

    /// Resolves the type of the items of a stream.
    pub(super) fn item_type(&mut self, text: &Text<'_>) -> Type {
        let ty = self.type_of(text);
        if matches!(self.class(&ty), TypeClass::Scalar(Scalar::Content | Scalar::Bytes)) {
            self.error("spec::media", text.span, "an item of a stream is JSON or a text")
                .label("not JSON")
                .help("write the type of one item, or `type: content` for a stream of bytes");
        }
        ty
    }

    /// Resolves `events`.
    pub(super) fn events(&mut self, doc: &EventsDoc<'_>) -> (Option<Type>, Framing) {
        let ty = doc.type_.as_ref().map(|text| self.item_type(text));
        let end = doc.end.as_ref().map(|text| {
            if text.value.trim().is_empty() || text.value.contains(['\n', '\r']) {
                self.error("spec::media", text.span, "`end` is one line of text")
                    .label("empty, or several lines")
                    .help("write the data of the last event, such as `[DONE]`, or remove `end`");
            }
            text.value.as_ref().to_owned()
        });
        (ty, Framing::Events { end })
    }

    /// Checks the keys of a member whose values are contents.
    pub(super) fn check_content(&mut self, doc: &MemberDoc<'_>, ty: &Type, is_parameter: bool) {
        let span = doc.type_.as_ref().map_or(doc.span, |text| text.span);
        if !has_content(ty) {
            return;
        }
        let fits = ty.is_single_content() || matches!(ty, Type::List(item) if item.is_single_content());
        if !is_parameter || !fits {
            let place = if is_parameter { "inside other values" } else { "a field of a record" };
            return self.no_content_here(span, place);
        }
        for json in doc.default.iter().chain(&doc.fixed) {
            self.error("spec::content", json.span, "a spec contains no files")
                .label("not a value of `content`")
                .help("remove this key, or use `bytes` for base64 in JSON");
        }
    }

    /// Checks that a parameter whose values are contents is a part of a multipart form or the whole body.
    pub(super) fn check_content_place(&mut self, field: &Field, span: Span, place: Place) {
        let is_list = matches!(field.ty, Type::List(_));
        let fits = place == Place::Multipart || (place == Place::Body && !is_list);
        if field.ty.is_content() && !fits {
            self.no_content_here(span, &format!("in {}", place.noun()));
        }
    }

    /// Reports a content in a place that is no file part and no whole body.
    pub(super) fn no_content_here(&mut self, span: Span, place: &str) {
        self.error("spec::content", span, format!("a content cannot be {place}"))
            .label("not a part of a multipart form, and not a whole body")
            .help("send it with `in: multipart` or `in: body`, or use `bytes` for base64 in JSON");
    }

    /// Reports what a signature cannot cover: contents and streams, which would have to be collected, and a body in one
    /// of several formats, which a server would have to tell apart by a header that is not signed.
    pub(super) fn check_signed_bodies(&mut self, modules: &[Module], schemes: &Schemes) {
        for action in modules.iter().flat_map(|module| &module.actions) {
            let mut ids = action.auth.iter();
            let signs = ids.any(|id| matches!(schemes.get(*id), Some(AuthScheme::Signature(_))));
            let content =
                action.parameters.iter().find(|field| field.ty.is_content() || !field.body.format.is_json());
            if let Some(other) = action.also_in.first().filter(|_| signs) {
                let message = "a signed request has one body format";
                self.error("spec::parameters-in", action.span, message)
                    .label(format!("may be {} or {}", action.parameters_in.noun(), other.noun()))
                    .help("write one place in `parameters-in`, or set `auth` of this action to a scheme without a signature");
            }
            let place = content.map(|field| field.span);
            let place = place.or_else(|| action.response.is_stream().then_some(action.response.span));
            if let Some(span) = place.filter(|_| signs) {
                self.error("spec::content", span, "a signature of this kind cannot cover a file or a stream")
                    .label("never collected, so there is nothing to sign")
                    .help("set `auth` of this action to a scheme without a signature, or use `bytes` or `string` in JSON");
            }
        }
    }
}

/// Whether values of a type are contents or contain some.
pub(super) fn has_content(ty: &Type) -> bool {
    match ty {
        Type::Scalar(scalar) => *scalar == Scalar::Content,
        Type::List(item) | Type::Map(_, item) | Type::Nullable(item) => has_content(item),
        Type::Named(_) => false,
    }
}

/// Whether a media type is based on JSON.
pub(super) fn is_json(media: &str) -> bool {
    MediaType::of_name(media) == Some(MediaType::Json)
}

/// Whether bodies of these media types and ranges may be confused.
pub(super) fn overlap(one: &[String], other: &[String]) -> bool {
    let matches = |one: &str, other: &str| one == other || in_range(one, other) || in_range(other, one);
    one.is_empty() || other.is_empty() || one.iter().any(|one| other.iter().any(|other| matches(one, other)))
}
