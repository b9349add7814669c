//! The sources page: the vendor's documents, names without a description, and all deviations from the documents.

use bindery_model::{Api, Deviation, Evidence, Grade, KnownAction, Module};
use maud::{Markup, html};

use crate::context::{PageContext, anchor, type_anchor};
use crate::{parts, words};

/// Renders the page.
pub(crate) fn page(context: &PageContext<'_>) -> Markup {
    let api = context.api;
    let departures = deviations(api);
    html! {
        header.intro {
            p.crumbs { a href=(context.page("index.html")) { (api.title) } " / sources" }
            h1 { "Sources and notes" }
            p { "The vendor's documents that this reference is based on. Evidence cites a document and its lines. Its grade tells how strong it is." }
        }
        section.types aria-labelledby="_documents" {
            h2 #_documents { "Documents " (parts::permalink("_documents", "documents")) }
            ul.fields {
                @for source in &api.sources {
                    @let id = anchor(&["_source", &source.name]);
                    li #(id) {
                        div.head { code.name { (source.name) } (parts::permalink(&id, &source.name)) span.type { (source.file) } }
                        p { (parts::text(&source.title)) }
                        p.small { (words::count(source.lines as usize, "line")) "; " (cited(api, &source.name)) }
                    }
                }
            }
        }
        @if !api.mentions.is_empty() {
            section.types aria-labelledby="_mentions" {
                h2 #_mentions { "Named but not described " (parts::permalink("_mentions", "named but not described")) }
                ul.fields {
                    @for mention in &api.mentions {
                        @let id = anchor(&["_mention", &mention.documented_as]);
                        li #(id) {
                            div.head { code.name { (mention.documented_as) } (parts::permalink(&id, &mention.documented_as)) }
                            (parts::paragraph(&mention.about))
                            (parts::short_evidence(context, &mention.evidence))
                        }
                    }
                }
            }
        }
        section.types aria-labelledby="_departures" {
            h2 #_departures { "Deviations from the documents " (parts::permalink("_departures", "deviations")) }
            @if departures.is_empty() { p { "None." } } @else {
                table.summary {
                    caption.hidden { "Deviations from the documents" }
                    thead { tr { th scope="col" { "Where" } th scope="col" { "Documented" } th scope="col" { "Reason" } } }
                    tbody {
                        @for (name, page, deviation) in &departures {
                            tr {
                                td { a href=(context.page(page)) { (name) } }
                                td data-label="Documented" { (parts::text(&deviation.from)) }
                                td data-label="Reason" { (parts::text(&deviation.because)) }
                            }
                        }
                    }
                }
            }
        }
        section.types aria-labelledby="_files" {
            h2 #_files { "Files " (parts::permalink("_files", "files")) }
            p { "Spec files: " @for (position, file) in api.files.iter().chain(&api.overlays).enumerate() { @if position > 0 { ", " } code { (file) } } "." }
        }
    }
}

/// Describes how often a document is cited for actions, by grade.
fn cited(api: &Api, source: &str) -> String {
    let grades = [Grade::Full, Grade::Cut, Grade::Inferred, Grade::ThirdParty, Grade::Listed];
    let all: Vec<&Evidence> = api
        .modules
        .iter()
        .flat_map(Module::known)
        .flat_map(KnownAction::evidence)
        .filter(|one| one.source == source)
        .collect();
    let of = |grade: Grade| (grade, all.iter().filter(|one| one.grade == grade).count());
    let counts = grades.into_iter().map(of).filter(|(_, count)| *count > 0);
    let words: Vec<String> =
        counts.map(|(grade, count)| format!("{count} {}", words::grade(grade))).collect();
    if words.is_empty() {
        "not cited for actions".to_owned()
    } else {
        format!("cited for actions: {}", words.join(", "))
    }
}

/// Returns all deviations from the documents, each with the name of the part and its address relative to the API's
/// folder.
pub(crate) fn deviations(api: &Api) -> Vec<(String, String, &Deviation)> {
    let mut all = Vec::new();
    for auth in &api.auth {
        let page = format!("authentication.html#{}", anchor(&[&auth.name]));
        all.extend(auth.deviations.iter().map(|one| (auth.name.clone(), page.clone(), one)));
    }
    for error in &api.errors {
        let page = format!("errors.html#{}", anchor(&[&error.name]));
        all.extend(error.deviations.iter().map(|one| (error.name.clone(), page.clone(), one)));
    }
    for def in &api.types {
        let page = match def.module.and_then(|id| api.modules.get(id)) {
            Some(module) => format!("types/{}.html", crate::context::slug(&module.name)),
            None => "types.html".to_owned(),
        };
        let place = format!("{page}#{}", type_anchor(&def.name));
        all.extend(def.deviations.iter().map(|one| (def.name.clone(), place.clone(), one)));
        for field in def.fields() {
            let place = format!("{page}#{}", anchor(&["_type", &def.name, &field.name]));
            let name = format!("{}.{}", def.name, field.name);
            all.extend(field.deviations.iter().map(|one| (name.clone(), place.clone(), one)));
        }
    }
    for module in &api.modules {
        let page = format!("modules/{}.html", crate::context::slug(&module.name));
        for action in &module.actions {
            let name = format!("{}/{}", module.name, action.name);
            let place = format!("{page}#{}", anchor(&[&action.name]));
            let own = action.deviations.iter().chain(&action.response.deviations);
            all.extend(own.map(|one| (name.clone(), place.clone(), one)));
        }
        for known in module.known() {
            let name = known.name();
            for field in known.parameters() {
                let place = format!("{page}#{}", anchor(&[name, &field.name]));
                let name = format!("{}/{name} {}", module.name, field.name);
                all.extend(field.deviations.iter().map(|one| (name.clone(), place.clone(), one)));
            }
        }
    }
    all
}
