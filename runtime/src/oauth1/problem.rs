//! The names of problems, as servers report them in `oauth_problem`. RFC 5849 has none; the names are those of the
//! Problem Reporting extension.

use crate::oauth::names;

names! {
    /// What a server says is wrong with a request.
    pub enum Problem {
        /// Something else.
        Other;
        /// A parameter is missing.
        ParameterAbsent = "parameter_absent",
        /// A parameter is there twice, or has a value that it must not have.
        ParameterRejected = "parameter_rejected",
        /// The version is not 1.0.
        VersionRejected = "version_rejected",
        /// The signature method is not supported.
        SignatureMethodRejected = "signature_method_rejected",
        /// The signature is wrong.
        SignatureInvalid = "signature_invalid",
        /// The consumer is not known.
        ConsumerKeyUnknown = "consumer_key_unknown",
        /// The consumer may not do this.
        ConsumerKeyRejected = "consumer_key_rejected",
        /// The token is not known.
        TokenRejected = "token_rejected",
        /// The token was used before.
        TokenUsed = "token_used",
        /// The token has run out.
        TokenExpired = "token_expired",
        /// The token was withdrawn.
        TokenRevoked = "token_revoked",
        /// The timestamp is too old, or in the future.
        TimestampRefused = "timestamp_refused",
        /// The request was sent before.
        NonceUsed = "nonce_used",
        /// The verifier is wrong.
        VerifierInvalid = "verifier_invalid",
        /// The user has not decided yet.
        PermissionUnknown = "permission_unknown",
        /// The user has refused.
        PermissionDenied = "permission_denied",
        /// The user has refused.
        UserRefused = "user_refused",
    }
}

/// Whether a text is a name and not a sentence that might repeat what was sent.
fn is_name(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

impl Problem {
    /// The problem with this name; none when the text is no name.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(Self::of(name)).filter(|problem| !matches!(problem, Self::Other(_)) || is_name(name))
    }
}
