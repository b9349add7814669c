//! From the text of a spec to generated Rust.

use std::collections::HashSet;

use bindery_codegen::{Layout, Options, generate};
use bindery_model::names::{self};
use bindery_model::{Api, Input};
use syn::{Item, ItemMod};

use crate::files::{files, model, shop};

/// Any files as a spec.
pub(crate) fn spec(data: &[u8]) {
    if let Some(api) = model(files(data), Vec::new()) {
        printed(&api);
    }
}

/// Any text as an overlay over the shop.
pub(crate) fn overlay(data: &[u8]) {
    let overlay = |bytes: &[u8]| Input { name: "ours.yaml".to_owned(), bytes: bytes.to_vec() };
    let merged = model(shop(), vec![overlay(data)]);
    if let Some(api) = &merged {
        printed(api);
    }
    // A second overlay without content changes nothing.
    let again = model(shop(), vec![overlay(data), overlay(b"about: Demo.\n")]);
    let about = |api: &Api| (api.modules.len(), api.types.len(), api.errors.len());
    if let (Some(merged), Some(again)) = (&merged, &again) {
        assert_eq!(about(merged), about(again));
    }
}

/// Checks that the generated code of a model is Rust, and that names are unique in each scope.
pub(crate) fn printed(api: &Api) {
    let every = Options { layout: Layout::Inline, client: true, blocking: true, server: true };
    for options in [Options::CRATE, Options::INLINE, every] {
        match generate(api, &options) {
            Ok(generated) => {
                for file in generated.files {
                    let parsed = syn::parse_file(&file.text);
                    let parsed =
                        parsed.unwrap_or_else(|error| panic!("{}: {error}\n{}", file.path, file.text));
                    once(&parsed.items, &file.path);
                }
                assert!(names::list(api).is_ok(), "what can be printed has names");
            }
            Err(diagnostics) => assert!(!diagnostics.is_empty(), "a rejected spec has diagnostics"),
        }
    }
}

/// Checks that the types, modules and traits of a scope have different names.
fn once(items: &[Item], place: &str) {
    let mut seen = HashSet::new();
    for item in items {
        let ident = match item {
            Item::Enum(item) => &item.ident,
            Item::Mod(item) => &item.ident,
            Item::Struct(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::Type(item) => &item.ident,
            _ => continue,
        };
        assert!(seen.insert(ident.to_string()), "{place}: {ident} is not unique");
        if let Item::Mod(ItemMod { content: Some((_, items)), .. }) = item {
            once(items, place);
        }
    }
}
