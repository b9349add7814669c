//! Mutations of inputs, the same ones in every run.

/// Building blocks of mutated inputs, for all targets.
const TOKENS: [&str; 48] = [
    "",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{feff}",
    "\u{a0}",
    "\u{202e}",
    "é",
    "漢字",
    "\u{1b}[31m",
    "\u{7f}",
    "\"",
    "'",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    ",",
    "&",
    "=",
    "%",
    "%00",
    "%ff",
    "+",
    "-",
    "1e400",
    "-0",
    "0.1e-7",
    "18446744073709551616",
    "9999-12-31",
    "null",
    "true",
    "???",
    "$code",
    "{id}",
    "list<",
    "*a",
    "&a ",
    "<b>",
    "● ",
    "::",
    "--x\r\n",
    "Content-Length: 5\r\n",
];

/// A series of inputs, each derived from a kept one by a few changes.
pub(crate) struct Mutation<'k> {
    kept: &'k [Vec<u8>],
    state: u64,
}

impl<'k> Mutation<'k> {
    /// Creates the series of a target.
    pub(crate) fn new(target: &str, kept: &'k [Vec<u8>]) -> Self {
        let state = target.bytes().fold(0xcbf2_9ce4_8422_2325, |state: u64, byte| {
            (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self { kept, state }
    }

    /// Returns a number below another one (xorshift64*).
    fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let high = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap_or(0) % end.max(1)
    }

    /// The next input.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let at = self.below(self.kept.len());
        let mut input = self.kept.get(at).cloned().unwrap_or_default();
        for _ in 0..=self.below(4) {
            self.change(&mut input);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let start = self.below(input.len() + 1);
        let longest = if self.below(4) == 0 { 400 } else { 12 };
        let end = (start + self.below(longest)).min(input.len());
        let token = TOKENS.get(self.below(TOKENS.len())).copied().unwrap_or_default();
        match self.below(7) {
            0 => drop(input.drain(start..end)),
            1 => drop(input.splice(start..end, token.bytes())),
            2 => drop(input.splice(start..start, token.bytes())),
            3 => {
                let copy = input.get(start..end).unwrap_or_default().to_vec();
                let to = self.below(input.len() + 1);
                drop(input.splice(to..to, copy));
            }
            4 => {
                let bit = self.below(8);
                if let Some(byte) = input.get_mut(start) {
                    *byte ^= 1 << bit;
                }
            }
            5 => {
                // Swaps whole lines, which breaks less of the syntax and more of the meaning.
                let mut lines: Vec<&[u8]> = input.split_inclusive(|byte| *byte == b'\n').collect();
                let (left, right) = (self.below(lines.len()), self.below(lines.len()));
                if !lines.is_empty() {
                    lines.swap(left, right);
                }
                *input = lines.concat();
            }
            _ => {
                // A part of another input.
                let at = self.below(self.kept.len());
                let other = self.kept.get(at).map(Vec::as_slice).unwrap_or_default();
                let from = self.below(other.len() + 1);
                let to = (from + self.below(longest * 4)).min(other.len());
                drop(input.splice(start..end, other.get(from..to).unwrap_or_default().iter().copied()));
            }
        }
    }
}
