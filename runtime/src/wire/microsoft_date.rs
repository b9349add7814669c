//! Microsoft JSON dates: `/Date(…)/` with milliseconds since 1970 and an optional offset.

use std::fmt;

use bindery_vocabulary::{MomentText, microsoft_date};
use jiff::Timestamp;

use super::Wire;
use super::fault::Fault;
use super::out::Out;
use super::value::Value;

/// Microsoft JSON date: `/Date(1420070400000)/` or `/Date(1420070400000+0200)/`. Milliseconds since 1970 in UTC, and
/// the sender's offset from UTC, which is kept and does not change the time.
///
/// ```
/// use bindery_runtime::{MicrosoftDate, Timestamp};
///
/// let moment = MicrosoftDate::new(Timestamp::constant(1_420_070_400, 0));
/// assert_eq!(moment.to_string(), "/Date(1420070400000)/");
/// assert_eq!(moment.with_offset(120).unwrap().to_string(), "/Date(1420070400000+0200)/");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MicrosoftDate {
    moment: Timestamp,
    /// Sign and digits `hhmm`; the sign is true for west.
    offset: Option<(bool, u16)>,
}

impl MicrosoftDate {
    /// Creates a date without an offset. Precision below one millisecond is dropped.
    pub fn new(moment: Timestamp) -> Self {
        let whole = Timestamp::from_millisecond(moment.as_millisecond()).unwrap_or(moment);
        Self { moment: whole, offset: None }
    }

    /// Returns the point in time, independent of the offset.
    pub fn timestamp(&self) -> Timestamp {
        self.moment
    }

    /// Returns the offset from UTC in minutes, if the date has one.
    pub fn offset_minutes(&self) -> Option<i32> {
        let (west, digits) = self.offset?;
        let minutes = i32::from(digits / 100) * 60 + i32::from(digits % 100);
        Some(if west { -minutes } else { minutes })
    }

    /// Returns the same time with this offset from UTC, in minutes; `None` for an offset of a day or more.
    pub fn with_offset(self, minutes: i32) -> Option<Self> {
        let (hours, rest) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
        let digits = u16::try_from(hours * 100 + rest).ok().filter(|_| hours < 24)?;
        Some(Self { offset: Some((minutes < 0, digits)), ..self })
    }
}

impl From<Timestamp> for MicrosoftDate {
    fn from(moment: Timestamp) -> Self {
        Self::new(moment)
    }
}

impl fmt::Display for MicrosoftDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/Date({}", self.moment.as_millisecond())?;
        if let Some((west, digits)) = self.offset {
            write!(f, "{}{digits:04}", if west { '-' } else { '+' })?;
        }
        f.write_str(")/")
    }
}

impl Wire for MicrosoftDate {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let unexpected = || Fault::unexpected("a date such as /Date(1420070400000)/", value.describe());
        let read = value.read_given(|given| {
            let MomentText { milliseconds, offset } = microsoft_date(given.text())?;
            Some(Self { moment: Timestamp::from_millisecond(milliseconds).ok()?, offset })
        });
        read.ok_or_else(unexpected)
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(&self.to_string());
    }
}
