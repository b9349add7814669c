//! Made values: parameters whose value a client makes when it sends a request.

use super::Resolver;
use super::type_kind::TypeClass;
use crate::document::MemberDoc;
use crate::model::{ClockUnit, Field, Made, MadeKind, Scalar};

impl Resolver {
    /// Resolves how a client makes the value of a parameter.
    pub(super) fn made(&mut self, doc: &MemberDoc<'_>, field: &Field) -> Option<Made> {
        let kind = doc.made.map(|made| made.value);
        if let Some(unit) = doc.unit.filter(|_| kind != Some(MadeKind::Nonce) && !doc.doubt.about("made")) {
            self.error("spec::made", unit.span, "`unit` only applies to a growing number")
                .label("not used")
                .help("remove it, or add `made: nonce`; the unit of a time is its `encoding`");
        }
        if let Some(window) = doc.window.filter(|_| kind != Some(MadeKind::Now) && !doc.doubt.about("made")) {
            self.error("spec::made", window.span, "`window` only applies to a time")
                .label("not used")
                .help("remove it, or add `made: now`");
        }
        let made = doc.made?;
        let class = self.class(&field.ty);
        let is = |scalars: &[Scalar]| matches!(class, TypeClass::Scalar(scalar) if scalars.contains(&scalar));
        let (fits, types) = match made.value {
            MadeKind::Now => (is(&[Scalar::Instant]), "`instant`"),
            MadeKind::Nonce => (is(&[Scalar::Int, Scalar::Uint]), "`int` or `uint`"),
            MadeKind::Random => (is(&[Scalar::String]), "`string`"),
            MadeKind::Uuid | MadeKind::IdempotencyKey => {
                (is(&[Scalar::String, Scalar::Uuid]), "`uuid` or `string`")
            }
        };
        if !fits && class != TypeClass::Unknown {
            let message = format!("the value of `made: {}` has another type", made.value.text());
            self.error("spec::made", made.span, message)
                .label(format!("this is {}", class.describe()))
                .help(format!("change the type to {types}"));
        }
        let conflict = if field.presence.may_be_null() {
            Some("nullable")
        } else if field.default.is_some() {
            Some("default")
        } else if field.fixed.is_some() {
            Some("fixed")
        } else if field.additional {
            Some("additional")
        } else {
            None
        };
        if let Some(key) = conflict {
            self.error("spec::made", made.span, format!("`made` and `{key}` are both set"))
                .label("always sent, with a value of its own")
                .help(format!("keep `made` or `{key}`"));
        }
        Some(Made {
            kind: made.value,
            unit: doc.unit.map_or(ClockUnit::Milliseconds, |unit| unit.value),
            window: doc.window.map(|window| window.milliseconds),
        })
    }
}
