//! Token store in a file that only its owner can read, from its creation on.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Scopes;
use super::store::{TokenStore, Tokens};
use super::token_response::field;
use crate::oauth::{StoreError, Stored, unguessable};
use crate::wire::{Document, quote};
use crate::{Fault, Secret, Timestamp};

/// Store of tokens in a file with mode 0600.
///
/// The file is replaced atomically: it is written under another name in the same folder and then renamed. Processes
/// that share the file take turns in refreshing its tokens, by an operating system lock on an empty file next to it
/// whose name ends in `.lock`; the lock is released when its process ends. Where the operating system has no such modes
/// (Windows), the folder's permissions must keep other users out.
#[derive(Clone, Debug)]
pub struct FileStore {
    path: PathBuf,
}

/// Maximum size of a token file, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// Longest time to wait for another process that holds the lock.
const LONGEST_TURN: Duration = Duration::from_secs(30);

/// Interval between attempts to acquire the lock.
const PAUSE: Duration = Duration::from_millis(20);

impl FileStore {
    /// Creates a store in this file. The folder must exist; the file need not.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Runs a blocking file operation.
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
        turn.map_err(|_| StoreError::new("another process holds the lock for too long"))??;
        Ok(Box::new(file))
    }
}

fn read(path: &Path) -> io::Result<Option<Secret>> {
    // Opening a named pipe would block until another process writes into it.
    if fs::metadata(path).is_ok_and(|about| !about.is_file()) {
        return Err(io::Error::other("not a regular file"));
    }
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            return Err(io::Error::other("other users can access the file; its mode must be 0600"));
        }
    }
    let mut text = String::new();
    file.take(MAX_BYTES).read_to_string(&mut text)?;
    Ok(Some(text.into()))
}

/// Replaces the file atomically by one with this text.
fn replace(path: &Path, text: &Secret) -> io::Result<()> {
    let beside = beside(path, unguessable().expose())?;
    let written = write_new(&beside, text).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Returns the path of a file in the same folder, with a suffix after the name.
fn beside(path: &Path, ending: &str) -> io::Result<PathBuf> {
    let mut name = path.file_name().ok_or_else(|| io::Error::other("the path has no file name"))?.to_owned();
    name.push(format!(".{ending}"));
    Ok(path.with_file_name(name))
}

/// Opens a file for writing that no other user can read. A new file is created with its mode, so it is never readable.
fn owned(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.write(true).open(path)
}

/// Writes a file that must not exist yet.
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
            .ok_or_else(|| Fault::unexpected("scope names", "another string").inside("scope"))?,
    })
}
