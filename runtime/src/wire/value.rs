//! What arrives: a value in a text of JSON, by its place in an index, or the text of a form parameter.

use std::borrow::Cow;

use bindery_vocabulary::Given;
use bindery_vocabulary::json::{self, Extent, Fault as Unindexed, Index, Kind, MAX_DEPTH, Node};

use super::fault::Fault;

/// A text of JSON, read once. Values in it borrow from it.
#[derive(Clone, Debug)]
pub struct Document<'t>(Index<'t>);

impl<'t> Document<'t> {
    /// The whole of a JSON document. A byte order mark before it is passed over.
    ///
    /// # Errors
    /// When it is not JSON, not UTF-8, or nested too deeply.
    pub fn parse(json: &'t [u8]) -> Result<Self, Fault> {
        Self::parse_within(json, Extent::ANY)
    }

    /// The whole of a JSON document, if there is no more in it than this.
    pub(crate) fn parse_within(json: &'t [u8], extent: Extent) -> Result<Self, Fault> {
        let text =
            std::str::from_utf8(without_mark(json)).map_err(|error| Fault::syntax(error.to_string()))?;
        Self::index(text, text, extent)
    }

    /// The document that this text is.
    pub(crate) fn of_text(text: String) -> Result<Document<'static>, Fault> {
        let copy = text.clone();
        Document::index(text, &copy, Extent::ANY)
    }

    fn index(text: impl Into<Cow<'t, str>>, shown: &str, extent: Extent) -> Result<Self, Fault> {
        Index::new(text, extent).map(Self).map_err(|why| fault(why, shown, extent))
    }

    /// The entries of the object that it is, in the order in which they are written.
    ///
    /// # Errors
    /// When it is something else.
    pub fn entries(&self) -> Result<Entries<'_>, Fault> {
        entries_of(self.0.root())
    }

    /// The value that it is.
    pub fn value(&self) -> Value<'_> {
        Value::Json(self.0.root())
    }
}

/// Why a text is no document, in the words of the wire.
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

/// Where a document stays that is read from the text of a parameter, while its values are looked at.
pub type Room<'t> = Option<Document<'t>>;

/// A value as it arrived, not yet interpreted.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// A value in a JSON document; numbers keep every digit.
    Json(Node<'a>),
    /// The text of a parameter in a form, a query or a path.
    Text(Cow<'a, str>),
}

/// What a value looks like at its top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number's literal text.
    Number(&'a str),
    /// A text.
    Text(Cow<'a, str>),
    /// A text with an escape that stands for half a character (`"\ud83d"`). What was meant can not be known.
    BrokenText,
    /// A list.
    List,
    /// An object.
    Object,
}

/// The entries of an object, in the order in which they arrived.
pub type Entries<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// The items of a list, in order.
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
    /// The same value, without what it owns.
    pub(super) fn borrowed(&self) -> Value<'_> {
        match self {
            Value::Json(node) => Value::Json(*node),
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
        }
    }

    /// What it looks like at its top.
    pub fn shape(&self) -> Shape<'_> {
        match self {
            Value::Text(text) => Shape::Text(Cow::Borrowed(text)),
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

    /// What a reader of single values makes of it; none where it is no single value.
    pub(super) fn read_given<T>(&self, read: impl FnOnce(Given<'_>) -> Option<T>) -> Option<T> {
        match self {
            Value::Text(text) => read(Given::Text(text)),
            Value::Json(node) => match node.kind() {
                Kind::Number(text) => read(Given::Number(text)),
                Kind::Text(text) => read(Given::Text(&text.value()?)),
                Kind::Bool(flag) => read(Given::Bool(flag)),
                Kind::Null | Kind::List(_) | Kind::Object(_) => None,
            },
        }
    }

    /// Whether it is `null`.
    #[inline]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Json(node) if node.is_null())
    }

    /// The text of a scalar: a number's literal, a text without its quotes, `true`, `false`.
    pub fn scalar_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Value::Text(text) => Some(Cow::Borrowed(text)),
            Value::Json(node) => match node.kind() {
                Kind::Text(text) => text.value(),
                Kind::Number(_) | Kind::Bool(_) => Some(Cow::Borrowed(node.written())),
                Kind::Null | Kind::List(_) | Kind::Object(_) => None,
            },
        }
    }

    /// The entries of an object. An empty list counts as an empty object: some languages cannot tell them apart.
    ///
    /// The text of a parameter may hold JSON, which is read into the room.
    pub fn entries<'s>(&'s self, room: &'s mut Room<'s>) -> Result<Entries<'s>, Fault> {
        entries_of(self.node("an object", room)?)
    }

    /// The items of a list. The text of a parameter may hold JSON, which is read into the room.
    pub fn items<'s>(&'s self, room: &'s mut Room<'s>) -> Result<Items<'s>, Fault> {
        let node = self.node("a list", room)?;
        match node.kind() {
            Kind::List(items) => Ok(Items(items)),
            _ => Err(Fault::unexpected("a list", Value::Json(node).kind())),
        }
    }

    /// The place in a document of a value that must be a list or an object.
    pub(super) fn node<'s>(
        &'s self,
        expected: &'static str,
        room: &'s mut Room<'s>,
    ) -> Result<Node<'s>, Fault> {
        match self {
            Value::Json(node) => Ok(*node),
            Value::Text(text) => {
                let json = unmarked(text);
                if !json.trim_start().starts_with(['{', '[']) {
                    return Err(Fault::unexpected(expected, self.kind()));
                }
                Ok(room.insert(Document::index(json, json, Extent::ANY)?).0.root())
            }
        }
    }

    /// The JSON text that it is, or that its text is when it is quoted.
    pub(crate) fn push_json(&self, json: &mut String) {
        match self {
            Value::Json(node) => json.push_str(node.written()),
            Value::Text(text) => super::quote(text, json),
        }
    }

    /// A short description for error messages: scalars as they are, cut after 40 characters.
    pub fn describe(&self) -> String {
        match self.shape() {
            Shape::Bool(value) => value.to_string(),
            Shape::Number(text) => excerpt(text),
            Shape::Text(text) => format!("\"{}\"", excerpt(&text)),
            Shape::Null | Shape::BrokenText | Shape::List | Shape::Object => self.kind().to_owned(),
        }
    }

    /// A description that does not show the value. For where a list or an object should be: it may be one of secrets.
    pub fn kind(&self) -> &'static str {
        match self.shape() {
            Shape::Null => "null",
            Shape::Bool(_) => "true or false",
            Shape::Number(_) => "a number",
            Shape::Text(_) => "a text",
            Shape::BrokenText => "a text with half a character",
            Shape::List => "a list",
            Shape::Object => "an object",
        }
    }
}

/// The entries of an object in a document; an empty list has none.
pub(super) fn object_entries(node: Node<'_>) -> Result<Option<json::Entries<'_>>, Fault> {
    match node.kind() {
        Kind::Object(entries) if entries.has_broken_names() => {
            Err(Fault::syntax("a name with half a character"))
        }
        Kind::Object(entries) => Ok(Some(entries)),
        Kind::List(items) if items.len() == 0 => Ok(None),
        _ => Err(Fault::unexpected("an object", Value::Json(node).kind())),
    }
}

/// These entries, whose names are whole, with their values.
pub(super) fn collected(entries: Option<json::Entries<'_>>) -> Entries<'_> {
    let all = entries.into_iter().flatten();
    all.filter_map(|(name, value)| Some((name.value()?, Value::Json(value)))).collect()
}

fn entries_of(node: Node<'_>) -> Result<Entries<'_>, Fault> {
    object_entries(node).map(collected)
}

/// What the text of a parameter may hold: one value for every 16 bytes of a body of 2 MiB.
pub(super) const IN_TEXT: Extent = Extent { values: 131_072, members: usize::MAX };

/// Refuses the text of a parameter that would hold too many values, were it read as JSON. What is no JSON is none of this
/// function's business.
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

/// The byte order mark that some programs put before all that they write. RFC 8259 forbids to send it before
/// JSON and allows to pass it over.
const MARK: &str = "\u{feff}";

/// A text without the byte order mark at its start.
pub(super) fn unmarked(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

/// Bytes without the byte order mark at their start.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK.as_bytes()).unwrap_or(bytes)
}

/// The beginning of a text, for error messages.
pub(super) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}
