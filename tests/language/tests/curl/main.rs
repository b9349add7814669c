//! curl as a client of a generated router: what the router understands, and what curl receives.

mod received;
mod sent;

use std::process::Command;

use bindery_language::interop;
use bindery_test_tools::{is_there, run};

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// A server that curl calls, and a folder with files to send.
struct Curl {
    url: String,
    folder: std::path::PathBuf,
}

impl Curl {
    /// Starts the server; none without curl.
    async fn start(name: &str) -> Result<Option<Self>, Box<dyn std::error::Error>> {
        if !is_there("curl") {
            return Ok(None);
        }
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("curl-{name}"));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("note.txt"), "größer\n")?;
        std::fs::write(folder.join("blob"), [0, 255])?;
        std::fs::write(folder.join("large.bin"), vec![7; 2_000_000])?;
        Ok(Some(Self { url: interop::start().await?, folder }))
    }

    /// Runs curl in the folder and returns its output, and the status of the last response.
    async fn run(
        &self,
        arguments: &[&str],
        path: &str,
        input: &'static [u8],
    ) -> Result<(String, String), Box<dyn std::error::Error>> {
        let mut curl = Command::new("curl");
        curl.current_dir(&self.folder).args(["-sS", "--max-time", "20", "--write-out", "\n%{http_code}"]);
        curl.args(arguments).arg(format!("{}{path}", self.url));
        let printed = tokio::task::spawn_blocking(move || run(&mut curl, input)).await??;
        let printed = printed.ok_or("curl is missing")?;
        let (text, status) = printed.rsplit_once('\n').ok_or("no status")?;
        Ok((text.to_owned(), status.to_owned()))
    }

    /// Runs curl with the arguments of each row, and compares what the server has understood.
    async fn all(&self, path: &str, rows: Vec<(&[&str], String)>) -> TestResult {
        for (arguments, expected) in rows {
            let (text, status) = self.run(arguments, path, b"").await?;
            assert_eq!((text.as_str(), status.as_str()), (expected.as_str(), "200"), "{arguments:?}");
        }
        Ok(())
    }

    /// Returns status, headers in lower case without the date, and body of a response.
    async fn answer(
        &self,
        arguments: &[&str],
        path: &str,
    ) -> Result<(String, Vec<String>, String), Box<dyn std::error::Error>> {
        let (text, status) = self.run(&[&["-i"], arguments].concat(), path, b"").await?;
        let (head, body) = text.split_once("\r\n\r\n").ok_or("no head")?;
        let headers = head.lines().skip(1).filter(|line| !line.starts_with("date:")).map(str::to_owned);
        Ok((status, headers.collect(), body.to_owned()))
    }
}

/// What the server prints for a request that it has understood.
fn seen(request: impl std::fmt::Debug) -> String {
    format!("{request:?}")
}
