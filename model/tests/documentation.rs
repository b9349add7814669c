//! The examples of `docs/spec-language.md` are specs without errors, so that they can be copied.

use std::fs;
use std::path::Path;

use bindery_model::diagnostic::Severity;
use bindery_model::{Checked, Input, check, check_with};

/// Returns the YAML blocks of the page.
fn blocks() -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/spec-language.md");
    let page = fs::read_to_string(page).expect("the page about the language");
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in page.lines() {
        match &mut block {
            None if line == "```yaml" => block = Some(String::new()),
            None => {}
            Some(text) if line == "```" => {
                blocks.push(std::mem::take(text));
                block = None;
            }
            Some(text) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    blocks
}

fn input(name: &str, text: &str) -> Input {
    Input { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

#[test]
fn every_example_is_a_spec_without_an_error() {
    let blocks = blocks();
    let mut api = None;
    let mut modules = 0;
    for block in &blocks {
        // A module belongs to the API before it; the page shows one module at a time.
        let Some(module) = block.strip_prefix("module:") else {
            api = block.starts_with("api:").then_some(block).or(api);
            continue;
        };
        let api = api.expect("an API before its modules");
        let name = module.lines().next().and_then(|line| line.split('#').next()).unwrap_or("").trim();
        let listed = api.lines().find(|line| line.starts_with("modules:")).expect("a list of modules");
        let api = api.replace(listed, &format!("modules: [{name}]"));
        let errors = errors(&check(vec![input("api.yaml", &api), input(&format!("{name}.yaml"), block)]));
        assert!(errors.is_empty(), "{errors}\nin\n{block}");
        modules += 1;
    }
    assert!(modules >= 4, "the page has too few examples");
}

fn errors(checked: &Checked) -> String {
    let errors = checked.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let errors: Vec<String> = errors.map(|diagnostic| diagnostic.plain(&checked.sources)).collect();
    errors.join("\n")
}

#[test]
fn the_overlay_fits_its_example() {
    let blocks = blocks();
    let first = |start: &str| blocks.iter().find(|block| block.starts_with(start)).expect("an example");
    let api = first("api: demo").replace("modules: [user, money]", "modules: [user]");
    let spec = vec![input("api.yaml", &api), input("user.yaml", first("module: user"))];
    let checked = check_with(spec, vec![input("extra.yaml", first("overlay:"))]);
    assert_eq!(errors(&checked), "");
    let api = checked.api.expect("there is no error");
    let names: Vec<&str> = api.modules[0].actions.iter().map(|action| action.name.as_str()).collect();
    assert_eq!(names, ["get-wallet-details", "rename"]);
}
