//! Actions as operations, one per path and method. Several actions with the same path and method, told apart by the
//! contents of requests, are one operation; each call from the vendor is a webhook.

use bindery_model::{Action, ActionError, Coverage, Method, Select, path_text};
use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::path;
use indexmap::IndexMap;

use crate::builder::Builder;
use crate::completion;
use crate::document::{Operation, PathItem};
use crate::error_responses;
use crate::extension::{self as x, put, put_sources};
use crate::naming::{InModule, by_action, form, is_read, operation_id, path_names, usual_operation};
use crate::security::{is_other, requirements};
use crate::write::Extensions;

const METHODS: [Method; 7] =
    [Method::Get, Method::Put, Method::Post, Method::Delete, Method::Options, Method::Head, Method::Patch];

impl Builder<'_> {
    /// Returns the actions, by path.
    pub(crate) fn paths(&mut self) -> IndexMap<String, PathItem> {
        let mut paths: IndexMap<Vec<String>, Vec<InModule<'_>>> = IndexMap::new();
        for module in self.api.modules.iter().filter(|module| !module.inbound) {
            for action in &module.actions {
                paths.entry(form(action)).or_default().push((module, action));
            }
        }
        let mut items = IndexMap::new();
        for actions in paths.into_values() {
            let Some((_, first)) = actions.first() else { continue };
            items.insert(first.path_text().replace("*}", "}"), self.path_item(&actions));
        }
        items
    }

    /// Returns the calls from the vendor, by name.
    pub(crate) fn webhooks(&mut self) -> IndexMap<String, PathItem> {
        let mut webhooks = IndexMap::new();
        for module in self.api.modules.iter().filter(|module| module.inbound) {
            for action in &module.actions {
                let name = format!("{}/{}", module.name, action.name);
                webhooks.insert(name, self.path_item(&[(module, action)]));
            }
        }
        webhooks
    }

    fn path_item(&mut self, actions: &[InModule<'_>]) -> PathItem {
        let mut item = PathItem::default();
        for method in METHODS {
            let takes = |(_, action): &&InModule<'_>| {
                action.methods.contains(&method) && is_read(self.api, action, method)
            };
            let same: Vec<InModule<'_>> = actions.iter().filter(takes).copied().collect();
            if same.is_empty() {
                continue;
            }
            let names: Vec<String> = actions
                .first()
                .map(|(_, first)| path_names(first).map(str::to_owned).collect())
                .unwrap_or_default();
            let operation = Some(self.operation(&same, method, &names));
            match method {
                Method::Get => item.get = operation,
                Method::Put => item.put = operation,
                Method::Post => item.post = operation,
                Method::Delete => item.delete = operation,
                Method::Patch => item.patch = operation,
                Method::Head => item.head = operation,
                Method::Options => item.options = operation,
            }
        }
        item
    }

    fn operation(&mut self, same: &[InModule<'_>], method: Method, path_names: &[String]) -> Operation {
        let actions: Vec<&Action> = same.iter().map(|(_, action)| *action).collect();
        let found = error_responses::find(self.api, &actions, method);
        let mut operation = Operation {
            operation_id: self.unused(operation_id(same, method)),
            summary: actions.iter().map(|action| action.documented_as.trim()).collect::<Vec<_>>().join(" / "),
            description: described(&actions),
            deprecated: actions.iter().all(|action| action.deprecation.is_some()),
            parameters: self.parameters(&actions, method, path_names),
            request_body: self.body(&actions, method),
            responses: self.responses(&actions, found),
            ..Operation::default()
        };
        for (module, _) in same {
            if !operation.tags.contains(&module.name) {
                operation.tags.push(module.name.clone());
            }
        }
        if let [action, ..] = actions.as_slice() {
            // All actions pass the same checks, since the action is selected only after them.
            operation.security = Some(requirements(self.api, action, method));
            if action.server != 0 && self.instead.is_none() {
                operation.servers = self.server(action.server).into_iter().collect();
            }
        }
        if let [(_, action)] = same {
            self.metadata(action, method, &mut operation.extensions);
        } else {
            let details = same.iter().map(|(_, action)| {
                let mut details = Extensions::new();
                self.metadata(action, method, &mut details);
                (action.name.clone(), JsonValue::object(details))
            });
            let details = JsonValue::object(details.collect::<IndexMap<_, _>>());
            put(&mut operation.extensions, x::ACTIONS, details);
        }
        operation
    }

    /// Returns the name, with a number if another operation has it: `a-b/c` and `a/b-c` are alike.
    fn unused(&mut self, id: String) -> String {
        let numbered = (2..).map(|number| format!("{id}_{number}"));
        let unused = std::iter::once(id.clone()).chain(numbered).find(|id| !self.ids.contains(id));
        self.ids.extend(unused.clone());
        unused.unwrap_or(id)
    }

    /// Adds the extension fields of an action.
    fn metadata(&self, action: &Action, method: Method, extensions: &mut Extensions) {
        if let Some(Select { at, is }) = &action.select {
            let details = [("at", JsonValue::text(path::joined(at))), ("is", JsonValue::texts(is))];
            put(extensions, x::SELECT, JsonValue::object(details));
        }
        let aliases = action.path_aliases.iter().map(|path| JsonValue::Text(path_text(path)));
        put(extensions, x::PATH_ALIASES, aliases.collect());
        put(extensions, x::EFFECT, JsonValue::text(action.effect.text()));
        if action.is_new {
            put(extensions, x::NEW, JsonValue::Bool(true));
        }
        let successor = action.replaced_by.and_then(|place| usual_operation(self.api, place));
        put(extensions, x::REPLACED_BY, successor.map_or(JsonValue::Null, JsonValue::Text));
        match action.coverage() {
            Coverage::Full => {}
            coverage => put(extensions, x::COVERAGE, JsonValue::text(coverage.text())),
        }
        let credentials = action.schemes().into_iter().filter_map(|id| self.api.auth.get(id));
        let credentials = credentials.filter(|auth| is_other(&auth.scheme));
        put(extensions, x::CREDENTIALS, JsonValue::texts(credentials.map(|auth| &auth.name)));
        put(extensions, x::PAGES, pages(action));
        put(extensions, x::COMPLETES, completion::described(self.api, action));
        if !method.has_body() {
            let group = |(name, members): &(String, Vec<usize>)| {
                let members = members.iter().filter_map(|at| action.parameters.get(*at));
                (name.clone(), JsonValue::texts(members.map(|field| &field.name)))
            };
            put(extensions, x::ONE_OF, JsonValue::object(action.one_of.iter().map(group)));
        }
        put(extensions, x::ERRORS, self.errors(action));
        put_sources(extensions, &action.evidence, &action.deviations);
    }

    fn errors(&self, action: &Action) -> JsonValue {
        let error = |tied: &ActionError| {
            let entry = self.api.errors.get(tied.error)?;
            let (_, status) = error_responses::written(self.api, action, Some(tied.error));
            let mut details = Extensions::new();
            details.insert("status".to_owned(), JsonValue::number(status));
            details.extend(entry.code.as_ref().map(|code| ("code".to_owned(), code.json())));
            details.insert("text".to_owned(), JsonValue::text(entry.text.trim()));
            if !tied.about.is_empty() {
                details.insert("about".to_owned(), JsonValue::text(tied.about.trim()));
            }
            Some((entry.name.clone(), JsonValue::object(details)))
        };
        JsonValue::object(action.errors.iter().filter_map(error))
    }
}

fn pages(action: &Action) -> JsonValue {
    let Some(pages) = &action.pages else { return JsonValue::Null };
    let name = |at: Option<usize>| Some(JsonValue::text(&action.parameters.get(at?)?.name));
    let mut details = vec![("by", JsonValue::text(pages.by.text()))];
    details.extend(pages.position_key().and_then(|key| Some((key, name(pages.position)?))));
    details.extend(name(pages.limit).map(|limit| ("limit", limit)));
    details.extend(pages.largest.map(|largest| ("largest", JsonValue::number(largest))));
    details.extend(pages.paths().map(|(key, path)| (key, JsonValue::text(path))));
    JsonValue::object(details)
}

/// Describes the actions of an operation, each after the note of its deprecation.
fn described(actions: &[&Action]) -> String {
    let texts = actions.iter().map(|action| match &action.deprecation {
        Some(deprecation) if deprecation.note.is_some() => {
            [&deprecation.sentence(), " ", action.about.trim()].concat()
        }
        _ => action.about.trim().to_owned(),
    });
    let texts: Vec<String> = texts.collect();
    by_action(actions.iter().zip(&texts).map(|(action, text)| (action.name.as_str(), text.as_str())))
}
