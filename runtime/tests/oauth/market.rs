//! An API under OAuth, both versions, written by hand like generated code: a client and a router for the flows.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bindery_runtime as rt;
use rt::server::{BackendResult, RequestContext, Router};

#[derive(Debug)]
pub enum Market {}

rt::error_codes! {
    /// The errors of the market.
    pub enum ErrorCode: String {
        /// No good token.
        NoToken = "no-token", "no_token", Authentication, "The token is not good";
        /// A scope is missing.
        NoScope = "no-scope", "no_scope", PermissionDenied, "The token does not allow that";
        /// Not signed.
        NoSignature = "no-signature", "no_signature", Authentication, "The signature is not good", 403;
        /// Anything else.
        Wrong = "wrong", "wrong", Validation, "The request is wrong", 422;
    }
}

impl rt::Api for Market {
    type Code = ErrorCode;
    const INFO: &'static rt::metadata::ApiInfo = &rt::metadata::ApiInfo::new("market", "Market")
        .servers(&[rt::metadata::Server::new("main").url("https://api.market.example")])
        .auth(&[
            rt::metadata::AuthScheme::oauth2(
                "oauth2",
                rt::metadata::BearerFlow::new(
                    "https://market.example/oauth2/authorize",
                    "https://market.example/oauth2/token",
                )
                .status("https://market.example/oauth2/tokens/{token}")
                .revoke("https://market.example/oauth2/revoke")
                .insufficient_scope("no-scope"),
            )
            .rejection("no-token"),
            rt::metadata::AuthScheme::oauth1(
                "oauth1",
                rt::metadata::SignedFlow::new(
                    "https://market.example/oauth/request_token",
                    "https://market.example/oauth/authorize",
                    "https://market.example/oauth/access_token",
                )
                .method(rt::metadata::Method::Post)
                .carrier(rt::oauth1::Carrier::Header),
            )
            .rejection("no-signature"),
        ])
        .error_formats(&[rt::metadata::ErrorFormat::new("typed", 400)
            .when(&[rt::metadata::ErrorSignal::Status(400, 599)])
            .body(r#"{"error":"$code","message":"$message"}"#)])
        .error_format("typed")
        .rejections(rt::metadata::Rejections::new("wrong").unauthenticated("no-token"));
}

pub(crate) const OAUTH2: rt::OAuth2<Market> = rt::OAuth2::new("oauth2");
pub(crate) const OAUTH1: rt::OAuth1<Market> = rt::OAuth1::new("oauth1");

rt::record! {
    /// Reads the funds.
    #[non_exhaustive]
    pub struct GetFunds {
        /// In which currency.
        currency: String = rt::key("currency"),
        /// Additional entries.
        additional: rt::Map<rt::RawJson> = rt::key("additional").additional(),
    }
}

rt::record! {
    /// Places an order.
    #[non_exhaustive]
    pub struct PlaceOrder {
        /// Amount.
        amount: rt::Decimal = rt::key("amount"),
    }
}

rt::record! {
    /// Cancels an order.
    #[non_exhaustive]
    pub struct CancelOrder {
        /// Order number.
        id: String = rt::key("id"),
    }
    fixed { "action": "\"cancel\"", }
}

rt::record! {
    /// Renames the account. Sent as a form.
    #[non_exhaustive]
    pub struct Rename {
        /// The new name.
        name: String = rt::key("name"),
    }
}

rt::record! {
    /// Reads the terms, with signed requests only.
    #[non_exhaustive]
    pub struct GetTerms {
    }
}

macro_rules! actions {
    ($($action:ident: $name:literal $path:literal $set:expr;)*) => {$(
        impl rt::Action for $action {
            type Api = Market;
            type Response = String;
            const INFO: &'static rt::metadata::ActionInfo = &$set(rt::metadata::ActionInfo::new("market", $name, $path));
        }
    )*};
}

const fn reads(info: rt::metadata::ActionInfo) -> rt::metadata::ActionInfo {
    info.methods(&[rt::metadata::Method::Get]).any_auth(&["oauth2", "oauth1"]).scopes(&["basic"]).read()
}

const fn places(info: rt::metadata::ActionInfo) -> rt::metadata::ActionInfo {
    info.methods(&[rt::metadata::Method::Post])
        .json()
        .any_auth(&["oauth2", "oauth1"])
        .scopes(&["trade"])
        .money()
}

const fn cancels(info: rt::metadata::ActionInfo) -> rt::metadata::ActionInfo {
    info.methods(&[rt::metadata::Method::Post])
        .json()
        .any_auth(&["oauth2", "oauth1"])
        .scopes(&["withdraw"])
        .select("action", &["cancel"])
}

const fn renames(info: rt::metadata::ActionInfo) -> rt::metadata::ActionInfo {
    info.methods(&[rt::metadata::Method::Post]).any_auth(&["oauth2", "oauth1"]).idempotent()
}

const fn only_signed(info: rt::metadata::ActionInfo) -> rt::metadata::ActionInfo {
    info.methods(&[rt::metadata::Method::Get]).auth(&["oauth1"]).read()
}

actions! {
    GetFunds: "get-funds" "/rest/funds" reads;
    PlaceOrder: "place-order" "/rest/order" places;
    CancelOrder: "cancel-order" "/rest/order" cancels;
    Rename: "rename" "/rest/name" renames;
    GetTerms: "get-terms" "/rest/terms" only_signed;
}

pub(crate) fn get_funds() -> GetFunds {
    GetFunds { currency: "E U+R".into(), additional: rt::Map::default() }
}

pub(crate) fn place_order() -> PlaceOrder {
    PlaceOrder { amount: rt::Decimal::from(5) }
}

pub(crate) fn cancel_order() -> CancelOrder {
    CancelOrder { id: "7".into() }
}

pub(crate) fn rename() -> Rename {
    Rename { name: "a&b =c+".into() }
}

pub(crate) fn get_terms() -> GetTerms {
    GetTerms {}
}

/// Records the requests with their callers, and counts them.
#[derive(Default)]
pub(crate) struct Stall {
    pub(crate) served: AtomicUsize,
}

impl Stall {
    fn serve(&self, what: &str, context: &RequestContext) -> Result<String, rt::Failure<ErrorCode>> {
        self.served.fetch_add(1, Ordering::SeqCst);
        let how = match (
            context.extensions.get::<rt::oauth2::Grant>(),
            context.extensions.get::<rt::oauth1::Verified>(),
        ) {
            (Some(grant), None) => format!("{} with {}", grant.application, grant.scopes),
            (None, Some(verified)) => format!("{} signed", verified.consumer),
            _ => "nobody".to_owned(),
        };
        Ok(format!("{what} for {} by {how}", context.login.as_deref().unwrap_or("nobody")))
    }

    async fn get_funds(&self, request: GetFunds, context: RequestContext) -> BackendResult<GetFunds> {
        assert!(
            request.additional.is_empty(),
            "a signature is nothing for a backend: {:?}",
            request.additional
        );
        self.serve(&format!("funds in {}", request.currency), &context)
    }

    async fn place_order(&self, request: PlaceOrder, context: RequestContext) -> BackendResult<PlaceOrder> {
        self.serve(&format!("order of {}", request.amount), &context)
    }

    async fn cancel_order(
        &self,
        request: CancelOrder,
        context: RequestContext,
    ) -> BackendResult<CancelOrder> {
        self.serve(&format!("cancel {}", request.id), &context)
    }

    async fn rename(&self, request: Rename, context: RequestContext) -> BackendResult<Rename> {
        self.serve(&format!("name {}", request.name), &context)
    }

    async fn get_terms(&self, _request: GetTerms, context: RequestContext) -> BackendResult<GetTerms> {
        self.serve("terms", &context)
    }
}

/// Returns the router over a backend.
pub(crate) fn router(stall: &Arc<Stall>) -> Router<Market> {
    let routes = rt::routes! { Stall;
        GetFunds => get_funds,
        PlaceOrder => place_order,
        CancelOrder => cancel_order,
        Rename => rename,
        GetTerms => get_terms,
    };
    Router::new().mount(routes, Arc::clone(stall))
}
