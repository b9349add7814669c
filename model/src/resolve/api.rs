//! Settings of the whole API: sources, servers and defaults of actions.

use super::actions::Defaults;
use super::auth::Schemes;
use super::credentials::Needed;
use super::names::UNKNOWN;
use super::{Resolver, address};
use crate::document::{
    DefaultsDoc, Keyed, Many, MentionDoc, Named, NotationDoc, ServerDoc, Servers, SourceDoc, Text, WaiverDoc,
    closest,
};
use crate::model::{
    ErrorFormatId, Mention, Method, Notation, NotationKind, NotationWords, OpenApiReading, Place, Server,
    Source, Waiver,
};
use crate::yaml::excerpt;

/// Verbs with which names of differences start.
const WAIVED: [&str; 3] = ["added", "removed", "changed"];

impl Resolver {
    /// Resolves the sources and records their lengths.
    pub(super) fn sources(&mut self, items: Vec<Named<'_, SourceDoc<'_>>>) -> Vec<Source> {
        let mut sources = Vec::with_capacity(items.len());
        for item in items {
            let doc = item.value.unwrap_or_default();
            // An unreadable length limits nothing.
            let mut lines = u32::MAX;
            let lines_span = doc.lines.map_or(item.span, |count| count.span);
            if let Some(count) = doc.lines {
                lines = u32::try_from(count.value).unwrap_or(0);
                if lines == 0 {
                    self.error("spec::source-lines", count.span, "invalid number of lines")
                        .label("must be at least 1")
                        .help("count the lines: `wc -l FILE`");
                    lines = u32::MAX;
                }
            }
            self.names.sources.add(&item.name, item.span);
            self.source_lines.push(lines);
            sources.push(Source {
                name: item.name.into_owned(),
                file: doc.file.map(|text| text.value.into_owned()).unwrap_or_default(),
                title: doc.title.map(|title| title.0.value.trim().to_owned()).unwrap_or_default(),
                lines,
                lines_span,
                notations: doc.notation.0.into_iter().filter_map(|doc| self.notation(doc)).collect(),
                span: item.span,
            });
        }
        sources
    }

    /// Resolves the servers.
    pub(super) fn servers(&mut self, items: Keyed<'_, Servers, ServerDoc<'_>>) -> Vec<Server> {
        if items.is_empty() && self.names.servers.is_complete() {
            self.error("spec::no-server", items.span, "no server is defined")
                .label("empty")
                .help("add at least one: `servers: {main: {url: …, about: …}}`; `url` is optional");
        }
        let mut servers = Vec::with_capacity(items.len());
        for item in items.into_items() {
            let doc = item.value.unwrap_or_default();
            self.names.servers.add(&item.name, item.span);
            let url = doc.url.map(|text| {
                if let Err(fault) = address::server(&text.value) {
                    let (label, help) = (fault, "write `https://host` or `https://host/path`, without a query; remove `url` if every deployment has its own host");
                    self.error("spec::url", text.span, "invalid base URL")
                        .label(label)
                        .help(help);
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

    /// Resolves `defaults` of the API, and the error format that applies then.
    pub(super) fn defaults(
        &mut self,
        doc: Option<DefaultsDoc<'_>>,
        unread: bool,
        schemes: &Schemes,
    ) -> (Defaults, ErrorFormatId) {
        let usual = Defaults {
            path: None,
            path_unread: unread,
            methods: vec![Method::Post],
            parameters_in: Place::Json,
            also_in: Vec::new(),
            server: 0,
            auth: Needed::default(),
            envelope: None,
            failure: None,
        };
        let defaults = self.defaults_over(&usual, doc, schemes);
        let failure = defaults.failure.unwrap_or(0);
        if defaults.failure.is_none()
            && let Some(span) = self.names.failures.span(failure)
        {
            self.written_failures.entry(failure).or_insert(span);
        }
        self.writes.insert((failure, None));
        // The format of the API applies without being set again.
        (Defaults { failure: None, ..defaults }, failure)
    }

    /// Resolves `defaults` of a module, which override those of the API.
    pub(super) fn defaults_over(
        &mut self,
        api: &Defaults,
        doc: Option<DefaultsDoc<'_>>,
        schemes: &Schemes,
    ) -> Defaults {
        let Some(doc) = doc else { return api.clone() };
        let failure = doc.error_format.map(|text| {
            let failure = self.names.failures.find(&text, &mut self.sink);
            if failure != UNKNOWN {
                self.written_failures.entry(failure).or_insert(text.span);
                self.writes.insert((failure, None));
            }
            failure
        });
        Defaults {
            path: doc.path.as_ref().map_or_else(|| api.path.clone(), |text| Some(self.template(text))),
            path_unread: api.path_unread || doc.doubt.about("path"),
            methods: match doc.methods {
                Some(methods) => {
                    self.methods(methods.iter().map(|choice| (choice.value, choice.span)).collect(), doc.span)
                }
                None => api.methods.clone(),
            },
            parameters_in: doc.parameters_in.as_ref().map_or(api.parameters_in, |own| own.value),
            also_in: doc.parameters_in.map_or_else(|| api.also_in.clone(), |own| own.also),
            server: doc.server.map_or(api.server, |text| self.names.servers.find(&text, &mut self.sink)),
            auth: match doc.auth {
                Some(auth) => self.auth_names(&auth, schemes),
                None => api.auth.clone(),
            },
            envelope: match doc.envelope {
                Some(envelope) => self.envelope(envelope),
                None => api.envelope.clone(),
            },
            failure,
        }
    }

    /// Resolves the mentions.
    pub(super) fn mentions(&mut self, docs: Vec<MentionDoc<'_>>) -> Vec<Mention> {
        let mut mentions = Vec::with_capacity(docs.len());
        for doc in docs {
            mentions.push(Mention {
                documented_as: doc.documented_as.map(|text| text.value.trim().to_owned()).unwrap_or_default(),
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                evidence: self.evidence(doc.evidence.0),
            });
        }
        mentions
    }

    /// Resolves the waivers. Whether such a difference exists is only known when two versions of the spec are compared.
    pub(super) fn waivers(&mut self, items: Vec<Named<'_, WaiverDoc<'_>>>) -> Vec<Waiver> {
        let mut waivers = Vec::with_capacity(items.len());
        for item in items {
            let (verb, place) = item.name.split_once(' ').unwrap_or((item.name.as_ref(), ""));
            if !WAIVED.contains(&verb) || place.trim().is_empty() {
                let help = match closest(verb, WAIVED) {
                    Some(near) if near != verb => format!("did you mean `{near}`?"),
                    _ => "write it as `bindery diff` prints it, such as `removed user/login.parameters.page`"
                        .to_owned(),
                };
                let message = format!("`{}` is not the name of a difference", excerpt(&item.name));
                self.error("spec::waiver", item.span, message)
                    .label("must be `added PLACE`, `removed PLACE` or `changed PLACE`")
                    .help(help);
            }
            let doc = item.value.unwrap_or_default();
            waivers.push(Waiver {
                difference: item.name.into_owned(),
                because: doc.because.map(|because| because.0.value.trim().to_owned()).unwrap_or_default(),
                span: item.span,
            });
        }
        waivers
    }

    /// Resolves a notation; none if its kind could not be read.
    fn notation(&mut self, doc: NotationDoc<'_>) -> Option<Notation> {
        let kind = doc.kind?.value;
        let is_openapi = kind == NotationKind::OpenApi;
        let of_prose = [
            ("parameters", &doc.parameters),
            ("responses", &doc.responses),
            ("errors", &doc.errors),
            ("types", &doc.types),
            ("optional", &doc.optional),
            ("new", &doc.new),
            ("deprecated", &doc.deprecated),
            ("headings", &doc.headings),
        ];
        let of_openapi = [("overlays", &doc.overlays), ("only", &doc.only), ("except", &doc.except)];
        let foreign = if is_openapi { &of_prose[..] } else { &of_openapi[..] };
        let foreign = foreign.iter().find_map(|(key, many)| Some((*key, many.0.first()?.span)));
        let texts = doc.texts.filter(|_| !is_openapi).map(|texts| ("texts", texts.span));
        if let Some((key, span)) = foreign.or(texts) {
            let owner = if is_openapi { "notations of prose" } else { "the notation `openapi`" };
            self.error("spec::notation", span, format!("`{key}` belongs to {owner}"))
                .label(format!("this notation is `{}`", kind.text()))
                .help(format!("remove `{key}`"));
        }
        let texts = |many: Many<Text<'_>>| many.0.into_iter().map(|text| text.value.into_owned()).collect();
        Some(Notation {
            kind,
            words: NotationWords {
                parameters: texts(doc.parameters),
                responses: texts(doc.responses),
                errors: texts(doc.errors),
                types: texts(doc.types),
                optional: texts(doc.optional),
                new: texts(doc.new),
                deprecated: texts(doc.deprecated),
                headings: texts(doc.headings),
            },
            openapi: OpenApiReading {
                overlays: texts(doc.overlays),
                texts: doc.texts.map(|texts| texts.value).unwrap_or_default(),
                only: texts(doc.only),
                except: texts(doc.except),
            },
        })
    }
}
