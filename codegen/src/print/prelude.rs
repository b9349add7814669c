//! The prelude: every trait of an API for one `use`, sorted as rustfmt sorts imports.

use super::expr::fill;
use super::page::{MAX, Page};
use super::{Part, Printer};
use crate::plan::ModulePlan;

impl<'a> Printer<'_, 'a> {
    /// The prelude where modules may be left out: one line for each trait.
    fn prelude_of_some(&self, page: &mut Page) {
        let mut active = self.active();
        active.sort_by(|one, other| in_use_order(one.ident, other.ident));
        page.blank();
        open(page);
        page.blank();
        self.part(page, Part::Client);
        page.line(&["pub use super::Modules as _;"]);
        self.part(page, Part::Blocking);
        page.line(&["pub use super::blocking::Modules as _;"]);
        for module in active {
            for (part, name, end) in [
                (Part::Client, module.api_trait, " as _;"),
                (Part::Blocking, module.blocking_trait, " as _;"),
                (Part::Server, module.backend_trait, ";"),
            ] {
                page.blank();
                self.part_of(page, Some(part), module.feature);
                page.line(&["pub use super::", module.ident, "::", name, end]);
            }
        }
        page.close("}");
    }

    /// The module `prelude`.
    pub(super) fn prelude(&self, page: &mut Page) {
        if self.modules_vary() {
            return self.prelude_of_some(page);
        }
        let mut lists: Vec<(Part, Vec<String>)> = Vec::new();
        let mut active = self.active();
        active.sort_by(|one, other| in_use_order(one.ident, other.ident));
        if active.is_empty() {
            return;
        }
        let each = |of: fn(&ModulePlan<'a>) -> &'a str, suffix: &str| -> Vec<String> {
            active.iter().map(|module| [module.ident, "::", of(module), suffix].concat()).collect()
        };
        if self.has(Part::Client) {
            let mut list = each(|module| module.api_trait, " as _");
            list.insert(0, "Modules as _".to_owned());
            lists.push((Part::Client, list));
        }
        if self.has(Part::Blocking) {
            let mut list = each(|module| module.blocking_trait, " as _");
            list.push("blocking::Modules as _".to_owned());
            list.sort_by(|one, other| in_use_order(one, other));
            lists.push((Part::Blocking, list));
        }
        if self.has(Part::Server) {
            lists.push((Part::Server, each(|module| module.backend_trait, "")));
        }
        page.blank();
        open(page);
        for (part, list) in lists {
            page.blank(); // or rustfmt would sort what belongs to different features into one block
            self.part(page, part);
            if let [only] = list.as_slice() {
                page.line(&["pub use super::", only, ";"]);
                continue;
            }
            let line = ["pub use super::{", &list.join(", "), "};"];
            // rustfmt keeps two columns free here, and one below.
            if page.fits(&[&line.concat(), "  "]) {
                page.line(&line);
                continue;
            }
            page.open(&["pub use super::{"]);
            page.start();
            let indent = page.indent();
            fill(&mut page.text, list.len(), indent, MAX - 1, |out, at| {
                out.push_str(list.get(at).map_or("", String::as_str));
            });
            page.blank();
            page.close("};");
        }
        page.close("}");
    }
}

/// The head of the module, with the trait of all requests, which every example needs for `INFO`.
fn open(page: &mut Page) {
    page.line(&["/// Every trait, for one `use`."]);
    page.open(&["pub mod prelude {"]);
    page.line(&["pub use super::rt::Action;"]);
}

/// The order in which rustfmt sorts imports: letter by letter, underscores first, numbers by value.
fn in_use_order(one: &str, other: &str) -> std::cmp::Ordering {
    let key = |text: &str| -> Vec<(u8, u64, char)> {
        let mut parts: Vec<(u8, u64, char)> = Vec::with_capacity(text.len());
        for letter in text.chars() {
            match (letter.to_digit(10), parts.last_mut()) {
                (Some(digit), Some((1, number, _))) => {
                    *number = number.saturating_mul(10).saturating_add(digit.into());
                }
                (Some(digit), _) => parts.push((1, digit.into(), ' ')),
                (None, _) if letter == '_' => parts.push((0, 0, '_')),
                // Segments of a path are compared one by one: the end of a name comes before any letter.
                (None, _) if letter == ':' => parts.push((0, 0, ' ')),
                (None, _) => parts.push((2, 0, letter)),
            }
        }
        parts
    };
    key(one).cmp(&key(other))
}
