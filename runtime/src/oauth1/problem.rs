//! Problem names that servers report in `oauth_problem`. RFC 5849 has none; the names are those of the Problem
//! Reporting extension.

use crate::oauth::names;

names! {
    /// Problem with a request, as a server reports it in `oauth_problem`.
    pub enum Problem {
        /// A name that is not listed here.
        Other;
        /// A required parameter is missing.
        ParameterAbsent = "parameter_absent",
        /// A parameter is repeated or has a value that is not allowed.
        ParameterRejected = "parameter_rejected",
        /// The OAuth version is not 1.0.
        VersionRejected = "version_rejected",
        /// The signature method is not supported.
        SignatureMethodRejected = "signature_method_rejected",
        /// The signature does not match the request.
        SignatureInvalid = "signature_invalid",
        /// The consumer key is unknown.
        ConsumerKeyUnknown = "consumer_key_unknown",
        /// The consumer is not allowed to do this.
        ConsumerKeyRejected = "consumer_key_rejected",
        /// The token is unknown, has been used up, or belongs to another consumer.
        TokenRejected = "token_rejected",
        /// The token has already been used.
        TokenUsed = "token_used",
        /// The token has expired.
        TokenExpired = "token_expired",
        /// The token was revoked.
        TokenRevoked = "token_revoked",
        /// The timestamp is too old or in the future.
        TimestampRefused = "timestamp_refused",
        /// The nonce has already been used, so the request is a replay.
        NonceUsed = "nonce_used",
        /// The verifier (`oauth_verifier`) is not that of the request token.
        VerifierInvalid = "verifier_invalid",
        /// The user has not decided yet.
        PermissionUnknown = "permission_unknown",
        /// The user denied the consumer access.
        PermissionDenied = "permission_denied",
        /// The user denied access (another name for `permission_denied`).
        UserRefused = "user_refused",
    }
}

/// Whether a string looks like a name, not like a sentence that might repeat what was sent.
fn is_name(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

impl Problem {
    /// Returns the problem with this name; `None` if the string is not shaped like a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(Self::from_wire(name)).filter(|problem| !matches!(problem, Self::Other(_)) || is_name(name))
    }
}
