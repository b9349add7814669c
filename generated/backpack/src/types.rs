//! Types that belong to no module.

use bindery_runtime as rt;

rt::newtype! {
    /// Stands for one logged-in user until it expires. Its form is not to be relied on.
    pub struct Session(Secret);
}

/// A password as 32 hex digits of its MD5 digest. Anything else of up to 64 characters is taken as it is.
pub type Password = rt::Md5Password;

rt::newtype! {
    /// The number of a user.
    pub struct UserId(i64);
}

rt::newtype! {
    /// The number of a wallet. The main wallet of a user goes by the user's own number.
    pub struct WalletId(i64);
}

rt::newtype! {
    /// The number of a transaction, under which a deposit is continued too.
    pub struct RecordId(i64);
}

rt::wire_enum! {
    /// What the platform can show amounts in.
    pub enum Currency: i64 {
        /// US dollar.
        Usd = 1,
        /// Euro.
        Eur = 2,
        /// Australian dollar.
        Aud = 3,
        /// Chinese yuan.
        Cny = 4,
        /// Pound sterling.
        Gbp = 5,
        /// Japanese yen.
        Jpy = 6,
        /// Russian rouble.
        Rub = 7,
    }
}

rt::wire_enum! {
    /// How far a user has come who was given a password by the platform. Null stands for a user who chose
    /// one.
    pub enum LoginConfirmed: i64 {
        /// A temporary password is in the mail and the first log-in is still to come.
        TemporaryPassword = 0,
        /// The first log-in has taken place.
        Confirmed = 1,
    }
}

rt::record! {
    /// What was booked or opened.
    pub struct NewRecord {
        /// Under which number it stands in the transaction history.
        record_id: RecordId = rt::key("recordID").text(),
    }
}
