//! Reads the sections and facts of an OpenAPI document, or of one of its files, so that `status` tells what has changed.
//! What they mean is compared by [`crate::compare_exact`].

use bindery_model::OpenApiReading;
use bindery_openapi_in::outline;

use crate::claims::{LineClass, Mark, Topic, What};
use crate::reader::Reader;

/// Reads a file of a document, without the operations that are left out.
pub(crate) fn read(reader: &mut Reader<'_>, reading: &OpenApiReading) {
    let raw: Vec<&str> = reader.lines.iter().map(|line| line.raw.as_str()).collect();
    let outline = match outline(&raw.join("\n"), reading) {
        Ok(outline) => outline,
        Err(error) => return reader.unread(0, error.to_string()),
    };
    let at = |line: u32| usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1);
    for section in outline.sections {
        let position = at(section.line);
        if section.is_left_out {
            reader.skip(position);
            continue;
        }
        let topic = match section.operation {
            Some(deprecated) => {
                let marks = if deprecated { vec![Mark::Deprecated] } else { Vec::new() };
                reader.claim(What::Action { doc: section.title.clone(), marks }, position, position);
                Topic::Action(section.title)
            }
            None => Topic::Heading(section.title),
        };
        reader.class(position, LineClass::Heading);
        reader.section(topic, position);
    }
    for fact in outline.facts {
        let (first, last) = (at(fact.lines.0), at(fact.lines.1));
        let what = What::Constant { group: fact.pointer, name: fact.key, value: fact.value };
        reader.claim(what, first, last);
        reader.classes((first..=last).filter(|at| reader.is_open(*at)).collect::<Vec<_>>(), LineClass::Table);
    }
}
