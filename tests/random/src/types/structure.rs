//! Records that are arrays, and unions.

use super::{KnownType, TypeClass, Types, about, deprecation, rename};
use crate::names::Scope;
use crate::rng::Rng;
use crate::yaml::{Map, Node};

impl Types {
    /// Makes a record that is an array on the wire.
    pub(super) fn positions(&self, rng: &mut Rng, known: &mut KnownType, doc: &mut Map) {
        let mut fields = Map::default();
        for _ in 0..1 + rng.below(10) {
            let (name, rust) = known.wires.wire(rng);
            let expression = self.any(rng, known.home, 1);
            let mut field = Map::default().with("type", expression.text.clone());
            let presence = rng.below(4);
            match presence {
                0 => drop(field.set("optional", true)),
                1 => drop(field.set("nullable", true)),
                _ => {}
            }
            self.rules(rng, &expression, presence < 2, false, &mut known.wires, &mut field);
            // An entry has no name on the wire.
            field.0.retain(|(key, _)| key != "aliases");
            rename(rust, &mut field);
            fields.set(name, field);
        }
        doc.set("positions", fields);
    }

    /// Makes a union whose variants differ in their kind of JSON; one of them has parts.
    pub(super) fn union_by_kind(&self, rng: &mut Rng, home: Option<usize>, doc: &mut Map) {
        let records: Vec<&KnownType> =
            self.seen(home).filter(|known| known.class == TypeClass::Record).collect();
        let object = match records.is_empty() {
            true => "map<int>".to_owned(),
            false => rng.pick(&records).name.clone(),
        };
        let mut types = vec![if rng.chance(60) { object } else { "list<decimal>".to_owned() }];
        for scalar in ["bool", "int", "string"] {
            if rng.chance(60) {
                types.insert(rng.below(types.len() + 1), scalar.to_owned());
            }
        }
        let (mut names, mut variants) = (Scope::default(), Map::default());
        names.take("unknown");
        for ty in types {
            let mut variant = Map::default().with("type", ty.clone());
            if rng.chance(50) {
                variant.set("about", about(rng));
            }
            if rng.chance(5) {
                variant.set("deprecated", deprecation(rng));
            }
            match rng.chance(50) {
                true => variants.set(names.kebab(rng), ty),
                false => variants.set(names.kebab(rng), variant),
            };
        }
        doc.set("one-of", variants);
        if rng.chance(50) {
            doc.set("by", rng.pick(&["kind", "shape"]));
        }
    }

    /// Makes two records and the union of them, which a field with a fixed value tells apart, or the shape.
    pub(crate) fn family(
        &mut self,
        rng: &mut Rng,
        [one, other, union]: [String; 3],
        home: Option<usize>,
    ) -> Vec<(String, Node)> {
        let mut docs = Vec::new();
        let mut variants = Map::default();
        for (name, is, variant) in [(&one, "one", "first"), (&other, "other one", "second")] {
            let mut known = KnownType {
                name: name.clone(),
                class: TypeClass::Record,
                home,
                has_rules: false,
                wires: Scope::default(),
                has_additional: false,
                bare: Vec::new(),
            };
            known.wires.take("kind");
            let mut doc = Map::default().with("about", about(rng));
            self.record(rng, &mut known, &mut doc);
            let kind = Map::default().with("type", "string").with("fixed", is).with("about", about(rng));
            if let Some((_, Node::Map(fields))) = doc.0.iter_mut().find(|(key, _)| key == "fields") {
                known.bare.retain(|name| fields.iter().any(|(field, _)| field == name));
                fields.push(("kind".to_owned(), kind.into()));
            }
            doc.0.retain(|(key, _)| key != "includes"); // two records could have two fields `kind`
            variants.set(variant, name.clone());
            docs.push((name.clone(), doc.into()));
            self.known.push(known);
        }
        let mut doc = Map::default().with("about", about(rng)).with("one-of", variants);
        match rng.chance(50) {
            true => doc.set("by", Map::default().with("field", "kind")),
            false => doc.set("by", "shape"),
        };
        docs.push((union.clone(), doc.into()));
        self.known.push(KnownType {
            name: union,
            class: TypeClass::Union,
            home,
            has_rules: false,
            wires: Scope::default(),
            has_additional: false,
            bare: Vec::new(),
        });
        docs
    }
}
