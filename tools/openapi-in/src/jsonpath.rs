//! The part of JSONPath (RFC 9535) that targets of overlays use: names, `*`, positions, `..`, and filters with `==`,
//! `!=`, `&&`, `||` and existence.

use std::collections::BTreeSet;

use bindery_vocabulary::json::JsonValue;

use crate::tree::{Kind, Node};

/// Positions of entries or items on the way from the root to a value.
pub(crate) type Route = Vec<usize>;

/// A path.
#[derive(Debug)]
pub(crate) struct JsonPath(Vec<Segment>);

#[derive(Debug)]
struct Segment {
    /// Whether the values inside of the children are meant too (`..`).
    deep: bool,
    selectors: Vec<Selector>,
}

#[derive(Debug)]
enum Selector {
    Name(String),
    Position(usize),
    All,
    /// Alternatives of tests that must all hold.
    Filter(Vec<Vec<Test>>),
}

#[derive(Debug)]
struct Test {
    path: JsonPath,
    /// Whether the value must be equal to this one; none for existence.
    value: Option<(bool, JsonValue)>,
}

impl JsonPath {
    /// Reads a path.
    ///
    /// # Errors
    /// Returns what is not understood.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text.trim() };
        if !reader.takes("$") {
            return Err(format!("`{text}` does not start with `$`"));
        }
        let path = reader.segments()?;
        if reader.rest.is_empty() {
            Ok(path)
        } else {
            Err(format!("`{}` in `{text}` is not understood", reader.rest))
        }
    }

    /// Returns the routes of the selected values, each once, in the order of the document.
    pub(crate) fn select(&self, root: &Node) -> Vec<Route> {
        let mut routes = BTreeSet::from([Vec::new()]);
        for segment in &self.0 {
            let mut next = BTreeSet::new();
            for route in routes {
                if let Some(node) = at(root, &route) {
                    segment.select(node, route, &mut next);
                }
            }
            routes = next;
        }
        routes.into_iter().collect()
    }
}

/// Returns the value at a route.
pub(crate) fn at<'n>(root: &'n Node, route: &[usize]) -> Option<&'n Node> {
    route.iter().try_fold(root, |node, position| child(node, *position))
}

/// Returns the value at a route, to change it.
pub(crate) fn at_mut<'n>(root: &'n mut Node, route: &[usize]) -> Option<&'n mut Node> {
    route.iter().try_fold(root, |node, position| match &mut node.kind {
        Kind::List(items) => items.get_mut(*position),
        Kind::Map(entries) => entries.get_mut(*position).map(|(_, value)| value),
        _ => None,
    })
}

fn child(node: &Node, position: usize) -> Option<&Node> {
    match &node.kind {
        Kind::List(items) => items.get(position),
        Kind::Map(entries) => entries.get(position).map(|(_, value)| value),
        _ => None,
    }
}

fn children(node: &Node) -> usize {
    node.items().len() + node.entries().len()
}

impl Segment {
    fn select(&self, node: &Node, route: Route, found: &mut BTreeSet<Route>) {
        for position in 0..children(node) {
            let Some(inner) = child(node, position) else { continue };
            let mut own = route.clone();
            own.push(position);
            if self.selectors.iter().any(|selector| selector.takes(node, position, inner)) {
                found.insert(own.clone());
            }
            if self.deep {
                self.select(inner, own, found);
            }
        }
    }
}

impl Selector {
    fn takes(&self, parent: &Node, position: usize, child: &Node) -> bool {
        match self {
            Selector::Name(name) => parent.entries().get(position).is_some_and(|(key, _)| key == name),
            Selector::Position(wanted) => *wanted == position && matches!(parent.kind, Kind::List(_)),
            Selector::All => true,
            Selector::Filter(ways) => ways.iter().any(|tests| tests.iter().all(|test| test.holds(child))),
        }
    }
}

impl Test {
    fn holds(&self, node: &Node) -> bool {
        let routes = self.path.select(node);
        let first = routes.first().and_then(|route| at(node, route));
        match &self.value {
            None => first.is_some(),
            Some((equal, value)) => first.is_some_and(|node| node.json() == *value) == *equal,
        }
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn takes(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn segments(&mut self) -> Result<JsonPath, String> {
        let mut segments = Vec::new();
        loop {
            let deep = self.takes("..");
            if self.takes("[") {
                segments.push(Segment { deep, selectors: self.selectors()? });
            } else if deep || self.takes(".") {
                let selector = if self.takes("*") { Selector::All } else { Selector::Name(self.name()?) };
                segments.push(Segment { deep, selectors: vec![selector] });
            } else {
                return Ok(JsonPath(segments));
            }
        }
    }

    /// Reads a name behind a dot.
    fn name(&mut self) -> Result<String, String> {
        let ends = |letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '-');
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        if name.is_empty() {
            return Err(format!("a name is missing before `{rest}`"));
        }
        self.rest = rest;
        Ok(name.to_owned())
    }

    fn selectors(&mut self) -> Result<Vec<Selector>, String> {
        let mut selectors = Vec::new();
        loop {
            self.space();
            selectors.push(self.selector()?);
            self.space();
            if self.takes("]") {
                return Ok(selectors);
            }
            if !self.takes(",") {
                return Err(format!("`{}` is not understood; names in brackets stand in quotes", self.rest));
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, String> {
        if self.takes("*") {
            return Ok(Selector::All);
        }
        if self.takes("?") {
            return self.filter();
        }
        if self.rest.starts_with(['\'', '"']) {
            return Ok(Selector::Name(self.quoted()?));
        }
        let end = self.rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        let position = digits.parse().map_err(|_| format!("`{}` is not understood", self.rest))?;
        self.rest = rest;
        Ok(Selector::Position(position))
    }

    fn quoted(&mut self) -> Result<String, String> {
        let mut letters = self.rest.chars();
        let quote = letters.next();
        let mut text = String::new();
        loop {
            match letters.next() {
                None => return Err(format!("`{}` has no closing quote", self.rest)),
                Some('\\') => text.extend(letters.next()),
                letter if letter == quote => break,
                Some(letter) => text.push(letter),
            }
        }
        self.rest = letters.as_str();
        Ok(text)
    }

    fn filter(&mut self) -> Result<Selector, String> {
        self.space();
        let closed = self.takes("(");
        let mut ways = vec![vec![self.test()?]];
        loop {
            self.space();
            if self.takes("&&") {
                let test = self.test()?;
                if let Some(way) = ways.last_mut() {
                    way.push(test);
                }
            } else if self.takes("||") {
                ways.push(vec![self.test()?]);
            } else {
                break;
            }
        }
        if closed && !self.takes(")") {
            return Err(format!("`{}` is not understood in a filter", self.rest));
        }
        Ok(Selector::Filter(ways))
    }

    fn test(&mut self) -> Result<Test, String> {
        self.space();
        if !self.takes("@") {
            return Err(format!("`{}` is not understood; a test starts with `@`", self.rest));
        }
        let path = self.segments()?;
        self.space();
        let equal = if self.takes("==") {
            true
        } else if self.takes("!=") {
            false
        } else {
            return Ok(Test { path, value: None });
        };
        self.space();
        if self.rest.starts_with(['\'', '"']) {
            return Ok(Test { path, value: Some((equal, JsonValue::text(self.quoted()?))) });
        }
        let end = self.rest.find([' ', ')', ']', '&', '|', ',']).unwrap_or(self.rest.len());
        let (literal, rest) = self.rest.split_at(end);
        let value = JsonValue::parse(literal).filter(JsonValue::is_scalar);
        let value = value.ok_or_else(|| format!("`{literal}` is no value to compare with"))?;
        self.rest = rest;
        Ok(Test { path, value: Some((equal, value)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_select() {
        let text = r#"{"paths": {"/a": {"get": {"tags": ["x"], "id": 1}, "put": {"tags": ["y"]}}, "/b": {"get": {"id": 2, "off": true}}},
            "tags": [{"name": "x"}, {"name": "y"}]}"#;
        let root = crate::tree::read(text, 0).expect("JSON");
        for (path, expected) in [
            ("$", vec!["{"]),
            ("$.paths['/a'].get.id", vec!["1"]),
            ("$.paths.*.get.id", vec!["1", "2"]),
            ("$..id", vec!["1", "2"]),
            ("$.tags[1]", vec![r#"{"name":"y"}"#]),
            ("$.tags[?@.name == 'x']", vec![r#"{"name":"x"}"#]),
            ("$.tags[?(@.name=='x' || @.name==\"y\")].name", vec![r#""x""#, r#""y""#]),
            ("$.paths.*[?@.id && @.off == true].id", vec!["2"]),
            ("$.paths.*[?@.id != 2]", vec![r#"{"tags":["x"],"id":1}"#, r#"{"tags":["y"]}"#]),
            ("$.nothing", vec![]),
        ] {
            let found = JsonPath::read(path).expect(path).select(&root);
            let found = found.iter().filter_map(|route| at(&root, route)).map(|node| node.json().to_string());
            let found: Vec<String> = found.collect();
            assert!(
                found.len() == expected.len() && found.iter().zip(&expected).all(|(a, b)| a.starts_with(b)),
                "{path}: {found:?}"
            );
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (path, part) in [
            ("paths", "does not start with `$`"),
            ("$.paths[/a]", "`/a]` is not understood"),
            ("$.a[-1]", "`-1]` is not understood"),
            ("$.a[?length(@) > 1]", "a test starts with `@`"),
            ("$.a[?@.b > 1]", "`> 1]` is not understood"),
            ("$.a['b]", "has no closing quote"),
            ("$.", "a name is missing"),
            ("$.a~b", "`~b`"),
        ] {
            let error = JsonPath::read(path).expect_err(path);
            assert!(error.contains(part), "{path}: {error}");
        }
    }
}
