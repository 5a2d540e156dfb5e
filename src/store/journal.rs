//! The journal: one entry for each change, each bound to the one before it by a hash.

use rusqlite::{Connection, params};

use super::{Fault, Store, StoreError, sha256_hex};

/// What an entry of the journal is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EntryKind {
    /// A change that a command made.
    #[default]
    Change,
    /// An earlier change was taken back.
    Undo,
    /// A change that had been taken back was made again.
    Redo,
}

impl EntryKind {
    /// The word that the project file and tables use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Undo => "undo",
            Self::Redo => "redo",
        }
    }

    /// Reads [`EntryKind::word`] back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Change, Self::Undo, Self::Redo].into_iter().find(|kind| kind.word() == word)
    }
}

/// What an entry can be about; `log --of` asks by these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// A source, by its name.
    Source,
    /// A code, by its id.
    Code,
    /// A single coding, by its id.
    Coding,
    /// A codebook version, by its label.
    Codebook,
    /// A participant, by the pseudonymous id.
    Participant,
}

impl ObjectKind {
    /// The word that the project file keeps.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Code => "code",
            Self::Coding => "coding",
            Self::Codebook => "codebook",
            Self::Participant => "participant",
        }
    }
}

/// One line of the project's history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its number, from 1.
    pub id: i64,
    /// When, as ISO 8601 in UTC; given by the caller, who owns the clock.
    pub at: String,
    /// The command, as the user would type it.
    pub command: String,
    /// What it did, in a few words.
    pub summary: String,
    /// What kind of entry it is.
    pub kind: EntryKind,
    /// The entry that an undo took back, or that a redo made again.
    pub reverses: Option<i64>,
    /// SHA-256 of what it changed.
    pub changes_sha256: String,
    /// SHA-256 of this entry and the hash before it.
    pub hash: String,
}

impl JournalEntry {
    /// The hash that binds this entry, with what it is about, to the one before.
    fn bound_to(&self, previous: &str, objects: &[(String, String)]) -> String {
        let reverses = self.reverses.map_or_else(String::new, |id| id.to_string());
        let id = self.id.to_string();
        let fields = [previous, &id, &self.at, &self.command, &self.summary, self.kind.word(), &reverses];
        let mut text = String::new();
        let about = objects.iter().flat_map(|(kind, name)| [kind.as_str(), name.as_str()]);
        for field in fields.into_iter().chain([self.changes_sha256.as_str()]).chain(about) {
            // Lengths keep neighbouring fields apart whatever they hold.
            text.push_str(&format!("{} {field}\n", field.len()));
        }
        sha256_hex(text.as_bytes())
    }
}

/// Which changes stand and which have been taken back, newest last. Each is named with the entry that holds what is
/// needed to reverse it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) done: Vec<(i64, i64)>,
    pub(super) undone: Vec<(i64, i64)>,
}

impl Standing {
    pub(super) fn of(entries: &[JournalEntry]) -> Self {
        let mut standing = Self::default();
        for entry in entries {
            match (entry.kind, entry.reverses) {
                (EntryKind::Undo, Some(change)) => {
                    standing.done.pop();
                    standing.undone.push((change, entry.id));
                }
                (EntryKind::Redo, Some(change)) => {
                    standing.undone.pop();
                    standing.done.push((change, entry.id));
                }
                _ => {
                    standing.done.push((entry.id, entry.id));
                    // What was taken back before something new was done cannot be made again.
                    standing.undone.clear();
                }
            }
        }
        standing
    }
}

impl Store {
    /// The journal, newest last.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn journal(&self) -> Result<Vec<JournalEntry>, StoreError> {
        entries(&self.connection)
    }

    /// The entries that are about something, newest last.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn journal_of(&self, kind: ObjectKind, name: &str) -> Result<Vec<JournalEntry>, StoreError> {
        let sql = "SELECT entry FROM journal_object WHERE kind = ?1 AND name = ?2 ORDER BY entry";
        let mut statement = self.connection.prepare_cached(sql)?;
        let about: Vec<i64> = statement.query_map([kind.word(), name], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut all = self.journal()?;
        all.retain(|entry| {
            about.binary_search(&entry.id).is_ok()
                || entry.reverses.is_some_and(|reversed| about.binary_search(&reversed).is_ok())
        });
        Ok(all)
    }

    /// The numbers of the changes that have been taken back and not made again.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn taken_back(&self) -> Result<Vec<i64>, StoreError> {
        let entries = self.journal()?;
        let standing = Standing::of(&entries);
        let stands = |id: i64| standing.done.iter().any(|(done, _)| *done == id);
        Ok(entries.iter().filter(|e| e.kind == EntryKind::Change && !stands(e.id)).map(|e| e.id).collect())
    }

    /// Holds every entry of the journal against the hash of the one before it, and what undo needs against its hash.
    pub(super) fn verify_journal(&self, faults: &mut Vec<Fault>) -> Result<(), StoreError> {
        let (mut previous, mut last) = (String::new(), 0);
        for entry in self.journal()? {
            let place = format!("journal entry {}", entry.id);
            if entry.id != last + 1 {
                let message = if entry.id == last + 2 {
                    format!("entry {} before it is missing", last + 1)
                } else {
                    format!("entries {} to {} before it are missing", last + 1, entry.id - 1)
                };
                faults.push(Fault { place, message });
            } else if entry.bound_to(&previous, &objects_of(&self.connection, entry.id)?) != entry.hash {
                let message = "it was altered, or an entry before it was (the chain of hashes is broken)".to_owned();
                faults.push(Fault { place, message });
            }
            (previous, last) = (entry.hash, entry.id);
        }
        self.verify_entries_named(last, faults)?;
        let sql = "SELECT j.id, j.changes_sha256, c.changes FROM journal j JOIN journal_change c ON c.entry = j.id";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if sha256_hex(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?) != row.get::<_, String>(1)? {
                let message = "what undo needs is not what was written down".to_owned();
                faults.push(Fault { place: format!("journal entry {}", row.get::<_, i64>(0)?), message });
            }
        }
        Ok(())
    }

    /// Rows that name an entry after the last: the end of the journal was cut off.
    fn verify_entries_named(&self, last: i64, faults: &mut Vec<Fault>) -> Result<(), StoreError> {
        for table in ["codebook", "revision", "coding", "coding_event", "journal_object", "journal_change"] {
            let sql = format!("SELECT max(entry) FROM {table}");
            let named: Option<i64> = self.connection.query_row(&sql, [], |row| row.get(0))?;
            if let Some(named) = named.filter(|named| *named > last) {
                let message = format!("it is missing: a row of {table} is of it, and the journal ends at {last}");
                faults.push(Fault { place: format!("journal entry {named}"), message });
            }
        }
        Ok(())
    }
}

/// The number that the next entry will have.
pub(super) fn next_entry(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("SELECT coalesce(max(id), 0) + 1 FROM journal", [], |row| row.get(0))?)
}

/// Adds an entry to the chain, with what it is about and, where it can be undone, what undo needs.
pub(super) fn append(
    connection: &Connection,
    mut entry: JournalEntry,
    objects: &[(String, String)],
    changes: Option<&[u8]>,
) -> Result<(), StoreError> {
    let sql = "SELECT coalesce((SELECT hash FROM journal ORDER BY id DESC LIMIT 1), '')";
    let previous: String = connection.query_row(sql, [], |row| row.get(0))?;
    entry.changes_sha256 = changes.map_or_else(String::new, sha256_hex);
    entry.hash = entry.bound_to(&previous, objects);
    let sql = "INSERT INTO journal (id, at, command, summary, kind, reverses, changes_sha256, hash)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    connection.execute(
        sql,
        params![
            entry.id,
            entry.at,
            entry.command,
            entry.summary,
            entry.kind.word(),
            entry.reverses,
            entry.changes_sha256,
            entry.hash
        ],
    )?;
    if let Some(changes) = changes {
        connection
            .execute("INSERT INTO journal_change (entry, changes) VALUES (?1, ?2)", params![entry.id, changes])?;
    }
    let mut insert = connection.prepare_cached("INSERT INTO journal_object (kind, name, entry) VALUES (?1, ?2, ?3)")?;
    for (kind, name) in objects {
        insert.execute(params![kind, name, entry.id])?;
    }
    Ok(())
}

/// What undo needs of an entry; nothing for entries that older versions wrote.
pub(super) fn changes_of(connection: &Connection, entry: i64) -> Result<Option<Vec<u8>>, StoreError> {
    use rusqlite::OptionalExtension as _;
    let sql = "SELECT changes FROM journal_change WHERE entry = ?1";
    Ok(connection.query_row(sql, [entry], |row| row.get(0)).optional()?)
}

/// Binds the entries of an older file to one another.
pub(super) fn chain_from_the_start(connection: &Connection) -> Result<(), StoreError> {
    let mut previous = String::new();
    for entry in entries(connection)? {
        previous = entry.bound_to(&previous, &[]);
        connection.execute("UPDATE journal SET hash = ?2 WHERE id = ?1", params![entry.id, previous])?;
    }
    Ok(())
}

pub(super) fn entries(connection: &Connection) -> Result<Vec<JournalEntry>, StoreError> {
    let sql = "SELECT id, at, command, summary, kind, reverses, changes_sha256, hash FROM journal ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(JournalEntry {
            id: row.get(0)?,
            at: row.get(1)?,
            command: row.get(2)?,
            summary: row.get(3)?,
            kind: EntryKind::from_word(&row.get::<_, String>(4)?).unwrap_or_default(),
            reverses: row.get(5)?,
            changes_sha256: row.get(6)?,
            hash: row.get(7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn objects_of(connection: &Connection, entry: i64) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT kind, name FROM journal_object WHERE entry = ?1 ORDER BY kind, name";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map([entry], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}
