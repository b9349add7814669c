//! The bonus module: granting, listing and cancelling bonuses.

use bindery_backpack::ErrorCode;
use bindery_backpack::bonus::{Bonus, BonusBackend, BonusCreated, BonusType, Cancel, Create, GetUserBonuses};
use bindery_runtime::server::{BackendResult, RequestContext};
use bindery_runtime::{Decimal, Failure, RawJson};

use super::{Reference, factors};

impl BonusBackend for Reference {
    async fn get_user_bonuses(
        &self,
        request: GetUserBonuses,
        _context: RequestContext,
    ) -> BackendResult<GetUserBonuses> {
        let (state, user) = self.enter(&request.session)?;
        let of_user = state.bonuses.values().filter(|(owner, bonus)| *owner == user && bonus.active);
        Ok(of_user.map(|(_, bonus)| bonus.clone()).collect())
    }

    async fn create(&self, request: Create, _context: RequestContext) -> BackendResult<Create> {
        let (mut state, user) = self.enter(&request.session)?;
        let Create { bonus_type, amount, deposit, factor, .. } = request;
        if request.user_id != user || deposit < Decimal::ZERO {
            return Err(ErrorCode::BonusInvalidParameters.into());
        }
        if bonus_type == BonusType::NoDeposit && !deposit.is_zero() {
            return Err(ErrorCode::BonusInvalidParameters.into());
        }
        if let Some(largest) = factors::largest(&bonus_type, deposit)?
            && amount > largest
        {
            let details = RawJson::from_text(largest.normalize().to_string())
                .map_err(|_| ErrorCode::BonusTechnicalError)?;
            return Err(Failure::from(ErrorCode::BonusMaxDeposit).details(details));
        }
        let bonus = Bonus {
            bonus_id: state.new_bonus(),
            name: name(&bonus_type).to_owned(),
            type_id: bonus_type,
            original_amount: amount,
            active_amount: amount,
            released_amount: Decimal::ZERO,
            volume_traded: Decimal::ZERO,
            volume_required: ((amount + deposit) * Decimal::from(factor)).normalize(),
            deposit,
            pnl: Decimal::ZERO,
            active: true,
            date_created: state.now,
        };
        state.bonuses.insert(bonus.bonus_id.0, (user, bonus));
        Ok(BonusCreated {})
    }

    async fn cancel(&self, request: Cancel, _context: RequestContext) -> BackendResult<Cancel> {
        let (mut state, user) = self.enter(&request.session)?;
        match state.bonuses.get_mut(&request.bonus_id.0) {
            Some((owner, bonus)) if *owner == user && bonus.active => {
                bonus.active = false;
                Ok(())
            }
            _ => Err(ErrorCode::BonusNotFound.into()),
        }
    }
}

/// Returns the kind in words, as in the document's example for the first kind.
fn name(kind: &BonusType) -> &'static str {
    match kind {
        BonusType::Smart => "Smart Bonus",
        BonusType::Profit => "Profit Bonus",
        BonusType::Balance => "Balance Bonus",
        BonusType::Sticky => "Sticky Bonus",
        BonusType::NoDeposit => "No Deposit Bonus",
        BonusType::Unknown(_) => "Bonus",
    }
}
