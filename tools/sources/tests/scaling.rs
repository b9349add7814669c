//! The cost of input grows linearly with its size: eight times the input takes eight times as long, with a margin for
//! caches. Measured is the CPU time of the thread, so other load on the machine does not count.
#![cfg(unix)]

mod support;

use std::time::Duration;

use bindery_model::{Notation, NotationKind, Source};
use bindery_sources::{
    Alignment, LineRange, Lock, compare, draft, fingerprints, fresh, line_digests, lines, read, renumber,
    status,
};
use rustix::time::{ClockId, clock_gettime};
use support::{Spec, root};

/// Ratio of the sizes of the larger and the smaller input.
const FACTOR: usize = 8;
/// Largest ratio of the times: quadratic cost would have 64.
const MOST: f64 = 24.0;

/// Returns the CPU time of this thread.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Returns the best time of several runs.
fn cost(work: &impl Fn(usize), size: usize) -> f64 {
    let once = || {
        let before = worked();
        work(size);
        (worked() - before).as_secs_f64()
    };
    (0..2).map(|_| once()).fold(f64::INFINITY, f64::min)
}

/// Compares the time of some work for one size with that for a larger one.
fn scales(what: &str, size: usize, work: impl Fn(usize)) {
    let (small, large) = (cost(&work, size), cost(&work, size * FACTOR));
    // Shorter times are too inaccurate.
    let ratio = large / small.max(0.000_5);
    println!("{what}: {ratio:.1} times as long, {large:.3} s");
    assert!(ratio < MOST, "{what}: {FACTOR} times as much takes {ratio:.1} times as long ({large:.3} s)");
}

/// Returns copies of a text, each with its number instead of `#`.
fn copies(size: usize, of: &str) -> String {
    (0..size).map(|number| of.replace('#', &number.to_string())).collect()
}

/// A kind of document: the text before the repeated part, the repeated part, and the text after it.
type Shape = (&'static str, NotationKind, &'static str, &'static str, &'static str);

const REFERENCE: NotationKind = NotationKind::ActionReference;
const OUTLINE: NotationKind = NotationKind::Outline;
const PROSE: NotationKind = NotationKind::HeadedProse;

const SHAPES: &[Shape] = &[
    ("headings of actions", REFERENCE, "", "M#::a\n\n", ""),
    ("actions of one name", REFERENCE, "", "M#::a\n\nReturns:\n● a(int): x\n", ""),
    ("actions of one module", REFERENCE, "", "Order::a#\n\nParameters:\nid\nint\nx\n", ""),
    ("one action again and again", REFERENCE, "", "Order::pay\n\nParameters:\nid\nint\nx\n", ""),
    ("modules", REFERENCE, "", "Big# Module\n\nconstants.c = #\n", ""),
    ("other headings", REFERENCE, "", "\nTitle (topic)\n\n", ""),
    ("rows of a table", REFERENCE, "Order::pay\nParameters:\n", "p#\nint\nText.\n", "Returns:\n"),
    ("rows of one name", REFERENCE, "Order::pay\nParameters:\n", "id\nint\nText.\n", "Returns:\n"),
    ("rows that are none", REFERENCE, "Order::pay\nParameters:\n", "p#\nwhat\n", "Returns:\n"),
    ("fields of a response", REFERENCE, "Order::pay\nReturns:\n", "● f#(int): x\n", ""),
    ("codes", REFERENCE, "Error codes\n", "#\nText\n", ""),
    ("codes of one text", REFERENCE, "Error codes\n", "Order not found\n", ""),
    ("keys of failures", REFERENCE, "Error codes\n", "● a#(int) ○ b(int)\n", "Code\n"),
    ("samples", REFERENCE, "Order::pay\nReturns:\n", "{\"a\": #}\n", ""),
    ("members without an end", REFERENCE, "Order Module\n", "\"k#\": 1,\n", "\"k\": }\n"),
    ("lists without an end", REFERENCE, "Order::pay\nReturns:\n", "[{\"a\": [1,\n", ""),
    ("texts without an end", REFERENCE, "Order::pay\nReturns:\n", "{\"a\": \"x\n", ""),
    ("keys of one sample", REFERENCE, "Order::pay\nReturns:\n{", "\"k#\": 1,\n", "\"k\": 1}\n"),
    ("calls", REFERENCE, "Overview\n", "https://x.example/a#?b=c\n", ""),
    ("addresses that go on", REFERENCE, "Overview\n", "https://x.example/a=\n", ""),
    ("addresses in a line", REFERENCE, "Overview\n", "http://x.example/<", "\n"),
    ("constants", REFERENCE, "Order Module\n", "group.k# = #\n", ""),
    ("bullets", OUTLINE, "", "● g#\n  ○ t#\n", ""),
    ("titles of one group", OUTLINE, "● g\n", "  ○ t#\n", ""),
    ("groups", OUTLINE, "", "● g#\n  ○ List\n", ""),
    ("runs of bullets", OUTLINE, "", "● g\n● h\nx\n", ""),
    ("headings of prose", PROSE, "", "Title\n\n", ""),
    ("words and rows", PROSE, "", "word# and more\n", ""),
    ("rows of headers", PROSE, "HTTP Header\n", "key#The key\n", ""),
    ("headers", PROSE, "", "\"X-#\" : v\n", ""),
    ("codes of prose", PROSE, "HTTP Code\n", "403code_#Text\n", ""),
    ("keys of code", PROSE, "", "$a = array('k#' => 1);\n", ""),
    ("keys in one line", PROSE, "$x = \"", "&k#=1", "\";\n"),
    ("items", PROSE, "Scopes\n\n", "● s#: x\n", ""),
    ("headings of HTML", REFERENCE, "<html>", "<h1>M#::a</h1>\n", ""),
    ("lists in lists of HTML", PROSE, "<html>", "<ul><li>x", ""),
    ("one line of HTML", PROSE, "<html>", "<p>word#", ""),
];

/// Returns a small spec, and its source in a notation.
fn spec(kind: NotationKind) -> (Spec, Source) {
    let spec = Spec::folder(&root().join("tools/sources/tests/spec/shop"));
    let notations = vec![Notation::of(kind)];
    let source = Source { notations, ..spec.source().clone() };
    (spec, source)
}

/// Runs everything that the commands do with a document.
fn document(kind: NotationKind, text: &str) {
    let (Spec { api, files }, source) = spec(kind);
    let lines = lines(text);
    let reading = read(&lines, &source.notations);
    compare(&api, &source, &reading);
    draft(&api, &files, &source, &reading);
    fresh("big", "big.txt", kind, &lines, &reading);
    let locked = fingerprints(&api, &source.name, text, &lines, &reading);
    assert_eq!(status(&locked, &locked, &reading), []);
    let lock = Lock { documents: vec![locked] };
    assert_eq!(Lock::parse(&lock.text()).as_ref(), Ok(&lock));
}

#[test]
fn documents_cost_what_they_are_long() {
    for (what, kind, before, repeated, after) in SHAPES {
        scales(what, 200, |size| document(*kind, &format!("{before}{}{after}", copies(size, repeated))));
    }
}

#[test]
fn versions_of_documents_cost_what_they_are_long() {
    let (Spec { api, files }, source) = spec(REFERENCE);
    let follow = |before: &str, now: &str| {
        let (before, now) = (line_digests(before), line_digests(now));
        let alignment = Alignment::new(&before, &now);
        for line in 1..=u32::try_from(before.len()).unwrap_or(u32::MAX) {
            alignment.follow(LineRange { first: line, last: line });
        }
        renumber(&api, &files, &source, &before, &now, u32::try_from(now.len()).unwrap_or(u32::MAX));
    };
    let reversed = |size: usize| (0..size).rev().map(|number| format!("line {number}\n")).collect::<String>();
    let mixed = |size: usize, step: usize| {
        (0..size).map(|number| format!("line {}\n", number * step % 7)).collect::<String>()
    };
    let shapes: [(&str, &dyn Fn(usize)); 5] = [
        ("the same", &|size| follow(&copies(size, "line #\n"), &copies(size, "line #\n"))),
        ("another", &|size| follow(&copies(size, "line #\n"), &copies(size, "word #\n"))),
        ("reversed", &|size| follow(&copies(size, "line #\n"), &reversed(size))),
        ("a few repeated lines", &|size| follow(&mixed(size, 3), &mixed(size + 1, 5))),
        ("sections that changed places", &|size| {
            let before = copies(size, "M#::a\n\nText.\n\n");
            let now: String = (0..size).rev().map(|number| format!("M{number}::a\n\nText.\n\n")).collect();
            let taken = |text: &str| {
                let lines = lines(text);
                let reading = read(&lines, &source.notations);
                (fingerprints(&api, &source.name, text, &lines, &reading), reading)
            };
            let ((old, _), (new, reading)) = (taken(&before), taken(&now));
            assert!(!status(&old, &new, &reading).is_empty());
        }),
    ];
    for (what, work) in shapes {
        scales(what, 200, work);
    }
}
