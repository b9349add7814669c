//! The index over a JSON text, built in one pass without recursion.

use std::borrow::Cow;
use std::fmt;

use super::scan::{self, Wrong};
use super::{MAX_DEPTH, Node, Text};

/// Bit of a string's end that marks a string with an escape, and of an object's count that marks a name with an escape.
const ESCAPED: u32 = 1 << 31;

/// Two numbers; the module's documentation describes their meaning.
#[derive(Clone, Copy, Debug)]
struct Cell {
    start: u32,
    link: u32,
}

/// Maximum size of a JSON text in values. A value takes many times its text in memory, so untrusted input is counted
/// before anything is stored.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Maximum number of values at any depth.
    pub values: usize,
    /// Maximum number of values directly in the outermost object or array.
    pub members: usize,
}

impl Extent {
    /// Extent without limits: any number of values.
    pub const ANY: Self = Self { values: usize::MAX, members: usize::MAX };
}

/// Reason why a text cannot be indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The text is not JSON.
    Syntax {
        /// Byte offset of the error.
        at: usize,
        /// Description of the expected text.
        expected: &'static str,
    },
    /// Values are nested deeper than [`MAX_DEPTH`].
    Depth,
    /// The text has more values than [`Extent::values`] allows.
    Values,
    /// The outermost value has more values than [`Extent::members`] allows.
    Members,
    /// The text has 2 GiB or more.
    Length,
}

impl From<Wrong> for Fault {
    fn from((at, expected): Wrong) -> Self {
        Fault::Syntax { at, expected }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Syntax { at, expected } => write!(f, "expected {expected} at byte {at}"),
            Fault::Depth => write!(f, "nested deeper than {MAX_DEPTH} levels"),
            Fault::Values => f.write_str("too many values"),
            Fault::Members => f.write_str("too many values in the outermost one"),
            Fault::Length => f.write_str("2 GiB or more"),
        }
    }
}

/// A JSON text with its index.
#[derive(Clone)]
pub struct Index<'t> {
    text: Cow<'t, str>,
    cells: Vec<Cell>,
    /// Whether the text was joined from the names of parameters, where an array may be an object with the names 0, 1, …
    joined: bool,
}

/// Shows only sizes, because texts may be long and contain secrets.
impl fmt::Debug for Index<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Index({} bytes, {} cells)", self.text.len(), self.cells.len())
    }
}

impl<'t> Index<'t> {
    /// Indexes a text that is one JSON value, possibly with whitespace around it.
    ///
    /// # Errors
    /// Returns a [`Fault`] if the text is not JSON or exceeds a limit.
    pub fn new(text: impl Into<Cow<'t, str>>, extent: Extent) -> Result<Self, Fault> {
        let text = text.into();
        if u32::try_from(text.len()).is_ok_and(|length| length < ESCAPED) {
            let cells = Builder::new(text.as_bytes(), extent).build()?;
            return Ok(Self { text, cells, joined: false });
        }
        Err(Fault::Length)
    }

    /// Says that the text was joined from the names of parameters, which do not tell an array from an object with the
    /// names 0, 1, and so on.
    #[must_use]
    pub fn joined(self) -> Self {
        Self { joined: true, ..self }
    }

    /// Whether an array may be an object with the names 0, 1, and so on.
    pub(super) fn is_joined(&self) -> bool {
        self.joined
    }

    /// Returns the value of the whole text.
    #[inline]
    pub fn root(&self) -> Node<'_> {
        Node { index: self, at: 0 }
    }

    #[inline]
    fn cell(&self, at: usize) -> Cell {
        self.cells.get(at).copied().unwrap_or(Cell { start: 0, link: 0 })
    }

    /// Returns the first byte of the value at a cell.
    #[inline]
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(self.cell(at).start as usize).copied().unwrap_or(b'n')
    }

    #[inline]
    fn is_container(&self, at: usize) -> bool {
        matches!(self.byte(at), b'{' | b'[')
    }

    /// Returns the cell after a value.
    #[inline]
    pub(super) fn behind(&self, at: usize) -> usize {
        if self.is_container(at) { self.cell(at).link as usize } else { at + 1 }
    }

    /// Returns the number of items of a list or an object.
    #[inline]
    pub(super) fn count(&self, at: usize) -> usize {
        (self.last_cell(at).link & !ESCAPED) as usize
    }

    /// Whether a name of an object contains an escape.
    #[inline]
    pub(super) fn has_escaped_names(&self, at: usize) -> bool {
        self.last_cell(at).link & ESCAPED != 0
    }

    /// Returns the second cell of a list or an object.
    #[inline]
    fn last_cell(&self, at: usize) -> Cell {
        self.cell((self.cell(at).link as usize).saturating_sub(1))
    }

    /// Returns the string or the name at a cell, without its quotes.
    #[inline]
    pub(super) fn text_at(&self, at: usize) -> Text<'_> {
        let Cell { start, link } = self.cell(at);
        let inside = start as usize + 1..((link & !ESCAPED) as usize).saturating_sub(1);
        Text { written: self.text.get(inside).unwrap_or_default(), is_escaped: link & ESCAPED != 0 }
    }

    /// Returns the literal text of the value at a cell.
    #[inline]
    pub(super) fn written(&self, at: usize) -> &str {
        let Cell { start, link } = self.cell(at);
        let end = if self.is_container(at) { self.last_cell(at).start } else { link & !ESCAPED };
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// A list or an object that is not closed yet.
#[derive(Clone, Copy, Default)]
struct Open {
    /// Position of its first cell.
    cell: u32,
    /// Number of items so far, including the one that is being read.
    items: u32,
    is_object: bool,
    has_escaped_names: bool,
}

struct Builder<'t> {
    bytes: &'t [u8],
    at: usize,
    cells: Vec<Cell>,
    open: [Open; MAX_DEPTH],
    depth: usize,
    values: usize,
    extent: Extent,
}

impl<'t> Builder<'t> {
    fn new(bytes: &'t [u8], extent: Extent) -> Self {
        // Enough for typical responses; the list grows if needed.
        let cells = Vec::with_capacity(bytes.len() / 8 + 2);
        Self { bytes, at: 0, cells, open: [Open::default(); MAX_DEPTH], depth: 0, values: 0, extent }
    }

    fn build(mut self) -> Result<Vec<Cell>, Fault> {
        self.skip_blanks();
        loop {
            let is_open = self.value()?;
            if is_open || self.next_value()? {
                continue;
            }
            self.skip_blanks();
            return match self.bytes.get(self.at) {
                None => Ok(self.cells),
                Some(_) => Err(self.wrong("end of input")),
            };
        }
    }

    /// Reads a value, or the start of a list or an object up to its first item. Returns whether one was opened.
    #[inline]
    fn value(&mut self) -> Result<bool, Fault> {
        self.values += 1;
        if self.values > self.extent.values {
            return Err(Fault::Values);
        }
        let start = self.at;
        match self.bytes.get(start) {
            Some(b'"') => {
                self.text()?;
            }
            Some(b'{') => return self.begin(true),
            Some(b'[') => return self.begin(false),
            Some(b'-' | b'0'..=b'9') => {
                self.at = scan::number(self.bytes, start)?;
                self.push(start, self.at);
            }
            Some(b't') => self.word(b"true")?,
            Some(b'f') => self.word(b"false")?,
            Some(b'n') => self.word(b"null")?,
            _ => return Err(self.wrong("a value")),
        }
        Ok(false)
    }

    /// Moves past a value: closes what ends there, up to the start of the next value. Returns whether there is one.
    #[inline]
    fn next_value(&mut self) -> Result<bool, Fault> {
        while let Some(level) = self.depth.checked_sub(1) {
            self.skip_blanks();
            let open = &mut self.open[level];
            match (self.bytes.get(self.at), open.is_object) {
                (Some(b','), is_object) => {
                    open.items += 1;
                    if level == 0 && open.items as usize > self.extent.members {
                        return Err(Fault::Members);
                    }
                    self.at += 1;
                    self.skip_blanks();
                    if is_object {
                        self.name()?;
                    }
                    return Ok(true);
                }
                (Some(b'}'), true) | (Some(b']'), false) => self.end(),
                (_, true) => return Err(self.wrong("a comma or a closing brace")),
                (_, false) => return Err(self.wrong("a comma or a closing bracket")),
            }
        }
        Ok(false)
    }

    fn begin(&mut self, is_object: bool) -> Result<bool, Fault> {
        let cell = self.cells.len() as u32;
        let open = self.open.get_mut(self.depth).ok_or(Fault::Depth)?;
        *open = Open { cell, items: 1, is_object, has_escaped_names: false };
        self.push(self.at, 0);
        self.depth += 1;
        self.at += 1;
        self.skip_blanks();
        match (self.bytes.get(self.at), is_object) {
            (Some(b'}'), true) | (Some(b']'), false) => {
                self.open[self.depth - 1].items = 0;
                self.end();
                return Ok(false);
            }
            (_, true) => self.name()?,
            _ => {}
        }
        if self.depth == 1 && self.extent.members == 0 {
            return Err(Fault::Members);
        }
        Ok(true)
    }

    /// Closes the innermost list or object.
    fn end(&mut self) {
        self.at += 1;
        self.depth -= 1;
        let Open { cell, items, has_escaped_names, .. } = self.open[self.depth];
        let link = items | if has_escaped_names { ESCAPED } else { 0 };
        self.cells.push(Cell { start: self.at as u32, link });
        let behind = self.cells.len() as u32;
        if let Some(first) = self.cells.get_mut(cell as usize) {
            first.link = behind;
        }
    }

    /// Reads a name and the colon after it.
    #[inline]
    fn name(&mut self) -> Result<(), Fault> {
        if self.bytes.get(self.at) != Some(&b'"') {
            return Err(self.wrong("a quoted key"));
        }
        if self.text()? {
            self.open[self.depth - 1].has_escaped_names = true;
        }
        self.skip_blanks();
        if self.bytes.get(self.at) != Some(&b':') {
            return Err(self.wrong("a colon"));
        }
        self.at += 1;
        self.skip_blanks();
        Ok(())
    }

    /// Reads a string. Returns whether it contains an escape.
    #[inline]
    fn text(&mut self) -> Result<bool, Fault> {
        let start = self.at;
        let (end, is_escaped) = scan::text(self.bytes, start + 1)?;
        self.at = end;
        self.cells
            .push(Cell { start: start as u32, link: end as u32 | if is_escaped { ESCAPED } else { 0 } });
        Ok(is_escaped)
    }

    fn word(&mut self, word: &'static [u8]) -> Result<(), Fault> {
        let start = self.at;
        if !self.bytes.get(start..).is_some_and(|rest| rest.starts_with(word)) {
            return Err(self.wrong("a value"));
        }
        self.at += word.len();
        self.push(start, self.at);
        Ok(())
    }

    fn push(&mut self, start: usize, link: usize) {
        self.cells.push(Cell { start: start as u32, link: link as u32 });
    }

    fn skip_blanks(&mut self) {
        self.at = scan::blanks(self.bytes, self.at);
    }

    fn wrong(&self, expected: &'static str) -> Fault {
        Fault::Syntax { at: self.at, expected }
    }
}
