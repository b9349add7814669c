//! In-memory ledger, for tests and sandboxes.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::bearer::{CheckBearer, Grant};
use super::ledger::{Application, Ledger, Live, PendingCode, Taken};
use crate::oauth::{Clock, Stored, fingerprint};
use crate::{Secret, Timestamp};

/// Ledger of applications, codes and tokens in the memory of one process. Tokens are stored as digests.
#[derive(Default)]
pub struct MemoryLedger {
    state: Mutex<State>,
    clock: Clock,
}

#[derive(Default)]
struct State {
    applications: HashMap<String, Application>,
    codes: HashMap<[u8; 32], Code>,
    access: HashMap<[u8; 32], Live>,
    refresh: HashMap<[u8; 32], Refresh>,
    /// Grants that have ended, with the time.
    ended: HashMap<String, Timestamp>,
}

struct Code {
    pending: PendingCode,
    used: bool,
}

struct Refresh {
    grant: Grant,
    /// Time at which the token was used.
    used: Option<Timestamp>,
}

impl fmt::Debug for MemoryLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryLedger").finish_non_exhaustive()
    }
}

impl MemoryLedger {
    /// Creates a ledger without applications, codes and tokens.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the clock that decides which codes and tokens have expired. Default: the system clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Registers an application with its client identifier.
    pub fn register(self, id: impl Into<String>, application: Application) -> Self {
        self.lock().applications.insert(id.into(), application);
        self
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Seconds for which used codes, used refresh tokens and ended grants are remembered, so that another use of them is
/// detected.
const REMEMBERED: i64 = 24 * 3600;

impl State {
    /// Removes everything that has expired.
    fn tidy(&mut self, now: Timestamp) {
        let (now, used) = (now.as_second(), now.as_second().saturating_sub(REMEMBERED));
        self.codes.retain(|_, code| code.pending.expires.as_second() > used);
        self.refresh.retain(|_, refresh| refresh.used.is_none_or(|at| at.as_second() > used));
        self.access.retain(|_, live| live.expires.as_second() > now);
        self.ended.retain(|_, at| at.as_second() > used);
    }
}

impl Ledger for MemoryLedger {
    async fn application(&self, id: &str) -> Stored<Option<Application>> {
        Ok(self.lock().applications.get(id).cloned())
    }

    async fn keep_code(&self, code: &Secret, pending: PendingCode) -> Stored<()> {
        let mut state = self.lock();
        state.tidy(self.clock.now());
        state.codes.insert(fingerprint(code), Code { pending, used: false });
        Ok(())
    }

    async fn take_code(&self, code: &Secret, application: &str) -> Stored<Taken<PendingCode>> {
        let mut state = self.lock();
        let found = state.codes.get_mut(&fingerprint(code));
        Ok(match found.filter(|code| code.pending.grant.application == application) {
            None => Taken::Unknown,
            Some(Code { pending, used: true }) => Taken::Used(pending.grant.id.clone()),
            Some(Code { pending, used }) => {
                *used = true;
                Taken::Fresh(pending.clone())
            }
        })
    }

    async fn keep_tokens(
        &self,
        access: &Secret,
        live: Live,
        refresh: Option<(&Secret, Grant)>,
    ) -> Stored<bool> {
        let mut state = self.lock();
        state.tidy(self.clock.now());
        if state.ended.contains_key(&live.grant.id) {
            return Ok(false);
        }
        if let Some((refresh, grant)) = refresh {
            state.refresh.insert(fingerprint(refresh), Refresh { grant, used: None });
        }
        state.access.insert(fingerprint(access), live);
        Ok(true)
    }

    async fn access(&self, token: &Secret) -> Stored<Option<Live>> {
        Ok(self.lock().access.get(&fingerprint(token)).cloned())
    }

    async fn refresh(&self, token: &Secret, application: &str) -> Stored<Taken<Grant>> {
        let state = self.lock();
        let found = state.refresh.get(&fingerprint(token));
        Ok(match found.filter(|refresh| refresh.grant.application == application) {
            None => Taken::Unknown,
            Some(Refresh { grant, used: Some(_) }) => Taken::Used(grant.id.clone()),
            Some(Refresh { grant, used: None }) => Taken::Fresh(grant.clone()),
        })
    }

    async fn take_refresh(&self, token: &Secret) -> Stored<bool> {
        let now = self.clock.now();
        Ok(match self.lock().refresh.get_mut(&fingerprint(token)) {
            Some(Refresh { used, .. }) => used.replace(now).is_none(),
            None => false,
        })
    }

    async fn end(&self, grant: &str) -> Stored<()> {
        let now = self.clock.now();
        let mut state = self.lock();
        state.ended.insert(grant.to_owned(), now);
        state.access.retain(|_, live| live.grant.id != grant);
        state.refresh.retain(|_, refresh| refresh.grant.id != grant);
        Ok(())
    }
}

impl CheckBearer for MemoryLedger {
    async fn check(&self, token: &Secret) -> Stored<Option<Grant>> {
        let now = self.clock.now();
        Ok(self.access(token).await?.filter(|live| live.expires > now).map(|live| live.grant))
    }
}
