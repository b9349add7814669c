//! Streams over the pages and the records of a list.

use std::collections::VecDeque;

use futures_util::{Stream, stream};

use super::Caller;
use super::walk::Walk;
use crate::{CallResult, Code, Error, Paged};

/// Returns the pages of a list, each requested when it is polled.
pub(super) fn pages<C, A>(caller: &C, request: A) -> impl Stream<Item = CallResult<A>> + Send + Unpin
where
    C: Caller<Api = A::Api> + ?Sized,
    A: Paged,
{
    Box::pin(stream::unfold(Walk::new(request), async move |mut walk| {
        let page = next(caller, &mut walk).await?;
        Some((page, walk))
    }))
}

/// Returns the records of a list; a page is requested when the records of the one before are used up.
pub(super) fn records<C, A>(
    caller: &C,
    request: A,
) -> impl Stream<Item = Result<A::Record, Error<Code<A>>>> + Send + Unpin
where
    C: Caller<Api = A::Api> + ?Sized,
    A: Paged,
{
    let state = (Walk::new(request), VecDeque::new());
    Box::pin(stream::unfold(state, async move |(mut walk, mut left)| {
        while left.is_empty() {
            match next(caller, &mut walk).await? {
                Ok(page) => left = A::into_records(page).into(),
                Err(error) => return Some((Err(error), (walk, left))),
            }
        }
        left.pop_front().map(|record| (Ok(record), (walk, left)))
    }))
}

/// Returns the next page that is not an empty one after others; `None` at the end of the list.
async fn next<C, A>(caller: &C, walk: &mut Walk<A>) -> Option<CallResult<A>>
where
    C: Caller<Api = A::Api> + ?Sized,
    A: Paged,
{
    loop {
        let request = match walk.request()? {
            Ok(request) => request,
            Err(error) => return Some(Err(error)),
        };
        if let Some(page) = walk.take(caller.call_with_head(request).await) {
            return Some(page);
        }
    }
}
