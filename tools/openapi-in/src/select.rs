//! The operations of a document that are read.

use bindery_model::OpenApiReading;

use crate::document::{Document, OperationName};
use crate::naming;
use crate::tree::Node;

/// The operations that are read, and what selects none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// The operations, in the order of the document.
    pub operations: Vec<OperationName>,
    /// Entries of `only` and `except` that name nothing.
    pub idle: Vec<String>,
}

impl Document {
    /// Returns the operations that are read: those that `only` names, or all, without those that `except` names.
    ///
    /// A name is a tag, a module, an action (`module/action`, or its name alone), an `operationId`, or `METHOD /path`. If
    /// a tag has the name, actions of that name are not meant.
    pub fn selected(&self, reading: &OpenApiReading) -> Selected {
        let all = self.operations();
        let nodes = all.iter().filter_map(|one| Some((one.clone(), self.operation(one)?)));
        let tags = Tags::of(nodes);
        let is_idle = |name: &&String| !all.iter().any(|one| tags.names(name, one, self.operation(one)));
        let idle = reading.only.iter().chain(&reading.except).filter(is_idle).cloned().collect();
        let is_read = |one: &OperationName| tags.is_read(reading, one, self.operation(one));
        Selected { operations: all.into_iter().filter(is_read).collect(), idle }
    }

    /// Returns the tags of the operations, in the order of the document, and the names of the actions.
    pub fn names(&self) -> (Vec<String>, Vec<String>) {
        let (mut tags, mut actions): (Vec<String>, Vec<String>) = Default::default();
        for one in self.operations() {
            let node = self.operation(&one);
            let (module, action) = naming::place(&one, node);
            for tag in tagged(node).map(str::to_owned).chain([module.clone()]) {
                let is_known = tags.iter().any(|known| plain(known) == plain(&tag));
                if !is_known {
                    tags.push(tag);
                }
            }
            actions.push(action);
        }
        (tags, actions)
    }
}

/// The tags and modules of a document, as they are compared.
pub(crate) struct Tags(Vec<String>);

impl Tags {
    /// Returns the tags and modules of operations.
    pub(crate) fn of<'d>(operations: impl Iterator<Item = (OperationName, &'d Node)>) -> Self {
        let mut tags: Vec<String> =
            operations.flat_map(|(one, node)| of_operation(&one, Some(node)).collect::<Vec<_>>()).collect();
        tags.sort_unstable();
        tags.dedup();
        Self(tags)
    }

    /// Whether an operation is read.
    pub(crate) fn is_read(
        &self,
        reading: &OpenApiReading,
        operation: &OperationName,
        node: Option<&Node>,
    ) -> bool {
        let named = |names: &[String]| names.iter().any(|name| self.names(name, operation, node));
        (reading.only.is_empty() || named(&reading.only)) && !named(&reading.except)
    }

    /// Whether a name means an operation.
    fn names(&self, name: &str, operation: &OperationName, node: Option<&Node>) -> bool {
        let wanted = plain(name);
        if self.0.binary_search(&wanted).is_ok() {
            return of_operation(operation, node).any(|tag| tag == wanted);
        }
        let (module, action) = naming::place(operation, node);
        operation.to_string().eq_ignore_ascii_case(name)
            || node.and_then(|node| node.text_at("operationId")) == Some(name)
            || name == format!("{module}/{action}")
            || plain(&action) == wanted
    }
}

fn tagged(node: Option<&Node>) -> impl Iterator<Item = &str> {
    node.and_then(|node| node.get("tags")).map_or(&[][..], Node::items).iter().filter_map(Node::text)
}

/// Returns the tags and the module of an operation, as they are compared.
fn of_operation<'n>(
    operation: &OperationName,
    node: Option<&'n Node>,
) -> impl Iterator<Item = String> + use<'n> {
    let (module, _) = naming::place(operation, node);
    tagged(node).map(plain).chain([plain(&module)])
}

/// Returns a name without what its spellings differ in.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"{"openapi": "3.1.0", "paths": {
        "/a": {"get": {"tags": ["First Tag", "second"], "operationId": "listA"}, "put": {"tags": ["second"]}},
        "/v1/other/{id}": {"get": {"operationId": "second"}}}}"#;

    fn read(only: &[&str], except: &[&str]) -> (Vec<String>, Vec<String>) {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let reading =
            OpenApiReading { only: owned(only), except: owned(except), ..OpenApiReading::default() };
        let Selected { operations, idle } = Document::read(DOCUMENT).expect("a document").selected(&reading);
        (operations.iter().map(ToString::to_string).collect(), idle)
    }

    #[test]
    fn names_select_operations() {
        let all = ["GET /a", "PUT /a", "GET /v1/other/{id}"];
        assert_eq!(read(&[], &[]).0, all);
        // Every tag of an operation counts, and a tag is meant before an operation.
        assert_eq!(read(&["second"], &[]).0, all[..2]);
        assert_eq!(read(&["second"], &["first-tag"]).0, all[1..2]);
        for name in ["First Tag", "firstTag", "get /a", "listA", "list-a", "first-tag/list-a"] {
            assert_eq!(read(&[name], &[]).0, all[..1], "{name}");
        }
        assert_eq!(read(&["other"], &[]).0, all[2..]);
        assert_eq!(read(&[], &["other"]).0, all[..2]);
        assert_eq!(
            read(&["gone"], &["POST /a"]),
            (Vec::new(), vec!["gone".to_owned(), "POST /a".to_owned()])
        );
    }
}
