//! What a sheet says, with the line that says it.

/// The rows of a file and where each stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows<T> {
    /// What was read, in the file's order.
    pub rows: Vec<T>,
    /// Line of each row, from 1; as long as `rows`.
    pub lines: Vec<usize>,
    /// The file as the user named it.
    pub file: String,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), lines: Vec::new(), file: String::new() }
    }
}

impl<T> Rows<T> {
    /// Line of a row, if there is such a row.
    #[must_use]
    pub fn line(&self, row: usize) -> Option<usize> {
        self.lines.get(row).copied()
    }

    /// Rows with their lines.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.lines.iter().copied().zip(&self.rows)
    }
}
