//! Steps through the pages of a list: which page is requested next, and when there is none.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use http::HeaderMap;
use http::header::LINK;

use super::follow::{next_link, relative};
use crate::failure::at_path;
use crate::metadata::{PagesBy, PagesInfo};
use crate::wire::{Document, Value, Wire};

/// Maximum number of consecutive pages that repeat earlier ones, in a list without a total. Pages may be equal for good
/// reasons, but not forever.
const MOST_AGAIN: usize = 100;

/// Maximum number of pages of a list.
const MOST_PAGES: usize = 100_000;

/// State of stepping through the pages of a list, without the calls themselves.
pub struct PageSteps {
    pages: PagesInfo,
    /// Text of the parameter that says which page is requested first.
    position: Option<String>,
    /// Link of the last page that was reached by one.
    link: Option<Arc<str>>,
    /// Number of records before the next page; `None` if it is unknown.
    skip: Option<i64>,
    /// Number of the page that is requested, where pages have numbers.
    number: i64,
    /// Requested page size; `None` if the server decides.
    limit: Option<i64>,
    /// Number of pages received so far.
    came: usize,
    /// Hashes of the pages received: a server that ignores the position sends the same pages again.
    seen: HashSet<u64>,
    /// Number of pages since the last new one.
    again: usize,
    /// Hashes of the positions that were requested.
    asked: HashSet<u64>,
}

/// Position of the next page.
#[derive(Clone, PartialEq, Eq)]
pub enum NextPage {
    /// Text of the parameter that says which page is requested.
    Parameter(String),
    /// Link to follow from the address of the first page.
    Link(Arc<str>),
}

/// What a page says about the list.
#[derive(Default)]
struct Said {
    records: i64,
    hash: u64,
    count: Option<i64>,
    last: Option<i64>,
    next: Option<String>,
    more: Option<bool>,
    /// Identifier of the last record.
    id: Option<String>,
}

impl PageSteps {
    /// Begins with the page that a request asks for: the texts of its parameters for the position and for the page size,
    /// `None` where it leaves them out.
    pub fn new(pages: PagesInfo, position: Option<String>, limit: Option<i64>) -> Self {
        let at = position.as_ref().and_then(|text| text.parse().ok());
        let limit = limit.or(pages.largest);
        let number = at.unwrap_or(pages.first);
        let skip = match pages.by {
            PagesBy::Offset => Some(at.unwrap_or(0)),
            PagesBy::Number if number == pages.first => Some(0),
            PagesBy::Number => limit.map(|limit| number.saturating_sub(pages.first).saturating_mul(limit)),
            PagesBy::Cursor | PagesBy::LastId | PagesBy::Link | PagesBy::Address => Some(0),
        };
        let position = match pages.by {
            PagesBy::Offset => Some(at.unwrap_or(0).to_string()),
            PagesBy::Number => Some(number.to_string()),
            PagesBy::Cursor | PagesBy::LastId | PagesBy::Link | PagesBy::Address => position,
        };
        Self {
            asked: position.iter().map(|text| hash(text)).collect(),
            pages,
            position,
            link: None,
            skip,
            number,
            limit,
            came: 0,
            seen: HashSet::new(),
            again: 0,
        }
    }

    /// Returns the text of the parameter for the position of the first page; `None` to leave it out.
    pub fn position(&self) -> Option<&str> {
        self.position.as_deref()
    }

    /// Returns the page size to request, in records; `None` to leave it out.
    pub fn limit(&self) -> Option<i64> {
        self.limit
    }

    /// Takes a page, as JSON, and its headers. Returns the position of the next page, `None` at the end of the list, and
    /// whether the page belongs to the list: an empty page after others does not.
    ///
    /// # Errors
    /// When the rest of the list cannot be read; the text says why.
    pub fn take(&mut self, page: &str, headers: &HeaderMap) -> Result<(Option<NextPage>, bool), String> {
        self.came += 1;
        let said = Said::of(&self.pages, page, headers);
        let next = self.next_of(&said)?;
        if let Some(NextPage::Link(link)) = &next {
            self.link = Some(Arc::clone(link));
        }
        Ok((next, said.records > 0 || self.came == 1))
    }

    /// Returns the position of the page after this one, or why paging cannot continue.
    fn next_of(&mut self, said: &Said) -> Result<Option<NextPage>, String> {
        self.again = if self.seen.insert(said.hash) { 0 } else { self.again + 1 };
        self.skip = self.skip.map(|skip| skip.saturating_add(said.records));
        let next = match self.pages.by {
            PagesBy::Offset | PagesBy::Number => self.counted(said)?.map(NextPage::Parameter),
            PagesBy::Cursor => match said.next.clone() {
                None if said.more == Some(true) => {
                    return Err("the server promised more records without a cursor".to_owned());
                }
                next => next.filter(|_| said.more != Some(false)).map(NextPage::Parameter),
            },
            PagesBy::LastId if self.goes_on(said)? => {
                let id = said.id.clone().ok_or("the last record of the page has no identifier")?;
                Some(NextPage::Parameter(id))
            }
            PagesBy::LastId => None,
            PagesBy::Link | PagesBy::Address => {
                said.next.as_ref().map(|link| NextPage::Link(relative(link, self.link.as_deref())))
            }
        };
        let Some(next) = next else { return Ok(None) };
        let has_total = said.count.is_some() || said.last.is_some();
        if !has_total && self.again >= MOST_AGAIN {
            return Err(format!("{MOST_AGAIN} consecutive pages repeated earlier pages"));
        }
        if self.came >= MOST_PAGES || self.skip == Some(i64::MAX) {
            return Err(format!("the list does not end after {} pages", self.came));
        }
        let position: &str = match &next {
            NextPage::Parameter(text) => text,
            NextPage::Link(link) => link,
        };
        if !self.asked.insert(hash(position)) {
            return Err("the server named a page as the next one that was already read".to_owned());
        }
        Ok(Some(next))
    }

    /// Returns the next offset or page number. A total decides, where there is one.
    fn counted(&mut self, said: &Said) -> Result<Option<String>, String> {
        let is_offset = self.pages.by == PagesBy::Offset;
        let goes_on = match (said.last, said.count, self.skip) {
            (Some(last), ..) if !is_offset => self.number < last,
            (_, Some(count), Some(skip)) => {
                if said.records == 0 && skip < count && self.limit != Some(0) {
                    return Err(format!(
                        "the list has {count} records, but the server sent none after {skip}"
                    ));
                }
                // Totals may be estimates, but a repeated page beyond the total is not part of the list.
                if said.records > 0 && skip > count && self.again > 0 {
                    return Err(format!("the list has {count} records, but the server sent {skip}"));
                }
                said.records > 0 && skip < count
            }
            _ if self.pages.next.is_some() => {
                let next = said.next.as_ref().filter(|_| said.more != Some(false));
                let Some(next) = next else { return Ok(None) };
                let position = next.parse().map_err(|_| "the next page has no number".to_owned())?;
                (self.skip, self.number) = (is_offset.then_some(position), position);
                return Ok(Some(position.to_string()));
            }
            _ => self.goes_on(said)?,
        };
        if !goes_on {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        Ok(Some(if is_offset { self.skip.unwrap_or_default() } else { self.number }.to_string()))
    }

    /// Whether there are more pages after this one: as it says, else if it is as long as requested. Where the length is
    /// unknown, only an empty page is the last.
    fn goes_on(&self, said: &Said) -> Result<bool, String> {
        match said.more {
            Some(true) if said.records == 0 && self.pages.by != PagesBy::Number => {
                Err("the server promised more records, but sent none".to_owned())
            }
            Some(more) => Ok(more),
            None => Ok(said.records > 0 && self.limit.is_none_or(|limit| said.records == limit)),
        }
    }
}

impl Said {
    fn of(pages: &PagesInfo, page: &str, headers: &HeaderMap) -> Self {
        let hash = hash(page);
        let said = match Document::parse(page.as_bytes()) {
            Ok(document) => Self::read(pages, &document.value()),
            // An empty body has no records.
            Err(_) => Self::default(),
        };
        match pages.by {
            PagesBy::Link => {
                let links = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
                Self { hash, next: next_link(links), ..said }
            }
            _ => Self { hash, ..said },
        }
    }

    fn read(pages: &PagesInfo, page: &Value<'_>) -> Self {
        let number =
            |path: Option<&str>| at(page, path?, |value| i64::read(value).ok()).filter(|of| *of >= 0);
        let (records, id) = at(page, pages.records, |records| {
            let mut room = None;
            let items = records.items(&mut room).ok()?;
            let count = items.len();
            Some((count, pages.id.and_then(|path| at(&items.last()?, path, text))))
        })
        .unwrap_or_default();
        Self {
            records: i64::try_from(records).unwrap_or(i64::MAX),
            count: number(pages.count),
            last: number(pages.last),
            next: pages.next.and_then(|path| at(page, path, text)),
            more: pages.more.and_then(|path| at(page, path, |value| bool::read(value).ok())),
            id,
            hash: 0,
        }
    }
}

/// Applies `read` to the value at a path, if it is present and not null; to the value itself if the path is empty.
fn at<T>(value: &Value<'_>, path: &str, read: impl FnOnce(&Value<'_>) -> Option<T>) -> Option<T> {
    if path.is_empty() { read(value) } else { at_path(value, path, read) }
}

/// Returns the text of a scalar, unless it is empty.
fn text(value: &Value<'_>) -> Option<String> {
    value.scalar_text().map(Cow::into_owned).filter(|text| !text.is_empty())
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
