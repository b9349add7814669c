//! Tests of `call` without a server: lookup of actions, mistakes in parameters, the shown request.

use crate::support::{command, finish, folder, project, run};

/// Arguments of a dry run of an action.
fn dry(arguments: &[&str]) -> crate::support::Run {
    let mut all = vec!["call", "demo"];
    all.extend(arguments);
    all.push("--dry-run");
    run(&all)
}

#[test]
fn a_dry_run_hides_secrets() {
    let run = dry(&[
        "money/transfer",
        "session=s3cr3t",
        "amount=12.5",
        "currency=eur",
        "--user",
        "partner:hunter2",
    ]);
    assert_eq!(run.stderr, "");
    assert_eq!(
        run.done(),
        "POST https://api.demo.example/v1/money/transfer\n\
         accept: application/json\n\
         content-type: application/x-www-form-urlencoded\n\
         authorization: Basic ***\n\
         \n\
         session=***&amount=12.50&currency=2\n"
    );
    let text = dry(&["login", "email=a@b.example", "password=hunter2"]).done();
    assert!(text.ends_with("\nemail=a%40b.example&password=***\n"), "{text}");
}

#[test]
fn json_bodies_are_checked_and_written_in_the_documented_order() {
    let lines = r#"lines:=[{"note": "x", "amount": "1.10"}, {"amount": 2}]"#;
    let text = dry(&[
        "order",
        lines,
        "day=2026-01-31",
        "key=s3cr3t",
        "extra:={\"b\": 1.50}",
        "kind=bank-transfer",
        "--server-url",
        "tenant=https://me.example/x/",
    ])
    .done();
    assert!(text.starts_with("POST https://me.example/x/money/order\n"), "{text}");
    assert!(!text.contains("authorization"), "{text}");
    let body = r#"{"key":"***","day":"2026-01-31","lines":[{"amount":1.10,"note":"x"},{"amount":2}],"extra":{"b": 1.50},"kind":"bank"}"#;
    assert_eq!(text.lines().last(), Some(body));
}

#[test]
fn paths_and_queries() {
    let text = dry(&["tree", "id=7", "depth=3", "page=2"]).done();
    assert!(text.starts_with("GET https://api.demo.example/v1/users/7/tree?depth=3&page=2\n"), "{text}");
    assert!(text.contains("no body"), "{text}");
    let text = dry(&["tree", "id=7", "--base-url", "http://localhost:8080"]).done();
    assert!(text.starts_with("GET http://localhost:8080/users/7/tree\n"), "{text}");
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let error =
        dry(&["money/transfer", "sesion=hunter2", "amount=-1", "currency=gbp", "urgent=perhaps"]).failed(2);
    for part in [
        "sesion: there is no such parameter; did you mean `session`?",
        "session: missing",
        "amount: must be more than 0, is -1",
        "currency: \"gbp\" is not one of: usd (1), eur (2)",
        "urgent: expected a boolean, found \"perhaps\"",
    ] {
        assert!(error.contains(part), "{part} in\n{error}");
    }
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn rules_about_several_parameters() {
    let error = dry(&["login"]).failed(2);
    assert!(error.contains("needs email and password, or token"), "{error}");
    let error = dry(&["tree", "id=7", "page=2"]).failed(2);
    assert!(error.contains("page: also requires depth"), "{error}");
    let error = dry(&["tree", "id=0", "depth=6"]).failed(2);
    assert!(
        error.contains("id: must be at least 1, is 0") && error.contains("depth: must be at most 5"),
        "{error}"
    );
    let error = dry(&["tree", "id=7", "id=8"]).failed(2);
    assert!(error.contains("id: given twice"), "{error}");
}

#[test]
fn nested_mistakes_are_named_by_their_path() {
    let server = ["--server-url", "tenant=https://me.example"];
    let mistakes = [
        ("lines:=[{\"amount\": 1}, {\"note\": \"x\"}]", "lines[1].amount: missing"),
        ("lines:=[{\"amount\": -1}]", "lines[0].amount: must be at least 0"),
        ("lines:=[{\"amuont\": 1}]", "lines[0].amuont: there is no such field; did you mean `amount`?"),
        ("lines:={\"amount\": 1}", "lines: expected an array, found an object"),
        ("lines=many", "lines: takes JSON: key:='[…]'"),
        ("lines:=[", "lines: the value after `:=` is not JSON"),
    ];
    for (given, message) in mistakes {
        let mut arguments = vec!["money/order", "key=k", "day=2026-01-31", given];
        arguments.extend(server);
        let error = dry(&arguments).failed(2);
        assert!(error.contains(message), "{message} in\n{error}");
    }
}

#[test]
fn enums_take_names_values_and_as_json_anything() {
    let currency = |given: &str| dry(&["transfer", "session=s", "amount=1", given]);
    for (given, sent) in [("currency=usd", "=1\n"), ("currency=2", "=2\n"), ("currency:=7", "=7\n")] {
        assert!(currency(given).done().ends_with(sent), "{given}");
    }
    assert!(currency("currency=7").failed(2).contains("\"7\" is not one of"));
}

#[test]
fn files_are_read_and_never_shown() {
    let folder = folder("call-files");
    let path = folder.join("token.txt");
    std::fs::write(&path, "7\r\n").expect("the file can be written");
    let given = format!("id=@{}", path.display());
    assert!(dry(&["tree", &given]).done().contains("/users/7/tree"));
    let error = dry(&["info", "session=@hunter2"]).failed(2);
    assert!(error.contains("session: the file after `@` cannot be read"), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

/// `@<(command)` in a shell is a pipe.
#[cfg(unix)]
#[test]
fn values_may_come_out_of_a_pipe_but_of_no_device() {
    let pipe = folder("call-pipes").join("pipe");
    let _ = std::fs::remove_file(&pipe);
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    let given = format!("id=@{}", pipe.display());
    let writer = std::thread::spawn(move || std::fs::write(pipe, "7\n"));
    assert!(dry(&["tree", &given]).done().contains("/users/7/tree"));
    writer.join().expect("no panic").expect("written");
    let error = dry(&["tree", "id=@/dev/zero"]).failed(2);
    assert!(error.contains("neither a file nor a pipe"), "{error}");
}

#[test]
fn actions_are_found_by_any_of_their_names() {
    for name in ["user/info", "User::info", "user::INFO", "info"] {
        assert!(dry(&[name, "session=s"]).done().contains("/user/info"), "{name}");
    }
    let error = dry(&["user/inof"]).failed(2);
    assert!(error.contains("demo has no action `user/inof`"), "{error}");
    assert!(error.contains("did you mean `user/info`?"), "{error}");
    assert!(error.contains("bindery list demo"), "{error}");
    let error = dry(&["user/zzzzzz"]).failed(2);
    assert!(error.contains("the actions of user are: login, info, about, tree"), "{error}");
    assert!(run(&["call", "dmeo", "info"]).failed(2).contains("did you mean `demo`?"));
}

#[test]
fn deprecated_actions_are_noted() {
    let run = dry(&["about", "session=s"]);
    assert!(run.stderr.contains("user/about is deprecated; use user/info instead"), "{}", run.stderr);
    assert_eq!(run.code, 0);
    let project = project("call-deprecated");
    project.replace("spec/demo/user.yaml", "deprecated: true", "deprecated: Ask for one user at a time.");
    let run = project.run(&["call", "demo", "about", "session=s", "--dry-run"]);
    assert!(run.stderr.contains("user/about is deprecated; Ask for one user at a time\n"), "{}", run.stderr);
}

#[test]
fn addresses_are_checked() {
    let order = ["money/order", "key=k", "day=2026-01-31", "lines:=[]"];
    let with = |more: &[&str]| dry(&[&order, more].concat());
    assert!(with(&[]).failed(2).contains("--server-url tenant=URL"));
    let error = with(&["--server-url", "tennant=https://x.example"]).failed(2);
    assert!(error.contains("did you mean `tenant`?"), "{error}");
    assert!(with(&["--server-url", "tenant"]).failed(2).contains("NAME=URL"));
    assert!(with(&["--base-url", "ftp://x.example"]).failed(2).contains("http:// or https://"));
    for nowhere in ["https://256.1.1.1", "http://1.2.3.4.5/v1"] {
        assert!(
            with(&["--base-url", nowhere]).failed(2).contains("a host that cannot be called"),
            "{nowhere}"
        );
    }
    let error = with(&["--base-url", "https://me:hunter2@x.example"]).failed(2);
    assert!(error.contains("--user") && !error.contains("hunter2"), "{error}");
}

#[test]
fn a_login_is_requested_where_it_is_required() {
    let call = ["call", "demo", "info", "session=s", "--base-url", "http://127.0.0.1:9"];
    let error = run(&call).failed(2);
    assert!(error.contains("user/info needs a login") && error.contains("--user"), "{error}");
    let error = run(&[&call[..], &["--user", "partner"]].concat()).failed(2);
    assert!(error.contains("BINDERY_PASSWORD"), "{error}");
    let mut command = command(&call);
    command.args(["--user", "partner"]).env("BINDERY_PASSWORD", "hunter2");
    let error = finish(command).failed(7);
    assert!(!error.contains("hunter2"), "{error}");
}
