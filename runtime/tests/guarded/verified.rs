//! Signed responses: required for signed requests, and verified wherever a signature is present.

use bindery_runtime as rt;
use bytes::Bytes;
use http::{Request, Response};
use rt::client::{Transport, TransportError, TransportLimits};
use rt::error::SignatureFault;
use rt::{Caller as _, Secret};

use crate::api::ErrorCode;

#[derive(Debug)]
pub enum Sealed {}

const SEAL: rt::metadata::Signature = rt::metadata::Signature::new(
    "seal",
    rt::metadata::SignatureLocation::Header("seal"),
    &[("", rt::metadata::Digest::Sha256)],
)
.modes(&[("", "{body}{secret}")])
.responses();

impl rt::Api for Sealed {
    type Code = ErrorCode;
    const INFO: &'static rt::metadata::ApiInfo =
        &crate::api::Desk::INFO.auth(&[rt::metadata::AuthScheme::signature(SEAL)]);
}

macro_rules! action {
    ($name:ident $($metadata:tt)*) => {
        rt::record! {
            /// Requests a text.
            #[non_exhaustive]
            pub struct $name {
                /// Identifier.
                id: Option<String> = rt::key("id"),
            }
        }

        impl rt::Action for $name {
            type Api = Sealed;
            type Response = String;
            const INFO: &'static rt::metadata::ActionInfo = &rt::metadata::ActionInfo::new("texts", "text", "/text")$($metadata)*;
        }
    };
}

action!(Look.methods(&[rt::metadata::Method::Get]).query().auth(&["seal"]).read());
action!(Write.json().auth(&["seal"]));

/// Responds with the same text and signature to every request.
#[derive(Clone)]
struct Says(Option<String>);

impl Transport for Says {
    async fn send(&self, _: Request<Bytes>, _: TransportLimits) -> Result<Response<Bytes>, TransportError> {
        let mut response = Response::new(Bytes::from_static(TEXT));
        if let Some(seal) = &self.0 {
            response.headers_mut().insert("seal", seal.parse().expect("a header's value"));
        }
        Ok(response)
    }

    fn base_url(&self) -> Option<&str> {
        Some("http://in-process")
    }
}

const TEXT: &[u8] = b"\"text\"";

async fn asked<A>(request: A, seal: Option<String>) -> Result<String, SignatureFault>
where
    A: rt::Action<Api = Sealed, Response = String>,
{
    let builder = rt::Client::<Sealed>::builder().credential(rt::Credential::new("seal"), "secret");
    let client = builder.build_over(Says(seal)).expect("it is complete");
    client.call(request).await.map_err(|error| match error {
        rt::Error::Signature(error) => error.fault,
        other => panic!("{other}"),
    })
}

#[tokio::test]
async fn a_signed_response_is_required_when_the_request_was_signed() {
    let right = SEAL.sign(TEXT, &Secret::from("secret"));
    let wrong = SEAL.sign(TEXT, &Secret::from("other"));
    let text = Ok("text".to_owned());
    assert_eq!(asked(Write { id: None }, Some(right.clone())).await, text);
    assert_eq!(asked(Write { id: None }, None).await, Err(SignatureFault::Missing));
    assert_eq!(asked(Write { id: None }, Some(wrong.clone())).await, Err(SignatureFault::Wrong));
    // Requests without a body are not signed, and a server signs nothing for unauthenticated callers.
    assert_eq!(asked(Look { id: None }, None).await, text);
    assert_eq!(asked(Look { id: None }, Some(right)).await, text);
    assert_eq!(asked(Look { id: None }, Some(wrong)).await, Err(SignatureFault::Wrong));
}
