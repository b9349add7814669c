//! The printer: from the plan to Rust text in one plain layout, which rustfmt is told to leave alone. It decides nothing but
//! where lines break, by the length of what it prints and nothing else.
//!
//! Text, not tokens: a text is what is committed, what the macro parses and what people read, and writing it directly
//! is fast. Everything that is user's text goes through `plan::text` (comments) or [`literal`] (literals).

mod actions;
mod constructor;
mod expr;
mod items;
mod literal;
mod module;
mod page;
mod parts;
mod prelude;
mod root;

use bindery_model::Api;
use bindery_model::diagnostic::Diagnostic;
use bindery_model::names;

use crate::plan::{self, Plan};
use page::Page;

/// How the output is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layout {
    /// The sources of a crate: a root, one file a module, `cfg` attributes for the features `client`, `blocking` and
    /// `server`.
    Crate,
    /// One text for a macro or a build script, without `cfg` attributes: what [`Options`] leave out is not there.
    Inline,
}

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// How it is laid out.
    pub layout: Layout,
    /// Inline: the client traits and the client.
    pub client: bool,
    /// Inline: the blocking client traits and the blocking client.
    pub blocking: bool,
    /// Inline: the server traits and the router.
    pub server: bool,
}

impl Options {
    /// The sources of a crate; its features decide what is compiled.
    pub const CRATE: Self = Self { layout: Layout::Crate, client: true, blocking: true, server: true };

    /// One text with types and a client.
    pub const INLINE: Self = Self { layout: Layout::Inline, client: true, blocking: false, server: false };
}

impl Default for Options {
    fn default() -> Self {
        Self::INLINE
    }
}

/// What was generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The files: the root first, then the errors, the API's own types, and the modules in the order of the spec.
    pub files: Vec<OutputFile>,
}

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path inside the crate, such as `src/user.rs`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Generates Rust from an API. The diagnostics are about names: two that become one, or one that becomes none.
pub fn generate(api: &Api, options: &Options) -> Result<Generated, Vec<Diagnostic>> {
    let names = names::choose(api)?;
    let plan = plan::plan(api, &names);
    let printer = Printer { plan: &plan, options };
    let files = match options.layout {
        Layout::Crate => printer.files(),
        Layout::Inline => vec![OutputFile { path: [&api.id, ".rs"].concat(), text: printer.inline() }],
    };
    Ok(Generated { files })
}

/// One run of the printer.
struct Printer<'p, 'a> {
    plan: &'p Plan<'a>,
    options: &'p Options,
}

/// A part of the output that a user may leave out.
#[derive(Clone, Copy)]
enum Part {
    Client,
    Blocking,
    Server,
}

impl Printer<'_, '_> {
    fn files(&self) -> Vec<OutputFile> {
        let mut files = vec![self.file("lib", 8 << 10, |page| self.root(page))];
        files.push(self.file("errors", 8 << 10, |page| self.errors(page)));
        if !self.plan.types.is_empty() {
            files.push(self.file("types", 1 << 10, |page| self.shared_types(page)));
        }
        for module in &self.plan.modules {
            // An action with its types takes some 4 kB; the text grows by itself where that is not so.
            let capacity = 4096 * (module.module.actions.len() + 1);
            files.push(self.file(module.ident, capacity, |page| self.module(page, module)));
        }
        files
    }

    fn file(&self, name: &str, capacity: usize, print: impl FnOnce(&mut Page)) -> OutputFile {
        let mut page = Page::new(capacity);
        print(&mut page);
        OutputFile { path: ["src/", name, ".rs"].concat(), text: page.text }
    }

    /// Keeps rustfmt away from a file, however it is started: with the crate, or by an editor on this file alone.
    fn unformatted(&self, page: &mut Page) {
        if self.is_crate() {
            page.blank();
            page.line(&["#![cfg_attr(rustfmt, rustfmt::skip)]"]);
        }
    }

    fn inline(&self) -> String {
        let actions: usize = self.plan.modules.iter().map(|plan| plan.module.actions.len()).sum();
        let mut page = Page::new(4096 * (actions + 4));
        self.root(&mut page);
        page.text
    }

    fn is_crate(&self) -> bool {
        self.options.layout == Layout::Crate
    }

    fn has(&self, part: Part) -> bool {
        self.is_crate()
            || match part {
                Part::Client => self.options.client,
                Part::Blocking => self.options.blocking,
                Part::Server => self.options.server,
            }
    }
}
