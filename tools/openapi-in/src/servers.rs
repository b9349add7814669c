//! Servers: base URLs of the document and of single operations.

use bindery_model::is_server_address;
use bindery_vocabulary::json::JsonValue;

use crate::document::Document;
use crate::finding::{Findings, WEBSOCKET};
use crate::known;
use crate::text;
use crate::tree::{Kind, Node};

/// The servers of a spec.
pub(crate) struct Servers {
    /// Name, base URL and meaning of each.
    all: Vec<(String, Option<String>, String)>,
    /// Path in front of all paths, where the document's base is only a path.
    pub(crate) prefix: String,
    /// Whether there are operations that the vendor calls.
    has_receiver: bool,
}

/// Name of the server that receives the calls of the vendor.
const RECEIVER: &str = "receiver";

impl Servers {
    /// Reads the servers of a document. The first serves all operations without their own.
    pub(crate) fn of(document: &Document, findings: &mut Findings) -> Self {
        let mut servers = Self { all: Vec::new(), prefix: String::new(), has_receiver: false };
        let list = document.root.get("servers").map_or(&[][..], Node::items);
        let about = list.first().and_then(|server| text::about(server.text_at("description")));
        let about = about.unwrap_or_else(|| "Serves all modules.".to_owned());
        let url = list.first().map(|server| filled(server, "/servers/0", findings)).unwrap_or_default();
        if !url.contains("://") && !url.contains(['{', '?', '#']) {
            let path = url.trim_matches('/');
            servers.prefix = if path.is_empty() { String::new() } else { format!("/{path}") };
        }
        servers.all.push(("main".to_owned(), absolute(&url, "/servers/0", findings), about));
        for (at, other) in list.iter().enumerate().skip(1) {
            let url = other.text_at("url").unwrap_or_default();
            findings.wider(&format!("/servers/{at}"), "another server of the same operations", url);
        }
        servers
    }

    /// Returns the name of the server of an operation; none for the first. The pointers are those of path and operation.
    pub(crate) fn of_operation(
        &mut self,
        (item, item_pointer): (&Node, &str),
        (operation, pointer): (&Node, &str),
        findings: &mut Findings,
    ) -> Option<String> {
        let (list, place) = match (operation.get("servers"), item.get("servers")) {
            (Some(list), _) => (list, format!("{pointer}/servers")),
            (None, Some(list)) => (list, format!("{item_pointer}/servers")),
            (None, None) => return None,
        };
        let own = format!("{place}/0");
        let server = list.items().first()?;
        for (at, other) in list.items().iter().enumerate().skip(1) {
            let url = other.text_at("url").unwrap_or_default();
            findings.wider(&format!("{place}/{at}"), "another server of the same operations", url);
        }
        let url = filled(server, &own, findings);
        let Some(url) = absolute(&url, &own, findings).or_else(|| self.beside(&url)) else {
            findings.gap(&own, "a server of one operation without an address", url);
            return None;
        };
        if let Some(at) = self.all.iter().position(|(_, known, _)| known.as_ref() == Some(&url)) {
            let name = self.all.get(at).map(|(name, ..)| name.clone());
            return name.filter(|_| at > 0);
        }
        let name = format!("server-{}", self.all.len() + 1);
        let about = text::about(server.text_at("description"));
        self.all.push((
            name.clone(),
            Some(url),
            about.unwrap_or_else(|| "Serves some of the actions.".to_owned()),
        ));
        Some(name)
    }

    /// Returns the address of a path on the host of the first server.
    fn beside(&self, path: &str) -> Option<String> {
        let (_, first, _) = self.all.first()?;
        let (scheme, rest) = first.as_ref()?.split_once("://")?;
        let host = rest.split('/').next()?;
        let is_path = path.starts_with('/') && !path.contains(['{', '?', '#']);
        is_path.then(|| format!("{scheme}://{host}{}", path.trim_end_matches('/')))
    }

    /// Returns the name of the user's server, which the vendor calls.
    pub(crate) fn receiver(&mut self) -> String {
        self.has_receiver = true;
        RECEIVER.to_owned()
    }

    /// Returns the value of `servers`.
    pub(crate) fn written(mut self) -> JsonValue {
        if self.has_receiver {
            let about = "The user's own server, which the vendor calls.".to_owned();
            self.all.push((RECEIVER.to_owned(), None, about));
        }
        let each = self.all.into_iter().map(|(name, url, about)| {
            let mut keys = Vec::with_capacity(2);
            keys.extend(url.map(|url| ("url", JsonValue::text(url))));
            keys.push(("about", JsonValue::text(about)));
            (name, JsonValue::object(keys))
        });
        JsonValue::Object(each.collect())
    }
}

/// Returns the URL of a server with the defaults of its variables in their places.
fn filled(server: &Node, pointer: &str, findings: &mut Findings) -> String {
    known::keys(server, pointer, &known::SERVER, findings);
    let mut url = server.text_at("url").unwrap_or_default().to_owned();
    let mut names = Vec::new();
    for (name, variable) in server.get("variables").map_or(&[][..], Node::entries) {
        let default = match variable.get("default").map(|node| &node.kind) {
            Some(Kind::Text(text) | Kind::Number(text)) => text.as_str(),
            _ => continue,
        };
        let written = format!("{{{name}}}");
        if url.contains(&written) {
            names.push(name.as_str());
            url = url.replace(&written, default);
        }
    }
    if !names.is_empty() {
        findings.wider(pointer, "variables of a server, which have their defaults", names.join(", "));
    }
    url
}

/// Returns a URL that is the same for all deployments.
fn absolute(url: &str, pointer: &str, findings: &mut Findings) -> Option<String> {
    let is_http = url.starts_with("https://") || url.starts_with("http://");
    if url.starts_with("ws://") || url.starts_with("wss://") {
        findings.gap(pointer, WEBSOCKET, url);
    } else if url.contains("://") && !is_http && !url.contains('{') {
        findings.gap(pointer, "a server that does not speak HTTP", url);
    }
    let url = url.trim_end_matches('/');
    if is_http && !url.contains('{') && !is_server_address(url) {
        findings.wider(pointer, "an address of a server that is no URL of a host and a path", url);
        return None;
    }
    (is_http && !url.contains('{')).then(|| url.to_owned())
}
