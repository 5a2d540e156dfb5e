//! What people decided where voices and findings meet: fit, inferences, confidence, checklists, settings.

use rusqlite::Connection;

use super::records::{Kind, records};
use super::{Change, Store, StoreError};
use crate::model::{Integration, Meeting, Settings};

impl Change<'_> {
    /// What people decided where voices and findings meet, within a change.
    ///
    /// # Errors
    /// Those of the file.
    pub fn integration(&self) -> Result<Integration, StoreError> {
        integration(&self.tx)
    }

    /// Makes what people decided where voices and findings meet be exactly this; returns whether anything was different.
    ///
    /// # Errors
    /// Those of the file.
    pub fn put_integration(&self, decided: &Integration) -> Result<bool, StoreError> {
        let at = |meeting: &Meeting| format!("{} {} {}", meeting.theme, meeting.kind, meeting.target);
        let mut changed = self
            .put_records(Kind::Decision, &decided.decisions, |row| format!("{} {}", at(&row.meeting), row.analyst))?;
        changed |= self.put_records(Kind::Inference, &decided.inferences, |row| at(&row.meeting))?;
        changed |= self.put_records(Kind::Confidence, &decided.confidence, |row| row.theme.clone())?;
        changed |= self
            .put_records(Kind::ChecklistAnswer, &decided.checklist, |row| format!("{} {}", row.checklist, row.item))?;
        let settled = (decided.settings != Settings::default()).then_some(&decided.settings);
        changed |= self.put_records(Kind::Settings, settled.as_slice(), |_| "settings".to_owned())?;
        Ok(changed)
    }
}

impl Store {
    /// What people decided where voices and findings meet.
    ///
    /// # Errors
    /// Those of the file.
    pub fn integration(&self) -> Result<Integration, StoreError> {
        integration(&self.connection)
    }
}

fn integration(connection: &Connection) -> Result<Integration, StoreError> {
    Ok(Integration {
        decisions: records(connection, Kind::Decision)?,
        inferences: records(connection, Kind::Inference)?,
        confidence: records(connection, Kind::Confidence)?,
        checklist: records(connection, Kind::ChecklistAnswer)?,
        settings: records(connection, Kind::Settings)?.pop().unwrap_or_default(),
    })
}
