//! The payment module: a deposit in four steps. Money is booked in the last one, once.

use bindery_backpack::payment::{
    Charge, ChargeDone, ChargeResponse, ChargeState, CreateCharge, FinalizeCharge, GetCharge, PaymentBackend,
    UpdateCharge,
};
use bindery_backpack::types::{NewRecord, WalletId};
use bindery_runtime::Decimal;
use bindery_runtime::server::{BackendResult, RequestContext};

use super::state::Kind;
use super::{Reference, general, money};

impl PaymentBackend for Reference {
    async fn create_charge(
        &self,
        request: CreateCharge,
        _context: RequestContext,
    ) -> BackendResult<CreateCharge> {
        let (mut state, user) = self.enter(&request.session)?;
        let rate = request.rate.unwrap_or(Decimal::ONE);
        if rate <= Decimal::ZERO {
            return Err(general("The rate must be more than 0"));
        }
        let wallet = state.wallet_of(user, request.wallet_id)?;
        let record_id = state.new_record();
        let timestamp = state.local_now();
        state.put_charge(Charge {
            record_id,
            user_id: user,
            // Amounts and rate are those agreed between the caller and the provider.
            amount_to_credit: request.amount_to_credit,
            amount: request.amount,
            currency: request.currency,
            rate,
            status: ChargeState::Pending,
            transaction_id: String::new(),
            gateway: request.gateway,
            message: String::new(),
            timestamp,
            details: String::new(),
            compliance_check: 0,
            compliance_id: 0,
            follow_up_by: 0,
            admin_id: 0,
            source: None,
            wallet_type: request.wallet_type,
            // Responses call the main wallet 0.
            wallet_id: Some(if wallet.0 == user.0 { WalletId(0) } else { wallet }),
        });
        Ok(NewRecord { record_id })
    }

    async fn get_charge(&self, request: GetCharge, _context: RequestContext) -> BackendResult<GetCharge> {
        let (mut state, user) = self.enter(&request.session)?;
        let data = state.charge_of(user, request.record_id)?.charge.clone();
        Ok(ChargeResponse { data })
    }

    async fn update_charge(
        &self,
        request: UpdateCharge,
        _context: RequestContext,
    ) -> BackendResult<UpdateCharge> {
        let (mut state, user) = self.enter(&request.session)?;
        let opened = state.charge_of(user, request.record_id)?;
        if opened.booked && request.status != opened.charge.status {
            return Err(general("The charge is booked"));
        }
        opened.charge.status = request.status;
        opened.charge.message = request.message;
        if let Some(details) = request.details {
            opened.charge.details = details;
        }
        if let Some(reference) = request.transaction_id {
            opened.charge.transaction_id = reference;
        }
        Ok(ChargeDone {})
    }

    async fn finalize_charge(
        &self,
        request: FinalizeCharge,
        _context: RequestContext,
    ) -> BackendResult<FinalizeCharge> {
        let (mut state, user) = self.enter(&request.session)?;
        state.account(user)?.may_pay()?;
        let wallet = state.wallet_of(user, request.wallet_id)?;
        let opened = state.charge_of(user, request.record_id)?;
        let charge = &opened.charge;
        if request.amount != charge.amount_to_credit {
            return Err(general("The amount is not the amountToCredit of step 1"));
        }
        if wallet.0 != charge.wallet_id.filter(|wallet| wallet.0 != 0).map_or(user.0, |wallet| wallet.0) {
            return Err(general("The wallet is not the one of step 1"));
        }
        if charge.status != ChargeState::Approved {
            return Err(general("The charge is not approved"));
        }
        if opened.booked {
            // A caller that never received the first response repeats the request and gets the same response.
            return Ok(ChargeDone {});
        }
        // Booked before the mark is set: if the booking fails, nothing has changed.
        let main = state.account(user)?.currency.clone();
        let amount = money::convert(request.amount, &main, &state.purse(wallet)?.currency)?;
        state.book(request.record_id, wallet, Kind::Deposit, amount)?;
        state.charge_of(user, request.record_id)?.booked = true;
        Ok(ChargeDone {})
    }
}
