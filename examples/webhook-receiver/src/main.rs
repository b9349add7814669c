//! Receives webhooks from a CRM: `WEBHOOK_SECRET=… cargo run -p example-webhook-receiver -- 127.0.0.1:8081`.
//!
//! The secret is the token of the webhook in the CRM's back office. The router rejects requests that are not signed
//! with it. A receiver implements the events that it needs; the router responds to the others with "not implemented".

use std::sync::Arc;

use bindery_crm::prelude::*;
use bindery_crm::rt::Secret;
use bindery_crm::rt::server::{BackendResult, RequestContext, serve};
use bindery_crm::webhooks::{OtherEvent, WithdrawalApprove, WithdrawalReject};
use bindery_crm::{WEBHOOK_SIGNATURE, server, webhooks};

/// Prints the events.
struct Receiver;

impl WebhooksBackend for Receiver {
    async fn withdrawal_approve(
        &self,
        event: WithdrawalApprove,
        _: RequestContext,
    ) -> BackendResult<WithdrawalApprove> {
        let amount = event.data.withdrawal_amount.map(|amount| amount.to_string()).unwrap_or_default();
        println!(
            "withdrawal {} of user {} is {}: {amount}",
            event.data.id, event.data.user_id, event.data.status
        );
        Ok(())
    }

    async fn withdrawal_reject(
        &self,
        event: WithdrawalReject,
        _: RequestContext,
    ) -> BackendResult<WithdrawalReject> {
        println!("withdrawal {} of user {} is rejected", event.data.id, event.data.user_id);
        Ok(())
    }

    async fn other_event(&self, event: OtherEvent, _: RequestContext) -> BackendResult<OtherEvent> {
        println!("other event: {}", event.source.event);
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8081".to_owned());
    let router = server::router()
        .mount(webhooks::routes(), Arc::new(Receiver))
        .credential(WEBHOOK_SIGNATURE, Secret::from(std::env::var("WEBHOOK_SECRET")?))
        .into_axum()?;
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("serving on http://{}", listener.local_addr()?);
    serve(listener, router).await;
    Ok(())
}
