//! What is wrong with a query, shown under the query itself.

use std::fmt;

use unicode_width::UnicodeWidthStr;

/// What is wrong with a query and where.
///
/// `Display` names the column and shows the query with a caret under the place:
///
/// ```text
/// query, column 6: found `chid`, expected a role of this project
///     role:chid
///          ^
///     hint: did you mean `child`?
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The query as typed.
    pub text: String,
    /// Where, in characters from 1; one past the last character is the end of the query.
    pub column: usize,
    /// What stands there.
    pub found: String,
    /// What may stand there.
    pub expected: String,
    /// How to mend it, or empty.
    pub hint: String,
}

impl QueryError {
    pub(super) fn new(text: &str, column: usize, found: impl Into<String>, expected: impl Into<String>) -> Self {
        let (found, expected) = (found.into(), expected.into());
        Self { text: text.to_owned(), column, found, expected, hint: String::new() }
    }

    /// Where, what was found and what may stand there, for messages that name the place of the query by themselves.
    #[must_use]
    pub fn in_a_line(&self) -> String {
        format!("column {} of the query: found {}, expected {}", self.column, self.found, self.expected)
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A query of several lines is shown on one, so that the caret stands under its place.
        let shown: String = self.text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let before: String = shown.chars().take(self.column.saturating_sub(1)).collect();
        writeln!(f, "query, column {}: found {}, expected {}", self.column, self.found, self.expected)?;
        writeln!(f, "    {}", shown.trim_end())?;
        write!(f, "    {}^", " ".repeat(before.width()))?;
        if !self.hint.is_empty() {
            write!(f, "\n    hint: {}", self.hint)?;
        }
        Ok(())
    }
}

impl std::error::Error for QueryError {}
