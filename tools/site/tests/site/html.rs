//! Helpers that read a page: its attributes, and its blocks of code without markup.

/// Returns the values of an attribute, in order.
pub(crate) fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let before = format!(" {name}=\"");
    let mut values = Vec::new();
    // Attributes occur only in tags: in text, quotes are escaped.
    for (at, _) in page.match_indices(&before) {
        let rest = &page[at + before.len()..];
        values.push(&rest[..rest.find('"').expect("a quote ends the value")]);
    }
    values
}

/// Returns all texts between two others.
pub(crate) fn between<'p>(page: &'p str, before: &str, after: &str) -> Vec<&'p str> {
    page.match_indices(before)
        .filter_map(|(at, _)| page[at + before.len()..].split_once(after).map(|(text, _)| text))
        .collect()
}

/// Returns the text of a block of code, as it is displayed and copied.
pub(crate) fn plain(code: &str) -> String {
    let mut text = String::new();
    let mut rest = code;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').expect("a tag ends").1;
    }
    text.push_str(rest);
    unescaped(&text)
}

/// Returns a text or a value without escapes.
pub(crate) fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Returns the element with an id, with all its content.
pub(crate) fn element<'p>(page: &'p str, id: &str) -> Option<&'p str> {
    let at = page.find(&format!(" id=\"{id}\""))?;
    let start = page[..at].rfind('<')?;
    let name: &str = page[start + 1..].split([' ', '>']).next()?;
    let (opens, closes) = (format!("<{name}"), format!("</{name}>"));
    let mut depth = 0_usize;
    let mut from = start;
    loop {
        let close = from + page[from..].find(&closes)?;
        // Another element's name may begin with this one's.
        let opened = page[from..close]
            .match_indices(&opens)
            .filter(|(at, _)| page[from + at + opens.len()..].starts_with([' ', '>']));
        depth = depth + opened.count() - 1;
        from = close + closes.len();
        if depth == 0 {
            return Some(&page[start..from]);
        }
    }
}
