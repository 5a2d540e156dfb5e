//! Codings: written in bulk, read back whole.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, params};

use super::change::Dictionary;
use super::{Change, Store, StoreError};
use crate::model::{Coding, Origin};
use crate::text::Span;

/// A coding of the project with its row.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredCoding {
    /// Row in the project file.
    pub id: i64,
    /// The coding.
    pub coding: Coding,
    /// Codebook version that it was made with.
    pub codebook: String,
}

impl Change<'_> {
    /// Stores codings under the active codebook version. A coding that is there already (same
    /// place, code, coder and round) is left as it is. Returns how many were new.
    ///
    /// # Errors
    /// When a source is not in the project, and those of the file.
    pub fn add_codings(&self, codings: &[Coding]) -> Result<u64, StoreError> {
        let codebook: Option<i64> =
            self.tx.query_row("SELECT id FROM codebook WHERE active = 1", [], |row| row.get(0)).optional()?;
        let codebook = codebook.ok_or_else(|| StoreError::NoSuchCodebook {
            wanted: "that is active".to_owned(),
            known: "none; import a codebook first".to_owned(),
        })?;
        let sql = "INSERT INTO coding (revision, start, \"end\", code, coder, round, codebook, origin, created, weight)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                   ON CONFLICT (revision, start, \"end\", code, coder, round) DO NOTHING";
        let mut insert = self.tx.prepare_cached(sql)?;
        let mut insert_text =
            self.tx.prepare_cached("INSERT INTO coding_text (coding, quote, memo) VALUES (?1, ?2, ?3)")?;
        let mut ids = Ids { change: self, known: HashMap::new() };
        let mut last: Option<(&str, i64)> = None;
        let mut added = 0;
        for coding in codings {
            let revision = match last {
                Some((source, revision)) if source == coding.source => revision,
                _ => self.revision_of(&coding.source)?,
            };
            last = Some((&coding.source, revision));
            let new = insert.execute(params![
                revision,
                coding.span.start,
                coding.span.end,
                ids.of(Dictionary::Code, &coding.code)?,
                ids.of(Dictionary::Coder, &coding.coder)?,
                coding.round,
                codebook,
                ids.of(Dictionary::Origin, &coding.origin.word())?,
                coding.created,
                coding.weight,
            ])?;
            if new > 0 {
                insert_text.execute(params![self.tx.last_insert_rowid(), coding.quote, coding.memo])?;
                added += 1;
            }
        }
        Ok(added)
    }

    /// Makes the codings of one origin be exactly these: those that are no longer there are deleted,
    /// new ones added, the others left with their rows. Returns how many were added and deleted.
    ///
    /// # Errors
    /// As [`Change::add_codings`].
    pub fn sync_codings(&self, origin: &Origin, codings: &[Coding]) -> Result<(u64, u64), StoreError> {
        type Key = (String, u32, u32, String, String, u32, String);
        let wanted: HashSet<Key> = codings
            .iter()
            .map(|c| {
                let Span { start, end } = c.span;
                (c.source.clone(), start, end, c.code.clone(), c.coder.clone(), c.round, c.memo.clone())
            })
            .collect();
        let sql = "SELECT c.id, s.name, c.start, c.\"end\", k.name, d.name, c.round, t.memo
                   FROM coding c JOIN revision r ON r.id = c.revision JOIN source s ON s.id = r.source
                   JOIN code k ON k.id = c.code JOIN coder d ON d.id = c.coder JOIN coding_text t ON t.coding = c.id
                   WHERE c.origin = (SELECT id FROM origin WHERE word = ?1)";
        let mut statement = self.tx.prepare_cached(sql)?;
        let mut rows = statement.query([origin.word()])?;
        let mut gone = Vec::new();
        while let Some(row) = rows.next()? {
            let key: Key = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?);
            if !wanted.contains(&key) {
                gone.push(row.get::<_, i64>(0)?);
            }
        }
        let mut delete = self.tx.prepare_cached("DELETE FROM coding WHERE id = ?1")?;
        for id in &gone {
            delete.execute([id])?;
        }
        Ok((self.add_codings(codings)?, gone.len() as u64))
    }

    /// How many codings of a source do not come from one of the given origins: what would be lost
    /// if its text were replaced and the files of those origins read again.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codings_from_elsewhere(&self, source: &str, origins: &[Origin]) -> Result<u64, StoreError> {
        let sql = "SELECT o.word, count(*) FROM coding c JOIN revision r ON r.id = c.revision
                   JOIN source s ON s.id = r.source JOIN origin o ON o.id = c.origin
                   WHERE s.name = ?1 GROUP BY o.word";
        let mut statement = self.tx.prepare_cached(sql)?;
        let mut rows = statement.query([source])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let word: String = row.get(0)?;
            if !origins.contains(&Origin::from_word(&word)) {
                count += row.get::<_, u64>(1)?;
            }
        }
        Ok(count)
    }

    /// Origins of the codings in the project.
    ///
    /// # Errors
    /// Those of the file.
    pub fn origins(&self) -> Result<Vec<Origin>, StoreError> {
        let sql = "SELECT word FROM origin WHERE id IN (SELECT origin FROM coding) ORDER BY word";
        let mut statement = self.tx.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let words: Vec<String> = rows.collect::<Result<_, _>>()?;
        Ok(words.iter().map(|word| Origin::from_word(word)).collect())
    }

    fn revision_of(&self, source: &str) -> Result<i64, StoreError> {
        let sql = "SELECT revision FROM source WHERE name = ?1";
        let found: Option<i64> = self.tx.prepare_cached(sql)?.query_row([source], |row| row.get(0)).optional()?;
        found.ok_or_else(|| StoreError::Document {
            place: format!("source {source}"),
            cause: "there is no source of that name".to_owned(),
        })
    }
}

/// Ids of dictionary entries, each asked of the file once however many codings share it.
struct Ids<'c, 's> {
    change: &'c Change<'s>,
    known: HashMap<(Dictionary, String), i64>,
}

impl Ids<'_, '_> {
    fn of(&mut self, dictionary: Dictionary, text: &str) -> Result<i64, StoreError> {
        let key = (dictionary, text.to_owned());
        if let Some(id) = self.known.get(&key) {
            return Ok(*id);
        }
        let id = self.change.dictionary_id(dictionary, text)?;
        self.known.insert(key, id);
        Ok(id)
    }
}

impl Store {
    /// Every coding of the current texts, sorted by source, place, code, coder and round.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codings(&self) -> Result<Vec<StoredCoding>, StoreError> {
        let sql = "SELECT c.id, s.name, c.start, c.\"end\", k.name, d.name, c.round, t.quote, t.memo, c.created,
                          c.weight, o.word, b.name || ' ' || b.version
                   FROM source s JOIN coding c ON c.revision = s.revision JOIN code k ON k.id = c.code
                   JOIN coder d ON d.id = c.coder JOIN origin o ON o.id = c.origin
                   JOIN codebook b ON b.id = c.codebook JOIN coding_text t ON t.coding = c.id
                   ORDER BY s.name, c.start, c.\"end\"";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok(StoredCoding {
                id: row.get(0)?,
                coding: Coding {
                    source: row.get(1)?,
                    span: Span::new(row.get(2)?, row.get(3)?),
                    code: row.get(4)?,
                    coder: row.get(5)?,
                    round: row.get(6)?,
                    quote: row.get(7)?,
                    memo: row.get(8)?,
                    created: row.get(9)?,
                    weight: row.get(10)?,
                    origin: Origin::from_word(&row.get::<_, String>(11)?),
                },
                codebook: row.get(12)?,
            })
        })?;
        let mut codings: Vec<StoredCoding> = rows.collect::<Result<_, _>>()?;
        // The index has them in order up to here; sorting by names in SQL would copy every quote.
        for same_place in
            codings.chunk_by_mut(|a, b| a.coding.span == b.coding.span && a.coding.source == b.coding.source)
        {
            same_place.sort_by(|StoredCoding { coding: a, .. }, StoredCoding { coding: b, .. }| {
                (&a.code, &a.coder, a.round).cmp(&(&b.code, &b.coder, b.round))
            });
        }
        Ok(codings)
    }
}
