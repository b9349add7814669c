//! The wallet module: the former way to pay money in.

use bindery_backpack::types::{Currency, NewRecord, WalletId};
use bindery_backpack::wallet::{Deposit, WalletBackend};
use bindery_runtime::Decimal;
use bindery_runtime::server::{Context, Outcome};

use super::state::Kind;
use super::{Reference, general, money};

impl WalletBackend for Reference {
    async fn deposit(&self, request: Deposit, _context: Context) -> Outcome<Deposit> {
        let (mut state, user) = self.enter(&request.session)?;
        state.account(user)?.may_pay()?;
        if request.amount <= Decimal::ZERO {
            return Err(general("The amount must be more than 0"));
        }
        let wallet = WalletId(user.0);
        // Deposits come in US dollars, whatever the wallet has.
        let amount = money::convert(request.amount, &Currency::Usd, &state.purse(wallet)?.currency)?;
        let record_id = state.new_record();
        state.book(record_id, wallet, Kind::Deposit, amount)?;
        Ok(NewRecord { record_id })
    }
}
