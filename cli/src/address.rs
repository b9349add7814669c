//! Addresses that the user gives.

use crate::failed::Failed;

/// What to do instead with what does not belong into an address.
pub(crate) struct Instead {
    /// With a log-in.
    pub(crate) log_in: &'static str,
    /// With parameters.
    pub(crate) parameters: &'static str,
}

/// An address of HTTP with a host, to which paths are added. Credentials in it would end up in messages and files, so they are
/// refused.
pub(crate) fn checked<'u>(url: &'u str, instead: &Instead) -> Result<&'u str, Failed> {
    let wrong = |what: &str| Err(Failed::usage(format!("the address {what}")));
    let Ok(uri) = url.parse::<http::Uri>() else {
        return wrong("cannot be read; give one such as https://host/path");
    };
    if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none_or(str::is_empty) {
        return wrong("must begin with http:// or https:// and a host");
    }
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return wrong(&format!("holds a log-in; {}", instead.log_in));
    }
    if uri.query().is_some() {
        return wrong(&format!("holds parameters; {}", instead.parameters));
    }
    if !bindery_runtime::client::is_address(url) {
        return wrong("has a host that nobody can call");
    }
    Ok(url)
}
