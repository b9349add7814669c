//! How callers show who they are: the constants that stand for the schemes, the enums of their scopes, and their facts.

use bindery_model::names::Names;
use bindery_model::{Api, Auth, AuthScheme, Covers, ErrorId, Handle, Place, Signature};

use super::docs::{push_evidence, sentence};
use super::expr::{Chain, Expr};
use super::items::Docs;

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
        let (ty, new, usage) = match auth.handle(api)? {
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
    for (mode, _) in signature.modes.others().filter(|(_, covers)| *covers != Covers::Body) {
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
    api.auth.iter().map(|auth| Expr::Chain(scheme(api, auth))).collect()
}

fn scheme<'a>(api: &'a Api, auth: &'a Auth) -> Chain<'a> {
    let error = |id: Option<ErrorId>| id.and_then(|id| api.errors.get(id)).map(|error| error.name.as_str());
    let name = Expr::text(&auth.name);
    let mut scheme = match &auth.scheme {
        AuthScheme::Basic => Chain::new("AuthScheme::basic", vec![name]),
        AuthScheme::Parameter(parameter) => {
            Chain::new("AuthScheme::parameter", vec![name, Expr::text(parameter)])
        }
        AuthScheme::Header(header) => {
            let mut facts = Chain::new("KeyHeader::new", vec![Expr::text(&header.name)]);
            facts.text("written", header.written.as_deref());
            Chain::new("AuthScheme::header", vec![name, Expr::Chain(facts)])
        }
        AuthScheme::Issued(issued) => {
            let action = |at: Option<(usize, usize)>| {
                let module = api.modules.get(at?.0)?;
                Some([module.name.as_str(), "/", &module.actions.get(at?.1)?.name].concat())
            };
            let by = Expr::Text(action(issued.by).unwrap_or_default().into());
            let mut facts = Chain::new("IssuedHeader::new", vec![by]);
            facts.text("guest", issued.guest.as_deref());
            Chain::new("AuthScheme::issued", vec![name, Expr::Chain(facts)])
        }
        AuthScheme::OAuth1(oauth1) => {
            let addresses = [&oauth1.request_token, &oauth1.authorize, &oauth1.access_token];
            let mut facts =
                Chain::new("SignedFlow::new", addresses.map(|address| Expr::text(address)).into());
            facts.call("method", Expr::variant("Method", oauth1.method));
            facts.call("carrier", Expr::variant("rt::oauth1::Carrier", oauth1.carrier));
            Chain::new("AuthScheme::oauth1", vec![name, Expr::Chain(facts)])
        }
        AuthScheme::OAuth2(oauth2) => {
            let addresses = vec![Expr::text(&oauth2.authorize), Expr::text(&oauth2.token)];
            let mut facts = Chain::new("BearerFlow::new", addresses);
            facts.text("status", oauth2.status.as_deref());
            facts.text("revoke", oauth2.revoke.as_deref());
            facts.text("lacking", error(oauth2.lacking));
            Chain::new("AuthScheme::oauth2", vec![name, Expr::Chain(facts)])
        }
        AuthScheme::Signature(facts) => {
            Chain::new("AuthScheme::signature", vec![Expr::Chain(signature(api, auth, facts))])
        }
    };
    scheme.text("refused", error(auth.refused));
    scheme
}

fn signature<'a>(api: &'a Api, auth: &'a Auth, of: &'a Signature) -> Chain<'a> {
    let place = match &of.place {
        Place::Header(header) => Expr::Call("Place::Header", vec![Expr::text(header)]),
        Place::Parameter(parameter) => Expr::Call("Place::Parameter", vec![Expr::text(parameter)]),
    };
    let pair = |name, what| Expr::Tuple(vec![Expr::text(name), what]);
    let digests = of.digests.iter().map(|(name, how)| pair(name, Expr::variant("Digest", how))).collect();
    let mut facts = Chain::new("Signature::new", vec![Expr::text(&auth.name), place, Expr::List(digests)]);
    facts.call("written", Expr::text(&of.written));
    if of.modes.iter().ne([("", Covers::Body)]) {
        let modes = of.modes.iter().map(|(name, what)| pair(name, covers(what))).collect();
        facts.call("modes", Expr::List(modes)); // it covers the body unless this says otherwise
    }
    if !of.discouraged.is_empty() {
        facts.call("discouraged", Expr::texts(of.discouraged.iter().map(String::as_str)));
    }
    let scheme = |id: usize| api.auth.get(id).map(|auth| auth.name.as_str());
    facts.text("secret", scheme(of.secret).filter(|secret| *secret != auth.name));
    facts.text("instead_of", of.instead_of.and_then(scheme));
    for (method, is_so) in [("empty", of.signs_empty), ("answers", of.signs_answers)] {
        if is_so {
            facts.flag(method);
        }
    }
    facts
}

fn covers(covers: Covers) -> Expr<'static> {
    let flag = |flag| Expr::word(if flag { "true" } else { "false" });
    match covers {
        Covers::Body => Expr::word("Covers::Body"),
        Covers::Values => Expr::word("Covers::Values"),
        Covers::Pairs { skip_empty, either } => {
            Expr::Struct("Covers::Pairs", vec![("skip_empty", flag(skip_empty)), ("either", flag(either))])
        }
    }
}
