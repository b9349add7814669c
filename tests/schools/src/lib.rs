//! Bindings of public APIs of several schools, each with a spec of its own in `spec/` and a sheet of facts beside it.
//!
//! The tests connect each generated client with its generated router over real HTTP, and compare what is on the wire
//! with samples of the vendors' documents.

/// Market data of Binance: positions, one object or a list, parameters that exclude each other.
pub mod binance {
    bindery_macros::api!("spec/binance", client, blocking, server);
}

/// Public data of Bitfinex: records and errors that are lists, text beside parameters in the path.
pub mod bitfinex {
    bindery_macros::api!("spec/bitfinex", client, blocking, server);
}

/// Repositories of GitHub: links to pages, editions, headers of limits, files in two forms.
pub mod github {
    bindery_macros::api!("spec/github", client, blocking, server);
}

/// Servers of Hetzner: numbered pages, typed headers, details of errors.
pub mod hetzner {
    bindery_macros::api!("spec/hetzner", client, blocking, server);
}

/// Market data of Kraken: an envelope with a list of errors, lists with commas, names as keys.
pub mod kraken {
    bindery_macros::api!("spec/kraken", client, blocking, server);
}

/// Messages of Slack: forms, cursors, `ok: false` with status 200.
pub mod slack {
    bindery_macros::api!("spec/slack", client, blocking, server);
}

/// Payments of Stripe: brackets in forms, keys of idempotency, objects or their identifiers.
pub mod stripe {
    bindery_macros::api!("spec/stripe", client, blocking, server);
}

/// Bots of Telegram: a token in the path, an envelope, files, unions by shape and by field.
pub mod telegram {
    bindery_macros::api!("spec/telegram", client, blocking, server);
}

/// Messages of Twilio: a suffix in the path, a repeated field, pages by address.
pub mod twilio {
    bindery_macros::api!("spec/twilio", client, blocking, server);
}

/// A recorded message of HTTP.
#[derive(Debug, Eq, PartialEq)]
pub struct Message {
    /// Request line or status line.
    pub line: String,
    /// Headers in lower case with their values, sorted, without those that differ from run to run or frame the message.
    pub headers: Vec<String>,
    /// Body.
    pub body: String,
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.split("\r\n");
        let line = lines.next().unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| line.split_once(": ")).filter_map(|(name, value)| {
            let name = name.to_lowercase();
            let varies = ["content-length", "date", "host", "user-agent"].contains(&name.as_str());
            (!varies).then(|| format!("{name}: {value}"))
        });
        let mut headers: Vec<_> = headers.collect();
        headers.sort();
        Self { line, headers, body: body.to_owned() }
    }
}

impl Message {
    /// Compares the message with literals.
    ///
    /// # Panics
    /// When they differ.
    #[track_caller]
    pub fn is(&self, line: &str, headers: &[&str], body: &str) {
        assert_eq!((self.line.as_str(), self.body.as_str()), (line, body));
        assert_eq!(self.headers, headers);
    }
}

/// Returns a server that answers every request with a sample of a vendor, as it is printed.
pub fn vendor(status: u16, header: Option<(&'static str, &'static str)>, body: &'static str) -> axum::Router {
    let status = axum::http::StatusCode::from_u16(status).unwrap_or_default();
    let header = axum::response::AppendHeaders(header);
    axum::Router::new()
        .fallback(move || async move { (status, [("content-type", "application/json")], header, body) })
}

/// Sends a GET without a generated client and returns the response.
///
/// # Errors
/// When the server cannot be reached.
pub async fn get(recorded: &bindery_language::Recorded, target: &str) -> std::io::Result<Message> {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let address = recorded.url().trim_start_matches("http://").to_owned();
    let mut stream = tokio::net::TcpStream::connect(&address).await?;
    let request = format!("GET {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    Ok(text.into())
}
