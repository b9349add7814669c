//! The modules and their order: compares the list in api.yaml with the files.

use std::collections::HashMap;

use super::Resolver;
use crate::diagnostic::Span;
use crate::document::{ModuleDoc, closest};
use crate::yaml::excerpt;

/// The file of a module.
pub(super) struct File<'a> {
    /// Name of the file without `.yaml`.
    pub(super) stem: String,
    /// Name of the file; none for a module that only overlays define.
    pub(super) name: Option<String>,
    pub(super) overlays: Vec<String>,
    pub(super) span: Span,
    pub(super) doc: ModuleDoc<'a>,
}

impl Resolver {
    /// Puts the files into the order of api.yaml, and reports differences between list and files.
    pub(super) fn order<'a>(
        &mut self,
        listed: Vec<crate::document::KebabName<'_>>,
        files: Vec<File<'a>>,
    ) -> Vec<File<'a>> {
        let mut ordered = Vec::with_capacity(files.len());
        let places: HashMap<String, usize> =
            files.iter().enumerate().map(|(place, file)| (file.stem.clone(), place)).collect();
        let mut files: Vec<Option<File<'a>>> = files.into_iter().map(Some).collect();
        for name in listed {
            if let Some(first) =
                self.names.modules.get(&name.value).and_then(|id| self.names.modules.span(id))
            {
                self.error(
                    "spec::duplicate-module",
                    name.span,
                    format!("duplicate module `{}`", excerpt(&name.value)),
                )
                .label("duplicate")
                .related(first, "first listed here")
                .help("remove it");
                continue;
            }
            let place = places.get(name.value.as_ref()).and_then(|place| files.get_mut(*place));
            match place.and_then(Option::take) {
                Some(file) => {
                    self.names.modules.add(&name.value, name.span);
                    ordered.push(file);
                }
                None => self.no_file(&name.value, name.span, &files),
            }
        }
        for file in files.into_iter().flatten() {
            let span = file.doc.module.as_ref().map_or(file.span, |name| name.span);
            self.error(
                "spec::unlisted-module",
                span,
                format!("the module `{}` is not listed in api.yaml", excerpt(&file.stem)),
            )
            .label("not under `modules`")
            .help(format!("add `{}` to `modules` in api.yaml, at its place in the order", file.stem));
            self.names.modules.add(&file.stem, span);
            ordered.push(file);
        }
        for file in &ordered {
            if let Some(name) = &file.doc.module
                && name.value != file.stem
            {
                let message =
                    format!("the file {}.yaml declares the module `{}`", file.stem, excerpt(&name.value));
                self.error("spec::file-name", name.span, message).label("differs from the file name").help(
                    format!("write `module: {}`, or rename the file to {}.yaml", file.stem, name.value),
                );
            }
        }
        ordered
    }

    fn no_file(&mut self, name: &str, span: Span, files: &[Option<File<'_>>]) {
        let help = match closest(name, files.iter().flatten().map(|file| file.stem.as_str())) {
            Some(near) => format!("did you mean `{near}`? Otherwise create {name}.yaml"),
            None => format!("create {name}.yaml, or remove the module from the list"),
        };
        self.error("spec::no-module-file", span, format!("missing file {}.yaml", excerpt(name)))
            .label("module without a file")
            .help(help);
        self.incomplete = true; // names may be defined in the missing file, so they are not reported as unknown
    }
}
