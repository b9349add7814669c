//! The grammar of JSON's scalars: the end of a string, number or word.

/// Offset of an error, and what was expected there.
pub(super) type Wrong = (usize, &'static str);

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES * 0x80;

/// Returns the highest bit of each of eight bytes that ends a run of plain ones: quotes, backslashes and control
/// characters. The lowest set bit is always correct; higher ones may be false positives.
fn specials(letters: u64) -> u64 {
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let quotes = zeros(letters ^ (ONES * u64::from(b'"')));
    let backslashes = zeros(letters ^ (ONES * u64::from(b'\\')));
    let controls = letters.wrapping_sub(ONES * 0x20) & !letters & HIGHS;
    quotes | backslashes | controls
}

/// Returns the offset after the closing quote of a string that starts before `at`, and whether it contains
/// an escape.
#[inline]
pub(super) fn text(bytes: &[u8], mut at: usize) -> Result<(usize, bool), Wrong> {
    let mut is_escaped = false;
    loop {
        at = match bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            Some(letters) => match specials(u64::from_le_bytes(*letters)) {
                0 => {
                    at += 8;
                    continue;
                }
                found => at + found.trailing_zeros() as usize / 8,
            },
            None => at,
        };
        match bytes.get(at) {
            Some(b'"') => return Ok((at + 1, is_escaped)),
            Some(b'\\') => {
                is_escaped = true;
                at = escape(bytes, at + 1)?;
            }
            Some(0x20..) => at += 1,
            Some(_) => return Err((at, "an escaped control character")),
            None => return Err((at, "a closing quotation mark")),
        }
    }
}

/// Returns the end of an escape, where `at` is after the backslash.
fn escape(bytes: &[u8], at: usize) -> Result<usize, Wrong> {
    match bytes.get(at) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 1),
        Some(b'u') => {
            for digit in at + 1..at + 5 {
                if !bytes.get(digit).is_some_and(u8::is_ascii_hexdigit) {
                    return Err((digit, "four hexadecimal digits"));
                }
            }
            Ok(at + 5)
        }
        _ => Err((at, "a valid escape")),
    }
}

/// Returns the end of a number that starts at `at`.
#[inline]
pub(super) fn number(bytes: &[u8], mut at: usize) -> Result<usize, Wrong> {
    if bytes.get(at) == Some(&b'-') {
        at += 1;
    }
    at = if bytes.get(at) == Some(&b'0') { at + 1 } else { digits(bytes, at)? };
    if bytes.get(at) == Some(&b'.') {
        at = digits(bytes, at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at = digits(bytes, at + 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-'))))?;
    }
    Ok(at)
}

/// Returns the end of a run of digits, which must not be empty.
fn digits(bytes: &[u8], first: usize) -> Result<usize, Wrong> {
    let mut at = first;
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    if at == first { Err((at, "a digit")) } else { Ok(at) }
}

/// Returns the end of a run of whitespace.
#[inline]
pub(super) fn blanks(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(letter) if *letter > b' ' => return at, // the most common case
            Some(b' ' | b'\t' | b'\n' | b'\r') => at += 1,
            _ => return at,
        }
    }
}
