//! The mp-account module: transfers between the wallets of a user.

use bindery_backpack::ErrorCode;
use bindery_backpack::mp_account::{MpAccountBackend, PlatformId, Transfer, TransferResponse};
use bindery_backpack::types::{UserId, WalletId};
use bindery_runtime::Decimal;
use bindery_runtime::server::{BackendResult, RequestContext};

use super::state::{Kind, State};
use super::{Fail, Reference, general, money};

impl MpAccountBackend for Reference {
    async fn transfer(&self, request: Transfer, _context: RequestContext) -> BackendResult<Transfer> {
        // One lock for both legs, so that the money is never seen in two places or in none.
        self.state().transfer(&request)?;
        Ok(TransferResponse {})
    }
}

impl State {
    fn transfer(&mut self, request: &Transfer) -> Result<(), Fail> {
        let owner = request.user_id;
        if let Some(session) = &request.session
            && self.user_of(session)? != owner
        {
            // Another user's session is invalid for this user.
            return Err(ErrorCode::LoginRequired.into());
        }
        self.accounts.get(&owner.0).ok_or_else(|| general("User not found"))?.may_pay()?;
        let from = self.wallet_on(owner, request.from_wallet, request.from_platform)?;
        let to = self.wallet_on(owner, request.to_wallet, request.to_platform)?;
        if from == to {
            return Err(general("The wallets are the same"));
        }
        if request.amount <= Decimal::ZERO {
            return Err(general("The amount must be more than 0"));
        }
        let (source, target) = (self.purse(from)?, self.purse(to)?);
        if source.credit < request.amount {
            return Err(ErrorCode::WithdrawalTechnicalError.into());
        }
        let arriving = money::convert(request.amount, &source.currency, &target.currency)?;
        let (out, back) = (self.new_record(), self.new_record());
        self.book(out, from, Kind::Transfer, -request.amount)?;
        self.book(back, to, Kind::Transfer, arriving)?;
        Ok(())
    }

    fn wallet_on(&self, owner: UserId, wallet: WalletId, platform: PlatformId) -> Result<WalletId, Fail> {
        let wallet = self.wallet_of(owner, wallet)?;
        if self.purse(wallet)?.platform == platform { Ok(wallet) } else { Err(general("Wallet not found")) }
    }
}
