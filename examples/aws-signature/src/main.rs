//! A client that signs its requests calls a router that verifies them.

use bindery_runtime::client::InProcess;
use bindery_runtime::server::{BackendResult, RequestContext};
use bindery_runtime::{Caller as _, Client};
use example_aws_signature::Key;
use example_aws_signature::storage::objects::{List, ObjectsBackend};
use example_aws_signature::storage::{self, SIGV4};

struct Storage;

impl ObjectsBackend for Storage {
    async fn list(&self, request: List, context: RequestContext) -> BackendResult<List> {
        Ok(vec![format!("of {} for {}", request.bucket, context.login.unwrap_or_default())])
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = |text: &str| text.to_owned();
    let key =
        Key { id: text("key-7"), secret: "a secret".into(), region: text("eu"), service: text("store") };
    let router = storage::server::all(Storage).verifier(SIGV4, key.clone()).into_axum()?;
    let client =
        Client::<storage::Storage>::builder().signer(SIGV4, key).build_over(InProcess::new(router))?;
    let mut request = List::new("letters");
    request.prefix = Some("a b/".to_owned());
    println!("{:?}", client.call(request).await?);
    Ok(())
}
