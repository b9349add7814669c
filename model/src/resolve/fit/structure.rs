//! Checks of records that are arrays, and of unions.

use bindery_vocabulary::json::{Extent, Index};
use bindery_vocabulary::path;
use bindery_vocabulary::tag;

use super::{Fit, How};
use crate::diagnostic::{Severity, Span};
use crate::document::listing;
use crate::model::{Field, Type, TypeDef, TypeKind, Union};
use crate::resolve::purpose::Fault;
use crate::yaml::{Kind, Node, excerpt};

impl<'r> Fit<'r> {
    /// Checks a list against the fields of a record that is an array on the wire.
    pub(super) fn positions(&mut self, node: &Node<'_>, fields: &'r [Field], at: Span) {
        let Kind::List(items) = &node.kind else {
            return self.wrong_kind(node, "a list", None);
        };
        for (position, field) in fields.iter().enumerate() {
            let length = self.enter(&format!("[{position}]"));
            match items.get(position) {
                // An entry that is missing between others is null.
                Some(node) if field.presence.may_be_missing() && matches!(node.kind, Kind::Null) => {}
                Some(node) => self.field(node, field),
                None if field.presence.may_be_missing() || field.default.is_some() => {}
                None => {
                    let message = format!("{} is missing", self.shown());
                    self.push(Fault::Missing, at, message)
                        .label(format!("`{}` is required", excerpt(&field.name)))
                        .help(format!("add the entry, or make `{}` optional", excerpt(&field.name)));
                }
            }
            self.path.truncate(length);
        }
    }

    /// Checks those fields of a record that an object has, or each object of a list; it may lack others and have more.
    pub(in crate::resolve) fn present(&mut self, node: &Node<'_>, ty: &Type) {
        if let Kind::List(items) = &node.kind {
            for (position, item) in items.iter().enumerate() {
                let length = self.enter(&format!("[{position}]"));
                self.present(item, ty);
                self.path.truncate(length);
            }
        }
        let (Kind::Map(entries), Type::Named(id)) = (&node.kind, ty) else { return };
        let types = self.types;
        let fields = match types.get(*id).and_then(Option::as_ref).map(|def| &def.kind) {
            Some(TypeKind::Record(fields)) => fields,
            _ => return,
        };
        for field in fields.iter().filter(|field| !field.additional) {
            let mut names = std::iter::once(&field.name).chain(&field.aliases);
            let value = names.find_map(|name| entries.iter().find(|(key, _)| key.text == *name));
            if let Some((_, value)) = value {
                let length = self.enter(&format!(".{}", field.name));
                self.field(value, field);
                self.path.truncate(length);
            }
        }
    }

    /// Checks a value against the variant that it belongs to.
    pub(super) fn union(
        &mut self,
        node: &Node<'_>,
        def: &'r TypeDef,
        union: &'r Union,
        how: &How<'_>,
        at: Span,
    ) {
        let types = self.types;
        let find = |id: usize| types.get(id).and_then(Option::as_ref);
        // Text that is no JSON, such as a number of YAML, has been reported by the reader of the file.
        let Ok(index) = Index::new(node.json(), Extent::ANY) else { return };
        if let Some(variant) = union.select(&find, index.root()) {
            return self.value(node, &variant.ty, &How { null: false, ..*how }, at);
        }
        let path: Vec<&str> = union.path().iter().map(String::as_str).collect();
        let (what, values) = match (union.path(), tag(&path, index.root())) {
            ([], _) => (node.describe(), union.variants.iter().map(|variant| variant.name.clone()).collect()),
            (path, found) => {
                let found = found.map_or("nothing".to_owned(), |text| format!("`{}`", excerpt(&text)));
                let values: Vec<String> =
                    union.variants.iter().flat_map(|variant| variant.is.iter().cloned()).collect();
                (format!("{found} at `{}`", path::joined(path)), values)
            }
        };
        let help = match listing(values.iter().map(String::as_str)) {
            Some(list) => format!("the variants of `{}` are: {list}", def.name),
            None => format!("write a variant of `{}`, or add this one", def.name),
        };
        let message = format!("{} is {what}, which is no variant of `{}`", self.shown(), def.name);
        // Clients keep values of unknown variants, as they do unknown values of an enum.
        let severity = if self.is_response { Severity::Warning } else { Severity::Error };
        let found = self.push(Fault::Value, node.span, message);
        found.label(format!("no variant of `{}`", def.name)).help(help).severity = severity;
    }
}
