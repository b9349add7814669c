//! Expected response of an action. Its types are decoded to the last field, by the same readers as those of generated
//! code.

use std::borrow::Cow;

use bindery_model::{Action, Api, Field, Presence, ResponseVariant, Scalar, Type, TypeId, TypeKind, Union};
use bindery_runtime::decode::{Expected, header_entries, read_nothing, read_one};
use bindery_runtime::metadata::{ActionInfo, BodyFormat, Encoding};
use bindery_runtime::wire::{Choice, Entries, find, read_field};
use bindery_runtime::wire::{Fault, Key, Value, Wire};
use bindery_runtime::{Md5Password, ResponseHead, with_scalar};

use bindery_vocabulary::essence;

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
            TypeKind::Record(fields) | TypeKind::Positions(fields) => {
                fields.iter().map(|field| key(api, field)).collect()
            }
            TypeKind::Union(_)
            | TypeKind::IntEnum(_)
            | TypeKind::TextEnum(_)
            | TypeKind::Newtype(_)
            | TypeKind::Alias(_) => Vec::new(),
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

    /// Returns the variant with this head. Those with the same status are distinguished by their media types; one without
    /// media types has all that no other one has.
    pub fn variant(&self, head: &ResponseHead) -> Option<&'a ResponseVariant> {
        let label = head.headers.text("content-type").map(essence).unwrap_or_default();
        let same = || self.action.response.variants.iter().filter(|variant| variant.status == head.status);
        let other = same().find(|variant| variant.body.types.is_empty());
        let only = same().next().filter(|_| same().count() == 1);
        only.or_else(|| same().find(|variant| variant.body.may_be(&label))).or(other)
    }

    fn value(&self, ty: &Type, encoding: Encoding, value: &Value<'_>) -> Result<(), Fault> {
        match ty {
            Type::Scalar(scalar) => read_scalar(*scalar, encoding, value),
            Type::Named(id) => match self.api.types.get(*id).map(|def| &def.kind) {
                Some(TypeKind::Record(fields)) => self.record(*id, fields, &value.entries(&mut None)?),
                Some(TypeKind::Positions(fields)) => {
                    let mut room = None;
                    let names = fields.iter().map(|field| Cow::Borrowed(field.name.as_str()));
                    self.record(*id, fields, &names.zip(value.items(&mut room)?).collect())
                }
                Some(TypeKind::Union(union)) => self.union(union, value),
                // An unknown enum value is kept.
                Some(TypeKind::IntEnum(_) | TypeKind::TextEnum(_)) => read::<String>(value, encoding),
                Some(TypeKind::Newtype(newtype)) if newtype.md5 => read::<Md5Password>(value, encoding),
                Some(TypeKind::Newtype(newtype)) => {
                    read_scalar(newtype.base, encoding.or(newtype.encoding), value)
                }
                Some(TypeKind::Alias(ty)) => self.value(ty, encoding, value),
                None => Err(Fault::limit("has a type that is not in the spec")),
            },
            Type::List(item) => {
                let mut room = None;
                let items = value.items(&mut room)?;
                items.enumerate().try_for_each(|(at, entry)| {
                    self.value(item, encoding, &entry).map_err(|fault| fault.at(at))
                })
            }
            Type::Map(key, item) => value.entries(&mut None)?.iter().try_for_each(|(name, entry)| {
                self.value(key, Encoding::Plain, &Value::Text(name.clone()))
                    .and_then(|()| self.value(item, encoding, entry))
                    .map_err(|fault| fault.inside(name))
            }),
            Type::Nullable(_) if value.is_null() => Ok(()),
            Type::Nullable(item) => self.value(item, encoding, value),
        }
    }

    /// Checks a value of a union; one of no variant is kept.
    fn union(&self, union: &Union, value: &Value<'_>) -> Result<(), Fault> {
        let mut room = None;
        let def = |id: TypeId| self.api.types.get(id);
        let choice = union.with_cases(&def, |by, cases| Choice::of(value, by, cases, &mut room))?;
        let variant = choice.at.and_then(|at| union.variants.get(at));
        variant.map_or(Ok(()), |variant| self.value(&variant.ty, Encoding::Plain, &choice.value))
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
            || is_optional.then_some(()),
            |value, encoding| {
                if is_optional && value.is_null() { Ok(()) } else { self.value(&field.ty, encoding, value) }
            },
        )
    }

    /// Checks the additional entries, which no other field describes.
    fn additional(&self, field: &Field, keys: &[Key], entries: &Entries<'_>) -> Result<(), Fault> {
        let Type::Map(_, item) = &field.ty else { return Ok(()) };
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

    fn is_documented(&self, action: &ActionInfo, status: u16) -> bool {
        let variants = &self.action.response.variants;
        match variants.is_empty() {
            true => action.status == status,
            false => variants.iter().any(|variant| variant.status == status),
        }
    }

    fn format(&self, _: &ActionInfo, head: &ResponseHead) -> BodyFormat {
        self.variant(head).map_or(self.action.response.body.format, |variant| variant.body.format)
    }

    fn read(&self, action: &ActionInfo, head: &ResponseHead, body: &Value<'_>) -> Result<(), Fault> {
        self.body(action, head, body)?;
        self.headers(head)
    }

    fn read_empty(&self, action: &ActionInfo, head: &ResponseHead) -> Result<Option<()>, Fault> {
        self.empty(action, head).map(|()| self.headers(head)).transpose()
    }

    fn read_raw(&self, head: &ResponseHead, body: &[u8]) -> Result<Option<()>, Fault> {
        self.raw(body).map(|()| self.headers(head)).transpose()
    }
}

impl ExpectedResponse<'_> {
    /// Checks the documented headers.
    fn headers(&self, head: &ResponseHead) -> Result<(), Fault> {
        let response = &self.action.response;
        let variant = self.variant(head);
        let headers = variant.map_or(&response.headers, |variant| &variant.headers);
        let Some(id) = headers.as_ref().and_then(Type::leaf) else { return Ok(()) };
        let fields = self.api.types.get(id).map_or(&[][..], |def| def.fields());
        let names = fields.iter().flat_map(|field| {
            let names = std::iter::once(&field.name).chain(&field.aliases);
            names.map(|name| (name.as_str(), field.style))
        });
        header_entries(&head.headers, names)
            .and_then(|entries| self.record(id, fields, &entries))
            .map_err(|fault| fault.inside("headers"))
    }

    fn body(&self, action: &ActionInfo, head: &ResponseHead, body: &Value<'_>) -> Result<(), Fault> {
        let (documented_response, status) = (&self.action.response, head.status);
        if documented_response.variants.is_empty() {
            let missing = || self.may_be_nothing().then_some(());
            return read_one(action, status, body, missing, |value, encoding| {
                match &documented_response.ty {
                    Some(ty) => self.value(ty, encoding, value),
                    None => Ok(()),
                }
            });
        }
        match self.variant(head) {
            Some(variant) => variant.ty.as_ref().map_or(Ok(()), |ty| self.value(ty, Encoding::Plain, body)),
            None => Err(Fault::limit(format!("no response has the status {status}"))),
        }
    }

    fn empty(&self, action: &ActionInfo, head: &ResponseHead) -> Option<()> {
        let documented_response = &self.action.response;
        if documented_response.variants.is_empty() {
            return read_nothing(action, head.status, || self.may_be_nothing().then_some(()));
        }
        let mut variants = documented_response.variants.iter();
        variants.any(|variant| variant.status == head.status && variant.ty.is_none()).then_some(())
    }

    fn raw(&self, body: &[u8]) -> Option<()> {
        let documented_response = &self.action.response;
        let is_text = matches!(documented_response.ty, Some(Type::Scalar(Scalar::String)));
        let is_readable = (documented_response.nullable && body.is_empty())
            || !is_text
            || String::from_body(body).is_some();
        is_readable.then_some(())
    }
}

fn read<T: Wire>(value: &Value<'_>, encoding: Encoding) -> Result<(), Fault> {
    T::read_as(value, encoding).map(drop)
}

fn read_scalar(scalar: Scalar, encoding: Encoding, value: &Value<'_>) -> Result<(), Fault> {
    with_scalar!(scalar, T => read::<T>(value, encoding))
}
