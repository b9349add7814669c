//! The calls that the CRM makes itself. The same value is the user's server, which receives webhooks and offers payment
//! pages, and the CRM, which receives payment callbacks.

use bindery_crm::ErrorCode;
use bindery_crm::external_wallets::{ExternalWalletsBackend, GetSingleWallet, GetWalletList, WalletList};
use bindery_crm::psp::{
    GetPaymentUrl, PaymentCallback, PaymentPage, PaymentStatus, PaymentUrlResponse, PspBackend,
};
use bindery_crm::webhooks::{
    KycApprove, OtherEvent, PropTradingApprove, PropTradingLiveApprove, PropTradingLiveReject,
    PropTradingReject, TransferApprove, TransferReject, WebhooksBackend, WithdrawalApprove, WithdrawalReject,
};
use bindery_runtime::Decimal;
use bindery_runtime::server::{BackendResult, RequestContext};

use super::state::page;
use super::{Broker, Event};

macro_rules! webhooks {
    ($($method:ident: $event:ident;)*) => {
        impl WebhooksBackend for Broker {
            $(async fn $method(&self, request: $event, _: RequestContext) -> BackendResult<$event> {
                let (event, id) = (request.source.event, Some(request.data.id));
                self.enter().events.push(Event { method: stringify!($method), event, id });
                Ok(())
            })*

            async fn other_event(&self, request: OtherEvent, _: RequestContext) -> BackendResult<OtherEvent> {
                let event = request.source.event;
                self.enter().events.push(Event { method: "other_event", event, id: None });
                Ok(())
            }
        }
    };
}

webhooks! {
    withdrawal_approve: WithdrawalApprove;
    withdrawal_reject: WithdrawalReject;
    prop_trading_approve: PropTradingApprove;
    prop_trading_reject: PropTradingReject;
    prop_trading_live_approve: PropTradingLiveApprove;
    prop_trading_live_reject: PropTradingLiveReject;
    transfer_approve: TransferApprove;
    transfer_reject: TransferReject;
    kyc_approve: KycApprove;
}

impl PspBackend for Broker {
    async fn get_payment_url(
        &self,
        request: GetPaymentUrl,
        _: RequestContext,
    ) -> BackendResult<GetPaymentUrl> {
        let state = self.enter();
        if state.merchant.as_deref() != Some(&request.merchant_id) {
            return Err(
                bindery_runtime::Failure::from(ErrorCode::PspSettingNotFound).message("No such merchant")
            );
        }
        let url = format!("https://pay.example?amount={}&currency={}", request.amount, request.currency);
        Ok(PaymentUrlResponse { data: PaymentPage { url }, msg: None })
    }

    async fn payment_callback(
        &self,
        request: PaymentCallback,
        _: RequestContext,
    ) -> BackendResult<PaymentCallback> {
        let mut state = self.enter();
        if !state.deposit_method {
            return Err(ErrorCode::DepositMethodNotFound.into());
        }
        if state.merchant.as_deref() != Some(&request.merchant_id) {
            return Err(ErrorCode::PspSettingNotFound.into());
        }
        let order = state.orders.get_mut(&request.order_no).ok_or(ErrorCode::PaymentNotFound)?;
        if order.requested {
            return Err(ErrorCode::PaymentRequestExists.into());
        }
        if order.status != PaymentStatus::Processing {
            return Err(ErrorCode::PaymentStatusNotPending.into());
        }
        if matches!(request.status, PaymentStatus::Unknown(_)) {
            return Err(ErrorCode::PaymentStatusNotAllowed.into());
        }
        if request.amount != order.amount || request.amount <= Decimal::ZERO {
            return Err(ErrorCode::PaymentAmountNotAllowed.into());
        }
        if request.currency != order.currency {
            return Err(ErrorCode::PaymentCurrencyNotAllowed.into());
        }
        order.status = request.status;
        Ok(())
    }
}

impl ExternalWalletsBackend for Broker {
    async fn get_wallet_list(
        &self,
        request: GetWalletList,
        _: RequestContext,
    ) -> BackendResult<GetWalletList> {
        let state = self.enter();
        let users = request.external_user_id.as_ref();
        let wanted = |user| users.is_none_or(|users| users.contains(user));
        let all = state.kept_elsewhere.iter();
        let wallets: Vec<_> = all.filter(|wallet| wanted(&wallet.external_user_id)).cloned().collect();
        let (count, data) = page(&wallets, request.skip, request.limit);
        Ok(WalletList { data, count })
    }

    async fn get_single_wallet(
        &self,
        request: GetSingleWallet,
        _: RequestContext,
    ) -> BackendResult<GetSingleWallet> {
        let state = self.enter();
        let mut wallets = state.kept_elsewhere.iter();
        let wallet = wallets.find(|wallet| {
            wallet.external_user_id == request.external_user_id && wallet.currency == request.currency
        });
        wallet.cloned().ok_or_else(|| ErrorCode::NotFound.into())
    }
}
