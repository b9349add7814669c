//! Edited documents: `status` and `check` report exactly what has changed. Ten edits of our own document, and the same
//! kinds of edits of the vendor's document, if available.

mod support;

use support::{Spec, edit, own, replace, root, vendors};

fn shop() -> (Spec, String) {
    (Spec::folder(&root().join("tools/sources/tests/spec/shop")), own("shop.txt"))
}

#[track_caller]
fn shows(spec: &Spec, before: &str, now: &str, status: &[&str], check: &[&str]) {
    assert_eq!(spec.moved(before, now), status, "status");
    assert_eq!(spec.differences(now), check, "check");
}

#[test]
fn documents_as_they_are_agree() {
    let (spec, text) = shop();
    shows(&spec, &text, &text, &[], &[]);
}

#[test]
fn a_new_optional_parameter() {
    let (spec, text) = shop();
    let now = edit(&text, "notestring\n", "currency\nstring\nOptional. The currency.\nnotestring\n");
    shows(
        &spec,
        &text,
        &now,
        &["changed: Order::pay"],
        &["not in the spec: order/pay currency: an optional parameter of type string"],
    );
}

#[test]
fn a_renamed_parameter() {
    let (spec, text) = shop();
    let now = edit(&text, "\nmethod\n", "\npaidBy\n");
    shows(
        &spec,
        &text,
        &now,
        &["changed: Order::pay"],
        &["differs: order/pay method: named paidBy in the document"],
    );
}

#[test]
fn a_new_action() {
    let (spec, text) = shop();
    let now = edit(
        &text,
        "Order::pay (",
        "Order::cancel\n\nCancels it.\n\nParameters:\n\nid\nint\nThe order.\n\nReturns:\n\n(bool): True for success.\n\nOrder::pay (",
    );
    shows(
        &spec,
        &text,
        &now,
        &["new: Order::cancel"],
        &["not in the spec: Order::cancel: an action; parameters: 1, fields: 1"],
    );
}

#[test]
fn a_removed_action() {
    let (spec, text) = shop();
    let start = text.find("Order::fetchAll").expect("it is there");
    let end = text.find("Order::pay (").expect("it is there");
    let now = format!("{}{}", &text[..start], &text[end..]);
    shows(
        &spec,
        &text,
        &now,
        &["gone: action:order/fetch-all type:Order"],
        &["not in the document: order/fetch-all: the document has no Order::fetchAll"],
    );
}

#[test]
fn a_changed_type() {
    let (spec, text) = shop();
    let now = edit(&text, "paid(bool)", "paid(int)");
    shows(
        &spec,
        &text,
        &now,
        &["changed: Order::pay"],
        &["differs: order/pay receipt.paid: type int in the document, bool in the spec"],
    );
}

#[test]
fn a_deviation_that_is_true_no_more() {
    let (spec, text) = shop();
    let now = edit(&text, "amount\tint\t", "amount\tfloat\t");
    shows(
        &spec,
        &text,
        &now,
        &["changed: Order::refund"],
        &["untrue deviation: order/refund amount: the document does not say `int`"],
    );
}

#[test]
fn a_new_error_code() {
    let (spec, text) = shop();
    let now = edit(&text, "30Payment", "25\n\nOrder is empty\n\n30Payment");
    shows(&spec, &text, &now, &["changed: (error table)"], &["not in the spec: 25: an error code"]);
}

#[test]
fn a_deprecated_mark() {
    let (spec, text) = shop();
    let now = edit(&text, "Order::fetchAll", "Order::fetchAll (Deprecated)");
    shows(
        &spec,
        &text,
        &now,
        &["changed: Order::fetchAll"],
        &["differs: order/fetch-all: deprecated in the document, not marked in the spec"],
    );
}

#[test]
fn a_moved_section() {
    let (spec, text) = shop();
    let start = text.find("Order::fetchAll").expect("it is there");
    let middle = text.find("Order::pay (").expect("it is there");
    let end = text.find("[NEW] Refunds").expect("it is there");
    let now = format!("{}{}{}{}", &text[..start], &text[middle..end], &text[start..middle], &text[end..]);
    // If two neighbors are swapped, either may be reported as moved.
    shows(&spec, &text, &now, &["moved: Order::pay"], &[]);
}

#[test]
fn a_reworded_sentence() {
    let (spec, text) = shop();
    let now = edit(&text, "Lists the orders.", "Gives a list of orders.");
    shows(&spec, &text, &now, &["reworded: Order::fetchAll"], &[]);
}

#[test]
fn a_corrupted_table() {
    let (spec, text) = shop();
    let now = edit(&text, "\nid\nint\nThe order.\nmethod", "\nid\nThe order.\nmethod");
    shows(&spec, &text, &now, &["changed: Order::pay"], &["unread: id", "unread: The order."]);
}

#[test]
fn a_corrupted_list_and_corrupted_json() {
    let (spec, text) = shop();
    let list = edit(&text, "○ number(string): The", "○ number(string The");
    shows(
        &spec,
        &text,
        &list,
        &["changed: Order::pay"],
        &["unread: ○ number(string The number of the receipt."],
    );
    let json = edit(&text, "\"A-1\",", "\"A-1,");
    let unread =
        ["unread: \"receipt\": {", "unread: \"number\": \"A-1,", "unread: \"paid\": true", "unread: }"];
    shows(&spec, &text, &json, &["changed: Order::pay"], &unread);
}

/// The same ten edits of the vendor's document.
#[test]
fn edits_of_the_vendors_document() {
    let Some(text) = vendors("000_abb5b18e561ac9f8.txt") else { return };
    let spec = Spec::folder(&root().join("spec/backpack"));
    shows(&spec, &text, &text, &[], &[]);
    let line = |number: usize| text.lines().nth(number - 1).expect("the line is there");
    let cases: &[(&str, String, &[&str], &[&str])] = &[
        (
            "a new optional parameter",
            replace(&text, 505, 505, &["verbose", "", "int", "", "Optional. More of it.", ""]),
            &["changed: User::address"],
            &["not in the spec: user/address verbose: an optional parameter of type int"],
        ),
        (
            "a renamed parameter",
            replace(&text, 681, 681, &["sourcePlatform"]),
            &["changed: mp-account::transfer"],
            &["differs: mp-account/transfer fromPlatform: named sourcePlatform in the document"],
        ),
        (
            "a new action",
            replace(
                &text,
                484,
                484,
                &[
                    "",
                    "User::close",
                    "",
                    "Closes it.",
                    "",
                    "Parameters: ",
                    "",
                    "None",
                    "",
                    "Returns: ",
                    "",
                    "(bool): True.",
                    "",
                ],
            ),
            &["new: User::close"],
            &["not in the spec: User::close: an action; parameters: 0, fields: 1"],
        ),
        (
            "a removed action",
            replace(&text, 871, 904, &[]),
            &["gone: action:user/hash type:ConfirmationToken"],
            &["not in the document: user/hash: the document has no User::hash"],
        ),
        (
            "a changed type",
            replace(&text, 929, 931, &["accountLevel", "", "string"]),
            &["changed: User::set-user-account-level"],
            &[
                "differs: user/set-user-account-level accountLevel: type string in the document, AccountLevel in the spec",
            ],
        ),
        (
            "a new error code",
            replace(&text, 103, 103, &["", "199", "", "Market is closed", ""]),
            &["changed: (error table)"],
            &["not in the spec: 199: an error code"],
        ),
        (
            "a mark as deprecated",
            replace(&text, 485, 485, &["User::address (Old - retired)"]),
            &["changed: User::address"],
            &["differs: user/address: deprecated in the document, not marked in the spec"],
        ),
        (
            "a moved section",
            {
                let hash: Vec<&str> = (871..=907).map(line).collect();
                let without = replace(&text, 871, 907, &[]);
                replace(&without, 787, 786, &hash)
            },
            &["moved: User::hash"],
            &[],
        ),
        (
            "a reworded sentence",
            replace(&text, 487, 487, &["Returns the address of a user."]),
            &["reworded: User::address"],
            &[],
        ),
        (
            "a corrupted table",
            replace(&text, 656, 656, &[""]),
            &["changed: mp-account::transfer"],
            &["unread: userID", "unread: the User ID"],
        ),
    ];
    for (what, now, status, check) in cases {
        assert_eq!(spec.moved(&text, now), *status, "{what}, status");
        assert_eq!(spec.differences(now), *check, "{what}, check");
    }
}
