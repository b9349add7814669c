//! Servers: base URLs of the document and of single operations.

use bindery_vocabulary::json::JsonValue;

use crate::document::Document;
use crate::text;
use crate::tree::Node;

/// The servers of a spec.
pub(crate) struct Servers {
    /// Name, base URL and meaning of each.
    all: Vec<(String, Option<String>, String)>,
    /// Path in front of all paths, where the document's base is only a path.
    pub(crate) prefix: String,
}

impl Servers {
    /// Reads the servers of a document. The first serves all operations without their own.
    pub(crate) fn of(document: &Document) -> Self {
        let mut servers = Self { all: Vec::new(), prefix: String::new() };
        let first = document.root.get("servers").and_then(|list| list.items().first());
        let about = first.and_then(|server| text::about(server.text_at("description")));
        let about = about.unwrap_or_else(|| "Serves all modules.".to_owned());
        let url = first.and_then(|server| server.text_at("url")).unwrap_or_default();
        if let Some(path) = url.strip_prefix('/').filter(|path| !path.is_empty() && !path.contains('{')) {
            servers.prefix = format!("/{}", path.trim_end_matches('/'));
        }
        servers.all.push(("main".to_owned(), absolute(url), about));
        servers
    }

    /// Returns the name of the server of an operation; none for the first.
    pub(crate) fn of_operation(&mut self, item: &Node, operation: &Node) -> Option<String> {
        let list = operation.get("servers").or_else(|| item.get("servers"))?;
        let server = list.items().first()?;
        let url = absolute(server.text_at("url").unwrap_or_default())?;
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

    /// Returns the value of `servers`.
    pub(crate) fn written(self) -> JsonValue {
        let each = self.all.into_iter().map(|(name, url, about)| {
            let mut keys = Vec::with_capacity(2);
            keys.extend(url.map(|url| ("url", JsonValue::text(url))));
            keys.push(("about", JsonValue::text(about)));
            (name, JsonValue::object(keys))
        });
        JsonValue::Object(each.collect())
    }
}

/// Returns a URL that is the same for all deployments.
fn absolute(url: &str) -> Option<String> {
    let is_http = url.starts_with("https://") || url.starts_with("http://");
    (is_http && !url.contains(['{', '?', '#'])).then(|| url.trim_end_matches('/').to_owned())
}
