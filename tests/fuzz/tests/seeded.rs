//! Every target on its kept inputs, and on a fixed series of mutations of them: the fuzzers' short run for every commit.

mod mutation;

use std::cell::Cell;
use std::fs;
use std::sync::Once;

use bindery_fuzz::{TARGETS, inputs, run};
use mutation::Mutation;

thread_local! {
    /// The panics of this thread. Panics that a router catches count too.
    static PANICS: Cell<usize> = const { Cell::new(0) };
}

/// Counts panics, and shows them as usual.
fn count_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            PANICS.set(PANICS.get() + 1);
            usual(info);
        }));
    });
}

/// Prints the input on which a target panics.
struct Shown<'a>(&'a [u8]);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the input:\n{}", self.0.escape_ascii());
        }
    }
}

/// Returns the kept inputs of a target, ordered by name.
fn kept(target: &str) -> Vec<Vec<u8>> {
    let folder = inputs(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a folder can be listed").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("an input can be read")).collect()
}

fn one(target: &str, input: &[u8]) {
    let shown = Shown(input);
    let before = PANICS.get();
    run(target, input);
    assert_eq!(PANICS.get(), before, "{target}: something inside has panicked");
    drop(shown);
}

fn seeded(target: &str, times: usize) {
    count_panics();
    let kept = kept(target);
    assert!(!kept.is_empty(), "{target} has inputs");
    for input in &kept {
        one(target, input);
    }
    let mut mutation = Mutation::new(target, &kept);
    for _ in 0..times {
        one(target, &mutation.next());
    }
}

macro_rules! targets {
    ($($name:literal $test:ident $times:literal)*) => {
        $(#[test]
        fn $test() {
            seeded($name, $times);
        })*

        /// Checks that all targets are here and among those of cargo-fuzz.
        #[test]
        fn all_targets_are_run() {
            let mut here = vec![$($name),*];
            let mut all: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
            here.sort_unstable();
            all.sort_unstable();
            assert_eq!(here, all);
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz");
            let manifest = fs::read_to_string(format!("{folder}/Cargo.toml")).expect("the manifest is there");
            for name in all {
                assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} is no target of cargo-fuzz");
                let file = format!("{folder}/fuzz_targets/{name}.rs");
                let wrapper = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
                assert!(wrapper.contains(&format!("(\"{name}\", data)")), "{file} runs another target");
            }
        }
    };
}

targets! {
    "index" index 20000
    "json" json 2000
    "form" form 2000
    "multipart" multipart 2000
    "dates" dates 500
    "decimals" decimals 500
    "json-in-text" json_in_text 500
    "events" events 2000
    "lines" lines 2000
    "headers" headers 2000
    "links" links 1000
    "failures" failures 2000
    "oauth-responses" oauth_responses 1500
    "router" router 1500
    "documents-reference" documents_reference 150
    "documents-outline" documents_outline 150
    "documents-prose" documents_prose 150
    "documents-openapi" documents_openapi 150
    "documents-edits" documents_edits 150
    "documents-lock" documents_lock 2000
    "spec" spec 100
    "overlay" overlay 50
    "diff" diff 100
    "export" export 50
    "site" site 20
}
