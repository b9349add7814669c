//! Modules and their actions.

use crate::api::{Common, methods, types};
use crate::auth::{Covers, ISSUED, ISSUER, Needed};
use crate::names::Scope;
use crate::responses::{envelope, issuer, listed, returns};
use crate::rng::Rng;
use crate::types::{TypeClass, about, deprecation, encoding, rename, spaced};
use crate::yaml::{Map, Node};
use crate::{pages, placed};

/// The actions of all modules, while they are generated.
pub(crate) struct Actions {
    /// The names of modules, which are methods of a client like the names of actions.
    modules: Scope,
    count: usize,
    lines: i64,
}

/// The common part of several actions on one path.
#[derive(Clone)]
struct Shared {
    path: String,
    methods: Vec<Node>,
    needed: Needed,
    place: ParameterPlace,
}

/// Place of the parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ParameterPlace {
    Query,
    Form,
    Json,
}

impl Actions {
    pub(crate) fn new(modules: Scope) -> Self {
        Self { modules, count: 0, lines: 1 }
    }

    /// A module.
    pub(crate) fn module(
        &mut self,
        rng: &mut Rng,
        common: &mut Common,
        home: usize,
        name: &str,
        items: &mut Scope,
    ) -> Map {
        let mut module = Map::default().with("module", name).with("about", about(rng));
        if rng.chance(50) {
            module.set("documented-as", "Ünusual::Name");
        }
        if rng.chance(15) {
            module.set("direction", rng.pick(&["inbound", "outbound"]));
        }
        if rng.chance(15) {
            module.set("defaults", Map::default().with("error-format", rng.pick(&common.error_formats)));
        }
        let mut types = types(rng, common, Some(home), items);
        let mut actions = Map::default();
        let mut methods = self.modules.clone();
        for _ in 0..1 + rng.below(4) {
            let group = if rng.chance(15) { 2 + rng.below(2) } else { 1 };
            let shared = (group > 1).then(|| self.shared(rng, common));
            for position in 0..group {
                let action = self.name(rng, &mut methods, items);
                let doc = self.action(rng, common, home, shared.as_ref().map(|shared| (shared, position)));
                actions.set(action, doc);
            }
        }
        if rng.chance(30) {
            let name = self.name(rng, &mut methods, items);
            let response = items.upper_camel(rng);
            self.count += 1;
            let path = format!("/pages/{}", self.count);
            let (page, action) = pages::action(rng, common, home, &response, path);
            types.set(response, page);
            actions.set(name, action);
        }
        if rng.chance(30) {
            let name = self.name(rng, &mut methods, items);
            let response = items.upper_camel(rng);
            self.count += 1;
            let (page, action) = pages::walked(rng, &response, format!("/walk/{}", self.count));
            types.set(response, page);
            actions.set(name, action);
        }
        for _ in 0..rng.below(3) {
            let name = self.name(rng, &mut methods, items);
            let record = items.upper_camel(rng);
            self.count += 1;
            let (fields, action) = placed::action(rng, &record, &format!("/placed/{}", self.count));
            types.set(record, fields);
            actions.set(name, action);
        }
        if rng.chance(20) {
            let name = self.name(rng, &mut methods, items);
            self.count += 1;
            actions.set(name, listed(rng, self.count));
        }
        if home == 0 && common.schemes.issues() {
            let (response, action) = issuer(rng);
            types.set(ISSUED, response);
            actions.set(ISSUER, action);
        }
        module.set("actions", actions);
        if !types.is_empty() {
            module.set("types", types);
        }
        if rng.chance(20) {
            let value = Map::default().with("0", 5).with("größe", 4);
            let constant = Map::default().with("about", about(rng)).with("value", value);
            module.set("constants", Map::default().with(format!("constant-{home}"), constant));
        }
        module
    }

    fn name(&self, rng: &mut Rng, methods: &mut Scope, items: &mut Scope) -> String {
        loop {
            let name = methods.kebab(rng);
            if items.take(&name) {
                break name;
            }
        }
    }

    fn shared(&mut self, rng: &mut Rng, common: &Common) -> Shared {
        self.count += 1;
        let needed = loop {
            let needed = common.schemes.choose(rng);
            // Selection does not work with strings and integers alone.
            if needed.covers != Covers::Values {
                break needed;
            }
        };
        let methods = methods(rng);
        let place = rng.pick(&[ParameterPlace::Query, ParameterPlace::Form, ParameterPlace::Json]);
        Shared { path: format!("/shared/{}", self.count), methods, needed, place }
    }

    fn action(
        &mut self,
        rng: &mut Rng,
        common: &mut Common,
        home: usize,
        shared: Option<(&Shared, usize)>,
    ) -> Node {
        self.count += 1;
        self.lines = 1 + (self.lines + 1) % 380;
        let mut doc = Map::default();
        doc.set("documented-as", format!("Action::number-{}", self.count));
        doc.set("about", about(rng));
        doc.set("evidence", format!("guide:{}-{}", self.lines, self.lines + 5));
        if rng.chance(20) {
            if rng.chance(50) {
                doc.set("new", true);
            } else {
                doc.set("deprecated", deprecation(rng));
            }
        }
        if rng.chance(50) {
            doc.set("effect", rng.pick(&["read", "idempotent", "not-idempotent", "money"]));
        }
        let mut wires = Scope::default();
        let needed = match shared {
            Some((shared, _)) => shared.needed.clone(),
            None => common.schemes.choose(rng),
        };
        let own_methods = match shared {
            Some((shared, _)) => Some(shared.methods.clone()),
            None if rng.chance(60) => Some(methods(rng)),
            None => None,
        };
        if let Some(methods) = &own_methods {
            doc.set("methods", methods.clone());
        }
        // The `defaults` are ignored: an action that depends on the placement sets it itself.
        let bodyless = own_methods.as_ref().and_then(|methods| methods.first()).is_some_and(is_bodyless);
        let place = match shared {
            _ if bodyless => ParameterPlace::Query,
            Some((shared, _)) => shared.place,
            None => rng.pick(&[ParameterPlace::Query, ParameterPlace::Form, ParameterPlace::Json]),
        };
        if !bodyless {
            if own_methods.is_none() {
                doc.set("methods", vec![Node::from("POST")]);
            }
            let word = match place {
                ParameterPlace::Query => "query",
                ParameterPlace::Form => "form",
                ParameterPlace::Json => "json",
            };
            doc.set("parameters-in", word);
        }
        let mut parameters = Map::default();
        for (name, parameter) in &needed.parameters {
            wires.take(name);
            parameters.set(name.clone(), parameter.clone());
        }
        match shared {
            Some((shared, _)) => drop(doc.set("path", shared.path.clone())),
            None => self.path(rng, common, home, needed.covers, &mut wires, &mut parameters, &mut doc),
        }
        if let Some((_, position)) = shared {
            select(rng, position, &mut wires, &mut parameters, &mut doc);
        }
        self.parameters(rng, common, home, place, &needed, &mut wires, &mut parameters, &mut doc);
        if !parameters.is_empty() {
            doc.set("parameters", parameters);
        }
        needed.say(rng, &mut doc);
        if common.servers.len() > 1 && rng.chance(30) {
            doc.set("server", rng.pick(&common.servers));
        }
        if rng.chance(15) {
            doc.set("envelope", if rng.chance(30) { Node::null() } else { envelope(rng) });
        }
        doc.set("response", returns(rng, common, home));
        if rng.chance(20) {
            let format = rng.pick(&common.error_formats);
            let mut used = Map::default().with("format", format);
            if rng.chance(50) {
                used.set("errors", vec![Node::from(rng.pick(&common.errors))]);
            }
            doc.set("error-formats", vec![Node::from(used)]);
        }
        if rng.chance(20) {
            let error = Map::default().with("about", about(rng)).with("kind", "funds");
            doc.set("errors", Map::default().with(rng.pick(&common.errors), error));
        }
        if rng.chance(10) {
            doc.set("invalid", rng.pick(&common.errors));
        }
        doc.into()
    }

    #[allow(clippy::too_many_arguments)] // what is known of the action so far
    fn path(
        &mut self,
        rng: &mut Rng,
        common: &Common,
        home: usize,
        covers: Covers,
        wires: &mut Scope,
        parameters: &mut Map,
        doc: &mut Map,
    ) {
        if common.has_path_rule && rng.chance(50) {
            return;
        }
        let mut path = format!("/p{}", self.count);
        for _ in 0..rng.below(3) {
            if rng.chance(50) {
                path.push_str(rng.pick(&["/a", "/A.b~c", "/%20x", "/x:y", "/a+b", "/$&'()", "/@,;="]));
            }
            let (name, rust) = wires.wire(rng);
            if name.contains(['/', '{', '}', '*', ':', '?', '<'])
                || ["module", "action"].contains(&name.as_str())
            {
                continue;
            }
            let mut parameter = Map::default();
            let scalar = common.types.signable(rng, Some(home), covers);
            parameter.set("type", scalar.text.clone()).set("in", "path").set("about", about(rng));
            rename(rust, &mut parameter);
            if rng.chance(20) && scalar.class != TypeClass::Bytes && covers != Covers::Values {
                encoding(rng, scalar.class, false, &mut parameter);
            }
            let (before, after) = rng.pick(&[("", ""), ("", ""), ("v", ""), ("", ".json"), ("(", ":x")]);
            path.push_str(&format!("/{before}{{{name}}}{after}"));
            parameters.set(name, parameter);
        }
        if rng.chance(15) {
            path.push('/');
        }
        doc.set("path", path);
    }

    #[allow(clippy::too_many_arguments)] // what is known of the action so far
    fn parameters(
        &mut self,
        rng: &mut Rng,
        common: &Common,
        home: usize,
        place: ParameterPlace,
        needed: &Needed,
        wires: &mut Scope,
        parameters: &mut Map,
        doc: &mut Map,
    ) {
        let mut optional: Vec<String> = Vec::new();
        let mut has_additional = false;
        // Without a value beside the path, the signed text would be empty, which clients do not sign.
        let least = usize::from(needed.covers != Covers::Body && !parameters.is_empty());
        for position in 0..rng.pick(&[0, 1, 2, 3, 4, 6, 10, 25]).max(least) {
            let must_be_sent = needed.covers != Covers::Body && position == 0;
            let (name, rust) = wires.wire(rng);
            let single = place != ParameterPlace::Json || needed.covers != Covers::Body;
            let embedded_json = single && needed.covers == Covers::Body && rng.chance(15);
            let expression = match needed.covers {
                Covers::Values => common.types.signable(rng, Some(home), needed.covers),
                _ if embedded_json || !single => common.types.any(rng, Some(home), 2),
                _ => common.types.scalar(rng, Some(home)),
            };
            let mut parameter = Map::default();
            if !has_additional && rng.chance(4) && needed.covers == Covers::Body {
                has_additional = true;
                let value = if single { common.types.scalar(rng, Some(home)) } else { expression };
                parameter
                    .set("type", format!("map<{}>", value.text))
                    .set("additional", true)
                    .set("about", about(rng));
                rename(rust, &mut parameter);
                parameters.set(name, parameter);
                continue;
            }
            parameter.set("type", spaced(rng, &expression.text));
            let mut absent = needed.covers != Covers::Values && rng.chance(50) && !must_be_sent;
            if absent {
                parameter.set("optional", true);
            }
            common.types.rules(rng, &expression, absent, true, wires, &mut parameter);
            if must_be_sent {
                parameter.0.retain(|(key, _)| key != "default");
            }
            if embedded_json && expression.class.is_composite() {
                parameter.0.retain(|(key, _)| key != "encoding" && key != "bare-single");
                parameter.set("style", "json");
            } else if place != ParameterPlace::Json
                && expression.class == TypeClass::Bool
                && rng.chance(30)
                && !must_be_sent
            {
                parameter.0.retain(|(key, _)| key != "encoding" && key != "default" && key != "null-values");
                // The parameter need not be present anyway.
                parameter.0.retain(|(key, _)| key != "optional");
                absent = false;
                parameter.set("encoding", "name-only");
            } else if needed.covers == Covers::Values {
                parameter.0.retain(|(key, _)| key != "encoding" && key != "fixed");
            } else if needed.covers == Covers::Pairs && expression.class == TypeClass::Bytes {
                // A list of numbers is not a single value, and only single values can be signed in pairs.
                parameter.0.retain(|(key, _)| key != "encoding");
            }
            if absent && rng.chance(20) && !optional.is_empty() {
                parameter.set("needs", rng.pick(&optional).clone());
            }
            for key in ["missing", "invalid"] {
                if rng.chance(8) {
                    parameter.set(key, rng.pick(&common.errors));
                }
            }
            rename(rust, &mut parameter);
            if absent {
                optional.push(name.clone());
            }
            parameters.set(name, parameter);
        }
        if optional.len() > 1 && rng.chance(40) {
            let mut groups = Map::default();
            let mut names = Scope::default();
            let first = 1 + rng.below(optional.len() - 1);
            groups.set(
                names.kebab(rng),
                optional[..first].iter().map(|name| Node::from(name.as_str())).collect::<Vec<_>>(),
            );
            groups.set(names.kebab(rng), vec![Node::from(optional[first].as_str())]);
            doc.set("one-of", groups);
        }
    }
}

fn is_bodyless(method: &Node) -> bool {
    matches!(method, Node::Text(word) if word == "GET" || word == "DELETE")
}

/// Adds the value that selects an action among those on the same path. The first action takes all other values.
fn select(rng: &mut Rng, position: usize, wires: &mut Scope, parameters: &mut Map, doc: &mut Map) {
    wires.take("selector");
    wires.take("presence");
    if position == 0 {
        return;
    }
    let texts = [&["a", "größe.*"][..], &["b"]];
    let is: Vec<Node> = texts[(position - 1) % 2].iter().map(|text| Node::from(*text)).collect();
    let parameter = Map::default().with("type", "string").with("about", about(rng));
    if position == 1 && rng.chance(30) {
        parameters.set("presence", parameter);
        doc.set("select", Map::default().with("at", "presence"));
    } else {
        parameters.set("selector", parameter);
        doc.set("select", Map::default().with("at", "selector").with("is", is));
    }
}
