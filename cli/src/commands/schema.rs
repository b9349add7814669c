//! `bindery schema`: the JSON Schema of the spec language, and the file of it for editors.

use bindery_model::schema::json_schema;

use crate::args::Schema;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::files;
use crate::output::Output;
use crate::paths::path_text;
use crate::project::Project;
use crate::unified::unified;

/// Name of the schema file in the folder with the specs; every spec refers to it in its first line.
const FILE: &str = "bindery.schema.json";
/// Text that identifies a file as this schema.
const TITLE: &str = "\"title\": \"Bindery spec\"";

/// Prints or writes the schema, or checks whether the file is up to date.
pub(crate) fn run(options: &Schema, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let schema = json_schema();
    if !options.write && !options.check {
        output.result(&schema)?;
        return Ok(Exit::Done);
    }
    let path = project.spec().join(FILE);
    let old = files::read(&path)?;
    let name = path_text(path.clone());
    if old.as_ref() == Some(&schema) {
        output.summary(&format!("{name} is up to date\n"))?;
        return Ok(Exit::Done);
    }
    if options.write {
        if old.is_some_and(|old| !old.contains(TITLE)) && !options.force {
            return Err(files::foreign(&[name]));
        }
        files::write(project.spec(), &path, &schema)?;
        output.summary(&format!("{name} written\n"))?;
        return Ok(Exit::Done);
    }
    if let Some(old) = &old {
        output.result(&unified(&name, Some(old), Some(&schema)))?;
    }
    let state = if old.is_some() { "is out of date" } else { "is missing" };
    Err(Failed::new(Exit::Stale, format!("{name} {state}"))
        .note(format!("run `bindery schema --write{}`", project.spec_option())))
}
