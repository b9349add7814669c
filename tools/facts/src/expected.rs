//! What is expected of an action's answer: its types, read to their last field by the same readers as those of generated code.

use bindery_model::{Action, Api, Field, Presence, Scalar, Type, TypeId, TypeKind};
use bindery_runtime::decode::{Expected, read_nothing, read_one};
use bindery_runtime::facts::{ActionInfo, Style};
use bindery_runtime::wire::{Entries, find, read_field};
use bindery_runtime::wire::{Fault, Key, Value, Wire};
use bindery_runtime::{Md5Password, with_scalar};

use crate::key;

/// What is expected of an action's answer. It is only looked at: what it is read as, is nothing.
#[derive(Debug)]
pub struct ExpectedAnswer<'a> {
    api: &'a Api,
    action: &'a Action,
    /// The keys of every record, by its type.
    keys: Vec<Vec<Key>>,
}

impl<'a> ExpectedAnswer<'a> {
    /// What is expected of this action of this API.
    pub fn new(api: &'a Api, action: &'a Action) -> Self {
        let keys = api.types.iter().map(|def| match &def.kind {
            TypeKind::Record(fields) => fields.iter().map(|field| key(api, field)).collect(),
            _ => Vec::new(),
        });
        Self { api, action, keys: keys.collect() }
    }

    /// Whether there may be no value.
    fn may_be_nothing(&self) -> bool {
        let returns = &self.action.returns;
        returns.ty.is_none() || returns.nullable || returns.fixed.is_some()
    }

    fn value(&self, ty: &Type, style: Style, value: &Value<'_>) -> Result<(), Fault> {
        match ty {
            Type::Scalar(scalar) => read_scalar(*scalar, style, value),
            Type::Named(id) => match self.api.types.get(*id).map(|def| &def.kind) {
                Some(TypeKind::Record(fields)) => self.record(*id, fields, &value.entries(&mut None)?),
                // A value that is not listed is kept, whatever it is.
                Some(TypeKind::IntEnum(_) | TypeKind::TextEnum(_)) => read::<String>(value, style),
                Some(TypeKind::Newtype(newtype)) if newtype.md5 => read::<Md5Password>(value, style),
                Some(TypeKind::Newtype(newtype)) => read_scalar(newtype.base, style, value),
                None => Err(Fault::limit("has a type that the spec does not know")),
            },
            Type::List(item) => {
                let mut room = None;
                let items = value.items(&mut room)?;
                items
                    .enumerate()
                    .try_for_each(|(at, entry)| self.value(item, style, &entry).map_err(|fault| fault.at(at)))
            }
            Type::Map(item) => value.entries(&mut None)?.iter().try_for_each(|(name, entry)| {
                self.value(item, style, entry).map_err(|fault| fault.inside(name))
            }),
        }
    }

    fn record(&self, id: TypeId, fields: &[Field], entries: &Entries<'_>) -> Result<(), Fault> {
        let keys = self.keys.get(id).map_or(&[][..], Vec::as_slice);
        for (field, key) in fields.iter().zip(keys).filter(|(field, _)| field.fixed.is_none()) {
            if field.others {
                self.others(field, keys, entries)?;
            } else {
                self.field(field, key, entries).map_err(|fault| fault.inside(key.name))?;
            }
        }
        Ok(())
    }

    fn field(&self, field: &Field, key: &Key, entries: &Entries<'_>) -> Result<(), Fault> {
        let is_optional = field.presence != Presence::Required;
        read_field(
            key,
            find(key, entries),
            || is_optional.then_some(()),
            |value, style| {
                if is_optional && value.is_null() { Ok(()) } else { self.value(&field.ty, style, value) }
            },
        )
    }

    /// The entries whose names no other field has.
    fn others(&self, field: &Field, keys: &[Key], entries: &Entries<'_>) -> Result<(), Fault> {
        let Type::Map(item) = &field.ty else { return Ok(()) };
        let is_field =
            |name: &str| keys.iter().any(|key| !key.others && key.name == name || key.also.contains(&name));
        entries.iter().filter(|(name, _)| !is_field(name)).try_for_each(|(name, value)| {
            self.value(item, Style::Plain, value).map_err(|fault| fault.inside(name))
        })
    }
}

impl Expected for ExpectedAnswer<'_> {
    type Answer = ();

    fn read(&self, action: &ActionInfo, status: u16, body: &Value<'_>) -> Result<(), Fault> {
        let returns = &self.action.returns;
        if returns.outcomes.is_empty() {
            let missing = || self.may_be_nothing().then_some(());
            return read_one(action, status, body, missing, |value, style| match &returns.ty {
                Some(ty) => self.value(ty, style, value),
                None => Ok(()),
            });
        }
        match returns.outcomes.iter().find(|outcome| outcome.status == status) {
            Some(outcome) => outcome.ty.as_ref().map_or(Ok(()), |ty| self.value(ty, Style::Plain, body)),
            None => Err(Fault::limit(format!("no outcome has the status {status}"))),
        }
    }

    fn read_empty(&self, action: &ActionInfo, status: u16) -> Option<()> {
        let returns = &self.action.returns;
        if returns.outcomes.is_empty() {
            return read_nothing(action, status, || self.may_be_nothing().then_some(()));
        }
        returns.outcomes.iter().any(|outcome| outcome.status == status && outcome.ty.is_none()).then_some(())
    }

    fn read_raw(&self, body: &[u8]) -> Option<()> {
        let returns = &self.action.returns;
        let is_text = matches!(returns.ty, Some(Type::Scalar(Scalar::String)));
        ((returns.nullable && body.is_empty()) || !is_text || String::from_body(body).is_some()).then_some(())
    }
}

fn read<T: Wire>(value: &Value<'_>, style: Style) -> Result<(), Fault> {
    T::read_as(value, style).map(drop)
}

fn read_scalar(scalar: Scalar, style: Style, value: &Value<'_>) -> Result<(), Fault> {
    with_scalar!(scalar, T => read::<T>(value, style))
}
