//! Addresses that the user gives.

use crate::failed::Failed;

/// Advice for parts that are not allowed in an address.
pub(crate) struct Instead {
    /// Advice for a login in the address.
    pub(crate) log_in: &'static str,
    /// Advice for parameters in the address.
    pub(crate) parameters: &'static str,
}

/// Checks a base address for HTTP with a host, to which paths are appended. An address with credentials is rejected,
/// since they would end up in messages and files.
pub(crate) fn checked<'u>(url: &'u str, instead: &Instead) -> Result<&'u str, Failed> {
    let wrong = |what: &str| Err(Failed::usage(format!("the address {what}")));
    let Ok(uri) = url.parse::<http::Uri>() else {
        return wrong("cannot be parsed; expected a form such as https://host/path");
    };
    if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none_or(str::is_empty) {
        return wrong("must begin with http:// or https:// and a host");
    }
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return wrong(&format!("contains a login; {}", instead.log_in));
    }
    if uri.query().is_some() {
        return wrong(&format!("contains parameters; {}", instead.parameters));
    }
    if !bindery_runtime::client::is_address(url) {
        return wrong("has a host that cannot be called");
    }
    Ok(url)
}
