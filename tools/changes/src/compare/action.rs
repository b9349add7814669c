//! Actions: location, parameters, authentication.

use bindery_model::names::NameKind;
use bindery_model::{
    Action, ActionError, Completion, Envelope, ErrorFormatUse, Example, Module, Pages, PagesBy, PathPart,
    Segment, Select, Signature, path_text,
};
use bindery_vocabulary::path;

use super::Compare;
use super::field::Fields;
use super::wire::Spot;
use crate::difference::Effects;
use crate::direction::{Message, Messages, Shift};
use crate::rule::Rule;
use crate::side::{Side, named};
use crate::text::{self, list, said, word, words};

/// An action that both versions have.
struct Both<'p, 'a> {
    place: &'p str,
    old: &'a Action,
    new: &'a Action,
    request: Message,
    response: Message,
}

impl<'a> Compare<'a> {
    /// Compares an action that both versions have.
    pub(super) fn action(&mut self, old: (&'a Module, &'a Action), new: (&'a Module, &'a Action)) {
        let ((old_module, old), (module, new)) = (old, new);
        let Action {
            name,
            documented_as: doc,
            about,
            is_new,
            deprecation,
            replaced_by,
            effect,
            methods: _,       // in `location`
            path: _,          // in `location`
            path_aliases: _,  // in `location`
            server: _,        // in `location`
            parameters_in: _, // in `location`
            also_in: _,       // in `location`
            auth: _,          // in `permission`
            optional_auth: _,
            any_auth: _, // in `permission`
            scopes: _,   // in `permission`
            envelope,
            parameters: _, // in `parameters`
            one_of: _,     // in `groups`
            select: _,     // in `select`
            pages: _,
            completes: _,
            response: _,
            error_formats: failures,
            errors,
            invalid,
            examples,
            rust: _,
            position: _,
            evidence,
            deviations,
            span: _,
        } = old;
        let place = format!("{}/{}", module.name, new.name);
        let place = place.as_str();
        let old_place = format!("{}/{}", old_module.name, name);
        for (place, kind) in [(place, NameKind::Request), (&format!("{place}.method"), NameKind::Method)] {
            self.rust_name(place, kind, (&old_module.name, name), (&module.name, &new.name));
        }
        let successors = self.sides([*replaced_by, new.replaced_by], Side::maybe_action);
        let examples = self.sides([examples, &new.examples], |side, all| example_text(side, all));
        self.texts(
            place,
            &[
                ("documented-as", doc, &new.documented_as),
                ("about", about, &new.about),
                ("replaced-by", &successors[0], &successors[1]),
                ("examples", &examples[0], &examples[1]),
            ],
        );
        self.evidence(place, (evidence, deviations), (&new.evidence, &new.deviations));
        self.deprecation(place, deprecation, &new.deprecation);
        let marks = [*is_new, new.is_new].map(|mark| if mark { "true" } else { "" });
        self.differs(Rule::Stability, place, "new", marks, Effects::COMPATIBLE);
        let read = |side: &'a Option<Envelope>| side.as_ref().map(|envelope| &envelope.path);
        // Clients look only at the place of the value; vendors accept only what is documented.
        let moves = read(envelope) != read(&new.envelope);
        let narrower = Message::response(module.inbound).breaks(Shift::Narrower);
        let effects = Effects::wire(moves || narrower);
        let envelopes = [envelope, &new.envelope].map(|side| side.as_ref().map(Envelope::to_string));
        self.differs(Rule::Envelope, place, "envelope", [&envelopes[0], &envelopes[1]].map(said), effects);
        let effects = Effects::COMPATIBLE.callers(!is_retried(old) && is_retried(new));
        self.differs(Rule::Effect, place, "effect", [*effect, new.effect].map(word), effects);
        let retried = [old, new].map(|action| if is_retried(action) { "true" } else { "false" });
        if effect.is_repeatable() == new.effect.is_repeatable() {
            self.differs(Rule::Retries, place, "retried", retried, effects);
        }
        // A module that changes its direction reports that itself.
        let (request, response) = (Message::request(module.inbound), Message::response(module.inbound));
        let both = Both { place, old, new, request, response };
        self.location(&both);
        self.permission(&both);
        self.parameters(&both, &old_place);
        self.select(&both);
        self.pages(&both);
        self.completes(&both);
        self.returns((&old_place, old), (place, new), response);
        self.failure_uses(&both, failures);
        self.action_errors(place, errors, &new.errors);
        self.error_of(Rule::Rejection, place, "invalid", [*invalid, new.invalid]);
    }

    /// Compares server, path and methods.
    fn location(&mut self, both: &Both<'_, 'a>) {
        let Both { place, old, new, request, response: _ } = *both;
        let takes = |server: &Action, client: &Action| {
            client.methods.first().is_some_and(|method| server.methods.contains(method))
        };
        let effects = Effects::wire(request.breaks(Shift::from_acceptance(takes(new, old), takes(old, new))));
        let methods = [&old.methods, &new.methods].map(|methods| words(methods));
        self.differs(Rule::Methods, place, "methods", methods, effects);
        let (before, after) = (paths(old), paths(new));
        let moved = before.first() != after.first();
        let takes =
            |server: &[Shape], client: &[Shape]| client.first().is_some_and(|path| server.contains(path));
        let shift = Shift::from_acceptance(takes(&after, &before), takes(&before, &after));
        let effects = Effects::wire(moved && request.breaks(shift));
        self.differs(Rule::Path, place, "path", [old, new].map(Action::path_text), effects);
        let effects = Effects::wire(request.breaks(Shift::of_sets(&before, &after)));
        let aliases = [old, new].map(|action| {
            let aliases: Vec<String> = action.path_aliases.iter().map(|path| path_text(path)).collect();
            list(&sorted(&aliases))
        });
        self.differs(Rule::PathAliases, place, "path-aliases", aliases, effects);
        let server = |side: &Side<'a>, action: &Action| side.api.servers.get(action.server);
        if let (Some(before), Some(after)) = (server(&self.old, old), server(&self.new, new)) {
            // A renamed server is judged with the servers.
            let same = before.name == after.name || (before.url.is_some() && before.url == after.url);
            if !same {
                let effects = Effects::wire(request.breaks(Shift::Apart));
                let place = format!("{place}.server");
                self.changed(Rule::ActionServer, &place, &before.name, &after.name, effects);
            }
        }
        // For a method without a body, `parameters-in` has no effect.
        let moved = old.default_place() != new.default_place();
        // Receivers of the other version know only their own places.
        let further = Shift::of_sets(&old.also_in, &new.also_in);
        let shift = if moved { Shift::Narrower } else { further };
        let places = |action: &Action| {
            let all = std::iter::once(action.parameters_in).chain(action.also_in.iter().copied());
            all.map(word).collect::<Vec<_>>().join(", ")
        };
        self.differs(
            Rule::ParametersIn,
            place,
            "parameters-in",
            [old, new].map(places),
            Effects::wire(request.breaks(shift)),
        );
    }

    /// Compares authentication and scopes.
    fn permission(&mut self, both: &Both<'_, 'a>) {
        let Both { place, old, new, request, response: _ } = *both;
        if [old, new].iter().all(|action| action.any_auth.is_empty()) {
            let [before, after] = self.sides([old, new], |side, action| required(side, action));
            // Each additional required scheme lets fewer requests pass.
            self.needs(place, "auth", request, Shift::of_sets(&after, &before), [&before, &after]);
        } else {
            let [before, after] = self.sides([old, new], ways);
            let is_open = |ways: &[String]| ways == [NO_CREDENTIALS];
            // Each additional way lets more requests pass.
            let shift = match (is_open(&before), is_open(&after)) {
                (true, false) if !after.iter().any(|way| way == NO_CREDENTIALS) => Shift::Narrower,
                (false, true) => Shift::Wider,
                _ => Shift::of_sets(&before, &after),
            };
            self.needs(place, "auth.any", request, shift, [&before, &after]);
        }
        let optional = self.sides([old, new], |side, action| list(&schemes(side, &action.optional_auth)));
        self.differs(Rule::AuthOptional, place, "auth.optional", optional, Effects::COMPATIBLE);
        let effects = |shift: Shift| {
            Effects::wire(request.breaks(shift)).callers(matches!(shift, Shift::Narrower | Shift::Apart))
        };
        let needs = Shift::of_sets(&new.scopes, &old.scopes);
        let scopes = [old, new].map(|action| list(&sorted(&action.scopes)));
        self.differs(Rule::Scopes, place, "scopes", scopes, effects(needs));
    }

    fn needs(
        &mut self,
        place: &str,
        key: &str,
        request: Message,
        shift: Shift,
        [before, after]: [&[String]; 2],
    ) {
        if before == after {
            return;
        }
        let (rule, source) = match shift {
            Shift::Same | Shift::Wider => (Rule::AuthDropped, Effects::COMPATIBLE),
            Shift::Narrower | Shift::Apart => (Rule::AuthNeeded, Effects::SOURCE),
        };
        let effects = Effects::wire(request.breaks(shift)).and(source);
        self.changed(rule, &format!("{place}.{key}"), list(before), list(after), effects);
    }

    /// Compares the parameters.
    fn parameters(&mut self, both: &Both<'_, 'a>, old_place: &str) {
        let Both { place, old, new, request, response: _ } = *both;
        let usual = [old.default_place(), new.default_place()];
        let in_text = old
            .usual_places()
            .any(|place| !place.is_json() && new.usual_places().any(|other| other == place));
        let fields = Fields {
            place: &format!("{place}.parameters"),
            kind: NameKind::Parameter,
            old: (old_place, &old.parameters),
            new: (place, &new.parameters),
            flows: Messages::only(request),
            spot: Spot::Parameter { usual, in_text, in_order: signs_in_order(&self.new, new) },
        };
        self.fields(&fields, Some((old, new)));
        self.groups(both, old_place);
    }

    fn groups(&mut self, both: &Both<'_, 'a>, old_place: &str) {
        let Both { place, old, new, request, response: _ } = *both;
        let groups = |action: &'a Action| {
            let each = action.one_of.iter();
            each.map(|(name, members)| (name.as_str(), sorted(&named(&action.parameters, members))))
                .collect::<Vec<_>>()
        };
        let (before, after) = (groups(old), groups(new));
        for (name, members) in &before {
            let kept = after.iter().find(|(other, others)| other == name || others == members);
            if let Some((other, _)) = kept {
                let at = format!("{place}.one-of.{other}");
                self.rust_name(&at, NameKind::Group, (old_place, name), (place, other));
            }
        }
        let members = |groups: &[(&str, Vec<String>)]| {
            groups.iter().map(|(_, members)| members.clone()).collect::<Vec<_>>()
        };
        let (old_members, new_members) = (members(&before), members(&after));
        let shift = match (old_members.is_empty(), new_members.is_empty()) {
            (true, true) => return,
            (true, false) => Shift::Narrower,
            (false, true) => Shift::Wider,
            (false, false) => Shift::of_sets(&old_members, &new_members),
        };
        // A removed group, or the first added one, removes a constructor: `new` exists if there are no groups.
        let lost = old_members.is_empty() || old_members.iter().any(|group| !new_members.contains(group));
        let text = |groups: &[(&str, Vec<String>)]| {
            let each = groups.iter().map(|(name, members)| format!("{name}: {}", list(members)));
            each.collect::<Vec<_>>().join(", ")
        };
        if old_members != new_members {
            let effects = Effects::wire(request.breaks(shift)).callers(lost);
            self.changed(Rule::OneOf, &format!("{place}.one-of"), text(&before), text(&after), effects);
        }
    }

    /// Compares the condition that tells the action from others.
    fn select(&mut self, both: &Both<'_, 'a>) {
        let Both { place, old, new, request, response: _ } = *both;
        let said = |Select { at, is }: &Select| format!("{} {}", path::joined(at), list(is));
        let text = |select: &Option<Select>| select.as_ref().map(said).unwrap_or_default();
        let shift = match (&old.select, &new.select) {
            (None, None) => Shift::Same,
            (None, Some(_)) => Shift::Narrower,
            (Some(_), None) => Shift::Wider,
            (Some(old), Some(new)) if old.at != new.at => Shift::Apart,
            (Some(old), Some(new)) => Shift::from_acceptance(takes(new, old), takes(old, new)),
        };
        let effects = Effects::wire(request.breaks(shift)).and(Effects::BACKENDS);
        self.differs(Rule::Select, place, "select", [&old.select, &new.select].map(text), effects);
    }

    /// Compares the pagination.
    fn pages(&mut self, both: &Both<'_, 'a>) {
        let Both { place, old, new, .. } = *both;
        let parts = |side: &Side<'_>, action: &Action| {
            action.pages.as_ref().map(|pages| {
                // The paths in the response are named by `paths`.
                let Pages {
                    by,
                    position,
                    limit,
                    largest,
                    first,
                    records: _,
                    record,
                    count: _,
                    last: _,
                    next: _,
                    more: _,
                    id: _,
                } = pages;
                let asked: Vec<usize> = position.iter().chain(limit).copied().collect();
                let mut parts = vec![by.text().to_owned()];
                parts.extend(named(&action.parameters, &asked).into_iter().map(str::to_owned));
                parts.extend(largest.map(|largest| largest.to_string()));
                parts.extend((by == &PagesBy::Number).then(|| format!("from {first}")));
                parts.extend(pages.paths().map(|(key, path)| format!("{key} {path}")));
                (parts.join(", "), record.text(&side.api.types))
            })
        };
        let [before, after] = self.sides([old, new], parts);
        let lost = match (&before, &after) {
            (Some((_, old)), Some((_, new))) => old != new,
            (Some(_), None) => true,
            (None, _) => false,
        };
        let text = |parts: Option<(String, String)>| {
            parts.map_or_else(String::new, |(pages, record)| format!("{pages}: {record}"))
        };
        let effects = Effects::COMPATIBLE.callers(lost);
        self.differs(Rule::Pages, place, "pages", [before, after].map(text), effects);
    }

    /// Compares how a client finds the end of an operation.
    fn completes(&mut self, both: &Both<'_, 'a>) {
        let Both { place, old, new, .. } = *both;
        let states = |action: &Action| {
            let completes = action.completes.as_ref()?;
            Some((completes.field.clone(), sorted(&completes.done), sorted(&completes.failed)))
        };
        let polls = self.sides([old, new], |side, action| {
            side.maybe_action(action.completes.as_ref().map(|completes| completes.poll))
        });
        let texts = self.sides([old, new], completion_text);
        let both_have = old.completes.is_some() && new.completes.is_some();
        let effects = Effects::wire(both_have && states(old) != states(new))
            .callers(old.completes.is_some() && polls[0] != polls[1]);
        self.differs(Rule::Completes, place, "completes", texts, effects);
    }

    /// Compares the error formats that a server uses.
    fn failure_uses(&mut self, both: &Both<'_, 'a>, old: &[ErrorFormatUse]) {
        let Both { place, new, response, .. } = *both;
        let text = |side: &Side<'_>, uses: &[ErrorFormatUse]| {
            let each = uses.iter().map(|ErrorFormatUse { format, errors }| {
                let errors: Vec<&str> = errors.iter().map(|id| side.error(*id)).collect();
                format!("{} {}", side.failure(*format), list(&errors))
            });
            each.collect::<Vec<_>>().join(", ")
        };
        let uses = self.sides([old, new.error_formats.as_slice()], text);
        let effects = Effects::wire(response.breaks(Shift::Narrower));
        self.differs(Rule::ErrorFormatUse, place, "error-formats", uses, effects);
    }

    /// Compares the documented errors of the action.
    fn action_errors(&mut self, place: &str, old: &[ActionError], new: &[ActionError]) {
        let read = |side: &Side<'_>, errors: &[ActionError]| {
            let each = errors.iter().map(|ActionError { error, about, kind }| {
                let usual = side.api.errors.get(*error).map(|entry| entry.kind);
                (side.error(*error).to_owned(), kind.or(usual), about.clone())
            });
            each.collect::<Vec<_>>()
        };
        let [before, after] = self.sides([old, new], read);
        for (name, kind, about) in &before {
            let place = format!("{place}.errors.{name}");
            match after.iter().find(|(other, _, _)| other == name) {
                None => self.removed(Rule::ActionError, &place, name, Effects::DOCUMENTS),
                Some((_, other, text)) => {
                    let kinds = [*kind, *other].map(|kind| kind.map_or("", word));
                    self.differs(Rule::ActionError, &place, "kind", kinds, Effects::CALLERS);
                    self.texts(&place, &[("about", about, text)]);
                }
            }
        }
        let is_new = |name: &str| before.iter().all(|(other, _, _)| other != name);
        for (name, _, about) in after.iter().filter(|(name, _, _)| is_new(name)) {
            let what = if about.is_empty() { name } else { about.as_str() };
            self.added(Rule::ActionError, &format!("{place}.errors.{name}"), what, Effects::DOCUMENTS);
        }
    }
}

/// Path without the names of its parameters, which are not sent.
type Shape = Vec<Vec<Option<String>>>;

/// Returns the paths that a server accepts; clients use the first.
fn paths(action: &Action) -> Vec<Shape> {
    let text = |part: &PathPart| match part {
        PathPart::Text(text) => Some(text.clone()),
        PathPart::Parameter(_) => None,
    };
    let parts = |segment: &Segment| match segment {
        Segment::Literal(text) => vec![Some(text.clone())],
        Segment::Parameter(_) => vec![None],
        Segment::Rest(_) => vec![Some("/".to_owned()), None],
        Segment::Mixed(parts) => parts.iter().map(text).collect(),
    };
    let all = std::iter::once(&action.path).chain(&action.path_aliases);
    all.map(|path| path.iter().map(parts).collect()).collect()
}

/// Whether clients retry the action after it may have been sent.
fn is_retried(action: &Action) -> bool {
    action.effect.is_repeatable() || action.has_idempotency_key()
}

/// Describes how a client finds the end of an operation; empty if it ends with the response.
fn completion_text(side: &Side<'_>, action: &Action) -> String {
    let Some(completes) = &action.completes else { return String::new() };
    let Completion { poll, with, same, again, location, at_once: _, field, done, failed } = completes;
    let parameters = side.api.modules.get(poll.0).and_then(|module| module.actions.get(poll.1));
    let parameters = parameters.map_or(&[][..], |poll| &poll.parameters);
    let mut parts = vec![side.maybe_action(Some(*poll))];
    let name = |at: &usize| parameters.get(*at).map_or("", |field| field.name.as_str());
    parts.extend(with.iter().map(|(at, path)| format!("{} from {path}", name(at))));
    parts.extend(same.iter().map(|at| format!("the same {}", name(at))));
    parts.extend(again.then(|| "the same request".to_owned()));
    parts.extend(location.then(|| "at Location".to_owned()));
    parts.extend(field.as_ref().map(|field| format!("state in {field}")));
    parts.push(format!("done {}", list(&sorted(done))));
    parts.extend((!failed.is_empty()).then(|| format!("failed {}", list(&sorted(failed)))));
    parts.join(", ")
}

/// Whether a signature of the action covers the values of the parameters in their documented order.
fn signs_in_order(side: &Side<'_>, action: &Action) -> bool {
    let mut signatures = action.auth.iter().filter_map(|id| side.api.auth.get(*id)?.scheme.as_signature());
    signatures.any(Signature::signs_values)
}

/// Name of a way to authenticate without schemes.
const NO_CREDENTIALS: &str = "none";

/// Returns the names of the schemes that every request needs.
fn required(side: &Side<'_>, action: &Action) -> Vec<String> {
    schemes(side, action.auth.iter().filter(|id| !action.optional_auth.contains(id)))
}

/// Returns the ways to authenticate, each as the names of its schemes.
fn ways(side: &Side<'_>, action: &Action) -> Vec<String> {
    let own = required(side, action);
    let mut choice = action.any_auth.clone();
    if choice.is_empty() {
        choice.push(Vec::new());
    }
    let ways = choice.iter().map(|way| {
        let all = sorted(&[own.clone(), schemes(side, way)].concat());
        if all.is_empty() { NO_CREDENTIALS.to_owned() } else { all.join("+") }
    });
    sorted(&ways.collect::<Vec<_>>())
}

/// Returns the names of schemes.
fn schemes<'i>(side: &Side<'_>, ids: impl IntoIterator<Item = &'i usize>) -> Vec<String> {
    sorted(&ids.into_iter().map(|id| side.auth(*id)).collect::<Vec<_>>())
}

fn sorted<T: AsRef<str>>(texts: &[T]) -> Vec<String> {
    let mut texts: Vec<String> = texts.iter().map(|text| text.as_ref().to_owned()).collect();
    texts.sort_unstable();
    texts
}

/// Whether a selection accepts everything that another one accepts.
fn takes(outer: &Select, inner: &Select) -> bool {
    let covers = |pattern: &str, text: &str| match pattern.strip_suffix('*') {
        Some(start) => text.starts_with(start),
        None => pattern == text,
    };
    let one = |text: &String| outer.is.iter().any(|pattern| covers(pattern, text));
    outer.is.is_empty() || (!inner.is.is_empty() && inner.is.iter().all(one))
}

/// Formats examples with everything that they show.
fn example_text(side: &Side<'_>, examples: &[Example]) -> String {
    let each = examples.iter().map(
        |Example { about, request, response, error_response: failure, error, evidence }| {
            let parts =
                [request.as_deref(), response.as_deref(), failure.as_deref(), error.map(|id| side.error(id))];
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            format!("{about} {} {}", parts.join(" "), text::evidence(evidence))
        },
    );
    each.collect::<Vec<_>>().join("; ")
}
