//! What happens to codings after they were made: each alteration keeps what the coding said before.

use rusqlite::{Connection, OptionalExtension as _, params};
use semver::Version;

use super::change::Dictionary;
use super::codings::Ids;
use super::{Change, ObjectKind, Store, StoreError, StoredCoding};
use crate::model::{CodingEvent, CodingState, EventKind};
use crate::text::Span;

/// What is to become of a coding; what is `None` stays as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Alteration<'a> {
    /// What happens.
    pub kind: EventKind,
    /// Whether it counts from now on.
    pub state: Option<CodingState>,
    /// Its code, with the codebook version that this code is of.
    pub code: Option<(&'a str, &'a Version)>,
    /// Its place on the current revision of its source, and the words there.
    pub place: Option<(Span, &'a str)>,
    /// How the place was found, or empty.
    pub method: &'a str,
    /// How sure that is, from 0 to 1.
    pub score: Option<f64>,
    /// Who decides, where a person does.
    pub coder: Option<&'a str>,
    /// Why.
    pub note: &'a str,
}

impl Alteration<'_> {
    /// An alteration that says only what happens.
    #[must_use]
    pub fn of(kind: EventKind) -> Self {
        Self { kind, state: None, code: None, place: None, method: "", score: None, coder: None, note: "" }
    }
}

/// Alterations of many codings in one change.
pub struct Alterations<'c, 's> {
    change: &'c Change<'s>,
    ids: Ids<'c, 's>,
}

impl<'s> Change<'s> {
    /// Begins to alter codings.
    #[must_use]
    pub fn alterations(&self) -> Alterations<'_, 's> {
        Alterations { change: self, ids: Ids::new(self) }
    }
}

impl Alterations<'_, '_> {
    /// Alters a coding and writes down what it said before. Where another coding that counts says the same already
    /// (same place, code, coder and round), this one is set aside as united with it; returns whether it was.
    ///
    /// # Errors
    /// Those of the file.
    pub fn apply(&mut self, coding: &StoredCoding, alteration: &Alteration) -> Result<bool, StoreError> {
        let coder = alteration.coder.map(|name| self.ids.of(Dictionary::Coder, name)).transpose()?;
        let code = match alteration.code {
            Some((id, version)) => Some((self.ids.of(Dictionary::Code, id)?, self.ids.codebook(Some(version))?)),
            None => None,
        };
        let quote = alteration.place.map(|(_, quote)| quote).filter(|quote| *quote != coding.coding.quote);
        let mut state = alteration.state.unwrap_or(coding.state);
        let mut kind = alteration.kind;
        if state.counts() && self.has_twin(coding, alteration, code.map(|(id, _)| id))? {
            (state, kind) = (CodingState::SetAside, EventKind::United);
        }
        // A coding that is where it was, on the same words, has nothing to tell.
        let untouched =
            kind == EventKind::Moved && alteration.place == Some((coding.coding.span, coding.coding.quote.as_str()));
        if !untouched {
            self.note(coding, kind, alteration, coder, quote.is_some())?;
        }
        let sql = "UPDATE coding SET state = ?2, code = coalesce(?3, code), codebook = coalesce(?4, codebook),
                          start = coalesce(?5, start), \"end\" = coalesce(?6, \"end\"),
                          revision = CASE WHEN ?5 IS NULL THEN revision
                                          ELSE (SELECT s.revision FROM source s JOIN revision r ON r.source = s.id
                                                WHERE r.id = coding.revision) END
                   WHERE id = ?1";
        let span = alteration.place.map(|(span, _)| span);
        self.change.tx.prepare_cached(sql)?.execute(params![
            coding.row,
            state.number(),
            code.map(|(id, _)| id),
            code.map(|(_, book)| book),
            span.map(|span| span.start),
            span.map(|span| span.end),
        ])?;
        if let Some(quote) = quote {
            let sql = "UPDATE coding_text SET quote = ?2 WHERE coding = ?1";
            self.change.tx.prepare_cached(sql)?.execute(params![coding.row, quote])?;
        }
        Ok(kind == EventKind::United)
    }

    /// Writes down what happens to a coding, and what it says before.
    fn note(
        &self,
        coding: &StoredCoding,
        kind: EventKind,
        alteration: &Alteration,
        coder: Option<i64>,
        other_words: bool,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO coding_event (coding, entry, what, was_state, was_code, was_codebook, was_revision,
                                             was_start, was_end, was_quote, method, score, coder, note)
                   SELECT id, ?2, ?3, state, code, codebook, revision, start, \"end\", ?4, ?5, ?6, ?7, ?8
                   FROM coding WHERE id = ?1";
        self.change.tx.prepare_cached(sql)?.execute(params![
            coding.row,
            self.change.entry,
            kind.word(),
            other_words.then_some(coding.coding.quote.as_str()),
            alteration.method,
            alteration.score,
            coder,
            alteration.note
        ])?;
        Ok(())
    }

    /// Whether another coding that counts would say the same.
    fn has_twin(&self, coding: &StoredCoding, to: &Alteration, code: Option<i64>) -> Result<bool, StoreError> {
        if to.place.is_none() && code.is_none() && coding.state.counts() {
            return Ok(false);
        }
        let span = to.place.map_or(coding.coding.span, |(span, _)| span);
        let sql = "SELECT 1 FROM coding me JOIN revision r ON r.id = me.revision JOIN source s ON s.id = r.source
                   JOIN coding other ON other.revision = CASE WHEN ?4 THEN s.revision ELSE me.revision END
                        AND other.start = ?2 AND other.\"end\" = ?3 AND other.code = coalesce(?5, me.code)
                        AND other.coder = me.coder AND other.round = me.round AND other.state < 2
                   WHERE me.id = ?1 AND other.id <> me.id";
        let with = params![coding.row, span.start, span.end, to.place.is_some(), code];
        Ok(self.change.tx.prepare_cached(sql)?.exists(with)?)
    }

    /// Notes each coding by itself as what the change is about: for decisions on single codings.
    pub fn about(&self, coding: &StoredCoding) {
        self.change.about(ObjectKind::Coding, &coding.id.to_string());
        self.change.about(ObjectKind::Source, &coding.coding.source);
        self.change.about(ObjectKind::Code, &coding.coding.code);
    }
}

impl Store {
    /// What happened to a coding since it was made, oldest first.
    ///
    /// # Errors
    /// Those of the file.
    pub fn events_of(&self, coding: &StoredCoding) -> Result<Vec<CodingEvent>, StoreError> {
        let sql = "SELECT e.what, e.entry, e.was_state, k.name, b.version, r.seq, e.was_start, e.was_end, e.was_quote,
                          e.method, e.score, d.name, e.note
                   FROM coding_event e JOIN code k ON k.id = e.was_code JOIN codebook b ON b.id = e.was_codebook
                   JOIN revision r ON r.id = e.was_revision LEFT JOIN coder d ON d.id = e.coder
                   WHERE e.coding = ?1 ORDER BY e.id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([coding.row], |row| {
            let (what, version): (String, String) = (row.get(0)?, row.get(4)?);
            Ok(CodingEvent {
                kind: EventKind::from_word(&what).unwrap_or(EventKind::Moved),
                entry: row.get(1)?,
                was_state: CodingState::from_number(row.get(2)?).unwrap_or_default(),
                was_code: row.get(3)?,
                was_codebook: version.parse().unwrap_or_else(|_| Version::new(0, 0, 0)),
                was_revision: row.get(5)?,
                was_span: Span::new(row.get(6)?, row.get(7)?),
                was_quote: row.get(8)?,
                method: row.get(9)?,
                score: row.get(10)?,
                coder: row.get(11)?,
                note: row.get(12)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The text of a revision of a source, counted from 1.
    ///
    /// # Errors
    /// Those of the file.
    pub fn revision_text(&self, source: &str, revision: u32) -> Result<Option<String>, StoreError> {
        revision_text(&self.connection, source, revision)
    }
}

impl Change<'_> {
    /// [`Store::revision_text`] within a change.
    ///
    /// # Errors
    /// Those of the file.
    pub fn revision_text(&self, source: &str, revision: u32) -> Result<Option<String>, StoreError> {
        revision_text(&self.tx, source, revision)
    }
}

fn revision_text(connection: &Connection, source: &str, revision: u32) -> Result<Option<String>, StoreError> {
    let sql = "SELECT r.text FROM revision r JOIN source s ON s.id = r.source WHERE s.name = ?1 AND r.seq = ?2";
    Ok(connection.prepare_cached(sql)?.query_row(params![source, revision], |row| row.get(0)).optional()?)
}
