//! The wallet module: the deprecated way to make deposits.

#![allow(deprecated)] // deprecated actions are served too

use bindery_backpack::types::{Currency, NewRecord, WalletId};
use bindery_backpack::wallet::{Deposit, WalletBackend};
use bindery_runtime::Decimal;
use bindery_runtime::server::{BackendResult, RequestContext};

use super::state::Kind;
use super::{Reference, general, money};

impl WalletBackend for Reference {
    async fn deposit(&self, request: Deposit, _context: RequestContext) -> BackendResult<Deposit> {
        let (mut state, user) = self.enter(&request.session)?;
        state.account(user)?.may_pay()?;
        if request.amount <= Decimal::ZERO {
            return Err(general("The amount must be more than 0"));
        }
        let wallet = WalletId(user.0);
        // Deposits are in US dollars, whatever the wallet's currency.
        let amount = money::convert(request.amount, &Currency::Usd, &state.purse(wallet)?.currency)?;
        let record_id = state.new_record();
        state.book(record_id, wallet, Kind::Deposit, amount)?;
        Ok(NewRecord { record_id })
    }
}
