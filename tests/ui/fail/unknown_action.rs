//! An action that the module lacks.

use bindery_backpack::Client;
use bindery_backpack::prelude::*;
use bindery_backpack::user::GetWalletDetails;

pub async fn read(client: &Client, request: GetWalletDetails) {
    let _ = client.user().get_walet_details(request).await;
}

fn main() {}
