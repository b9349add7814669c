//! Transfers do not take six positional integers, and the number of a wallet is not the number of a user.

use bindery_backpack::mp_account::{PlatformId, Transfer, TransferRequired};
use bindery_backpack::rt::Decimal;
use bindery_backpack::types::{UserId, WalletId};

fn main() {
    let wallet = WalletId(2);
    let _ = Transfer::new(TransferRequired {
        user_id: wallet,
        from_wallet: WalletId(1),
        to_wallet: wallet,
        amount: Decimal::TEN,
        from_platform: PlatformId(1),
        to_platform: PlatformId(2),
    });
    let _ = Transfer::new(UserId(1), WalletId(1), WalletId(2), Decimal::TEN, PlatformId(1), PlatformId(2));
}
