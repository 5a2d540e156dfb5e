//! Sources, their revisions and speakers.

use jiff::civil::Date;
use rusqlite::{OptionalExtension, params};

use super::{Change, ObjectKind, Store, StoreError, TurnBlock, sha256_hex};
use crate::model::Part;
use crate::text::Span;

/// A source as it comes out of a file, ready to be stored.
#[derive(Clone, Debug, Default)]
pub struct NewSource {
    /// Name, unique in the project.
    pub name: String,
    /// Name of the file it was read from.
    pub file: String,
    /// SHA-256 of the file's bytes.
    pub file_sha256: String,
    /// Format that it was read as.
    pub format: String,
    /// Encoding of the file's bytes.
    pub encoding: String,
    /// The text: LF, no BOM.
    pub text: String,
    /// SHA-256 of the text, which [`Store::verify`](super::Store::verify) holds against it.
    pub text_sha256: String,
    /// Words: of the speech, or of the whole text where nobody speaks.
    pub words: u32,
    /// Labels in order of appearance; [`TurnBlock::speaker`] points here.
    pub labels: Vec<String>,
    /// The turns.
    pub turns: TurnBlock,
}

/// What `source list` tells of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSummary {
    /// Name.
    pub name: String,
    /// Interview, workshop, ...
    pub kind: String,
    /// Format that it was read as.
    pub format: String,
    /// Labels that name a person.
    pub speakers: u64,
    /// Labelled units in the text's order.
    pub turns: u64,
    /// The same with neighbours of one speaker joined.
    pub merged_turns: u64,
    /// Words spoken (of the whole text where nobody speaks).
    pub words: u64,
    /// Characters of the whole text.
    pub characters: u64,
}

/// One label of a source with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeakerRow {
    /// The label.
    pub label: String,
    /// What the words are to the study.
    pub part: Part,
    /// Pseudonymous id of the participant, once known.
    pub participant: Option<String>,
    /// Turns under this label.
    pub turns: u64,
    /// Words under this label.
    pub words: u64,
}

impl TurnBlock {
    /// Number of turns when neighbours of one speaker count once.
    #[must_use]
    pub fn merged(&self) -> usize {
        let changes = self.speaker.windows(2).filter(|pair| pair[0] != pair[1]).count();
        if self.is_empty() { 0 } else { changes + 1 }
    }
}

impl Change<'_> {
    /// Stores a new source, or a new revision of the source of that name. Speakers keep what was said of their label.
    /// Codings stay on the earlier revision, where nothing counts them: whoever stores a revision takes them along in
    /// the same change.
    ///
    /// # Errors
    /// Those of the file.
    pub fn put_source(&self, new: &NewSource) -> Result<(), StoreError> {
        self.about(ObjectKind::Source, &new.name);
        let known: Option<i64> = self
            .tx
            .prepare_cached("SELECT id FROM source WHERE name = ?1")?
            .query_row([&new.name], |row| row.get(0))
            .optional()?;
        let source = if let Some(id) = known {
            id
        } else {
            self.tx.prepare_cached("INSERT INTO source (name, kind) VALUES (?1, '')")?.execute([&new.name])?;
            self.tx.last_insert_rowid()
        };
        let sql = "INSERT INTO revision (source, seq, file, file_sha256, format, encoding, text_sha256, bytes,
                                         characters, words, turns, text, entry)
                   VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM revision WHERE source = ?1),
                           ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        self.tx.prepare_cached(sql)?.execute(params![
            source,
            new.file,
            new.file_sha256,
            new.format,
            new.encoding,
            new.text_sha256,
            i64::try_from(new.text.len()).unwrap_or(i64::MAX),
            i64::try_from(new.text.chars().count()).unwrap_or(i64::MAX),
            new.words,
            new.turns.to_bytes(),
            new.text,
            self.entry,
        ])?;
        let revision = self.tx.last_insert_rowid();
        self.tx.prepare_cached("UPDATE source SET revision = ?2 WHERE id = ?1")?.execute([source, revision])?;
        self.put_speakers(source, &new.labels)
    }

    fn put_speakers(&self, source: i64, labels: &[String]) -> Result<(), StoreError> {
        // Positions are given anew with each revision; moving the old ones out of the way first
        // keeps (source, seq) unique while they change places.
        self.tx.prepare_cached("UPDATE speaker SET seq = -1 - seq WHERE source = ?1")?.execute([source])?;
        let sql = "INSERT INTO speaker (source, seq, label, part) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (source, label) DO UPDATE SET seq = excluded.seq";
        let mut insert = self.tx.prepare_cached(sql)?;
        for (seq, label) in (0_i64..).zip(labels) {
            insert.execute(params![source, seq, label, Part::guessed_from_label(label).word()])?;
        }
        self.tx.prepare_cached("DELETE FROM speaker WHERE source = ?1 AND seq < 0")?.execute([source])?;
        Ok(())
    }

    /// Sets kind, date and case of a source; returns whether there is such a source and whether
    /// anything was different.
    ///
    /// # Errors
    /// Those of the file.
    pub fn describe_source(
        &self,
        name: &str,
        kind: &str,
        date: Option<Date>,
        case: Option<&str>,
    ) -> Result<Option<bool>, StoreError> {
        if !self.source_exists(name)? {
            return Ok(None);
        }
        let sql = "UPDATE source SET kind = ?2, date = ?3, study_case = (SELECT id FROM study_case WHERE name = ?4)
                   WHERE name = ?1 AND (kind IS NOT ?2 OR date IS NOT ?3
                         OR study_case IS NOT (SELECT id FROM study_case WHERE name = ?4))";
        let date = date.map(|date| date.to_string());
        let changed = self.tx.prepare_cached(sql)?.execute(params![name, kind, date, case])? > 0;
        if changed {
            self.about(ObjectKind::Source, name);
        }
        Ok(Some(changed))
    }

    /// Says who stands behind a label; `None` when the source has no such label, else whether
    /// anything was different.
    ///
    /// # Errors
    /// Those of the file.
    pub fn set_speaker(
        &self,
        source: &str,
        label: &str,
        part: Part,
        participant: Option<&str>,
    ) -> Result<Option<bool>, StoreError> {
        let find = "SELECT p.id FROM speaker p JOIN source s ON s.id = p.source WHERE s.name = ?1 AND p.label = ?2";
        let id: Option<i64> = self.tx.prepare_cached(find)?.query_row([source, label], |row| row.get(0)).optional()?;
        let Some(id) = id else { return Ok(None) };
        let sql = "UPDATE speaker SET part = ?2, participant = (SELECT id FROM participant WHERE name = ?3)
                   WHERE id = ?1 AND (part IS NOT ?2
                         OR participant IS NOT (SELECT id FROM participant WHERE name = ?3))";
        let changed = self.tx.prepare_cached(sql)?.execute(params![id, part.word(), participant])? > 0;
        if changed {
            self.about(ObjectKind::Source, source);
        }
        Ok(Some(changed))
    }

    /// Ties every speaker that is nobody's yet to the participant whose id or pseudonym is the label.
    ///
    /// # Errors
    /// Those of the file.
    pub fn match_speakers_by_label(&self) -> Result<u64, StoreError> {
        // One sorted list of all that a person is called: looking each label up among all people takes seconds
        // with some thousands of both.
        let sql = "WITH called (label, id) AS (
                       SELECT name, id FROM participant UNION SELECT pseudonym, id FROM participant),
                   one (label, id) AS MATERIALIZED (
                       SELECT label, max(id) FROM called GROUP BY label HAVING count(*) = 1)
                   UPDATE speaker SET participant = one.id FROM one
                   WHERE one.label = speaker.label AND speaker.participant IS NULL AND speaker.part = 'participant'";
        Ok(u64::try_from(self.tx.execute(sql, [])?).unwrap_or(u64::MAX))
    }

    /// Removes a source with its codings; returns whether there was one.
    ///
    /// # Errors
    /// Those of the file.
    pub fn remove_source(&self, name: &str) -> Result<bool, StoreError> {
        self.about(ObjectKind::Source, name);
        self.tx.execute("DELETE FROM memo WHERE about = 'source' AND name = ?1", [name])?;
        Ok(self.tx.execute("DELETE FROM source WHERE name = ?1", [name])? > 0)
    }

    /// The current text of a source, if there is one of that name.
    ///
    /// # Errors
    /// Those of the file.
    pub fn current_text(&self, name: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT r.text FROM source s JOIN revision r ON r.id = s.revision WHERE s.name = ?1";
        Ok(self.tx.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Names of all sources, sorted.
    ///
    /// # Errors
    /// Those of the file.
    pub fn source_names(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.tx.prepare_cached("SELECT name FROM source ORDER BY name")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Labels of a source in order of appearance; none when there is no such source.
    ///
    /// # Errors
    /// Those of the file.
    pub fn labels_of(&self, source: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT k.label FROM speaker k JOIN source s ON s.id = k.source WHERE s.name = ?1 ORDER BY k.seq";
        let mut statement = self.tx.prepare_cached(sql)?;
        Ok(statement.query_map([source], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    fn source_exists(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.tx.prepare_cached("SELECT 1 FROM source WHERE name = ?1")?.exists([name])?)
    }
}

impl Store {
    /// What `source list` tells, sorted by name.
    ///
    /// # Errors
    /// Those of the file.
    pub fn source_summaries(&self) -> Result<Vec<SourceSummary>, StoreError> {
        let sql = "SELECT s.name, s.kind, r.format, r.words, r.characters, r.turns,
                          (SELECT count(*) FROM speaker p WHERE p.source = s.id AND p.part <> 'ignored')
                   FROM source s JOIN revision r ON r.id = s.revision ORDER BY s.name";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let turns = TurnBlock::from_bytes(row.get_ref(5)?.as_blob().map_err(rusqlite::Error::from)?)?;
            out.push(SourceSummary {
                name: row.get(0)?,
                kind: row.get(1)?,
                format: row.get(2)?,
                words: row.get(3)?,
                characters: row.get(4)?,
                speakers: row.get(6)?,
                turns: turns.len() as u64,
                merged_turns: turns.merged() as u64,
            });
        }
        Ok(out)
    }

    /// The labels of a source with what is known of them, in order of appearance.
    ///
    /// # Errors
    /// Those of the file.
    pub fn speakers_of(&self, source: &str) -> Result<Vec<SpeakerRow>, StoreError> {
        let sql = "SELECT r.turns FROM source s JOIN revision r ON r.id = s.revision WHERE s.name = ?1";
        let block: Option<Vec<u8>> = self.connection.query_row(sql, [source], |row| row.get(0)).optional()?;
        let turns = block.map_or_else(|| Ok(TurnBlock::default()), |bytes| TurnBlock::from_bytes(&bytes))?;
        let sql = "SELECT k.seq, k.label, k.part, p.name
                   FROM speaker k JOIN source s ON s.id = k.source LEFT JOIN participant p ON p.id = k.participant
                   WHERE s.name = ?1 ORDER BY k.seq";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([source])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let seq: u32 = row.get(0)?;
            let mine = || turns.speaker.iter().zip(&turns.words).filter(|(speaker, _)| **speaker == Some(seq));
            let part: String = row.get(2)?;
            out.push(SpeakerRow {
                label: row.get(1)?,
                part: Part::from_word(&part).unwrap_or(Part::Participant),
                participant: row.get(3)?,
                turns: mine().count() as u64,
                words: mine().map(|(_, words)| u64::from(*words)).sum(),
            });
        }
        Ok(out)
    }

    /// A text that differs whenever any current text or its turns differ.
    ///
    /// # Errors
    /// Those of the file.
    pub fn texts_stamp(&self) -> Result<String, StoreError> {
        let sql =
            "SELECT s.name, r.text_sha256, r.id FROM source s JOIN revision r ON r.id = s.revision ORDER BY s.name";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut all = String::new();
        while let Some(row) = rows.next()? {
            let (name, sha256, revision): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            all.push_str(&format!("{name}\n{sha256} {revision}\n"));
        }
        Ok(sha256_hex(all.as_bytes()))
    }

    /// Calls `each` with position, text and speech of every source, sorted by name, one in memory
    /// at a time.
    ///
    /// # Errors
    /// Those of the file and of `each`.
    pub fn each_text<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(u32, &str, &[Span]) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT r.text, r.turns FROM source s JOIN revision r ON r.id = s.revision ORDER BY s.name";
        let mut statement = self.connection.prepare_cached(sql).map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        let mut position = 0;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let text: String = row.get(0).map_err(StoreError::from)?;
            let block: Vec<u8> = row.get(1).map_err(StoreError::from)?;
            each(position, &text, &TurnBlock::from_bytes(&block)?.speech)?;
            position += 1;
        }
        Ok(())
    }

    /// Text and turns of a source.
    ///
    /// # Errors
    /// Those of the file.
    pub fn source_text(&self, source: &str) -> Result<Option<(String, TurnBlock)>, StoreError> {
        let sql = "SELECT r.text, r.turns FROM source s JOIN revision r ON r.id = s.revision WHERE s.name = ?1";
        let found: Option<(String, Vec<u8>)> =
            self.connection.query_row(sql, [source], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        found.map(|(text, bytes)| Ok((text, TurnBlock::from_bytes(&bytes)?))).transpose()
    }
}
