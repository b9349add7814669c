//! Values for the parameters and responses of a model, as JSON in the one form in which they are written.

use std::fmt::Write as _;

use bindery_model::{
    Action, Api, AuthScheme, Encoding, Field, Place, Presence, Scalar, Style, Type, TypeId, TypeKind, Union,
    ValueLimits,
};

use crate::rng::Rng;
use crate::scalars::{number, possible};
use crate::yaml::quoted;

/// The share of optional values that are present.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Nothing.
    Least,
    /// Some of it.
    Some,
    /// All of it.
    Most,
}

/// Makes values.
#[derive(Clone)]
pub(crate) struct Maker<'a> {
    api: &'a Api,
    pub(crate) rng: Rng,
    pub(crate) fill: Fill,
    /// Whether aliases are used instead of names.
    aliases: bool,
    /// Whether numbers are written in their shortest form, as required for signed pairs.
    pub(crate) shortest: bool,
    /// Number of optional values that may still be added.
    left: usize,
}

/// Largest number of optional values in a request or response: more of them test nothing new, and the length of a query
/// is limited.
const MOST: usize = 150;

/// The encoding of a value in its place, and the values that are impossible there.
#[derive(Clone, Copy)]
pub(crate) struct How<'f> {
    pub(crate) encoding: Encoding,
    pub(crate) limits: Option<&'f ValueLimits>,
    pub(crate) none: &'f [String],
    /// Whether the value must not be empty: in a path, or in a group that requires one of its members.
    pub(crate) says_something: bool,
    /// Text of a header, a cookie or a list with separators: characters that it must not contain. It is not empty, and
    /// has no spaces around it.
    pub(crate) avoids: Option<&'static [char]>,
    /// Whether a list or a map must not be empty, because nothing would be sent.
    is_filled: bool,
    depth: usize,
}

const PLAIN: How<'static> = How {
    encoding: Encoding::Plain,
    limits: None,
    none: &[],
    says_something: false,
    avoids: None,
    is_filled: false,
    depth: 0,
};

impl<'a> Maker<'a> {
    pub(crate) fn new(api: &'a Api, rng: Rng) -> Self {
        Self { api, rng, fill: Fill::Some, aliases: false, shortest: false, left: MOST }
    }

    /// Returns a maker of the same values with aliases instead of names.
    pub(crate) fn under_other_names(&self) -> Self {
        Self { aliases: true, ..self.clone() }
    }

    /// Creates a request: the object of all its parameters, including those of the path.
    pub(crate) fn request(&mut self, action: &Action) -> String {
        self.left = MOST;
        self.shortest = signs_pairs(self.api, action);
        let mut there: Vec<bool> = action.parameters.iter().map(|field| self.is_there(field, 0)).collect();
        let mut chosen: &[usize] = &[];
        if !action.one_of.is_empty() {
            chosen = &action.one_of[self.rng.below(action.one_of.len())].1;
        }
        chosen.iter().for_each(|at| there[*at] = true);
        // Present parameters may require others.
        while let Some(needed) = action.parameters.iter().enumerate().find_map(|(at, field)| {
            let needed = field.needs.as_ref().filter(|_| there[at])?;
            action.parameters.iter().position(|other| other.name == *needed).filter(|other| !there[*other])
        }) {
            there[needed] = true;
        }
        // Present parameters may exclude others, or be required.
        for (at, field) in action.parameters.iter().enumerate() {
            let position = |name: &String| action.parameters.iter().position(|other| other.name == *name);
            if there[at] {
                field.excludes.iter().filter_map(position).for_each(|other| there[other] = false);
            }
            let triggers = field.required_when.iter().filter_map(|(name, _)| position(name));
            if triggers.into_iter().any(|trigger| there[trigger]) {
                there[at] = true;
            }
        }
        let select = action.select.as_ref();
        let mut written = Vec::new();
        for (at, field) in action.parameters.iter().enumerate() {
            let needed = action.parameters.iter().any(|other| other.needs.as_ref() == Some(&field.name));
            let selecting = select.filter(|select| select.at.first() == Some(&field.name));
            let value = match selecting.and_then(|select| select.is.first()) {
                Some(text) => quoted(&text.replace('*', "rest")),
                None if there[at] => {
                    let says_something = chosen.contains(&at) || needed;
                    self.placed(action.place_of(field), field, says_something)
                }
                None if is_always_there(action, field) => "null".to_owned(),
                None => continue,
            };
            written.push((at, value));
        }
        self.object(&action.parameters, written)
    }

    /// Creates an object of fields, with the fixed ones first, as written.
    fn object(&mut self, fields: &[Field], written: Vec<(usize, String)>) -> String {
        let aliases = self.aliases;
        let mut json = String::from("{");
        let mut push = |name: &str, value: &str| {
            if json.len() > 1 {
                json.push(',');
            }
            let _ = write!(json, "{}:{value}", quoted(name));
        };
        for field in fields.iter().filter(|field| field.scheme.is_none()) {
            if let Some(fixed) = &field.fixed {
                push(&field.name, fixed);
            }
        }
        for (at, value) in &written {
            let field = &fields[*at];
            if field.additional {
                self.additional(fields, field).iter().for_each(|(name, value)| push(name, value));
            } else {
                let alias = field.aliases.last().filter(|_| aliases);
                push(alias.unwrap_or(&field.name), value);
            }
        }
        json.push('}');
        json
    }

    fn is_there(&mut self, field: &Field, depth: usize) -> bool {
        if !field.in_rust() {
            return false;
        }
        field.presence == Presence::Required
            || match self.fill {
                Fill::Least => false,
                Fill::Most => depth < 3 && self.left > 0,
                Fill::Some => depth < 3 && self.left > 0 && self.rng.chance(50),
            }
    }

    fn record(&mut self, id: TypeId, depth: usize) -> String {
        let TypeKind::Record(fields) = &self.api.types[id].kind else { return "null".into() };
        let mut written = Vec::new();
        for (at, field) in fields.iter().enumerate().filter(|(_, field)| field.in_rust()) {
            if self.is_there(field, depth) {
                written.push((at, self.member(field, false, depth)));
            } else if self.is_null(field) {
                written.push((at, "null".to_owned()));
            }
        }
        self.object(fields, written)
    }

    /// Whether a value that is not there is null instead of missing.
    fn is_null(&mut self, field: &Field) -> bool {
        match field.presence {
            Presence::Nullable => true,
            Presence::OptionalNullable => self.rng.chance(50),
            Presence::Required | Presence::Optional => false,
        }
    }

    /// Creates an array of fields in their order. What is missing at the end is left out.
    fn positions(&mut self, fields: &[Field], depth: usize) -> String {
        let mut written: Vec<Option<String>> = Vec::new();
        for field in fields {
            written.push(match &field.fixed {
                Some(fixed) => Some(fixed.clone()),
                None if self.is_there(field, depth) => Some(self.member(field, false, depth)),
                None => self.is_null(field).then(|| "null".to_owned()),
            });
        }
        while matches!(written.last(), Some(None)) {
            written.pop();
        }
        let written: Vec<String> =
            written.into_iter().map(|entry| entry.unwrap_or_else(|| "null".to_owned())).collect();
        format!("[{}]", written.join(","))
    }

    /// Creates a value of one of the variants.
    fn union(&mut self, union: &Union, depth: usize) -> String {
        let variant = &union.variants[self.rng.below(union.variants.len())];
        self.value(&variant.ty, How { says_something: true, depth, ..PLAIN })
    }

    /// Creates the value of a present parameter, which must be possible in its place and its style.
    fn placed(&mut self, place: Place, field: &Field, says_something: bool) -> String {
        let avoids: Option<&'static [char]> = match (place, field.style) {
            (_, Some(Style::Comma)) => Some(&[',']),
            (_, Some(Style::Pipe)) => Some(&['|']),
            (_, Some(Style::Space)) => Some(&[' ']),
            // JSON in a header or a cookie escapes what cannot be there.
            (Place::Header | Place::Cookie, Some(_)) => None,
            (Place::Header | Place::Cookie, None) => Some(&[]),
            (Place::Body, _) if !field.body.format.is_json() => Some(&[]),
            _ => None,
        };
        let is_filled = match field.style {
            None | Some(Style::Json) => false,
            Some(_) => true,
        };
        let how = self.how(field, says_something, 0);
        self.present(field, How { avoids, is_filled, ..how })
    }

    /// Creates the value of a present field.
    fn member(&mut self, field: &Field, says_something: bool, depth: usize) -> String {
        let how = self.how(field, says_something, depth);
        self.present(field, how)
    }

    fn how<'f>(&self, field: &'f Field, says_something: bool, depth: usize) -> How<'f> {
        // JSON in a text is the encoding of the texts, which the value is outside of JSON.
        let encoding = match (field.style, field.encoding) {
            (Some(_), Encoding::EmbeddedJson) => Encoding::Plain,
            (_, encoding) => encoding,
        };
        How {
            encoding,
            limits: Some(&field.limits),
            none: &field.null_values,
            // A missing bare name means false.
            says_something: says_something
                || field.in_path()
                || (field.encoding == Encoding::NameOnly && field.presence == Presence::Optional),
            avoids: None,
            is_filled: false,
            depth,
        }
    }

    fn present(&mut self, field: &Field, how: How<'_>) -> String {
        for _ in 0..200 {
            let value = self.value(&field.ty, how);
            let starts_with_blank = field.plus_as_space && value.starts_with("\" ");
            if !starts_with_blank {
                return if field.bare_single { without_brackets(value) } else { value };
            }
        }
        panic!("no value for the field `{}`", field.name)
    }

    fn additional(&mut self, fields: &[Field], field: &Field) -> Vec<(String, String)> {
        let Type::Map(_, ty) = &field.ty else { return Vec::new() };
        let count = if self.fill == Fill::Least { 0 } else { self.rng.below(3) };
        let names = ["other 1", "other-größe", "other[2]"];
        let free = |name: &&&str| {
            !fields
                .iter()
                .any(|field| field.name == **name || field.aliases.iter().any(|alias| alias == **name))
        };
        let names: Vec<&str> = names.iter().filter(free).take(count).copied().collect();
        let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        names.sort();
        names
            .into_iter()
            .map(|name| (name, self.value(ty, How { encoding: field.encoding, depth: 2, ..PLAIN })))
            .collect()
    }

    /// Creates a response in its encoding.
    pub(crate) fn response(&mut self, ty: &Type, encoding: Encoding, says_something: bool) -> String {
        self.left = MOST;
        self.shortest = false;
        self.value(ty, How { encoding, says_something, ..PLAIN })
    }

    /// Creates the documented headers of a response: their names and texts.
    pub(crate) fn headers(&mut self, ty: &Type) -> Vec<(String, String)> {
        let Type::Named(id) = ty else { return Vec::new() };
        let TypeKind::Record(fields) = &self.api.types[*id].kind else { return Vec::new() };
        let mut headers = Vec::new();
        for field in fields.iter().filter(|field| !field.additional) {
            if self.is_there(field, 0) {
                let json = self.placed(Place::Header, field, false);
                headers.extend(header_text(&json, field.style).map(|text| (field.name.clone(), text)));
            }
        }
        headers
    }

    fn value(&mut self, ty: &Type, how: How<'_>) -> String {
        self.left = self.left.saturating_sub(1);
        match ty {
            Type::Scalar(scalar) => self.scalar(*scalar, how),
            Type::Named(id) => match &self.api.types[*id].kind {
                TypeKind::Record(_) => {
                    let json = self.record(*id, how.depth + 1);
                    inside(json, how.encoding)
                }
                TypeKind::Positions(fields) => inside(self.positions(fields, how.depth + 1), how.encoding),
                TypeKind::Union(union) => inside(self.union(union, how.depth + 1), how.encoding),
                TypeKind::IntEnum(values) => {
                    let fits: Vec<String> = values
                        .iter()
                        .map(|value| value.is.to_string())
                        .filter(|is| possible(is, &how, true))
                        .collect();
                    number(self.rng.pick(&fits), how.encoding)
                }
                TypeKind::TextEnum(values) => {
                    let fits: Vec<&str> = values
                        .iter()
                        .map(|value| value.is.as_str())
                        .filter(|is| possible(is, &how, false))
                        .collect();
                    quoted(self.rng.pick(&fits))
                }
                TypeKind::Newtype(newtype) if newtype.md5 => quoted("0123456789abcdef0123456789abcdef"),
                TypeKind::Newtype(newtype) => {
                    let limits = how.limits.or(Some(&newtype.limits)).filter(|_| how.limits.is_some());
                    let encoding =
                        if how.encoding == Encoding::Plain { newtype.encoding } else { how.encoding };
                    self.scalar(newtype.base, How { limits, encoding, ..how })
                }
                TypeKind::Alias(ty) => self.value(ty, how),
            },
            Type::Nullable(_) if self.fill == Fill::Some && self.rng.chance(30) => "null".to_owned(),
            Type::Nullable(item) => self.value(item, how),
            Type::List(item) => {
                let (fewest, most) = how.limits.and_then(|limits| limits.length).unwrap_or((0, u32::MAX));
                let fewest = (fewest as usize).max(usize::from(how.is_filled));
                let items = self.items(how.depth).clamp(fewest, most as usize);
                let inner = inner(&how);
                let items: Vec<String> = (0..items).map(|_| self.value(item, inner)).collect();
                inside(format!("[{}]", items.join(",")), how.encoding)
            }
            Type::Map(key, value) => {
                let count = self.items(how.depth).max(usize::from(how.is_filled));
                if count == 0 && how.encoding == Encoding::ListWhenEmpty {
                    return "[]".into();
                }
                let inner = inner(&how);
                let mut names = match key.as_ref() {
                    Type::Scalar(Scalar::Int) => vec!["-1", "0", "7"],
                    Type::Scalar(Scalar::Uint) => vec!["0", "18446744073709551615", "7"],
                    Type::Scalar(Scalar::Date) => vec!["2026-01-31", "2026-02-01"],
                    Type::Scalar(Scalar::Uuid) => vec!["9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a"],
                    // A name in brackets or behind a dot is not empty.
                    _ if how.is_filled => vec!["a b", "größe", "z", "日本"],
                    _ => vec!["", "a b", "größe", "z", "日本"],
                };
                names.sort_unstable();
                let entries: Vec<String> = names
                    .into_iter()
                    .take(count)
                    .map(|name| format!("{}:{}", quoted(name), self.value(value, inner)))
                    .collect();
                inside(format!("{{{}}}", entries.join(",")), how.encoding)
            }
        }
    }

    fn items(&mut self, depth: usize) -> usize {
        match self.fill {
            _ if depth > 2 || self.left == 0 => 0,
            Fill::Least => 0,
            Fill::Some => self.rng.below(3),
            Fill::Most => 1 + self.rng.below(3),
        }
    }
}

/// Whether a parameter is sent as null where it has no value: JSON has a null, and the parameter cannot be left out.
fn is_always_there(action: &Action, field: &Field) -> bool {
    let is_json = match action.place_of(field) {
        Place::Json => true,
        Place::Body => field.body.format.is_json(),
        _ => false,
    };
    is_json && field.presence == Presence::Nullable
}

/// Whether the parameters of an action are signed in pairs, by its schemes or their alternatives.
fn signs_pairs(api: &Api, action: &Action) -> bool {
    api.auth.iter().enumerate().any(|(id, auth)| match &auth.scheme {
        AuthScheme::Signature(signature) => {
            let named = action.auth.contains(&id)
                || signature.alternative_to.is_some_and(|of| action.auth.contains(&of));
            named && signature.signs_pairs()
        }
        _ => false,
    })
}

/// Returns the text of a value in a header: the items of a list side by side, a text without quotes.
fn header_text(json: &str, style: Option<Style>) -> Option<String> {
    let text = |json: &str| match json.strip_prefix('"').and_then(|json| json.strip_suffix('"')) {
        // No header has a control character.
        Some(inner) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => json.to_owned(),
    };
    match (json.strip_prefix('[').and_then(|json| json.strip_suffix(']')), style) {
        (Some(""), style) if style != Some(Style::Json) => None,
        (Some(inner), style) if style != Some(Style::Json) => {
            Some(items(inner).into_iter().map(text).collect::<Vec<_>>().join(","))
        }
        _ => Some(text(json)).filter(|text| text != "null"),
    }
}

/// Encodes composite values as JSON inside a string where required.
pub(crate) fn inside(json: String, encoding: Encoding) -> String {
    if encoding == Encoding::EmbeddedJson { quoted(&json) } else { json }
}

/// Returns the encoding of the items of a list or a map.
fn inner(how: &How<'_>) -> How<'static> {
    let encoding = match how.encoding {
        Encoding::EmbeddedJson | Encoding::ListWhenEmpty => Encoding::Plain,
        encoding => encoding,
    };
    How { encoding, avoids: how.avoids, depth: how.depth + 1, ..PLAIN }
}

fn without_brackets(json: String) -> String {
    let inner = json.strip_prefix('[').and_then(|json| json.strip_suffix(']'));
    match inner {
        Some("") => "null".to_owned(),
        Some(inner) if items(inner).len() == 1 => inner.to_owned(),
        _ => json,
    }
}

/// Returns the values side by side.
fn items(json: &str) -> Vec<&str> {
    let (mut depth, mut all, mut start, mut in_text, mut escaped) = (0, Vec::new(), 0, false, false);
    for (at, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth -= 1,
            b',' if !in_text && depth == 0 => {
                all.push(&json[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    all.push(&json[start..]);
    all
}
