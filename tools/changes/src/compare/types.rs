//! Named types.

use bindery_model::names::NameKind;
use bindery_model::{EnumValue, Newtype, Type, TypeDef, TypeKind, Union, UnionBy, UnionVariant};

use super::field::{Fields, limit_effects, limit_key};
use super::wire;
use super::wire::Spot;
use super::{Compare, forms};
use crate::difference::Effects;
use crate::direction::{Messages, Shift};
use crate::pair::pair;
use crate::rule::Rule;
use crate::side::Side;
use crate::text::{self, word};

/// Returns the place of a type, as `bindery names` shows it.
fn place(side: &Side<'_>, def: &TypeDef) -> String {
    format!("{}/{}", side.module(def.module), def.name)
}

/// Returns the Rust path of a type where it is used: its module and name.
fn path(side: &Side<'_>, def: &TypeDef) -> String {
    let module = match def.module {
        Some(_) => side.rust(NameKind::Module, "api", side.module(def.module)),
        None => "types",
    };
    format!("{module}::{}", side.rust(NameKind::Type, side.module(def.module), &def.name))
}

fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Record(_) => "record",
        TypeKind::Positions(_) => "record of positions",
        TypeKind::Union(_) => "union",
        TypeKind::IntEnum(_) => "enum of int",
        TypeKind::TextEnum(_) => "enum of string",
        TypeKind::Newtype(_) => "new type",
        TypeKind::Alias(_) => "alias",
    }
}

impl<'a> Compare<'a> {
    /// Compares all named types. All modules share one set of names, so a type can have moved.
    pub(super) fn types(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let paired = pair(&old.types, &new.types, &[&|old, new| old.name == new.name]);
        for def in paired.removed {
            let place = place(&self.old, def);
            self.removed(Rule::TypeRemoved, &place, kind(&def.kind), Effects::SOURCE);
        }
        for (old, new) in paired.both {
            self.named_type(old, new);
        }
        for def in paired.added {
            let place = place(&self.new, def);
            self.added(Rule::TypeAdded, &place, kind(&def.kind), Effects::COMPATIBLE);
        }
        self.order("api.types", paired.moved);
    }

    fn named_type(&mut self, old: &'a TypeDef, new: &'a TypeDef) {
        let TypeDef {
            name,
            about,
            kind: old_kind,
            module: _,
            rust: _,
            includes: _,
            evidence,
            deviations,
            span: _,
        } = old; // included records are part of the fields
        let [old_place, place] = self.sides([old, new], place);
        let paths = self.sides([old, new], path);
        self.differs(Rule::RustName, &place, "rust", paths, Effects::SOURCE);
        self.texts(&place, &[("about", about, &new.about)]);
        self.evidence(&place, (evidence, deviations), (&new.evidence, &new.deviations));
        // If the type is sent in only one version, the change that causes this is judged instead.
        let flows = self.flows_of(name);
        match (old_kind, &new.kind) {
            (TypeKind::Record(old), TypeKind::Record(new)) => {
                let fields = Fields {
                    place: &format!("{place}.fields"),
                    kind: NameKind::Field,
                    old: (&old_place, old),
                    new: (&place, new),
                    flows,
                    spot: self.new.index(name).map_or(Spot::Field, |id| self.spot(id)),
                };
                self.fields(&fields, None);
            }
            (TypeKind::Positions(old), TypeKind::Positions(new)) => {
                let fields = Fields {
                    place: &format!("{place}.positions"),
                    kind: NameKind::Field,
                    old: (&old_place, old),
                    new: (&place, new),
                    flows,
                    spot: Spot::Position,
                };
                self.fields(&fields, None);
            }
            (TypeKind::Union(old), TypeKind::Union(new)) => {
                self.union((&old_place, old), (&place, new), flows);
            }
            (TypeKind::IntEnum(old), TypeKind::IntEnum(new)) => {
                self.values((&old_place, old), (&place, new), flows)
            }
            (TypeKind::TextEnum(old), TypeKind::TextEnum(new)) => {
                self.values((&old_place, old), (&place, new), flows)
            }
            (TypeKind::Newtype(old), TypeKind::Newtype(new)) => self.newtype(&place, old, new, flows),
            // What it changes on the wire is judged where it is used.
            (TypeKind::Alias(old), TypeKind::Alias(new)) => {
                let texts = (old.text(&self.old.api.types), new.text(&self.new.api.types));
                self.differs(Rule::TypeKind, &place, "type", [&texts.0, &texts.1], Effects::SOURCE);
            }
            (
                TypeKind::Record(_)
                | TypeKind::Positions(_)
                | TypeKind::Union(_)
                | TypeKind::IntEnum(_)
                | TypeKind::TextEnum(_)
                | TypeKind::Newtype(_)
                | TypeKind::Alias(_),
                other,
            ) => {
                let breaks = self.kinds_break(name, flows);
                let effects = Effects::wire(breaks).and(Effects::SOURCE);
                self.changed(Rule::TypeKind, &place, kind(old_kind), kind(other), effects);
            }
        }
    }

    /// Returns the directions in which a type is sent in both versions.
    fn flows_of(&self, name: &str) -> Messages {
        let of = |side: &Side<'_>| {
            let id = side.api.types.iter().position(|def| def.name == name);
            id.map_or_else(Messages::default, |id| side.flows(id))
        };
        of(&self.old).and(of(&self.new))
    }

    fn kinds_break(&self, name: &str, flows: Messages) -> bool {
        let id = |side: &Side<'_>| side.api.types.iter().position(|def| def.name == name).map(Type::Named);
        let (Some(old), Some(new)) = (id(&self.old), id(&self.new)) else { return false };
        self.types_break(&old, &new, flows, false)
    }

    fn values<V: PartialEq + ToString>(
        &mut self,
        (old_place, old): (&str, &'a [EnumValue<V>]),
        (place, new): (&str, &'a [EnumValue<V>]),
        flows: Messages,
    ) {
        let paired = pair(old, new, &[&|old, new| old.name == new.name, &|old, new| old.is == new.is]);
        let at = |value: &EnumValue<V>| format!("{place}.values.{}", value.name);
        for value in &paired.removed {
            let still = new.iter().any(|other| other.is == value.is);
            let effects = Effects::wire(!still && flows.break_by(Shift::Narrower)).and(Effects::SOURCE);
            self.removed(Rule::ValueRemoved, &at(value), value.is.to_string(), effects);
        }
        for (old, new) in paired.both {
            let EnumValue { name, is, aliases, about, deprecation, rust: _, span: _ } = old;
            let place_of = at(new);
            self.rust_name(&place_of, NameKind::Value, (old_place, name), (place, &new.name));
            let effects = Effects::wire(flows.break_by(Shift::Apart));
            self.differs(Rule::ValueIs, &place_of, "is", [is, &new.is].map(V::to_string), effects);
            // Generated code keeps unknown values, and nobody writes an alias.
            let spellings = [aliases, &new.aliases]
                .map(|all| text::list(&all.iter().map(V::to_string).collect::<Vec<_>>()));
            self.differs(Rule::Aliases, &place_of, "aliases", spellings, Effects::COMPATIBLE);
            self.deprecation(&place_of, deprecation, &new.deprecation);
            self.texts(&place_of, &[("about", about, &new.about)]);
        }
        for value in &paired.added {
            self.added(Rule::ValueAdded, &at(value), value.is.to_string(), Effects::SOURCE);
        }
        self.order(&format!("{place}.values"), paired.moved);
    }

    fn union(
        &mut self,
        (old_place, old): (&str, &'a Union),
        (place, new): (&str, &'a Union),
        flows: Messages,
    ) {
        let apart = Effects::wire(flows.break_by(Shift::Apart));
        self.differs(Rule::UnionBy, place, "by", [old.by.text(), new.by.text()], apart);
        let paired = pair(&old.variants, &new.variants, &[&wire::same_variant]);
        let at = |variant: &UnionVariant| format!("{place}.one-of.{}", variant.name);
        for variant in &paired.removed {
            let effects = Effects::wire(flows.break_by(Shift::Narrower)).and(Effects::SOURCE);
            let ty = variant.ty.text(&self.old.api.types);
            self.removed(Rule::UnionVariantRemoved, &at(variant), ty, effects);
        }
        for (old, new) in paired.both {
            let UnionVariant { name, ty, is, about, deprecation, rust: _, span: _ } = old;
            let place_of = at(new);
            self.rust_name(&place_of, NameKind::Variant, (old_place, name), (place, &new.name));
            let types = [ty.text(&self.old.api.types), new.ty.text(&self.new.api.types)];
            let breaks = self.types_break(ty, &new.ty, flows, false);
            self.differs(Rule::Type, &place_of, "type", types, Effects::wire(breaks).and(Effects::SOURCE));
            let effects = Effects::wire(flows.break_by(wire::variant_values(old, new)));
            self.differs(
                Rule::UnionVariantIs,
                &place_of,
                "is",
                [is, &new.is].map(|is| text::list(is)),
                effects,
            );
            self.deprecation(&place_of, deprecation, &new.deprecation);
            self.texts(&place_of, &[("about", about, &new.about)]);
        }
        for variant in &paired.added {
            let ty = variant.ty.text(&self.new.api.types);
            self.added(Rule::UnionVariantAdded, &at(variant), ty, Effects::SOURCE);
        }
        // Where the first variant that fits counts, another order is another reading.
        match old.by == UnionBy::Shape && paired.moved {
            true => self.changed(Rule::Order, &format!("{place}.one-of.order"), "", "", apart),
            false => self.order(&format!("{place}.one-of"), paired.moved),
        }
    }

    fn newtype(&mut self, place: &str, old: &Newtype, new: &Newtype, flows: Messages) {
        let Newtype { base, md5, encoding, limits, missing, invalid } = old;
        let effects = |shift| Effects::wire(flows.break_by(shift));
        let rebased = effects(wire::scalars(*base, new.base, false)).and(Effects::SOURCE);
        self.differs(Rule::Type, place, "type", [*base, new.base].map(word), rebased);
        let hashes = [*md5, new.md5].map(|md5| if md5 { "md5" } else { "" });
        self.differs(Rule::Hash, place, "hash", hashes, effects(Shift::Apart).and(Effects::SOURCE));
        let shift = forms::encodings(*encoding, new.encoding, false);
        self.differs(Rule::Encoding, place, "encoding", [*encoding, new.encoding].map(word), effects(shift));
        let key = limit_key(limits, &new.limits);
        let limited = limit_effects(forms::limits(limits, &new.limits), flows);
        self.differs(Rule::Limits, place, key, [limits, &new.limits].map(text::limits), limited);
        self.error_of(Rule::ParameterError, place, "missing", [*missing, new.missing]);
        self.error_of(Rule::ParameterError, place, "invalid", [*invalid, new.invalid]);
    }
}
