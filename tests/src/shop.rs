//! A small shop: actions with features of calls besides values — logins, sessions, paths, other servers, effects, their
//! own errors — and a backend that misbehaves on request.

use std::sync::Arc;

use bindery_runtime as rt;
use rt::server::{Logins, RequestContext, Route, Router};

use crate::demo::{Demo, ErrorCode, Session};

rt::record! {
    /// Moves money.
    pub struct Pay {
        /// The session.
        session: Session = rt::key("session"),
        /// The password.
        password: Option<rt::Md5Password> = rt::key("password").length(1, 64),
        /// Amount.
        amount: rt::Decimal = rt::key("amount").above(0),
    }
}

rt::record! {
    /// A booking.
    pub struct Receipt {
        /// Under which number.
        id: i64 = rt::key("ID").json_string(),
    }
    fixed { "success": "true", }
}

impl rt::Action for Pay {
    type Api = Demo;
    type Response = Receipt;
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("shop", "pay", "/shop/pay")
            .methods(&[rt::metadata::Method::Post])
            .auth(&["login", "session"])
            .missing(&[("session", "login-required")])
            .invalid(&[("amount", "too-much")])
            .invalid_action("refused")
            .error_formats(&[
                rt::metadata::ErrorFormatUse::new("short").errors(&["technical"]),
                rt::metadata::ErrorFormatUse::new("detailed").errors(&["too-much"]),
            ])
            .meanings(&[("technical", rt::ErrorKind::Funds, "the wallet holds too little")])
            .money();
}

rt::record! {
    /// Reads an item.
    pub struct Look {
        /// Number in the path.
        id: String = rt::key("id").in_path(),
        /// Page number.
        page: Option<i64> = rt::key("page"),
    }
}

impl rt::Action for Look {
    type Api = Demo;
    type Response = Receipt;
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("shop", "look", "/shop/{id}/look").get_post().query().read();
}

rt::record! {
    /// Renames an item.
    pub struct Rename {
        /// The new name.
        name: String = rt::key("name"),
    }
}

impl rt::Action for Rename {
    type Api = Demo;
    type Response = ();
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("shop", "rename", "/shop/rename")
            .methods(&[rt::metadata::Method::Put])
            .json()
            .done()
            .idempotent();
}

rt::record! {
    /// Creates an item.
    pub struct Make {
        /// Its name.
        name: String = rt::key("name"),
    }
}

impl rt::Action for Make {
    type Api = Demo;
    type Response = Receipt;
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("shop", "make", "/shop/make");
}

rt::record! {
    /// Signs up, on another server and without a login.
    pub struct SignUp {
        /// The password.
        password: rt::Md5Password = rt::key("password"),
    }
}

rt::record! {
    /// The new user.
    pub struct Welcome {
        /// The session.
        session: Session = rt::key("session"),
        /// The name.
        name: String = rt::key("name"),
    }
}

impl rt::Action for SignUp {
    type Api = Demo;
    type Response = Welcome;
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("shop", "sign-up", "/shop/sign-up").server("public");
}

/// A shop that behaves as the requests ask.
#[derive(Clone, Copy, Debug)]
pub struct Shop;

/// Backend of the shop. [`Make`] is left out on purpose.
pub trait Backend: rt::server::Backend {
    /// Moves money.
    fn pay(
        &self,
        request: Pay,
        context: RequestContext,
    ) -> impl Future<Output = rt::BackendResult<Pay>> + Send {
        rt::server::not_implemented(request, context)
    }
    /// Reads an item.
    fn look(
        &self,
        request: Look,
        context: RequestContext,
    ) -> impl Future<Output = rt::BackendResult<Look>> + Send {
        rt::server::not_implemented(request, context)
    }
    /// Renames an item.
    fn rename(
        &self,
        request: Rename,
        context: RequestContext,
    ) -> impl Future<Output = rt::BackendResult<Rename>> + Send {
        rt::server::not_implemented(request, context)
    }
    /// Creates an item.
    fn make(
        &self,
        request: Make,
        context: RequestContext,
    ) -> impl Future<Output = rt::BackendResult<Make>> + Send {
        rt::server::not_implemented(request, context)
    }
    /// Signs up.
    fn sign_up(
        &self,
        request: SignUp,
        context: RequestContext,
    ) -> impl Future<Output = rt::BackendResult<SignUp>> + Send {
        rt::server::not_implemented(request, context)
    }
}

impl Backend for Shop {
    async fn pay(&self, request: Pay, context: RequestContext) -> rt::BackendResult<Pay> {
        match request.amount.to_string().as_str() {
            "380" => Err(ErrorCode::Technical.into()),
            "342" => Err(rt::Failure::from(ErrorCode::TooMuch).details(7200)),
            "666" => panic!("the backend has a bug"),
            _ if context.login.as_deref() == Some("partner") => Ok(Receipt { id: 7 }),
            _ => Err(ErrorCode::General.into()),
        }
    }

    async fn look(&self, request: Look, _context: RequestContext) -> rt::BackendResult<Look> {
        Ok(Receipt { id: request.page.unwrap_or(1) })
    }

    async fn rename(&self, _request: Rename, _context: RequestContext) -> rt::BackendResult<Rename> {
        Ok(())
    }

    async fn sign_up(&self, _request: SignUp, _context: RequestContext) -> rt::BackendResult<SignUp> {
        Ok(Welcome { session: "39dfb270b1cfbf1e".into(), name: "Ada".into() })
    }
}

/// The routes of a shop.
pub fn routes<B: Backend>() -> Vec<Route<B>> {
    rt::routes! { B;
        Pay => pay,
        Look => look,
        Rename => rename,
        Make => make,
        SignUp => sign_up,
    }
}

/// Returns the shop's server. Its only user is `partner` with the password `s3cret:word`.
///
/// # Errors
/// Fails if two actions have the same path.
pub fn server() -> Result<axum::Router, rt::server::RouterError> {
    Router::<Demo>::new()
        .mount(routes(), Arc::new(Shop))
        .login(Logins::new([("partner", "s3cret:word")]))
        .max_body(1_000_000)
        .into_axum()
}
