//! Unions and a record that is an array, for the wire tables.

use bindery_runtime as rt;
use rt::metadata::ValueKind;
use rt::wire::case;

rt::record! {
    /// Entries of an array; the second is always the same.
    pub struct Candle {
        /// First entry.
        time: i64 = rt::key("time"),
        /// Third entry.
        open: rt::Decimal = rt::key("open").json_string(),
        /// Fourth entry.
        note: Option<String> = rt::key("note"),
        /// Fifth entry.
        trades: Option<i64> = rt::key("trades"),
    }
    fixed { "1": "\"candle\"", }
    as positions
}

rt::record! {
    /// Variant with the value `card`.
    pub struct Card {
        /// Number.
        number: String = rt::key("number"),
    }
    fixed { "type": "\"card\"", }
}

rt::record! {
    /// Variant with the value `cash`.
    pub struct Cash {
        /// Where.
        desk: i64 = rt::key("desk"),
    }
    fixed { "type": "\"cash\"", }
}

rt::union! {
    /// Told apart by a field.
    pub enum Means by ["type"] {
        /// Card.
        Card(Card) = case().is(&["card"]),
        /// Cash.
        Cash(Cash) = case().is(&["cash", "coins"]),
    }
    from { Card => Card, Cash => Cash, }
}

rt::union! {
    /// Told apart by the kind of JSON.
    pub enum ChatId {
        /// Number.
        Id(i64) = case().kind(ValueKind::Whole),
        /// Name.
        Name(String) = case().kind(ValueKind::Text),
        /// Several.
        Many(Vec<i64>) = case().kind(ValueKind::List),
    }
    from { i64 => Id, String => Name, }
}

rt::record! {
    /// Variant that is gone.
    pub struct Gone {
        /// Number.
        id: String = rt::key("id"),
    }
    fixed { "deleted": "true", }
}

rt::record! {
    /// Variant that is there.
    pub struct Live {
        /// Number.
        id: String = rt::key("id"),
        /// Name.
        name: Option<String> = rt::key("name"),
    }
}

rt::union! {
    /// Told apart by shape.
    pub enum Customer {
        /// Gone.
        Gone(Gone) = case().kind(ValueKind::Object).required(&["id"]).fixed(&[("deleted", "true")]),
        /// There.
        Live(Live) = case().kind(ValueKind::Object).required(&["id"]),
    }
}
