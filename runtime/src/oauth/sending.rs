//! The calls of a dance, over the transport that the client uses too. What they carry never gets into an error.

use std::error::Error;
use std::fmt;
use std::net::Ipv4Addr;
use std::time::Duration;

use bytes::Bytes;

use crate::TooLarge;
use crate::client::{Limits, Transport, TransportError};

/// How long a call of a dance may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How large the answer to one may be.
const LIMITS: Limits = Limits { response_bytes: 64 * 1024 };

/// Why a call of a dance got no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum NoAnswer {
    /// The server was not reached, or the answer broke off.
    Transport {
        /// Whether the request may have reached the server.
        sent: bool,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// There was none in time.
    Timeout(Duration),
    /// It is larger than such an answer may be, in bytes.
    TooLarge(usize),
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoAnswer::Transport { .. } => f.write_str("no answer from the server"),
            NoAnswer::Timeout(after) => write!(f, "no answer within {after:?}"),
            NoAnswer::TooLarge(limit) => write!(f, "the answer is larger than {limit} bytes"),
        }
    }
}

impl Error for NoAnswer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            NoAnswer::Transport { source, .. } => Some(source.as_ref()),
            NoAnswer::Timeout(_) | NoAnswer::TooLarge(_) => None,
        }
    }
}

/// A transport with the limits of a dance.
pub(crate) trait Sending: Transport {
    /// Sends a request and waits for its answer, not for ever.
    fn ask(
        &self,
        request: http::Request<Bytes>,
    ) -> impl Future<Output = Result<http::Response<Bytes>, NoAnswer>> + Send {
        async move {
            match tokio::time::timeout(TIMEOUT, self.send(request, LIMITS)).await {
                Err(_) => Err(NoAnswer::Timeout(TIMEOUT)),
                Ok(Err(TransportError { sent, source })) => Err(match source.downcast_ref::<TooLarge>() {
                    Some(TooLarge { limit }) => NoAnswer::TooLarge(*limit),
                    None => NoAnswer::Transport { sent, source },
                }),
                Ok(Ok(response)) => Ok(response),
            }
        }
    }
}

impl<T: Transport> Sending for T {}

/// Whether secrets may be sent to an address: over TLS, or without leaving this machine. Loopback and transports that
/// have an address of their own do not leave it; `plain` says that the caller knows better.
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

/// An address on another host: what comes after its own host, after this base.
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
