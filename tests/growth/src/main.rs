//! The cost of a change: the files under `src` that must follow when the code base learns something new.
//!
//! A scratch copy of the tree gets a *seed*: the code that a person writes first, and the edits that the compiler does
//! not ask for. Then the compiler is asked, in rounds, which files lack the new case; each match gets the arm that the
//! compiler proposes, until everything compiles. `scripts/prove growth` runs this; tests, examples and generated code
//! are ignored.

mod seeds;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use seeds::{SEEDS, Seed};
use serde_json::Value;

/// More rounds than levels of dependent crates, with a margin for errors that hide others.
const ROUNDS: usize = 20;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [root, work, changes @ ..] = arguments.as_slice() else {
        return Err("usage: bindery-growth REPOSITORY SCRATCH [CHANGE…]".into());
    };
    fs::create_dir_all(work)?;
    let (root, work) = (Path::new(root), fs::canonicalize(work)?); // cargo runs in another folder
    println!("| a new | files | aim | which |");
    println!("| --- | ---: | ---: | --- |");
    for seed in
        SEEDS.iter().filter(|seed| changes.is_empty() || changes.iter().any(|name| name == seed.change))
    {
        let files =
            Scratch::new(root, &work)?.cost(seed).map_err(|error| format!("{}: {error}", seed.change))?;
        println!(
            "| {} ({}) | {} | {} | {} |",
            seed.change,
            seed.example,
            files.len(),
            seed.aim,
            listed(&files)
        );
    }
    Ok(())
}

/// Formats a list of files, grouped by folder.
fn listed(files: &BTreeSet<String>) -> String {
    let mut folders: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for file in files {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        folders.entry(folder).or_default().push(format!("`{name}`"));
    }
    let each = folders.iter().map(|(folder, names)| format!("{folder}: {}", names.join(" ")));
    each.collect::<Vec<_>>().join("; ")
}

/// A scratch copy of the tree.
struct Scratch {
    tree: PathBuf,
    target: PathBuf,
}

impl Scratch {
    /// Creates a copy of the committed tree. Compiled files are kept next to it.
    fn new(root: &Path, work: &Path) -> Result<Self> {
        let (tree, archive) = (work.join("tree"), work.join("tree.tar"));
        if tree.exists() {
            fs::remove_dir_all(&tree)?;
        }
        fs::create_dir_all(&tree)?;
        run(Command::new("git").current_dir(root).args(["archive", "--output"]).arg(&archive).arg("HEAD"))?;
        // Files get the current time, which cargo compares.
        run(Command::new("tar").arg("-xmf").arg(&archive).arg("-C").arg(&tree))?;
        fs::remove_file(archive)?;
        Ok(Self { tree, target: work.join("target") })
    }

    /// Returns the files that must follow a change.
    fn cost(&self, seed: &Seed) -> Result<BTreeSet<String>> {
        let mut files = BTreeSet::new();
        for edit in seed.edits {
            self.insert(edit.file, edit.after, edit.text)?;
            files.insert(edit.file.to_owned());
        }
        for _ in 0..ROUNDS {
            let errors = self.check()?;
            if errors.is_empty() {
                files.retain(|file| file.contains("/src/"));
                return Ok(files);
            }
            let mut arms: BTreeMap<String, BTreeMap<usize, String>> = BTreeMap::new();
            for error in &errors {
                let Arm { file, at, text } = arm(error).ok_or_else(|| {
                    format!("no advice:\n{}", error["rendered"].as_str().unwrap_or_default())
                })?;
                arms.entry(file).or_default().insert(at, text);
            }
            for (file, arms) in arms {
                let path = self.tree.join(&file);
                let mut text = fs::read_to_string(&path)?;
                arms.into_iter().rev().for_each(|(at, arm)| text.insert_str(at, &arm));
                fs::write(path, text)?;
                files.insert(file);
            }
        }
        Err(format!("does not compile after {ROUNDS} rounds").into())
    }

    /// Inserts a text after another one, or into a new file.
    fn insert(&self, file: &str, after: &str, text: &str) -> Result<()> {
        let path = self.tree.join(file);
        if after.is_empty() {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            return Ok(fs::write(path, text)?);
        }
        let old = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
        let Some((before, rest)) = old.split_once(after) else {
            return Err(format!("{file} no longer has the text `{after}`: update the seed").into());
        };
        Ok(fs::write(path, [before, after, text, rest].concat())?)
    }

    /// Returns the errors of all crates that are built for users or for the command.
    fn check(&self) -> Result<Vec<Value>> {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.tree).env("CARGO_TARGET_DIR", &self.target).env("CARGO_INCREMENTAL", "0");
        cargo.args(["check", "--all-features", "--keep-going", "--message-format=json"]);
        cargo.args(["-p", "bindery", "-p", "bindery-macros", "-p", "bindery-runtime"]); // and their dependencies
        let output = cargo.output()?;
        let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let messages = lines.map(serde_json::from_slice).collect::<std::result::Result<Vec<Value>, _>>()?;
        let errors: Vec<Value> = messages
            .into_iter()
            .map(|mut message| message["message"].take())
            .filter(|message| message["level"] == "error" && message["spans"][0].is_object())
            .collect();
        if errors.is_empty() && !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        Ok(errors)
    }
}

/// A text to insert into a file.
struct Arm {
    file: String,
    at: usize,
    text: String,
}

/// Returns the match arm that the compiler proposes.
fn arm(error: &Value) -> Option<Arm> {
    let children = error["children"].as_array()?;
    let mut spans = children.iter().filter_map(|child| child["spans"].as_array()).flatten();
    let (span, text, behind) = spans.find_map(|span| {
        let text = span["suggested_replacement"].as_str()?;
        Some((span, text, text.split_once("=>")?.1))
    })?;
    Some(Arm {
        file: span["file_name"].as_str()?.to_owned(),
        at: span["byte_end"].as_u64()?.try_into().ok()?,
        // The proposed arm names the case by a path that may be invalid there.
        text: [if text.trim_start().starts_with(',') { ", _ =>" } else { " _ =>" }, behind].concat(),
    })
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}").into()) }
}
