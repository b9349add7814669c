//! Checks that the site is complete: every named part of the model is at its own anchor, with all its texts.

use std::collections::{HashMap, HashSet};

use bindery_model::{
    Api, Citation, Constant, Deviation, Evidence, Example, Field, Listed, Stability, Type, TypeDef, TypeKind,
};

use crate::built::{specs, whole};
use crate::html::{element, plain};

/// Searches the parts of an API on its pages.
struct Search<'a> {
    api: &'a Api,
    pages: HashMap<&'static str, &'static str>,
    /// Number of parts of each kind that were searched.
    counts: HashMap<&'static str, usize>,
    /// The lines of evidence that were searched.
    cited: HashSet<(String, u32, u32)>,
    missing: Vec<String>,
}

/// Returns an anchor: names joined by dots, with other characters as their code points.
fn anchor(names: &[&str]) -> String {
    let escaped = |name: &&str| -> String {
        name.chars().fold(String::new(), |text, letter| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => text + &letter.to_string(),
            other => text + &format!("~{:x}~", u32::from(other)),
        })
    };
    names.iter().map(escaped).collect::<Vec<_>>().join(".")
}

/// Returns a text of the spec as rendered: pairs of backticks mark code.
fn shown(text: &str) -> String {
    if text.matches('`').count().is_multiple_of(2) { text.replace('`', "") } else { text.to_owned() }
}

fn lines(source: &str, first: u32, last: u32) -> String {
    if first == last {
        format!("{source}, line {first}")
    } else {
        format!("{source}, lines {first}–{last}")
    }
}

impl Search<'_> {
    /// Searches the texts at an anchor.
    fn find(&mut self, kind: &'static str, page: &str, names: &[&str], texts: &[String]) {
        *self.counts.entry(kind).or_default() += 1;
        let place = anchor(names);
        let Some(element) = self.pages.get(page).and_then(|text| element(text, &place)) else {
            self.missing.push(format!("{}: {kind} {page}#{place}", self.api.id));
            return;
        };
        let text = plain(element);
        for wanted in texts.iter().filter(|wanted| !text.contains(wanted.as_str())) {
            self.missing.push(format!("{}: {kind} {page}#{place}: {wanted:?}", self.api.id));
        }
    }

    fn evidence(&mut self, evidence: &[Evidence]) -> Vec<String> {
        *self.counts.entry("evidence").or_default() += evidence.len();
        self.cited.extend(evidence.iter().map(|one| (one.source.clone(), one.first, one.last)));
        let texts = |one: &Evidence| [lines(&one.source, one.first, one.last), shown(&one.about)];
        evidence.iter().flat_map(texts).collect()
    }

    fn deviations(&mut self, deviations: &[Deviation]) -> Vec<String> {
        *self.counts.entry("deviation").or_default() += deviations.len();
        let text =
            |one: &Deviation| format!("Documented: {}. Reason: {}.", shown(&one.from), shown(&one.because));
        deviations.iter().map(text).collect()
    }

    fn type_name(&self, ty: &Type) -> Option<String> {
        match ty {
            Type::Named(id) => Some(self.api.types[*id].name.clone()),
            Type::List(entry) | Type::Map(_, entry) | Type::Nullable(entry) => self.type_name(entry),
            Type::Scalar(_) => None,
        }
    }

    fn field(&mut self, kind: &'static str, page: &str, names: &[&str], field: &Field) {
        let mut texts = vec![shown(&field.about)];
        texts.extend(self.evidence(&field.evidence));
        texts.extend(self.deviations(&field.deviations));
        texts.extend(self.type_name(&field.ty));
        texts.extend(field.aliases.iter().cloned());
        texts.extend(field.fixed.clone());
        texts.extend(field.default.clone());
        if !field.additional {
            texts.push(field.name.clone());
        }
        self.find(kind, page, &[names, &[&field.name]].concat(), &texts);
    }

    fn action(&mut self, module: usize, position: usize, page: &str) {
        let action = &self.api.modules[module].actions[position];
        let mut texts = vec![shown(&action.about), action.documented_as.clone(), action.path_text()];
        texts.extend(action.methods.iter().map(|method| method.text().to_owned()));
        texts.extend(self.evidence(&action.evidence));
        texts.extend(self.deviations(&action.deviations));
        texts.push(shown(&action.response.about));
        texts.extend(self.evidence(&action.response.evidence));
        texts.extend(self.deviations(&action.response.deviations));
        texts.extend(action.response.ty.as_ref().and_then(|ty| self.type_name(ty)));
        for variant in &action.response.variants {
            texts.extend([variant.status.to_string(), shown(&variant.about)]);
            texts.extend(variant.ty.as_ref().and_then(|ty| self.type_name(ty)));
        }
        for error in &action.errors {
            *self.counts.entry("error of an action").or_default() += 1;
            let entry = &self.api.errors[error.error];
            texts.push(entry.code.as_ref().map_or_else(|| entry.name.clone(), ToString::to_string));
            texts.push(shown(if error.about.is_empty() { &entry.text } else { &error.about }));
        }
        for scheme in action.auth.iter().chain(action.any_auth.iter().flatten()) {
            texts.push(self.api.auth[*scheme].name.clone());
        }
        texts.extend(action.scopes.iter().cloned());
        texts.extend(
            action
                .examples
                .iter()
                .flat_map(|example: &Example| {
                    *self.counts.entry("example").or_default() += 1;
                    let mut texts = self.evidence(&example.evidence);
                    texts.push(shown(&example.about));
                    texts
                })
                .collect::<Vec<_>>(),
        );
        match action.stability() {
            Stability::Stable => {}
            Stability::New => texts.push("new".to_owned()),
            Stability::Deprecated => texts.push("Deprecated by the vendor.".to_owned()),
        }
        self.find("action", page, &[&action.name], &texts);
        for field in &action.parameters {
            self.field("parameter", page, &[&action.name], field);
        }
    }

    fn listed(&mut self, listed: &Listed, page: &str) {
        let mut texts = vec![
            "Only listed.".to_owned(),
            shown(&listed.unknown),
            shown(&listed.about),
            listed.documented_as.clone(),
        ];
        texts.extend(self.evidence(&listed.evidence));
        self.find("only listed", page, &[&listed.name], &texts);
        for field in &listed.parameters {
            self.field("parameter", page, &[&listed.name], field);
        }
    }

    fn constant(&mut self, constant: &Constant, page: &str) {
        let mut texts = vec![constant.name.clone(), shown(&constant.about)];
        texts.extend(self.evidence(&constant.evidence));
        self.find("constant", page, &["_data", &constant.name], &texts);
    }

    fn named(&mut self, def: &TypeDef) {
        let page = match def.module {
            Some(module) => format!("types/{}.html", self.api.modules[module].name),
            None => "types.html".to_owned(),
        };
        let mut texts = vec![shown(&def.about)];
        texts.extend(self.evidence(&def.evidence));
        texts.extend(self.deviations(&def.deviations));
        match &def.kind {
            TypeKind::Record(fields) | TypeKind::Positions(fields) => {
                for field in fields {
                    self.field("field", &page, &["_type", &def.name], field);
                }
            }
            TypeKind::IntEnum(values) => {
                texts.extend(
                    values.iter().flat_map(|one| [one.is.to_string(), one.name.clone(), shown(&one.about)]),
                );
            }
            TypeKind::TextEnum(values) => {
                texts.extend(values.iter().flat_map(|one| [one.is.clone(), shown(&one.about)]));
            }
            TypeKind::Union(union) => {
                texts.extend(union.variants.iter().flat_map(|one| [one.is.join(", "), shown(&one.about)]));
            }
            TypeKind::Alias(ty) => texts.extend(self.type_name(ty)),
            TypeKind::Newtype(_) => {}
        }
        self.find("type", &page, &["_type", &def.name], &texts);
    }

    fn everything(&mut self) {
        let api = self.api;
        for auth in &api.auth {
            let mut texts = vec![shown(&auth.about)];
            texts.extend(self.evidence(&auth.evidence));
            texts.extend(self.deviations(&auth.deviations));
            self.find("scheme", "authentication.html", &[&auth.name], &texts);
        }
        for error in &api.errors {
            let mut texts = vec![shown(&error.text), shown(&error.about), error.name.clone()];
            texts.extend(error.code.as_ref().map(ToString::to_string));
            texts.extend(error.status.map(|status| status.to_string()));
            texts.extend(error.notes.iter().cloned());
            texts.extend(self.evidence(&error.evidence));
            texts.extend(self.deviations(&error.deviations));
            self.find("error", "errors.html", &[&error.name], &texts);
        }
        for format in &api.error_formats {
            self.find("error format", "errors.html", &["_format", &format.name], &[shown(&format.about)]);
        }
        for mention in &api.mentions {
            let mut texts = vec![mention.documented_as.clone(), shown(&mention.about)];
            texts.extend(self.evidence(&mention.evidence));
            self.find("mention", "sources.html", &["_mention", &mention.documented_as], &texts);
        }
        for source in &api.sources {
            let texts = [source.file.clone(), shown(&source.title), format!("{} line", source.lines)];
            self.find("source", "sources.html", &["_source", &source.name], &texts);
        }
        for (position, module) in api.modules.iter().enumerate() {
            let page = format!("modules/{}.html", module.name);
            let mut texts = vec![module.name.clone(), shown(&module.about)];
            texts.extend(self.evidence(&module.evidence));
            texts.extend(module.inbound.then(|| "The vendor calls your server.".to_owned()));
            self.find("module", &page, &["_main"], &texts);
            for action in 0..module.actions.len() {
                self.action(position, action, &page);
            }
            for listed in &module.listed {
                self.listed(listed, &page);
            }
            for constant in &module.constants {
                self.constant(constant, &page);
            }
        }
        for def in &api.types {
            self.named(def);
        }
        self.written_anywhere();
        self.nothing_more();
    }

    /// Checks that all evidence is shown, whatever it is for.
    fn written_anywhere(&mut self) {
        let texts: Vec<String> = self.pages.values().map(|page| plain(page)).collect();
        for one in &self.api.citations {
            *self.counts.entry("citation").or_default() += 1;
            let wanted = lines(&one.source, one.first, one.last);
            if !texts.iter().any(|text| text.contains(&wanted)) {
                self.missing.push(format!("{}: evidence {wanted}", self.api.id));
            }
        }
    }

    /// Checks that the site has as many parts as the model.
    fn nothing_more(&mut self) {
        let on = |folder: &str, tag: &str| -> usize {
            let pages = self.pages.iter().filter(|(path, _)| path.starts_with(folder));
            pages.map(|(_, page)| page.matches(tag).count()).sum()
        };
        let modules = &self.api.modules;
        let actions = modules.iter().map(|module| module.actions.len() + module.listed.len()).sum::<usize>();
        let deviations: usize = self.counts.get("deviation").copied().unwrap_or_default();
        let rows = on("sources.html", "<td data-label=\"Reason\">");
        for (what, there, wanted) in [
            ("actions", on("modules/", "<article class=\"action\""), actions),
            ("types", on("types", " id=\"_type."), self.api.types.len() + self.count("field")),
            ("schemes", on("authentication.html", "<article "), self.api.auth.len()),
            ("deviations", rows, deviations),
        ] {
            if there != wanted {
                self.missing.push(format!("{}: {there} {what}, not {wanted}", self.api.id));
            }
        }
    }

    fn count(&self, kind: &str) -> usize {
        self.counts.get(kind).copied().unwrap_or_default()
    }
}

#[test]
fn everything_is_shown_at_its_own_place() {
    let apis = specs();
    let mut missing = Vec::new();
    for api in &apis {
        let folder = format!("{}/", api.id);
        let pages = whole().iter().filter_map(|file| {
            let path = file.path.strip_prefix(&folder)?;
            path.ends_with(".html").then_some((path, file.text.as_str()))
        });
        let (counts, cited) = (HashMap::new(), HashSet::new());
        let mut search = Search { api, pages: pages.collect(), counts, cited, missing: Vec::new() };
        search.everything();
        let mut counts: Vec<_> = search.counts.iter().collect();
        counts.sort();
        println!("{}: {counts:?}", api.id);
        for kind in ["action", "parameter", "field", "type", "error", "evidence", "citation", "deviation"] {
            assert!(search.count(kind) > 0, "{}: no {kind}", api.id);
        }
        // Everything with evidence in the spec was searched; the evidence of a record again for each record that
        // includes it.
        assert!(search.count("evidence") >= api.citations.len(), "{}", api.id);
        let cites = |one: &&Citation| search.cited.contains(&(one.source.clone(), one.first, one.last));
        assert_eq!(api.citations.iter().find(|one| !cites(one)), None, "{}", api.id);
        missing.append(&mut search.missing);
    }
    assert!(missing.is_empty(), "{} missing\n{}", missing.len(), missing.join("\n"));
}
