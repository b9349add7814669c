//! The clients module.

use bindery_crm::ErrorCode;
use bindery_crm::clients::{
    Client, ClientDownlines, ClientInformation, ClientPage, ClientRequired, ClientsBackend, CreateClient,
    Downline, GetClientInformation, GetClientRegistrationDetails, GetDownlinesInformationOfClient,
    GetListOfClient, KycStatus, SubmitClientKyc, SubmittedKyc,
};
use bindery_crm::types::{FormValue, UserType};
use bindery_runtime::server::{BackendResult, RequestContext};
use bindery_runtime::{Map, RawJson};

use super::state::{State, User, page};
use super::{Broker, rejected};

impl ClientsBackend for Broker {
    async fn get_list_of_client(
        &self,
        request: GetListOfClient,
        _: RequestContext,
    ) -> BackendResult<GetListOfClient> {
        let state = self.enter();
        let suspended = request.suspended.unwrap_or(false);
        let clients: Vec<Client> = state
            .users
            .iter()
            .filter(|user| user.suspended == suspended)
            .filter(|user| request.type_.as_ref().is_none_or(|kind| user.client.type_ == *kind))
            .map(|user| shown(&state, user))
            .collect();
        let (count, records) = page(&clients, request.skip, request.limit);
        Ok(ClientPage { count, records })
    }

    async fn get_client_information(
        &self,
        request: GetClientInformation,
        _: RequestContext,
    ) -> BackendResult<GetClientInformation> {
        let state = self.enter();
        let user = state.user(&request.id.0).ok_or(ErrorCode::UserNotFound)?;
        let client = shown(&state, user);
        Ok(ClientInformation {
            id: client.id,
            name: client.name,
            email: client.email,
            phone: client.phone,
            type_: client.type_,
            created_at: client.created_at,
            referral_code: client.referral_code,
            owner: user.owner.clone().filter(|_| request.owner == Some(true)),
            participants: request.participants.filter(|told| *told).map(|_| Vec::new()),
            trading_accounts: client.trading_accounts,
        })
    }

    async fn get_client_registration_details(
        &self,
        request: GetClientRegistrationDetails,
        _: RequestContext,
    ) -> BackendResult<GetClientRegistrationDetails> {
        let state = self.enter();
        let user = state.user(&request.id.0).ok_or(ErrorCode::UserNotFound)?;
        Ok(user.details.clone())
    }

    async fn create_client(&self, request: CreateClient, _: RequestContext) -> BackendResult<CreateClient> {
        let mut state = self.enter();
        if request.password != request.repeat_password {
            return Err(rejected("The passwords differ"));
        }
        if state.users.iter().any(|user| user.client.email.as_ref() == Some(&request.email)) {
            return Err(rejected("The address is taken"));
        }
        let id = request.id.unwrap_or_else(|| state.new_id());
        let created_at = Some(state.time().to_string());
        let mut entered: Map<RawJson> = request.custom_fields.unwrap_or_default();
        entered.extend(request.others);
        let details = entered.into_iter().map(|(key, value)| FormValue {
            label: Some(Map::from([
                ("en-us".to_owned(), key.clone()),
                ("zh-cn".to_owned(), "字段".to_owned()),
            ])),
            type_: "text".to_owned(),
            value: Some(value),
            key,
        });
        let client = Client {
            referral_code: Some(format!("R{}", id.chars().skip(1).collect::<String>())),
            email: Some(request.email),
            phone: request.phone,
            referrer_id: request.referrer_id,
            created_at,
            ..Client::new(ClientRequired { id: id.as_str().into(), type_: UserType::Trader })
        };
        let password = request.password.0;
        let details = details.collect();
        state.users.push(User { client, suspended: false, password, owner: None, details, known_by: None });
        Ok(())
    }

    async fn get_downlines_information_of_client(
        &self,
        request: GetDownlinesInformationOfClient,
        _: RequestContext,
    ) -> BackendResult<GetDownlinesInformationOfClient> {
        let state = self.enter();
        let selected = |user: &&User| match (&request.user_id, &request.email) {
            (Some(id), _) => user.client.id == *id,
            (None, email) => email.is_some() && user.client.email == *email,
        };
        let user = state.users.iter().find(selected).ok_or(ErrorCode::UserNotFound)?;
        let Client { id, email, phone, .. } = user.client.clone();
        let downlines = downlines(&state, &user.client, 0);
        Ok(ClientDownlines { id, email, phone, downlines })
    }

    async fn submit_client_kyc(
        &self,
        request: SubmitClientKyc,
        _: RequestContext,
    ) -> BackendResult<SubmitClientKyc> {
        let mut state = self.enter();
        let mut entered = request.custom_fields.unwrap_or_default();
        entered.extend(request.others);
        let entered = format!("{entered:?}");
        let taken = state.users.iter().any(|user| user.known_by.as_ref() == Some(&entered));
        let user = state.user_mut(&request.user_id.0).ok_or(ErrorCode::AccountNotFound)?;
        if user.client.kyc_processing != Some(true) {
            return Err(ErrorCode::InvalidRequest.into());
        }
        if taken {
            return Err(ErrorCode::KycDuplicateError.into());
        }
        user.known_by = Some(entered);
        user.client.kyc_processing = Some(false);
        user.client.kyc_status = Some(KycStatus::Pending);
        Ok(SubmittedKyc { id: state.new_id() })
    }
}

/// Returns the clients that a client has referred.
fn brought<'s>(state: &'s State, client: &Client) -> impl Iterator<Item = &'s Client> {
    let code = client.referral_code.clone();
    let clients = state.users.iter().map(|user| &user.client);
    clients.filter(move |client| code.is_some() && client.referrer_id == code)
}

/// Returns a client as the API shows it.
fn shown(state: &State, user: &User) -> Client {
    let mut client = user.client.clone();
    client.downline_count = i64::try_from(brought(state, &client).count()).ok();
    let of_client = state.accounts.iter().filter(|account| account.user == client.id.0);
    let accounts = of_client.map(|account| bindery_crm::clients::TradingAccount {
        platform: account.platform.clone(),
        connection_id: account.connection.clone(),
        trading_id: account.shown.login.to_string(),
    });
    client.trading_accounts = Some(accounts.collect());
    client
}

/// Returns the clients that a client has referred, and their referrals. The depth limit stops cycles.
fn downlines(state: &State, client: &Client, depth: usize) -> Vec<Downline> {
    let down = brought(state, client).map(|client| Downline {
        email: client.email.clone(),
        phone: client.phone.clone(),
        downlines: (depth < 8).then(|| downlines(state, client, depth + 1)),
    });
    down.collect()
}
