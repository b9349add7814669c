//! The way through the pages of a list: which request asks for the next one, and when there is none.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use futures_util::{Stream, stream};

use super::Caller;
use crate::{Answer, Code, DecodeError, Error, Fault, Paged, Response};

/// The pages of a list, each asked for when it is polled.
pub(super) fn pages<C, A>(caller: &C, request: A) -> impl Stream<Item = Answer<A>> + Send + Unpin
where
    C: Caller<Api = A::Api> + ?Sized,
    A: Paged,
{
    Box::pin(stream::unfold(Pages::new(request), async move |mut pages| {
        let request = pages.request()?;
        let answer = pages.take(caller.call(request).await)?;
        Some((answer, pages))
    }))
}

/// The records of a list, each page asked for when the one before is used up.
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

/// The way through the pages of a list, without the calls themselves.
pub(crate) struct Pages<A> {
    /// The request for the next page; none at the end.
    next: Option<A>,
    skip: i64,
    limit: i64,
    first: bool,
    /// The pages that came, as hashes: a server that does not heed `skip` sends one of them again.
    seen: HashSet<u64>,
}

impl<A: Paged> Pages<A> {
    pub(crate) fn new(mut request: A) -> Self {
        let skip = request.skip();
        let limit = request.limit().unwrap_or(A::LARGEST);
        request.set_page(skip, limit);
        Self { next: Some(request), skip, limit, first: true, seen: HashSet::new() }
    }

    /// The request for the next page.
    pub(crate) fn request(&self) -> Option<A> {
        self.next.clone()
    }

    /// Takes what was answered, and finds out whether there is a next page. Gives the answer back, unless it is an empty
    /// page after others.
    pub(crate) fn take(&mut self, answer: Answer<A>) -> Option<Answer<A>> {
        let request = self.next.take();
        let first = std::mem::replace(&mut self.first, false);
        let page = match answer {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        let (records, count) = A::found(&page);
        if records == 0 {
            return first.then_some(Ok(page));
        }
        if self.comes_again(&page) {
            return Some(Err(again::<A>(&page)));
        }
        let after = i64::try_from(records).ok().and_then(|records| self.skip.checked_add(records));
        let full = i64::try_from(records) == Ok(self.limit);
        if let (Some(after), true, Some(mut request)) = (after, full, request)
            && count.is_none_or(|count| after < count)
        {
            self.skip = after;
            request.set_page(after, self.limit);
            self.next = Some(request);
        }
        Some(Ok(page))
    }

    fn comes_again(&mut self, page: &A::Response) -> bool {
        let mut hasher = DefaultHasher::new();
        page.to_answer(A::INFO).hash(&mut hasher);
        !self.seen.insert(hasher.finish())
    }
}

fn again<A: Paged>(page: &A::Response) -> Error<Code<A>> {
    let fault =
        Fault::limit("the server sent a page for the second time, so the rest of the list is out of reach");
    let status = page.status(A::INFO);
    Error::Decode(Box::new(DecodeError { action: A::INFO, status, fault, body: Default::default() }))
}
