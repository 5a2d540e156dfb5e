//! The tables of the project file and how older files are brought up to date.

use rusqlite::{Connection, Transaction};

use super::StoreError;

/// `PRAGMA application_id` of a project file: the bytes `TMWV`.
pub(super) const APPLICATION_ID: i32 = 0x544D_5756;

/// Each entry takes the schema one version up. Append only: a released entry never changes.
const MIGRATIONS: &[&str] = &[V1, V2];

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

/// Newest schema version that this program knows.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Brings a file from its schema version to the newest, in one transaction.
pub(super) fn upgrade(connection: &mut Connection) -> Result<(), StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > newest() {
        return Err(StoreError::Newer { found, known: newest() });
    }
    if found == newest() {
        return Ok(());
    }
    let tx: Transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for sql in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(sql)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", newest())?;
    tx.commit()?;
    Ok(())
}
