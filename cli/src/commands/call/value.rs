//! One value, read as its type says and written in the one documented form: the rules of the runtime, driven by the
//! model instead of by generated code.
//!
//! Text from the command line arrives as [`Value::Text`], JSON as [`Value::Json`].

use bindery_model::{self as model, Api, Field, Newtype, Presence, Scalar, Style, Type, TypeKind};
use bindery_runtime::wire::{Assembly, Constraints, Fault, Key, Out, Shape, Value, Wire, key};
use bindery_runtime::{Md5Password, Secret, with_scalar};

use super::choice::{int_enum, text_enum};
use super::show::HIDDEN;
use crate::suggest::did_you_mean;

/// What stands before a digest that is given instead of a password.
const DIGEST: &str = "md5:";

/// How deep values may be nested.
const DEEPEST: usize = 64;

/// Reads values and writes them.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    /// Where the types are.
    pub(super) api: &'a Api,
    /// Whether secrets are written as stars.
    pub(super) hide: bool,
}

/// How a value is written and held against what, apart from its type.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    style: Style,
    limits: &'a model::Limits,
    depth: usize,
}

impl<'a> Rules<'a> {
    /// The rules of a parameter or a field.
    pub(super) fn of(field: &'a Field) -> Self {
        Self { style: field.style, limits: &field.limits, depth: 0 }
    }

    /// The rules for what is in a list or a map: JSON inside a string is one text, so what is in it is plain.
    fn inner(self) -> Result<Self, Fault> {
        if self.depth >= DEEPEST {
            return Err(Fault::limit("is nested too deeply"));
        }
        let style = self.style.inside();
        Ok(Self { style, depth: self.depth + 1, ..self })
    }

    /// The rules of a new type, where those of the place where it is used say nothing.
    fn or(self, newtype: &'a Newtype) -> Self {
        let style = if self.style == Style::Plain { newtype.style } else { self.style };
        let limits = if *self.limits == model::Limits::default() { &newtype.limits } else { self.limits };
        Self { style, limits, ..self }
    }
}

impl<'a> Values<'a> {
    /// Reads a value of a type, holds it against its limits, and writes it. `out` has the style of `rules`.
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
                    self.scalar(newtype.base, rules.or(newtype), value, &mut out.or(newtype.style))
                }
                None => Err(Fault::limit("has a type that the spec does not know")),
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
            let read = T::read_as(value, rules.style)?;
            read.check(&constraints(rules.limits))?;
            if scalar == Scalar::Secret && self.hide {
                out.string(HIDDEN);
            } else {
                read.write(out);
            }
        });
        Ok(())
    }

    /// A password that travels as its digest: hashed, unless it is given as one.
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
            self.write(item, inner, &entry, &mut Out::json(&mut json, inner.style))
                .map_err(|fault| fault.at(position))?;
        }
        json.push(']');
        out.raw(&json);
        Ok(())
    }

    fn map(self, item: &Type, rules: Rules<'_>, value: &Value<'_>, out: &mut Out<'_>) -> Result<(), Fault> {
        let inner = rules.inner()?;
        let key = in_style(inner.style);
        let mut json = String::new();
        let mut object = Assembly::of_object(&[], &mut json);
        let mut room = None;
        for (name, entry) in value.entries(&mut room).map_err(|fault| ask_for_json(fault, value, "{…}"))? {
            object
                .put(&key, name.to_string().into(), |out| self.write(item, inner, &entry, out))
                .map_err(|fault| fault.inside(&name))?;
        }
        if json.is_empty() && rules.style == Style::ListWhenEmpty {
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
        let named = || fields.iter().filter(|field| !field.others);
        let known =
            |name: &str| named().any(|field| field.name == name || field.also.iter().any(|a| a == name));
        let others = fields.iter().find(|field| field.others);
        if let Some((name, _)) = entries.iter().find(|(name, _)| others.is_none() && !known(name)) {
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
            let names = std::iter::once(&field.name).chain(&field.also);
            let given = names.filter_map(|name| entries.iter().rev().find(|(found, _)| found == name)).next();
            match given.map(|(_, value)| value).filter(|value| !value.is_null() || takes_null(&field.ty)) {
                Some(value) => {
                    let rules = Rules { depth, ..Rules::of(field) };
                    let mut key = in_style(rules.style);
                    key.bare_single = field.bare_single;
                    let write = |out: &mut Out<'_>| match &field.ty {
                        // A list of one may stand there without its brackets.
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
        if let Some(field) = others {
            let rules = Rules { depth, ..Rules::of(field) };
            let key = in_style(rules.style);
            for (name, value) in entries.iter().filter(|(name, _)| !known(name)) {
                let write = |out: &mut Out<'_>| self.write(collected(&field.ty), rules, value, out);
                object.put(&key, name.to_string().into(), write).map_err(|fault| fault.inside(name))?;
            }
        }
        out.raw(&format!("{{{json}}}"));
        Ok(())
    }
}

/// The rules of an entry that is written in this style. Its name is given when it is written.
fn in_style(style: Style) -> Key {
    let mut rules = key("");
    rules.style = style;
    rules
}

/// The type of what a field collects that takes all entries without one of their own.
pub(super) fn collected(ty: &Type) -> &Type {
    match ty {
        Type::Map(item) => item,
        other => other,
    }
}

fn takes_null(ty: &Type) -> bool {
    *ty == Type::Scalar(Scalar::Any)
}

fn constraints(limits: &model::Limits) -> Constraints {
    Constraints { limits: *limits, ..Constraints::default() }
}

/// Whoever writes a text where a list or an object belongs needs to know how to write one.
fn ask_for_json(fault: Fault, value: &Value<'_>, example: &str) -> Fault {
    match value {
        Value::Text(_) => Fault::limit(format!("takes JSON: key:='{example}'")),
        Value::Json(_) => fault,
    }
}
