//! The Snapshot loader: the project as columns, each table read once.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Store, StoreError, TurnBlock};
use crate::model::{NOBODY, Part, Snapshot, Source, Speaker, Turns};

/// Which parts of a project a question needs beyond its reference data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The text of every source.
    pub texts: bool,
    /// The codings; without them a snapshot says nothing of what is coded.
    pub codings: bool,
    /// The weights of codings and the codebook versions that they were made under; they lie apart from their places.
    pub details: bool,
}

impl Store {
    /// Loads the project, read with a codebook version (the active one when none is named).
    ///
    /// # Errors
    /// When the version is not in the project, and those of the file.
    pub fn snapshot(&self, today: Date, codebook: Option<&str>, parts: Parts) -> Result<Snapshot, StoreError> {
        // One read transaction, so that a writer beside us cannot change the project half-way.
        let reading = self.connection.unchecked_transaction()?;
        let mut snapshot = Snapshot::empty(today);
        (snapshot.title, snapshot.notice) = self.heading()?;
        snapshot.codebook = self.codebook(codebook)?;
        snapshot.participants = self.participants()?;
        snapshot.cases = self.cases()?;
        snapshot.themes = self.themes()?;
        snapshot.questions = self.questions()?;
        snapshot.queries = self.saved_queries()?;
        snapshot.summaries = self.summaries()?;
        snapshot.events = self.events()?;
        snapshot.findings = self.findings()?;
        snapshot.integration = self.integration()?;
        snapshot.scales = self.scales()?;
        let revisions = self.load_sources(&mut snapshot, parts)?;
        self.load_speakers_and_turns(&mut snapshot)?;
        if parts.codings {
            self.load_codings(&mut snapshot, &revisions)?;
        }
        if parts.codings && parts.details {
            self.load_details(&mut snapshot)?;
        }
        reading.finish()?;
        Ok(snapshot)
    }

    /// Fills sources and texts; returns the position of each current revision.
    fn load_sources(&self, snapshot: &mut Snapshot, parts: Parts) -> Result<HashMap<i64, u32>, StoreError> {
        let cases: HashMap<&str, u32> = (0..).zip(&snapshot.cases).map(|(at, case)| (case.id.as_str(), at)).collect();
        let sql = "SELECT s.id, s.name, s.kind, r.format, s.date, c.name, r.bytes, r.characters, r.id
                   FROM source s JOIN revision r ON r.id = s.revision LEFT JOIN study_case c ON c.id = s.study_case
                   ORDER BY s.name";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut revisions = HashMap::new();
        let mut position = 0_u32;
        while let Some(row) = rows.next()? {
            let case: Option<String> = row.get(5)?;
            let date: Option<String> = row.get(4)?;
            snapshot.sources.push(Source {
                id: row.get(0)?,
                name: row.get(1)?,
                kind: row.get(2)?,
                format: row.get(3)?,
                date: date.and_then(|date| date.parse().ok()),
                case: case.and_then(|case| cases.get(case.as_str()).copied()),
                bytes: row.get(6)?,
                characters: row.get(7)?,
            });
            revisions.insert(row.get(8)?, position);
            position += 1;
        }
        if parts.texts {
            let sql = "SELECT r.text FROM source s JOIN revision r ON r.id = s.revision ORDER BY s.name";
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                snapshot.texts.push(Arc::from(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?));
            }
        }
        Ok(revisions)
    }

    fn load_speakers_and_turns(&self, snapshot: &mut Snapshot) -> Result<(), StoreError> {
        let people: HashMap<i64, u32> = (0..).zip(&snapshot.participants).map(|(at, person)| (person.id, at)).collect();
        let sources: HashMap<i64, u32> = (0..).zip(&snapshot.sources).map(|(at, source)| (source.id, at)).collect();
        let sql = "SELECT k.source, k.seq, k.label, k.part, k.participant
                   FROM speaker k JOIN source s ON s.id = k.source ORDER BY s.name, k.seq";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut first_speaker = vec![0_u32; snapshot.sources.len()];
        while let Some(row) = rows.next()? {
            let Some(&source) = sources.get(&row.get(0)?) else { continue };
            let position = u32::try_from(snapshot.speakers.len()).unwrap_or(NOBODY);
            if row.get::<_, i64>(1)? == 0 {
                first_speaker[source as usize] = position;
            }
            let part: String = row.get(3)?;
            let participant: Option<i64> = row.get(4)?;
            snapshot.speakers.push(Speaker {
                source,
                label: row.get(2)?,
                part: Part::from_word(&part).unwrap_or(Part::Participant),
                participant: participant.and_then(|id| people.get(&id).copied()),
            });
        }
        snapshot.turns = self.load_turns(&first_speaker)?;
        Ok(())
    }

    fn load_turns(&self, first_speaker: &[u32]) -> Result<Turns, StoreError> {
        let sql = "SELECT r.turns FROM source s JOIN revision r ON r.id = s.revision ORDER BY s.name";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut turns = Turns { first: vec![0], ..Turns::default() };
        let mut source = 0;
        while let Some(row) = rows.next()? {
            let block = TurnBlock::from_bytes(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
            let base = first_speaker.get(source).copied().unwrap_or_default();
            turns.speaker.extend(block.speaker.iter().map(|speaker| speaker.map_or(NOBODY, |at| base + at)));
            turns.speech.extend_from_slice(&block.speech);
            turns.words.extend_from_slice(&block.words);
            turns.start_ms.extend(block.start_ms.iter().map(|time| time.unwrap_or(-1)));
            turns.first.push(u32::try_from(turns.speech.len()).unwrap_or(u32::MAX));
            source += 1;
        }
        Ok(turns)
    }

    pub(super) fn dictionary(&self, sql: &str) -> Result<Vec<(i64, String)>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
    }
}
