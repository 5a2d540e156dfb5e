//! Where in its file each part of a codebook stands.

use std::collections::BTreeMap;

/// Line and column, from 1; columns count characters.
pub type LineColumn = (usize, usize);

/// The lines and columns of a codebook's codes and steps in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    pub(super) file: String,
    pub(super) name: Option<LineColumn>,
    pub(super) version: Option<LineColumn>,
    pub(super) codes: BTreeMap<String, LineColumn>,
    pub(super) steps: Vec<LineColumn>,
}

impl Places {
    /// The file as the user named it.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Of the codebook's name.
    #[must_use]
    pub fn name(&self) -> LineColumn {
        self.name.unwrap_or((1, 1))
    }

    /// Of the version number.
    #[must_use]
    pub fn version(&self) -> LineColumn {
        self.version.unwrap_or((1, 1))
    }

    /// Of a code; of the version number when the file does not have it.
    #[must_use]
    pub fn code(&self, id: &str) -> LineColumn {
        self.codes.get(id).copied().unwrap_or_else(|| self.version())
    }

    /// Of a step, by its position in the file.
    #[must_use]
    pub fn step(&self, at: usize) -> LineColumn {
        self.steps.get(at).copied().unwrap_or_else(|| self.version())
    }
}
