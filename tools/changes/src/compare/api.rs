//! Items outside of the modules: servers, sources, mentions. Also the order of the whole comparison.

use bindery_model::{Api, Mention, Notation, Server, Source};

use super::Compare;
use crate::difference::Effects;
use crate::pair::pair;
use crate::rule::Rule;
use crate::text::{said, word};

impl Compare<'_> {
    /// Compares two versions of an API.
    pub(super) fn api(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let Api {
            id,
            title,
            about,
            servers,
            sources,
            auth: _,          // in `auth`
            codes: _,         // in `errors`
            errors: _,        // in `errors`
            error_formats: _, // in `error-formats`
            error_format: _,  // in `error-formats`
            rejections: _,    // in `rejections`
            modules: _,       // in `modules`
            types: _,         // in `types`
            mentions,
            case_insensitive,
            module_features,
            waivers: _,   // control this comparison
            citations: _, // the position of evidence does not matter
            files: _,     // the position in the spec does not matter
            overlays: _,  // the author of a part does not matter
        } = old;
        self.differs(Rule::ApiId, "api", "api", [id, &new.id], Effects::SOURCE);
        self.texts("api", &[("title", title, &new.title), ("about", about, &new.about)]);
        let cases =
            [*case_insensitive, new.case_insensitive].map(|any| if any { "case-insensitive" } else { "" });
        self.differs(Rule::PathCase, "api", "paths", cases, Effects::wire(*case_insensitive));
        let features = [*module_features, new.module_features].map(|per| if per { "per-module" } else { "" });
        self.differs(Rule::Features, "api", "features", features, Effects::SOURCE);
        self.servers(servers, &new.servers);
        self.sources(sources, &new.sources);
        self.auth();
        self.rejections();
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
                (None, _) => Effects::COMPATIBLE, // callers of a server without an address have set one
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
        let paired = pair(old, new, &[&|old, new| old.documented_as == new.documented_as]);
        self.documents(&paired, |mention| {
            (format!("api.mentions.{}", mention.documented_as), &mention.about)
        });
        for (old, new) in paired.both {
            let Mention { documented_as: doc, about, evidence } = old;
            let place = format!("api.mentions.{doc}");
            self.texts(&place, &[("about", about, &new.about)]);
            self.evidence(&place, (evidence, &[]), (&new.evidence, &[]));
        }
    }
}

/// Formats the notation of a source. Its words matter only to readers of documents.
fn notation(notations: &[Notation]) -> String {
    notations.iter().map(|notation| word(notation.kind)).collect::<Vec<_>>().join(", ")
}
