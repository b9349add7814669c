//! The Rust that sends made values through every action of an API: a backend that hands every request to a tape, and a
//! case for every action. It is printed from the model, with the names that the generator has chosen.

use std::fmt::Write as _;

use bindery_codegen::model::{Action, Api, AuthScheme, Scalar, Style, Type, TypeKind};
use bindery_codegen::{Calls, calls};

use crate::rng::Rng;
use crate::values::{Fill, Maker};
use crate::yaml::quoted;

/// Prints the driver of an API whose generated code is the module `crate::NAME`.
pub(crate) fn driver(api: &Api, name: &str, seed: u64) -> String {
    let Ok(calls) = calls(api) else { return String::new() };
    let mut text = String::new();
    let _ = writeln!(text, "    use crate::{name} as api;");
    let _ = writeln!(text, "    use api::prelude::*;");
    let _ = writeln!(text, "    use bindery_random_cases as bench;\n");
    let _ = writeln!(text, "    struct Backend(bench::Tape);\n");
    let mut maker = Maker::new(api, Rng::new(seed ^ 0x0076_616c_7565));
    let mut acts = String::new();
    for (id, module) in api.modules.iter().enumerate().filter(|(_, module)| !module.actions.is_empty()) {
        let Some(names) = calls.module(id) else { continue };
        let _ = writeln!(text, "    impl api::{}::{} for Backend {{", names.ident, names.backend);
        for (position, action) in module.actions.iter().enumerate() {
            let Some(call) = calls.action(id, position) else { continue };
            let request = format!("api::{}::{}", names.ident, call.request);
            let _ = writeln!(
                text,
                "        fn {}(&self, request: {request}, _: api::rt::server::Context) -> impl api::rt::Serve<{request}> {{ self.0.serve(request) }}",
                call.method
            );
            let _ = writeln!(
                acts,
                "        bench::act::<{request}, _>(&bench, &{}, async |client: &Client, request| client.{}().{}(request).await).await;",
                case(api, action, &mut maker),
                names.ident,
                call.method,
            );
        }
        let _ = writeln!(text, "    }}\n");
    }
    let _ = writeln!(text, "    type Client = api::Client<bench::Line>;\n");
    let (client, router) = credentials(api, &calls);
    let _ = writeln!(
        text,
        "    pub(crate) async fn run() -> bench::Report {{
        let tape = bench::Tape::default();
        let router = || api::server::all(Backend(tape.clone()));
        let open = router().without_login().into_axum();
        let router = router(){router}.into_axum();
        let client = || bench::builder(){client};
        let bench = bench::Bench::new({seed}, &tape, router, open, client).await;
{acts}        bench.report()
    }}"
    );
    text
}

/// What a client and a router are given.
fn credentials(api: &Api, calls: &Calls<'_>) -> (String, String) {
    let (mut client, mut router) = (String::new(), String::new());
    for (id, auth) in api.auth.iter().enumerate() {
        match &auth.scheme {
            AuthScheme::Basic => {
                client.push_str(".login(\"user\", \"pass:word\")");
                router.push_str(".login(bench::only_user())");
            }
            AuthScheme::Header(_) | AuthScheme::Signature(_) => {
                let Some(handle) = calls.auth(id) else { continue };
                for text in [&mut client, &mut router] {
                    let _ = write!(text, ".credential(api::{handle}, \"secret-{id}\")");
                }
                if let AuthScheme::Signature(signature) = &auth.scheme {
                    for (mode, _) in &signature.modes {
                        let _ = write!(router, ".accept_mode(api::{handle}, {mode:?})");
                    }
                }
            }
            _ => {}
        }
    }
    (client, router)
}

/// The case of an action.
fn case(api: &Api, action: &Action, maker: &mut Maker<'_>) -> String {
    let mut requests = Vec::new();
    let mut answers: Vec<(u16, String)> = Vec::new();
    for fill in [Fill::Most, Fill::Least, Fill::Some] {
        maker.fill = fill;
        let request = maker.request(action);
        if !requests.contains(&request) {
            requests.push(request);
        }
        for answer in whole_answers(action, maker) {
            if !answers.contains(&answer) {
                answers.push(answer);
            }
        }
    }
    let texts = action.parameters.iter().all(|field| {
        let ty = match &field.ty {
            Type::Map(value) if field.others => value,
            ty => ty,
        };
        let single = match ty {
            Type::Scalar(scalar) => *scalar != Scalar::Any,
            Type::Named(id) => !matches!(api.types[*id].kind, TypeKind::Record(_)),
            Type::List(_) | Type::Map(_) => false,
        };
        single || (field.style == Style::JsonText && !field.others)
    });
    format!("bench::Case {{ requests: &{requests:?}, answers: &{answers:?}, texts: {texts} }}")
}

/// Answers of every kind that an action has: status and body.
fn whole_answers(action: &Action, maker: &mut Maker<'_>) -> Vec<(u16, String)> {
    let returns = &action.returns;
    let whole = |json: String| match &action.wrapper {
        Some(key) => format!("{{{}:{json}}}", quoted(key)),
        None => json,
    };
    if !returns.outcomes.is_empty() {
        let one = |outcome: &bindery_codegen::model::Outcome| match &outcome.ty {
            Some(ty) => (outcome.status, whole(maker.answer(ty, Style::Plain, false))),
            None => (outcome.status, String::new()),
        };
        return returns.outcomes.iter().map(one).collect();
    }
    let body = match &returns.ty {
        _ if returns.status == 204 => String::new(),
        _ if returns.fixed.is_some() => whole("true".to_owned()),
        None => whole(returns.emits.clone().unwrap_or_else(|| "null".to_owned())),
        Some(_) if returns.raw => {
            (maker.rng.pick(&["raw \u{1}größe", "{\"a\":1}", "<html>", "x"])).to_owned()
        }
        Some(ty) => whole(maker.answer(ty, returns.style, false)),
    };
    let mut answers = vec![(returns.status, body)];
    if returns.nullable {
        answers.push((returns.status, if returns.raw { String::new() } else { whole("null".to_owned()) }));
    }
    answers
}
