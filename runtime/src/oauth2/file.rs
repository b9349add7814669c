//! Tokens in a file that nobody else can read, not even for a moment.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Scopes;
use super::answer::field;
use super::store::{TokenStore, Tokens};
use crate::oauth::{StoreError, Stored, unguessable};
use crate::wire::{Document, quote};
use crate::{Fault, Secret, Timestamp};

/// Tokens in a file with mode 0600.
///
/// It is written beside its place and then moved there, so that a reader finds the old tokens or the new ones. Processes that
/// share the file take turns in renewing its tokens: the operating system's lock on an empty file beside it, whose name ends
/// in `.lock`, says whose turn it is, and ends with the process that has it. Where the operating system has no such modes
/// (Windows), the folder has to keep others out.
#[derive(Clone, Debug)]
pub struct FileStore {
    path: PathBuf,
}

/// No file of tokens is larger.
const MAX_BYTES: u64 = 1024 * 1024;

/// How long another process may take to renew the tokens.
const LONGEST_TURN: Duration = Duration::from_secs(30);

/// How often it is looked whether it has.
const PAUSE: Duration = Duration::from_millis(20);

impl FileStore {
    /// The store in this file. Its folder has to be there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Does something with the file that may block.
    async fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> io::Result<R> + Send + 'static,
    ) -> Stored<R> {
        let path = self.path.clone();
        let done = tokio::task::spawn_blocking(move || work(&path)).await;
        done.map_err(StoreError::new)?.map_err(StoreError::new)
    }
}

impl TokenStore for FileStore {
    async fn load(&self) -> Stored<Option<Tokens>> {
        let Some(text) = self.with(read).await? else {
            return Ok(None);
        };
        parse(&text).map(Some).map_err(StoreError::new)
    }

    async fn save(&self, tokens: &Tokens) -> Stored<()> {
        let text = print(tokens);
        self.with(move |path| replace(path, &text)).await
    }

    async fn clear(&self) -> Stored<()> {
        self.with(|path| match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        })
        .await
    }

    async fn lock(&self) -> Stored<Box<dyn Send>> {
        let file = self.with(|path| owned(&beside(path, "lock")?, OpenOptions::new().create(true))).await?;
        let waits = async {
            loop {
                match file.try_lock() {
                    Ok(()) => return Ok(()),
                    Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
                    Err(TryLockError::Error(error)) => return Err(StoreError::new(error)),
                }
            }
        };
        let turn = tokio::time::timeout(LONGEST_TURN, waits).await;
        turn.map_err(|_| StoreError::new("another process has the lock for too long"))??;
        Ok(Box::new(file))
    }
}

fn read(path: &Path) -> io::Result<Option<Secret>> {
    // To open a pipe would wait for whoever writes into it.
    if fs::metadata(path).is_ok_and(|about| !about.is_file()) {
        return Err(io::Error::other("this is not a regular file"));
    }
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            return Err(io::Error::other("others can read or write the file; its mode must be 0600"));
        }
    }
    let mut text = String::new();
    file.take(MAX_BYTES).read_to_string(&mut text)?;
    Ok(Some(text.into()))
}

/// Puts a file with this text into its place at once.
fn replace(path: &Path, text: &Secret) -> io::Result<()> {
    let beside = beside(path, unguessable().expose())?;
    let written = write_new(&beside, text).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// The path of a file in the same folder, whose name has this behind it.
fn beside(path: &Path, ending: &str) -> io::Result<PathBuf> {
    let mut name = path.file_name().ok_or_else(|| io::Error::other("the path names no file"))?.to_owned();
    name.push(format!(".{ending}"));
    Ok(path.with_file_name(name))
}

/// Opens a file for writing, which nobody else can read. It is made with its mode, so there is no moment without it.
fn owned(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.write(true).open(path)
}

/// Writes a file that was not there before.
fn write_new(path: &Path, text: &Secret) -> io::Result<()> {
    let mut file = owned(path, OpenOptions::new().create_new(true))?;
    file.write_all(text.expose().as_bytes())?;
    file.sync_all()
}

fn print(tokens: &Tokens) -> Secret {
    let mut json = String::from("{\"access_token\":");
    quote(tokens.access.expose(), &mut json);
    if let Some(refresh) = &tokens.refresh {
        json.push_str(",\"refresh_token\":");
        quote(refresh.expose(), &mut json);
    }
    if let Some(expires) = tokens.expires {
        json.push_str(&format!(",\"expires\":{}", expires.as_second()));
    }
    json.push_str(",\"scope\":");
    quote(&tokens.scopes.to_string(), &mut json);
    json.push_str("}\n");
    json.into()
}

fn parse(text: &Secret) -> Result<Tokens, Fault> {
    let document = Document::parse(text.expose().as_bytes())?;
    let entries = document.entries()?;
    let expires: Option<i64> = field(&entries, "expires")?;
    let scope: String = field(&entries, "scope")?.unwrap_or_default();
    Ok(Tokens {
        access: field(&entries, "access_token")?.ok_or_else(|| Fault::missing("access_token"))?,
        refresh: field(&entries, "refresh_token")?,
        expires: expires.map(|seconds| Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)),
        scopes: Scopes::parse(&scope)
            .ok_or_else(|| Fault::unexpected("scopes", "other text").inside("scope"))?,
    })
}
