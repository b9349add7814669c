//! Paging through a list: which request asks for the next page, and when there is none.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use futures_util::{Stream, stream};

use super::Caller;
use crate::{CallResult, Code, DecodeError, Error, Fault, Paged, Response};

/// Returns the pages of a list, each requested when it is polled.
pub(super) fn pages<C, A>(caller: &C, request: A) -> impl Stream<Item = CallResult<A>> + Send + Unpin
where
    C: Caller<Api = A::Api> + ?Sized,
    A: Paged,
{
    Box::pin(stream::unfold(Pages::new(request), async move |mut pages| {
        let request = pages.request()?;
        let response = pages.take(caller.call(request).await)?;
        Some((response, pages))
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
    let state = (Pages::new(request), VecDeque::new());
    Box::pin(stream::unfold(state, async move |(mut pages, mut left)| {
        while left.is_empty() {
            let request = pages.request()?;
            match pages.take(caller.call(request).await)? {
                Ok(page) => left = A::into_records(page).into(),
                Err(error) => return Some((Err(error), (pages, left))),
            }
        }
        left.pop_front().map(|record| (Ok(record), (pages, left)))
    }))
}

/// Maximum number of consecutive pages that repeat earlier ones, in a list without a total. Pages may be equal for good
/// reasons, but not forever.
const MOST_AGAIN: usize = 100;

/// Maximum number of pages of a list.
const MOST_PAGES: usize = 100_000;

/// State of paging through a list, without the calls themselves.
pub(crate) struct Pages<A> {
    /// Request without its page; `None` at the end.
    next: Option<A>,
    skip: i64,
    limit: i64,
    /// Number of pages received so far.
    came: usize,
    /// Hashes of the pages received: a server that ignores `skip` sends the same pages again.
    seen: HashSet<u64>,
    /// Number of pages since the last new one.
    again: usize,
}

impl<A: Paged> Pages<A> {
    pub(crate) fn new(request: A) -> Self {
        let (skip, limit) = (request.skip(), request.limit().unwrap_or(A::LARGEST));
        Self { next: Some(request), skip, limit, came: 0, seen: HashSet::new(), again: 0 }
    }

    /// Returns the request for the next page.
    pub(crate) fn request(&self) -> Option<A> {
        let mut request = self.next.clone()?;
        request.set_page(self.skip, self.limit);
        Some(request)
    }

    /// Takes a response and decides whether there is a next page. Returns the response, unless it is an empty page
    /// after others.
    pub(crate) fn take(&mut self, response: CallResult<A>) -> Option<CallResult<A>> {
        let request = self.next.take();
        let page = match response {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        self.came += 1;
        match self.has_next(&page) {
            Err(what) => return Some(Err(cannot_be_walked::<A>(&page, what))),
            Ok(has_next) => self.next = request.filter(|_| has_next),
        }
        (A::found(&page).0 > 0 || self.came == 1).then_some(Ok(page))
    }

    /// Advances by the records received. Returns whether there is another page, or why paging cannot continue.
    fn has_next(&mut self, page: &A::Response) -> Result<bool, String> {
        let (records, count) = A::found(page);
        let records = i64::try_from(records).unwrap_or(i64::MAX);
        // A negative total is ignored.
        let count = count.filter(|count| *count >= 0);
        self.skip = self.skip.saturating_add(records);
        self.again = if self.is_new(page) { 0 } else { self.again + 1 };
        let has_next = match count {
            Some(count) if records == 0 && self.skip < count && self.limit > 0 => {
                return Err(format!(
                    "the list has {count} records, but the server sent none after {}",
                    self.skip
                ));
            }
            // Totals may be estimates, but a repeated page beyond the total is not part of the list.
            Some(count) if records > 0 && self.skip > count && self.again > 0 => {
                return Err(format!("the list has {count} records, but the server sent {}", self.skip));
            }
            Some(count) => records > 0 && self.skip < count,
            None => records > 0 && records == self.limit,
        };
        if has_next && count.is_none() && self.again >= MOST_AGAIN {
            return Err(format!("{MOST_AGAIN} consecutive pages repeated earlier pages"));
        }
        if has_next && (self.came >= MOST_PAGES || self.skip == i64::MAX) {
            return Err(format!("the list does not end after {} pages", self.came));
        }
        Ok(has_next)
    }

    fn is_new(&mut self, page: &A::Response) -> bool {
        let mut hasher = DefaultHasher::new();
        page.to_body(A::INFO).hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }
}

fn cannot_be_walked<A: Paged>(page: &A::Response, what: String) -> Error<Code<A>> {
    let fault = Fault::limit(format!("{what}; the rest of the list cannot be read"));
    let status = page.status(A::INFO);
    Error::Decode(Box::new(DecodeError { action: A::INFO, status, fault, body: Default::default() }))
}
