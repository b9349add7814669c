//! Parameters and fields of records. One list of facets serves both the report and the check whether one type can
//! replace another.

use bindery_model::names::NameKind;
use bindery_model::{Action, Field, Newtype, Place, Presence, Segment, Type, TypeKind, ValueLimits};

use super::response::body_text;
use super::wire::{self, Seen, Spot};
use super::{Compare, forms};
use crate::difference::Effects;
use crate::direction::{Message, Messages, Shift};
use crate::pair::pair;
use crate::rule::Rule;
use crate::side::Side;
use crate::text::{self, said, word};

/// A changed property of a field.
pub(super) struct Facet {
    rule: Rule,
    key: &'static str,
    old: String,
    new: String,
    pub(super) effects: Effects,
}

/// Fields of both versions, and the places of their Rust names.
pub(super) struct Fields<'p, 'a> {
    /// Place of their names.
    pub(super) place: &'p str,
    /// Kind of the fields.
    pub(super) kind: NameKind,
    /// Place and fields in the old version.
    pub(super) old: (&'p str, &'a [Field]),
    /// Place and fields in the new version.
    pub(super) new: (&'p str, &'a [Field]),
    /// Directions in which the fields are sent.
    pub(super) flows: Messages,
    /// Parameters or record fields.
    pub(super) spot: Spot,
}

/// Returns the newtype at the bottom of a type.
fn newtype<'a>(side: &Side<'a>, ty: &Type) -> Option<&'a Newtype> {
    match side.kind(ty.leaf()?)? {
        TypeKind::Newtype(newtype) => Some(newtype),
        TypeKind::Record(_)
        | TypeKind::Positions(_)
        | TypeKind::Union(_)
        | TypeKind::IntEnum(_)
        | TypeKind::TextEnum(_)
        | TypeKind::Alias(_) => None,
    }
}

/// Returns the position of a parameter in the path.
fn in_path(action: &Action, field: &Field) -> Option<usize> {
    let mut names = action.path.iter().flat_map(Segment::parameters);
    if field.in_path() { names.position(|name| name == field.name) } else { None }
}

impl<'a> Compare<'a> {
    /// Reports all differences between two lists of fields.
    pub(super) fn fields(&mut self, of: &Fields<'_, 'a>, actions: Option<(&'a Action, &'a Action)>) {
        let Fields { place, kind, old: (old_place, old), new: (new_place, new), flows, spot } = *of;
        let same_segment = |old: &Field, new: &Field| {
            let segments = actions.map(|(before, after)| (in_path(before, old), in_path(after, new)));
            matches!(segments, Some((Some(before), Some(after))) if before == after)
        };
        let same_rust = |old: &Field, new: &Field| {
            let name = self.old.rust(kind, old_place, &old.name);
            !name.is_empty() && name == self.new.rust(kind, new_place, &new.name)
        };
        let at = |all: &[Field], one: &Field| all.iter().position(|other| std::ptr::eq(other, one));
        let same_position = |one: &Field, other: &Field| at(old, one) == at(new, other);
        let paired = match spot {
            // An entry of an array is known by its position alone.
            Spot::Position => pair(old, new, &[&same_position]),
            Spot::Parameter { .. } | Spot::Field | Spot::Header => {
                pair(old, new, &[&|old, new| old.name == new.name, &same_segment, &wire::alias, &same_rust])
            }
        };
        let kept = new.iter().any(|field| field.additional);
        for field in &paired.removed {
            let rule = if spot.is_parameter() { Rule::ParameterRemoved } else { Rule::FieldRemoved };
            let effects = Effects::wire(flows.break_by(wire::removal(field, kept)));
            let source = if field.in_rust() { Effects::SOURCE } else { Effects::COMPATIBLE };
            let ty = field.ty.text(&self.old.api.types);
            self.removed(rule, &format!("{place}.{}", field.name), ty, effects.and(source));
        }
        for (old, new) in paired.both {
            let place = format!("{place}.{}", new.name);
            if old.name != new.name && !same_segment(old, new) && spot != Spot::Position {
                let effects = Effects::wire(flows.break_by(wire::renaming(old, new)));
                self.changed(Rule::WireName, &place, &old.name, &new.name, effects);
            }
            self.rust_name(&place, kind, (old_place, &old.name), (new_place, &new.name));
            let mut facets: Vec<Facet> = Vec::new();
            if flows == Messages::default() {
                facets = self.facets(old, new, flows, spot, &mut Seen::new());
            }
            for flow in flows.iter() {
                // The facets are the same in each direction; only their effects differ.
                let found = self.facets(old, new, Messages::only(flow), spot, &mut Seen::new());
                for facet in found {
                    match facets.iter_mut().find(|known| known.key == facet.key) {
                        Some(known) => known.effects = known.effects.and(facet.effects),
                        None => facets.push(facet),
                    }
                }
            }
            for Facet { rule, key, old, new, effects } in facets {
                self.changed(rule, &format!("{place}.{key}"), old, new, effects);
            }
        }
        let collected = old.iter().any(|field| field.additional);
        for field in &paired.added {
            let (rule, source) = self.addition(field, spot, collected);
            let effects = Effects::wire(flows.break_by(wire::addition(field))).and(source);
            let ty = field.ty.text(&self.new.api.types);
            self.added(rule, &format!("{place}.{}", field.name), ty, effects);
        }
        match spot {
            Spot::Parameter { in_order: true, .. } if paired.moved => {
                let effects = Effects::wire(flows.break_by(Shift::Apart));
                self.changed(Rule::Order, &format!("{place}.order"), "", "", effects);
            }
            // A moved name means that the values at both positions are now read as each other.
            Spot::Position if wire::names_move(old, new) => {
                let effects = Effects::wire(flows.break_by(Shift::Apart));
                self.changed(Rule::Order, &format!("{place}.order"), "", "", effects);
            }
            Spot::Parameter { .. } | Spot::Field | Spot::Header | Spot::Position => {
                self.order(place, paired.moved)
            }
        }
    }

    /// Returns the effects of a new field on source code. If a map for additional entries has collected the field
    /// before, the field leaves that map.
    fn addition(&self, field: &Field, spot: Spot, collected: bool) -> (Rule, Effects) {
        let needed = field.is_needed();
        let effects = match spot {
            _ if !field.in_rust() => Effects::COMPATIBLE,
            Spot::Field | Spot::Header | Spot::Position => Effects::SOURCE,
            Spot::Parameter { .. } => Effects::COMPATIBLE.callers(needed || collected).backends(collected),
        };
        (if spot.is_parameter() { Rule::ParameterAdded } else { Rule::FieldAdded }, effects)
    }

    /// Returns the changed properties of a field. Its names are left to the pairing of fields.
    pub(super) fn facets(
        &self,
        old: &'a Field,
        new: &'a Field,
        flows: Messages,
        spot: Spot,
        seen: &mut Seen,
    ) -> Vec<Facet> {
        let Field {
            name: _,
            about,
            ty,
            presence,
            wire: wire_name,
            place,
            style,
            body,
            default,
            aliases,
            encoding,
            null_values,
            plus_as_space,
            bare_single,
            fixed,
            additional,
            scheme,
            made,
            limits,
            needs,
            excludes,
            required_when,
            missing,
            invalid,
            deprecation,
            rust: _, // judged by the resulting name
            evidence,
            deviations,
            span: _, // the position in the spec does not matter
        } = old;
        let mut facets = Vec::new();
        let mut push = |rule, key, [old, new]: [String; 2], effects| {
            if old != new {
                facets.push(Facet { rule, key, old, new, effects });
            }
        };
        let places = match spot {
            Spot::Parameter { usual: [before, after], .. } => {
                [place.unwrap_or(before), new.place.unwrap_or(after)]
            }
            Spot::Header => [Place::Header; 2],
            Spot::Field | Spot::Position => [Place::Json; 2],
        };
        let texts = places.iter().all(|place| !place.is_json());
        let is_json = places.iter().all(|place| place.is_json());
        // Our servers read JSON under every JSON-based type, and under a vendor's own only where it is named.
        let labelled = forms::is_labelled(body) || forms::is_labelled(&new.body);
        let effects = match body.format == new.body.format {
            true => Effects::wire(flows.break_by(forms::media(body, &new.body, labelled))),
            false => Effects::wire(true),
        };
        push(Rule::Media, "media", [body_text(body), body_text(&new.body)], effects);
        let in_rust = old.in_rust() && new.in_rust();
        let source = if in_rust { Effects::SOURCE } else { Effects::COMPATIBLE };
        let wire = |shift| Effects::wire(flows.break_by(shift));
        let (old_type, new_type) = (ty.text(&self.old.api.types), new.ty.text(&self.new.api.types));
        if old_type != new_type {
            let breaks = flows.iter().any(|flow| self.type_breaks(ty, &new.ty, flow, texts, seen));
            let types = [old_type.clone(), new_type.clone()];
            push(Rule::Type, "type", types, Effects::wire(breaks).and(source));
        }
        let effects = wire(wire::presence(old, new));
        // The value itself, an `Option`, or a `Patch`.
        let wrapping = |field: &Field| match field.presence {
            Presence::Required if field.made.is_none() => 0,
            Presence::Required | Presence::Optional | Presence::Nullable => 1,
            Presence::OptionalNullable => 2,
        };
        let option = if wrapping(old) != wrapping(new) { source } else { Effects::COMPATIBLE };
        let null = presence.may_be_null() || new.presence.may_be_null();
        let key = if null { "nullable" } else { "optional" };
        let presences = [*presence, new.presence].map(|presence| word(presence).to_owned());
        push(Rule::Presence, key, presences, effects.and(option));
        let text = |value: &Option<String>| said(value).to_owned();
        let effects = default_effects(old, new, flows, spot);
        push(Rule::Default, "default", [default, &new.default].map(text), effects);
        // Readers of the vendor's values read aliases; values that we send use the first name.
        let further = new.aliases.iter().any(|name| !aliases.contains(name) && *name != old.name);
        let names = [aliases, &new.aliases].map(|names| text::list(names));
        push(Rule::Aliases, "aliases", names, wire(Shift::from_acceptance(true, !further)));
        let (inherited_old, inherited_new) = (newtype(&self.old, ty), newtype(&self.new, &new.ty));
        // Properties of a named type are merged into its uses; they are judged once, at the type.
        let inherited = |same: &dyn Fn(&Field, &Newtype) -> bool| {
            old_type == new_type
                && inherited_old.is_some_and(|newtype| same(old, newtype))
                && inherited_new.is_some_and(|newtype| same(new, newtype))
        };
        if !inherited(&|field, newtype| field.encoding == newtype.encoding) {
            let [before, after] = match is_json {
                true => [old, new].map(Field::json_encoding),
                false => [*encoding, new.encoding],
            };
            let encodings = [before, after].map(|encoding| word(encoding).to_owned());
            push(Rule::Encoding, "encoding", encodings, wire(forms::encodings(before, after, texts)));
        }
        let texts = [null_values, &new.null_values].map(|texts| text::list(texts));
        push(Rule::NullValues, "null-values", texts, wire(Shift::Apart));
        let flag = |flag: &bool| flag.to_string();
        let plus = [plus_as_space, &new.plus_as_space].map(flag);
        push(Rule::PlusAsSpace, "plus-as-space", plus, Effects::BACKENDS);
        let shift = Shift::from_acceptance(!bare_single || new.bare_single, *bare_single || !new.bare_single);
        push(Rule::BareSingle, "bare-single", [bare_single, &new.bare_single].map(flag), wire(shift));
        let enters = |stays: bool| if stays { Effects::COMPATIBLE } else { Effects::SOURCE };
        let source_of_fixed = enters(fixed.is_some() == new.fixed.is_some());
        let effects = wire(Shift::from_acceptance(new.fixed.is_none(), true)).and(source_of_fixed);
        push(Rule::Fixed, "fixed", [fixed, &new.fixed].map(text), effects);
        push(
            Rule::Additional,
            "additional",
            [additional, &new.additional].map(flag),
            wire(Shift::Apart).and(source),
        );
        let schemes = self.sides([*scheme, new.scheme], |side, id| {
            id.map_or_else(String::new, |id| side.auth(id).to_owned())
        });
        let effects = wire(Shift::Apart).and(enters(scheme.is_some() == new.scheme.is_some()));
        push(Rule::SignatureParameter, "scheme", schemes, effects);
        if !inherited(&|field, newtype| field.limits == newtype.limits) {
            let effects = limit_effects(forms::limits(limits, &new.limits), flows);
            let texts = [limits, &new.limits].map(text::limits);
            push(Rule::Limits, limit_key(limits, &new.limits), texts, effects);
        }
        let effects = Effects::wire(flows.break_by(wire::made(made, &new.made)));
        let option = if wrapping(old) != wrapping(new) { source } else { Effects::COMPATIBLE };
        push(Rule::Made, "made", [made, &new.made].map(text::made), effects.and(option));
        let shift = Shift::from_acceptance(new.needs.is_none(), needs.is_none());
        let effects = wire(shift).callers(new.needs.is_some());
        push(Rule::Needs, "needs", [needs, &new.needs].map(text), effects);
        for (key, of) in [("missing", [*missing, new.missing]), ("invalid", [*invalid, new.invalid])] {
            let says = |field: &Field| if key == "missing" { field.missing } else { field.invalid };
            let typed = |newtype: &Newtype| if key == "missing" { newtype.missing } else { newtype.invalid };
            if !inherited(&|field, newtype| says(field) == typed(newtype)) {
                push(Rule::ParameterError, key, self.sides(of, Side::maybe_error), Effects::CALLERS);
            }
        }
        let deprecations = [deprecation, &new.deprecation].map(text::deprecation);
        let (rule, effects) = super::deprecation_rule(deprecation, &new.deprecation);
        push(rule, "deprecated", deprecations, effects);
        // The place of parameters that do not name their own is judged at the action.
        if place.is_some() || new.place.is_some() {
            push(Rule::Position, "in", places.map(|place| word(place).to_owned()), wire(Shift::Apart));
        }
        push(Rule::OwnName, "name", [wire_name, &new.wire].map(text), wire(Shift::Apart));
        let styles = [*style, new.style].map(|style| style.map_or("none", word).to_owned());
        // A value that both versions send as JSON has a style only in a further place of both.
        if !(is_json && matches!(spot, Spot::Parameter { in_text: false, .. })) {
            push(Rule::Style, "style", styles, wire(forms::styles(&self.old, ty, *style, new.style)));
        }
        let (before, after) = (text::list(excludes), text::list(&new.excludes));
        let shift = Shift::of_sets(&new.excludes, excludes);
        push(Rule::Excludes, "excludes", [before, after], wire(shift));
        let conditions = [required_when, &new.required_when].map(|all| text::conditions(all));
        let shift = Shift::of_sets(&text::required(&new.required_when), &text::required(required_when));
        push(Rule::RequiredWhen, "required-when", conditions, wire(shift).callers(shift != Shift::Wider));
        push(Rule::Texts, "about", [about.clone(), new.about.clone()], Effects::DOCUMENTS);
        let shown = [evidence, &new.evidence].map(|all| text::evidence(all));
        push(Rule::Texts, "evidence", shown, Effects::DOCUMENTS);
        let departs = [deviations, &new.deviations].map(|all| text::deviations(all));
        push(Rule::Texts, "deviates", departs, Effects::DOCUMENTS);
        facets
    }
}

/// Returns the effects of a changed default: on senders that leave the value out, or on readers of an absent value.
fn default_effects(old: &Field, new: &Field, flows: Messages, spot: Spot) -> Effects {
    let optional = old.presence != Presence::Required && new.presence != Presence::Required;
    if old.default.is_none() || new.default.is_none() {
        return if optional { Effects::DOCUMENTS } else { Effects::COMPATIBLE };
    }
    match spot {
        Spot::Parameter { .. } if optional => Effects::CALLERS,
        Spot::Parameter { .. } => Effects::BACKENDS,
        Spot::Field | Spot::Header | Spot::Position => Effects::COMPATIBLE
            .callers(flows.iter().any(|flow| !flow.is_request()))
            .backends(flows.have_requests()),
    }
}

/// Returns the effects of changed limits. The vendor's responses are not checked.
pub(super) fn limit_effects(shift: Shift, flows: Messages) -> Effects {
    let held = flows.iter().filter(|flow| *flow != Message::Response).any(|flow| flow.breaks(shift));
    let tighter = matches!(shift, Shift::Narrower | Shift::Apart);
    Effects::wire(held).callers(tighter && flows.have_requests())
}

/// Returns the key of the spec at which limits differ.
pub(super) fn limit_key(old: &ValueLimits, new: &ValueLimits) -> &'static str {
    let ValueLimits { min, above, max, below, length } = old;
    let different = [
        ("min", *min != new.min),
        ("above", *above != new.above),
        ("max", *max != new.max),
        ("below", *below != new.below),
        ("length", *length != new.length),
    ];
    let mut keys = different.iter().filter(|(_, differs)| *differs).map(|(key, _)| *key);
    match (keys.next(), keys.next()) {
        (Some(only), None) => only,
        _ => "limits",
    }
}
