//! Whole specs.

use crate::actions::Actions;
use crate::auth::Schemes;
use crate::names::Scope;
use crate::overlay;
use crate::responses::envelope;
use crate::rng::Rng;
use crate::types::{Types, about};
use crate::yaml::{Map, Node};

/// A spec, as the files of its folder.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The seed of the spec.
    pub seed: u64,
    /// Names and contents of its files.
    pub files: Vec<(String, String)>,
    /// The overlay, if there is one.
    pub overlay: Option<String>,
}

/// The name of the overlay's file.
pub(crate) const OVERLAY: &str = "overlay.yaml";

impl Spec {
    /// Returns the names and contents of all files.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let overlay = self.overlay.as_deref().map(|text| (OVERLAY, text));
        self.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).chain(overlay)
    }

    /// Returns all files as one text, for inspection.
    pub fn show(&self) -> String {
        self.files().map(|(name, text)| format!("# seed {}: {name}\n{text}\n", self.seed)).collect()
    }
}

/// Settings that all parts of a spec share.
pub(crate) struct Common {
    /// The names of the errors.
    pub(crate) errors: Vec<String>,
    pub(crate) error_formats: Vec<String>,
    pub(crate) schemes: Schemes,
    /// Whether no error response has a success status.
    pub(crate) fails_loudly: bool,
    pub(crate) servers: Vec<String>,
    pub(crate) has_path_rule: bool,
    pub(crate) types: Types,
}

/// Generates the spec of a seed.
pub fn spec(seed: u64) -> Spec {
    let rng = &mut Rng::new(seed);
    let mut modules = Scope::default();
    let names: Vec<String> = (0..1 + rng.below(3)).map(|_| module_name(rng, &mut modules)).collect();
    let per_module = rng.chance(20);
    let mut api = Map::default();
    api.set("api", format!("seed-{seed}"));
    api.set("title", rng.pick(&["Random API", "API of <things> & \"more\"", "Größe 日本"]));
    api.set("about", about(rng));
    api.set("modules", names.iter().map(|name| Node::from(name.as_str())).collect::<Vec<_>>());
    if rng.chance(20) {
        api.set("paths", "case-insensitive");
    }
    if per_module {
        api.set("features", "per-module");
    }
    let source = Map::default().with("file", "guide.txt").with("title", "The guide").with("lines", 400);
    api.set("sources", Map::default().with("guide", source));
    let servers = servers(rng);
    api.set("servers", servers.clone());
    let text_codes = rng.chance(40);
    let errors = Errors::new(rng, text_codes);
    let schemes = Schemes::new(rng, &errors.names, &names[0]);
    if !schemes.docs.is_empty() {
        api.set("auth", schemes.docs.clone());
    }
    let mut defaults = Map::default();
    let has_path_rule = rng.chance(50);
    if has_path_rule {
        defaults
            .set("path", rng.pick(&["/{module}/{action}", "/api/{module}.{action}", "/{module}/{action}/"]));
    }
    if rng.chance(30) {
        defaults.set("parameters-in", rng.pick(&["form", "query", "json"]));
    }
    if rng.chance(30) {
        defaults.set("methods", methods(rng));
    }
    if rng.chance(20) {
        defaults.set("envelope", envelope(rng));
    }
    let (formats, format_names, fails_loudly) = failures(rng);
    if rng.chance(50) {
        defaults.set("error-format", rng.pick(&format_names));
    }
    if !defaults.is_empty() {
        api.set("defaults", defaults);
    }
    api.set("rejections", errors.rejections(rng));
    api.set("error-formats", formats);
    api.set("errors", errors.docs.clone());

    let mut common = Common {
        errors: errors.names,
        error_formats: format_names,
        fails_loudly,
        schemes,
        servers: servers.0.into_iter().map(|(name, _)| name).collect(),
        has_path_rule,
        types: Types { apart: per_module, ..Types::default() },
    };
    let mut items = Scope::default();
    let shared = types(rng, &mut common, None, &mut items);
    if !shared.is_empty() {
        api.set("types", shared);
    }
    let mut actions = Actions::new(modules);
    let mut modules = Vec::new();
    for (home, name) in names.iter().enumerate() {
        modules.push((name.clone(), actions.module(rng, &mut common, home, name, &mut items)));
    }
    let over = rng.chance(30).then(|| overlay::split(rng, &format!("seed-{seed}"), &mut api, &mut modules));
    let mut files = vec![("api.yaml".to_owned(), api.file())];
    files.extend(modules.iter().map(|(name, module)| (format!("{name}.yaml"), module.file())));
    Spec { seed, files, overlay: over.map(|over| over.file()) }
}

/// Named types of a file.
pub(crate) fn types(rng: &mut Rng, common: &mut Common, home: Option<usize>, items: &mut Scope) -> Map {
    let mut docs = Map::default();
    for _ in 0..rng.below(6) {
        let name = items.upper_camel(rng);
        let doc = common.types.make(rng, name.clone(), home, &common.errors);
        docs.set(name, doc);
    }
    if rng.chance(25) {
        let names = [(); 3].map(|()| items.upper_camel(rng));
        for (name, doc) in common.types.family(rng, names, home) {
            docs.set(name, doc);
        }
    }
    docs
}

/// Picks the name of a module, which is also the name of its file.
fn module_name(rng: &mut Rng, modules: &mut Scope) -> String {
    loop {
        let name = modules.kebab(rng);
        // The first two are other files of the folder, the rest are features of the crate.
        if !["api", "overlay", "blocking", "client", "default", "server"].contains(&name.as_str()) {
            return name;
        }
    }
}

fn servers(rng: &mut Rng) -> Map {
    let mut servers = Map::default();
    let mut names = Scope::default();
    for position in 0..1 + rng.below(2) {
        let mut server = Map::default().with("about", about(rng));
        if rng.chance(60) {
            let path = rng.pick(&["", "", "/zz/v1", "/zz/A.b~c/%20"]);
            server.set("url", format!("https://host{position}.example{path}"));
        }
        servers.set(names.kebab(rng), server);
    }
    servers
}

/// The methods of an action.
pub(crate) fn methods(rng: &mut Rng) -> Vec<Node> {
    let all = ["POST", "GET", "PUT", "PATCH", "DELETE"];
    let first = rng.pick(&["POST", "POST", "GET", "GET", "PUT", "PATCH", "DELETE"]);
    let mut methods = vec![Node::from(first)];
    methods.extend(
        all.iter().filter(|other| **other != first && rng.chance(20)).map(|other| Node::from(*other)),
    );
    methods
}

/// The table of errors.
struct Errors {
    docs: Map,
    names: Vec<String>,
    codes: Vec<String>,
}

impl Errors {
    fn new(rng: &mut Rng, text_codes: bool) -> Self {
        let kinds = [
            "authentication",
            "permission-denied",
            "validation",
            "not-found",
            "conflict",
            "funds",
            "limit",
            "unavailable",
            "internal",
            "other",
        ];
        let mut scope = Scope::default();
        scope.take("unknown");
        let (mut docs, mut names, mut codes) = (Map::default(), Vec::new(), Vec::new());
        let mut texts = Scope::default();
        let mut statuses = vec![400, 404, 409, 418, 422, 429, 500, 503, 401, 403];
        for position in 0..3 + rng.below(6) {
            let name = scope.kebab(rng);
            let mut error = Map::default();
            let by_code = position < 2 || rng.chance(60);
            if by_code && text_codes {
                error.set("code", format!("{}_{position}", texts.wire(rng).0));
            } else if by_code {
                error.set("code", position as i64 * 100 - rng.from(0, 50));
            }
            if (!by_code && text_codes) || rng.chance(30) {
                error.set("status", statuses.remove(rng.below(statuses.len())));
            }
            error.set(
                "text",
                format!("{} {position}{}", texts.wire(rng).0, rng.pick(&["", ".", "!", " \"x\""])),
            );
            error.set("kind", rng.pick(&kinds));
            if rng.chance(20) {
                error.set("about", about(rng));
            }
            if rng.chance(10) {
                error.set("notes", vec![Node::from("not in use")]);
            }
            if by_code {
                codes.push(name.clone());
            }
            docs.set(name.clone(), error);
            names.push(name);
        }
        if !text_codes && rng.chance(30) {
            let error =
                Map::default().with("text", "Reads as another one").with("reads-as", rng.pick(&codes));
            docs.set(scope.kebab(rng), error);
        }
        Self { docs, names, codes }
    }

    fn rejections(&self, rng: &mut Rng) -> Map {
        let mut rejections = Map::default();
        for key in ["missing", "invalid", "unauthenticated", "not-found", "not-implemented"] {
            rejections.set(key, rng.pick(&self.names));
        }
        rejections.with("internal", rng.pick(&self.codes))
    }
}

/// Creates the error formats. Returns them with their names, and whether none of them has a success status.
fn failures(rng: &mut Rng) -> (Map, Vec<String>, bool) {
    let mut formats = Map::default();
    let mut scope = Scope::default();
    let sign = |entry: Map| Node::from(vec![Node::from(entry)]);
    let mut code = || rng.pick(&["$code", "$code-text"]);
    let list = |items: &[Node]| Node::List(items.to_vec());
    let key = |name: &str| Map::default().with("key", name);
    let mut all: Vec<(Vec<i64>, Node, Node, &str)> = vec![
        (
            vec![500, 400, 200],
            sign(Map::default().with("key", "zzError")),
            Map::default()
                .with("zzError", Map::default().with("code", code()).with("message", "$message"))
                .into(),
            "",
        ),
        (
            vec![200, 500],
            sign(Map::default().with("key", "zz.ok").with("is", false)),
            Map::default()
                .with("zz", Map::default().with("ok", false).with("why", code()).with("größe", "$details"))
                .with("text", "$message")
                .into(),
            "",
        ),
        (
            vec![400, 500, 599],
            sign(Map::default().with("status", vec![Node::from(400), Node::from(599)])),
            Map::default()
                .with("zzType", code())
                .with("zzDetail", "$message")
                .with("zzStatus", "$status")
                .into(),
            "application/problem+json",
        ),
        (
            vec![422, 200],
            sign(key("zzList").with("empty", false)),
            Map::default()
                .with("zzList", list(&[Map::default().with("id", code()).with("text", "$message").into()]))
                .into(),
            "",
        ),
        (
            vec![409, 200],
            sign(key("0").with("is", "zz-failed")),
            list(&["zz-failed".into(), code().into(), "$message".into()]),
            "application/vnd.zz+json",
        ),
        (
            vec![429],
            list(&[list(&[
                key("zz_ok").with("is", false).into(),
                Map::default().with("status", vec![Node::from(400), Node::from(599)]).into(),
            ])]),
            Map::default()
                .with("zz_ok", false)
                .with("code", code())
                .with("message", "$message")
                .with("wait", "$retry-after")
                .into(),
            "",
        ),
        (
            vec![400],
            sign(Map::default().with("header", "X-Zz-Failed").with("is", "yes")),
            Map::default().with("zzReason", code()).with("zzWords", "$message").into(),
            "",
        ),
    ];
    let (mut names, mut fails_loudly) = (Vec::new(), true);
    for _ in 0..1 + rng.below(3) {
        let (statuses, when, body, media) = all.remove(rng.below(all.len()));
        let name = scope.kebab(rng);
        let status = rng.pick(&statuses);
        fails_loudly &= status >= 400;
        let mut format = Map::default().with("status", status).with("when", when).with("body", body);
        if !media.is_empty() && rng.chance(50) {
            format.set("media", media);
        }
        if rng.chance(30) {
            format.set("about", about(rng));
        }
        formats.set(name.clone(), format);
        names.push(name);
    }
    (formats, names, fails_loudly)
}
