//! The package around the sources of a generated crate, as far as the sources name it.

use bindery_model::Api;

/// Package of a generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Name of its library.
    pub library: String,
    /// Folder of the spec in the package, with forward slashes.
    pub spec: String,
    /// Overlays in the package that are merged over the spec, in this order, with forward slashes.
    pub overlays: Vec<String>,
}

impl Package {
    /// Returns the usual package of an API: `bindery-demo`, with its spec in `spec`.
    pub fn of(api: &Api) -> Self {
        Self { library: library(&package_name(&api.id)), spec: "spec".to_owned(), overlays: Vec::new() }
    }
}

/// Returns the usual name of the package of an API.
pub fn package_name(api: &str) -> String {
    ["bindery-", api].concat()
}

/// Returns the library name of a package.
pub fn library(package: &str) -> String {
    package.replace('-', "_")
}
