//! Names: whatever a spec calls its things, they get names that Rust takes and that differ, or a diagnostic says why not.

#[path = "../benches/synthetic/mod.rs"]
mod synthetic;

use std::collections::HashSet;

use bindery_codegen::model::{Api, EnumValue, Field, Presence, TypeKind};
use bindery_codegen::{Layout, NameEntry, NameKind, Options, Why, check, generate, names};
use proptest::prelude::*;

fn api() -> Api {
    let checked = check(synthetic::spec(3));
    let mut api = checked.api.expect("the synthetic spec has no mistakes");
    // One enum, which the synthetic spec does not have.
    let span = api.types[0].span;
    let value = |name: &str, is| EnumValue { name: name.into(), is, about: String::new(), rust: None, span };
    api.types[5].kind = TypeKind::IntEnum(vec![value("one", 1), value("two", 2)]);
    api
}

fn collisions(change: impl FnOnce(&mut Api)) -> Vec<String> {
    let mut api = api();
    change(&mut api);
    match generate(&api, &Options::CRATE) {
        Ok(_) => Vec::new(),
        Err(found) => found.iter().map(|item| format!("{}: {}", item.code, item.message)).collect(),
    }
}

fn record(api: &mut Api, at: usize) -> &mut Vec<bindery_codegen::model::Field> {
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
    let found = generate(&api, &Options::CRATE).expect_err("two fields of one name");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].message, "the fields `user-id` and `userID` both become `user_id` in Rust");
    assert_eq!(found[0].related.len(), 1);
    assert!(found[0].help.as_deref().is_some_and(|help| help.contains("`rust:`")));
    record(&mut api, 0)[1].rust = Some("other".into());
    assert!(generate(&api, &Options::CRATE).is_ok());
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
    assert_eq!(
        collisions(|api| api.types[0].name = "GetAccount1Required".into()),
        ["plan::name-collision: the type `GetAccount1Required` and the struct of required parameters of \
          `get-account-1` both become `GetAccount1Required` in Rust"]
    );
    let mostly_optional = |api: &mut Api| {
        let first = record(api, 0)[0].clone();
        let copy = |at: usize, presence| {
            let name = format!("field-{at}");
            Field { name, presence, others: false, fixed: None, rust: None, ..first.clone() }
        };
        let presences = [Presence::Required; 2].into_iter().chain([Presence::Optional; 3]);
        *record(api, 0) = presences.enumerate().map(|(at, presence)| copy(at, presence)).collect();
    };
    assert_eq!(collisions(mostly_optional), [""; 0]);
    assert_eq!(
        collisions(|api| {
            mostly_optional(api);
            api.types[1].name = "Account0Required".into();
        }),
        [
            "plan::name-collision: the type `Account0Required` and the struct of required fields of `Account0` both \
          become `Account0Required` in Rust"
        ]
    );
    assert_eq!(
        collisions(|api| api.types[0].name = "Module0Api".into()),
        [
            "plan::name-collision: the type `Module0Api` becomes `Module0Api` in Rust, but that is the trait of the \
          module's calls"
        ]
    );
    assert_eq!(
        collisions(|api| api.errors[0].name = "unknown".into()),
        [
            "plan::name-collision: the error `unknown` becomes `Unknown` in Rust, but that is the variant for codes \
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
    let generated = generate(&api, &Options::CRATE).expect("names that can be chosen");
    let text: String = generated.files.into_iter().map(|file| file.text).collect();
    assert!(text.contains("pub struct Copy_ {") && text.contains("pub struct CopyRequired {"), "{text}");
    assert!(!text.contains("Copy_Required"));
}

#[test]
fn an_action_gives_way_to_a_type_and_to_a_module_of_its_name() {
    let mut api = api();
    api.modules[0].actions[0].name = "account-0".into(); // beside the type `Account0`
    api.modules[0].actions[1].name = "module-0".into();
    let report = names(&api).expect("settled by rule");
    let find = |kind: NameKind, wire: &str| {
        let entry = report.iter().find(|entry| entry.kind == kind && entry.wire == wire).expect("an entry");
        (entry.rust.clone(), entry.why)
    };
    assert_eq!(find(NameKind::Request, "account-0"), ("Account0Request".into(), Why::BesideType));
    assert_eq!(find(NameKind::Method, "account-0"), ("account_0".into(), Why::Derived));
    assert_eq!(find(NameKind::Method, "module-0"), ("module_0_".into(), Why::BesideModule));
    assert_eq!(find(NameKind::Request, "module-0"), ("Module0".into(), Why::Derived));
    assert!(generate(&api, &Options::CRATE).is_ok());
    // What is still taken then is said.
    api.types[1].name = "Account0Request".into();
    assert_eq!(names(&api).expect_err("three of one name").len(), 1);
}

/// The names of type parameters that a text declares, wherever they stand.
fn type_parameters(text: &str) -> HashSet<String> {
    let items = |items: Vec<syn::Item>| items.into_iter();
    let mut open: Vec<syn::Item> = items(syn::parse_file(text).expect("it is Rust").items).collect();
    let mut found = HashSet::new();
    while let Some(item) = open.pop() {
        let generics = match item {
            syn::Item::Mod(module) => {
                open.extend(module.content.map(|(_, items)| items).unwrap_or_default());
                continue;
            }
            syn::Item::Fn(function) => function.sig.generics,
            syn::Item::Impl(implementation) => implementation.generics,
            syn::Item::Trait(of) => of.generics,
            syn::Item::Type(alias) => alias.generics,
            syn::Item::Struct(of) => of.generics,
            syn::Item::Enum(of) => of.generics,
            _ => continue,
        };
        found.extend(generics.type_params().map(|parameter| parameter.ident.to_string()));
    }
    found
}

#[test]
fn no_type_can_be_hidden_by_a_type_parameter_of_generated_text() {
    let mut api = api();
    let inline = Options { layout: Layout::Inline, client: true, blocking: true, server: true };
    for options in [Options::CRATE, inline] {
        for file in generate(&api, &options).expect("names differ").files {
            for parameter in type_parameters(&file.text) {
                api.types[0].name.clone_from(&parameter);
                let report = names(&api).expect("names differ");
                let entry =
                    report.iter().find(|entry| entry.kind == NameKind::Type && entry.wire == parameter);
                assert_eq!(entry.map(|entry| entry.why), Some(Why::Taken), "{parameter}");
            }
        }
    }
}

#[test]
fn what_has_no_name_is_reported() {
    assert_eq!(
        collisions(|api| record(api, 0)[0].name = "%".into()),
        ["plan::no-name: nothing in the name of the field `%` can stand in a Rust name"]
    );
    assert_eq!(
        collisions(|api| record(api, 0)[0].rust = Some("fn".into())),
        ["plan::no-name: `rust: fn` of the field `id` is not a Rust identifier"]
    );
    assert_eq!(
        collisions(|api| api.types[0].rust = Some("Option".into())),
        [
            "plan::reserved-name: `rust: Option` of the type `Account0` is a name that generated code uses itself"
        ]
    );
    assert_eq!(
        collisions(|api| api.types[0].rust = Some("account".into())),
        ["plan::name-style: `rust: account` of the type `Account0` is not spelled as Rust spells such names"]
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
    let report = names(&api).expect("all have names");
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

/// Names of all kinds: usual ones, ones that Rust knows, ones of any letters.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,6}(-[a-z0-9]{1,4}){0,2}",
        2 => "[a-zA-Z0-9_$. -]{0,12}",
        2 => prop::sample::select(&["type", "Self", "self", "crate", "option", "Vec", "unknown", "new", "call", "rt",
            "errors", "types", "server", "lib", "日本", "größe", "%", "1", "_", "Ω", "ﬁ", "e\u{301}"][..])
            .prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn with_names(names: &[String], asked: &[Option<String>]) -> Api {
    let mut api = api();
    let (mut names, mut asked) = (names.iter().cycle(), asked.iter().cycle());
    let mut next = |name: &mut String| {
        if let Some(other) = names.next() {
            name.clone_from(other);
        }
    };
    let mut ask = |rust: &mut Option<String>| {
        if let Some(other) = asked.next() {
            rust.clone_from(other);
        }
    };
    next(&mut api.id);
    for error in &mut api.errors {
        next(&mut error.name);
        next(&mut error.text);
        ask(&mut error.rust);
    }
    for module in &mut api.modules {
        next(&mut module.name);
        for action in &mut module.actions {
            next(&mut action.name);
            next(&mut action.doc);
            ask(&mut action.rust);
            for field in &mut action.parameters {
                next(&mut field.name);
                ask(&mut field.rust);
            }
        }
    }
    for def in &mut api.types {
        next(&mut def.name);
        ask(&mut def.rust);
        match &mut def.kind {
            TypeKind::Record(fields) => fields.iter_mut().for_each(|field| next(&mut field.name)),
            TypeKind::IntEnum(values) => values.iter_mut().for_each(|value| next(&mut value.name)),
            _ => {}
        }
    }
    api
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_names_are_valid_and_differ_or_are_diagnosed(
        wire in prop::collection::vec(any_name(), 40),
        asked in prop::collection::vec(prop::option::weighted(0.05, any_name()), 40),
    ) {
        let api = with_names(&wire, &asked);
        match generate(&api, &Options::CRATE) {
            Err(found) => {
                prop_assert!(!found.is_empty());
                prop_assert!(found.iter().all(|item| item.code.starts_with("plan::") && item.help.is_some()));
                prop_assert_eq!(names(&api), Err(found));
            }
            Ok(generated) => {
                for file in &generated.files {
                    let parsed = syn::parse_file(&file.text);
                    prop_assert!(parsed.is_ok(), "{:?}\n{}", parsed.err(), file.text);
                }
                let report = names(&api).expect("they were chosen just now");
                let mut seen = HashSet::new();
                for NameEntry { place, kind, rust, .. } in &report {
                    prop_assert!(syn::parse_str::<syn::Ident>(rust).is_ok(), "{rust}");
                    // Requests and types are items of one module, whose name is the place.
                    let class = match kind {
                        NameKind::Request | NameKind::Type => NameKind::Type,
                        other => *other,
                    };
                    prop_assert!(seen.insert((place.clone(), class, rust.clone())), "{place}: {rust}");
                }
            }
        }
    }
}
