//! Tests of names in the output: it is valid Rust for any names in a spec, and no name shadows another.

#[path = "../../model/tests/synthetic/mod.rs"]
mod synthetic;

use std::collections::HashSet;

use bindery_codegen::{Layout, Options, generate};
use bindery_model::names::{self, NameEntry, NameKind, Why};
use bindery_model::{Api, EnumValue, TypeKind, check};
use proptest::prelude::*;

fn api() -> Api {
    let checked = check(synthetic::spec(3));
    let mut api = checked.api.expect("the synthetic spec has no mistakes");
    // An enum, which the synthetic spec does not have.
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

/// Returns all names of type parameters that a text declares.
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
                let report = names::list(&api).expect("names differ");
                let entry =
                    report.iter().find(|entry| entry.kind == NameKind::Type && entry.wire == parameter);
                assert_eq!(entry.map(|entry| entry.why), Some(Why::Taken), "{parameter}");
            }
        }
    }
}

/// Names of all kinds: usual names, Rust keywords and known identifiers, arbitrary letters.
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
            next(&mut action.documented_as);
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
                prop_assert_eq!(names::list(&api), Err(found));
            }
            Ok(generated) => {
                for file in &generated.files {
                    let parsed = syn::parse_file(&file.text);
                    prop_assert!(parsed.is_ok(), "{:?}\n{}", parsed.err(), file.text);
                }
                let report = names::list(&api).expect("they were chosen just now");
                let mut seen = HashSet::new();
                for NameEntry { place, kind, rust, .. } in &report {
                    prop_assert!(syn::parse_str::<syn::Ident>(rust).is_ok(), "{rust}");
                    // Requests and types are items of one module; the place is the module's name.
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
