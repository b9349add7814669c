//! Reading of one value by its type, and writing in its documented encoding. These are the rules of the runtime,
//! driven by the model instead of generated code.
//!
//! Values from the command line arrive as [`Value::Text`], JSON as [`Value::Json`].

use bindery_model::{self as model, Api, Encoding, Field, Newtype, Presence, Scalar, Type, TypeKind, Union};
use bindery_runtime::wire::{Assembly, Choice, Constraints, Fault, Key, Out, Shape, Value, Wire, key};
use bindery_runtime::{Md5Password, RawJson, Secret, with_scalar};

use super::choice::{int_enum, text_enum};
use super::show::HIDDEN;
use crate::suggest::{did_you_mean, listing};

/// Prefix of a digest that is given instead of a password.
const DIGEST: &str = "md5:";

/// Maximum nesting depth of values.
const DEEPEST: usize = 64;

/// Reader and writer of values.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    /// API with the types.
    pub(super) api: &'a Api,
    /// Whether secrets are replaced by asterisks.
    pub(super) hide: bool,
}

/// Encoding and limits of a value, apart from its type.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    encoding: Encoding,
    limits: &'a model::ValueLimits,
    depth: usize,
}

impl<'a> Rules<'a> {
    /// Returns the rules of a parameter or a field.
    pub(super) fn for_field(field: &'a Field) -> Self {
        Self { encoding: field.encoding, limits: &field.limits, depth: 0 }
    }

    /// Returns the rules for entries of a list or a map. JSON inside a string is one string, so its entries have the
    /// plain encoding.
    fn inner(self) -> Result<Self, Fault> {
        if self.depth >= DEEPEST {
            return Err(Fault::limit("is nested too deeply"));
        }
        let encoding = self.encoding.inside();
        Ok(Self { encoding, limits: &model::ValueLimits::NONE, depth: self.depth + 1 })
    }

    /// Fills in the rules of a newtype where those of its use say nothing.
    fn or(self, newtype: &'a Newtype) -> Self {
        let encoding = self.encoding.or(newtype.encoding);
        let limits =
            if *self.limits == model::ValueLimits::default() { &newtype.limits } else { self.limits };
        Self { encoding, limits, ..self }
    }
}

impl<'a> Values<'a> {
    /// Reads a value of a type, checks its limits, and writes it. `out` must have the encoding of `rules`.
    pub(super) fn write(
        self,
        ty: &Type,
        rules: Rules<'_>,
        value: &Value<'_>,
        out: &mut Out<'_>,
    ) -> Result<(), Fault> {
        match ty {
            Type::Scalar(scalar) => self.scalar(*scalar, rules, value, out),
            Type::Named(id) => match self.api.types.get(*id).map(|def| &def.kind) {
                Some(TypeKind::Record(fields)) => self.record(fields, rules, value, out),
                Some(TypeKind::Positions(fields)) => self.positions(fields, rules, value, out),
                Some(TypeKind::Union(union)) => self.union(union, rules, value, out),
                Some(TypeKind::IntEnum(values)) => int_enum(values, value, out),
                Some(TypeKind::TextEnum(values)) => text_enum(values, value, out),
                Some(TypeKind::Newtype(newtype)) if newtype.md5 => {
                    self.password(rules.or(newtype), value, out)
                }
                Some(TypeKind::Newtype(newtype)) => {
                    self.scalar(newtype.base, rules.or(newtype), value, &mut out.or(newtype.encoding))
                }
                Some(TypeKind::Alias(ty)) => self.write(ty, rules, value, out),
                None => Err(Fault::limit("has a type that is not in the spec")),
            },
            Type::List(item) => self.list(item, rules, value, out),
            Type::Map(key, item) => self.map(key, item, rules, value, out),
            Type::Nullable(_) if value.is_null() => {
                out.null();
                Ok(())
            }
            Type::Nullable(item) => self.write(item, rules, value, out),
        }
    }

    fn scalar(
        self,
        scalar: Scalar,
        rules: Rules<'_>,
        value: &Value<'_>,
        out: &mut Out<'_>,
    ) -> Result<(), Fault> {
        with_scalar!(scalar, T => {
            let read = T::read_as(value, rules.encoding)?;
            read.check(&constraints(rules.limits))?;
            if scalar == Scalar::Secret && self.hide {
                out.string(HIDDEN);
            } else {
                read.write(out);
            }
        });
        Ok(())
    }

    /// Writes a password that is sent as a digest: hashed, unless the digest is given.
    fn password(self, rules: Rules<'_>, value: &Value<'_>, out: &mut Out<'_>) -> Result<(), Fault> {
        let text = Secret::read(value)?;
        let password = match text.expose().strip_prefix(DIGEST) {
            Some(digest) => Md5Password::digest(digest)?,
            None => Md5Password::plain(text.expose()),
        };
        password.check(&constraints(rules.limits))?;
        out.string(if self.hide { HIDDEN } else { password.expose() });
        Ok(())
    }

    fn list(self, item: &Type, rules: Rules<'_>, value: &Value<'_>, out: &mut Out<'_>) -> Result<(), Fault> {
        let mut room = None;
        let items = value.items(&mut room).map_err(|fault| ask_for_json(fault, value, "[…]"))?;
        self.items(item, rules, items, out)
    }

    fn items<'v>(
        self,
        item: &Type,
        rules: Rules<'_>,
        items: impl Iterator<Item = Value<'v>>,
        out: &mut Out<'_>,
    ) -> Result<(), Fault> {
        let inner = rules.inner()?;
        let mut json = String::from("[");
        let mut count = 0;
        for (position, entry) in items.enumerate() {
            count += 1;
            if position > 0 {
                json.push(',');
            }
            self.write(item, inner, &entry, &mut Out::json(&mut json, inner.encoding))
                .map_err(|fault| fault.at(position))?;
        }
        json.push(']');
        if let Some(broken) = rules.limits.broken_by_count(count) {
            return Err(Fault::limit(format!("must be {broken}, has {count}")));
        }
        out.raw(&json);
        Ok(())
    }

    fn map(
        self,
        key_type: &Type,
        item: &Type,
        rules: Rules<'_>,
        value: &Value<'_>,
        out: &mut Out<'_>,
    ) -> Result<(), Fault> {
        let inner = rules.inner()?;
        let key = encoded_as(inner.encoding);
        let mut json = String::new();
        let mut object = Assembly::of_object(&[], &mut json);
        let mut room = None;
        for (name, entry) in value.entries(&mut room).map_err(|fault| ask_for_json(fault, value, "{…}"))? {
            let mut text = String::new();
            let mut names = Out::text(&mut text, Encoding::Plain);
            let plain = Rules { encoding: Encoding::Plain, ..inner };
            self.write(key_type, plain, &Value::Text(name.clone()), &mut names)
                .and_then(|()| object.put(&key, text.into(), |out| self.write(item, inner, &entry, out)))
                .map_err(|fault| fault.inside(&name))?;
        }
        if json.is_empty() && rules.encoding == Encoding::ListWhenEmpty {
            out.raw("[]");
        } else {
            out.raw(&format!("{{{json}}}"));
        }
        Ok(())
    }

    /// Writes the value of a field.
    fn field(
        self,
        field: &Field,
        depth: usize,
        value: &Value<'_>,
        object: &mut Assembly<'_>,
    ) -> Result<(), Fault> {
        let rules = Rules { depth, ..Rules::for_field(field) };
        let mut key = encoded_as(rules.encoding);
        key.bare_single = field.bare_single;
        let write = |out: &mut Out<'_>| match &field.ty {
            // A list of one entry can be written without brackets.
            Type::List(item) if field.bare_single && value.shape() != Shape::List => {
                self.items(item, rules, std::iter::once(value.clone()), out)
            }
            ty => self.write(ty, rules, value, out),
        };
        object.put(&key, field.name.clone().into(), write).map_err(|fault| fault.inside(&field.name))
    }

    /// Writes a record that is an array on the wire, given as an array.
    fn positions(
        self,
        fields: &[Field],
        rules: Rules<'_>,
        value: &Value<'_>,
        out: &mut Out<'_>,
    ) -> Result<(), Fault> {
        let depth = rules.inner()?.depth;
        let mut room = None;
        let mut given = value.items(&mut room).map_err(|fault| ask_for_json(fault, value, "[…]"))?;
        if given.len() > fields.len() {
            let message = format!("has {} entries, but only {} are documented", given.len(), fields.len());
            return Err(Fault::limit(message));
        }
        let mut json = String::new();
        let mut array = Assembly::of_items(&[], &mut json);
        for field in fields {
            let value = given.next();
            let there = value.as_ref().filter(|value| !value.is_null() || takes_null(&field.ty));
            match (there, &field.fixed) {
                (_, Some(fixed)) => array.put_json(&key(""), "".into(), fixed),
                (Some(value), None) => self.field(field, depth, value, &mut array)?,
                (None, None) => match field.presence {
                    Presence::Required => return Err(Fault::missing(&field.name)),
                    Presence::Nullable => array.put_json(&key(""), "".into(), "null"),
                    Presence::OptionalNullable if value.is_some() => {
                        array.put_json(&key(""), "".into(), "null");
                    }
                    Presence::Optional | Presence::OptionalNullable => array.skip(),
                },
            }
        }
        array.finish();
        out.raw(&format!("[{json}]"));
        Ok(())
    }

    /// Writes a value of a union by the rules of its variant. JSON of no variant is sent as it is given.
    fn union(
        self,
        union: &Union,
        rules: Rules<'_>,
        value: &Value<'_>,
        out: &mut Out<'_>,
    ) -> Result<(), Fault> {
        let depth = rules.inner()?.depth;
        let mut room = None;
        let def = |id: usize| self.api.types.get(id);
        let choice = union.with_cases(&def, |by, cases| Choice::of(value, by, cases, &mut room));
        let choice = choice.map_err(|fault| ask_for_json(fault, value, "{…}"))?;
        match (choice.at.and_then(|at| union.variants.get(at)), value) {
            (Some(variant), _) => {
                let inside = Rules { encoding: Encoding::Plain, depth, ..rules };
                if rules.encoding != Encoding::EmbeddedJson {
                    return self.write(&variant.ty, inside, &choice.value, out);
                }
                // Inside a string, every variant is JSON, a string too.
                let mut json = String::new();
                self.write(&variant.ty, inside, &choice.value, &mut Out::json(&mut json, Encoding::Plain))?;
                out.raw(&json);
                Ok(())
            }
            (None, Value::Json(_)) => {
                RawJson::read(value)?.write(out);
                Ok(())
            }
            (None, Value::Text(_) | Value::Attached(_)) => {
                let names: Vec<String> = union
                    .variants
                    .iter()
                    .flat_map(|variant| match variant.is.as_slice() {
                        [] => vec![variant.name.clone()],
                        is => is.to_vec(),
                    })
                    .collect();
                let all = listing(names.iter().map(String::as_str));
                Err(Fault::limit(format!("{} is not one of: {all}", value.describe())))
            }
        }
    }

    fn record(
        self,
        fields: &[Field],
        rules: Rules<'_>,
        value: &Value<'_>,
        out: &mut Out<'_>,
    ) -> Result<(), Fault> {
        let depth = rules.inner()?.depth;
        let mut room = None;
        let entries = value.entries(&mut room).map_err(|fault| ask_for_json(fault, value, "{…}"))?;
        let named = || fields.iter().filter(|field| !field.additional);
        let known =
            |name: &str| named().any(|field| field.name == name || field.aliases.iter().any(|a| a == name));
        let additional = fields.iter().find(|field| field.additional);
        if let Some((name, _)) = entries.iter().find(|(name, _)| additional.is_none() && !known(name)) {
            let near = did_you_mean(name, named().map(|field| field.name.as_str()));
            let near = near.map(|near| format!("; {near}")).unwrap_or_default();
            return Err(Fault::limit(format!("there is no such field{near}")).inside(name));
        }
        let mut json = String::new();
        let mut object = Assembly::of_object(&[], &mut json);
        for (field, json) in fields.iter().filter_map(|field| Some((field, field.fixed.as_ref()?))) {
            object.put_json(&key(""), field.name.clone().into(), json);
        }
        for field in named().filter(|field| field.fixed.is_none()) {
            let names = std::iter::once(&field.name).chain(&field.aliases);
            let given = names.filter_map(|name| entries.iter().rev().find(|(found, _)| found == name)).next();
            match given.map(|(_, value)| value).filter(|value| !value.is_null() || takes_null(&field.ty)) {
                Some(value) => self.field(field, depth, value, &mut object)?,
                None => match field.presence {
                    Presence::Required => return Err(Fault::missing(&field.name)),
                    Presence::Nullable => object.put_json(&key(""), field.name.clone().into(), "null"),
                    Presence::OptionalNullable if given.is_some() => {
                        object.put_json(&key(""), field.name.clone().into(), "null");
                    }
                    Presence::Optional | Presence::OptionalNullable => {}
                },
            }
        }
        if let Some(field) = additional {
            let rules = Rules { depth, ..Rules::for_field(field) };
            let key = encoded_as(rules.encoding);
            for (name, value) in entries.iter().filter(|(name, _)| !known(name)) {
                let write = |out: &mut Out<'_>| self.write(collected(&field.ty), rules, value, out);
                object.put(&key, name.to_string().into(), write).map_err(|fault| fault.inside(name))?;
            }
        }
        out.raw(&format!("{{{json}}}"));
        Ok(())
    }
}

/// Returns the rules of an entry with this encoding. The name is given when the entry is written.
fn encoded_as(encoding: Encoding) -> Key {
    let mut rules = key("");
    rules.encoding = encoding;
    rules
}

/// Returns the type of the entries that a field for additional entries collects.
pub(super) fn collected(ty: &Type) -> &Type {
    match ty {
        Type::Map(_, item) => item,
        other => other,
    }
}

fn takes_null(ty: &Type) -> bool {
    *ty == Type::Scalar(Scalar::Any)
}

fn constraints(limits: &model::ValueLimits) -> Constraints {
    Constraints { limits: *limits, ..Constraints::default() }
}

/// Adds a JSON example to the error for a string that is given for a list or an object.
fn ask_for_json(fault: Fault, value: &Value<'_>, example: &str) -> Fault {
    match value {
        Value::Text(_) => Fault::limit(format!("takes JSON: key:='{example}'")),
        Value::Json(_) | Value::Attached(_) => fault,
    }
}
