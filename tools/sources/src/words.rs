//! Words and marks of the notations. Specs add the words of their documents.

use bindery_model::NotationWords;

/// Bullets and their depths.
const BULLETS: [(char, usize); 8] =
    [('●', 0), ('•', 0), ('*', 0), ('§', 0), ('○', 1), ('◦', 1), ('■', 2), ('▪', 2)];

/// Column heads of tables, which are not rows.
pub(crate) const COLUMNS: [&str; 5] = ["name", "type", "description", "code", "message"];
/// Words for an empty table or response.
pub(crate) const NOTHING: [&str; 4] = ["none", "na", "n/a", "nothing"];
/// First words of headings of samples.
pub(crate) const SAMPLES: [&str; 2] = ["example", "sample"];
/// Labels before values, which are not keys.
pub(crate) const LABELS: [&str; 7] = ["success", "failure", "error", "note", "example", "e.g.", "or"];
/// Labels before error responses.
pub(crate) const FAILURES: [&str; 2] = ["failure", "error"];
/// Booleans that mark an error response when false.
pub(crate) const FLAGS: [&str; 2] = ["success", "status"];
/// Remarks at the end of an error text.
pub(crate) const REMARKS: [&str; 1] = ["not in use"];
/// Last words of headings of modules.
pub(crate) const MODULE: [&str; 1] = ["module"];

/// Words that structure the documents of a notation.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    /// Labels of parameter tables.
    pub(crate) parameters: Vec<String>,
    /// Labels of responses.
    pub(crate) responses: Vec<String>,
    /// Headings of the error table.
    pub(crate) errors: Vec<String>,
    /// Type names.
    pub(crate) types: Vec<String>,
    /// Marks of optional parameters.
    pub(crate) optional: Vec<String>,
    /// Marks of new actions.
    pub(crate) new: Vec<String>,
    /// Marks of deprecated actions.
    pub(crate) deprecated: Vec<String>,
    /// Headings that cannot be distinguished from prose by their form.
    pub(crate) headings: Vec<String>,
}

impl Words {
    /// Combines the default words with those of a document.
    pub(crate) fn new(own: &NotationWords) -> Self {
        let with = |usual: &[&str], own: &[String]| -> Vec<String> {
            let own = own.iter().map(|word| word.to_lowercase());
            usual.iter().map(|word| (*word).to_owned()).chain(own).collect()
        };
        Self {
            parameters: with(&["parameters", "arguments"], &own.parameters),
            responses: with(&["returns", "response"], &own.responses),
            errors: with(&["error codes", "errors"], &own.errors),
            types: with(&["string", "int", "bool", "float", "double", "decimal", "array"], &own.types),
            optional: with(&["optional", "option"], &own.optional),
            new: with(&["new"], &own.new),
            deprecated: with(&["retired", "deprecated", "obsolete"], &own.deprecated),
            headings: with(&["general overview", "guidelines and conventions", "overview"], &own.headings),
        }
    }

    /// Whether a text is one of these words. Case-insensitive.
    pub(crate) fn has(list: &[impl AsRef<str>], text: &str) -> bool {
        let text = text.to_lowercase();
        list.iter().any(|word| word.as_ref() == text)
    }

    /// Whether a line introduces a table of parameters: it ends with a label such as `Parameters:`, possibly after a
    /// sentence.
    pub(crate) fn introduces_parameters(&self, text: &str) -> bool {
        let Some(before) = text.strip_suffix(':') else { return Self::has(&self.parameters, text) };
        Self::has(&self.parameters, before.split_whitespace().next_back().unwrap_or(""))
    }

    /// Returns the text after the label of a response, such as `Returns:`.
    pub(crate) fn after_response<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (label, rest) = text.split_once(':')?;
        Self::has(&self.responses, label.trim()).then(|| rest.trim_start())
    }

    /// Whether a text is a type: a word for one, perhaps with the brackets of an array.
    pub(crate) fn is_type(&self, text: &str) -> bool {
        Self::has(&self.types, text.strip_suffix("[]").unwrap_or(text))
    }

    /// Splits a type from the sentence that follows it without a space: `intconversion rate`.
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

    /// Splits a name from the type that follows it without a space: `statusint`.
    pub(crate) fn glued_name<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        self.types.iter().find_map(|word| {
            let at = text.len().checked_sub(word.len())?;
            let (name, ty) = (text.get(..at)?, text.get(at..)?);
            (ty == word.as_str() && name.len() > 1 && is_name(name)).then_some((name, ty))
        })
    }
}

/// Whether a text is an identifier.
pub(crate) fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// Whether a line begins with a bullet.
pub(crate) fn is_bulleted(text: &str) -> bool {
    text.starts_with(|letter| bullet(letter).is_some())
}

/// Returns a line without its leading bullets.
pub(crate) fn after_bullets(text: &str) -> &str {
    text.trim_start_matches(|letter| bullet(letter).is_some()).trim_start()
}

/// Returns the depth of a bullet; none for other characters.
pub(crate) fn bullet(letter: char) -> Option<usize> {
    BULLETS.iter().find(|(bullet, _)| *bullet == letter).map(|(_, depth)| *depth)
}
