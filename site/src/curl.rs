//! Requests as `curl` sends them: complete, with the credentials of the examples and with signatures that are right.

use bindery_model::{Action, AuthScheme, Method, Place, Placement, Server, Style};
use bindery_vocabulary::json::Json;

use crate::context::Context;
use crate::{parts, samples, signing};

/// A command that makes a request.
pub(crate) fn command(context: &Context<'_>, action: &Action) -> String {
    let mut curl = Curl::new(context, action);
    curl.credentials();
    curl.finish()
}

/// The base address of a server; one that every deployment has for itself gets a name that cannot exist.
pub(crate) fn base(server: Option<&Server>) -> String {
    match server {
        Some(Server { url: Some(url), .. }) => url.trim_end_matches('/').to_owned(),
        Some(Server { name, .. }) => format!("https://{name}.example"),
        None => "https://api.example".to_owned(),
    }
}

struct Curl<'a, 'c> {
    context: &'a Context<'c>,
    action: &'a Action,
    method: Method,
    address: String,
    /// What is sent outside the path, by name.
    parameters: Vec<(String, Json, Style)>,
    /// The options so far.
    options: Vec<String>,
}

impl<'a, 'c> Curl<'a, 'c> {
    fn new(context: &'a Context<'c>, action: &'a Action) -> Self {
        let mut path = action.path_text();
        let mut parameters = Vec::new();
        for (field, value) in samples::request(context.api, action) {
            if field.in_path {
                let escaped: String = form_urlencoded::byte_serialize(value.plain().as_bytes()).collect();
                path = path.replace(&format!("{{{}}}", field.name), &escaped.replace('+', "%20"));
            } else {
                parameters.push((field.name.clone(), value, field.style));
            }
        }
        let base = base(context.api.servers.get(action.server));
        let method = action.methods.first().copied().unwrap_or(Method::Post);
        Self { context, action, method, address: base + &path, parameters, options: Vec::new() }
    }

    /// The body of a JSON request, as it is sent and signed.
    fn body(&self) -> String {
        let entries = self.parameters.iter().map(|(name, value, _)| (name.clone(), value.clone()));
        parts::pretty(&Json::object(entries))
    }

    fn credentials(&mut self) {
        // Of several schemes that would do, the one that needs no signature.
        let bearer = |id: &&usize| matches!(self.scheme(**id), Some(AuthScheme::OAuth2(_)));
        let chosen = self.action.any_auth.iter().find(bearer).or(self.action.any_auth.first());
        let needed = self.action.auth.iter().filter(|id| !self.action.optional_auth.contains(id));
        let schemes: Vec<usize> = needed.chain(chosen).copied().collect();
        for id in &schemes {
            self.signed_parameter(*id);
        }
        for id in schemes {
            self.header(id);
        }
    }

    /// The signature of this body with the parameters that have been collected.
    fn signed(&self, id: usize, body: &str) -> Option<String> {
        let names: Vec<&str> = self.parameters.iter().map(|(name, _, _)| name.as_str()).collect();
        signing::sign(self.context.signatures.get(id)?, &names, body)
    }

    fn has_json(&self) -> bool {
        self.action.placement().is_json()
    }

    fn scheme(&self, id: usize) -> Option<&'a AuthScheme> {
        self.context.api.auth.get(id).map(|auth| &auth.scheme)
    }

    /// A signature that travels among the parameters.
    fn signed_parameter(&mut self, id: usize) {
        let Some(signature) = self.context.signatures.get(id) else { return };
        if let bindery_runtime::facts::Place::Parameter(name) = signature.place
            && let Some(text) = self.signed(id, &self.body())
        {
            self.parameters.push((name.to_owned(), Json::text(text), Style::Plain));
        }
    }

    fn header(&mut self, id: usize) {
        let option = match self.scheme(id) {
            None | Some(AuthScheme::Parameter(_)) => None,
            Some(AuthScheme::Basic) => {
                let (user, password) = signing::LOGIN;
                Some(format!("--user {user}:{password}"))
            }
            Some(AuthScheme::Header(header)) => {
                let written = header.written.as_deref().unwrap_or("{}").replacen("{}", signing::KEY, 1);
                Some(format!("--header {}", quoted(&format!("{}: {written}", header.name))))
            }
            Some(AuthScheme::Issued(_)) => {
                let (name, value) = signing::ISSUED;
                Some(format!("--header {}", quoted(&format!("{name}: {value}"))))
            }
            Some(AuthScheme::OAuth2(_)) => {
                Some(format!("--header {}", quoted(&format!("Authorization: Bearer {}", signing::BEARER))))
            }
            Some(AuthScheme::OAuth1(oauth1)) => {
                let address = self.with_query();
                let signed = signing::sign_oauth1(self.method.text(), &address, oauth1.carrier);
                signed.and_then(|signed| match signed.header {
                    Some(header) => Some(format!("--header {}", quoted(&format!("Authorization: {header}")))),
                    None => {
                        self.address = signed.address;
                        self.parameters.clear();
                        None
                    }
                })
            }
            Some(AuthScheme::Signature(model)) => match &model.place {
                // Sent with every request that has a body, and with no other unless the empty one is signed too.
                Place::Header(header) if self.has_json() || model.signs_empty => {
                    let body = if self.has_json() { self.body() } else { String::new() };
                    let text = self.signed(id, &body);
                    text.map(|text| format!("--header {}", quoted(&format!("{header}: {text}"))))
                }
                Place::Header(_) | Place::Parameter(_) => None,
            },
        };
        self.options.extend(option);
    }

    /// The address with all parameters in its query.
    fn with_query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value, _) in &self.parameters {
            query.append_pair(name, &value.plain());
        }
        let query = query.finish();
        if query.is_empty() { self.address.clone() } else { format!("{}?{query}", self.address) }
    }

    fn finish(mut self) -> String {
        let placement = self.action.placement();
        // Names that stand alone are a part of the address: curl would write a `=` after them.
        let bare = |(_, _, style): &&(String, Json, Style)| *style == Style::Valueless;
        let names: Vec<&str> =
            self.parameters.iter().filter(bare).map(|(name, _, _)| name.as_str()).collect();
        if !names.is_empty() {
            self.address = format!("{}?{}", self.address, names.join("&"));
        }
        let pairs: Vec<String> = self
            .parameters
            .iter()
            .filter(|parameter| !bare(parameter))
            .map(|(name, value, _)| {
                format!("--data-urlencode {}", quoted(&format!("{name}={}", value.plain())))
            })
            .collect();
        let mut first = vec!["curl".to_owned()];
        match placement {
            Placement::Query => {
                if self.method != Method::Get {
                    first.push(format!("--request {}", self.method.text()));
                }
                if !pairs.is_empty() {
                    first.push("--get".to_owned());
                }
                self.options.extend(pairs);
            }
            Placement::Form => {
                if self.method != Method::Post || pairs.is_empty() {
                    first.push(format!("--request {}", self.method.text()));
                }
                self.options.extend(pairs);
            }
            Placement::Json => {
                if self.method != Method::Post {
                    first.push(format!("--request {}", self.method.text()));
                }
                self.options.push("--header 'Content-Type: application/json'".to_owned());
                self.options.push(format!("--data-raw {}", quoted(&self.body())));
            }
        }
        first.push(quoted(&self.address));
        let mut lines = vec![first.join(" ")];
        lines.append(&mut self.options);
        lines.join(" \\\n  ")
    }
}

/// A word as a shell reads it back.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:@%=".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
