//! Where the spec knowingly says something else than the document, each with its reason. Nothing else may differ.

use std::collections::BTreeSet;

use bindery_tests::table::Report;

/// Actions that go by another name: the document's heading, and the spec's name for it.
///
/// The public sign-up has no name of the usual kind. The heading of its section names several methods, of which only one
/// is described, under the heading 'Basic'.
pub(crate) const NAMES: &[(&str, &str)] = &[("More Registration Methods (public)", "Basic")];

/// Parameters that differ: action, parameter, how.
pub(crate) const PARAMETERS: &[(&str, &str, &str)] = &[
    // One of three groups has to be there: address and password, session, or the token of Facebook.
    ("Index::login", "email", "optional"),
    ("Index::login", "password", "optional"),
    ("Index::login", "session", "optional"),
    ("Index::login", "facebookAccessToken", "optional"),
    // The required `country` once more, with a capital: pasted from User::update. Read as another name of `country`.
    ("Index::register", "Country", "left out"),
    // Not marked, but nobody has all of these, and the samples send none of them.
    ("Index::register", "facebookID", "optional"),
    ("Index::register", "loginConfirmed", "optional"),
    ("Index::register", "vkID", "optional"),
    ("Index::register", "qq", "optional"),
    ("Index::register", "userCurrency", "optional"),
    // Sent by the PHP sample, with an explanation, and missing in the table.
    ("Index::register", "lead", "sampled"),
    // The table has no session, but the module says that its actions are authenticated by one, and whose currency
    // should it be?
    ("User::set-user-currency", "session", "added"),
    // The table has userID instead. A session may go with it, and must belong to that user.
    ("mp-account::transfer", "session", "added"),
    // The table lists it twice, with two descriptions of the same thing.
    ("User::update", "country", "twice"),
    // The only source is the address of one example, which says nothing about what may be left out.
    ("More Registration Methods (public)", "locale", "optional"),
    ("More Registration Methods (public)", "phone", "optional"),
    ("More Registration Methods (public)", "landing", "optional"),
];

/// Fields of answers that differ: action, path, how.
pub(crate) const FIELDS: &[(&str, &str, &str)] = &[
    // The list has a capital, the example has not; the example is what a program has sent.
    ("User::get-wallet-details", "Available", "left out"),
    ("User::get-wallet-details", "available", "added"),
];

/// Mentions beyond the names of actions: ways and themes that the document promises or hints at.
pub(crate) const MENTIONS: &[(&str, &str, &str)] = &[
    ("mentions", "posting your form data to a URL", "added"),
    ("mentions", "Withdrawal", "added"),
    ("mentions", "Trade", "added"),
];

/// Which types of the spec may stand for a type of the document. The document knows int, string and bool; the spec says
/// what the numbers and texts are.
pub(crate) const TYPES: &[(&str, &[&str])] = &[
    (
        "int",
        &[
            // There is no decimal type in the document: money is called int, and the examples show 2412.39.
            "int",
            "money",
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
            // Numbers of other networks' users, which may be larger than 64 bits: digits as text.
            "string",
        ],
    ),
    (
        "string",
        &[
            // Texts that must not print.
            "string",
            "secret",
            "Session",
            "Password",
            "ConfirmationToken",
            // Numbers that this very field shows as text.
            "RecordId",
            "UserId",
            "TradeId",
            // Amounts that may be made up for a screen.
            "display-money",
            // 'Two-digit month number'.
            "int",
            // 'Encoded JSON'.
            "map<any>",
            // 'True Or False'.
            "bool",
        ],
    ),
    ("bool", &["bool"]),
    // What the document writes in the place of a type.
    ("risk free trade", &["money"]),
    ("user", &["User"]),
    ("bonus", &["PendingBonus", "BonusTotals"]),
    ("transaction[]", &["list<Transaction>"]),
];

/// Differences that are allowed, and which of them were needed.
pub(crate) struct Allowed {
    table: &'static [(&'static str, &'static str, &'static str)],
    used: BTreeSet<(String, String, String)>,
}

impl Allowed {
    /// These differences.
    pub(crate) fn new(table: &'static [(&'static str, &'static str, &'static str)]) -> Self {
        Self { table, used: BTreeSet::new() }
    }

    /// Notes a difference, and reports it if it is not allowed.
    pub(crate) fn needed(&mut self, report: &mut Report, doc: &str, name: &str, how: &str) {
        if !self.table.contains(&(doc, name, how)) {
            report.problem(doc, &format!("{name} is {how} in the spec"));
        }
        self.used.insert((doc.to_owned(), name.to_owned(), how.to_owned()));
    }

    /// Reports what nothing needs any more.
    pub(crate) fn finish(self, report: &mut Report) {
        for (doc, name, how) in self.table {
            if !self.used.contains(&((*doc).to_owned(), (*name).to_owned(), (*how).to_owned())) {
                report.problem(doc, &format!("{name} is allowed to be {how}, but is not any more"));
            }
        }
    }
}
