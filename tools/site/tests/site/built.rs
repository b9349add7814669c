//! Sites that the tests inspect.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{fs, io};

use bindery_model::{Api, Input, check, input};
use bindery_site::{File, Site};

/// Returns the specs of the repository.
pub(crate) fn specs() -> Vec<Api> {
    let folder = root().join("spec");
    let mut folders: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the specs can be read")
        .map(|entry| entry.expect("the specs can be read").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders.iter().map(|folder| api(input::read_folder(folder).expect("the spec can be read"))).collect()
}

/// Returns the spec of the golden page.
pub(crate) fn demo() -> Api {
    api(demo_files())
}

/// Its files.
pub(crate) fn demo_files() -> Vec<Input> {
    input::read_folder(&root().join("cli/tests/shop/shop")).expect("the spec can be read")
}

/// Returns the model of a spec without mistakes.
pub(crate) fn api(inputs: Vec<Input>) -> Api {
    let checked = check(inputs);
    checked.api.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

/// Builds the site of some APIs.
pub(crate) fn site(apis: &[Api]) -> Vec<File> {
    let mut site = Site::new();
    for api in apis {
        site.add(api).expect("every name can be chosen");
    }
    site.finish()
}

/// Returns the site of all specs of the repository, built once.
pub(crate) fn whole() -> &'static [File] {
    static SITE: OnceLock<Vec<File>> = OnceLock::new();
    SITE.get_or_init(|| site(&specs()))
}

/// Writes the site to disk, once.
pub(crate) fn on_disk() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = temporary("site");
        let _ = fs::remove_dir_all(&folder);
        let write = |file: &File| -> io::Result<()> {
            let path = folder.join(&file.path);
            fs::create_dir_all(path.parent().unwrap_or(&folder))?;
            fs::write(path, &file.text)
        };
        for file in whole() {
            write(file).expect("the site can be written");
        }
        folder
    })
}

/// A folder for results of the tests.
pub(crate) fn temporary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
