//! Received values: a position in the index of a JSON text, or the text of a form parameter.

use std::borrow::Cow;

use bindery_vocabulary::Given;
use bindery_vocabulary::json::{self, Extent, Fault as Unindexed, Index, Kind, MAX_DEPTH, Node};

use super::Attachment;
use super::fault::Fault;

/// JSON text, parsed once. Its values borrow from it.
#[derive(Clone, Debug)]
pub struct Document<'t>(Index<'t>);

impl<'t> Document<'t> {
    /// Parses a complete JSON document. A leading byte order mark is skipped.
    ///
    /// # Errors
    /// When the text is not JSON, not UTF-8, or nested too deeply.
    pub fn parse(json: &'t [u8]) -> Result<Self, Fault> {
        Self::parse_within(json, Extent::ANY)
    }

    /// Parses a complete JSON document of at most this extent.
    pub(crate) fn parse_within(json: &'t [u8], extent: Extent) -> Result<Self, Fault> {
        let text =
            std::str::from_utf8(without_mark(json)).map_err(|error| Fault::syntax(error.to_string()))?;
        Self::index(text, text, extent)
    }

    /// Says that the text was joined from the names of parameters.
    #[cfg(feature = "server")]
    pub(super) fn joined(self) -> Self {
        Self(self.0.joined())
    }

    /// Parses a JSON text and takes ownership of it.
    pub(crate) fn of_text(text: String) -> Result<Document<'static>, Fault> {
        let copy = text.clone();
        Document::index(text, &copy, Extent::ANY)
    }

    fn index(text: impl Into<Cow<'t, str>>, shown: &str, extent: Extent) -> Result<Self, Fault> {
        Index::new(text, extent).map(Self).map_err(|why| fault(why, shown, extent))
    }

    /// Returns the entries of the root object, in their original order.
    ///
    /// # Errors
    /// When the root is not an object.
    pub fn entries(&self) -> Result<Entries<'_>, Fault> {
        entries_of(self.0.root())
    }

    /// Returns the root of the index.
    pub(super) fn root(&self) -> Node<'_> {
        self.0.root()
    }

    /// Returns the root value of the document.
    pub fn value(&self) -> Value<'_> {
        Value::Json(self.0.root())
    }
}

/// Converts an error of the JSON index into a fault.
fn fault(why: Unindexed, text: &str, extent: Extent) -> Fault {
    match why {
        Unindexed::Syntax { at, expected } => {
            let before = text.get(..at).unwrap_or(text);
            let line = before.bytes().filter(|letter| *letter == b'\n').count() + 1;
            let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
            Fault::syntax(format!("expected {expected} at line {line} column {column}"))
        }
        Unindexed::Depth => Fault::limit(format!("nested deeper than {MAX_DEPTH} levels")),
        Unindexed::Values => Fault::limit(format!("more than {} values", extent.values)),
        Unindexed::Members => Fault::limit(format!("more than {} parameters", extent.members)),
        Unindexed::Length => Fault::limit("2 GiB or more"),
    }
}

/// Storage for a document that is parsed from the text of a parameter, while its values are in use.
pub type Room<'t> = Option<Document<'t>>;

/// Received value, not yet interpreted.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// Value in a JSON document; numbers keep every digit.
    Json(Node<'a>),
    /// Text of a parameter in a form, query or path.
    Text(Cow<'a, str>),
    /// Value that is no text: the content of a file part or of a whole body.
    Attached(Attachment),
}

/// Top-level shape of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Literal text of a number.
    Number(&'a str),
    /// String.
    Text(Cow<'a, str>),
    /// String with an escaped lone surrogate (`"\ud83d"`), or an attachment: something that is not read as a value.
    BrokenText,
    /// Array.
    List,
    /// Object.
    Object,
}

/// Entries of an object, in the order received.
pub type Entries<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// Items of an array, in order.
#[derive(Clone, Debug)]
pub struct Items<'a>(json::Items<'a>);

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        self.0.next().map(Value::Json)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Items<'_> {}

impl<'a> Value<'a> {
    /// Returns the same value, borrowed.
    pub(crate) fn borrowed(&self) -> Value<'_> {
        match self {
            Value::Json(node) => Value::Json(*node),
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
            Value::Attached(attachment) => Value::Attached(attachment.clone()),
        }
    }

    /// Returns the top-level shape of the value.
    pub fn shape(&self) -> Shape<'_> {
        match self {
            Value::Text(text) => Shape::Text(Cow::Borrowed(text)),
            Value::Attached(_) => Shape::BrokenText,
            Value::Json(node) => match node.kind() {
                Kind::Null => Shape::Null,
                Kind::Bool(flag) => Shape::Bool(flag),
                Kind::Number(text) => Shape::Number(text),
                Kind::Text(text) => text.value().map_or(Shape::BrokenText, Shape::Text),
                Kind::List(_) => Shape::List,
                Kind::Object(_) => Shape::Object,
            },
        }
    }

    /// Applies a reader of scalars; `None` when the value is not a scalar.
    pub(crate) fn read_given<T>(&self, read: impl FnOnce(Given<'_>) -> Option<T>) -> Option<T> {
        match self {
            Value::Text(text) => read(Given::Text(text)),
            Value::Attached(_) => None,
            Value::Json(node) => match node.kind() {
                Kind::Number(text) => read(Given::Number(text)),
                Kind::Text(text) => read(Given::Text(&text.value()?)),
                Kind::Bool(flag) => read(Given::Bool(flag)),
                Kind::Null | Kind::List(_) | Kind::Object(_) => None,
            },
        }
    }

    /// Whether the value is `null`.
    #[inline]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Json(node) if node.is_null())
    }

    /// Returns the text of a scalar: the literal of a number, a string without its quotes, `true`, `false`. `None` for
    /// other values.
    pub fn scalar_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Value::Text(text) => Some(Cow::Borrowed(text)),
            Value::Attached(_) => None,
            Value::Json(node) => match node.kind() {
                Kind::Text(text) => text.value(),
                Kind::Number(_) | Kind::Bool(_) => Some(Cow::Borrowed(node.written())),
                Kind::Null | Kind::List(_) | Kind::Object(_) => None,
            },
        }
    }

    /// Returns the entries of an object. An empty array counts as an empty object, because some languages do not
    /// distinguish them.
    ///
    /// If the text of a parameter contains JSON, it is parsed into `room`.
    ///
    /// # Errors
    /// When the value is neither an object nor an empty array.
    pub fn entries<'s>(&'s self, room: &'s mut Room<'s>) -> Result<Entries<'s>, Fault> {
        entries_of(self.node("an object", room)?)
    }

    /// Returns the items of an array. If the text of a parameter contains JSON, it is parsed into `room`.
    ///
    /// # Errors
    /// When the value is not an array.
    pub fn items<'s>(&'s self, room: &'s mut Room<'s>) -> Result<Items<'s>, Fault> {
        let node = self.node("an array", room)?;
        match node.kind() {
            Kind::List(items) => Ok(Items(items)),
            _ => Err(Fault::unexpected("an array", Value::Json(node).kind())),
        }
    }

    /// Returns the node of a value that must be an array or object.
    pub(super) fn node<'s>(
        &'s self,
        expected: &'static str,
        room: &'s mut Room<'s>,
    ) -> Result<Node<'s>, Fault> {
        match self {
            Value::Json(node) => Ok(*node),
            Value::Attached(_) => Err(Fault::unexpected(expected, self.kind())),
            Value::Text(text) => {
                let json = unmarked(text);
                if !json.trim_start().starts_with(['{', '[']) {
                    return Err(Fault::unexpected(expected, self.kind()));
                }
                Ok(room.insert(Document::index(json, json, Extent::ANY)?).0.root())
            }
        }
    }

    /// Appends the value as JSON; the text of a parameter as a JSON string.
    pub(crate) fn push_json(&self, json: &mut String) {
        match self {
            Value::Json(node) => json.push_str(node.written()),
            Value::Text(text) => super::quote(text, json),
            Value::Attached(_) => json.push_str("null"),
        }
    }

    /// Returns a short description for error messages: a scalar itself, cut after 40 characters, or the kind of another
    /// value.
    pub fn describe(&self) -> String {
        match self.shape() {
            Shape::Bool(value) => value.to_string(),
            Shape::Number(text) => excerpt(text),
            Shape::Text(text) => format!("\"{}\"", excerpt(&text)),
            Shape::Null | Shape::BrokenText | Shape::List | Shape::Object => self.kind().to_owned(),
        }
    }

    /// Returns a description without the value, for use where an array or object was expected: the value may be a
    /// secret.
    pub fn kind(&self) -> &'static str {
        if matches!(self, Value::Attached(_)) {
            return "a file";
        }
        match self.shape() {
            Shape::Null => "null",
            Shape::Bool(_) => "a boolean",
            Shape::Number(_) => "a number",
            Shape::Text(_) => "a string",
            Shape::BrokenText => "a string with a lone surrogate",
            Shape::List => "an array",
            Shape::Object => "an object",
        }
    }
}

/// Returns the entries of an object in a document; none for an empty array.
pub(super) fn object_entries(node: Node<'_>) -> Result<Option<json::Entries<'_>>, Fault> {
    match node.kind() {
        Kind::Object(entries) if entries.has_broken_names() => {
            Err(Fault::syntax("a name with a lone surrogate"))
        }
        Kind::Object(entries) => Ok(Some(entries)),
        Kind::List(items) if items.len() == 0 => Ok(None),
        _ => Err(Fault::unexpected("an object", Value::Json(node).kind())),
    }
}

/// Collects entries and their values. Names must be free of lone surrogates.
pub(super) fn collected(entries: Option<json::Entries<'_>>) -> Entries<'_> {
    let all = entries.into_iter().flatten();
    all.filter_map(|(name, value)| Some((name.value()?, Value::Json(value)))).collect()
}

fn entries_of(node: Node<'_>) -> Result<Entries<'_>, Fault> {
    match node.kind() {
        // The names of parameters do not tell a list from a map with the keys 0, 1, and so on; the type does.
        Kind::List(items) if node.is_joined() => {
            let items = items.enumerate();
            Ok(items.map(|(at, item)| (at.to_string().into(), Value::Json(item))).collect())
        }
        _ => object_entries(node).map(collected),
    }
}

/// Maximum extent of JSON in the text of a parameter: one value per 16 bytes of a body of 2 MiB.
pub(super) const IN_TEXT: Extent = Extent { values: 131_072, members: usize::MAX };

/// Rejects the text of a parameter that has too many values when read as JSON. Text that is not JSON is accepted.
pub(crate) fn check_text(text: &str, extent: Extent) -> Result<(), Fault> {
    let text = unmarked(text);
    if !text.trim_start().starts_with(['{', '[']) {
        return Ok(());
    }
    match Index::new(text, extent) {
        Err(why @ (Unindexed::Depth | Unindexed::Values | Unindexed::Members)) => {
            Err(fault(why, text, extent))
        }
        _ => Ok(()),
    }
}

/// Byte order mark. RFC 8259 forbids sending it before JSON and allows receivers to skip it; some programs write it
/// anyway.
const MARK: &str = "\u{feff}";

/// Returns a text without a leading byte order mark.
pub(super) fn unmarked(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

/// Returns bytes without a leading byte order mark.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK.as_bytes()).unwrap_or(bytes)
}

/// Returns the start of a text, for error messages.
pub(super) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}
