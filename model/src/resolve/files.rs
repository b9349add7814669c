//! Order of resolving: files to documents, then names, types, actions, and finally checks across the whole spec.

use std::collections::HashSet;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::actions::ModuleScope;
use super::auth::Schemes;
use super::completes::completions;
use super::names::Names;
use super::order::File;
use super::outcomes::WrittenErrors;
use super::types::FileTypes;
use super::{Checked, Resolver};
use crate::diagnostic::{Diagnostics, SourceFile, SourceMap, Span};
use crate::document::{ApiDoc, At, Direction, Features, ModuleDoc, Paths, Read};
use crate::input::{Input, decode};
use crate::model::{Api, CodeValue, Module, TypeDef, TypeKind};
use crate::overlay::{API_FILE, NewModule, Overlays, file_name, first_key};
use crate::yaml::parse;

/// Checks a spec and resolves it to the model. One run finds all errors; no input makes it panic.
pub fn check(inputs: Vec<Input>) -> Checked {
    check_with(inputs, Vec::new())
}

/// Checks a spec with overlays, which are merged over it in this order. [`Checked::sources`] has them after the spec's
/// files.
pub fn check_with(inputs: Vec<Input>, overlays: Vec<Input>) -> Checked {
    let first_overlay = inputs.len();
    let mut sink = Diagnostics::default();
    let mut sources = SourceMap::default();
    for (position, input) in inputs.into_iter().chain(overlays).enumerate() {
        let text = decode(input.bytes, position as u32, &mut sink);
        sources.files.push(SourceFile { name: input.name, text });
    }
    let (api, mut sink) = resolve(&sources, first_overlay, sink);
    for (position, file) in sources.files.iter().enumerate() {
        crate::hidden::check_file(&file.text, position as u32, &mut sink);
    }
    // Names are chosen too, so that one run reports all errors. A collision at a place that has an error adds nothing.
    let wrong = sink.places_with_errors();
    for problem in api.as_ref().and_then(|api| crate::names::choose(api).err()).unwrap_or_default() {
        let mut places = std::iter::once(problem.span).chain(problem.related.iter().map(|(span, _)| *span));
        if !places.any(|place| wrong.contains(&place)) {
            sink.push(problem);
        }
    }
    let clean = !sink.has_errors();
    Checked { api: api.filter(|_| clean), diagnostics: sink.into_sorted(), sources }
}

fn resolve(sources: &SourceMap, first_overlay: usize, mut sink: Diagnostics) -> (Option<Api>, Diagnostics) {
    let mut api = None;
    let mut modules = Vec::new();
    // Other errors in a file that is not UTF-8 may come from the replaced bytes.
    let broken: HashSet<u32> = sink.files_with_errors().collect();
    let overlays = Overlays::read(sources, first_overlay, &broken, &mut sink);
    let mut incomplete = overlays.incomplete;
    let files = sources.files.get(..first_overlay).unwrap_or_default();
    for (position, (document, found)) in read_files(files, &overlays, &broken) {
        sink.extend(found);
        let Some(file) = files.get(position) else { continue };
        let start = Span { file: position as u32, ..Span::default() };
        match document {
            Some(Document::Api(doc)) => api = Some(*doc),
            Some(Document::Module(doc)) => {
                modules.push(File::new(file, overlays.files_changing(&file.name, sources), start, *doc));
            }
            None if overlays.is_removed(&file.name) => {}
            None => {
                incomplete = true;
                if file.name != API_FILE {
                    // At least its name is known.
                    let doc = ModuleDoc { span: start, ..ModuleDoc::default() };
                    modules.push(File::new(file, Vec::new(), start, doc));
                }
            }
        }
    }
    for NewModule { name, span, node } in overlays.new_modules(&mut sink) {
        let doc = ModuleDoc::read(node, At { span, name: &name }, &mut sink).unwrap_or_default();
        let overlays = overlays.files_changing(&[&name, ".yaml"].concat(), sources);
        modules.push(File { stem: name, name: None, overlays, span, doc });
    }
    let Some(api) = api else {
        if !files.iter().any(|file| file.name == API_FILE) {
            let nowhere = Span { file: u32::MAX, ..Span::default() };
            sink.error("spec::no-api", nowhere, "the folder has no `api.yaml`")
                .help("write api.yaml with `api`, `title`, `about`, `modules`, `sources`, `servers`, `error-formats`, `errors` and `rejections`");
        }
        return (None, sink);
    };
    let names = files.iter().map(|file| file.name.clone()).collect();
    let (mut api, sink) = Resolver::new(sink, incomplete).api(api, modules, names);
    api.overlays = sources.files.iter().skip(first_overlay).map(|file| file_name(&file.name)).collect();
    (Some(api), sink)
}

/// Returns a placeholder for a type that could not be read.
fn unread(names: &Names, id: usize) -> TypeDef {
    TypeDef {
        name: names.name(id).to_owned(),
        about: String::new(),
        kind: TypeKind::Record(Vec::new()),
        includes: Vec::new(),
        module: None,
        rust: None,
        evidence: Vec::new(),
        deviations: Vec::new(),
        span: names.span(id).unwrap_or_default(),
    }
}

/// The kind of a file.
enum Document<'a> {
    Api(Box<ApiDoc<'a>>),
    Module(Box<ModuleDoc<'a>>),
}

/// A file's position, its document if it could be read, and its diagnostics.
type ReadFile<'a> = (usize, (Option<Document<'a>>, Diagnostics));

/// Reads all files. They do not depend on each other before resolving, so large specs are read on all cores.
fn read_files<'a>(
    files: &'a [SourceFile],
    overlays: &Overlays<'a>,
    broken: &HashSet<u32>,
) -> Vec<ReadFile<'a>> {
    /// Below this size in bytes, starting a thread costs more than it saves.
    const WORTH_A_THREAD: usize = 128 << 10;
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(files.len()).min(1 + bytes / WORTH_A_THREAD);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let position = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(position) else { return done };
            let read = if broken.contains(&(position as u32)) || overlays.is_removed(&file.name) {
                (None, Diagnostics::default())
            } else {
                read_file(file, position as u32, overlays)
            };
            done.push((position, read));
        }
    };
    let mut all = thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads)
            .map_while(|_| thread::Builder::new().spawn_scoped(scope, work).ok()) // fewer helpers only take longer
            .collect();
        let mut all = work();
        for helper in helpers {
            match helper.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(position, _)| *position);
    all
}

fn read_file<'a>(
    file: &'a SourceFile,
    id: u32,
    overlays: &Overlays<'a>,
) -> (Option<Document<'a>>, Diagnostics) {
    let mut sink = Diagnostics::default();
    let document = parse(&file.text, id, &mut sink).and_then(|mut node| {
        let changed = overlays.apply(&file.name, &mut node, &mut sink);
        let span = changed.unwrap_or_else(|| first_key(&file.text, id));
        if file.name == API_FILE {
            ApiDoc::read(node, At { span, name: "" }, &mut sink).map(|doc| Document::Api(Box::new(doc)))
        } else {
            ModuleDoc::read(node, At { span, name: "" }, &mut sink).map(|doc| Document::Module(Box::new(doc)))
        }
    });
    (document, sink)
}

impl<'a> File<'a> {
    fn new(file: &SourceFile, overlays: Vec<String>, span: Span, doc: ModuleDoc<'a>) -> Self {
        let stem = file.name.strip_suffix(".yaml").unwrap_or(&file.name).to_owned();
        Self { stem, name: Some(file.name.clone()), overlays, span, doc }
    }
}

impl Resolver {
    /// Builds the model.
    fn api(mut self, mut doc: ApiDoc<'_>, modules: Vec<File<'_>>, files: Vec<String>) -> (Api, Diagnostics) {
        self.name_tables(&doc);
        let case_insensitive = doc.paths.is_some_and(|paths| paths.value == Paths::CaseInsensitive);
        self.routes.case_insensitive = case_insensitive;
        let sources = self.sources(doc.sources.take().map(|items| items.into_items()).unwrap_or_default());
        let servers = self.servers(doc.servers.take().unwrap_or_default());
        let mut schemes = self.schemes(std::mem::take(&mut doc.auth).into_items());
        let items = doc.errors.as_ref().map(|items| items.iter()).into_iter().flatten();
        let statuses: Vec<Option<Span>> = items
            .filter_map(|item| item.value.as_ref())
            .map(|doc| doc.status.map(|status| status.span))
            .collect();
        let errors = self.errors(doc.errors.take().map(|items| items.into_items()).unwrap_or_default());
        let rejections = self.rejections(doc.rejections.take());
        let (defaults, failure) = self.defaults(doc.defaults.take(), doc.doubt.about("defaults"), &schemes);
        let (mut formats, details) = self.failures(doc.error_formats.take().unwrap_or_default());
        let mentions = self.mentions(std::mem::take(&mut doc.mentions));
        let waivers = self.waivers(std::mem::take(&mut doc.waivers).into_items());
        let mut modules = self.order(doc.modules.take().unwrap_or_default(), modules);
        for file in &modules {
            let mut actions = Names::new("action", "spec::unknown-action", "under `actions` of its module");
            if self.incomplete {
                actions.incomplete();
            }
            actions.doubt(&file.doc.doubt, "actions");
            self.names.types.doubt(&file.doc.doubt, "types");
            for item in file.doc.actions.iter() {
                actions.add(&item.name, item.span);
            }
            self.actions.push(actions);
        }
        let mut types: Vec<FileTypes<'_>> = vec![(None, std::mem::take(&mut doc.types).into_items())];
        for (id, file) in modules.iter_mut().enumerate() {
            types.push((Some(id), std::mem::take(&mut file.doc.types).into_items()));
        }
        self.name_types(&types);
        self.resolve_types(types);
        self.settle_details(details, &mut formats);
        let completions = completions(&modules);
        let around = (&defaults, formats.as_slice(), &schemes);
        let mut modules: Vec<Module> =
            modules.into_iter().enumerate().map(|(id, file)| self.module(id, file, around)).collect();
        self.settle_successors(&mut modules);
        self.settle_issuers(&mut schemes, &modules);
        self.settle_completions(completions, &mut modules, &schemes);
        let module_features = doc.features.is_some_and(|features| features.value == Features::PerModule);
        if module_features {
            self.check_module_types(&modules);
        }
        self.check_endless();
        self.check_written_failures(&formats);
        self.check_needs_of_path(&modules, &schemes);
        self.check_raw_failures(&modules, &formats, failure);
        self.check_signed_bodies(&modules, &schemes);
        self.check_key_parameters(&modules, &schemes);
        self.check_statuses(&formats, &errors, &statuses);
        let written =
            WrittenErrors { errors: &errors, formats: &formats, usual: failure, rejections: &rejections };
        self.check_outcomes(&modules, &written);
        self.check_lone_selects(&modules);
        self.check_failing_envelopes(&modules, &formats, failure);
        self.check_envelopes(&formats);
        self.check_shadowed(&formats, &modules);
        self.check_idle_failures(&formats);
        self.check_unused();
        let citations = self.citations();
        let types = self.types.into_iter().enumerate();
        // A type that could not be read keeps its position, because others are found by theirs.
        let types = types.map(|(id, def)| def.unwrap_or_else(|| unread(&self.names.types, id))).collect();
        let api = Api {
            id: doc.api.map(|name| name.value.into_owned()).unwrap_or_default(),
            title: doc.title.map(|title| title.0.value.trim().to_owned()).unwrap_or_default(),
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            servers,
            sources,
            auth: schemes.into_known(),
            codes: self.codes,
            errors,
            error_formats: formats,
            error_format: failure,
            rejections,
            modules,
            types,
            mentions,
            citations,
            case_insensitive,
            module_features,
            waivers,
            files,
            overlays: Vec::new(),
        };
        (api, self.sink)
    }

    /// Enters the names that other parts of api.yaml refer to. A table that could not be read is marked as incomplete,
    /// so that no name is reported as unknown because of it.
    fn name_tables(&mut self, doc: &ApiDoc<'_>) {
        match &doc.errors {
            Some(items) => {
                for item in items.iter() {
                    self.names.errors.add(&item.name, item.span);
                    let code = item.value.as_ref().and_then(|doc| doc.code.as_ref());
                    self.error_codes.push(code.map(|code| code.value.clone()));
                }
            }
            None => self.names.errors.incomplete(),
        }
        self.codes = self.error_codes.iter().flatten().next().map(CodeValue::kind).unwrap_or_default();
        self.names.auth.doubt(&doc.doubt, "auth");
        self.names.types.doubt(&doc.doubt, "types");
        match &doc.error_formats {
            Some(items) => items.iter().for_each(|item| {
                self.names.failures.add(&item.name, item.span);
            }),
            None => self.names.failures.incomplete(),
        }
        if doc.sources.is_none() {
            self.names.sources.incomplete();
        }
        if doc.servers.is_none() {
            self.names.servers.incomplete();
        }
    }

    fn module(
        &mut self,
        id: usize,
        file: File<'_>,
        (defaults, formats, schemes): (&super::actions::Defaults, &[crate::model::ErrorFormat], &Schemes),
    ) -> Module {
        let doc = file.doc;
        let mut defaults = self.defaults_over(defaults, doc.defaults, schemes);
        defaults.path_unread |= doc.doubt.about("defaults");
        let around =
            ModuleScope { module: id, module_name: &file.stem, defaults: &defaults, formats, schemes };
        let (actions, listed) = self.module_actions(doc.actions, &around);
        Module {
            documented_as: doc
                .documented_as
                .map_or_else(|| file.stem.clone(), |text| text.value.trim().to_owned()),
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            inbound: doc.direction.is_some_and(|direction| direction.value == Direction::Inbound),
            actions,
            listed,
            types: self
                .types
                .iter()
                .enumerate()
                .filter(|(_, def)| def.as_ref().is_some_and(|def| def.module == Some(id)))
                .map(|(id, _)| id)
                .collect(),
            constants: self.constants(doc.constants.into_items()),
            evidence: self.evidence(doc.evidence.0),
            name: file.stem,
            file: file.name,
            overlays: file.overlays,
            span: doc.module.map_or(doc.span, |name| name.span),
        }
    }
}
