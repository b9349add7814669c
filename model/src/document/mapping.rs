//! The macro that declares a mapping of the spec language: its keys once, which generate struct, reader and schema.

/// Declares a mapping.
///
/// ```text
/// mapping! {
///     /// What the mapping describes: the schema's description.
///     "parameter" ParameterDoc short type_ {
///         /// What the key says: the schema's description, and the help when it is missing.
///         need type_: Text<'a> = "type",
///         may about: Text<'a> = "about",
///         some also: Vec<Text<'a>> = "aliases",
///     }
///     elsewhere { "nullable" => "why this key, which others have, is not one of these", }
///     foreign MEMBER
///     any_of { "about", "aliases" }
/// }
/// ```
///
/// `need` and `may` keys are `Option`s, because even a required key may be unreadable; `some` keys have a default. With
/// `short`, a plain string is read as a mapping with that one key. `foreign` is the table of the other languages' keys. `any_of` tells the schema that at least one of these
/// keys is required; resolving reports that with a more specific message. Every struct has a `span`, the place of its
/// key, and a `doubt`, the keys that must not be reported as missing.
macro_rules! mapping {
    (
        $(#[doc = $about:literal])+
        $what:literal $name:ident $(short $short:ident)? {
            $( $(#[doc = $key_about:literal])+ $slot:ident $field:ident: $ty:ty = $key:literal, )*
        }
        $(elsewhere { $( $other:literal => $hint:literal, )* })?
        $(foreign $foreign:ident)?
        $(any_of { $( $any:literal ),+ })?
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, Default)]
        pub(crate) struct $name<'a> {
            /// Place in the file. Unused by mappings that are never reported as a whole.
            #[allow(dead_code)]
            pub(crate) span: $crate::diagnostic::Span,
            /// Keys that seem to be missing but may be present unread. Unused by some mappings.
            #[allow(dead_code)]
            pub(crate) doubt: $crate::document::read::Doubt,
            $( $(#[doc = $key_about])+ pub(crate) $field: mapping!(@type $slot $ty), )*
            /// Uses the lifetime in mappings without strings.
            #[doc(hidden)]
            pub(crate) lifetime: std::marker::PhantomData<&'a ()>,
        }

        impl<'a> $name<'a> {
            const WORDS: $crate::document::read::Words = $crate::document::read::Words {
                what: $what,
                all: &[$($key),*],
                needed: &[$(mapping!(@needed $slot $key),)* &[$($($any),+)?]],
                elsewhere: &[$($(($other, $hint)),*)?],
                foreign: mapping!(@foreign $($foreign)?),
            };

            /// Reads the mapping with other diagnostic words.
            fn read_as(
                words: $crate::document::read::Words,
                node: $crate::yaml::Node<'a>,
                at: $crate::document::read::At<'_>,
                sink: &mut $crate::diagnostic::Diagnostics,
            ) -> Option<Self> {
                use $crate::document::read;
                let mut doc = Self { span: at.span, ..Self::default() };
                $(
                    match node.kind {
                        $crate::yaml::Kind::Map(_) => {}
                        $crate::yaml::Kind::Text(..) => {
                            doc.$short = Some(read::Read::read(node, at, sink)?);
                            return Some(doc);
                        }
                        _ => {
                            read::wrong_kind(&node, "a string or a mapping", None, sink);
                            return None;
                        }
                    }
                )?
                let all_optional = [$(mapping!(@optional $slot)),*].iter().all(|optional| *optional);
                if all_optional && matches!(node.kind, $crate::yaml::Kind::Null) {
                    return Some(doc);
                }
                let entries = read::entries(node, || words.help(), sink)?;
                let entries = read::unique(entries, "spec::duplicate-key", "key", sink);
                $( let mut $field = false; )*
                for entry in words.recognise(entries, &mut doc.doubt, sink) {
                    let read::Entry { key, value, span, guessed } = entry;
                    let at = read::At { span, name: key };
                    let mut aside = $crate::diagnostic::Diagnostics::default();
                    let into = if guessed { &mut aside } else { &mut *sink };
                    let read = match key {
                        $(
                            $key => {
                                $field = true;
                                !read::is_nothing::<$ty>(&value, at, into) && mapping!(@fill $slot doc.$field, value, at, into)
                            }
                        )*
                        _ => false,
                    };
                    if !read {
                        doc.doubt.add(key);
                    } else if guessed {
                        sink.extend(aside);
                    }
                }
                $( mapping!(@check $slot $field || doc.doubt.about($key), at, words.what, $key, [$($key_about)+], sink); )*
                Some(doc)
            }

            /// Returns the schema of the mapping with other words.
            fn schema_as(
                name: &str,
                about: &str,
                words: $crate::document::read::Words,
                definitions: &mut $crate::schema::parts::Definitions,
            ) -> $crate::schema::parts::JsonValue {
                use $crate::document::read::Read;
                definitions.define(name, |definitions| {
                    let mut object = $crate::schema::parts::Object::new(about);
                    $(
                        if words.knows($key) {
                            let value = <$ty as Read<'a>>::schema(definitions);
                            object.key(stringify!($field), $key, concat!($($key_about),+), mapping!(@required $slot), value);
                        }
                    )*
                    $( object.any_of(&[$($any),+]); )?
                    $( object.short(stringify!($short)); )?
                    object.finish()
                })
            }
        }

        impl<'a> $crate::document::read::Read<'a> for $name<'a> {
            fn read(
                node: $crate::yaml::Node<'a>,
                at: $crate::document::read::At<'_>,
                sink: &mut $crate::diagnostic::Diagnostics,
            ) -> Option<Self> {
                Self::read_as(Self::WORDS, node, at, sink)
            }

            fn schema(definitions: &mut $crate::schema::parts::Definitions) -> $crate::schema::parts::JsonValue {
                Self::schema_as(stringify!($name), concat!($($about),+), Self::WORDS, definitions)
            }
        }
    };

    (@foreign) => { &[] };
    (@foreign $foreign:ident) => { $crate::document::foreign::$foreign };

    (@type some $ty:ty) => { $ty };
    (@type $slot:ident $ty:ty) => { Option<$ty> };

    (@optional need) => { false };
    (@optional $slot:ident) => { true };

    (@required need) => { true };
    (@required $slot:ident) => { false };

    (@needed need $key:literal) => { &[$key] };
    (@needed $slot:ident $key:literal) => { &[] };

    (@fill some $place:expr, $value:expr, $at:expr, $sink:expr) => {
        $crate::document::read::Read::read($value, $at, $sink).map(|value| $place = value).is_some()
    };
    (@fill $slot:ident $place:expr, $value:expr, $at:expr, $sink:expr) => {{
        $place = $crate::document::read::Read::read($value, $at, $sink);
        $place.is_some()
    }};

    (@check need $seen:expr, $at:expr, $what:expr, $key:expr, [$($about:literal)+], $sink:expr) => {
        if !($seen) {
            $crate::document::read::missing_key($at, $what, $key, concat!($($about),+), $sink);
        }
    };
    (@check $slot:ident $seen:expr, $($rest:tt)*) => { let _ = $seen; };
}

pub(crate) use mapping;
