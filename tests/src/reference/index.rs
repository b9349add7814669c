//! The index module: places, login, registration.

use bindery_backpack::ErrorCode;
use bindery_backpack::index::{
    Countries, Country, IndexBackend, Login, LoginResponse, Register, State as Place, States, User,
};
use bindery_backpack::types::UserId;
use bindery_runtime::server::{BackendResult, RequestContext};
use bindery_runtime::{Map, Secret};

use super::account::Account;
use super::state::State;
use super::{Fail, Reference, places};

impl IndexBackend for Reference {
    async fn countries(&self, _request: Countries, _context: RequestContext) -> BackendResult<Countries> {
        let country = |(id, name, dial_code): &(&str, &str, i64)| Country {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            dial_code: *dial_code,
        };
        Ok(places::COUNTRIES.iter().map(country).collect())
    }

    async fn states(&self, _request: States, _context: RequestContext) -> BackendResult<States> {
        let mut states = Map::<Vec<Place>>::new();
        for (country, id, name) in places::STATES {
            let place = Place { name: (*name).to_owned(), id: (*id).to_owned() };
            states.entry((*country).to_owned()).or_default().push(place);
        }
        Ok(states)
    }

    async fn login(&self, request: Login, _context: RequestContext) -> BackendResult<Login> {
        let mut state = self.state();
        let (user, session) = match request {
            Login { email: Some(email), password: Some(password), .. } => {
                // The same error for a wrong address and a wrong password: it must not reveal who has an account.
                let account = state.by_email(&email).filter(|account| account.password.is(&password));
                let user = account.ok_or(ErrorCode::LoginFailed)?.id;
                state.account_mut(user)?.confirm_by_password();
                (user, None)
            }
            Login { session: Some(session), .. } => (state.user_of(&session)?, Some(session)),
            Login { facebook_access_token: Some(token), .. } => (state.facebook_user(&token)?, None),
            _ => return Err(ErrorCode::MissingParameters.into()),
        };
        let account = state.account(user)?;
        if account.blocked {
            return Err(ErrorCode::UserBlocked.into());
        }
        let user = logged_in(account);
        let session = match session {
            Some(session) => session,
            None => state.open_session(user.user_id)?,
        };
        Ok(LoginResponse { session, user })
    }

    async fn register(&self, request: Register, _context: RequestContext) -> BackendResult<Register> {
        self.state().accept_registration(request)
    }
}

impl State {
    /// Creates a user from a registration, with an empty main wallet.
    pub(super) fn accept_registration(&mut self, request: Register) -> Result<UserId, Fail> {
        if self.by_email(request.email.trim()).is_some() {
            return Err(ErrorCode::EmailExists.into());
        }
        // Only accepted users get a number.
        let mut account = Account::new(UserId(0), request)?;
        account.id = self.new_user();
        let user = account.id;
        self.open_main_wallet(user, account.currency.clone());
        self.accounts.insert(user.0, account);
        Ok(user)
    }

    fn facebook_user(&self, token: &Secret) -> Result<UserId, ErrorCode> {
        self.facebook.get(token.expose()).copied().ok_or(ErrorCode::InvalidFacebookUser)
    }
}

fn logged_in(account: &Account) -> User {
    let Account { first_name, last_name, email, dob, phone, national_id, .. } = account.clone();
    User {
        user_id: account.id,
        email,
        first_name,
        last_name,
        dob,
        mobile: phone,
        national_id,
        confirmed: account.confirmed,
        // No documented action checks documents of identity.
        validated: false,
        frozen: account.frozen,
        blocked: account.blocked,
        login_confirmed: account.login_confirmed.clone(),
    }
}
