//! Maps of the entries that no other field has.

use super::Resolver;
use super::shape::Class;
use crate::diagnostic::Span;
use crate::document::MemberDoc;
use crate::model::{Field, Style, Type};
use crate::yaml::excerpt;

impl Resolver {
    /// Whether a parameter or field collects the other entries. All that is about an own key says nothing about it then.
    pub(super) fn others(&mut self, doc: &MemberDoc<'_>, name: &str, ty: &Type) -> bool {
        let Some(flag) = doc.others.filter(|flag| flag.value) else { return false };
        let class = self.class(ty);
        if !matches!(class, Class::Map | Class::Unknown) {
            let span = doc.type_.as_ref().map_or(flag.span, |text| text.span);
            let message = format!("`{}` cannot hold the other entries", excerpt(name));
            self.error("spec::others", span, message)
                .label(format!("this is {}", class.describe()))
                .help("write a map, such as `map<any>`");
        }
        let first = |texts: &[crate::document::Text<'_>]| texts.first().map(|text| text.span);
        let text = |text: &Option<crate::document::Text<'_>>| text.as_ref().map(|text| text.span);
        let keys: [(&str, Option<Span>); 12] = [
            ("optional", doc.optional.map(|flag| flag.span)),
            ("nullable", doc.nullable.map(|flag| flag.span)),
            ("default", doc.default.as_ref().map(|json| json.span)),
            ("in", doc.in_.map(|choice| choice.span)),
            ("also", first(&doc.also.0)),
            ("none", first(&doc.none.0)),
            (
                "as",
                doc.as_
                    .filter(|style| matches!(style.value, Style::JsonText | Style::ListWhenEmpty))
                    .map(|style| style.span),
            ),
            ("bare-single", doc.bare_single.map(|flag| flag.span)),
            ("fixed", doc.fixed.as_ref().map(|json| json.span)),
            ("needs", text(&doc.needs)),
            ("missing", text(&doc.missing)),
            ("leading-plus", doc.leading_plus.map(|flag| flag.span)),
        ];
        for (key, span) in keys {
            if let Some(span) = span {
                let message = format!("`{key}` says nothing about the other entries");
                self.error("spec::others", span, message)
                    .label("there is no own key on the wire")
                    .help("remove it");
            }
        }
        true
    }

    /// There is one place for the other entries of a record.
    pub(super) fn check_others(&mut self, fields: &[Field]) {
        let mut all = fields.iter().filter(|field| field.others);
        let Some(first) = all.next() else { return };
        for second in all {
            self.error("spec::others", second.span, "the other entries have two places")
                .label("again")
                .related(first.span, "first here")
                .help("remove `others: true` here or there");
        }
    }
}
