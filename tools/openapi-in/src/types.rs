//! From schemas to types of the language: type expressions where they say everything, named types elsewhere.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use bindery_vocabulary::json::JsonValue;
use indexmap::IndexMap;

use crate::evidence::evidence;
use crate::fields;
use crate::merge::Schemas;
use crate::schema::{Limits, Property, Schema, Shape};
use crate::sides::says_null;
use crate::text;
use crate::typed::{Class, Direction, Hint, Typed};
use crate::unions;
use crate::uses;

/// Maximum nesting of schemas inside each other; more is an `allOf` that grows at every level.
const MAX_DEPTH: usize = 100;

type Key = (Rc<str>, Option<Direction>);

/// The types of a spec while it is written.
pub(crate) struct Types<'d> {
    pub(crate) schemas: Schemas<'d>,
    /// Bodies of the named types, in the order of their first use.
    pub(crate) defined: IndexMap<String, JsonValue>,
    pub(crate) direction: Direction,
    /// Whether the action that is being written is called by the vendor, who then sends requests as it sends responses.
    pub(crate) is_inbound: bool,
    /// Names that no further type may have.
    taken: HashSet<String>,
    /// Names of schemas that references may still need.
    later: HashSet<String>,
    /// Types by the place of their schema.
    by_place: HashMap<Key, Typed>,
    /// Places whose type is being written, with its name once something refers to it.
    open: HashMap<Key, Option<String>>,
    by_content: HashMap<(String, String), String>,
    pub(crate) directional: HashMap<Rc<str>, bool>,
    depth: usize,
    /// Names of the sources, one for each file of the document.
    sources: Vec<String>,
}

impl<'d> Types<'d> {
    /// Creates an empty table; takes the names that no type may have, those of the document's own schemas, and those of
    /// the sources.
    pub(crate) fn new(
        schemas: Schemas<'d>,
        reserved: HashSet<String>,
        later: HashSet<String>,
        sources: Vec<String>,
    ) -> Self {
        Self {
            schemas,
            defined: IndexMap::new(),
            direction: Direction::Response,
            is_inbound: false,
            taken: reserved,
            later,
            by_place: HashMap::new(),
            open: HashMap::new(),
            by_content: HashMap::new(),
            directional: HashMap::new(),
            depth: 0,
            sources,
        }
    }

    /// Says on which side of a call the next values travel.
    pub(crate) fn face(&mut self, side: Direction) {
        self.direction = match (side, self.is_inbound) {
            (Direction::Request, false) | (Direction::Response, true) => Direction::Request,
            (Direction::Response, false) | (Direction::Request, true) => Direction::Response,
        };
    }

    /// Whether a property is left out on the side that is being written. One that tells variants apart never is.
    pub(crate) fn is_hidden(&self, field: &Property) -> bool {
        let one_way = match self.direction {
            Direction::Request => field.schema.read_only,
            Direction::Response => field.schema.write_only,
        };
        one_way && !self.schemas.document.tags.contains(&field.name)
    }

    /// Whether a property is left out on one of the sides.
    pub(crate) fn is_one_way(&self, field: &Property) -> bool {
        (field.schema.read_only || field.schema.write_only)
            && !self.schemas.document.tags.contains(&field.name)
    }

    /// Returns the type for a schema.
    pub(crate) fn lower(&mut self, schema: &Schema, hint: &Hint) -> Typed {
        if let Some(pointer) = self.schemas.reference(schema) {
            let mut typed = self.component(&pointer);
            typed.nullable = says_null(schema, typed.nullable);
            return typed;
        }
        if self.depth > MAX_DEPTH {
            self.schemas.findings.gap(&schema.at.pointer, "schemas nested without end", "");
            return Typed::plain("any", Class::Any);
        }
        self.depth += 1;
        let expanded = self.schemas.expanded(schema);
        let typed = self.shape(&expanded, hint);
        self.depth -= 1;
        typed
    }

    /// Returns the type for what a reference points to.
    fn component(&mut self, pointer: &Rc<str>) -> Typed {
        let key = self.key(pointer);
        if let Some(typed) = self.by_place.get(&key) {
            return typed.clone();
        }
        let schema = self.schemas.at(pointer);
        let own = crate::pointer::name(pointer);
        if self.schemas.reference(&schema).is_some() {
            self.by_place.insert(key.clone(), Typed::plain("any", Class::Any)); // until the chain ends
            let typed = self.lower(&schema, &Hint::In(String::new(), own));
            self.by_place.insert(key, typed.clone());
            return typed;
        }
        let expanded = self.schemas.expanded(&schema);
        let about = text::about(expanded.about.as_deref().or(expanded.title.as_deref()))
            .unwrap_or_else(|| text::in_words(&own));
        let typed = match &expanded.shape {
            Shape::Any | Shape::Never | Shape::Null => self.shape(&expanded, &Hint::In(String::new(), own)),
            Shape::Scalar(scalar) => {
                let is_base = matches!(scalar.word, "string" | "int" | "decimal" | "secret" | "uint");
                let typed = self.shape(&expanded, &Hint::In(String::new(), own.clone()));
                if is_base { self.newtype(typed, &own, about, pointer) } else { typed }
            }
            Shape::Record(record) if record.is_bare() && record.names.is_none() => {
                self.shape(&expanded, &Hint::In(String::new(), own))
            }
            _ => {
                let name = self.component_name(&own, key.1);
                let class = match &expanded.shape {
                    Shape::List(..) | Shape::Positions(..) => Class::List,
                    Shape::Record(_) => Class::Record,
                    Shape::Choice(_) => Class::Scalar,
                    _ => Class::Union,
                };
                let nullable = self.is_nullable(&expanded, 0);
                self.by_place.insert(key.clone(), Typed { nullable, ..Typed::named(&name, class) });
                let mut typed = self.shape(&expanded, &Hint::Exact(name.clone()));
                typed.nullable |= nullable;
                if typed.expr != name && self.leads_to(&typed.expr, &name) {
                    // An alias has no end if nothing but lists and maps is on the way back to it.
                    self.schemas.findings.wider(pointer, "a list or map of itself", &typed.expr);
                    typed.expr = match class {
                        Class::List => "list<any>",
                        Class::Record => "map<any>",
                        _ => "any",
                    }
                    .to_owned();
                }
                if typed.expr != name {
                    let mut body = vec![
                        ("about".to_owned(), JsonValue::text(about)),
                        ("type".to_owned(), JsonValue::text(&typed.expr)),
                    ];
                    body.extend(Typed { limits: Limits::default(), ..typed.clone() }.keys());
                    self.defined.insert(name.clone(), JsonValue::Object(body));
                    typed = Typed { expr: name.clone(), encoding: None, named: true, ..typed };
                }
                self.cite(&name, pointer);
                typed
            }
        };
        self.by_place.insert(key, typed.clone());
        typed
    }

    /// Whether a type expression leads to a name through aliases only.
    fn leads_to(&self, expr: &str, name: &str) -> bool {
        let mut open: Vec<&str> = uses::in_expression(expr).collect();
        let mut seen = HashSet::new();
        while let Some(next) = open.pop() {
            if next == name {
                return true;
            }
            if let Some(JsonValue::Text(inner)) = self.defined.get(next).and_then(|body| body.get("type"))
                && seen.insert(next)
            {
                open.extend(uses::in_expression(inner));
            }
        }
        false
    }

    fn newtype(&mut self, typed: Typed, own: &str, about: String, pointer: &str) -> Typed {
        let name = self.component_name(own, None);
        let mut body = vec![
            ("about".to_owned(), JsonValue::text(about)),
            ("type".to_owned(), JsonValue::text(&typed.expr)),
        ];
        body.extend(typed.keys());
        self.defined.insert(name.clone(), JsonValue::Object(body));
        self.cite(&name, pointer);
        Typed { nullable: typed.nullable, ..Typed::named(&name, Class::Scalar) }
    }

    /// Adds the lines of a schema to the type that is written for it.
    fn cite(&mut self, name: &str, pointer: &str) {
        let Some(node) = self.schemas.document.at(pointer) else { return };
        let evidence = evidence(&self.sources, node);
        if let Some(JsonValue::Object(entries)) = self.defined.get_mut(name) {
            let after = entries.iter().position(|(key, _)| key == "about").map_or(0, |at| at + 1);
            entries.insert(after, ("evidence".to_owned(), evidence));
        }
    }

    fn component_name(&mut self, own: &str, direction: Option<Direction>) -> String {
        let stem = text::camel(own, "Type");
        let request = format!("{stem}Request");
        let candidates = match direction {
            Some(Direction::Request) => vec![request, format!("{stem}InRequest")],
            _ => vec![stem.clone(), format!("{stem}Data")],
        };
        text::unused(&mut self.taken, &candidates, "")
    }

    /// Returns the key of a place: a schema that differs between requests and responses has two types.
    fn key(&mut self, pointer: &Rc<str>) -> Key {
        let differs = self.differs(pointer);
        (Rc::clone(pointer), differs.then_some(self.direction))
    }

    /// Writes the type of a place once; a reference to it from inside gets its name in advance.
    pub(crate) fn once(&mut self, schema: &Schema, hint: &Hint) -> Typed {
        let key = self.key_of_place(schema, hint);
        if let Some(typed) = self.by_place.get(&key) {
            return typed.clone();
        }
        if let Some(name) = self.open.get(&key) {
            let name = match name.clone() {
                Some(name) => name,
                None => {
                    let name = self.reserve(hint);
                    self.open.insert(key, Some(name.clone()));
                    name
                }
            };
            return Typed::named(&name, Class::Record);
        }
        let given = match hint {
            Hint::Exact(name) => Some(name.clone()),
            Hint::In(..) => None,
        };
        self.open.insert(key.clone(), given);
        let written = match &schema.shape {
            Shape::Record(record) => {
                unions::Written::Body(fields::record(self, record, schema, hint), Class::Record)
            }
            Shape::Positions(items, least) => {
                unions::Written::Body(fields::positions(self, items, *least, schema, hint), Class::List)
            }
            _ => unions::union(self, schema, hint),
        };
        let name = self.open.remove(&key).flatten();
        let typed = match written {
            unions::Written::Body(body, class) => {
                let name = self.define(hint, body, name);
                Typed::named(&name, class)
            }
            unions::Written::Typed(typed) => match name.filter(|_| matches!(hint, Hint::In(..))) {
                // Something inside refers to a type that needs no name of its own.
                Some(name) => {
                    let about = ("about".to_owned(), JsonValue::text(about_of(schema, hint)));
                    let ty = ("type".to_owned(), JsonValue::text(&typed.expr));
                    self.defined.insert(name.clone(), JsonValue::Object(vec![about, ty]));
                    Typed { expr: name, named: true, ..typed }
                }
                None => typed,
            },
        };
        self.by_place.insert(key, typed.clone());
        typed
    }

    fn key_of_place(&mut self, schema: &Schema, hint: &Hint) -> Key {
        let differs = self.schema_differs(schema);
        // A component's own key is that of its name; see `component`.
        let pointer = match hint {
            Hint::Exact(name) => Rc::from(format!("{}={name}", schema.at.pointer)),
            Hint::In(..) => Rc::clone(&schema.at.pointer),
        };
        (pointer, differs.then_some(self.direction))
    }

    fn reserve(&mut self, hint: &Hint) -> String {
        match hint {
            Hint::Exact(name) => name.clone(),
            Hint::In(..) => {
                let mut free = hint.candidates();
                free.retain(|name| !self.later.contains(name));
                free.extend(free.is_empty().then(|| hint.candidates().concat()));
                text::unused(&mut self.taken, &free, "")
            }
        }
    }

    /// Enters a named type. An equal type of a place with the same name is used again.
    pub(crate) fn define(&mut self, hint: &Hint, body: JsonValue, given: Option<String>) -> String {
        let shared = match hint {
            Hint::In(_, leaf) if given.is_none() => Some((text::camel(leaf, "Type"), said(&body))),
            _ => None,
        };
        if let Some(name) = shared.as_ref().and_then(|shared| self.by_content.get(shared)) {
            if let (Some(JsonValue::Object(first)), Hint::In(_, leaf)) = (self.defined.get_mut(name), hint)
                && let Some((_, about)) = first.iter_mut().find(|(key, _)| key == "about")
                && body.get("about") != Some(about)
            {
                // Each text describes its own place; the type stands for all of them.
                *about = JsonValue::text(text::in_words(leaf));
            }
            return name.clone();
        }
        let name = given.unwrap_or_else(|| self.reserve(hint));
        if let Some(shared) = shared {
            self.by_content.insert(shared, name.clone());
        }
        self.defined.insert(name.clone(), body);
        name
    }
}

/// Returns what the body of a type says about the wire: all but its `about`, which describes the place of its schema.
fn said(body: &JsonValue) -> String {
    let JsonValue::Object(entries) = body else { return body.to_string() };
    let entries = entries.iter().filter(|(key, _)| key != "about");
    JsonValue::object(entries.map(|(key, value)| (key.as_str(), value.clone()))).to_string()
}

/// Returns the `about` of a named type.
pub(crate) fn about_of(schema: &Schema, hint: &Hint) -> String {
    text::about(schema.about.as_deref())
        .or_else(|| text::about(schema.title.as_deref()))
        .unwrap_or_else(|| text::in_words(hint.candidates().last().map_or("", String::as_str)))
}
