//! Signed texts: their templates, and how parameters are written in them.

use bindery_vocabulary::recipe::{Problem, Template, Value};

use super::Resolver;
use super::auth::NO_SECRET;
use crate::document::{At, AuthDoc, OneOrNamed, PairsDoc, PairsOrder, Text, closest};
use crate::model::{Digest, PairsForm, Ways};
use crate::yaml::excerpt;

impl Resolver {
    /// Resolves the templates of the texts.
    pub(super) fn modes(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<Ways<Template>> {
        let Some(text) = &doc.text else {
            if !doc.doubt.about("text") {
                let help = "add the text that is signed: `text: \"{body}\"`, or with the parts that the documents name, such as `\"{method}{path}{body}\"`";
                self.missing(at, "auth scheme", "text", help);
            }
            return None;
        };
        if text.is_empty() {
            self.error("spec::signature", text.span(), "no signing mode is defined")
                .label("empty map")
                .help("list the modes by their wire names: `text: {bytes: \"{body}\"}`");
        }
        let named = text.ways()?;
        let mut modes = Vec::new();
        for (name, text) in named.iter() {
            let template = self.signed_text(&text, |value| !value.is_of_signature())?;
            self.check_text(doc, &text, &template);
            modes.push((name.to_owned(), template));
        }
        Ways::new(modes)
    }

    /// Reads a template. `fits` tells which values it can have.
    pub(super) fn signed_text(&mut self, text: &Text<'_>, fits: impl Fn(&Value) -> bool) -> Option<Template> {
        let template = match Template::parse(&text.value) {
            Ok(template) => template,
            Err(fault) => {
                let span = text.part(fault.at);
                let (code, label, help) = match &fault.problem {
                    Problem::Unknown(name) => {
                        let known: Vec<String> = Template::known(&fits).collect();
                        let near = closest(name, known.iter().map(String::as_str));
                        let help = near.map_or_else(
                            || format!("valid placeholders: {}", known.join(", ")),
                            |near| format!("did you mean `{near}`?"),
                        );
                        ("spec::unknown-placeholder", "neither a value nor a function", help)
                    }
                    _ => (
                        "spec::signature",
                        "cannot be read",
                        "write values and functions in braces: `{sha256(parameter:nonce + body)}`".to_owned(),
                    ),
                };
                let problem = excerpt(&fault.problem.to_string()).clone();
                self.error(code, span, problem).label(label).help(help);
                return None;
            }
        };
        if let Some(other) = template.values().into_iter().find(|value| !fits(value)) {
            let known: Vec<String> = Template::known(&fits).collect();
            self.error("spec::unknown-placeholder", text.span, format!("`{{{other}}}` cannot be here"))
                .label("has no meaning in this text")
                .help(format!("valid placeholders: {}", known.join(", ")));
            return None;
        }
        Some(template)
    }

    /// Checks that the text of a mode can be made, and that it contains the secret where the digest has no key.
    fn check_text(&mut self, doc: &AuthDoc<'_>, text: &Text<'_>, template: &Template) {
        let values = template.values();
        let digests = doc.digest.as_ref().and_then(OneOrNamed::ways);
        let has_secret = values.contains(&&Value::Secret);
        if doc.secret.as_ref().is_some_and(|text| text.value == NO_SECRET) {
            let is_keyed = digests.is_some_and(|digests| digests.any(|digest| !digest.is_plain()));
            let is_signed = values.iter().any(|value| matches!(value, Value::Credential(_)));
            if has_secret || is_keyed || is_signed {
                self.error("spec::signature", text.span, "a checksum has no secret")
                    .label("needs one")
                    .help("remove `secret: none`, or use a plain digest of a text without secrets");
            }
        } else if digests.is_some_and(|digests| digests.any(Digest::is_plain)) && !has_secret {
            self.error("spec::signature", text.span, "the text of a plain digest has no secret")
                .label("anyone can compute it")
                .help("add `{secret}` where the documents have it, usually at the end, or use an HMAC; a checksum has `secret: none`");
        }
        if let Some(pairs) = doc.pairs.as_ref().filter(|_| !values.contains(&&Value::Pairs)) {
            let modes = doc.text.as_ref().and_then(OneOrNamed::ways);
            let other = |text: Text<'_>| text.value.contains("pairs");
            if !modes.is_some_and(|modes| modes.any(other)) {
                self.error("spec::signature", pairs.span, "`pairs` only applies to signed pairs")
                    .label("no text has `{pairs}`")
                    .help("remove `pairs`, or write `{pairs}` in `text`");
            }
        }
        if let Some((left, right)) = template.moving_boundary().filter(|_| doc.deviates.0.is_empty()) {
            self.warning("spec::signature", text.span, "the text can be made in two ways")
                .label(format!("nothing separates `{{{left}}}` and `{{{right}}}`"))
                .help(
                    "write what the documents have between them; if there is nothing, acknowledge it: \
                     `deviates: {from: no separator, because: …}`",
                );
        }
        for value in &values {
            let Value::Credential(name) = value else { continue };
            let named = Text { value: name.as_str().into(), ..text.clone() };
            self.names.auth.find(&named, &mut self.sink);
        }
        let is_parameter = doc.parameter.is_some();
        let sent = |value: &&&Value| {
            !matches!(value, Value::Pairs | Value::Secret | Value::Parameter(_) | Value::Credential(_))
        };
        if let Some(value) = values.iter().find(sent).filter(|_| is_parameter) {
            self.error(
                "spec::signature",
                text.span,
                format!("a signature of {{{value}}} cannot be a parameter"),
            )
            .label("the parameter would be a part of the signed text, or comes before it is known")
            .help("write `{pairs}`, or send the signature in a `header`, or behind the `query`");
        }
    }

    /// Resolves how `{pairs}` is written.
    pub(super) fn pairs(&mut self, doc: &AuthDoc<'_>) -> Option<PairsForm> {
        let Some(pairs) = &doc.pairs else { return Some(PairsForm::default()) };
        let usual = PairsForm::default();
        let text = |text: &Option<Text<'_>>, usual: String| {
            text.as_ref().map_or(usual, |text| text.value.as_ref().to_owned())
        };
        let (skip_empty, either) = self.skip_empty(pairs)?;
        Some(PairsForm {
            between: text(&pairs.between, usual.between),
            join: text(&pairs.join, usual.join),
            as_sent: pairs.order.is_some_and(|order| order.value == PairsOrder::Sent),
            escaped: pairs.escaped.is_some_and(|flag| flag.value),
            skip_empty,
            either,
        })
    }

    /// Resolves whether clients leave empty values out of the signed data, and whether servers accept the other way
    /// too.
    fn skip_empty(&mut self, doc: &PairsDoc<'_>) -> Option<(bool, bool)> {
        match doc.skip_empty.0.as_slice() {
            [] => Some((false, false)),
            [one] => Some((one.value, false)),
            [first, second] if first.value != second.value => Some((first.value, true)),
            [_, second, ..] => {
                self.error("spec::signature", second.span, "invalid value of `skip-empty`")
                    .label("duplicate")
                    .help("write `true`, `false`, or a list of both if servers accept either; clients use the first");
                None
            }
        }
    }
}
