//! The reference site: from the models of APIs to static pages that work from a disk, without a server or a network.
//!
//! ```text
//! index.html                    which APIs there are
//! assets/                       one style sheet, three small scripts
//! API/index.html                an overview; authentication, errors, types, sources beside it
//! API/modules/MODULE.html       the actions of a module
//! API/types/MODULE.html         its types
//! API/search.js                 what the search box looks through
//! ```
//!
//! Pages are functions from the model to [`maud`] markup, which escapes whatever is put into it. Nothing here knows an API
//! by name; sentences come from the specs. Digests and signatures in examples are worked out by the runtime (`signing`),
//! examples in Rust are made of the names that the generator has chosen ([`bindery_codegen::calls`]).

mod action;
mod authentication;
mod context;
mod curl;
mod errors;
mod fields;
mod highlight;
mod index;
mod module;
mod overview;
mod parts;
mod rust;
mod samples;
mod search;
mod shell;
mod signing;
mod sources;
mod types;
mod words;

use bindery_codegen::calls;
use bindery_model::Api;
use bindery_model::diagnostic::Diagnostic;
use maud::Markup;

use context::{Context, slug};
use highlight::Highlighter;
pub use shell::GENERATOR;
use shell::{PAGES, Place, Shell};
use signing::Signatures;

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path from the site's folder, with forward slashes.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// The files that do not depend on any API.
const ASSETS: [(&str, &str); 4] = [
    ("assets/site.css", include_str!("../assets/site.css")),
    ("assets/first.js", include_str!("../assets/first.js")),
    ("assets/site.js", include_str!("../assets/site.js")),
    ("assets/search.js", include_str!("../assets/search.js")),
];

/// The site with the pages of APIs, and the page that leads to them.
#[derive(Debug, Default)]
pub struct Site<'a> {
    apis: Vec<&'a Api>,
    files: Vec<File>,
}

impl<'a> Site<'a> {
    /// A site without APIs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the pages of an API.
    ///
    /// # Errors
    /// Reports every name that cannot be chosen in Rust, since examples in Rust are a part of the pages.
    pub fn add(&mut self, api: &'a Api) -> Result<(), Vec<Diagnostic>> {
        let calls = calls(api)?;
        let signatures = Signatures::new(api);
        let highlighter = Highlighter::shared();
        let context = |base| Context { api, calls: &calls, signatures: &signatures, highlighter, base };
        let folder = slug(&api.id);
        let pages: [fn(&Context<'_>) -> Markup; 5] =
            [overview::page, authentication::page, errors::page, types::page, sources::page];
        for ((file, title), page) in PAGES.into_iter().zip(pages) {
            let context = context("");
            let main = page(&context);
            let text = frame(&context, title, &api.about, "../", Place::Page(file), main);
            self.files.push(File { path: format!("{folder}/{file}"), text });
        }
        for (id, module) in api.modules.iter().enumerate() {
            let context = context("../");
            let main = module::page(&context, id);
            let text = frame(&context, &module.name, &module.about, "../../", Place::Module(id), main);
            self.files.push(File { path: format!("{folder}/modules/{}.html", slug(&module.name)), text });
            if !module.types.is_empty() {
                let title = format!("Types of {}", module.name);
                let text = frame(
                    &context,
                    &title,
                    &module.about,
                    "../../",
                    Place::Types(id),
                    types::of_module(&context, id),
                );
                self.files.push(File { path: format!("{folder}/types/{}.html", slug(&module.name)), text });
            }
        }
        self.files.push(File { path: format!("{folder}/search.js"), text: search::script(api) });
        self.apis.push(api);
        Ok(())
    }

    /// All files of the site.
    pub fn finish(mut self) -> Vec<File> {
        let indexes = self.apis.iter().map(|api| format!("{}/search.js", slug(&api.id)));
        let shell = Shell {
            title: "API reference",
            about: "What these APIs are, action by action, and how we know.",
            root: "",
            indexes: indexes.collect(),
            side: None,
            api: None,
            main: index::page(&self.apis),
        };
        self.files.insert(0, File { path: "index.html".to_owned(), text: shell.render() });
        let assets =
            ASSETS.iter().map(|(path, text)| File { path: (*path).to_owned(), text: (*text).to_owned() });
        self.files.extend(assets);
        for file in &mut self.files {
            // Pages say who made them in their head; these say so in a comment.
            let comment = match file.path.rsplit('.').next() {
                Some("css") => format!("/* {GENERATOR} */\n"),
                Some("js") => format!("// {GENERATOR}\n"),
                _ => continue,
            };
            file.text.insert_str(0, &comment);
        }
        self.files
    }
}

fn frame(context: &Context<'_>, title: &str, about: &str, root: &str, place: Place, main: Markup) -> String {
    let title = format!("{title} · {}", context.api.title);
    let shell = Shell {
        title: &title,
        about: module::first_sentence(about),
        root,
        indexes: vec![context.page("search.js")],
        side: Some(shell::side(context, place)),
        api: Some((&context.api.title, context.page("index.html"))),
        main,
    };
    shell.render()
}
