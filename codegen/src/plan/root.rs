//! The root of an API: the type that stands for it with its constant facts, and the error enum.

use super::docs::{origin, push_evidence, sentence};
use super::info::{kind_path, method_path};
use super::naming::Names;
use super::text::{push_sentence, push_text};
use super::{Chain, Docs, Expr};
use crate::model::{
    Action, Api, Auth, AuthScheme, Carrier, CodeKind, CodeValue, Covers, Digest, Effect, ErrorEntry, ErrorId,
    FailureShape, Holds, Marker, Part, Place, Scalar, Signature, Stability, Type,
};

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
    pub(crate) info: Expr<'a>,
    /// The names by which clients and routers are given keys and secrets, and told which signature to use.
    pub(crate) handles: Vec<HandlePlan<'a>>,
    /// Whether paths are matched without regard to case.
    pub(crate) any_case: bool,
    /// What tokens may be good for, an enum for each scheme that has scopes.
    pub(crate) scopes: Vec<ScopesPlan<'a>>,
    /// A call to show, if there is one that takes no more than one value.
    pub(crate) example: Option<ExamplePlan<'a>>,
}

/// A constant that stands for an authentication scheme.
#[derive(Debug)]
pub(crate) struct HandlePlan<'a> {
    /// Its name in Rust.
    pub(crate) ident: &'a str,
    /// What it stands for.
    pub(crate) docs: Docs,
    /// Its type, without the API.
    pub(crate) ty: &'static str,
    /// Its value.
    pub(crate) value: Chain<'a>,
}

/// The enum of a scheme's scopes.
#[derive(Debug)]
pub(crate) struct ScopesPlan<'a> {
    /// Its name in Rust.
    pub(crate) ident: &'a str,
    /// What it stands for.
    pub(crate) docs: Docs,
    /// The scopes: names in Rust, docs, names on the wire.
    pub(crate) variants: Vec<(&'a str, Docs, &'a str)>,
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
    let info = Expr::Struct(
        "rt::ApiInfo",
        vec![
            ("id", Expr::text(&api.id)),
            ("title", Expr::text(&api.title)),
            ("servers", Expr::List(servers(api))),
            ("auth", Expr::List(auth(api))),
            ("failures", Expr::List(api.failures.iter().map(failure).collect())),
            ("failure", Expr::text(api.failures.get(api.failure).map_or("", |shape| &shape.name))),
            ("refusals", refusals(api)),
        ],
    );
    RootPlan {
        origin: origin(Some(&["spec/", &api.id].concat()), &api.overlays),
        ident: &names.api.text,
        title,
        about: sentence(&api.about),
        info,
        any_case: api.any_case,
        handles: handles(api, names),
        scopes: scopes(api, names),
        example: example(api, names),
    }
}

fn handles<'a>(api: &'a Api, names: &'a Names) -> Vec<HandlePlan<'a>> {
    let named = api.auth.iter().zip(&names.auth);
    let each = named.filter_map(|(auth, name)| {
        let mut about = sentence(&auth.about);
        let (ty, new, usage) = match handle(api, auth)? {
            Handle::Alternative => (
                "rt::Alternative",
                "rt::Alternative::new",
                " A client or router uses it instead when told so with `alternative`.",
            ),
            Handle::Issued => (
                "rt::Issued",
                "rt::Issued::new",
                " A client that sends it is made from another one with `logged_in` or `guest`; a router is told who checks it \
                 with `issued`.",
            ),
            Handle::Credential => (
                "rt::Credential",
                "rt::Credential::new",
                " A client or router is given it with `credential`.",
            ),
            Handle::OAuth1 => (
                "rt::OAuth1",
                "rt::OAuth1::new",
                " A client is given a signer and a router a verifier with `oauth1`.",
            ),
            Handle::OAuth2 => (
                "rt::OAuth2",
                "rt::OAuth2::new",
                " A client is given a session and a router a check of tokens with `oauth2`.",
            ),
        };
        if about.ends_with('.') && !auth.evidence.is_empty() {
            about.pop();
            push_evidence(&mut about, &auth.evidence);
            about.push('.');
        }
        about.push_str(usage);
        let value = Chain::new(new, vec![Expr::text(&auth.name)]);
        Some(HandlePlan { ident: &name.as_ref()?.text, docs: vec![about], ty, value })
    });
    each.collect()
}

/// The enums of scopes.
fn scopes<'a>(api: &'a Api, names: &'a Names) -> Vec<ScopesPlan<'a>> {
    let each = api.auth.iter().zip(&names.scopes).filter_map(|(auth, names)| {
        let (AuthScheme::OAuth2(oauth2), Some(names)) = (&auth.scheme, names) else { return None };
        let mut about = String::from("What a token of ");
        super::text::push_code(&mut about, &auth.name);
        about.push_str(" may be good for.");
        let named = oauth2.scopes.iter().zip(&names.members);
        let variants = named
            .map(|(scope, name)| (name.text.as_str(), vec![sentence(&scope.about)], scope.name.as_str()))
            .collect();
        Some(ScopesPlan { ident: &names.ident.text, docs: vec![about], variants })
    });
    each.collect()
}

/// What the constant of a scheme stands for.
pub(super) enum Handle {
    /// A secret that a client or router is given.
    Credential,
    /// A header that an action issues.
    Issued,
    /// A signature that a client or router may use in place of another one.
    Alternative,
    /// Signed requests, for which a client is given a signer and a router a verifier.
    OAuth1,
    /// Bearer tokens, for which a client is given a session and a router a check.
    OAuth2,
}

/// What the constant of a scheme stands for; none for a scheme that needs none.
pub(super) fn handle(api: &Api, auth: &Auth) -> Option<Handle> {
    let own_secret = |secret: usize| api.auth.get(secret).is_some_and(|other| other.name == auth.name);
    match &auth.scheme {
        AuthScheme::Basic | AuthScheme::Parameter(_) => None,
        AuthScheme::Header(_) => Some(Handle::Credential),
        AuthScheme::Issued(_) => Some(Handle::Issued),
        AuthScheme::OAuth1(_) => Some(Handle::OAuth1),
        AuthScheme::OAuth2(_) => Some(Handle::OAuth2),
        AuthScheme::Signature(Signature { instead_of: Some(_), .. }) => Some(Handle::Alternative),
        AuthScheme::Signature(Signature { secret, .. }) => own_secret(*secret).then_some(Handle::Credential),
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
        let url = optional(server.url.as_deref());
        Expr::Struct("rt::Server", vec![("name", Expr::text(&server.name)), ("url", url)])
    });
    each.collect()
}

fn auth(api: &Api) -> Vec<Expr<'_>> {
    let each = api.auth.iter().map(|auth| {
        let name = ("name", Expr::text(&auth.name));
        let error = |id: Option<ErrorId>| {
            optional(id.and_then(|id| api.errors.get(id)).map(|error| error.name.as_str()))
        };
        let refused = ("refused", error(auth.refused));
        match &auth.scheme {
            AuthScheme::Basic => Expr::Struct("rt::AuthScheme::Basic", vec![name, refused]),
            AuthScheme::Parameter(parameter) => {
                Expr::Struct("rt::AuthScheme::Parameter", vec![name, ("parameter", Expr::text(parameter))])
            }
            AuthScheme::Header(header) => Expr::Struct(
                "rt::AuthScheme::Header",
                vec![
                    name,
                    ("header", Expr::text(&header.name)),
                    ("written", optional(header.written.as_deref())),
                    refused,
                ],
            ),
            AuthScheme::Issued(issued) => {
                let action = |at: Option<(usize, usize)>| {
                    let module = api.modules.get(at?.0)?;
                    Some([module.name.as_str(), "/", &module.actions.get(at?.1)?.name].concat())
                };
                let by = action(issued.by).unwrap_or_default();
                let guest = optional(issued.guest.as_deref());
                Expr::Struct(
                    "rt::AuthScheme::Issued",
                    vec![name, ("by", Expr::Text(by.into())), ("guest", guest), refused],
                )
            }
            AuthScheme::OAuth1(oauth1) => Expr::Struct(
                "rt::AuthScheme::OAuth1",
                vec![
                    name,
                    ("request_token", Expr::text(&oauth1.request_token)),
                    ("authorize", Expr::text(&oauth1.authorize)),
                    ("access_token", Expr::text(&oauth1.access_token)),
                    ("method", Expr::word(method_path(oauth1.method))),
                    ("carrier", Expr::word(carrier(oauth1.carrier))),
                    ("instead_of", Expr::word("None")),
                    refused,
                ],
            ),
            AuthScheme::OAuth2(oauth2) => Expr::Struct(
                "rt::AuthScheme::OAuth2",
                vec![
                    name,
                    ("authorize", Expr::text(&oauth2.authorize)),
                    ("token", Expr::text(&oauth2.token)),
                    ("status", optional(oauth2.status.as_deref())),
                    ("revoke", optional(oauth2.revoke.as_deref())),
                    ("instead_of", Expr::word("None")),
                    refused,
                    ("lacking", error(oauth2.lacking)),
                ],
            ),
            AuthScheme::Signature(signature) => {
                let scheme = |id: usize| api.auth.get(id).map(|auth| auth.name.as_str());
                let fields = vec![
                    name,
                    ("place", place(&signature.place)),
                    ("covers", covers(signature.covers)),
                    ("digest", Expr::word(digest(signature.digest))),
                    ("written", Expr::text(&signature.written)),
                    ("secret", Expr::text(scheme(signature.secret).unwrap_or_default())),
                    ("instead_of", optional(signature.instead_of.and_then(scheme))),
                    ("forms", forms(signature)),
                    refused,
                ];
                Expr::Call("rt::AuthScheme::Signature", vec![Expr::Struct("rt::Signature", fields)])
            }
        }
    });
    each.collect()
}

fn optional(text: Option<&str>) -> Expr<'_> {
    text.map_or(Expr::word("None"), |text| Expr::Call("Some", vec![Expr::text(text)]))
}

fn carrier(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Header => "rt::oauth1::Carrier::Header",
        Carrier::Query => "rt::oauth1::Carrier::Query",
    }
}

fn place(place: &Place) -> Expr<'_> {
    match place {
        Place::Header(header) => Expr::Call("rt::Place::Header", vec![Expr::text(header)]),
        Place::Parameter(parameter) => Expr::Call("rt::Place::Parameter", vec![Expr::text(parameter)]),
    }
}

fn covers(covers: Covers) -> Expr<'static> {
    match covers {
        Covers::Body => Expr::word("rt::Covers::Body"),
        Covers::Values => Expr::word("rt::Covers::Values"),
        Covers::Pairs { skip_empty } => Expr::Struct(
            "rt::Covers::Pairs",
            vec![("skip_empty", Expr::word(if skip_empty { "true" } else { "false" }))],
        ),
    }
}

/// What a signature says beyond the plain case.
fn forms(signature: &Signature) -> Expr<'_> {
    let Signature { modes, digests, discouraged, signs_empty, signs_answers, .. } = signature;
    if modes.is_empty() && digests.is_empty() && !signs_empty && !signs_answers {
        return Expr::word("None");
    }
    let flag = |flag: bool| Expr::word(if flag { "true" } else { "false" });
    let modes = modes.iter().map(|(name, what)| Expr::Tuple(vec![Expr::text(name), covers(*what)]));
    let digests =
        digests.iter().map(|(name, how)| Expr::Tuple(vec![Expr::text(name), Expr::word(digest(*how))]));
    let fields = vec![
        ("modes", Expr::List(modes.collect())),
        ("digests", Expr::List(digests.collect())),
        ("discouraged", Expr::texts(discouraged.iter().map(String::as_str))),
        ("empty", flag(*signs_empty)),
        ("answers", flag(*signs_answers)),
    ];
    Expr::Call("Some", vec![Expr::Struct("&rt::Forms", fields)])
}

fn digest(digest: Digest) -> &'static str {
    match digest {
        Digest::Md5 => "rt::Digest::Md5",
        Digest::Sha1 => "rt::Digest::Sha1",
        Digest::Sha256 => "rt::Digest::Sha256",
        Digest::Sha384 => "rt::Digest::Sha384",
        Digest::Sha512 => "rt::Digest::Sha512",
        Digest::HmacSha1 => "rt::Digest::HmacSha1",
        Digest::HmacSha256 => "rt::Digest::HmacSha256",
        Digest::HmacSha384 => "rt::Digest::HmacSha384",
        Digest::HmacSha512 => "rt::Digest::HmacSha512",
    }
}

fn failure(shape: &FailureShape) -> Expr<'_> {
    let marker = |marker: &'_ Marker| match marker {
        Marker::Has(key) => Expr::Call("rt::Marker::Has", vec![Expr::Text(key.clone().into())]),
        Marker::Is(key, value) => Expr::Call(
            "rt::Marker::Is",
            vec![Expr::Text(key.clone().into()), Expr::word(if *value { "true" } else { "false" })],
        ),
        Marker::Status(first, last) => {
            Expr::Call("rt::Marker::Status", vec![Expr::number(*first), Expr::number(*last)])
        }
    };
    Expr::Struct(
        "rt::FailureShape",
        vec![
            ("name", Expr::text(&shape.name)),
            ("status", Expr::number(shape.status)),
            ("when", Expr::List(shape.when.iter().map(marker).collect())),
            ("body", Expr::List(shape.body.iter().map(part).collect())),
        ],
    )
}

fn part(part: &Part) -> Expr<'_> {
    let path = Expr::Text(part.path.join(".").into());
    match &part.holds {
        Holds::Fixed(json) => Expr::Call("rt::Part::Fixed", vec![path, Expr::text(json)]),
        Holds::Code => Expr::Call("rt::Part::Code", vec![path]),
        Holds::CodeText => Expr::Call("rt::Part::CodeText", vec![path]),
        Holds::Message => Expr::Call("rt::Part::Message", vec![path]),
        Holds::Details => Expr::Call("rt::Part::Details", vec![path]),
        Holds::Status => Expr::Call("rt::Part::Status", vec![path]),
    }
}

fn refusals(api: &Api) -> Expr<'_> {
    let name = |id: ErrorId| Expr::text(api.errors.get(id).map_or("", |error| error.name.as_str()));
    let refusals = &api.refusals;
    Expr::Struct(
        "rt::Refusals",
        vec![
            ("missing", name(refusals.missing)),
            ("invalid", name(refusals.invalid)),
            ("login", name(refusals.login)),
            ("not_found", name(refusals.not_found)),
            ("not_implemented", name(refusals.not_implemented)),
            ("internal", name(refusals.internal)),
        ],
    )
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
            kind: kind_path(error.kind).trim_start_matches("rt::ErrorKind::"),
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
