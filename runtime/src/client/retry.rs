//! Waits before retries: as the server asks, or growing pauses if it does not ask.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, HeaderName, RETRY_AFTER};

use crate::failure::seconds;

/// First pause before a retry. Each further pause is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Returns the wait that a response asks for: `Retry-After` in seconds or as a date. A date is relative to the
/// response's own `Date` if present, because clocks differ. A past date means zero.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::trim);
    let asked = text(RETRY_AFTER)?;
    seconds(asked).or_else(|| {
        let until = httpdate::parse_http_date(asked).ok()?;
        let sent = text(DATE).and_then(|date| httpdate::parse_http_date(date).ok());
        Some(until.duration_since(sent.unwrap_or_else(SystemTime::now)).unwrap_or_default())
    })
}

/// Pauses between the attempts of a call, each about twice as long as the one before.
pub(super) struct Pauses(Duration);

impl Pauses {
    pub(super) fn new() -> Self {
        Self(FIRST_PAUSE)
    }

    /// Returns the next pause: half of the due time plus a random part of the other half, so that clients that failed
    /// together do not retry together.
    pub(super) fn next(&mut self) -> Duration {
        let due = self.0;
        self.0 = due.saturating_mul(2);
        let chance = getrandom::u32().unwrap_or(u32::MAX);
        due / 2 + (due / 2).mul_f64(f64::from(chance) / f64::from(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(headers: &[(HeaderName, &'static str)]) -> Option<Duration> {
        let headers = headers.iter().map(|(name, text)| (name.clone(), http::HeaderValue::from_static(text)));
        retry_after(&headers.collect())
    }

    #[test]
    fn seconds_and_dates_are_read() {
        let table = [
            ("0", Some(0)),
            (" 30 ", Some(30)),
            ("1.5", Some(2)),
            ("2.0", Some(2)),
            ("99999999999999999999", Some(u64::MAX)),
            ("-1", None),
            ("+1", None),
            ("1.", None),
            ("soon", None),
            ("", None),
        ];
        for (text, seconds) in table {
            assert_eq!(told(&[(RETRY_AFTER, text)]), seconds.map(Duration::from_secs), "{text}");
        }
        let date = (DATE, "Wed, 21 Oct 2026 07:28:00 GMT");
        for (until, seconds) in [
            ("Wed, 21 Oct 2026 07:28:07 GMT", 7),
            ("Wednesday, 21-Oct-26 07:29:00 GMT", 60),
            ("Wed Oct 21 07:28:01 2026", 1),
            ("Wed, 21 Oct 2026 07:27:59 GMT", 0),
        ] {
            assert_eq!(
                told(&[date.clone(), (RETRY_AFTER, until)]),
                Some(Duration::from_secs(seconds)),
                "{until}"
            );
        }
        // Without a `Date` in the response, the local clock is used.
        let far = told(&[(RETRY_AFTER, "Fri, 31 Dec 9999 23:59:59 GMT")]).expect("a date");
        assert!(far > Duration::from_secs(3_000_000_000), "{far:?}");
        assert_eq!(told(&[(RETRY_AFTER, "Thu, 01 Jan 1970 00:00:00 GMT")]), Some(Duration::ZERO));
    }

    #[test]
    fn pauses_grow_and_differ() {
        let mut pauses = Pauses::new();
        for due in [100, 200, 400] {
            let pause = pauses.next();
            assert!((due / 2..=due).contains(&pause.as_millis()), "{pause:?} of {due}");
        }
        let firsts: std::collections::HashSet<Duration> = (0..20).map(|_| Pauses::new().next()).collect();
        assert!(firsts.len() > 1);
    }
}
