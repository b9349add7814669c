//! The reference site.

use std::collections::{HashMap, HashSet};

use bindery_site::{File, Site};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

use crate::files::{files, model};

/// Elements without an end tag.
const VOID: [&str; 7] = ["meta", "link", "input", "br", "hr", "img", "wbr"];

/// Builds the pages of any files as a spec: every element is closed, and every link has a target.
pub(crate) fn site(data: &[u8]) {
    let Some(api) = model(files(data), Vec::new()) else { return };
    let mut site = Site::new();
    if site.add(&api).is_err() {
        return;
    }
    let files = site.finish();
    let mut pages: HashMap<&str, Page> = HashMap::new();
    for File { path, text } in &files {
        let page = if path.ends_with(".html") { Page::read(text) } else { Page::default() };
        assert!(pages.insert(path, page).is_none(), "{path} is not unique");
    }
    for (path, page) in &pages {
        for link in &page.links {
            let Some((to, anchor)) = target(path, link) else { continue };
            let found = pages.get(to.as_str());
            assert!(found.is_some(), "{path}: {link} leads to no file");
            let there = found.is_some_and(|found| anchor.is_empty() || found.ids.contains(anchor));
            assert!(there, "{path}: {link} leads to no place");
        }
    }
}

/// Returns the file and the anchor of a link; none if it leaves the site.
fn target<'l>(from: &str, link: &'l str) -> Option<(String, &'l str)> {
    if link.contains("://") || link.starts_with("mailto:") || link.starts_with("data:") {
        return None;
    }
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    if path.is_empty() {
        return Some((from.to_owned(), anchor));
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some((parts.join("/"), anchor))
}

/// The anchors and links of a page.
#[derive(Default)]
struct Page {
    ids: HashSet<String>,
    links: Vec<String>,
    open: Vec<String>,
}

impl Page {
    fn read(text: &str) -> Self {
        let tokenizer = Tokenizer::new(Sink(RefCell::default()), TokenizerOpts::default());
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from(text));
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
        let page = tokenizer.sink.0.into_inner();
        assert!(page.open.is_empty(), "{:?} is not closed", page.open);
        page
    }
}

struct Sink(RefCell<Page>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        let mut page = self.0.borrow_mut();
        if tag.kind == TagKind::EndTag {
            let opened = page.open.pop();
            assert_eq!(opened.as_deref(), Some(&*tag.name), "elements are closed in order");
            return TokenSinkResult::Continue;
        }
        for attribute in &tag.attrs {
            match &*attribute.name.local {
                "id" => {
                    let id = attribute.value.to_string();
                    assert!(page.ids.insert(id.clone()), "the id {id} is not unique");
                }
                "href" | "src" => page.links.push(attribute.value.to_string()),
                name => assert!(!name.starts_with("on"), "there are no scripts in attributes: {name}"),
            }
        }
        if !tag.self_closing && !VOID.contains(&&*tag.name) {
            page.open.push(tag.name.to_string());
        }
        TokenSinkResult::Continue
    }
}
