//! The root of an API: the type that stands for it with its constant facts, and the error enum.

use bindery_model::names::Names;
use bindery_model::{
    Action, Api, CodeKind, CodeValue, Effect, ErrorEntry, ErrorId, FailureShape, Holds, Marker, Part, Scalar,
    Stability, Type,
};
use bindery_vocabulary::Word as _;

use super::auth::{self, HandlePlan, ScopesPlan};
use super::docs::{origin, push_evidence, sentence};
use super::expr::{Chain, Expr};
use super::items::Docs;
use super::text::{push_sentence, push_text};

/// What the root says.
#[derive(Debug)]
pub(crate) struct RootPlan<'a> {
    /// What it was generated from.
    pub(crate) origin: String,
    /// The type that stands for the API.
    pub(crate) ident: &'a str,
    /// The vendor's name for the API, escaped.
    pub(crate) title: String,
    /// What it is for.
    pub(crate) about: String,
    /// The constant facts, a struct literal.
    pub(crate) info: Chain<'a>,
    /// The names by which clients and routers are given keys and secrets, and told which signature to use.
    pub(crate) handles: Vec<HandlePlan<'a>>,
    /// Whether paths are matched without regard to case.
    pub(crate) any_case: bool,
    /// What tokens may be good for, an enum for each scheme that has scopes.
    pub(crate) scopes: Vec<ScopesPlan<'a>>,
    /// A call to show, if there is one that takes no more than one value.
    pub(crate) example: Option<ExamplePlan<'a>>,
}

/// A call to show.
#[derive(Debug)]
pub(crate) struct ExamplePlan<'a> {
    /// The generated crate, as code names it.
    pub(crate) library: String,
    /// The action's module.
    pub(crate) module: &'a str,
    /// The feature that the module needs, if it needs one.
    pub(crate) feature: Option<&'a str>,
    /// The request.
    pub(crate) request: &'a str,
    /// The method.
    pub(crate) method: &'a str,
    /// The value that the request takes: its name and its type.
    pub(crate) takes: Option<(&'a str, String)>,
}

/// The error enum.
#[derive(Debug)]
pub(crate) struct ErrorsPlan<'a> {
    /// What the codes are: `i64` or `String`.
    pub(crate) base: &'static str,
    /// The entries.
    pub(crate) entries: Vec<ErrorPlan<'a>>,
    /// Texts that mean an entry, with the entry's name in Rust.
    pub(crate) texts: Vec<(&'a str, &'a str)>,
}

/// An error.
#[derive(Debug)]
pub(crate) struct ErrorPlan<'a> {
    /// Its name in Rust.
    pub(crate) ident: &'a str,
    /// What it means.
    pub(crate) docs: Docs,
    /// Its name in the spec.
    pub(crate) name: &'a str,
    /// Its code on the wire.
    pub(crate) code: Option<Expr<'a>>,
    /// The HTTP status that goes with it.
    pub(crate) status: Option<u16>,
    /// What it is about, as the runtime's name for it.
    pub(crate) kind: &'static str,
    /// The documented text.
    pub(crate) text: &'a str,
}

/// The plan of the root.
pub(crate) fn plan<'a>(api: &'a Api, names: &'a Names) -> RootPlan<'a> {
    let mut title = String::new();
    push_text(&mut title, &api.title);
    let mut info = Chain::new("ApiInfo::new", vec![Expr::text(&api.id), Expr::text(&api.title)]);
    info.call("servers", Expr::List(servers(api)));
    if !api.auth.is_empty() {
        info.call("auth", Expr::List(auth::facts(api)));
    }
    info.call("failures", Expr::List(api.failures.iter().map(failure).collect()));
    info.text("failure", api.failures.get(api.failure).map(|shape| shape.name.as_str()));
    info.call("refusals", refusals(api));
    RootPlan {
        origin: origin(Some(&["spec/", &api.id].concat()), &api.overlays),
        ident: &names.api.text,
        title,
        about: sentence(&api.about),
        info,
        any_case: api.any_case,
        handles: auth::handles(api, names),
        scopes: auth::scopes(api, names),
        example: example(api, names),
    }
}

/// The action that shows best what a call looks like: it takes no more than one value, rather one than none, and rather
/// only reads.
fn example<'a>(api: &'a Api, names: &'a Names) -> Option<ExamplePlan<'a>> {
    let names_of_all = names;
    let library = ["bindery_", &api.id.replace('-', "_")].concat();
    let candidate = |wanted: &dyn Fn(&Action) -> bool| {
        let modules = api.modules.iter().zip(&names.modules).filter(|(module, _)| !module.inbound);
        let mut actions = modules.flat_map(|(module, names)| {
            module.actions.iter().zip(&names.actions).map(move |pair| (module, names, pair))
        });
        actions.find_map(|(of, module, (action, names))| {
            let [constructor] = names.constructors.as_slice() else { return None };
            let takes = match constructor.given.as_slice() {
                [] => None,
                [at] => {
                    let (field, name) = (action.parameters.get(*at)?, names.fields.get(*at)?);
                    Some((name.text.as_str(), outside_type(api, names_of_all, &library, &field.ty)?))
                }
                _ => return None,
            };
            (action.one_of.is_empty() && wanted(action)).then(|| ExamplePlan {
                library: library.clone(),
                module: &module.ident.text,
                feature: api.module_features.then_some(of.name.as_str()),
                request: &names.request.text,
                method: &names.method.text,
                takes,
            })
        })
    };
    let usual = |action: &Action| action.stability != Stability::Retired;
    let reads = |action: &Action| usual(action) && action.effect == Effect::Read;
    candidate(&|action| reads(action) && !action.parameters.is_empty())
        .or_else(|| candidate(&reads))
        .or_else(|| candidate(&usual))
}

/// A type as code outside of the generated crate names it; none for those that only the runtime names.
fn outside_type(api: &Api, names: &Names, library: &str, ty: &Type) -> Option<String> {
    match ty {
        Type::Scalar(Scalar::String) => Some("String".to_owned()),
        Type::Scalar(Scalar::Int) => Some("i64".to_owned()),
        Type::Scalar(Scalar::Bool) => Some("bool".to_owned()),
        Type::Named(id) => {
            let module = match api.types.get(*id)?.module {
                Some(module) => &names.modules.get(module)?.ident.text,
                None => "types",
            };
            Some([library, "::", module, "::", &names.types.get(*id)?.ident.text].concat())
        }
        _ => None,
    }
}

fn servers(api: &Api) -> Vec<Expr<'_>> {
    let each = api.servers.iter().map(|server| {
        let mut facts = Chain::new("Server::new", vec![Expr::text(&server.name)]);
        facts.text("url", server.url.as_deref());
        Expr::Chain(facts)
    });
    each.collect()
}

fn failure(shape: &FailureShape) -> Expr<'_> {
    let flag = |name, key: &str, value: bool| {
        let value = Expr::word(if value { "true" } else { "false" });
        Expr::Call(name, vec![Expr::Text(key.to_owned().into()), value])
    };
    let marker = |marker: &'_ Marker| match marker {
        Marker::Has(key) => Expr::Call("Marker::Has", vec![Expr::Text(key.clone().into())]),
        Marker::Is(key, value) => flag("Marker::Is", key, *value),
        Marker::IsNot(key, value) => flag("Marker::IsNot", key, *value),
        Marker::Status(first, last) => {
            Expr::Call("Marker::Status", vec![Expr::number(*first), Expr::number(*last)])
        }
    };
    let mut facts =
        Chain::new("FailureShape::new", vec![Expr::text(&shape.name), Expr::number(shape.status)]);
    facts.call("when", Expr::List(shape.when.iter().map(marker).collect()));
    facts.call("body", Expr::List(shape.body.iter().map(part).collect()));
    Expr::Chain(facts)
}

fn part(part: &Part) -> Expr<'_> {
    let path = Expr::Text(part.path.join(".").into());
    match &part.holds {
        Holds::Fixed(json) => Expr::Call("Part::Fixed", vec![path, Expr::text(json)]),
        Holds::Code => Expr::Call("Part::Code", vec![path]),
        Holds::CodeText => Expr::Call("Part::CodeText", vec![path]),
        Holds::Message => Expr::Call("Part::Message", vec![path]),
        Holds::Details => Expr::Call("Part::Details", vec![path]),
        Holds::Status => Expr::Call("Part::Status", vec![path]),
    }
}

fn refusals(api: &Api) -> Expr<'_> {
    let name = |id: ErrorId| api.errors.get(id).map_or("", |error| error.name.as_str());
    let refusals = &api.refusals;
    let mut facts = Chain::new("Refusals::new", vec![Expr::text(name(refusals.internal))]);
    for (method, error) in [
        ("missing", refusals.missing),
        ("invalid", refusals.invalid),
        ("login", refusals.login),
        ("not_found", refusals.not_found),
        ("not_implemented", refusals.not_implemented),
    ] {
        facts.text(method, Some(name(error)).filter(|_| error != refusals.internal));
    }
    Expr::Chain(facts)
}

/// The plan of the error enum.
pub(crate) fn errors<'a>(api: &'a Api, names: &'a Names) -> ErrorsPlan<'a> {
    let named = || api.errors.iter().zip(&names.errors);
    let entries = named().filter_map(|(error, name)| {
        Some(ErrorPlan {
            ident: &name.as_ref()?.text,
            docs: error_docs(error),
            name: &error.name,
            code: error.code.as_ref().map(|code| match code {
                CodeValue::Number(number) => Expr::number(number),
                CodeValue::Text(text) => Expr::text(text),
            }),
            status: error.status,
            kind: error.kind.variant(),
            text: error.text.trim(),
        })
    });
    let texts =
        named().filter_map(|(error, _)| Some((error.text.trim(), meant(api, names, error.reads_as?)?)));
    let base = match api.codes {
        CodeKind::Number => "i64",
        CodeKind::Text => "String",
    };
    ErrorsPlan { base, entries: entries.collect(), texts: texts.collect() }
}

/// The name of the entry that a text means in the end.
fn meant<'a>(api: &Api, names: &'a Names, mut id: ErrorId) -> Option<&'a str> {
    for _ in 0..api.errors.len() {
        if let Some(Some(name)) = names.errors.get(id) {
            return Some(&name.text);
        }
        id = api.errors.get(id)?.reads_as?;
    }
    None
}

fn error_docs(error: &ErrorEntry) -> Docs {
    let mut out = sentence(&error.text);
    push_sentence(&mut out, &error.about);
    for note in &error.notes {
        let mut letters = note.chars();
        let capital: String =
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        push_sentence(&mut out, &capital);
    }
    if out.is_empty() {
        super::text::push_code(&mut out, &error.name);
        out.push('.');
    }
    if out.ends_with('.') && !error.evidence.is_empty() {
        out.pop();
        push_evidence(&mut out, &error.evidence);
        out.push('.');
    }
    vec![out]
}
