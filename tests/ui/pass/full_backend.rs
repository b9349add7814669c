//! The skeleton of a backend with all 24 actions, to copy from.

use bindery_backpack::bonus::{BonusBackend, Cancel, Create, GetUserBonuses};
use bindery_backpack::index::{Countries, IndexBackend, Login, Register, States};
use bindery_backpack::mp_account::{MpAccountBackend, Transfer};
use bindery_backpack::payment::{CreateCharge, FinalizeCharge, GetCharge, PaymentBackend, UpdateCharge};
use bindery_backpack::public::{PublicBackend, SignUp};
use bindery_backpack::rt::Failure;
use bindery_backpack::rt::server::{Context, Logins, Outcome};
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
    async fn countries(&self, _request: Countries, _context: Context) -> Outcome<Countries> {
        later()
    }
    async fn states(&self, _request: States, _context: Context) -> Outcome<States> {
        later()
    }
    async fn login(&self, _request: Login, _context: Context) -> Outcome<Login> {
        later()
    }
    async fn register(&self, _request: Register, _context: Context) -> Outcome<Register> {
        later()
    }
}

impl UserBackend for Platform {
    async fn set_user_currency(
        &self,
        _request: SetUserCurrency,
        _context: Context,
    ) -> Outcome<SetUserCurrency> {
        later()
    }
    async fn address(&self, _request: Address, _context: Context) -> Outcome<Address> {
        later()
    }
    async fn change_password(&self, _request: ChangePassword, _context: Context) -> Outcome<ChangePassword> {
        later()
    }
    async fn get_wallet(&self, _request: GetWallet, _context: Context) -> Outcome<GetWallet> {
        later()
    }
    async fn get_wallet_details(
        &self,
        _request: GetWalletDetails,
        _context: Context,
    ) -> Outcome<GetWalletDetails> {
        later()
    }
    async fn transactions(&self, _request: Transactions, _context: Context) -> Outcome<Transactions> {
        later()
    }
    async fn hash(&self, _request: Hash, _context: Context) -> Outcome<Hash> {
        later()
    }
    async fn set_user_account_level(
        &self,
        _request: SetUserAccountLevel,
        _context: Context,
    ) -> Outcome<SetUserAccountLevel> {
        later()
    }
    async fn info(&self, _request: Info, _context: Context) -> Outcome<Info> {
        later()
    }
    async fn update(&self, _request: Update, _context: Context) -> Outcome<Update> {
        later()
    }
}

impl MpAccountBackend for Platform {
    async fn transfer(&self, _request: Transfer, _context: Context) -> Outcome<Transfer> {
        later()
    }
}

impl WalletBackend for Platform {
    async fn deposit(&self, _request: Deposit, _context: Context) -> Outcome<Deposit> {
        later()
    }
}

impl PaymentBackend for Platform {
    async fn create_charge(&self, _request: CreateCharge, _context: Context) -> Outcome<CreateCharge> {
        later()
    }
    async fn get_charge(&self, _request: GetCharge, _context: Context) -> Outcome<GetCharge> {
        later()
    }
    async fn update_charge(&self, _request: UpdateCharge, _context: Context) -> Outcome<UpdateCharge> {
        later()
    }
    async fn finalize_charge(&self, _request: FinalizeCharge, _context: Context) -> Outcome<FinalizeCharge> {
        later()
    }
}

impl BonusBackend for Platform {
    async fn get_user_bonuses(&self, _request: GetUserBonuses, _context: Context) -> Outcome<GetUserBonuses> {
        later()
    }
    async fn create(&self, _request: Create, _context: Context) -> Outcome<Create> {
        later()
    }
    async fn cancel(&self, _request: Cancel, _context: Context) -> Outcome<Cancel> {
        later()
    }
}

impl PublicBackend for Platform {
    async fn sign_up(&self, _request: SignUp, _context: Context) -> Outcome<SignUp> {
        later()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _service: axum::Router = server::all(Platform).login(Logins::new([("user", "pass")])).into_axum()?;
    Ok(())
}
