//! What every part of a page needs: the API, its names in Rust, and where everything else is.

use bindery_codegen::Calls;
use bindery_model::{Action, Api, ErrorId, ModuleId, TypeId};

use crate::highlight::Highlighter;
use crate::signing::Signatures;

/// One API, seen from a page of it.
pub(crate) struct Context<'a> {
    /// The API.
    pub(crate) api: &'a Api,
    /// How its generated code is called.
    pub(crate) calls: &'a Calls<'a>,
    /// Its signatures, which the examples bear.
    pub(crate) signatures: &'a Signatures,
    /// What marks up examples.
    pub(crate) highlighter: &'a Highlighter,
    /// The way from the page to the API's folder.
    pub(crate) base: &'static str,
}

impl Context<'_> {
    /// The page of a module.
    pub(crate) fn module(&self, id: ModuleId) -> String {
        let name = self.api.modules.get(id).map_or("", |module| module.name.as_str());
        format!("{}modules/{}.html", self.base, slug(name))
    }

    /// The page of a module's types.
    pub(crate) fn types(&self, id: ModuleId) -> String {
        let name = self.api.modules.get(id).map_or("", |module| module.name.as_str());
        format!("{}types/{}.html", self.base, slug(name))
    }

    /// An action on its page.
    pub(crate) fn action(&self, module: ModuleId, name: &str) -> String {
        format!("{}#{}", self.module(module), anchor(&[name]))
    }

    /// One of the API's own pages, or a place on it.
    pub(crate) fn page(&self, page: &str) -> String {
        format!("{}{page}", self.base)
    }

    /// A named type where it is explained: among those of its module, or among those that modules share.
    pub(crate) fn named(&self, id: TypeId) -> String {
        let Some(def) = self.api.types.get(id) else { return self.page("types.html") };
        let page = def.module.map_or_else(|| self.page("types.html"), |module| self.types(module));
        format!("{page}#{}", type_anchor(&def.name))
    }

    /// An error in the table.
    pub(crate) fn error(&self, id: ErrorId) -> String {
        let name = self.api.errors.get(id).map_or("", |error| error.name.as_str());
        self.page(&format!("errors.html#{}", anchor(&[name])))
    }

    /// A scheme of authentication.
    pub(crate) fn auth(&self, id: usize) -> String {
        let name = self.api.auth.get(id).map_or("", |auth| auth.name.as_str());
        self.page(&format!("authentication.html#{}", anchor(&[name])))
    }

    /// The name of the generated crate, as programs import it.
    pub(crate) fn library(&self) -> String {
        format!("bindery_{}", self.api.id.replace('-', "_"))
    }

    /// The action at a place of the model.
    pub(crate) fn find(&self, module: ModuleId, position: usize) -> Option<&Action> {
        self.api.modules.get(module)?.actions.get(position)
    }
}

/// The place of a named type on its page.
pub(crate) fn type_anchor(name: &str) -> String {
    anchor(&["_type", name])
}

/// The name of a place on a page: parts joined by dots. What cannot stand in an address is written as its number. Places
/// that belong to the page itself begin with `_`, which no action and no error does.
pub(crate) fn anchor(parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| slug(part)).collect();
    parts.join(".")
}

/// A name as a part of an address or an identifier, different for different names.
pub(crate) fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => out.push(letter),
            other => out.push_str(&format!("~{:x}~", u32::from(other))),
        }
    }
    if bindery_model::names::is_device_name(&out) {
        out.push('~'); // Windows would take the page for a device
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
