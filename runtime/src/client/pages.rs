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

/// How many pages without anything new may follow each other where no count says how long the list is. Pages may be equal for
/// good reasons, but not for ever.
const MOST_AGAIN: usize = 100;

/// How many pages a list may have.
const MOST_PAGES: usize = 100_000;

/// The way through the pages of a list, without the calls themselves.
pub(crate) struct Pages<A> {
    /// The request, but for its page; none at the end.
    next: Option<A>,
    skip: i64,
    limit: i64,
    /// How many pages came.
    came: usize,
    /// The pages that came, as hashes: a server that does not heed `skip` sends them again.
    seen: HashSet<u64>,
    /// How many pages came since the last new one.
    again: usize,
}

impl<A: Paged> Pages<A> {
    pub(crate) fn new(request: A) -> Self {
        let (skip, limit) = (request.skip(), request.limit().unwrap_or(A::LARGEST));
        Self { next: Some(request), skip, limit, came: 0, seen: HashSet::new(), again: 0 }
    }

    /// The request for the next page.
    pub(crate) fn request(&self) -> Option<A> {
        let mut request = self.next.clone()?;
        request.set_page(self.skip, self.limit);
        Some(request)
    }

    /// Takes what was answered, and finds out whether there is a next page. Gives the answer back, unless it is an empty
    /// page after others.
    pub(crate) fn take(&mut self, answer: Answer<A>) -> Option<Answer<A>> {
        let request = self.next.take();
        let page = match answer {
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

    /// Goes on by the records that came. Whether there is a page after this one; or why the list cannot be walked.
    fn has_next(&mut self, page: &A::Response) -> Result<bool, String> {
        let (records, count) = A::found(page);
        let records = i64::try_from(records).unwrap_or(i64::MAX);
        // A count below zero is none.
        let count = count.filter(|count| *count >= 0);
        self.skip = self.skip.saturating_add(records);
        self.again = if self.is_new(page) { 0 } else { self.again + 1 };
        let has_next = match count {
            Some(count) if records == 0 && self.skip < count && self.limit > 0 => {
                return Err(format!("the list has {count} records, but none came after {}", self.skip));
            }
            // Counts may be estimates. But what came before and does not fit in is no part of the list.
            Some(count) if records > 0 && self.skip > count && self.again > 0 => {
                return Err(format!("the list has {count} records, but {} came", self.skip));
            }
            Some(count) => records > 0 && self.skip < count,
            None => records > 0 && records == self.limit,
        };
        if has_next && count.is_none() && self.again >= MOST_AGAIN {
            return Err(format!("{MOST_AGAIN} pages followed each other that had come before"));
        }
        if has_next && (self.came >= MOST_PAGES || self.skip == i64::MAX) {
            return Err(format!("there is no end after {} pages", self.came));
        }
        Ok(has_next)
    }

    fn is_new(&mut self, page: &A::Response) -> bool {
        let mut hasher = DefaultHasher::new();
        page.to_answer(A::INFO).hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }
}

fn cannot_be_walked<A: Paged>(page: &A::Response, what: String) -> Error<Code<A>> {
    let fault = Fault::limit(format!("{what}, so the rest of the list is out of reach"));
    let status = page.status(A::INFO);
    Error::Decode(Box::new(DecodeError { action: A::INFO, status, fault, body: Default::default() }))
}
