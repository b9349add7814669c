//! Expected response of an action. Its types are decoded to the last field, by the same readers as those of generated
//! code.

use bindery_model::{Action, Api, Field, Presence, Scalar, Type, TypeId, TypeKind};
use bindery_runtime::decode::{Expected, read_nothing, read_one};
use bindery_runtime::metadata::{ActionInfo, Encoding};
use bindery_runtime::wire::{Entries, find, read_field};
use bindery_runtime::wire::{Fault, Key, Value, Wire};
use bindery_runtime::{Md5Password, with_scalar};

use crate::key;

/// Expected response of an action. Decoding only checks the response and produces no value.
#[derive(Debug)]
pub struct ExpectedResponse<'a> {
    api: &'a Api,
    action: &'a Action,
    /// Keys of every record, by type.
    keys: Vec<Vec<Key>>,
}

impl<'a> ExpectedResponse<'a> {
    /// Creates the expected response of an action.
    pub fn new(api: &'a Api, action: &'a Action) -> Self {
        let keys = api.types.iter().map(|def| match &def.kind {
            TypeKind::Record(fields) => fields.iter().map(|field| key(api, field)).collect(),
            _ => Vec::new(),
        });
        Self { api, action, keys: keys.collect() }
    }

    /// Whether the value can be absent.
    fn may_be_nothing(&self) -> bool {
        let documented_response = &self.action.response;
        documented_response.ty.is_none()
            || documented_response.nullable
            || documented_response.fixed.is_some()
    }

    fn value(&self, ty: &Type, encoding: Encoding, value: &Value<'_>) -> Result<(), Fault> {
        match ty {
            Type::Scalar(scalar) => read_scalar(*scalar, encoding, value),
            Type::Named(id) => match self.api.types.get(*id).map(|def| &def.kind) {
                Some(TypeKind::Record(fields)) => self.record(*id, fields, &value.entries(&mut None)?),
                // An unknown enum value is kept.
                Some(TypeKind::IntEnum(_) | TypeKind::TextEnum(_)) => read::<String>(value, encoding),
                Some(TypeKind::Newtype(newtype)) if newtype.md5 => read::<Md5Password>(value, encoding),
                Some(TypeKind::Newtype(newtype)) => read_scalar(newtype.base, encoding, value),
                None => Err(Fault::limit("has a type that is not in the spec")),
            },
            Type::List(item) => {
                let mut room = None;
                let items = value.items(&mut room)?;
                items.enumerate().try_for_each(|(at, entry)| {
                    self.value(item, encoding, &entry).map_err(|fault| fault.at(at))
                })
            }
            Type::Map(item) => value.entries(&mut None)?.iter().try_for_each(|(name, entry)| {
                self.value(item, encoding, entry).map_err(|fault| fault.inside(name))
            }),
        }
    }

    fn record(&self, id: TypeId, fields: &[Field], entries: &Entries<'_>) -> Result<(), Fault> {
        let keys = self.keys.get(id).map_or(&[][..], Vec::as_slice);
        for (field, key) in fields.iter().zip(keys).filter(|(field, _)| field.fixed.is_none()) {
            if field.additional {
                self.additional(field, keys, entries)?;
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
            |value, encoding| {
                if is_optional && value.is_null() { Ok(()) } else { self.value(&field.ty, encoding, value) }
            },
        )
    }

    /// Checks the additional entries, which no other field describes.
    fn additional(&self, field: &Field, keys: &[Key], entries: &Entries<'_>) -> Result<(), Fault> {
        let Type::Map(item) = &field.ty else { return Ok(()) };
        let is_field = |name: &str| {
            keys.iter().any(|key| !key.additional && key.name == name || key.aliases.contains(&name))
        };
        entries.iter().filter(|(name, _)| !is_field(name)).try_for_each(|(name, value)| {
            self.value(item, Encoding::Plain, value).map_err(|fault| fault.inside(name))
        })
    }
}

impl Expected for ExpectedResponse<'_> {
    type Response = ();

    fn read(&self, action: &ActionInfo, status: u16, body: &Value<'_>) -> Result<(), Fault> {
        let documented_response = &self.action.response;
        if documented_response.variants.is_empty() {
            let missing = || self.may_be_nothing().then_some(());
            return read_one(action, status, body, missing, |value, encoding| {
                match &documented_response.ty {
                    Some(ty) => self.value(ty, encoding, value),
                    None => Ok(()),
                }
            });
        }
        match documented_response.variants.iter().find(|variant| variant.status == status) {
            Some(variant) => variant.ty.as_ref().map_or(Ok(()), |ty| self.value(ty, Encoding::Plain, body)),
            None => Err(Fault::limit(format!("no response has the status {status}"))),
        }
    }

    fn read_empty(&self, action: &ActionInfo, status: u16) -> Option<()> {
        let documented_response = &self.action.response;
        if documented_response.variants.is_empty() {
            return read_nothing(action, status, || self.may_be_nothing().then_some(()));
        }
        documented_response
            .variants
            .iter()
            .any(|variant| variant.status == status && variant.ty.is_none())
            .then_some(())
    }

    fn read_raw(&self, body: &[u8]) -> Option<()> {
        let documented_response = &self.action.response;
        let is_text = matches!(documented_response.ty, Some(Type::Scalar(Scalar::String)));
        ((documented_response.nullable && body.is_empty()) || !is_text || String::from_body(body).is_some())
            .then_some(())
    }
}

fn read<T: Wire>(value: &Value<'_>, encoding: Encoding) -> Result<(), Fault> {
    T::read_as(value, encoding).map(drop)
}

fn read_scalar(scalar: Scalar, encoding: Encoding, value: &Value<'_>) -> Result<(), Fault> {
    with_scalar!(scalar, T => read::<T>(value, encoding))
}
