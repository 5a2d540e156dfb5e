//! Codings: written in bulk, kept in step with the sheets that they come from.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, params};
use semver::Version;

use super::change::Dictionary;
use super::{Change, ObjectKind, StoreError, StoredCoding};
use crate::model::{Coding, CodingId, Origin};

/// What became of the rows of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SheetSync {
    /// Codings made.
    pub added: u64,
    /// Codings whose memo, weight or time the sheet has corrected.
    pub corrected: u64,
    /// Codings deleted because their row is gone.
    pub removed: u64,
    /// Codings whose row is gone, and that stay because somebody has worked on them since.
    pub kept: u64,
}

impl Change<'_> {
    /// Stores codings, each under the codebook version that it names (the active one when it names none). A coding
    /// that is there already (same place, code, coder and round) is left as it is. Returns the rows of the new ones.
    ///
    /// # Errors
    /// When a source or a codebook version is not in the project, and those of the file.
    pub fn add_codings(&self, codings: &[Coding]) -> Result<Vec<i64>, StoreError> {
        let sql =
            "INSERT INTO coding (uid, state, revision, start, \"end\", code, coder, round, codebook, origin, created,
                                       weight, entry, sheet_row)
                   VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                   ON CONFLICT (revision, start, \"end\", code, coder, round) WHERE state < 2 DO NOTHING";
        let mut insert = self.tx.prepare_cached(sql)?;
        let mut insert_text =
            self.tx.prepare_cached("INSERT INTO coding_text (coding, quote, memo) VALUES (?1, ?2, ?3)")?;
        let mut ids = Ids::new(self);
        let mut added = Vec::new();
        for coding in codings {
            let Some(uid) = self.free_id(coding, &mut ids)? else { continue };
            let new = insert.execute(params![
                uid.number(),
                ids.revision(&coding.source)?,
                coding.span.start,
                coding.span.end,
                ids.of(Dictionary::Code, &coding.code)?,
                ids.of(Dictionary::Coder, &coding.coder)?,
                coding.round,
                ids.codebook(coding.codebook.as_ref())?,
                ids.of(Dictionary::Origin, &coding.origin.word())?,
                coding.created,
                coding.weight,
                self.entry,
                coding.sheet_row,
            ])?;
            if new > 0 {
                let row = self.tx.last_insert_rowid();
                insert_text.execute(params![row, coding.quote, coding.memo])?;
                added.push(row);
            }
        }
        Ok(added)
    }

    /// An id that no other coding has; nothing when the coding itself is there already.
    fn free_id(&self, coding: &Coding, ids: &mut Ids) -> Result<Option<CodingId>, StoreError> {
        let mut taken = self.tx.prepare_cached("SELECT 1 FROM coding WHERE uid = ?1")?;
        for again in 0.. {
            let id = CodingId::of_birth(&coding.source, coding.span, &coding.code, &coding.coder, coding.round, again);
            if !taken.exists([id.number()])? {
                return Ok(Some(id));
            }
            let sql = "SELECT 1 FROM coding WHERE revision = ?1 AND start = ?2 AND \"end\" = ?3 AND code = ?4
                                              AND coder = ?5 AND round = ?6 AND state < 2";
            let same = params![
                ids.revision(&coding.source)?,
                coding.span.start,
                coding.span.end,
                ids.of(Dictionary::Code, &coding.code)?,
                ids.of(Dictionary::Coder, &coding.coder)?,
                coding.round,
            ];
            if self.tx.prepare_cached(sql)?.exists(same)? {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// Rows of a sheet (of any sheet, where none is named) that have their coding already: what does not need to be
    /// placed again.
    ///
    /// # Errors
    /// Those of the file.
    pub fn known_rows(&self, origin: Option<&Origin>) -> Result<HashSet<i64>, StoreError> {
        let sql = "SELECT sheet_row FROM coding
                   WHERE (?1 IS NULL OR origin = (SELECT id FROM origin WHERE word = ?1)) AND sheet_row IS NOT NULL";
        let mut statement = self.tx.prepare_cached(sql)?;
        Ok(statement.query_map([origin.map(Origin::word)], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Makes the codings of a sheet be those of its rows: `new` ones are added, `facts` (row, memo, created, weight)
    /// correct those that are there, and those whose row is not among the facts are deleted unless somebody has
    /// worked on them since. A coding keeps its place and its code, wherever later changes have taken it.
    ///
    /// # Errors
    /// As [`Change::add_codings`].
    pub fn sync_codings(
        &self,
        origin: &Origin,
        new: &[Coding],
        facts: &[(i64, &str, &str, Option<f64>)],
    ) -> Result<SheetSync, StoreError> {
        let wanted: HashMap<i64, (&str, &str, Option<f64>)> =
            facts.iter().map(|(row, memo, created, weight)| (*row, (*memo, *created, *weight))).collect();
        let mut sync = SheetSync::default();
        for coding in self.of_origin(origin)? {
            match coding.sheet_row.and_then(|row| wanted.get(&row)) {
                Some(&(memo, created, weight)) => {
                    let differs =
                        (coding.memo.as_str(), coding.created.as_str(), coding.weight) != (memo, created, weight);
                    if differs && !coding.touched {
                        self.correct(coding.id, memo, created, weight)?;
                        sync.corrected += 1;
                    }
                }
                None if coding.touched => sync.kept += 1,
                None => {
                    self.tx.prepare_cached("DELETE FROM coding WHERE id = ?1")?.execute([coding.id])?;
                    sync.removed += 1;
                }
            }
        }
        sync.added = self.add_codings(new)?.len() as u64;
        Ok(sync)
    }

    fn of_origin(&self, origin: &Origin) -> Result<Vec<SheetCoding>, StoreError> {
        // A person's decision names its coder.
        let sql = "SELECT c.id, c.sheet_row, t.memo, c.created, c.weight,
                          EXISTS (SELECT 1 FROM coding_event e WHERE e.coding = c.id AND e.coder IS NOT NULL)
                   FROM coding c JOIN coding_text t ON t.coding = c.id
                   WHERE c.origin = (SELECT id FROM origin WHERE word = ?1) ORDER BY c.id";
        let mut statement = self.tx.prepare_cached(sql)?;
        let rows = statement.query_map([origin.word()], |row| {
            Ok(SheetCoding {
                id: row.get(0)?,
                sheet_row: row.get(1)?,
                memo: row.get(2)?,
                created: row.get(3)?,
                weight: row.get(4)?,
                touched: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn correct(&self, coding: i64, memo: &str, created: &str, weight: Option<f64>) -> Result<(), StoreError> {
        let sql = "UPDATE coding SET created = ?2, weight = ?3 WHERE id = ?1";
        self.tx.prepare_cached(sql)?.execute(params![coding, created, weight])?;
        self.tx.prepare_cached("UPDATE coding_text SET memo = ?2 WHERE coding = ?1")?.execute(params![coding, memo])?;
        Ok(())
    }

    /// Deletes a coding; undo brings it back.
    ///
    /// # Errors
    /// Those of the file.
    pub fn remove_coding(&self, coding: &StoredCoding) -> Result<(), StoreError> {
        self.about(ObjectKind::Coding, &coding.id.to_string());
        self.about(ObjectKind::Source, &coding.coding.source);
        self.about(ObjectKind::Code, &coding.coding.code);
        self.tx.execute("DELETE FROM coding WHERE id = ?1", [coding.row])?;
        Ok(())
    }

    /// How many codings of a source do not come from one of the given origins, or were worked on by somebody: what
    /// keeps a source whose file is gone.
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
        let sql = "SELECT count(DISTINCT e.coding) FROM coding_event e JOIN coding c ON c.id = e.coding
                   JOIN revision r ON r.id = c.revision JOIN source s ON s.id = r.source
                   WHERE s.name = ?1 AND e.coder IS NOT NULL";
        Ok(count + self.tx.query_row(sql, [source], |row| row.get::<_, u64>(0))?)
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
}

/// A coding of a sheet as syncing sees it.
struct SheetCoding {
    id: i64,
    sheet_row: Option<i64>,
    memo: String,
    created: String,
    weight: Option<f64>,
    /// Whether a person has decided on it since it came in.
    touched: bool,
}

/// Ids that many codings share, each asked of the file once.
pub(super) struct Ids<'c, 's> {
    change: &'c Change<'s>,
    words: HashMap<(Dictionary, String), i64>,
    revisions: HashMap<String, i64>,
    codebooks: HashMap<Option<Version>, i64>,
}

impl<'c, 's> Ids<'c, 's> {
    pub(super) fn new(change: &'c Change<'s>) -> Self {
        Self { change, words: HashMap::new(), revisions: HashMap::new(), codebooks: HashMap::new() }
    }

    pub(super) fn of(&mut self, dictionary: Dictionary, text: &str) -> Result<i64, StoreError> {
        let key = (dictionary, text.to_owned());
        if let Some(id) = self.words.get(&key) {
            return Ok(*id);
        }
        let id = self.change.dictionary_id(dictionary, text)?;
        if dictionary == Dictionary::Code {
            self.change.about(ObjectKind::Code, text);
        }
        self.words.insert(key, id);
        Ok(id)
    }

    /// The current revision of a source.
    fn revision(&mut self, source: &str) -> Result<i64, StoreError> {
        if let Some(id) = self.revisions.get(source) {
            return Ok(*id);
        }
        let sql = "SELECT revision FROM source WHERE name = ?1";
        let mut statement = self.change.tx.prepare_cached(sql)?;
        let found: Option<i64> = statement.query_row([source], |row| row.get(0)).optional()?;
        let id = found.ok_or_else(|| StoreError::Document {
            place: format!("source {source}"),
            cause: "there is no source of that name".to_owned(),
        })?;
        self.change.about(ObjectKind::Source, source);
        self.revisions.insert(source.to_owned(), id);
        Ok(id)
    }

    /// A version of the active codebook; the active one when none is named.
    pub(super) fn codebook(&mut self, version: Option<&Version>) -> Result<i64, StoreError> {
        if let Some(id) = self.codebooks.get(&version.cloned()) {
            return Ok(*id);
        }
        let sql = "SELECT b.id FROM codebook a JOIN codebook b ON b.name = a.name
                   WHERE a.active = 1 AND b.version = coalesce(?1, a.version)";
        let text = version.map(Version::to_string);
        let found: Option<i64> = self.change.tx.prepare_cached(sql)?.query_row([&text], |row| row.get(0)).optional()?;
        let id = found.ok_or_else(|| StoreError::NoSuchCodebook {
            wanted: text.unwrap_or_else(|| "that is active".to_owned()),
            known: "no such version; import the codebook first".to_owned(),
        })?;
        self.codebooks.insert(version.cloned(), id);
        Ok(id)
    }
}
