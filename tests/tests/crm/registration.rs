//! Registration of clients, and its forms.

use bindery_crm::ErrorCode;
use bindery_crm::accounts::{
    KycRegistration, OtpChannel, OtpCode, Registration, SendMultiStepRegistrationRequestForApproval,
    SendMultiStepRegistrationRequestForApprovalRequired, SendRegistrationRequestForOtp,
    SendRegistrationRequestForOtpRequired,
};
use bindery_crm::forms::{
    ContentType, GetAwsS3Signature, GetAwsS3SignatureRequired, GetTraderRegistrationForm,
};
use bindery_crm::prelude::*;
use bindery_runtime::RawJson;
use serde_json::{Value, json};

use crate::served::Served;
use crate::{TestResult, failed, unsent};

fn first_step(email: &str) -> SendRegistrationRequestForOtp {
    SendRegistrationRequestForOtp::new(SendRegistrationRequestForOtpRequired {
        email: email.to_owned(),
        name: "Ann".to_owned(),
        otp_type: OtpChannel::Email,
        password: "S3cret!word".into(),
        repeat_password: "S3cret!word".into(),
        form_id: "form0001".into(),
    })
}

pub(crate) async fn send_registration_request_for_otp(served: Served) -> TestResult {
    let accounts = served.client.accounts();
    accounts.send_registration_request_for_otp(first_step("ann@example.com")).await?;
    let exchange = served.log.exchanges().pop().expect("there was one");
    assert_eq!((exchange.status, exchange.body.len()), (204, 0));
    let sent: Value = serde_json::from_slice(exchange.request.body())?;
    assert_eq!(
        (&sent["type"], &sent["otp_type"]),
        (&json!("trader"), &json!("email")),
        "both are always sent"
    );
    assert!(served.broker.one_time_password("ann@example.com").is_some());
    let differing = first_step("bob@example.com").with(|step| step.repeat_password = "other".into());
    let differing = accounts.send_registration_request_for_otp(differing).await;
    assert_eq!(failed(differing), (400, ErrorCode::ApplicationError));
    Ok(())
}

pub(crate) async fn send_multi_step_registration_request_for_approval(served: Served) -> TestResult {
    let accounts = served.client.accounts();
    accounts.send_registration_request_for_otp(first_step("ann@example.com")).await?;
    let second_step = |code: OtpCode| {
        let custom = [("passport".to_owned(), RawJson::from("P1"))];
        SendMultiStepRegistrationRequestForApproval::new(
            SendMultiStepRegistrationRequestForApprovalRequired {
                register: Registration {
                    email: "ann@example.com".to_owned(),
                    phone: None,
                    email_code: code,
                    phone_code: None,
                    password: "S3cret!word".into(),
                    repeat_password: "S3cret!word".into(),
                    form_id: "form0001".into(),
                    link_id: None,
                    referrer_id: None,
                    custom_fields: None,
                    others: Default::default(),
                },
                kyc: KycRegistration {
                    form_id: "kycform1".into(),
                    custom_fields: None,
                    others: custom.into(),
                },
            },
        )
    };
    let wrong = second_step("999999".into());
    let wrong = accounts.send_multi_step_registration_request_for_approval(wrong).await;
    assert_eq!(failed(wrong), (400, ErrorCode::InvalidValidationCode));
    let short = accounts.send_multi_step_registration_request_for_approval(second_step("1".into())).await;
    assert_eq!(unsent(short), "register.email_code: must have 6 to 6 characters, has 1");
    let code = OtpCode(served.broker.one_time_password("ann@example.com").expect("it was sent"));
    accounts.send_multi_step_registration_request_for_approval(second_step(code)).await?;
    assert!(served.broker.waits("ann@example.com"));
    let exchange = served.log.exchanges().pop().expect("there was one");
    assert_eq!(exchange.status, 204);
    let sent: Value = serde_json::from_slice(exchange.request.body())?;
    assert_eq!(
        (&sent["trader_register"], &sent["register"]["type"]),
        (&json!("trader_register"), &json!("trader"))
    );
    // The tenant's additional entries are sent next to the others.
    assert_eq!(sent["kyc"], json!({"form_id": "kycform1", "passport": "P1"}));
    Ok(())
}

pub(crate) async fn get_trader_registration_form(served: Served) -> TestResult {
    let form = served.client.forms().get_trader_registration_form(GetTraderRegistrationForm::new()).await?;
    let group = &form.groups[0];
    assert_eq!(group.label.as_ref().expect("labels")["zh-cn"], "你");
    let [email, country] = &group.fields[..] else { return Err("two fields".into()) };
    assert_eq!((email.required, email.disabled, email.readonly), (Some(true), Some(false), None));
    assert_eq!(country.label.as_ref().expect("labels")["en-us"], "Country");
    assert_eq!(country.options.as_ref().map(RawJson::as_str), Some(r#"[{"value":"fr"},{"value":"be"}]"#));
    // A boolean is a number here.
    let sent: Value = serde_json::from_slice(&served.log.exchanges()[0].body)?;
    assert_eq!(sent["groups"][0]["fields"][0]["required"], json!(1));
    Ok(())
}

pub(crate) async fn get_aws_s3_signature(served: Served) -> TestResult {
    let upload = GetAwsS3Signature::new(GetAwsS3SignatureRequired {
        id: "x7k2".to_owned(),
        content_type: ContentType::Png,
        document: "passport ä&b.png".to_owned(),
        form_id: "kycform1".into(),
    });
    let forms = served.client.forms();
    let target = forms.get_aws_s3_signature(upload.clone()).await?;
    assert_eq!(target.url, "https://files.example/upload");
    assert_eq!(target.fields["key"], RawJson::from("kycform1/x7k2/passport ä&b.png"));
    assert_eq!(target.fields["Content-Type"], RawJson::from("image/png"));
    let strange = upload.with(|upload| upload.content_type = ContentType::Unknown("text/html".to_owned()));
    // A vendor may have more kinds than documented, so unknown ones are sent; this server accepts only the documented
    // ones.
    let strange = forms.get_aws_s3_signature(strange).await;
    assert_eq!(failed(strange), (400, ErrorCode::ApplicationError));
    Ok(())
}
