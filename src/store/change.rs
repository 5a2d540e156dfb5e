//! Changes: one transaction, one journal entry.

use rusqlite::{Transaction, TransactionBehavior};

use super::{Store, StoreError};

/// One line of the project's history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalEntry {
    /// When, as ISO 8601 in UTC; given by the caller, who owns the clock.
    pub at: String,
    /// The command, as the user would type it.
    pub command: String,
    /// What it did, in a few words.
    pub summary: String,
}

/// A transaction under way. Everything written through it is there after [`Store::change`]
/// returns `Ok`, or nothing is.
#[derive(Debug)]
pub struct Change<'store> {
    pub(super) tx: Transaction<'store>,
}

impl Store {
    /// Does `work` in one transaction and writes one journal entry, whose summary is what `work`
    /// returns beside its result. An empty summary means that nothing changed: no entry is written.
    ///
    /// # Errors
    /// Those of `work`, and of the file. In both cases nothing has changed.
    pub fn change<T, E: From<StoreError>>(
        &mut self,
        at: &str,
        command: &str,
        work: impl FnOnce(&Change) -> Result<(T, String), E>,
    ) -> Result<T, E> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let change = Change { tx };
        let (result, summary) = work(&change)?;
        if !summary.is_empty() {
            change
                .tx
                .execute("INSERT INTO journal (at, command, summary) VALUES (?1, ?2, ?3)", (at, command, &summary))
                .map_err(StoreError::from)?;
        }
        change.tx.commit().map_err(StoreError::from)?;
        Ok(result)
    }

    /// [`Store::change`] for the first import into a project. Write-ahead logging is off while it runs: the log would
    /// write every text twice. Where somebody else has the file open the log stays, and nothing but speed is lost.
    ///
    /// # Errors
    /// As [`Store::change`].
    pub fn first_change<T, E: From<StoreError>>(
        &mut self,
        at: &str,
        command: &str,
        work: impl FnOnce(&Change) -> Result<(T, String), E>,
    ) -> Result<T, E> {
        // Refused while others read; the ordinary way is as safe.
        let _ = self.connection.pragma_update(None, "journal_mode", "TRUNCATE");
        let result = self.change(at, command, work);
        // Refused if somebody has opened the file meanwhile; whoever opens it next tries again.
        let _ = self.connection.pragma_update(None, "journal_mode", "WAL");
        result
    }

    /// Does `work` and takes it back: what a dry run shows.
    ///
    /// # Errors
    /// Those of `work`, and of the file.
    pub fn rehearse<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Change) -> Result<(T, String), E>,
    ) -> Result<T, E> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let change = Change { tx };
        let (result, _) = work(&change)?;
        change.tx.rollback().map_err(StoreError::from)?;
        Ok(result)
    }
}

impl Change<'_> {
    /// Id of the row with this text in a two-column dictionary table, made when it is new.
    pub(super) fn dictionary_id(&self, dictionary: Dictionary, text: &str) -> Result<i64, StoreError> {
        let (select, insert) = dictionary.sql();
        let mut find = self.tx.prepare_cached(select)?;
        let mut rows = find.query([text])?;
        if let Some(row) = rows.next()? {
            return Ok(row.get(0)?);
        }
        self.tx.prepare_cached(insert)?.execute([text])?;
        Ok(self.tx.last_insert_rowid())
    }

    /// Sets title and notice of the study; returns whether either was different.
    ///
    /// # Errors
    /// Those of the file.
    pub fn set_heading(&self, title: &str, notice: &str) -> Result<bool, StoreError> {
        let mut changed = false;
        for (key, value) in [("title", title), ("notice", notice)] {
            let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2)
                       ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value";
            changed |= self.tx.execute(sql, (key, value))? > 0;
        }
        Ok(changed)
    }
}

/// Tables that give a number to a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Dictionary {
    Code,
    Coder,
    Origin,
}

impl Dictionary {
    fn sql(self) -> (&'static str, &'static str) {
        match self {
            Self::Code => ("SELECT id FROM code WHERE name = ?1", "INSERT INTO code (name) VALUES (?1)"),
            Self::Coder => ("SELECT id FROM coder WHERE name = ?1", "INSERT INTO coder (name) VALUES (?1)"),
            Self::Origin => ("SELECT id FROM origin WHERE word = ?1", "INSERT INTO origin (word) VALUES (?1)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{NewSource, Store, StoreError};

    fn import(store: &mut Store, name: &str, fails: bool) -> Result<(), StoreError> {
        store.first_change("2026-03-01T12:00:00Z", "source import", |change| {
            change.put_source(&NewSource { name: name.to_owned(), ..NewSource::default() })?;
            if fails { Err(StoreError::Busy) } else { Ok(((), format!("{name} added"))) }
        })
    }

    #[test]
    fn a_first_change_is_all_or_nothing_and_leaves_the_log_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("study.tw");
        let mut store = Store::create(&path, "Study", "").unwrap();
        assert!(import(&mut store, "anna", true).is_err());
        assert!(!store.has_sources().unwrap());
        import(&mut store, "anna", false).unwrap();
        let mode: String = store.connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!((mode.as_str(), store.has_sources().unwrap()), ("wal", true));
        assert_eq!(store.journal().unwrap().len(), 1);
    }

    #[test]
    fn a_first_change_needs_no_other_reader_to_be_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("study.tw");
        let mut store = Store::create(&path, "Study", "").unwrap();
        let reader = Store::open(&path).unwrap();
        assert!(!reader.has_sources().unwrap());
        import(&mut store, "anna", false).unwrap();
        assert!(reader.has_sources().unwrap());
    }
}
