//! Tests of the generator's output: it is valid Rust, left alone by rustfmt, small and deterministic.

#[path = "../../model/tests/synthetic/mod.rs"]
mod synthetic;

use std::path::Path;

use bindery_codegen::{Generated, Layout, Options, generate};
use bindery_model::{
    ActionError, Api, Constant, Deprecation, ErrorFormatUse, ErrorKind, Exact, ValueLimits, check, input,
};

const ALL_INLINE: Options = Options { layout: Layout::Inline, client: true, blocking: true, server: true };

fn api(actions: usize) -> Api {
    checked(synthetic::spec(actions))
}

fn checked(inputs: Vec<bindery_model::Input>) -> Api {
    let checked = check(inputs);
    let found: Vec<_> = checked.diagnostics.iter().map(|item| item.plain(&checked.sources)).collect();
    checked.api.unwrap_or_else(|| panic!("{}", found.join("\n")))
}

/// A spec with every feature of the language, with long texts and lists.
fn crowded() -> Api {
    let mut api = api(45);
    let text =
        "A text of several words, with [brackets], <angles>, a `code span` and https://a.example/b_c?d=1.";
    for (number, module) in api.modules.iter_mut().enumerate() {
        let json = format!("{{\"table\":[{}1]}}", "1,".repeat(number * 20));
        module.constants.push(Constant {
            name: "default-table".into(),
            about: text.into(),
            json,
            evidence: module.evidence.clone(),
        });
        for (number, action) in module.actions.iter_mut().enumerate() {
            action.about = text.repeat(1 + number % 3);
            action.documented_as = format!("Module::{}", "x".repeat(number * 3));
            let words =
                ["get", "every", "entry", "of", "some", "account", "that", "nobody", "has", "closed", "yet"];
            action.name = format!("{}-{number}", words[..1 + number % words.len()].join("-"));
            action.path = vec![bindery_model::Segment::Literal("p".repeat(number * 2 + 1))];
            action.error_formats = (0..number % 4)
                .map(|count| ErrorFormatUse { format: 0, errors: (0..count * 5).map(|at| at % 2).collect() })
                .collect();
            action.errors = (0..number % 5)
                .map(|count| ActionError {
                    error: count % 2,
                    about: text.repeat(count),
                    kind: Some(ErrorKind::Funds),
                })
                .collect();
            action.invalid = (number % 3 == 0).then_some(0);
            if number % 4 == 1 {
                action.deprecation = Some(Deprecation::default());
                action.replaced_by = Some((0, 0));
            }
            for (at, field) in action.parameters.iter_mut().enumerate() {
                field.missing = (at < number % 4).then_some(1);
                field.limits =
                    ValueLimits { above: Some(Exact::whole(0)), max: Some(Exact::whole(7)), ..field.limits };
                field.name = format!("{}{}", field.name, "Name".repeat(number % 6));
                field.aliases = (0..number % 3).map(|also| format!("also-{also}")).collect();
            }
            if number % 6 == 2 {
                let optional = action.parameters.iter_mut().enumerate().skip(1);
                let members = optional
                    .map(|(at, field)| {
                        field.presence = bindery_model::Presence::Optional;
                        at
                    })
                    .collect();
                action.one_of = vec![("dates".into(), members), ("page".into(), vec![2])];
            }
        }
    }
    api
}

fn spec(name: &str) -> Option<Api> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec").join(name);
    // The package can be tested alone, without the workspace.
    Some(checked(input::read_folder(&folder).ok()?))
}

fn everything() -> Vec<Api> {
    [Some(api(0)), Some(api(1)), Some(api(45)), Some(crowded()), spec("backpack"), spec("cryptonit")]
        .into_iter()
        .flatten()
        .collect()
}

fn outputs() -> Vec<(String, Generated)> {
    let mut outputs = Vec::new();
    for (number, api) in everything().into_iter().enumerate() {
        let types = Options { client: false, blocking: false, server: false, ..ALL_INLINE };
        for options in [Options::CRATE, ALL_INLINE, types] {
            let generated = generate(&api, &options).unwrap_or_else(|found| panic!("{number}: {found:#?}"));
            outputs.push((format!("{number} {}, {options:?}", api.id), generated));
        }
    }
    outputs
}

#[test]
fn every_file_is_rust_and_keeps_its_items_through_another_printer() {
    for (name, generated) in outputs() {
        for file in generated.files {
            let parse = |text: &str| {
                syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {}: {error}\n{text}", file.path))
            };
            let once = prettyplease::unparse(&parse(&file.text));
            let twice = prettyplease::unparse(&parse(&once));
            assert_eq!(once, twice, "{name}: {}", file.path);
            assert_eq!(parse(&file.text).items.len(), parse(&once).items.len(), "{name}: {}", file.path);
        }
    }
}

#[test]
fn every_file_of_a_crate_keeps_rustfmt_away() {
    for (name, generated) in outputs() {
        for file in generated.files {
            let parsed = syn::parse_file(&file.text).expect("it is Rust");
            let attributes = parsed.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg_attr"));
            let found: Vec<String> =
                attributes.map(|of| of.meta.require_list().expect("a list").tokens.to_string()).collect();
            // `include!` accepts no inner attributes, and the output of a macro or a build script is not formatted.
            let expected: &[&str] =
                if file.path.starts_with("src/") { &["rustfmt , rustfmt :: skip"] } else { &[] };
            assert_eq!(found, expected, "{name}: {}", file.path);
        }
    }
}

/// The size of the output matters, since users compile and read it.
#[test]
fn the_output_is_small() {
    let actions = 200;
    let generated = generate(&api(actions), &Options::CRATE).expect("the names are fine");
    let lines: usize = generated.files.iter().map(|file| file.text.lines().count()).sum();
    let per_action = lines as f64 / actions as f64;
    println!("{lines} lines, {per_action:.1} an action with its two types");
    assert!(per_action < 95.0, "{per_action:.1} lines an action");
}

#[test]
fn the_output_is_the_same_every_time() {
    let (one, other) = (outputs(), outputs());
    assert_eq!(one.len(), other.len());
    for ((name, one), (_, other)) in one.into_iter().zip(other) {
        assert_eq!(one, other, "{name}");
    }
}

#[test]
fn the_inline_form_has_the_requested_items() {
    let text = |client, blocking, server| {
        let options = Options { layout: Layout::Inline, client, blocking, server };
        let generated = generate(&api(2), &options).expect("the names are fine");
        generated.files.into_iter().map(|file| file.text).collect::<String>()
    };
    let traits = ["Module0Api", "Module0Blocking", "Module0Backend"];
    for (parts, expected) in [
        ((false, false, false), [false, false, false]),
        ((true, false, false), [true, false, false]),
        ((true, true, false), [true, true, false]),
        ((false, false, true), [false, false, true]),
    ] {
        let text = text(parts.0, parts.1, parts.2);
        assert_eq!(traits.map(|name| text.contains(name)), expected, "{parts:?}");
        assert!(!text.contains("cfg("), "{parts:?}");
        assert!(text.contains("impl rt::Action for GetAccount0"));
    }
}

#[test]
fn what_a_spec_says_stays_inside_of_comments_and_literals() {
    let mut api = api(1);
    let wild = "line one\r\n*/ fn wild() {} \"#; \u{2028}/// \u{202e}\0 \\ {}";
    api.title = wild.into();
    api.about = wild.into();
    for error in &mut api.errors {
        (error.text, error.about) = (wild.into(), wild.into());
    }
    for def in &mut api.types {
        def.about = wild.into();
        if let bindery_model::TypeKind::Record(fields) = &mut def.kind {
            fields.iter_mut().for_each(|field| field.about = wild.into());
        }
    }
    for module in &mut api.modules {
        module.about = wild.into();
        module.constants.push(Constant {
            name: "wild".into(),
            about: wild.into(),
            json: "{\"a\":\"\\\"##\u{202e}\"}".into(),
            evidence: Vec::new(),
        });
        for action in &mut module.actions {
            (action.documented_as, action.about) = (wild.into(), wild.into());
        }
    }
    for options in [Options::CRATE, ALL_INLINE] {
        for file in generate(&api, &options).expect("the names are fine").files {
            assert!(!file.text.contains(['\0', '\r', '\u{2028}', '\u{202e}']), "{}", file.text);
            let parsed = syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{error}\n{}", file.text));
            let is_wild =
                |item: &syn::Item| matches!(item, syn::Item::Fn(function) if function.sig.ident == "wild");
            assert!(!parsed.items.iter().any(is_wild), "{}", file.text);
        }
    }
}
