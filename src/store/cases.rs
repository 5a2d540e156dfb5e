//! What is kept of cases: written summaries of themes, and events of chronologies.

use super::records::{Kind, records};
use super::{Change, Store, StoreError};
use crate::model::{ChronologyEvent, Summary};

impl Change<'_> {
    /// The summaries, within a change.
    ///
    /// # Errors
    /// Those of the file.
    pub fn summaries(&self) -> Result<Vec<Summary>, StoreError> {
        records(&self.tx, Kind::Summary)
    }

    /// Makes the summaries be exactly these; returns whether anything was different.
    ///
    /// # Errors
    /// Those of the file.
    pub fn put_summaries(&self, summaries: &[Summary]) -> Result<bool, StoreError> {
        let mut sorted = summaries.to_vec();
        sorted.sort_by(|a, b| (&a.case, &a.theme).cmp(&(&b.case, &b.theme)));
        self.put_records(Kind::Summary, &sorted, |row| format!("{} {}", row.case, row.theme))
    }

    /// A code has another id now: so it has in what summaries have seen. Returns how many summaries that concerns.
    ///
    /// # Errors
    /// Those of the file.
    pub fn rename_code_of_summaries(&self, from: &str, to: &str) -> Result<usize, StoreError> {
        let mut summaries = self.summaries()?;
        let mut changed = 0;
        for summary in &mut summaries {
            let named = summary.seen.iter_mut().filter(|seen| seen.code == from);
            changed += usize::from(named.map(|seen| to.clone_into(&mut seen.code)).count() > 0);
        }
        self.put_summaries(&summaries)?;
        Ok(changed)
    }

    /// The events, within a change.
    ///
    /// # Errors
    /// Those of the file.
    pub fn events(&self) -> Result<Vec<ChronologyEvent>, StoreError> {
        records(&self.tx, Kind::Event)
    }

    /// Makes the events be exactly these; returns whether anything was different. An event that two sheets tell is kept
    /// once.
    ///
    /// # Errors
    /// Those of the file.
    pub fn put_events(&self, events: &[ChronologyEvent]) -> Result<bool, StoreError> {
        let mut sorted = events.to_vec();
        sorted.sort();
        sorted.dedup_by_key(|event| event.key());
        self.put_records(Kind::Event, &sorted, ChronologyEvent::key)
    }
}

impl Store {
    /// The summaries, sorted by case and theme.
    ///
    /// # Errors
    /// Those of the file.
    pub fn summaries(&self) -> Result<Vec<Summary>, StoreError> {
        records(&self.connection, Kind::Summary)
    }

    /// The events, sorted by case and date.
    ///
    /// # Errors
    /// Those of the file.
    pub fn events(&self) -> Result<Vec<ChronologyEvent>, StoreError> {
        records(&self.connection, Kind::Event)
    }
}
