//! Trait implementations for pointers: routers and clients accept checks, stores and transports as `Arc`, `Box` or
//! `&'static` reference.

/// Implements a trait for pointers to its implementors, method by method.
macro_rules! behind_pointers {
    ($trait:path { $(fn $method:ident(&self $(, $argument:ident: $ty:ty)*) -> $response:ty;)* }) => {
        behind_pointers!(@one $trait, std::sync::Arc<T>, { $(fn $method(&self $(, $argument: $ty)*) -> $response;)* });
        behind_pointers!(@one $trait, Box<T>, { $(fn $method(&self $(, $argument: $ty)*) -> $response;)* });
        behind_pointers!(@one $trait, &'static T, { $(fn $method(&self $(, $argument: $ty)*) -> $response;)* });
    };
    (@one $trait:path, $pointer:ty, { $(fn $method:ident(&self $(, $argument:ident: $ty:ty)*) -> $response:ty;)* }) => {
        impl<T: $trait> $trait for $pointer {
            $(fn $method(&self $(, $argument: $ty)*) -> $response {
                (**self).$method($($argument),*)
            })*
        }
    };
}

#[cfg(feature = "server")]
mod server {
    use crate::Secret;
    use crate::server::{CheckIssued, CheckKey, CheckLogin};

    behind_pointers!(CheckLogin {
        fn check(&self, user: &str, password: &Secret) -> impl Future<Output = bool> + Send;
    });
    behind_pointers!(CheckKey {
        fn check(&self, key: &Secret) -> impl Future<Output = Option<String>> + Send;
    });
    behind_pointers!(CheckIssued {
        fn is_issued(&self, header: &str) -> bool;
        fn check(&self, header: &str, value: &Secret) -> impl Future<Output = Option<String>> + Send;
        fn guest(&self, token: &Secret) -> impl Future<Output = bool> + Send;
    });
}

#[cfg(feature = "client")]
mod client {
    use bytes::Bytes;

    use crate::client::{Transport, TransportError, TransportLimits};

    behind_pointers!(Transport {
        fn send(&self, request: http::Request<Bytes>, limits: TransportLimits) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send;
        fn base_url(&self) -> Option<&str>;
    });
}

#[cfg(all(feature = "oauth", feature = "client"))]
mod oauth {
    use crate::oauth::Stored;
    use crate::oauth2::{TokenStore, Tokens};

    behind_pointers!(TokenStore {
        fn load(&self) -> impl Future<Output = Stored<Option<Tokens>>> + Send;
        fn save(&self, tokens: &Tokens) -> impl Future<Output = Stored<()>> + Send;
        fn clear(&self) -> impl Future<Output = Stored<()>> + Send;
    });
}

#[cfg(all(feature = "oauth", feature = "server"))]
mod tokens {
    use crate::Secret;
    use crate::oauth::Stored;
    use crate::oauth1::{Expected, KeyStore, KnownToken, Nonces, Stamped};
    use crate::oauth2::{CheckBearer, Grant};

    behind_pointers!(CheckBearer {
        fn check(&self, token: &Secret) -> impl Future<Output = Stored<Option<Grant>>> + Send;
    });
    behind_pointers!(Nonces {
        fn claim(&self, request: Stamped<'_>) -> impl Future<Output = Stored<bool>> + Send;
    });
    behind_pointers!(KeyStore {
        fn consumer(&self, key: &str) -> impl Future<Output = Stored<Option<Secret>>> + Send;
        fn token(&self, consumer: &str, token: &Secret, expected: Expected) -> impl Future<Output = Stored<Option<KnownToken>>> + Send;
    });
}

#[cfg(feature = "authorization")]
mod ledgers {
    use crate::Secret;
    use crate::oauth::Stored;
    use crate::oauth1::{Access, Approval, Callback, Pending, Token};
    use crate::oauth2::{Application, Grant, Live, PendingCode, Taken};
    use crate::{oauth1, oauth2};

    behind_pointers!(oauth1::Ledger {
        fn callback(&self, consumer: &str, callback: Callback) -> impl Future<Output = Stored<Option<Callback>>> + Send;
        fn keep_request(&self, token: &Token, pending: Pending) -> impl Future<Output = Stored<()>> + Send;
        fn request(&self, token: &Secret) -> impl Future<Output = Stored<Option<Pending>>> + Send;
        fn approve(&self, token: &Secret, approval: Approval) -> impl Future<Output = Stored<bool>> + Send;
        fn take_request(&self, token: &Secret) -> impl Future<Output = Stored<Option<Pending>>> + Send;
        fn keep_access(&self, token: &Token, access: Access) -> impl Future<Output = Stored<()>> + Send;
    });
    behind_pointers!(oauth2::Ledger {
        fn application(&self, id: &str) -> impl Future<Output = Stored<Option<Application>>> + Send;
        fn keep_code(&self, code: &Secret, pending: PendingCode) -> impl Future<Output = Stored<()>> + Send;
        fn take_code(&self, code: &Secret, application: &str) -> impl Future<Output = Stored<Taken<PendingCode>>> + Send;
        fn keep_tokens(&self, access: &Secret, live: Live, refresh: Option<(&Secret, Grant)>) -> impl Future<Output = Stored<bool>> + Send;
        fn access(&self, token: &Secret) -> impl Future<Output = Stored<Option<Live>>> + Send;
        fn refresh(&self, token: &Secret, application: &str) -> impl Future<Output = Stored<Taken<Grant>>> + Send;
        fn take_refresh(&self, token: &Secret) -> impl Future<Output = Stored<bool>> + Send;
        fn end(&self, grant: &str) -> impl Future<Output = Stored<()>> + Send;
    });
}

#[cfg(all(test, feature = "authorization", feature = "client"))]
mod tests {
    use std::sync::Arc;

    use crate::client::{Http, Transport};
    use crate::oauth1::{KeyStore, MemoryNonces, Nonces};
    use crate::oauth2::{CheckBearer, MemoryLedger, MemoryStore, TokenStore};
    use crate::server::{CheckIssued, CheckKey, CheckLogin, Logins};
    use crate::{oauth1, oauth2};

    /// Checks at compile time that each implementation exists.
    macro_rules! all {
        ($($check:ident: $trait:path, $of:ty;)*) => {$(
            fn $check<T: $trait>() {}
            $check::<Arc<$of>>();
            $check::<Box<$of>>();
            $check::<&'static $of>();
        )*};
    }

    struct Known;

    impl CheckKey for Known {
        async fn check(&self, _: &crate::Secret) -> Option<String> {
            None
        }
    }

    impl CheckIssued for Known {
        fn is_issued(&self, header: &str) -> bool {
            header == "x"
        }

        async fn check(&self, _: &str, _: &crate::Secret) -> Option<String> {
            None
        }
    }

    #[test]
    fn whatever_is_taken_is_taken_behind_a_pointer() {
        all! {
            login: CheckLogin, Logins;
            key: CheckKey, Known;
            issued: CheckIssued, Known;
            bearer: CheckBearer, MemoryLedger;
            store: TokenStore, MemoryStore;
            nonces: Nonces, MemoryNonces;
            keys: KeyStore, oauth1::MemoryLedger;
            consumers: oauth1::Ledger, oauth1::MemoryLedger;
            applications: oauth2::Ledger, MemoryLedger;
            transport: Transport, Http;
        }
        assert!(CheckIssued::is_issued(&Arc::new(Known), "x") && !Box::new(Known).is_issued("y"));
    }
}
