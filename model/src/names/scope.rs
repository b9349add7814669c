//! Scopes in which names must differ: a scope records who uses a name, and reports collisions.

use std::collections::HashMap;

use super::name::{Name, Role, Unnamed, choose};
use crate::diagnostic::{Diagnostic, Span};

/// An item that needs a Rust name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim<'a> {
    /// Kind of item, with its article: 'the parameter'.
    pub(crate) what: &'static str,
    /// Name in the spec.
    pub(crate) wire: &'a str,
    /// Place in the spec.
    pub(crate) span: Span,
    /// Whether the spec can set the name with `rust:`.
    pub(crate) can_ask: bool,
}

impl<'a> Claim<'a> {
    /// Creates a claim of an item that supports `rust:`.
    pub(crate) fn new(what: &'static str, wire: &'a str, span: Span) -> Self {
        Self { what, wire, span, can_ask: true }
    }

    /// Creates a claim of an item that cannot be renamed without changing the spec's meaning.
    pub(crate) fn fixed(what: &'static str, wire: &'a str, span: Span) -> Self {
        Self { what, wire, span, can_ask: false }
    }

    /// Chooses the name, or reports why there is none and returns an empty one.
    pub(crate) fn choose(&self, role: Role, asked: Option<&str>, problems: &mut Vec<Diagnostic>) -> Name {
        choose(role, self.wire, asked).unwrap_or_else(|problem| {
            problems.push(self.unnamed(role, asked.unwrap_or_default(), problem));
            Name::derived("")
        })
    }

    fn unnamed(&self, role: Role, asked: &str, problem: Unnamed) -> Diagnostic {
        let Self { what, wire, span, can_ask } = *self;
        let asks = format!("`rust: {asked}` of {what} `{wire}`");
        let warns = "the compiler would warn about this name";
        let say = |how: &str| match can_ask {
            true => format!("set a name in Rust{how}, for example `rust: {}`", example(role)),
            false => "use letters, digits and hyphens".to_owned(),
        };
        let (code, message, label, help) = match problem {
            Unnamed::Nothing => (
                "plan::no-name",
                format!("no character in the name of {what} `{wire}` is allowed in a Rust name"),
                "no valid name in Rust",
                say(""),
            ),
            Unnamed::NotAnIdentifier => (
                "plan::no-name",
                format!("{asks} is not a Rust identifier"),
                "invalid Rust name",
                format!("use letters, digits and underscores, and no keyword, such as `{}`", example(role)),
            ),
            Unnamed::Reserved => (
                "plan::reserved-name",
                format!("{asks} is used by generated code"),
                "reserved name",
                "choose another name; the names of Rust's prelude are reserved for types".to_owned(),
            ),
            Unnamed::Lookalike => (
                "plan::no-name",
                format!("all letters of {what} `{wire}` look like those of another script"),
                warns,
                say(" in other letters"),
            ),
            Unnamed::Style => (
                "plan::name-style",
                format!("{asks} does not follow Rust's naming convention"),
                warns,
                format!("write it like `{}`", example(role)),
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

enum ScopeOwner<'a> {
    Claim(Claim<'a>),
    Text(&'static str),
}

/// Names that must differ from each other.
#[derive(Default)]
pub(crate) struct Scope<'a, 'o> {
    outer: Option<&'o Scope<'a, 'o>>,
    names: HashMap<String, ScopeOwner<'a>>,
}

impl<'a, 'o> Scope<'a, 'o> {
    /// Creates a scope for about this many names.
    pub(crate) fn with_capacity(names: usize) -> Self {
        Self { outer: None, names: HashMap::with_capacity(names) }
    }

    /// Creates a nested scope: its names must also differ from the names of this scope.
    pub(crate) fn inner(&'o self, names: usize) -> Self {
        Self { outer: Some(self), names: HashMap::with_capacity(names) }
    }

    /// Reserves a name for generated code; `why` completes 'which is …'.
    pub(crate) fn reserve(&mut self, name: impl Into<String>, why: &'static str) {
        self.names.insert(name.into(), ScopeOwner::Text(why));
    }

    /// Chooses a name and claims it.
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

    /// Claims a name, or reports the item that has it already.
    pub(crate) fn claim(&mut self, name: &str, claim: Claim<'a>, problems: &mut Vec<Diagnostic>) {
        if name.is_empty() {
            return; // has no name, which was already reported
        }
        let in_outer = self.outer.and_then(|outer| outer.names.get(name));
        let Some(holder) = in_outer.or_else(|| self.names.get(name)) else {
            self.names.insert(name.to_owned(), ScopeOwner::Claim(claim));
            return;
        };
        let Claim { what, wire, span, .. } = claim;
        let message = match holder {
            ScopeOwner::Text(why) => format!("{what} `{wire}` becomes `{name}` in Rust, which is {why}"),
            ScopeOwner::Claim(first) if first.what == what => {
                let plural = what.trim_start_matches("the ");
                format!("the {plural}s `{}` and `{wire}` both become `{name}` in Rust", first.wire)
            }
            ScopeOwner::Claim(first) => {
                format!("{} `{}` and {what} `{wire}` both become `{name}` in Rust", first.what, first.wire)
            }
        };
        let can_ask = claim.can_ask || matches!(holder, ScopeOwner::Claim(first) if first.can_ask);
        let help = match (can_ask, claim.can_ask) {
            (true, true) => "set another name in Rust with `rust:`; the wire name does not change",
            (true, false) => {
                "set another name in Rust with `rust:` for the other one; the wire name does not change"
            }
            (false, _) => "rename one of them",
        };
        let diagnostic = problems.push_mut(Diagnostic::error("plan::name-collision", span, message));
        diagnostic.label(format!("also becomes `{name}`")).help(help);
        if let ScopeOwner::Claim(first) = holder {
            diagnostic.related(first.span, format!("`{name}` is already used here"));
        }
    }
}
