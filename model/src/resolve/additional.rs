//! Maps of additional entries.

use super::Resolver;
use super::type_kind::TypeClass;
use crate::diagnostic::Span;
use crate::document::MemberDoc;
use crate::model::{Encoding, Field, Type};
use crate::yaml::excerpt;

impl Resolver {
    /// Whether a parameter or field holds the additional entries. Keys that describe its own key do not apply then.
    pub(super) fn additional(&mut self, doc: &MemberDoc<'_>, name: &str, ty: &Type) -> bool {
        let Some(flag) = doc.additional.filter(|flag| flag.value) else { return false };
        let class = self.class(ty);
        if !matches!(class, TypeClass::Map | TypeClass::Unknown) {
            let span = doc.type_.as_ref().map_or(flag.span, |text| text.span);
            let message = format!("`{}` cannot hold the additional entries", excerpt(name));
            self.error("spec::additional", span, message)
                .label(format!("this is {}", class.describe()))
                .help("use a map, such as `map<any>`");
        }
        let first = |texts: &[crate::document::Text<'_>]| texts.first().map(|text| text.span);
        let text = |text: &Option<crate::document::Text<'_>>| text.as_ref().map(|text| text.span);
        let keys: [(&str, Option<Span>); 12] = [
            ("optional", doc.optional.map(|flag| flag.span)),
            ("nullable", doc.nullable.map(|flag| flag.span)),
            ("default", doc.default.as_ref().map(|json| json.span)),
            ("in", doc.in_.map(|choice| choice.span)),
            ("aliases", first(&doc.aliases.0)),
            ("null-values", first(&doc.null_values.0)),
            (
                "encoding",
                doc.encoding
                    .filter(|coding| matches!(coding.value, Encoding::EmbeddedJson | Encoding::ListWhenEmpty))
                    .map(|coding| coding.span),
            ),
            ("bare-single", doc.bare_single.map(|flag| flag.span)),
            ("fixed", doc.fixed.as_ref().map(|json| json.span)),
            ("needs", text(&doc.needs)),
            ("missing", text(&doc.missing)),
            ("plus-as-space", doc.plus_as_space.map(|flag| flag.span)),
        ];
        for (key, span) in keys {
            if let Some(span) = span {
                let message = format!("`{key}` does not apply to additional entries");
                self.error("spec::additional", span, message)
                    .label("has no key of its own on the wire")
                    .help("remove it");
            }
        }
        true
    }

    /// Checks that at most one field holds the additional entries.
    pub(super) fn check_additional(&mut self, fields: &[Field]) {
        let mut all = fields.iter().filter(|field| field.additional);
        let Some(first) = all.next() else { return };
        for second in all {
            self.error("spec::additional", second.span, "only one map can hold the additional entries")
                .label("duplicate")
                .related(first.span, "first used here")
                .help("remove `additional: true` from one of them");
        }
    }
}
