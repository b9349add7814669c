//! Wallets, requests, payments, competitions and reports.

use bindery_crm::ErrorCode;
use bindery_crm::payments::{GetAllBankcards, PaymentsBackend};
use bindery_crm::reports::{
    CommissionPage, GetFlexibleCommissionReport, GetTransactionsReport, ReportsBackend, TransactionPage,
};
use bindery_crm::requests::{ApproveWithdrawalRequests, RejectWithdrawalRequests, RequestsBackend};
use bindery_crm::trading_competitions::{
    GetTradingCompetitionLeaderBoard, LeaderBoard, TradingCompetitionsBackend,
};
use bindery_crm::types::RequestId;
use bindery_crm::wallets::{GetWalletInformation, UpdateWalletBalance, WalletsBackend};
use bindery_crm::webhooks::RequestStatus;
use bindery_runtime::server::{BackendResult, RequestContext};

use super::state::{Asked, State, page};
use super::{Broker, Fail};

impl WalletsBackend for Broker {
    async fn get_wallet_information(
        &self,
        request: GetWalletInformation,
        _: RequestContext,
    ) -> BackendResult<GetWalletInformation> {
        let state = self.enter();
        if state.user(&request.user_id.0).is_none() {
            return Err(ErrorCode::AccountNotFound.into());
        }
        let own = state.wallets.iter().filter(|((user, _), _)| *user == request.user_id.0);
        Ok(own.map(|((_, currency), balance)| (currency.clone(), *balance)).collect())
    }

    async fn update_wallet_balance(
        &self,
        request: UpdateWalletBalance,
        _: RequestContext,
    ) -> BackendResult<UpdateWalletBalance> {
        let mut state = self.enter();
        if state.user(&request.user_id.0).is_none() {
            return Err(ErrorCode::AccountNotFound.into());
        }
        // The documents do not define a second booking with the same id. Here, it does nothing.
        if !state.bookings.contains(&request.order_id) {
            state.book(&request.user_id.0, &request.currency, request.amount)?;
            state.bookings.insert(request.order_id);
        }
        Ok(())
    }
}

impl RequestsBackend for Broker {
    async fn approve_withdrawal_requests(
        &self,
        request: ApproveWithdrawalRequests,
        _: RequestContext,
    ) -> BackendResult<ApproveWithdrawalRequests> {
        let mut state = self.enter();
        pending(&mut state, &request.id)?.status = RequestStatus::Approved;
        Ok(())
    }

    async fn reject_withdrawal_requests(
        &self,
        request: RejectWithdrawalRequests,
        _: RequestContext,
    ) -> BackendResult<RejectWithdrawalRequests> {
        let mut state = self.enter();
        let asked = pending(&mut state, &request.id)?;
        asked.status = RequestStatus::Rejected;
        asked.comment = Some(request.comment);
        let Asked { user, currency, amount, .. } = asked.clone();
        state.book(&user, &currency, amount)
    }
}

fn pending<'s>(state: &'s mut State, id: &RequestId) -> Result<&'s mut Asked, Fail> {
    let asked = state.requests.get_mut(&id.0).ok_or(ErrorCode::NotFound)?;
    if asked.status == RequestStatus::Pending {
        Ok(asked)
    } else {
        Err(ErrorCode::RequestStatusNotPending.into())
    }
}

impl PaymentsBackend for Broker {
    async fn get_all_bankcards(
        &self,
        request: GetAllBankcards,
        _: RequestContext,
    ) -> BackendResult<GetAllBankcards> {
        let state = self.enter();
        Ok(state.cards.iter().filter(|card| card.user_id == request.user_id).cloned().collect())
    }
}

impl TradingCompetitionsBackend for Broker {
    async fn get_trading_competition_leader_board(
        &self,
        request: GetTradingCompetitionLeaderBoard,
        _: RequestContext,
    ) -> BackendResult<GetTradingCompetitionLeaderBoard> {
        let state = self.enter();
        let all = state.competitions.get(&request.competition_id).ok_or(ErrorCode::CompetitionNotExists)?;
        let (_, competitors) = page(all, 0, request.limit);
        Ok(LeaderBoard { competitors, last_update_time: Some(state.now.as_second()) })
    }
}

impl ReportsBackend for Broker {
    async fn get_flexible_commission_report(
        &self,
        request: GetFlexibleCommissionReport,
        _: RequestContext,
    ) -> BackendResult<GetFlexibleCommissionReport> {
        let state = self.enter();
        let (count, records) = page(&state.commissions, request.skip, request.limit);
        Ok(CommissionPage { count, records })
    }

    async fn get_transactions_report(
        &self,
        request: GetTransactionsReport,
        _: RequestContext,
    ) -> BackendResult<GetTransactionsReport> {
        let state = self.enter();
        let types = request.type_.as_ref();
        let found: Vec<_> = state
            .transactions
            .iter()
            .filter(|(day, _)| (request.start..=request.end).contains(day))
            .map(|(_, transaction)| transaction)
            .filter(|found| {
                let user = found.user_id.as_ref();
                let kind = found.type_.as_ref();
                request.user_id.as_ref().is_none_or(|wanted| user == Some(&wanted.0))
                    && (request.transaction_id.is_none() || request.transaction_id == found.ref_id)
                    && types.is_none_or(|types| kind.is_some_and(|kind| types.contains(kind)))
            })
            .cloned()
            .collect();
        let (count, records) = page(&found, request.skip, request.limit);
        Ok(TransactionPage { count, records })
    }
}
