//! The clients module.

use bindery_crm::ErrorCode;
use bindery_crm::clients::{
    GetClientInformation, GetClientRegistrationDetails, GetDownlinesInformationOfClient, GetListOfClient,
    GetListOfClientRequired, KycStatus, SubmitClientKyc, SubmitClientKycRequired,
};
use bindery_crm::prelude::*;
use bindery_crm::types::{LanguageCode, Phone, UserType};
use bindery_runtime::RawJson;

use crate::served::{Served, new_client, read};
use crate::{TestResult, failed, unsent};

pub(crate) async fn get_list_of_client(served: Served) -> TestResult {
    let clients = served.client.clients();
    let list = |skip, limit| GetListOfClient::new(GetListOfClientRequired { skip, limit });
    assert_eq!(clients.get_list_of_client(list(0, 10)).await?.count, 0);
    let ann = served.user("ann@example.com").await?;
    let bob = served.user("bob@example.com").await?;
    served.broker.suspend(&bob, true);
    let page = clients.get_list_of_client(list(0, 500)).await?;
    assert_eq!((page.count, page.records.len()), (1, 1));
    assert_eq!((&page.records[0].id, &page.records[0].type_), (&ann, &UserType::Trader));
    assert_eq!(page.records[0].downline_count, Some(0));
    let body = served.log.exchanges().pop().expect("there was one").body;
    assert!(body.windows(20).any(|part| part == br#""downline_count":"0""#), "a count, as text");
    let suspended = list(0, 500).with(|request| request.suspended = Some(true));
    assert_eq!(clients.get_list_of_client(suspended).await?.records[0].id, bob);
    let brokers = list(0, 500).with(|request| request.type_ = Some(UserType::Ib));
    assert_eq!(clients.get_list_of_client(brokers).await?.records, []);
    assert_eq!(unsent(clients.get_list_of_client(list(0, 501)).await), "limit: must be at most 500, is 501");
    assert_eq!(unsent(clients.get_list_of_client(list(-1, 5)).await), "skip: must be at least 0, is -1");
    Ok(())
}

pub(crate) async fn get_client_information(served: Served) -> TestResult {
    let clients = served.client.clients();
    let ann = served.user("ann@example.com").await?;
    served.broker.own(&ann, read(r#"{"id":"p1","name":"Olga"}"#));
    let plain = clients.get_client_information(GetClientInformation::new(ann.clone())).await?;
    assert_eq!(
        (plain.email.as_deref(), plain.owner, plain.participants),
        (Some("ann@example.com"), None, None)
    );
    let told = GetClientInformation::new(ann).with(|request| {
        request.owner = Some(true);
        request.participants = Some(true);
    });
    let told = clients.get_client_information(told).await?;
    assert_eq!(told.owner.and_then(|owner| owner.name).as_deref(), Some("Olga"));
    assert_eq!(told.participants, Some(Vec::new()));
    let nobody = clients.get_client_information(GetClientInformation::new("nobody00")).await;
    assert_eq!(failed(nobody), (400, ErrorCode::UserNotFound));
    let short = clients.get_client_information(GetClientInformation::new("short")).await;
    assert_eq!(unsent(short), "id: must have 8 to 8 characters, has 5");
    Ok(())
}

pub(crate) async fn get_client_registration_details(served: Served) -> TestResult {
    let clients = served.client.clients();
    let new = new_client("ann@example.com").with(|new| {
        new.custom_fields = Some([("nickname".to_owned(), RawJson::from("Änn"))].into());
        new.others = [("favourites".to_owned(), read(r#"["red", "blue"]"#))].into();
    });
    clients.create_client(new).await?;
    let ann = served.broker.client_id("ann@example.com").expect("it was created");
    let details = clients.get_client_registration_details(GetClientRegistrationDetails::new(ann)).await?;
    let keys: Vec<_> = details.iter().map(|value| value.key.as_str()).collect();
    assert_eq!(keys, ["nickname", "favourites"]);
    assert_eq!(details[0].value, Some(RawJson::from("Änn")));
    // Any JSON, exactly as sent, including the space.
    assert_eq!(details[1].value.as_ref().map(RawJson::as_str), Some(r#"["red", "blue"]"#));
    let label = details[0].label.as_ref().expect("it has labels");
    assert_eq!(label[LanguageCode::EnUs.as_str()], "nickname");
    assert_eq!(label[LanguageCode::ZhCn.as_str()], "字段");
    let nobody = clients.get_client_registration_details(GetClientRegistrationDetails::new("nobody00")).await;
    assert_eq!(failed(nobody), (400, ErrorCode::UserNotFound));
    Ok(())
}

pub(crate) async fn create_client(served: Served) -> TestResult {
    let clients = served.client.clients();
    let new = new_client("ann@example.com").with(|new| {
        new.id = Some("custom-id".to_owned());
        new.phone = Some(Phone { country_code: Some("+33".to_owned()), number: None });
        new.language = Some(LanguageCode::De);
    });
    clients.create_client(new).await?;
    let exchange = served.log.exchanges().pop().expect("there was one");
    assert_eq!((exchange.status, &*exchange.body), (201, &b"{}"[..]));
    let ann = served.broker.client_id("ann@example.com").expect("it was created");
    assert_eq!(ann.0, "custom-id");
    let password = served.broker.password(&ann).expect("it has one");
    assert_eq!(password.expose(), "S3cret!word");

    // No error type is documented for these, so the status identifies the error.
    let again = clients.create_client(new_client("ann@example.com")).await;
    assert_eq!(failed(again), (400, ErrorCode::ApplicationError));
    let differing = new_client("bob@example.com").with(|new| new.repeat_password = "something else".into());
    assert_eq!(failed(clients.create_client(differing).await), (400, ErrorCode::ApplicationError));
    Ok(())
}

pub(crate) async fn get_downlines_information_of_client(served: Served) -> TestResult {
    let clients = served.client.clients();
    let ann = served.user("ann@example.com").await?;
    for (email, by) in [("bob@example.com", "ann@example.com"), ("cid@example.com", "bob@example.com")] {
        let by = served.broker.client_id(by).expect("it is there");
        let referrer = clients.get_client_information(GetClientInformation::new(by)).await?.referral_code;
        let new = new_client(email).with(|new| new.referrer_id = referrer);
        clients.create_client(new).await?;
    }
    let by_id = GetDownlinesInformationOfClient::new().with(|request| request.user_id = Some(ann.clone()));
    let found = clients.get_downlines_information_of_client(by_id).await?;
    let below = found.downlines[0].downlines.as_ref().expect("it has downlines");
    assert_eq!(found.id, ann);
    assert_eq!(found.downlines[0].email.as_deref(), Some("bob@example.com"));
    assert_eq!(below[0].email.as_deref(), Some("cid@example.com"));
    let of = |email: &str| {
        let email = Some(email.to_owned());
        GetDownlinesInformationOfClient::new().with(|request| request.email = email)
    };
    assert_eq!(clients.get_downlines_information_of_client(of("cid@example.com")).await?.downlines, []);
    let nobody = clients.get_downlines_information_of_client(of("dan@example.com")).await;
    assert_eq!(failed(nobody), (400, ErrorCode::UserNotFound));
    Ok(())
}

pub(crate) async fn submit_client_kyc(served: Served) -> TestResult {
    let clients = served.client.clients();
    let (ann, bob) = (served.user("ann@example.com").await?, served.user("bob@example.com").await?);
    let submit = |user, passport: &str| {
        let required = SubmitClientKycRequired { user_id: user, form_id: "kycform1".into() };
        let others = [("passport".to_owned(), RawJson::from(passport))].into();
        SubmitClientKyc::new(required).with(|request| request.others = others)
    };
    let early = clients.submit_client_kyc(submit(ann.clone(), "P1")).await;
    assert_eq!(failed(early), (400, ErrorCode::InvalidRequest));
    served.broker.ask_for_profile(&ann);
    served.broker.ask_for_profile(&bob);
    let submitted = clients.submit_client_kyc(submit(ann.clone(), "P1")).await?;
    assert!(!submitted.id.is_empty());
    let same = clients.submit_client_kyc(submit(bob, "P1")).await;
    assert_eq!(failed(same), (400, ErrorCode::KycDuplicateError));
    let nobody = clients.submit_client_kyc(submit("nobody00".into(), "P2")).await;
    assert_eq!(failed(nobody), (400, ErrorCode::AccountNotFound));
    let list = GetListOfClient::new(GetListOfClientRequired { skip: 0, limit: 1 });
    let listed = clients.get_list_of_client(list).await?.records.remove(0);
    assert_eq!((listed.id, listed.kyc_status), (ann, Some(KycStatus::Pending)));
    Ok(())
}
