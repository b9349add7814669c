//! The examples, started as their comments say: a server and a client that talk to each other, a partner that lists the
//! clients of a CRM, a receiver of webhooks.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Stdio};

use bindery_crm::clients::{CreateClient, CreateClientRequired};
use bindery_crm::prelude::*;
use bindery_crm::webhooks::{OtherEvent, WithdrawalApprove};
use bindery_crm::{Client, ErrorCode, KEY, WEBHOOK_SIGNATURE};
use bindery_runtime::wire::{Document, Wire};
use bindery_tests::cargo::{cargo, printed};
use bindery_tests::crm::{Broker, PARTNER_KEY};
use bindery_tests::log::serve;

type TestResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// A program that ends with the test, however the test ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // The program has no state worth saving. The call fails only if it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts an example server on a free port; returns its address and the rest of its output.
fn start(
    name: &str,
    environment: &[(&str, &str)],
) -> Result<(Running, String, BufReader<ChildStdout>), Box<dyn std::error::Error + Send + Sync>> {
    let mut server = cargo(["run", "-p", name]);
    server.args(["--", "127.0.0.1:0"]).envs(environment.iter().copied()).stdout(Stdio::piped());
    let mut server = Running(server.spawn()?);
    let mut output = BufReader::new(server.0.stdout.take().ok_or("the output is piped")?);
    let mut line = String::new();
    // The program prints the line when the port is open, so no further waiting is necessary.
    output.read_line(&mut line)?;
    let url = line.trim().strip_prefix("serving on ").ok_or("the server says where it is")?.to_owned();
    Ok((server, url, output))
}

#[test]
fn the_example_client_talks_to_the_example_server() -> TestResult {
    let (_server, url, _) = start("example-server", &[])?;
    let run = || printed(cargo(["run", "-p", "example-client"]).args(["--", &url]));
    assert_eq!(
        run()?,
        "registered user 2130001\n\
         credit 100.50, reserved 0\n\
         user/get-wallet-details failed (HTTP 500, code 30): Login required\n"
    );
    // The server keeps its state; the client handles that.
    assert!(run()?.starts_with("registered before\n"));
    Ok(())
}

#[tokio::test]
async fn the_partner_lists_clients_page_by_page() -> TestResult {
    let url = serve(Broker::default().service()?).await?;
    let client = Client::builder().base_url(&url).credential(KEY, PARTNER_KEY).build()?;
    for name in ["ann", "bob", "cid"] {
        let new = CreateClient::new(CreateClientRequired {
            email: format!("{name}@example.com"),
            password: "S3cret!word".into(),
            repeat_password: "S3cret!word".into(),
            update_password: false,
            form_id: "form0001".into(),
        });
        client.clients().create_client(new).await?;
    }
    let listed = tokio::task::spawn_blocking(move || {
        printed(cargo(["run", "-p", "example-crm-clients"]).args(["--", &url]).env("CRM_KEY", PARTNER_KEY))
    });
    assert_eq!(
        listed.await??,
        "2 of 3\n  id000001 ann@example.com\n  id000002 bob@example.com\n3 of 3\n  id000003 cid@example.com\n"
    );
    Ok(())
}

#[tokio::test]
async fn the_receiver_takes_webhooks_that_are_signed() -> TestResult {
    let started = tokio::task::spawn_blocking(|| {
        start("example-webhook-receiver", &[("WEBHOOK_SECRET", "a secret of the example")])
    });
    let (_server, url, mut output) = started.await??;
    let client = |secret: &str| {
        Client::builder().server_url("receiver", &url).credential(WEBHOOK_SIGNATURE, secret).build()
    };
    let right = client("a secret of the example")?;
    let approve = "crm.webhooks.requests.withdrawal.approve.node.1";
    right.webhooks().withdrawal_approve(event::<WithdrawalApprove>(approve)?).await?;
    let rejected =
        client("another")?.webhooks().withdrawal_approve(event::<WithdrawalApprove>(approve)?).await;
    assert_eq!(rejected.expect_err("it is rejected").code(), Some(ErrorCode::InvalidSignature));
    right.webhooks().other_event(event::<OtherEvent>("crm.webhooks.new")?).await?;
    let mut said = String::new();
    output.read_line(&mut said)?;
    output.read_line(&mut said)?;
    assert_eq!(
        said,
        "withdrawal 8wozx7mr of user 045dff8l is approved: 12.50\nother event: crm.webhooks.new\n"
    );
    Ok(())
}

fn event<T: Wire>(name: &str) -> Result<T, bindery_runtime::wire::Fault> {
    let json = format!(
        r#"{{"source":{{"service":"requests","group":"g","event":"{name}"}},"target":{{"name":"n"}},"version":"1.0.0",
        "data":{{"id":"8wozx7mr","type":"withdrawal","status":"approved","user_id":"045dff8l",
        "request_time":"2024-07-30 08:43:43","withdrawal_amount":"12.50"}}}}"#
    );
    T::read(&Document::parse(json.as_bytes())?.value())
}
