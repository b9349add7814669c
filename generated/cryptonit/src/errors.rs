//! The documented error codes of the cryptonit affiliates API and API v2.

use bindery_runtime as rt;

rt::error_codes! {
    /// The errors that the documents list. Others survive as `Unknown`.
    pub enum ErrorCode: String {
        /// The request is not complete or not well-formed (sheet, lines 219 and 221 and 251 and 263).
        InvalidRequest = "invalid-request", "invalid_request", Validation, "The request is not complete or not well-formed", 400;
        /// The access token is expired, revoked or not valid for another reason (sheet, line 263).
        InvalidToken = "invalid-token", "invalid_token", Authentication, "The access token is expired, revoked or not valid for another reason", 401;
        /// The access token lacks a scope that the request needs. The software that the site may have used
        /// answers this with status 401, so the status alone proves nothing (sheet, line 263).
        InsufficientScope = "insufficient-scope", "insufficient_scope", Refused, "The access token lacks a scope that the request needs", 403;
        /// The application is not known or its secret is wrong. RFC 6749 allows status 401 too. One library
        /// also sends it for a request without a scope (sheet, lines 221 and 251).
        InvalidClient = "invalid-client", "invalid_client", Authentication, "The application is not known or its secret is wrong", 400;
        /// The authorization code or the refresh token is not valid (sheet, line 251).
        InvalidGrant = "invalid-grant", "invalid_grant", Authentication, "The authorization code or the refresh token is not valid", 400;
        /// The application may not ask for a token in this way (sheet, lines 219 and 251).
        UnauthorizedClient = "unauthorized-client", "unauthorized_client", Refused, "The application may not ask for a token in this way", 400;
        /// This kind of grant is not supported (sheet, line 251).
        UnsupportedGrantType = "unsupported-grant-type", "unsupported_grant_type", Validation, "This kind of grant is not supported", 400;
        /// A scope is missing, unknown or more than was granted (sheet, lines 219 and 251).
        InvalidScope = "invalid-scope", "invalid_scope", Validation, "A scope is missing, unknown or more than was granted", 400;
        /// The user or the server has denied the request. Comes with the redirect of an authorization and so
        /// has no status of its own (sheet, line 219).
        AccessDenied = "access-denied", "access_denied", Refused, "The user or the server has denied the request";
        /// This kind of response is not supported. Comes with the redirect of an authorization and so has no
        /// status of its own (sheet, line 219).
        UnsupportedResponseType = "unsupported-response-type", "unsupported_response_type", Validation, "This kind of response is not supported";
        /// The server failed while it authorized. Comes with the redirect of an authorization and so has no
        /// status of its own (sheet, line 219).
        ServerError = "server-error", "server_error", Internal, "The server failed while it authorized";
        /// The server cannot authorize for the moment. Comes with the redirect of an authorization and so has
        /// no status of its own (sheet, line 219).
        TemporarilyUnavailable = "temporarily-unavailable", "temporarily_unavailable", Unavailable, "The server cannot authorize for the moment";
        /// The redirect address is missing or not acceptable. Not in the RFCs. A library that the site may
        /// have used has it (sheet, line 221).
        InvalidUri = "invalid-uri", "invalid_uri", Validation, "The redirect address is missing or not acceptable", 400;
        /// The redirect address is not the registered one. Not in the RFCs. A library that the site may have
        /// used has it (sheet, line 221).
        RedirectUriMismatch = "redirect-uri-mismatch", "redirect_uri_mismatch", Validation, "The redirect address is not the registered one", 400;
        /// The credentials or the signature are refused. RFC 5849 advises this status. The software that the
        /// site may have used sends no body with it (sheet, lines 91 and 118).
        Unauthorized = "unauthorized", _, Authentication, "The credentials or the signature are refused", 401;
        /// There is no such path. Only the meaning of the status; the documents do not speak of it.
        NotFound = "not-found", _, NotFound, "There is no such path", 404;
        /// The server failed. Only the meaning of the status; the documents do not speak of it.
        Internal = "internal", _, Internal, "The server failed", 500;
        /// The server does not have this action. Only the meaning of the status; the documents do not speak
        /// of it.
        NotImplemented = "not-implemented", _, Unavailable, "The server does not have this action", 501;
    }
}
