//! The grammar of JSON's scalars: where a text, a number or a word ends.

/// What is wrong: where, and what should be there.
pub(super) type Wrong = (usize, &'static str);

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES * 0x80;

/// Whether one of eight letters ends a run of plain ones: a quote, a backslash or a control character.
fn has_special(letters: u64) -> bool {
    let is_zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let quote = is_zero(letters ^ (ONES * u64::from(b'"')));
    let backslash = is_zero(letters ^ (ONES * u64::from(b'\\')));
    let control = letters.wrapping_sub(ONES * 0x20) & !letters & HIGHS;
    quote | backslash | control != 0
}

/// Where a text ends whose opening quote stands before `at` (behind its closing quote), and whether it has an escape.
pub(super) fn text(bytes: &[u8], mut at: usize) -> Result<(usize, bool), Wrong> {
    let mut is_escaped = false;
    loop {
        while let Some(letters) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            if has_special(u64::from_le_bytes(*letters)) {
                break;
            }
            at += 8;
        }
        // The special one is among the next eight, or the end is near.
        loop {
            match bytes.get(at) {
                Some(b'"') => return Ok((at + 1, is_escaped)),
                Some(b'\\') => {
                    is_escaped = true;
                    at = escape(bytes, at + 1)?;
                    break;
                }
                Some(0x20..) => at += 1,
                Some(_) => return Err((at, "an escape for this control character")),
                None => return Err((at, "the end of this text")),
            }
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
pub(super) fn number(bytes: &[u8], mut at: usize) -> Result<usize, Wrong> {
    let is = |at: usize, letters: &[u8]| bytes.get(at).is_some_and(|letter| letters.contains(letter));
    if is(at, b"-") {
        at += 1;
    }
    at = if is(at, b"0") { at + 1 } else { digits(bytes, at)? };
    if is(at, b".") {
        at = digits(bytes, at + 1)?;
    }
    if is(at, b"eE") {
        at = digits(bytes, at + 1 + usize::from(is(at + 1, b"+-")))?;
    }
    Ok(at)
}

/// Where digits end, of which there must be one.
fn digits(bytes: &[u8], at: usize) -> Result<usize, Wrong> {
    let count = bytes.iter().skip(at).take_while(|letter| letter.is_ascii_digit()).count();
    if count == 0 { Err((at, "a digit")) } else { Ok(at + count) }
}

/// Where blanks end.
pub(super) fn blanks(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
        at += 1;
    }
    at
}
