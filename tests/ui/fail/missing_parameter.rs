//! A missing required parameter is a compile error that names the parameter.

use bindery_backpack::mp_account::{PlatformId, Transfer, TransferRequired};
use bindery_backpack::types::{UserId, WalletId};

fn main() {
    let _ = Transfer::new(TransferRequired {
        user_id: UserId(1),
        from_wallet: WalletId(1),
        to_wallet: WalletId(2),
        from_platform: PlatformId(1),
        to_platform: PlatformId(2),
    });
}
