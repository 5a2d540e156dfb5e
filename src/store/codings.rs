//! Codings: written in bulk, read back whole.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};
use semver::Version;

use super::change::Dictionary;
use super::{Change, ObjectKind, Store, StoreError};
use crate::model::{Codebook, Coding, CodingId, CodingState, Origin};
use crate::text::Span;

/// A coding of the project with its row.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredCoding {
    /// Row in the project file.
    pub row: i64,
    /// Its lasting name.
    pub id: CodingId,
    /// Whether it counts.
    pub state: CodingState,
    /// Revision of the source that it stands on, counted from 1.
    pub revision: u32,
    /// Journal entry that made it; 0 when it is older than the history.
    pub entry: i64,
    /// Codebook version of its code, with the codebook's name.
    pub codebook: String,
    /// The coding.
    pub coding: Coding,
}

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

    /// Rows of a sheet that have their coding already: what does not need to be placed again.
    ///
    /// # Errors
    /// Those of the file.
    pub fn known_rows(&self, origin: &Origin) -> Result<HashSet<i64>, StoreError> {
        let sql = "SELECT sheet_row FROM coding
                   WHERE origin = (SELECT id FROM origin WHERE word = ?1) AND sheet_row IS NOT NULL";
        let mut statement = self.tx.prepare_cached(sql)?;
        Ok(statement.query_map([origin.word()], |row| row.get(0))?.collect::<Result<_, _>>()?)
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

/// What is read of a coding, whatever is asked of the table; the parts behind FROM may be narrowed.
const SELECT: &str = "SELECT c.id, c.uid, c.state, r.seq, c.entry, b.name || ' ' || b.version,
                             s.name, c.start, c.\"end\", k.name, d.name, c.round, t.quote, t.memo, c.created, c.weight,
                             o.word, c.sheet_row, b.version
                      FROM source s JOIN revision r ON r.source = s.id JOIN coding c ON c.revision = r.id
                      JOIN code k ON k.id = c.code JOIN coder d ON d.id = c.coder JOIN origin o ON o.id = c.origin
                      JOIN codebook b ON b.id = c.codebook JOIN coding_text t ON t.coding = c.id";

fn stored(row: &rusqlite::Row) -> rusqlite::Result<StoredCoding> {
    Ok(StoredCoding {
        row: row.get(0)?,
        id: CodingId::from_number(row.get(1)?),
        state: CodingState::from_number(row.get(2)?).unwrap_or_default(),
        revision: row.get(3)?,
        entry: row.get(4)?,
        codebook: row.get(5)?,
        coding: Coding {
            source: row.get(6)?,
            span: Span::new(row.get(7)?, row.get(8)?),
            code: row.get(9)?,
            coder: row.get(10)?,
            round: row.get(11)?,
            quote: row.get(12)?,
            memo: row.get(13)?,
            created: row.get(14)?,
            weight: row.get(15)?,
            origin: Origin::from_word(&row.get::<_, String>(16)?),
            sheet_row: row.get(17)?,
            codebook: row.get::<_, String>(18)?.parse().ok(),
        },
    })
}

impl Store {
    /// Every coding that counts, sorted by source, place, code, coder and round.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codings(&self) -> Result<Vec<StoredCoding>, StoreError> {
        let sql = format!("{SELECT} WHERE r.id = s.revision AND c.state < 2 ORDER BY s.name, c.start, c.\"end\"");
        let mut codings = select(&self.connection, &sql, [])?;
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

    /// The lasting id of every coding, by its row.
    ///
    /// # Errors
    /// Those of the file.
    pub fn coding_ids(&self) -> Result<HashMap<i64, CodingId>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT id, uid FROM coding")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, CodingId::from_number(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The codings in a state, sorted by source, place and id; orphans stand on the last revision that has their words.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codings_in(&self, state: CodingState) -> Result<Vec<StoredCoding>, StoreError> {
        in_state(&self.connection, state)
    }

    /// The codings whose id begins with some letters, in whatever state.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codings_named(&self, beginning: &str) -> Result<Vec<StoredCoding>, StoreError> {
        named(&self.connection, beginning)
    }
}

impl Change<'_> {
    /// [`Store::codings_in`] within a change.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codings_in(&self, state: CodingState) -> Result<Vec<StoredCoding>, StoreError> {
        in_state(&self.tx, state)
    }

    /// [`Store::codings_named`] within a change.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codings_named(&self, beginning: &str) -> Result<Vec<StoredCoding>, StoreError> {
        named(&self.tx, beginning)
    }

    /// The codings that stand on the current text of a source, in the order of the text; those set aside too.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codings_on(&self, source: &str) -> Result<Vec<StoredCoding>, StoreError> {
        let sql = format!("{SELECT} WHERE s.name = ?1 AND r.id = s.revision ORDER BY c.start, c.\"end\", c.uid");
        select(&self.tx, &sql, [source])
    }

    /// The codings that count and whose code is this one of a version of the active codebook, sorted by source and
    /// place.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codings_of_code(&self, code: &str, version: &Version) -> Result<Vec<StoredCoding>, StoreError> {
        let sql = format!(
            "{SELECT} WHERE c.code = (SELECT id FROM code WHERE name = ?1) AND c.state < 2
                            AND b.version = ?2 AND b.name = (SELECT name FROM codebook WHERE active = 1)
             ORDER BY s.name, c.start, c.\"end\", c.uid"
        );
        select(&self.tx, &sql, (code, version.to_string()))
    }

    /// The codes of codings that count, each with the codebook version that it is of, for versions of a codebook other
    /// than this one; sorted.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codes_behind(&self, book: &Codebook) -> Result<Vec<(Version, String)>, StoreError> {
        let mut used = self.codes_in_use(&book.name)?;
        used.retain(|(version, _)| *version < book.version);
        Ok(used)
    }

    /// The codes of codings that count, each with the version of the codebook that it is of; sorted.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codes_in_use(&self, codebook: &str) -> Result<Vec<(Version, String)>, StoreError> {
        let sql = "SELECT b.version, k.name
                   FROM (SELECT DISTINCT codebook, code FROM coding WHERE state < 2) c
                   JOIN codebook b ON b.id = c.codebook JOIN code k ON k.id = c.code WHERE b.name = ?1";
        let mut statement = self.tx.prepare_cached(sql)?;
        let mut rows = statement.query([codebook])?;
        let mut used = Vec::new();
        while let Some(row) = rows.next()? {
            let version: String = row.get(0)?;
            used.extend(version.parse().ok().map(|version| row.get(1).map(|code| (version, code))).transpose()?);
        }
        used.sort();
        Ok(used)
    }
}

fn in_state(connection: &Connection, state: CodingState) -> Result<Vec<StoredCoding>, StoreError> {
    let sql = format!("{SELECT} WHERE c.state = ?1 ORDER BY s.name, c.start, c.\"end\", c.uid");
    select(connection, &sql, [state.number()])
}

fn named(connection: &Connection, beginning: &str) -> Result<Vec<StoredCoding>, StoreError> {
    let Some((lowest, highest)) = CodingId::range_of(beginning) else { return Ok(Vec::new()) };
    let sql = format!("{SELECT} WHERE c.uid BETWEEN ?1 AND ?2 ORDER BY c.uid");
    select(connection, &sql, [lowest.number(), highest.number()])
}

fn select(connection: &Connection, sql: &str, with: impl rusqlite::Params) -> Result<Vec<StoredCoding>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map(with, stored)?.collect::<Result<_, _>>()?)
}
