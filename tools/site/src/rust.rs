//! Rust examples: calls with the generated crate, and backends for webhooks. Every example compiles unchanged. Values
//! without a literal are parameters of the function, which shows their types.

use std::collections::{BTreeMap, BTreeSet};

use bindery_codegen::ActionCall;
use bindery_model::{Action, ModuleId, Presence, Scalar, Type, TypeKind};
use bindery_runtime::wire::{Value, Wire};
use bindery_runtime::{Date, DateTime, Decimal};
use bindery_vocabulary::json::JsonValue;

use crate::context::PageContext;
use crate::samples;

/// Largest width of a line, in characters.
const WIDTH: usize = 64;

/// Returns an example call of an action; for webhooks, the backend method that handles it.
pub(crate) fn example(context: &PageContext<'_>, module: ModuleId, position: usize) -> Option<String> {
    let action = context.find(module, position)?;
    let call = context.calls.action(module, position)?;
    let inbound = context.api.modules.get(module)?.inbound;
    let example = Example { context, module, action, call, uses: Uses::new(context.library()) };
    if inbound { example.backend() } else { example.call() }
}

struct Example<'a, 'c> {
    context: &'a PageContext<'c>,
    module: ModuleId,
    action: &'a Action,
    call: ActionCall<'a>,
    uses: Uses,
}

/// The argument of an example for a parameter.
enum Given {
    /// A literal: as the value of a struct field, and as an argument that is converted.
    Literal(String, String),
    /// A parameter of the function.
    Argument,
}

impl Example<'_, '_> {
    fn call(mut self) -> Option<String> {
        let waits = self.action.completes.is_some();
        self.uses.name("", "Client");
        if waits {
            self.uses.name("rt", "Caller");
        } else {
            self.uses.name("prelude", "*");
            self.uses.name("", "Error");
        }
        let module = self.context.calls.module(self.module)?.ident;
        let request = self.uses.name(module, self.call.request);
        let constructor = self.call.constructors.first()?.clone();
        let mut arguments = vec!["client: &Client".to_owned()];
        let mut values = Vec::new();
        for position in constructor.given {
            let (field, ident) = (self.action.parameters.get(*position)?, *self.call.fields.get(*position)?);
            let value = samples::shown_request(self.action).and_then(|shown| shown.get(&field.name).cloned());
            let value = value.unwrap_or_else(|| samples::value(self.context.api, field));
            let given = self.given(&field.ty, &value);
            values.push(match given {
                Given::Literal(owned, converted) => (ident, Some((owned, converted))),
                Given::Argument => {
                    let ty = self.type_text(&field.ty);
                    let ident = if ident == "client" { "client_" } else { ident };
                    arguments.push(format!("{ident}: {ty}"));
                    (ident, None)
                }
            });
        }
        let made = match (constructor.takes, values.as_slice()) {
            (Some(takes), values) => {
                let takes = self.uses.name(module, takes);
                let fields: Vec<String> = values
                    .iter()
                    .zip(constructor.given)
                    .map(|((ident, literal), position)| {
                        let field = self.call.fields.get(*position).copied().unwrap_or_default();
                        match literal {
                            Some((owned, _)) => format!("{field}: {owned}"),
                            None if *ident == field => field.to_owned(),
                            None => format!("{field}: {ident}"),
                        }
                    })
                    .collect();
                let line = format!("{takes} {{ {} }}", fields.join(", "));
                let request = format!("{request}::{}", constructor.ident);
                if request.len() + line.len() + 25 <= WIDTH {
                    format!("{request}({line})")
                } else {
                    format!("{request}({takes} {{\n        {},\n    }})", fields.join(",\n        "))
                }
            }
            (None, [(ident, literal)]) => {
                let value = literal.as_ref().map_or(*ident, |(_, converted)| converted.as_str());
                format!("{request}::{}({value})", constructor.ident)
            }
            (None, _) => format!("{request}::{}()", constructor.ident),
        };
        let set = self.optional(constructor.given);
        let mutable = if set.is_empty() { "" } else { "mut " };
        let (call, returns) = match waits {
            true => ("client.wait(request).await?;".to_owned(), "Result<(), Box<dyn std::error::Error>>"),
            false => {
                (format!("client.{module}().{}(request).await?;", self.call.method), "Result<(), Error>")
            }
        };
        let result = if waits || self.has_response() {
            format!("    let response = {call}\n    println!(\"{{response:?}}\");\n")
        } else {
            format!("    {call}\n")
        };
        let head = head("async fn", self.call.method, &arguments, returns);
        let body = format!("    let {mutable}request = {made};\n{set}{result}    Ok(())\n}}");
        Some(format!("{}\n{head} {{\n{body}", self.uses.render()))
    }

    /// Returns the lines that set the optional parameters of the documented example, where a literal exists.
    fn optional(&mut self, given: &[usize]) -> String {
        let mut lines = String::new();
        let Some(shown) = samples::shown_request(self.action) else { return lines };
        for (position, field) in self.action.parameters.iter().enumerate() {
            let is_set = field.presence != Presence::Required && field.in_rust() && !field.additional;
            let (Some(value), Some(ident)) =
                (shown.get(&field.name), self.call.fields.get(position).copied())
            else {
                continue;
            };
            if !is_set || given.contains(&position) {
                continue;
            }
            if let Given::Literal(owned, _) = self.given(&field.ty, value) {
                let value = match field.presence {
                    Presence::OptionalNullable => format!("{owned}.into()"),
                    Presence::Required | Presence::Optional | Presence::Nullable => format!("Some({owned})"),
                };
                lines.push_str(&format!("    request.{ident} = {value};\n"));
            }
        }
        lines
    }

    fn backend(mut self) -> Option<String> {
        let module = self.context.calls.module(self.module)?;
        let backend = self.uses.name(module.ident, module.backend);
        let request = self.uses.name(module.ident, self.call.request);
        let context = self.uses.name("rt::server", "RequestContext");
        let result = self.uses.name("rt::server", "BackendResult");
        let method = self.call.method;
        let returned = if self.has_response() { "todo!(\"the response\")" } else { "Ok(())" };
        let line = format!(
            "    async fn {method}(&self, event: {request}, _context: {context}) -> {result}<{request}> {{\n"
        );
        let head = if line.len() <= WIDTH + 4 {
            line
        } else {
            format!(
                "    async fn {method}(\n        &self,\n        event: {request},\n        _context: {context},\n    ) -> \
                 {result}<{request}> {{\n"
            )
        };
        Some(format!(
            "{}\nstruct Receiver;\n\nimpl {backend} for Receiver {{\n{head}        println!(\"{{event:?}}\");\n        \
             {returned}\n    }}\n}}",
            self.uses.render()
        ))
    }

    /// Whether the response carries data.
    fn has_response(&self) -> bool {
        let documented_response = &self.action.response;
        !documented_response.variants.is_empty()
            || (documented_response.ty.is_some() && documented_response.fixed.is_none())
    }

    fn type_text(&mut self, ty: &Type) -> String {
        let uses = &mut self.uses;
        self.context.calls.type_text(ty, &mut |module, ident| uses.name(module, ident))
    }

    fn given(&mut self, ty: &Type, value: &JsonValue) -> Given {
        match self.literal(ty, value) {
            Some(owned) => {
                // A constructor with one argument converts it, so a string literal is enough.
                let text = owned.strip_suffix(".to_owned()").unwrap_or(&owned).to_owned();
                Given::Literal(owned, text)
            }
            None => Given::Argument,
        }
    }

    /// Returns the Rust literal of a value; `None` for secrets and for values that would have a long literal.
    fn literal(&mut self, ty: &Type, value: &JsonValue) -> Option<String> {
        match ty {
            Type::Scalar(scalar) => self.scalar(*scalar, &value.plain()),
            Type::List(entry) => {
                let (JsonValue::List(items), Type::Scalar(_) | Type::Named(_)) = (value, entry.as_ref())
                else {
                    return None;
                };
                let items: Option<Vec<String>> = items.iter().map(|item| self.literal(entry, item)).collect();
                items.filter(|items| items.len() <= 3).map(|items| format!("vec![{}]", items.join(", ")))
            }
            Type::Map(..) | Type::Nullable(_) => None,
            Type::Named(id) => {
                let name = self.context.calls.named(*id)?;
                let wire = value.plain();
                let position = match &self.context.api.types.get(*id)?.kind {
                    TypeKind::IntEnum(values) => {
                        let number: i64 = read(&wire)?;
                        values.iter().position(|value| value.reads(&number))
                    }
                    TypeKind::TextEnum(values) => values.iter().position(|value| value.reads(&wire)),
                    TypeKind::Newtype(newtype) if !newtype.md5 && newtype.base != Scalar::Secret => {
                        let inside = self.scalar(newtype.base, &wire)?;
                        return Some(format!("{}({inside})", self.uses.name(name.module, name.ident)));
                    }
                    TypeKind::Record(_)
                    | TypeKind::Positions(_)
                    | TypeKind::Union(_)
                    | TypeKind::Newtype(_)
                    | TypeKind::Alias(_) => None,
                };
                let variant = position.and_then(|position| name.members.get(position).copied())?;
                Some(format!("{}::{variant}", self.uses.name(name.module, name.ident)))
            }
        }
    }

    fn scalar(&mut self, scalar: Scalar, text: &str) -> Option<String> {
        match scalar {
            Scalar::String => Some(format!("{text:?}.to_owned()")),
            Scalar::Int => read::<i64>(text).map(|number| number.to_string()),
            Scalar::Uint => read::<u64>(text).map(|number| number.to_string()),
            Scalar::Float => read::<f64>(text).map(|number| format!("{number:?}")),
            Scalar::Decimal => {
                let amount: Decimal = read(text)?;
                let decimal = self.uses.name("rt", "Decimal");
                let mantissa = i64::try_from(amount.mantissa()).ok()?;
                Some(format!("{decimal}::new({mantissa}, {})", amount.scale()))
            }
            Scalar::Bool => read::<bool>(text).map(|flag| flag.to_string()),
            Scalar::Date => {
                let day: Date = read(text)?;
                let date = self.uses.name("rt", "Date");
                Some(format!("{date}::constant({}, {}, {})", day.year(), day.month(), day.day()))
            }
            Scalar::LocalDateTime => {
                let at: DateTime = read(text)?;
                let date = self.uses.name("rt", "Date");
                let day = format!("{date}::constant({}, {}, {})", at.year(), at.month(), at.day());
                Some(format!("{day}.at({}, {}, {}, 0)", at.hour(), at.minute(), at.second()))
            }
            // The other types have no readable literal.
            _ => None,
        }
    }
}

/// Reads a value from its wire text.
fn read<T: Wire>(text: &str) -> Option<T> {
    T::read(&Value::Text(text.into())).ok()
}

/// Formats the head of a function, on one line if it fits.
fn head(before: &str, name: &str, arguments: &[String], returns: &str) -> String {
    let line = format!("{before} {name}({}) -> {returns}", arguments.join(", "));
    if line.len() + 2 <= WIDTH {
        line
    } else {
        format!("{before} {name}(\n    {},\n) -> {returns}", arguments.join(",\n    "))
    }
}

/// The imports of an example, by module.
struct Uses {
    library: String,
    modules: BTreeMap<String, BTreeSet<String>>,
}

impl Uses {
    fn new(library: String) -> Self {
        Self { library, modules: BTreeMap::new() }
    }

    /// Imports a name and returns it; if another import has the same name, returns it with its path instead.
    fn name(&mut self, module: &str, ident: &str) -> String {
        let taken = |(other, idents): (&String, &BTreeSet<String>)| other != module && idents.contains(ident);
        if self.modules.iter().any(taken) {
            return format!("{}::{module}::{ident}", self.library);
        }
        self.modules.entry(module.to_owned()).or_default().insert(ident.to_owned());
        ident.to_owned()
    }

    fn render(&self) -> String {
        let mut lines = String::new();
        // Names of the root come last, in rustfmt's order.
        let (root, modules): (Vec<_>, Vec<_>) =
            self.modules.iter().partition(|(module, _)| module.is_empty());
        for (module, idents) in modules.into_iter().chain(root) {
            let path =
                if module.is_empty() { self.library.clone() } else { format!("{}::{module}", self.library) };
            let idents: Vec<&str> = idents.iter().map(String::as_str).collect();
            match idents.as_slice() {
                [only] => lines.push_str(&format!("use {path}::{only};\n")),
                several => {
                    let line = format!("use {path}::{{{}}};\n", several.join(", "));
                    if line.len() <= WIDTH {
                        lines.push_str(&line);
                    } else {
                        lines.push_str(&format!("use {path}::{{\n    {},\n}};\n", several.join(",\n    ")));
                    }
                }
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::Uses;

    #[test]
    fn a_name_is_imported_once() {
        let mut uses = Uses::new("bindery_demo".to_owned());
        assert_eq!(uses.name("", "Client"), "Client");
        assert_eq!(uses.name("user", "Client"), "bindery_demo::user::Client");
        assert_eq!(uses.name("user", "Level"), "Level");
        assert_eq!(uses.render(), "use bindery_demo::user::Level;\nuse bindery_demo::Client;\n");
    }
}
