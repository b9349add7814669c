//! Known deviations of the spec from the document, each with its reason. No others are allowed.

use std::collections::BTreeSet;

use bindery_tests::table::Report;

/// Actions with another name: the document's heading, and the spec's name.
///
/// The public sign-up has no name of the usual form. The heading of its section names several methods, only one of
/// which is described, under the heading 'Basic'.
pub(crate) const NAMES: &[(&str, &str)] = &[("More Registration Methods (public)", "Basic")];

/// Differing parameters: action, parameter, difference.
pub(crate) const PARAMETERS: &[(&str, &str, &str)] = &[
    // One of three groups is required: address and password, session, or the Facebook token.
    ("Index::login", "email", "optional"),
    ("Index::login", "password", "optional"),
    ("Index::login", "session", "optional"),
    ("Index::login", "facebookAccessToken", "optional"),
    // The required `country` again, capitalized: pasted from User::update. Read as an alias of `country`.
    ("Index::register", "Country", "left out"),
    // Not marked as optional, but no user has all of these, and the samples send none of them.
    ("Index::register", "facebookID", "optional"),
    ("Index::register", "loginConfirmed", "optional"),
    ("Index::register", "vkID", "optional"),
    ("Index::register", "qq", "optional"),
    ("Index::register", "userCurrency", "optional"),
    // The PHP sample sends and explains it; the table lacks it.
    ("Index::register", "lead", "sampled"),
    // The table has no session, but the module says that a session authenticates its actions, and without one the user
    // is unknown.
    ("User::set-user-currency", "session", "added"),
    // The table has userID instead. A session may be added, and must belong to that user.
    ("mp-account::transfer", "session", "added"),
    // The table has two rows for it, with equivalent descriptions.
    ("User::update", "country", "twice"),
    // The only source is the address of one example, which does not tell which parameters are optional.
    ("More Registration Methods (public)", "locale", "optional"),
    ("More Registration Methods (public)", "phone", "optional"),
    ("More Registration Methods (public)", "landing", "optional"),
];

/// Differing response fields: action, path, difference.
pub(crate) const FIELDS: &[(&str, &str, &str)] = &[
    // The list has a capital letter, the example has not; a program has sent the example.
    ("User::get-wallet-details", "Available", "left out"),
    ("User::get-wallet-details", "available", "added"),
];

/// Mentions besides the names of actions: methods and topics that the document promises or hints at.
pub(crate) const MENTIONS: &[(&str, &str, &str)] = &[
    ("mentions", "posting your form data to a URL", "added"),
    ("mentions", "Withdrawal", "added"),
    ("mentions", "Trade", "added"),
];

/// Types of the spec that are allowed for a type of the document. The document knows int, string and bool; the spec is
/// more specific about numbers and strings.
pub(crate) const TYPES: &[(&str, &[&str])] = &[
    (
        "int",
        &[
            // The document has no decimal type: amounts are called int, and the examples show 2412.39.
            "int",
            "decimal",
            "UserId",
            "WalletId",
            "RecordId",
            "BonusId",
            "PlatformId",
            "Currency",
            "WalletType",
            "ChargeState",
            "BonusType",
            "AccountLevel",
            "SocialFeature",
            "LoginConfirmed",
            // User numbers of other networks, which may exceed 64 bits: digits as strings.
            "string",
        ],
    ),
    (
        "string",
        &[
            // Strings that must not be printed.
            "string",
            "secret",
            "Session",
            "Password",
            "ConfirmationToken",
            // Numbers that this field shows as strings.
            "RecordId",
            "UserId",
            "TradeId",
            // Amounts that may be formatted for display.
            "formatted-decimal",
            // 'Two-digit month number'.
            "int",
            // 'Encoded JSON'.
            "map<any>",
            // 'True Or False'.
            "bool",
        ],
    ),
    ("bool", &["bool"]),
    // Words that the document writes instead of a type.
    ("risk free trade", &["decimal"]),
    ("user", &["User"]),
    ("bonus", &["PendingBonus", "BonusTotals"]),
    ("transaction[]", &["list<Transaction>"]),
];

/// Allowed differences, and which of them were used.
pub(crate) struct Allowed {
    table: &'static [(&'static str, &'static str, &'static str)],
    used: BTreeSet<(String, String, String)>,
}

impl Allowed {
    /// These differences.
    pub(crate) fn new(table: &'static [(&'static str, &'static str, &'static str)]) -> Self {
        Self { table, used: BTreeSet::new() }
    }

    /// Records a difference, and reports it if it is not allowed.
    pub(crate) fn needed(&mut self, report: &mut Report, documented_as: &str, name: &str, how: &str) {
        if !self.table.contains(&(documented_as, name, how)) {
            report.problem(documented_as, &format!("{name} is {how} in the spec"));
        }
        self.used.insert((documented_as.to_owned(), name.to_owned(), how.to_owned()));
    }

    /// Reports unused allowances.
    pub(crate) fn finish(self, report: &mut Report) {
        for (documented_as, name, how) in self.table {
            if !self.used.contains(&((*documented_as).to_owned(), (*name).to_owned(), (*how).to_owned())) {
                report.problem(documented_as, &format!("{name} is allowed to be {how}, but no longer is"));
            }
        }
    }
}
