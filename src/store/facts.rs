//! The project as plain facts: tables whose rows name things by their lasting names instead of row numbers, and the way
//! back. What is derived, a cache, or only needed to undo is not among them.

/// What a column of facts holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// A figure.
    Real,
    /// The lasting id of a coding.
    Coding,
}

use FactKind::{Coding, Integer, Real, Text};

/// A kind of facts: how its rows are read, and how they are stored again.
#[derive(Debug)]
pub struct FactTable {
    /// Name of its file, without ending; a folder of files where [`FactTable::divided`] is set.
    pub name: &'static str,
    /// Whether its rows are divided into files by their first column.
    pub divided: bool,
    /// Its columns.
    pub columns: &'static [(&'static str, FactKind)],
    pub(super) select: &'static str,
    /// Store a row; what it names must be stored before.
    pub(super) insert: &'static [&'static str],
}

/// Every kind of facts, in an order in which rows can be stored.
pub const FACTS: [FactTable; 14] = [
    FactTable {
        name: "meta",
        divided: false,
        columns: &[("key", Text), ("value", Text)],
        select: "SELECT key, value FROM meta WHERE key <> 'pack' ORDER BY key",
        insert: &["INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)"],
    },
    FactTable {
        name: "codebooks",
        divided: false,
        columns: &[("name", Text), ("version", Text), ("active", Integer), ("entry", Integer)],
        select: "SELECT name, version, active, entry FROM codebook ORDER BY name, id",
        insert: &["UPDATE codebook SET active = ?3, entry = ?4 WHERE name = ?1 AND version = ?2"],
    },
    FactTable {
        name: "cases",
        divided: false,
        columns: &[("case", Text), ("label", Text), ("kind", Text), ("attributes", Text)],
        select: "SELECT name, label, kind, attributes FROM study_case ORDER BY name",
        insert: &["INSERT INTO study_case (name, label, kind, attributes) VALUES (?1, ?2, ?3, ?4)"],
    },
    FactTable {
        name: "participants",
        divided: false,
        columns: &[
            ("participant", Text),
            ("pseudonym", Text),
            ("role", Text),
            ("attributes", Text),
            ("consent", Text),
            ("consent_guardian", Text),
            ("consent_date", Text),
            ("consent_expires", Text),
            ("withdrawn", Text),
        ],
        select: "SELECT name, pseudonym, role, attributes, consent_person, consent_guardian, consent_given,
                        consent_expires, consent_withdrawn FROM participant ORDER BY name",
        insert: &["INSERT INTO participant (name, pseudonym, role, attributes, consent_person, consent_guardian,
                                          consent_given, consent_expires, consent_withdrawn)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"],
    },
    FactTable {
        name: "participant_cases",
        divided: false,
        columns: &[("participant", Text), ("case", Text), ("seq", Integer)],
        select: "SELECT p.name, c.name, x.seq FROM participant_case x JOIN participant p ON p.id = x.participant
                 JOIN study_case c ON c.id = x.study_case ORDER BY p.name, x.seq",
        insert: &["INSERT INTO participant_case (participant, study_case, seq)
                 SELECT p.id, c.id, ?3 FROM participant p, study_case c WHERE p.name = ?1 AND c.name = ?2"],
    },
    FactTable {
        name: "sources",
        divided: false,
        columns: &[("source", Text), ("kind", Text), ("date", Text), ("case", Text)],
        select: "SELECT s.name, s.kind, s.date, c.name FROM source s LEFT JOIN study_case c ON c.id = s.study_case
                 ORDER BY s.name",
        insert: &["INSERT INTO source (name, kind, date, study_case)
                 VALUES (?1, ?2, ?3, (SELECT id FROM study_case WHERE name = ?4))"],
    },
    FactTable {
        name: "speakers",
        divided: false,
        columns: &[("source", Text), ("seq", Integer), ("label", Text), ("part", Text), ("participant", Text)],
        select: "SELECT s.name, k.seq, k.label, k.part, p.name FROM speaker k JOIN source s ON s.id = k.source
                 LEFT JOIN participant p ON p.id = k.participant ORDER BY s.name, k.seq",
        insert: &["INSERT INTO speaker (source, seq, label, part, participant)
                 SELECT id, ?2, ?3, ?4, (SELECT id FROM participant WHERE name = ?5) FROM source WHERE name = ?1"],
    },
    FactTable {
        name: "codings",
        divided: true,
        columns: &[
            ("source", Text),
            ("coding", Coding),
            ("state", Integer),
            ("revision", Integer),
            ("start_byte", Integer),
            ("end_byte", Integer),
            ("code", Text),
            ("coder", Text),
            ("round", Integer),
            ("codebook", Text),
            ("version", Text),
            ("origin", Text),
            ("created", Text),
            ("weight", Real),
            ("entry", Integer),
            ("sheet_row", Integer),
            ("quote", Text),
            ("memo", Text),
        ],
        select: "SELECT s.name, c.uid, c.state, nullif(r.seq, now.seq), c.start, c.\"end\", k.name, d.name, c.round, b.name, b.version,
                        o.word, c.created, c.weight, c.entry, c.sheet_row, t.quote, t.memo
                 FROM source s JOIN revision now ON now.id = s.revision
                 JOIN revision r ON r.source = s.id JOIN coding c ON c.revision = r.id
                 JOIN code k ON k.id = c.code JOIN coder d ON d.id = c.coder JOIN codebook b ON b.id = c.codebook
                 JOIN origin o ON o.id = c.origin JOIN coding_text t ON t.coding = c.id ORDER BY s.name, c.start, c.\"end\", c.uid",
        insert: &[
            "INSERT INTO coding (uid, state, revision, start, \"end\", code, coder, round, codebook, origin, created,
                                     weight, entry, sheet_row)
                 SELECT ?2, ?3, r.id, ?5, ?6, k.id, d.id, ?9, b.id, o.id, ?13, ?14, ?15, ?16
                 FROM source s JOIN revision r ON r.source = s.id
                      AND r.seq = coalesce(?4, (SELECT max(seq) FROM revision WHERE source = s.id)), code k, coder d, codebook b, origin o
                 WHERE s.name = ?1 AND k.name = ?7 AND d.name = ?8 AND b.name = ?10 AND b.version = ?11
                       AND o.word = ?12 AND ?17 IS NOT NULL AND ?18 IS NOT NULL",
            "INSERT INTO coding_text (coding, quote, memo) SELECT id, ?17, ?18 FROM coding WHERE uid = ?2",
        ],
    },
    FactTable {
        name: "coding_events",
        divided: false,
        columns: &[
            ("coding", Coding),
            ("entry", Integer),
            ("what", Text),
            ("was_state", Integer),
            ("was_code", Text),
            ("was_codebook", Text),
            ("was_version", Text),
            ("was_revision", Integer),
            ("was_start_byte", Integer),
            ("was_end_byte", Integer),
            ("was_quote", Text),
            ("method", Text),
            ("score", Real),
            ("coder", Text),
            ("note", Text),
        ],
        select: "SELECT c.uid, e.entry, e.what, e.was_state, k.name, b.name, b.version, r.seq, e.was_start, e.was_end,
                        e.was_quote, e.method, e.score, d.name, e.note
                 FROM coding_event e JOIN coding c ON c.id = e.coding JOIN code k ON k.id = e.was_code
                 JOIN codebook b ON b.id = e.was_codebook JOIN revision r ON r.id = e.was_revision
                 LEFT JOIN coder d ON d.id = e.coder ORDER BY c.uid, e.id",
        insert: &["INSERT INTO coding_event (coding, entry, what, was_state, was_code, was_codebook, was_revision,
                                           was_start, was_end, was_quote, method, score, coder, note)
                 SELECT c.id, ?2, ?3, ?4, k.id, b.id, r.id, ?9, ?10, ?11, ?12, ?13,
                        (SELECT id FROM coder WHERE name = ?14), ?15
                 FROM coding c JOIN revision now ON now.id = c.revision
                 JOIN revision r ON r.source = now.source AND r.seq = ?8, code k, codebook b
                 WHERE c.uid = ?1 AND k.name = ?5 AND b.name = ?6 AND b.version = ?7"],
    },
    FactTable {
        name: "memos",
        divided: false,
        columns: &[
            ("memo", Coding),
            ("about", Text),
            ("name", Text),
            ("revision", Integer),
            ("start_byte", Integer),
            ("end_byte", Integer),
            ("quote", Text),
            ("orphaned", Integer),
            ("coder", Text),
            ("created", Text),
            ("text", Text),
            ("method", Text),
            ("score", Real),
            ("entry", Integer),
        ],
        select: "SELECT m.uid, m.about, m.name, r.seq, m.start, m.\"end\", m.quote, m.orphaned, d.name, m.created, m.text,
                        m.method, m.score, m.entry
                 FROM memo m JOIN coder d ON d.id = m.author LEFT JOIN revision r ON r.id = m.revision
                 ORDER BY m.about, m.name, m.start, m.uid",
        insert: &["INSERT INTO memo (uid, about, name, revision, start, \"end\", quote, orphaned, author, created, text, method,
                                   score, entry)
                 SELECT ?1, ?2, ?3, (SELECT r.id FROM revision r JOIN source s ON s.id = r.source
                                     WHERE s.name = ?3 AND r.seq = ?4),
                        ?5, ?6, ?7, ?8, d.id, ?10, ?11, ?12, ?13, ?14
                 FROM coder d WHERE d.name = ?9"],
    },
    FactTable {
        name: "records",
        divided: true,
        columns: &[("kind", Text), ("id", Text), ("seq", Integer), ("document", Text)],
        select: "SELECT kind, id, seq, document FROM record ORDER BY kind, seq",
        insert: &["INSERT INTO record (kind, id, seq, document) VALUES (?1, ?2, ?3, ?4)"],
    },
    FactTable {
        name: "inputs",
        divided: false,
        columns: &[("path", Text), ("sha256", Text)],
        select: "SELECT path, sha256 FROM input ORDER BY path",
        insert: &["INSERT INTO input (path, sha256) VALUES (?1, ?2)"],
    },
    FactTable {
        name: "journal",
        divided: false,
        columns: &[
            ("entry", Integer),
            ("at", Text),
            ("command", Text),
            ("summary", Text),
            ("kind", Text),
            ("reverses", Integer),
            ("changes_sha256", Text),
            ("hash", Text),
        ],
        select: "SELECT id, at, command, summary, kind, reverses, changes_sha256, hash FROM journal ORDER BY id",
        insert: &["INSERT INTO journal (id, at, command, summary, kind, reverses, changes_sha256, hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"],
    },
    FactTable {
        name: "journal_objects",
        divided: false,
        columns: &[("kind", Text), ("name", Text), ("entry", Integer)],
        select: "SELECT kind, name, entry FROM journal_object ORDER BY entry, kind, name",
        insert: &["INSERT INTO journal_object (kind, name, entry) VALUES (?1, ?2, ?3)"],
    },
];
