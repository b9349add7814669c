//! The state of paging through a list, without the calls themselves: the request of the next page.

use super::follow::Followed;
use super::steps::{NextPage, PageSteps};
use crate::{
    CallResult, Code, DecodeError, Error, Fault, Paged, RequestError, Response, ResponseHead, WithHead,
};

/// State of paging through a list.
pub(crate) struct Walk<A> {
    /// Request of the next page; `None` at the end.
    next: Option<Result<Followed<A>, Fault>>,
    steps: PageSteps,
}

impl<A: Paged> Walk<A> {
    pub(crate) fn new(mut request: A) -> Self {
        let steps = PageSteps::new(*A::PAGES, request.position(), request.limit());
        let set = steps.position().map_or(Ok(()), |position| request.set_position(position));
        let set = set.and_then(|()| steps.limit().map_or(Ok(()), |limit| request.set_limit(limit)));
        Self { next: Some(set.map(|()| Followed::new(request))), steps }
    }

    /// Returns the request for the next page; `None` at the end.
    pub(crate) fn request(&mut self) -> Option<Result<Followed<A>, Error<Code<A>>>> {
        match &self.next {
            Some(Ok(request)) => Some(Ok(request.clone())),
            Some(Err(fault)) => {
                let error = RequestError { action: A::INFO, fault: fault.clone() };
                self.next = None;
                Some(Err(Error::Request(Box::new(error))))
            }
            None => None,
        }
    }

    /// Takes a response and decides whether there is a next page. Returns the response, unless it is an empty page
    /// after others.
    pub(crate) fn take(
        &mut self,
        response: Result<WithHead<A::Response>, Error<Code<A>>>,
    ) -> Option<CallResult<A>> {
        let request = self.next.take();
        let WithHead { value: page, headers, .. } = match response {
            Ok(response) => response,
            Err(error) => return Some(Err(error)),
        };
        let taken = self.steps.take(&page.to_body(A::INFO).unwrap_or_default(), &headers);
        let next = taken.and_then(|(next, is_shown)| match (next, request) {
            (Some(next), Some(Ok(request))) => {
                request.at(next).map(|request| (Some(request), is_shown)).map_err(|fault| {
                    format!("the position of the next page is not a value of its parameter: {fault}")
                })
            }
            _ => Ok((None, is_shown)),
        });
        match next {
            Err(what) => Some(Err(cannot_be_walked::<A>(&page, what))),
            Ok((next, is_shown)) => {
                self.next = next.map(Ok);
                is_shown.then_some(Ok(page))
            }
        }
    }
}

impl<A: Paged> Followed<A> {
    fn at(mut self, next: NextPage) -> Result<Self, Fault> {
        match next {
            NextPage::Parameter(text) => self.request.set_position(&text)?,
            NextPage::Link(link) => self.link = Some(link),
        }
        Ok(self)
    }
}

fn cannot_be_walked<A: Paged>(page: &A::Response, what: String) -> Error<Code<A>> {
    let fault = Fault::limit(format!("{what}; the rest of the list cannot be read"));
    let ResponseHead { status, headers } = page.head(A::INFO);
    Error::Decode(Box::new(DecodeError { action: A::INFO, status, headers, fault, body: Default::default() }))
}
