//! Tests of `expand`, which macro and build scripts use: it returns the inline layout for a folder, or all mistakes.

#[path = "../../model/tests/synthetic/mod.rs"]
mod synthetic;

use std::path::PathBuf;
use std::{env, fs, process};

use bindery_codegen::build::{Failed, expand};
use bindery_codegen::{Layout, Options};

/// A folder with a spec, deleted on drop.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, change: impl Fn(&str, String) -> String) -> Self {
        let folder = env::temp_dir().join(format!("bindery-{name}-{}", process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        for input in synthetic::spec(2) {
            let text = String::from_utf8(input.bytes).expect("the spec is a text");
            fs::write(folder.join(&input.name), change(&input.name, text)).expect("the folder was just made");
        }
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_folder_becomes_one_text_and_the_files_to_watch() {
    let folder = Folder::new("fine", |_, text| text);
    // Callers cannot choose the layout here.
    let expanded =
        expand(&folder.0, &Options { layout: Layout::Crate, ..Options::INLINE }).expect("a right spec");
    assert_eq!(expanded.id, "synthetic");
    assert_eq!(expanded.files, [folder.0.join("api.yaml"), folder.0.join("module-0.yaml")]);
    assert!(expanded.warnings.is_empty(), "{:?}", expanded.warnings);
    let file = syn::parse_file(&expanded.text).expect("it is Rust");
    assert!(file.attrs.is_empty(), "`include!` takes no attributes of a file");
    assert!(
        file.items.iter().any(|item| matches!(item, syn::Item::Mod(module) if module.ident == "module_0"))
    );
}

#[test]
fn mistakes_are_shown_together_with_their_places() {
    let folder = Folder::new("mistakes", |name, text| match name {
        "module-0.yaml" => text.replacen("effect:", "efect:", 1).replacen("type: date", "type: dat", 1),
        _ => text,
    });
    let failed = expand(&folder.0, &Options::INLINE).expect_err("two mistakes");
    let text = failed.plain();
    let path = folder.0.join("module-0.yaml").display().to_string();
    assert!(text.starts_with("the spec has 2 mistakes\n"), "{text}");
    for place in ["11:5", "14:24"] {
        assert!(text.contains(&format!("{path}:{place}: error[spec::")), "{place}\n{text}");
    }
    assert!(text.contains("help: did you mean `effect`?"), "{text}");
}

#[test]
fn names_that_collide_are_mistakes_of_the_spec() {
    let folder = Folder::new("names", |_, text| text.replace("pageSize:", "from-date:"));
    let failed = expand(&folder.0, &Options::INLINE).expect_err("two parameters of one name");
    let text = failed.plain();
    assert!(text.contains("error[plan::name-collision]"), "{text}");
    assert!(
        text.contains("the parameters `fromDate` and `from-date` both become `from_date` in Rust"),
        "{text}"
    );
}

#[test]
fn a_folder_that_is_not_there_is_named_in_full() {
    let failed = expand("no/such/folder".as_ref(), &Options::INLINE).expect_err("no folder");
    let absolute = std::path::absolute("no/such/folder").expect("there is a current folder");
    assert!(matches!(failed, Failed::Read { .. }));
    assert!(failed.to_string().contains(&absolute.display().to_string()), "{failed}");
}
