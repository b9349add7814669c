//! An API with keys, signatures, text codes, outcomes, pages and selected routes, written by hand as the generator would
//! print it.

use bindery_runtime as rt;
use rt::server::{Context, Outcome};

#[derive(Debug)]
pub enum Desk {}

rt::error_codes! {
    /// The errors of the desk.
    pub enum ErrorCode: String {
        /// No such key.
        InvalidKey = "invalid-key", "invalid_key", Authentication, "The key is not known", 403;
        /// Signed otherwise.
        InvalidSignature = "invalid-signature", "invalid_signature", Authentication, "The signature is wrong", 403;
        /// The token of payments.
        TokenInvalid = "token-invalid", "token_invalid", Authentication, "The token is wrong", 400;
        /// No such user.
        UserNotFound = "user-not-found", "user_not_found", NotFound, "There is no such user";
        /// Log in again.
        Expired = "expired", "expired", Authentication, "The session has ended", 401;
        /// By status alone.
        Refused = "refused", _, Validation, "The request is refused", 400;
        /// By status alone.
        NotFound = "not-found", _, NotFound, "There is no such thing", 404;
        /// By status alone.
        Busy = "busy", _, Unavailable, "Not now", 503;
        /// By status alone.
        Internal = "internal", _, Internal, "The desk failed", 500;
        /// By status alone.
        NotImplemented = "not-implemented", _, Internal, "The desk does not do that", 501;
    }
}

impl rt::Api for Desk {
    type Code = ErrorCode;
    const INFO: &'static rt::facts::ApiInfo = &rt::facts::ApiInfo::new("desk", "Desk")
        .servers(&[rt::facts::Server::new("main")])
        .auth(&[
            rt::facts::AuthScheme::header("key", rt::facts::KeyHeader::new("key")).refused("invalid-key"),
            rt::facts::AuthScheme::signature(
                rt::facts::Signature::new(
                    "signature",
                    rt::facts::Place::Header("signature"),
                    &[("", rt::facts::Digest::HmacSha256)],
                )
                .written("sha256={hex}")
                .secret("key"),
            )
            .refused("invalid-signature"),
            rt::facts::AuthScheme::signature(
                rt::facts::Signature::new(
                    "signature-v1",
                    rt::facts::Place::Header("signature"),
                    &[("", rt::facts::Digest::Sha1)],
                )
                .modes(&[("", rt::facts::Covers::Pairs { skip_empty: false, either: false })])
                .written("{HEX}")
                .secret("key")
                .instead_of("signature"),
            ),
            rt::facts::AuthScheme::header("pay-token", rt::facts::KeyHeader::new("X-Pay-Token"))
                .refused("token-invalid"),
            rt::facts::AuthScheme::signature(
                rt::facts::Signature::new(
                    "pay-sign",
                    rt::facts::Place::Parameter("sign"),
                    &[("", rt::facts::Digest::Sha1)],
                )
                .modes(&[("", rt::facts::Covers::Pairs { skip_empty: true, either: false })])
                .written("{HEX}")
                .secret("pay-token"),
            )
            .refused("token-invalid"),
            rt::facts::AuthScheme::signature(rt::facts::Signature::new(
                "event-signature",
                rt::facts::Place::Header("X-Event-Signature"),
                &[("", rt::facts::Digest::HmacSha256)],
            )),
        ])
        .failures(&[rt::facts::FailureShape::new("typed", 400)
            .when(&[rt::facts::Marker::Status(400, 599)])
            .body(&[
                rt::facts::Part::Fixed("error", "true"),
                rt::facts::Part::Status("code"),
                rt::facts::Part::Code("type"),
                rt::facts::Part::Message("more.text"),
            ])])
        .failure("typed")
        .refusals(
            rt::facts::Refusals::new("internal")
                .missing("refused")
                .invalid("refused")
                .login("invalid-signature")
                .not_found("not-found")
                .not_implemented("not-implemented"),
        );
}

pub const KEY: rt::Credential<Desk> = rt::Credential::new("key");
pub const PAY_TOKEN: rt::Credential<Desk> = rt::Credential::new("pay-token");
pub const EVENT_SIGNATURE: rt::Credential<Desk> = rt::Credential::new("event-signature");
pub const SIGNATURE_V1: rt::Alternative<Desk> = rt::Alternative::new("signature-v1");

rt::record! {
    /// A user.
    pub struct User {
        /// Who.
        id: i64 = rt::key("id"),
        /// Further entries.
        others: rt::Map<rt::Json> = rt::key("others").others(),
    }
}

rt::record! {
    /// A page of users.
    pub struct Users {
        /// How many there are.
        count: Option<i64> = rt::key("count"),
        /// These.
        records: Vec<User> = rt::key("records"),
    }
}

rt::record! {
    /// Lists users.
    #[non_exhaustive]
    pub struct ListUsers {
        /// To jump over.
        skip: i64 = rt::key("skip").min(0),
        /// To list.
        limit: Option<i64> = rt::key("limit").min(0).max(3),
        /// Whether the answer says how many there are.
        counted: bool = rt::key("counted").default("false"),
    }
}

impl rt::Action for ListUsers {
    type Api = Desk;
    type Response = Users;
    const INFO: &'static rt::facts::ActionInfo = &rt::facts::ActionInfo::new("users", "list-users", "/users")
        .methods(&[rt::facts::Method::Get])
        .json()
        .auth(&["key", "signature"])
        .read();
}

rt::paged! { ListUsers { skip, limit: 3 } => records: User, count }

rt::record! {
    /// One user.
    #[non_exhaustive]
    pub struct GetUser {
        /// Who.
        id: String = rt::key("id").in_path(),
    }
}

impl rt::Action for GetUser {
    type Api = Desk;
    type Response = String;
    const INFO: &'static rt::facts::ActionInfo =
        &rt::facts::ActionInfo::new("users", "get-user", "/users/{id}")
            .methods(&[rt::facts::Method::Get])
            .auth(&["key"])
            .read();
}

rt::record! {
    /// Where somebody lives.
    pub struct Address {
        /// The town.
        town: String = rt::key("town").length(1, 5),
    }
}

rt::record! {
    /// Makes a user.
    #[non_exhaustive]
    pub struct CreateUser {
        /// What to call it.
        name: String = rt::key("name"),
        /// Where it lives.
        addresses: Option<Vec<Address>> = rt::key("addresses"),
        /// What else is known.
        custom: rt::Map<rt::Json> = rt::key("others").others(),
    }
    fixed { "version": "2", }
}

impl rt::Action for CreateUser {
    type Api = Desk;
    type Response = User;
    const INFO: &'static rt::facts::ActionInfo =
        &rt::facts::ActionInfo::new("users", "create-user", "/users")
            .methods(&[rt::facts::Method::Post])
            .json()
            .status(201)
            .auth(&["key", "signature"]);
}

rt::record! {
    /// What was done before.
    pub struct Repeat {
        /// Nothing was done.
        repeat: bool = rt::key("repeat"),
    }
}

rt::outcomes! {
    /// What [`Deposit`] answers.
    pub enum DepositAnswer {
        /// The money was booked.
        Done = 204,
        /// Nothing was booked.
        Repeated(Repeat) = 200,
    }
}

rt::record! {
    /// Books money.
    #[non_exhaustive]
    pub struct Deposit {
        /// How much.
        amount: rt::Decimal = rt::key("amount").text(),
        /// Why.
        comment: String = rt::key("comment"),
    }
}

impl rt::Action for Deposit {
    type Api = Desk;
    type Response = DepositAnswer;
    const INFO: &'static rt::facts::ActionInfo = &rt::facts::ActionInfo::new("money", "deposit", "/deposits")
        .methods(&[rt::facts::Method::Post])
        .json()
        .auth(&["key", "signature"])
        .money();
}

rt::record! {
    /// Writes something down, in a form.
    #[non_exhaustive]
    pub struct Note {
        /// What.
        text: String = rt::key("text"),
        /// How often.
        times: Option<i64> = rt::key("times"),
    }
}

impl rt::Action for Note {
    type Api = Desk;
    type Response = String;
    const INFO: &'static rt::facts::ActionInfo =
        &rt::facts::ActionInfo::new("users", "note", "/notes").auth(&["key", "signature"]).set();
}

rt::record! {
    /// Says that a payment has ended.
    #[non_exhaustive]
    pub struct Paid {
        /// Which one.
        order: String = rt::key("order_no"),
        /// How much.
        amount: rt::Decimal = rt::key("amount"),
        /// A remark.
        note: Option<String> = rt::key("note"),
        /// Keys of one's own.
        others: rt::Map<rt::Json> = rt::key("others").others(),
    }
}

impl rt::Action for Paid {
    type Api = Desk;
    type Response = ();
    const INFO: &'static rt::facts::ActionInfo = &rt::facts::ActionInfo::new("money", "paid", "/paid")
        .methods(&[rt::facts::Method::Post])
        .json()
        .status(204)
        .auth(&["pay-token", "pay-sign"])
        .money();
}

rt::record! {
    /// Where an event comes from.
    pub struct Source {
        /// Which one.
        event: String = rt::key("event"),
    }
}

macro_rules! event {
    ($name:ident $action:literal $($select:tt)*) => {
        rt::record! {
            /// An event.
            #[non_exhaustive]
            pub struct $name {
                /// Where it comes from.
                source: Source = rt::key("source"),
                /// What has happened.
                data: rt::Map<rt::Json> = rt::key("data"),
            }
        }

        impl rt::Action for $name {
            type Api = Desk;
            type Response = String;
            const INFO: &'static rt::facts::ActionInfo = &rt::facts::ActionInfo::new("events", $action, "/")
                .methods(&[rt::facts::Method::Post])
                .json()
                .auth(&["event-signature"])
                $($select)*;
        }
    };
}

event!(Rejected "rejected" .select("source.event", &["desk.reject", "desk.refuse"]));
event!(Approved "approved" .select("source.event", &["desk.approve.*"]));
event!(Other "other");

impl Rejected {
    pub fn of(event: &str) -> Self {
        Self { source: Source { event: event.into() }, data: rt::Map::new() }
    }
}

impl Other {
    pub fn of(event: &str) -> Self {
        Self { source: Source { event: event.into() }, data: rt::Map::new() }
    }
}

impl ListUsers {
    pub fn new(skip: i64) -> Self {
        Self { skip, limit: None, counted: false }
    }
}

impl GetUser {
    pub fn new(id: &str) -> Self {
        Self { id: id.into() }
    }
}

impl CreateUser {
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), addresses: None, custom: rt::Map::new() }
    }
}

impl Note {
    pub fn new(text: &str) -> Self {
        Self { text: text.into(), times: None }
    }
}

impl Deposit {
    pub fn new(amount: i64, comment: &str) -> Self {
        Self { amount: amount.into(), comment: comment.into() }
    }
}

impl Paid {
    pub fn new(order: &str, amount: &str) -> Self {
        let amount = amount.parse().expect("a number");
        Self { order: order.into(), amount, note: None, others: rt::Map::new() }
    }
}

macro_rules! backend {
    ($($method:ident: $action:ident,)*) => {
        /// What a server of the desk does.
        pub trait DeskBackend: rt::server::Backend {
            $(fn $method(
                &self,
                request: $action,
                context: Context,
            ) -> impl Future<Output = Outcome<$action>> + Send {
                rt::server::not_implemented(request, context)
            })*
        }

        /// The routes of the desk.
        pub fn routes<B: DeskBackend>() -> Vec<rt::server::Route<B>> {
            rt::routes! { B; $($action => $method,)* }
        }
    };
}

backend! {
    list_users: ListUsers,
    get_user: GetUser,
    create_user: CreateUser,
    deposit: Deposit,
    note: Note,
    paid: Paid,
    rejected: Rejected,
    approved: Approved,
    other: Other,
}
