//! Authentication schemes. Which actions need them is judged with the actions.

use bindery_codegen::NameKind;
use bindery_codegen::model::{
    Auth, AuthScheme, Covers, Digest, Header, Issued, OAuth1, OAuth2, Place, Scope, Signature,
};

use super::Compare;
use crate::difference::Effects;
use crate::pair::pair;
use crate::rule::Rule;
use crate::side::{Side, same_scheme};
use crate::text::{list, word};

/// Neither side understands the other, whichever way it goes.
const WIRE: Effects = Effects::wire(true);

impl<'a> Compare<'a> {
    /// All schemes.
    pub(super) fn auth(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let paired = pair(&old.auth, &new.auth, &[&|old, new| old.name == new.name, &same_scheme]);
        for auth in paired.removed {
            // A scheme without a constant of its own is not named in source.
            let has_handle = !self.old.rust(NameKind::Auth, "api", &auth.name).is_empty();
            let source = if has_handle { Effects::SOURCE } else { Effects::COMPATIBLE };
            self.removed(Rule::AuthRemoved, &format!("api.auth.{}", auth.name), kind(&auth.scheme), source);
        }
        for (old, new) in paired.both {
            let Auth { name, scheme, refused, about, evidence, deviations } = old;
            let place = format!("api.auth.{}", new.name);
            self.rust_name(&place, NameKind::Auth, ("api", name), ("api", &new.name));
            self.error_of(Rule::Refusal, &format!("{place}.refused"), *refused, new.refused);
            self.texts(&place, &[("about", about, &new.about)]);
            self.evidence(&place, (evidence, deviations), (&new.evidence, &new.deviations));
            self.scheme(&place, (name, scheme), (&new.name, &new.scheme));
        }
        for auth in paired.added {
            let place = format!("api.auth.{}", auth.name);
            self.added(Rule::AuthAdded, &place, kind(&auth.scheme), Effects::COMPATIBLE);
        }
        self.order("api.auth", paired.moved);
    }

    fn detail(&mut self, place: &str, key: &str, old: &str, new: &str) {
        self.differs(Rule::AuthDetail, &format!("{place}.{key}"), old, new, WIRE);
    }

    fn scheme(&mut self, place: &str, old: (&str, &'a AuthScheme), new: (&str, &'a AuthScheme)) {
        match (old.1, new.1) {
            (AuthScheme::Basic, AuthScheme::Basic) => {}
            (AuthScheme::Parameter(old), AuthScheme::Parameter(new)) => {
                self.detail(place, "parameter", old, new)
            }
            (AuthScheme::Header(old), AuthScheme::Header(new)) => {
                let Header { name, written } = old;
                // Names of headers have no case.
                let effects = Effects::wire(!name.eq_ignore_ascii_case(&new.name));
                self.differs(Rule::AuthDetail, &format!("{place}.header"), name, &new.name, effects);
                let text = |written: &Option<String>| written.clone().unwrap_or_else(|| "{}".to_owned());
                self.detail(place, "written", &text(written), &text(&new.written));
            }
            (AuthScheme::Signature(old), AuthScheme::Signature(new)) => self.signature(place, old, new),
            (AuthScheme::OAuth1(old), AuthScheme::OAuth1(new)) => {
                let OAuth1 { request_token, authorize, access_token, method, carrier } = old;
                self.detail(place, "request-token", request_token, &new.request_token);
                self.detail(place, "authorize", authorize, &new.authorize);
                self.detail(place, "access-token", access_token, &new.access_token);
                self.detail(place, "method", method.as_str(), new.method.as_str());
                self.detail(place, "send", &word(carrier), &word(new.carrier));
            }
            (AuthScheme::OAuth2(before), AuthScheme::OAuth2(after)) => {
                let OAuth2 { authorize, token, status, revoke, scopes, lacking } = before;
                self.detail(place, "authorize", authorize, &after.authorize);
                self.detail(place, "token", token, &after.token);
                self.address(place, "status", status.as_deref(), after.status.as_deref());
                self.address(place, "revoke", revoke.as_deref(), after.revoke.as_deref());
                self.scopes(place, (old.0, scopes), (new.0, &after.scopes));
                self.error_of(Rule::Refusal, &format!("{place}.lacking"), *lacking, after.lacking);
            }
            (AuthScheme::Issued(old), AuthScheme::Issued(new)) => self.issued(place, old, new),
            (
                AuthScheme::Basic
                | AuthScheme::Issued(_)
                | AuthScheme::Parameter(_)
                | AuthScheme::Header(_)
                | AuthScheme::Signature(_)
                | AuthScheme::OAuth1(_)
                | AuthScheme::OAuth2(_),
                _,
            ) => {
                let place = format!("{place}.scheme");
                self.changed(Rule::AuthKind, &place, kind(old.1), kind(new.1), WIRE.and(Effects::SOURCE));
            }
        }
    }

    fn issued(&mut self, place: &str, old: &Issued, new: &Issued) {
        let Issued { by, header, value, guest, ended_by } = old;
        let action = |side: &Side<'_>, id: Option<_>| id.map_or_else(String::new, |id| side.action(id));
        let (before, after) = (action(&self.old, *by), action(&self.new, new.by));
        // A client is made from the answer of another action.
        self.differs(Rule::AuthDetail, &format!("{place}.by"), &before, &after, WIRE.and(Effects::CALLERS));
        self.detail(place, "header", header, &new.header);
        self.detail(place, "value", value, &new.value);
        let guests = [guest, &new.guest].map(|header| header.clone().unwrap_or_default());
        let same = guests[0].eq_ignore_ascii_case(&guests[1]);
        let effects = Effects::wire(!same && guest.is_some());
        self.differs(Rule::AuthDetail, &format!("{place}.guest"), &guests[0], &guests[1], effects);
        let (before, after) = (action(&self.old, *ended_by), action(&self.new, new.ended_by));
        self.differs(Rule::AuthDetail, &format!("{place}.ended-by"), &before, &after, Effects::COMPATIBLE);
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

    fn signature(&mut self, place: &str, old: &Signature, new: &Signature) {
        let Signature {
            place: stands,
            covers,
            digest,
            written,
            secret,
            instead_of,
            modes,
            digests,
            discouraged,
            signs_empty,
            signs_answers,
        } = old;
        let at = |place: &Place| match place {
            Place::Header(header) => format!("header {}", header.to_ascii_lowercase()),
            Place::Parameter(parameter) => format!("parameter {parameter}"),
        };
        self.detail(place, "header", &at(stands), &at(&new.place));
        let signed = |covers: Covers| match covers {
            Covers::Body => "body",
            Covers::Values => "values",
            Covers::Pairs { skip_empty: false } => "pairs",
            Covers::Pairs { skip_empty: true } => "pairs but empty ones",
        };
        self.detail(place, "covers", signed(*covers), signed(new.covers));
        self.detail(place, "digest", &word(digest), &word(new.digest));
        self.detail(place, "written", written, &new.written);
        let named = |names: &[(String, String)]| {
            names.iter().map(|(name, what)| format!("{name}: {what}")).collect::<Vec<_>>()
        };
        let modes_of = |modes: &[(String, Covers)]| {
            named(
                &modes
                    .iter()
                    .map(|(name, what)| (name.clone(), signed(*what).to_owned()))
                    .collect::<Vec<_>>(),
            )
        };
        let digests_of = |digests: &[(String, Digest)]| {
            named(&digests.iter().map(|(name, how)| (name.clone(), word(how))).collect::<Vec<_>>())
        };
        for (key, old_forms, new_forms) in [
            ("modes", modes_of(modes), modes_of(&new.modes)),
            ("digests", digests_of(digests), digests_of(&new.digests)),
        ] {
            // Who signs chooses, and whoever verifies has to know the choice: the vendor that of requests, we that of answers.
            let lost = old_forms.iter().any(|form| !new_forms.contains(form));
            let gained = new_forms.iter().any(|form| !old_forms.contains(form));
            let effects = Effects::wire(lost || (gained && new.signs_answers));
            let (before, after) = (list(&old_forms), list(&new_forms));
            self.differs(Rule::AuthDetail, &format!("{place}.{key}"), &before, &after, effects);
        }
        let more = new.discouraged.iter().any(|name| !discouraged.contains(name));
        let effects = Effects::COMPATIBLE.callers(more).backends(more);
        let (before, after) = (list(discouraged), list(&new.discouraged));
        self.differs(Rule::AuthDetail, &format!("{place}.discouraged"), &before, &after, effects);
        self.detail(place, "empty", &word(signs_empty), &word(new.signs_empty));
        self.detail(place, "answers", &word(signs_answers), &word(new.signs_answers));
        let secrets = (self.old.auth(*secret).to_owned(), self.new.auth(new.secret).to_owned());
        let effects = WIRE.and(Effects::SOURCE);
        self.differs(Rule::AuthSecret, &format!("{place}.secret"), &secrets.0, &secrets.1, effects);
        let stead = (instead_of.map(|id| self.old.auth(id)), new.instead_of.map(|id| self.new.auth(id)));
        let stead = (stead.0.unwrap_or_default().to_owned(), stead.1.unwrap_or_default().to_owned());
        self.differs(Rule::AuthSecret, &format!("{place}.instead-of"), &stead.0, &stead.1, effects);
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

fn kind(scheme: &AuthScheme) -> &'static str {
    match scheme {
        AuthScheme::Basic => "basic",
        AuthScheme::Parameter(_) => "parameter",
        AuthScheme::Header(_) => "header",
        AuthScheme::Issued(_) => "issued-header",
        AuthScheme::Signature(_) => "signature",
        AuthScheme::OAuth1(_) => "oauth1",
        AuthScheme::OAuth2(_) => "oauth2",
    }
}
