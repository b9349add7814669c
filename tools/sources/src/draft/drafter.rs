//! Converts claims to YAML: actions with their parameters and responses, errors, constants.

use std::collections::HashMap;

use bindery_model::{Api, Field, TypeDef};
use heck::{ToKebabCase, ToUpperCamelCase};

use super::yaml::{BLANK, Block, Names, address, key, number_or_text, scalar};
use crate::claims::{Claim, LineRange, Mark, Reading, Stated, Topic, What};
use crate::json;
use crate::spec::{Wire, actions, split, wire};

/// Drafts YAML for the claims of one source.
pub(super) struct Drafter<'a> {
    source: &'a str,
    api: Option<&'a Api>,
    /// Types that were drafted for the responses.
    pub(super) types: Vec<Block>,
    names: Names,
}

/// A field of a response with its nested fields.
#[derive(Default)]
struct Node {
    name: String,
    ty: Option<Stated>,
    aliases: Vec<String>,
    inside: Vec<Node>,
    /// Positions of the nested fields, by lowercase name.
    places: HashMap<String, usize>,
}

impl<'a> Drafter<'a> {
    pub(super) fn new(source: &'a str, api: Option<&'a Api>) -> Self {
        let names = Names::from_taken(api.iter().flat_map(|api| &api.types).map(|def| def.name.as_str()));
        Self { source, api, types: Vec::new(), names }
    }

    /// Drafts the action of a section.
    pub(super) fn action(&mut self, reading: &Reading, section: usize) -> Option<Block> {
        let found = reading.sections.get(section)?;
        let call = reading.claims_of(section).find_map(|claim| match &claim.what {
            What::Call { path, names } => Some((path, names)),
            _ => None,
        });
        let name = match (&found.topic, call) {
            (Topic::Action(doc), _) => doc.rsplit("::").next()?.to_kebab_case(),
            (_, Some((path, _))) => path.rsplit('/').next()?.to_kebab_case(),
            _ => return None,
        };
        let LineRange { first, last } = found.place;
        let mut body = vec![
            Block::line(format!("documented-as: {}", scalar(found.topic.title()))),
            Block::line(BLANK),
            Block::line(format!("evidence: \"{}:{first}-{last}\"", self.source)),
        ];
        let marks = reading.claims_of(section).find_map(|claim| match &claim.what {
            What::Action { marks, .. } => Some(marks.as_slice()),
            _ => None,
        });
        let marks = marks.unwrap_or(&[]);
        if marks.contains(&Mark::Deprecated) {
            body.push(Block::line("deprecated: true"));
        } else if marks.contains(&Mark::New) {
            body.push(Block::line("new: true"));
        }
        if let Some((path, _)) = call {
            body.push(Block::line(format!("path: {}", address(path))));
        }
        let parameters = self.parameters(reading, section, call.map(|(_, names)| names.as_slice()));
        body.extend(self.auth(&parameters));
        if !parameters.is_empty() {
            body.push(Block::new("parameters:", parameters));
        }
        body.push(self.response(reading, section, &name));
        Some(Block::new(format!("{name}:"), body))
    }

    fn parameters(&self, reading: &Reading, section: usize, called: Option<&[String]>) -> Vec<Block> {
        let mut seen: Vec<(String, Block, Vec<String>)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for claim in reading.claims_of(section) {
            let What::Parameter { name, .. } = &claim.what else { continue };
            // Names that differ only in case are one parameter, documented twice.
            let twin = places.get(&name.to_ascii_lowercase()).and_then(|at| seen.get_mut(*at));
            match twin {
                Some((other, _, aliases)) => {
                    if other != name && !aliases.contains(name) {
                        aliases.push(name.clone());
                    }
                }
                None => {
                    if let Some(block) = self.parameter(claim, false) {
                        places.insert(name.to_ascii_lowercase(), seen.len());
                        seen.push((name.clone(), block, Vec::new()));
                    }
                }
            }
        }
        let called = called.unwrap_or_default().iter();
        let called = called.map(|name| Block::line(format!("{}: {{type: string, {BLANK}}}", key(name))));
        let documented = seen.into_iter().map(|(_, block, names)| {
            let head = block.head.strip_suffix('}').unwrap_or_default();
            Block::line(format!("{head}{}}}", aliases(&names)))
        });
        documented.chain(called).collect()
    }

    /// Drafts a parameter, with evidence if it is not part of a drafted action.
    pub(super) fn parameter(&self, claim: &Claim, evidence: bool) -> Option<Block> {
        let What::Parameter { name, ty, optional } = &claim.what else { return None };
        let fields = self.api.into_iter().flat_map(actions).flat_map(|(_, known)| known.parameters());
        let ty = self.known(name, ty, fields).unwrap_or_else(|| type_expression(ty));
        let mut parts = vec![format!("type: {ty}")];
        if *optional {
            parts.push("optional: true".to_owned());
        }
        parts.push(BLANK.to_owned());
        if evidence {
            parts.push(self.evidence(claim));
        }
        Some(Block::line(format!("{}: {{{}}}", key(name), parts.join(", "))))
    }

    /// Drafts a field of an existing record; optional if an example leaves it out.
    pub(super) fn field(&self, claim: &Claim, optional: bool) -> Option<Block> {
        let What::Field { path, ty } = &claim.what else { return None };
        let name = split(path).last().copied().filter(|name| *name != "[]")?;
        let fields = self.api.into_iter().flat_map(|api| &api.types).flat_map(TypeDef::fields);
        let ty = self.known(name, ty, fields).unwrap_or_else(|| type_expression(ty));
        let optional = if optional { "optional: true, " } else { "" };
        Some(Block::line(format!(
            "{}: {{type: {ty}, {optional}{BLANK}, {}}}",
            key(name),
            self.evidence(claim)
        )))
    }

    /// Drafts an entry of the error table.
    pub(super) fn error(&self, claim: &Claim, names: &mut Names) -> Option<Block> {
        let What::Code { code, status, text, remarks } = &claim.what else { return None };
        let words: Vec<String> = text.to_kebab_case().split('-').take(5).map(str::to_owned).collect();
        let legal = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        let mut name: String = words.join("-").chars().filter(|letter| legal(*letter)).collect();
        if !name.starts_with(|first: char| first.is_ascii_lowercase()) {
            name = format!("error-{}", code.clone().unwrap_or_default().to_kebab_case());
        }
        let unique = names.give(name.trim_end_matches('-').to_owned(), "-");
        let mut parts = Vec::new();
        parts.extend(code.as_ref().map(|code| format!("code: {}", number_or_text(code))));
        parts.extend(status.map(|status| format!("status: {status}")));
        parts.push(format!("text: {}", scalar(text)));
        parts.push("kind: other".to_owned());
        parts.push(BLANK.to_owned());
        if !remarks.is_empty() {
            parts.push(format!("notes: [{}]", remarks.join(", ")));
        }
        parts.push(self.evidence(claim));
        Some(Block::line(format!("{unique}: {{{}}}", parts.join(", "))))
    }

    /// Drafts a value of an enum.
    pub(super) fn value(&self, claim: &Claim) -> Option<Block> {
        let What::Constant { name, value, .. } = &claim.what else { return None };
        Some(Block::line(format!("{}: {{is: {}, {BLANK}}}", name.to_kebab_case(), json::canonical(value))))
    }

    fn evidence(&self, claim: &Claim) -> String {
        format!("evidence: \"{}:{}\"", self.source, claim.place.text())
    }

    /// Returns the type that the spec gives to this name elsewhere, if it matches the documented type.
    fn known<'f>(
        &self,
        name: &str,
        stated: &Stated,
        fields: impl Iterator<Item = &'f Field>,
    ) -> Option<String> {
        let api = self.api?;
        let wanted = match stated {
            Stated::Type(ty) => match ty.to_lowercase().as_str() {
                "string" => Wire::Text,
                "int" => Wire::Whole,
                _ => return None,
            },
            Stated::Nothing | Stated::Shown(_) => return None,
        };
        let mut found =
            fields.filter(|field| field.name == name && wire(api, &field.ty, field.encoding) == wanted);
        found.next().map(|field| field.ty.text(&api.types))
    }

    /// Returns the `auth` of an action that has the parameter of a scheme, copied from another action with that scheme.
    fn auth(&self, parameters: &[Block]) -> Option<Block> {
        let api = self.api?;
        let has = |name: &str| parameters.iter().any(|block| block.head.starts_with(&format!("{name}: ")));
        let scheme = api.auth.iter().position(
            |scheme| matches!(&scheme.scheme, bindery_model::AuthScheme::Parameter(name) if has(name)),
        )?;
        let mut callable = actions(api).filter_map(|(_, known)| known.action());
        let other = callable.find(|action| action.auth.contains(&scheme))?;
        let names: Vec<&str> =
            other.auth.iter().filter_map(|id| api.auth.get(*id)).map(|auth| auth.name.as_str()).collect();
        Some(Block::line(format!("auth: [{}]", names.join(", "))))
    }

    fn response(&mut self, reading: &Reading, section: usize, action: &str) -> Block {
        let mut root = Node::default();
        for claim in reading.claims_of(section) {
            let What::Field { path, ty } = &claim.what else { continue };
            put(&mut root, &split(path), ty);
        }
        if root.inside.is_empty() && root.ty.is_none() {
            return Block::line(format!("response: {{type: nothing, {BLANK}}}"));
        }
        let ty = self.type_of(&root, &format!("{}Response", action.to_upper_camel_case()));
        Block::line(format!("response: {{type: {ty}, {BLANK}}}"))
    }

    /// Returns the type of a node, and drafts a named type for each record. The depth of claims is bounded.
    fn type_of(&mut self, node: &Node, fallback: &str) -> String {
        match node.inside.as_slice() {
            [] => node.ty.as_ref().map_or_else(|| "any".to_owned(), type_expression),
            [items] if items.name == "[]" => {
                format!("list<{}>", self.type_of(items, &named(items, fallback)))
            }
            fields => {
                let name = self.names.give(fallback.to_owned(), "");
                let mut body = Vec::new();
                for field in fields {
                    let fallback = named(field, &format!("{name}{}", field.name.to_upper_camel_case()));
                    let ty = self.type_of(field, &fallback);
                    let aliases = aliases(&field.aliases);
                    body.push(Block::line(format!("{}: {{type: {ty}, {BLANK}{aliases}}}", key(&field.name))));
                }
                self.types.push(Block::new(
                    format!("{name}:"),
                    vec![Block::line(BLANK), Block::new("fields:", body)],
                ));
                name
            }
        }
    }
}

/// Returns the key for aliases; empty if there are none.
fn aliases(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(", aliases: [{}]", names.join(", ")) }
}

/// Inserts a field at its path. Names match case-insensitively.
fn put(node: &mut Node, path: &[&str], ty: &Stated) {
    let Some((name, rest)) = path.split_first() else {
        if node.ty.as_ref().is_none_or(|known| *known == Stated::Nothing) {
            node.ty = Some(ty.clone());
        }
        return;
    };
    let place = node.places.get(&name.to_ascii_lowercase());
    if let Some(inside) = place.and_then(|at| node.inside.get_mut(*at)) {
        if inside.name != *name && !inside.aliases.iter().any(|aliases| aliases == name) {
            inside.aliases.push((*name).to_owned());
        }
        put(inside, rest, ty);
        return;
    }
    let mut inside = Node { name: (*name).to_owned(), ..Node::default() };
    put(&mut inside, rest, ty);
    node.places.insert(name.to_ascii_lowercase(), node.inside.len());
    node.inside.push(inside);
}

/// Returns the name of a record: the documented type name, if there is one.
fn named(node: &Node, fallback: &str) -> String {
    match &node.ty {
        Some(Stated::Type(ty)) => {
            let word = ty.trim_end_matches("[]").to_upper_camel_case();
            let usable = word.starts_with(|first: char| first.is_ascii_uppercase()) && word.is_ascii();
            if usable { word } else { fallback.to_owned() }
        }
        _ => fallback.to_owned(),
    }
}

/// Returns the spec's type for a documented type.
fn type_expression(stated: &Stated) -> String {
    match stated {
        Stated::Nothing => "any".to_owned(),
        Stated::Shown(kind) => match *kind {
            "text" => "string",
            "number" => "int",
            "decimal" => "decimal",
            "bool" => "bool",
            "list" => "list<any>",
            "object" => "map<any>",
            _ => "any",
        }
        .to_owned(),
        Stated::Type(ty) => {
            let (base, list) = ty.strip_suffix("[]").map_or((ty.as_str(), false), |base| (base, true));
            let base = match base.to_lowercase().as_str() {
                "string" => "string",
                "int" => "int",
                "bool" => "bool",
                "float" | "double" | "decimal" => "decimal",
                "array" => "list<any>",
                _ => "any",
            };
            if list { format!("list<{base}>") } else { base.to_owned() }
        }
    }
}
