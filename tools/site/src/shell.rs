//! The frame of every page: head, bar with the search box, side bar, foot.

use maud::{DOCTYPE, Markup, html};

use crate::context::Context;
use crate::{parts, words};

/// What every page says of how it was made.
pub const GENERATOR: &str = "Bindery, from an API spec";

/// A page in its frame.
pub(crate) struct Shell<'a> {
    /// The title of the page.
    pub(crate) title: &'a str,
    /// What the page is about, for lists of pages.
    pub(crate) about: &'a str,
    /// The way from the page to the site's root.
    pub(crate) root: &'a str,
    /// The files with what can be searched, from the page.
    pub(crate) indexes: Vec<String>,
    /// The side bar; none where there is nothing to go to.
    pub(crate) side: Option<Markup>,
    /// The name beside the site's own, with its address.
    pub(crate) api: Option<(&'a str, String)>,
    /// What the page says.
    pub(crate) main: Markup,
}

impl Shell<'_> {
    /// The whole page.
    pub(crate) fn render(&self) -> String {
        let asset = |name: &str| format!("{}assets/{name}", self.root);
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="generator" content=(GENERATOR);
                    meta name="description" content=(self.about);
                    title { (self.title) }
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href=(asset("site.css"));
                    script src=(asset("first.js")) {}
                    script defer src=(asset("site.js")) {}
                    script defer src=(asset("search.js")) {}
                }
                body class=(if self.side.is_some() { "with-side" } else { "" }) {
                    a.skip href="#_main" { "Skip to the content" }
                    (self.bar())
                    @if let Some(side) = &self.side {
                        nav #_side aria-label="Contents" { (side) }
                    }
                    p #_said.hidden role="status" {}
                    main #_main tabindex="-1" { (self.main) }
                    footer {
                        p {
                            "Made by Bindery from an API spec. Sentences are Bindery's own; names, paths and codes are the "
                            "vendor's."
                        }
                    }
                }
            }
        };
        page.into_string()
    }

    fn bar(&self) -> Markup {
        let indexes = self.indexes.join(" ");
        html! {
            header.bar {
                @if self.side.is_some() {
                    button.menu type="button" aria-expanded="false" aria-controls="_side" { "Menu" }
                }
                p.brand {
                    a href=(format!("{}index.html", self.root)) { "Bindery" }
                    @if let Some((api, address)) = &self.api {
                        span aria-hidden="true" { "/" }
                        a.api href=(address) { (api) }
                    }
                }
                search.search data-indexes=(indexes) {
                    label.hidden for="_search" { "Search modules, actions, parameters, fields, codes and types" }
                    input #_search type="search" placeholder="Search" autocomplete="off" spellcheck="false"
                        role="combobox" aria-expanded="false" aria-controls="_results" aria-autocomplete="list";
                    kbd aria-hidden="true" { "/" }
                    ul #_results role="listbox" aria-label="Results" hidden {}
                    p #_found.hidden role="status" {}
                }
                button.theme type="button" { span.hidden { "Dark colours" } span.face aria-hidden="true" {} }
            }
        }
    }
}

/// Which page of an API the side bar is on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// One of its own pages, by file name.
    Page(&'static str),
    /// That of a module.
    Module(usize),
    /// That of a module's types.
    Types(usize),
}

/// The pages that every API has, with their titles.
pub(crate) const PAGES: [(&str, &str); 5] = [
    ("index.html", "Overview"),
    ("authentication.html", "Authentication"),
    ("errors.html", "Errors"),
    ("types.html", "Types"),
    ("sources.html", "Sources and notes"),
];

/// The side bar of an API: its pages, its modules, and the actions of the module that is open.
pub(crate) fn side(context: &Context<'_>, place: Place) -> Markup {
    html! {
        ul {
            @for (file, title) in PAGES {
                li { a href=(context.page(file)) aria-current=[(place == Place::Page(file)).then_some("page")] { (title) } }
            }
        }
        p.heading { "Modules" }
        ul {
            @for (id, module) in context.api.modules.iter().enumerate() {
                @let open = place == Place::Module(id) || place == Place::Types(id);
                li {
                    a href=(context.module(id)) aria-current=[(place == Place::Module(id)).then_some("page")] {
                        (module.name)
                        @if module.inbound { " " span.inbound { "inbound" } }
                    }
                    @if open { (actions(context, id, place)) }
                }
            }
        }
    }
}

fn actions(context: &Context<'_>, id: usize, place: Place) -> Markup {
    let Some(module) = context.api.modules.get(id) else { return html! {} };
    html! {
        ul.actions {
            @for known in module.known() {
                li {
                    a href=(context.action(id, known.name())) {
                        span.name { (known.name()) }
                        @if let Some(word) = words::mark(known) { (parts::mark(word)) }
                    }
                }
            }
            @if !module.types.is_empty() { li { a href=(context.types(id)) aria-current=[(place == Place::Types(id)).then_some("page")] { span.name { "Types" } span.count { (module.types.len()) } } } }
        }
    }
}
