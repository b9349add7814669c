//! The words and marks of the notations: the usual ones here, those of one document in its spec.

use bindery_model::NotationWords;

/// Bullets by the depth that they stand for.
const BULLETS: [(char, usize); 8] =
    [('●', 0), ('•', 0), ('*', 0), ('§', 0), ('○', 1), ('◦', 1), ('■', 2), ('▪', 2)];

/// The heads of the columns of tables, which are no rows.
pub(crate) const COLUMNS: [&str; 5] = ["name", "type", "description", "code", "message"];
/// What stands where there is nothing.
pub(crate) const NOTHING: [&str; 4] = ["none", "na", "n/a", "nothing"];
/// What a heading of samples begins with.
pub(crate) const SAMPLES: [&str; 2] = ["example", "sample"];
/// Labels in front of values, which are not keys.
pub(crate) const LABELS: [&str; 7] = ["success", "failure", "error", "note", "example", "e.g.", "or"];
/// Labels in front of failures.
pub(crate) const FAILURES: [&str; 2] = ["failure", "error"];
/// Flags that say, when they are false, that something failed.
pub(crate) const FLAGS: [&str; 2] = ["success", "status"];
/// Remarks at the end of an error's text.
pub(crate) const REMARKS: [&str; 1] = ["not in use"];
/// What ends the heading of a module.
pub(crate) const MODULE: [&str; 1] = ["module"];

/// What documents of a notation write, apart from the names and texts that they are about.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    /// What introduces a table of parameters.
    pub(crate) parameters: Vec<String>,
    /// What introduces an answer.
    pub(crate) answers: Vec<String>,
    /// The heading of the error table.
    pub(crate) errors: Vec<String>,
    /// What stands in the place of a type.
    pub(crate) types: Vec<String>,
    /// What marks a parameter that may be left out.
    pub(crate) optional: Vec<String>,
    /// What marks an action as new.
    pub(crate) new: Vec<String>,
    /// What marks an action as retired.
    pub(crate) retired: Vec<String>,
    /// Headings that cannot be told from prose by their form.
    pub(crate) headings: Vec<String>,
}

impl Words {
    /// The usual words and those of a document.
    pub(crate) fn new(own: &NotationWords) -> Self {
        let with = |usual: &[&str], own: &[String]| -> Vec<String> {
            let own = own.iter().map(|word| word.to_lowercase());
            usual.iter().map(|word| (*word).to_owned()).chain(own).collect()
        };
        Self {
            parameters: with(&["parameters", "arguments"], &own.parameters),
            answers: with(&["returns", "response"], &own.answers),
            errors: with(&["error codes", "errors"], &own.errors),
            types: with(&["string", "int", "bool", "float", "double", "decimal", "array"], &own.types),
            optional: with(&["optional", "option"], &own.optional),
            new: with(&["new"], &own.new),
            retired: with(&["retired", "deprecated", "obsolete"], &own.retired),
            headings: with(&["general overview", "guidelines and conventions", "overview"], &own.headings),
        }
    }

    /// Whether a text is one of these words, however it is capitalised.
    pub(crate) fn has(list: &[impl AsRef<str>], text: &str) -> bool {
        let text = text.to_lowercase();
        list.iter().any(|word| word.as_ref() == text)
    }

    /// Whether a line introduces a table of parameters: it ends with a label such as `Parameters:`, perhaps after a sentence.
    pub(crate) fn introduces_parameters(&self, text: &str) -> bool {
        let Some(before) = text.strip_suffix(':') else { return Self::has(&self.parameters, text) };
        Self::has(&self.parameters, before.split_whitespace().next_back().unwrap_or(""))
    }

    /// What follows the label of an answer, such as `Returns:`.
    pub(crate) fn after_answer<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (label, rest) = text.split_once(':')?;
        Self::has(&self.answers, label.trim()).then(|| rest.trim_start())
    }

    /// Whether a text is a type: a word for one, perhaps with the brackets of an array.
    pub(crate) fn is_type(&self, text: &str) -> bool {
        Self::has(&self.types, text.strip_suffix("[]").unwrap_or(text))
    }

    /// The type that a text begins with, if a sentence is glued to it: `intconversion rate`.
    pub(crate) fn glued_type<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let found = self.types.iter().find_map(|word| {
            let head = text.get(..word.len())?;
            let rest = text.get(word.len()..)?;
            let glued = rest.starts_with(char::is_alphabetic) && rest.contains(' ');
            (head == word.as_str() && glued).then_some((head, rest))
        });
        found.or_else(|| {
            let (head, rest) = text.split_once(' ')?;
            self.is_type(head).then_some((head, rest))
        })
    }

    /// The name that a type is glued to: `statusint`.
    pub(crate) fn glued_name<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        self.types.iter().find_map(|word| {
            let at = text.len().checked_sub(word.len())?;
            let (name, ty) = (text.get(..at)?, text.get(at..)?);
            (ty == word.as_str() && name.len() > 1 && is_name(name)).then_some((name, ty))
        })
    }
}

/// Whether a text is a name as programs have them.
pub(crate) fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// Whether a line begins with a bullet.
pub(crate) fn is_bulleted(text: &str) -> bool {
    text.starts_with(|letter| bullet(letter).is_some())
}

/// What follows the bullets that a line begins with.
pub(crate) fn after_bullets(text: &str) -> &str {
    text.trim_start_matches(|letter| bullet(letter).is_some()).trim_start()
}

/// The depth that a bullet stands for.
pub(crate) fn bullet(letter: char) -> Option<usize> {
    BULLETS.iter().find(|(bullet, _)| *bullet == letter).map(|(_, depth)| *depth)
}
