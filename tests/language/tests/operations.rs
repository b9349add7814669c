//! Operations that go on after the response: started, polled in every way, and waited for.

bindery_macros::api!("spec/operations", client, blocking, server);

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actions::{ActionsBackend, Get};
use bindery_language::Recorded;
use exports::{
    Count, CountResponse, Export, ExportsBackend, GetResponse, Start, StartHeaders, StartRequired,
};
use rt::client::{Polled, Wait, WaitError};
use rt::server::{BackendResult, RequestContext, Router};
use rt::{Action as _, Caller, Completes, Headed, InProcess};
use servers::{
    Check, CheckResult, CheckState, GetCheck, PowerOn, PowerOnRequired, ServersBackend, StartedCheck,
};
use tokio::time::Instant;
use types::{Action, ActionStatus, Envelope};

/// A pause that does not slow the tests down.
const SHORT: Duration = Duration::from_millis(2);

/// Server on which each operation ends with the third poll. Its number says how: 1 succeeds, 2 fails, 3 succeeds at
/// once, 4 asks for a wait, 5 never ends, 6 is forgotten.
#[derive(Default)]
struct Backend {
    polls: AtomicUsize,
}

impl Backend {
    /// Counts a poll. Returns whether it is the last one.
    fn is_last(&self) -> bool {
        self.polls.fetch_add(1, Ordering::Relaxed) == 2
    }
}

fn envelope(id: i64, status: ActionStatus) -> Envelope {
    Envelope { action: Action { id, status } }
}

impl ServersBackend for Backend {
    async fn power_on(&self, request: PowerOn, context: RequestContext) -> BackendResult<PowerOn> {
        if request.server == 4 {
            context.reply.set("Retry-After", 7);
        }
        let status = if request.server == 3 { ActionStatus::Success } else { ActionStatus::Running };
        Ok(envelope(request.server, status))
    }

    async fn check(&self, request: Check, _: RequestContext) -> BackendResult<Check> {
        let number = (request.server == 1).then_some(17);
        Ok(StartedCheck { result: Some(CheckResult { number }) })
    }

    async fn get_check(&self, request: GetCheck, _: RequestContext) -> BackendResult<GetCheck> {
        Ok(CheckState { is_done: self.is_last(), faults: vec![request.check] })
    }
}

impl ActionsBackend for Backend {
    async fn get(&self, request: Get, context: RequestContext) -> BackendResult<Get> {
        assert_eq!(request.project, "p 1");
        if request.id == 6 {
            return Err(ErrorCode::NotFound.into());
        }
        let status = match (request.id, self.is_last()) {
            (5, _) | (_, false) => ActionStatus::Running,
            (2, true) => ActionStatus::Error,
            (_, true) => ActionStatus::Success,
        };
        if request.id == 4 && self.polls.load(Ordering::Relaxed) == 1 {
            context.reply.set("Retry-After", 45);
        }
        Ok(envelope(request.id, status))
    }
}

impl ExportsBackend for Backend {
    async fn start(&self, request: Start, _: RequestContext) -> BackendResult<Start> {
        let location = match request.owner.as_str() {
            "foreign" => "https://evil.example/v1/owners/x/exports/7?part=a".to_owned(),
            "relative" => "exports/7?part=a".to_owned(),
            owner => format!("/v1/owners/{owner}/exports/7?part=a%20b"),
        };
        Ok(StartHeaders { location }.into())
    }

    async fn get(&self, request: exports::Get, _: RequestContext) -> BackendResult<exports::Get> {
        assert_eq!((request.tenant, request.key.expose()), (5, "secret"));
        let export = Export { owner: request.owner.clone(), rows: request.export };
        Ok(match (self.is_last(), request.owner.as_str()) {
            (false, _) => GetResponse::Running,
            (true, "broken") => GetResponse::Broken(export),
            (true, _) => GetResponse::Finished(export),
        })
    }

    async fn count(&self, request: Count, _: RequestContext) -> BackendResult<Count> {
        Ok(match self.is_last() {
            true => CountResponse::Counted(request.since.map_or(0, |day| i64::from(day.year()))),
            false => CountResponse::Counting,
        })
    }
}

fn router() -> axum::Router {
    let backend = Arc::new(Backend::default());
    let router = Router::<Operations>::new()
        .mount(servers::routes(), Arc::clone(&backend))
        .mount(exports::routes(), Arc::clone(&backend))
        .mount(actions::routes(), backend)
        .into_axum()
        .expect("a router");
    axum::Router::new().nest("/v1", router)
}

async fn start() -> (Recorded, rt::Client<Operations>) {
    let recorded = Recorded::start(router()).await.expect("a server");
    let url = format!("{}/v1/", recorded.url());
    let client = rt::Client::<Operations>::builder().server_url("main", url).build().expect("a client");
    (recorded, client)
}

/// Returns a client without a network, for tests with a paused clock.
fn in_process() -> rt::Client<Operations, InProcess<axum::Router>> {
    rt::Client::<Operations>::builder().build_over(InProcess::new(router())).expect("a client")
}

/// Returns the first lines of the requests.
fn asked(recorded: &Recorded) -> Vec<String> {
    let sent = recorded.sent();
    let lines = sent.lines().filter_map(|line| line.strip_suffix(" HTTP/1.1"));
    // A body has no line break at its end.
    let asked = lines.map(|line| line.rsplit_once('}').map_or(line, |(_, after)| after));
    asked.map(str::to_owned).collect()
}

fn power_on(server: i64) -> PowerOn {
    PowerOn::new(PowerOnRequired { server, project: "p 1".to_owned() })
}

fn export(owner: &str) -> Start {
    Start::new(StartRequired { owner: owner.to_owned(), key: "secret".into(), tenant: 5 })
}

/// Waits with short pauses.
fn quick<C: Caller<Api = Operations>, A: Completes<Api = Operations>>(
    client: &C,
    request: A,
) -> Wait<'_, C, A> {
    client.wait(request).interval(SHORT)
}

#[tokio::test]
async fn a_field_tells_the_state() {
    let (recorded, client) = start().await;
    let done = quick(&client, power_on(1)).await.expect("success");
    assert_eq!(done, envelope(1, ActionStatus::Success));
    let poll = "GET /v1/actions/1?project=p+1";
    assert_eq!(asked(&recorded), ["POST /v1/servers/1/power-on", poll, poll, poll]);

    let (recorded, client) = start().await;
    let done = quick(&client, Check::new(1)).await.expect("success");
    assert_eq!(done.faults, ["17"], "the number is a text in the path");
    let poll = "GET /v1/checks/17";
    assert_eq!(asked(&recorded), ["POST /v1/servers/1/check", poll, poll, poll]);
}

#[tokio::test]
async fn a_response_with_the_last_state_is_not_polled() {
    let (recorded, client) = start().await;
    assert_eq!(client.wait(power_on(3)).await.expect("success"), envelope(3, ActionStatus::Success));
    assert_eq!(asked(&recorded), ["POST /v1/servers/3/power-on"]);
}

#[tokio::test]
async fn a_failed_operation_keeps_its_response() {
    let (recorded, client) = start().await;
    match quick(&client, power_on(2)).await {
        Err(WaitError::Failed(response)) => assert_eq!(*response, envelope(2, ActionStatus::Error)),
        other => panic!("{other:?}"),
    }
    assert_eq!(asked(&recorded).len(), 4);
    match quick(&client, power_on(6)).await {
        Err(WaitError::Call(error)) => assert_eq!(error.code(), Some(ErrorCode::NotFound)),
        other => panic!("{other:?}"),
    }
    assert_eq!(asked(&recorded).len(), 2, "an error of the poll ends the wait");
}

#[tokio::test]
async fn the_address_of_the_response_is_polled_with_the_same_credentials() {
    let (recorded, client) = start().await;
    let done = quick(&client, export("me")).await.expect("success");
    assert_eq!(done, GetResponse::Finished(Export { owner: "me".to_owned(), rows: 7 }));
    let sent = recorded.sent();
    assert_eq!(sent.matches("x-tenant: 5").count(), 4, "{sent}");
    let poll = "GET /v1/owners/me/exports/7?part=a+b&key=secret HTTP/1.1";
    assert_eq!(sent.matches(poll).count(), 3, "{sent}");

    let (recorded, client) = start().await;
    match quick(&client, export("broken")).await {
        Err(WaitError::Failed(response)) => {
            assert!(matches!(*response, GetResponse::Broken(_)), "{response:?}")
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(asked(&recorded).len(), 4);
}

#[tokio::test]
async fn a_relative_address_starts_at_the_request() {
    let (recorded, client) = start().await;
    quick(&client, export("relative")).await.expect("success");
    let poll = "GET /v1/owners/relative/exports/7?part=a&key=secret";
    assert_eq!(asked(&recorded), ["POST /v1/owners/relative/exports?key=secret", poll, poll, poll]);
}

#[tokio::test]
async fn an_address_of_another_server_is_not_polled() {
    let (recorded, client) = start().await;
    let error = quick(&client, export("foreign")).await.expect_err("the address is foreign");
    assert!(matches!(error, WaitError::Call(rt::Error::Request(_))), "{error:?}");
    assert!(error.to_string().contains("the link leads to another server"), "{error}");
    assert_eq!(asked(&recorded), ["POST /v1/owners/foreign/exports?key=secret"]);
}

#[tokio::test]
async fn the_same_request_is_repeated_as_a_whole() {
    let (recorded, client) = start().await;
    let request = Count::new("me").with(|count| count.since = Some(rt::Date::constant(2026, 1, 2)));
    assert_eq!(quick(&client, request).await.expect("success"), CountResponse::Counted(2026));
    assert_eq!(asked(&recorded), ["GET /v1/owners/me/count?since=2026-01-02"; 3]);
}

#[tokio::test]
async fn an_operation_is_resumed_by_its_response() {
    let (recorded, client) = start().await;
    let running = envelope(1, ActionStatus::Running);
    let done = quick(&client, power_on(1)).resume(running).await.expect("success");
    assert_eq!(done, envelope(1, ActionStatus::Success));
    assert_eq!(asked(&recorded), ["GET /v1/actions/1?project=p+1"; 3]);
    let ended = envelope(9, ActionStatus::Error);
    match client.wait(power_on(1)).resume(ended).await {
        Err(WaitError::Failed(response)) => assert_eq!(response.action.id, 9),
        other => panic!("{other:?}"),
    }
    let headers = StartHeaders { location: "/v1/owners/me/exports/8?part=z".to_owned() };
    let (recorded, client) = start().await;
    quick(&client, export("me")).resume(Headed::from(headers)).await.expect("success");
    assert_eq!(asked(&recorded), ["GET /v1/owners/me/exports/8?part=z&key=secret"; 3]);
}

#[tokio::test]
async fn a_response_without_the_value_cannot_be_polled() {
    let (recorded, client) = start().await;
    let error = quick(&client, Check::new(2)).await.expect_err("there is no number");
    let Some(rt::Error::Decode(fault)) = error.call() else { panic!("{error:?}") };
    assert_eq!(fault.action.name, "check");
    assert!(error.to_string().contains("the operation cannot be polled: check: missing"), "{error}");
    assert_eq!(asked(&recorded), ["POST /v1/servers/2/check"]);
}

#[tokio::test(start_paused = true)]
async fn pauses_grow_up_to_a_bound() {
    let (client, began) = (in_process(), Instant::now());
    client.wait(power_on(1)).await.expect("success");
    assert_eq!(began.elapsed(), Duration::from_millis(1000 + 1500 + 2250));
    let (client, began) = (in_process(), Instant::now());
    let (first, longest) = (Duration::from_secs(2), Duration::from_millis(2500));
    client.wait(power_on(1)).interval(first).longest_interval(longest).await.expect("success");
    assert_eq!(began.elapsed(), first + 2 * longest);
}

#[tokio::test(start_paused = true)]
async fn the_server_decides_about_the_pause() {
    let (client, began) = (in_process(), Instant::now());
    client.wait(power_on(4)).await.expect("success");
    let own = Duration::from_secs(1);
    assert_eq!(began.elapsed(), Duration::from_secs(7 + 45) + own, "start, first poll, second poll");
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_with_its_time_limit() {
    let (client, began) = (in_process(), Instant::now());
    match client.wait(power_on(5)).await {
        Err(WaitError::TooLate { limit, last }) => {
            assert_eq!(limit, Duration::from_secs(600));
            assert_eq!(*last.expect("a response"), envelope(5, ActionStatus::Running));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(began.elapsed(), Duration::from_secs(600), "the last poll is at the end");
    // The server asks for a wait of 45 seconds after the first poll, which comes after 7.
    let (client, began) = (in_process(), Instant::now());
    let error = client.wait(power_on(4)).limit(Duration::from_secs(40)).await.expect_err("too late");
    assert_eq!(began.elapsed(), Duration::from_secs(7), "it is not polled before");
    assert_eq!(error.to_string(), "the operation has not ended within 40s");
    let WaitError::TooLate { last: None, .. } =
        client.wait(export("me")).limit(Duration::ZERO).await.expect_err("too late")
    else {
        panic!("there was no poll")
    };
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_asks_no_more() {
    let backend = Arc::new(Backend::default());
    let router = Router::<Operations>::new().mount(actions::routes(), Arc::clone(&backend));
    let router = router.mount(servers::routes(), Arc::clone(&backend)).into_axum().expect("a router");
    let router = axum::Router::new().nest("/v1", router);
    let client = rt::Client::<Operations>::builder().build_over(InProcess::new(router)).expect("a client");
    let wait = tokio::time::timeout(Duration::from_secs(5), client.wait(power_on(5)).into_future());
    assert!(wait.await.is_err(), "it goes on");
    assert_eq!(backend.polls.load(Ordering::Relaxed), 3);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(backend.polls.load(Ordering::Relaxed), 3);
}

#[test]
fn the_blocking_client_waits_too() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let (recorded, client) = runtime.block_on(start());
    let client = rt::blocking::Client::new(client).expect("a client");
    use rt::blocking::Caller as _;
    let done: Polled<PowerOn> = client.wait(power_on(1)).interval(SHORT).run().expect("success");
    assert_eq!(done, envelope(1, ActionStatus::Success));
    assert_eq!(asked(&recorded).len(), 4);
    let late = client.wait(power_on(5)).interval(SHORT).limit(4 * SHORT).run().expect_err("too late");
    assert!(matches!(late, WaitError::TooLate { last: Some(_), .. }), "{late:?}");
    let done = client.wait(power_on(1)).resume(envelope(3, ActionStatus::Success)).run().expect("success");
    assert_eq!(done.action.id, 3);
}
