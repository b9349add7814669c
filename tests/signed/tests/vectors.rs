//! Worked examples: `check` works them out, and the recipes in Python come to the same results.

use std::path::Path;
use std::process::Command;

use bindery_model::{Api, AuthScheme};
use bindery_test_tools::foreign_python;
use serde_json::{Value, json};

const APIS: [&str; 8] =
    ["binance", "bitfinex", "bitstamp", "coinbase", "kraken", "kucoin", "standards", "webhooks"];

fn model(name: &str) -> Api {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec").join(name);
    let checked = bindery_model::check(bindery_model::input::read_folder(&folder).expect("readable"));
    checked.api.unwrap_or_else(|| panic!("{name} passes `check`"))
}

#[test]
fn examples_come_out_as_the_recipes_in_python_make_them() {
    let mut examples = Vec::new();
    for name in APIS {
        for auth in model(name).auth {
            let AuthScheme::Signature(signature) = &auth.scheme else { continue };
            assert!(!signature.vectors.is_empty(), "{name}: {} has an example", auth.name);
            // The standard library of Python has no signatures by private keys; `check` verifies them.
            if signature.digests.usual().is_asymmetric() {
                continue;
            }
            for vector in &signature.vectors {
                let given: serde_json::Map<String, Value> =
                    vector.values.iter().map(|(name, text)| (name.clone(), text.as_str().into())).collect();
                let secret = vector.secret.as_deref().unwrap_or_default();
                examples.push((json!([name, auth.name, given, secret]), vector.signature.clone()));
            }
        }
    }
    assert!(examples.len() >= 16, "{}", examples.len());
    let Some(python) = foreign_python(env!("CARGO_TARGET_TMPDIR")) else { return };
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../python");
    let asked: Vec<&Value> = examples.iter().map(|(asked, _)| asked).collect();
    let program = "import json, sys; from recipes import RECIPES; \
        print(json.dumps([RECIPES[a, s](given, secret) for a, s, given, secret in json.loads(sys.argv[1])]))";
    let mut command = Command::new(python);
    command.current_dir(scripts).env("PYTHONDONTWRITEBYTECODE", "1");
    command.args(["-c", program, &serde_json::to_string(&asked).expect("JSON")]);
    let printed = bindery_test_tools::output(&mut command).expect("the program runs");
    let made: Vec<String> = serde_json::from_str(&printed).expect("a list");
    for ((asked, signature), made) in examples.iter().zip(made) {
        assert_eq!(*signature, made, "{asked}");
    }
}
