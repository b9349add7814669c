//! Signatures of public APIs and of standards, each a spec in `spec/` with a sheet of facts beside it.
//!
//! The tests hold them against the same recipes written in Python, on both sides of the wire.

/// Query and body as they are sent.
pub mod binance {
    bindery_macros::api!("spec/binance", client, server);
}

/// Path, nonce and body.
pub mod bitfinex {
    bindery_macros::api!("spec/bitfinex", client, server);
}

/// All that a request has.
pub mod bitstamp {
    bindery_macros::api!("spec/bitstamp", client, server);
}

/// Time, method, path with query, and body.
pub mod coinbase {
    bindery_macros::api!("spec/coinbase", client, server);
}

/// Path, and a digest of nonce and body.
pub mod kraken {
    bindery_macros::api!("spec/kraken", client, server);
}

/// A passphrase that is signed on its own.
pub mod kucoin {
    bindery_macros::api!("spec/kucoin", client, server);
}

/// Tokens that an application gets for itself.
pub mod machines {
    bindery_macros::api!("spec/machines", client, server);
}

/// Webhooks: times in signatures, whole addresses, checksums.
pub mod webhooks {
    bindery_macros::api!("spec/webhooks", client, server);
}

pub mod wire;
