//! Authentication schemes, and their requirements for the actions that name them.

use crate::names::Scope;
use crate::rng::Rng;
use crate::types::about;
use crate::yaml::{Map, Node};

/// The schemes of an API.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schemes {
    pub(crate) docs: Map,
    all: Vec<Scheme>,
}

#[derive(Clone, Debug)]
struct Scheme {
    name: String,
    kind: Kind,
    /// Another scheme that must be named with it.
    with: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// HTTP Basic authentication.
    Basic,
    /// A key in the header `Authorization`.
    Authorization,
    Header,
    /// A key in the query or in a cookie.
    Key,
    /// In a parameter of this name.
    Parameter(String),
    /// A signature in a header.
    Signature(Covers),
    /// A signature in a parameter of this name.
    SignedParameter(String),
    /// A header that an action issues.
    Issued,
    /// Signed OAuth 1.0a requests; whether in the header `Authorization`.
    OAuth1(bool),
    /// Bearer tokens of OAuth 2, with these scopes.
    OAuth2(Vec<&'static str>),
}

/// The data that a signature covers, which limits the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Covers {
    /// Any body.
    Body,
    /// Single values.
    Pairs,
    /// Strings and integers.
    Values,
}

/// The authentication requirements of an action.
#[derive(Clone, Debug)]
pub(crate) struct Needed {
    /// The schemes, for `auth`.
    pub(crate) names: Vec<Node>,
    /// Whether one of the schemes is enough.
    any: bool,
    /// Required scopes.
    pub(crate) scopes: Vec<Node>,
    /// Parameters with credentials or signatures.
    pub(crate) parameters: Vec<(String, Map)>,
    /// Limits for the action's parameters.
    pub(crate) covers: Covers,
}

const DIGESTS: &[&str] =
    &["md5", "sha1", "sha256", "sha384", "sha512", "hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512"];

const SCOPES: &[&str] = &["basic", "trade.all", "https://a.example/read", "a:b", "self", "unknown", "X"];

/// Name of the action that issues headers.
pub(crate) const ISSUER: &str = "zz-log-in";
pub(crate) const ISSUED: &str = "ZzIssued";

impl Needed {
    /// Nothing at all.
    pub(crate) fn nothing() -> Self {
        Self {
            names: Vec::new(),
            any: false,
            scopes: Vec::new(),
            parameters: Vec::new(),
            covers: Covers::Body,
        }
    }

    /// Writes the requirements into an action.
    pub(crate) fn say(&self, rng: &mut Rng, doc: &mut Map) {
        if self.any {
            doc.set("auth", Map::default().with("any", self.names.clone()));
        } else if !self.names.is_empty() || rng.chance(10) {
            doc.set("auth", self.names.clone());
        }
        if !self.scopes.is_empty() {
            doc.set("scopes", self.scopes.clone());
        }
    }
}

impl Schemes {
    /// Generates the schemes of an API with this first module.
    pub(crate) fn new(rng: &mut Rng, errors: &[String], module: &str) -> Self {
        let mut schemes = Self::default();
        let mut names = Scope::default();
        let mut keys: Vec<String> = Vec::new();
        for position in 0..rng.below(5) {
            let name = names.kebab(rng);
            let mut doc = Map::default();
            let mut with = None;
            let kind = match rng.below(11) {
                0 => {
                    doc.set("scheme", "basic");
                    Kind::Basic
                }
                1 => {
                    let authorization = rng.chance(30);
                    doc.set("scheme", "header");
                    doc.set(
                        "header",
                        if authorization { "authorization".into() } else { format!("X-Key.{position}") },
                    );
                    if rng.chance(50) {
                        doc.set("written", rng.pick(&["Bearer {}", "{}", "key=\"{}\"; v=1"]));
                    }
                    keys.push(name.clone());
                    if authorization { Kind::Authorization } else { Kind::Header }
                }
                2 => {
                    let parameter = format!("token{position}");
                    doc.set("scheme", "parameter").set("parameter", parameter.clone());
                    Kind::Parameter(parameter)
                }
                3 => {
                    let parameter = format!("sign{position}");
                    doc.set("scheme", "signature").set("parameter", parameter.clone());
                    let digest = rng.pick(DIGESTS);
                    doc.set("text", text("pairs", is_plain(digest))).set("digest", digest);
                    if rng.chance(50) {
                        doc.set("pairs", Map::default().with("skip-empty", true));
                    }
                    doc.set("written", rng.pick(&["{hex}", "{HEX}", "{base64}", "v1={hex}"]));
                    Kind::SignedParameter(parameter)
                }
                4 if !schemes.issues() => issued(rng, module, position, &mut doc),
                5 => oauth1(rng, &mut doc),
                6 => oauth2(rng, errors, &mut doc),
                7 | 8 => {
                    let place = rng.pick(&["query", "cookie"]);
                    doc.set("scheme", place).set(place, format!("key_{position}"));
                    if rng.chance(50) {
                        doc.set("written", rng.pick(&["Bearer {}", "{}", "key=\"{}\"; v=1"]));
                    }
                    keys.push(name.clone());
                    Kind::Key
                }
                _ => Kind::Signature(signature(rng, position, &keys, &mut with, &mut doc)),
            };
            if !matches!(kind, Kind::Parameter(_)) && rng.chance(40) {
                doc.set("rejection", rng.pick(errors));
            }
            doc.set("about", about(rng));
            if rng.chance(40)
                && let Some(other) = stand_in(rng, &name, &kind, with.as_deref())
            {
                schemes.docs.set(names.kebab(rng), other);
            }
            schemes.docs.set(name.clone(), doc);
            schemes.all.push(Scheme { name, kind, with });
        }
        schemes
    }

    /// Whether an action must issue headers.
    pub(crate) fn issues(&self) -> bool {
        self.all.iter().any(|scheme| scheme.kind == Kind::Issued)
    }

    /// Picks the schemes of an action.
    pub(crate) fn choose(&self, rng: &mut Rng) -> Needed {
        let mut needed = Needed::nothing();
        let shown: Vec<&Scheme> = self.all.iter().filter(|scheme| scheme.is_shown()).collect();
        if shown.len() > 1 && rng.chance(40) {
            self.ways(rng, &shown, &mut needed);
            return needed;
        }
        let mut chosen: Vec<&Scheme> = self.all.iter().filter(|_| rng.chance(50)).collect();
        for with in chosen.iter().filter_map(|scheme| scheme.with.clone()).collect::<Vec<_>>() {
            if !chosen.iter().any(|scheme| scheme.name == with) {
                chosen.extend(self.all.iter().find(|scheme| scheme.name == with));
            }
        }
        // The key of the first signature, which is kept, must not be replaced by another one.
        let signatures =
            |scheme: &&Scheme| matches!(scheme.kind, Kind::Signature(_) | Kind::SignedParameter(_));
        if let Some(key) = chosen.iter().copied().find(signatures).and_then(|scheme| scheme.with.as_ref()) {
            chosen.sort_by_key(|scheme| scheme.name != *key);
        }
        let mut authorization = false;
        let mut signed = false;
        for scheme in chosen {
            let optional = !scheme.is_oauth() && rng.chance(25);
            if matches!(scheme.kind, Kind::Basic | Kind::Authorization | Kind::OAuth1(true) | Kind::OAuth2(_))
            {
                // Only one such header can be sent.
                if std::mem::replace(&mut authorization, true) {
                    continue;
                }
            }
            match &scheme.kind {
                // Two signatures of one request would cover each other.
                Kind::OAuth1(_) if std::mem::replace(&mut signed, true) => continue,
                // Two signatures on one request are not tested.
                Kind::Signature(_) | Kind::SignedParameter(_) if std::mem::replace(&mut signed, true) => {
                    continue;
                }
                Kind::Signature(covers) => needed.covers = *covers,
                Kind::SignedParameter(name) => {
                    needed.covers = Covers::Pairs;
                    let parameter = Map::default().with("type", "string").with("about", "The signature.");
                    needed.parameters.push((name.clone(), parameter));
                }
                Kind::Parameter(name) => {
                    let parameter = Map::default().with("type", "secret").with("about", "The token.");
                    needed.parameters.push((name.clone(), parameter));
                }
                Kind::OAuth1(_) | Kind::OAuth2(_) => needed.scopes_of(rng, &[scheme]),
                Kind::Basic | Kind::Authorization | Kind::Header | Kind::Key | Kind::Issued => {}
            }
            let name = Node::from(scheme.name.as_str());
            needed.names.push(if optional {
                Map::default().with("scheme", name).with("optional", true).into()
            } else {
                name
            });
        }
        // Secrets are strings too.
        needed
    }

    /// Requires any of several schemes, some of them together with a key in a header of its own.
    fn ways(&self, rng: &mut Rng, shown: &[&Scheme], needed: &mut Needed) {
        needed.any = true;
        let key = shown.iter().find(|scheme| scheme.kind == Kind::Header && rng.chance(50));
        for scheme in shown {
            let name = Node::from(scheme.name.as_str());
            let with = key.filter(|key| key.name != scheme.name && rng.chance(50));
            needed.names.push(match with {
                Some(key) => vec![name, Node::from(key.name.as_str())].into(),
                None => name,
            });
            if let Kind::Parameter(name) = &scheme.kind {
                let parameter = Map::default().with("type", "secret").with("optional", true);
                needed.parameters.push((name.clone(), parameter.with("about", "The token.")));
            }
        }
        if rng.chance(20) {
            needed.names.push(Vec::<Node>::new().into());
        }
        needed.scopes_of(rng, shown);
    }
}

impl Scheme {
    fn is_oauth(&self) -> bool {
        matches!(self.kind, Kind::OAuth1(_) | Kind::OAuth2(_))
    }

    /// Whether a request shows by itself that it uses the scheme.
    fn is_shown(&self) -> bool {
        !matches!(self.kind, Kind::Signature(_) | Kind::SignedParameter(_) | Kind::Issued)
    }
}

impl Needed {
    /// Requires some of the scopes that all OAuth 2 schemes of these have.
    fn scopes_of(&mut self, rng: &mut Rng, schemes: &[&Scheme]) {
        let scopes = schemes.iter().filter_map(|scheme| match &scheme.kind {
            Kind::OAuth2(scopes) => Some(scopes.clone()),
            _ => None,
        });
        let shared = scopes.reduce(|mut one, two| {
            one.retain(|scope| two.contains(scope));
            one
        });
        let chosen = shared.into_iter().flatten().filter(|_| rng.chance(30));
        self.scopes.extend(chosen.map(Node::from));
    }
}

fn issued(rng: &mut Rng, module: &str, position: usize, doc: &mut Map) -> Kind {
    doc.set("scheme", "issued-header").set("issued-by", format!("{module}/{ISSUER}"));
    doc.set("name", "headerName").set("value", "größe");
    if rng.chance(50) {
        doc.set("guest", format!("X-Guest-{position}"));
    }
    if rng.chance(20) {
        doc.set("ended-by", format!("{module}/{ISSUER}"));
    }
    Kind::Issued
}

fn oauth1(rng: &mut Rng, doc: &mut Map) -> Kind {
    let in_header = rng.chance(50);
    doc.set("scheme", "oauth1");
    for key in ["request-token", "authorize", "access-token"] {
        doc.set(key, format!("https://host.example/oauth/{key}"));
    }
    if rng.chance(30) {
        doc.set("method", rng.pick(&["GET", "POST"]));
    }
    if !in_header || rng.chance(30) {
        doc.set("parameters-in", if in_header { "header" } else { "query" });
    }
    Kind::OAuth1(in_header)
}

fn oauth2(rng: &mut Rng, errors: &[String], doc: &mut Map) -> Kind {
    doc.set("scheme", "oauth2");
    doc.set("authorize", "https://host.example/oauth2/authorize?a=b").set("token", "https://host.example/t");
    if rng.chance(30) {
        doc.set("status", "https://host.example/tokens/{token}").set("revoke", "https://host.example/revoke");
    }
    let first = rng.below(3);
    let scopes = SCOPES[first..first + 1 + rng.below(5)].to_vec();
    let docs =
        scopes.iter().map(|scope| ((*scope).to_owned(), Map::default().with("about", about(rng)).into()));
    doc.set("scopes", Map(docs.collect()));
    if rng.chance(30) {
        doc.set("insufficient-scope", rng.pick(errors));
    }
    Kind::OAuth2(scopes)
}

/// Creates an alternative to another signature, over the same data.
fn stand_in(rng: &mut Rng, name: &str, kind: &Kind, with: Option<&str>) -> Option<Map> {
    let mut doc = Map::default().with("scheme", "signature").with("alternative-to", name);
    let covers = match kind {
        Kind::Signature(Covers::Body) => "body",
        Kind::Signature(_) | Kind::SignedParameter(_) => "pairs",
        _ => return None,
    };
    match kind {
        Kind::SignedParameter(parameter) => doc.set("parameter", parameter.clone()),
        _ => doc.set("header", "X-Other-Signature"),
    };
    let digest = rng.pick(DIGESTS);
    doc.set("text", text(covers, is_plain(digest)))
        .set("digest", digest)
        .set("written", rng.pick(&["{hex}", "b={base64}"]));
    doc.set("secret", with.unwrap_or(name)).set("about", about(rng));
    Some(doc)
}

fn signature(
    rng: &mut Rng,
    position: usize,
    keys: &[String],
    with: &mut Option<String>,
    doc: &mut Map,
) -> Covers {
    doc.set("scheme", "signature").set("header", format!("X-Signature-{position}"));
    // Values can be signed only for some types, so this is only an additional mode: clients do not use it.
    let covers = rng.pick(&[Covers::Body, Covers::Body, Covers::Pairs]);
    let word = |covers: Covers| match covers {
        Covers::Body => "body",
        Covers::Pairs => "pairs",
        Covers::Values => "values",
    };
    let mut written = rng.pick(&["{hex}", "{HEX}", "{base64}", "{base64url}", "sha={hex}"]).to_owned();
    let first = rng.pick(DIGESTS);
    let has_several = rng.chance(30);
    let with_secret = has_several || is_plain(first);
    if rng.chance(30) {
        let mut modes = Map::default().with("m.1", text(word(covers), with_secret));
        modes.set("second", text(word(rng.pick(&[Covers::Body, Covers::Values])), with_secret));
        doc.set("text", modes);
        written = format!("{{mode}} {written}");
    } else {
        doc.set("text", text(word(covers), with_secret));
    }
    if has_several {
        let digests = Map::default().with("D1", first).with("MD5", "md5");
        doc.set("digest", digests);
        if rng.chance(50) {
            doc.set("discouraged", vec![Node::from("MD5")]);
        }
        written = format!("{{digest}},{written}");
    } else {
        doc.set("digest", first);
    }
    doc.set("written", written);
    if rng.chance(30) {
        doc.set("empty", "signed");
    }
    if covers == Covers::Body && rng.chance(30) {
        doc.set("responses", "signed");
    }
    if !keys.is_empty() && rng.chance(50) {
        let key = rng.pick(keys).clone();
        doc.set("secret", key.clone());
        *with = Some(key);
    }
    covers
}

/// Whether a digest has no key, so that the text must contain the secret.
fn is_plain(digest: &str) -> bool {
    !digest.starts_with("hmac")
}

/// Template of a text.
fn text(value: &str, with_secret: bool) -> String {
    format!("{{{value}}}{}", if with_secret { "{secret}" } else { "" })
}
