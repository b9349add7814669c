//! A partial in-memory Backpack server with five of the 24 actions. Generated code responds to the other actions with
//! "not implemented" in the vendor's error format.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bindery_backpack::index::{
    Countries, Country, IndexBackend, Login, LoginResponse, Register, User as LoggedIn,
};
use bindery_backpack::rt::server::{BackendResult, Logins, RequestContext, RouterError};
use bindery_backpack::rt::{Decimal, Secret};
use bindery_backpack::types::{Currency, Password, Session, UserId};
use bindery_backpack::user::{
    BonusTotals, GetWalletDetails, Info, SocialFeature, UserBackend, UserInfo, WalletDetails,
};
use bindery_backpack::{ErrorCode, server};

/// In-memory storage of users and their sessions.
#[derive(Default)]
pub struct Memory {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    users: Vec<Account>,
    sessions: HashMap<String, UserId>,
}

/// Play money that every new user gets, so that wallets are not empty.
const WELCOME: Decimal = Decimal::from_parts(10_050, 0, 0, false, 2);

#[derive(Clone)]
struct Account {
    id: UserId,
    // A real server stores a slow salted hash: the digest that clients send is equivalent to the password.
    password: Password,
    registered: Register,
    credit: Decimal,
}

impl Memory {
    /// Returns the router of the server, with the credentials of one partner.
    ///
    /// # Errors
    /// Never fails in practice: every action is mounted once and the login is configured.
    pub fn router(partner: &str, password: &str) -> Result<axum::Router, RouterError> {
        let memory = std::sync::Arc::new(Memory::default());
        server::router()
            .mount(bindery_backpack::index::routes(), memory.clone())
            .mount(bindery_backpack::user::routes(), memory)
            .login(Logins::new([(partner, password)]))
            .into_axum()
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn user(&self, session: &Session) -> Result<Account, ErrorCode> {
        self.with(|state| {
            let id = state.sessions.get(session.0.expose()).ok_or(ErrorCode::LoginRequired)?;
            state.users.iter().find(|user| user.id == *id).cloned().ok_or(ErrorCode::LoginRequired)
        })
    }
}

impl IndexBackend for Memory {
    async fn countries(&self, _request: Countries, _context: RequestContext) -> BackendResult<Countries> {
        let country =
            |id: &str, name: &str, dial_code| Country { id: id.into(), name: name.into(), dial_code };
        Ok(vec![country("be", "Belgium", 32), country("fr", "France", 33), country("us", "United States", 1)])
    }

    async fn register(&self, request: Register, _context: RequestContext) -> BackendResult<Register> {
        self.with(|state| {
            if state.users.iter().any(|user| user.registered.email == request.email) {
                return Err(ErrorCode::EmailExists.into());
            }
            let id = UserId(2_130_001 + state.users.len() as i64);
            let password = request.password.clone();
            state.users.push(Account { id, password, registered: request, credit: WELCOME });
            Ok(id)
        })
    }

    async fn login(&self, request: Login, _context: RequestContext) -> BackendResult<Login> {
        let account = match (&request.email, &request.password, &request.session) {
            (Some(email), Some(password), _) => self.with(|state| {
                let user = state.users.iter().find(|user| user.registered.email == *email);
                user.filter(|user| user.password == *password).cloned().ok_or(ErrorCode::LoginFailed)
            })?,
            (_, _, Some(session)) => self.user(session)?,
            _ => return Err(ErrorCode::InvalidFacebookUser.into()),
        };
        let session = new_session()?;
        self.with(|state| state.sessions.insert(session.0.expose().to_owned(), account.id));
        let Account { id, registered, .. } = account;
        Ok(LoginResponse {
            session,
            user: LoggedIn {
                user_id: id,
                email: registered.email,
                first_name: registered.first_name,
                last_name: registered.last_name,
                dob: registered.dob,
                mobile: registered.phone,
                national_id: registered.national_id.unwrap_or_default(),
                confirmed: registered.confirmed.unwrap_or_default(),
                validated: false,
                frozen: false,
                blocked: false,
                login_confirmed: registered.login_confirmed,
            },
        })
    }
}

impl UserBackend for Memory {
    async fn info(&self, request: Info, _context: RequestContext) -> BackendResult<Info> {
        let Account { id, registered, .. } = self.user(&request.session)?;
        Ok(UserInfo {
            user_id: id,
            email: registered.email,
            first_name: registered.first_name,
            last_name: registered.last_name,
            dob: registered.dob,
            mobile: registered.phone,
            national_id: registered.national_id.unwrap_or_default(),
            confirmed: registered.confirmed.unwrap_or_default(),
            validated: false,
            frozen: false,
            blocked: false,
            affiliate_id: String::new(),
            facebook_id: None,
            social: SocialFeature::Disabled,
            nickname: String::new(),
            login_confirmed: registered.login_confirmed,
            address1: registered.address1.unwrap_or_default(),
            city: registered.city.unwrap_or_default(),
            state: registered.state.unwrap_or_default(),
            zip: registered.zip.unwrap_or_default(),
            country: registered.country,
        })
    }

    async fn get_wallet_details(
        &self,
        request: GetWalletDetails,
        _context: RequestContext,
    ) -> BackendResult<GetWalletDetails> {
        let Account { credit, registered, .. } = self.user(&request.session)?;
        Ok(WalletDetails {
            credit,
            reserved: Decimal::ZERO,
            available: Some(credit),
            bonus: BonusTotals {
                tradeable: Decimal::ZERO,
                pending: Decimal::ZERO,
                promotional: Decimal::ZERO,
            },
            pending_bonus_details: Vec::new(),
            user_currency: Some(registered.user_currency.unwrap_or(Currency::Usd)),
        })
    }
}

/// Returns a random session token of 32 hex digits.
fn new_session() -> Result<Session, ErrorCode> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| ErrorCode::General)?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Session(Secret::from(token)))
}
