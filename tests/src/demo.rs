//! The demo API: its error table, its error formats, its servers, and types that several actions share.
//!
//! The first four error formats are those of a real vendor's document; only the names are neutral.

use bindery_runtime as rt;

/// The demo API, as a type.
#[derive(Clone, Copy, Debug)]
pub enum Demo {}

rt::error_codes! {
    /// The errors of the demo API.
    pub enum ErrorCode: i64 {
        /// Anything.
        General = "general", 1, Internal, "General error";
        /// There already.
        Taken = "taken", 10, Conflict, "Name already exists";
        /// Missing.
        Missing = "missing", 11, Validation, "Missing parameters";
        /// Log in.
        LoginRequired = "login-required", 30, Authentication, "Login required";
        /// A country that is not served.
        Banned = "banned", 102, PermissionDenied, "Banned country";
        /// Too much.
        TooMuch = "too-much", 342, Limit, "Maximum exceeded";
        /// A technical problem, or insufficient funds, depending on the action.
        Technical = "technical", 380, Internal, "Technical error";
        /// Identified by its text alone.
        Refused = "refused", _, Validation, "Request refused";
        /// The code zero is a code.
        NotThere = "not-there", 0, NotFound, "Not there";
    }
    texts { "Blocked country" => Banned, }
}

impl rt::Api for Demo {
    type Code = ErrorCode;
    const INFO: &'static rt::metadata::ApiInfo = &rt::metadata::ApiInfo::new("demo", "Demo \"API\"")
        .servers(&[
            rt::metadata::Server::new("main").url("https://main.demo.example"),
            rt::metadata::Server::new("public"),
        ])
        .auth(&[
            rt::metadata::AuthScheme::basic("login"),
            rt::metadata::AuthScheme::parameter("session", "session"),
        ])
        .error_formats(&[
            rt::metadata::ErrorFormat::new("detailed", 200)
                .when(&[rt::metadata::ErrorSignal::Has("errorCode")])
                .body(r#"{"success":false,"errorCode":"$code-text","details":"$details"}"#),
            rt::metadata::ErrorFormat::new("envelope", 500)
                .when(&[rt::metadata::ErrorSignal::Has("error")])
                .body(r#"{"success":false,"error":{"code":"$code","message":"$message"}}"#),
            rt::metadata::ErrorFormat::new("short", 200)
                .when(&[rt::metadata::ErrorSignal::Is("success", "false")])
                .body(r#"{"success":false,"message":"$code-text"}"#),
            rt::metadata::ErrorFormat::new("status", 500)
                .when(&[rt::metadata::ErrorSignal::Is("status", "false")])
                .body(r#"{"status":false}"#),
            rt::metadata::ErrorFormat::new("unsure", 200)
                .when(&[rt::metadata::ErrorSignal::IsNot("d.sure", "true")])
                .body(r#"{"d":{"sure":false,"code":"$code","why":"$message"}}"#),
        ])
        .error_format("envelope")
        .rejections(rt::metadata::Rejections::new("general").missing("missing"));
}

rt::newtype! {
    /// A number of something.
    pub struct Number(i64);
}

rt::newtype! {
    /// An amount of something.
    pub struct Amount(Decimal);
}

rt::newtype! {
    /// A name of something.
    pub struct Label(String);
}

rt::newtype! {
    /// A session.
    pub struct Session(Secret);
}

rt::wire_enum! {
    /// An enum with numbers as values.
    pub enum Colour: i64 {
        /// Red.
        Red = 1,
        /// Green.
        Green = 2,
    }
}

rt::wire_enum! {
    /// An enum with strings as values.
    pub enum Size: String {
        /// Small.
        Small = "small",
        /// Large.
        Large = "large",
    }
}

rt::record! {
    /// A record inside other values.
    pub struct Entry {
        /// Number, written as a string.
        id: i64 = rt::key("ID").json_string(),
        /// A remark.
        note: Option<String> = rt::key("note"),
    }
}

rt::record! {
    /// A record that contains its own kind.
    pub struct Tree {
        /// Child nodes.
        kids: Vec<Tree> = rt::key("kids"),
    }
}

/// An API with one server, which has no default address.
#[derive(Clone, Copy, Debug)]
pub enum Nowhere {}

impl rt::Api for Nowhere {
    type Code = ErrorCode;
    const INFO: &'static rt::metadata::ApiInfo =
        &<Demo as rt::Api>::INFO.servers(&[rt::metadata::Server::new("home")]);
}

rt::record! {
    /// Knocks.
    pub struct Knock {}
}

impl rt::Action for Knock {
    type Api = Nowhere;
    type Response = ();
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("door", "knock", "/door/knock");
}
