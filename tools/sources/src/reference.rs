//! Notation `action-reference`: headings `Module::action`, tables of name, type and description, responses as
//! `key(type): description`, an error table.
//!
//! The headings divide the document, and each kind of part has its own reader. The readers do not depend on the layout
//! of the page, since copied text has lost most of it: they recognize rows by their types and depth by bullets.

mod constants;
mod errors;
mod free;
mod heading;
mod response;
mod table;

use crate::claims::{LineClass, Topic, What};
use crate::reader::Reader;
use crate::samples;
use crate::words::Words;
use heading::{Heading, Headings};

/// Reads the lines that no other notation has read.
pub(crate) fn read(reader: &mut Reader<'_>, words: &Words) {
    let found = Headings(words).find(reader);
    let mut inherited = Vec::new();
    for (position, (at, heading)) in found.iter().enumerate() {
        let end = found.get(position + 1).map_or(reader.lines.len(), |(next, _)| *next);
        let body = at + 1..end;
        reader.class(*at, LineClass::Heading);
        match heading {
            Heading::Action { doc, marks, step } => {
                if !*step {
                    inherited.clear();
                }
                reader.section(Topic::Action(doc.clone()), *at);
                let mut marks: Vec<_> = marks.iter().chain(&inherited).copied().collect();
                marks.sort_unstable();
                marks.dedup();
                reader.claim(What::Action { doc: doc.clone(), marks }, *at, *at);
                action(reader, body, words);
            }
            Heading::Module(name) => {
                inherited.clear();
                reader.section(Topic::Module(name.clone()), *at);
                reader.claim(What::Module { doc: name.clone() }, *at, *at);
                constants::read(reader, body);
            }
            Heading::Errors => {
                reader.section(Topic::Errors, *at);
                errors::read(reader, body, words);
            }
            Heading::Samples(title) => {
                reader.section(Topic::Heading(title.clone()), *at);
                samples::code(reader, body);
            }
            Heading::Other(title, marks) => {
                inherited.clone_from(marks);
                reader.section(Topic::Heading(title.clone()), *at);
                free::read(reader, body);
            }
        }
    }
    let beginning = 0..found.first().map_or(reader.lines.len(), |(at, _)| *at);
    free::read(reader, beginning);
}

/// Reads the section of an action: prose, then a table of parameters, then the response.
fn action(reader: &mut Reader<'_>, body: std::ops::Range<usize>, words: &Words) {
    let table = body.clone().find(|at| words.introduces_parameters(reader.text(*at)));
    let reply = body.clone().find(|at| words.after_response(reader.text(*at)).is_some());
    let end_of_table = reply.filter(|reply| table.is_none_or(|table| *reply > table)).unwrap_or(body.end);
    reader.classes(reader.open(body.start..table.unwrap_or(end_of_table)), LineClass::Prose);
    if let Some(table) = table {
        reader.class(table, LineClass::Prose);
        table::read(reader, table + 1..end_of_table, words);
    }
    if end_of_table < body.end {
        response::read(reader, end_of_table..body.end, words);
    }
    samples::addresses(reader, body);
}
