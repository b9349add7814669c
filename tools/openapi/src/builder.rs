//! The document while it grows: what belongs to the whole of an API. `operation`, `request` and `answer` add the actions.

use std::collections::HashSet;

use bindery_model::{Api, Constant, Listed, Mention, Module, Server, ServerId, Source};
use bindery_vocabulary::json::Json;
use indexmap::IndexMap;

use crate::document::{self, Components, Document, Info, Response, Tag};
use crate::extension::{self as x, put, put_sources};
use crate::schema::Schema;
use crate::types::Types;
use crate::write::{Extensions, parsed};
use crate::{failures, security};

/// The document while it grows.
pub(crate) struct Builder<'a> {
    pub(crate) api: &'a Api,
    /// The address where everything is served, instead of the addresses of the spec.
    pub(crate) instead: Option<&'a str>,
    pub(crate) types: Types<'a>,
    pub(crate) schemas: IndexMap<String, Schema>,
    pub(crate) responses: IndexMap<String, Response>,
    /// The names of operations so far.
    pub(crate) ids: HashSet<String>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(api: &'a Api, instead: Option<&'a str>) -> Self {
        Self {
            api,
            instead,
            types: Types::new(api),
            schemas: IndexMap::new(),
            responses: IndexMap::new(),
            ids: HashSet::new(),
        }
    }

    /// The whole document, of 3.1.
    pub(crate) fn document(&mut self) -> Document {
        let api = self.api;
        self.schemas = self.types.components();
        let mut extensions = Extensions::new();
        put(&mut extensions, x::SOURCES, sources(api));
        put(&mut extensions, x::CREDENTIALS, security::others(api));
        if api.any_case {
            put(&mut extensions, x::PATHS, Json::text("any-case"));
        }
        let (paths, webhooks) = (self.paths(), self.webhooks());
        let refusals = failures::elsewhere(api);
        let refusals = refusals.iter().map(|(name, found)| (*name, self.refusal(found)));
        let refusals = Json::object(refusals.collect::<IndexMap<_, _>>());
        put(&mut extensions, x::REFUSALS, refusals);
        put(&mut extensions, x::MENTIONS, mentions(api));
        Document {
            openapi: "3.1.0".to_owned(),
            info: Some(Info {
                title: api.title.clone(),
                description: api.about.trim().to_owned(),
                // Of the document; vendors' documents name no version of the API that would be of use.
                version: "1".to_owned(),
                ..Info::default()
            }),
            servers: self.server(0).into_iter().collect(),
            tags: api.modules.iter().map(tag).collect(),
            paths: Some(paths),
            webhooks,
            components: Some(Components {
                schemas: std::mem::take(&mut self.schemas),
                responses: std::mem::take(&mut self.responses),
                security_schemes: security::schemes(api),
                ..Components::default()
            }),
            extensions,
        }
    }

    /// One of the API's servers, or the one that was asked for in their place.
    pub(crate) fn server(&self, id: ServerId) -> Option<document::Server> {
        // Paths begin with a slash.
        let joined = |url: &str| url.trim_end_matches('/').to_owned();
        if let Some(url) = self.instead {
            return Some(document::Server { url: joined(url), ..document::Server::default() });
        }
        let Server { name, url, about } = self.api.servers.get(id)?;
        let description = about.trim().to_owned();
        Some(match url {
            Some(url) => document::Server { url: joined(url), description, ..document::Server::default() },
            None => {
                // Whoever uses the export has to say where the host is.
                let variable = document::ServerVariable {
                    default: format!("{name}.invalid"),
                    description: "There is no usual host, and the one that stands here is nobody's."
                        .to_owned(),
                    ..document::ServerVariable::default()
                };
                document::Server {
                    url: "https://{host}".to_owned(),
                    description,
                    variables: IndexMap::from([("host".to_owned(), variable)]),
                    ..document::Server::default()
                }
            }
        })
    }
}

fn sources(api: &Api) -> Json {
    let source = |source: &Source| {
        let facts = [
            ("title", Json::text(source.title.trim())),
            ("file", Json::text(&source.file)),
            ("lines", Json::number(source.lines)),
        ];
        (source.name.clone(), Json::object(facts))
    };
    Json::object(api.sources.iter().map(source))
}

fn mentions(api: &Api) -> Json {
    let mention = |mention: &Mention| {
        let mut facts = Extensions::new();
        facts.insert("doc".to_owned(), Json::text(&mention.doc));
        facts.insert("about".to_owned(), Json::text(mention.about.trim()));
        put_sources(&mut facts, &mention.evidence, &[]);
        Json::object(facts)
    };
    api.mentions.iter().map(mention).collect()
}

fn tag(module: &Module) -> Tag {
    let mut tag =
        Tag { name: module.name.clone(), description: module.about.trim().to_owned(), ..Tag::default() };
    put(&mut tag.extensions, x::LISTED, module.listed.iter().map(listed).collect());
    let constant = |constant: &Constant| {
        let mut facts = Extensions::new();
        facts.insert("about".to_owned(), Json::text(constant.about.trim()));
        facts.insert("value".to_owned(), parsed(&constant.json));
        put_sources(&mut facts, &constant.evidence, &[]);
        (constant.name.clone(), Json::object(facts))
    };
    put(&mut tag.extensions, x::CONSTANTS, Json::object(module.constants.iter().map(constant)));
    put_sources(&mut tag.extensions, &module.evidence, &[]);
    tag
}

fn listed(listed: &Listed) -> Json {
    let mut facts = Extensions::new();
    facts.insert("name".to_owned(), Json::text(&listed.name));
    facts.insert("doc".to_owned(), Json::text(&listed.doc));
    facts.insert("about".to_owned(), Json::text(listed.about.trim()));
    facts.insert("unknown".to_owned(), Json::text(listed.unknown.trim()));
    put_sources(&mut facts, &listed.evidence, &[]);
    Json::object(facts)
}
