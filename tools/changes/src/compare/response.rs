//! Responses.

use bindery_model::names::NameKind;
use bindery_model::{Action, Api, Body, BodyFormat, Field, Framing, Response, ResponseVariant, Type};
use bindery_vocabulary::{is_bodyless, is_success};

use super::wire::Seen;
use super::{Compare, forms};
use crate::difference::Effects;
use crate::direction::{Message, Shift};
use crate::pair::pair;
use crate::rule::Rule;
use crate::text::{list, of_response, said, word};

/// Responses of an action in both versions.
struct Both<'p, 'a> {
    /// Place of the response.
    place: &'p str,
    old: &'a Response,
    new: &'a Response,
    flow: Message,
}

impl<'a> Compare<'a> {
    /// Compares the responses of an action.
    pub(super) fn returns(
        &mut self,
        (old_action, old): (&str, &'a Action),
        (action, new): (&str, &'a Action),
        flow: Message,
    ) {
        let (old, new) = (&old.response, &new.response);
        let Response {
            status: _,   // in `one_response`
            variants: _, // in `variants`
            ty: _,
            headers: _,
            about,
            encoding: _,
            bare: _,
            unwrap: _,
            bare_text: _,
            fixed: _,
            emits: _,
            nullable: _,
            body: _,
            evidence,
            deviations,
            span: _,
        } = old;
        let place = format!("{action}.response");
        self.texts(&place, &[("about", about, &new.about)]);
        self.evidence(&place, (evidence, deviations), (&new.evidence, &new.deviations));
        let both = Both { place: &place, old, new, flow };
        match (old.variants.is_empty(), new.variants.is_empty()) {
            (true, true) => self.one_response(&both),
            (false, false) => self.variants(&both, old_action, action),
            (true, false) | (false, true) => self.one_or_several(&both),
        }
    }

    /// Whether a changed response type, including none, breaks something. Clients accept any body for a response
    /// without content.
    fn response_breaks(&self, old: Option<&'a Type>, new: Option<&'a Type>, flow: Message) -> bool {
        match (old, new) {
            (None, None) => false,
            (None, Some(_)) => flow.breaks(Shift::Narrower),
            (Some(_), None) => flow.breaks(Shift::Apart),
            (Some(old), Some(new)) => self.type_breaks(old, new, flow, false, &mut Seen::new()),
        }
    }

    fn one_response(&mut self, both: &Both<'_, 'a>) {
        let Both { place, old, new, flow } = *both;
        let wire = |shift| Effects::wire(flow.breaks(shift));
        // Clients accept every success, except content where none was expected, and no content where some was.
        let says_nothing = |response: &Response| is_bodyless(response.status);
        let content = new.ty.is_some() || new.emits.is_some();
        let comes = says_nothing(old) && !says_nothing(new) && content;
        let goes = !says_nothing(old) && says_nothing(new) && old.ty.is_some() && old.fixed.is_none();
        let known = |response: &Response| is_success(response.status);
        let accepted = !comes && !goes && known(old) && known(new);
        let effects = wire(Shift::from_acceptance(false, accepted));
        self.differs(Rule::Status, place, "status", [old, new].map(|one| one.status.to_string()), effects);
        let in_rust = old.fixed.is_none() || new.fixed.is_none();
        let source = if in_rust { Effects::SOURCE } else { Effects::COMPATIBLE };
        self.response_type(place, [&old.ty, &new.ty], flow, source);
        self.headers(place, [&old.headers, &new.headers], flow);
        let yes = |yes: bool| if yes { "true" } else { "" };
        let effects = wire(Shift::from_acceptance(!old.nullable, !new.nullable)).and(Effects::SOURCE);
        self.differs(Rule::Presence, place, "nullable", [old.nullable, new.nullable].map(yes), effects);
        self.body(place, [&old.body, &new.body], flow, false);
        let shift = forms::encodings(old.encoding, new.encoding, false);
        self.differs(Rule::Encoding, place, "encoding", [old.encoding, new.encoding].map(word), wire(shift));
        // Servers always write the plain form, so only readers must know the other forms.
        let bare = |response: &Response| response.bare.clone().into_iter().collect::<Vec<_>>();
        let text =
            |response: &Response| if response.bare_text { vec!["true".to_owned()] } else { Vec::new() };
        for (key, old, new) in [
            ("bare", bare(old), bare(new)),
            ("unwrap", old.unwrap.clone(), new.unwrap.clone()),
            ("bare-text", text(old), text(new)),
        ] {
            let known = new.iter().all(|form| old.contains(form));
            let effects = wire(Shift::from_acceptance(true, known));
            self.differs(Rule::Reading, place, key, [list(&old), list(&new)], effects);
        }
        let shift = match (&old.fixed, &new.fixed) {
            (None, Some(_)) => Shift::Narrower,
            (Some(_), None) => Shift::Wider,
            (Some(_), Some(_)) | (None, None) => Shift::Apart,
        };
        let enters = old.fixed.is_some() != new.fixed.is_some();
        let effects = wire(shift).callers(enters).backends(enters);
        self.differs(Rule::Done, place, "fixed", [&old.fixed, &new.fixed].map(said), effects);
        self.differs(Rule::Emits, place, "emits", [&old.emits, &new.emits].map(said), wire(Shift::Narrower));
    }

    /// Compares how a body is read and written. Another format is another type in Rust. `labelled` says whether our reader
    /// tells bodies apart by their media types; elsewhere it reads JSON and raw bodies whatever their type is.
    fn body(&mut self, place: &str, [old, new]: [&Body; 2], flow: Message, labelled: bool) {
        let effects = match (&old.framing, &new.framing) {
            (before, after) if before == after && old.format == new.format => {
                let labelled = labelled || old.format == BodyFormat::Stream;
                Effects::wire(flow.breaks(forms::media(old, new, labelled)))
            }
            // A client reads a stream to its end, whether or not an event is said to end it.
            (Some(Framing::Events { end: _ }), Some(Framing::Events { end })) => {
                Effects::wire(flow.breaks(Shift::from_acceptance(false, end.is_none())))
            }
            (None | Some(Framing::Events { .. } | Framing::Lines), _) => {
                Effects::wire(true).and(Effects::SOURCE)
            }
        };
        self.differs(Rule::Media, place, "media", [old, new].map(body_text), effects);
    }

    /// Compares the type of a response; `source` is the effect of a change on source code.
    fn response_type(&mut self, place: &str, types: [&'a Option<Type>; 2], flow: Message, source: Effects) {
        let [old, new] = types.map(Option::as_ref);
        let texts = self.sides([old, new], |side, ty| of_response(side.api, ty));
        if texts[0] != texts[1] {
            let effects = Effects::wire(self.response_breaks(old, new, flow)).and(source);
            self.differs(Rule::Type, place, "type", texts, effects);
        }
    }

    /// Compares the headers of a response. With them, the response has another type in Rust.
    fn headers(&mut self, place: &str, types: [&'a Option<Type>; 2], flow: Message) {
        let [old, new] = types.map(Option::as_ref);
        let texts =
            self.sides([old, new], |side, ty| ty.map(|ty| ty.text(&side.api.types)).unwrap_or_default());
        if texts[0] == texts[1] {
            return;
        }
        // Readers skip headers that they do not know, but need those that are required.
        let needed = |side: &Api, ty: Option<&Type>| {
            let fields = ty.and_then(Type::leaf).and_then(|id| side.types.get(id)).map(|def| def.fields());
            fields.unwrap_or_default().iter().any(Field::is_needed)
        };
        let wire = match (old, new) {
            (Some(old), Some(new)) => self.type_breaks(old, new, flow, false, &mut Seen::new()),
            (None, _) => flow.breaks(Shift::Narrower) && needed(self.new.api, new),
            (_, None) => flow.breaks(Shift::Wider) && needed(self.old.api, old),
        };
        self.differs(Rule::Headers, place, "headers", texts, Effects::wire(wire).and(Effects::SOURCE));
    }

    fn variants(&mut self, both: &Both<'_, 'a>, old_action: &str, action: &str) {
        let Both { place, old, new, flow } = *both;
        let same_status = |old: &ResponseVariant, new: &ResponseVariant| old.status == new.status;
        let paired = pair(&old.variants, &new.variants, &[&|old, new| old.name == new.name, &same_status]);
        let at = |variant: &ResponseVariant| format!("{place}.variants.{}", variant.name);
        let effects = |shift| Effects::wire(flow.breaks(shift)).and(Effects::SOURCE);
        for variant in &paired.removed {
            let status = variant.status.to_string();
            self.removed(Rule::VariantRemoved, &at(variant), status, effects(Shift::Narrower));
        }
        for (old, new) in paired.both {
            let ResponseVariant { name, status, body, ty, headers, about, rust: _, span: _ } = old;
            let place = at(new);
            self.rust_name(&place, NameKind::ResponseVariant, (old_action, name), (action, &new.name));
            let wire = Effects::wire(flow.breaks(Shift::Apart));
            let statuses = [*status, new.status].map(|status| status.to_string());
            self.differs(Rule::Status, &place, "status", statuses, wire);
            self.response_type(&place, [ty, &new.ty], flow, Effects::SOURCE);
            self.headers(&place, [headers, &new.headers], flow);
            self.body(&place, [body, &new.body], flow, true);
            self.texts(&place, &[("about", about, &new.about)]);
        }
        for variant in &paired.added {
            self.added(Rule::VariantAdded, &at(variant), variant.status.to_string(), effects(Shift::Wider));
        }
        self.order(&format!("{place}.variants"), paired.moved);
    }

    /// Compares one response with several. A client that knows one response reads every success as that one.
    fn one_or_several(&mut self, both: &Both<'_, 'a>) {
        let Both { place, old, new, flow } = *both;
        let ways = |response: &'a Response| match response.variants.as_slice() {
            [] => vec![(response.status, response.ty.as_ref())],
            several => several.iter().map(|variant| (variant.status, variant.ty.as_ref())).collect(),
        };
        let (before, after) = (ways(old), ways(new));
        let any_success = old.variants.is_empty() && !flow.to_vendor();
        let meets = |old: &(u16, Option<&'a Type>), new: &(u16, Option<&'a Type>)| {
            (old.0 == new.0 || (any_success && is_success(old.0) && is_success(new.0)))
                && !self.response_breaks(old.1, new.1, flow)
        };
        let wire = if flow.to_vendor() {
            before.iter().any(|old| !after.iter().any(|new| meets(old, new)))
        } else {
            after.iter().any(|new| !before.iter().any(|old| meets(old, new)))
        };
        let text = |ways: &[(u16, Option<&Type>)], api| {
            let each = ways.iter().map(|(status, ty)| format!("{status} {}", of_response(api, *ty)));
            each.collect::<Vec<_>>().join(", ")
        };
        let (before, after) = (text(&before, self.old.api), text(&after, self.new.api));
        let rule = if old.variants.is_empty() { Rule::VariantAdded } else { Rule::VariantRemoved };
        let effects = Effects::wire(wire).and(Effects::SOURCE);
        self.changed(rule, &format!("{place}.variants"), before, after, effects);
    }
}

/// Describes how a body is read and written; empty for plain JSON.
pub(super) fn body_text(body: &Body) -> String {
    let format = match (&body.framing, body.format) {
        (Some(Framing::Events { end: None }), _) => "events".to_owned(),
        (Some(Framing::Events { end: Some(end) }), _) => format!("events until {end}"),
        (Some(Framing::Lines), _) => "lines".to_owned(),
        (None, BodyFormat::Json) => String::new(),
        (None, BodyFormat::Raw) => "raw".to_owned(),
        (None, BodyFormat::Stream) => "stream".to_owned(),
    };
    [format, body.types.join(", ")].join(" ").trim().to_owned()
}
