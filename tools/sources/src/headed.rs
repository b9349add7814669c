//! Notation `headed-prose`: sections under headings, with tables, lists and code samples between the sentences.
//!
//! Text copied from a web page has no markup for these. Lines between blank lines are a block, and a block is code if
//! enough of its lines look like code. Table cells may be joined without a space; they are split after a word that the
//! section uses.

use std::collections::HashSet;
use std::ops::Range;

use crate::claims::{LineClass, Topic, What};
use crate::reader::Reader;
use crate::samples;
use crate::words::{Words, bullet};

/// Beginnings of table heads.
const HEADER_TABLES: [&str; 3] = ["http header", "header", "headers"];
const CODE_TABLES: [&str; 2] = ["http code", "error code"];
/// Headings of lists of OAuth scopes.
const SCOPES: [&str; 2] = ["scopes", "scope"];

/// Reads the lines that no other notation has read.
pub(crate) fn read(reader: &mut Reader<'_>, words: &Words) {
    let mut section = Section::default();
    for block in blocks(reader) {
        let first = block.start;
        if block.len() == 1 && is_heading(reader.text(first), words) {
            let title = reader.text(first).to_owned();
            reader.class(first, LineClass::Heading);
            section = Section { title: title.to_lowercase(), words: words_of(&title) };
            reader.section(Topic::Heading(title), first);
            continue;
        }
        if let Some(table) = table(reader.text(first)).filter(|_| block.len() > 1) {
            reader.class(first, LineClass::Table);
            for at in block.clone().skip(1) {
                table.row(reader, at, &section);
            }
        } else if is_code(reader, block.clone()) {
            samples::code(reader, block.clone());
            continue;
        } else {
            for at in block.clone() {
                line(reader, at, &section);
            }
        }
        for at in block.clone() {
            section.words.extend(words_of(reader.text(at)));
        }
        samples::addresses(reader, block);
    }
}

/// State of the section that is being read.
#[derive(Default)]
struct Section {
    title: String,
    words: HashSet<String>,
}

/// Largest length of a word that splits joined cells, in bytes.
const MAX_WORD: usize = 64;

fn words_of(text: &str) -> HashSet<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| (3..=MAX_WORD).contains(&word.len()))
        .map(str::to_lowercase)
        .collect()
}

/// Returns the runs of unread lines between blank lines.
fn blocks(reader: &Reader<'_>) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    for at in reader.open(0..reader.lines.len()) {
        match blocks.last_mut() {
            Some(block) if block.end == at => block.end += 1,
            _ => blocks.push(at..at + 1),
        }
    }
    blocks
}

/// Whether a single line is a heading: a few words without the punctuation of a sentence or of code.
fn is_heading(text: &str, words: &Words) -> bool {
    let plain =
        |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '(' | ')' | '.' | '#' | '&');
    let short = text.split(' ').count() <= 8 && text.len() <= 60;
    Words::has(&words.headings, text)
        || (short && text.starts_with(char::is_uppercase) && text.chars().all(plain) && !text.ends_with('.'))
}

/// Whether enough lines of a block look like code.
fn is_code(reader: &Reader<'_>, block: Range<usize>) -> bool {
    let likely = block.clone().filter(|at| looks_like_code(reader.text(*at))).count();
    likely * 3 >= block.len() && likely > 0
}

fn looks_like_code(text: &str) -> bool {
    let starts = [
        "$",
        "//",
        "<?",
        "?>",
        "}",
        "def ",
        "import ",
        "public ",
        "Public ",
        "return ",
        "function ",
        "try ",
        "let ",
        "const ",
    ];
    let ends = [";", "{", "};", ");"];
    starts.iter().any(|start| text.starts_with(start))
        || ends.iter().any(|end| text.ends_with(end))
        || text.contains(" => ")
        || text.contains("= new ")
}

/// Reads a line of a block that is not code.
fn line(reader: &mut Reader<'_>, at: usize, section: &Section) {
    let text = reader.text(at);
    if let Some((name, value)) = header(text) {
        reader.class(at, LineClass::Table);
        if !is_placeholder(name) {
            reader.claim(What::Header { name: name.to_owned(), value: value.to_owned() }, at, at);
        }
    } else if let Some(item) = item(text) {
        reader.class(at, LineClass::List);
        let name = item.split(':').next().unwrap_or("").trim();
        let is_name =
            item.contains(':') && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        if item.is_empty() {
            reader.unread(at, "list item without a text");
        } else if is_name && SCOPES.contains(&section.title.as_str()) {
            reader.claim(What::Scope(name.to_owned()), at, at);
        } else if is_name {
            reader.claim(What::Item(name.to_owned()), at, at);
        }
    } else {
        reader.class(at, LineClass::Prose);
    }
}

/// Parses a header in a sample: `"Name" : value`, `"Name", "value"`, `"Name: value"`.
fn header(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('"')?;
    let (name, rest) = inside.split_once('"')?;
    let rest = rest.trim_start();
    let of_header = |name: &str| {
        !name.is_empty()
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
    };
    if let Some(value) = rest.strip_prefix(':').or_else(|| rest.strip_prefix(','))
        && of_header(name)
    {
        return Some((name, value.trim()));
    }
    let (name, value) = name.split_once(": ")?;
    (of_header(name) && rest.is_empty()).then_some((name, value))
}

/// Whether a name is a placeholder for the reader's own value.
fn is_placeholder(name: &str) -> bool {
    name.to_lowercase().starts_with("your")
}

/// Returns the text of a list item: after a bullet, or after a number with a period.
fn item(text: &str) -> Option<&str> {
    if let Some(first) = text.chars().next().filter(|first| bullet(*first).is_some()) {
        return text.get(first.len_utf8()..).map(str::trim);
    }
    let (number, rest) = text.split_once(". ")?;
    let digits = !number.is_empty() && number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| rest.trim())
}

/// The kind of a table, known from its head.
#[derive(Clone, Copy)]
enum Table {
    Headers,
    Codes,
}

fn table(head: &str) -> Option<Table> {
    let head = head.to_lowercase();
    let is = |starts: &[&str]| starts.iter().any(|start| head.starts_with(start));
    let short = head.split(' ').count() <= 4;
    match () {
        () if short && is(&CODE_TABLES) => Some(Table::Codes),
        () if short && is(&HEADER_TABLES) => Some(Table::Headers),
        () => None,
    }
}

impl Table {
    fn row(self, reader: &mut Reader<'_>, at: usize, section: &Section) {
        let text = reader.text(at);
        match self {
            Table::Headers if header(text).is_some() => line(reader, at, section),
            Table::Headers => match glued(text, section) {
                Some((name, value)) => {
                    reader.class(at, LineClass::Table);
                    reader.claim(What::Header { name: name.to_owned(), value: value.to_owned() }, at, at);
                }
                // A row about a header without a fixed name.
                None if text.contains(' ') => reader.class(at, LineClass::Table),
                None => reader.unread(at, "not a row of a header table"),
            },
            Table::Codes => match code(text) {
                Some((status, code, text)) => {
                    reader.class(at, LineClass::Table);
                    let what = What::Code {
                        code: Some(code.to_owned()),
                        status: Some(status),
                        text: text.to_owned(),
                        remarks: Vec::new(),
                    };
                    reader.claim(what, at, at);
                }
                // Text may follow the table without a blank line.
                None if text.contains(' ') || text.chars().all(char::is_alphanumeric) => {
                    let digits = text.starts_with(|first: char| first.is_ascii_digit());
                    if digits {
                        reader
                            .unread(at, "looks like a row of an error code table but cannot be read as one");
                    } else {
                        reader.class(at, LineClass::Prose);
                    }
                }
                None => reader.unread(at, "not a row of an error code table"),
            },
        }
    }
}

/// Splits a name from its joined description: after a word that the section uses, or before a capital letter.
fn glued<'t>(text: &'t str, section: &Section) -> Option<(&'t str, &'t str)> {
    let first = text.split(' ').next()?;
    let ends = first.char_indices().map(|(at, _)| at).take_while(|at| *at <= MAX_WORD);
    let is_word =
        |at: &usize| first.get(..*at).is_some_and(|word| section.words.contains(&word.to_lowercase()));
    let known = ends.filter(is_word).last();
    let capital = first.char_indices().skip(1).find(|(_, letter)| letter.is_uppercase()).map(|(at, _)| at);
    let lower = first.starts_with(char::is_lowercase);
    let at = known.filter(|_| lower).or(capital.filter(|_| lower))?;
    Some((text.get(..at)?, text.get(at..)?))
}

/// Splits status, code and text of an error, with or without spaces between them.
fn code(text: &str) -> Option<(u16, &str, &str)> {
    let (status, rest) = text.split_at_checked(3)?;
    let status = status.parse().ok().filter(|status| (100..600).contains(status))?;
    let rest = rest.trim_start();
    let end =
        rest.find(|letter: char| !(letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'))?;
    let (code, text) = rest.split_at(end);
    (!code.is_empty() && !text.trim().is_empty()).then(|| (status, code, text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glued_cells_are_divided() {
        let section = Section {
            title: String::new(),
            words: words_of("You sign it and send the signature and the key."),
        };
        assert_eq!(
            glued("signaturecalculated as below", &section),
            Some(("signature", "calculated as below"))
        );
        assert_eq!(glued("keyAPI key", &section), Some(("key", "API key")));
        assert_eq!(glued("Some other row", &section), None);
        assert_eq!(code("403invalid_keyThe key is wrong"), Some((403, "invalid_key", "The key is wrong")));
        assert_eq!(code("Prev"), None);
    }

    #[test]
    fn headers_of_samples() {
        assert_eq!(header("\"Name\" : VALUE more"), Some(("Name", "VALUE more")));
        assert_eq!(header("\"Sign\", \"bytes\""), Some(("Sign", "\"bytes\"")));
        assert_eq!(header("\"Authorization: Bearer x\""), Some(("Authorization", "Bearer x")));
        assert_eq!(header("\"a\" => 1"), None);
    }
}
