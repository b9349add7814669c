//! The user module: the actions of a logged-in user, and their data.

#![allow(deprecated)] // deprecated actions are served too

use bindery_backpack::ErrorCode;
use bindery_backpack::types::WalletId;
use bindery_backpack::user::{
    Address, BonusTotals, ChangePassword, ConfirmationToken, GetWallet, GetWalletDetails, Hash, Info,
    PendingBonus, PendingBonusDetails, SetUserAccountLevel, SetUserCurrency, SocialFeature, Transaction,
    TransactionPage, TransactionSummary, Transactions, Update, UserAddress, UserBackend, UserInfo, Wallet,
    WalletDetails,
};
use bindery_runtime::server::{BackendResult, RequestContext};
use bindery_runtime::{Decimal, FormattedDecimal};

use super::account::{Account, day, email, name};
use super::password::StoredPassword;
use super::state::{Booking, Kind, Pending, Purse, random_hex};
use super::{Fail, Reference, general, money, places};

/// Number of bookings on a page.
const PAGE: usize = 10;

impl UserBackend for Reference {
    async fn set_user_currency(
        &self,
        request: SetUserCurrency,
        _context: RequestContext,
    ) -> BackendResult<SetUserCurrency> {
        let (mut state, user) = self.enter(&request.session)?;
        state.account_mut(user)?.currency = request.currency_id;
        Ok(())
    }

    async fn address(&self, request: Address, _context: RequestContext) -> BackendResult<Address> {
        let (state, user) = self.enter(&request.session)?;
        let Account { address1, city, state, zip, country, .. } = state.account(user)?.clone();
        Ok(UserAddress { address1, city, state, zip, country })
    }

    async fn change_password(
        &self,
        request: ChangePassword,
        _context: RequestContext,
    ) -> BackendResult<ChangePassword> {
        let (mut state, user) = self.enter(&request.session)?;
        let account = state.account_mut(user)?;
        if request.reset != Some(true) {
            let old = request.old_password.as_ref().ok_or(ErrorCode::MissingParameters)?;
            if !account.password.is(old) {
                return Err(ErrorCode::LoginFailed.into());
            }
        }
        account.password = StoredPassword::new(&request.new_password)?;
        // Ends sessions that were started with the old password.
        let kept = request.session.0.expose();
        state.sessions.retain(|token, owner| *owner != user || token == kept);
        Ok(())
    }

    async fn get_wallet(&self, request: GetWallet, _context: RequestContext) -> BackendResult<GetWallet> {
        let (state, user) = self.enter(&request.session)?;
        let (account, purse) = (state.account(user)?, state.purse(WalletId(user.0))?);
        let shown = |amount| shown(account, purse, amount);
        let pending = state.pending.get(&user.0).map_or(&[][..], Vec::as_slice);
        let sum = |of: fn(&Pending) -> Decimal| shown(pending.iter().map(of).sum());
        Ok(Wallet {
            credit: shown(purse.credit)?,
            reserved: shown(purse.reserved)?,
            bonus: PendingBonus {
                amount: sum(|bonus| bonus.amount)?,
                required: sum(|bonus| bonus.required)?,
                traded: sum(|bonus| bonus.traded)?,
                promotional: sum(|bonus| bonus.promotional)?,
            },
            user_currency: Some(account.currency.clone()),
        })
    }

    async fn get_wallet_details(
        &self,
        request: GetWalletDetails,
        _context: RequestContext,
    ) -> BackendResult<GetWalletDetails> {
        let (state, user) = self.enter(&request.session)?;
        let (account, purse) = (state.account(user)?, state.purse(WalletId(user.0))?);
        let shown = |amount| shown(account, purse, amount);
        let pending = state.pending.get(&user.0).map_or(&[][..], Vec::as_slice);
        let active = state.bonuses.values().filter(|(owner, bonus)| *owner == user && bonus.active);
        Ok(WalletDetails {
            credit: shown(purse.credit)?,
            reserved: shown(purse.reserved)?,
            available: Some(shown(purse.credit)?),
            bonus: BonusTotals {
                tradeable: shown(active.map(|(_, bonus)| bonus.active_amount).sum())?,
                pending: shown(pending.iter().map(|bonus| bonus.amount).sum())?,
                promotional: shown(pending.iter().map(|bonus| bonus.promotional).sum())?,
            },
            pending_bonus_details: pending
                .iter()
                .map(|bonus| PendingBonusDetails { releasable: bonus.releasable, expiry_date: bonus.expiry })
                .collect(),
            user_currency: Some(account.currency.clone()),
        })
    }

    async fn transactions(
        &self,
        request: Transactions,
        _context: RequestContext,
    ) -> BackendResult<Transactions> {
        let (state, user) = self.enter(&request.session)?;
        let formatted = request.formatted.unwrap_or(false);
        let wanted = |booking: &&Booking| {
            booking.owner == user
                && request.year.is_none_or(|year| i64::from(booking.at.year()) == year)
                && request.month.is_none_or(|month| i64::from(booking.at.month()) == month)
        };
        let found: Vec<&Booking> = state.bookings.iter().rev().filter(wanted).collect();
        let page = request.page.unwrap_or(1).max(1) as usize;
        let rows = found.iter().skip(PAGE.saturating_mul(page - 1)).take(PAGE);
        Ok(TransactionPage {
            summary: summary(&found, state.account(user)?, formatted)?,
            rows: rows.map(|booking| row(booking, formatted)).collect(),
            pages: found.len().div_ceil(PAGE).max(1) as i64,
        })
    }

    async fn hash(&self, request: Hash, _context: RequestContext) -> BackendResult<Hash> {
        let (mut state, user) = self.enter(&request.session)?;
        let account = state.account_mut(user)?;
        if request.existing == Some(true) {
            return Ok(account.hash.clone().ok_or(ErrorCode::ConfirmationFailed)?);
        }
        let token = ConfirmationToken(random_hex()?);
        account.hash = Some(token.clone());
        Ok(token)
    }

    async fn set_user_account_level(
        &self,
        request: SetUserAccountLevel,
        _context: RequestContext,
    ) -> BackendResult<SetUserAccountLevel> {
        let (mut state, user) = self.enter(&request.session)?;
        state.account_mut(user)?.level = request.account_level;
        Ok(true)
    }

    async fn info(&self, request: Info, _context: RequestContext) -> BackendResult<Info> {
        let (state, user) = self.enter(&request.session)?;
        let account = state.account(user)?.clone();
        Ok(UserInfo {
            user_id: user,
            affiliate_id: account.affiliate(),
            email: account.email,
            first_name: account.first_name,
            last_name: account.last_name,
            dob: account.dob,
            mobile: account.phone,
            national_id: account.national_id,
            confirmed: account.confirmed,
            validated: false,
            frozen: account.frozen,
            blocked: account.blocked,
            facebook_id: account.facebook_id,
            social: SocialFeature::Disabled,
            nickname: String::new(),
            login_confirmed: account.login_confirmed,
            address1: account.address1,
            city: account.city,
            state: account.state,
            zip: account.zip,
            country: account.country,
        })
    }

    async fn update(&self, request: Update, _context: RequestContext) -> BackendResult<Update> {
        let (mut state, user) = self.enter(&request.session)?;
        if let Some(email) = &request.email
            && state.by_email(email.trim()).is_some_and(|account| account.id != user)
        {
            return Err(ErrorCode::EmailExists.into());
        }
        let updated = updated(state.account(user)?.clone(), request)?;
        *state.account_mut(user)? = updated;
        Ok(())
    }
}

/// Converts an amount of the main wallet to the user's display currency.
fn shown(account: &Account, purse: &Purse, amount: Decimal) -> Result<Decimal, ErrorCode> {
    Ok(money::convert(amount, &purse.currency, &account.currency)?.normalize())
}

fn row(booking: &Booking, formatted: bool) -> Transaction {
    let Booking { record, at, amount, balance, .. } = *booking;
    let show = |amount| money::show(amount, &booking.currency, formatted);
    let came_in = amount > Decimal::ZERO;
    Transaction {
        record_id: record,
        date: at.strftime(if formatted { "%d %b %Y" } else { "%Y-%m-%d %H:%M:%S" }).to_string(),
        description: match booking.kind {
            Kind::Deposit => "deposit",
            Kind::Transfer => "transfer",
        }
        .to_owned(),
        // Trades are not documented, so there are none.
        trade_id: None,
        credit: show(if came_in { amount } else { Decimal::ZERO }),
        debit: show(if came_in { Decimal::ZERO } else { -amount }),
        balance: show(balance),
    }
}

/// Returns the totals in the user's display currency. Internal transfers do not count.
fn summary(found: &[&Booking], account: &Account, formatted: bool) -> Result<TransactionSummary, ErrorCode> {
    let mut deposits = Decimal::ZERO;
    for booking in found.iter().filter(|booking| booking.kind == Kind::Deposit) {
        deposits += money::convert(booking.amount, &booking.currency, &account.currency)?;
    }
    let total =
        |amount| -> Option<FormattedDecimal> { Some(money::show(amount, &account.currency, formatted)) };
    Ok(TransactionSummary {
        deposits: total(deposits),
        profits: total(Decimal::ZERO),
        bonuses: total(Decimal::ZERO),
        withdrawals: total(Decimal::ZERO),
    })
}

/// Returns the account after an update. Missing parameters change nothing; empty ones clear the field, if it may be
/// empty.
fn updated(mut account: Account, request: Update) -> Result<Account, Fail> {
    let rejected = |what: &str| general(&format!("This {what} cannot be set"));
    if let Some(text) = request.email {
        account.email = email(&text).ok_or_else(|| rejected("email"))?;
    }
    if let Some(text) = request.first_name {
        account.first_name = name(&text).ok_or_else(|| rejected("firstName"))?;
    }
    if let Some(text) = request.last_name {
        account.last_name = name(&text).ok_or_else(|| rejected("lastName"))?;
    }
    if let Some(text) = request.dob {
        account.dob = day(&text).ok_or_else(|| rejected("dob"))?;
    }
    if let Some(code) = request.country {
        account.country = places::country(&code).ok_or_else(|| rejected("country"))?;
    }
    if let Some(code) = request.state {
        let known = places::state(&account.country, &code);
        let known = known.or(code.is_empty().then(String::new));
        account.state = known.ok_or_else(|| rejected("state"))?;
    }
    for (field, value) in [
        (&mut account.national_id, request.national_id),
        (&mut account.phone, request.phone),
        (&mut account.address1, request.address1),
        (&mut account.city, request.city),
        (&mut account.zip, request.zip),
    ] {
        if let Some(text) = value {
            *field = text;
        }
    }
    Ok(account)
}
