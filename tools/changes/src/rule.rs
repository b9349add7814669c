//! The table of rules: what may happen to a spec, what that breaks and why, and what those whom it hurts have to do.
//!
//! `wire ↔` says that the direction decides ([`crate::direction`]): what goes to the vendor may widen, what comes from there
//! may narrow. `docs/changes.md` is this table with words around it, and a test holds the two together.

/// Declares the rules.
macro_rules! rules {
    ($( $rule:ident = $id:literal, $what:literal, $breaks:literal, $why:literal, $todo:literal; )*) => {
        /// A rule, by which one kind of difference is judged.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $( #[doc = concat!($what, ".")] $rule, )*
        }

        impl Rule {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$rule),*];

            /// Its name, which is part of the JSON contract.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$rule => $id,)* }
            }

            /// What has happened.
            pub const fn what(self) -> &'static str {
                match self { $(Self::$rule => $what,)* }
            }

            /// What it may break.
            pub const fn breaks(self) -> &'static str {
                match self { $(Self::$rule => $breaks,)* }
            }

            /// Why.
            pub const fn why(self) -> &'static str {
                match self { $(Self::$rule => $why,)* }
            }

            /// What those whom it hurts have to do.
            pub const fn todo(self) -> &'static str {
                match self { $(Self::$rule => $todo,)* }
            }
        }
    };
}

rules! {
    ApiAdded = "api-added", "An API is new", "compatible",
        "a crate of its own", "";
    ApiRemoved = "api-removed", "An API is gone", "wire, callers, backends",
        "its crate is not generated any more", "Stay with the last version of the crate, or leave the API.";
    ApiId = "api-id", "An API has another short name", "callers, backends",
        "crate and root type are named after it", "Depend on the crate of the new name, and rename the root type.";
    ServerAdded = "server-added", "A server is new", "compatible", "actions that move there say so themselves", "";
    ServerRemoved = "server-removed", "A server is gone", "callers",
        "`server_url` with its name fails when the client is built", "Take `server_url` with this name out.";
    ServerName = "server-name", "A server has another name", "callers",
        "`server_url` names it", "Use the new name in `server_url`.";
    ServerUrl = "server-url", "A server has another address", "wire; callers where none is left",
        "what runs calls the old one; without any, a client has to be given one",
        "Update; or give the address with `server_url` or `base_url`.";
    ServerOrder = "server-order", "Another server is the first", "callers",
        "`base_url` replaces the address of the first", "Use `server_url` with the server's name instead of `base_url`.";
    PathCase = "path-case", "Paths are matched with or without regard to case", "wire where it is given up",
        "who calls in another case is not served any more", "Write paths as they are documented.";
    Features = "features", "The crate has a feature for each module, or has none any more", "callers, backends",
        "with `default-features = false` modules are missing, or features that are asked for", "See which features you ask for.";
    Codes = "codes", "Codes are texts instead of numbers, or the other way round", "wire, callers, backends",
        "no code of the other kind can be read, and `ErrorCode` has another type of codes",
        "Compare with codes of the new kind.";
    ErrorAdded = "error-added", "An error code is new", "compatible",
        "`ErrorCode` is non-exhaustive, and what runs keeps codes that it does not know", "";
    ErrorRemoved = "error-removed", "An error is gone", "callers, backends",
        "its variant is gone; on the wire its code would still be kept", "Take the variant out.";
    ErrorCode = "error-code", "An error has another code", "wire",
        "what runs takes it for an unknown one, or for another", "Update; the variant stays.";
    ErrorStatus = "error-status", "An error has another HTTP status", "wire where it is known by nothing else",
        "a code comes first when an error is recognised", "Update; the variant stays.";
    ErrorText = "error-text", "An error has another text", "wire where it is known by nothing else; else documents",
        "texts are for people where there is a code or a status", "Update; the variant stays.";
    ErrorKind = "error-kind", "An error is about something else", "callers",
        "`kind()` decides what callers do", "See what your code does with the new kind.";
    ErrorAlias = "error-alias", "A text means another error", "callers, backends",
        "the variant that callers see is another one", "Expect the other variant.";
    FailureAdded = "failure-added", "A shape of failures is new", "wire ↔ (wider)",
        "what runs cannot tell such an answer from a success", "Update.";
    FailureRemoved = "failure-removed", "A shape of failures is gone", "wire ↔ (narrower)",
        "nobody answers like that any more", "Update the server.";
    FailureStatus = "failure-status", "A shape comes with another HTTP status", "wire ↔ (narrower)",
        "clients go by the signs of a shape; of a vendor only the documents are known", "Update the server.";
    FailureSigns = "failure-signs", "A shape has other signs", "wire ↔",
        "what has only a new sign is not recognised", "Update.";
    FailureBody = "failure-body", "Code, message or anything else stands elsewhere in a shape", "wire",
        "it is not found, or taken for something else", "Update.";
    FailureOrder = "failure-order", "Shapes are tried in another order", "wire",
        "another shape may read the same answer", "Update.";
    FailureUse = "failure-use", "A server answers with other shapes", "wire ↔ (narrower)",
        "clients try all shapes; of a vendor only the documents are known", "Update the server.";
    Refusal = "refusal", "A server refuses with another error", "callers",
        "callers see another variant for the same mistake", "Expect the other variant.";
    AuthAdded = "auth-added", "An authentication scheme is new", "compatible", "actions that need it say so themselves", "";
    AuthRemoved = "auth-removed", "An authentication scheme is gone", "callers, backends",
        "the constant that clients and routers are given it by is gone", "Take `credential`, `oauth1`, `oauth2` or `alternative` with it out.";
    AuthKind = "auth-kind", "A scheme works in another way", "wire, callers, backends",
        "neither side understands the other, and clients and routers are given something else", "Set the scheme up anew on client and router.";
    AuthDetail = "auth-detail", "A header, an address, or what is signed and how, is another", "wire",
        "neither side understands the other", "Update.";
    AuthSecret = "auth-secret", "A signature is made with another secret, or stands in for another", "wire, callers, backends",
        "clients and routers are given another credential", "Give client and router the other credential.";
    AuthAddress = "auth-address", "A scheme has or lacks an address for the state or the end of tokens", "callers where one is lost",
        "what asks there fails", "Take the calls for it out.";
    ScopeAdded = "scope-added", "A scope is new", "callers, backends",
        "the enum of scopes is exhaustive", "Match the new variant.";
    ScopeRemoved = "scope-removed", "A scope is gone", "wire, callers, backends",
        "tokens are asked for with it, and its variant is gone", "Ask for tokens without it.";
    ModuleAdded = "module-added", "A module is new", "compatible", "nobody uses it yet; its actions are judged one by one", "";
    ModuleRemoved = "module-removed", "A module is gone", "callers, backends",
        "its traits and types are gone; its actions are judged one by one", "Take it out.";
    ModuleDirection = "module-direction", "The other side calls", "wire, callers, backends",
        "who was a client has to be a server", "Implement the backend, or call the client.";
    ActionAdded = "action-added", "An action is new", "wire ↔ (wider); backends where a catch-all took it",
        "methods of all traits have defaults; a receiver that does not know the action refuses it",
        "Update the receiver; implement the method where a catch-all did the work.";
    ActionRemoved = "action-removed", "An action is gone", "wire ↔ (narrower), callers, backends",
        "its method and its types are gone", "Call its successor, or do without; take the method out of your backend.";
    Stability = "stability", "An action is new, settled or retired", "compatible",
        "it can be called as before", "";
    Effect = "effect", "What repeating an action does is another thing", "callers where it is repeated now",
        "clients repeat what may be repeated, so that a backend sees it twice", "See that being repeated is right for you.";
    Methods = "methods", "An action takes other HTTP methods", "wire ↔",
        "clients send the first, servers take all", "Update.";
    Path = "path", "An action has another path", "wire",
        "what runs calls, or serves, the old one", "Update.";
    ActionServer = "action-server", "An action lives on another server", "wire",
        "what runs calls the old one", "Update; see whether `server_url` is given for it.";
    Send = "send", "Parameters travel elsewhere", "wire ↔ (narrower)",
        "servers of ours read every place; of a vendor only the documents are known", "Update.";
    AuthNeeded = "auth-needed", "An action needs more, or other, authentication", "wire ↔ (narrower), callers, backends",
        "what runs does not send it, and a client or router without the credential refuses", "Give client and router the credential.";
    AuthDropped = "auth-dropped", "An action needs less authentication", "wire ↔ (wider)",
        "a receiver that runs insists on it", "Update the receiver.";
    AuthOptional = "auth-optional", "A scheme is sent where it is at hand, or is so no more", "compatible",
        "whoever lacks it is served, before and after", "";
    Scopes = "scopes", "An action needs other scopes", "wire ↔; callers where more is needed",
        "tokens that have been given out lack the new one", "Ask for tokens with the scope.";
    Wrapper = "wrapper", "An answer stands under another key, or under none", "wire",
        "it is not found where what runs looks for it", "Update.";
    Select = "select", "An action is told from others in another way", "wire ↔, backends",
        "another method of the backend gets the call", "See which method gets which calls.";
    Pages = "pages", "Pages are turned in another way", "callers where `records` and `pages` are lost or give something else",
        "both are generated from it", "Turn the pages by hand, or take the new records.";
    ActionError = "action-error", "An action answers with other errors", "callers where the kind of one is another",
        "the enum of errors is that of the API; `kind()` decides what callers do", "See what your code does with the new kind.";
    ParameterAdded = "parameter-added", "A parameter is new", "required: wire ↔ (narrower), callers; beside `others`: callers, backends",
        "requests are non-exhaustive, and constructors take what is required",
        "Give the constructor the value.";
    ParameterRemoved = "parameter-removed", "A parameter is gone", "wire ↔ (narrower), callers, backends",
        "what callers say there is heeded by nobody, and the field is gone", "Take the field out.";
    FieldAdded = "field-added", "A field is new", "required: wire ↔ (narrower); callers, backends",
        "readers pass over unknown fields; records are exhaustive structs, made by literals and taken apart by patterns",
        "Set the field where you make the record, in backends and test doubles too.";
    FieldRemoved = "field-removed", "A field is gone", "wire ↔ (apart when required, else narrower), callers, backends",
        "a required one is missed, and the field is gone", "Take the field out.";
    Type = "type", "A type is another one", "wire ↔, callers, backends",
        "by the values of both types; numbers are read from texts and texts from numbers, by us", "Use the new type.";
    Presence = "presence", "A value may be left out, or may not any more", "wire ↔, callers, backends",
        "a required value that is missing is refused, and `Option` comes or goes", "Wrap or unwrap the value; constructors take the required ones.";
    WireName = "wire-name", "A parameter or field has another name on the wire", "wire ↔ unless `also` knows the old one",
        "the value is not found", "Update.";
    RustName = "rust-name", "Something has another name in Rust", "callers, backends",
        "the old name is gone", "Use the new name.";
    Default = "default", "Something else is assumed for a value that is left out", "callers or backends, whoever sees it",
        "silence means something else", "Say the value if you want the old one.";
    Also = "also", "A value may stand under other names too", "wire ↔ (wider) where it comes from the vendor",
        "what runs does not look there", "Update.";
    As = "as", "A value is written in another form", "wire ↔",
        "we read all forms (but for milliseconds and JSON in a text); of a vendor only the documents are known", "Update.";
    NoneTexts = "none", "Other texts mean 'no value'", "wire",
        "a value is taken for none, or none for a value", "Update.";
    LeadingPlus = "leading-plus", "A blank at the start is a plus, or is none any more", "backends",
        "the same bytes are another value", "See what your backend does with such values.";
    BareSingle = "bare-single", "A list of one entry is written without brackets, or with them again", "wire ↔",
        "only who knows of it reads both forms", "Update.";
    Fixed = "fixed", "A value is always the same, or another one, or free", "wire ↔; callers, backends where it enters or leaves Rust",
        "what is fixed is written always, read by nobody, and no field in Rust", "Set the field, or take it out.";
    Others = "others", "A map collects what has no name of its own, or does so no more", "wire ↔, callers, backends",
        "what is not collected is lost", "Read what you need from its own field.";
    MadeParameter = "made-parameter", "A parameter is made by a signature scheme, or by the caller", "wire, callers, backends",
        "it is checked in another way, and it enters or leaves Rust", "Set the field, or give the client the credential.";
    Limits = "limits", "A value has other limits", "wire ↔ in requests; callers where they are tighter",
        "servers refuse what breaks them and clients do not send it; in answers they are held by nobody",
        "Keep to the new limits.";
    Needs = "needs", "A parameter needs another one, or does so no more", "wire ↔; callers where one is needed",
        "servers refuse one without the other, and clients do not send it", "Set both.";
    ParameterError = "parameter-error", "A missing or bad value has another error", "callers",
        "callers see another variant for the same mistake", "Expect the other variant.";
    Position = "in", "A parameter stands in the path, or does so no more", "wire",
        "it is not found", "Update.";
    OneOf = "one-of", "Other groups of parameters are enough", "wire ↔; callers where a constructor is lost or takes something else",
        "each group is a constructor", "Use another constructor.";
    TypeAdded = "type-added", "A type is new", "compatible", "what uses it is judged for itself", "";
    TypeRemoved = "type-removed", "A type is gone", "callers, backends", "its name is gone", "Use what stands in its place.";
    TypeKind = "type-kind", "A type is a record, an enum or a new type, and was another of these", "wire ↔, callers, backends",
        "by the values of both", "Use the new type.";
    ValueAdded = "value-added", "An enum has a value more", "callers, backends",
        "enums are exhaustive; on the wire an unknown value survives, and a sender of the old version does not use it",
        "Match the new variant.";
    ValueRemoved = "value-removed", "An enum has a value less", "wire ↔ (narrower), callers, backends",
        "servers refuse what the documents do not name, and the variant is gone", "Take the variant out.";
    ValueIs = "value-is", "A value of an enum is written in another way", "wire",
        "it is read as unknown, or as another value", "Update; the variant stays.";
    Hash = "hash", "A secret is sent as a digest, or in plain", "wire, callers, backends",
        "the other side compares something else, and the type is another", "Make the secret by the new type.";
    Status = "status", "A success has another HTTP status", "wire ↔ (narrower; apart when content comes or goes with it)",
        "clients take every success, unless the status says that there is no content", "Update.";
    OutcomeAdded = "outcome-added", "An answer may end in one more way", "wire ↔ (wider), callers, backends",
        "what runs does not know the status, and the enum of outcomes is exhaustive", "Match the new variant.";
    OutcomeRemoved = "outcome-removed", "An answer ends in one way less", "wire ↔ (narrower), callers, backends",
        "the variant is gone", "Take the variant out.";
    Reading = "reading", "An answer may come in further forms", "wire ↔ (wider; narrower when fewer)",
        "what runs does not read them", "Update.";
    Raw = "raw", "An answer is the body itself, or is JSON", "wire, callers, backends",
        "one cannot be read as the other, and the types differ", "Use the new answer.";
    Done = "done", "An answer says only 'done', or says more", "wire ↔, callers, backends",
        "the answer has another type in Rust", "Use the new answer.";
    Emits = "emits", "A server writes something else where there is no content", "wire ↔ (narrower)",
        "clients read nothing there; of a vendor only the documents are known", "Update the server.";
    ConstantAdded = "constant-added", "A constant is new", "compatible", "nobody uses it yet", "";
    ConstantRemoved = "constant-removed", "A constant is gone", "callers, backends", "its name is gone", "Keep a copy.";
    ConstantValue = "constant-value", "A constant holds other data", "compatible", "that is what it is for", "";
    Order = "order", "Things stand in another order", "compatible; wire for parameters whose values are signed in their order",
        "nothing else goes by the order", "Update.";
    Texts = "texts", "Texts for people, examples, evidence, or what is only listed", "documents", "no code and no byte is different", "";
}
