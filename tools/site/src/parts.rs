//! Building blocks of all pages: texts, permalinks, marks, evidence, deviations, blocks of code.

use bindery_model::{Deprecation, Deviation, Evidence, Grade, Method, Scalar, Type};
use bindery_vocabulary::json::JsonValue;
use maud::{Markup, html};

use crate::context::PageContext;
use crate::highlight::Language;
use crate::words;

/// Formats JSON for an example: values that fit on one line stay on one line.
pub(crate) fn pretty(json: &JsonValue) -> String {
    json.pretty(56)
}

/// Renders a text of the spec. Text between backticks is code.
pub(crate) fn text(text: &str) -> Markup {
    let clear = text.matches('`').count().is_multiple_of(2);
    html! {
        @for (position, part) in text.split('`').enumerate() {
            @if !clear && position > 0 { "`" }
            @if clear && !position.is_multiple_of(2) { code { (part) } } @else { (part) }
        }
    }
}

/// Renders a text as a paragraph; nothing if it is empty.
pub(crate) fn paragraph(about: &str) -> Markup {
    html! { @if !about.is_empty() { p { (text(about)) } } }
}

/// Renders a deprecation: that it is one, and what to do instead.
pub(crate) fn deprecated(deprecation: &Deprecation) -> Markup {
    text(&deprecation.sentence())
}

/// Renders short sentences in one line.
pub(crate) fn properties(metadata: &[Markup]) -> Markup {
    html! {
        @if !metadata.is_empty() {
            p.small { @for (position, detail) in metadata.iter().enumerate() { @if position > 0 { " " } (detail) } }
        }
    }
}

/// Renders the link of an anchor to itself.
pub(crate) fn permalink(anchor: &str, what: &str) -> Markup {
    html! { a.permalink href=(format!("#{anchor}")) aria-label=(format!("Link to {what}")) { "#" } }
}

/// Renders an HTTP method in its color.
pub(crate) fn method(method: Method) -> Markup {
    html! { span class=(format!("method {}", words::method_class(method))) { (method.text()) } }
}

/// Renders a small mark, such as `new`. Its CSS class is the word, with hyphens for spaces.
pub(crate) fn mark(word: &str) -> Markup {
    html! { span class=(format!("mark {}", word.replace(' ', "-"))) { (word) } }
}

/// Renders a type expression with a link to each named type.
pub(crate) fn type_name(context: &PageContext<'_>, ty: &Type) -> Markup {
    html! {
        @match ty {
            Type::Scalar(scalar) => (scalar.label()),
            Type::Named(id) => @if let Some(def) = context.api.types.get(*id) {
                a href=(context.named(*id)) { (def.name) }
            },
            Type::List(entry) => { "list of " (type_name(context, entry)) },
            Type::Map(key, entry) if **key == Type::Scalar(Scalar::String) => {
                "map of " (type_name(context, entry))
            },
            Type::Map(key, entry) => {
                "map of " (type_name(context, entry)) " by " (type_name(context, key))
            },
            Type::Nullable(item) => { (type_name(context, item)) " or null" },
        }
    }
}

/// Renders evidence as a list below a summary.
pub(crate) fn evidence(context: &PageContext<'_>, evidence: &[Evidence]) -> Markup {
    html! {
        @if !evidence.is_empty() {
            details.evidence {
                summary { "Evidence" span.count { (evidence.len()) } }
                (evidence_list(context, evidence))
            }
        }
    }
}

/// Renders evidence as a list.
pub(crate) fn evidence_list(context: &PageContext<'_>, evidence: &[Evidence]) -> Markup {
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

/// Renders evidence in one line.
pub(crate) fn short_evidence(context: &PageContext<'_>, evidence: &[Evidence]) -> Markup {
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

fn source(context: &PageContext<'_>, evidence: &Evidence) -> Markup {
    let anchor = crate::context::anchor(&["_source", &evidence.source]);
    html! {
        a href=(context.page(&format!("sources.html#{anchor}"))) { (evidence.source) }
        @if evidence.first == evidence.last { ", line " (evidence.first) }
        @else { ", lines " (evidence.first) "–" (evidence.last) }
    }
}

/// Renders the deviations of the spec from the documents, with their reasons.
pub(crate) fn deviations(deviations: &[Deviation]) -> Markup {
    html! {
        @for one in deviations {
            div.deviation {
                p { strong { "Deviates from the vendor's documents." } " Documented: " (text(&one.from)) ". Reason: " (text(&one.because)) "." }
            }
        }
    }
}

/// Renders a block of code with its title and a copy button.
pub(crate) fn code(context: &PageContext<'_>, title: &str, language: Language, text: &str) -> Markup {
    html! { figure.code { (code_head(title, &html! {})) (code_body(context, language, text)) } }
}

/// Renders a block of code with wrapped lines, for commands that are copied rather than read.
pub(crate) fn wrapped_code(context: &PageContext<'_>, title: &str, language: Language, text: &str) -> Markup {
    html! { figure.code { (code_head(title, &html! {})) (pre(context, language, text, true)) } }
}

/// Renders the head of a block of code.
pub(crate) fn code_head(title: &str, extra: &Markup) -> Markup {
    html! {
        figcaption {
            span.title { (title) }
            (extra)
            button.copy type="button" aria-label=(format!("Copy: {title}")) { "Copy" }
        }
    }
}

/// Renders the code of a block. A single line is wrapped; longer code scrolls, so it can receive keyboard focus.
pub(crate) fn code_body(context: &PageContext<'_>, language: Language, text: &str) -> Markup {
    pre(context, language, text, !text.contains('\n'))
}

fn pre(context: &PageContext<'_>, language: Language, text: &str, wrap: bool) -> Markup {
    html! { pre class=[wrap.then_some("wrap")] tabindex="0" { code { (context.highlighter.mark(language, text)) } } }
}
