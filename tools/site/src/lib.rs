//! The reference site: builds static pages from API models. The pages work from a disk, without a server or network.
//!
//! ```text
//! index.html                    list of the APIs
//! assets/                       one style sheet, three small scripts
//! API/index.html                overview; in the same folder: authentication, errors, types, sources
//! API/modules/MODULE.html       actions of a module
//! API/types/MODULE.html         types of a module
//! API/search.js                 search index of the API
//! ```
//!
//! Pages are functions from the model to [`maud`] markup, which escapes every inserted text. No code here depends on
//! the name of an API; the descriptions come from the specs. The runtime computes the digests and signatures of the
//! examples (`signing`); the Rust examples use the names that the generator chose ([`bindery_codegen::calls`]).

mod action;
mod authentication;
mod context;
mod curl;
mod errors;
mod fields;
mod highlight;
mod index;
mod made;
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

use context::{PageContext, slug};
use highlight::Highlighter;
pub use shell::GENERATOR;
use shell::{PAGES, PageLocation, Shell};
use signing::Signatures;

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path relative to the site's folder, with forward slashes.
    pub path: String,
    /// Content of the file: HTML, CSS or JavaScript.
    pub text: String,
}

/// Files that are the same for every site.
const ASSETS: [(&str, &str); 4] = [
    ("assets/site.css", include_str!("../assets/site.css")),
    ("assets/first.js", include_str!("../assets/first.js")),
    ("assets/site.js", include_str!("../assets/site.js")),
    ("assets/search.js", include_str!("../assets/search.js")),
];

/// A reference site: the pages of the added APIs, an index page, and the assets.
#[derive(Debug, Default)]
pub struct Site<'a> {
    apis: Vec<&'a Api>,
    files: Vec<File>,
}

impl<'a> Site<'a> {
    /// Creates a site without APIs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the pages of an API.
    ///
    /// # Errors
    /// Returns a diagnostic for every Rust name that cannot be chosen: the pages contain examples in Rust.
    pub fn add(&mut self, api: &'a Api) -> Result<(), Vec<Diagnostic>> {
        let calls = calls(api)?;
        let signatures = Signatures::new(api);
        let highlighter = Highlighter::shared();
        let context = |base| PageContext { api, calls: &calls, signatures: &signatures, highlighter, base };
        let folder = slug(&api.id);
        let pages: [fn(&PageContext<'_>) -> Markup; 5] =
            [overview::page, authentication::page, errors::page, types::page, sources::page];
        for ((file, title), page) in PAGES.into_iter().zip(pages) {
            let context = context("");
            let main = page(&context);
            let text = frame(&context, title, &api.about, "../", PageLocation::Page(file), main);
            self.files.push(File { path: format!("{folder}/{file}"), text });
        }
        for (id, module) in api.modules.iter().enumerate() {
            let context = context("../");
            let main = module::page(&context, id);
            let text = frame(&context, &module.name, &module.about, "../../", PageLocation::Module(id), main);
            self.files.push(File { path: format!("{folder}/modules/{}.html", slug(&module.name)), text });
            if !module.types.is_empty() {
                let title = format!("Types of {}", module.name);
                let text = frame(
                    &context,
                    &title,
                    &module.about,
                    "../../",
                    PageLocation::Types(id),
                    types::of_module(&context, id),
                );
                self.files.push(File { path: format!("{folder}/types/{}.html", slug(&module.name)), text });
            }
        }
        self.files.push(File { path: format!("{folder}/search.js"), text: search::script(api) });
        self.apis.push(api);
        Ok(())
    }

    /// Returns all files of the site.
    pub fn finish(mut self) -> Vec<File> {
        let indexes = self.apis.iter().map(|api| format!("{}/search.js", slug(&api.id)));
        let shell = Shell {
            title: "API reference",
            about: "Actions, parameters, responses and errors of these APIs, with the evidence.",
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
            // HTML pages name their generator in the head; scripts and style sheets in a comment.
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

fn frame(
    context: &PageContext<'_>,
    title: &str,
    about: &str,
    root: &str,
    place: PageLocation,
    main: Markup,
) -> String {
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
