//! JSON parser: an index over a JSON text, built in one pass, that locates every value.
//!
//! The index is a list of cells of two numbers. A scalar or a name has one cell with its start and end. A list or an
//! object has two: the first contains its start and the cell after it, the last its end and number of items. The first
//! character of a value tells its kind. A value is a position in the list, so copying it is free.

mod index;
mod scan;
mod text;
mod tree;

pub use index::{Extent, Fault, Index};
pub use text::{quote, unescape};
pub use tree::JsonValue;

/// Maximum nesting of lists and objects. Recursive types are read by recursion, so the limit bounds the stack.
pub const MAX_DEPTH: usize = 128;

/// Whether a text is a number in JSON.
pub fn is_number(text: &str) -> bool {
    scan::number(text.as_bytes(), 0) == Ok(text.len())
}

/// A value in an indexed JSON text.
#[derive(Clone, Copy, Debug)]
pub struct Node<'i> {
    index: &'i Index<'i>,
    at: usize,
}

/// Kind and content of a value.
#[derive(Clone, Debug)]
pub enum Kind<'i> {
    /// `null`.
    Null,
    /// A boolean, `true` or `false`.
    Bool(bool),
    /// A number, as its literal text.
    Number(&'i str),
    /// A string.
    Text(Text<'i>),
    /// An array.
    List(Items<'i>),
    /// An object.
    Object(Entries<'i>),
}

/// A string or a name, with its escapes.
#[derive(Clone, Copy, Debug)]
pub struct Text<'i> {
    written: &'i str,
    is_escaped: bool,
}

impl<'i> Text<'i> {
    /// Returns the content without escapes; `None` if an escape is an unpaired surrogate.
    #[inline]
    pub fn value(self) -> Option<std::borrow::Cow<'i, str>> {
        match self.is_escaped {
            true => unescape(self.written).map(std::borrow::Cow::Owned),
            false => Some(std::borrow::Cow::Borrowed(self.written)),
        }
    }

    /// Returns the content if it contains no escape.
    #[inline]
    pub fn plain(self) -> Option<&'i str> {
        (!self.is_escaped).then_some(self.written)
    }
}

impl<'i> Node<'i> {
    /// Whether an array may be an object with the names 0, 1, and so on, because the text was joined from the names of
    /// parameters.
    pub fn is_joined(self) -> bool {
        self.index.is_joined()
    }

    /// Returns the kind and content of the value.
    #[inline(always)] // callers match one or two kinds, so inlining removes the others
    pub fn kind(self) -> Kind<'i> {
        match self.index.byte(self.at) {
            b'{' => Kind::Object(Entries(self.inside())),
            b'[' => Kind::List(Items(self.inside())),
            b'"' => Kind::Text(self.index.text_at(self.at)),
            b't' => Kind::Bool(true),
            b'f' => Kind::Bool(false),
            b'n' => Kind::Null,
            _ => Kind::Number(self.written()),
        }
    }

    /// Whether the value is `null`.
    #[inline]
    pub fn is_null(self) -> bool {
        self.index.byte(self.at) == b'n'
    }

    /// Returns the position in the index, for [`Self::other`]. Only the root has position 0.
    #[inline]
    pub fn place(self) -> u32 {
        self.at as u32
    }

    /// Returns another value of the same text, by its position.
    #[inline]
    pub fn other(self, place: u32) -> Self {
        Self { at: place as usize, ..self }
    }

    /// Returns the literal JSON text of the value.
    #[inline]
    pub fn written(self) -> &'i str {
        self.index.written(self.at)
    }

    #[inline]
    fn inside(self) -> Inside<'i> {
        let (index, at) = (self.index, self.at);
        Inside { index, at: at + 1, left: index.count(at), has_escaped_names: index.has_escaped_names(at) }
    }
}

/// The cells inside a list or an object.
#[derive(Clone, Debug)]
struct Inside<'i> {
    index: &'i Index<'i>,
    at: usize,
    left: usize,
    has_escaped_names: bool,
}

/// Iterator over the items of an array, in order.
#[derive(Clone, Debug)]
pub struct Items<'i>(Inside<'i>);

impl<'i> Iterator for Items<'i> {
    type Item = Node<'i>;

    #[inline]
    fn next(&mut self) -> Option<Node<'i>> {
        self.0.left = self.0.left.checked_sub(1)?;
        let Inside { index, at, .. } = self.0;
        self.0.at = index.behind(at);
        Some(Node { index, at })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.left, Some(self.0.left))
    }
}

impl ExactSizeIterator for Items<'_> {}

/// Iterator over the entries of an object, in the order of the text.
#[derive(Clone, Debug)]
pub struct Entries<'i>(Inside<'i>);

impl Entries<'_> {
    /// Whether a name contains an unpaired surrogate, so that its content is undefined.
    #[inline]
    pub fn has_broken_names(&self) -> bool {
        self.0.has_escaped_names && self.clone().any(|(name, _)| name.value().is_none())
    }
}

impl<'i> Iterator for Entries<'i> {
    type Item = (Text<'i>, Node<'i>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.left = self.0.left.checked_sub(1)?;
        let Inside { index, at, .. } = self.0;
        self.0.at = index.behind(at + 1);
        Some((index.text_at(at), Node { index, at: at + 1 }))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.left, Some(self.0.left))
    }
}

impl ExactSizeIterator for Entries<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(node: Node<'_>) -> String {
        match node.kind() {
            Kind::Null => "null".into(),
            Kind::Bool(flag) => flag.to_string(),
            Kind::Number(text) => text.into(),
            Kind::Text(text) => format!("{:?}", text.value().unwrap_or("?".into())),
            Kind::List(items) => {
                assert_eq!(items.len(), items.clone().count());
                format!("[{}]", items.map(shown).collect::<Vec<_>>().join(" "))
            }
            Kind::Object(entries) => {
                let entry = |(name, value): (Text<'_>, Node<'_>)| {
                    format!("{}={}", name.value().unwrap_or("?".into()), shown(value))
                };
                format!("{{{}}}", entries.map(entry).collect::<Vec<_>>().join(" "))
            }
        }
    }

    fn read(text: &str) -> Result<String, Fault> {
        Index::new(text, Extent::ANY).map(|index| shown(index.root()))
    }

    #[test]
    fn values_are_found_in_their_order() {
        let text =
            r#" {"a":[1,-0.5e+3,"x\u00e9\n\"",true,null,[],{}] , "b\u0041":{"c":{"d":[[2]]}},"a":false} "#;
        let expected = r#"{a=[1 -0.5e+3 "xé\n\"" true null [] {}] bA={c={d=[[2]]}} a=false}"#;
        assert_eq!(read(text).as_deref(), Ok(expected));
        for (text, expected) in
            [("0", "0"), ("\"ä\"", "\"ä\""), ("\t[ ]\r\n", "[]"), (r#""\ud83d\ude00""#, "\"😀\"")]
        {
            assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_value_is_written_as_it_stands() {
        let text = r#"{"a": [1, {"b" : "\n"}], "c": 1.50}"#;
        let index = Index::new(text, Extent::ANY).expect("JSON");
        let Kind::Object(entries) = index.root().kind() else { panic!("an object") };
        let written: Vec<&str> = entries.map(|(_, value)| value.written()).collect();
        assert_eq!(written, [r#"[1, {"b" : "\n"}]"#, "1.50"]);
        assert_eq!(index.root().written(), text);
    }

    #[test]
    fn json_is_what_rfc_8259_says() {
        for (text, at) in [
            ("", 0),
            (" ", 1),
            ("{a: 1}", 1),
            ("[1,]", 3),
            ("[,1]", 1),
            ("{\"a\":1,}", 7),
            ("01", 1),
            ("1.", 2),
            ("1.e5", 2),
            ("-", 1),
            ("+1", 0),
            ("1e", 2),
            ("'a'", 0),
            ("\"\t\"", 1),
            ("\"\\x\"", 2),
            ("\"\\u12g4\"", 5),
            ("\"abc", 4),
            ("[1", 2),
            ("{} {}", 3),
            ("nul", 0),
            ("nulll", 4),
            ("{\"a\"}", 4),
            ("[1}", 2),
            ("{\"a\":1]", 6),
            ("\u{a0}1", 0),
            ("yes", 0),
        ] {
            match Index::new(text, Extent::ANY) {
                Err(Fault::Syntax { at: found, .. }) => assert_eq!(found, at, "{text:?}"),
                other => panic!("{text:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn numbers_are_those_of_json() {
        for text in ["0", "-0", "10", "1.50", "1e5", "1E+05", "-0.1e-9"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["", "-", "00", "01", "+1", ".5", "5.", "1e", "1e+", " 1", "1 ", "0x1", "1_0", "NaN"] {
            assert!(!is_number(text), "{text}");
        }
    }

    #[test]
    fn half_a_character_is_no_text() {
        for text in [r#""\ud83d""#, r#""\ude00\ud83d""#, r#""\ud83dx""#, r#""\ud83d\n""#, r#""\ud83d\u0041""#]
        {
            let index = Index::new(text, Extent::ANY).expect("JSON");
            assert!(matches!(index.root().kind(), Kind::Text(text) if text.value().is_none()), "{text}");
            let broken = |json: &str| {
                let index = Index::new(json, Extent::ANY).expect("JSON");
                matches!(index.root().kind(), Kind::Object(entries) if entries.has_broken_names())
            };
            assert!(broken(&format!(r#"{{"a\n":1,{text}:2}}"#)), "{text}");
            assert!(!broken(&format!(r#"{{"a\n":{text},"b":{{{text}:2}}}}"#)), "{text}");
        }
    }

    #[test]
    fn nesting_and_extent_have_an_end() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(read(&nested(MAX_DEPTH + 1)), Err(Fault::Depth));
        assert_eq!(read(&"[".repeat(1_000_000)), Err(Fault::Depth));
        let within = |text: &str, values: usize, members: usize| {
            Index::new(text, Extent { values, members }).map(drop)
        };
        assert_eq!(within("[1,[2,3]]", 5, 2), Ok(()));
        assert_eq!(within("[1,[2,3]]", 4, 2), Err(Fault::Values));
        assert_eq!(within(r#"{"a":1,"b":[2,3,4]}"#, 9, 1), Err(Fault::Members));
        assert_eq!(within(r#"{"a":1,"b":[2,3,4]}"#, 9, 2), Ok(()));
    }
}
