//! Modules, their constants, and actions that are only listed.

use bindery_model::names::NameKind;
use bindery_model::{Action, Constant, Field, Listed, Module};

use super::Compare;
use crate::difference::Effects;
use crate::direction::{Message, Shift};
use crate::pair::pair;
use crate::rule::Rule;
use crate::text::{list, words};

impl<'a> Compare<'a> {
    /// Compares all modules.
    pub(super) fn modules(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let paired = pair(
            &old.modules,
            &new.modules,
            &[&|old, new| old.name == new.name, &|old, new| {
                !old.documented_as.is_empty() && old.documented_as == new.documented_as
            }],
        );
        for module in paired.removed {
            self.removed(Rule::ModuleRemoved, &module.name, &module.documented_as, Effects::SOURCE);
            for action in &module.actions {
                self.action_removed(module, action);
            }
        }
        for (old, new) in paired.both {
            self.module(old, new);
        }
        for module in paired.added {
            self.added(Rule::ModuleAdded, &module.name, &module.documented_as, Effects::COMPATIBLE);
            for action in &module.actions {
                self.action_added(module, action);
            }
        }
        self.order("api.modules", paired.moved);
    }

    fn module(&mut self, old: &'a Module, new: &'a Module) {
        let Module {
            name,
            documented_as: doc,
            about,
            inbound,
            actions,
            listed,
            types: _, // all types of the API are compared together
            constants,
            evidence,
            file: _,     // the position in the spec does not matter
            overlays: _, // the author of a part does not matter
            span: _,
        } = old;
        let place = new.name.as_str();
        self.rust_name(place, NameKind::Module, ("api", name), ("api", &new.name));
        self.texts(place, &[("documented-as", doc, &new.documented_as), ("about", about, &new.about)]);
        self.evidence(place, (evidence, &[]), (&new.evidence, &[]));
        if *inbound != new.inbound {
            let direction = |inbound| if inbound { "inbound" } else { "outbound" };
            let effects = Effects { wire: true, ..Effects::SOURCE };
            let (old, new) = (direction(*inbound), direction(new.inbound));
            self.changed(Rule::ModuleDirection, &format!("{place}.direction"), old, new, effects);
        }
        let same_on_the_wire = |old: &Action, new: &Action| {
            old.methods.first() == new.methods.first()
                && old.path_text() == new.path_text()
                && old.select == new.select
        };
        let paired = pair(actions, &new.actions, &[&|old, new| old.name == new.name, &same_on_the_wire]);
        for action in paired.removed {
            self.action_removed(old, action);
        }
        for (before, after) in paired.both {
            self.action((old, before), (new, after));
        }
        for action in paired.added {
            self.action_added(new, action);
        }
        self.order(&format!("{place}.actions"), paired.moved);
        self.listed(place, listed, &new.listed);
        self.constants((name, constants), (&new.name, &new.constants));
    }

    fn action_removed(&mut self, module: &Module, action: &Action) {
        let wire = Message::request(module.inbound).breaks(Shift::Narrower);
        let place = format!("{}/{}", module.name, action.name);
        let effects = Effects::wire(wire).and(Effects::SOURCE);
        self.removed(Rule::ActionRemoved, &place, action.path_text(), effects);
    }

    /// Reports a new action; it can handle requests that a catch-all of the old version handled.
    fn action_added(&mut self, module: &Module, action: &Action) {
        let is_catch_all = |other: &&Action| {
            other.select.is_none()
                && other.path_text() == action.path_text()
                && other.methods.iter().any(|method| action.methods.contains(method))
        };
        let old = self.old.api.modules.iter().flat_map(|module| &module.actions);
        let caught = action.select.is_some() && old.filter(is_catch_all).count() > 0;
        let shift = if caught { Shift::Same } else { Shift::Wider };
        let wire = Message::request(module.inbound).breaks(shift);
        let place = format!("{}/{}", module.name, action.name);
        let effects = Effects::wire(wire).backends(caught);
        self.added(Rule::ActionAdded, &place, action.path_text(), effects);
    }

    /// Compares actions that are only listed: no code is generated for them.
    fn listed(&mut self, module: &str, old: &[Listed], new: &[Listed]) {
        let paired = pair(old, new, &[&|old, new| old.name == new.name]);
        self.documents(&paired, |listed| (format!("{module}/{}", listed.name), &listed.documented_as));
        for (old, new) in paired.both {
            let place = format!("{module}/{}", new.name);
            let Listed {
                name: _,
                documented_as: doc,
                about,
                unknown,
                methods,
                parameters,
                position: _,
                evidence,
                span: _,
            } = old;
            let named =
                |fields: &[Field]| list(&fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>());
            self.texts(
                &place,
                &[
                    ("documented-as", doc, &new.documented_as),
                    ("about", about, &new.about),
                    ("unknown", unknown, &new.unknown),
                    ("methods", &words(methods), &words(&new.methods)),
                    ("parameters", &named(parameters), &named(&new.parameters)),
                ],
            );
            self.evidence(&place, (evidence, &[]), (&new.evidence, &[]));
        }
    }

    fn constants(&mut self, (old_module, old): (&str, &[Constant]), (module, new): (&str, &[Constant])) {
        let paired = pair(old, new, &[&|old, new| old.name == new.name]);
        let at = |constant: &Constant| format!("{module}.constants.{}", constant.name);
        for constant in &paired.removed {
            self.removed(Rule::ConstantRemoved, &at(constant), &constant.json, Effects::SOURCE);
        }
        for (old, new) in &paired.both {
            let Constant { name, about, json, evidence } = old;
            let place = at(new);
            self.rust_name(&place, NameKind::Constant, (old_module, name), (module, &new.name));
            self.differs(Rule::ConstantValue, &place, "value", [json, &new.json], Effects::COMPATIBLE);
            self.texts(&place, &[("about", about, &new.about)]);
            self.evidence(&place, (evidence, &[]), (&new.evidence, &[]));
        }
        for constant in &paired.added {
            self.added(Rule::ConstantAdded, &at(constant), &constant.json, Effects::COMPATIBLE);
        }
        self.order(&format!("{module}.constants"), paired.moved);
    }
}
