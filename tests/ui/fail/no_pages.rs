//! Records of an action without a paginated response.

use bindery_crm::rt::Caller;
use bindery_crm::Client;
use bindery_crm::mt4::CreateMt4Account;

fn records(client: &Client, request: CreateMt4Account) {
    let _ = client.records(request);
}

fn main() {}
