//! What belongs to no module: servers, sources, mentions, and the order in which all is compared.

use bindery_model::{Api, Mention, Notation, Server, Source};

use super::Compare;
use crate::difference::Effects;
use crate::pair::pair;
use crate::rule::Rule;
use crate::side::same_server;
use crate::text::word;

impl Compare<'_> {
    /// All that there is.
    pub(super) fn api(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let Api {
            id,
            title,
            about,
            servers,
            sources,
            auth: _,     // the big
            codes: _,    // tables
            errors: _,   // have
            failures: _, // functions
            failure: _,  // of
            refusals: _, // their
            modules: _,  // own,
            types: _,    // below
            mentions,
            any_case,
            module_features,
            waivers: _,   // are about this comparison
            citations: _, // nor where its evidence stands
            files: _,     // where it is written says nothing
            overlays: _,  // neither does who wrote it
        } = old;
        self.differs(Rule::ApiId, "api.api", id, &new.id, Effects::SOURCE);
        self.texts("api", &[("title", title, &new.title), ("about", about, &new.about)]);
        let said = |yes: &bool, what: &str| if *yes { what.to_owned() } else { String::new() };
        let (before, after) = (said(any_case, "any-case"), said(&new.any_case, "any-case"));
        self.differs(Rule::PathCase, "api.paths", &before, &after, Effects::wire(*any_case));
        let (before, after) = (said(module_features, "per-module"), said(&new.module_features, "per-module"));
        self.differs(Rule::Features, "api.features", &before, &after, Effects::SOURCE);
        self.servers(servers, &new.servers);
        self.sources(sources, &new.sources);
        self.auth();
        self.refusals();
        self.failures();
        self.errors();
        self.types();
        self.modules();
        self.mentions(mentions, &new.mentions);
    }

    fn servers(&mut self, old: &[Server], new: &[Server]) {
        let paired = pair(old, new, &[&|old, new| old.name == new.name, &same_server]);
        let url = |server: &Server| server.url.clone().unwrap_or_default();
        for server in paired.removed {
            self.removed(
                Rule::ServerRemoved,
                &format!("api.servers.{}", server.name),
                url(server),
                Effects::CALLERS,
            );
        }
        for (old, new) in &paired.both {
            let Server { name, url: old_url, about } = old;
            let place = format!("api.servers.{}", new.name);
            self.differs(Rule::ServerName, &place, name, &new.name, Effects::CALLERS);
            let effects = match (old_url, &new.url) {
                (Some(_), Some(_)) => Effects::wire(true),
                (Some(_), None) => Effects::wire(true).callers(true),
                (None, _) => Effects::COMPATIBLE, // whoever calls it has said where it is
            };
            self.differs(Rule::ServerUrl, &format!("{place}.url"), &url(old), &url(new), effects);
            self.texts(&place, &[("about", about, &new.about)]);
        }
        for server in paired.added {
            self.added(
                Rule::ServerAdded,
                &format!("api.servers.{}", server.name),
                url(server),
                Effects::COMPATIBLE,
            );
        }
        let first =
            |servers: &[Server]| servers.first().map_or_else(String::new, |server| server.name.clone());
        let still_first = match (old.first(), new.first()) {
            (Some(old), Some(new)) => {
                paired.both.iter().any(|(one, other)| one.name == old.name && other.name == new.name)
            }
            (None, _) | (_, None) => true,
        };
        if !still_first {
            self.changed(Rule::ServerOrder, "api.servers.order", first(old), first(new), Effects::CALLERS);
        }
    }

    fn sources(&mut self, old: &[Source], new: &[Source]) {
        let paired = pair(old, new, &[&|old, new| old.name == new.name]);
        for source in paired.removed {
            self.removed(
                Rule::Texts,
                &format!("api.sources.{}", source.name),
                &source.title,
                Effects::DOCUMENTS,
            );
        }
        for (old, new) in paired.both {
            let Source { name: _, file, title, lines, notations, span: _, lines_span: _ } = old;
            self.texts(
                &format!("api.sources.{}", new.name),
                &[
                    ("file", file, &new.file),
                    ("title", title, &new.title),
                    ("lines", &lines.to_string(), &new.lines.to_string()),
                    ("notation", &notation(notations), &notation(&new.notations)),
                ],
            );
        }
        for source in paired.added {
            self.added(
                Rule::Texts,
                &format!("api.sources.{}", source.name),
                &source.title,
                Effects::DOCUMENTS,
            );
        }
    }

    fn mentions(&mut self, old: &[Mention], new: &[Mention]) {
        let paired = pair(old, new, &[&|old, new| old.doc == new.doc]);
        for mention in paired.removed {
            self.removed(
                Rule::Texts,
                &format!("api.mentions.{}", mention.doc),
                &mention.about,
                Effects::DOCUMENTS,
            );
        }
        for (old, new) in paired.both {
            let Mention { doc, about, evidence } = old;
            let place = format!("api.mentions.{doc}");
            self.texts(&place, &[("about", about, &new.about)]);
            self.evidence(&place, (evidence, &[]), (&new.evidence, &[]));
        }
        for mention in paired.added {
            self.added(
                Rule::Texts,
                &format!("api.mentions.{}", mention.doc),
                &mention.about,
                Effects::DOCUMENTS,
            );
        }
    }
}

/// How a source is written. Its words are for readers of documents alone.
fn notation(notations: &[Notation]) -> String {
    notations.iter().map(|notation| word(notation.kind)).collect::<Vec<_>>().join(", ")
}
