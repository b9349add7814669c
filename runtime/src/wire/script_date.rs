//! Moments as the script services of one platform write them.

use std::fmt;

use bindery_vocabulary::{MomentText, script_date};
use jiff::Timestamp;

use super::Wire;
use super::fault::Fault;
use super::out::Out;
use super::value::Value;

/// A moment as `/Date(1420070400000)/`, or `/Date(1420070400000+0200)/`: milliseconds since 1970 in UTC, and the offset of
/// whoever wrote it. The offset does not change the moment; it is kept.
///
/// ```
/// use bindery_runtime::{ScriptDate, Timestamp};
///
/// let moment = ScriptDate::new(Timestamp::constant(1_420_070_400, 0));
/// assert_eq!(moment.to_string(), "/Date(1420070400000)/");
/// assert_eq!(moment.with_offset(120).unwrap().to_string(), "/Date(1420070400000+0200)/");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScriptDate {
    moment: Timestamp,
    /// The sign and the digits `hhmm`.
    offset: Option<(bool, u16)>,
}

impl ScriptDate {
    /// This moment, without an offset. What is finer than a millisecond does not travel.
    pub fn new(moment: Timestamp) -> Self {
        let whole = Timestamp::from_millisecond(moment.as_millisecond()).unwrap_or(moment);
        Self { moment: whole, offset: None }
    }

    /// The moment.
    pub fn timestamp(&self) -> Timestamp {
        self.moment
    }

    /// The offset from UTC in minutes, where one was written.
    pub fn offset_minutes(&self) -> Option<i32> {
        let (west, digits) = self.offset?;
        let minutes = i32::from(digits / 100) * 60 + i32::from(digits % 100);
        Some(if west { -minutes } else { minutes })
    }

    /// The same moment with this offset from UTC, in minutes; none when that is more than a day.
    pub fn with_offset(self, minutes: i32) -> Option<Self> {
        let (hours, rest) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
        let digits = u16::try_from(hours * 100 + rest).ok().filter(|_| hours < 24)?;
        Some(Self { offset: Some((minutes < 0, digits)), ..self })
    }
}

impl From<Timestamp> for ScriptDate {
    fn from(moment: Timestamp) -> Self {
        Self::new(moment)
    }
}

impl fmt::Display for ScriptDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/Date({}", self.moment.as_millisecond())?;
        if let Some((west, digits)) = self.offset {
            write!(f, "{}{digits:04}", if west { '-' } else { '+' })?;
        }
        f.write_str(")/")
    }
}

impl Wire for ScriptDate {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let unexpected = || Fault::unexpected("a moment such as /Date(1420070400000)/", value.describe());
        let read = value.read_given(|given| {
            let MomentText { milliseconds, offset } = script_date(given.text())?;
            Some(Self { moment: Timestamp::from_millisecond(milliseconds).ok()?, offset })
        });
        read.ok_or_else(unexpected)
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(&self.to_string());
    }
}
