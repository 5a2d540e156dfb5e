//! What is known of the revisions of a source.

use rusqlite::OptionalExtension;

use super::{Change, NewSource, StoreError, TurnBlock};

impl Change<'_> {
    /// Name and SHA-256 of the file that the current text of a source was read from.
    ///
    /// # Errors
    /// Those of the file.
    pub fn source_file(&self, name: &str) -> Result<Option<(String, String)>, StoreError> {
        let sql = "SELECT r.file, r.file_sha256 FROM source s JOIN revision r ON r.id = s.revision WHERE s.name = ?1";
        Ok(self.tx.prepare_cached(sql)?.query_row([name], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// Gives a label of a source another name; who stands behind it stays known.
    ///
    /// # Errors
    /// Those of the file.
    pub fn rename_label(&self, source: &str, from: &str, to: &str) -> Result<(), StoreError> {
        let sql = "UPDATE speaker SET label = ?3
                   WHERE label = ?2 AND source = (SELECT id FROM source WHERE name = ?1)";
        self.tx.prepare_cached(sql)?.execute([source, from, to])?;
        Ok(())
    }

    /// Whether a revision of a source was read from a file with this SHA-256.
    ///
    /// # Errors
    /// Those of the file.
    pub fn has_read(&self, name: &str, file_sha256: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM source s JOIN revision r ON r.source = s.id WHERE s.name = ?1 AND r.file_sha256 = ?2";
        Ok(self.tx.prepare_cached(sql)?.exists([name, file_sha256])?)
    }

    /// Whether the current text of a source is one that was edited in the project, so that its file has another.
    ///
    /// # Errors
    /// Those of the file.
    pub fn edited_in_project(&self, name: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM source s JOIN revision now ON now.id = s.revision
                   JOIN revision r ON r.source = s.id AND r.file_sha256 = now.file_sha256
                        AND r.text_sha256 <> now.text_sha256 AND r.seq < now.seq
                   WHERE s.name = ?1";
        Ok(self.tx.prepare_cached(sql)?.exists([name])?)
    }

    /// The current revision of a source, as it was stored.
    ///
    /// # Errors
    /// Those of the file.
    pub fn current_revision(&self, name: &str) -> Result<Option<NewSource>, StoreError> {
        let sql = "SELECT r.file, r.file_sha256, r.format, r.encoding, r.text, r.text_sha256, r.words, r.turns
                   FROM source s JOIN revision r ON r.id = s.revision WHERE s.name = ?1";
        let mut statement = self.tx.prepare_cached(sql)?;
        let mut rows = statement.query([name])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(NewSource {
            name: name.to_owned(),
            file: row.get(0)?,
            file_sha256: row.get(1)?,
            format: row.get(2)?,
            encoding: row.get(3)?,
            text: row.get(4)?,
            text_sha256: row.get(5)?,
            words: row.get(6)?,
            labels: self.labels_of(name)?,
            turns: TurnBlock::from_bytes(row.get_ref(7)?.as_blob().map_err(rusqlite::Error::from)?)?,
        }))
    }
}
