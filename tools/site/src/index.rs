//! The first page of the site: which APIs there are.

use bindery_model::{Api, Coverage};
use maud::{Markup, html};

use crate::context::slug;
use crate::overview::Counts;
use crate::{parts, words};

/// What the page says.
pub(crate) fn page(apis: &[&Api]) -> Markup {
    html! {
        header.intro {
            h1 { "API reference" }
            p { "What these APIs are, action by action: what goes in, what comes out, what can fail, and how we know." }
        }
        ul.cards.apis {
            @for api in apis {
                @let counts = Counts::of(api);
                @let listed = counts.by_coverage.get(&Coverage::Listed).copied().unwrap_or_default();
                li {
                    h2 { a href=(format!("{}/index.html", slug(&api.id))) { (api.title) } }
                    (parts::paragraph(&api.about))
                    p.small {
                        (words::count(api.modules.len(), "module")) " · " (words::count(counts.actions, "action")) " · " (counts.callable) " callable"
                        @if listed > 0 { " · " (listed) " only listed" }
                    }
                    ul.tags { @for module in &api.modules { li { a href=(format!("{}/modules/{}.html", slug(&api.id), slug(&module.name))) { (module.name) } } } }
                }
            }
        }
    }
}
