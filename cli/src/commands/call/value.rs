//! Reading of one value by its type, and writing in its documented encoding. These are the rules of the runtime,
//! driven by the model instead of generated code.
//!
//! Values from the command line arrive as [`Value::Text`], JSON as [`Value::Json`].

use bindery_model::{self as model, Api, Encoding, Field, Newtype, Presence, Scalar, Type, TypeKind};
use bindery_runtime::wire::{Assembly, Constraints, Fault, Key, Out, Shape, Value, Wire, key};
use bindery_runtime::{Md5Password, Secret, with_scalar};

use super::choice::{int_enum, text_enum};
use super::show::HIDDEN;
use crate::suggest::did_you_mean;

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
        Ok(Self { encoding, depth: self.depth + 1, ..self })
    }

    /// Fills in the rules of a newtype where those of its use say nothing.
    fn or(self, newtype: &'a Newtype) -> Self {
        let encoding = if self.encoding == Encoding::Plain { newtype.encoding } else { self.encoding };
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
                Some(TypeKind::IntEnum(values)) => int_enum(values, value, out),
                Some(TypeKind::TextEnum(values)) => text_enum(values, value, out),
                Some(TypeKind::Newtype(newtype)) if newtype.md5 => {
                    self.password(rules.or(newtype), value, out)
                }
                Some(TypeKind::Newtype(newtype)) => {
                    self.scalar(newtype.base, rules.or(newtype), value, &mut out.or(newtype.encoding))
                }
                None => Err(Fault::limit("has a type that is not in the spec")),
            },
            Type::List(item) => self.list(item, rules, value, out),
            Type::Map(item) => self.map(item, rules, value, out),
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
        for (position, entry) in items.enumerate() {
            if position > 0 {
                json.push(',');
            }
            self.write(item, inner, &entry, &mut Out::json(&mut json, inner.encoding))
                .map_err(|fault| fault.at(position))?;
        }
        json.push(']');
        out.raw(&json);
        Ok(())
    }

    fn map(self, item: &Type, rules: Rules<'_>, value: &Value<'_>, out: &mut Out<'_>) -> Result<(), Fault> {
        let inner = rules.inner()?;
        let key = encoded_as(inner.encoding);
        let mut json = String::new();
        let mut object = Assembly::of_object(&[], &mut json);
        let mut room = None;
        for (name, entry) in value.entries(&mut room).map_err(|fault| ask_for_json(fault, value, "{…}"))? {
            object
                .put(&key, name.to_string().into(), |out| self.write(item, inner, &entry, out))
                .map_err(|fault| fault.inside(&name))?;
        }
        if json.is_empty() && rules.encoding == Encoding::ListWhenEmpty {
            out.raw("[]");
        } else {
            out.raw(&format!("{{{json}}}"));
        }
        Ok(())
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
            object.put_json(field.name.clone(), json);
        }
        for field in named().filter(|field| field.fixed.is_none()) {
            let names = std::iter::once(&field.name).chain(&field.aliases);
            let given = names.filter_map(|name| entries.iter().rev().find(|(found, _)| found == name)).next();
            match given.map(|(_, value)| value).filter(|value| !value.is_null() || takes_null(&field.ty)) {
                Some(value) => {
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
                    object
                        .put(&key, field.name.clone().into(), write)
                        .map_err(|fault| fault.inside(&field.name))?;
                }
                None => match field.presence {
                    Presence::Required => return Err(Fault::missing(&field.name)),
                    Presence::Nullable => object.put_json(field.name.clone(), "null"),
                    Presence::Optional => {}
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
        Type::Map(item) => item,
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
        Value::Json(_) => fault,
    }
}
