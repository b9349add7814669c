//! Types that belong to no module.

use bindery_runtime as rt;

rt::newtype! {
    /// A currency, be it money or a coin, such as USD or BTC. Requests may have it in either case; orders and
    /// tickers answer in upper case.
    pub struct CurrencyCode(String);
}

rt::wire_enum! {
    /// Whether an order is open or executed.
    pub enum OrderType: String {
        /// The order is open.
        Placed = "placed",
        /// The order is executed.
        Filled = "filled",
    }
}

rt::record! {
    /// An order as the server tells it. Who places one sends other types. The amounts and rates need not
    /// agree to the last digit, so none of them should be worked out from the others.
    pub struct Order {
        /// Whether it is open or executed.
        kind: OrderType = rt::key("type"),
        /// Which currency is offered.
        bid_currency: CurrencyCode = rt::key("bid_currency"),
        /// Which currency is wanted.
        ask_currency: CurrencyCode = rt::key("ask_currency"),
        /// How much is offered, to eight places.
        bid_amount: rt::Decimal = rt::key("bid_amount").text(),
        /// How much is wanted, to eight places.
        ask_amount: rt::Decimal = rt::key("ask_amount").text(),
        /// How much is wanted for one unit of what is offered. This is the price of the currency offered.
        bid_rate: rt::Decimal = rt::key("bid_rate").text(),
        /// How much is offered for one unit of what is wanted. It is cut to eight places, not rounded.
        ask_rate: rt::Decimal = rt::key("ask_rate").text(),
        /// When it was placed.
        created: rt::Timestamp = rt::key("created").text(),
        /// When it was executed. Open orders do not have it.
        filled: Option<rt::Timestamp> = rt::key("filled").text(),
    }
}

rt::newtype! {
    /// An amount that travels as text.
    pub struct AmountText(Decimal);
}
