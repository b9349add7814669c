//! The timeout of a call, against servers that never finish a response.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use bindery_runtime as rt;
use rt::Caller as _;

use crate::api::*;

/// Starts a server thread that sends these bytes to every request, endlessly.
fn endless(bytes: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                let mut stream = stream;
                let _ = stream.read(&mut [0; 4096]);
                let many = bytes.repeat(4096);
                while stream.write_all(&many).is_ok() {}
            });
        }
    });
    address
}

fn client(address: SocketAddr) -> rt::Client<Desk> {
    rt::Client::<Desk>::builder()
        .base_url(format!("http://{address}"))
        .credential(KEY, "key-of-ann")
        .timeout(Duration::from_millis(1000))
        .build()
        .expect("it is complete")
}

/// Informational responses before the final response.
const ENDLESS: [&[u8]; 2] =
    [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"];

/// Checks that a call times out, whatever the program's threads and retries.
fn ends_in_time(bytes: &'static [u8], call: impl FnOnce(SocketAddr) -> rt::Error<ErrorCode>) {
    let start = Instant::now();
    let failed = call(endless(bytes));
    assert!(matches!(failed, rt::Error::Timeout(_)), "{failed:#}");
    let took = start.elapsed();
    assert!((Duration::from_millis(1000)..Duration::from_millis(1900)).contains(&took), "{took:?}");
}

#[test]
fn informational_responses_do_not_extend_the_timeout() {
    for bytes in ENDLESS {
        for threads in [0, 1, 2] {
            let mut runtime = match threads {
                0 => tokio::runtime::Builder::new_current_thread(),
                _ => tokio::runtime::Builder::new_multi_thread(),
            };
            let runtime =
                runtime.worker_threads(threads.max(1)).enable_all().build().expect("there are threads");
            ends_in_time(bytes, |address| {
                runtime.block_on(client(address).call(GetUser::new("x"))).expect_err("no response ever comes")
            });
            runtime.shutdown_background();
        }
        ends_in_time(bytes, |address| {
            use rt::blocking::Caller as _;
            let client = rt::blocking::Client::new(client(address)).expect("there are resources");
            client.call(GetUser::new("x")).expect_err("no response ever comes")
        });
    }
}
