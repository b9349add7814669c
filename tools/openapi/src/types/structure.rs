//! Records that are arrays, and unions, as schemas.

use bindery_model::{Encoding, Field, Presence, Type, TypeKind, Union, UnionBy, UnionVariant, ValueLimits};
use bindery_vocabulary::json::JsonValue;

use super::{Location, Types, is_required};
use crate::schema::Schema;

impl Types<'_> {
    /// Returns the schema of an array with these fields as its entries.
    pub(super) fn positions(&self, fields: &[Field]) -> Schema {
        let entry = |field: &Field| {
            let schema = self.field(field, Location::Json);
            // An entry that is left out is null if another follows.
            let schema = if field.presence == Presence::Optional { schema.or_null() } else { schema };
            Schema { title: field.name.clone(), ..schema }
        };
        let needed = fields.iter().rposition(|field| is_required(field, Location::Json));
        let fewest = needed.and_then(|last| u32::try_from(last + 1).ok());
        Schema {
            prefix_items: fields.iter().map(entry).collect(),
            min_items: fewest,
            ..Schema::with_type("array")
        }
    }

    /// Returns the schema of a union. Several schemas can fit a value if no fixed field tells them apart.
    pub(super) fn union(&self, union: &Union) -> Schema {
        let variant = |variant: &UnionVariant| {
            self.schema(&variant.ty, Encoding::Plain, &ValueLimits::default(), Location::Json)
        };
        let variants = || union.variants.iter().map(variant).collect();
        let fixed = |variant: &UnionVariant| match (&variant.ty, union.path()) {
            (Type::Named(id), [name]) => self.api.types.get(*id).is_some_and(|def| {
                def.fields().iter().any(|field| field.name == *name && field.fixed.is_some())
            }),
            _ => false,
        };
        let exclusive = union.by == UnionBy::Kind || union.variants.iter().all(fixed);
        let schema = match exclusive {
            true => Schema { one_of: variants(), ..Schema::default() },
            false => Schema { any_of: variants(), ..Schema::default() },
        };
        let mut schema = Schema { discriminator: self.discriminator(union), ..schema };
        // A discriminator needs references without anything beside them.
        for variant in union.variants.iter().rev() {
            if let Some(deprecation) = &variant.deprecation {
                schema.describe(&format!("Variant `{}`: {}", variant.name, deprecation.sentence()));
            }
        }
        schema
    }

    /// Returns the discriminator of a union, which can only be a field directly in each object.
    fn discriminator(&self, union: &Union) -> Option<JsonValue> {
        let [name] = union.path() else { return None };
        let mut mapping = Vec::new();
        for variant in &union.variants {
            let Type::Named(id) = &variant.ty else { return None };
            let def = self.api.types.get(*id).filter(|def| matches!(def.kind, TypeKind::Record(_)))?;
            let reference = format!("#/components/schemas/{}", def.name);
            mapping.extend(variant.is.iter().map(|is| (is.clone(), JsonValue::text(&reference))));
        }
        Some(JsonValue::object([
            ("propertyName", JsonValue::text(name)),
            ("mapping", JsonValue::object(mapping)),
        ]))
    }
}
