//! The search index. It is a script, because pages opened from a disk may not fetch files.

use bindery_model::Api;

use crate::context::{anchor, slug, type_anchor};
use crate::module::first_sentence;

/// Search entry: a letter for its kind, its name, its module or type, its description, its address relative to the API's
/// folder.
type Entry = (&'static str, String, String, String, String);

/// Returns the script with all named parts of an API. It passes on the API's folder, its title and the entries.
pub(crate) fn script(api: &Api) -> String {
    let list = serde_json::to_string(&(slug(&api.id), &api.title, entries(api))).unwrap_or_default();
    // Line separators of JavaScript, which JSON strings may contain.
    let list = list.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("(window.binderySearch ??= []).push({list});\n")
}

fn entries(api: &Api) -> Vec<Entry> {
    let mut all = Vec::new();
    for auth in &api.auth {
        let address = format!("authentication.html#{}", anchor(&[&auth.name]));
        all.push(entry("s", &auth.name, "", &auth.about, address));
    }
    for mention in &api.mentions {
        let address = format!("sources.html#{}", anchor(&["_mention", &mention.documented_as]));
        all.push(entry("n", &mention.documented_as, "", &mention.about, address));
    }
    for module in &api.modules {
        let page = format!("modules/{}.html", slug(&module.name));
        all.push(entry("m", &module.name, "", &module.about, format!("{page}#_main")));
        for constant in &module.constants {
            let address = format!("{page}#{}", anchor(&["_data", &constant.name]));
            all.push(entry("d", &constant.name, &module.name, &constant.about, address));
        }
        for known in module.known() {
            let name = known.name();
            all.push(entry("a", name, &module.name, known.about(), format!("{page}#{}", anchor(&[name]))));
            let place = format!("{}/{name}", module.name);
            for field in known.parameters() {
                let address = format!("{page}#{}", anchor(&[name, &field.name]));
                all.push(entry("p", &field.name, &place, &field.about, address));
            }
        }
    }
    for def in &api.types {
        let page = match def.module.and_then(|id| api.modules.get(id)) {
            Some(module) => format!("types/{}.html", slug(&module.name)),
            None => "types.html".to_owned(),
        };
        all.push(entry("t", &def.name, "", &def.about, format!("{page}#{}", type_anchor(&def.name))));
        for field in def.fields() {
            let address = format!("{page}#{}", anchor(&["_type", &def.name, &field.name]));
            all.push(entry("f", &field.name, &def.name, &field.about, address));
        }
    }
    for error in &api.errors {
        let code = error.code.as_ref().map_or_else(String::new, ToString::to_string);
        let address = format!("errors.html#{}", anchor(&[&error.name]));
        all.push(entry(
            "c",
            if code.is_empty() { &error.name } else { &code },
            &error.name,
            &error.text,
            address,
        ));
    }
    all
}

fn entry(kind: &'static str, name: &str, place: &str, about: &str, address: String) -> Entry {
    (kind, name.to_owned(), place.to_owned(), first_sentence(about).to_owned(), address)
}
