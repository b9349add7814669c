//! Root of an API: the root type with the metadata, and the error enum.

use bindery_model::names::Names;
use bindery_model::{
    Action, Api, CodeKind, CodeValue, Effect, ErrorEntry, ErrorFormat, ErrorId, ErrorSignal, Scalar,
    Stability, Type,
};
use bindery_vocabulary::Word as _;

use super::auth::{self, HandlePlan, ScopesPlan};
use super::docs::{origin, push_evidence, sentence};
use super::expr::{Chain, Expr};
use super::items::Docs;
use super::text::{push_sentence, push_text};
use crate::package::Package;

/// Plan of the root.
#[derive(Debug)]
pub(crate) struct RootPlan<'a> {
    /// Files that the root was generated from.
    pub(crate) origin: String,
    /// Root type of the API: an empty enum that implements `rt::Api`.
    pub(crate) ident: &'a str,
    /// Vendor's name for the API, escaped.
    pub(crate) title: String,
    /// Description of the API.
    pub(crate) about: String,
    /// Metadata, a struct literal.
    pub(crate) info: Chain<'a>,
    /// Constants by which clients and routers are given keys and secrets, and alternative signature schemes are
    /// selected.
    pub(crate) handles: Vec<HandlePlan<'a>>,
    /// Whether paths are case-insensitive.
    pub(crate) case_insensitive: bool,
    /// Enums of token scopes, one for each scheme that has scopes.
    pub(crate) scopes: Vec<ScopesPlan<'a>>,
    /// Example call of an action with at most one value, if there is one.
    pub(crate) example: Option<ExamplePlan<'a>>,
    /// Folder of the spec in the package.
    pub(crate) spec: String,
    /// Overlays in the package.
    pub(crate) carried: Vec<String>,
}

/// An example call.
#[derive(Debug)]
pub(crate) struct ExamplePlan<'a> {
    /// Name of the generated crate in code.
    pub(crate) library: String,
    /// Module of the action.
    pub(crate) module: &'a str,
    /// Cargo feature of the module, if modules have features.
    pub(crate) feature: Option<&'a str>,
    /// Request struct.
    pub(crate) request: &'a str,
    /// Method of the client trait.
    pub(crate) method: &'a str,
    /// Value that the request takes: its name and type.
    pub(crate) takes: Option<(&'a str, String)>,
}

/// The error enum.
#[derive(Debug)]
pub(crate) struct ErrorsPlan<'a> {
    /// Type of the codes: `i64` or `String`.
    pub(crate) base: &'static str,
    /// Entries of the error table.
    pub(crate) entries: Vec<ErrorPlan<'a>>,
    /// Documented texts that identify an entry, with the entry's name in Rust.
    pub(crate) texts: Vec<(&'a str, &'a str)>,
}

/// An error.
#[derive(Debug)]
pub(crate) struct ErrorPlan<'a> {
    /// Name in Rust.
    pub(crate) ident: &'a str,
    /// Docs of the error.
    pub(crate) docs: Docs,
    /// Name in the spec.
    pub(crate) name: &'a str,
    /// Code on the wire.
    pub(crate) code: Option<Expr<'a>>,
    /// HTTP status of the error.
    pub(crate) status: Option<u16>,
    /// Kind of the error, as the runtime's variant name.
    pub(crate) kind: &'static str,
    /// Documented text.
    pub(crate) text: &'a str,
}

/// Plans the root.
pub(crate) fn plan<'a>(api: &'a Api, names: &'a Names, package: &Package) -> RootPlan<'a> {
    let mut title = String::new();
    push_text(&mut title, &api.title);
    let mut info = Chain::new("ApiInfo::new", vec![Expr::text(&api.id), Expr::text(&api.title)]);
    info.call("servers", Expr::List(servers(api)));
    if !api.auth.is_empty() {
        info.call("auth", Expr::List(auth::metadata(api)));
    }
    info.call("error_formats", Expr::List(api.error_formats.iter().map(failure).collect()));
    info.text("error_format", api.error_formats.get(api.error_format).map(|format| format.name.as_str()));
    info.call("rejections", rejections(api));
    RootPlan {
        origin: origin(Some(&["spec/", &api.id].concat()), &api.overlays),
        ident: &names.api.text,
        title,
        about: sentence(&api.about),
        info,
        case_insensitive: api.case_insensitive,
        handles: auth::handles(api, names),
        scopes: auth::scopes(api, names),
        example: example(api, names, &package.library),
        spec: package.spec.clone(),
        carried: package.overlays.clone(),
    }
}

/// Selects the action for the example call: it takes at most one value, preferably one, and is preferably read-only.
fn example<'a>(api: &'a Api, names: &'a Names, library: &str) -> Option<ExamplePlan<'a>> {
    let names_of_all = names;
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
                    Some((name.text.as_str(), outside_type(api, names_of_all, library, &field.ty)?))
                }
                _ => return None,
            };
            (action.one_of.is_empty() && wanted(action)).then(|| ExamplePlan {
                library: library.to_owned(),
                module: &module.ident.text,
                feature: api.module_features.then_some(of.name.as_str()),
                request: &names.request.text,
                method: &names.method.text,
                takes,
            })
        })
    };
    let usual = |action: &Action| action.stability() != Stability::Deprecated;
    let reads = |action: &Action| usual(action) && action.effect == Effect::Read;
    candidate(&|action| reads(action) && !action.parameters.is_empty())
        .or_else(|| candidate(&reads))
        .or_else(|| candidate(&usual))
}

/// Returns a type as code outside of the generated crate names it; `None` for types of the runtime.
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
        let mut metadata = Chain::new("Server::new", vec![Expr::text(&server.name)]);
        metadata.text("url", server.url.as_deref());
        Expr::Chain(metadata)
    });
    each.collect()
}

fn failure(format: &ErrorFormat) -> Expr<'_> {
    let mut metadata =
        Chain::new("ErrorFormat::new", vec![Expr::text(&format.name), Expr::number(format.status)]);
    metadata.call("when", Expr::List(format.when.iter().map(signal).collect()));
    metadata.text("media", format.media.as_deref());
    metadata.call("body", Expr::Json(format.body.to_string()));
    let details = format.details.as_ref();
    metadata.text("details", details.map(|details| details.key.as_deref().unwrap_or_default()));
    Expr::Chain(metadata)
}

fn signal(signal: &ErrorSignal) -> Expr<'_> {
    let texts = |name, texts: &[&str]| {
        Expr::Call(name, texts.iter().map(|text| Expr::Text((*text).to_owned().into())).collect())
    };
    match signal {
        ErrorSignal::Has(key) => texts("ErrorSignal::Has", &[key]),
        ErrorSignal::Is(key, value) => texts("ErrorSignal::Is", &[key, value]),
        ErrorSignal::IsNot(key, value) => texts("ErrorSignal::IsNot", &[key, value]),
        ErrorSignal::Empty(key, true) => texts("ErrorSignal::Empty", &[key]),
        ErrorSignal::Empty(key, false) => texts("ErrorSignal::Filled", &[key]),
        ErrorSignal::Header(name, None) => texts("ErrorSignal::Header", &[name]),
        ErrorSignal::Header(name, Some(value)) => texts("ErrorSignal::HeaderIs", &[name, value]),
        ErrorSignal::Status(first, last) => {
            Expr::Call("ErrorSignal::Status", vec![Expr::number(*first), Expr::number(*last)])
        }
        ErrorSignal::All(all) => {
            Expr::Call("ErrorSignal::All", vec![Expr::List(all.iter().map(self::signal).collect())])
        }
    }
}

fn rejections(api: &Api) -> Expr<'_> {
    let name = |id: ErrorId| api.errors.get(id).map_or("", |error| error.name.as_str());
    let rejections = &api.rejections;
    let mut metadata = Chain::new("Rejections::new", vec![Expr::text(name(rejections.internal))]);
    for (method, error) in [
        ("missing", rejections.missing),
        ("invalid", rejections.invalid),
        ("unauthenticated", rejections.unauthenticated),
        ("not_found", rejections.not_found),
        ("not_implemented", rejections.not_implemented),
    ] {
        metadata.text(method, Some(name(error)).filter(|_| error != rejections.internal));
    }
    Expr::Chain(metadata)
}

/// Plans the error enum.
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
    let texts = named()
        .filter_map(|(error, _)| Some((error.text.trim(), resolve_alias(api, names, error.reads_as?)?)));
    let base = match api.codes {
        CodeKind::Number => "i64",
        CodeKind::Text => "String",
    };
    ErrorsPlan { base, entries: entries.collect(), texts: texts.collect() }
}

/// Returns the name of the entry that a text finally identifies.
fn resolve_alias<'a>(api: &Api, names: &'a Names, mut id: ErrorId) -> Option<&'a str> {
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
