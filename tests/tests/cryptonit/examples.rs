//! The programs of `examples/exchange`, started as their comments say, against the exchange on loopback.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdout, Stdio};

use bindery_tests::cargo::cargo;

use super::TestResult;
use super::served::{Parties, Served};

/// A program that ends when the test does, with its remaining output.
struct Running {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails only if the program has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    fn start(binary: &str, url: &str, environment: &[(&str, &str)]) -> std::io::Result<Self> {
        let mut child = cargo(["run", "-p", "example-exchange", "--bin", binary])
            .args(["--", url])
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = BufReader::new(child.stdout.take().ok_or(std::io::ErrorKind::BrokenPipe)?);
        Ok(Self { child, output })
    }

    /// Returns the address that the program prints for its user.
    fn address(&mut self) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(line.trim().strip_prefix("open ").ok_or("the output names the address")?.to_owned())
    }

    /// Sends lines, and reads the rest of the output.
    fn finish(mut self, lines: &[&str]) -> std::io::Result<String> {
        if let Some(mut input) = self.child.stdin.take() {
            lines.iter().try_for_each(|line| writeln!(input, "{line}"))?;
        }
        let mut said = String::new();
        self.output.read_to_string(&mut said)?;
        let status = self.child.wait()?;
        if status.success() { Ok(said) } else { Err(std::io::Error::other(format!("{status}: {said}"))) }
    }
}

// More than one thread: waiting for the programs blocks, while the exchange must keep serving.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_affiliate_registers_a_user() -> TestResult {
    let served = Served::start().await;
    let environment = [("CONSUMER_KEY", "affiliate key"), ("CONSUMER_SECRET", "affiliate secret")];
    let mut program = Running::start("affiliate", &served.url, &environment)?;
    let verifier = served.transport.read(&program.address()?).await;
    let said = program.finish(&[&verifier, "yes", "aff_bob", "hunter2", "bob@example.com"])?;
    assert!(said.contains("Be good."), "{said}");
    assert!(said.ends_with("response: {\"created\":true}\n"), "{said}");
    assert_eq!(served.exchange.last(), "aff_bob registered for ann");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_console_program_reads_the_funds() -> TestResult {
    // A free port: the redirect address, which contains it, is registered with the exchange.
    let port = std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port().to_string();
    let redirect = format!("http://127.0.0.1:{port}/back");
    let served = Served::start_for(Parties { redirect, ..Parties::default() }).await;
    let tokens = std::env::temp_dir().join(format!("bindery-console-{}.json", std::process::id()));
    let environment = [
        ("CLIENT_ID", "app"),
        ("CLIENT_SECRET", "app secret"),
        ("PORT", &port),
        ("TOKENS", tokens.to_str().ok_or("a plain path")?),
    ];
    let mut program = Running::start("console", &served.url, &environment)?;
    let back = served.transport.visit(&program.address()?).await;
    assert!(served.transport.read(&back).await.contains("close this page"));
    assert_eq!(program.finish(&[])?, "4: 12.5 USD\n");
    // The second run has its tokens and asks nothing.
    assert_eq!(Running::start("console", &served.url, &environment)?.finish(&[])?, "4: 12.5 USD\n");
    std::fs::remove_file(tokens)?;
    Ok(())
}
