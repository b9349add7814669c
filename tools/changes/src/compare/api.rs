//! What belongs to no module: servers, sources, mentions, and the order in which all is compared.

use bindery_model::{Api, Mention, Notation, Server, Source};

use super::Compare;
use crate::difference::Effects;
use crate::pair::pair;
use crate::rule::Rule;
use crate::text::{said, word};

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
        self.differs(Rule::ApiId, "api", "api", [id, &new.id], Effects::SOURCE);
        self.texts("api", &[("title", title, &new.title), ("about", about, &new.about)]);
        let cases = [*any_case, new.any_case].map(|any| if any { "any-case" } else { "" });
        self.differs(Rule::PathCase, "api", "paths", cases, Effects::wire(*any_case));
        let features = [*module_features, new.module_features].map(|per| if per { "per-module" } else { "" });
        self.differs(Rule::Features, "api", "features", features, Effects::SOURCE);
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
        let same = |old: &Server, new: &Server| old.url.is_some() && old.url == new.url;
        let paired = pair(old, new, &[&|old, new| old.name == new.name, &same]);
        let at = |server: &Server| format!("api.servers.{}", server.name);
        for server in paired.removed {
            self.removed(Rule::ServerRemoved, &at(server), said(&server.url), Effects::CALLERS);
        }
        for (old, new) in &paired.both {
            let Server { name, url, about } = old;
            let place = at(new);
            if *name != new.name {
                self.changed(Rule::ServerName, &place, name, &new.name, Effects::CALLERS);
            }
            let effects = match (url, &new.url) {
                (Some(_), Some(_)) => Effects::wire(true),
                (Some(_), None) => Effects::wire(true).callers(true),
                (None, _) => Effects::COMPATIBLE, // whoever calls it has said where it is
            };
            self.differs(Rule::ServerUrl, &place, "url", [url, &new.url].map(said), effects);
            self.texts(&place, &[("about", about, &new.about)]);
        }
        for server in paired.added {
            self.added(Rule::ServerAdded, &at(server), said(&server.url), Effects::COMPATIBLE);
        }
        if let (Some(old), Some(new)) = (old.first(), new.first())
            && !paired.both.iter().any(|(one, other)| one.name == old.name && other.name == new.name)
        {
            self.changed(Rule::ServerOrder, "api.servers.order", &old.name, &new.name, Effects::CALLERS);
        }
    }

    fn sources(&mut self, old: &[Source], new: &[Source]) {
        let paired = pair(old, new, &[&|old, new| old.name == new.name]);
        self.documents(&paired, |source| (format!("api.sources.{}", source.name), &source.title));
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
    }

    fn mentions(&mut self, old: &[Mention], new: &[Mention]) {
        let paired = pair(old, new, &[&|old, new| old.doc == new.doc]);
        self.documents(&paired, |mention| (format!("api.mentions.{}", mention.doc), &mention.about));
        for (old, new) in paired.both {
            let Mention { doc, about, evidence } = old;
            let place = format!("api.mentions.{doc}");
            self.texts(&place, &[("about", about, &new.about)]);
            self.evidence(&place, (evidence, &[]), (&new.evidence, &[]));
        }
    }
}

/// How a source is written. Its words are for readers of documents alone.
fn notation(notations: &[Notation]) -> String {
    notations.iter().map(|notation| word(notation.kind)).collect::<Vec<_>>().join(", ")
}
