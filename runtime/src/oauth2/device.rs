//! Device authorization (RFC 8628): the user confirms on another device, while the application asks for the tokens.

use std::time::Duration;

use super::error::{Code, Error, FlowStep};
use super::jwt::DEVICE_CODE;
use super::token_response::{entries_in, field, read_tokens, reject_error_status, seconds};
use super::{App, Scopes, Tokens};
use crate::client::Transport;
use crate::oauth::after;
use crate::{Secret, Timestamp};

/// Device authorization that waits for the user.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DeviceAttempt {
    code: Secret,
    /// Code that the user enters.
    pub user_code: String,
    /// Address at which the user enters it.
    pub address: String,
    /// Address that contains the code already; `None` if the server has none.
    pub complete_address: Option<String>,
    /// Time at which the codes expire.
    pub expires: Timestamp,
    /// Time to wait between two requests for the tokens.
    pub interval: Duration,
    scopes: Scopes,
}

impl<T: Transport> App<T> {
    /// Begins an authorization on another device. The user must then be told the code and the address.
    ///
    /// # Errors
    /// When the server has no such endpoint, no response is received, the response cannot be read, or the server rejects
    /// the request.
    pub async fn authorize_device(&self, scopes: Scopes) -> Result<DeviceAttempt, Error> {
        let step = FlowStep::Device;
        let address = self.endpoints().device.clone().ok_or(Error::Address { which: "device" })?;
        let names = self.scope_text(&scopes);
        let form: &[(&str, &str)] = if scopes.is_empty() { &[] } else { &[("scope", &names)] };
        let response = self.post(step, "device", &address, form).await?;
        reject_error_status(step, &response, &self.secrets())?;
        let read = || {
            let mut room = None;
            let entries = entries_in(&response, &mut room)?;
            let need = |name: &'static str| {
                field::<String>(&entries, name)
                    .and_then(|text| text.ok_or_else(|| crate::Fault::missing(name)))
            };
            let address = need("verification_uri").or_else(|_| need("verification_url"))?;
            Ok(DeviceAttempt {
                code: need("device_code")?.into(),
                user_code: need("user_code")?,
                address,
                complete_address: field(&entries, "verification_uri_complete").unwrap_or_default(),
                expires: after(self.now(), seconds(&entries, "expires_in").unwrap_or(1800)),
                interval: Duration::from_secs(
                    seconds(&entries, "interval").and_then(|seconds| seconds.try_into().ok()).unwrap_or(5),
                ),
                scopes: scopes.clone(),
            })
        };
        read().map_err(|fault| Error::Unreadable { step, fault })
    }

    /// Waits until the user has confirmed, and returns the tokens. Asks the server at the interval that it demands.
    ///
    /// # Errors
    /// When the user denies access, the codes expire, no response is received, the response cannot be read, or the server
    /// rejects the request.
    pub async fn finish_device(&self, attempt: DeviceAttempt) -> Result<Tokens, Error> {
        let mut interval = attempt.interval;
        loop {
            tokio::time::sleep(interval).await;
            if self.now() >= attempt.expires {
                return Err(Error::Expired);
            }
            let form = [("grant_type", DEVICE_CODE), ("device_code", attempt.code.expose())];
            let address = self.endpoints().token.clone();
            let response = self.post(FlowStep::Exchange, "token", &address, &form).await?;
            let mut sent = self.secrets();
            sent.push(&attempt.code);
            let tokens =
                read_tokens(FlowStep::Exchange, &response, self.now(), (&attempt.scopes, None), &sent);
            let Err(Error::ErrorResponse(rejected)) = tokens else { return tokens };
            match rejected.code {
                Some(Code::AuthorizationPending) => {}
                Some(Code::SlowDown) => interval += Duration::from_secs(5), // RFC 8628, 3.5
                Some(Code::AccessDenied) => return Err(Error::Denied { description: rejected.description }),
                Some(Code::ExpiredToken) => return Err(Error::Expired),
                _ => return Err(Error::ErrorResponse(rejected)),
            }
        }
    }
}
