//! An API with keys, signatures, string codes, several responses, pages and selected routes, written by hand like
//! generated code.

use bindery_runtime as rt;
use rt::server::{BackendResult, RequestContext};

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
        Rejected = "rejected", _, Validation, "The request is rejected", 400;
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
    const INFO: &'static rt::metadata::ApiInfo = &rt::metadata::ApiInfo::new("desk", "Desk")
        .servers(&[rt::metadata::Server::new("main")])
        .auth(&[
            rt::metadata::AuthScheme::header("key", rt::metadata::KeyHeader::new("key"))
                .rejection("invalid-key"),
            rt::metadata::AuthScheme::signature(
                rt::metadata::Signature::new(
                    "signature",
                    rt::metadata::SignatureLocation::Header("signature"),
                    &[("", rt::metadata::Digest::HmacSha256)],
                )
                .written("sha256={hex}")
                .secret("key"),
            )
            .rejection("invalid-signature"),
            rt::metadata::AuthScheme::signature(
                rt::metadata::Signature::new(
                    "signature-v1",
                    rt::metadata::SignatureLocation::Header("signature"),
                    &[("", rt::metadata::Digest::Sha1)],
                )
                .modes(&[("", "{pairs}{secret}")])
                .written("{HEX}")
                .secret("key")
                .alternative_to("signature"),
            ),
            rt::metadata::AuthScheme::header("pay-token", rt::metadata::KeyHeader::new("X-Pay-Token"))
                .rejection("token-invalid"),
            rt::metadata::AuthScheme::signature(
                rt::metadata::Signature::new(
                    "pay-sign",
                    rt::metadata::SignatureLocation::Parameter("sign"),
                    &[("", rt::metadata::Digest::Sha1)],
                )
                .modes(&[("", "{pairs}{secret}")])
                .pairs(rt::metadata::Pairs::SORTED.skip_empty())
                .written("{HEX}")
                .secret("pay-token"),
            )
            .rejection("token-invalid"),
            rt::metadata::AuthScheme::signature(rt::metadata::Signature::new(
                "event-signature",
                rt::metadata::SignatureLocation::Header("X-Event-Signature"),
                &[("", rt::metadata::Digest::HmacSha256)],
            )),
        ])
        .error_formats(&[rt::metadata::ErrorFormat::new("typed", 400)
            .when(&[rt::metadata::ErrorSignal::Status(400, 599)])
            .body(r#"{"error":true,"code":"$status","type":"$code","more":{"text":"$message"}}"#)])
        .error_format("typed")
        .rejections(
            rt::metadata::Rejections::new("internal")
                .missing("rejected")
                .invalid("rejected")
                .unauthenticated("invalid-signature")
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
        /// Number of the user.
        id: i64 = rt::key("id"),
        /// Further entries.
        additional: rt::Map<rt::RawJson> = rt::key("additional").additional(),
    }
}

rt::record! {
    /// A page of users.
    pub struct Users {
        /// Number of users in the list.
        count: Option<i64> = rt::key("count"),
        /// Users.
        records: Vec<User> = rt::key("records"),
    }
}

rt::record! {
    /// Lists users.
    #[non_exhaustive]
    pub struct ListUsers {
        /// Number of users to skip.
        skip: i64 = rt::key("skip").min(0),
        /// Largest number of users to return.
        limit: Option<i64> = rt::key("limit").min(0).max(3),
        /// Whether the response contains the number of users.
        counted: bool = rt::key("counted").default("false"),
    }
}

impl rt::Action for ListUsers {
    type Api = Desk;
    type Response = Users;
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("users", "list-users", "/users")
            .methods(&[rt::metadata::Method::Get])
            .json()
            .auth(&["key", "signature"])
            .read();
}

rt::paged! {
    ListUsers { position: skip, limit: limit },
    |page| page.records => User,
    rt::metadata::PagesInfo::new(rt::metadata::PagesBy::Offset).largest(3).records("records").count("count")
}

rt::record! {
    /// Reads a user.
    #[non_exhaustive]
    pub struct GetUser {
        /// Number of the user.
        id: String = rt::key("id").in_path(),
    }
}

impl rt::Action for GetUser {
    type Api = Desk;
    type Response = String;
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("users", "get-user", "/users/{id}")
            .methods(&[rt::metadata::Method::Get])
            .auth(&["key"])
            .read();
}

rt::record! {
    /// A postal address.
    pub struct Address {
        /// The town.
        town: String = rt::key("town").length(1, 5),
    }
}

rt::record! {
    /// Creates a user.
    #[non_exhaustive]
    pub struct CreateUser {
        /// Name of the user.
        name: String = rt::key("name"),
        /// Addresses.
        addresses: Option<Vec<Address>> = rt::key("addresses"),
        /// Additional properties.
        custom: rt::Map<rt::RawJson> = rt::key("additional").additional(),
    }
    fixed { "version": "2", }
}

impl rt::Action for CreateUser {
    type Api = Desk;
    type Response = User;
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("users", "create-user", "/users")
            .methods(&[rt::metadata::Method::Post])
            .json()
            .status(201)
            .auth(&["key", "signature"]);
}

rt::record! {
    /// An earlier deposit that was repeated.
    pub struct Repeat {
        /// Nothing was done.
        repeat: bool = rt::key("repeat"),
    }
}

rt::response_enum! {
    /// The responses of [`Deposit`].
    pub enum DepositResponse {
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
        /// Amount.
        amount: rt::Decimal = rt::key("amount").json_string(),
        /// Reason.
        comment: String = rt::key("comment"),
    }
}

impl rt::Action for Deposit {
    type Api = Desk;
    type Response = DepositResponse;
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("money", "deposit", "/deposits")
            .methods(&[rt::metadata::Method::Post])
            .json()
            .auth(&["key", "signature"])
            .money();
}

rt::record! {
    /// Writes a note, sent as a form.
    #[non_exhaustive]
    pub struct Note {
        /// Text of the note.
        text: String = rt::key("text"),
        /// Number of repetitions.
        times: Option<i64> = rt::key("times"),
    }
}

impl rt::Action for Note {
    type Api = Desk;
    type Response = String;
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("users", "note", "/notes").auth(&["key", "signature"]).idempotent();
}

rt::record! {
    /// Reports the end of a payment.
    #[non_exhaustive]
    pub struct Paid {
        /// Order number.
        order: String = rt::key("order_no"),
        /// Amount.
        amount: rt::Decimal = rt::key("amount"),
        /// A remark.
        note: Option<String> = rt::key("note"),
        /// Additional properties.
        additional: rt::Map<rt::RawJson> = rt::key("additional").additional(),
    }
}

impl rt::Action for Paid {
    type Api = Desk;
    type Response = ();
    const INFO: &'static rt::metadata::ActionInfo = &rt::metadata::ActionInfo::new("money", "paid", "/paid")
        .methods(&[rt::metadata::Method::Post])
        .json()
        .status(204)
        .auth(&["pay-token", "pay-sign"])
        .money();
}

rt::record! {
    /// The source of an event.
    pub struct Source {
        /// Name of the event.
        event: String = rt::key("event"),
    }
}

macro_rules! event {
    ($name:ident $action:literal $($select:tt)*) => {
        rt::record! {
            /// An event.
            #[non_exhaustive]
            pub struct $name {
                /// Source of the event.
                source: Source = rt::key("source"),
                /// Data of the event.
                data: rt::Map<rt::RawJson> = rt::key("data"),
            }
        }

        impl rt::Action for $name {
            type Api = Desk;
            type Response = String;
            const INFO: &'static rt::metadata::ActionInfo = &rt::metadata::ActionInfo::new("events", $action, "/")
                .methods(&[rt::metadata::Method::Post])
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
    pub fn new(event: &str) -> Self {
        Self { source: Source { event: event.into() }, data: rt::Map::new() }
    }
}

impl Other {
    pub fn new(event: &str) -> Self {
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
        Self { order: order.into(), amount, note: None, additional: rt::Map::new() }
    }
}

macro_rules! backend {
    ($($method:ident: $action:ident,)*) => {
        /// The backend of the desk.
        pub trait DeskBackend: rt::server::Backend {
            $(fn $method(
                &self,
                request: $action,
                context: RequestContext,
            ) -> impl Future<Output = BackendResult<$action>> + Send {
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
