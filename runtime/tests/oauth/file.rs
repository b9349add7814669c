//! Tokens in a file: written completely or not at all, and readable by their owner only.

use std::fs;
use std::path::PathBuf;

use bindery_runtime as rt;
use rt::oauth2::{FileStore, Scopes, TokenStore, Tokens};

/// A separate folder for each test, deleted afterwards.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("tokens-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    /// Returns the path of a file in the folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn tokens(access: &str) -> Tokens {
    Tokens {
        access: access.into(),
        refresh: Some("re\"fresh\n".into()),
        expires: Some(rt::Timestamp::from_second(1_700_000_000).expect("a time")),
        scopes: Scopes::parse("trade basic").expect("scopes"),
    }
}

#[tokio::test]
async fn what_is_kept_comes_back() {
    let folder = Folder::new("kept");
    let store = FileStore::new(folder.0.join("tokens.json"));
    assert_eq!(store.load().await.expect("loaded"), None);
    store.clear().await.expect("nothing to do");
    for access in ["first", "second"] {
        store.save(&tokens(access)).await.expect("saved");
        assert_eq!(store.load().await.expect("loaded"), Some(tokens(access)));
        assert_eq!(folder.files(), ["tokens.json"], "nothing else is left");
    }
    let bare = Tokens { access: "a".into(), refresh: None, expires: None, scopes: Scopes::default() };
    store.save(&bare).await.expect("saved");
    assert_eq!(store.load().await.expect("loaded"), Some(bare));
    store.clear().await.expect("cleared");
    assert_eq!(store.load().await.expect("loaded"), None);
}

#[tokio::test]
async fn failures_are_errors_without_the_tokens() {
    let folder = Folder::new("failures");
    let nowhere = FileStore::new(folder.0.join("missing").join("tokens.json"));
    nowhere.save(&tokens("sec-ret")).await.expect_err("no folder");
    let path = folder.0.join("tokens.json");
    let store = FileStore::new(&path);
    store.save(&tokens("a")).await.expect("saved");
    for text in ["", "{\"access_token\":\"sec-ret", "[\"sec-ret\"]", "{\"access_token\":[\"sec-ret\"]}"] {
        fs::write(&path, text).expect("written");
        let failed = store.load().await.expect_err(text);
        assert!(!format!("{failed} {failed:?}").contains("sec-ret"), "{failed:?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn no_other_user_can_read_it_at_any_moment() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    let folder = Folder::new("private");
    let path = folder.0.join("tokens.json");
    let store = FileStore::new(&path);
    // Another thread reads every file of the folder all the time.
    let done = Arc::new(AtomicBool::new(false));
    let (watched, stop) = (folder.0.clone(), Arc::clone(&done));
    let watcher = std::thread::spawn(move || {
        let (mut seen, mut open) = (0_usize, Vec::new());
        while !stop.load(Ordering::SeqCst) {
            for entry in fs::read_dir(&watched).expect("a folder").flatten() {
                let Ok(metadata) = entry.metadata() else { continue };
                seen += 1;
                if metadata.permissions().mode() & 0o777 != 0o600 {
                    open.push(entry.path());
                }
            }
        }
        (seen, open)
    });
    for _ in 0..200 {
        store.save(&tokens("a")).await.expect("saved");
    }
    done.store(true, Ordering::SeqCst);
    let (seen, open) = watcher.join().expect("no panic");
    assert!(seen > 0);
    assert_eq!(open, Vec::<PathBuf>::new());

    // A file that others can read is not trusted; saving restores the permissions.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
    let failed = store.load().await.expect_err("others can read it");
    assert!(failed.to_string().contains("0600"), "{failed}");
    store.save(&tokens("a")).await.expect("saved");
    store.load().await.expect("loaded");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_find_the_old_or_the_new() {
    let folder = Folder::new("atomic");
    let store = FileStore::new(folder.0.join("tokens.json"));
    store.save(&tokens("0")).await.expect("saved");
    let writer = {
        let store = store.clone();
        tokio::spawn(async move {
            for number in 0..200 {
                store.save(&tokens(&number.to_string())).await.expect("saved");
            }
        })
    };
    while !writer.is_finished() {
        assert!(store.load().await.expect("readable").is_some());
    }
    writer.await.expect("no panic");
}

#[tokio::test]
async fn one_at_a_time_changes_them() {
    let folder = Folder::new("turns");
    let (store, other) = (FileStore::new(folder.file("t")), FileStore::new(folder.file("t")));
    let turn = store.lock().await.expect("the first");
    let soon = std::time::Duration::from_millis(100);
    assert!(tokio::time::timeout(soon, other.lock()).await.is_err(), "it is not the other's turn");
    store.save(&tokens("a")).await.expect("saved");
    assert!(other.load().await.expect("loaded").is_some(), "reading needs no turn");
    drop(turn);
    let turn = tokio::time::timeout(soon * 100, other.lock()).await.expect("in time");
    drop(turn.expect("the second"));
    let elsewhere = FileStore::new(folder.file("missing").join("t"));
    assert!(elsewhere.lock().await.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_is_not_waited_for() {
    let folder = Folder::new("pipe");
    let path = folder.file("t");
    let made = std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo");
    assert!(made.success());
    let read = tokio::time::timeout(std::time::Duration::from_secs(5), FileStore::new(&path).load()).await;
    let failed = read.expect("in time").expect_err("a pipe");
    assert!(failed.to_string().contains("not a regular file"), "{failed}");
}
