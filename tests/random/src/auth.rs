//! Authentication schemes, and what the actions that name them must have.

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
    /// Another scheme that has to be named beside it.
    with: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// In the header `Authorization`.
    Authorization,
    Header,
    /// In a parameter of this name.
    Parameter(String),
    /// A signature in a header.
    Signature(Covers),
    /// A signature in a parameter of this name.
    SignedParameter(String),
}

/// What a signature covers, which limits the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Covers {
    /// Whatever the body is.
    Body,
    /// Single values.
    Pairs,
    /// Texts and whole numbers.
    Values,
}

/// What an action needs.
#[derive(Clone, Debug)]
pub(crate) struct Needed {
    /// The schemes, for `auth`.
    pub(crate) names: Vec<Node>,
    /// Parameters that carry credentials or signatures.
    pub(crate) parameters: Vec<(String, Map)>,
    /// What its parameters may be.
    pub(crate) covers: Covers,
}

const DIGESTS: &[&str] =
    &["md5", "sha1", "sha256", "sha384", "sha512", "hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512"];

impl Schemes {
    pub(crate) fn new(rng: &mut Rng, errors: &[String]) -> Self {
        let mut schemes = Self::default();
        let mut names = Scope::default();
        let mut keys: Vec<String> = Vec::new();
        for position in 0..rng.below(4) {
            let name = names.kebab(rng);
            let mut doc = Map::default();
            let mut with = None;
            let kind = match rng.below(5) {
                0 => {
                    doc.set("scheme", "basic");
                    Kind::Authorization
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
                    doc.set("scheme", "signature").set("parameter", parameter.clone()).set("covers", "pairs");
                    if rng.chance(50) {
                        doc.set("skip-empty", true);
                    }
                    doc.set("digest", rng.pick(DIGESTS));
                    doc.set("written", rng.pick(&["{hex}", "{HEX}", "{base64}", "v1={hex}"]));
                    Kind::SignedParameter(parameter)
                }
                _ => Kind::Signature(signature(rng, position, &keys, &mut with, &mut doc)),
            };
            if !matches!(kind, Kind::Parameter(_)) && rng.chance(40) {
                doc.set("refused", rng.pick(errors));
            }
            doc.set("about", about(rng));
            schemes.docs.set(name.clone(), doc);
            schemes.all.push(Scheme { name, kind, with });
        }
        schemes
    }

    /// The schemes of an action.
    pub(crate) fn choose(&self, rng: &mut Rng) -> Needed {
        let mut needed = Needed { names: Vec::new(), parameters: Vec::new(), covers: Covers::Body };
        let mut chosen: Vec<&Scheme> = self.all.iter().filter(|_| rng.chance(50)).collect();
        for with in chosen.iter().filter_map(|scheme| scheme.with.clone()).collect::<Vec<_>>() {
            if !chosen.iter().any(|scheme| scheme.name == with) {
                chosen.extend(self.all.iter().find(|scheme| scheme.name == with));
            }
        }
        let mut authorization = false;
        let mut signed = false;
        for scheme in chosen {
            match &scheme.kind {
                // There is one such header.
                Kind::Authorization if std::mem::replace(&mut authorization, true) => continue,
                // What two signatures would cover is another question.
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
                Kind::Authorization | Kind::Header => {}
            }
            needed.names.push(scheme.name.as_str().into());
        }
        // Values of secrets are texts too.
        needed
    }
}

fn signature(
    rng: &mut Rng,
    position: usize,
    keys: &[String],
    with: &mut Option<String>,
    doc: &mut Map,
) -> Covers {
    doc.set("scheme", "signature").set("header", format!("X-Signature-{position}"));
    // Whether values can be signed depends on what they are, so they are a mode beside others only: none that clients use.
    let covers = rng.pick(&[Covers::Body, Covers::Body, Covers::Pairs]);
    let word = |covers: Covers| match covers {
        Covers::Body => "body",
        Covers::Pairs => "pairs",
        Covers::Values => "values",
    };
    let mut written = rng.pick(&["{hex}", "{HEX}", "{base64}", "sha={hex}"]).to_owned();
    if rng.chance(30) {
        let mut modes = Map::default().with("m.1", word(covers));
        modes.set("second", word(rng.pick(&[Covers::Body, Covers::Values])));
        doc.set("covers", modes);
        written = format!("{{mode}} {written}");
    } else {
        doc.set("covers", word(covers));
    }
    if rng.chance(30) {
        let first = rng.pick(DIGESTS);
        let digests = Map::default().with("D1", first).with("MD5", "md5");
        doc.set("digest", digests);
        if rng.chance(50) {
            doc.set("discouraged", vec![Node::from("MD5")]);
        }
        written = format!("{{digest}},{written}");
    } else {
        doc.set("digest", rng.pick(DIGESTS));
    }
    doc.set("written", written);
    if rng.chance(30) {
        doc.set("empty", "signed");
    }
    if covers == Covers::Body && rng.chance(30) {
        doc.set("answers", "signed");
    }
    if !keys.is_empty() && rng.chance(50) {
        let key = rng.pick(keys).clone();
        doc.set("secret", key.clone());
        *with = Some(key);
    }
    covers
}
