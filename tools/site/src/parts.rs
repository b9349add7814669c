//! The parts that all pages are made of: texts, permalinks, marks, evidence, deviations, blocks of code.

use bindery_model::{Deviation, Evidence, Grade, Method, Type};
use bindery_vocabulary::json::Json;
use maud::{Markup, html};

use crate::context::Context;
use crate::highlight::Language;
use crate::words;

/// JSON as people read it: what fits on one line of an example stands on one.
pub(crate) fn pretty(json: &Json) -> String {
    json.pretty(56)
}

/// A text of the spec: what stands between backticks is code.
pub(crate) fn text(text: &str) -> Markup {
    let clear = text.matches('`').count().is_multiple_of(2);
    html! {
        @for (position, part) in text.split('`').enumerate() {
            @if !clear && position > 0 { "`" }
            @if clear && !position.is_multiple_of(2) { code { (part) } } @else { (part) }
        }
    }
}

/// A text as a paragraph; nothing when it is empty.
pub(crate) fn paragraph(about: &str) -> Markup {
    html! { @if !about.is_empty() { p { (text(about)) } } }
}

/// Short sentences, in one line.
pub(crate) fn facts(facts: &[Markup]) -> Markup {
    html! {
        @if !facts.is_empty() {
            p.small { @for (position, fact) in facts.iter().enumerate() { @if position > 0 { " " } (fact) } }
        }
    }
}

/// The link of a place to itself.
pub(crate) fn permalink(anchor: &str, what: &str) -> Markup {
    html! { a.permalink href=(format!("#{anchor}")) aria-label=(format!("Link to {what}")) { "#" } }
}

/// A method, coloured.
pub(crate) fn method(method: Method) -> Markup {
    html! { span class=(format!("method {}", words::method_class(method))) { (method.text()) } }
}

/// A small mark, such as `new`; its class is its word.
pub(crate) fn mark(word: &str) -> Markup {
    html! { span class=(format!("mark {}", word.replace(' ', "-"))) { (word) } }
}

/// A type expression, with a link to each named type.
pub(crate) fn type_name(context: &Context<'_>, ty: &Type) -> Markup {
    html! {
        @match ty {
            Type::Scalar(scalar) => (scalar.label()),
            Type::Named(id) => @if let Some(def) = context.api.types.get(*id) {
                a href=(context.named(*id)) { (def.name) }
            },
            Type::List(entry) => { "list of " (type_name(context, entry)) },
            Type::Map(entry) => { "map of " (type_name(context, entry)) },
        }
    }
}

/// Evidence, line by line, behind a summary.
pub(crate) fn evidence(context: &Context<'_>, evidence: &[Evidence]) -> Markup {
    html! {
        @if !evidence.is_empty() {
            details.evidence {
                summary { "Evidence" span.count { (evidence.len()) } }
                (evidence_list(context, evidence))
            }
        }
    }
}

/// Evidence, line by line.
pub(crate) fn evidence_list(context: &Context<'_>, evidence: &[Evidence]) -> Markup {
    html! {
        ul.lines {
            @for one in evidence {
                li {
                    (source(context, one))
                    @if one.grade != Grade::Full { " " span.grade { (words::grade(one.grade)) } }
                    @if !one.about.is_empty() { " — " (text(&one.about)) }
                }
            }
        }
    }
}

/// Evidence of something small, in one line.
pub(crate) fn short_evidence(context: &Context<'_>, evidence: &[Evidence]) -> Markup {
    html! {
        @if !evidence.is_empty() {
            p.small {
                "Evidence: "
                @for (position, one) in evidence.iter().enumerate() {
                    @if position > 0 { "; " }
                    (source(context, one))
                    @if one.grade != Grade::Full { " (" (words::grade(one.grade)) ")" }
                    @if !one.about.is_empty() { ": " (text(&one.about)) }
                }
            }
        }
    }
}

fn source(context: &Context<'_>, evidence: &Evidence) -> Markup {
    let anchor = crate::context::anchor(&["_source", &evidence.source]);
    html! {
        a href=(context.page(&format!("sources.html#{anchor}"))) { (evidence.source) }
        @if evidence.first == evidence.last { ", line " (evidence.first) }
        @else { ", lines " (evidence.first) "–" (evidence.last) }
    }
}

/// Where the spec departs from the documents, and why.
pub(crate) fn deviations(deviations: &[Deviation]) -> Markup {
    html! {
        @for one in deviations {
            div.deviation {
                p { strong { "Departs from the documents." } " They have: " (text(&one.from)) ". Because: " (text(&one.because)) "." }
            }
        }
    }
}

/// A block of code with its title and a button that copies it.
pub(crate) fn code(context: &Context<'_>, title: &str, language: Language, text: &str) -> Markup {
    html! { figure.code { (code_head(title, &html! {})) (code_body(context, language, text)) } }
}

/// The same, with long lines wrapped: for commands that are copied, not read.
pub(crate) fn wrapped_code(context: &Context<'_>, title: &str, language: Language, text: &str) -> Markup {
    html! { figure.code { (code_head(title, &html! {})) (pre(context, language, text, true)) } }
}

/// The head of a block of code.
pub(crate) fn code_head(title: &str, extra: &Markup) -> Markup {
    html! {
        figcaption {
            span.title { (title) }
            (extra)
            button.copy type="button" aria-label=(format!("Copy: {title}")) { "Copy" }
        }
    }
}

/// The code itself. It can be scrolled, so it can be reached by the keyboard. What is one line is wrapped instead.
pub(crate) fn code_body(context: &Context<'_>, language: Language, text: &str) -> Markup {
    pre(context, language, text, !text.contains('\n'))
}

fn pre(context: &Context<'_>, language: Language, text: &str, wrap: bool) -> Markup {
    html! { pre class=[wrap.then_some("wrap")] tabindex="0" { code { (context.highlighter.mark(language, text)) } } }
}
