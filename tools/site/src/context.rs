//! The context for rendering a page: the API, its Rust names, and the addresses of other pages.

use bindery_codegen::Calls;
use bindery_model::{Action, Api, ErrorId, ModuleId, TypeId};

use crate::highlight::Highlighter;
use crate::signing::Signatures;

/// Context of a page: its API and the page's position on the site.
pub(crate) struct PageContext<'a> {
    /// The API.
    pub(crate) api: &'a Api,
    /// Rust names of the generated code.
    pub(crate) calls: &'a Calls<'a>,
    /// Signatures of the examples.
    pub(crate) signatures: &'a Signatures,
    /// Syntax highlighter for the examples.
    pub(crate) highlighter: &'a Highlighter,
    /// Relative path from the page to the API's folder.
    pub(crate) base: &'static str,
}

impl PageContext<'_> {
    /// Returns the address of a module's page.
    pub(crate) fn module(&self, id: ModuleId) -> String {
        let name = self.api.modules.get(id).map_or("", |module| module.name.as_str());
        format!("{}modules/{}.html", self.base, slug(name))
    }

    /// Returns the address of the page with a module's types.
    pub(crate) fn types(&self, id: ModuleId) -> String {
        let name = self.api.modules.get(id).map_or("", |module| module.name.as_str());
        format!("{}types/{}.html", self.base, slug(name))
    }

    /// Returns the address of an action on its module's page.
    pub(crate) fn action(&self, module: ModuleId, name: &str) -> String {
        format!("{}#{}", self.module(module), anchor(&[name]))
    }

    /// Returns the address of one of the API's own pages, or of an anchor on it.
    pub(crate) fn page(&self, page: &str) -> String {
        format!("{}{page}", self.base)
    }

    /// Returns the address of a named type: on the page of its module's types, or of the shared types.
    pub(crate) fn named(&self, id: TypeId) -> String {
        let Some(def) = self.api.types.get(id) else { return self.page("types.html") };
        let page = def.module.map_or_else(|| self.page("types.html"), |module| self.types(module));
        format!("{page}#{}", type_anchor(&def.name))
    }

    /// Returns the address of an error in the table.
    pub(crate) fn error(&self, id: ErrorId) -> String {
        let name = self.api.errors.get(id).map_or("", |error| error.name.as_str());
        self.page(&format!("errors.html#{}", anchor(&[name])))
    }

    /// Returns the address of an authentication scheme.
    pub(crate) fn auth(&self, id: usize) -> String {
        let name = self.api.auth.get(id).map_or("", |auth| auth.name.as_str());
        self.page(&format!("authentication.html#{}", anchor(&[name])))
    }

    /// Returns the library name of the generated crate, for imports.
    pub(crate) fn library(&self) -> String {
        bindery_codegen::library(&bindery_codegen::package_name(&self.api.id))
    }

    /// Returns the action at a position of the model.
    pub(crate) fn find(&self, module: ModuleId, position: usize) -> Option<&Action> {
        self.api.modules.get(module)?.actions.get(position)
    }
}

/// Returns the anchor of a named type on its page.
pub(crate) fn type_anchor(name: &str) -> String {
    anchor(&["_type", name])
}

/// Returns an anchor on a page: the slugs of the parts, joined by dots. Anchors of the page itself begin with `_`,
/// unlike the names of actions and errors.
pub(crate) fn anchor(parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| slug(part)).collect();
    parts.join(".")
}

/// Escapes a name for use in an address or an HTML `id`. Other characters become their code point in hex, between `~`.
/// Different names have different slugs.
pub(crate) fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => out.push(letter),
            other => out.push_str(&format!("~{:x}~", u32::from(other))),
        }
    }
    if bindery_model::names::is_device_name(&out) {
        out.push('~'); // a reserved device name on Windows
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{anchor, slug};

    #[test]
    fn no_page_has_the_name_of_a_device() {
        assert_eq!((slug("aux").as_str(), slug("user").as_str()), ("aux~", "user"));
    }

    #[test]
    fn anchors_are_told_apart() {
        assert_eq!(anchor(&["get-wallet", "userID"]), "get-wallet.userID");
        assert_ne!(anchor(&["a.b"]), anchor(&["a", "b"]));
        assert_ne!(anchor(&["a b"]), anchor(&["a_b"]));
    }
}
