//! Printer: from the plan to Rust code in one simple layout, which rustfmt is told to leave alone. The printer
//! decides only where lines break, by the length of the output.
//!
//! The output is text, not tokens: text is what is committed, parsed by the macro and read by people, and it is fast
//! to write. All text from users passes through `plan::text` (comments) or [`literal`] (literals).

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

use crate::package::Package;
use crate::plan::{self, Plan};
use page::Page;

/// Layout of the generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Sources of a crate: a root, one file per module, `cfg` attributes for the features `client`, `blocking` and
    /// `server`.
    Crate,
    /// Single text for a macro or a build script, without `cfg` attributes: parts that [`Options`] exclude are not
    /// printed.
    Inline,
}

/// Options of the generator: the layout, and the parts to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// Layout of the generated code. Default: inline.
    pub layout: Layout,
    /// Inline layout: whether to print the client traits and the client.
    pub client: bool,
    /// Inline layout: whether to print the blocking client traits and the blocking client.
    pub blocking: bool,
    /// Inline layout: whether to print the server traits and the router.
    pub server: bool,
}

impl Options {
    /// Sources of a crate; its features decide what is compiled.
    pub const CRATE: Self = Self { layout: Layout::Crate, client: true, blocking: true, server: true };

    /// Inline layout with types and an async client.
    pub const INLINE: Self = Self { layout: Layout::Inline, client: true, blocking: false, server: false };
}

impl Default for Options {
    fn default() -> Self {
        Self::INLINE
    }
}

/// Output of the generator: the files of one API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Files: the root first, then the errors, the API's own types, and the modules in the order of the spec.
    pub files: Vec<OutputFile>,
}

/// A generated file of Rust code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Path in the crate, such as `src/user.rs`.
    pub path: String,
    /// Formatted Rust code of the file.
    pub text: String,
}

/// Generates Rust code from an API, for its usual package if it is a crate. The diagnostics are about names: name
/// collisions, or names without a valid Rust name.
pub fn generate(api: &Api, options: &Options) -> Result<Generated, Vec<Diagnostic>> {
    print(api, options, &Package::of(api))
}

/// Generates the sources of a crate, like [`generate`], for a package of its own.
pub fn generate_package(api: &Api, package: &Package) -> Result<Generated, Vec<Diagnostic>> {
    print(api, &Options::CRATE, package)
}

fn print(api: &Api, options: &Options, package: &Package) -> Result<Generated, Vec<Diagnostic>> {
    let names = names::choose(api)?;
    let plan = plan::plan(api, &names, package);
    let printer = Printer { plan: &plan, options };
    let files = match options.layout {
        Layout::Crate => printer.files(),
        Layout::Inline => vec![OutputFile { path: [&api.id, ".rs"].concat(), text: printer.inline() }],
    };
    Ok(Generated { files })
}

/// Printer of one run.
struct Printer<'p, 'a> {
    plan: &'p Plan<'a>,
    options: &'p Options,
}

/// A part of the output that can be left out.
#[derive(Clone, Copy)]
enum Side {
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
            // An action with its types takes about 4 kB; the text grows if it takes more.
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

    /// Adds the attribute that keeps rustfmt away from a file, whether rustfmt formats the crate or this file only.
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

    fn has(&self, part: Side) -> bool {
        self.is_crate()
            || match part {
                Side::Client => self.options.client,
                Side::Blocking => self.options.blocking,
                Side::Server => self.options.server,
            }
    }
}
