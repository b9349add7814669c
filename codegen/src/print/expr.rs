//! Layout of constant expressions. Short ones stay on one line. In longer ones, every link of a chain, entry of a
//! list and field of a struct has its own line; arguments and tuples stay on one line.

use super::literal::{push_json, push_literal};
use super::page::{Page, SHORT, spaces};
use crate::plan::{Chain, Expr};

impl Page {
    /// Adds a constant expression to the current line.
    pub(super) fn expr(&mut self, of: &Expr<'_>) {
        expr(&mut self.text, of, Some(self.indent));
    }

    /// Adds a builder expression to the current line.
    pub(super) fn chain(&mut self, of: &Chain<'_>) {
        chain(&mut self.text, of, self.indent);
    }
}

/// Adds a builder expression at the end of a line with this indentation.
fn chain(out: &mut String, of: &Chain<'_>, indent: usize) {
    let start = out.len();
    links(out, of, None);
    if out.len() - start > SHORT {
        out.truncate(start);
        links(out, of, Some(indent));
    }
}

/// Adds an expression at the end of a line with this indentation; without one, it stays on its line.
fn expr(out: &mut String, of: &Expr<'_>, indent: Option<usize>) {
    let start = out.len();
    parts(out, of, None);
    if indent.is_some()
        && out.len() - start > SHORT
        && !matches!(of, Expr::Text(_) | Expr::Json(_) | Expr::Word(_))
    {
        out.truncate(start);
        parts(out, of, indent);
    }
}

fn links(out: &mut String, of: &Chain<'_>, indent: Option<usize>) {
    expr(out, &of.head, indent);
    let indent = indent.map(|indent| indent + 4);
    for (method, values) in &of.calls {
        if let Some(indent) = indent {
            below(out, indent);
        }
        out.push('.');
        out.push_str(method);
        arguments(out, values, indent);
    }
}

fn parts(out: &mut String, of: &Expr<'_>, indent: Option<usize>) {
    match of {
        Expr::Text(text) => push_literal(out, text),
        Expr::Json(json) => push_json(out, json),
        Expr::Word(word) => out.push_str(word),
        Expr::Tuple(items) => arguments(out, items, indent),
        Expr::Chain(of) => links(out, of, indent),
        Expr::Call(function, items) => {
            out.push_str(function);
            arguments(out, items, indent);
        }
        Expr::List(items) => {
            out.push_str("&[");
            list(out, items, indent, |out, item, indent| expr(out, item, indent));
            out.push(']');
        }
    }
}

fn arguments(out: &mut String, items: &[Expr<'_>], indent: Option<usize>) {
    out.push('(');
    for (position, item) in items.iter().enumerate() {
        out.push_str(if position > 0 { ", " } else { "" });
        expr(out, item, indent);
    }
    out.push(')');
}

/// Adds a bracketed list: on this line, or one entry per line with more indentation.
fn list<T>(
    out: &mut String,
    items: &[T],
    indent: Option<usize>,
    item: impl Fn(&mut String, &T, Option<usize>),
) {
    let inner = indent.map(|indent| indent + 4);
    for (position, of) in items.iter().enumerate() {
        match inner {
            Some(inner) => below(out, inner),
            None => out.push_str(if position > 0 { ", " } else { "" }),
        }
        item(out, of, inner);
        out.push_str(if inner.is_some() { "," } else { "" });
    }
    if let Some(indent) = indent {
        below(out, indent);
    }
}

/// Ends the line and begins one with this indentation.
fn below(out: &mut String, indent: usize) {
    out.truncate(out.trim_end_matches(' ').len());
    out.push('\n');
    spaces(out, indent);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(of: &Chain<'_>) -> String {
        let mut out = String::from("    x = ");
        chain(&mut out, of, 4);
        out
    }

    #[test]
    fn what_is_short_stays_on_its_line() {
        let mut key = Chain::new("rt::key", vec![Expr::text("id")]);
        key.flag("nullable");
        key.call("aliases", Expr::texts(["a", "b"]));
        assert_eq!(text(&key), r#"    x = rt::key("id").nullable().aliases(&["a", "b"])"#);
    }

    #[test]
    fn what_is_longer_has_one_part_a_line() {
        let long = "l".repeat(40);
        let mut info = Chain::new("new", vec![Expr::text(&long), Expr::text(&long)]);
        info.flag("read");
        info.calls.push(("select".into(), vec![Expr::text("at"), Expr::texts([long.as_str(), &long])]));
        info.call("error_formats", Expr::List(vec![Expr::Tuple(vec![Expr::text(&long), Expr::text(&long)])]));
        let expected = r#"    x = new("LONG", "LONG")
        .read()
        .select("at", &[
            "LONG",
            "LONG",
        ])
        .error_formats(&[
            ("LONG", "LONG"),
        ])"#;
        assert_eq!(text(&info), expected.replace("LONG", &long));
    }
}
