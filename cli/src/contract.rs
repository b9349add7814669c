//! JSON output of `list --json`. The format is a stable contract: keys can be added, but are never renamed, and keep
//! their meaning.

use bindery_model::{
    self as model, Api, CodeValue, Coverage, Field, KnownAction, Module, Presence, Stability,
};
use serde::Serialize;

use crate::response::{ResponseContract, response};

/// An API.
#[derive(Debug, Serialize)]
pub(crate) struct ApiContract {
    /// Short name of the API, which is the name of its folder.
    pub(crate) api: String,
    /// Vendor's name for the API.
    pub(crate) title: String,
    /// Servers of the API.
    pub(crate) servers: Vec<ServerContract>,
    /// Error table, in the order of the documents.
    pub(crate) errors: Vec<ErrorContract>,
    /// Modules, in the order of the spec.
    pub(crate) modules: Vec<ModuleContract>,
    /// Operations that the documents mention but do not describe.
    pub(crate) mentions: Vec<MentionContract>,
    /// Number of actions, by how much of them is documented.
    pub(crate) coverage: CoverageContract,
}

/// Number of actions, by how much of them the documents show.
#[derive(Debug, Serialize)]
pub(crate) struct CoverageContract {
    /// Number of all actions.
    pub(crate) actions: usize,
    /// Number of actions that can be called.
    pub(crate) callable: usize,
    /// Number of actions that the documents show in full.
    pub(crate) full: usize,
    /// Number of actions that the documents show in part.
    pub(crate) partial: usize,
    /// Number of actions that the documents only list by name.
    pub(crate) listed: usize,
}

/// A server that hosts the API or a part of it.
#[derive(Debug, Serialize)]
pub(crate) struct ServerContract {
    /// Name of the server in the spec.
    pub(crate) name: String,
    /// Base address; null if every deployment has its own.
    pub(crate) url: Option<String>,
}

/// An entry of the error table.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorContract {
    /// Error code on the wire, a number or a string; null for an error that is identified by its text or status only.
    pub(crate) code: Option<serde_json::Value>,
    /// Name of the error in the spec.
    pub(crate) name: String,
    /// Documented text of the error.
    pub(crate) text: String,
    /// Remarks in the documents, such as 'not in use'.
    pub(crate) notes: Vec<String>,
    /// HTTP status of the error; null if it is that of the error format.
    pub(crate) status: Option<u16>,
}

/// A group of actions.
#[derive(Debug, Serialize)]
pub(crate) struct ModuleContract {
    /// Name of the module in the spec.
    pub(crate) name: String,
    /// Name of the module in the documents.
    pub(crate) documented_as: String,
    /// Actions in the order of the documents, including those that are only listed.
    pub(crate) actions: Vec<ActionContract>,
    /// `outbound`, or `inbound` if the vendor calls the user's server.
    pub(crate) direction: &'static str,
}

/// A documented operation.
#[derive(Debug, Serialize)]
pub(crate) struct ActionContract {
    /// Name of the action in the documents.
    pub(crate) documented_as: String,
    /// Name of the action in the spec.
    pub(crate) name: String,
    /// Path below the server's base address; `{name}` is a path parameter. Null for an action that is only listed.
    pub(crate) path: Option<String>,
    /// Accepted HTTP methods; clients use the first. For an action that is only listed: the known methods.
    pub(crate) methods: Vec<&'static str>,
    /// `stable`, `new` or `deprecated`.
    pub(crate) stability: &'static str,
    /// Successor of a deprecated action, as `module/action`; null if there is none.
    pub(crate) replaced_by: Option<String>,
    /// Parameters in the documented order, without the one that collects undocumented parameters.
    pub(crate) parameters: Vec<ParameterContract>,
    /// Fields of the response in the documented order; empty for a response without content. For an action with
    /// several responses, told apart by status: the fields of all of them.
    pub(crate) response: Vec<ResponseContract>,
    /// Evidence for the action in the documents.
    pub(crate) evidence: Vec<EvidenceContract>,
    /// Whether the action can be called. If not, it is only listed: its method, path, parameters or response are
    /// unknown.
    pub(crate) callable: bool,
    /// Coverage of the action by the documents: `full`, `partial`, or `listed` for the name only.
    pub(crate) coverage: &'static str,
}

/// A parameter.
#[derive(Debug, Serialize)]
pub(crate) struct ParameterContract {
    /// Wire name.
    pub(crate) name: String,
    /// Type in the notation of the spec: `int`, `Currency`, `list<Transaction>`.
    #[serde(rename = "type")]
    pub(crate) ty: String,
    /// Whether the parameter is required.
    pub(crate) required: bool,
    /// Location of the parameter in a client's request: `path`, `query`, `form` or `json`; null if unknown.
    #[serde(rename = "in")]
    pub(crate) place: Option<&'static str>,
}

/// A range of lines in a document.
#[derive(Debug, Serialize)]
pub(crate) struct EvidenceContract {
    /// Name of the document in the spec.
    pub(crate) source: String,
    /// First and last line.
    pub(crate) lines: [u32; 2],
    /// Grade of the evidence: `full`, `cut`, `inferred`, `third-party` or `listed`.
    pub(crate) grade: &'static str,
}

/// An operation that the documents mention but do not describe.
#[derive(Debug, Serialize)]
pub(crate) struct MentionContract {
    /// Name of the operation in the documents.
    pub(crate) documented_as: String,
    /// Places in the documents that mention it.
    pub(crate) evidence: Vec<EvidenceContract>,
}

/// Converts an API into the form that `list --json` prints.
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
                code: error.code.as_ref().map(|code| match code {
                    CodeValue::Number(number) => (*number).into(),
                    CodeValue::Text(text) => text.as_str().into(),
                }),
                name: error.name.clone(),
                text: error.text.clone(),
                notes: error.notes.clone(),
                status: error.status,
            })
            .collect(),
        modules: api.modules.iter().map(|module| module_contract(api, module)).collect(),
        mentions: mentions
            .map(|mention| MentionContract {
                documented_as: mention.documented_as.clone(),
                evidence: evidence(&mention.evidence),
            })
            .collect(),
        coverage: counts(api.modules.iter()),
    }
}

/// Counts actions by how much of them the documents show.
pub(crate) fn counts<'a>(modules: impl Iterator<Item = &'a Module> + Clone) -> CoverageContract {
    let all = || modules.clone().flat_map(Module::known);
    let with = |coverage| all().filter(|known| known.coverage() == coverage).count();
    CoverageContract {
        actions: all().count(),
        callable: modules.clone().map(|module| module.actions.len()).sum(),
        full: with(Coverage::Full),
        partial: with(Coverage::Partial),
        listed: with(Coverage::Listed),
    }
}

fn module_contract(api: &Api, module: &Module) -> ModuleContract {
    ModuleContract {
        name: module.name.clone(),
        documented_as: module.documented_as.clone(),
        actions: module.known().map(|known| action_contract(api, known)).collect(),
        direction: if module.inbound { "inbound" } else { "outbound" },
    }
}

fn action_contract(api: &Api, known: KnownAction<'_>) -> ActionContract {
    let action = known.action();
    let in_query = known.methods().first().is_some_and(|method| !method.has_body());
    let place = |parameter: &Field| match action {
        Some(action) => Some(action.place_of(parameter).text()),
        None => parameter.place.map(model::Place::text).or(in_query.then_some("query")),
    };
    let parameters = known.parameters().iter().filter(|parameter| !parameter.additional);
    let parameters = parameters.map(|parameter| ParameterContract {
        name: parameter.name.clone(),
        ty: parameter.ty.text(&api.types),
        required: parameter.presence == Presence::Required,
        place: place(parameter),
    });
    ActionContract {
        documented_as: known.documented_as().to_owned(),
        name: known.name().to_owned(),
        path: action.map(model::Action::path_text),
        methods: known.methods().iter().map(|method| method.text()).collect(),
        stability: action.map_or(Stability::Stable, |action| action.stability()).text(),
        replaced_by: action.and_then(|action| successor(api, action)),
        parameters: parameters.collect(),
        response: action.map(|action| response(api, action)).unwrap_or_default(),
        evidence: evidence(known.evidence()),
        callable: action.is_some(),
        coverage: known.coverage().text(),
    }
}

/// Returns the successor of a deprecated action, as `module/action`.
pub(crate) fn successor(api: &Api, action: &model::Action) -> Option<String> {
    api.action_name(action.replaced_by?)
}

fn evidence(found: &[model::Evidence]) -> Vec<EvidenceContract> {
    found
        .iter()
        .map(|place| EvidenceContract {
            source: place.source.clone(),
            lines: [place.first, place.last],
            grade: place.grade.text(),
        })
        .collect()
}
