//! The index page of the site: the list of APIs.

use bindery_model::{Api, Coverage};
use maud::{Markup, html};

use crate::context::slug;
use crate::overview::Counts;
use crate::{parts, words};

/// Renders the page.
pub(crate) fn page(apis: &[&Api]) -> Markup {
    html! {
        header.intro {
            h1 { "API reference" }
            p { "Every action of these APIs with its parameters, responses and errors, and the evidence for each." }
        }
        ul.cards.apis {
            @for api in apis {
                @let counts = Counts::count(api);
                @let listed = counts.by_coverage.get(&Coverage::Listed).copied().unwrap_or_default();
                li {
                    h2 { a href=(format!("{}/index.html", slug(&api.id))) { (api.title) } }
                    (parts::paragraph(&api.about))
                    p.small {
                        (words::count(api.modules.len(), "module")) " · " (words::count(counts.actions, "action")) " · " (counts.callable) " callable"
                        @if listed > 0 { " · " (listed) " listed only" }
                    }
                    ul.tags { @for module in &api.modules { li { a href=(format!("{}/modules/{}.html", slug(&api.id), slug(&module.name))) { (module.name) } } } }
                }
            }
        }
    }
}
