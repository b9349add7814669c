//! The six changes: for each, the edits that a person makes before the compiler can report what is missing.

/// A change of the code base.
pub(crate) struct Seed {
    /// Kind of change.
    pub(crate) change: &'static str,
    /// The example that is tried.
    pub(crate) example: &'static str,
    /// Largest number of files that the change may cost.
    pub(crate) aim: usize,
    /// Edits that are made first, and edits that the compiler does not ask for.
    pub(crate) edits: &'static [Edit],
}

/// An insertion of a text after another one.
pub(crate) struct Edit {
    /// Path of the file, from the root of the repository.
    pub(crate) file: &'static str,
    /// Existing text before the insertion; empty for a new file.
    pub(crate) after: &'static str,
    /// Added text.
    pub(crate) text: &'static str,
}

const fn edit(file: &'static str, after: &'static str, text: &'static str) -> Edit {
    Edit { file, after, text }
}

const fn new(file: &'static str, text: &'static str) -> Edit {
    Edit { file, after: "", text }
}

pub(crate) const SEEDS: &[Seed] = &[
    Seed {
        change: "scheme",
        example: "a key in the query",
        aim: 8,
        edits: &[
            edit(
                "model/src/model/auth.rs",
                "Basic = \"basic\",",
                "\n/// The query carries a key.\nQuery = \"query\",",
            ),
            edit(
                "model/src/model/auth.rs",
                "pub enum AuthScheme {",
                "\n/// A key in the query.\nQuery(String),",
            ),
            edit("runtime/src/scheme/mod.rs", "mod basic;", "\nmod query;\npub use query::QueryKey;"),
            edit(
                "runtime/src/scheme/mod.rs",
                "pub enum Mechanism {",
                "\n/// A key in the query.\nQuery(QueryKey),",
            ),
            new(
                "runtime/src/scheme/query.rs",
                r#"//! Keys in the query.

#[cfg(feature = "server")]
use http::request::Parts;

#[cfg(feature = "client")]
use super::{Given, Sending, Show};
#[cfg(feature = "server")]
use super::{Needed, Needs, header::{KeyPlace, NeededKey}};
use super::{Sides, Takes};
#[cfg(feature = "client")]
use crate::client::Lack;
#[cfg(feature = "client")]
use crate::{ActionInfo, Fault, Secret};

/// A parameter of the query that carries a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryKey {
    /// The parameter's name.
    pub name: &'static str,
}

impl Sides for QueryKey {
    fn takes(&self, scheme: &'static str) -> Takes {
        Takes::Credential(scheme)
    }

    #[cfg(feature = "client")]
    fn show<'c>(&'static self, of: Given<'c>, _: &ActionInfo) -> Result<Option<Box<dyn Show + 'c>>, Lack> {
        let key = of.credentials.secret(of.scheme, of.optional)?;
        Ok(key.map(|key| Box::new(Shown(self.name, key)) as Box<dyn Show>))
    }

    #[cfg(feature = "server")]
    fn need(&'static self, by: Needed, needs: &mut Needs) {
        needs.keys.push(NeededKey { place: self, by });
    }
}

#[cfg(feature = "client")]
struct Shown<'c>(&'static str, &'c Secret);

#[cfg(feature = "client")]
impl Show for Shown<'_> {
    fn put_on(&self, sending: &mut Sending<'_>) -> Result<(), Fault> {
        let address = sending.request.uri().to_string();
        let join = if address.contains('?') { '&' } else { '?' };
        let address = format!("{address}{join}{}={}", self.0, self.1.expose());
        *sending.request.uri_mut() = address.parse().map_err(|_| Fault::limit("no key of an address"))?;
        Ok(())
    }
}

#[cfg(feature = "server")]
impl KeyPlace for QueryKey {
    fn is_filled(&self, head: &Parts) -> bool {
        self.key(head).is_some()
    }

    fn key<'h>(&self, head: &'h Parts) -> Option<&'h str> {
        let mut pairs = head.uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == self.name).map(|(_, key)| key)
    }
}
"#,
            ),
        ],
    },
    Seed {
        change: "place",
        example: "matrix parameters of the path",
        aim: 9,
        edits: &[
            edit(
                "vocabulary/src/words.rs",
                "pub enum Place: \"parameter place\" {",
                "\n/// Matrix parameters of the path.\nMatrix = \"matrix\",",
            ),
            edit(
                "runtime/src/wire/key.rs",
                "in_query() { place = Some(Place::Query) }",
                "\n/// Places the parameter in the matrix.\nin_matrix() { place = Some(Place::Matrix) }",
            ),
            edit(
                "runtime/src/wire/parts.rs",
                "    pub query: Parameters,",
                "\n/// Matrix parameters.\npub matrix: Parameters,",
            ),
        ],
    },
    Seed {
        change: "scalar",
        example: "a UUID with a type of its own",
        aim: 7,
        edits: &[
            new(
                "vocabulary/src/uuid.rs",
                "//! UUIDs.

/// The number that the text of a UUID represents.
pub fn uuid(text: &str) -> Option<u128> {
    u128::from_str_radix(&text.replace('-', \"\"), 16).ok()
}
",
            ),
            edit("vocabulary/src/lib.rs", "mod words;", "\nmod uuid;\npub use uuid::uuid;"),
            edit(
                "vocabulary/src/scalar.rs",
                "pub enum Scalar: \"type\" {",
                "\n/// A UUID.\nUuid = \"uuid\",",
            ),
            new(
                "runtime/src/wire/uuid.rs",
                "//! UUIDs.

use super::{Fault, Out, Value, Wire};

/// A UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Uuid(u128);

impl Wire for Uuid {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let read = value.read_given(|given| bindery_vocabulary::uuid(given.text()).map(Self));
        read.ok_or_else(|| Fault::unexpected(\"a UUID\", value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(&format!(\"{:032x}\", self.0));
    }
}
",
            ),
            edit("runtime/src/wire/mod.rs", "mod unknown;", "\nmod uuid;\npub use uuid::Uuid;"),
            edit("runtime/src/wire/mod.rs", "            String = String,", " Uuid = $crate::Uuid,"),
            edit("runtime/src/lib.rs", "pub use wire::{", "Uuid, "),
        ],
    },
    Seed {
        change: "media type",
        example: "bodies of MessagePack, both ways",
        aim: 9,
        edits: &[
            edit(
                "vocabulary/src/words.rs",
                "pub enum Place: \"parameter place\" {",
                "\n/// In MessagePack.\nPacked = \"packed\",",
            ),
            edit(
                "runtime/src/action_info.rs",
                "query() { parameters_in = Place::Query }",
                "\n/// Clients put the parameters into MessagePack.\npacked() { parameters_in = Place::Packed }",
            ),
            edit("vocabulary/src/media.rs", "pub enum MediaType {", "\n/// MessagePack.\nPacked,"),
            edit(
                "runtime/src/wire/parts.rs",
                "pub enum RequestBody {",
                "\n/// MessagePack.\nPacked(Vec<u8>),",
            ),
        ],
    },
    Seed {
        change: "export",
        example: "a Postman collection",
        aim: 3,
        edits: &[
            edit("Cargo.toml", "members = [", "\"tools/postman\", "),
            edit(
                "Cargo.toml",
                "[workspace.dependencies]",
                "\nbindery-postman = { path = \"tools/postman\" }",
            ),
            edit("cli/Cargo.toml", "[dependencies]", "\nbindery-postman.workspace = true"),
            new(
                "tools/postman/Cargo.toml",
                "[package]
name = \"bindery-postman\"
version.workspace = true
edition.workspace = true

[dependencies]
bindery-model.workspace = true
",
            ),
            new(
                "tools/postman/src/lib.rs",
                "//! Models as Postman collections.

/// The collection of an API.
pub fn export(api: &bindery_model::Api) -> String {
    api.id.clone()
}
",
            ),
            edit(
                "cli/src/commands/export/mod.rs",
                "pub(crate) enum Export {",
                "\n/// Write a Postman collection\nPostman(postman::Options),",
            ),
            edit("cli/src/commands/export/mod.rs", "mod openapi;", "\nmod postman;"),
            new(
                "cli/src/commands/export/postman.rs",
                "//! `bindery export postman`.

use std::path::Path;

use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::specs::{Overlays, choose, load};

/// Options of `export postman`.
#[derive(clap::Args, Debug)]
pub(crate) struct Options {
    /// Short name of the API
    api: String,
}

pub(super) fn run(options: &Options, spec: &Path, output: &Output) -> Result<Exit, Failed> {
    let chosen = choose(spec, std::slice::from_ref(&options.api))?;
    let overlays = Overlays::read(&[], &chosen, output)?;
    let api = load(spec, &options.api, &overlays)?.valid(&options.api, output)?;
    output.foreign(&bindery_postman::export(&api))?;
    Ok(Exit::Done)
}
",
            ),
        ],
    },
    Seed {
        change: "notation",
        example: "Slate's Markdown",
        aim: 4,
        edits: &[
            edit(
                "model/src/model/notation.rs",
                "pub enum NotationKind: \"notation\" {",
                "\n/// Slate's Markdown.\nSlate = \"slate\",",
            ),
            edit("tools/sources/src/lib.rs", "mod samples;", "\nmod slate;"),
            new(
                "tools/sources/src/slate.rs",
                "//! Slate's Markdown.

use crate::reader::Reader;

/// Reads what nothing else has read.
pub(crate) fn read(_: &mut Reader<'_>) {}
",
            ),
        ],
    },
];
