//! Notation `outline`: a tree of bullets, with groups at the margin and titles below them, such as a site's navigation.

use crate::claims::{LineClass, Topic, What};
use crate::reader::Reader;
use crate::words::{after_bullets, is_bulleted};

/// Reads the longest run of bullets that no other notation has read. An outline is a single list.
pub(crate) fn read(reader: &mut Reader<'_>) {
    let mut runs: Vec<Vec<usize>> = vec![Vec::new()];
    for at in reader.open(0..reader.lines.len()) {
        if is_bulleted(reader.text(at)) {
            if let Some(run) = runs.last_mut() {
                run.push(at);
            }
        } else {
            runs.push(Vec::new());
        }
    }
    let Some(outline) = runs.into_iter().max_by_key(Vec::len).filter(|run| run.len() > 1) else { return };
    // A menu above the outline has neither bullets nor groups.
    let above = outline.first().copied().unwrap_or(0);
    for at in (0..above).rev().take_while(|at| reader.is_open(*at)).collect::<Vec<_>>() {
        reader.class(at, LineClass::List);
        let title = reader.text(at).to_owned();
        reader.claim(What::Title { group: String::new(), title }, at, at);
    }
    let depth = |at: usize| {
        let raw = reader.lines.get(at).map_or("", |line| line.raw.as_str());
        raw.len() - raw.trim_start().len()
    };
    let depths: Vec<usize> = outline.iter().map(|at| depth(*at)).collect();
    let margin = depths.iter().copied().min().unwrap_or(0);
    let mut group = String::new();
    for (position, at) in outline.iter().copied().enumerate() {
        let title = after_bullets(reader.text(at)).trim_end();
        reader.class(at, LineClass::List);
        if title.is_empty() {
            reader.unread(at, "bullet without a title");
            continue;
        }
        let deeper = depths.get(position + 1).is_some_and(|next| *next > margin);
        if depths.get(position) == Some(&margin) {
            group = if deeper { title.to_owned() } else { String::new() };
            reader.section(Topic::Module(title.to_owned()), at);
            if deeper {
                reader.claim(What::Module { doc: title.to_owned() }, at, at);
                continue;
            }
        }
        let title = title.to_owned();
        reader.claim(What::Title { group: group.clone(), title }, at, at);
    }
}
