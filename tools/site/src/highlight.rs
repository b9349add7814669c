//! Syntax highlighting when the site is built: syntect's grammars classify the code, and six short CSS classes of our
//! own mark it in the page.

use std::sync::LazyLock;

use maud::{Markup, html};
use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxSet};

/// The language of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Shell commands.
    Shell,
    /// JSON.
    Json,
    /// Rust.
    Rust,
    /// Text without highlighting.
    Text,
}

impl Language {
    fn extension(self) -> Option<&'static str> {
        match self {
            Language::Shell => Some("sh"),
            Language::Json => Some("json"),
            Language::Rust => Some("rs"),
            Language::Text => None,
        }
    }
}

/// Scope prefixes and their CSS classes. The innermost matching scope of the stack wins; for one scope, the first
/// entry.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("constant.character.escape", "e"),
    ("string", "s"),
    ("constant.numeric", "d"),
    ("constant.language", "d"),
    ("variable.parameter.option", "n"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("support.type", "t"),
    ("storage.type.struct", "k"),
    ("storage.type.impl", "k"),
    ("storage.type.function", "k"),
    ("storage", "k"),
    ("keyword.operator", ""),
    ("keyword", "k"),
    ("entity.name", "t"),
];

/// The grammars.
pub(crate) struct Highlighter {
    syntaxes: SyntaxSet,
    classes: Vec<(Scope, &'static str)>,
}

impl Highlighter {
    /// The grammars, loaded once: that takes longer than an API does.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: LazyLock<Highlighter> = LazyLock::new(Highlighter::new);
        &SHARED
    }

    fn new() -> Self {
        let scope = |(name, class): &(&str, &'static str)| Some((Scope::new(name).ok()?, *class));
        Self {
            syntaxes: SyntaxSet::load_defaults_newlines(),
            classes: CLASSES.iter().filter_map(scope).collect(),
        }
    }

    /// A text with its parts marked. Without a grammar, or where one fails, it is only escaped.
    pub(crate) fn mark(&self, language: Language, text: &str) -> Markup {
        let marked = language.extension().and_then(|extension| self.parts(extension, text));
        let mut parts = marked.unwrap_or_else(|| vec![("", text.to_owned())]);
        if language == Language::Json {
            keys(&mut parts);
        }
        html! {
            @for (class, part) in &parts {
                @if class.is_empty() { (part) } @else { span class=(class) { (part) } }
            }
        }
    }

    /// Splits a text into parts with their classes. Adjacent parts have different classes.
    fn parts(&self, extension: &str, text: &str) -> Option<Vec<(&'static str, String)>> {
        let syntax = self.syntaxes.find_syntax_by_extension(extension)?;
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        let mut parts: Vec<(&'static str, String)> = Vec::new();
        for line in text.split_inclusive('\n') {
            let operations = state.parse_line(line, &self.syntaxes).ok()?;
            let mut done = 0;
            for (at, operation) in operations.iter().chain([&(line.len(), ScopeStackOp::Noop)]) {
                let piece = line.get(done..*at)?;
                let class = if piece.trim().is_empty() { "" } else { self.class(&stack) };
                match parts.last_mut() {
                    Some((last, text)) if *last == class || piece.trim().is_empty() => text.push_str(piece),
                    _ if piece.is_empty() => {}
                    _ => parts.push((class, piece.to_owned())),
                }
                done = *at;
                stack.apply(operation).ok()?;
            }
        }
        Some(parts)
    }

    fn class(&self, stack: &ScopeStack) -> &'static str {
        let of = |scope: &Scope| self.classes.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
        stack.as_slice().iter().rev().find_map(of).map_or("", |(_, class)| class)
    }
}

/// Distinguishes JSON keys from other strings, which the grammar does not.
fn keys(parts: &mut [(&'static str, String)]) {
    for at in 1..parts.len() {
        if let Some([(class @ "s", _), (_, next)]) = parts.get_mut(at - 1..=at)
            && next.starts_with(':')
        {
            *class = "n";
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Highlighter, Language};

    #[test]
    fn nothing_is_lost_and_all_is_escaped() {
        let highlighter = Highlighter::shared();
        let text = "let a = \"<b>&\"; // 1 < 2\n";
        let marked = highlighter.mark(Language::Rust, text).into_string();
        assert!(marked.contains("class=\"c\"") && marked.contains("class=\"s\""), "{marked}");
        assert!(!marked.contains("<b>"), "{marked}");
        assert_eq!(highlighter.mark(Language::Text, "<i>").into_string(), "&lt;i&gt;");
    }
}
