//! How callers show who they are: the constants that stand for the schemes, the enums of their scopes, and their facts.

use bindery_model::names::{Handle, Names, handle};
use bindery_model::{Api, AuthScheme, Covers, ErrorId, Place, Signature};

use super::docs::{push_evidence, sentence};
use super::{Chain, Docs, Expr};

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

/// The constants that stand for schemes.
pub(crate) fn handles<'a>(api: &'a Api, names: &'a Names) -> Vec<HandlePlan<'a>> {
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
                " A client is given a holder of tokens and a router a check of them with `oauth2`.",
            ),
        };
        if about.ends_with('.') && !auth.evidence.is_empty() {
            about.pop();
            push_evidence(&mut about, &auth.evidence);
            about.push('.');
        }
        about.push_str(usage);
        if let AuthScheme::Signature(signature) = &auth.scheme {
            about.push_str(&limits(signature));
        }
        let value = Chain::new(new, vec![Expr::text(&auth.name)]);
        Some(HandlePlan { ident: &name.as_ref()?.text, docs: vec![about], ty, value })
    });
    each.collect()
}

/// What a signature does not prove, and what a router does about it.
fn limits(signature: &Signature) -> String {
    let mut text = String::new();
    for (mode, _) in signature.modes.iter().skip(1).filter(|(_, covers)| *covers != Covers::Body) {
        text.push_str(" A router takes the mode ");
        super::text::push_code(&mut text, mode);
        text.push_str(
            " only when told so with `accept_mode`: what it signs can be shared out among parameters in several ways.",
        );
    }
    if signature.signs_answers {
        text.push_str(
            " A router signs the answers to requests whose signature it has verified, and no others. Path and query are not \
             signed, and nothing tells a signed answer from a signed request: only TLS keeps others from sending again, to \
             any action, what they have seen.",
        );
    }
    text
}

/// The enums of scopes.
pub(crate) fn scopes<'a>(api: &'a Api, names: &'a Names) -> Vec<ScopesPlan<'a>> {
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

/// The facts of the schemes.
pub(crate) fn facts(api: &Api) -> Vec<Expr<'_>> {
    let each = api.auth.iter().map(|auth| {
        let name = ("name", Expr::text(&auth.name));
        let error = |id: Option<ErrorId>| {
            Expr::optional(id.and_then(|id| api.errors.get(id)).map(|error| error.name.as_str()))
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
                    ("written", Expr::optional(header.written.as_deref())),
                    refused,
                ],
            ),
            AuthScheme::Issued(issued) => {
                let action = |at: Option<(usize, usize)>| {
                    let module = api.modules.get(at?.0)?;
                    Some([module.name.as_str(), "/", &module.actions.get(at?.1)?.name].concat())
                };
                let by = action(issued.by).unwrap_or_default();
                let guest = Expr::optional(issued.guest.as_deref());
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
                    ("method", Expr::variant("rt::Method", oauth1.method)),
                    ("carrier", Expr::variant("rt::oauth1::Carrier", oauth1.carrier)),
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
                    ("status", Expr::optional(oauth2.status.as_deref())),
                    ("revoke", Expr::optional(oauth2.revoke.as_deref())),
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
                    ("digest", Expr::variant("rt::Digest", signature.digest)),
                    ("written", Expr::text(&signature.written)),
                    ("secret", Expr::text(scheme(signature.secret).unwrap_or_default())),
                    ("instead_of", Expr::optional(signature.instead_of.and_then(scheme))),
                    ("forms", forms(signature)),
                    refused,
                ];
                Expr::Call("rt::AuthScheme::Signature", vec![Expr::Struct("rt::Signature", fields)])
            }
        }
    });
    each.collect()
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
        Covers::Pairs { skip_empty, either } => Expr::Struct(
            "rt::Covers::Pairs",
            vec![("skip_empty", flag(skip_empty)), ("either", flag(either))],
        ),
    }
}

fn flag(flag: bool) -> Expr<'static> {
    Expr::word(if flag { "true" } else { "false" })
}

/// What a signature says beyond the plain case.
fn forms(signature: &Signature) -> Expr<'_> {
    let Signature { modes, digests, discouraged, signs_empty, signs_answers, .. } = signature;
    if modes.is_empty() && digests.is_empty() && !signs_empty && !signs_answers {
        return Expr::word("None");
    }
    let modes = modes.iter().map(|(name, what)| Expr::Tuple(vec![Expr::text(name), covers(*what)]));
    let digests = digests
        .iter()
        .map(|(name, how)| Expr::Tuple(vec![Expr::text(name), Expr::variant("rt::Digest", *how)]));
    let fields = vec![
        ("modes", Expr::List(modes.collect())),
        ("digests", Expr::List(digests.collect())),
        ("discouraged", Expr::texts(discouraged.iter().map(String::as_str))),
        ("empty", flag(*signs_empty)),
        ("answers", flag(*signs_answers)),
    ];
    Expr::Call("Some", vec![Expr::Struct("&rt::Forms", fields)])
}
