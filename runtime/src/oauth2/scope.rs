//! Scopes: the access that a token gives.

use std::collections::BTreeSet;
use std::fmt;

/// Enum of an API's scopes. Declared by [`scopes!`](crate::scopes).
pub trait Scope: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// All scopes, in the order of the vendor's documents.
    const ALL: &'static [Self];

    /// Returns the scope's name on the wire.
    fn name(self) -> &'static str;
}

/// Set of scopes. On the wire: names separated by spaces. May contain names that an API's enum does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Creates a set from scopes of an API's enum.
    pub fn from_scopes<S: Scope>(scopes: &[S]) -> Self {
        Self(scopes.iter().map(|scope| scope.name().to_owned()).collect())
    }

    /// Parses scope names separated by spaces. `None` if the string contains a character that RFC 6749 does not allow
    /// in a scope.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |byte: u8| matches!(byte, 0x20 | 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let names = text.split(' ').filter(|name| !name.is_empty()).map(str::to_owned);
        text.bytes().all(plain).then(|| Self(names.collect()))
    }

    /// Returns whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether the set contains the scope with this name. Names are case-sensitive.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Returns whether the set contains all scopes of the other set.
    pub fn contains_all(&self, other: &Scopes) -> bool {
        other.0.is_subset(&self.0)
    }

    /// Returns the first of these names that the set does not contain.
    pub fn lacks<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        names.into_iter().find(|name| !self.contains(name))
    }

    /// Iterates over the names, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<N: Into<String>> FromIterator<N> for Scopes {
    fn from_iter<I: IntoIterator<Item = N>>(names: I) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}

/// Writes the names separated by spaces, as on the wire.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().collect::<Vec<_>>().join(" "))
    }
}

/// Declares the enum of an API's scopes.
///
/// ```
/// use bindery_runtime as rt;
/// use rt::oauth2::{Scope as _, Scopes};
///
/// rt::scopes! {
///     /// Access that a user may grant.
///     pub enum Scope {
///         /// Reads the account.
///         Basic = "basic",
///         /// Places and cancels orders.
///         Trade = "trade",
///     }
/// }
///
/// assert_eq!(Scopes::from_scopes(Scope::ALL).to_string(), "basic trade");
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
