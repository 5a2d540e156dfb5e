//! Memos: written, read, and taken along when their text is corrected.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::change::Dictionary;
use super::codings::Ids;
use super::{Change, ObjectKind, Store, StoreError};
use crate::model::{CodingId, Memo, MemoPlace, MemoSubject};
use crate::text::Span;

impl Change<'_> {
    /// Stores a memo; one on a passage stands on the current revision of its source. Returns whether it was new.
    ///
    /// # Errors
    /// Those of the file.
    pub fn add_memo(&self, memo: &Memo) -> Result<bool, StoreError> {
        let author = Ids::new(self).of(Dictionary::Coder, &memo.author)?;
        let sql =
            "INSERT INTO memo (uid, about, name, revision, start, \"end\", quote, orphaned, author, created, text,
                                     method, score, entry)
                   VALUES (?1, ?2, ?3, CASE WHEN ?4 IS NULL THEN NULL
                                            ELSE (SELECT revision FROM source WHERE name = ?3) END,
                           ?4, ?5, ?6, 0, ?7, ?8, ?9, '', NULL, ?10)
                   ON CONFLICT (uid) DO NOTHING";
        let place = memo.place.as_ref();
        let added = self.tx.execute(
            sql,
            params![
                memo.id.number(),
                memo.subject.word(),
                memo.name,
                place.map(|place| place.span.start),
                place.map(|place| place.span.end),
                place.map(|place| place.quote.as_str()),
                author,
                memo.created,
                memo.text,
                self.entry,
            ],
        )?;
        self.about_memo(memo);
        Ok(added > 0)
    }

    /// Removes a memo; undo brings it back.
    ///
    /// # Errors
    /// Those of the file.
    pub fn remove_memo(&self, memo: &Memo) -> Result<(), StoreError> {
        self.about_memo(memo);
        self.tx.execute("DELETE FROM memo WHERE uid = ?1", [memo.id.number()])?;
        Ok(())
    }

    fn about_memo(&self, memo: &Memo) {
        let kind = match memo.subject {
            MemoSubject::Source => ObjectKind::Source,
            MemoSubject::Participant => ObjectKind::Participant,
            MemoSubject::Code => ObjectKind::Code,
            MemoSubject::Coding => ObjectKind::Coding,
            MemoSubject::Project | MemoSubject::Theme => return,
        };
        self.about(kind, &memo.name);
    }

    /// The memos on passages of the current text of a source.
    ///
    /// # Errors
    /// Those of the file.
    pub fn memos_on(&self, source: &str) -> Result<Vec<Memo>, StoreError> {
        let sql =
            format!("{SELECT} JOIN source s ON s.revision = m.revision WHERE s.name = ?1 ORDER BY m.start, m.uid");
        select(&self.tx, &sql, [source])
    }

    /// Puts a memo on a passage of its source's current text, or leaves it where it is without its words.
    ///
    /// # Errors
    /// Those of the file.
    pub fn move_memo(
        &self,
        memo: &Memo,
        place: Option<(Span, &str)>,
        method: &str,
        score: f64,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE memo SET method = ?2, score = ?3, orphaned = ?4 IS NULL, start = coalesce(?4, start),
                          \"end\" = coalesce(?5, \"end\"), quote = coalesce(?6, quote),
                          revision = CASE WHEN ?4 IS NULL THEN revision
                                          ELSE (SELECT revision FROM source WHERE name = memo.name) END
                   WHERE uid = ?1";
        let (span, quote) = (place.map(|(span, _)| span), place.map(|(_, quote)| quote));
        let with =
            params![memo.id.number(), method, score, span.map(|span| span.start), span.map(|span| span.end), quote];
        self.tx.prepare_cached(sql)?.execute(with)?;
        Ok(())
    }

    /// Memos on a code go with it when it has another id; returns how many there were.
    ///
    /// # Errors
    /// Those of the file.
    pub fn rename_code_of_memos(&self, from: &str, to: &str) -> Result<usize, StoreError> {
        Ok(self.tx.execute("UPDATE memo SET name = ?2 WHERE about = 'code' AND name = ?1", [from, to])?)
    }
}

impl Store {
    /// Every memo, by what it is about.
    ///
    /// # Errors
    /// Those of the file.
    pub fn memos(&self) -> Result<Vec<Memo>, StoreError> {
        select(&self.connection, &format!("{SELECT} ORDER BY m.about, m.name, m.start, m.created, m.uid"), [])
    }

    /// What people noted on codings, by the codings' rows: the notes that came with them, then the memos on them.
    ///
    /// # Errors
    /// Those of the file.
    pub fn notes_on_codings(&self) -> Result<BTreeMap<i64, Vec<String>>, StoreError> {
        let mut notes: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        let mut statement = self.connection.prepare_cached("SELECT coding, memo FROM coding_text WHERE memo <> ''")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            notes.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        let memos: Vec<Memo> = self.memos()?.into_iter().filter(|memo| memo.subject == MemoSubject::Coding).collect();
        if !memos.is_empty() {
            let rows: BTreeMap<String, i64> =
                self.coding_ids()?.into_iter().map(|(row, id)| (id.to_string(), row)).collect();
            for memo in memos {
                if let Some(row) = rows.get(&memo.name) {
                    notes.entry(*row).or_default().push(memo.text);
                }
            }
        }
        Ok(notes)
    }
}

const SELECT: &str =
    "SELECT m.uid, m.about, m.name, r.seq, m.start, m.\"end\", m.quote, m.orphaned, d.name, m.created, m.text
                      FROM memo m JOIN coder d ON d.id = m.author LEFT JOIN revision r ON r.id = m.revision";

fn select(connection: &Connection, sql: &str, with: impl rusqlite::Params) -> Result<Vec<Memo>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(with)?;
    let mut memos = Vec::new();
    while let Some(row) = rows.next()? {
        let about: String = row.get(1)?;
        let subject = MemoSubject::from_word(&about).ok_or_else(|| StoreError::Document {
            place: "memo".to_owned(),
            cause: format!("it is about a {about}, which nothing is"),
        })?;
        let revision: Option<u32> = row.get(3)?;
        let place = match revision {
            None => None,
            Some(revision) => Some(MemoPlace {
                revision,
                span: Span::new(row.get(4)?, row.get(5)?),
                quote: row.get(6)?,
                orphaned: row.get(7)?,
            }),
        };
        memos.push(Memo {
            id: CodingId::from_number(row.get(0)?),
            subject,
            name: row.get(2)?,
            place,
            author: row.get(8)?,
            created: row.get(9)?,
            text: row.get(10)?,
        });
    }
    Ok(memos)
}
