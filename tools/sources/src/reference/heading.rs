//! Recognizes headings.

use crate::claims::Mark;
use crate::reader::Reader;
use crate::words::{self, Words};

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    /// Heading of an action. Steps of a procedure inherit the procedure's marks.
    Action {
        /// Documented name.
        doc: String,
        /// Marks on the heading.
        marks: Vec<Mark>,
        /// Whether the action is a step of a procedure.
        step: bool,
    },
    /// Heading of a module.
    Module(String),
    /// Heading of the error table.
    Errors,
    /// Heading of code samples.
    Samples(String),
    /// Any other heading.
    Other(String, Vec<Mark>),
}

/// Finds headings by the words of a notation.
pub(super) struct Headings<'w>(pub(super) &'w Words);

impl Headings<'_> {
    /// Returns the headings with the positions of their lines.
    pub(super) fn find(&self, reader: &Reader<'_>) -> Vec<(usize, Heading)> {
        let mut found: Vec<(usize, Heading)> = Vec::new();
        // Inside a table, any text may be on a line of its own.
        let mut in_table = false;
        for at in reader.open(0..reader.lines.len()) {
            let text = reader.text(at);
            let open = matches!(found.last(), Some((_, Heading::Module(_) | Heading::Errors))) || in_table;
            let heading = self.strict(text).or_else(|| (!open).then(|| self.loose(reader, at)).flatten());
            if let Some(heading) = heading {
                in_table = false;
                found.push((at, heading));
            } else if self.0.introduces_parameters(text) {
                in_table = matches!(found.last(), Some((_, Heading::Action { .. })));
            } else if self.0.after_response(text).is_some() {
                in_table = false;
            }
        }
        found
    }

    /// Recognizes a heading by its form or its words alone.
    fn strict(&self, text: &str) -> Option<Heading> {
        let (rest, mut marks) = self.leading_mark(text);
        // A trailing mark alone does not make a heading: descriptions have them too.
        let plain = self.trailing_mark(rest, &mut marks);
        if Words::has(&self.0.errors, plain) {
            return Some(Heading::Errors);
        }
        if Words::has(&self.0.headings, plain) {
            return Some(Heading::Other(plain.to_owned(), marks));
        }
        let mut parts = plain.rsplitn(2, ' ');
        if let (Some(last), Some(name)) = (parts.next(), parts.next())
            && Words::has(&words::MODULE, last)
            && name.split_whitespace().count() <= 3
            && name.starts_with(char::is_uppercase)
        {
            return Some(Heading::Module(name.to_owned()));
        }
        let title = match plain.strip_suffix(')').and_then(|inside| inside.split_once('(')) {
            Some((title, remark)) => {
                marks.extend(self.marks_in(remark));
                self.trailing_mark(title.trim_end(), &mut marks)
            }
            None => plain,
        };
        if let Some((doc, step)) = action_name(title) {
            return Some(Heading::Action { doc, marks, step });
        }
        (!marks.is_empty() && rest.len() < text.len()).then(|| Heading::Other(rest.to_owned(), marks))
    }

    /// Recognizes a heading by its context: a few words, a topic in parentheses, blank lines around.
    fn loose(&self, reader: &Reader<'_>, at: usize) -> Option<Heading> {
        let text = reader.text(at);
        let alone = (at == 0 || reader.text(at - 1).is_empty()) && reader.text(at + 1).is_empty();
        let (title, topic) = text.strip_suffix(')')?.split_once('(')?;
        let plain =
            |part: &str| part.chars().all(|letter| letter.is_alphabetic() || matches!(letter, ' ' | '-'));
        let fits = alone
            && title.starts_with(char::is_uppercase)
            && title.ends_with(' ')
            && title.split_whitespace().count() <= 5
            && plain(title)
            && plain(topic);
        if !fits {
            return None;
        }
        let first = title.split_whitespace().next().unwrap_or("");
        let samples = Words::has(&words::SAMPLES, first);
        Some(if samples {
            Heading::Samples(text.to_owned())
        } else {
            Heading::Other(text.to_owned(), Vec::new())
        })
    }

    /// Splits off a leading mark in square brackets.
    fn leading_mark<'t>(&self, text: &'t str) -> (&'t str, Vec<Mark>) {
        match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((mark, rest)) => {
                let marks = self.marks_in(mark);
                let rest = rest.trim_start();
                if marks.is_empty() || rest.is_empty() { (text, Vec::new()) } else { (rest, marks) }
            }
            None => (text, Vec::new()),
        }
    }

    /// Returns the text before a trailing mark in square brackets.
    fn trailing_mark<'t>(&self, text: &'t str, marks: &mut Vec<Mark>) -> &'t str {
        let Some((before, mark)) = text.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) else {
            return text;
        };
        let found = self.marks_in(mark);
        let before = before.trim_end();
        if found.is_empty() || before.is_empty() {
            return text;
        }
        marks.extend(found);
        before
    }

    /// Returns the marks in a remark.
    fn marks_in(&self, remark: &str) -> Vec<Mark> {
        let mut marks = Vec::new();
        for word in remark.split(|letter: char| !letter.is_alphanumeric()) {
            if Words::has(&self.0.new, word) {
                marks.push(Mark::New);
            }
            if Words::has(&self.0.deprecated, word) {
                marks.push(Mark::Deprecated);
            }
        }
        marks
    }
}

/// Returns the action that a title names, `Module::action`, and whether a prefix such as `Step 1 -` precedes it.
fn action_name(title: &str) -> Option<(String, bool)> {
    let (before, action) = title.split_once("::")?;
    let of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    let whole = !action.is_empty() && action.chars().all(of_name);
    let start = before
        .rfind(|letter: char| !of_name(letter))
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let (prefix, module) = before.split_at_checked(start)?;
    let dashed = module.starts_with('-');
    let module = module.trim_start_matches('-');
    let prefix = prefix.trim_end();
    let separated = prefix.is_empty() || dashed || prefix.ends_with(['-', '–', ':']);
    let fits = whole && separated && module.starts_with(char::is_alphabetic);
    fits.then(|| (format!("{module}::{action}"), !prefix.is_empty()))
}

#[cfg(test)]
mod tests {
    use bindery_model::NotationWords;

    use super::*;

    #[test]
    fn names_of_actions_stand_alone_or_after_a_step() {
        assert_eq!(action_name("User::info"), Some(("User::info".into(), false)));
        assert_eq!(action_name("mp-account::transfer"), Some(("mp-account::transfer".into(), false)));
        assert_eq!(action_name("Step 3 -Pay::go-on"), Some(("Pay::go-on".into(), true)));
        assert_eq!(action_name("Step 1 - Pay::go"), Some(("Pay::go".into(), true)));
        assert_eq!(action_name("See User::info"), None);
        assert_eq!(action_name("User::info is old"), None);
        assert_eq!(action_name("::info"), None);
    }

    #[test]
    fn marks_stand_before_a_name_or_after_it() {
        let words = Words::new(&NotationWords::default());
        let headings = Headings(&words);
        let action = |marks: &[Mark], step| {
            let doc = "Order::cancel".to_owned();
            Some(Heading::Action { doc, marks: marks.to_vec(), step })
        };
        assert_eq!(headings.strict("[NEW] Order::cancel"), action(&[Mark::New], false));
        assert_eq!(headings.strict("Order::cancel [NEW]"), action(&[Mark::New], false));
        assert_eq!(headings.strict("Step 1 - Order::cancel [NEW]"), action(&[Mark::New], true));
        assert_eq!(
            headings.strict("Order::cancel (retired) [NEW]"),
            action(&[Mark::New, Mark::Deprecated], false)
        );
        assert_eq!(
            headings.strict("Order::cancel [NEW] (retired)"),
            action(&[Mark::Deprecated, Mark::New], false)
        );
        assert_eq!(headings.strict("Order Module [NEW]"), Some(Heading::Module("Order".into())));
        assert_eq!(headings.strict("Error codes [NEW]"), Some(Heading::Errors));
        // Brackets without a mark, and sentences that end with a mark.
        assert_eq!(headings.strict("Order::cancel [id]"), None);
        assert_eq!(headings.strict("The order that Order::cancel is for [NEW]"), None);
        assert_eq!(headings.strict("A remark. [NEW]"), None);
        assert_eq!(headings.strict("[NEW]"), None);
    }
}
