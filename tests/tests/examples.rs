//! The example server and the example client, started as their comments say, talking to each other.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use bindery_tests::cargo::{cargo, printed};

type TestResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// A program that ends when the test does, however the test ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It has no state worth saving. If it has ended by itself there is nothing to kill.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_example_client_talks_to_the_example_server() -> TestResult {
    let mut server = cargo(["run", "-p", "example-server"]);
    let mut server = Running(server.args(["--", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn()?);
    let stdout = server.0.stdout.take().ok_or("the output is piped")?;
    let mut line = String::new();
    // The line comes when the port is open, so there is nothing to wait for afterwards.
    BufReader::new(stdout).read_line(&mut line)?;
    let url = line.trim().strip_prefix("serving on ").ok_or("the server says where it is")?;

    let run = || printed(cargo(["run", "-p", "example-client"]).args(["--", url]));
    assert_eq!(
        run()?,
        "registered user 2130001\n\
         credit 0, reserved 0\n\
         user/get-wallet-details failed (HTTP 500, code 30): Login required\n"
    );
    // The server remembers; the client copes with that.
    assert!(run()?.starts_with("registered before\n"));
    Ok(())
}
