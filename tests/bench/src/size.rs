//! The size of generated code for a reader.

use proc_macro2::{TokenStream, TokenTree};

/// Lines and tokens of Rust without blank lines and comments, including doc comments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Lines.
    pub lines: usize,
    /// Number of tokens; a pair of brackets counts as two.
    pub tokens: usize,
}

/// Returns the size of a file that is formatted by rustfmt and has only whole-line comments.
///
/// # Errors
/// Fails if the text is not Rust.
pub fn count(text: &str) -> Result<Size, proc_macro2::LexError> {
    let code: Vec<&str> = text.lines().filter(|line| is_code(line)).collect();
    Ok(Size { lines: code.len(), tokens: tokens(code.join("\n").parse()?) })
}

fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && !line.starts_with("//")
}

fn tokens(stream: TokenStream) -> usize {
    let count = |tree| match tree {
        TokenTree::Group(group) => 2 + tokens(group.stream()),
        _ => 1,
    };
    stream.into_iter().map(count).sum()
}

#[cfg(test)]
mod tests {
    use super::{Size, count};

    #[test]
    fn comments_and_blank_lines_do_not_count() {
        let text = "//! About.\n\n/// What it does.\nfn two(a: u8) -> u8 {\n    // Why.\n    a + 2\n}\n";
        // fn two ( a : u8 ) - > u8 { a + 2 }
        assert_eq!(count(text).ok(), Some(Size { lines: 3, tokens: 15 }));
        assert!(count("fn (").is_err());
    }
}
