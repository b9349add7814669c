//! A server of the API with users, and helpers for requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use bindery_coriunder::account::{AccountBackend, Login};
use bindery_coriunder::balance::{BalanceBackend, BalanceTotal, GetTotal, TransferAmount};
use bindery_coriunder::customer::{Customer, CustomerBackend, GetCustomer, SaveCustomer};
use bindery_coriunder::rt::server::{BackendResult, CheckIssued, RequestContext, Router};
use bindery_coriunder::rt::{self, Secret};
use bindery_coriunder::shop::{Cart, CartItem, GetActiveCarts, SetCart, ShopBackend};
use bindery_coriunder::transactions::{Lookup, TransactionLookup, TransactionsBackend};
use bindery_coriunder::{APPLICATION_TOKEN, CREDENTIALS, Coriunder, SIGNATURE, account, balance, customer};
use bindery_coriunder::{shop, transactions};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

/// The salt of the reference sheet's vectors.
pub(crate) const SALT: &str = "TESTSALT";
/// The token of the application.
pub(crate) const APPLICATION: &str = "00000000-0000-4000-8000-000000000001";
/// Name of the header that logins issue.
pub(crate) const HEADER: &str = "your_app_Token";

/// A method and who called it.
type Seen = (&'static str, Option<String>);

/// A platform with users, who log in by name.
#[derive(Clone, Default)]
pub(crate) struct Platform {
    /// Calls with their users, by method.
    pub(crate) seen: Arc<Mutex<Vec<Seen>>>,
    /// Saved pictures.
    pub(crate) pictures: Arc<Mutex<Vec<Vec<u8>>>>,
    /// Carts of guests.
    carts: Arc<Mutex<HashMap<String, Vec<CartItem>>>>,
}

impl Platform {
    fn note(&self, method: &'static str, context: &RequestContext) {
        self.seen.lock().expect("no test panics inside").push((method, context.login.clone()));
    }
}

/// Tokens are `token-of-` and the user's name.
pub(crate) struct Sessions;

impl CheckIssued for Sessions {
    fn is_issued(&self, header: &str) -> bool {
        header.eq_ignore_ascii_case(HEADER)
    }

    async fn check(&self, _header: &str, value: &Secret) -> Option<String> {
        value.expose().strip_prefix("token-of-").map(str::to_owned)
    }

    async fn guest(&self, token: &Secret) -> bool {
        token.expose().starts_with("guest-")
    }
}

fn json<A: rt::Action>(json: &str) -> A::Response {
    rt::decode::decode_response::<A>(200, &Bytes::from(format!("{{\"d\":{json}}}"))).expect("a response")
}

impl AccountBackend for Platform {
    async fn login(&self, request: Login, context: RequestContext) -> BackendResult<Login> {
        self.note("login", &context);
        let user = request.email.or(request.user_name).unwrap_or_default();
        if request.password.0.expose() != "secret" {
            let code = Some(bindery_coriunder::ErrorCode::Unknown(7));
            return Err(rt::Failure {
                code,
                message: Some("Wrong password".into()),
                ..rt::Failure::default()
            });
        }
        let session = format!(
            r#"{{"IsSuccess":true,"CredentialsHeaderName":"{HEADER}","CredentialsToken":"token-of-{user}"}}"#
        );
        Ok(json::<Login>(&session))
    }
}

impl BalanceBackend for Platform {
    async fn get_total(&self, _request: GetTotal, context: RequestContext) -> BackendResult<GetTotal> {
        self.note("get-total", &context);
        Ok(Vec::<BalanceTotal>::new())
    }

    async fn transfer_amount(
        &self,
        _: TransferAmount,
        context: RequestContext,
    ) -> BackendResult<TransferAmount> {
        self.note("transfer-amount", &context);
        Ok(json::<TransferAmount>(r#"{"IsSuccess":true}"#))
    }
}

impl CustomerBackend for Platform {
    async fn get_customer(
        &self,
        _request: GetCustomer,
        context: RequestContext,
    ) -> BackendResult<GetCustomer> {
        self.note("get-customer", &context);
        let name = context.login.unwrap_or_default();
        Ok(json::<GetCustomer>(&format!(r#"{{"FirstName":"{name}"}}"#)))
    }

    async fn save_customer(
        &self,
        request: SaveCustomer,
        context: RequestContext,
    ) -> BackendResult<SaveCustomer> {
        self.note("save-customer", &context);
        let customer: Customer = request.info;
        let picture = customer.profile_image.unwrap_or_default();
        self.pictures.lock().expect("no test panics inside").push(picture.0);
        Ok(json::<SaveCustomer>(r#"{"IsSuccess":true}"#))
    }
}

impl ShopBackend for Platform {
    async fn get_active_carts(
        &self,
        _: GetActiveCarts,
        context: RequestContext,
    ) -> BackendResult<GetActiveCarts> {
        let guest = context.guest.as_ref().map(|token| token.expose().to_owned());
        let carts = self.carts.lock().expect("no test panics inside");
        let items = guest.as_ref().and_then(|guest| carts.get(guest)).cloned();
        self.seen.lock().expect("no test panics inside").push(("get-active-carts", guest));
        Ok(items.map(|items| Cart { items: Some(items), ..Cart::default() }).into_iter().collect())
    }

    async fn set_cart(&self, request: SetCart, context: RequestContext) -> BackendResult<SetCart> {
        let guest = context.guest.as_ref().map(|token| token.expose().to_owned()).unwrap_or_default();
        let items = request.cart.items.iter().map(|item| CartItem {
            product_id: Some(item.product_id),
            quantity: Some(item.quantity),
            ..CartItem::default()
        });
        let items = items.collect();
        self.carts.lock().expect("no test panics inside").insert(guest, items);
        Ok("cookie-of-the-cart".into())
    }
}

impl TransactionsBackend for Platform {
    async fn lookup(&self, request: Lookup, context: RequestContext) -> BackendResult<Lookup> {
        self.note("lookup", &context);
        assert_eq!(request.trans_date.to_string(), "/Date(1420070400000)/");
        Ok(Vec::<TransactionLookup>::new())
    }
}

/// The router of the platform, which checks everything.
pub(crate) fn router(platform: Platform) -> Router<Coriunder> {
    let platform = Arc::new(platform);
    bindery_coriunder::server::router()
        .credential(APPLICATION_TOKEN, APPLICATION)
        .credential(SIGNATURE, SALT)
        .issued(CREDENTIALS, Sessions)
        .mount(account::routes(), platform.clone())
        .mount(balance::routes(), platform.clone())
        .mount(customer::routes(), platform.clone())
        .mount(shop::routes(), platform.clone())
        .mount(transactions::routes(), platform)
}

/// The same, ready to serve.
pub(crate) fn service(platform: Platform) -> axum::Router {
    router(platform).into_axum().expect("everything is there that is needed")
}

/// A response.
pub(crate) struct ServedResponse {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) headers: HashMap<String, String>,
}

/// Sends a request unchanged.
pub(crate) async fn send(
    service: &axum::Router,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> ServedResponse {
    let mut request = http::Request::post(format!("http://in-process{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(axum::body::Body::from(body.into())).expect("a request");
    let response = service.clone().oneshot(request).await.expect("routers do not fail");
    let (head, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    ServedResponse {
        status: head.status.as_u16(),
        body: String::from_utf8_lossy(&body).into_owned(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
            .collect(),
    }
}

/// The header of a signature of these bytes.
pub(crate) fn signed(body: &[u8]) -> String {
    signature().sign(body, &Secret::from(SALT))
}

/// The scheme.
pub(crate) fn signature() -> rt::metadata::Signature {
    let schemes = <Coriunder as rt::Api>::INFO.auth;
    *schemes.iter().find_map(rt::metadata::AuthScheme::as_signature).expect("the API signs")
}
