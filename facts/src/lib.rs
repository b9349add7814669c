//! The model in the form that the runtime works with: constant facts, which live as long as the program.
//!
//! Generated code has them as constants. Here they are made at run time and leaked, on purpose and only here: a few texts for
//! a command that works through some specs and ends. It is not for processes that make them again and again.

use bindery_codegen::model::{self, Action, Api, Holds, Module};
use bindery_runtime::{
    ActionInfo, AuthScheme, Covers, Digest, Effect, FailureShape, Forms, Marker, Method, Part, Place,
    Placement, Signature,
};

/// The facts of an action and of its API.
#[derive(Debug)]
pub struct Facts {
    /// The action.
    pub action: &'static ActionInfo,
    /// The names of its parameters, in order.
    pub parameters: Vec<&'static str>,
    /// The shapes in which failures arrive.
    pub failures: Vec<FailureShape>,
    /// The authentication schemes of the API.
    pub auth: &'static [AuthScheme],
}

impl Facts {
    /// The facts of an action.
    pub fn new(api: &Api, module: &Module, action: &Action) -> Self {
        let mut info = ActionInfo::new(leak(&module.name), leak(&action.name), leak(&action.path_text()));
        info.doc = leak(&action.doc);
        info.methods = leak_list(action.methods.iter().map(|method| method_of(*method)));
        info.send = match action.send {
            model::Send::Query => Placement::Query,
            model::Send::Form => Placement::Form,
            model::Send::Json => Placement::Json,
        };
        let valueless = action.parameters.iter().filter(|field| field.style == model::Style::Valueless);
        info.valueless = leak_list(valueless.map(|field| leak(&field.name)));
        info.effect = match action.effect {
            model::Effect::Read => Effect::Read,
            model::Effect::Set => Effect::Set,
            model::Effect::Change => Effect::Change,
            model::Effect::Money => Effect::Money,
        };
        // Of several schemes that would do, the one with a token that can be given.
        let bearer = |id: &&usize| {
            api.auth.get(**id).is_some_and(|auth| matches!(auth.scheme, model::AuthScheme::OAuth2(_)))
        };
        let chosen = action.any_auth.iter().find(bearer).or(action.any_auth.first());
        let schemes = action.auth.iter().chain(chosen).filter_map(|id| api.auth.get(*id));
        info.auth = leak_list(schemes.map(|auth| leak(&auth.name)));
        let optional = action.optional_auth.iter().filter_map(|id| api.auth.get(*id));
        info.optional = leak_list(optional.map(|auth| leak(&auth.name)));
        info.one_of = leak_list(action.one_of.iter().map(|(_, group)| {
            let members = group.iter().filter_map(|position| action.parameters.get(*position));
            leak_list(members.map(|parameter| leak(&parameter.name)))
        }));
        info.flags = leak_list(action.flags().map(|field| leak(&field.name)));
        Self {
            action: Box::leak(Box::new(info)),
            parameters: action.parameters.iter().map(|parameter| leak(&parameter.name)).collect(),
            failures: api.failures.iter().map(failure).collect(),
            auth: leak_list(api.auth.iter().map(|auth| scheme(api, auth))),
        }
    }

    /// The action as messages name it.
    pub fn name(&self) -> String {
        format!("{}/{}", self.action.module, self.action.name)
    }
}

fn method_of(method: model::Method) -> Method {
    match method {
        model::Method::Get => Method::Get,
        model::Method::Post => Method::Post,
        model::Method::Put => Method::Put,
        model::Method::Patch => Method::Patch,
        model::Method::Delete => Method::Delete,
    }
}

fn failure(shape: &model::FailureShape) -> FailureShape {
    FailureShape {
        name: leak(&shape.name),
        status: shape.status,
        when: leak_list(shape.when.iter().map(|marker| match marker {
            model::Marker::Has(key) => Marker::Has(leak(key)),
            model::Marker::Is(key, value) => Marker::Is(leak(key), *value),
            model::Marker::Status(first, last) => Marker::Status(*first, *last),
        })),
        body: leak_list(shape.body.iter().map(|part| {
            let path = leak(&part.path.join("."));
            match &part.holds {
                Holds::Fixed(json) => Part::Fixed(path, leak(json)),
                Holds::Code => Part::Code(path),
                Holds::CodeText => Part::CodeText(path),
                Holds::Message => Part::Message(path),
                Holds::Details => Part::Details(path),
                Holds::Status => Part::Status(path),
            }
        })),
    }
}

/// The facts of an authentication scheme.
pub fn scheme(api: &Api, auth: &model::Auth) -> AuthScheme {
    let name = leak(&auth.name);
    let refused = auth.refused.and_then(|id| api.errors.get(id)).map(|error| leak(&error.name));
    match &auth.scheme {
        model::AuthScheme::Basic => AuthScheme::Basic { name, refused },
        model::AuthScheme::Parameter(parameter) => AuthScheme::Parameter { name, parameter: leak(parameter) },
        model::AuthScheme::Header(header) => AuthScheme::Header {
            name,
            header: leak(&header.name),
            written: header.written.as_deref().map(leak),
            refused,
        },
        model::AuthScheme::Issued(issued) => {
            let by = issued.by.and_then(|(module, position)| {
                let module = api.modules.get(module)?;
                Some(format!("{}/{}", module.name, module.actions.get(position)?.name))
            });
            let guest = issued.guest.as_deref().map(leak);
            AuthScheme::Issued { name, by: leak(&by.unwrap_or_default()), guest, refused }
        }
        // A bearer token is a key like any other once it is there.
        model::AuthScheme::OAuth2(_) => {
            AuthScheme::Header { name, header: "authorization", written: Some("Bearer {}"), refused }
        }
        // Calls with it are refused before this is looked at.
        model::AuthScheme::OAuth1(_) => AuthScheme::Basic { name, refused },
        model::AuthScheme::Signature(signature) => {
            let of = |id: usize| api.auth.get(id).map(|auth| leak(&auth.name));
            AuthScheme::Signature(Signature {
                name,
                place: match &signature.place {
                    model::Place::Header(header) => Place::Header(leak(header)),
                    model::Place::Parameter(parameter) => Place::Parameter(leak(parameter)),
                },
                covers: covers(signature.covers),
                digest: digest(signature.digest),
                written: leak(&signature.written),
                secret: of(signature.secret).unwrap_or(name),
                instead_of: signature.instead_of.and_then(of),
                forms: Some(Box::leak(Box::new(forms(signature)))),
                refused,
            })
        }
    }
}

fn forms(signature: &model::Signature) -> Forms {
    Forms {
        modes: leak_list(signature.modes.iter().map(|(name, what)| (leak(name), covers(*what)))),
        digests: leak_list(signature.digests.iter().map(|(name, how)| (leak(name), digest(*how)))),
        discouraged: leak_list(signature.discouraged.iter().map(|name| leak(name))),
        empty: signature.signs_empty,
        answers: signature.signs_answers,
    }
}

fn covers(covers: model::Covers) -> Covers {
    match covers {
        model::Covers::Body => Covers::Body,
        model::Covers::Values => Covers::Values,
        model::Covers::Pairs { skip_empty, either } => Covers::Pairs { skip_empty, either },
    }
}

fn digest(digest: model::Digest) -> Digest {
    match digest {
        model::Digest::Md5 => Digest::Md5,
        model::Digest::Sha1 => Digest::Sha1,
        model::Digest::Sha256 => Digest::Sha256,
        model::Digest::Sha384 => Digest::Sha384,
        model::Digest::Sha512 => Digest::Sha512,
        model::Digest::HmacSha1 => Digest::HmacSha1,
        model::Digest::HmacSha256 => Digest::HmacSha256,
        model::Digest::HmacSha384 => Digest::HmacSha384,
        model::Digest::HmacSha512 => Digest::HmacSha512,
    }
}

fn leak(text: &str) -> &'static str {
    Box::leak(Box::from(text))
}

fn leak_list<T>(items: impl Iterator<Item = T>) -> &'static [T] {
    Box::leak(items.collect())
}
