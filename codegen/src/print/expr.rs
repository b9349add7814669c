//! Constant expressions on lines, as rustfmt breaks them: on one line if that fits, after the `=` or below it,
//! otherwise item by item, with the same preferences. A test holds the result against rustfmt itself.

use std::borrow::Cow;

use super::literal::{push_literal, width};
use super::page::{MAX, spaces};
use crate::plan::{Chain, Expr};

/// A method and its arguments.
type Call<'a> = (Cow<'static, str>, Vec<Expr<'a>>);

/// Lists of texts this short are filled, not written one a line (rustfmt's `short_array_element_width_threshold`).
const SHORT: usize = 10;

/// Adds a chain after an `=` that `out` ends with, in a block at `indent`; `before` stands directly before it, `after`
/// columns follow it.
pub(crate) fn assign_chain(out: &mut String, before: &str, of: &Chain<'_>, indent: usize, after: usize) {
    let start = out.len();
    out.push(' ');
    chain_line(out, before, of);
    if column(out) + after <= MAX {
        return;
    }
    out.truncate(start);
    below(out, indent + 4);
    let line = out.len();
    chain_line(out, before, of);
    if column(out) + after <= MAX {
        return;
    }
    out.truncate(line);
    out.push_str(before);
    chain(out, of, indent + 4, after);
    let below = out.get(start..).unwrap_or_default().to_owned();
    out.truncate(start);
    out.push(' ');
    out.push_str(before);
    chain(out, of, indent, after);
    let beside = out.get(start..).unwrap_or_default();
    let fits = below.lines().all(|line| width(line) <= MAX) && column(&below) + after <= MAX;
    if fits && prefers_below(beside, &below) {
        out.truncate(start);
        out.push_str(&below);
    }
}

fn chain_line(out: &mut String, before: &str, of: &Chain<'_>) {
    out.push_str(before);
    one_line(out, &of.head);
    of.calls.iter().for_each(|call| call_line(out, call));
}

/// rustfmt's `prefer_next_line`, for two texts of which neither fits on one line.
fn prefers_below(beside: &str, below: &str) -> bool {
    let below = below.trim_start();
    let lines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
    let opens = |text: &str, with: char| text.lines().next().is_some_and(|line| line.ends_with(with));
    lines(below) > 0
        && (lines(beside) > lines(below) + 1
            || ['(', '{', '['].iter().any(|with| opens(beside, *with) && !opens(below, *with)))
}

/// Adds `expr` where `out` ends, on one line or broken.
fn put(out: &mut String, expr: &Expr<'_>, indent: usize, after: usize) {
    let start = out.len();
    one_line(out, expr);
    if column(out) + after > MAX {
        out.truncate(start);
        broken(out, expr, indent);
    }
}

/// Adds `expr` on one line.
pub(crate) fn one_line(out: &mut String, expr: &Expr<'_>) {
    match expr {
        Expr::Text(text) => push_literal(out, text),
        Expr::Word(word) => out.push_str(word),
        Expr::List(items) => {
            out.push_str("&[");
            separated(out, items);
            out.push(']');
        }
        Expr::Tuple(items) => {
            out.push('(');
            separated(out, items);
            out.push(')');
        }
        Expr::Call(function, items) => {
            out.push_str(function);
            out.push('(');
            separated(out, items);
            out.push(')');
        }
        Expr::Struct(path, fields) => {
            out.push_str(path);
            out.push_str(" {");
            for (position, (name, value)) in fields.iter().enumerate() {
                out.push_str(if position > 0 { ", " } else { " " });
                out.push_str(name);
                out.push_str(": ");
                one_line(out, value);
            }
            out.push_str(" }");
        }
    }
}

fn separated(out: &mut String, items: &[Expr<'_>]) {
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            out.push_str(", ");
        }
        one_line(out, item);
    }
}

fn call_line(out: &mut String, (method, arguments): &Call<'_>) {
    out.push('.');
    out.push_str(method);
    out.push('(');
    separated(out, arguments);
    out.push(')');
}

/// Adds `expr` on several lines, if it has parts.
pub(crate) fn broken(out: &mut String, expr: &Expr<'_>, indent: usize) {
    match expr {
        Expr::Text(_) | Expr::Word(_) => one_line(out, expr),
        Expr::List(items) => {
            out.push('&');
            delimited(out, "[", items, "]", indent);
        }
        Expr::Tuple(items) => delimited(out, "(", items, ")", indent),
        Expr::Call(function, items) => {
            out.push_str(function);
            delimited(out, "(", items, ")", indent);
        }
        Expr::Struct(path, fields) => {
            out.push_str(path);
            out.push_str(" {");
            for (name, value) in fields {
                below(out, indent + 4);
                out.push_str(name);
                out.push_str(": ");
                put(out, value, indent + 4, 1);
                out.push(',');
            }
            below(out, indent);
            out.push('}');
        }
    }
}

fn delimited(out: &mut String, open: &str, items: &[Expr<'_>], close: &str, indent: usize) {
    out.push_str(open);
    match items {
        [only] if !matches!(only, Expr::Text(_) | Expr::Word(_)) => {
            broken(out, only, indent);
            out.push_str(close);
            return;
        }
        _ if items.iter().all(is_short) => {
            below(out, indent + 4);
            fill(out, items.len(), indent + 4, MAX, |out, at| {
                if let Some(item) = items.get(at) {
                    one_line(out, item);
                }
            });
        }
        _ => {
            for item in items {
                below(out, indent + 4);
                put(out, item, indent + 4, 1);
                out.push(',');
            }
        }
    }
    below(out, indent);
    out.push_str(close);
}

/// Adds items line by line, as many as fit on each, each with a comma.
pub(crate) fn fill(
    out: &mut String,
    count: usize,
    indent: usize,
    max: usize,
    item: impl Fn(&mut String, usize),
) {
    for at in 0..count {
        let start = out.len();
        if at > 0 {
            out.push(' ');
        }
        item(out, at);
        out.push(',');
        if at > 0 && column(out) > max {
            out.truncate(start);
            below(out, indent);
            item(out, at);
            out.push(',');
        }
    }
}

fn is_short(expr: &Expr<'_>) -> bool {
    match expr {
        Expr::Text(text) => width(text) + 2 <= SHORT,
        Expr::Word(word) => word.len() <= SHORT && !word.contains("::"),
        _ => false,
    }
}

/// Adds a chain that does not fit on one line.
fn chain(out: &mut String, of: &Chain<'_>, indent: usize, after: usize) {
    let Some((last, others)) = of.calls.split_last() else {
        return put(out, &of.head, indent, after);
    };
    let start = out.len();
    one_line(out, &of.head);
    // The head leaves room for what follows the chain.
    if column(out) + after > MAX {
        out.truncate(start);
        broken(out, &of.head, indent);
        for call in others {
            below(out, indent);
            put_call(out, call, indent, 0);
        }
        below(out, indent);
        put_last(out, last, indent, after);
        return;
    }
    let head_end = out.len();
    others.iter().for_each(|call| call_line(out, call));
    if opens_at_the_end(out, last, indent, after) {
        return;
    }
    out.truncate(head_end);
    for call in others {
        below(out, indent + 4);
        put_call(out, call, indent + 4, 0);
    }
    below(out, indent + 4);
    put_call(out, last, indent + 4, after);
}

/// Adds the last call of a chain whose head is broken. For rustfmt it could stand behind the head's `)`; there it counts
/// the indentation twice, and breaks the call if that makes five lines and more of it.
fn put_last(out: &mut String, last: &Call<'_>, indent: usize, after: usize) {
    let start = out.len();
    call_line(out, last);
    let line = out.get(start..).map_or(0, width);
    if 2 * indent + line + after <= MAX || last.1.is_empty() {
        return;
    }
    let whole = out.get(start..).unwrap_or_default().to_owned();
    out.truncate(start);
    call_broken(out, last, indent);
    let lines = out.get(start..).unwrap_or_default().lines().count();
    if lines < 5 && indent + line + after <= MAX {
        out.truncate(start);
        out.push_str(&whole);
    }
}

/// Adds the last call of a chain to a line that holds all others, if only its arguments have to be broken and that
/// saves lines.
fn opens_at_the_end(out: &mut String, last: &Call<'_>, indent: usize, after: usize) -> bool {
    if last.1.is_empty() {
        return false;
    }
    let start = out.len();
    call_broken(out, last, indent);
    let (lines, first_fits) = {
        let text = out.get(start..).unwrap_or_default();
        let before = column(out.get(..start).unwrap_or_default());
        let first = text.lines().next().map_or(0, width);
        (text.lines().count(), before + first + after <= MAX)
    };
    if !first_fits {
        return false;
    }
    if lines >= 5 {
        return true;
    }
    let mut own = String::new();
    spaces(&mut own, indent + 4);
    put_call(&mut own, last, indent + 4, after);
    own.lines().count() >= lines
}

fn put_call(out: &mut String, call: &Call<'_>, indent: usize, after: usize) {
    let start = out.len();
    call_line(out, call);
    if column(out) + after > MAX {
        out.truncate(start);
        call_broken(out, call, indent);
    }
}

fn call_broken(out: &mut String, (method, arguments): &Call<'_>, indent: usize) {
    out.push('.');
    out.push_str(method);
    delimited(out, "(", arguments, ")", indent);
}

/// Ends the line and begins one at this indentation.
fn below(out: &mut String, indent: usize) {
    out.push('\n');
    spaces(out, indent);
}

/// How many columns of the last line are in use.
fn column(out: &str) -> usize {
    width(out.rfind('\n').and_then(|at| out.get(at + 1..)).unwrap_or(out))
}
