//! The grammar of JSON's scalars: where a text, a number or a word ends.

/// What is wrong: where, and what should be there.
pub(super) type Wrong = (usize, &'static str);

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES * 0x80;

/// The highest bits of those of eight letters that end a run of plain ones: quotes, backslashes and control characters. The
/// lowest one of them is right; above it there may be more than there should.
fn specials(letters: u64) -> u64 {
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let quotes = zeros(letters ^ (ONES * u64::from(b'"')));
    let backslashes = zeros(letters ^ (ONES * u64::from(b'\\')));
    let controls = letters.wrapping_sub(ONES * 0x20) & !letters & HIGHS;
    quotes | backslashes | controls
}

/// Where a text ends whose opening quote stands before `at` (behind its closing quote), and whether it has an escape.
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
            Some(_) => return Err((at, "an escape for this control character")),
            None => return Err((at, "the end of this text")),
        }
    }
}

/// Where an escape ends that begins before `at`.
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
        _ => Err((at, "an escape that JSON knows")),
    }
}

/// Where a number ends that begins at `at`.
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

/// Where digits end, of which there must be one.
fn digits(bytes: &[u8], first: usize) -> Result<usize, Wrong> {
    let mut at = first;
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    if at == first { Err((at, "a digit")) } else { Ok(at) }
}

/// Where blanks end.
#[inline]
pub(super) fn blanks(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(letter) if *letter > b' ' => return at, // as nearly always
            Some(b' ' | b'\t' | b'\n' | b'\r') => at += 1,
            _ => return at,
        }
    }
}
