//! Parameters in signed texts: their values alone, or with their names.

use bindery_signing::escape;

use super::Signature;
use crate::wire::{Document, Entries, Shape, Wire as _};
use crate::{ActionInfo, Fault, Pairs, Secret};

impl Signature {
    /// Returns the values `{values}` of a text: the values of the parameters in the documented
    /// order, joined without separators. Path parameters are not included.
    ///
    /// # Errors
    /// Names the parameter that has no known textual representation in this mode: it is absent, or neither a string nor
    /// an integer.
    pub fn values(action: &ActionInfo, names: &[&str], entries: &Entries<'_>) -> Result<Secret, Fault> {
        let unknown = |name: &str, what: &str| {
            let text =
                format!("{what}, and its form among signed values is not known; use another signing mode");
            Fault::limit(text).inside(name)
        };
        if let Some(name) = action.unrendered {
            return Err(unknown(name, "is neither a string nor an integer"));
        }
        // No mode signs the path.
        let in_path = |name: &str| {
            let inner =
                |part: &str| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) == Some(name);
            action.path.split('/').any(inner)
        };
        let mut texts = Vec::with_capacity(names.len());
        for name in names.iter().filter(|name| !in_path(name)) {
            let mut found = entries.iter().filter(|(known, _)| known == name);
            let (Some((_, value)), None) = (found.next(), found.next()) else {
                return Err(unknown(name, "is left out"));
            };
            let text = match value.shape() {
                Shape::Text(_) => value.scalar_text(),
                // These are the digits of the parsed integer, however it is written.
                Shape::Number(_) => i64::read(value).ok().map(|number| number.to_string().into()),
                _ => None,
            };
            texts.push(text.ok_or_else(|| unknown(name, "is neither a string nor an integer"))?);
        }
        let mut signed = String::with_capacity(texts.iter().map(|text| text.len()).sum());
        texts.iter().for_each(|text| signed.push_str(text));
        Ok(Secret::from(signed))
    }

    /// Returns the `{pairs}` of a text: the parameters with their names, without the one that carries the signature.
    /// Parameters may be secrets, so the result is one.
    ///
    /// # Errors
    /// Names the parameter that has no unambiguous textual representation, or that occurs more than once.
    pub fn joined(&self, entries: &Entries<'_>) -> Result<Secret, Fault> {
        let null = if self.pairs.skip_empty { Null::LeftOut } else { Null::Rejected };
        self.pairs_with(self.pairs.skip_empty, null, entries)
    }

    /// Returns all forms of the pairs that a server accepts. Senders that leave empty strings out may sign null, and
    /// vice versa.
    #[cfg(feature = "server")]
    pub(super) fn all_pairs(&self, entries: &Entries<'_>) -> Vec<Secret> {
        let ways: &[(bool, Null)] = match (self.pairs.either, self.pairs.skip_empty) {
            (true, _) => &[
                (true, Null::LeftOut),
                (false, Null::LeftOut),
                (false, Null::As("")),
                (false, Null::As("null")),
                (true, Null::As("null")),
            ],
            (false, true) => &[(true, Null::LeftOut)],
            (false, false) => &[(false, Null::Rejected)],
        };
        let each = ways.iter().map(|(skip_empty, null)| self.pairs_with(*skip_empty, *null, entries));
        each.filter_map(Result::ok).collect()
    }

    /// Joins names and values. Numbers and booleans are written as received.
    fn pairs_with(&self, skip_empty: bool, null: Null, entries: &Entries<'_>) -> Result<Secret, Fault> {
        let mut sorted = Vec::new();
        let own = self.place.parameter().or(self.place.query());
        for (name, value) in entries.iter().filter(|(name, _)| Some(name.as_ref()) != own) {
            let shape = value.shape();
            let text = match (&shape, null) {
                (Shape::Null, Null::LeftOut) => continue,
                #[cfg(feature = "server")]
                (Shape::Null, Null::As(text)) => {
                    sorted.push((name.as_ref(), text.into()));
                    continue;
                }
                (Shape::Null | Shape::List | Shape::Object | Shape::BrokenText, _) => {
                    let fault =
                        Fault::unexpected("a string, a number or a boolean, to be signed", value.kind());
                    return Err(fault.inside(name));
                }
                (Shape::Text(_) | Shape::Number(_) | Shape::Bool(_), _) => {
                    value.scalar_text().unwrap_or_default()
                }
            };
            if !(skip_empty && text.is_empty()) {
                sorted.push((name.as_ref(), text));
            }
        }
        let Pairs { between, join, as_sent, escaped, .. } = self.pairs;
        if !as_sent {
            sorted.sort_by(|(one, _), (other, _)| one.as_bytes().cmp(other.as_bytes()));
            if let Some(twice) = sorted.windows(2).find(|two| two[0].0 == two[1].0) {
                return Err(Fault::limit("occurs twice, so the signed data is ambiguous").inside(twice[0].0));
            }
        }
        let text = |text: &str| if escaped { escape(text.as_bytes()) } else { text.to_owned() };
        let pairs: Vec<String> =
            sorted.iter().map(|(name, value)| [&text(name), between, &text(value)].concat()).collect();
        Ok(Secret::from(pairs.join(join)))
    }
}

/// Whether data made from parameters could also be a signed body, so that it is unknown what the signature was made
/// for. Such data is empty, or JSON other than a single number, or, if the API has forms, contains a `=`.
pub(crate) fn could_be_body(text: &str, forms: bool) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim();
    let is_json = || {
        let document = Document::parse(text.as_bytes());
        document.is_ok_and(|document| !matches!(document.value().shape(), Shape::Number(_)))
    };
    text.is_empty() || (forms && text.contains('=')) || is_json()
}

/// Treatment of a pair whose value is null.
#[derive(Clone, Copy)]
enum Null {
    /// Rejected, since its signed form is unknown.
    Rejected,
    /// Left out of the signed data.
    LeftOut,
    /// Signed as this string, which depends on the sender's programming language.
    #[cfg(feature = "server")]
    As(&'static str),
}
