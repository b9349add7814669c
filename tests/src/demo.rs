//! The demo API: its error table, its failure shapes, its servers, and types that several actions share.
//!
//! The first four failure shapes are those that a real vendor's document shows; only the names are neutral.

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
        Banned = "banned", 102, Refused, "Banned country";
        /// Too much.
        TooMuch = "too-much", 342, Limit, "Maximum exceeded";
        /// Something technical, or the lack of money, as the action says.
        Technical = "technical", 380, Internal, "Technical error";
        /// Known by its text alone.
        Refused = "refused", _, Validation, "Request refused";
        /// The code zero is a code.
        NotThere = "not-there", 0, NotFound, "Not there";
    }
    texts { "Blocked country" => Banned, }
}

impl rt::Api for Demo {
    type Code = ErrorCode;
    const INFO: &'static rt::facts::ApiInfo = &rt::facts::ApiInfo::new("demo", "Demo \"API\"")
        .servers(&[
            rt::facts::Server::new("main").url("https://main.demo.example"),
            rt::facts::Server::new("public"),
        ])
        .auth(&[
            rt::facts::AuthScheme::basic("login"),
            rt::facts::AuthScheme::parameter("session", "session"),
        ])
        .failures(&[
            rt::facts::FailureShape::new("detailed", 200).when(&[rt::facts::Marker::Has("errorCode")]).body(
                &[
                    rt::facts::Part::Fixed("success", "false"),
                    rt::facts::Part::CodeText("errorCode"),
                    rt::facts::Part::Details("details"),
                ],
            ),
            rt::facts::FailureShape::new("envelope", 500).when(&[rt::facts::Marker::Has("error")]).body(&[
                rt::facts::Part::Fixed("success", "false"),
                rt::facts::Part::Code("error.code"),
                rt::facts::Part::Message("error.message"),
            ]),
            rt::facts::FailureShape::new("short", 200)
                .when(&[rt::facts::Marker::Is("success", false)])
                .body(&[rt::facts::Part::Fixed("success", "false"), rt::facts::Part::CodeText("message")]),
            rt::facts::FailureShape::new("status", 500)
                .when(&[rt::facts::Marker::Is("status", false)])
                .body(&[rt::facts::Part::Fixed("status", "false")]),
            rt::facts::FailureShape::new("unsure", 200)
                .when(&[rt::facts::Marker::IsNot("d.sure", true)])
                .body(&[
                    rt::facts::Part::Fixed("d.sure", "false"),
                    rt::facts::Part::Code("d.code"),
                    rt::facts::Part::Message("d.why"),
                ]),
        ])
        .failure("envelope")
        .refusals(rt::facts::Refusals::new("general").missing("missing"));
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
    /// An enum whose values are numbers.
    pub enum Colour: i64 {
        /// Red.
        Red = 1,
        /// Green.
        Green = 2,
    }
}

rt::wire_enum! {
    /// An enum whose values are texts.
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
        /// Its number, which leaves as text.
        id: i64 = rt::key("ID").text(),
        /// A remark.
        note: Option<String> = rt::key("note"),
    }
}

rt::record! {
    /// A record that contains its own kind.
    pub struct Tree {
        /// What hangs below it.
        kids: Vec<Tree> = rt::key("kids"),
    }
}

/// An API whose only server has no default address.
#[derive(Clone, Copy, Debug)]
pub enum Nowhere {}

impl rt::Api for Nowhere {
    type Code = ErrorCode;
    const INFO: &'static rt::facts::ApiInfo =
        &<Demo as rt::Api>::INFO.servers(&[rt::facts::Server::new("home")]);
}

rt::record! {
    /// Knocks.
    pub struct Knock {}
}

impl rt::Action for Knock {
    type Api = Nowhere;
    type Response = ();
    const INFO: &'static rt::facts::ActionInfo = &rt::facts::ActionInfo::new("door", "knock", "/door/knock");
}
