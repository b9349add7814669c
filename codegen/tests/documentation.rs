//! The examples of `docs/spec-language.md` are specs without a mistake: what the page shows can be copied.

use std::fs;
use std::path::Path;

use bindery_codegen::diagnostic::Severity;
use bindery_codegen::{Input, check};

/// The YAML blocks of the page.
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
        // A module belongs to the API that is shown before it, which the page shows one module at a time.
        let Some(module) = block.strip_prefix("module:") else {
            api = block.starts_with("api:").then_some(block).or(api);
            continue;
        };
        let api = api.expect("an API before its modules");
        let name = module.lines().next().and_then(|line| line.split('#').next()).unwrap_or("").trim();
        let listed = api.lines().find(|line| line.starts_with("modules:")).expect("a list of modules");
        let api = api.replace(listed, &format!("modules: [{name}]"));
        let checked = check(vec![input("api.yaml", &api), input(&format!("{name}.yaml"), block)]);
        let errors: Vec<String> = checked
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .map(|diagnostic| diagnostic.plain(&checked.sources))
            .collect();
        assert!(errors.is_empty(), "{}\nin\n{block}", errors.join("\n"));
        modules += 1;
    }
    assert!(modules >= 4, "the page has no examples any more");
}
