//! Third-party clients: generators create them from every export, and they type-check. The programs of
//! `examples/other-languages` use them as their README says, against the generated router.

use std::path::{Path, PathBuf};
use std::process::Command;

use bindery_backpack::Client;
use bindery_backpack::index::{Register, RegisterRequired};
use bindery_backpack::prelude::*;
use bindery_backpack::types::{Currency, Password};
use bindery_openapi::Version;
use bindery_test_tools::{self as tools, output, together};
use bindery_tests::cargo::workspace;
use bindery_tests::log::serve;

use crate::{APIS, target, written};

/// Output of both programs.
const SAID: &str = "credit 100.5, reserved 0, currency 2\n\
                    no wallet: code 30, Login required\n";

fn example(language: &str) -> PathBuf {
    workspace().join("examples/other-languages").join(language)
}

/// Starts the example server with the user of the example client.
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

/// Returns a folder with the generator, the compiler and the dependencies of clients.
fn node() -> Option<PathBuf> {
    tools::node(&target(), "typescript", &example("typescript"))
}

fn typescript(url: &str) -> Option<String> {
    let source = example("typescript");
    let folder = node()?;
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

/// A Python with the generator and the type checker.
fn interpreter() -> Option<PathBuf> {
    tools::python(&target(), "python-client", &example("python").join("requirements.txt"))
}

/// Returns the command that generates a Python package; it fails if a part of the export would be left out.
fn package(python: &Path, name: &str, export: &Path) -> Command {
    let mut generate = Command::new(python.with_file_name("openapi-python-client"));
    generate.args(["generate", "--meta", "none", "--overwrite", "--fail-on-warning", "--config"]);
    generate.arg(example("python").join("generator.yml"));
    generate.args(["--output-path", name, "--path"]).arg(export);
    generate
}

fn python(url: &str) -> Option<String> {
    let python = interpreter()?;
    let folder = target().join("python-program");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::copy(example("python").join("wallet.py"), folder.join("wallet.py")).expect("copied");
    let export = written("backpack", Version::V3_1, "python");
    run(package(&python, "backpack", &export).current_dir(&folder));
    run(Command::new(&python).args(["-m", "mypy", "--strict", "wallet.py", "backpack"]).current_dir(&folder));
    Some(run(Command::new(&python).arg("wallet.py").arg(url).current_dir(&folder)))
}

const VERSIONS: [Version; 2] = [Version::V3_1, Version::V3_0];

/// Returns every export, under a name that is valid in every language.
fn exports(purpose: &str) -> Vec<(String, PathBuf)> {
    let of = |api: &str, version| {
        let number = if version == Version::V3_0 { "3_0" } else { "3_1" };
        (format!("{api}_{number}"), written(api, version, purpose))
    };
    APIS.iter().flat_map(|api| VERSIONS.map(|version| of(api, version))).collect()
}

/// An empty folder of the build folder.
fn empty(name: &str) -> PathBuf {
    let folder = target().join(name);
    let _ = std::fs::remove_dir_all(&folder); // there need not be one
    std::fs::create_dir_all(&folder).expect("made");
    folder
}

#[test]
fn types_in_typescript_are_made_from_every_export() {
    let Some(tools) = node() else { return };
    let folder = empty("typescript-all");
    let failed = together(exports("typescript-all"), |(name, export)| {
        let mut generate = Command::new("node");
        generate.arg(tools.join("node_modules/openapi-typescript/bin/cli.js")).arg(export);
        generate.arg("--output").arg(folder.join(format!("{name}.d.ts")));
        output(&mut generate).map(|_| ()).map_err(|error| error.to_string())
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let mut check = Command::new("node");
    check.arg(tools.join("node_modules/typescript/bin/tsc")).args(["--strict", "--noEmit"]);
    run(check.args(exports("typescript-all").iter().map(|(name, _)| folder.join(format!("{name}.d.ts")))));
}

#[test]
fn packages_in_python_are_made_from_every_export() {
    let Some(python) = interpreter() else { return };
    let folder = empty("python-all");
    let failed = together(exports("python-all"), |(name, export)| {
        let mut generate = package(&python, &name, &export);
        output(generate.current_dir(&folder)).map(|_| ()).map_err(|error| error.to_string())
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let mut check = Command::new(&python);
    check.args(["-m", "mypy", "--strict", "--no-error-summary", "--cache-dir"]).arg(target().join("mypy"));
    let checked =
        check.args(exports("python-all").iter().map(|(name, _)| name)).current_dir(&folder).output();
    let said = String::from_utf8_lossy(&checked.expect("it runs").stdout).into_owned();
    // The generator uses a variable `d` in its object readers, which a field of this name shadows.
    let of_d = |line: &&str| line.starts_with("coriunder_") && line.contains("dict[str, Any]");
    let wrong: Vec<&str> = said.lines().filter(|line| !of_d(line)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
