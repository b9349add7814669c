//! The public module: signing up from a web page.

use bindery_backpack::ErrorCode;
use bindery_backpack::index::{Register, RegisterRequired};
use bindery_backpack::public::{PublicBackend, SignUp, SignUpResponse};
use bindery_backpack::types::{LoginConfirmed, Password};
use bindery_runtime::server::{BackendResult, RequestContext};
use bindery_runtime::{Action as _, Failure};

use super::state::{Mail, random_hex};
use super::{Reference, places};

impl PublicBackend for Reference {
    async fn sign_up(&self, request: SignUp, _context: RequestContext) -> BackendResult<SignUp> {
        if places::BANNED.iter().any(|country| country.eq_ignore_ascii_case(request.country.trim())) {
            return Err(Failure::from(ErrorCode::BannedCountry).message("Blocked country"));
        }
        let to = request.email.clone();
        let (password, login_confirmed, mail) = match request.password {
            Some(password) => (password, None, Mail::ConfirmAddress { to }),
            None => {
                let temporary = random_hex()?;
                let password = Password::plain(temporary.expose());
                let mail = Mail::TemporaryPassword { to, password: temporary };
                (password, Some(LoginConfirmed::TemporaryPassword), mail)
            }
        };
        let registration = Register::new(RegisterRequired {
            email: request.email,
            password,
            first_name: request.first_name,
            last_name: request.last_name,
            phone: request.phone.unwrap_or_default(),
            country: request.country,
        })
        .with(|registration| {
            registration.locale = request.locale;
            registration.landing = request.landing;
            registration.login_confirmed = login_confirmed;
        });
        let mut state = self.state();
        let user = state.accept_registration(registration)?;
        state.outbox.push(mail);
        let session = state.open_session(user)?;
        let account = state.account(user)?.clone();
        Ok(SignUpResponse {
            session,
            first_name: account.first_name,
            last_name: account.last_name,
            email: account.email,
            dob: account.dob,
            mobile: account.phone,
            location: account.country,
        })
    }
}
