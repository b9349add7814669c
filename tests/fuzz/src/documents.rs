//! Vendors' documents in each notation, and the lock.

use bindery_model::diagnostic::SourceMap;
use bindery_model::{Api, Input, Notation, NotationKind, Source, check};
use bindery_sources::{
    Alignment, Edit, Fate, Line, LineClass, LineRange, Lock, Locked, Reading, apply, compare, draft,
    fingerprints, fresh, line_digests, lines, read, renumber, status,
};

use crate::files::files;

/// Any text as an action reference.
pub(crate) fn reference(data: &[u8]) {
    document(data, NotationKind::ActionReference);
}

/// Any text as an outline.
pub(crate) fn outline(data: &[u8]) {
    document(data, NotationKind::Outline);
}

/// Any text as headed prose.
pub(crate) fn prose(data: &[u8]) {
    document(data, NotationKind::HeadedProse);
}

/// The spec that documents are compared with.
struct Spec {
    api: Api,
    files: SourceMap,
    source: Source,
}

thread_local! {
    /// The small shop of the inputs, read in each notation.
    static SHOPS: Vec<Spec> =
        [NotationKind::ActionReference, NotationKind::Outline, NotationKind::HeadedProse].map(shop).into();
}

fn shop(kind: NotationKind) -> Spec {
    let inputs = files(include_bytes!("../../../fuzz/inputs/spec/order.txt"));
    let checked = check(inputs);
    let api = checked.api.expect("the shop has no mistake");
    let source = api.sources.first().cloned().expect("the shop has a document");
    let notations = vec![Notation::of(kind)];
    Spec { api, files: checked.sources, source: Source { notations, ..source } }
}

/// Runs a function with the shop; its document is read in a notation.
fn with_shop(kind: NotationKind, work: impl FnOnce(&Spec)) {
    SHOPS.with(|shops| {
        let mut shops = shops.iter();
        let reads = |shop: &&Spec| shop.source.notations.iter().any(|notation| notation.kind == kind);
        work(shops.find(reads).expect("there is one for each notation"));
    });
}

fn document(data: &[u8], kind: NotationKind) {
    with_shop(kind, |spec| held(&String::from_utf8_lossy(data), kind, spec));
}

fn held(text: &str, kind: NotationKind, spec: &Spec) {
    let (lines, reading) = whole(text, &spec.source.notations);
    let report = compare(&spec.api, &spec.source, &reading);
    assert!(
        report.findings.iter().all(|finding| finding.claim.is_none_or(|claim| claim < reading.claims.len()))
    );
    let drafts = draft(&spec.api, &spec.files, &spec.source, &reading);
    let edits: Vec<Edit> = drafts.into_iter().flat_map(|draft| draft.edits).collect();
    written(edited(&spec.files, &edits));
    let drafted = fresh("shop", "shop.txt", kind, &lines, &reading);
    let inputs = drafted.into_iter().map(|file| Input { name: file.name, bytes: file.text.into_bytes() });
    written(inputs.collect());
    fingerprinted(spec, text, &lines, &reading);
}

/// Drafts written into a spec are YAML, although a person must fill in blanks.
fn written(files: Vec<Input>) {
    let texts: Vec<String> =
        files.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect();
    let checked = check(files);
    let broken = checked.diagnostics.iter().find(|found| found.code == "spec::yaml");
    assert!(broken.is_none(), "{broken:?}\n{}", texts.join("\n"));
}

/// Reads a text and checks the properties of every reading.
fn whole(text: &str, notations: &[Notation]) -> (Vec<Line>, Reading) {
    let lines = lines(text);
    let last = lines.last().map_or(1, |line| line.number);
    assert!(lines.is_sorted_by_key(|line| line.number), "lines are numbered in order");
    let reading = read(&lines, notations);
    assert_eq!(reading.classes.len(), lines.len(), "every line has a class");
    for claim in &reading.claims {
        assert!(claim.section < reading.sections.len());
        assert!(1 <= claim.place.first && claim.place.first <= claim.place.last && claim.place.last <= last);
    }
    let unread = reading.classes.iter().filter(|class| **class == LineClass::Unread).count();
    assert_eq!(unread, reading.unread.len(), "what is unread is listed");
    (lines, reading)
}

/// Checks that a document has no changes compared with itself, and that the lock keeps all of it.
fn fingerprinted(spec: &Spec, text: &str, lines: &[Line], reading: &Reading) {
    let locked = fingerprints(&spec.api, &spec.source.name, text, lines, reading);
    assert_eq!(status(&locked, &locked, reading), [], "an unchanged document has no changes");
    let lock = Lock { documents: vec![locked] };
    assert_eq!(Lock::parse(&lock.text()), Ok(lock), "a lock is read as it was written");
}

/// The files of a spec after edits.
fn edited(files: &SourceMap, edits: &[Edit]) -> Vec<Input> {
    let known = files.files.iter().map(|file| Input {
        name: file.name.clone(),
        bytes: apply(&file.name, &file.text, edits).into_bytes(),
    });
    let created = edits.iter().filter_map(|edit| match edit {
        Edit::Create { file, text } => Some(Input { name: file.clone(), bytes: text.clone().into_bytes() }),
        Edit::Insert { .. } => None,
    });
    known.chain(created).collect()
}

/// Two versions of a document, before and after a line `===`: changed sections, and evidence that follows its lines.
pub(crate) fn edits(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (before, now) = text.split_once("\n===\n").unwrap_or((&text, ""));
    with_shop(NotationKind::ActionReference, |spec| followed(before, now, spec));
}

fn followed(before: &str, now: &str, spec: &Spec) {
    let notations = &spec.source.notations;
    let ((old_lines, old), (new_lines, new)) = (whole(before, notations), whole(now, notations));
    let name = &spec.source.name;
    let old = fingerprints(&spec.api, name, before, &old_lines, &old);
    let locked = fingerprints(&spec.api, name, now, &new_lines, &new);
    drop(status(&old, &locked, &new));
    let (before, now) = (line_digests(before), line_digests(now));
    let alignment = Alignment::new(&before, &now);
    for line in 1..=u32::try_from(before.len()).unwrap_or(u32::MAX) {
        let fate = alignment.follow(LineRange { first: line, last: line });
        if let Fate::There(place) | Fate::Shrunk(place) = fate {
            assert!(1 <= place.first && place.last as usize <= now.len(), "{line} becomes {place:?}");
        }
    }
    let same = Alignment::new(&now, &now);
    let all = LineRange { first: 1, last: u32::try_from(now.len()).unwrap_or(u32::MAX) };
    if now.iter().any(|line| !line.is_empty()) {
        assert_eq!(same.follow(all), Fate::There(all), "a document is aligned with itself");
    }
    let length = u32::try_from(now.len()).unwrap_or(u32::MAX);
    let renumbered = renumber(&spec.api, &spec.files, &spec.source, &before, &now, length);
    let edits: Vec<Edit> = renumbered.edits().cloned().collect();
    assert!(
        check(edited(&spec.files, &edits)).api.is_some(),
        "evidence that follows its lines breaks no spec"
    );
}

/// Any text as a lock: an accepted lock is written and read again as the same.
pub(crate) fn lock(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Ok(lock) = Lock::parse(&text) else { return };
    assert_eq!(Lock::parse(&lock.text()).as_ref(), Ok(&lock));
    let empty = Locked { source: String::new(), sections: Vec::new(), lines: Vec::new() };
    for document in &lock.documents {
        let reading = read(&[], &[]);
        assert_eq!(status(document, document, &reading), []);
        let gone = status(document, &empty, &reading);
        assert_eq!(gone.len(), document.sections.len(), "all sections are removed");
    }
}
