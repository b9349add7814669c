//! Types: records, enums, newtypes, and the constants of a module.

use super::literal::{push_json, push_literal};
use super::page::Page;
use crate::plan::{ConstantPlan, FieldPlan, TypePlan, TypeShape, note};

/// Prints a named type.
pub(crate) fn named_type(page: &mut Page, plan: &TypePlan<'_>) {
    match &plan.shape {
        TypeShape::Record { fields, fixed, has_default, .. } => {
            let attributes: &[&str] = if *has_default { &["#[derive(Default)]"] } else { &[] };
            record(page, (&plan.docs, None, attributes), plan.ident, fields, fixed);
        }
        TypeShape::Enum(base, variants) => {
            page.open(&["rt::wire_enum! {"]);
            page.docs("///", &plan.docs);
            page.open(&["pub enum ", plan.ident, ": ", base, " {"]);
            for variant in variants {
                page.docs("///", &variant.docs);
                page.deprecated(variant.deprecation.map(note).as_deref());
                page.start();
                page.text.push_str(variant.ident);
                page.text.push_str(" = ");
                page.expr(&variant.is);
                page.end(",");
            }
            page.close("}");
            page.close("}");
        }
        TypeShape::Newtype(base, encoding) => {
            page.open(&["rt::newtype! {"]);
            page.docs("///", &plan.docs);
            let written = encoding.map_or([""; 2], |encoding| [" as ", encoding]).concat();
            page.line(&["pub struct ", plan.ident, "(", base, ")", &written, ";"]);
            page.close("}");
        }
        TypeShape::Alias(of) => {
            page.docs("///", &plan.docs);
            page.line(&["pub type ", plan.ident, " = ", of, ";"]);
        }
    }
}

/// Prints a record, a request or a named type, after its docs, the note of its deprecation and other attributes.
pub(crate) fn record(
    page: &mut Page,
    (docs, deprecated, attributes): (&[String], Option<&str>, &[&str]),
    ident: &str,
    fields: &[FieldPlan<'_>],
    fixed: &[(&str, &str)],
) {
    page.open(&["rt::record! {"]);
    page.docs("///", docs);
    page.deprecated(deprecated);
    for attribute in attributes {
        page.line(&[attribute]);
    }
    if fields.is_empty() {
        page.line(&["pub struct ", ident, " {}"]);
    } else {
        page.open(&["pub struct ", ident, " {"]);
        for field in fields {
            page.docs("///", &field.docs);
            page.deprecated(field.field.deprecation.as_ref().map(note).as_deref());
            page.start();
            page.text.extend([field.ident, ": ", &field.full_type, " = "]);
            page.chain(&field.key);
            page.end(",");
        }
        page.close("}");
    }
    if !fixed.is_empty() {
        page.open(&["fixed {"]);
        for (name, json) in fixed {
            page.start();
            push_literal(&mut page.text, name);
            page.text.push_str(": ");
            push_literal(&mut page.text, json);
            page.end(",");
        }
        page.close("}");
    }
    page.close("}");
}

/// Prints a constant of a module.
pub(crate) fn constant(page: &mut Page, plan: &ConstantPlan<'_>) {
    page.docs("///", &plan.docs);
    page.start();
    page.text.extend(["pub const ", plan.ident, ": &str = "]);
    push_json(&mut page.text, plan.json);
    page.end(";");
}
