//! The programs of `examples/platform`, started as their comments say, against the platform on loopback.

use std::io;

use bindery_tests::cargo::{cargo, printed};

use crate::support::{APPLICATION, Platform, SALT, service};

type TestResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Serves the platform until the test's runtime ends; returns its address.
async fn serve(platform: Platform) -> io::Result<String> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, service(platform)).await });
    Ok(address)
}

fn run(binary: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Result<String, String> {
    let mut program = cargo(["run", "-p", "example-platform", "--bin", binary]);
    program.arg("--").args(arguments).env("APPLICATION", APPLICATION).envs(environment.iter().copied());
    printed(&mut program).map_err(|error| error.to_string())
}

// More than one thread: waiting for the programs blocks, while the platform must keep serving.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_sees_their_profile_and_sends_money() -> TestResult {
    let platform = Platform::default();
    let address = serve(platform.clone()).await?;
    let user = [("SALT", SALT), ("EMAIL", "ann"), ("PASSWORD", "secret"), ("PIN", "0000")];
    assert_eq!(run("user", &[&address, "1234567", "25.50", "EUR"], &user)?, "ann \nsent 25.50\n");
    let seen = platform.seen.lock().expect("no test panics inside").clone();
    let ann = || Some("ann".to_owned());
    assert_eq!(seen, [("login", None), ("get-customer", ann()), ("transfer-amount", ann())]);

    let other = [("SALT", "PEPPER"), ("EMAIL", "ann"), ("PASSWORD", "secret"), ("PIN", "0000")];
    let rejected = run("user", &[&address, "1234567", "25.50", "EUR"], &other).expect_err("another salt");
    let said = rejected.split_once("Error: ").ok_or("the program says what is wrong")?.1;
    // The platform signs nothing for unknown callers, so the program prints only its own message.
    assert!(said.contains("the signature is missing or wrong") && !said.contains("PEPPER"), "{said}");
    assert_eq!(platform.seen.lock().expect("no test panics inside").len(), 3, "nothing was served");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_has_a_cart() -> TestResult {
    let address = serve(Platform::default()).await?;
    for token in ["guest-1", "guest-2"] {
        assert_eq!(run("guest", &[&address, token], &[("SALT", SALT)])?, "2 of product 12\n");
    }
    Ok(())
}
