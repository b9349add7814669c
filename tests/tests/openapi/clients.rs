//! The programs of `examples/other-languages`: as their README says, clients are made from the export by generators of others,
//! type-checked, and run against the generated router.

use std::path::PathBuf;
use std::process::Command;

use bindery_backpack::Client;
use bindery_backpack::index::{Register, RegisterRequired};
use bindery_backpack::prelude::*;
use bindery_backpack::types::{Currency, Password};
use bindery_openapi::Version;
use bindery_runtime::Action as _;
use bindery_test_tools::{self as tools, output};
use bindery_tests::cargo::workspace;
use bindery_tests::log::serve;

use crate::{target, written};

/// What both programs print.
const SAID: &str = "credit 100.5, reserved 0, currency 2\n\
                    no wallet: code 30, Login required\n";

fn example(language: &str) -> PathBuf {
    workspace().join("examples/other-languages").join(language)
}

/// The example server with the user of the example client.
async fn server() -> String {
    let url = serve(example_server::Memory::router("user", "pass").expect("complete")).await.expect("a port");
    let client = Client::builder().base_url(&url).login("user", "pass").build().expect("complete");
    let user = Register::new(RegisterRequired {
        email: "demo@example.com".to_owned(),
        password: Password::plain("123456"),
        first_name: "Demo".to_owned(),
        last_name: "User".to_owned(),
        phone: "+123456789".to_owned(),
        country: "fr".to_owned(),
    })
    .with(|user| user.user_currency = Some(Currency::Eur));
    client.index().register(user).await.expect("registered");
    url
}

fn run(command: &mut Command) -> String {
    output(command).unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_in_typescript_reads_the_wallet() {
    let url = server().await;
    let said = tokio::task::spawn_blocking(move || typescript(&url)).await.expect("no panic");
    assert!(said.is_none_or(|said| said == SAID));
}

fn typescript(url: &str) -> Option<String> {
    let source = example("typescript");
    let folder = tools::node(&target(), "typescript", &source)?;
    for file in ["tsconfig.json", "wallet.ts"] {
        std::fs::copy(source.join(file), folder.join(file)).expect("copied");
    }
    let export = written("backpack", Version::V3_1, "typescript");
    std::fs::copy(export, folder.join("backpack.json")).expect("copied");
    for script in ["generate", "build"] {
        run(Command::new("npm").args(["run", "--silent", script]).current_dir(&folder));
    }
    Some(run(Command::new("node").arg("build/wallet.js").arg(url).current_dir(&folder)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_in_python_reads_the_wallet() {
    let url = server().await;
    let said = tokio::task::spawn_blocking(move || python(&url)).await.expect("no panic");
    assert!(said.is_none_or(|said| said == SAID));
}

fn python(url: &str) -> Option<String> {
    let source = example("python");
    let python = tools::python(&target(), "python-client", &source.join("requirements.txt"))?;
    let folder = target().join("python-program");
    std::fs::create_dir_all(&folder).expect("made");
    for file in ["generator.yml", "wallet.py"] {
        std::fs::copy(source.join(file), folder.join(file)).expect("copied");
    }
    let mut generate = Command::new(python.with_file_name("openapi-python-client"));
    generate.args(["generate", "--config", "generator.yml", "--meta", "none", "--overwrite"]);
    generate.args(["--output-path", "backpack", "--path"]).arg(written("backpack", Version::V3_1, "python"));
    run(generate.current_dir(&folder));
    run(Command::new(&python).args(["-m", "mypy", "--strict", "wallet.py", "backpack"]).current_dir(&folder));
    Some(run(Command::new(&python).arg("wallet.py").arg(url).current_dir(&folder)))
}
