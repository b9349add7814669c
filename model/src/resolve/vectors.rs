//! Vectors of signatures: the worked examples of the documents. With the feature `vectors` they are worked out.

use super::Resolver;
use crate::document::{Text, VectorDoc, closest};
use crate::model::{Signature, Vector, Ways};

impl Resolver {
    /// Resolves a worked example.
    pub(super) fn vector(&mut self, doc: VectorDoc<'_>, of: &Signature) -> Option<Vector> {
        let mode = self.position(doc.mode.as_ref(), &of.modes, "text")?;
        let digest = self.position(doc.digest.as_ref(), &of.digests, "digest")?;
        let owned = |text: &Option<Text<'_>>| text.as_ref().map(|text| text.value.as_ref().to_owned());
        let values = doc.given.as_ref()?.iter();
        let values = values.filter_map(|item| {
            Some((item.name.clone().into_owned(), item.value.as_ref()?.value.as_ref().to_owned()))
        });
        let vector = Vector {
            about: doc.about.as_ref().map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            secret: owned(&doc.secret),
            public: owned(&doc.public),
            mode,
            digest,
            values: values.collect(),
            text: owned(&doc.text),
            signature: owned(&doc.signature)?,
            evidence: Vec::new(),
        };
        #[cfg(feature = "vectors")]
        self.work_out(&doc, &vector, of);
        Some(Vector { evidence: self.evidence(doc.evidence.0), ..vector })
    }

    /// Returns the position of a wire name; the first without a name.
    fn position<T: Clone>(&mut self, name: Option<&Text<'_>>, ways: &Ways<T>, key: &str) -> Option<usize> {
        let Some(name) = name else { return Some(0) };
        let found = ways.iter().position(|(known, _)| known == name.value);
        if found.is_none() {
            let help = match closest(&name.value, ways.iter().map(|(known, _)| known)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write one of the keys under `{key}`, or remove it"),
            };
            self.error("spec::vector", name.span, format!("`{key}` has no `{}`", name.value))
                .label("unknown name")
                .help(help);
        }
        found
    }

    /// Works an example out, and reports the first thing that differs.
    #[cfg(feature = "vectors")]
    fn work_out(&mut self, doc: &VectorDoc<'_>, vector: &Vector, of: &Signature) {
        use bindery_signing::{Flaw, Recipe, work_out};
        use bindery_vocabulary::recipe::Template;

        let Some((mode, text)) = of.modes.iter().nth(vector.mode) else { return };
        let Some((digest, how)) = of.digests.iter().nth(vector.digest) else { return };
        let written = of.written.replace("{mode}", mode).replace("{digest}", digest);
        let Ok(written) = Template::parse(&written) else { return };
        let recipe = Recipe { text: &text, digest: how, encoding: of.encoding, written: &written };
        let example = bindery_signing::Vector {
            secret: vector.secret.as_deref(),
            public: vector.public.as_deref(),
            values: &vector.values,
            text: vector.text.as_deref(),
            signature: &vector.signature,
        };
        let Err(flaw) = work_out(&recipe, &example) else { return };
        let span = |text: &Option<Text<'_>>| text.as_ref().map_or(doc.span, |text| text.span);
        let message = "the worked example does not come out";
        match flaw {
            Flaw::Missing(value) => self
                .error("spec::vector", doc.span, format!("the worked example has no `{value}`"))
                .label("a part of the text is missing")
                .help(format!("add the value under `given`: `{value}: …`, empty if the example has none")),
            Flaw::Keyless => self
                .error("spec::vector", doc.span, "the worked example has no key")
                .label("nothing to sign with")
                .help("add the `secret` of the example, or the `public` key that verifies it"),
            Flaw::Key(fault) => self
                .error("spec::vector", span(&doc.secret.clone().or(doc.public.clone())), fault.to_string())
                .label("cannot be used")
                .help("write the key as the documents print it, and its `encoding` at the scheme"),
            Flaw::Text(made) => self
                .error("spec::vector", span(&doc.text), message)
                .label(match String::from_utf8(made) {
                    Ok(made) => first_difference(vector.text.as_deref().unwrap_or_default(), &made),
                    Err(bytes) => format!(
                        "the recipe makes bytes that are no text: {}",
                        bindery_signing::hex(bytes.as_bytes())
                    ),
                })
                .help("correct the template under `text`, or the values of the example"),
            Flaw::Signature(made) => self
                .error("spec::vector", span(&doc.signature), message)
                .label(match made {
                    Some(made) => format!("the recipe makes `{made}`"),
                    None => "the public key does not verify it".to_owned(),
                })
                .help(match &vector.text {
                    Some(_) => "the text is right, so look at `digest`, `encoding`, `written` and the secret",
                    None => {
                        "add the `text` that the documents print, to see whether it is the text or the digest"
                    }
                }),
        };
    }
}

/// Describes where a text begins to differ from the one that the recipe makes.
#[cfg(feature = "vectors")]
fn first_difference(printed: &str, made: &str) -> String {
    let same = printed.chars().zip(made.chars()).take_while(|(one, other)| one == other).count();
    let rest = |text: &str| text.chars().skip(same).take(24).collect::<String>();
    match (rest(printed), rest(made)) {
        (printed, made) if printed.is_empty() => format!("the recipe goes on with `{made}`"),
        (_, made) if made.is_empty() => format!("the recipe ends after {same} characters"),
        (printed, made) => format!("the recipe has `{made}` where this has `{printed}`"),
    }
}
