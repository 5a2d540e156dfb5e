//! The tables of the project file and how older files are brought up to date.

use rusqlite::{Connection, Transaction};

use super::StoreError;
use crate::model::CodingId;
use crate::text::Span;

/// `PRAGMA application_id` of a project file: the bytes `TMWV`.
pub(super) const APPLICATION_ID: i32 = 0x544D_5756;

/// What SQL alone cannot compute.
type Computation = fn(&Transaction) -> Result<(), StoreError>;

/// One step of the schema upwards: its SQL, and what SQL alone cannot compute.
struct Step {
    sql: &'static str,
    then: Option<Computation>,
}

/// Each entry takes the schema one version up. Append only: a released entry never changes.
const MIGRATIONS: &[Step] =
    &[Step { sql: V1, then: None }, Step { sql: V2, then: None }, Step { sql: V3, then: Some(name_and_chain) }];

/// Reference data (themes, findings, scales, questions) are rows of JSON in `record`: small, read
/// whole, never filtered in SQL. What grows with the corpus has columns. Turns are one block a
/// revision because they are immutable with their text and are always read together.
const V1: &str = "
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    command TEXT NOT NULL,
    summary TEXT NOT NULL
) STRICT;

CREATE TABLE codebook (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    document TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    UNIQUE (name, version)
) STRICT;

CREATE TABLE code (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE study_case (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    attributes TEXT NOT NULL
) STRICT;

CREATE TABLE participant (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    pseudonym TEXT NOT NULL,
    role TEXT NOT NULL,
    attributes TEXT NOT NULL,
    consent_person TEXT NOT NULL,
    consent_guardian TEXT,
    consent_given TEXT,
    consent_expires TEXT,
    consent_withdrawn TEXT
) STRICT;

CREATE TABLE participant_case (
    participant INTEGER NOT NULL REFERENCES participant ON DELETE CASCADE,
    study_case INTEGER NOT NULL REFERENCES study_case ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    PRIMARY KEY (participant, study_case)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    date TEXT,
    study_case INTEGER REFERENCES study_case ON DELETE SET NULL,
    revision INTEGER REFERENCES revision DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE revision (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    file TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    encoding TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    words INTEGER NOT NULL,
    turns BLOB NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (source, seq)
) STRICT;

CREATE TABLE speaker (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    label TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('participant', 'interviewer', 'ignored')),
    participant INTEGER REFERENCES participant ON DELETE SET NULL,
    UNIQUE (source, seq),
    UNIQUE (source, label)
) STRICT;

CREATE TABLE coder (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE origin (
    id INTEGER PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE coding (
    id INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL REFERENCES revision ON DELETE CASCADE,
    start INTEGER NOT NULL CHECK (start >= 0),
    \"end\" INTEGER NOT NULL CHECK (\"end\" > start),
    code INTEGER NOT NULL REFERENCES code,
    coder INTEGER NOT NULL REFERENCES coder,
    round INTEGER NOT NULL CHECK (round >= 1),
    codebook INTEGER NOT NULL REFERENCES codebook,
    origin INTEGER NOT NULL REFERENCES origin,
    created TEXT NOT NULL,
    weight REAL,
    UNIQUE (revision, start, \"end\", code, coder, round)
) STRICT;

CREATE TABLE coding_text (
    coding INTEGER PRIMARY KEY REFERENCES coding ON DELETE CASCADE,
    quote TEXT NOT NULL,
    memo TEXT NOT NULL
) STRICT;

CREATE TABLE record (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
";

/// Builds from a manifest: the hashes of its files, and codings found by the file they came from.
const V2: &str = "
CREATE TABLE input (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX coding_by_origin ON coding (origin);
";

/// History that can be undone, and codings that outlive changes of codebook and text.
///
/// The `coding` table is made anew because its old unique constraint would forbid two codings of one place of which
/// only one counts (`state`, see [`super::state`]). A coding that lost its words stays with the last revision that has
/// them. What undo needs lies apart from the journal, so that reading the journal does not page through it.
const V3: &str = "
ALTER TABLE journal RENAME TO journal_2;
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    command TEXT NOT NULL,
    summary TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('change', 'undo', 'redo')),
    reverses INTEGER,
    changes_sha256 TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO journal SELECT id, at, command, summary, 'change', NULL, '', '' FROM journal_2 ORDER BY id;
DROP TABLE journal_2;

CREATE TABLE journal_change (
    entry INTEGER PRIMARY KEY REFERENCES journal,
    changes BLOB NOT NULL
) STRICT;

CREATE TABLE journal_object (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (kind, name, entry)
) STRICT, WITHOUT ROWID;

ALTER TABLE codebook ADD COLUMN entry INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revision ADD COLUMN entry INTEGER NOT NULL DEFAULT 0;

CREATE TABLE coding_3 (
    id INTEGER PRIMARY KEY,
    uid INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    revision INTEGER NOT NULL REFERENCES revision ON DELETE CASCADE,
    start INTEGER NOT NULL CHECK (start >= 0),
    \"end\" INTEGER NOT NULL CHECK (\"end\" > start),
    code INTEGER NOT NULL REFERENCES code,
    coder INTEGER NOT NULL REFERENCES coder,
    round INTEGER NOT NULL CHECK (round >= 1),
    codebook INTEGER NOT NULL REFERENCES codebook,
    origin INTEGER NOT NULL REFERENCES origin,
    created TEXT NOT NULL,
    weight REAL,
    entry INTEGER NOT NULL,
    sheet_row INTEGER
) STRICT;
INSERT INTO coding_3
    SELECT id, id, 0, revision, start, \"end\", code, coder, round, codebook, origin, created, weight, 0, NULL FROM coding;
DROP TABLE coding;
ALTER TABLE coding_3 RENAME TO coding;
CREATE UNIQUE INDEX coding_place ON coding (revision, start, \"end\", code, coder, round) WHERE state < 2;
CREATE UNIQUE INDEX coding_by_uid ON coding (uid);
CREATE INDEX coding_by_origin ON coding (origin);
CREATE INDEX coding_waiting ON coding (state) WHERE state > 0;

CREATE TABLE coding_event (
    id INTEGER PRIMARY KEY,
    coding INTEGER NOT NULL REFERENCES coding ON DELETE CASCADE,
    entry INTEGER NOT NULL,
    what TEXT NOT NULL,
    was_state INTEGER NOT NULL,
    was_code INTEGER NOT NULL REFERENCES code,
    was_codebook INTEGER NOT NULL REFERENCES codebook,
    was_revision INTEGER NOT NULL REFERENCES revision ON DELETE CASCADE,
    was_start INTEGER NOT NULL,
    was_end INTEGER NOT NULL,
    was_quote TEXT,
    method TEXT NOT NULL,
    score REAL,
    coder INTEGER REFERENCES coder,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX coding_event_of ON coding_event (coding, id);

CREATE TABLE memo (
    id INTEGER PRIMARY KEY,
    uid INTEGER NOT NULL UNIQUE,
    about TEXT NOT NULL,
    name TEXT NOT NULL,
    revision INTEGER REFERENCES revision ON DELETE CASCADE,
    start INTEGER,
    \"end\" INTEGER,
    quote TEXT,
    orphaned INTEGER NOT NULL CHECK (orphaned IN (0, 1)),
    author INTEGER NOT NULL REFERENCES coder,
    created TEXT NOT NULL,
    text TEXT NOT NULL,
    method TEXT NOT NULL,
    score REAL,
    entry INTEGER NOT NULL
) STRICT;
";

/// Newest schema version that this program knows.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// The schema version of a file.
pub(super) fn version_of(connection: &Connection) -> Result<i64, StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > newest() {
        return Err(StoreError::Newer { found, known: newest() });
    }
    Ok(found)
}

/// Brings a file from its schema version to the newest, in one transaction. Foreign keys must be off: rebuilding a
/// table would delete the rows that point to it.
pub(super) fn upgrade(connection: &mut Connection) -> Result<(), StoreError> {
    if version_of(connection)? == newest() {
        return Ok(());
    }
    let tx: Transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Somebody else may have upgraded the file while we waited for it.
    let found = version_of(&tx)?;
    for step in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(step.sql)?;
        if let Some(then) = step.then {
            then(&tx)?;
        }
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", newest())?;
    tx.commit()?;
    Ok(())
}

/// Gives the codings of an older file their lasting ids, and its journal a chain.
fn name_and_chain(tx: &Transaction) -> Result<(), StoreError> {
    let sql = "SELECT c.id, s.name, c.start, c.\"end\", k.name, d.name, c.round
               FROM coding c JOIN revision r ON r.id = c.revision JOIN source s ON s.id = r.source
               JOIN code k ON k.id = c.code JOIN coder d ON d.id = c.coder ORDER BY c.id";
    let mut statement = tx.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut ids: Vec<(i64, i64)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (source, code, coder): (String, String, String) = (row.get(1)?, row.get(4)?, row.get(5)?);
        let span = Span::new(row.get(2)?, row.get(3)?);
        ids.push((row.get(0)?, CodingId::of_birth(&source, span, &code, &coder, row.get(6)?, 0).number()));
    }
    // The numbers from before are small; the new ones could only meet them by chance.
    let mut update = tx.prepare("UPDATE coding SET uid = ?2 WHERE id = ?1")?;
    for (id, uid) in ids {
        update.execute([id, uid])?;
    }
    super::journal::chain_from_the_start(tx)
}
