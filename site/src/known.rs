//! All that is known of a module's actions: those that can be called and those that are only listed, in the order of the
//! documents.

use bindery_model::{Action, Evidence, Field, Listed, Method, Module};

use crate::words;

/// An action, whether it can be called or not.
#[derive(Clone, Copy)]
pub(crate) enum Known<'a> {
    /// It can be called; its position among those that can.
    Callable(usize, &'a Action),
    /// Too little is known to call it.
    Listed(&'a Listed),
}

impl<'a> Known<'a> {
    /// Its name.
    pub(crate) fn name(self) -> &'a str {
        match self {
            Known::Callable(_, action) => &action.name,
            Known::Listed(listed) => &listed.name,
        }
    }

    /// What it does.
    pub(crate) fn about(self) -> &'a str {
        match self {
            Known::Callable(_, action) => &action.about,
            Known::Listed(listed) => &listed.about,
        }
    }

    /// The method that clients use, if it is known.
    pub(crate) fn method(self) -> Option<Method> {
        match self {
            Known::Callable(_, action) => action.methods.first().copied(),
            Known::Listed(listed) => listed.methods.first().copied(),
        }
    }

    /// The parameters that are known.
    pub(crate) fn parameters(self) -> &'a [Field] {
        match self {
            Known::Callable(_, action) => &action.parameters,
            Known::Listed(listed) => &listed.parameters,
        }
    }

    /// How we know.
    pub(crate) fn evidence(self) -> &'a [Evidence] {
        match self {
            Known::Callable(_, action) => &action.evidence,
            Known::Listed(listed) => &listed.evidence,
        }
    }

    /// What sets it apart from the others.
    pub(crate) fn mark(self) -> Option<&'static str> {
        match self {
            Known::Callable(_, action) => words::stability(action.stability),
            Known::Listed(_) => Some("only listed"),
        }
    }

    fn position(self) -> usize {
        match self {
            Known::Callable(_, action) => action.position,
            Known::Listed(listed) => listed.position,
        }
    }
}

/// The actions of a module.
pub(crate) fn actions(module: &Module) -> impl Iterator<Item = Known<'_>> {
    let callable = module.actions.iter().enumerate();
    let mut all: Vec<Known<'_>> = callable.map(|(at, action)| Known::Callable(at, action)).collect();
    all.extend(module.listed.iter().map(Known::Listed));
    all.sort_by_key(|known| known.position());
    all.into_iter()
}
