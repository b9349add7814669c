//! Evidence follows its lines: after any insertion or removal, it names the remaining ones of its lines.

mod support;

use std::collections::HashMap;

use bindery_model::Input;
use bindery_sources::{Alignment, Fate, LineRange, Renumbering, apply, line_digests, renumber};
use proptest::prelude::*;
use support::{Spec, own, root, vendors};

/// A change of a line.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Stays,
    Goes,
    /// Inserts this number of lines before the line.
    Grows(usize),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        8 => Just(Happening::Stays),
        1 => Just(Happening::Goes),
        1 => (1usize..5).prop_map(Happening::Grows),
    ]
}

/// Applies changes to lines; new lines are unique.
fn edited(lines: &[&str], happenings: &[Happening]) -> String {
    let mut text = String::new();
    let all = happenings.iter().chain(std::iter::repeat(&Happening::Stays));
    for (number, (line, happening)) in lines.iter().zip(all).enumerate() {
        if let Happening::Grows(count) = happening {
            (0..*count).for_each(|one| text.push_str(&format!("new {number}.{one}\n\n")));
        }
        if !matches!(happening, Happening::Goes) {
            text.push_str(&format!("{line}\n"));
        }
    }
    text
}

/// Returns the non-blank lines of a range that are not new.
fn quoted(text: &str, place: LineRange) -> Vec<&str> {
    let inside = text.lines().skip(place.first as usize - 1).take((place.last - place.first + 1) as usize);
    inside.filter(|line| !line.is_empty() && !line.starts_with("new ")).collect()
}

fn renumbered(spec: &Spec, before: &str, now: &str) -> Renumbering {
    let lines = spec.read(now).0.last().map_or(0, |line| line.number);
    let (before, digests) = (line_digests(before), line_digests(now));
    renumber(&spec.api, &spec.files, spec.source(), &before, &digests, lines)
}

/// Returns the spec after the edits.
fn written(spec: &Spec, found: &Renumbering) -> Spec {
    let edits: Vec<_> = found.edits().cloned().collect();
    let files = spec.files.files.iter().map(|file| {
        let text = apply(&file.name, &file.text, &edits);
        Input { name: file.name.clone(), bytes: text.into_bytes() }
    });
    Spec::from_inputs(files.collect())
}

/// Returns the lines that the evidence of a source names.
fn places(spec: &Spec) -> Vec<LineRange> {
    let source = &spec.source().name;
    let cited = spec.api.citations.iter().filter(|citation| citation.source == *source);
    cited.map(|citation| LineRange { first: citation.first, last: citation.last }).collect()
}

proptest! {
    /// With unique non-blank lines, the result for each line is known.
    #[test]
    fn a_range_holds_those_of_its_lines_that_are_left(
        blank in prop::collection::vec(prop::bool::weighted(0.4), 1..40),
        happenings in prop::collection::vec(happening(), 40),
        ends in (0usize..40, 0usize..40),
    ) {
        let texts: Vec<String> = blank
            .iter()
            .enumerate()
            .map(|(number, blank)| if *blank { String::new() } else { format!("line {number}") })
            .collect();
        let lines: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (one, other) = (ends.0 % lines.len(), ends.1 % lines.len());
        let range = LineRange { first: one.min(other) as u32 + 1, last: one.max(other) as u32 + 1 };
        let now = edited(&lines, &happenings);
        let before = edited(&lines, &[]);
        let left: Vec<&str> = quoted(&before, range)
            .into_iter()
            .filter(|line| now.lines().any(|other| other == *line))
            .collect();
        let (old, new) = (line_digests(&before), line_digests(&now));
        match Alignment::new(&old, &new).follow(range) {
            Fate::There(place) | Fate::Shrunk(place) => prop_assert_eq!(quoted(&now, place), left),
            Fate::Gone => prop_assert_eq!(left, [""; 0]),
        }
        prop_assert_eq!(Alignment::new(&old, &old).follow(range), Fate::There(range));
    }

    /// For any lines, including duplicates, and ranges past the end, the result is inside the document.
    #[test]
    fn any_lines_can_be_followed(
        before in prop::collection::vec(prop::sample::select(vec!["", "a", "b", "c", "d"]), 0..30),
        now in prop::collection::vec(prop::sample::select(vec!["", "a", "b", "c", "x"]), 0..30),
        ends in (0u32..40, 0u32..40),
    ) {
        let digests = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let (before, now) = (digests(&before), digests(&now));
        let range = LineRange { first: ends.0.min(ends.1) + 1, last: ends.0.max(ends.1) + 1 };
        match Alignment::new(&before, &now).follow(range) {
            Fate::There(place) | Fate::Shrunk(place) => {
                prop_assert!(1 <= place.first && place.first <= place.last && place.last as usize <= now.len());
            }
            Fate::Gone => {}
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))] // each reads a spec five times

    /// The shop's evidence after renumbering cites the same lines, as far as they remain.
    #[test]
    fn the_evidence_of_a_spec_quotes_what_it_quoted(happenings in prop::collection::vec(happening(), 104)) {
        let spec = Spec::folder(&root().join("tools/sources/tests/spec/shop"));
        let before = own("shop.txt");
        let lines: Vec<&str> = before.lines().collect();
        let inserted: Vec<Happening> = happenings
            .iter()
            .map(|one| if matches!(one, Happening::Goes) { Happening::Stays } else { *one })
            .collect();
        let now = edited(&lines, &inserted);
        let after = written(&spec, &renumbered(&spec, &before, &now));
        prop_assert_eq!(places(&spec).len(), places(&after).len());
        for (old, new) in places(&spec).into_iter().zip(places(&after)) {
            prop_assert_eq!(quoted(&before, old), quoted(&now, new));
        }
        prop_assert_eq!(renumbered(&after, &now, &now), Renumbering::default());
        // If lines are removed too, the spec stays valid, even if the document is too short for the unchanged evidence.
        let now = edited(&lines, &happenings);
        let found = renumbered(&spec, &before, &now);
        let after = written(&spec, &found);
        for shift in found.shifts.iter().filter(|shift| shift.fate == Fate::Gone) {
            prop_assert!(places(&after).contains(&shift.before), "evidence with removed lines is not changed");
        }
    }
}

/// Returns the numbers after `SOURCE:` and in `lines`, for each file, found without a parser.
fn numbers(spec: &Spec, source: &str) -> HashMap<String, Vec<u32>> {
    let short = format!("\"{source}:");
    let long = format!("source: {source}, lines: ");
    let found = |text: &str| -> Vec<u32> {
        let ranges = text.match_indices(&short).map(|(at, form)| (at + form.len(), '"'));
        let mappings = text.match_indices(&long).map(|(at, form)| (at + form.len(), ']'));
        let mut places: Vec<(usize, char)> = ranges.chain(mappings).collect();
        places.sort_unstable();
        let parts = places.into_iter().map(|(at, end)| {
            let rest = &text[at..];
            let close = if end == ']' && !rest.starts_with('[') { ',' } else { end };
            rest.split([close, '}']).next().unwrap_or("")
        });
        let each = parts.flat_map(|part| part.split(|letter: char| !letter.is_ascii_digit()));
        each.filter(|digits| !digits.is_empty()).map(|digits| digits.parse().expect("a number")).collect()
    };
    spec.files.files.iter().map(|file| (file.name.clone(), found(&file.text))).collect()
}

/// Lines inserted near the top of the vendors' documents: every number in every file of their specs moves by the same
/// amount.
#[test]
fn lines_near_the_top_of_the_vendors_documents() {
    for (api, file, above) in [
        ("backpack", "000_abb5b18e561ac9f8.txt", 6),
        ("crm", "001_debbb5943e8ff7c2.txt", 1),
        ("cryptonit", "002_1455c21f477142a6.txt", 1),
        ("coriunder", "003_31277f008a30fdb5.txt", 1),
    ] {
        let Some(text) = vendors(file) else { return };
        let spec = Spec::folder(&root().join("spec").join(api));
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let added: Vec<String> = (0..20).map(|number| format!("An announcement, part {number}.")).collect();
        lines.splice(above..above, added);
        let now = lines.join("\n");
        let found = renumbered(&spec, &text, &now);
        assert!(!found.shifts.iter().any(|shift| shift.is_doubtful()), "{api}: {:?}", found.shifts);
        let after = written(&spec, &found);
        let source = &spec.source().name;
        let (old, new) = (numbers(&spec, source), numbers(&after, source));
        let moved = |number: u32| if number as usize > above { number + 20 } else { number };
        for (file, old) in &old {
            let expected: Vec<u32> = old.iter().copied().map(moved).collect();
            assert_eq!(new[file], expected, "{api} {file}");
        }
        assert!(!found.shifts.is_empty(), "{api}");
        assert_eq!(after.differences(&now), spec.differences(&text), "{api}");
        assert_eq!(renumbered(&after, &now, &now), Renumbering::default(), "{api}");
    }
}
