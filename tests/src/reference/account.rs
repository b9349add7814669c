//! A user account, and its registration. Texts are checked and converted to the form in which they are returned.

use bindery_backpack::ErrorCode;
use bindery_backpack::index::Register;
use bindery_backpack::types::{Currency, LoginConfirmed, UserId};
use bindery_backpack::user::{AccountLevel, ConfirmationToken};
use bindery_runtime::{Date, Map, RawJson};

use super::password::StoredPassword;
use super::places;

/// A user account of the platform.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are those of the generated requests, which say what they mean")]
pub struct Account {
    pub id: UserId,
    pub email: String,
    pub password: StoredPassword,
    pub first_name: String,
    pub last_name: String,
    pub phone: String,
    pub country: String,
    pub confirmed: bool,
    pub national_id: String,
    pub dob: Option<String>,
    pub locale: Option<String>,
    pub address1: String,
    pub city: String,
    pub zip: String,
    pub state: String,
    pub facebook_id: Option<String>,
    pub login_confirmed: Option<LoginConfirmed>,
    pub vk_id: Option<String>,
    pub qq: Option<String>,
    pub currency: Currency,
    pub landing: Map<RawJson>,
    pub lead: bool,
    pub frozen: bool,
    pub blocked: bool,
    pub level: AccountLevel,
    pub hash: Option<ConfirmationToken>,
}

impl Account {
    /// Creates the user of a registration. One invalid value rejects the whole registration.
    pub(super) fn new(id: UserId, request: Register) -> Result<Self, ErrorCode> {
        let rejected = ErrorCode::RegistrationRejected;
        let country = places::country(&request.country).ok_or(rejected)?;
        let state = match request.state {
            Some(code) => places::state(&country, &code).ok_or(rejected)?,
            None => String::new(),
        };
        Ok(Self {
            id,
            email: email(&request.email).ok_or(rejected)?,
            password: StoredPassword::new(&request.password)?,
            first_name: name(&request.first_name).ok_or(rejected)?,
            last_name: name(&request.last_name).ok_or(rejected)?,
            phone: request.phone.trim().to_owned(),
            country,
            confirmed: request.confirmed.unwrap_or(false),
            national_id: request.national_id.unwrap_or_default(),
            dob: day(request.dob.as_deref().unwrap_or_default()).ok_or(rejected)?,
            locale: request.locale.map(|text| locale(&text).ok_or(rejected)).transpose()?,
            address1: request.address1.unwrap_or_default(),
            city: request.city.unwrap_or_default(),
            zip: request.zip.unwrap_or_default(),
            state,
            facebook_id: digits(request.facebook_id).ok_or(rejected)?,
            login_confirmed: request.login_confirmed,
            vk_id: digits(request.vk_id).ok_or(rejected)?,
            qq: digits(request.qq).ok_or(rejected)?,
            currency: request.user_currency.unwrap_or(Currency::Usd),
            landing: request.landing.unwrap_or_default(),
            lead: request.lead.unwrap_or(false),
            frozen: false,
            blocked: false,
            level: AccountLevel(0),
            hash: None,
        })
    }

    /// Returns the affiliate who referred the user: the samples send the token under this name.
    pub(super) fn affiliate(&self) -> String {
        let token = self.landing.get("a_aid").and_then(|json| json.parse::<String>().ok());
        token.unwrap_or_default()
    }

    /// A user who logs in with the temporary password has read it in their mail.
    pub(super) fn confirm_by_password(&mut self) {
        if self.login_confirmed == Some(LoginConfirmed::TemporaryPassword) {
            self.login_confirmed = Some(LoginConfirmed::Confirmed);
            self.confirmed = true;
        }
    }

    /// Checks that the user may transfer money.
    pub(super) fn may_pay(&self) -> Result<(), ErrorCode> {
        match self {
            Self { blocked: true, .. } => Err(ErrorCode::UserBlocked),
            Self { frozen: true, .. } => Err(ErrorCode::UserFrozen),
            _ => Ok(()),
        }
    }
}

/// Reads an email address for logins.
pub(super) fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let (user, host) = text.split_once('@')?;
    (!user.is_empty() && !host.is_empty()).then(|| text.to_owned())
}

/// Reads a given or family name, which must not be empty.
pub(super) fn name(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Reads a date as `YYYY-MM-DD`; an empty string is none.
pub(super) fn day(text: &str) -> Option<Option<String>> {
    match text.trim() {
        "" => Some(None),
        text => Date::strptime("%Y-%m-%d", text).ok().map(|day| Some(day.to_string())),
    }
}

/// Reads `xx` or `xx_YY`, case-insensitive and with either separator. Language and country need not match.
fn locale(text: &str) -> Option<String> {
    let letters = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    match text.split_once(['_', '-']) {
        None => letters(text).then(|| text.to_ascii_lowercase()),
        Some((language, country)) => (letters(language) && letters(country))
            .then(|| format!("{}_{}", language.to_ascii_lowercase(), country.to_ascii_uppercase())),
    }
}

/// Reads a number that may exceed 64 bits; an empty string is none.
fn digits(text: Option<String>) -> Option<Option<String>> {
    match text.as_deref().map(str::trim) {
        None | Some("") => Some(None),
        Some(text) => text.bytes().all(|byte| byte.is_ascii_digit()).then(|| Some(text.to_owned())),
    }
}
