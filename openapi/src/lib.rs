//! What a Bindery spec says, in the words of OpenAPI 3.1 or 3.0.
//!
//! The export is made from the model alone and says what the generated router does: the same statuses, the same bodies, for
//! its own refusals too. What OpenAPI has no words for stands in fields whose names begin with `x-`, and is listed.
//!
//! ```text
//! model ─operation, types, …─▶ document (3.1) ─lower─▶ document (3.0) ─▶ JSON or YAML
//! ```

mod answer;
mod document;
mod extension;
mod failures;
mod json;
mod lower;
mod operation;
mod request;
mod schema;
mod security;
mod types;
mod yaml;

use std::collections::HashSet;

use bindery_model::{Api, Constant, Listed, Mention, Module, Server, ServerId, Source};
use indexmap::IndexMap;

use document::{Components, Document, Extensions, Info, Response, Tag};
use extension::{self as x, put, put_sources};
use json::Json;
use schema::Schema;
use types::Types;

pub use extension::{Need, Unsaid};

/// A version of OpenAPI.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// 3.0, for tools that are older.
    V3_0,
    /// 3.1
    #[default]
    V3_1,
}

/// How an API is exported.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// In which version of OpenAPI.
    pub version: Version,
    /// The address where everything is served, instead of the addresses of the spec.
    pub server: Option<String>,
}

/// An API in the words of OpenAPI.
#[derive(Clone, Debug)]
pub struct Export {
    json: String,
    unsaid: Vec<Unsaid>,
}

impl Export {
    /// The document as indented JSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The document as YAML.
    pub fn yaml(&self) -> String {
        yaml::write(&Json::parse(&self.json))
    }

    /// What OpenAPI has no field for and this document says all the same.
    pub fn unsaid(&self) -> &[Unsaid] {
        &self.unsaid
    }
}

/// Exports an API.
///
/// # Errors
/// None in practice: what a model holds can be written as JSON.
pub fn export(api: &Api, options: &Options) -> Result<Export, serde_json::Error> {
    let mut builder = Builder {
        api,
        options,
        types: Types::new(api),
        schemas: IndexMap::new(),
        responses: IndexMap::new(),
        ids: HashSet::new(),
    };
    let mut document = builder.document();
    match options.version {
        Version::V3_1 => {}
        Version::V3_0 => lower::to_3_0(&mut document),
    }
    let json = serde_json::to_string_pretty(&document)? + "\n";
    let unsaid = extension::found(&Json::parse(&json));
    Ok(Export { json, unsaid })
}

/// The document while it grows.
struct Builder<'a> {
    api: &'a Api,
    options: &'a Options,
    types: Types<'a>,
    schemas: IndexMap<String, Schema>,
    responses: IndexMap<String, Response>,
    /// The names of operations so far.
    ids: HashSet<String>,
}

impl Builder<'_> {
    fn document(&mut self) -> Document {
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
        let refusals = Json::object(refusals.collect::<Vec<_>>());
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
    fn server(&self, id: ServerId) -> Option<document::Server> {
        // Paths begin with a slash.
        let joined = |url: &str| url.trim_end_matches('/').to_owned();
        if let Some(url) = &self.options.server {
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
            ("lines", Json::int(source.lines)),
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
        Json::Object(facts)
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
        facts.insert("value".to_owned(), Json::parse(&constant.json));
        put_sources(&mut facts, &constant.evidence, &[]);
        (constant.name.clone(), Json::Object(facts))
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
    Json::Object(facts)
}
