//! HTTP requests of the authorization flows, sent over the client's transport. Their content never appears in an error.

use std::error::Error;
use std::fmt;
use std::net::Ipv4Addr;
use std::time::Duration;

use bytes::Bytes;

use crate::TooLarge;
use crate::client::{Transport, TransportError, TransportLimits};

/// Timeout of each request of a flow, until the whole response has arrived.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Maximum size of a response.
const LIMITS: TransportLimits = TransportLimits { response_bytes: 64 * 1024 };

/// Reason why a request of an authorization flow got no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum NoResponse {
    /// The server could not be reached, or the response ended early.
    Transport {
        /// Whether the request may have reached the server.
        sent: bool,
        /// Underlying error of the transport, such as a failed connection.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The request timed out after this time.
    Timeout(Duration),
    /// The response is larger than this limit, in bytes.
    TooLarge(usize),
}

impl fmt::Display for NoResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoResponse::Transport { .. } => f.write_str("no response from the server"),
            NoResponse::Timeout(after) => write!(f, "no response within {after:?}"),
            NoResponse::TooLarge(limit) => write!(f, "the response is larger than {limit} bytes"),
        }
    }
}

impl Error for NoResponse {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            NoResponse::Transport { source, .. } => Some(source.as_ref()),
            NoResponse::Timeout(_) | NoResponse::TooLarge(_) => None,
        }
    }
}

/// Transport with the timeout and size limit of authorization flows.
pub(crate) trait Sending: Transport {
    /// Sends a request and waits for its response, with a timeout.
    fn ask(
        &self,
        request: http::Request<Bytes>,
    ) -> impl Future<Output = Result<http::Response<Bytes>, NoResponse>> + Send {
        async move {
            match tokio::time::timeout(TIMEOUT, self.send(request, LIMITS)).await {
                Err(_) => Err(NoResponse::Timeout(TIMEOUT)),
                Ok(Err(TransportError { sent, source })) => Err(match source.downcast_ref::<TooLarge>() {
                    Some(TooLarge { limit }) => NoResponse::TooLarge(*limit),
                    None => NoResponse::Transport { sent, source },
                }),
                Ok(Ok(response)) => Ok(response),
            }
        }
    }
}

impl<T: Transport> Sending for T {}

/// Whether secrets may be sent to an address: it uses TLS, or the request does not leave this machine. Loopback
/// addresses and transports with an address of their own (`local`) do not leave it; `plain` allows plain `http` to any
/// host.
pub(crate) fn check_address(address: &str, local: bool, plain: bool) -> bool {
    let Ok(uri) = address.parse::<http::Uri>() else {
        return false;
    };
    let Some(authority) = uri.authority().filter(|authority| !authority.as_str().contains('@')) else {
        return false;
    };
    let host = authority.host();
    let is_loopback = host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback());
    let loopback = host == "localhost" || host == "[::1]" || is_loopback;
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => loopback || local || plain,
        _ => false,
    }
}

/// Replaces the scheme and host of an address by `base`; the path and the query stay.
pub(crate) fn moved(address: &str, base: &str) -> String {
    let after_scheme = address.find("://").map_or(0, |position| position + 3);
    let path = address[after_scheme..].find('/').map_or("", |position| &address[after_scheme + position..]);
    format!("{}{path}", base.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::{check_address, moved};

    #[test]
    fn secrets_travel_over_tls_or_stay_here() {
        assert!(check_address("https://a.example/token", false, false));
        assert!(check_address("http://127.0.0.1:80/token", false, false));
        assert!(check_address("http://localhost/token", false, false));
        assert!(!check_address("http://a.example/token", false, false));
        assert!(!check_address("http://127.0.0.1.a.example/token", false, false));
        assert!(check_address("http://a.example/token", false, true));
        assert!(!check_address("https://user:pass@a.example/token", false, true));
        assert!(!check_address("/token", true, true));
        assert!(!check_address("ftp://a.example/", true, true));
    }

    #[test]
    fn addresses_move_to_another_host() {
        assert_eq!(moved("https://a.example/o/t?x=/", "http://127.0.0.1:9/"), "http://127.0.0.1:9/o/t?x=/");
        assert_eq!(moved("https://a.example", "https://b.example/base"), "https://b.example/base");
        assert_eq!(moved("", "https://b.example"), "https://b.example");
    }
}
