//! Writing of responses and error responses, as a server sends them.

use crate::Action;
pub use crate::failure::{EncodedFailure, encode_failure};
use crate::response::response_body;

/// Writes the body of a response; empty when the response has no body.
pub fn encode_response<A: Action>(response: &A::Response) -> String {
    response_body(response, A::INFO).unwrap_or_default()
}
