//! Pairs of actions: each action of `tests/pairs/base`, and what the overlay `tests/pairs/new.yaml` makes of it, with the
//! types that the macro generates for both.

pub(crate) mod side;
pub(crate) mod ways;

use std::pin::Pin;

use ways::{Answer, Outcome, View};

type Outcomes<'p> = Pin<Box<dyn Future<Output = Vec<Outcome>> + 'p>>;

/// Sends the payloads of requests.
type Requests = for<'p> fn(&'p [String], [View<'p>; 2]) -> Outcomes<'p>;

/// Sends responses; the payloads are those of a request of the sender and of the reader.
type Responses = for<'p> fn(&'p [Answer], [&'p [String]; 2], [View<'p>; 2]) -> Outcomes<'p>;

/// An action in both versions, with the ways of its messages.
pub(crate) struct Pair {
    pub(crate) name: &'static str,
    /// From the old client to the new server.
    pub(crate) call: Requests,
    /// From the new server to the old client.
    pub(crate) response: Responses,
    /// From the new client to the old server.
    pub(crate) event: Requests,
    /// From the old server to the new client.
    pub(crate) reply: Responses,
}

#[allow(dead_code, unreachable_pub)] // only types in messages are used
mod old {
    bindery_macros::api!("tests/pairs/base", types);
}

#[allow(dead_code, unreachable_pub)]
mod new {
    bindery_macros::api!("tests/pairs/base", types, overlay = "tests/pairs/new.yaml");
}

macro_rules! pairs {
    ($($action:ident $name:literal $($way:ident)?;)*) => {
        /// All pairs.
        pub(crate) const PAIRS: &[Pair] = &[$(Pair {
            name: $name,
            call: pairs!(@requests old new $action),
            response: pairs!(@responses new old $action $($way)?),
            event: pairs!(@requests new old $action),
            reply: pairs!(@responses old new $action $($way)?),
        },)*];
    };
    (@requests $sender:ident $reader:ident $action:ident) => {
        |payloads, [sent, got]| Box::pin(
            ways::requests::<$sender::cases::$action, $reader::cases::$action>(payloads, sent, got)
        )
    };
    (@responses $sender:ident $reader:ident $action:ident) => {
        |answers, requests, views| Box::pin(
            ways::responses::<$sender::cases::$action, $reader::cases::$action>(answers, requests, views)
        )
    };
    (@responses $sender:ident $reader:ident $action:ident streams) => {
        |answers, requests, _| Box::pin(
            ways::streams::<$sender::cases::$action, $reader::cases::$action>(answers, requests)
        )
    };
}

pairs! {
    PlaceHeader "place-header";
    PlaceCookie "place-cookie";
    PlaceBody "place-body";
    PlacePath "place-path";
    PlaceOfAll "place-of-all";
    PlaceMultipart "place-multipart";
    NameChanged "name-changed";
    NameGiven "name-given";
    StyleRepeatedBrackets "style-repeated-brackets";
    StyleBracketsRepeated "style-brackets-repeated";
    StyleRepeatedComma "style-repeated-comma";
    StyleCommaRepeated "style-comma-repeated";
    StyleCommaPipe "style-comma-pipe";
    StyleRepeatedJson "style-repeated-json";
    StyleJsonRepeated "style-json-repeated";
    StyleRepeatedIndexed "style-repeated-indexed";
    StyleBracketsComma "style-brackets-comma";
    StyleBracketsDots "style-brackets-dots";
    StyleDotsBrackets "style-dots-brackets";
    StyleBracketsJson "style-brackets-json";
    StyleJsonBrackets "style-json-brackets";
    StyleHeaderPipe "style-header-pipe";
    StyleRecordsIndexed "style-records-indexed";
    ExcludesAdded "excludes-added";
    ExcludesRemoved "excludes-removed";
    NeedsAdded "needs-added";
    NeedsRemoved "needs-removed";
    WhenAdded "when-added";
    WhenRemoved "when-removed";
    WhenMore "when-more";
    WhenFewer "when-fewer";
    OneOfAdded "one-of-added";
    OneOfRemoved "one-of-removed";
    MadeWindowAdded "made-window-added";
    MadeWindowRemoved "made-window-removed";
    MadeKey "made-key";
    MadeNoLonger "made-no-longer";
    MadeUnit "made-unit";
    SendFloatDecimal "send-float-decimal";
    GetFloatDecimal "get-float-decimal";
    SendDecimalFloat "send-decimal-float";
    GetDecimalFloat "get-decimal-float";
    SendIntUint "send-int-uint";
    GetIntUint "get-int-uint";
    SendUintInt "send-uint-int";
    GetUintInt "get-uint-int";
    SendUintString "send-uint-string";
    GetUintString "get-uint-string";
    SendUuidString "send-uuid-string";
    GetUuidString "get-uuid-string";
    SendStringUuid "send-string-uuid";
    GetStringUuid "get-string-uuid";
    SendInstantString "send-instant-string";
    GetInstantString "get-instant-string";
    SendStringInstant "send-string-instant";
    GetStringInstant "get-string-instant";
    SendInstantUnix "send-instant-unix";
    GetInstantUnix "get-instant-unix";
    SendUnixInstant "send-unix-instant";
    GetUnixInstant "get-unix-instant";
    SendUnixMilliseconds "send-unix-milliseconds";
    GetUnixMilliseconds "get-unix-milliseconds";
    SendMailDate "send-mail-date";
    GetMailDate "get-mail-date";
    SendWebDate "send-web-date";
    GetWebDate "get-web-date";
    SendFloatText "send-float-text";
    GetFloatText "get-float-text";
    SendListNull "send-list-null";
    GetListNull "get-list-null";
    SendListNotNull "send-list-not-null";
    GetListNotNull "get-list-not-null";
    SendMapNull "send-map-null";
    GetMapNull "get-map-null";
    SendMapNotNull "send-map-not-null";
    GetMapNotNull "get-map-not-null";
    SendKeysUuid "send-keys-uuid";
    GetKeysUuid "get-keys-uuid";
    SendKeysString "send-keys-string";
    GetKeysString "get-keys-string";
    SendThreeStates "send-three-states";
    GetThreeStates "get-three-states";
    SendNotNull "send-not-null";
    GetNotNull "get-not-null";
    SendNotMissing "send-not-missing";
    GetNotMissing "get-not-missing";
    SendAliasAdded "send-alias-added";
    GetAliasAdded "get-alias-added";
    SendAliasRemoved "send-alias-removed";
    GetAliasRemoved "get-alias-removed";
    SendLimitLooser "send-limit-looser";
    GetLimitLooser "get-limit-looser";
    SendLimitTighter "send-limit-tighter";
    GetLimitTighter "get-limit-tighter";
    SendLimitExclusive "send-limit-exclusive";
    GetLimitExclusive "get-limit-exclusive";
    SendLengthTighter "send-length-tighter";
    GetLengthTighter "get-length-tighter";
    BodyMedia "body-media";
    BodyMediaMore "body-media-more";
    BodyJsonKind "body-json-kind";
    BodyRaw "body-raw";
    MediaChanged "media-changed";
    MediaMore "media-more";
    MediaFewer "media-fewer";
    MediaJson "media-json";
    EventsLines "events-lines" streams;
    EventsEnd "events-end" streams;
    EventsNoEnd "events-no-end" streams;
    LinesValue "lines-value";
    HeaderRequired "header-required";
    HeaderOptional "header-optional";
    HeaderRequiredGone "header-required-gone";
    HeaderOptionalGone "header-optional-gone";
    HeaderBecomesOptional "header-becomes-optional";
    HeaderText "header-text";
    StatusSuccess "status-success";
    StatusOutcome "status-outcome";
    StatusEmpty "status-empty";
    VariantAdded "variant-added";
    VariantRemoved "variant-removed";
    VariantStatus "variant-status";
    VariantMedia "variant-media";
    VariantsMore "variants-more";
    VariantsOutcome "variants-outcome";
    VariantsFewer "variants-fewer";
    EnvelopeAdded "envelope-added";
    EnvelopeMoves "envelope-moves";
    EnvelopeConstant "envelope-constant";
    PagesKind "pages-kind";
    PagesPosition "pages-position";
    PathAliasAdded "path-alias-added";
    PathAliasMoves "path-alias-moves";
    MethodMore "method-more";
    MethodOther "method-other";
}
