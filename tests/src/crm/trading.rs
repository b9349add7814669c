//! The modules of the trading servers.

use bindery_crm::ErrorCode;
use bindery_crm::mt4::{
    CreateMt4Account, DepositIntoMt4Account, DepositIntoMt4AccountResponse, GetMt4Accounts, GetMt4Trades,
    Mt4Account, Mt4AccountPage, Mt4Backend, Mt4TradePage, NewMt4Account, WithdrawFromMt4Account,
};
use bindery_crm::mt5::{
    CreateMt5Account, Mt5Backend, NewMt5Account, WithdrawFromMt5Account, WithdrawFromMt5AccountResponse,
};
use bindery_crm::types::{RepeatedComment, TradingPlatform};
use bindery_runtime::Decimal;
use bindery_runtime::server::{BackendResult, RequestContext};

use super::state::{Account, State, page};
use super::{Broker, Fail, rejected};

impl Mt4Backend for Broker {
    async fn get_mt4_accounts(
        &self,
        request: GetMt4Accounts,
        _: RequestContext,
    ) -> BackendResult<GetMt4Accounts> {
        let state = self.enter();
        let accounts: Vec<Mt4Account> = state
            .accounts
            .iter()
            .filter(|account| account.connection == request.connection_id)
            .filter(|account| request.user_id.as_ref().is_none_or(|user| account.user == user.0))
            .map(|account| account.shown.clone())
            .collect();
        let (count, records) = page(&accounts, request.skip.unwrap_or(0), request.limit.unwrap_or(10));
        Ok(Mt4AccountPage { count, records })
    }

    async fn create_mt4_account(
        &self,
        request: CreateMt4Account,
        _: RequestContext,
    ) -> BackendResult<CreateMt4Account> {
        let mut state = self.enter();
        let account = Opening {
            platform: TradingPlatform::Mt4,
            connection: request.connection_id,
            user: request.user_id.0,
            login: request.login,
            group: request.group,
            leverage: request.leverage,
        }
        .open(&mut state)?;
        account.enable_readonly = request.enable_readonly.map(i64::from);
        let login = account.login;
        Ok(NewMt4Account {
            login,
            master_password: request.master_password.or_else(|| Some("Made1up".into())),
            investor_password: request.investor_password,
        })
    }

    async fn deposit_into_mt4_account(
        &self,
        request: DepositIntoMt4Account,
        _: RequestContext,
    ) -> BackendResult<DepositIntoMt4Account> {
        let mut state = self.enter();
        let user = request.user_id.map(|user| user.0);
        state.account(TradingPlatform::Mt4, &request.connection_id, request.login, user.as_deref())?;
        if state.repeated(&request.connection_id, request.login, &request.comment) {
            return Ok(DepositIntoMt4AccountResponse::Repeated(RepeatedComment {}));
        }
        let account =
            state.account(TradingPlatform::Mt4, &request.connection_id, request.login, user.as_deref())?;
        *account.shown.balance.get_or_insert_default() += request.amount;
        Ok(DepositIntoMt4AccountResponse::Done)
    }

    async fn withdraw_from_mt4_account(
        &self,
        request: WithdrawFromMt4Account,
        _: RequestContext,
    ) -> BackendResult<WithdrawFromMt4Account> {
        let mut state = self.enter();
        let user = request.user_id.map(|user| user.0);
        let account =
            state.account(TradingPlatform::Mt4, &request.connection_id, request.login, user.as_deref())?;
        take(account, request.amount)
    }

    async fn get_mt4_trades(&self, request: GetMt4Trades, _: RequestContext) -> BackendResult<GetMt4Trades> {
        let state = self.enter();
        let (start, end) = (request.start.to_string(), request.end.to_string());
        let trades: Vec<_> = state
            .trades
            .iter()
            .filter(|(connection, _)| *connection == request.connection_id)
            .map(|(_, trade)| trade)
            .filter(|trade| {
                let day = trade.open_time.as_deref().and_then(|time| time.get(..10)).unwrap_or_default();
                let user = trade.crm_user.as_ref().map(|user| &user.id);
                (start.as_str()..=end.as_str()).contains(&day)
                    && request.login.is_none_or(|login| trade.login == login)
                    && request.order_id.is_none_or(|order| trade.order_id == order)
                    && (request.user_id.is_none() || request.user_id.as_ref() == user)
            })
            .cloned()
            .collect();
        let (count, records) = page(&trades, request.skip.unwrap_or(0), request.limit.unwrap_or(10));
        Ok(Mt4TradePage { count, records })
    }
}

impl Mt5Backend for Broker {
    async fn create_mt5_account(
        &self,
        request: CreateMt5Account,
        _: RequestContext,
    ) -> BackendResult<CreateMt5Account> {
        let mut state = self.enter();
        let opening = Opening {
            platform: TradingPlatform::Mt5,
            connection: request.connection_id,
            user: request.user_id.0,
            login: request.login,
            group: request.group,
            leverage: request.leverage,
        };
        let login = opening.open(&mut state)?.login;
        Ok(NewMt5Account {
            login,
            master_password: request.master_password.or_else(|| Some("Made-1up".into())),
            investor_password: request.investor_password,
        })
    }

    async fn withdraw_from_mt5_account(
        &self,
        request: WithdrawFromMt5Account,
        _: RequestContext,
    ) -> BackendResult<WithdrawFromMt5Account> {
        let mut state = self.enter();
        let user = request.user_id.map(|user| user.0);
        let (platform, connection) = (TradingPlatform::Mt5, &request.connection_id);
        let account = state.account(platform.clone(), connection, request.login, user.as_deref())?;
        if account.shown.balance.unwrap_or_default() < request.amount {
            return Err(ErrorCode::InsufficientFunds.into());
        }
        if state.repeated(connection, request.login, &request.comment) {
            return Ok(WithdrawFromMt5AccountResponse::Repeated(RepeatedComment {}));
        }
        take(state.account(platform, connection, request.login, user.as_deref())?, request.amount)?;
        Ok(WithdrawFromMt5AccountResponse::Done)
    }
}

fn take(account: &mut Account, amount: Decimal) -> Result<(), Fail> {
    let balance = account.shown.balance.get_or_insert_default();
    if *balance < amount {
        return Err(ErrorCode::InsufficientFunds.into());
    }
    *balance -= amount;
    Ok(())
}

/// A request to open an account.
struct Opening {
    platform: TradingPlatform,
    connection: String,
    user: String,
    login: Option<i64>,
    group: String,
    leverage: i64,
}

impl Opening {
    fn open(self, state: &mut State) -> Result<&mut Mt4Account, Fail> {
        state.connected(self.platform.clone(), &self.connection)?;
        if state.user(&self.user).is_none() {
            return Err(rejected("There is no such client"));
        }
        let highest = state.accounts.iter().map(|account| account.shown.login).max().unwrap_or(5_000);
        let login = self.login.unwrap_or(highest + 1);
        if state.accounts.iter().any(|account| account.shown.login == login) {
            return Err(rejected("The login is taken"));
        }
        let created_at = Some(state.time().to_string());
        let shown = Mt4Account {
            group: Some(self.group),
            currency: Some("USD".to_owned()),
            balance: Some(Decimal::ZERO),
            credit: Some(Decimal::ZERO),
            leverage: Some(self.leverage),
            created_at,
            enable: Some(true),
            ..Mt4Account::new(login)
        };
        let (platform, connection, user) = (self.platform, self.connection, self.user);
        state.accounts.push(Account { platform, connection, user, shown });
        state.accounts.last_mut().map(|account| &mut account.shown).ok_or_else(|| rejected("No account"))
    }
}
