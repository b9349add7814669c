//! The JSON that `list --json` prints. It is a contract: keys are added at most, never renamed, and what they hold
//! keeps its meaning.

use bindery_model::{self as model, Api, CodeValue, Coverage, Field, Known, Module, Presence, Stability};
use serde::Serialize;

use crate::response::{ResponseContract, response};

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
    /// How many actions there are, and how much of them is known.
    pub(crate) coverage: CoverageContract,
}

/// How many actions there are, and how much of them the documents show.
#[derive(Debug, Serialize)]
pub(crate) struct CoverageContract {
    /// All of them.
    pub(crate) actions: usize,
    /// Those that can be called.
    pub(crate) callable: usize,
    /// Those that the documents show in full.
    pub(crate) full: usize,
    /// Those of which they show a part.
    pub(crate) partial: usize,
    /// Those of which they show no more than the name.
    pub(crate) listed: usize,
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
    /// Its code on the wire, a number or a text; null for an error that is known by its text or its status alone.
    pub(crate) code: Option<serde_json::Value>,
    /// The name that the spec gives it.
    pub(crate) name: String,
    /// The documented text.
    pub(crate) text: String,
    /// Remarks of the documents, such as 'not in use'.
    pub(crate) notes: Vec<String>,
    /// The HTTP status that goes with it; null where it is that of the failure's shape.
    pub(crate) status: Option<u16>,
}

/// A group of actions.
#[derive(Debug, Serialize)]
pub(crate) struct ModuleContract {
    /// The name that the spec gives it.
    pub(crate) name: String,
    /// Its name in the documents.
    pub(crate) doc: String,
    /// The actions, in the documents' order, with those that are only listed.
    pub(crate) actions: Vec<ActionContract>,
    /// `outbound`, or `inbound` where the vendor calls the user's server.
    pub(crate) direction: &'static str,
}

/// One documented operation.
#[derive(Debug, Serialize)]
pub(crate) struct ActionContract {
    /// Its name in the documents.
    pub(crate) doc: String,
    /// The name that the spec gives it.
    pub(crate) name: String,
    /// The path from the server's base address; `{name}` stands for a parameter. Null for one that is only listed.
    pub(crate) path: Option<String>,
    /// The HTTP methods that it takes; clients use the first. For one that is only listed: those that are known.
    pub(crate) methods: Vec<&'static str>,
    /// `stable`, `new` or `retired`.
    pub(crate) stability: &'static str,
    /// The successor of a retired action, as `module/action`; null where there is none.
    pub(crate) replaced_by: Option<String>,
    /// The parameters, in the documented order; without one that only collects what is not documented.
    pub(crate) parameters: Vec<ParameterContract>,
    /// What the answer holds, field by field in the documented order; empty for an answer without content. Of several
    /// answers that are told apart by status it is what any of them holds.
    pub(crate) response: Vec<ResponseContract>,
    /// Where the documents say so.
    pub(crate) evidence: Vec<EvidenceContract>,
    /// Whether it can be called. One that cannot is only listed: its method, path, parameters or answer are not known.
    pub(crate) callable: bool,
    /// How much of it the documents show: `full`, `partial`, or `listed` for no more than the name.
    pub(crate) coverage: &'static str,
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
    /// Where clients put it: `path`, `query`, `form` or `json`; null where that is not known.
    #[serde(rename = "in")]
    pub(crate) place: Option<&'static str>,
}

/// A place in a document.
#[derive(Debug, Serialize)]
pub(crate) struct EvidenceContract {
    /// The name that the spec gives the document.
    pub(crate) source: String,
    /// The first and the last line.
    pub(crate) lines: [u32; 2],
    /// How strong it is: `full`, `cut`, `inferred`, `third-party` or `listed`.
    pub(crate) grade: &'static str,
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
                doc: mention.doc.clone(),
                evidence: evidence(&mention.evidence),
            })
            .collect(),
        coverage: counts(api.modules.iter()),
    }
}

/// How many actions there are, and how much of them the documents show.
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
        doc: module.doc.clone(),
        actions: module.known().map(|known| action_contract(api, known)).collect(),
        direction: if module.inbound { "inbound" } else { "outbound" },
    }
}

fn action_contract(api: &Api, known: Known<'_>) -> ActionContract {
    let action = known.action();
    let in_query = known.methods().first().is_some_and(|method| !method.has_body());
    let place = |parameter: &Field| match action {
        _ if parameter.in_path => Some("path"),
        Some(action) => Some(action.placement().text()),
        None => in_query.then_some("query"),
    };
    let parameters = known.parameters().iter().filter(|parameter| !parameter.others);
    let parameters = parameters.map(|parameter| ParameterContract {
        name: parameter.name.clone(),
        ty: parameter.ty.text(&api.types),
        required: parameter.presence == Presence::Required,
        place: place(parameter),
    });
    ActionContract {
        doc: known.doc().to_owned(),
        name: known.name().to_owned(),
        path: action.map(model::Action::path_text),
        methods: known.methods().iter().map(|method| method.text()).collect(),
        stability: action.map_or(Stability::Stable, |action| action.stability).text(),
        replaced_by: action.and_then(|action| successor(api, action)),
        parameters: parameters.collect(),
        response: action.map(|action| response(api, action)).unwrap_or_default(),
        evidence: evidence(known.evidence()),
        callable: action.is_some(),
        coverage: known.coverage().text(),
    }
}

/// The successor of a retired action, as `module/action`.
pub(crate) fn successor(api: &Api, action: &model::Action) -> Option<String> {
    let (module, position) = action.replaced_by?;
    let module = api.modules.get(module)?;
    Some(format!("{}/{}", module.name, module.actions.get(position)?.name))
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
