//! Test of `docs/maintaining.md`: applies its patches, runs its commands with a shell in a separate project, and
//! compares their output with the page.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::support::{folder, golden};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the checkout is there")
}

/// Runs a line in the project, as a maintainer's shell does, with the command in `PATH`. Returns the output of both
/// streams, and the exit code if it is not 0.
fn shell(project: &Path, line: &str, input: &str) -> String {
    use std::io::Write as _;
    let binary = Path::new(env!("CARGO_BIN_EXE_bindery")).parent().expect("it lies in a folder");
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([binary.to_owned()].into_iter().chain(std::env::split_paths(&others)));
    let mut child = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {line}")])
        .current_dir(project)
        .env("PATH", path.expect("paths have no separators in them"))
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("maintaining-target"))
        .env("COLUMNS", "120")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("there is a shell");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let mut said = String::from_utf8(output.stdout).expect("text");
    if line.starts_with("bindery generate") {
        said = without_times(&said);
    }
    if let Some(code @ 1..) = output.status.code() {
        let _ = writeln!(said, "(exit code {code})");
    }
    said
}

/// Removes the last column of a table, the run time of each API, which varies in value and width.
fn without_times(table: &str) -> String {
    let line = |line: &str| match line.rsplit_once(' ') {
        Some((rest, last)) if last == "ms" || last.parse::<f64>().is_ok() => {
            format!("{}  …\n", rest.trim_end())
        }
        _ => format!("{line}\n"),
    };
    table.lines().map(line).collect()
}

/// Creates a project in its released state: spec, document, lock, bindings, all committed.
fn project() -> PathBuf {
    let (project, root) = (folder("maintaining"), root());
    let write = |file: &str, text: &str| {
        let path = project.join(file);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    };
    for (from, to) in [
        ("tools/sources/tests/spec/shop/api.yaml", "spec/shop/api.yaml"),
        ("tools/sources/tests/spec/shop/order.yaml", "spec/shop/order.yaml"),
        ("tools/sources/tests/documents/shop.txt", "vendor/shop.txt"),
        ("Cargo.lock", "Cargo.lock"),
    ] {
        write(to, &fs::read_to_string(root.join(from)).expect("the checkout has it"));
    }
    write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"generated/*\"]\n");
    write("bindery.toml", "documents = \"vendor\"\n");
    let prepare = "bindery sources lock --docs vendor && bindery --quiet generate && cargo generate-lockfile --offline \
         && git init --quiet --initial-branch main && git config user.name Maintainer \
         && git config user.email maintainer@shop.example && git config core.autocrlf false \
         && git add --all && git commit --quiet --message 'Bindings of the shop' && git tag v0.1.0";
    let said = shell(&project, prepare, "");
    assert!(!said.contains("(exit code"), "{said}");
    project
}

#[test]
fn the_day_goes_as_the_page_says() {
    let page = root().join("docs/maintaining.md");
    let text = fs::read_to_string(&page).expect("the page is there");
    let project = project();
    let mut done = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("\n```") {
        let (before, fenced) = rest.split_at(at + 1);
        let (language, after) = fenced.trim_start_matches('`').split_once('\n').expect("a block has lines");
        let (block, after) = after.split_once("```\n").expect("a block ends");
        let _ = writeln!(done, "{before}```{language}");
        match language {
            "diff" => {
                let said = shell(&project, "git apply -", block);
                assert_eq!(said, "", "the patch fits");
                done.push_str(block);
            }
            "console" => {
                for line in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
                    let _ = write!(done, "$ {line}\n{}", shell(&project, line, ""));
                }
            }
            other => panic!("a block of {other} cannot be run"),
        }
        done.push_str("```\n");
        rest = after;
    }
    done.push_str(rest);
    golden("../../../docs/maintaining.md", &done);
}
