//! Authentication: constants for the schemes, enums of their scopes, and their metadata.

use bindery_model::names::Names;
use bindery_model::{
    Api, Auth, AuthScheme, ClientAuthentication, ErrorId, Handle, KeyEncoding, PairsForm, Presence,
    Signature, SignatureLocation, TokenFlow,
};
use bindery_vocabulary::recipe::Template;

use super::docs::{push_evidence, sentence};
use super::expr::{Chain, Expr};
use super::info::made_value;
use super::items::Docs;

/// A constant that identifies an authentication scheme.
#[derive(Debug)]
pub(crate) struct HandlePlan<'a> {
    /// Name in Rust.
    pub(crate) ident: &'a str,
    /// Docs of the constant.
    pub(crate) docs: Docs,
    /// Type, without the API.
    pub(crate) ty: &'static str,
    /// Value of the constant.
    pub(crate) value: Chain<'a>,
}

/// Enum of a scheme's scopes.
#[derive(Debug)]
pub(crate) struct ScopesPlan<'a> {
    /// Name in Rust.
    pub(crate) ident: &'a str,
    /// Docs of the enum.
    pub(crate) docs: Docs,
    /// Scopes: names in Rust, docs, names on the wire.
    pub(crate) variants: Vec<(&'a str, Docs, &'a str)>,
}

/// Plans the constants that identify schemes.
pub(crate) fn handles<'a>(api: &'a Api, names: &'a Names) -> Vec<HandlePlan<'a>> {
    let named = api.auth.iter().zip(&names.auth);
    let each = named.filter_map(|(auth, name)| {
        let mut about = sentence(&auth.about);
        let (ty, new, usage) = match auth.handle(api)? {
            Handle::Alternative => (
                "rt::Alternative",
                "rt::Alternative::new",
                " Select it for a client or router with `alternative`.",
            ),
            Handle::Issued => (
                "rt::IssuedHeader",
                "rt::IssuedHeader::new",
                " Make a client that sends it with `logged_in` or `guest`; give a router the code that checks it \
                 with `issued`.",
            ),
            Handle::Credential => (
                "rt::Credential",
                "rt::Credential::new",
                " Set it on a client or router with `credential`.",
            ),
            Handle::Custom => (
                "rt::Custom",
                "rt::Custom::new",
                " Give a client the code that signs requests with `signer`, and a router the code that verifies them \
                 with `verifier`.",
            ),
            Handle::OAuth1 => (
                "rt::OAuth1",
                "rt::OAuth1::new",
                " Give a client a signer, and a router a verifier, with `oauth1`.",
            ),
            Handle::OAuth2 => (
                "rt::OAuth2",
                "rt::OAuth2::new",
                " Give a client a token holder, and a router a token check, with `oauth2`.",
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

/// Docs of what a signature does not prove, and how a router handles that.
fn limits(signature: &Signature) -> String {
    let mut text = String::new();
    for (mode, _) in signature.modes.alternatives().filter(|(_, text)| text.is_of_parameters()) {
        text.push_str(" A router accepts the mode ");
        super::text::push_code(&mut text, mode);
        text.push_str(
            " only if enabled with `accept_mode`: different parameters can have the same signed text.",
        );
    }
    if signature.signs_responses {
        text.push_str(
            " A router signs only responses to requests with a verified signature. Path and query are not \
             signed, and a signed response cannot be told from a signed request: only TLS prevents the replay of captured \
             messages to any action.",
        );
    }
    text
}

/// Plans the enums of scopes.
pub(crate) fn scopes<'a>(api: &'a Api, names: &'a Names) -> Vec<ScopesPlan<'a>> {
    let each = api.auth.iter().zip(&names.scopes).filter_map(|(auth, names)| {
        let (AuthScheme::OAuth2(oauth2), Some(names)) = (&auth.scheme, names) else { return None };
        let mut about = String::from("Scopes that a token of ");
        super::text::push_code(&mut about, &auth.name);
        about.push_str(" can have.");
        let named = oauth2.scopes.iter().zip(&names.members);
        let variants = named
            .map(|(scope, name)| (name.text.as_str(), vec![sentence(&scope.about)], scope.name.as_str()))
            .collect();
        Some(ScopesPlan { ident: &names.ident.text, docs: vec![about], variants })
    });
    each.collect()
}

/// Returns the metadata of the schemes.
pub(crate) fn metadata(api: &Api) -> Vec<Expr<'_>> {
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
            let mut metadata = Chain::new("KeyHeader::new", vec![Expr::text(&header.name)]);
            metadata.text("written", header.written.as_deref());
            Chain::new("AuthScheme::header", vec![name, Expr::Chain(metadata)])
        }
        AuthScheme::Key(key) => {
            let place = Expr::variant("Place", key.place);
            let mut metadata = Chain::new("KeyParameter::new", vec![Expr::text(&key.name), place]);
            metadata.text("written", key.written.as_deref());
            Chain::new("AuthScheme::key", vec![name, Expr::Chain(metadata)])
        }
        AuthScheme::Issued(issued) => {
            let by = issued.by.and_then(|place| api.action_name(place));
            let by = Expr::Text(by.unwrap_or_default().into());
            let mut metadata = Chain::new("IssuedHeaderScheme::new", vec![by]);
            metadata.text("guest", issued.guest.as_deref());
            Chain::new("AuthScheme::issued", vec![name, Expr::Chain(metadata)])
        }
        AuthScheme::Secret => Chain::new("AuthScheme::secret", vec![name]),
        AuthScheme::Custom(header) => {
            let mut metadata = Chain::new("CustomScheme::new", Vec::new());
            metadata.text("header", header.as_deref());
            Chain::new("AuthScheme::custom", vec![name, Expr::Chain(metadata)])
        }
        AuthScheme::OAuth1(oauth1) => {
            let addresses = [&oauth1.request_token, &oauth1.authorize, &oauth1.access_token];
            let mut metadata =
                Chain::new("SignedFlow::new", addresses.map(|address| Expr::text(address)).into());
            metadata.call("method", Expr::variant("Method", oauth1.method));
            metadata.call("carrier", Expr::variant("rt::oauth1::Carrier", oauth1.carrier));
            Chain::new("AuthScheme::oauth1", vec![name, Expr::Chain(metadata)])
        }
        AuthScheme::OAuth2(oauth2) => {
            let authorize = Expr::text(oauth2.authorize.as_deref().unwrap_or_default());
            let mut metadata = Chain::new("BearerFlow::new", vec![authorize, Expr::text(&oauth2.token)]);
            if oauth2.flows != [TokenFlow::AuthorizationCode] {
                let flow = |flow: &TokenFlow| Expr::variant("rt::oauth2::TokenFlow", *flow);
                metadata.call("flows", Expr::List(oauth2.flows.iter().map(flow).collect()));
            }
            if oauth2.client != ClientAuthentication::Form {
                let how = Expr::variant("rt::oauth2::ClientAuthentication", oauth2.client);
                metadata.call("authentication", how);
            }
            metadata.text("separator", Some(oauth2.separator.as_str()).filter(|text| *text != " "));
            if !oauth2.parameters.is_empty() {
                let pair = |(name, value): &'a (String, String)| {
                    Expr::Tuple(vec![Expr::text(name), Expr::text(value)])
                };
                metadata.call("parameters", Expr::List(oauth2.parameters.iter().map(pair).collect()));
            }
            metadata.text("device", oauth2.device.as_deref());
            metadata.text("status", oauth2.status.as_deref());
            metadata.text("revoke", oauth2.revoke.as_deref());
            metadata.text("insufficient_scope", error(oauth2.insufficient_scope));
            Chain::new("AuthScheme::oauth2", vec![name, Expr::Chain(metadata)])
        }
        AuthScheme::Signature(metadata) => {
            Chain::new("AuthScheme::signature", vec![Expr::Chain(signature(api, auth, metadata))])
        }
    };
    scheme.text("rejection", error(auth.rejection));
    scheme
}

fn signature<'a>(api: &'a Api, auth: &'a Auth, of: &'a Signature) -> Chain<'a> {
    let place = match &of.location {
        SignatureLocation::Header(header) => {
            Expr::Call("SignatureLocation::Header", vec![Expr::text(header)])
        }
        SignatureLocation::Parameter(parameter) => {
            Expr::Call("SignatureLocation::Parameter", vec![Expr::text(parameter)])
        }
        SignatureLocation::Query(parameter) => {
            Expr::Call("SignatureLocation::Query", vec![Expr::text(parameter)])
        }
    };
    let pair = |name, what| Expr::Tuple(vec![Expr::text(name), what]);
    let digests = of.digests.iter().map(|(name, how)| pair(name, Expr::variant("Digest", how))).collect();
    let mut metadata = Chain::new("Signature::new", vec![Expr::text(&auth.name), place, Expr::List(digests)]);
    metadata.call("written", Expr::text(&of.written));
    let modes: Vec<(&str, Template)> = of.modes.iter().collect();
    if !matches!(modes.as_slice(), [("", text)] if text.to_string() == "{body}") {
        let text = |(name, text): (&'a str, Template)| pair(name, Expr::Text(text.to_string().into()));
        metadata.call("modes", Expr::List(modes.into_iter().map(text).collect())); // default: the body
    }
    if of.pairs != PairsForm::default() {
        metadata.call("pairs", Expr::Chain(pairs(&of.pairs)));
    }
    if of.encoding != KeyEncoding::Text {
        metadata.call("encoding", Expr::variant("rt::metadata::KeyEncoding", of.encoding));
    }
    if !of.carried.is_empty() {
        let each = of.carried.iter().map(|carried| {
            let encoding = Expr::variant("rt::metadata::Encoding", carried.encoding);
            let made = Expr::Chain(made_value(&carried.made, Presence::Required));
            Expr::Tuple(vec![Expr::text(&carried.name), encoding, made])
        });
        metadata.call("carried", Expr::List(each.collect()));
    }
    metadata.text("separator", of.separator.as_deref());
    if !of.discouraged.is_empty() {
        metadata.call("discouraged", Expr::texts(of.discouraged.iter().map(String::as_str)));
    }
    let scheme = |id: usize| api.auth.get(id).map(|auth| auth.name.as_str());
    match of.secret {
        Some(id) => metadata.text("secret", scheme(id).filter(|secret| *secret != auth.name)),
        None => metadata.flag("checksum"),
    }
    let uses = of.uses();
    if !uses.is_empty() {
        metadata.call("uses", Expr::List(uses.into_iter().map(|name| Expr::Text(name.into())).collect()));
    }
    metadata.text("alternative_to", of.alternative_to.and_then(scheme));
    for (method, is_so) in [("empty", of.signs_empty), ("responses", of.signs_responses)] {
        if is_so {
            metadata.flag(method);
        }
    }
    metadata
}

/// Returns the form of pairs, as changes of the default.
fn pairs(of: &PairsForm) -> Chain<'_> {
    let usual = PairsForm::default();
    let mut pairs = Chain { head: Box::new(Expr::word("rt::metadata::Pairs::SORTED")), calls: Vec::new() };
    pairs.text("between", Some(of.between.as_str()).filter(|text| *text != usual.between));
    pairs.text("join", Some(of.join.as_str()).filter(|text| *text != usual.join));
    for (method, is_so) in [
        ("as_sent", of.as_sent),
        ("escaped", of.escaped),
        ("skip_empty", of.skip_empty),
        ("either", of.either),
    ] {
        if is_so {
            pairs.flag(method);
        }
    }
    pairs
}
