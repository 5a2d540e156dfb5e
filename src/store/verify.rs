//! Proof that a project holds what it says.

use std::collections::HashMap;

use super::{Store, StoreError, TurnBlock, sha256_hex};
use crate::model::{Codebook, CodingId};
use crate::text::{Span, excerpt};

/// One thing that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is concerned: a source, a coding, the file.
    pub place: String,
    /// What was found and what should be there.
    pub message: String,
}

impl Store {
    /// Checks the whole project: the database's own integrity, foreign keys, the hash of every
    /// text, that turns lie inside their text, that every coding's span lies on grapheme boundaries
    /// and holds exactly its quote (an orphan's on the revision that still has its words), that its code is in its
    /// codebook version, and that the journal is the one that was written. An empty list means that everything holds.
    ///
    /// # Errors
    /// When the file cannot be read at all.
    pub fn verify(&self) -> Result<Vec<Fault>, StoreError> {
        let mut faults = Vec::new();
        self.verify_database(&mut faults)?;
        self.verify_texts(&mut faults)?;
        self.verify_codes(&mut faults)?;
        self.verify_journal(&mut faults)?;
        Ok(faults)
    }

    fn verify_database(&self, faults: &mut Vec<Fault>) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check(20)")?;
        let lines: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for line in lines.into_iter().filter(|line| line != "ok") {
            faults.push(Fault { place: "project file".to_owned(), message: line });
        }
        let mut statement = self.connection.prepare("PRAGMA foreign_key_check")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            let message = format!("a row points to a row of {parent} that is not there");
            faults.push(Fault { place: format!("table {table}"), message });
        }
        Ok(())
    }

    fn verify_texts(&self, faults: &mut Vec<Fault>) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(
            "SELECT s.name, r.id, r.text, r.text_sha256, r.bytes, r.turns
             FROM source s JOIN revision r ON r.source = s.id ORDER BY s.name, r.seq",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let name: String = row.get(0)?;
            let place = format!("source {name}");
            let text: String = row.get(2)?;
            if sha256_hex(text.as_bytes()) != row.get::<_, String>(3)? || row.get::<_, usize>(4)? != text.len() {
                let message = "its text is not the text that was imported (hash or length differs)".to_owned();
                faults.push(Fault { place: place.clone(), message });
            }
            match TurnBlock::from_bytes(row.get_ref(5)?.as_blob().map_err(rusqlite::Error::from)?) {
                Ok(turns) => {
                    if turns.speech.iter().any(|speech| speech.of(&text).is_none()) {
                        faults.push(Fault { place: place.clone(), message: "a turn lies outside its text".to_owned() });
                    }
                }
                Err(error) => faults.push(Fault { place: place.clone(), message: error.to_string() }),
            }
            self.verify_codings_of(row.get(1)?, &name, &text, faults)?;
            self.verify_memos_of(row.get(1)?, &name, &text, faults)?;
        }
        Ok(())
    }

    fn verify_codings_of(
        &self,
        revision: i64,
        source: &str,
        text: &str,
        faults: &mut Vec<Fault>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT c.id, c.start, c.\"end\", t.quote, c.uid FROM coding c LEFT JOIN coding_text t ON t.coding = c.id
             WHERE c.revision = ?1 ORDER BY c.start, c.\"end\", c.id",
        )?;
        let mut rows = statement.query([revision])?;
        while let Some(row) = rows.next()? {
            let span = Span::new(row.get(1)?, row.get(2)?);
            let quote: Option<String> = row.get(3)?;
            let found = span.of(text);
            let message = if found.is_none() || found != quote.as_deref() {
                format!(
                    "the text at bytes {}..{} is {}, the coding's quote is {}",
                    span.start,
                    span.end,
                    found.map_or("outside the source".to_owned(), shortened),
                    quote.as_deref().map_or("missing".to_owned(), shortened),
                )
            } else if span.snapped_outwards(text) != span {
                format!("the span at bytes {}..{} cuts a character in two", span.start, span.end)
            } else {
                continue;
            };
            let id = CodingId::from_number(row.get(4)?);
            faults.push(Fault { place: format!("coding {id} of {source}"), message });
        }
        Ok(())
    }

    fn verify_memos_of(
        &self,
        revision: i64,
        source: &str,
        text: &str,
        faults: &mut Vec<Fault>,
    ) -> Result<(), StoreError> {
        let sql = "SELECT uid, start, \"end\", quote FROM memo WHERE revision = ?1 ORDER BY start, uid";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([revision])?;
        while let Some(row) = rows.next()? {
            let (span, quote): (Span, String) = (Span::new(row.get(1)?, row.get(2)?), row.get(3)?);
            if span.of(text) != Some(quote.as_str()) {
                let found = span.of(text).map_or("outside the source".to_owned(), shortened);
                let message = format!("the text at its place is {found}, the memo's quote is {}", shortened(&quote));
                let id = CodingId::from_number(row.get(0)?);
                faults.push(Fault { place: format!("memo {id} on {source}"), message });
            }
        }
        Ok(())
    }

    fn verify_codes(&self, faults: &mut Vec<Fault>) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare("SELECT id, document FROM codebook")?;
        let mut rows = statement.query([])?;
        let mut books: HashMap<i64, Codebook> = HashMap::new();
        while let Some(row) = rows.next()? {
            let document: String = row.get(1)?;
            match serde_json::from_str(&document) {
                Ok(book) => drop(books.insert(row.get(0)?, book)),
                Err(error) => faults.push(Fault { place: "codebook".to_owned(), message: error.to_string() }),
            }
        }
        let sql = "SELECT DISTINCT k.name, c.codebook FROM coding c JOIN code k ON k.id = c.code WHERE c.state < 2
                   ORDER BY k.name";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let code: String = row.get(0)?;
            let book = books.get(&row.get(1)?);
            if book.is_none_or(|book| book.position(&code).is_none()) {
                let label = book.map_or("its codebook version".to_owned(), Codebook::label);
                faults.push(Fault { place: format!("code {code}"), message: format!("is used but not in {label}") });
            }
        }
        Ok(())
    }
}

/// The beginning of a text in quotation marks, for messages.
fn shortened(text: &str) -> String {
    format!("“{}”", excerpt(text, 60))
}
