//! A client only accepts actions of its own API.

use bindery_backpack::Client;
use bindery_backpack::rt::Caller;
use bindery_tests::demo::Knock;

pub fn knock(client: &Client, request: Knock) {
    drop(client.call(request));
}

fn main() {}
