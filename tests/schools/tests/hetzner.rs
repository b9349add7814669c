//! Servers of Hetzner Cloud: numbered pages, typed headers, details of errors, numbers at their times.

use std::time::Duration;

use bindery_language::Recorded;
use bindery_runtime::{self as rt, Client, Failure, Headed, RawJson};
use bindery_schools::hetzner::actions::{self, ActionsApi as _};
use bindery_schools::hetzner::servers::*;
use bindery_schools::hetzner::types::*;
use bindery_schools::hetzner::{self as api, ErrorCode, Modules as _};
use bindery_schools::wire::{JSON, Message, vendor};
use rt::client::WaitError;
use rt::server::{BackendResult, RequestContext};
use rt::{Caller as _, StreamExt as _};

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// Token of the samples.
const TOKEN: &str = "not-a-real-token";

fn time(text: &str) -> rt::Timestamp {
    text.parse().expect("a time")
}

fn server(id: i64) -> Server {
    let ipv4 = Some(Address { ip: "1.2.3.4".into(), blocked: false });
    let mut server = Server::new(ServerRequired {
        id,
        name: "my-server".into(),
        status: ServerStatus::Running,
        created: time("2016-01-30T23:50:00Z"),
        public_net: PublicNet { ipv4, ipv6: None },
        labels: rt::Map::from([("env".to_owned(), "prod".to_owned())]),
        rescue_enabled: false,
        volumes: vec![7, 8],
    });
    server.included_traffic = Some(654_321);
    server
}

/// Returns a server as it is on the wire.
fn server_json(id: i64) -> String {
    format!(
        r#"{{"id":{id},"name":"my-server","status":"running","created":"2016-01-30T23:50:00Z","public_net":{{"ipv4":{{"ip":"1.2.3.4","blocked":false}},"ipv6":null}},"labels":{{"env":"prod"}},"included_traffic":654321,"outgoing_traffic":null,"rescue_enabled":false,"volumes":[7,8]}}"#
    )
}

fn action(command: &str, status: ActionStatus) -> Action {
    Action::new(ActionRequired {
        id: 13,
        command: command.into(),
        status,
        progress: 0,
        started: time("2016-01-30T23:50:00Z"),
        resources: vec![Resource { id: 42, type_: "server".into() }],
    })
}

fn failed() -> Action {
    let mut action = action("start_server", ActionStatus::Error);
    action.progress = 100;
    action.finished = Some(time("2016-01-30T23:56:00Z"));
    let (code, message) = ("action_failed".into(), "Action failed".into());
    action.error = Some(ActionError { code, message });
    action
}

/// Returns a running action as it is on the wire.
fn action_json(command: &str) -> String {
    format!(
        r#"{{"id":13,"command":"{command}","status":"running","progress":0,"started":"2016-01-30T23:50:00Z","finished":null,"resources":[{{"id":42,"type":"server"}}],"error":null}}"#
    )
}

fn metrics() -> Metrics {
    let sample = |at: i64, value: &str| {
        let time = rt::Timestamp::from_second(at).expect("a time");
        Sample::new(SampleRequired { time, value: value.parse().expect("a number") })
    };
    let values = vec![sample(1_435_781_470, "42"), sample(1_435_781_471, "43.5")];
    Metrics::new(MetricsRequired {
        start: time("2017-01-01T00:00:00Z"),
        end: time("2017-01-01T23:00:00Z"),
        step: 60.0,
        time_series: rt::Map::from([("disk.0.iops.read".to_owned(), Series { values })]),
    })
}

struct Cloud;

impl ServersBackend for Cloud {
    async fn list(&self, request: List, _: RequestContext) -> BackendResult<List> {
        let (page, per_page) = (request.page.unwrap_or(1), request.per_page.unwrap_or(25));
        let mut pagination = Pagination::new(PaginationRequired { page, per_page });
        pagination.previous_page = (page > 1).then_some(page - 1);
        pagination.next_page = (page < 3).then_some(page + 1);
        pagination.last_page = Some(3);
        pagination.total_entries = Some(5);
        let servers = (2 * page - 1..=(2 * page).min(5)).map(server).collect();
        let limits = RateLimit {
            limit: Some(3600),
            remaining: Some(3600 - page),
            reset: Some(rt::Timestamp::from_second(1_435_781_470).expect("a time")),
        };
        Ok(Headed::new(Servers { servers, meta: Meta { pagination } }, limits))
    }

    async fn create(&self, request: Create, _: RequestContext) -> BackendResult<Create> {
        match request.name.as_str() {
            "my-server" => {}
            "taken" => return Err(ErrorCode::Uniqueness.into()),
            _ => {
                let details =
                    RawJson::from_text(r#"{"fields":[{"name":"name","messages":["is too long"]}]}"#);
                let failure = Failure::from(ErrorCode::InvalidInput).message("invalid input in field 'name'");
                return Err(failure.details(details.expect("JSON")));
            }
        }
        let mut created = Created::new(CreatedRequired {
            server: server(42),
            action: action("create_server", ActionStatus::Running),
            next_actions: vec![action("start_server", ActionStatus::Running)],
        });
        created.root_password = request.ssh_keys.is_none().then(|| "YItygq1v3GYjjMomLaKc".into());
        Ok(created)
    }

    async fn get(&self, request: Get, _: RequestContext) -> BackendResult<Get> {
        match request.id {
            42 => Ok(ServerResponse::new(server(42))),
            _ => Err(ErrorCode::NotFound.into()),
        }
    }

    async fn update(&self, request: Update, _: RequestContext) -> BackendResult<Update> {
        let mut server = server(request.id);
        server.name = request.name.unwrap_or(server.name);
        server.labels = request.labels.unwrap_or(server.labels);
        Ok(ServerResponse::new(server))
    }

    async fn delete(&self, _: Delete, _: RequestContext) -> BackendResult<Delete> {
        Ok(ActionResponse::new(action("delete_server", ActionStatus::Running)))
    }

    async fn power_on(&self, request: PowerOn, _: RequestContext) -> BackendResult<PowerOn> {
        match request.id {
            42 => Ok(ActionResponse::new(action("start_server", ActionStatus::Running))),
            43 => Err(ErrorCode::Locked.into()),
            45 => Ok(ActionResponse::new(Action { id: 14, ..action("start_server", ActionStatus::Running) })),
            _ => Err(Failure::from(ErrorCode::RateLimit).retry_after(Duration::from_secs(5))),
        }
    }

    async fn metrics(&self, _: MetricsRequest, _: RequestContext) -> BackendResult<MetricsRequest> {
        Ok(MetricsResponse::new(metrics()))
    }
}

impl actions::ActionsBackend for Cloud {
    async fn get(&self, request: actions::Get, _: RequestContext) -> BackendResult<actions::Get> {
        let success = Action { id: 14, ..action("start_server", ActionStatus::Success) };
        Ok(ActionResponse::new(if request.id == 14 { success } else { failed() }))
    }
}

fn client(recorded: &Recorded, token: &str) -> Result<api::Client, Box<dyn std::error::Error>> {
    let server = format!("{}/v1", recorded.url());
    Ok(Client::builder().server_url("main", server).credential(api::TOKEN, token).retries(0).build()?)
}

async fn start() -> Result<(Recorded, api::Client), Box<dyn std::error::Error>> {
    let router = api::server::all(Cloud).credential(api::TOKEN, TOKEN).into_axum()?;
    let recorded = Recorded::start(router).await?;
    let client = client(&recorded, TOKEN)?;
    Ok((recorded, client))
}

/// Checks the last request and its response.
#[track_caller]
fn check(recorded: &Recorded, line: &str, json: Option<&str>, status: &str, body: &str) {
    let mut headers = vec!["accept: application/json", "authorization: Bearer not-a-real-token"];
    if json.is_some() {
        headers.push("content-type: application/json");
    }
    Message::from(recorded.sent()).is(&format!("{line} HTTP/1.1"), &headers, json.unwrap_or_default());
    let status = format!("HTTP/1.1 {status}");
    Message::from(recorded.received()).is(&status, &["content-type: application/json"], body);
}

#[tokio::test]
async fn calls_are_on_the_wire_as_documented() -> TestResult {
    let (recorded, client) = start().await?;
    let servers = client.servers();
    let (name, server_type, image) = ("my-server".into(), "cx11".into(), "ubuntu-20.04".into());
    let mut request = Create::new(CreateRequired { name, server_type, image });
    let created = servers.create(request.clone()).await?;
    assert_eq!(created.server, server(42));
    assert_eq!(created.action, action("create_server", ActionStatus::Running));
    assert_eq!(created.next_actions, [action("start_server", ActionStatus::Running)]);
    assert_eq!(created.root_password.as_ref().map(rt::Secret::expose), Some("YItygq1v3GYjjMomLaKc"));
    let body = |password: &str| {
        let (server, create) = (server_json(42), action_json("create_server"));
        let next = action_json("start_server");
        format!(
            r#"{{"server":{server},"action":{create},"next_actions":[{next}],"root_password":{password}}}"#
        )
    };
    let json = r#"{"name":"my-server","server_type":"cx11","image":"ubuntu-20.04"}"#;
    check(&recorded, "POST /v1/servers", Some(json), "201 Created", &body("\"YItygq1v3GYjjMomLaKc\""));
    request.location = Some("nbg1".into());
    request.labels = Some(rt::Map::from([("env".to_owned(), "prod".to_owned())]));
    request.start_after_create = Some(true);
    request.ssh_keys = Some(vec!["my-ssh-key".into()]);
    assert!(servers.create(request).await?.root_password.is_none());
    let json = r#"{"name":"my-server","server_type":"cx11","image":"ubuntu-20.04","location":"nbg1","labels":{"env":"prod"},"start_after_create":true,"ssh_keys":["my-ssh-key"]}"#;
    check(&recorded, "POST /v1/servers", Some(json), "201 Created", &body("null"));

    assert_eq!(servers.get(Get::new(42)).await?.server, server(42));
    let json = format!(r#"{{"server":{}}}"#, server_json(42));
    check(&recorded, "GET /v1/servers/42", None, "200 OK", &json);
    let mut request = Update::new(42);
    request.name = Some("new-name".into());
    assert_eq!(servers.update(request).await?.server.name, "new-name");
    let json = json.replace("my-server", "new-name");
    check(&recorded, "PUT /v1/servers/42", Some(r#"{"name":"new-name"}"#), "200 OK", &json);

    let deleted = servers.delete(Delete::new(42)).await?.action;
    assert_eq!(deleted, action("delete_server", ActionStatus::Running));
    let json = format!(r#"{{"action":{}}}"#, action_json("delete_server"));
    check(&recorded, "DELETE /v1/servers/42", None, "200 OK", &json);

    let started = servers.power_on(PowerOn::new(42)).await?.action;
    assert_eq!(started, action("start_server", ActionStatus::Running));
    let headers = ["accept: application/json", "authorization: Bearer not-a-real-token"];
    Message::from(recorded.sent()).is("POST /v1/servers/42/actions/poweron HTTP/1.1", &headers, "");
    let json = format!(r#"{{"action":{}}}"#, action_json("start_server"));
    Message::from(recorded.received()).is("HTTP/1.1 201 Created", &["content-type: application/json"], &json);
    assert_eq!(client.actions().get(actions::Get::new(13)).await?.action, failed());
    let json = r#"{"action":{"id":13,"command":"start_server","status":"error","progress":100,"started":"2016-01-30T23:50:00Z","finished":"2016-01-30T23:56:00Z","resources":[{"id":42,"type":"server"}],"error":{"code":"action_failed","message":"Action failed"}}}"#;
    check(&recorded, "GET /v1/actions/13", None, "200 OK", json);

    let request = MetricsRequest::new(MetricsRequestRequired {
        id: 42,
        type_: vec!["cpu".into(), "disk".into()],
        start: time("2017-01-01T00:00:00Z"),
        end: time("2017-01-01T23:00:00+00:00"),
    });
    assert_eq!(servers.metrics(request).await?.metrics, metrics());
    let line = "GET /v1/servers/42/metrics?type=cpu%2Cdisk&start=2017-01-01T00%3A00%3A00Z&end=2017-01-01T23%3A00%3A00Z";
    let sent = Message::from(recorded.sent());
    assert_eq!(sent.line, format!("{line} HTTP/1.1"));
    let body = Message::from(recorded.received()).body;
    let (before, after) = body.split_once("\"step\":").ok_or("no step")?;
    assert_eq!(before, r#"{"metrics":{"start":"2017-01-01T00:00:00Z","end":"2017-01-01T23:00:00Z","#);
    let (step, after) = after.split_once(',').ok_or("no series")?;
    assert_eq!(step.parse::<f64>()?, 60.0);
    assert_eq!(
        after,
        r#""time_series":{"disk.0.iops.read":{"values":[[1435781470,"42"],[1435781471,"43.5"]]}}}}"#
    );
    Ok(())
}

#[tokio::test]
async fn an_action_is_asked_for_until_it_ends() -> TestResult {
    let (recorded, client) = start().await?;
    let short = Duration::from_millis(2);
    let done = client.wait(PowerOn::new(45)).interval(short).await?.action;
    assert_eq!((done.id, done.status), (14, ActionStatus::Success));
    let sent = recorded.sent();
    let lines: Vec<_> = sent.lines().filter(|line| line.ends_with(" HTTP/1.1")).collect();
    assert_eq!(lines, ["POST /v1/servers/45/actions/poweron HTTP/1.1", "GET /v1/actions/14 HTTP/1.1"]);
    match client.wait(PowerOn::new(42)).interval(short).await {
        Err(WaitError::Failed(response)) => assert_eq!(response.action, failed()),
        other => panic!("{other:?}"),
    }
    let error = client.wait(PowerOn::new(43)).await.expect_err("it is locked");
    assert_eq!(error.call().and_then(rt::Error::code), Some(ErrorCode::Locked));
    Ok(())
}

#[tokio::test]
async fn a_list_is_read_by_numbers_of_pages() -> TestResult {
    let (recorded, client) = start().await?;
    let mut request = List::new();
    request.label_selector = Some("env=prod,region!=eu".into());
    request.sort = Some(vec!["name".into(), "created:desc".into()]);
    request.status = Some(vec![ServerStatus::Running, ServerStatus::Off]);
    request.per_page = Some(2);
    let page = client.servers().list(request.clone()).await?;
    assert_eq!(page.servers, [server(1), server(2)]);
    assert_eq!((page.headers.limit, page.headers.remaining), (Some(3600), Some(3599)));
    assert_eq!(page.headers.reset.map(rt::Timestamp::as_second), Some(1_435_781_470));
    let filter =
        "label_selector=env%3Dprod%2Cregion%21%3Deu&sort=name&sort=created%3Adesc&status=running&status=off";
    let sent = Message::from(recorded.sent());
    assert_eq!(sent.line, format!("GET /v1/servers?{filter}&per_page=2 HTTP/1.1"));
    let json = format!(
        r#"{{"servers":[{},{}],"meta":{{"pagination":{{"page":1,"per_page":2,"previous_page":null,"next_page":2,"last_page":3,"total_entries":5}}}}}}"#,
        server_json(1),
        server_json(2)
    );
    let headers = [
        "content-type: application/json",
        "ratelimit-limit: 3600",
        "ratelimit-remaining: 3599",
        "ratelimit-reset: 1435781470",
    ];
    Message::from(recorded.received()).is("HTTP/1.1 200 OK", &headers, &json);

    let read: Vec<i64> = client.records(request).map(|server| server.expect("a server").id).collect().await;
    assert_eq!(read, [1, 2, 3, 4, 5]);
    let sent = recorded.sent();
    let lines: Vec<_> = sent.lines().filter(|line| line.starts_with("GET ")).collect();
    let expected = [1, 2, 3].map(|page| format!("GET /v1/servers?{filter}&page={page}&per_page=2 HTTP/1.1"));
    assert_eq!(lines, expected);
    Ok(())
}

#[tokio::test]
async fn failures_have_a_code_a_message_and_details() -> TestResult {
    let (recorded, connected) = start().await?;
    let create = |name: &str| {
        let (server_type, image) = ("cx11".to_owned(), "debian-11".to_owned());
        Create::new(CreateRequired { name: name.to_owned(), server_type, image })
    };
    let error = connected.servers().create(create("much too long")).await.expect_err("it is too long");
    assert_eq!((error.code(), error.status()), (Some(ErrorCode::InvalidInput), Some(422)));
    let api_error = error.api().expect("an error of the API");
    let details = api_error.details.as_ref().map(RawJson::as_str);
    let json = r#"{"fields":[{"name":"name","messages":["is too long"]}]}"#;
    assert_eq!((api_error.message.as_str(), details), ("invalid input in field 'name'", Some(json)));
    let json = format!(
        r#"{{"error":{{"code":"invalid_input","message":"invalid input in field 'name'","details":{json}}}}}"#
    );
    Message::from(recorded.received()).is(
        "HTTP/1.1 422 Unprocessable Entity",
        &["content-type: application/json"],
        &json,
    );
    let error = connected.servers().create(create("taken")).await.expect_err("it is taken");
    assert_eq!((error.code(), error.status()), (Some(ErrorCode::Uniqueness), Some(409)));
    let json = r#"{"error":{"code":"uniqueness_error","message":"The name is taken","details":null}}"#;
    let headers = ["content-type: application/json"];
    Message::from(recorded.received()).is("HTTP/1.1 409 Conflict", &headers, json);
    recorded.sent();

    let error = connected.servers().get(Get::new(1)).await.expect_err("there is no such server");
    assert_eq!((error.code(), error.status()), (Some(ErrorCode::NotFound), Some(404)));
    let json = r#"{"error":{"code":"not_found","message":"There is no such thing","details":null}}"#;
    check(&recorded, "GET /v1/servers/1", None, "404 Not Found", json);
    let error = connected.servers().power_on(PowerOn::new(43)).await.expect_err("it is locked");
    assert_eq!((error.code(), error.status()), (Some(ErrorCode::Locked), Some(423)));
    let json = r#"{"error":{"code":"locked","message":"Another action is running","details":null}}"#;
    Message::from(recorded.received()).is("HTTP/1.1 423 Locked", &headers, json);
    let error = connected.servers().power_on(PowerOn::new(44)).await.expect_err("too many");
    assert_eq!((error.code(), error.status()), (Some(ErrorCode::RateLimit), Some(429)));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    let json = r#"{"error":{"code":"rate_limit_exceeded","message":"Too many requests","details":null}}"#;
    let headers = ["content-type: application/json", "retry-after: 5"];
    Message::from(recorded.received()).is("HTTP/1.1 429 Too Many Requests", &headers, json);

    let error = client(&recorded, "other")?.servers().get(Get::new(42)).await.expect_err("a wrong token");
    assert_eq!((error.code(), error.status()), (Some(ErrorCode::Unauthorized), Some(401)));
    let received = Message::from(recorded.received());
    assert_eq!(received.line, "HTTP/1.1 401 Unauthorized");
    assert!(received.body.starts_with(r#"{"error":{"code":"unauthorized","message":""#), "{}", received.body);
    Ok(())
}

#[tokio::test]
async fn printed_samples_are_read() -> TestResult {
    let printed = r#"{
  "action": {
    "command": "start_server",
    "error": {
      "code": "action_failed",
      "message": "Action failed"
    },
    "finished": "2016-01-30T23:56:00+00:00",
    "id": 13,
    "progress": 100,
    "resources": [
      {
        "id": 42,
        "type": "server"
      }
    ],
    "started": "2016-01-30T23:50:00+00:00",
    "status": "error"
  }
}"#;
    let recorded = vendor(200, JSON, printed).await;
    assert_eq!(client(&recorded, TOKEN)?.actions().get(actions::Get::new(13)).await?.action, failed());

    let printed = r#"{
  "metrics": {
    "end": "2017-01-01T23:00:00+00:00",
    "start": "2017-01-01T00:00:00+00:00",
    "step": 60,
    "time_series": {
      "disk.0.iops.read": {
        "values": [
          [1435781470.0, "42"],
          [1435781471, "43.5"]
        ]
      }
    }
  }
}"#;
    let recorded = vendor(200, JSON, printed).await;
    let request = MetricsRequest::new(MetricsRequestRequired {
        id: 42,
        type_: vec!["disk".into()],
        start: time("2017-01-01T00:00:00Z"),
        end: time("2017-01-01T23:00:00Z"),
    });
    assert_eq!(client(&recorded, TOKEN)?.servers().metrics(request).await?.metrics, metrics());

    let printed = r#"{
  "error": {
    "code": "invalid_input",
    "message": "invalid input in field 'name'",
    "details": {
      "fields": [
        {
          "name": "name",
          "messages": ["is too long"]
        }
      ]
    }
  }
}"#;
    let recorded = vendor(422, JSON, printed).await;
    let error = client(&recorded, TOKEN)?.servers().get(Get::new(1)).await.expect_err("an error");
    assert_eq!((error.code(), error.status()), (Some(ErrorCode::InvalidInput), Some(422)));
    let details = error.api().and_then(|error| error.details.as_ref()).ok_or("no details")?;
    assert!(details.as_str().contains("is too long"), "{details:?}");
    Ok(())
}

/// Headers of a response that says how many requests are left.
const LIMITED: &[(&str, &str)] = &[("content-type", "application/json"), ("RateLimit-Remaining", "2456")];

#[tokio::test]
async fn a_list_ends_at_a_short_page_where_its_length_is_null() -> TestResult {
    let printed = r#"{
  "servers": [
    {
      "id": 42,
      "name": "my-server",
      "status": "running",
      "created": "2016-01-30T23:50:00+00:00",
      "public_net": {
        "ipv4": {"ip": "1.2.3.4", "blocked": false, "dns_ptr": "server01.example.com"},
        "ipv6": null,
        "floating_ips": [478]
      },
      "labels": {"env": "prod"},
      "included_traffic": 654321,
      "outgoing_traffic": null,
      "rescue_enabled": false,
      "volumes": [7, 8]
    }
  ],
  "meta": {
    "pagination": {
      "page": 1,
      "per_page": 50,
      "previous_page": null,
      "next_page": null,
      "last_page": null,
      "total_entries": null
    }
  }
}"#;
    let recorded = vendor(200, LIMITED, printed).await;
    let client = client(&recorded, TOKEN)?;
    let read: Vec<Server> =
        client.records(List::new()).map(|server| server.expect("a server")).collect().await;
    assert_eq!(read, [server(42)]);
    let sent = recorded.sent();
    let lines: Vec<_> = sent.lines().filter(|line| line.starts_with("GET ")).collect();
    assert_eq!(lines, ["GET /v1/servers?page=1&per_page=50 HTTP/1.1"]);
    assert_eq!(client.servers().list(List::new()).await?.headers.remaining, Some(2456));
    Ok(())
}
