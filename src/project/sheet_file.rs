//! A file that holds a sheet: CSV, or a workbook with the sheet in it. Every import of sheets comes through this door.

use std::path::Path;

use super::{ProjectError, read_file, text_of};
use crate::interchange::{SheetContent, Workbook, read_workbook};
use crate::model::{Problem, Problems};

/// A file that holds a sheet, in memory.
#[derive(Debug)]
pub struct SheetFile {
    name: String,
    content: Loaded,
}

#[derive(Debug)]
enum Loaded {
    Text(String),
    Workbook(Workbook),
}

impl SheetFile {
    /// Reads a file: a workbook when it begins like one, else text.
    ///
    /// # Errors
    /// When it cannot be read, is a damaged workbook, or is not UTF-8.
    pub fn open(path: &Path) -> Result<Self, ProjectError> {
        Self::of(path.display().to_string(), read_file(path)?)
    }

    /// [`SheetFile::open`] for bytes that are at hand.
    pub(super) fn of(name: String, bytes: Vec<u8>) -> Result<Self, ProjectError> {
        let content = if is_workbook(&bytes) {
            Loaded::Workbook(read_workbook(&name, &bytes)?)
        } else {
            Loaded::Text(text_of(&name, bytes)?)
        };
        Ok(Self { name, content })
    }

    /// The file as the user named it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The workbook, if it is one.
    pub(super) fn workbook(&self) -> Option<&Workbook> {
        match &self.content {
            Loaded::Text(_) => None,
            Loaded::Workbook(workbook) => Some(workbook),
        }
    }

    /// Reads the sheet of one kind with the reader of that kind: of a workbook the sheet of that name, or its only one.
    ///
    /// # Errors
    /// Those of the reader; a workbook without such a sheet.
    pub fn read<T>(
        &self,
        kind: &str,
        read: impl FnOnce(&str, SheetContent<'_>) -> Result<T, Problems>,
    ) -> Result<T, Problems> {
        match &self.content {
            Loaded::Text(text) => read(&self.name, text.as_str().into()),
            Loaded::Workbook(workbook) => {
                let sheet = workbook.sheet_for(&self.name, kind)?;
                read(&sheet.place, sheet.into())
            }
        }
    }

    /// The text of a file that is no sheet.
    ///
    /// # Errors
    /// A workbook.
    pub(super) fn text(&self) -> Result<&str, Problem> {
        match &self.content {
            Loaded::Text(text) => Ok(text),
            Loaded::Workbook(_) => Err(Problem::new(&self.name, "this is a workbook; a text file was expected")),
        }
    }
}

/// Workbooks are ZIP archives, old ones OLE containers; no text begins like either.
fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0")
}
