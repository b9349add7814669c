//! What the YAML parser complains about, in words that say what to do.

use granit_parser::{ErrorKind, ScanError};

use super::MAX_DEPTH;
use crate::diagnostic::{Diagnostics, Span};

/// Reports a syntax error; `open` is the innermost bracket that is open there.
pub(super) fn report(error: &ScanError, text: &str, file: u32, open: Option<Span>, sink: &mut Diagnostics) {
    let start = error.marker().byte_offset().unwrap_or(0).min(text.len());
    // One character, or a place between two at the end of a line.
    let len = text.get(start..).and_then(|rest| rest.chars().next()).filter(|next| !next.is_control());
    let at = Span { file, start: start as u32, len: len.map_or(0, char::len_utf8) as u32 };
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(at, sink);
    }
    let (label, help) = explain(error.kind());
    let diagnostic = sink
        .error("spec::yaml", at, "this is not valid YAML")
        .label(if label.is_empty() { error.kind().to_string() } else { label })
        .help(help);
    let in_brackets = matches!(
        error.kind(),
        ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::InvalidColonPlacement
    );
    if let Some(open) = open.filter(|_| in_brackets) {
        diagnostic.related(open, "since this bracket is open");
    }
}

/// Reports too many levels.
pub(super) fn too_deep(at: Span, sink: &mut Diagnostics) {
    sink.error("spec::too-deep", at, format!("the file is nested more than {MAX_DEPTH} levels deep"))
        .label("here it becomes too deep")
        .help("give the inner part a named type");
}

/// The label under the place and the help; empty where the parser's own words are good enough.
fn explain(kind: &ErrorKind) -> (String, &'static str) {
    let (label, help): (&str, &str) = match kind {
        ErrorKind::MappingValueNotAllowed => (
            "a second `: ` in one value, or a key that is indented wrongly",
            "put a text that holds `: ` in quotes; keys of one mapping begin in the same column",
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "this line is neither `key: value` nor a list entry",
            "write `key: value`; a text that goes on in the next line must be indented further than its key",
        ),
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
            ("a tab in the indentation", "indent with spaces")
        }
        ErrorKind::UnexpectedCharacter { character } => {
            let label = format!("a value cannot begin with {character:?}");
            return (label, "put the text in quotes");
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            let close = if *open == '[' { ']' } else { '}' };
            return (
                format!("this `{open}` is never closed"),
                if close == ']' { "add the missing `]`" } else { "add the missing `}`" },
            );
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return (
                format!("`{close}` closes nothing: the bracket that is open is `{open}`"),
                "make the brackets match",
            );
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("this bracket closes nothing", "remove it, or put the text in quotes")
        }
        ErrorKind::UnclosedQuotedScalar => ("this text is never closed", "add the missing quotation mark"),
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::DocumentIndicatorInQuotedScalar => (
            "still inside a quoted text here",
            "close the quotation mark before this line; inside '…' an apostrophe is written twice",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "something follows the closing quotation mark",
            "put the whole text in quotes; inside '…' an apostrophe is written twice, inside \"…\" a quotation mark as \\\"",
        ),
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => (
            "a backslash in this text is no escape that YAML knows",
            "write '…' instead of \"…\", or double the backslash",
        ),
        ErrorKind::UnknownAnchor => (
            "an alias without an anchor",
            "define it before with `&name`, or put the text in quotes if `*` belongs to it",
        ),
        ErrorKind::ExpectedBlockSequenceEntry => {
            ("expected a list entry here", "begin it with `- `, in the column of the other entries")
        }
        ErrorKind::ExpectedBlockMappingKey => {
            ("expected a key here", "keys of one mapping begin in the same column")
        }
        ErrorKind::InvalidIndentation => {
            ("the indentation fits nothing above", "keys of one mapping begin in the same column")
        }
        ErrorKind::BlockSequenceEntryNotAllowed => {
            ("a list entry is not possible here", "begin the list on a line of its own")
        }
        ErrorKind::ExpectedFlowMappingSeparator => (
            "expected `,` or `}` here",
            "separate entries by commas; put texts that hold brackets, commas or `: ` in quotes",
        ),
        ErrorKind::ExpectedFlowSequenceSeparator => (
            "expected `,` or `]` here",
            "separate entries by commas; put texts that hold brackets, commas or `: ` in quotes",
        ),
        ErrorKind::InvalidColonPlacement => (
            "a `:` is not possible here",
            "close the bracket before this line if it should not be open, or put the text in quotes",
        ),
        ErrorKind::CommentNotSeparated => {
            ("a comment needs a space before its `#`", "put a space before `#`, or the text in quotes")
        }
        ErrorKind::UnsupportedYamlMajorVersion => ("this is not YAML 1", "remove the line"),
        _ => ("", "put texts with special characters in quotes, and indent keys of one mapping alike"),
    };
    (label.to_owned(), help)
}
