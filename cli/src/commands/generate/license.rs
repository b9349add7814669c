//! License files of a generated crate, which are created once: those that its SPDX expression names, as far as their
//! texts are known.

use std::fs;
use std::path::Path;

use crate::workspace::Workspace;

/// Licenses with their files and texts; `@NAME@` is the name of the package.
const TEXTS: [(&str, &str, &str); 2] = [
    ("MIT", "LICENSE-MIT", include_str!("../../../templates/LICENSE-MIT")),
    ("Apache-2.0", "LICENSE-APACHE", include_str!("../../../templates/LICENSE-APACHE")),
];

/// Returns the files of a license expression, each with its name and text. A file of that name beside the manifest of
/// the workspace has the text that belongs to all its members.
pub(super) fn files(expression: &str, package: &str, workspace: &Workspace) -> Vec<(&'static str, String)> {
    let names: Vec<&str> = expression.split([' ', '/', '(', ')']).collect();
    let texts = TEXTS.into_iter().filter(|(license, _, _)| names.contains(license));
    let text = |file: &str, text: &str| {
        let shared = workspace.folder().and_then(|folder: &Path| fs::read_to_string(folder.join(file)).ok());
        shared.unwrap_or_else(|| text.replace("@NAME@", package))
    };
    texts.map(|(_, file, template)| (file, text(file, template))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_names_its_files() {
        let names = |expression: &str| -> Vec<&str> {
            files(expression, "shop", &Workspace::default()).into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names("MIT OR Apache-2.0"), ["LICENSE-MIT", "LICENSE-APACHE"]);
        assert_eq!(names("Apache-2.0"), ["LICENSE-APACHE"]);
        assert!(names("MPL-2.0").is_empty());
        let [(_, text)] = &files("MIT", "shop", &Workspace::default())[..] else { panic!("one file") };
        assert!(text.contains("Copyright (c) the authors of shop\n"), "{text}");
    }
}
