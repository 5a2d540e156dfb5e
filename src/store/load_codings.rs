//! The codings of a snapshot: those that count now, or those that counted under an earlier codebook version.

use std::collections::{HashMap, HashSet};

use semver::Version;

use super::{Store, StoreError};
use crate::model::{CodingRow, CodingState, Codings, Snapshot};
use crate::text::Span;

/// A coding as columns are made from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    source: u32,
    span: Span,
    code: u32,
    coder: u32,
    round: u32,
    id: i64,
    stale: bool,
}

/// What a coding said at some time: the codebook version of its code, the code, and whether it counted.
type Said = (i64, i64, i64);

impl Store {
    /// Fills the codings. Read with the active codebook version, they are those that count now. Read with an earlier
    /// version, each says what it said under that version, and those that were made under later ones are left out and
    /// counted in [`Snapshot::codings_made_later`].
    pub(super) fn load_codings(
        &self,
        snapshot: &mut Snapshot,
        revisions: &HashMap<i64, u32>,
    ) -> Result<(), StoreError> {
        let coders = self.dictionary("SELECT id, name FROM coder ORDER BY name")?;
        let rank_of: HashMap<i64, u32> = coders.iter().zip(0..).map(|((id, _), at)| (*id, at)).collect();
        snapshot.coders = coders.into_iter().map(|(_, name)| name).collect();
        let position_of = self.positions_of_codes(snapshot)?;
        let past = Past::of(self, snapshot)?;
        let waiting: HashSet<i64> = self.ids("SELECT id FROM coding WHERE state = 1")?.into_iter().collect();
        let sql = "SELECT count(*) FROM coding WHERE state = 2";
        snapshot.codings_orphaned = self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        // What counts now is read from the index of places alone, in its order.
        let sql = if past.is_some() {
            "SELECT id, revision, start, \"end\", code, coder, round, state, codebook FROM coding
             WHERE state <> 2 ORDER BY revision, start, \"end\""
        } else {
            "SELECT id, revision, start, \"end\", code, coder, round FROM coding
             WHERE state < 2 ORDER BY revision, start, \"end\", code, coder, round"
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut found: Vec<Row> = Vec::new();
        // Rows of one revision come together.
        let mut current: Option<(i64, Option<u32>)> = None;
        while let Some(row) = rows.next()? {
            let (id, revision): (i64, i64) = (row.get(0)?, row.get(1)?);
            let source = match current {
                Some((same, source)) if same == revision => source,
                _ => revisions.get(&revision).copied(),
            };
            current = Some((revision, source));
            let Some(source) = source else { continue };
            let mut code: i64 = row.get(4)?;
            if let Some(past) = &past {
                match past.said(id, (row.get(8)?, code, row.get(7)?)) {
                    Then::Counted(was) => code = was,
                    Then::NotMade => {
                        snapshot.codings_made_later += 1;
                        continue;
                    }
                    Then::NotCounted => continue,
                }
            }
            let stale = past.is_none() && waiting.contains(&id);
            let Some(code) = position_of.get(&code).copied().flatten() else {
                snapshot.codings_outside_codebook += 1;
                snapshot.codings_waiting_outside += u32::from(stale);
                continue;
            };
            let coder = rank_of.get(&row.get(5)?).copied().unwrap_or_default();
            let span = Span::new(row.get(2)?, row.get(3)?);
            found.push(Row { source, span, code, coder, round: row.get(6)?, id, stale });
        }
        // Each source's rows are sorted but for codes and coders, and sources are mostly in their order.
        found.chunk_by_mut(|a, b| a.source == b.source).for_each(<[_]>::sort_unstable);
        found.sort_by_key(|row| row.source);
        snapshot.codings = columns(&found);
        Ok(())
    }

    /// Fills in the weights of codings and the codebook versions that they were made under.
    pub(super) fn load_details(&self, snapshot: &mut Snapshot) -> Result<(), StoreError> {
        let mut versions: Vec<(i64, Version)> = Vec::new();
        for (id, version) in self.dictionary("SELECT id, version FROM codebook")? {
            versions.extend(version.parse().ok().map(|version| (id, version)));
        }
        versions.sort_by(|a, b| a.1.cmp(&b.1));
        let place_of: HashMap<i64, u32> = versions.iter().zip(0..).map(|((id, _), at)| (*id, at)).collect();
        let mut statement = self.connection.prepare_cached("SELECT id, codebook, weight FROM coding")?;
        let mut rows = statement.query([])?;
        let mut details: HashMap<i64, (u32, Option<f64>)> = HashMap::new();
        while let Some(row) = rows.next()? {
            let version = place_of.get(&row.get(1)?).copied().unwrap_or_default();
            details.insert(row.get(0)?, (version, row.get(2)?));
        }
        let codings = &mut snapshot.codings;
        let of = |id: &i64| details.get(id).copied().unwrap_or_default();
        codings.version = codings.id.iter().map(|id| of(id).0).collect();
        codings.weight = codings.id.iter().map(|id| of(id).1).collect();
        snapshot.versions = versions.into_iter().map(|(_, version)| version.to_string()).collect();
        Ok(())
    }

    /// For each row of a code, its position in the snapshot's codebook; nothing for codes that the version lacks.
    fn positions_of_codes(&self, snapshot: &Snapshot) -> Result<HashMap<i64, Option<u32>>, StoreError> {
        let positions: HashMap<&str, u32> =
            (0..).zip(&snapshot.codebook.codes).map(|(at, code)| (code.id.as_str(), at)).collect();
        let codes = self.dictionary("SELECT id, name FROM code")?;
        Ok(codes.into_iter().map(|(id, name)| (id, positions.get(name.as_str()).copied())).collect())
    }

    fn ids(&self, sql: &str) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}

/// What a coding was under a codebook version.
enum Then {
    /// It counted, with this code.
    Counted(i64),
    /// It was in no count.
    NotCounted,
    /// It was made later.
    NotMade,
}

/// What codings said before the active codebook version.
struct Past {
    /// Codebook rows of versions that come after the one that is read with.
    later: HashSet<i64>,
    /// For codings that something happened to: what they said before each of it, oldest first.
    before: HashMap<i64, Vec<Said>>,
}

impl Past {
    /// Nothing when the snapshot is read with the active version.
    fn of(store: &Store, snapshot: &Snapshot) -> Result<Option<Self>, StoreError> {
        let mut statement = store.connection.prepare_cached("SELECT id, name, version, active FROM codebook")?;
        let mut rows = statement.query([])?;
        let mut later = HashSet::new();
        while let Some(row) = rows.next()? {
            let (name, version): (String, String) = (row.get(1)?, row.get(2)?);
            let version: Option<Version> = version.parse().ok();
            let same_book = name == snapshot.codebook.name;
            if same_book && row.get(3)? && version.as_ref() == Some(&snapshot.codebook.version) {
                return Ok(None);
            }
            if same_book && version.is_some_and(|version| version > snapshot.codebook.version) {
                later.insert(row.get(0)?);
            }
        }
        if later.is_empty() {
            // Nothing is later: the codings are read as they stand.
            return Ok(None);
        }
        let sql = "SELECT coding, was_codebook, was_code, was_state FROM coding_event ORDER BY coding, id";
        let mut statement = store.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut before: HashMap<i64, Vec<Said>> = HashMap::new();
        while let Some(row) = rows.next()? {
            before.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?, row.get(3)?));
        }
        Ok(Some(Self { later, before }))
    }

    /// What a coding said when the version was the active one: the last that it said under that version or an earlier
    /// one.
    fn said(&self, coding: i64, now: Said) -> Then {
        let before = self.before.get(&coding).map(Vec::as_slice).unwrap_or_default();
        let last = before.iter().chain([&now]).rev().find(|(codebook, _, _)| !self.later.contains(codebook));
        match last {
            None => Then::NotMade,
            Some((_, code, state)) if CodingState::from_number(*state).is_some_and(CodingState::counts) => {
                Then::Counted(*code)
            }
            Some(_) => Then::NotCounted,
        }
    }
}

fn columns(rows: &[Row]) -> Codings {
    Codings::of_rows(rows.iter().map(|row| CodingRow {
        id: row.id,
        source: row.source,
        span: row.span,
        code: row.code,
        coder: row.coder,
        round: row.round,
        stale: row.stale,
        weight: None,
        version: None,
    }))
}
