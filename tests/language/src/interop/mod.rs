//! The API of `spec/interop` and its server, which programs of others call: it says what it has understood.

mod answers;
mod echo;
mod samples;

use bindery_runtime as rt;
use rt::server::Logins;

pub use samples::{MOMENT, everywhere, form, object, query, styled_form, thing};

/// Bodies, styles, places and responses that programs of others write and read.
pub mod api {
    bindery_macros::api!("spec/interop", client, server);
}

/// The backend of all modules.
#[derive(Debug)]
pub struct Backend;

/// User and password of the programs.
pub const LOGIN: (&str, &str) = ("ann", "pass:wörd");

/// Key of the programs.
pub const KEY: &str = "k-1";

/// Starts the server on a port of loopback, and returns its address. It runs until the runtime of the test ends.
///
/// # Errors
/// When the router is incomplete, or there is no free port.
pub async fn start() -> Result<String, Box<dyn std::error::Error>> {
    let router = api::server::all(Backend).login(Logins::new([LOGIN])).credential(api::KEY, KEY);
    let router = router.into_axum()?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}
