//! Tests of `export docs`: files that are written, left alone and removed. The site's own tests check the pages.

use std::fs;

use crate::support::{bare, finish, project, run};

#[test]
fn the_second_run_writes_nothing_and_old_pages_go() {
    let project = project("export-docs");
    let first = project.run(&["export", "docs", "--all", "--out", "site"]).done();
    assert!(project.read("site/index.html").contains("demo/index.html"));
    assert!(project.read("site/demo/modules/user.html").contains("id=\"info\""));
    assert!(project.folder.join("site/assets/site.css").is_file());
    let again = project.run(&["export", "docs", "--all", "--out", "site"]).done();
    assert!(again.ends_with("in site, 0 changed\n"), "{again}");
    assert_eq!(first.split(" files").next(), again.split(" files").next());

    let page = project.read("site/demo/modules/user.html");
    fs::write(project.folder.join("site/demo/modules/gone.html"), page).expect("a page of an old module");
    fs::write(project.folder.join("site/demo/modules/mine.html"), "<p>mine</p>")
        .expect("a page that is not generated");
    let third = project.run(&["export", "docs", "demo", "--out", "site"]).done();
    assert!(third.ends_with("1 changed, 1 removed\n"), "the first page leads to one API now: {third}");
    assert!(!project.folder.join("site/demo/modules/gone.html").exists());
    assert!(project.folder.join("site/demo/modules/mine.html").exists());
}

#[test]
fn a_spec_with_mistakes_writes_nothing() {
    let project = project("export-docs-wrong");
    project.replace("spec/demo/api.yaml", "api: demo", "api: demo\nnonsense: true");
    let errors = project.run(&["export", "docs", "--all", "--out", "site"]).failed(3);
    assert!(errors.contains("nonsense") && errors.contains("the spec of demo has a mistake"), "{errors}");
    assert!(!project.folder.join("site").exists());
}

#[test]
fn it_must_be_said_what_and_where() {
    let no_api = run(&["export", "docs", "--out", "site"]).failed(2);
    assert!(no_api.contains("--all"), "{no_api}");
    let no_folder = run(&["export", "docs", "--all"]).failed(2);
    assert!(no_folder.contains("--out"), "{no_folder}");
    let both = run(&["export", "docs", "demo", "--all", "--out", "site"]).failed(2);
    assert!(both.contains("cannot be used with"), "{both}");
    let unknown = run(&["export", "docs", "deno", "--out", "site"]).failed(2);
    assert!(unknown.contains("demo"), "{unknown}");
    let help = finish(bare(&["export", "docs", "--help"])).done();
    assert!(help.contains("bindery export docs --all --out site"), "{help}");
}
