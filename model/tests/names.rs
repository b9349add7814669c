//! Names: everything in a spec gets a distinct name that Rust accepts, or a diagnostic.

mod synthetic;

use bindery_model::names::{self, NameKind, Why};
use bindery_model::{Api, EnumValue, Field, Presence, TypeKind, check};

fn api() -> Api {
    let checked = check(synthetic::spec(3));
    let mut api = checked.api.expect("the synthetic spec has no mistakes");
    // Adds an enum, which the synthetic spec does not have.
    let span = api.types[0].span;
    let value = |name: &str, is| EnumValue {
        aliases: Vec::new(),
        name: name.into(),
        is,
        about: String::new(),
        deprecation: None,
        rust: None,
        span,
    };
    api.types[5].kind = TypeKind::IntEnum(vec![value("one", 1), value("two", 2)]);
    api
}

fn collisions(change: impl FnOnce(&mut Api)) -> Vec<String> {
    let mut api = api();
    change(&mut api);
    let found = names::choose(&api).err().unwrap_or_default();
    found.iter().map(|item| format!("{}: {}", item.code, item.message)).collect()
}

fn record(api: &mut Api, at: usize) -> &mut Vec<Field> {
    match &mut api.types[at].kind {
        TypeKind::Record(fields) => fields,
        other => panic!("{other:?}"),
    }
}

#[test]
fn fields_that_become_one_are_reported_with_both_places() {
    let mut api = api();
    let fields = record(&mut api, 0);
    fields[0].name = "user-id".into();
    fields[1].name = "userID".into();
    let found = names::choose(&api).expect_err("two fields of one name");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].message, "the fields `user-id` and `userID` both become `user_id` in Rust");
    assert_eq!(found[0].related.len(), 1);
    assert!(found[0].help.as_deref().is_some_and(|help| help.contains("`rust:`")));
    record(&mut api, 0)[1].rust = Some("other".into());
    assert!(names::choose(&api).is_ok());
}

#[test]
fn every_scope_has_its_collisions() {
    let found = collisions(|api| api.modules[0].actions[1].name = "get-account_0".into());
    assert_eq!(
        found,
        [
            "plan::name-collision: the actions `get-account-0` and `get-account_0` both become `get_account_0` in Rust",
            "plan::name-collision: the actions `get-account-0` and `get-account_0` both become `GetAccount0` in Rust",
        ]
    );
    assert_eq!(
        collisions(|api| {
            api.types[0].name = "GetAccount0".into();
            api.modules[0].actions[0].rust = Some("GetAccount0".into());
        }),
        [
            "plan::name-collision: the action `get-account-0` and the type `GetAccount0` both become `GetAccount0` in Rust"
        ]
    );
    // The struct of required parameters yields.
    let mut other = api();
    other.types[0].name = "GetAccount1Required".into();
    let names = names::choose(&other).expect("there is no conflict");
    let takes = names.modules[0].actions[1].constructors[0].takes.as_deref();
    assert_eq!(takes, Some("GetAccount1RequiredFields"));
    let mostly_optional = |api: &mut Api| {
        let first = record(api, 0)[0].clone();
        let copy = |at: usize, presence| {
            let name = format!("field-{at}");
            Field { name, presence, additional: false, fixed: None, rust: None, ..first.clone() }
        };
        let presences = [Presence::Required; 2].into_iter().chain([Presence::Optional; 3]);
        *record(api, 0) = presences.enumerate().map(|(at, presence)| copy(at, presence)).collect();
    };
    assert_eq!(collisions(mostly_optional), [""; 0]);
    mostly_optional(&mut other);
    other.types[0].name = "Account0".into();
    other.types[1].name = "Account0Required".into();
    other.types[2].name = "Account0RequiredFields".into();
    let names = names::choose(&other).expect("there is no conflict");
    let takes = names.types[0].constructor.as_ref().and_then(|constructor| constructor.takes.as_deref());
    assert_eq!(takes, Some("Account0RequiredFieldsFields"));
    assert_eq!(
        collisions(|api| api.types[0].name = "Module0Api".into()),
        [
            "plan::name-collision: the type `Module0Api` becomes `Module0Api` in Rust, which is the client trait of \
          the module"
        ]
    );
    assert_eq!(
        collisions(|api| api.errors[0].name = "unknown".into()),
        [
            "plan::name-collision: the error `unknown` becomes `Unknown` in Rust, which is the variant for codes \
          that the spec does not know"
        ]
    );
    assert_eq!(
        collisions(|api| match &mut api.types[5].kind {
            TypeKind::IntEnum(values) => values[1].name = "ONE".into(),
            other => panic!("{other:?}"),
        }),
        ["plan::name-collision: the values `one` and `ONE` both become `One` in Rust"]
    );
    assert_eq!(
        collisions(|api| api.modules[0].actions[0].rust = Some("module_0".into())),
        [
            "plan::name-collision: the module `module-0` and the action `get-account-0` both become `module_0` in Rust"
        ]
    );
}

#[test]
fn a_name_that_makes_way_for_a_reserved_one_makes_no_odd_compounds() {
    let mut api = api();
    api.modules[0].actions[1].name = "copy".into(); // `Copy_` in Rust
    let names = names::choose(&api).expect("names that can be chosen");
    let action = &names.modules[0].actions[1];
    assert_eq!(action.request.text, "Copy_");
    assert_eq!(action.constructors[0].takes.as_deref(), Some("CopyRequired"));
}

#[test]
fn an_action_gives_way_to_a_type_and_to_a_module_of_its_name() {
    let mut api = api();
    api.modules[0].actions[0].name = "account-0".into(); // beside the type `Account0`
    api.modules[0].actions[1].name = "module-0".into();
    let report = names::list(&api).expect("settled by rule");
    let find = |kind: NameKind, wire: &str| {
        let entry = report.iter().find(|entry| entry.kind == kind && entry.wire == wire).expect("an entry");
        (entry.rust.clone(), entry.why)
    };
    assert_eq!(find(NameKind::Request, "account-0"), ("Account0Request".into(), Why::BesideType));
    assert_eq!(find(NameKind::Method, "account-0"), ("account_0".into(), Why::Derived));
    assert_eq!(find(NameKind::Method, "module-0"), ("module_0_".into(), Why::BesideModule));
    assert_eq!(find(NameKind::Request, "module-0"), ("Module0".into(), Why::Derived));
    // A name that is still taken is reported.
    api.types[1].name = "Account0Request".into();
    assert_eq!(names::list(&api).expect_err("three of one name").len(), 1);
}

#[test]
fn what_has_no_name_is_reported() {
    assert_eq!(
        collisions(|api| record(api, 0)[0].name = "%".into()),
        ["plan::no-name: no character in the name of the field `%` is allowed in a Rust name"]
    );
    assert_eq!(
        collisions(|api| record(api, 0)[0].rust = Some("fn".into())),
        ["plan::no-name: `rust: fn` of the field `id` is not a Rust identifier"]
    );
    assert_eq!(
        collisions(|api| api.types[0].rust = Some("Option".into())),
        ["plan::reserved-name: `rust: Option` of the type `Account0` is used by generated code"]
    );
    assert_eq!(
        collisions(|api| api.types[0].rust = Some("account".into())),
        ["plan::name-style: `rust: account` of the type `Account0` does not follow Rust's naming convention"]
    );
}

#[test]
fn the_report_says_why() {
    let mut api = api();
    api.modules[0].actions[0].name = "move".into();
    api.modules[0].actions[1].rust = Some("look_up".into());
    record(&mut api, 0)[0].name = "type".into();
    record(&mut api, 0)[1].name = "2nd owner".into();
    api.types[1].name = "Option".into();
    let report = names::list(&api).expect("all have names");
    let find = |kind: NameKind, wire: &str| -> (String, Why) {
        let entry = report.iter().find(|entry| entry.kind == kind && entry.wire == wire);
        entry.map(|entry| (entry.rust.clone(), entry.why)).unwrap_or_else(|| panic!("{kind} {wire}"))
    };
    assert_eq!(find(NameKind::Method, "move"), ("move_".into(), Why::Keyword));
    assert_eq!(find(NameKind::Request, "move"), ("Move".into(), Why::Derived));
    assert_eq!(find(NameKind::Method, "get-account-1"), ("look_up".into(), Why::Asked));
    assert_eq!(find(NameKind::Request, "get-account-1"), ("LookUp".into(), Why::Asked));
    assert_eq!(find(NameKind::Field, "type"), ("type_".into(), Why::Keyword));
    assert_eq!(find(NameKind::Field, "2nd owner"), ("_2nd_owner".into(), Why::Digit));
    assert_eq!(find(NameKind::Type, "Option"), ("Option_".into(), Why::Taken));
    assert_eq!(find(NameKind::Parameter, "accountID"), ("account_id".into(), Why::Derived));
}
