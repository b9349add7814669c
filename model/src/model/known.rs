//! All known actions of a module: those that can be called and those that are only listed.

use super::{Action, Coverage, Evidence, Field, Listed, Method, Module};
use crate::diagnostic::Span;

/// An action that can be called or is only listed.
#[derive(Clone, Copy, Debug)]
pub enum KnownAction<'m> {
    /// An action that can be called, with its position among those.
    Callable(usize, &'m Action),
    /// A listed action: too little is documented to call it.
    Listed(&'m Listed),
}

/// Declares accessors that both kinds of actions have.
macro_rules! either {
    ($($(#[$doc:meta])* $name:ident: $ty:ty = $action:ident => $value:expr;)*) => {$(
        $(#[$doc])*
        pub fn $name(self) -> $ty {
            match self {
                KnownAction::Callable(_, $action) => $value,
                KnownAction::Listed($action) => $value,
            }
        }
    )*};
}

impl<'m> KnownAction<'m> {
    /// Returns the action, if it can be called.
    pub fn action(self) -> Option<&'m Action> {
        match self {
            KnownAction::Callable(_, action) => Some(action),
            KnownAction::Listed(_) => None,
        }
    }

    either! {
        /// Returns the name in kebab-case.
        name: &'m str = action => &action.name;
        /// Returns the name in the documents.
        documented_as: &'m str = action => &action.documented_as;
        /// Returns the description of the action.
        about: &'m str = action => &action.about;
        /// Returns the HTTP methods, as far as they are known; clients use the first.
        methods: &'m [Method] = action => &action.methods;
        /// Returns the parameters, as far as they are known.
        parameters: &'m [Field] = action => &action.parameters;
        /// Returns the lines of the sources that document the action.
        evidence: &'m [Evidence] = action => &action.evidence;
        /// Returns how much of the action the documents show.
        coverage: Coverage = action => action.coverage();
        /// Returns the place in the spec.
        span: Span = action => action.span;
        /// Returns the position in the documents.
        position: usize = action => action.position;
    }
}

impl Module {
    /// Returns all actions in the order of the documents.
    pub fn known(&self) -> impl Iterator<Item = KnownAction<'_>> {
        let callable = self.actions.iter().enumerate();
        let mut all: Vec<KnownAction<'_>> =
            callable.map(|(at, action)| KnownAction::Callable(at, action)).collect();
        all.extend(self.listed.iter().map(KnownAction::Listed));
        all.sort_by_key(|known| known.position());
        all.into_iter()
    }
}
