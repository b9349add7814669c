//! Records of what crosses the wire, for a judge outside of the program: a JSON object for each request with its
//! response, one a line.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bindery_runtime::Action;
use http::HeaderMap;
use serde_json::{Value, json};

use crate::bench::Crossing;

/// A file of records.
pub(crate) struct Record(pub(crate) PathBuf);

impl Record {
    /// Adds a request with its response. `what` says whether the response reports success.
    pub(crate) fn write<A: Action>(&self, (api, what): (&str, &str), crossing: &Crossing) -> io::Result<()> {
        let Crossing { request, response } = crossing;
        let line = json!({
            "api": api,
            "action": format!("{}/{}", A::INFO.module, A::INFO.name),
            "path": A::INFO.path,
            "what": what,
            "method": request.method().as_str(),
            "uri": request.uri().to_string(),
            "request": {"headers": headers(request.headers()), "body": STANDARD.encode(request.body())},
            "status": response.status().as_u16(),
            "response": {"headers": headers(response.headers()), "body": STANDARD.encode(response.body())},
        });
        let mut file = OpenOptions::new().create(true).append(true).open(&self.0)?;
        // One write, so that lines of several programs do not mix.
        file.write_all(format!("{line}\n").as_bytes())
    }
}

fn headers(all: &HeaderMap) -> Vec<Value> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    all.iter().map(|(name, value)| json!([name.as_str(), text(value)])).collect()
}
