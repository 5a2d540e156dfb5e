//! Changes: one transaction, one journal entry, each of which can be taken back.

use std::cell::RefCell;
use std::collections::BTreeSet;

use rusqlite::{Transaction, TransactionBehavior};

use super::capture::{Capture, take_back};
use super::journal::{EntryKind, JournalEntry, ObjectKind, Standing};
use super::obstacle::Failure;
use super::{Store, StoreError, journal, sha256_hex, writer};
use crate::text::counted;

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
    pub fn change<T, E: Failure>(
        &mut self,
        at: &str,
        command: &str,
        work: impl FnOnce(&Change) -> Result<(T, String), E>,
    ) -> Result<T, E> {
        let path = self.path.clone();
        let (change, capture, _writing) = self.begin(at, command)?;
        let (result, summary) = work(&change).map_err(|error| error.about(&path))?;
        let summary = if summary.is_empty() { "files read again".to_owned() } else { summary };
        let entry = JournalEntry { at: at.to_owned(), command: command.to_owned(), summary, ..JournalEntry::default() };
        change.finish(capture, entry).map_err(|error| error.about(&path))?;
        Ok(result)
    }

    /// Does `work` and takes it back: what a dry run shows.
    ///
    /// # Errors
    /// Those of `work`, and of the file.
    pub fn rehearse<T, E: Failure>(&mut self, work: impl FnOnce(&Change) -> Result<(T, String), E>) -> Result<T, E> {
        let path = self.path.clone();
        let (change, _, _writing) = self.begin("", "a dry run")?;
        let (result, _) = work(&change).map_err(|error| error.about(&path))?;
        change.tx.rollback().map_err(StoreError::from)?;
        Ok(result)
    }

    /// Takes back the newest change that stands; returns its entry.
    ///
    /// # Errors
    /// When there is nothing to take back, when the change was made by a version that kept nothing for it, or when what
    /// was kept is not what was written down, and those of the file. Then nothing has changed.
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
        let result = self.gone(at, kind).map_err(|error| error.about(&self.path));
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
        let target = entries.iter().find(|entry| entry.id == id).ok_or_else(nothing)?.clone();
        let keeper = entries.iter().find(|entry| entry.id == notes).ok_or_else(nothing)?;
        let changes = journal::changes_of(&change.tx, notes)?.ok_or_else(|| {
            StoreError::CannotUndo(format!(
                "what it takes to undo entry {id} ({}) is not in the project: it was forgotten, or the project was made \
                 from text or by an earlier version of the program",
                target.command
            ))
        })?;
        if sha256_hex(&changes) != keeper.changes_sha256 {
            let message = format!("what it takes to undo entry {id} is not what was written down with entry {notes}");
            return Err(StoreError::Damaged(message));
        }
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

    /// Forgets what it takes to undo all changes so far, and with it the words of what was removed; the journal stays.
    /// The file is written anew, so that nothing of it is left in unused pages. Returns how many changes cannot be
    /// undone any more.
    ///
    /// # Errors
    /// Those of the file; and that somebody still reads an older state, whose words then lie in the file until
    /// this is done once more.
    pub fn forget(&mut self, at: &str) -> Result<usize, StoreError> {
        let (Change { tx, entry: id, .. }, capture, writing) = self.begin(at, "forget")?;
        capture.finish(&tx)?;
        let forgotten = tx.execute("DELETE FROM journal_change", [])?;
        if forgotten > 0 {
            let entry = JournalEntry {
                id,
                at: at.to_owned(),
                command: "forget".to_owned(),
                summary: format!("{} cannot be undone any more", counted(forgotten as u64, "change")),
                ..JournalEntry::default()
            };
            journal::append(&tx, entry, &[], None)?;
        }
        tx.commit()?;
        drop(writing);
        self.connection.execute_batch("VACUUM")?;
        // Whoever reads an older state holds its pages, and SQLite reports that in a row, not as an error.
        let held: bool = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if held {
            return Err(StoreError::StillRead(self.path.clone()));
        }
        Ok(forgotten)
    }

    fn begin(&mut self, at: &str, command: &str) -> Result<(Change<'_>, Capture, writer::Writing), StoreError> {
        let path = self.path.clone();
        if let Some(obstacle) = self.obstacle {
            return Err(StoreError::Unwritable { path, obstacle });
        }
        let named = |error: rusqlite::Error| StoreError::from(error).about(&path);
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let tx = begun.map_err(named)?;
        let writing = writer::Writing::begin(&path, at, command);
        let capture = Capture::begin(&tx).map_err(|error| error.about(&path))?;
        let entry = journal::next_entry(&tx).map_err(|error| error.about(&path))?;
        Ok((Change { tx, entry, objects: RefCell::default() }, capture, writing))
    }
}

impl Change<'_> {
    /// Writes the journal entry, unless nothing happened, and makes the change last.
    fn finish(self, capture: Capture, entry: JournalEntry) -> Result<(), StoreError> {
        if let Some(changes) = capture.finish(&self.tx)? {
            let objects = self.objects.borrow();
            let mut objects: Vec<(String, String)> =
                objects.iter().map(|(kind, name)| (kind.word().to_owned(), name.clone())).collect();
            objects.sort();
            journal::append(&self.tx, JournalEntry { id: self.entry, ..entry }, &objects, Some(&changes))?;
        }
        self.tx.commit()?;
        Ok(())
    }

    /// Notes that the change is about something, for `log --of`.
    pub(super) fn about(&self, kind: ObjectKind, name: &str) {
        self.objects.borrow_mut().insert((kind, name.to_owned()));
    }

    /// Nothing points to a row that is not there: foreign keys were off while rows went back.
    fn holds_together(&self) -> Result<(), StoreError> {
        let mut statement = self.tx.prepare("PRAGMA foreign_key_check")?;
        if statement.exists([])? {
            let message = "what undo needs does not fit: rows would be left that belong to nothing";
            return Err(StoreError::Damaged(message.to_owned()));
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
