//! Helpers for the tests of this crate: a router behind a recorder that keeps the bytes of both directions.
//!
//! `spec/` has one small spec per concept of the language. The test of the same name in `tests/` generates its client
//! and its router with the macro, connects them over real HTTP, and compares the bytes between them with literals.
//! In place of one of both, `spec/interop` has programs of others on that side.

pub mod interop;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Bytes of one direction, in the order in which they were sent.
type Bytes = Arc<Mutex<Vec<u8>>>;

/// A server on loopback behind a recorder. Both run until the test's runtime ends.
#[derive(Clone, Debug)]
pub struct Recorded {
    address: SocketAddr,
    requests: Bytes,
    responses: Bytes,
}

impl Recorded {
    /// Starts a router and its recorder.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(router: axum::Router) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let behind = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let recorded =
            Self { address: listener.local_addr()?, requests: Bytes::default(), responses: Bytes::default() };
        let (requests, responses) = (Arc::clone(&recorded.requests), Arc::clone(&recorded.responses));
        tokio::spawn(async move {
            while let Ok((front, _)) = listener.accept().await {
                let (requests, responses) = (Arc::clone(&requests), Arc::clone(&responses));
                tokio::spawn(async move {
                    let back = TcpStream::connect(behind).await?;
                    let (front_read, front_write) = front.into_split();
                    let (back_read, back_write) = back.into_split();
                    tokio::try_join!(
                        copy(front_read, back_write, requests),
                        copy(back_read, front_write, responses),
                    )
                });
            }
        });
        Ok(recorded)
    }

    /// Returns the address, for a client.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns what clients have sent since the last call, as text.
    pub fn sent(&self) -> String {
        taken(&self.requests)
    }

    /// Returns what the server has sent since the last call, as text.
    pub fn received(&self) -> String {
        taken(&self.responses)
    }
}

/// Copies bytes and records them before they are passed on, so that a record is complete once the receiver has them.
async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    record: Bytes,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let length = from.read(&mut buffer).await?;
        let Some(bytes) = buffer.get(..length).filter(|bytes| !bytes.is_empty()) else {
            return to.shutdown().await;
        };
        record.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        to.write_all(bytes).await?;
    }
}

fn taken(bytes: &Bytes) -> String {
    let bytes = std::mem::take(&mut *bytes.lock().unwrap_or_else(PoisonError::into_inner));
    String::from_utf8_lossy(&bytes).into_owned()
}
