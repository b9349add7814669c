//! Prints the table of the count: `cargo run --release -p bindery-corpus [DOCUMENT…]`, or what becomes of the operations
//! of whole documents: `… -- --import [DOCUMENT…]`, or writes what comes back from an import and an export:
//! `… -- --round-trip FOLDER [DOCUMENT…]`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;
use std::{env, fs};

use bindery_corpus::round_trip::round_trip;
use bindery_corpus::{Count, DOCUMENTS, count};
use bindery_openapi_in::{Document, Options, State, Weight, import};

fn main() -> Result<(), String> {
    let folder = env::var("BINDERY_DOCUMENTS").unwrap_or_else(|_| "../shared".to_owned());
    let folder = Path::new(&folder).join("corpus/openapi");
    let mut wanted: Vec<String> = env::args().skip(1).collect();
    if let [word, name, rest @ ..] = wanted.as_slice()
        && word == "--write"
    {
        return write(&folder, name, rest);
    }
    if let [word, names @ ..] = wanted.as_slice()
        && word == "--import"
    {
        return import_all(&folder, names);
    }
    if let [word, into, names @ ..] = wanted.as_slice()
        && word == "--round-trip"
    {
        return round_trips(&folder, Path::new(into), names);
    }
    let verbose = wanted.iter().position(|word| word == "--all").map(|at| wanted.remove(at)).is_some();
    let names: Vec<&str> = match wanted.as_slice() {
        [] => DOCUMENTS.to_vec(),
        names => names.iter().map(String::as_str).collect(),
    };
    let mut counts: Vec<Count> = Vec::new();
    for name in names {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        counts.push(count(name, &text)?);
    }
    println!("{:<22} {:>10} {:>6} {:>8} {:>7}  whole", "document", "operations", "said", "exactly", "share");
    for one in &counts {
        let whole =
            if one.whole.is_empty() { "yes".to_owned() } else { format!("{} diagnostics", one.whole.len()) };
        println!(
            "{:<22} {:>10} {:>6} {:>8} {:>6.1}%  {whole}",
            one.document,
            one.operations,
            one.said,
            one.exactly,
            share(one.said, one.operations)
        );
    }
    let sum = |of: fn(&Count) -> usize| counts.iter().map(of).sum::<usize>();
    let (operations, said) = (sum(|one| one.operations), sum(|one| one.said));
    println!(
        "{:<22} {operations:>10} {said:>6} {:>8} {:>6.1}%",
        "all",
        sum(|one| one.exactly),
        share(said, operations)
    );
    let mut reasons: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for lack in counts.iter().flat_map(|one| &one.lacks) {
        let entry = reasons
            .entry(&lack.reason)
            .or_insert_with(|| (0, format!("{} {} {}", lack.what, lack.place, lack.detail)));
        if seen.insert((&lack.what, &lack.reason)) {
            entry.0 += 1;
        }
    }
    println!("\nOperations that lack something, by reason:");
    let mut sorted: Vec<_> = reasons.into_iter().collect();
    sorted.sort_by_key(|(_, (number, _))| std::cmp::Reverse(*number));
    for (reason, (number, first)) in sorted {
        println!("{number:>6}  {reason}\n          {first}");
    }
    println!("\nSpecs of whole documents:");
    for lack in counts.iter().flat_map(|one| one.whole.iter().take(if verbose { usize::MAX } else { 12 })) {
        println!("  {} {} {} {}", lack.what, lack.place, lack.reason, lack.detail);
    }
    let mut wider: BTreeMap<&str, usize> = BTreeMap::new();
    for (reason, number) in counts.iter().flat_map(|one| &one.wider) {
        *wider.entry(reason).or_default() += number;
    }
    println!("\nRules that specs do not have, with operations:");
    for (reason, number) in wider {
        println!("{number:>6}  {reason}");
    }
    if verbose {
        println!("\nThe rest:");
        for lack in counts.iter().flat_map(|one| &one.lacks) {
            println!("  {} | {} | {} | {}", lack.what, lack.place, lack.reason, lack.detail);
        }
    }
    Ok(())
}

/// Writes documents with what comes back from an import and an export, each to a folder of its own.
fn round_trips(folder: &Path, into: &Path, names: &[String]) -> Result<(), String> {
    let given: Vec<&str> = names.iter().map(String::as_str).collect();
    for name in if given.is_empty() { DOCUMENTS.to_vec() } else { given } {
        round_trip(&into.join(name), name, &mut |wanted| fs::read_to_string(folder.join(wanted)).ok())?;
    }
    Ok(())
}

/// Prints what becomes of the operations of whole documents, with the time of each.
fn import_all(folder: &Path, names: &[String]) -> Result<(), String> {
    let given: Vec<&str> = names.iter().map(String::as_str).collect();
    let names = if given.is_empty() { DOCUMENTS.to_vec() } else { given };
    println!(
        "{:<22} {:>10} {:>8} {:>7} {:>8} {:>6} {:>6} {:>7}",
        "document", "operations", "callable", "partial", "reported", "gaps", "wider", "seconds"
    );
    let mut rest = String::new();
    for name in names {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let start = Instant::now();
        let document = Document::read(&text).map_err(|error| error.to_string())?;
        let stem = name.rsplit('/').next().unwrap_or(name).split('.').next().unwrap_or(name);
        let options = Options::new(stem, name);
        let done = import(&document, &document.operations(), &options);
        let seconds = start.elapsed().as_secs_f64();
        let weighs = |weight: Weight| done.findings.iter().filter(|finding| finding.weight == weight).count();
        println!(
            "{name:<22} {:>10} {:>8} {:>7} {:>8} {:>6} {:>6} {seconds:>7.2}",
            done.operations.len(),
            done.count(State::Callable),
            done.count(State::Partial),
            done.count(State::Reported),
            weighs(Weight::Gap),
            weighs(Weight::Wider),
        );
        for one in done.operations.iter().filter(|one| one.state != State::Callable) {
            rest.push_str(&format!(
                "{name}:{} {} {:?}: {}\n",
                one.lines.0,
                one.operation,
                one.state,
                one.reasons.join("; ")
            ));
        }
        for refused in &done.refused {
            rest.push_str(&format!("{name}: {refused}\n"));
        }
    }
    println!("\n{rest}");
    Ok(())
}

/// Prints the spec of the operations of a document whose names contain all words; of the whole document without words.
fn write(folder: &Path, name: &str, words: &[String]) -> Result<(), String> {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let document = Document::read(&text).map_err(|error| error.to_string())?;
    let mut operations = document.operations();
    operations.retain(|operation| words.iter().all(|word| operation.to_string().contains(word.as_str())));
    let conversion = bindery_corpus::spec(&document, &operations, name);
    for file in &conversion.files {
        println!("# {}\n{}", file.name, file.text);
    }
    for finding in &conversion.findings {
        println!("# {:?} {finding}", finding.weight);
    }
    Ok(())
}

/// Returns a share in percent, for people.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}
