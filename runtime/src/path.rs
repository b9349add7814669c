//! Path templates: `/users/{id}`, `/bot{token}/send`, `/{sid}.json`, `/files/{path*}`. A client fills them, a router
//! matches requests with them.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
#[cfg(any(feature = "client", test))]
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Fault;
use crate::wire::check_segment;

/// Characters that are escaped in the parameters of a path: all except those that RFC 3986 calls unreserved.
#[cfg(any(feature = "client", test))]
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Characters that are escaped where no text in a path of the API has a reserved character: all except those that may
/// stand in a segment (RFC 3986, 3.3). A comma and a semicolon are escaped too, because some servers divide a segment
/// there, and a plus sign, which some read as a space.
#[cfg(any(feature = "client", test))]
const SEGMENT: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'=');

/// Path template, divided into segments.
#[derive(Debug)]
pub(crate) struct Template<'t>(Vec<Segment<'t>>);

#[derive(Debug)]
enum Segment<'t> {
    /// Text without parameters.
    Literal(&'t str),
    /// A parameter.
    Parameter(&'t str),
    /// Texts and parameters, with a text between two parameters.
    Mixed(Vec<Part<'t>>),
    /// A parameter for the rest of the path.
    Rest(&'t str),
}

#[derive(Clone, Copy, Debug)]
enum Part<'t> {
    Text(&'t str),
    Parameter(&'t str),
}

impl<'t> Template<'t> {
    /// Divides a template, which begins with a slash.
    pub(crate) fn parse(path: &'t str) -> Self {
        Self(path.split('/').skip(1).map(Segment::parse).collect())
    }

    /// Appends the path with the values of its parameters, which are escaped. `reserved` says whether a text in a path of
    /// the API has a reserved character.
    ///
    /// # Errors
    /// When a value is missing, or would change the structure of the path.
    #[cfg(any(feature = "client", test))]
    pub(crate) fn fill<'v>(
        &self,
        uri: &mut String,
        reserved: bool,
        value: impl Fn(&str) -> Result<&'v str, Fault>,
    ) -> Result<(), Fault> {
        let escape = |text: &'v str| utf8_percent_encode(text, if reserved { RESERVED } else { SEGMENT });
        for segment in &self.0 {
            uri.push('/');
            match segment {
                Segment::Literal(text) => uri.push_str(text),
                Segment::Parameter(name) => {
                    let text = value(name)?;
                    check_segment(text).map_err(|fault| fault.inside(name))?;
                    uri.extend(escape(text));
                }
                Segment::Rest(name) => {
                    for (position, text) in value(name)?.split('/').enumerate() {
                        check_segment(text).map_err(|fault| fault.inside(name))?;
                        if position > 0 {
                            uri.push('/');
                        }
                        uri.extend(escape(text));
                    }
                }
                Segment::Mixed(parts) => {
                    let start = uri.len();
                    for part in parts {
                        match part {
                            Part::Text(text) => uri.push_str(text),
                            Part::Parameter(name) => uri.extend(escape(value(name)?)),
                        }
                    }
                    let filled = uri.get(start..).unwrap_or_default();
                    let read = match_parts(parts, filled, Comparison { any_case: false, decoded: false });
                    for name in parts.iter().filter_map(Part::parameter) {
                        let is_same = |read: &Vec<(&str, String)>| {
                            read.iter().any(|(known, text)| *known == name && value(name) == Ok(text))
                        };
                        if !read.as_ref().is_some_and(is_same) || check_segment(filled).is_err() {
                            let text = "would be read as another value in this path segment";
                            return Err(Fault::limit(text).inside(name));
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

impl<'t> Segment<'t> {
    fn parse(text: &'t str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, name, after)) = parameter(rest) {
            if !before.is_empty() {
                parts.push(Part::Text(before));
            }
            parts.push(Part::Parameter(name));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest));
        }
        match *parts.as_slice() {
            [] => Segment::Literal(""),
            [Part::Text(text)] => Segment::Literal(text),
            [Part::Parameter(name)] => match name.strip_suffix('*') {
                Some(name) => Segment::Rest(name),
                None => Segment::Parameter(name),
            },
            _ => Segment::Mixed(parts),
        }
    }
}

/// Returns the text before the first parameter, its name, and the text after it.
fn parameter(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

impl<'t> Part<'t> {
    fn parameter(&self) -> Option<&'t str> {
        match self {
            Part::Parameter(name) => Some(name),
            Part::Text(_) => None,
        }
    }
}

/// How the texts of a template are compared with a path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comparison {
    /// Whether the case of the texts is ignored.
    pub(crate) any_case: bool,
    /// Whether a segment is compared by what it means, not as it is sent: some clients escape more characters than
    /// others.
    pub(crate) decoded: bool,
}

/// Reads the parameters of a segment with texts; `None` if the segment does not match.
fn match_parts<'t>(parts: &[Part<'t>], segment: &str, by: Comparison) -> Option<Vec<(&'t str, String)>> {
    let values: Vec<String> = if by.decoded {
        let meant: Vec<Cow<'_, str>> = parts.iter().map(|part| decode(part.text())).collect::<Option<_>>()?;
        let texts: Vec<&str> = meant.iter().map(AsRef::as_ref).collect();
        let segment = decode(segment)?;
        divide(parts, &texts, &segment, by.any_case)?.into_iter().map(str::to_owned).collect()
    } else {
        let texts: Vec<&str> = parts.iter().map(Part::text).collect();
        let values = divide(parts, &texts, segment, by.any_case)?;
        values.into_iter().map(|text| Some(decode(text)?.into_owned())).collect::<Option<_>>()?
    };
    Some(parts.iter().filter_map(Part::parameter).zip(values).collect())
}

impl<'t> Part<'t> {
    /// Returns the text; that of a parameter is empty.
    fn text(&self) -> &'t str {
        match self {
            Part::Text(text) => text,
            Part::Parameter(_) => "",
        }
    }
}

/// Returns the values of the parameters in a segment. A value is as short as possible, except the last one.
fn divide<'s>(parts: &[Part<'_>], texts: &[&str], segment: &'s str, any_case: bool) -> Option<Vec<&'s str>> {
    let fold = |text: &str| if any_case { text.to_ascii_lowercase() } else { text.to_owned() };
    // Lower case has the same length, so that positions are the same.
    let probe = fold(segment);
    let (mut values, mut at) = (Vec::new(), 0);
    for (position, part) in parts.iter().enumerate() {
        let rest = probe.get(at..)?;
        if let Part::Text(_) = part {
            let text = fold(texts.get(position)?);
            rest.strip_prefix(text.as_str())?;
            at += text.len();
            continue;
        }
        let length = match texts.get(position + 1).map(|text| fold(text)) {
            None => rest.len(),
            Some(text) if position + 2 == parts.len() => rest.strip_suffix(text.as_str())?.len(),
            Some(text) => {
                let first = rest.chars().next()?.len_utf8();
                first + rest.get(first..)?.find(text.as_str())?
            }
        };
        if length == 0 {
            return None;
        }
        values.push(segment.get(at..at + length)?);
        at += length;
    }
    (at == segment.len()).then_some(values)
}

fn decode(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

#[cfg(feature = "server")]
impl<'t> Template<'t> {
    /// Returns the names and values of the parameters; `None` if the path does not match.
    pub(crate) fn matches(&self, path: &str, by: Comparison) -> Option<Vec<(&'t str, String)>> {
        let mut given = path.split('/').skip(1);
        let mut values = Vec::new();
        for segment in &self.0 {
            let text = given.next()?;
            match segment {
                Segment::Literal(literal) if *literal == text => {}
                Segment::Literal(literal) if by.any_case && literal.eq_ignore_ascii_case(text) => {}
                Segment::Literal(_) => return None,
                Segment::Parameter(name) => values.push((*name, decode(text)?.into_owned())),
                Segment::Mixed(parts) => values.extend(match_parts(parts, text, by)?),
                Segment::Rest(name) => {
                    let rest: Vec<&str> = std::iter::once(text).chain(given.by_ref()).collect();
                    let rest = rest.into_iter().map(|text| Some(decode(text)?.into_owned()));
                    values.push((*name, rest.collect::<Option<Vec<_>>>()?.join("/")));
                }
            }
        }
        given.next().is_none().then_some(values)
    }

    /// Rejects values that would not remain the segments that they fill.
    ///
    /// # Errors
    /// When a value is empty, `.` or `..`; the fault names the parameter.
    pub(crate) fn check(&self, values: &[(&str, String)]) -> Result<(), Fault> {
        let value =
            |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str());
        self.0.iter().try_for_each(|segment| match segment {
            Segment::Literal(_) | Segment::Mixed(_) => Ok(()),
            Segment::Parameter(name) => {
                check_segment(value(name).unwrap_or_default()).map_err(|fault| fault.inside(name))
            }
            Segment::Rest(name) => {
                let mut segments = value(name).unwrap_or_default().split('/');
                segments.try_for_each(check_segment).map_err(|fault| fault.inside(name))
            }
        })
    }

    /// Returns the order in which templates are tried: texts before parameters, more text before less, and the rest of
    /// the path last.
    pub(crate) fn rank(&self) -> Vec<(u8, std::cmp::Reverse<usize>)> {
        let rank = |segment: &Segment<'_>| match segment {
            Segment::Literal(_) => (0, 0),
            Segment::Mixed(parts) => (1, parts.iter().map(|part| part.text().len()).sum()),
            Segment::Parameter(_) => (2, 0),
            Segment::Rest(_) => (3, 0),
        };
        self.0.iter().map(rank).map(|(kind, length)| (kind, std::cmp::Reverse(length))).collect()
    }

    /// Returns the template without the names of its parameters, as requests distinguish it from others.
    pub(crate) fn pattern(&self, any_case: bool) -> String {
        let fold = |text: &str| if any_case { text.to_ascii_lowercase() } else { text.to_owned() };
        let segment = |segment: &Segment<'_>| match segment {
            Segment::Literal(text) => fold(text),
            Segment::Parameter(_) => "{}".to_owned(),
            Segment::Rest(_) => "{*}".to_owned(),
            Segment::Mixed(parts) => parts
                .iter()
                .map(|part| if part.parameter().is_some() { "{}".to_owned() } else { fold(part.text()) })
                .collect(),
        };
        self.0.iter().flat_map(|one| ["/".to_owned(), segment(one)]).collect()
    }

    /// Returns the segments in axum's syntax, which knows parameters only as whole segments. Parameters are named by
    /// position, so that templates may use different names for one.
    pub(crate) fn axum_segments(&self, any_case: bool) -> Vec<String> {
        let segment = |(position, segment): (usize, &Segment<'_>)| match segment {
            Segment::Literal(text) if any_case => text.to_ascii_lowercase(),
            Segment::Literal(text) => (*text).to_owned(),
            Segment::Parameter(_) | Segment::Mixed(_) => format!("{{p{position}}}"),
            Segment::Rest(_) => format!("{{*p{position}}}"),
        };
        self.0.iter().enumerate().map(segment).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(path: &str, values: &[(&str, &str)]) -> Result<String, String> {
        let mut uri = String::new();
        let value = |name: &str| {
            values.iter().find(|(known, _)| *known == name).map(|(_, text)| *text).ok_or(Fault::missing(name))
        };
        let reserved = path.contains(':');
        Template::parse(path).fill(&mut uri, reserved, value).map(|()| uri).map_err(|fault| fault.to_string())
    }

    #[test]
    fn templates_are_filled() {
        assert_eq!(filled("/bot{t}/x", &[("t", "1:a/b")]), Ok("/bot1:a%2Fb/x".to_owned()));
        assert_eq!(filled("/{s}", &[("s", ":@!$&'()*=-._~")]), Ok("/:@!$&'()*=-._~".to_owned()));
        assert_eq!(filled("/{s}", &[("s", ";,+/?# %ü")]), Ok("/%3B%2C%2B%2F%3F%23%20%25%C3%BC".to_owned()));
        // What separates parameters is escaped in them.
        assert_eq!(filled("/{id}:cancel", &[("id", "7:8@")]), Ok("/7%3A8%40:cancel".to_owned()));
        assert_eq!(filled("/{a}:{b}", &[("a", "x:y"), ("b", ":z")]), Ok("/x%3Ay:%3Az".to_owned()));
        assert_eq!(filled("/{s}.json", &[("s", "a.b")]), Ok("/a.b.json".to_owned()));
        assert_eq!(filled("/{a}..{b}", &[("a", "x"), ("b", "y..z")]), Ok("/x..y..z".to_owned()));
        assert_eq!(filled("/f/{p*}", &[("p", "a b/c")]), Ok("/f/a%20b/c".to_owned()));
        for (path, values) in [
            ("/{a}..{b}", &[("a", "x..y"), ("b", "z")][..]),
            ("/{s}.json", &[("s", "")]),
            ("/f/{p*}", &[("p", "a//b")]),
            ("/f/{p*}", &[("p", "../b")]),
            ("/f/{p*}", &[("p", "")]),
            ("/{p}", &[("p", "..")]),
        ] {
            assert!(filled(path, values).is_err(), "{path}");
        }
    }

    #[cfg(feature = "server")]
    #[test]
    fn templates_match_what_they_fill() {
        let read = |template: &'static str, path: &str| {
            let template = Template::parse(template);
            let by = |decoded| template.matches(path, Comparison { any_case: false, decoded });
            let values = by(false).or_else(|| by(true))?;
            Some(values.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("|"))
        };
        for (template, path, values) in [
            ("/bot{t}/x", "/bot1%3Aa%2Fb/x", Some("1:a/b")),
            ("/bot{t}/x", "/bot1:a%2Fb/x", Some("1:a/b")),
            ("/bot{t}/x", "/bo/x", None),
            ("/bot{t}/x", "/bot/x", None),
            ("/{s}.json", "/a.b.json", Some("a.b")),
            ("/{s}.json", "/.json", None),
            ("/{id}:cancel", "/7:cancel", Some("7")),
            ("/{id}:cancel", "/7%3Acancel", Some("7")),
            ("/{id}:cancel", "/7%3A8:cancel", Some("7:8")),
            ("/{a}..{b}", "/x..y..z", Some("x|y..z")),
            ("/{id}:cancel", "/7:8:cancel", Some("7:8")),
            ("/{s}", "/:@!$&'()*=;,+", Some(":@!$&'()*=;,+")),
            ("/f/{p*}", "/f/a%20b/c", Some("a b/c")),
            ("/f/{p*}", "/f/a:b;c/@", Some("a:b;c/@")),
            ("/f/{p*}", "/f", None),
            ("/{a}", "/%ff", None),
        ] {
            assert_eq!(read(template, path).as_deref(), values, "{template} {path}");
        }
        let any_case =
            Template::parse("/Bot{T}.X").matches("/bOtAb.x", Comparison { any_case: true, decoded: false });
        let any_case = any_case.expect("a match");
        assert_eq!(any_case, [("T", "Ab".to_owned())]);
    }
}
