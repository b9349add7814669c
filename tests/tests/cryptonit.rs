//! The generated client and router of an exchange under OAuth, over real HTTP on loopback: every action, both flows,
//! and rejections.

#[path = "cryptonit/actions.rs"]
mod actions;
#[path = "cryptonit/affiliate.rs"]
mod affiliate;
#[path = "cryptonit/backend.rs"]
mod backend;
#[path = "cryptonit/developer.rs"]
mod developer;
#[path = "cryptonit/examples.rs"]
mod examples;
#[path = "cryptonit/foreign.rs"]
mod foreign;
#[path = "cryptonit/inventory.rs"]
mod inventory;
#[path = "cryptonit/rejections.rs"]
mod rejections;
#[path = "cryptonit/served.rs"]
mod served;

type TestResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;
