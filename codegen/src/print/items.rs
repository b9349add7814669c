//! Types: records, unions, enums, newtypes, and the constants of a module.

use super::literal::{push_json, push_literal};
use super::page::Page;
use crate::plan::{ConstantPlan, FieldPlan, FixedPlan, TypePlan, TypeShape, note};

/// Prints a named type.
pub(crate) fn named_type(page: &mut Page, plan: &TypePlan<'_>) {
    match &plan.shape {
        TypeShape::Record { fields, fixed, positions, has_default, .. } => {
            let attributes: &[&str] = if *has_default { &["#[derive(Default)]"] } else { &[] };
            let layout = if *positions { "as positions" } else { "" };
            record(page, (&plan.docs, None, attributes), plan.ident, fields, fixed, layout);
        }
        TypeShape::Union(union) => {
            page.open(&["rt::union! {"]);
            page.docs("///", &plan.docs);
            page.start();
            page.text.extend(["pub enum ", plan.ident]);
            if !union.by.is_empty() {
                page.text.push_str(" by [");
                for (position, key) in union.by.iter().enumerate() {
                    page.text.push_str(if position > 0 { ", " } else { "" });
                    push_literal(&mut page.text, key);
                }
                page.text.push(']');
            }
            page.end(" {");
            page.indent += 4;
            for variant in &union.variants {
                page.docs("///", &variant.docs);
                page.deprecated(variant.deprecation.map(note).as_deref());
                page.start();
                page.text.extend([variant.ident, "(", &variant.ty, ") = "]);
                page.chain(&variant.case);
                page.end(",");
            }
            page.close("}");
            if !union.from.is_empty() {
                page.open(&["from {"]);
                for (ty, variant) in &union.from {
                    page.line(&[ty, " => ", variant, ","]);
                }
                page.close("}");
            }
            if !union.variants.iter().all(|variant| variant.has_eq) {
                page.line(&["eq = false"]);
            }
            page.close("}");
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
                for alias in &variant.aliases {
                    page.text.push_str(" | ");
                    page.expr(alias);
                }
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
/// `layout` says how it is written if it is no object.
pub(crate) fn record(
    page: &mut Page,
    (docs, deprecated, attributes): (&[String], Option<&str>, &[&str]),
    ident: &str,
    fields: &[FieldPlan<'_>],
    fixed: &[FixedPlan<'_>],
    layout: &str,
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
        for FixedPlan { name, json, key } in fixed {
            page.start();
            push_literal(&mut page.text, name);
            page.text.push_str(": ");
            push_literal(&mut page.text, json);
            if let Some(key) = key {
                page.text.push_str(" = ");
                page.chain(key);
            }
            page.end(",");
        }
        page.close("}");
    }
    if !layout.is_empty() {
        page.line(&[layout]);
    }
    if !fields.iter().all(|field| field.has_eq) {
        page.line(&["eq = false"]);
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
