//! The OpenAPI exports, checked and used by third-party tools: a validator, a linter, a fuzzer, and generators of
//! clients. All but the generators check the exports of every spec: of the workspace's APIs, of the public APIs in
//! `tests/schools`, and of the concepts in `tests/language`.

mod attack;
mod clients;
mod fakes;
mod judges;
mod routers;
mod samples;
mod values;

use std::path::{Path, PathBuf};

use bindery_model::Api;
use bindery_openapi::{Export, Options, Version, export};
use bindery_tests::cargo::workspace;

/// The APIs of `spec/`.
pub(crate) const APIS: [&str; 4] = ["backpack", "crm", "cryptonit", "coriunder"];

/// The folder that tests may write to.
pub(crate) fn target() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openapi");
    std::fs::create_dir_all(&folder).expect("the build folder can be written to");
    folder
}

/// Returns the folder with the files of the tools.
pub(crate) fn files() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The model of an API.
pub(crate) fn model(api: &str) -> Api {
    let folders =
        ["spec", "tests/schools/spec", "tests/language/spec"].map(|of| workspace().join(of).join(api));
    let folder = folders.iter().find(|folder| folder.is_dir()).expect("a spec");
    bindery_model::check(bindery_model::input::read_folder(folder).expect("readable")).api.expect("valid")
}

/// An export of an API.
pub(crate) fn exported(api: &str, version: Version, server: Option<&str>) -> Export {
    let server = server.map(str::to_owned);
    export(&model(api), &Options { version, server })
}

/// Writes an export into a file of the build folder.
pub(crate) fn written(api: &str, version: Version, purpose: &str) -> PathBuf {
    let number = match version {
        Version::V3_0 => "3.0",
        Version::V3_1 => "3.1",
    };
    let path = target().join(format!("{api}-{number}-{purpose}.json"));
    std::fs::write(&path, exported(api, version, None).json()).expect("written");
    path
}
