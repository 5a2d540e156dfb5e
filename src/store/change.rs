//! Changes: one transaction, one journal entry, each of which can be taken back.

use std::cell::RefCell;
use std::collections::BTreeSet;

use rusqlite::{Transaction, TransactionBehavior};

use super::capture::{Capture, take_back};
use super::journal::{EntryKind, JournalEntry, ObjectKind, Standing};
use super::{Store, StoreError, journal, writer};

/// A transaction under way. Everything written through it is there after [`Store::change`]
/// returns `Ok`, or nothing is.
#[derive(Debug)]
pub struct Change<'store> {
    pub(super) tx: Transaction<'store>,
    /// Number of the journal entry that this change will be.
    pub(super) entry: i64,
    /// What the change is about.
    objects: RefCell<BTreeSet<(ObjectKind, String)>>,
}

impl Store {
    /// Does `work` in one transaction and writes one journal entry, whose summary is what `work`
    /// returns beside its result. Where no row of the project is different afterwards, no entry is written.
    ///
    /// # Errors
    /// Those of `work`, and of the file. In both cases nothing has changed.
    pub fn change<T, E: From<StoreError>>(
        &mut self,
        at: &str,
        command: &str,
        work: impl FnOnce(&Change) -> Result<(T, String), E>,
    ) -> Result<T, E> {
        let (change, capture, _writing) = self.begin(at, command)?;
        let (result, summary) = work(&change)?;
        let summary = if summary.is_empty() { "files read again".to_owned() } else { summary };
        let entry = JournalEntry { at: at.to_owned(), command: command.to_owned(), summary, ..JournalEntry::default() };
        change.finish(capture, entry)?;
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
        let (change, _, _writing) = self.begin("", "a dry run")?;
        let (result, _) = work(&change)?;
        change.tx.rollback().map_err(StoreError::from)?;
        Ok(result)
    }

    /// Takes back the newest change that stands; returns its entry.
    ///
    /// # Errors
    /// When there is nothing to take back, or the change was made by a version that kept nothing for it, and those of
    /// the file. Then nothing has changed.
    pub fn undo(&mut self, at: &str) -> Result<JournalEntry, StoreError> {
        self.go(at, EntryKind::Undo)
    }

    /// Makes the change again that was taken back last; returns its entry.
    ///
    /// # Errors
    /// When nothing was taken back, or something else was done since, and those of the file.
    pub fn redo(&mut self, at: &str) -> Result<JournalEntry, StoreError> {
        self.go(at, EntryKind::Redo)
    }

    fn go(&mut self, at: &str, kind: EntryKind) -> Result<JournalEntry, StoreError> {
        // The way back passes through states in which rows stand without those that they belong to. The switch does
        // nothing inside a transaction, so it comes before and after.
        self.connection.pragma_update(None, "foreign_keys", false)?;
        let result = self.gone(at, kind);
        self.connection.pragma_update(None, "foreign_keys", true)?;
        result
    }

    fn gone(&mut self, at: &str, kind: EntryKind) -> Result<JournalEntry, StoreError> {
        let (change, capture, _writing) = self.begin(at, kind.word())?;
        let entries = journal::entries(&change.tx)?;
        let standing = Standing::of(&entries);
        let next = if kind == EntryKind::Undo { standing.done.last() } else { standing.undone.last() };
        let nothing = || StoreError::NothingTo(kind.word());
        let &(id, notes) = next.ok_or_else(nothing)?;
        let target = entries.into_iter().find(|entry| entry.id == id).ok_or_else(nothing)?;
        let changes = journal::changes_of(&change.tx, notes)?.ok_or_else(|| {
            StoreError::CannotUndo(format!(
                "the project does not hold what it takes to undo entry {id} ({})",
                target.command
            ))
        })?;
        take_back(&change.tx, &changes)?;
        change.holds_together()?;
        let entry = JournalEntry {
            at: at.to_owned(),
            command: kind.word().to_owned(),
            summary: format!("entry {id}: {}", target.command),
            kind,
            reverses: Some(id),
            ..JournalEntry::default()
        };
        change.finish(capture, entry)?;
        Ok(target)
    }

    fn begin(&mut self, at: &str, command: &str) -> Result<(Change<'_>, Capture, writer::Writing), StoreError> {
        let path = self.path.clone();
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let tx = begun.map_err(|error| match StoreError::from(error) {
            StoreError::Busy(_) => StoreError::Busy(writer::holder(&path)),
            other => other,
        })?;
        let writing = writer::Writing::begin(&path, at, command);
        let capture = Capture::begin(&tx)?;
        let entry = journal::next_entry(&tx)?;
        Ok((Change { tx, entry, objects: RefCell::default() }, capture, writing))
    }
}

impl Change<'_> {
    /// Writes the journal entry, unless nothing happened, and makes the change last.
    fn finish(self, capture: Capture, entry: JournalEntry) -> Result<(), StoreError> {
        if let Some(changes) = capture.finish(&self.tx)? {
            let objects: Vec<(String, String)> =
                self.objects.borrow().iter().map(|(kind, name)| (kind.word().to_owned(), name.clone())).collect();
            let mut objects = objects;
            objects.sort();
            journal::append(&self.tx, JournalEntry { id: self.entry, ..entry }, &objects, Some(&changes))?;
        }
        self.tx.commit()?;
        Ok(())
    }

    /// Notes that the change is about something, for `log --of`.
    pub(super) fn about(&self, kind: ObjectKind, name: &str) {
        let mut objects = self.objects.borrow_mut();
        // Thousands of codings share a few sources and codes; only what is new is copied.
        if !objects.iter().next_back().is_some_and(|(k, n)| *k == kind && n == name) {
            objects.insert((kind, name.to_owned()));
        }
    }

    /// Nothing points to a row that is not there: foreign keys were off while rows went back.
    fn holds_together(&self) -> Result<(), StoreError> {
        let mut statement = self.tx.prepare("PRAGMA foreign_key_check")?;
        if statement.exists([])? {
            return Err(StoreError::CannotUndo("rows would be left that belong to nothing".to_owned()));
        }
        Ok(())
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
    use std::path::PathBuf;

    use super::super::{NewSource, Store, StoreError};

    fn import(store: &mut Store, name: &str, fails: bool) -> Result<(), StoreError> {
        store.first_change("2026-03-01T12:00:00Z", "source import", |change| {
            change.put_source(&NewSource { name: name.to_owned(), ..NewSource::default() })?;
            if fails { Err(StoreError::Missing(PathBuf::new())) } else { Ok(((), format!("{name} added"))) }
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
