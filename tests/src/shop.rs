//! A small shop: actions with what a call needs beyond values — log-ins, sessions, paths, other servers, effects,
//! errors of their own — and a backend that misbehaves when it is asked to.

use std::sync::Arc;

use bindery_runtime as rt;
use rt::server::{Context, Logins, Route, Router};

use crate::demo::{Demo, ErrorCode, Session};

rt::record! {
    /// Moves money.
    pub struct Pay {
        /// The session.
        session: Session = rt::key("session"),
        /// The password.
        password: Option<rt::Md5Password> = rt::key("password").length(1, 64),
        /// How much.
        amount: rt::Decimal = rt::key("amount").above(0),
    }
}

rt::record! {
    /// What was booked.
    pub struct Receipt {
        /// Under which number.
        id: i64 = rt::key("ID").text(),
    }
    fixed { "success": "true", }
}

impl rt::Action for Pay {
    type Api = Demo;
    type Response = Receipt;
    const INFO: &'static rt::facts::ActionInfo = &rt::facts::ActionInfo::new("shop", "pay", "/shop/pay")
        .methods(&[rt::facts::Method::Post])
        .auth(&["login", "session"])
        .missing(&[("session", "login-required")])
        .invalid(&[("amount", "too-much")])
        .invalid_action("refused")
        .failures(&[
            rt::facts::FailureUse::new("short").errors(&["technical"]),
            rt::facts::FailureUse::new("detailed").errors(&["too-much"]),
        ])
        .meanings(&[("technical", rt::ErrorKind::Funds, "the wallet holds too little")])
        .money();
}

rt::record! {
    /// Looks at a thing.
    pub struct Look {
        /// Which.
        id: String = rt::key("id").in_path(),
        /// Which page.
        page: Option<i64> = rt::key("page"),
    }
}

impl rt::Action for Look {
    type Api = Demo;
    type Response = Receipt;
    const INFO: &'static rt::facts::ActionInfo =
        &rt::facts::ActionInfo::new("shop", "look", "/shop/{id}/look").get_post().query().read();
}

rt::record! {
    /// Names a thing.
    pub struct Rename {
        /// The new name.
        name: String = rt::key("name"),
    }
}

impl rt::Action for Rename {
    type Api = Demo;
    type Response = ();
    const INFO: &'static rt::facts::ActionInfo =
        &rt::facts::ActionInfo::new("shop", "rename", "/shop/rename")
            .methods(&[rt::facts::Method::Put])
            .json()
            .done()
            .set();
}

rt::record! {
    /// Makes a thing.
    pub struct Make {
        /// Its name.
        name: String = rt::key("name"),
    }
}

impl rt::Action for Make {
    type Api = Demo;
    type Response = Receipt;
    const INFO: &'static rt::facts::ActionInfo = &rt::facts::ActionInfo::new("shop", "make", "/shop/make");
}

rt::record! {
    /// Signs up, on a server of its own and without a log-in.
    pub struct SignUp {
        /// The password.
        password: rt::Md5Password = rt::key("password"),
    }
}

rt::record! {
    /// Who has signed up.
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
    const INFO: &'static rt::facts::ActionInfo =
        &rt::facts::ActionInfo::new("shop", "sign-up", "/shop/sign-up").server("public");
}

/// A shop that does what the requests say.
#[derive(Clone, Copy, Debug)]
pub struct Shop;

/// What a shop can do. [`Make`] is left out on purpose.
pub trait Backend: rt::server::Backend {
    /// Moves money.
    fn pay(&self, request: Pay, context: Context) -> impl Future<Output = rt::Outcome<Pay>> + Send {
        rt::server::not_implemented(request, context)
    }
    /// Looks at a thing.
    fn look(&self, request: Look, context: Context) -> impl Future<Output = rt::Outcome<Look>> + Send {
        rt::server::not_implemented(request, context)
    }
    /// Names a thing.
    fn rename(&self, request: Rename, context: Context) -> impl Future<Output = rt::Outcome<Rename>> + Send {
        rt::server::not_implemented(request, context)
    }
    /// Makes a thing.
    fn make(&self, request: Make, context: Context) -> impl Future<Output = rt::Outcome<Make>> + Send {
        rt::server::not_implemented(request, context)
    }
    /// Signs up.
    fn sign_up(&self, request: SignUp, context: Context) -> impl Future<Output = rt::Outcome<SignUp>> + Send {
        rt::server::not_implemented(request, context)
    }
}

impl Backend for Shop {
    async fn pay(&self, request: Pay, context: Context) -> rt::Outcome<Pay> {
        match request.amount.to_string().as_str() {
            "380" => Err(ErrorCode::Technical.into()),
            "342" => Err(rt::Failure::from(ErrorCode::TooMuch).details(7200)),
            "666" => panic!("the backend has a bug"),
            _ if context.login.as_deref() == Some("partner") => Ok(Receipt { id: 7 }),
            _ => Err(ErrorCode::General.into()),
        }
    }

    async fn look(&self, request: Look, _context: Context) -> rt::Outcome<Look> {
        Ok(Receipt { id: request.page.unwrap_or(1) })
    }

    async fn rename(&self, _request: Rename, _context: Context) -> rt::Outcome<Rename> {
        Ok(())
    }

    async fn sign_up(&self, _request: SignUp, _context: Context) -> rt::Outcome<SignUp> {
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

/// The shop's server. Its only user is `partner` with the password `s3cret:word`.
///
/// # Errors
/// When two actions have the same path.
pub fn server() -> Result<axum::Router, rt::server::RouterError> {
    Router::<Demo>::new()
        .mount(routes(), Arc::new(Shop))
        .login(Logins::new([("partner", "s3cret:word")]))
        .max_body(1_000_000)
        .into_axum()
}
