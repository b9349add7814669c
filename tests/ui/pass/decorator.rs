//! A decorator around any client sees every call of every module through one method.

use std::sync::atomic::{AtomicUsize, Ordering};

use bindery_backpack::bonus::{BonusApi, GetUserBonuses};
use bindery_backpack::rt::{Action, CallResult, Caller, InProcess};
use bindery_backpack::user::{Info, UserApi};
use bindery_backpack::{Backpack, Client, server};

struct Counting<C> {
    inner: C,
    calls: AtomicUsize,
}

impl<C: Caller<Api = Backpack>> Caller for Counting<C> {
    type Api = Backpack;

    async fn call<A: Action<Api = Backpack>>(&self, request: A) -> CallResult<A> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.inner.call(request).await
    }
}

impl<C: Caller<Api = Backpack>> UserApi for Counting<C> {}
impl<C: Caller<Api = Backpack>> BonusApi for Counting<C> {}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let nothing = InProcess::new(server::router().into_axum()?);
    let inner = Client::builder().login("user", "pass").build_over(nothing)?;
    let counting = Counting { inner, calls: AtomicUsize::new(0) };
    assert!(counting.info(Info::new("a session")).await.is_err());
    assert!(counting.get_user_bonuses(GetUserBonuses::new("a session")).await.is_err());
    assert_eq!(counting.calls.into_inner(), 2);
    Ok(())
}
