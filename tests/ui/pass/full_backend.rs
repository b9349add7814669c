//! The skeleton of a backend with all 24 actions, as a template.

#![allow(deprecated)] // uses deprecated actions

use bindery_backpack::bonus::{BonusBackend, Cancel, Create, GetUserBonuses};
use bindery_backpack::index::{Countries, IndexBackend, Login, Register, States};
use bindery_backpack::mp_account::{MpAccountBackend, Transfer};
use bindery_backpack::payment::{CreateCharge, FinalizeCharge, GetCharge, PaymentBackend, UpdateCharge};
use bindery_backpack::public::{PublicBackend, SignUp};
use bindery_backpack::rt::Failure;
use bindery_backpack::rt::server::{RequestContext, Logins, BackendResult};
use bindery_backpack::user::{
    Address, ChangePassword, GetWallet, GetWalletDetails, Hash, Info, SetUserAccountLevel, SetUserCurrency,
    Transactions, Update, UserBackend,
};
use bindery_backpack::wallet::{Deposit, WalletBackend};
use bindery_backpack::{ErrorCode, server};

struct Platform;

fn later<T>() -> Result<T, Failure<ErrorCode>> {
    Err(Failure::from(ErrorCode::General).message("Come back later"))
}

impl IndexBackend for Platform {
    async fn countries(&self, _request: Countries, _context: RequestContext) -> BackendResult<Countries> {
        later()
    }
    async fn states(&self, _request: States, _context: RequestContext) -> BackendResult<States> {
        later()
    }
    async fn login(&self, _request: Login, _context: RequestContext) -> BackendResult<Login> {
        later()
    }
    async fn register(&self, _request: Register, _context: RequestContext) -> BackendResult<Register> {
        later()
    }
}

impl UserBackend for Platform {
    async fn set_user_currency(
        &self,
        _request: SetUserCurrency,
        _context: RequestContext,
    ) -> BackendResult<SetUserCurrency> {
        later()
    }
    async fn address(&self, _request: Address, _context: RequestContext) -> BackendResult<Address> {
        later()
    }
    async fn change_password(&self, _request: ChangePassword, _context: RequestContext) -> BackendResult<ChangePassword> {
        later()
    }
    async fn get_wallet(&self, _request: GetWallet, _context: RequestContext) -> BackendResult<GetWallet> {
        later()
    }
    async fn get_wallet_details(
        &self,
        _request: GetWalletDetails,
        _context: RequestContext,
    ) -> BackendResult<GetWalletDetails> {
        later()
    }
    async fn transactions(&self, _request: Transactions, _context: RequestContext) -> BackendResult<Transactions> {
        later()
    }
    async fn hash(&self, _request: Hash, _context: RequestContext) -> BackendResult<Hash> {
        later()
    }
    async fn set_user_account_level(
        &self,
        _request: SetUserAccountLevel,
        _context: RequestContext,
    ) -> BackendResult<SetUserAccountLevel> {
        later()
    }
    async fn info(&self, _request: Info, _context: RequestContext) -> BackendResult<Info> {
        later()
    }
    async fn update(&self, _request: Update, _context: RequestContext) -> BackendResult<Update> {
        later()
    }
}

impl MpAccountBackend for Platform {
    async fn transfer(&self, _request: Transfer, _context: RequestContext) -> BackendResult<Transfer> {
        later()
    }
}

impl WalletBackend for Platform {
    async fn deposit(&self, _request: Deposit, _context: RequestContext) -> BackendResult<Deposit> {
        later()
    }
}

impl PaymentBackend for Platform {
    async fn create_charge(&self, _request: CreateCharge, _context: RequestContext) -> BackendResult<CreateCharge> {
        later()
    }
    async fn get_charge(&self, _request: GetCharge, _context: RequestContext) -> BackendResult<GetCharge> {
        later()
    }
    async fn update_charge(&self, _request: UpdateCharge, _context: RequestContext) -> BackendResult<UpdateCharge> {
        later()
    }
    async fn finalize_charge(&self, _request: FinalizeCharge, _context: RequestContext) -> BackendResult<FinalizeCharge> {
        later()
    }
}

impl BonusBackend for Platform {
    async fn get_user_bonuses(&self, _request: GetUserBonuses, _context: RequestContext) -> BackendResult<GetUserBonuses> {
        later()
    }
    async fn create(&self, _request: Create, _context: RequestContext) -> BackendResult<Create> {
        later()
    }
    async fn cancel(&self, _request: Cancel, _context: RequestContext) -> BackendResult<Cancel> {
        later()
    }
}

impl PublicBackend for Platform {
    async fn sign_up(&self, _request: SignUp, _context: RequestContext) -> BackendResult<SignUp> {
        later()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _service: axum::Router = server::all(Platform).login(Logins::new([("user", "pass")])).into_axum()?;
    Ok(())
}
