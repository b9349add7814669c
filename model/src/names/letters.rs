//! Characters of Rust names that every compiler accepts without a warning.

/// Whether a text is an identifier that every compiler accepts without a warning.
pub(super) fn is_identifier(text: &str) -> bool {
    let starts_well = !text.starts_with(|first: char| first.is_ascii_digit());
    let says_something = text.chars().any(|letter| letter != '_');
    starts_well && says_something && text.chars().all(|letter| letter == '_' || is_letter(letter))
}

/// Whether a character is certainly XID, stable under normalization and free of lints. This is less than Rust allows,
/// so that no Unicode table is needed; any other character of a vendor is a word boundary or requires `rust:`.
pub(super) fn is_letter(letter: char) -> bool {
    match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        _ if letter.is_ascii() => false,
        '\u{d7}' | '\u{f7}' => false,
        '\u{c0}'..='\u{ff}' => true, // Latin-1
        '\u{130}'..='\u{133}' | '\u{138}' | '\u{13f}'..='\u{140}' | '\u{149}' | '\u{17f}' => false,
        '\u{100}'..='\u{17e}' => true, // Latin Extended-A
        '\u{391}'..='\u{3a1}' | '\u{3a3}'..='\u{3ab}' | '\u{3b1}'..='\u{3ce}' => true, // Greek
        '\u{386}' | '\u{388}'..='\u{38a}' | '\u{38c}' | '\u{38e}'..='\u{38f}' | '\u{3ac}'..='\u{3af}' => true,
        '\u{400}'..='\u{45f}' => true,                             // Cyrillic
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => true, // Kana
        '\u{4e00}'..='\u{9fa5}' => true,                           // Han
        '\u{ac00}'..='\u{d7a3}' => true,                           // Hangul
        _ => false,
    }
}

/// Characters that look like those of another script, by script, as in the compiler's tables.
const LOOKALIKES: [(std::ops::RangeInclusive<char>, &str); 5] = [
    ('\u{386}'..='\u{3ce}', "ΑΒΓΕΖΗΘΙΚΛΜΝΟΠΡΤΥΦΧαβγδεηθικνοπρστυφ"),
    ('\u{400}'..='\u{45f}', "ЅІЈАБВГЕЗКЛМНОПРСТУФХЫЬЮабгекопрстуфхчшєѕіјћ"),
    ('\u{3041}'..='\u{3096}', "へ"),
    ('\u{30a1}'..='\u{30fa}', "イエカタトニネノハヒヘムメヨロ"),
    ('\u{4e00}'..='\u{9fa5}', "一丅丫丿乄二亻八力匕卜厶口囗夕工彐礻"),
];

/// Whether all characters of a script in a name look like those of another script. One distinguishable character is
/// enough for the compiler.
pub(super) fn is_lookalike(text: &str) -> bool {
    !text.is_ascii()
        && LOOKALIKES.iter().any(|(script, lookalikes)| {
            let mut letters = text.chars().filter(|letter| script.contains(letter)).peekable();
            letters.peek().is_some() && letters.all(|letter| lookalikes.contains(letter))
        })
}
