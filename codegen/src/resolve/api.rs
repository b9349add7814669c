//! What holds for the whole API: sources, servers, log-in and the rules for actions.

use super::Resolver;
use super::actions::Defaults;
use super::names::UNKNOWN;
use super::path::Template;
use crate::diagnostic::Diagnostic;
use crate::document::{
    At, AuthDoc, DefaultsDoc, Keyed, MentionDoc, Named, SchemeName, ServerDoc, Servers, SourceDoc,
};
use crate::model::{Auth, AuthScheme, Mention, Method, Send, Server, Source};

impl Resolver {
    /// Resolves the sources and notes how long they are.
    pub(super) fn sources(&mut self, items: Vec<Named<'_, SourceDoc<'_>>>) -> Vec<Source> {
        let mut sources = Vec::with_capacity(items.len());
        for item in items {
            let doc = item.value.unwrap_or_default();
            // A length that could not be read limits nothing.
            let mut lines = u32::MAX;
            if let Some(count) = doc.lines {
                match u32::try_from(count.value) {
                    Ok(value) if value > 0 => lines = value,
                    _ => self.sink.push(
                        Diagnostic::error("spec::source-lines", count.span, "this is no number of lines")
                            .label("must be at least 1")
                            .help("count them: `wc -l FILE`"),
                    ),
                }
            }
            self.names.sources.add(&item.name, item.span);
            self.source_lines.push(lines);
            sources.push(Source {
                name: item.name.into_owned(),
                file: doc.file.map(|text| text.value.into_owned()).unwrap_or_default(),
                title: doc.title.map(|title| title.0.value.trim().to_owned()).unwrap_or_default(),
                lines,
            });
        }
        sources
    }

    /// Resolves the servers.
    pub(super) fn servers(&mut self, items: Keyed<'_, Servers, ServerDoc<'_>>) -> Vec<Server> {
        if items.is_empty() && self.names.servers.is_complete() {
            self.sink.push(
                Diagnostic::error("spec::no-server", items.span, "there is no server")
                    .label("empty")
                    .help("name at least one: `servers: {main: {url: …, about: …}}`; `url` may be left out"),
            );
        }
        let mut servers = Vec::with_capacity(items.len());
        for item in items.into_items() {
            let doc = item.value.unwrap_or_default();
            self.names.servers.add(&item.name, item.span);
            let url = doc.url.map(|text| {
                let rest = text.value.strip_prefix("https://").or_else(|| text.value.strip_prefix("http://"));
                let valid = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
                    && !text
                        .value
                        .contains(|letter: char| letter.is_whitespace() || matches!(letter, '?' | '#'));
                if !valid {
                    self.sink.push(
                        Diagnostic::error("spec::url", text.span, "this is not the address of a server")
                            .label("not of the form https://host")
                            .help("write `https://host` or `https://host/path`, without a query"),
                    );
                }
                text.value.trim_end_matches('/').to_owned()
            });
            servers.push(Server {
                name: item.name.into_owned(),
                url,
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            });
        }
        servers
    }

    /// Resolves the authentication schemes; none stands for one that could not be read.
    pub(super) fn schemes(
        &mut self,
        items: Vec<Named<'_, AuthDoc<'_>>>,
    ) -> (Vec<Auth>, Vec<Option<AuthScheme>>) {
        let mut auth = Vec::with_capacity(items.len());
        let mut schemes = Vec::with_capacity(items.len());
        for item in items {
            self.names.auth.add(&item.name, item.span);
            let at = At { span: item.span, name: &item.name };
            let scheme = item.value.as_ref().and_then(|doc| self.scheme(doc, at));
            schemes.push(scheme.clone());
            let about = item.value.and_then(|doc| doc.about).map(|about| about.0.value.trim().to_owned());
            auth.push(Auth {
                name: item.name.into_owned(),
                scheme: scheme.unwrap_or(AuthScheme::Basic),
                refused: None,
                about: about.unwrap_or_default(),
            });
        }
        (auth, schemes)
    }

    fn scheme(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<AuthScheme> {
        match (doc.scheme?.value, &doc.parameter) {
            (SchemeName::Header | SchemeName::Signature, _) => None,
            (SchemeName::Basic, None) => Some(AuthScheme::Basic),
            (SchemeName::Basic, Some(text)) => {
                self.sink.push(
                    Diagnostic::error("spec::auth", text.span, "the scheme `basic` has no parameter")
                        .label("basic log-in travels in a header")
                        .help("remove `parameter`, or write `scheme: parameter`"),
                );
                None
            }
            (SchemeName::Parameter, Some(text)) => {
                Some(AuthScheme::Parameter(text.value.as_ref().to_owned()))
            }
            (SchemeName::Parameter, None) => {
                self.missing(
                    at,
                    "auth scheme",
                    "parameter",
                    "name the parameter that carries it: `parameter: session`",
                );
                None
            }
        }
    }

    /// Resolves what holds for actions that do not say otherwise, and the failure shape that holds then.
    pub(super) fn defaults(&mut self, doc: Option<DefaultsDoc<'_>>) -> (Defaults, usize) {
        let doc = doc.unwrap_or_default();
        let methods = match doc.methods {
            Some(methods) => {
                self.methods(methods.iter().map(|choice| (choice.value, choice.span)).collect(), doc.span)
            }
            None => vec![Method::Post],
        };
        let failure = match &doc.failure {
            Some(text) => self.names.failures.find(text, &mut self.sink),
            None => 0,
        };
        let failure_at = doc.failure.map(|text| text.span).or_else(|| self.names.failures.span(failure));
        if failure != UNKNOWN
            && let Some(span) = failure_at
        {
            self.written_failures.entry(failure).or_insert(span);
        }
        let defaults = Defaults {
            path: doc.path.as_ref().map_or_else(Template::usual, |text| self.template(text)),
            methods,
            send: doc.send.map_or(Send::Json, |send| send.value),
            server: doc.server.map_or(0, |text| self.names.servers.find(&text, &mut self.sink)),
            auth: doc
                .auth
                .iter()
                .map(|text| (self.names.auth.find(text, &mut self.sink), text.span))
                .collect(),
        };
        (defaults, failure)
    }

    /// Resolves the mentions.
    pub(super) fn mentions(&mut self, docs: Vec<MentionDoc<'_>>) -> Vec<Mention> {
        let mut mentions = Vec::with_capacity(docs.len());
        for doc in docs {
            mentions.push(Mention {
                doc: doc.doc.map(|text| text.value.trim().to_owned()).unwrap_or_default(),
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                evidence: self.evidence(doc.evidence.0),
            });
        }
        mentions
    }
}
