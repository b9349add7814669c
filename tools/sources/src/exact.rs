//! A document that says everything exactly: it is read as a spec of its own, which is then compared with the spec.

use bindery_model::diagnostic::SourceMap;
use bindery_model::{Api, Evidence, Field, Input, Source, Type, TypeDef, TypeKind, check};
use bindery_openapi_in::{Document, Import, Options, import};

/// A document as a spec.
#[derive(Debug)]
pub struct Exact {
    /// Checked model of the spec.
    pub api: Api,
    /// Files of the spec.
    pub files: SourceMap,
    /// What became of each operation.
    pub import: Import,
    /// Entries of `only` and `except` that name nothing in the document.
    pub idle: Vec<String>,
}

impl Exact {
    /// Reads a document as the spec of an API with the same names: the operations that the source's notation selects.
    ///
    /// # Errors
    /// Returns what the model says against the spec of the document.
    pub fn read(document: &Document, api: &Api, source: &Source) -> Result<Self, String> {
        let reading = source.openapi().cloned().unwrap_or_default();
        let selected = document.selected(&reading);
        let options = Options { reading, ..Options::new(&api.id, &source.file) };
        let import = import(document, &selected.operations, &options);
        let inputs = import.files.iter();
        let inputs =
            inputs.map(|file| Input { name: file.name.clone(), bytes: file.text.clone().into_bytes() });
        let checked = check(inputs.collect());
        let plain = checked.diagnostics.iter().map(|found| found.plain(&checked.sources));
        let api = checked.api.ok_or_else(|| plain.collect::<Vec<_>>().join("\n"))?;
        Ok(Self { api, files: checked.sources, import, idle: selected.idle })
    }
}

/// An item of a spec, by the place that a difference names.
pub(crate) enum Item<'a> {
    Action(&'a bindery_model::Action),
    Type(&'a TypeDef),
    Field(&'a Field, &'a [Evidence]),
}

/// Returns the item at a place such as `orders/list.parameters.page.type`: the innermost that has a name of its own.
pub(crate) fn item<'a>(api: &'a Api, place: &str) -> Option<Item<'a>> {
    let (module, rest) = place.split_once('/')?;
    let (name, tail) = rest.split_once('.').unwrap_or((rest, ""));
    let own = api.modules.iter().find(|known| known.name == module);
    let action = own.and_then(|module| module.actions.iter().find(|action| action.name == name));
    if let Some(action) = action {
        return Some(match member(&action.parameters, tail.strip_prefix("parameters.")) {
            Some(field) => Item::Field(field, &action.evidence),
            None => Item::Action(action),
        });
    }
    let def = api.types.iter().find(|def| def.name == name)?;
    let inner = tail.strip_prefix("fields.").or_else(|| tail.strip_prefix("positions."));
    Some(match member(def.fields(), inner) {
        Some(field) => Item::Field(field, &def.evidence),
        None => Item::Type(def),
    })
}

/// Returns the member whose name a place starts with.
fn member<'a>(fields: &'a [Field], tail: Option<&str>) -> Option<&'a Field> {
    let tail = tail?;
    let starts = |field: &&Field| {
        tail.strip_prefix(field.name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    fields.iter().filter(starts).max_by_key(|field| field.name.len())
}

/// Returns the names of the types that a type refers to.
pub(crate) fn named(api: &Api, ty: &Type, found: &mut Vec<String>) {
    let text = ty.text(&api.types);
    let names = text.split(|letter: char| !letter.is_alphanumeric());
    found.extend(
        names.filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase())).map(str::to_owned),
    );
}

/// Returns the types to which a named type refers.
pub(crate) fn inside(api: &Api, def: &TypeDef) -> Vec<String> {
    let mut found = Vec::new();
    for field in def.fields() {
        named(api, &field.ty, &mut found);
    }
    match &def.kind {
        TypeKind::Union(union) => {
            union.variants.iter().for_each(|variant| named(api, &variant.ty, &mut found))
        }
        TypeKind::Alias(ty) => named(api, ty, &mut found),
        TypeKind::Record(_)
        | TypeKind::Positions(_)
        | TypeKind::IntEnum(_)
        | TypeKind::TextEnum(_)
        | TypeKind::Newtype(_) => {}
    }
    found
}
