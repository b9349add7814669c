//! The JSON that `list --json` prints. It is a contract: keys are added at most, never renamed, and what they hold
//! keeps its meaning.

use bindery_codegen::model::{self, Presence};
use bindery_codegen::model::{Api, Field, Scalar, Send, Stability, Type};
use serde::Serialize;

use crate::response::response;

/// One API.
#[derive(Debug, Serialize)]
pub(crate) struct ApiContract {
    /// Its short name: that of its folder.
    pub(crate) api: String,
    /// The vendor's name for it.
    pub(crate) title: String,
    /// Where it can be reached.
    pub(crate) servers: Vec<ServerContract>,
    /// The error table, in the documents' order.
    pub(crate) errors: Vec<ErrorContract>,
    /// The modules, in the spec's order.
    pub(crate) modules: Vec<ModuleContract>,
    /// What the documents name but do not describe.
    pub(crate) mentions: Vec<MentionContract>,
}

/// A host that an API lives on.
#[derive(Debug, Serialize)]
pub(crate) struct ServerContract {
    /// The name that the spec gives it.
    pub(crate) name: String,
    /// The base address; null when every deployment has its own.
    pub(crate) url: Option<String>,
}

/// An entry of the error table.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorContract {
    /// Its number on the wire; null for an error that is known by its text alone.
    pub(crate) code: Option<i64>,
    /// The name that the spec gives it.
    pub(crate) name: String,
    /// The documented text.
    pub(crate) text: String,
    /// Remarks of the documents, such as 'not in use'.
    pub(crate) notes: Vec<String>,
}

/// A group of actions.
#[derive(Debug, Serialize)]
pub(crate) struct ModuleContract {
    /// The name that the spec gives it.
    pub(crate) name: String,
    /// Its name in the documents.
    pub(crate) doc: String,
    /// The actions, in the documents' order.
    pub(crate) actions: Vec<ActionContract>,
}

/// One documented operation.
#[derive(Debug, Serialize)]
pub(crate) struct ActionContract {
    /// Its name in the documents.
    pub(crate) doc: String,
    /// The name that the spec gives it.
    pub(crate) name: String,
    /// The path from the server's base address; `{name}` stands for a parameter.
    pub(crate) path: String,
    /// The HTTP methods that it takes; clients use the first.
    pub(crate) methods: Vec<&'static str>,
    /// `stable`, `new` or `retired`.
    pub(crate) stability: &'static str,
    /// The successor of a retired action, as `module/action`; null where there is none.
    pub(crate) replaced_by: Option<String>,
    /// The parameters, in the documented order.
    pub(crate) parameters: Vec<ParameterContract>,
    /// What the answer holds, field by field in the documented order; empty for an answer without content.
    pub(crate) response: Vec<ResponseContract>,
    /// Where the documents say so.
    pub(crate) evidence: Vec<EvidenceContract>,
}

/// A parameter.
#[derive(Debug, Serialize)]
pub(crate) struct ParameterContract {
    /// Its wire name.
    pub(crate) name: String,
    /// Its type, as the spec writes it: `int`, `Currency`, `list<Transaction>`.
    #[serde(rename = "type")]
    pub(crate) ty: String,
    /// Whether it must be there.
    pub(crate) required: bool,
    /// Where clients put it: `path`, `query`, `form` or `json`.
    #[serde(rename = "in")]
    pub(crate) place: &'static str,
}

/// A field of an answer.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ResponseContract {
    /// Wire names with dots between; `[]` stands for the items of a list, `{}` for the values of a map. Empty for an
    /// answer that is a scalar. A list that is documented as a single object has no `[]`. A type that holds itself is
    /// not opened a second time.
    pub(crate) path: String,
    /// The type, as the spec writes it.
    #[serde(rename = "type")]
    pub(crate) ty: String,
}

/// A place in a document.
#[derive(Debug, Serialize)]
pub(crate) struct EvidenceContract {
    /// The name that the spec gives the document.
    pub(crate) source: String,
    /// The first and the last line.
    pub(crate) lines: [u32; 2],
}

/// Something that the documents name but do not describe.
#[derive(Debug, Serialize)]
pub(crate) struct MentionContract {
    /// Its name in the documents.
    pub(crate) doc: String,
    /// Where they name it.
    pub(crate) evidence: Vec<EvidenceContract>,
}

/// An API as machines see it.
pub(crate) fn contract(api: &Api) -> ApiContract {
    let servers = api.servers.iter();
    let errors = api.errors.iter();
    let mentions = api.mentions.iter();
    ApiContract {
        api: api.id.clone(),
        title: api.title.clone(),
        servers: servers
            .map(|server| ServerContract { name: server.name.clone(), url: server.url.clone() })
            .collect(),
        errors: errors
            .map(|error| ErrorContract {
                code: error.code.as_ref().and_then(model::CodeValue::number),
                name: error.name.clone(),
                text: error.text.clone(),
                notes: error.notes.clone(),
            })
            .collect(),
        modules: api.modules.iter().map(|module| module_contract(api, module)).collect(),
        mentions: mentions
            .map(|mention| MentionContract {
                doc: mention.doc.clone(),
                evidence: evidence(&mention.evidence),
            })
            .collect(),
    }
}

fn module_contract(api: &Api, module: &model::Module) -> ModuleContract {
    ModuleContract {
        name: module.name.clone(),
        doc: module.doc.clone(),
        actions: module.actions.iter().map(|action| action_contract(api, action)).collect(),
    }
}

fn action_contract(api: &Api, action: &model::Action) -> ActionContract {
    ActionContract {
        doc: action.doc.clone(),
        name: action.name.clone(),
        path: action.path_text(),
        methods: action.methods.iter().map(|method| method.as_str()).collect(),
        stability: match action.stability {
            Stability::Stable => "stable",
            Stability::New => "new",
            Stability::Retired => "retired",
        },
        replaced_by: successor(api, action),
        parameters: action
            .parameters
            .iter()
            .map(|parameter| ParameterContract {
                name: parameter.name.clone(),
                ty: type_text(api, &parameter.ty),
                required: parameter.presence == Presence::Required,
                place: place(action, parameter),
            })
            .collect(),
        response: response(api, action),
        evidence: evidence(&action.evidence),
    }
}

/// The successor of a retired action, as `module/action`.
pub(crate) fn successor(api: &Api, action: &model::Action) -> Option<String> {
    let (module, position) = action.replaced_by?;
    let module = api.modules.get(module)?;
    Some(format!("{}/{}", module.name, module.actions.get(position)?.name))
}

/// Where clients put a parameter.
fn place(action: &model::Action, parameter: &Field) -> &'static str {
    match action.send {
        _ if parameter.in_path => "path",
        // A GET has no body, so its form is its query string.
        Send::Form if action.methods.first() == Some(&model::Method::Get) => "query",
        Send::Query => "query",
        Send::Form => "form",
        Send::Json => "json",
    }
}

fn evidence(found: &[model::Evidence]) -> Vec<EvidenceContract> {
    found
        .iter()
        .map(|place| EvidenceContract { source: place.source.clone(), lines: [place.first, place.last] })
        .collect()
}

/// A type as the spec writes it.
pub(crate) fn type_text(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Scalar(scalar) => scalar_text(*scalar).to_owned(),
        Type::Named(id) => api.types.get(*id).map(|def| def.name.clone()).unwrap_or_default(),
        Type::List(item) => format!("list<{}>", type_text(api, item)),
        Type::Map(item) => format!("map<{}>", type_text(api, item)),
    }
}

fn scalar_text(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::String => "string",
        Scalar::Int => "int",
        Scalar::Money => "money",
        Scalar::Bool => "bool",
        Scalar::Date => "date",
        Scalar::LocalDateTime => "local-date-time",
        Scalar::UnixTime => "unix-time",
        Scalar::DisplayMoney => "display-money",
        Scalar::Secret => "secret",
        Scalar::Any => "any",
        Scalar::Bytes => "bytes",
        Scalar::ScriptDate => "script-date",
    }
}
