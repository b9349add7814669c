//! Made values: parameters that a client makes when it sends a request, and that a server checks.

use bindery_vocabulary::{ClockUnit, MadeKind};

use crate::metadata::metadata_struct;

metadata_struct! {
    /// Parameter whose value a client makes when the request has none.
    #[derive(PartialEq, Eq)]
    pub struct Made {
        /// Makes values of this kind, which a server requires.
        new {
            /// Kind of the value.
            kind: MadeKind,
        }
        values {
            /// Unit of a growing number.
            unit: ClockUnit = ClockUnit::Milliseconds,
        }
        options {
            /// Maximum difference between a time and the server's clock, in milliseconds.
            window: u64,
        }
        flags {
            /// A server accepts requests without the value.
            optional,
        }
    }
}

#[cfg(feature = "client")]
pub use maker::MadeValues;

#[cfg(feature = "client")]
mod maker {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicI64, Ordering};

    use bindery_vocabulary::{ClockUnit, MadeKind};
    use jiff::Timestamp;

    use super::Made;
    use crate::wire::{Key, MakeValue, Out, Wire};
    use crate::{Encoding, Fault};

    /// Characters of random texts. 256 is no multiple of their number, so some occur a little more often than others.
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// Length of random texts, unless the parameter has another one.
    const LENGTH: u32 = 32;

    /// Values that one call makes. A call keeps it for all its attempts, so that they have the same idempotency key.
    #[derive(Debug, Default)]
    pub struct MadeValues {
        key: OnceLock<String>,
    }

    impl MakeValue for MadeValues {
        fn write_made(&self, key: &Key, made: &Made, out: &mut Out<'_>) -> Result<(), Fault> {
            match made.kind {
                MadeKind::Now => now(key.encoding).write(out),
                MadeKind::Nonce => next(made.unit)?.write(out),
                MadeKind::Random => random(key.limits.length.unwrap_or((LENGTH, LENGTH)))?.write(out),
                MadeKind::Uuid => uuid()?.write(out),
                MadeKind::IdempotencyKey => match self.key.get() {
                    Some(text) => text.write(out),
                    None => {
                        let text = uuid()?;
                        self.key.get_or_init(|| text).write(out);
                    }
                },
            }
            Ok(())
        }
    }

    /// Returns the time, as exactly as it is written in this encoding.
    fn now(encoding: Encoding) -> Timestamp {
        let now = Timestamp::now();
        // A date has at most milliseconds; those of HTTP and mail have seconds.
        let date = if encoding == Encoding::Plain { ClockUnit::Milliseconds } else { ClockUnit::Seconds };
        let unit = encoding.unix_unit().unwrap_or(date.nanoseconds());
        Timestamp::from_nanosecond(now.as_nanosecond() / unit * unit).unwrap_or(now)
    }

    /// Returns a number from the clock that is larger than all earlier ones of this process in the same unit.
    fn next(unit: ClockUnit) -> Result<i64, Fault> {
        static LAST: [AtomicI64; 4] = [const { AtomicI64::new(0) }; 4];
        let last = match unit {
            ClockUnit::Seconds => &LAST[0],
            ClockUnit::Milliseconds => &LAST[1],
            ClockUnit::Microseconds => &LAST[2],
            ClockUnit::Nanoseconds => &LAST[3],
        };
        let now = Timestamp::now().as_nanosecond() / unit.nanoseconds();
        let now = i64::try_from(now).map_err(|_| Fault::limit("the clock is wrong"))?;
        let advanced = |last: i64| Some(now.max(last.saturating_add(1)));
        let before = last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, advanced);
        Ok(before.ok().and_then(advanced).unwrap_or(now))
    }

    /// Returns a random text of letters and digits, in the given range of lengths as close to the usual one as it can be.
    fn random((fewest, most): (u32, u32)) -> Result<String, Fault> {
        let length = LENGTH.clamp(fewest, most.max(fewest));
        let mut bytes = vec![0; length as usize];
        fill(&mut bytes)?;
        Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 62)])).collect())
    }

    /// Returns the text of a random UUID (RFC 9562, version 4).
    fn uuid() -> Result<String, Fault> {
        let mut bytes = [0; 16];
        fill(&mut bytes)?;
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let mut text = String::with_capacity(36);
        for (at, byte) in bytes.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text.push_str(&format!("{byte:02x}"));
        }
        Ok(text)
    }

    fn fill(bytes: &mut [u8]) -> Result<(), Fault> {
        getrandom::fill(bytes).map_err(|_| Fault::limit("the operating system provides no randomness"))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn nonces_grow_even_when_the_clock_stands_still() {
            for unit in
                [ClockUnit::Seconds, ClockUnit::Milliseconds, ClockUnit::Microseconds, ClockUnit::Nanoseconds]
            {
                let nonces: Vec<i64> = (0..100).map(|_| next(unit).expect("a nonce")).collect();
                assert!(nonces.is_sorted_by(|one, other| one < other), "{nonces:?}");
            }
        }

        #[test]
        fn random_texts_have_the_length_of_the_parameter() {
            for (limits, length) in [((32, 32), 32), ((8, 16), 16), ((40, 64), 40), ((0, 5), 5)] {
                let text = random(limits).expect("a text");
                assert_eq!(text.len(), length, "{text}");
            }
            assert_ne!(random((32, 32)), random((32, 32)));
        }

        #[test]
        fn uuids_are_of_version_4() {
            let text = uuid().expect("a UUID");
            let parts: Vec<usize> = text.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{text}");
            assert_eq!(text.as_bytes()[14], b'4');
            assert!(b"89ab".contains(&text.as_bytes()[19]), "{text}");
        }

        #[test]
        fn an_idempotency_key_stays_the_same() {
            let (made, values) = (Made::new(MadeKind::IdempotencyKey), MadeValues::default());
            let text = |values: &MadeValues| {
                let mut text = String::new();
                let mut out = Out::text(&mut text, Encoding::Plain);
                values.write_made(&Key::new("key"), &made, &mut out).expect("a key");
                text
            };
            assert_eq!(text(&values), text(&values));
            assert_ne!(text(&values), text(&MadeValues::default()));
        }
    }
}
