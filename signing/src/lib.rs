//! Signatures as recipes. A recipe is what a vendor's document says in prose: a text made of the parts of a request, a
//! digest of the text with a key, and the form in which the result is sent.
//!
//! ```
//! use bindery_signing::{Key, fill, sign};
//! use bindery_vocabulary::Digest;
//! use bindery_vocabulary::recipe::{Template, Value};
//!
//! let text = Template::parse("{path}{sha256(parameter:nonce + body)}")?;
//! let text = fill(&text, &|value: &Value| match value {
//!     Value::Path => Ok("/private/order".into()),
//!     Value::Parameter(name) if name == "nonce" => Ok("7".into()),
//!     Value::Body => Ok("nonce=7&pair=XBTUSD".into()),
//!     other => Err(other.to_string()),
//! })?;
//! let signature = sign(Digest::HmacSha512, &Key::shared(b"secret"), &text)?;
//! assert_eq!(signature.len(), 64);
//! # Ok::<(), String>(())
//! ```

mod algorithm;
mod fill;
mod function;
mod key;
mod vector;
mod written;

pub use algorithm::{from_hex, hex, sign, verify};
pub use fill::{Filling, fill};
pub use function::escape;
pub use key::{Key, KeyFault, VerifyingKey};
pub use vector::{Flaw, Recipe, Vector, work_out};
pub use written::{Received, digits, digits_of, read_signature, signature_bytes};
