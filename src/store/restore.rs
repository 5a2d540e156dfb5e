//! The project out as facts, and an empty project filled with them.

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, Statement, params_from_iter};

use super::fact_cells::{read_line, write_cell};
use super::obstacle::Failure;
use super::{FactTable, JournalEntry, Store, StoreError, TurnBlock, journal};

/// A revision with its text and turns: facts too large for a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevisionFacts {
    /// Name of the source.
    pub source: String,
    /// Counted from 1.
    pub seq: u32,
    /// File that it was read from.
    pub file: String,
    /// SHA-256 of that file.
    pub file_sha256: String,
    /// Format of that file.
    pub format: String,
    /// Encoding of that file.
    pub encoding: String,
    /// SHA-256 of the text.
    pub text_sha256: String,
    /// Words spoken.
    pub words: u32,
    /// Journal entry that made it.
    pub entry: i64,
    /// The turns.
    pub turns: TurnBlock,
    /// The text.
    pub text: String,
    /// Whether it is the source's current revision.
    pub current: bool,
}

impl Store {
    /// Every row of a kind as a line of cells divided by tabs, in order, in the file that it belongs to: one text for
    /// each value of the first column where the kind is divided, else a single one under the kind's own name.
    ///
    /// # Errors
    /// Those of the file.
    pub fn fact_lines(&self, table: &FactTable) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self.connection.prepare(table.select)?;
        let mut rows = statement.query([])?;
        let mut files: Vec<(String, String)> = Vec::new();
        while let Some(row) = rows.next()? {
            let name = if table.divided { row.get_ref(0)?.as_str().unwrap_or_default() } else { table.name };
            if files.last().is_none_or(|(last, _)| last != name) {
                files.push((name.to_owned(), String::new()));
            }
            let Some((_, text)) = files.last_mut() else { continue };
            for (at, (_, kind)) in table.columns.iter().enumerate() {
                if at > 0 {
                    text.push('\t');
                }
                write_cell(row.get_ref(at)?, *kind, text);
            }
            text.push('\n');
        }
        Ok(files)
    }

    /// Calls `each` with every revision, by source and number.
    ///
    /// # Errors
    /// Those of the file and of `each`.
    pub fn each_revision(
        &self,
        mut each: impl FnMut(RevisionFacts) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let sql = "SELECT s.name, r.seq, r.file, r.file_sha256, r.format, r.encoding, r.text_sha256, r.words, r.entry,
                          r.turns, r.text, r.id = s.revision
                   FROM revision r JOIN source s ON s.id = r.source ORDER BY s.name, r.seq";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(RevisionFacts {
                source: row.get(0)?,
                seq: row.get(1)?,
                file: row.get(2)?,
                file_sha256: row.get(3)?,
                format: row.get(4)?,
                encoding: row.get(5)?,
                text_sha256: row.get(6)?,
                words: row.get(7)?,
                entry: row.get(8)?,
                turns: TurnBlock::from_bytes(row.get_ref(9)?.as_blob().map_err(rusqlite::Error::from)?)?,
                text: row.get(10)?,
                current: row.get(11)?,
            })?;
        }
        Ok(())
    }

    /// Fills an empty project with facts, in one transaction that writes no journal entry: the journal is among the
    /// facts. Codebook versions must be stored before.
    ///
    /// # Errors
    /// Those of `work` and of the file; then nothing has changed.
    pub fn restore<T, E: Failure>(&mut self, work: impl FnOnce(&mut Restore<'_>) -> Result<T, E>) -> Result<T, E> {
        let tx = self.connection.transaction().map_err(StoreError::from)?;
        let mut restore = Restore { connection: &tx };
        let result = work(&mut restore)?;
        let sql = "UPDATE source SET revision = (SELECT max(id) FROM revision r WHERE r.source = source.id)";
        tx.execute(sql, []).map_err(StoreError::from)?;
        tx.commit().map_err(StoreError::from)?;
        Ok(result)
    }
}

/// A project being filled with facts.
pub struct Restore<'c> {
    connection: &'c Connection,
}

impl Restore<'_> {
    /// Stores the lines of a kind; returns what is wrong with which of them, by number from 1.
    ///
    /// # Errors
    /// Those of the file.
    pub fn lines(&mut self, table: &FactTable, text: &str) -> Result<Vec<(usize, String)>, StoreError> {
        let mut wrong = Vec::new();
        let mut numbers = Vec::new();
        let mut rows: Vec<Vec<Value>> = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            match read_line(table, line) {
                Ok(row) => {
                    rows.push(row);
                    numbers.push(number);
                }
                Err(message) => wrong.push((number, message)),
            }
        }
        self.words_of(table, &rows)?;
        for (row, number) in rows.iter().zip(numbers) {
            for sql in table.insert {
                match self.connection.prepare_cached(sql)?.execute(params_from_iter(row)) {
                    Ok(0) => {
                        wrong.push((number, "it names something that is not there".to_owned()));
                        break;
                    }
                    Ok(_) => {}
                    Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                        wrong.push((number, format!("it cannot stand beside the others: {error}")));
                        break;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
        wrong.sort_by_key(|(number, _)| *number);
        Ok(wrong)
    }

    /// Codes, coders and origins are known by being named.
    fn words_of(&mut self, table: &FactTable, rows: &[Vec<Value>]) -> Result<(), StoreError> {
        for (column, sql) in [
            ("code", "INSERT OR IGNORE INTO code (name) VALUES (?1)"),
            ("was_code", "INSERT OR IGNORE INTO code (name) VALUES (?1)"),
            ("coder", "INSERT OR IGNORE INTO coder (name) VALUES (?1)"),
            ("origin", "INSERT OR IGNORE INTO origin (word) VALUES (?1)"),
        ] {
            if let Some(at) = table.columns.iter().position(|(name, _)| *name == column) {
                let words = rows.iter().filter_map(|row| row.get(at));
                words_into(&mut self.connection.prepare(sql)?, words)?;
            }
        }
        Ok(())
    }

    /// Begins a new history: everything that was restored is of one entry.
    ///
    /// # Errors
    /// Those of the file.
    pub fn begin_history(&mut self, at: &str, command: &str, summary: &str) -> Result<(), StoreError> {
        for table in ["codebook", "revision", "coding", "coding_event", "memo"] {
            self.connection.execute(&format!("UPDATE {table} SET entry = 1"), [])?;
        }
        let entry = JournalEntry {
            id: 1,
            at: at.to_owned(),
            command: command.to_owned(),
            summary: summary.to_owned(),
            ..JournalEntry::default()
        };
        journal::append(self.connection, entry, &[], None)
    }

    /// Stores a codebook version as it was exported.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codebook(&mut self, name: &str, version: &str, document: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO codebook (name, version, sha256, document, active, entry) VALUES (?1, ?2, ?3, ?4, 0, 0)";
        self.connection.execute(sql, (name, version, super::sha256_hex(document.as_bytes()), document))?;
        Ok(())
    }

    /// Stores a revision; returns whether its source is there.
    ///
    /// # Errors
    /// Those of the file.
    pub fn revision(&mut self, facts: &RevisionFacts) -> Result<bool, StoreError> {
        let sql = "INSERT INTO revision (source, seq, file, file_sha256, format, encoding, text_sha256, bytes,
                                         characters, words, turns, text, entry)
                   SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 FROM source WHERE name = ?1";
        let stored = self.connection.prepare_cached(sql)?.execute(rusqlite::params![
            facts.source,
            facts.seq,
            facts.file,
            facts.file_sha256,
            facts.format,
            facts.encoding,
            facts.text_sha256,
            i64::try_from(facts.text.len()).unwrap_or(i64::MAX),
            i64::try_from(facts.text.chars().count()).unwrap_or(i64::MAX),
            facts.words,
            facts.turns.to_bytes(),
            facts.text,
            facts.entry,
        ])?;
        Ok(stored > 0)
    }
}

fn words_into<'v>(insert: &mut Statement, words: impl Iterator<Item = &'v Value>) -> Result<(), StoreError> {
    let mut last: Option<&Value> = None;
    for word in words {
        if last != Some(word) && !matches!(word, Value::Null) {
            insert.execute([word])?;
        }
        last = Some(word);
    }
    Ok(())
}
