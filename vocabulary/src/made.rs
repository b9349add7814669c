//! Made values: parameters whose value a client makes when it sends a request.

use crate::words;

words! {
    /// Kind of a made value.
    pub enum MadeKind: "kind of made value" {
        /// Time at which the request is sent.
        Now = "now",
        /// Growing number, from the clock: larger than in every request before.
        Nonce = "nonce",
        /// Random text.
        Random = "random",
        /// Random UUID.
        Uuid = "uuid",
        /// Random UUID, made once a call and kept when the call is repeated.
        IdempotencyKey = "idempotency-key",
    }

    /// Unit of a clock's numbers.
    pub enum ClockUnit: "unit of time" {
        /// Seconds.
        Seconds = "seconds",
        /// Milliseconds.
        Milliseconds = "milliseconds",
        /// Microseconds.
        Microseconds = "microseconds",
        /// Nanoseconds.
        Nanoseconds = "nanoseconds",
    }
}

impl MadeKind {
    /// Describes the value in a sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            MadeKind::Now => "Made when the request is sent: the current time.",
            MadeKind::Nonce => "Made when the request is sent: a number that grows with every request.",
            MadeKind::Random => "Made when the request is sent: a random text.",
            MadeKind::Uuid => "Made when the request is sent: a random UUID.",
            MadeKind::IdempotencyKey => "Made once a call: a UUID that is kept when the call is repeated.",
        }
    }
}

impl ClockUnit {
    /// Returns the number of nanoseconds in the unit.
    pub const fn nanoseconds(self) -> i128 {
        match self {
            ClockUnit::Seconds => 1_000_000_000,
            ClockUnit::Milliseconds => 1_000_000,
            ClockUnit::Microseconds => 1_000,
            ClockUnit::Nanoseconds => 1,
        }
    }
}
