//! Splits a document into lines: plain text unchanged, HTML as the lines that a reader sees.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// A line of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Line number in the file, from 1. Lines from the same line of HTML have the same number.
    pub number: u32,
    /// Text of the line with its original whitespace.
    pub raw: String,
    /// Text with single spaces, trimmed.
    pub text: String,
}

impl Line {
    fn new(number: u32, raw: &str) -> Self {
        let words: Vec<&str> = raw.split_whitespace().collect();
        Self { number, raw: raw.to_owned(), text: words.join(" ") }
    }

    /// Whether the line begins with whitespace. Lost bullets often leave a space.
    pub fn is_indented(&self) -> bool {
        self.raw.starts_with(char::is_whitespace)
    }
}

/// Splits a document into lines. HTML is detected by its beginning.
pub fn lines(text: &str) -> Vec<Line> {
    let start: String = text.trim_start().chars().take(16).collect::<String>().to_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        from_html(text)
    } else {
        let numbered = text.lines().zip(1u32..);
        numbered.map(|(raw, number)| Line::new(number, raw)).collect()
    }
}

/// Converts HTML to lines: one line for each block element and table cell. List items get a bullet that indicates their
/// depth.
fn from_html(text: &str) -> Vec<Line> {
    let sink = Sheet(RefCell::new(Page::default()));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(text));
    // The sink never pauses the tokenizer for a script, so one call reads everything.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let mut page = tokenizer.sink.0.into_inner();
    page.break_line();
    page.lines
}

/// A page that is being read.
#[derive(Default)]
struct Page {
    lines: Vec<Line>,
    current: String,
    started: u32,
    lists: usize,
    preformatted: usize,
    hidden: usize,
}

impl Page {
    fn break_line(&mut self) {
        let current = std::mem::take(&mut self.current);
        if !current.trim().is_empty() {
            // Keeps the line numbers in order, whatever the tokenizer reports.
            let number = self.lines.last().map_or(self.started, |last| self.started.max(last.number));
            self.lines.push(Line::new(number, &current));
        }
    }

    fn text(&mut self, text: &str, number: u32) {
        if self.hidden > 0 {
            return;
        }
        // Only preformatted text keeps its line breaks.
        let text = if self.preformatted > 0 { Cow::Borrowed(text) } else { text.replace('\n', " ").into() };
        let breaks = u32::try_from(text.matches('\n').count()).unwrap_or(0);
        let mut at = number.saturating_sub(breaks);
        for (position, part) in text.split('\n').enumerate() {
            if position > 0 {
                self.break_line();
                at = at.saturating_add(1);
            }
            if self.current.trim().is_empty() {
                self.started = at;
            }
            self.current.push_str(part);
        }
    }

    fn tag(&mut self, tag: &Tag, number: u32) {
        let opening = tag.kind == TagKind::StartTag;
        let count = |count: &mut usize| {
            *count = if opening { count.saturating_add(1) } else { count.saturating_sub(1) };
        };
        match &*tag.name {
            "script" | "style" | "head" => count(&mut self.hidden),
            "ul" | "ol" => {
                self.break_line();
                count(&mut self.lists);
            }
            "pre" => {
                self.break_line();
                count(&mut self.preformatted);
            }
            "li" => {
                self.break_line();
                if opening {
                    self.started = number;
                    let bullet = match self.lists {
                        0 | 1 => "● ",
                        2 => "○ ",
                        _ => "■ ",
                    };
                    self.current.push_str(bullet);
                }
            }
            "p" | "div" | "br" | "td" | "th" | "tr" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
            | "dt" | "dd" | "section" | "article" | "header" | "footer" | "blockquote" => self.break_line(),
            _ => {}
        }
    }
}

/// Receives the tokens of the tokenizer.
struct Sheet(RefCell<Page>);

impl TokenSink for Sheet {
    type Handle = ();

    fn process_token(&self, token: Token, number: u64) -> TokenSinkResult<()> {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let mut page = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => page.text(&text, number),
            Token::TagToken(tag) => page.tag(&tag, number),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
