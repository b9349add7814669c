//! YAML syntax errors, with a label and help for each kind.

use granit_parser::{ErrorKind, ScanError};

use super::MAX_DEPTH;
use crate::diagnostic::{Diagnostics, Span};

/// Reports a syntax error; `open` is the innermost open bracket.
pub(super) fn report(error: &ScanError, text: &str, file: u32, open: Option<Span>, sink: &mut Diagnostics) {
    let start = error.marker().byte_offset().unwrap_or(0).min(text.len());
    // One character, or an empty span at the end of a line.
    let len = text.get(start..).and_then(|rest| rest.chars().next()).filter(|next| !next.is_control());
    let at = Span { file, start: start as u32, len: len.map_or(0, char::len_utf8) as u32 };
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(at, sink);
    }
    let (label, help) = explain(error.kind());
    let diagnostic = sink
        .error("spec::yaml", at, "invalid YAML")
        .label(if label.is_empty() { error.kind().to_string() } else { label })
        .help(help);
    let in_brackets = matches!(
        error.kind(),
        ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::InvalidColonPlacement
    );
    if let Some(open) = open.filter(|_| in_brackets) {
        diagnostic.related(open, "bracket opened here");
    }
}

/// Reports too deep nesting.
pub(super) fn too_deep(at: Span, sink: &mut Diagnostics) {
    sink.error("spec::too-deep", at, format!("the file is nested more than {MAX_DEPTH} levels deep"))
        .label("exceeds the limit here")
        .help("define a named type for the inner part");
}

/// Returns label and help for a kind of error; the label is empty if the parser's own message is good enough.
fn explain(kind: &ErrorKind) -> (String, &'static str) {
    let (label, help): (&str, &str) = match kind {
        ErrorKind::MappingValueNotAllowed => (
            "second `: ` in one value, or wrong indentation of a key",
            "put a text that contains `: ` in quotes, and indent all keys of one mapping alike",
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "neither `key: value` nor a list entry",
            "write `key: value`; indent the next line of a long text further than its key",
        ),
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
            ("tab in the indentation", "indent with spaces")
        }
        ErrorKind::UnexpectedCharacter { character } => {
            let label = format!("a value cannot start with {character:?}");
            return (label, "put the text in quotes");
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            let close = if *open == '[' { ']' } else { '}' };
            return (
                format!("unclosed `{open}`"),
                if close == ']' { "add the missing `]`" } else { "add the missing `}`" },
            );
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{close}` does not match the open `{open}`"), "make the brackets match");
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("unmatched bracket", "remove it, or put the text in quotes")
        }
        ErrorKind::UnclosedQuotedScalar => ("unclosed quoted text", "add the missing quotation mark"),
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::DocumentIndicatorInQuotedScalar => (
            "still inside a quoted text",
            "close the quotation mark before this line; write an apostrophe inside '…' twice",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "text after the closing quotation mark",
            "put the whole text in quotes; write an apostrophe inside '…' twice, and a quotation mark inside \"…\" as \\\"",
        ),
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => {
            ("unknown escape sequence", "write '…' instead of \"…\", or double the backslash")
        }
        ErrorKind::UnknownAnchor => (
            "alias without an anchor",
            "define it first with `&name`, or put the text in quotes if it starts with `*`",
        ),
        ErrorKind::ExpectedBlockSequenceEntry => {
            ("expected a list entry", "start it with `- `, in the column of the other entries")
        }
        ErrorKind::ExpectedBlockMappingKey => ("expected a key", "indent all keys of one mapping alike"),
        ErrorKind::InvalidIndentation => {
            ("indentation matches no line above", "indent all keys of one mapping alike")
        }
        ErrorKind::BlockSequenceEntryNotAllowed => {
            ("unexpected list entry", "start the list on its own line")
        }
        ErrorKind::ExpectedFlowMappingSeparator => (
            "expected `,` or `}`",
            "separate entries by commas; put texts that contain brackets, commas or `: ` in quotes",
        ),
        ErrorKind::ExpectedFlowSequenceSeparator => (
            "expected `,` or `]`",
            "separate entries by commas; put texts that contain brackets, commas or `: ` in quotes",
        ),
        ErrorKind::InvalidColonPlacement => {
            ("unexpected `:`", "close the bracket before this line, or put the text in quotes")
        }
        ErrorKind::CommentNotSeparated => {
            ("a comment needs a space before its `#`", "add a space before `#`, or put the text in quotes")
        }
        ErrorKind::UnsupportedYamlMajorVersion => ("not YAML 1", "remove the line"),
        _ => ("", "put texts with special characters in quotes, and indent all keys of one mapping alike"),
    };
    (label.to_owned(), help)
}
