//! All that is known of a module's actions: those that can be called and those that are only listed, in the order of the
//! documents.

use bindery_model::{Action, Coverage, Listed, Method, Module};

/// An action, whether it can be called or not.
#[derive(Clone, Copy)]
pub(crate) enum Known<'a> {
    /// It can be called.
    Callable(&'a Action),
    /// Too little is known to call it.
    Listed(&'a Listed),
}

impl<'a> Known<'a> {
    /// Its name.
    pub(crate) fn name(self) -> &'a str {
        match self {
            Known::Callable(action) => &action.name,
            Known::Listed(listed) => &listed.name,
        }
    }

    /// The methods that it takes, as far as they are known.
    pub(crate) fn methods(self) -> &'a [Method] {
        match self {
            Known::Callable(action) => &action.methods,
            Known::Listed(listed) => &listed.methods,
        }
    }

    /// How much of it the documents show.
    pub(crate) fn coverage(self) -> Coverage {
        match self {
            Known::Callable(action) => action.coverage(),
            Known::Listed(listed) => listed.coverage(),
        }
    }

    fn position(self) -> usize {
        match self {
            Known::Callable(action) => action.position,
            Known::Listed(listed) => listed.position,
        }
    }
}

/// The actions of a module.
pub(crate) fn actions(module: &Module) -> impl Iterator<Item = Known<'_>> {
    let mut all: Vec<Known<'_>> = module.actions.iter().map(Known::Callable).collect();
    all.extend(module.listed.iter().map(Known::Listed));
    all.sort_by_key(|known| known.position());
    all.into_iter()
}
