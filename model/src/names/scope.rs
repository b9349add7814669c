//! Where names must differ: a scope knows who took a name, and says so when another wants it.

use std::collections::HashMap;

use super::name::{Name, Role, Unnamed, choose};
use crate::diagnostic::{Diagnostic, Span};

/// Something that wants a Rust name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim<'a> {
    /// What it is, with its article: 'the parameter'.
    pub(crate) what: &'static str,
    /// Its name in the spec.
    pub(crate) wire: &'a str,
    /// Where it is written.
    pub(crate) span: Span,
    /// Whether the spec can ask for another name with `rust:`.
    pub(crate) can_ask: bool,
}

impl<'a> Claim<'a> {
    /// A claim of something that takes `rust:`.
    pub(crate) fn new(what: &'static str, wire: &'a str, span: Span) -> Self {
        Self { what, wire, span, can_ask: true }
    }

    /// A claim of something that the spec cannot rename without changing what it says.
    pub(crate) fn fixed(what: &'static str, wire: &'a str, span: Span) -> Self {
        Self { what, wire, span, can_ask: false }
    }

    /// Chooses the name, or says why there is none and gives one to go on with.
    pub(crate) fn choose(&self, role: Role, asked: Option<&str>, problems: &mut Vec<Diagnostic>) -> Name {
        choose(role, self.wire, asked).unwrap_or_else(|problem| {
            problems.push(self.unnamed(role, asked.unwrap_or_default(), problem));
            Name::derived("")
        })
    }

    fn unnamed(&self, role: Role, asked: &str, problem: Unnamed) -> Diagnostic {
        let Self { what, wire, span, can_ask } = *self;
        let asks = format!("`rust: {asked}` of {what} `{wire}`");
        let warns = "the compiler would warn of this name";
        let say = |how: &str| match can_ask {
            true => format!("say what it is called in Rust{how}, for example `rust: {}`", example(role)),
            false => "use letters, digits and hyphens".to_owned(),
        };
        let (code, message, label, help) = match problem {
            Unnamed::Nothing => (
                "plan::no-name",
                format!("nothing in the name of {what} `{wire}` can stand in a Rust name"),
                "has no name in Rust",
                say(""),
            ),
            Unnamed::NotAnIdentifier => (
                "plan::no-name",
                format!("{asks} is not a Rust identifier"),
                "asks for a name that Rust does not take",
                format!("use letters, digits and underscores and no keyword, such as `{}`", example(role)),
            ),
            Unnamed::Reserved => (
                "plan::reserved-name",
                format!("{asks} is a name that generated code uses itself"),
                "asks for a reserved name",
                "choose another name; Rust's prelude is reserved for types".to_owned(),
            ),
            Unnamed::Lookalike => (
                "plan::no-name",
                format!("the letters of {what} `{wire}` look like those of another script"),
                warns,
                say(" in other letters"),
            ),
            Unnamed::Style => (
                "plan::name-style",
                format!("{asks} is not spelled as Rust spells such names"),
                warns,
                format!("spell it like `{}`", example(role)),
            ),
        };
        let mut diagnostic = Diagnostic::error(code, span, message);
        diagnostic.label(label).help(help);
        diagnostic
    }
}

fn example(role: Role) -> &'static str {
    match role {
        Role::Field | Role::Method | Role::Constructor | Role::Module => "other_name",
        Role::Type | Role::Root | Role::Variant => "OtherName",
        Role::Constant => "OTHER_NAME",
    }
}

enum Holder<'a> {
    Claim(Claim<'a>),
    Text(&'static str),
}

/// Names that must differ from each other.
#[derive(Default)]
pub(crate) struct Scope<'a, 'o> {
    outer: Option<&'o Scope<'a, 'o>>,
    names: HashMap<String, Holder<'a>>,
}

impl<'a, 'o> Scope<'a, 'o> {
    /// A scope for about this many names.
    pub(crate) fn with_capacity(names: usize) -> Self {
        Self { outer: None, names: HashMap::with_capacity(names) }
    }

    /// A scope whose names must differ from this one's too.
    pub(crate) fn inner(&'o self, names: usize) -> Self {
        Self { outer: Some(self), names: HashMap::with_capacity(names) }
    }

    /// Keeps a name for generated text; `why` completes 'but that is …'.
    pub(crate) fn reserve(&mut self, name: impl Into<String>, why: &'static str) {
        self.names.insert(name.into(), Holder::Text(why));
    }

    /// Chooses a name and takes it.
    pub(crate) fn choose(
        &mut self,
        claim: Claim<'a>,
        role: Role,
        asked: Option<&str>,
        problems: &mut Vec<Diagnostic>,
    ) -> Name {
        let name = claim.choose(role, asked, problems);
        self.claim(&name.text, claim, problems);
        name
    }

    /// Takes a name, or reports who has it already.
    pub(crate) fn claim(&mut self, name: &str, claim: Claim<'a>, problems: &mut Vec<Diagnostic>) {
        if name.is_empty() {
            return; // has no name, which was reported
        }
        let in_outer = self.outer.and_then(|outer| outer.names.get(name));
        let Some(holder) = in_outer.or_else(|| self.names.get(name)) else {
            self.names.insert(name.to_owned(), Holder::Claim(claim));
            return;
        };
        let Claim { what, wire, span, .. } = claim;
        let message = match holder {
            Holder::Text(why) => format!("{what} `{wire}` becomes `{name}` in Rust, but that is {why}"),
            Holder::Claim(first) if first.what == what => {
                let plural = what.trim_start_matches("the ");
                format!("the {plural}s `{}` and `{wire}` both become `{name}` in Rust", first.wire)
            }
            Holder::Claim(first) => {
                format!("{} `{}` and {what} `{wire}` both become `{name}` in Rust", first.what, first.wire)
            }
        };
        let can_ask = claim.can_ask || matches!(holder, Holder::Claim(first) if first.can_ask);
        let help = match (can_ask, claim.can_ask) {
            (true, true) => "give it another name in Rust with `rust:`; the wire name stays as it is",
            (true, false) => {
                "give the other one another name in Rust with `rust:`; the wire name stays as it is"
            }
            (false, _) => "give one of them another name",
        };
        let diagnostic = problems.push_mut(Diagnostic::error("plan::name-collision", span, message));
        diagnostic.label(format!("becomes `{name}` too")).help(help);
        if let Holder::Claim(first) = holder {
            diagnostic.related(first.span, format!("`{name}` comes from here"));
        }
    }
}
