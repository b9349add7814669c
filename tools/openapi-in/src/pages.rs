//! Lists in pages, where the header `Link` or usual names of parameters and fields show them.

use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::path;
use indexmap::IndexMap;

type Types = IndexMap<String, JsonValue>;

/// Names of parameters and fields without `_` and `-`, in lower case.
const PAGES: &[&str] = &["page", "pagenumber", "pageno"];
const LIMITS: &[&str] = &["limit", "perpage", "pagesize", "maxresults", "size", "resultsperpage"];
const OFFSETS: &[&str] = &["offset", "skip"];
const CURSORS: &[&str] = &[
    "cursor",
    "pagetoken",
    "nextpagetoken",
    "nexttoken",
    "continuationtoken",
    "marker",
    "after",
    "nextcursor",
    "startcursor",
];
const RECORDS: &[&str] = &["items", "data", "results", "records", "entries", "values", "list"];
const NEXT: &[&str] = &[
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextmarker",
    "continuationtoken",
    "nextcontinuationtoken",
    "endcursor",
    "next",
];
const ADDRESSES: &[&str] =
    &["nextpageuri", "nexturl", "nextpageurl", "nextlink", "nexthref", "@odata.nextlink"];
const COUNTS: &[&str] =
    &["total", "totalcount", "totalresults", "totalitems", "totalrecords", "@odata.count"];
const LASTS: &[&str] = &["totalpages", "lastpage", "pagecount"];
const MORE: &[&str] = &["hasmore", "hasnext", "hasnextpage"];
/// Fields of a response with a record that says where the list goes on.
const AROUND: &[&str] =
    &["meta", "metadata", "pagination", "paging", "pageinfo", "responsemetadata", "cursors"];

/// Returns the value of `pages` for an action, if its parameters and its response show one.
pub(crate) fn pages(action: &[(String, JsonValue)], types: &Types) -> Option<JsonValue> {
    let key = |name: &str| action.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let response = key("response")?;
    let root = match response {
        JsonValue::Text(expr) => expr.as_str(),
        other => text(other.get("type"))?,
    };
    let parameters = match key("parameters") {
        Some(JsonValue::Object(entries)) => entries.as_slice(),
        _ => &[],
    };
    let query = Members::of(parameters, types);
    let page = Page::of(root, types)?;
    let limit = query.named(LIMITS, is_whole);
    let mut keys: Vec<(&str, String)> = Vec::new();
    if has_link(response, types) {
        keys.push(("by", "link".to_owned()));
    } else if let (Some(cursor), Some(next)) = (query.named(CURSORS, is_single), page.field(NEXT, is_single))
    {
        keys.extend([("by", "cursor".to_owned()), ("cursor", cursor), ("next", next)]);
        keys.extend(page.field(MORE, |word| word == "bool").map(|more| ("more", more)));
    } else if let Some(next) = page.field(ADDRESSES, |word| word == "string") {
        keys.extend([("by", "address".to_owned()), ("next", next)]);
    } else {
        let count = page.field(COUNTS, is_whole);
        let more = page.field(MORE, |word| word == "bool");
        let last = page.field(LASTS, is_whole);
        let skip = query.named(OFFSETS, is_whole);
        let number = query.named(PAGES, is_whole);
        let says = count.is_some() || more.is_some() || last.is_some();
        match (skip, number) {
            (Some(skip), _) if says || limit.is_some() => {
                keys.extend([("by", "offset".to_owned()), ("skip", skip)]);
            }
            (None, Some(number)) if says || limit.is_some() => {
                keys.extend([("by", "number".to_owned()), ("page", number)]);
                keys.extend(last.map(|last| ("last", last)));
            }
            _ => return None,
        }
        keys.extend(count.map(|count| ("count", count)));
        keys.extend(more.map(|more| ("more", more)));
    }
    keys.extend(limit.map(|limit| ("limit", limit)));
    keys.extend(page.records.map(|records| ("records", records)));
    Some(JsonValue::object(keys.into_iter().map(|(key, value)| (key, JsonValue::text(value)))))
}

/// Whether a response has the header `Link`.
fn has_link(response: &JsonValue, types: &Types) -> bool {
    let headers = text(response.get("headers")).and_then(|name| types.get(name));
    match headers.and_then(|record| record.get("fields")) {
        Some(JsonValue::Object(fields)) => fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("link")),
        _ => false,
    }
}

/// The response of a page.
struct Page<'t> {
    types: &'t Types,
    /// Path to the records; none if the response itself is the list.
    records: Option<String>,
    fields: &'t [(String, JsonValue)],
}

impl<'t> Page<'t> {
    fn of(root: &str, types: &'t Types) -> Option<Self> {
        let root = base(root, types);
        if root.starts_with("list<") {
            return Some(Self { types, records: None, fields: &[] });
        }
        let fields = fields(root, types)?;
        let lists: Vec<&str> = fields
            .iter()
            .filter(|(_, field)| type_of(field).is_some_and(|ty| base(ty, types).starts_with("list<")))
            .map(|(name, _)| name.as_str())
            .collect();
        let usual = lists.iter().find(|name| RECORDS.contains(&folded(name).as_str()));
        let records = match (lists.as_slice(), usual) {
            ([only], _) => only,
            (_, Some(usual)) => usual,
            _ => return None,
        };
        Some(Self { types, records: Some(path::joined([records])), fields })
    }

    /// Returns the path of the first field with one of some names.
    fn field(&self, names: &[&str], fits: fn(&str) -> bool) -> Option<String> {
        let own = Members { all: self.fields, types: self.types };
        own.named(names, fits).map(|name| path::joined([name])).or_else(|| {
            let mut around = self.fields.iter().filter(|(name, _)| AROUND.contains(&folded(name).as_str()));
            around.find_map(|(name, field)| {
                let fields = fields(base(type_of(field)?, self.types), self.types)?;
                let found = Members { all: fields, types: self.types }.named(names, fits)?;
                Some(path::joined([name, &found]))
            })
        })
    }
}

/// Parameters or fields.
struct Members<'t> {
    all: &'t [(String, JsonValue)],
    types: &'t Types,
}

impl<'t> Members<'t> {
    fn of(all: &'t [(String, JsonValue)], types: &'t Types) -> Self {
        Self { all, types }
    }

    /// Returns the first of some names that is there with a type that fits, in the order of the names.
    fn named(&self, names: &[&str], fits: fn(&str) -> bool) -> Option<String> {
        names.iter().find_map(|wanted| {
            let found = self.all.iter().find(|(name, member)| {
                let is_set = |key: &str| member.get(key).is_some();
                // A constant is not chosen, and a value with null has three states.
                let is_other = is_set("fixed")
                    || is_set("name")
                    || is_set("nullable") && is_set("optional") && is_set("in");
                folded(name) == *wanted
                    && !is_other
                    && type_of(member).is_some_and(|ty| fits(base(ty, self.types)))
            });
            found.map(|(name, _)| name.clone())
        })
    }
}

fn folded(name: &str) -> String {
    name.chars()
        .filter(|letter| !matches!(letter, '_' | '-'))
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

fn is_whole(word: &str) -> bool {
    matches!(word, "int" | "uint")
}

fn is_single(word: &str) -> bool {
    matches!(word, "string" | "int" | "uint" | "uuid" | "instant")
}

fn text(value: Option<&JsonValue>) -> Option<&str> {
    match value {
        Some(JsonValue::Text(text)) => Some(text),
        _ => None,
    }
}

fn type_of(member: &JsonValue) -> Option<&str> {
    match member {
        JsonValue::Text(expr) => Some(expr),
        other => text(other.get("type")),
    }
}

/// Returns the type at the end of names that only stand for another type.
fn base<'t>(expr: &'t str, types: &'t Types) -> &'t str {
    let mut expr = expr;
    for _ in 0..8 {
        match types.get(expr).and_then(|body| text(body.get("type"))) {
            Some(inner) => expr = inner,
            None => break,
        }
    }
    expr
}

fn fields<'t>(name: &str, types: &'t Types) -> Option<&'t [(String, JsonValue)]> {
    match types.get(name)?.get("fields")? {
        JsonValue::Object(fields) => Some(fields),
        _ => None,
    }
}
