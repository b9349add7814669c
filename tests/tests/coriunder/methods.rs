//! Every method over the wire, with values from the spec: the backend must receive the values that the client sends,
//! and the client those that the backend returns.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use bindery_coriunder::rt::client::InProcess;
use bindery_coriunder::rt::server::{Route, Router};
use bindery_coriunder::rt::wire::Response as _;
use bindery_coriunder::rt::{self, Action, Caller as _};
use bindery_coriunder::{APPLICATION_TOKEN, CREDENTIALS, Client, Coriunder, SIGNATURE};
use bindery_model::{self as model, Encoding, Field, Scalar, Type, TypeKind, check, input};

use crate::support::{APPLICATION, SALT, Sessions};

pub(crate) static API: LazyLock<model::Api> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/coriunder");
    let checked = check(input::read_folder(&folder).expect("the spec is there"));
    checked.api.expect("the spec is right")
});

/// Returns a sample value of a type as JSON; the number distinguishes it from others.
fn sample(ty: &Type, encoding: Encoding, number: usize, depth: usize) -> String {
    match ty {
        Type::Scalar(scalar) => scalar_sample(*scalar, encoding, number),
        Type::List(item) => {
            format!(
                "[{},{}]",
                sample(item, encoding, number, depth),
                sample(item, encoding, number + 1, depth)
            )
        }
        Type::Nullable(item) => sample(item, encoding, number, depth),
        Type::Map(_, item) => format!("{{\"key\":{}}}", sample(item, encoding, number, depth)),
        Type::Named(id) => match &API.types[*id].kind {
            TypeKind::Record(fields) if depth < 5 => object(fields, number, depth + 1),
            TypeKind::Record(_) => "{}".into(),
            TypeKind::Positions(_) | TypeKind::Union(_) | TypeKind::Alias(_) => {
                unreachable!("the API has none")
            }
            TypeKind::IntEnum(values) if encoding == Encoding::JsonString => {
                format!("\"{}\"", values[number % values.len()].is)
            }
            TypeKind::IntEnum(values) => values[number % values.len()].is.to_string(),
            TypeKind::TextEnum(values) => format!("\"{}\"", values[number % values.len()].is),
            TypeKind::Newtype(newtype) => scalar_sample(newtype.base, encoding, number),
        },
    }
}

fn scalar_sample(scalar: Scalar, encoding: Encoding, number: usize) -> String {
    let text = match scalar {
        Scalar::String | Scalar::Secret => return format!("\"text / {number} ü\""),
        Scalar::Int => (number + 1).to_string(),
        Scalar::Decimal => format!("{number}.50"),
        Scalar::Bool => number.is_multiple_of(2).to_string(),
        Scalar::Any => return format!("{{\"any\":{number}}}"),
        Scalar::Bytes if encoding == Encoding::NumberList => return format!("[{number},255]"),
        Scalar::Bytes => return "\"iVBORw==\"".into(),
        Scalar::MicrosoftDate => return format!("\"/Date(14200704{number:05}-0530)/\""),
        other => panic!("{other:?} is not in this API"),
    };
    if encoding == Encoding::JsonString { format!("\"{text}\"") } else { text }
}

fn object(fields: &[Field], number: usize, depth: usize) -> String {
    let fields =
        fields.iter().enumerate().filter(|(_, field)| field.in_rust() && !leads_back(&field.ty, depth));
    let each = fields.map(|(at, field)| {
        let value = match field.name.as_str() {
            "IsSuccess" => "true".to_owned(), // anything else would be a failure
            _ => sample(&field.ty, field.encoding, number + at, depth),
        };
        format!("\"{}\":{value}", field.name)
    });
    format!("{{{}}}", each.collect::<Vec<_>>().join(","))
}

/// Stops at recursive types.
fn leads_back(ty: &Type, depth: usize) -> bool {
    depth >= 3
        && matches!(ty.innermost(), Type::Named(id) if matches!(API.types[*id].kind, TypeKind::Record(_)))
}

/// A backend of one action that records its requests.
struct Fake<A: Action> {
    seen: Mutex<Option<A>>,
    response: String,
}

fn read<A: Action>(json: &str) -> A::Response {
    if !A::INFO.response.format.is_json() {
        let raw = A::Response::from_raw(&200.into(), json.as_bytes()).expect("no headers");
        return raw.expect("a body");
    }
    let document = rt::wire::Document::parse(json.as_bytes()).expect("JSON");
    A::Response::from_body(A::INFO, &200.into(), &document.value())
        .unwrap_or_else(|fault| panic!("{}: {fault} {json}", A::INFO.name))
}

async fn exchange<A: Action<Api = Coriunder> + PartialEq + std::fmt::Debug>() -> String {
    let info = A::INFO;
    let module = API.modules.iter().find(|module| module.name == info.module).expect("the module");
    let action = module.actions.iter().find(|action| action.name == info.name).expect("the action");
    let parameters = object(&action.parameters, 1, 0);
    let response =
        action.response.ty.as_ref().map_or("null".into(), |ty| sample(ty, action.response.encoding, 3, 0));
    let document = rt::wire::Document::parse(parameters.as_bytes()).expect("JSON");
    let entries = document.entries().expect("an object");
    let request: A =
        rt::wire::read_record(&entries, true).unwrap_or_else(|fault| panic!("{}: {fault}", info.name));
    let fake = Arc::new(Fake::<A> { seen: Mutex::new(None), response });
    let route = Route::<Fake<A>>::new::<A>(|fake, request, context| {
        let needs = A::INFO.auth.contains(&"credentials");
        assert_eq!(context.login.is_some(), needs, "{}", A::INFO.name);
        *fake.seen.lock().expect("no test panics inside") = Some(request);
        Box::pin(std::future::ready(Ok(read::<A>(&fake.response))))
    });
    let router = Router::<Coriunder>::new()
        .credential(APPLICATION_TOKEN, APPLICATION)
        .credential(SIGNATURE, SALT)
        .issued(CREDENTIALS, Sessions)
        .mount(vec![route], Arc::clone(&fake));
    let service = router.into_axum().expect("a router");
    let client = Client::builder().credential(APPLICATION_TOKEN, APPLICATION).credential(SIGNATURE, SALT);
    let client = client.build_over(InProcess::new(service)).expect("set up");
    let client = client.logged_in(&LoggedIn).expect("a header");
    let response = client.call(request.clone()).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(fake.seen.lock().expect("no test panics inside").as_ref(), Some(&request));
    assert_eq!(response.to_body(info), read::<A>(&fake.response).to_body(info), "{}", info.name);
    format!("{}/{}", info.module, info.name)
}

/// Knows the header that a login issued.
struct LoggedIn;

impl rt::Issues for LoggedIn {
    type Api = Coriunder;
    const SCHEME: &'static str = "credentials";

    fn issued(&self) -> (rt::Secret, rt::Secret) {
        (crate::support::HEADER.into(), "token-of-ann".into())
    }
}

macro_rules! every {
    ($($module:ident { $($action:ident),* })*) => {
        #[tokio::test]
        async fn every_method_goes_over_the_wire() {
            let mut done = BTreeSet::new();
            $($(done.insert(exchange::<bindery_coriunder::$module::$action>().await);)*)*
            let modules = API.modules.iter();
            let all: BTreeSet<String> = modules
                .flat_map(|module| module.actions.iter().map(move |action| format!("{}/{}", module.name, action.name)))
                .collect();
            assert_eq!(done, all);
        }
    };
}

every! {
    account { DecodeLoginCookie, DeviceActivate, DeviceSendActivationCode, LogOff, Login, RegisterDevice, ResetPassword, UpdatePassword, UpdatePincode }
    app_identity { GetContent, GetIdentityDetails, GetMerchantGroups, GetSupportedCurrencies, GetSupportedPaymentMethods, Log, SendContactEmail }
    balance { GetRequest, GetRequests, GetRows, GetTotal, ReplyRequest, RequestAmount, TransferAmount, RequestPayment }
    customer { GetCustomer, GetImage, RegisterCustomer, SaveCustomer, FindFriend, FriendRequest, GetFriendRequests, GetFriends, ImportFriendsFromFacebook, RemoveFriend, ReplyFriendRequest, SetFriendRelation, DeleteShippingAddress, GetShippingAddress, GetShippingAddresses, SaveShippingAddress, SaveShippingAddresses, GetManagedAccounts }
    international { GetCurrencyRates, GetErrorCodes, GetStaticData }
    merchant { Register }
    payment_methods { DeleteStoredPaymentMethod, GetBillingAddresses, GetStaticData, GetStoredPaymentMethod, GetStoredPaymentMethods, LinkPaymentMethod, LoadPaymentMethod, RequestPhysicalPaymentMethod, StorePaymentMethod, StorePaymentMethods }
    shop { GetActiveCarts, GetCart, GetCartOfTransaction, SetCart, Download, DownloadUnauthorized, GetDownloads, GetMerchant, GetMerchantCategories, GetMerchantContent, GetMerchants, GetCategorisedProducts, GetProduct, GetProducts, GetShop, GetShopIds, GetShops, GetShopsByLocation, SetSession }
    transactions { Get, Lookup, ProcessTransaction, Search }
}
