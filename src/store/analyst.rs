//! What analysts keep: saved queries.

use super::records::{Kind, records};
use super::{Change, Store, StoreError};
use crate::model::SavedQuery;

impl Change<'_> {
    /// The saved queries, within a change.
    ///
    /// # Errors
    /// Those of the file.
    pub fn saved_queries(&self) -> Result<Vec<SavedQuery>, StoreError> {
        records(&self.tx, Kind::SavedQuery)
    }

    /// Makes the saved queries be exactly these, sorted by name; returns whether anything was different.
    ///
    /// # Errors
    /// Those of the file.
    pub fn put_saved_queries(&self, mut queries: Vec<SavedQuery>) -> Result<bool, StoreError> {
        queries.sort_by(|a, b| a.name.cmp(&b.name));
        self.put_records(Kind::SavedQuery, &queries, |query| query.name.clone())
    }
}

impl Store {
    /// The saved queries, sorted by name.
    ///
    /// # Errors
    /// Those of the file.
    pub fn saved_queries(&self) -> Result<Vec<SavedQuery>, StoreError> {
        records(&self.connection, Kind::SavedQuery)
    }
}
