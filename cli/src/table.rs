//! Text tables: columns as wide as their widest cell, numbers aligned right.

use std::fmt::Write as _;

use crate::output::HEADER;

/// A table that is built row by row.
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

struct Column {
    title: &'static str,
    right: bool,
}

impl Table {
    /// Creates an empty table. Titles with the prefix `>` belong to columns of numbers.
    pub(crate) fn new(titles: &[&'static str]) -> Self {
        let column = |title: &&'static str| match title.strip_prefix('>') {
            Some(title) => Column { title, right: true },
            None => Column { title, right: false },
        };
        Self { columns: titles.iter().map(column).collect(), rows: Vec::new() }
    }

    /// Adds a row with one cell per column.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    /// Whether the table has no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Formats the table, with a line of titles.
    pub(crate) fn render(&self) -> String {
        let widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(position, column)| {
                let cells = self.rows.iter().filter_map(|row| row.get(position)).map(|cell| width(cell));
                cells.fold(width(column.title), usize::max)
            })
            .collect();
        let titles: Vec<&str> = self.columns.iter().map(|column| column.title).collect();
        let mut text = String::new();
        let _ = writeln!(text, "{HEADER}{}{HEADER:#}", self.line(&titles, &widths));
        for row in &self.rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            text.push_str(&self.line(&cells, &widths));
            text.push('\n');
        }
        text
    }

    fn line(&self, cells: &[&str], widths: &[usize]) -> String {
        let mut line = String::new();
        for ((cell, column), whole) in cells.iter().zip(&self.columns).zip(widths) {
            if !line.is_empty() {
                line.push_str("  ");
            }
            let _ = match column.right {
                true => write!(line, "{cell:>whole$}"),
                false => write!(line, "{cell:whole$}"),
            };
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// Returns the approximate display width of a text.
pub(crate) fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right() {
        let mut table = Table::new(&["API", ">lines"]);
        table.row(["demo".to_owned(), "7".to_owned()]);
        table.row(["x".to_owned(), "1234".to_owned()]);
        let text = table.render();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(lines, ["demo      7", "x      1234"]);
    }
}
