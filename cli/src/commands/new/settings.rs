//! The `bindery.toml` of a new API.

use std::path::Path;

use crate::args::New;
use crate::runtime;
use crate::text::toml_text;

/// Returns the text of the settings of an API in `folder`.
pub(super) fn text(options: &New, folder: &Path, has_documents: bool) -> String {
    let mut text = "# Settings of `bindery`, which finds this file from every folder below.\n".to_owned();
    if has_documents {
        text.push_str("documents = \"documents\"    # what `bindery sources` reads\n");
    }
    if let Some(license) = &options.license {
        text.push_str(&format!("license = {}\n", toml_text(license)));
    }
    if let Some(asked) = &options.runtime {
        // A relative path was given in the current folder.
        let seen = runtime::seen_from(asked, Path::new(""), folder);
        text.push_str(
            "\n[runtime]                  # where Cargo.toml finds bindery-runtime, when it is created\n",
        );
        for key in runtime::keys(&seen) {
            text.push_str(&format!("{key}\n"));
        }
    }
    text.push_str(&format!(
        "\n[apis.{}]\nout = \".\"                  # the crate is this folder\n",
        options.name
    ));
    if let Some(package) = &options.package {
        text.push_str(&format!("package = {}\n", toml_text(package)));
    }
    text
}
