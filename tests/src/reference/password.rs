//! Storage of passwords. Clients send an MD5 digest, which is enough to log in, so it is treated as the password
//! itself.

use bindery_backpack::ErrorCode;
use bindery_backpack::types::Password;
use bindery_runtime::Secret;
use subtle::ConstantTimeEq as _;

/// Number of iterations of the hash. A real server uses hundreds of thousands; tests must be fast.
const ROUNDS: u32 = 50;

/// A password under a salted, iterated hash.
#[derive(Clone)]
pub struct StoredPassword {
    salt: [u8; 16],
    hash: [u8; 32],
}

impl std::fmt::Debug for StoredPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[stored password]")
    }
}

impl StoredPassword {
    pub(super) fn new(password: &Password) -> Result<Self, ErrorCode> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|_| ErrorCode::General)?;
        Ok(Self { salt, hash: slow_hash(password, &salt) })
    }

    /// Whether a password matches.
    pub fn is(&self, password: &Password) -> bool {
        self.hash.ct_eq(&slow_hash(password, &self.salt)).into()
    }
}

fn slow_hash(password: &Password, salt: &[u8]) -> [u8; 32] {
    let text = password.expose();
    // The vendor's samples write digests in either case, so digests are case-insensitive; other passwords are not.
    let is_digest = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let text = Secret::from(if is_digest { text.to_ascii_lowercase() } else { text.to_owned() });
    let mut hash = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(text.expose().as_bytes(), salt, ROUNDS, &mut hash);
    hash
}
