//! Scopes: what a token may be used for.

use std::collections::BTreeSet;
use std::fmt;

/// The scopes of an API, as an enum of its own. Declared by [`scopes!`](crate::scopes).
pub trait Scope: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// All of them, in the documents' order.
    const ALL: &'static [Self];

    /// The name on the wire.
    fn name(self) -> &'static str;
}

/// A set of scopes as it travels: names between blanks. It may hold names that no enum has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// These scopes.
    pub fn of<S: Scope>(scopes: &[S]) -> Self {
        Self(scopes.iter().map(|scope| scope.name().to_owned()).collect())
    }

    /// The scopes that a text names, between blanks. None when it holds a character that no scope may have.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |byte: u8| matches!(byte, 0x20 | 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let names = text.split(' ').filter(|name| !name.is_empty()).map(str::to_owned);
        text.bytes().all(plain).then(|| Self(names.collect()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this one is among them. Names differ by case.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Whether all of these are among them.
    pub fn contains_all(&self, other: &Scopes) -> bool {
        other.0.is_subset(&self.0)
    }

    /// The first of these names that is not among them.
    pub fn lacks<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        names.into_iter().find(|name| !self.contains(name))
    }

    /// The names, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<N: Into<String>> FromIterator<N> for Scopes {
    fn from_iter<I: IntoIterator<Item = N>>(names: I) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}

/// The names between blanks, as they travel.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().collect::<Vec<_>>().join(" "))
    }
}

/// Declares the scopes of an API.
///
/// ```
/// use bindery_runtime as rt;
/// use rt::oauth2::{Scope as _, Scopes};
///
/// rt::scopes! {
///     /// What a user may allow.
///     pub enum Scope {
///         /// Reads the account.
///         Basic = "basic",
///         /// Places and cancels orders.
///         Trade = "trade",
///     }
/// }
///
/// assert_eq!(Scopes::of(Scope::ALL).to_string(), "basic trade");
/// ```
#[macro_export]
macro_rules! scopes {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $crate::oauth2::Scope for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::wire::Fault;

            fn from_str(text: &str) -> Result<Self, $crate::wire::Fault> {
                let all = <Self as $crate::oauth2::Scope>::ALL.iter().copied();
                let mut found = all.filter(|scope| $crate::oauth2::Scope::name(*scope) == text);
                found.next().ok_or_else(|| $crate::wire::Fault::unknown_value(text))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str($crate::oauth2::Scope::name(*self))
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::Scopes;

    #[test]
    fn names_stand_between_blanks() {
        let scopes = Scopes::parse(" trade  basic trade").expect("names");
        assert_eq!(scopes.to_string(), "basic trade");
        assert_eq!(scopes.lacks(["basic", "withdraw"]), Some("withdraw"));
        assert!(!scopes.contains("Basic"), "case differs");
        assert!(scopes.contains_all(&Scopes::parse("basic").expect("a name")));
        assert!(Scopes::parse("").expect("none").is_empty());
        for wrong in ["a\"b", "a\\b", "a\nb", "ä"] {
            assert_eq!(Scopes::parse(wrong), None, "{wrong}");
        }
    }
}
