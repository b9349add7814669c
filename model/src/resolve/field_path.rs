//! Paths to a field of a response: names joined by dots.

use bindery_vocabulary::path;

use super::Resolver;
use super::type_kind::TypeClass;
use crate::document::{Text, instead};
use crate::model::{Field, Type};
use crate::yaml::excerpt;

impl Resolver {
    /// Returns the field at the end of a path of names, from the record `root`. `code` is that of the diagnostics.
    pub(super) fn field_at(
        &mut self,
        text: &Text<'_>,
        root: Option<&Type>,
        code: &'static str,
    ) -> Option<Field> {
        let mut ty = root?.clone();
        let mut start = 0;
        let mut found: Option<Field> = None;
        for (name, length) in path::keys(&text.value) {
            let place = text.part(start..start + length);
            start += length + 1;
            let of = found
                .as_ref()
                .map_or("response".to_owned(), |field| format!("field `{}`", excerpt(&field.name)));
            let Some(fields) = self.record(Some(&ty)) else {
                let class = self.class(&ty);
                if class != TypeClass::Unknown {
                    self.error(code, place, format!("the {of} has no fields"))
                        .label(format!("the {of} is {}", class.describe()))
                        .help("name fields of records, joined by dots");
                }
                return None;
            };
            let Some(field) = fields.iter().find(|field| field.name == name) else {
                let dotted =
                    fields.iter().find(|field| field.name.contains('.') && field.name.starts_with(&*name));
                let names = fields.iter().map(|field| field.name.as_str());
                let help = match dotted {
                    Some(field) => {
                        format!("write `{}`: a dot that belongs to a name", path::joined([&field.name]))
                    }
                    None => instead(&name, names, "valid fields", "name a field of a record"),
                };
                let message = format!("the {of} has no field `{}`", excerpt(&name));
                self.error(code, place, message).label("unknown field").help(help);
                return None;
            };
            ty = field.ty.clone();
            found = Some(field.clone());
        }
        found
    }
}
