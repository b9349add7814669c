//! Bindings of public APIs of several schools, each with a spec of its own in `spec/` and a sheet of facts beside it.
//!
//! The tests connect each generated client with its generated router over real HTTP, and compare what is on the wire
//! with samples of the vendors' documents.

/// Market data of Binance: positions, one object or a list, parameters that exclude each other.
pub mod binance {
    bindery_macros::api!("spec/binance", client, blocking, server);
}

/// Public data of Bitfinex: records and errors that are lists, text beside parameters in the path.
pub mod bitfinex {
    bindery_macros::api!("spec/bitfinex", client, blocking, server);
}

/// Repositories of GitHub: links to pages, editions, headers of limits, files in two forms.
pub mod github {
    bindery_macros::api!("spec/github", client, blocking, server);
}

/// Servers of Hetzner: numbered pages, typed headers, details of errors.
pub mod hetzner {
    bindery_macros::api!("spec/hetzner", client, blocking, server);
}

/// Market data of Kraken: an envelope with a list of errors, lists with commas, names as keys.
pub mod kraken {
    bindery_macros::api!("spec/kraken", client, blocking, server);
}

/// Messages of Slack: forms, cursors, `ok: false` with status 200.
pub mod slack {
    bindery_macros::api!("spec/slack", client, blocking, server);
}

/// Payments of Stripe: brackets in forms, keys of idempotency, objects or their identifiers.
pub mod stripe {
    bindery_macros::api!("spec/stripe", client, blocking, server);
}

/// Bots of Telegram: a token in the path, an envelope, files, unions by shape and by field.
pub mod telegram {
    bindery_macros::api!("spec/telegram", client, blocking, server);
}

/// Messages of Twilio: a suffix in the path, a repeated field, pages by address.
pub mod twilio {
    bindery_macros::api!("spec/twilio", client, blocking, server);
}

pub mod wire;
