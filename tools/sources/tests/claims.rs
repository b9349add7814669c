//! Reading of documents: every line has a class, whatever it contains, and the vendors' documents are read completely.

mod support;

use bindery_model::{Notation, NotationKind, input};
use bindery_sources::{Kind, What, lines, read, response_fields};
use proptest::prelude::*;
use support::{Spec, edit, own, root, vendors};

const KINDS: [NotationKind; 3] =
    [NotationKind::ActionReference, NotationKind::Outline, NotationKind::HeadedProse];

fn notation(kind: NotationKind) -> Notation {
    Notation::of(kind)
}

/// Reads a text in all notations and checks the properties of every reading.
fn holds(text: &str) {
    let lines = lines(text);
    let last = lines.last().map_or(1, |line| line.number);
    for kinds in [&KINDS[..1], &KINDS[1..2], &KINDS[2..], &KINDS[1..]] {
        let notations: Vec<Notation> = kinds.iter().copied().map(notation).collect();
        let reading = read(&lines, &notations);
        assert_eq!(reading.classes.len(), lines.len(), "every line has a class");
        for claim in &reading.claims {
            assert!(claim.section < reading.sections.len());
            assert!(
                1 <= claim.place.first && claim.place.first <= claim.place.last && claim.place.last <= last
            );
        }
        let unread =
            reading.classes.iter().filter(|class| **class == bindery_sources::LineClass::Unread).count();
        assert_eq!(unread, reading.unread.len(), "what is unread is listed");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(?s).{0,400}") {
        holds(&text);
    }

    /// Lines of a real document in any order, cut anywhere, mixed with typical pieces of such documents.
    #[test]
    fn mutilated_documents_are_read(
        picks in prop::collection::vec((0usize..110, 0usize..60, prop::sample::select(vec![
            "", "● ", "○ ", "{\"", "[NEW] ", "::", "(", "<html>", "Parameters:", "Returns: ", "\u{a0}", "1. ", "\t",
        ])), 0..120),
    ) {
        let text = own("shop.txt");
        let all: Vec<&str> = text.lines().collect();
        let cut = |line: &str, at: usize| line.chars().take(at).collect::<String>();
        let made: Vec<String> = picks
            .iter()
            .map(|(line, at, mark)| format!("{mark}{}", cut(all.get(*line).copied().unwrap_or(""), *at)))
            .collect();
        holds(&made.join("\n"));
    }
}

#[test]
fn deep_nesting_comes_to_an_end() {
    holds(&format!("A::b\n\nReturns:\n{}", "{\"a\":[".repeat(5000)));
    holds(&format!("A::b\n\nReturns:\n{}", " a:\n".repeat(5000)));
}

/// HTML yields the same claims as the text of the page, with the lines of the HTML.
#[test]
fn html_is_read_like_text() {
    let html = "<!DOCTYPE html>\n<html><head><title>x</title></head><body>\n<h1>Order Module</h1>\n<h2>Order::pay</h2>\n\
        <p>Pays an order.</p>\n<p>Parameters:</p>\n<table><tr><th>Name</th><th>Type</th><th>Description</th></tr>\n\
        <tr><td>id</td><td>int</td><td>Optional. Which &amp; where.</td></tr></table>\n<p>Returns:</p>\n\
        <ul><li>receipt(Receipt): What was paid.\n<ul><li>number(string): Its number.</li></ul></li></ul></body></html>";
    let lines = lines(html);
    let reading = read(&lines, &[notation(NotationKind::ActionReference)]);
    let claims: Vec<String> =
        reading.claims.iter().map(|claim| format!("{} {:?}", claim.place.text(), claim.what)).collect();
    assert_eq!(
        claims,
        [
            "3 Module { doc: \"Order\" }",
            "4 Action { doc: \"Order::pay\", marks: [] }",
            "8 Parameter { name: \"id\", ty: Type(\"int\"), optional: true }",
            "10 Field { path: \"receipt\", ty: Type(\"Receipt\") }",
            "11 Field { path: \"receipt.number\", ty: Type(\"string\") }",
        ]
    );
    assert_eq!(reading.unread, []);
}

/// Our own outline and page of headed prose.
#[test]
fn outlines_and_headed_prose() {
    let text = own("pages.txt");
    let lines = lines(&text);
    let reading = read(&lines, &[notation(NotationKind::Outline), notation(NotationKind::HeadedProse)]);
    let claims: Vec<String> = reading.claims.iter().map(|claim| format!("{:?}", claim.what)).collect();
    let expected = [
        "Title { group: \"\", title: \"Introduction\" }",
        "Module { doc: \"Orders\" }",
        "Title { group: \"Orders\", title: \"Get Orders\" }",
        "Title { group: \"Orders\", title: \"Pay Order\" }",
        "Url(\"https://api.shop.example/v1\")",
        "Header { name: \"key\", value: \"The key of the shop\" }",
        "Header { name: \"sign\", value: \"over the body\" }",
        "Scope(\"read\")",
        "Scope(\"pay\")",
        "Key(\"code\")",
        "Code { code: Some(\"bad_key\"), status: Some(403), text: \"The key is wrong\", remarks: [] }",
        "Item(\"token\")",
    ];
    assert_eq!(claims, expected);
    assert_eq!(reading.unread, []);
}

/// The vendors' documents: all lines are read, and all claims are in the spec or declared.
#[test]
fn the_vendors_documents_agree_with_the_specs() {
    for (api, file, least) in [
        (
            "backpack",
            "000_abb5b18e561ac9f8.txt",
            &[(Kind::Parameter, 96), (Kind::Field, 150), (Kind::Error, 37)][..],
        ),
        ("crm", "001_debbb5943e8ff7c2.txt", &[(Kind::Module, 15), (Kind::Action, 41), (Kind::Header, 2)][..]),
        ("cryptonit", "002_1455c21f477142a6.txt", &[(Kind::Url, 11), (Kind::Scope, 3), (Kind::Name, 30)][..]),
    ] {
        let Some(text) = vendors(file) else { return };
        let spec = Spec::folder(&root().join("spec").join(api));
        let report = spec.compare(&text);
        assert_eq!(report.unread, [], "{api}");
        assert_eq!(spec.differences(&text), [""; 0], "{api}");
        for (kind, number) in least {
            let found = report.coverage.get(kind).copied().unwrap_or_default();
            assert!(found.claims >= *number, "{api}: {} claims of the kind {}", found.claims, kind.text());
            assert_eq!(found.agree + found.declared, found.claims, "{api}: {}", kind.text());
        }
    }
}

/// The page with the headers, read without the spec of its API.
#[test]
fn headers_of_the_vendors_page() {
    let Some(text) = vendors("003_31277f008a30fdb5.txt") else { return };
    let reading = read(&lines(&text), &[notation(NotationKind::HeadedProse)]);
    let headers: Vec<&str> = reading
        .claims
        .iter()
        .filter_map(|claim| match &claim.what {
            What::Header { name, .. } => Some(name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(headers, ["Content-Type", "applicationToken", "Cookie", "Signature", "Signature"]);
    assert_eq!(reading.unread, []);
}

/// Documents show such a list as its only item; a nested list keeps its brackets.
#[test]
fn a_list_that_may_come_alone_loses_its_own_brackets_alone() {
    let mut inputs = input::read_folder(&root().join("tools/sources/tests/spec/shop")).expect("it is there");
    let order = inputs.iter_mut().find(|input| input.name == "order.yaml").expect("the module");
    let text = String::from_utf8(std::mem::take(&mut order.bytes)).expect("text");
    let examples = "    examples:\n      - response: {receipt: {number: A-1, paid: true}}\n";
    let text = edit(&text, examples, "");
    let nested = "receipt: {type: list<map<list<Receipt>>>, bare-single: true, about: The receipts.}";
    order.bytes = edit(&text, "receipt: {type: Receipt, about: The receipt.}", nested).into_bytes();
    let spec = Spec::from_inputs(inputs);
    let pay = spec.api.modules[0].actions.iter().find(|action| action.name == "pay").expect("the action");
    let fields: Vec<String> = response_fields(&spec.api, pay).into_iter().map(|(path, _)| path).collect();
    assert_eq!(fields, ["receipt", "receipt{}[].number", "receipt{}[].paid"]);
}
