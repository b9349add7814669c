//! Authentication of an action: what each way to authenticate needs, and which of them a request uses.

use std::borrow::Cow;

use http::request::Parts;

use super::keys::Needs;
use super::router::{Checks, LoginCheck, RouterError};
#[cfg(feature = "oauth")]
use crate::scheme::oauth::server::{NeededTokens, is_oauth};
use crate::{ActionInfo, Api, AuthScheme};

/// Checks of one way to authenticate, with those of what every request needs.
pub(super) struct Guard {
    pub(super) needs: Needs,
    #[cfg(feature = "oauth")]
    pub(super) tokens: NeededTokens,
}

/// The ways to authenticate for an action, at least one. The request shows which of them it uses.
pub(super) struct Guards(Vec<Guard>);

/// A way to authenticate: schemes that are all required, and OAuth schemes of which one is.
#[derive(Default, PartialEq)]
struct Way {
    all: Vec<&'static str>,
    #[cfg(feature = "oauth")]
    tokens: Vec<&'static str>,
}

impl Guards {
    /// Returns the ways that the router can check. `names` are the names of the parameters that a
    /// signature may cover.
    ///
    /// # Errors
    /// When the router can check none of them; says what the first one lacks.
    pub(super) fn for_action<P: Api>(
        checks: &Checks,
        action: &'static ActionInfo,
        names: Cow<'static, [&'static str]>,
    ) -> Result<Self, RouterError> {
        let mut guards = Vec::new();
        let mut lacking = None;
        for way in ways(P::INFO.auth, action) {
            let guard = Guard {
                needs: checks.keys.needs::<P>(action, &way.all, names.clone()),
                #[cfg(feature = "oauth")]
                tokens: NeededTokens::for_action::<P>(&checks.tokens, action, &way.tokens),
            };
            match guard.check_complete(checks, P::INFO.auth, action, &way) {
                Ok(()) => guards.push(guard),
                Err(error) => lacking = lacking.or(Some(error)),
            }
        }
        // What is seen in a request decides before what is not.
        guards.sort_by_key(Guard::is_empty);
        match lacking {
            Some(error) if guards.is_empty() => Err(error),
            _ => Ok(Self(guards)),
        }
    }

    /// Returns the way that a request uses: one whose credentials it carries, in a format of their own rather than
    /// in one that others may have too. A request that carries none is checked, and so rejected, by the first one.
    pub(super) fn of(&self, checks: &Checks, head: &Parts) -> Option<&Guard> {
        if self.0.len() == 1 {
            return self.0.first();
        }
        let carried = |guard: &&Guard| guard.carried(checks, head, None);
        let sure = self.0.iter().find(|guard| !guard.is_empty() && carried(guard) == Some(true));
        sure.or_else(|| self.0.iter().find(|guard| carried(guard).is_some())).or(self.0.first())
    }

    /// Returns the way that a request uses whose body has been read: a form may carry a signature, and if it has none, a
    /// way without credentials is left.
    pub(super) fn with_body<'g>(
        &'g self,
        guard: &'g Guard,
        checks: &Checks,
        (head, body): (&Parts, &[u8]),
    ) -> &'g Guard {
        if self.0.len() == 1 || guard.carried(checks, head, Some(body)).is_some() {
            return guard;
        }
        self.0.iter().find(|guard| guard.is_empty()).unwrap_or(guard)
    }

    /// Returns all ways.
    pub(super) fn all(&self) -> impl Iterator<Item = &Guard> {
        self.0.iter()
    }

    /// Whether both actions need the same checks.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(one, two)| one.same(two))
    }
}

impl Guard {
    fn check_complete(
        &self,
        checks: &Checks,
        schemes: &'static [AuthScheme],
        action: &ActionInfo,
        way: &Way,
    ) -> Result<(), RouterError> {
        #[cfg(feature = "oauth")]
        if !matches!(checks.login, LoginCheck::Off) {
            self.tokens.check_complete(schemes, action, &way.tokens)?;
        }
        #[cfg(not(feature = "oauth"))]
        let _ = (schemes, way);
        match checks.login {
            LoginCheck::Off => Ok(()),
            LoginCheck::Unset if self.needs.basic.is_some_and(|login| !login.optional) => {
                Err(RouterError::NoLoginCheck { action: format!("{}/{}", action.module, action.name) })
            }
            LoginCheck::Unset | LoginCheck::Checked(_) => checks.keys.check_complete(&self.needs, action),
        }
    }

    /// Whether the router checks nothing.
    fn is_empty(&self) -> bool {
        #[cfg(feature = "oauth")]
        if !self.tokens.is_empty() {
            return false;
        }
        self.needs.is_empty()
    }

    /// Returns whether the format of the credentials that a request carries is their own; none if it lacks one.
    fn carried(&self, checks: &Checks, head: &Parts, body: Option<&[u8]>) -> Option<bool> {
        #[cfg(feature = "oauth")]
        let tokens = self.tokens.carried(&checks.tokens, head, body)?;
        #[cfg(not(feature = "oauth"))]
        let (tokens, ..) = (true, checks, body);
        Some(self.needs.carried(head)? && tokens)
    }

    fn same(&self, other: &Self) -> bool {
        #[cfg(feature = "oauth")]
        if self.tokens != other.tokens {
            return false;
        }
        self.needs.same(&other.needs)
    }
}

/// Returns the ways to authenticate for an action; one without schemes if there is no choice. Those that differ only in their
/// OAuth scheme are one, since the token itself shows its scheme.
fn ways(schemes: &'static [AuthScheme], action: &'static ActionInfo) -> Vec<Way> {
    #[cfg(not(feature = "oauth"))]
    let _ = schemes;
    let mut ways: Vec<Way> = Vec::new();
    for way in action.auth_ways() {
        #[cfg(feature = "oauth")]
        {
            let is_token =
                |name: &&str| schemes.iter().any(|scheme| scheme.name == *name && is_oauth(scheme));
            let (tokens, all): (Vec<_>, Vec<_>) = way.partition(is_token);
            let both = |known: &&mut Way| known.all == all && !known.tokens.is_empty() && !tokens.is_empty();
            match ways.iter_mut().find(both) {
                Some(known) => known.tokens.extend(tokens),
                None => ways.push(Way { all, tokens }),
            }
        }
        #[cfg(not(feature = "oauth"))]
        ways.push(Way { all: way.collect() });
    }
    if ways.is_empty() { vec![Way::default()] } else { ways }
}
