//! Authentication schemes. The actions that require them are judged with the actions.

use bindery_model::names::NameKind;
use bindery_model::{
    Action, Auth, AuthScheme, Carried, IssuedHeader, OAuth2, PairsForm, Scope, Signature, SignatureLocation,
    Ways,
};

use super::Compare;
use crate::difference::Effects;
use crate::direction::{Message, Messages, Shift};
use crate::pair::pair;
use crate::rule::Rule;
use crate::side::{self, Side};
use crate::text::{list, said};

/// Neither side understands the other, in any direction.
const WIRE: Effects = Effects::wire(true);

impl<'a> Compare<'a> {
    /// Compares all schemes.
    pub(super) fn auth(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let paired = side::schemes(old, new);
        for auth in paired.removed {
            // A scheme without its own constant is not named in source code.
            let has_handle = !self.old.rust(NameKind::Auth, "api", &auth.name).is_empty();
            let source = if has_handle { Effects::SOURCE } else { Effects::COMPATIBLE };
            let place = format!("api.auth.{}", auth.name);
            self.removed(Rule::AuthRemoved, &place, auth.scheme.name().text(), source);
        }
        for (old, new) in paired.both {
            let Auth { name, scheme, rejection: rejected, about, evidence, deviations } = old;
            let place = format!("api.auth.{}", new.name);
            self.rust_name(&place, NameKind::Auth, ("api", name), ("api", &new.name));
            self.error_of(Rule::Rejection, &place, "rejection", [*rejected, new.rejection]);
            self.texts(&place, &[("about", about, &new.about)]);
            self.evidence(&place, (evidence, deviations), (&new.evidence, &new.deviations));
            self.scheme(&place, (name, scheme), (&new.name, &new.scheme));
        }
        for auth in paired.added {
            let place = format!("api.auth.{}", auth.name);
            self.added(Rule::AuthAdded, &place, auth.scheme.name().text(), Effects::COMPATIBLE);
        }
        self.order("api.auth", paired.moved);
    }

    fn detail(&mut self, place: &str, key: &str, old: &str, new: &str) {
        self.differs(Rule::AuthDetail, place, key, [old, new], WIRE);
    }

    fn scheme(&mut self, place: &str, old: (&str, &'a AuthScheme), new: (&str, &'a AuthScheme)) {
        match (old.1, new.1) {
            (AuthScheme::Signature(before), AuthScheme::Signature(after)) => {
                let users = self.users_of(new.0, after);
                self.signature(place, before, after, &users);
            }
            (AuthScheme::OAuth2(before), AuthScheme::OAuth2(after)) => {
                let OAuth2 {
                    flows,
                    authorize,
                    device,
                    token,
                    client,
                    separator,
                    parameters,
                    status,
                    revoke,
                    scopes,
                    insufficient_scope: lacking,
                } = before;
                let lost = flows.iter().any(|flow| !after.flows.contains(flow));
                let names = [flows, &after.flows]
                    .map(|flows| flows.iter().map(|flow| flow.text()).collect::<Vec<_>>().join(", "));
                self.differs(Rule::AuthDetail, place, "flows", names, Effects::wire(lost));
                let text = |text: &'a Option<String>| text.as_deref().unwrap_or_default();
                self.detail(place, "authorize", text(authorize), text(&after.authorize));
                self.detail(place, "device", text(device), text(&after.device));
                self.detail(place, "client", client.text(), after.client.text());
                self.detail(place, "separator", separator, &after.separator);
                let written = |of: &[(String, String)]| {
                    of.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
                };
                self.detail(place, "parameters", &written(parameters), &written(&after.parameters));
                self.detail(place, "token", token, &after.token);
                self.address(place, "status", status.as_deref(), after.status.as_deref());
                self.address(place, "revoke", revoke.as_deref(), after.revoke.as_deref());
                self.scopes(place, (old.0, scopes), (new.0, &after.scopes));
                self.error_of(
                    Rule::Rejection,
                    place,
                    "insufficient-scope",
                    [*lacking, after.insufficient_scope],
                );
            }
            (AuthScheme::Issued(old), AuthScheme::Issued(new)) => self.issued(place, old, new),
            (old, new) if old.name() == new.name() => {
                for (old, new) in old.details().into_iter().zip(new.details()) {
                    // Header names are case-insensitive.
                    let same = old.case_insensitive && old.text.eq_ignore_ascii_case(&new.text);
                    let texts = [&old.text, &new.text];
                    self.differs(Rule::AuthDetail, place, old.key, texts, Effects::wire(!same));
                }
            }
            (old, new) => {
                let place = format!("{place}.scheme");
                let effects = WIRE.and(Effects::SOURCE);
                self.changed(Rule::AuthKind, &place, old.name().text(), new.name().text(), effects);
            }
        }
    }

    fn issued(&mut self, place: &str, old: &IssuedHeader, new: &IssuedHeader) {
        let IssuedHeader { by, header, value, guest, ended_by } = old;
        let issuers = self.sides([*by, new.by], Side::maybe_action);
        // A client is created from the response of another action.
        self.differs(Rule::AuthDetail, place, "issued-by", issuers, WIRE.and(Effects::CALLERS));
        self.detail(place, "name", header, &new.header);
        self.detail(place, "value", value, &new.value);
        let guests = [guest, &new.guest].map(said);
        let same = guests[0].eq_ignore_ascii_case(guests[1]);
        let effects = Effects::wire(!same && guest.is_some());
        self.differs(Rule::AuthDetail, place, "guest", guests, effects);
        let enders = self.sides([*ended_by, new.ended_by], Side::maybe_action);
        self.differs(Rule::AuthDetail, place, "ended-by", enders, Effects::COMPATIBLE);
    }

    fn address(&mut self, place: &str, key: &str, old: Option<&str>, new: Option<&str>) {
        match (old, new) {
            (Some(old), Some(new)) => self.detail(place, key, old, new),
            (None, None) => {}
            (Some(_), None) | (None, Some(_)) => {
                let effects = Effects::COMPATIBLE.callers(new.is_none());
                let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
                self.changed(Rule::AuthAddress, &format!("{place}.{key}"), old, new, effects);
            }
        }
    }

    /// Returns, for each module with actions that use this signature, whether it is inbound.
    fn users_of(&self, name: &str, signature: &Signature) -> Vec<bool> {
        let api = self.new.api;
        let own = api.auth.iter().position(|auth| auth.name == name);
        let signs = |id: &usize| Some(*id) == own || Some(*id) == signature.alternative_to;
        let is_signed = |action: &Action| action.auth.iter().any(signs);
        let users = api.modules.iter().filter(|module| module.actions.iter().any(is_signed));
        users.map(|module| module.inbound).collect()
    }

    fn signature(&mut self, place: &str, old: &Signature, new: &Signature, users: &[bool]) {
        let Signature {
            location: stands,
            modes: _, // compared as text
            digests: _,
            pairs,
            encoding,
            written,
            carried,
            separator,
            vectors: _, // examples change nothing on the wire
            secret,
            alternative_to,
            discouraged,
            signs_empty,
            signs_responses,
        } = old;
        let at = |place: &SignatureLocation| match place {
            SignatureLocation::Header(header) => format!("header {}", header.to_ascii_lowercase()),
            SignatureLocation::Parameter(parameter) => format!("parameter {parameter}"),
            SignatureLocation::Query(parameter) => format!("query {parameter}"),
        };
        self.detail(place, "header", &at(stands), &at(&new.location));
        let flows = |of: fn(bool) -> Message| {
            users.iter().fold(Messages::default(), |flows, inbound| flows.or(Messages::only(of(*inbound))))
        };
        let requests = flows(Message::request);
        let modes = [old, new].map(|signature| ways(&signature.modes, |text| vec![text.to_string()]));
        let digests =
            [old, new].map(|signature| ways(&signature.digests, |digest| vec![digest.text().to_owned()]));
        let empty = [pairs, &new.pairs].map(skipped);
        for (key, [old, new]) in [("text", modes), ("digest", digests), ("skip-empty", empty)] {
            let effects = Effects::wire(requests.break_by(Shift::of_sets(&old, &new)));
            self.differs(Rule::AuthDetail, place, key, [list(&old), list(&new)], effects);
        }
        let more = new.discouraged.iter().any(|name| !discouraged.contains(name));
        let effects = Effects::COMPATIBLE.callers(more);
        let names = [discouraged, &new.discouraged].map(|names| list(names));
        self.differs(Rule::AuthDetail, place, "discouraged", names, effects);
        // A sender that signs more satisfies old receivers; a receiver still requires what was signed before.
        for (key, flows, old, new) in [
            ("empty", requests, *signs_empty, new.signs_empty),
            ("responses", flows(Message::response), *signs_responses, new.signs_responses),
        ] {
            let effects = Effects::wire(flows.break_by(Shift::from_acceptance(old || !new, !old || new)));
            self.differs(Rule::AuthDetail, place, key, [old, new].map(|signs| signs.to_string()), effects);
        }
        self.detail(place, "written", written, &new.written);
        self.detail(place, "pairs", &shape(pairs), &shape(&new.pairs));
        self.detail(place, "carries", &made(carried), &made(&new.carried));
        let separators = [separator, &new.separator].map(|text| text.as_deref().unwrap_or_default());
        self.detail(place, "separator", separators[0], separators[1]);
        let encodings = [encoding, &new.encoding].map(|encoding| encoding.text().to_owned());
        self.differs(Rule::AuthSecret, place, "encoding", encodings, WIRE.and(Effects::SOURCE));
        let name = |side: &Side<'_>, id: Option<usize>| id.map_or("", |id| side.auth(id)).to_owned();
        for (key, ids) in
            [("secret", [*secret, new.secret]), ("alternative-to", [*alternative_to, new.alternative_to])]
        {
            let names = self.sides(ids, name);
            self.differs(Rule::AuthSecret, place, key, names, WIRE.and(Effects::SOURCE));
        }
    }

    fn scopes(&mut self, place: &str, (old_scheme, old): (&str, &[Scope]), (scheme, new): (&str, &[Scope])) {
        let paired = pair(old, new, &[&|old, new| old.name == new.name]);
        let at = |scope: &Scope| format!("{place}.scopes.{}", scope.name);
        for scope in &paired.removed {
            self.removed(Rule::ScopeRemoved, &at(scope), &scope.about, WIRE.and(Effects::SOURCE));
        }
        for (old, new) in &paired.both {
            let Scope { name, about, rust: _, span: _ } = old;
            let place = at(new);
            self.rust_name(&place, NameKind::Scope, (old_scheme, name), (scheme, &new.name));
            self.texts(&place, &[("about", about, &new.about)]);
        }
        for scope in &paired.added {
            self.added(Rule::ScopeAdded, &at(scope), &scope.about, Effects::SOURCE);
        }
        self.order(&format!("{place}.scopes"), paired.moved);
    }
}

/// Returns whether empty parameters are signed, in each way that a server accepts.
fn skipped(pairs: &PairsForm) -> Vec<String> {
    let one = |skips: bool| if skips { "left out" } else { "signed" }.to_owned();
    let mut all = vec![one(pairs.skip_empty)];
    all.extend(pairs.either.then(|| one(!pairs.skip_empty)));
    all
}

/// Describes how pairs are written.
fn shape(pairs: &PairsForm) -> String {
    let order = if pairs.as_sent { "as sent" } else { "sorted" };
    let escaped = if pairs.escaped { ", escaped" } else { "" };
    format!("{order}, name{}value{}name{}value{escaped}", pairs.between, pairs.join, pairs.between)
}

/// Describes the values in a signature.
fn made(carried: &[Carried]) -> String {
    let each = carried.iter().map(|one| {
        let window = one.made.window.map_or_else(String::new, |window| format!(" within {window} ms"));
        format!("{}: {} {}{window}", one.name, one.made.kind.text(), one.encoding.text())
    });
    each.collect::<Vec<_>>().join(", ")
}

/// Formats signing modes or digests, each with its wire name if it has one.
fn ways<T: Clone>(ways: &Ways<T>, words: impl Fn(T) -> Vec<String>) -> Vec<String> {
    let of = |(name, way): (&str, T)| {
        let named = move |word: String| if name.is_empty() { word } else { format!("{name}: {word}") };
        words(way).into_iter().map(named).collect::<Vec<_>>()
    };
    ways.iter().flat_map(of).collect()
}
