//! Registration of clients, and its forms.

use bindery_crm::ErrorCode;
use bindery_crm::accounts::{
    AccountsBackend, SendMultiStepRegistrationRequestForApproval, SendRegistrationRequestForOtp,
};
use bindery_crm::forms::{
    FormField, FormGroup, FormsBackend, GetAwsS3Signature, GetTraderRegistrationForm, RegistrationForm,
    UploadTarget,
};
use bindery_runtime::server::{BackendResult, RequestContext};
use bindery_runtime::{Map, RawJson, Secret};

use super::{Broker, rejected};

impl AccountsBackend for Broker {
    async fn send_registration_request_for_otp(
        &self,
        request: SendRegistrationRequestForOtp,
        _: RequestContext,
    ) -> BackendResult<SendRegistrationRequestForOtp> {
        let mut state = self.enter();
        if request.password != request.repeat_password {
            return Err(rejected("The passwords differ"));
        }
        let number = 100_000 + state.passwords.len();
        state.passwords.insert(request.email, Secret::from(number.to_string()));
        Ok(())
    }

    async fn send_multi_step_registration_request_for_approval(
        &self,
        request: SendMultiStepRegistrationRequestForApproval,
        _: RequestContext,
    ) -> BackendResult<SendMultiStepRegistrationRequestForApproval> {
        let mut state = self.enter();
        let entered = request.register;
        if state.passwords.get(&entered.email) != Some(&entered.email_code.0) {
            return Err(ErrorCode::InvalidValidationCode.into());
        }
        state.passwords.remove(&entered.email);
        state.waiting.insert(entered.email);
        Ok(())
    }
}

impl FormsBackend for Broker {
    async fn get_trader_registration_form(
        &self,
        _request: GetTraderRegistrationForm,
        _: RequestContext,
    ) -> BackendResult<GetTraderRegistrationForm> {
        let _state = self.enter();
        let label = |english: &str, chinese: &str| {
            let pairs = [("en-us", english), ("zh-cn", chinese)];
            Some(pairs.map(|(code, text)| (code.to_owned(), text.to_owned())).into_iter().collect::<Map<_>>())
        };
        let email = FormField {
            key: "email".to_owned(),
            label: label("Address", "地址"),
            required: Some(true),
            type_: "text".to_owned(),
            options: None,
            disabled: Some(false),
            readonly: None,
            docs: None,
        };
        let country = FormField {
            key: "country".to_owned(),
            label: label("Country", "国家"),
            required: Some(false),
            type_: "select".to_owned(),
            options: RawJson::from_text(r#"[{"value":"fr"},{"value":"be"}]"#).ok(),
            ..email.clone()
        };
        Ok(RegistrationForm {
            id: "form0001".into(),
            type_: Some("trader".to_owned()),
            groups: vec![FormGroup {
                key: "main".to_owned(),
                label: label("You", "你"),
                fields: vec![email, country],
            }],
        })
    }

    async fn get_aws_s3_signature(
        &self,
        request: GetAwsS3Signature,
        _: RequestContext,
    ) -> BackendResult<GetAwsS3Signature> {
        let _state = self.enter();
        let key = format!("{}/{}/{}", request.form_id.0, request.id, request.document);
        Ok(UploadTarget {
            url: "https://files.example/upload".to_owned(),
            fields: Map::from([
                ("key".to_owned(), RawJson::from(key.as_str())),
                ("Content-Type".to_owned(), RawJson::from(request.content_type.as_str())),
            ]),
        })
    }
}
