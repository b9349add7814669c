//! A backend with the responses of the documents and the recorded clients.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use bindery_cryptonit::affiliates::{RegisterUser, Terms, TermsOfService};
use bindery_cryptonit::developer::{
    CancelOrder, Ccaccount, CoinAccount, Fund, Funds, ListOrders, PlaceOrder,
};
use bindery_cryptonit::prelude::*;
use bindery_cryptonit::public::{
    OrderBook, Pairs, Rate, Ticker, TickerRates, TickerResponse, Trades, Volume,
};
use bindery_cryptonit::rt::server::{BackendResult, RequestContext};
use bindery_cryptonit::rt::{Decimal, FormattedDecimal, Map, RawJson, Timestamp};
use bindery_cryptonit::types::{AmountText, CurrencyCode, Order, OrderType};

/// The exchange. Counts its calls, and records the last one.
#[derive(Default)]
pub(crate) struct Exchange {
    pub(crate) served: AtomicUsize,
    pub(crate) last: Mutex<String>,
    pub(crate) placed: Mutex<Option<PlaceOrder>>,
    pub(crate) cancelled: Mutex<Option<CancelOrder>>,
}

impl Exchange {
    fn serve(&self, what: &str, context: &RequestContext) {
        self.served.fetch_add(1, Ordering::SeqCst);
        let user = context.login.as_deref().unwrap_or("nobody");
        *self.last.lock().expect("unpoisoned") = format!("{what} for {user}");
    }

    pub(crate) fn last(&self) -> String {
        self.last.lock().expect("unpoisoned").clone()
    }
}

pub(crate) fn json(text: &str) -> RawJson {
    RawJson::from_text(text).expect("JSON")
}

pub(crate) fn money(text: &str) -> Decimal {
    text.parse().expect("an amount")
}

pub(crate) fn code(text: &str) -> CurrencyCode {
    CurrencyCode::from(text)
}

pub(crate) fn order(kind: OrderType) -> Order {
    Order {
        filled: (kind == OrderType::Filled).then(|| Timestamp::from_second(1_400_000_500).expect("a time")),
        kind,
        bid_currency: code("USD"),
        ask_currency: code("BTC"),
        bid_amount: money("1200.00000000"),
        ask_amount: money("2.00000000"),
        bid_rate: money("0.00166666"),
        ask_rate: money("600.00000000"),
        created: Timestamp::from_second(1_400_000_000).expect("a time"),
    }
}

fn amounts() -> Map<AmountText> {
    [("BTC".to_owned(), AmountText(money("1.50000000")))].into()
}

impl AffiliatesBackend for Exchange {
    async fn terms(&self, _: Terms, context: RequestContext) -> BackendResult<Terms> {
        self.serve("terms", &context);
        Ok(TermsOfService {
            text: "Be good.".to_owned(),
            revision: json("\"7\""),
            timestamp: json("\"1400000000\""),
        })
    }

    async fn register_user(
        &self,
        request: RegisterUser,
        context: RequestContext,
    ) -> BackendResult<RegisterUser> {
        self.serve(&format!("{} registered", request.account.name), &context);
        Ok(json("{\"created\":true}"))
    }
}

impl DeveloperBackend for Exchange {
    async fn funds(&self, _: Funds, context: RequestContext) -> BackendResult<Funds> {
        self.serve("funds", &context);
        let fund = Fund { balance: money("12.5"), currency_code: code("USD"), uid: "17".to_owned() };
        Ok([("4".to_owned(), fund)].into())
    }

    async fn ccaccount(&self, _: Ccaccount, context: RequestContext) -> BackendResult<Ccaccount> {
        self.serve("accounts", &context);
        Ok(Map::from([(
            "9".to_owned(),
            CoinAccount {
                id: "9".to_owned(),
                label: "Savings".to_owned(),
                coin: "bitcoin".to_owned(),
                current: money("0.12345678"),
                unconfirmed: money("0.00000000"),
            },
        )]))
    }

    async fn list_orders(&self, request: ListOrders, context: RequestContext) -> BackendResult<ListOrders> {
        self.serve("orders", &context);
        Ok(match request.kind {
            // No order has been executed.
            Some(OrderType::Filled) => Map::new(),
            _ => [("31".to_owned(), order(OrderType::Placed))].into(),
        })
    }

    async fn place_order(&self, request: PlaceOrder, context: RequestContext) -> BackendResult<PlaceOrder> {
        self.serve("order", &context);
        *self.placed.lock().expect("unpoisoned") = Some(request);
        Ok([("32".to_owned(), order(OrderType::Placed))].into())
    }

    async fn cancel_order(
        &self,
        request: CancelOrder,
        context: RequestContext,
    ) -> BackendResult<CancelOrder> {
        self.serve("cancel", &context);
        *self.cancelled.lock().expect("unpoisoned") = Some(request);
        Ok(vec![true])
    }
}

impl PublicBackend for Exchange {
    async fn order_book(&self, request: OrderBook, context: RequestContext) -> BackendResult<OrderBook> {
        self.serve(&format!("order book of {:?}", request.limit), &context);
        Ok([("1".to_owned(), order(OrderType::Placed))].into())
    }

    async fn trades(&self, _: Trades, context: RequestContext) -> BackendResult<Trades> {
        self.serve("trades", &context);
        Ok([("2".to_owned(), order(OrderType::Filled))].into())
    }

    async fn ticker(&self, request: Ticker, context: RequestContext) -> BackendResult<Ticker> {
        self.serve(&format!("ticker of {}", request.ask_currency), &context);
        let rates = TickerRates {
            low: money("440.00000000"),
            ask: money("455.00000000"),
            high: money("460.00000000"),
            bid: money("450.00000000"),
            last: money("451.5"),
        };
        Ok(TickerResponse { volume: amounts(), rate: rates })
    }

    async fn rate(&self, request: Rate, context: RequestContext) -> BackendResult<Rate> {
        self.serve(&format!("rate of {}", request.rate), &context);
        Ok(match request.ask_currency.0.as_str() {
            "btc" => vec![FormattedDecimal::from("451.50000000")],
            _ => vec![FormattedDecimal::from("currency pair not available")],
        })
    }

    async fn volume(&self, _: Volume, context: RequestContext) -> BackendResult<Volume> {
        self.serve("volume", &context);
        Ok(amounts())
    }

    async fn pairs(&self, _: Pairs, context: RequestContext) -> BackendResult<Pairs> {
        self.serve("pairs", &context);
        Ok(vec![vec![code("usd"), code("btc")]])
    }
}
