//! What is wrong with an input file: every bad row of it, with place, finding and remedy.

use std::fmt;

/// What stands between a workbook and the name of its sheet in [`Problem::file`]; lines are rows of that sheet then.
const OF_SHEET: &str = ", sheet ";

/// How problems name one sheet of a workbook: `review.xlsx, sheet effects`.
#[must_use]
pub fn sheet_of_workbook(file: &str, sheet: &str) -> String {
    format!("{file}{OF_SHEET}{sheet}")
}

/// One thing that is wrong at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// File as the user named it; for a sheet of a workbook see [`sheet_of_workbook`].
    pub file: String,
    /// Line, or row of a sheet of a workbook, from 1.
    pub line: Option<usize>,
    /// Column, from 1, in characters.
    pub column: Option<usize>,
    /// Name of the sheet's column, where the place is a cell.
    pub field: String,
    /// What was found and what was expected.
    pub message: String,
    /// How to mend it, or empty.
    pub hint: String,
}

impl Problem {
    /// A problem of a whole file.
    #[must_use]
    pub fn new(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), message: message.into(), ..Self::default() }
    }

    /// The same problem at a line.
    #[must_use]
    pub fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// The same problem at a line and column.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.line = Some(line);
        self.column = Some(column);
        self
    }

    /// The same problem in a named column of a sheet.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = field.into();
        self
    }

    /// The same problem with a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            let before = if self.file.contains(OF_SHEET) { ", row " } else { ":" };
            write!(f, "{before}{line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        if !self.field.is_empty() {
            write!(f, " [{}]", self.field)?;
        }
        write!(f, ": {}", self.message)?;
        if !self.hint.is_empty() {
            write!(f, "\n    hint: {}", self.hint)?;
        }
        Ok(())
    }
}

/// Everything that is wrong with one or more files, in the order of their lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Nothing wrong so far: `Ok(value)`; otherwise the problems.
    ///
    /// # Errors
    /// The problems, when there are any.
    pub fn none_or<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Adds a problem.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
