//! The document under construction: parts that belong to the whole API. `operation`, `request` and `response` add the
//! actions.

use std::collections::HashSet;

use bindery_model::{Api, Constant, Listed, Mention, Module, Server, ServerId, Source};
use bindery_vocabulary::json::JsonValue;
use indexmap::IndexMap;

use crate::document::{self, Components, Document, Info, Response, Tag};
use crate::extension::{self as x, put, put_sources};
use crate::schema::Schema;
use crate::types::Types;
use crate::write::{Extensions, parsed};
use crate::{error_responses, security};

/// The document under construction.
pub(crate) struct Builder<'a> {
    pub(crate) api: &'a Api,
    /// Address of all actions, replacing the addresses of the spec.
    pub(crate) instead: Option<&'a str>,
    pub(crate) types: Types<'a>,
    pub(crate) schemas: IndexMap<String, Schema>,
    pub(crate) responses: IndexMap<String, Response>,
    /// Operation ids that are already used.
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

    /// Builds the complete document, in version 3.1.
    pub(crate) fn document(&mut self) -> Document {
        let api = self.api;
        self.schemas = self.types.components();
        let mut extensions = Extensions::new();
        put(&mut extensions, x::SOURCES, sources(api));
        put(&mut extensions, x::CREDENTIALS, security::remaining(api));
        if api.case_insensitive {
            put(&mut extensions, x::PATHS, JsonValue::text("case-insensitive"));
        }
        let (paths, webhooks) = (self.paths(), self.webhooks());
        let rejections = error_responses::elsewhere(api);
        let rejections = rejections.iter().map(|(name, found)| (*name, self.rejection(found)));
        let rejections = JsonValue::object(rejections.collect::<IndexMap<_, _>>());
        put(&mut extensions, x::REJECTIONS, rejections);
        put(&mut extensions, x::MENTIONS, mentions(api));
        Document {
            openapi: "3.1.0".to_owned(),
            info: Some(Info {
                title: api.title.clone(),
                description: api.about.trim().to_owned(),
                // Version of the document; the vendors' documents have no useful version of the API.
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

    /// Returns one of the API's servers, or the server that replaces them.
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
                // Users of the export have to fill in the host.
                let variable = document::ServerVariable {
                    default: format!("{name}.invalid"),
                    description: "Host of the deployment. There is no default; the value is a placeholder."
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

fn sources(api: &Api) -> JsonValue {
    let source = |source: &Source| {
        let details = [
            ("title", JsonValue::text(source.title.trim())),
            ("file", JsonValue::text(&source.file)),
            ("lines", JsonValue::number(source.lines)),
        ];
        (source.name.clone(), JsonValue::object(details))
    };
    JsonValue::object(api.sources.iter().map(source))
}

fn mentions(api: &Api) -> JsonValue {
    let mention = |mention: &Mention| {
        let mut details = Extensions::new();
        details.insert("documented-as".to_owned(), JsonValue::text(&mention.documented_as));
        details.insert("about".to_owned(), JsonValue::text(mention.about.trim()));
        put_sources(&mut details, &mention.evidence, &[]);
        JsonValue::object(details)
    };
    api.mentions.iter().map(mention).collect()
}

fn tag(module: &Module) -> Tag {
    let mut tag =
        Tag { name: module.name.clone(), description: module.about.trim().to_owned(), ..Tag::default() };
    put(&mut tag.extensions, x::LISTED, module.listed.iter().map(listed).collect());
    let constant = |constant: &Constant| {
        let mut details = Extensions::new();
        details.insert("about".to_owned(), JsonValue::text(constant.about.trim()));
        details.insert("value".to_owned(), parsed(&constant.json));
        put_sources(&mut details, &constant.evidence, &[]);
        (constant.name.clone(), JsonValue::object(details))
    };
    put(&mut tag.extensions, x::CONSTANTS, JsonValue::object(module.constants.iter().map(constant)));
    put_sources(&mut tag.extensions, &module.evidence, &[]);
    tag
}

fn listed(listed: &Listed) -> JsonValue {
    let mut details = Extensions::new();
    details.insert("name".to_owned(), JsonValue::text(&listed.name));
    details.insert("documented-as".to_owned(), JsonValue::text(&listed.documented_as));
    details.insert("about".to_owned(), JsonValue::text(listed.about.trim()));
    details.insert("unknown".to_owned(), JsonValue::text(listed.unknown.trim()));
    put_sources(&mut details, &listed.evidence, &[]);
    JsonValue::object(details)
}
