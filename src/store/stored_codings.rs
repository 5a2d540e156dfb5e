//! Codings read back, with all that they say.

use std::collections::BTreeMap;

use rusqlite::Connection;
use semver::Version;

use super::{Change, Store, StoreError};
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
    pub fn coding_ids(&self) -> Result<BTreeMap<i64, CodingId>, StoreError> {
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
