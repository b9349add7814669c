//! Types that belong to no module.

use bindery_runtime as rt;

rt::newtype! {
    /// The id of a user in the CRM, 8 characters long.
    pub struct UserId(String);
}

rt::newtype! {
    /// The id of a form that the tenant has set up, 8 characters long.
    pub struct FormId(String);
}

rt::newtype! {
    /// The id of a request that somebody has to decide, 8 characters long.
    pub struct RequestId(String);
}

rt::newtype! {
    /// A password as the user types it.
    pub struct Password(Secret);
}

rt::record! {
    /// A phone number in two parts.
    #[derive(Default)]
    pub struct Phone {
        /// Dialling code of the country.
        country_code: Option<String> = rt::key("country_code"),
        /// The number without the dialling code.
        number: Option<String> = rt::key("number"),
    }
}

rt::wire_enum! {
    /// The kinds of users.
    pub enum UserType: String {
        /// Introducing broker, who brings other clients.
        Ib = "ib",
        /// A client who trades.
        Trader = "trader",
    }
}

rt::wire_enum! {
    /// The platforms on which clients of the CRM trade.
    pub enum TradingPlatform: String {
        /// MetaTrader 4.
        Mt4 = "mt4",
        /// MetaTrader 5.
        Mt5 = "mt5",
    }
}

rt::wire_enum! {
    /// The languages of the CRM. There may be more than these.
    pub enum LanguageCode: String {
        /// English (United States).
        EnUs = "en-us",
        /// Chinese (Simplified).
        ZhCn = "zh-cn",
        /// Chinese (Traditional).
        ZhTw = "zh-tw",
        /// Vietnamese.
        Vi = "vi",
        /// Japanese.
        Ja = "ja",
        /// Thai.
        Th = "th",
        /// Indonesian.
        Id = "id",
        /// German.
        De = "de",
        /// Spanish.
        Es = "es",
    }
}

rt::record! {
    /// A field of a form together with what somebody entered.
    pub struct FormValue {
        /// The field's name in the whole system.
        key: String = rt::key("key"),
        /// What kind of field it is.
        type_: String = rt::key("type"),
        /// What people see as its name, by language code.
        label: Option<rt::Map<String>> = rt::key("label"),
        /// What was entered: a text, an object or a list, as the kind of field asks for.
        value: Option<rt::Json> = rt::key("value"),
    }
}

rt::record! {
    /// Says that the comment was used already. Nothing was moved, as far as one can infer.
    #[derive(Default)]
    pub struct RepeatedComment {}
    fixed {
        "repeat": "true",
    }
}
