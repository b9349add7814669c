//! All that is known of a module's actions: those that can be called and those that are only listed.

use super::{Action, Coverage, Evidence, Field, Listed, Method, Module};
use crate::diagnostic::Span;

/// An action, whether it can be called or not.
#[derive(Clone, Copy, Debug)]
pub enum Known<'m> {
    /// It can be called; its position among those that can.
    Callable(usize, &'m Action),
    /// Too little is known to call it.
    Listed(&'m Listed),
}

/// Declares what is known of an action in either case.
macro_rules! either {
    ($($(#[$doc:meta])* $name:ident: $ty:ty = $action:ident => $value:expr;)*) => {$(
        $(#[$doc])*
        pub fn $name(self) -> $ty {
            match self {
                Known::Callable(_, $action) => $value,
                Known::Listed($action) => $value,
            }
        }
    )*};
}

impl<'m> Known<'m> {
    /// The action, if it can be called.
    pub fn action(self) -> Option<&'m Action> {
        match self {
            Known::Callable(_, action) => Some(action),
            Known::Listed(_) => None,
        }
    }

    either! {
        /// Its name.
        name: &'m str = action => &action.name;
        /// Its name in the documents.
        doc: &'m str = action => &action.doc;
        /// What it does.
        about: &'m str = action => &action.about;
        /// The methods that it takes, as far as they are known; clients use the first.
        methods: &'m [Method] = action => &action.methods;
        /// The parameters, as far as they are known.
        parameters: &'m [Field] = action => &action.parameters;
        /// How we know.
        evidence: &'m [Evidence] = action => &action.evidence;
        /// How much of it the documents show.
        coverage: Coverage = action => action.coverage();
        /// Where it is written.
        span: Span = action => action.span;
        /// Its position in the documents.
        position: usize = action => action.position;
    }
}

impl Module {
    /// Its actions, in the order of the documents.
    pub fn known(&self) -> impl Iterator<Item = Known<'_>> {
        let callable = self.actions.iter().enumerate();
        let mut all: Vec<Known<'_>> = callable.map(|(at, action)| Known::Callable(at, action)).collect();
        all.extend(self.listed.iter().map(Known::Listed));
        all.sort_by_key(|known| known.position());
        all.into_iter()
    }
}
