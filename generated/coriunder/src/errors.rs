//! The documented error codes of the Coriunder web services.

use bindery_runtime as rt;

rt::error_codes! {
    /// The errors that the documents list. Others survive as `Unknown`.
    pub enum ErrorCode: i64 {
        /// The credentials are missing or have expired (guide, line 70; sheet, line 80).
        NotLoggedIn = "not-logged-in", _, Authentication, "The credentials are missing or have expired", 403;
        /// A parameter is missing or cannot be read (sheet, line 80).
        BadRequest = "bad-request", _, Validation, "A parameter is missing or cannot be read", 400;
        /// The application token or the signature is missing or wrong (sheet, lines 80 and 69).
        Unauthorized = "unauthorized", _, Authentication, "The application token or the signature is missing or wrong", 401;
        /// There is no such method (sheet, line 80).
        NotFound = "not-found", _, NotFound, "There is no such method", 404;
        /// The server has failed (sheet, line 80).
        Internal = "internal", _, Internal, "The server has failed", 500;
        /// This server does not have the method (sheet, line 80).
        NotImplemented = "not-implemented", _, Unavailable, "This server does not have the method", 501;
    }
}
