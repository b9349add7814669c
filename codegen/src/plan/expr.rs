//! Kinds of constant expressions in generated code. The plan determines their contents, the printer their layout.

use std::borrow::Cow;

use bindery_vocabulary::Word;

/// A constant expression.
#[derive(Clone, Debug)]
pub(crate) enum Expr<'a> {
    /// A string literal.
    Text(Cow<'a, str>),
    /// A JSON text, as a raw string literal.
    Json(String),
    /// A number, `true` or a path, printed verbatim.
    Word(Cow<'a, str>),
    /// A borrowed list: `&[…]`.
    List(Vec<Expr<'a>>),
    /// A tuple of at least two entries.
    Tuple(Vec<Expr<'a>>),
    /// A call: the path of the function or variant, and its arguments.
    Call(&'static str, Vec<Expr<'a>>),
    /// A call, and method calls on its result.
    Chain(Chain<'a>),
}

impl<'a> Expr<'a> {
    /// Creates a string literal.
    pub(crate) fn text(text: &'a str) -> Self {
        Expr::Text(Cow::Borrowed(text))
    }

    /// Creates a path or word.
    pub(crate) fn word(word: &'static str) -> Self {
        Expr::Word(Cow::Borrowed(word))
    }

    /// Creates a variant of an enum that the runtime re-exports, `rt::metadata::Method::Get`.
    pub(crate) fn variant(path: &'static str, word: impl Word) -> Self {
        Expr::Word(Cow::Owned([path, "::", word.variant()].concat()))
    }

    /// Creates a number.
    pub(crate) fn number(number: impl ToString) -> Self {
        Expr::Word(Cow::Owned(number.to_string()))
    }

    /// Creates a list of string literals.
    pub(crate) fn texts<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        Expr::List(texts.into_iter().map(Expr::text).collect())
    }
}

/// A builder expression: a call, then method calls on its result.
#[derive(Clone, Debug)]
pub(crate) struct Chain<'a> {
    /// The first call, such as `rt::key("id")`.
    pub(crate) head: Box<Expr<'a>>,
    /// Methods with their arguments.
    pub(crate) calls: Vec<(Cow<'static, str>, Vec<Expr<'a>>)>,
}

impl<'a> Chain<'a> {
    /// Creates a chain without methods.
    pub(crate) fn new(function: &'static str, arguments: Vec<Expr<'a>>) -> Self {
        Self { head: Box::new(Expr::Call(function, arguments)), calls: Vec::new() }
    }

    /// Adds a method without arguments.
    pub(crate) fn flag(&mut self, method: &'static str) {
        self.calls.push((method.into(), Vec::new()));
    }

    /// Adds the method without arguments that is named after a word of the spec language.
    pub(crate) fn word(&mut self, word: impl Word) {
        self.calls.push((word.text().replace('-', "_").to_ascii_lowercase().into(), Vec::new()));
    }

    /// Adds a method with a string argument, if there is a string.
    pub(crate) fn text(&mut self, method: &'static str, text: Option<&'a str>) {
        if let Some(text) = text {
            self.call(method, Expr::text(text));
        }
    }

    /// Adds a method with one argument.
    pub(crate) fn call(&mut self, method: &'static str, argument: Expr<'a>) {
        self.calls.push((method.into(), vec![argument]));
    }
}
