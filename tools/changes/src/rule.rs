//! Table of rules: what can change in a spec, what that breaks and why, and what affected users have to do.
//!
//! `wire ↔` means that the direction decides ([`crate::direction`]): values sent to the vendor can widen, values from
//! the vendor can narrow. `docs/changes.md` contains this table with explanations, and a test keeps them in sync.

/// Declares the rules.
macro_rules! rules {
    ($( $rule:ident = $id:literal, $what:literal, $breaks:literal, $why:literal, $todo:literal; )*) => {
        /// A rule that judges one kind of difference.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $( #[doc = concat!($what, ".")] $rule, )*
        }

        impl Rule {
            /// All rules, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$rule),*];

            /// Returns the name of the rule, which is part of the JSON contract.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$rule => $id,)* }
            }

            /// Describes the change that the rule judges.
            pub const fn what(self) -> &'static str {
                match self { $(Self::$rule => $what,)* }
            }

            /// Names what the change can break.
            pub const fn breaks(self) -> &'static str {
                match self { $(Self::$rule => $breaks,)* }
            }

            /// Explains why the change breaks something or nothing.
            pub const fn why(self) -> &'static str {
                match self { $(Self::$rule => $why,)* }
            }

            /// Returns advice for affected users; empty if no user is affected.
            pub const fn todo(self) -> &'static str {
                match self { $(Self::$rule => $todo,)* }
            }
        }
    };
}

rules! {
    ApiAdded = "api-added", "An API is added", "compatible", "it gets its own crate", "";
    ApiRemoved = "api-removed", "An API is removed", "wire, callers, backends",
        "its crate is no longer generated", "Stay with the last version of the crate, or stop using the API.";
    ApiId = "api-id", "The short name of an API changes", "callers, backends",
        "crate and root type are named after it", "Depend on the crate with the new name, and rename the root type.";
    ServerAdded = "server-added", "A server is added", "compatible",
        "actions that move to it are judged separately", "";
    ServerRemoved = "server-removed", "A server is removed", "callers",
        "`server_url` with its name fails when the client is built", "Remove the call of `server_url` with this name.";
    ServerName = "server-name", "The name of a server changes", "callers",
        "`server_url` refers to it by name", "Use the new name in `server_url`.";
    ServerUrl = "server-url", "The address of a server changes", "wire; callers if no address is left",
        "existing programs call the old address; without an address, a client must be given one",
        "Update, or set the address with `server_url` or `base_url`.";
    ServerOrder = "server-order", "Another server becomes the first", "callers",
        "`base_url` replaces the address of the first", "Use `server_url` with the server's name instead of `base_url`.";
    PathCase = "path-case", "Paths become case-insensitive or case-sensitive", "wire if they become case-sensitive",
        "callers that use another case are no longer served", "Write paths as documented.";
    Features = "features", "Cargo features for modules are added or removed", "callers, backends",
        "with `default-features = false`, modules are missing, or requested features do not exist", "Check which features you enable.";
    Codes = "codes", "Error codes change between numbers and strings", "wire, callers, backends",
        "codes of the other kind cannot be read, and the type of codes in `ErrorCode` changes", "Compare with codes of the new kind.";
    ErrorAdded = "error-added", "An error code is added", "compatible",
        "`ErrorCode` is non-exhaustive, and existing programs keep unknown codes", "";
    ErrorRemoved = "error-removed", "An error is removed", "callers, backends",
        "its variant is removed; on the wire, its code would still be kept", "Remove the variant from your code.";
    ErrorCode = "error-code", "The code of an error changes", "wire",
        "existing programs read it as an unknown error, or as another one", "Update; the variant stays.";
    ErrorStatus = "error-status", "The HTTP status of an error changes", "wire if nothing else identifies the error, else wire ↔ (narrower)",
        "a code takes precedence when an error is identified; vendors accept only what is documented", "Update; the variant stays.";
    ErrorText = "error-text", "The text of an error changes", "wire if nothing else identifies the error; else documents",
        "with a code or a status, texts are for people only", "Update; the variant stays.";
    ErrorKind = "error-kind", "The kind of an error changes", "callers",
        "callers decide by `kind()`", "Check how your code handles the new kind.";
    ErrorAlias = "error-alias", "A text identifies another error", "callers, backends",
        "callers get another variant", "Expect the other variant.";
    ErrorFormatAdded = "error-format-added", "An error format is added", "wire ↔ (wider)",
        "existing programs cannot tell such a response from a success", "Update.";
    ErrorFormatRemoved = "error-format-removed", "An error format is removed", "wire ↔ (narrower)",
        "servers no longer respond in this format", "Update the server.";
    ErrorFormatStatus = "error-format-status", "The HTTP status of an error format changes", "wire ↔ (narrower)",
        "clients go by the error signals of a format; vendors accept only what is documented", "Update the server.";
    ErrorFormatSignals = "error-format-signals", "The error signals of an error format change", "wire ↔",
        "a response with only a new signal is not recognized", "Update.";
    ErrorFormatBody = "error-format-body", "The body layout of an error format changes", "wire if a part moves, else wire ↔ (narrower)",
        "a client does not find the part, or reads it as something else; vendors accept only what is documented", "Update.";
    ErrorFormatMedia = "error-format-media", "The media type of an error format changes", "wire ↔ (narrower)",
        "clients read the body whatever its type; vendors accept only what is documented", "Update the server.";
    ErrorFormatDetails = "error-format-details", "The type of the details of an error format, or their place, changes", "wire (wire ↔ if they are new: narrower), callers, backends",
        "`details_as` reads another type, and backends write it; clients ignore details that they do not know", "Use the new type.";
    ErrorFormatOrder = "error-format-order", "Error formats are tried in another order", "wire",
        "another format can match the same response", "Update.";
    ErrorFormatUse = "error-format-use", "The error formats that a server uses change", "wire ↔ (narrower)",
        "clients try all formats; vendors accept only what is documented", "Update the server.";
    Rejection = "rejection", "The error of a rejection changes", "callers",
        "callers get another variant for the same mistake", "Expect the other variant.";
    AuthAdded = "auth-added", "An authentication scheme is added", "compatible",
        "actions that require it are judged separately", "";
    AuthRemoved = "auth-removed", "An authentication scheme is removed", "callers, backends",
        "the constant that identifies it for clients and routers is removed",
        "Remove calls of `credential`, `oauth1`, `oauth2` or `alternative` with it.";
    AuthKind = "auth-kind", "The kind of an authentication scheme changes", "wire, callers, backends",
        "neither side understands the other, and clients and routers are configured differently",
        "Configure the scheme anew on client and router.";
    AuthDetail = "auth-detail", "A detail of an authentication scheme changes: a header, an address, or what is signed and how", "wire",
        "neither side understands the other", "Update.";
    AuthSecret = "auth-secret", "A signature uses another secret, or becomes an alternative to another scheme", "wire, callers, backends",
        "clients and routers need another credential", "Give client and router the other credential.";
    AuthAddress = "auth-address", "The address for a token's status or revocation is added or removed", "callers if one is removed",
        "calls of the address fail", "Remove calls that use the address.";
    ScopeAdded = "scope-added", "A scope is added", "callers, backends",
        "the enum of scopes is exhaustive", "Match the new variant.";
    ScopeRemoved = "scope-removed", "A scope is removed", "wire, callers, backends",
        "tokens are requested with it, and its variant is removed", "Request tokens without it.";
    ModuleAdded = "module-added", "A module is added", "compatible",
        "nothing uses it yet; its actions are judged separately", "";
    ModuleRemoved = "module-removed", "A module is removed", "callers, backends",
        "its traits and types are removed; its actions are judged separately", "Remove the module from your code.";
    ModuleDirection = "module-direction", "The direction of a module's calls changes", "wire, callers, backends",
        "the client becomes a server, or the reverse", "Implement the backend, or call the client.";
    ActionAdded = "action-added", "An action is added", "wire ↔ (wider); backends if a catch-all handled it",
        "trait methods have defaults; a receiver that does not know the action rejects it",
        "Update the receiver; implement the method if a catch-all handled the action.";
    ActionRemoved = "action-removed", "An action is removed", "wire ↔ (narrower), callers, backends",
        "its method and its types are removed", "Call its successor, or stop calling it; remove the method from your backend.";
    Stability = "stability", "An action, parameter, field or enum value becomes new, stable or deprecated", "compatible",
        "it can be used as before; the compiler warns where something deprecated is used", "";
    Effect = "effect", "The effect of repeating an action changes", "callers if it is retried now",
        "clients retry actions that are safe to repeat, so a backend can receive a request more than once",
        "Check that retries are acceptable for you.";
    Retries = "retries", "Clients retry an action because of an idempotency key, or no longer", "callers if it is retried now",
        "a repeated call with the same key has no further effect, so clients repeat it; a backend can receive a request more than once",
        "Check that retries are acceptable for you.";
    Methods = "methods", "The HTTP methods of an action change", "wire ↔",
        "clients use the first, servers accept all", "Update.";
    Path = "path", "The path of an action changes", "wire ↔ (apart, unless a server accepts the other path too)",
        "existing programs call, or serve, the old path", "Update.";
    PathAliases = "path-aliases", "The other paths of an action that a server accepts change", "wire ↔",
        "clients use only the path itself; programs of others may use an alias", "Update.";
    ActionServer = "action-server", "An action moves to another server", "wire",
        "existing programs call the old server", "Update; check whether `server_url` is set for it.";
    ParametersIn = "parameters-in", "Parameters are sent in another part of the request, or in further ones", "wire ↔ (narrower; wider by further ones)",
        "generated servers read all parts; vendors accept only what is documented", "Update.";
    AuthNeeded = "auth-needed", "An action requires more, or other, authentication", "wire ↔ (narrower), callers, backends",
        "existing programs do not send it, and a client or router without the credential fails", "Give client and router the credential.";
    AuthDropped = "auth-dropped", "An action requires less authentication", "wire ↔ (wider)",
        "existing receivers still require it", "Update the receiver.";
    AuthOptional = "auth-optional", "Optional authentication is added to an action, or removed", "compatible",
        "callers without it are served before and after", "";
    Scopes = "scopes", "The required scopes of an action change", "wire ↔; callers if more are required",
        "issued tokens do not have the new scope", "Request tokens with the scope.";
    Envelope = "envelope", "The JSON around a response changes", "wire if the place of the response changes, else wire ↔ (narrower)",
        "clients do not find the response in another place, and do not read the rest; vendors accept only what is documented", "Update.";
    Select = "select", "The condition that tells an action from others with the same path changes", "wire ↔, backends",
        "another method of the backend handles the call", "Check which method handles which calls.";
    Pages = "pages", "The pagination of an action changes", "callers if `records` and `pages` are removed or return something else",
        "both are generated from it", "Request the pages one by one, or use the new records.";
    Completes = "completes", "How a client finds the end of an operation changes",
        "wire if the states change; callers if `completes` is removed or polls another action",
        "`wait` is generated from it, and existing programs look for the old states",
        "Poll the operation yourself, or use the new response of `wait`.";
    ActionError = "action-error", "The documented errors of an action change", "callers if the kind of an error changes",
        "the enum of errors belongs to the API; callers decide by `kind()`", "Check how your code handles the new kind.";
    ParameterAdded = "parameter-added", "A parameter is added", "required: wire ↔ (narrower), callers; next to `additional`: callers, backends",
        "requests are non-exhaustive, and constructors take the required parameters", "Pass the value to the constructor.";
    ParameterRemoved = "parameter-removed", "A parameter is removed", "wire ↔ (narrower), callers, backends",
        "values from callers are ignored, and the Rust field is removed", "Remove the field from your code.";
    FieldAdded = "field-added", "A field is added", "required: wire ↔ (narrower); callers, backends",
        "readers ignore unknown fields; records are exhaustive structs, used in literals and patterns",
        "Set the field where you create the record, in backends and test doubles too.";
    FieldRemoved = "field-removed", "A field is removed", "wire ↔ (apart if required, else narrower), callers, backends",
        "readers miss a required field, and the Rust field is removed", "Remove the field from your code.";
    Type = "type", "A type changes", "wire ↔, callers, backends",
        "judged by the values of both types; the runtime reads numbers from strings and strings from numbers", "Use the new type.";
    Presence = "presence", "A value becomes required, or can be absent or null", "wire ↔, callers, backends",
        "a missing required value is rejected, and `Option` is added or removed",
        "Wrap or unwrap the value; constructors take the required ones.";
    WireName = "wire-name", "The wire name of a parameter or field changes", "wire ↔ unless `aliases` has the old name",
        "the value is not found", "Update.";
    RustName = "rust-name", "The Rust name of an item changes", "callers, backends",
        "the old name is removed", "Use the new name.";
    Default = "default", "The default of a parameter or field changes", "callers or backends, whichever is affected",
        "an absent value means something else", "Send the old default explicitly if you need it.";
    Aliases = "aliases", "The aliases of a parameter, a field or an enum value change", "wire ↔ (wider) for values from the vendor",
        "existing programs do not read the new names", "Update.";
    Encoding = "encoding", "The encoding of a value changes", "wire ↔",
        "the runtime reads all encodings (except Unix times in another unit, and JSON in a string); vendors accept only what is documented", "Update.";
    NullValues = "null-values", "The null values of a parameter or field change", "wire",
        "a value is read as null, or null as a value", "Update.";
    PlusAsSpace = "plus-as-space", "A leading space is read as a plus sign, or no longer is", "backends",
        "the same bytes are read as another value", "Check how your backend handles such values.";
    BareSingle = "bare-single", "A list of one entry is written without brackets, or with brackets again", "wire ↔",
        "only readers that know of it accept both", "Update.";
    Fixed = "fixed", "A value becomes fixed, changes, or is no longer fixed", "wire ↔; callers, backends if a Rust field is added or removed",
        "a fixed value is always written, ignored by readers, and not a Rust field", "Set the field, or remove it from your code.";
    Additional = "additional", "A map for additional entries is added or removed", "wire ↔, callers, backends",
        "additional entries are lost without the map", "Read what you need from its own field.";
    SignatureParameter = "signature-parameter", "A parameter is now set by a signature scheme, or by the caller", "wire, callers, backends",
        "it is checked differently, and its Rust field is added or removed", "Set the field, or give the client the credential.";
    Limits = "limits", "The limits of a value change", "wire ↔ in requests; callers if they are tighter",
        "servers reject values outside of the limits and clients do not send them; responses are not checked", "Keep to the new limits.";
    Needs = "needs", "A parameter requires another one, or no longer does", "wire ↔; callers if one is required",
        "servers reject one without the other, and clients do not send it", "Set both.";
    Made = "made", "A client makes the value of a parameter, or makes it in another way", "wire ↔; callers, backends if `Option` is added or removed",
        "a server rejects a value that is made in another way, or a time outside of its window",
        "Leave the value out, so that the client makes it; set the clock.";
    ParameterError = "parameter-error", "The error for a missing or invalid value changes", "callers",
        "callers get another variant for the same mistake", "Expect the other variant.";
    Position = "in", "A parameter moves to another place in the request", "wire", "it is not found", "Update.";
    OwnName = "name", "The wire name of a parameter beside its key changes", "wire", "it is not found", "Update.";
    Style = "style", "The style of a list, map or record outside JSON changes", "wire ↔ (narrower if the old server reads the new style, else apart)",
        "servers read the usual styles of lists, and JSON in place of names; vendors accept only what is documented", "Update.";
    Excludes = "excludes", "The parameters that exclude a parameter change", "wire ↔",
        "servers reject the two together, and clients do not send them", "Set only one of them.";
    RequiredWhen = "required-when", "The values of other parameters with which a parameter is required change",
        "wire ↔; callers if there are more",
        "servers reject one without the other, and clients do not send it", "Set both.";
    OneOf = "one-of", "The alternative groups of required parameters change", "wire ↔; callers if a constructor is removed or takes something else",
        "each group is a constructor", "Use another constructor.";
    TypeAdded = "type-added", "A type is added", "compatible", "its uses are judged separately", "";
    TypeRemoved = "type-removed", "A type is removed", "callers, backends",
        "its name is removed", "Use its replacement.";
    TypeKind = "type-kind", "The kind of a type changes between record, union, enum and newtype", "wire ↔, callers, backends",
        "judged by the values of both", "Use the new type.";
    ValueAdded = "value-added", "A value is added to an enum", "callers, backends",
        "enums are exhaustive; on the wire, an unknown value is kept, and a sender of the old version does not use it",
        "Match the new variant.";
    ValueRemoved = "value-removed", "A value is removed from an enum", "wire ↔ (narrower), callers, backends",
        "servers reject undocumented values, and the variant is removed", "Remove the variant from your code.";
    ValueIs = "value-is", "The wire value of an enum's variant changes", "wire",
        "it is read as unknown, or as another value", "Update; the variant stays.";
    UnionBy = "union-by", "What tells the variants of a union apart changes", "wire",
        "a value is read as another variant, or as none", "Update; match the variants as before.";
    UnionVariantAdded = "union-variant-added", "A variant is added to a union", "callers, backends",
        "unions are exhaustive enums; on the wire, a value of an unknown variant is kept, and a sender of the old version does not use it",
        "Match the new variant.";
    UnionVariantRemoved = "union-variant-removed", "A variant is removed from a union", "wire ↔ (narrower), callers, backends",
        "servers reject undocumented variants, and the Rust variant is removed", "Remove the variant from your code.";
    UnionVariantIs = "union-variant-is", "The values that tell a variant of a union apart change", "wire ↔ (narrower if one is removed)",
        "a value with the old one is of no variant, or of another", "Update; the variant stays.";
    Hash = "hash", "A secret is sent as a digest instead of in plain text, or the reverse", "wire, callers, backends",
        "the other side compares something else, and the type changes", "Create the secret with the new type.";
    Status = "status", "The HTTP status of a success changes", "wire ↔ (narrower; apart if content is added or removed with it)",
        "clients accept every success, unless the status means that there is no content; other statuses are accepted only if they are documented", "Update.";
    Headers = "headers", "Headers of a response are documented, or no longer, or by another record", "wire ↔ if one is required; callers, backends",
        "clients skip unknown headers and need the required ones; a response with headers has a type of its own", "Use the body, or the headers, of the new type.";
    VariantAdded = "variant-added", "A possible response is added to an action", "wire ↔ (wider), callers, backends",
        "existing programs do not know the status, and the enum of responses is exhaustive", "Match the new variant.";
    VariantRemoved = "variant-removed", "A possible response of an action is removed", "wire ↔ (narrower), callers, backends",
        "the variant is removed", "Remove the variant from your code.";
    Reading = "reading", "The additional notations that a response accepts change", "wire ↔ (wider; narrower if fewer)",
        "existing programs do not read the new notations", "Update.";
    Media = "media", "The format or the media types of a body change", "wire, callers, backends; wire ↔ for media types, and for the event that ends a stream",
        "one format cannot be read as the other, and the types differ; vendors accept only the documented media types, and our readers go by them where they tell bodies apart", "Use the new type, or send another media type.";
    Done = "done", "A response changes between a constant that only reports success and other content", "wire ↔, callers, backends",
        "the response has another type in Rust", "Use the new response.";
    Emits = "emits", "The text that a server writes for a response without content changes", "wire ↔ (narrower)",
        "clients ignore it; vendors accept only what is documented", "Update the server.";
    ConstantAdded = "constant-added", "A constant is added", "compatible", "nothing uses it yet", "";
    ConstantRemoved = "constant-removed", "A constant is removed", "callers, backends",
        "its name is removed", "Keep a copy.";
    ConstantValue = "constant-value", "The data of a constant changes", "compatible",
        "constants are expected to change", "";
    Order = "order", "The order of entries changes", "compatible; wire for parameters with values that are signed in order",
        "nothing else depends on the order", "Update.";
    Texts = "texts", "Texts for people, examples, evidence, or actions that are only listed change", "documents",
        "no code and no byte on the wire changes", "";
}
