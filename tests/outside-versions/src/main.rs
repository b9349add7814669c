//! Calls both versions of an API, of the first one only a tag.

use bindery_shop_v1::orders as v1;
use bindery_shop_v1::prelude::*;
use bindery_shop_v1::rt::InProcess;
use bindery_shop_v1::rt::server::{BackendResult, RequestContext};
use bindery_shop_v2::prelude::*;
use bindery_shop_v2::{orders as v2, tenants};

struct First;

impl v1::OrdersBackend for First {
    async fn get_order(&self, request: v1::GetOrder, _: RequestContext) -> BackendResult<v1::GetOrder> {
        Ok(v1::Order { id: request.id })
    }
}

struct Second;

impl v2::OrdersBackend for Second {
    async fn get_order(&self, request: v2::GetOrder, _: RequestContext) -> BackendResult<v2::GetOrder> {
        Ok(v2::Order { id: request.id, state: "paid".to_owned() })
    }
}

impl tenants::TenantsBackend for Second {}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let router = bindery_shop_v1::server::all(First).into_axum()?;
    let first = bindery_shop_v1::Client::builder().build_over(InProcess::new(router))?;
    let router = bindery_shop_v2::server::all(Second).into_axum()?;
    let second = bindery_shop_v2::Client::builder().build_over(InProcess::new(router))?;
    let old = first.orders().get_order(v1::GetOrder::new(7)).await?;
    let new = second.orders().get_order(v2::GetOrder::new("7")).await?;
    println!("{} {} {}", old.id, new.id, new.state);
    Ok(())
}
