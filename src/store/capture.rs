//! What a change does to the tables, kept so that it can be taken back.
//!
//! While a change is under way, temporary triggers write down how to reverse each row that it touches. Rows that are
//! new (their number is above the highest that there was) need no note: taking a change back begins by deleting them.
//! The notes are applied backwards, so that every state on the way back is one that the file was in before. What is
//! written down while a change is taken back is what brings it back again.

use std::io::{BufRead as _, BufReader, Write as _};

use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use rusqlite::types::{Null, Value};
use rusqlite::{Connection, OptionalExtension as _, ToSql, params_from_iter};
use serde::{Deserialize, Serialize};

use super::StoreError;

/// The tables whose rows are the project. The journal is not among them: it only grows.
const TABLES: [&str; 17] = [
    "meta",
    "codebook",
    "code",
    "study_case",
    "participant",
    "participant_case",
    "source",
    "revision",
    "speaker",
    "coder",
    "origin",
    "coding",
    "coding_text",
    "coding_event",
    "memo",
    "record",
    "input",
];

/// A table as the triggers and the way back see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Layout {
    name: String,
    columns: Vec<String>,
    /// Declared type of each column.
    types: Vec<String>,
    /// Positions of the primary key's columns.
    key: Vec<usize>,
    /// Whether the key is the row's number.
    numbered: bool,
}

/// Rows `after < number <= last` of a table are new.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Grown {
    table: usize,
    after: i64,
    last: i64,
}

/// What stands before the notes.
#[derive(Debug, Serialize, Deserialize)]
struct Heading {
    tables: Vec<Layout>,
    grown: Vec<Grown>,
}

/// What happened to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Happened {
    Inserted,
    Deleted,
    Updated,
}

impl Happened {
    const ALL: [Self; 3] = [Self::Inserted, Self::Deleted, Self::Updated];

    fn verb(self) -> &'static str {
        match self {
            Self::Inserted => "INSERT",
            Self::Deleted => "DELETE",
            Self::Updated => "UPDATE",
        }
    }
}

/// A capture under way. It lives in the transaction: when that is rolled back, the triggers are gone with it.
pub(super) struct Capture {
    tables: Vec<Layout>,
    /// Highest row number of each numbered table when the capture began.
    marks: Vec<i64>,
}

impl Capture {
    /// Begins to write down what happens to the project's tables.
    pub(super) fn begin(connection: &Connection) -> Result<Self, StoreError> {
        let tables = layouts(connection)?;
        let mut marks = Vec::with_capacity(tables.len());
        let mut sql = String::from("CREATE TEMP TABLE note (seq INTEGER PRIMARY KEY, t INTEGER, k INTEGER, v TEXT);\n");
        for (at, table) in tables.iter().enumerate() {
            let mark = highest(connection, table)?;
            for (kind, happened) in Happened::ALL.into_iter().enumerate() {
                sql.push_str(&trigger(at, table, kind, happened, mark));
            }
            marks.push(mark);
        }
        connection.execute_batch(&sql)?;
        Ok(Self { tables, marks })
    }

    /// Ends the capture: how to take back what happened, compressed; nothing when nothing happened.
    pub(super) fn finish(self, connection: &Connection) -> Result<Option<Vec<u8>>, StoreError> {
        let mut grown = Vec::new();
        let mut sql = String::new();
        for (at, table) in self.tables.iter().enumerate() {
            for kind in 0..Happened::ALL.len() {
                sql.push_str(&format!("DROP TRIGGER temp.note_{at}_{kind};\n"));
            }
            let (after, last) = (self.marks.get(at).copied().unwrap_or_default(), highest(connection, table)?);
            if last > after {
                grown.push(Grown { table: at, after, last });
            }
        }
        connection.execute_batch(&sql)?;
        let bytes = self.packed(connection, grown)?;
        connection.execute_batch("DROP TABLE temp.note")?;
        Ok(bytes)
    }

    fn packed(self, connection: &Connection, grown: Vec<Grown>) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = connection.prepare("SELECT t, k, v FROM temp.note ORDER BY seq DESC")?;
        let mut rows = statement.query([])?;
        let mut row = rows.next()?;
        if grown.is_empty() && row.is_none() {
            return Ok(None);
        }
        let heading = Heading { tables: self.tables, grown };
        let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
        let failed = |error: std::io::Error| StoreError::Damaged(error.to_string());
        let heading = serde_json::to_string(&heading).map_err(|error| StoreError::Damaged(error.to_string()))?;
        writeln!(out, "{heading}").map_err(failed)?;
        while let Some(note) = row {
            let (table, kind): (i64, i64) = (note.get(0)?, note.get(1)?);
            let values = note.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
            writeln!(out, "[{table},{kind},{values}]").map_err(failed)?;
            row = rows.next()?;
        }
        Ok(Some(out.finish().map_err(failed)?))
    }
}

/// Takes back what [`Capture::finish`] wrote down. Foreign keys must be off: on the way back rows stand without those
/// they belong to, and nothing may be deleted along with them.
pub(super) fn take_back(connection: &Connection, packed: &[u8]) -> Result<(), StoreError> {
    // Line by line: what a damaged or hostile file unpacks to need not fit into memory.
    let mut lines = BufReader::new(ZlibDecoder::new(packed)).lines();
    let mut next = || lines.next().transpose().map_err(|error| unreadable(&error));
    let heading = next()?.unwrap_or_default();
    let heading: Heading = serde_json::from_str(&heading).map_err(|error| unreadable(&error))?;
    let tables = known_tables(&heading, &layouts(connection)?)?;
    let table_at = |at: usize| tables.get(at).ok_or_else(|| unreadable(&"no such table"));
    for grown in &heading.grown {
        let table = table_at(grown.table)?;
        if !table.numbered {
            return Err(unreadable(&format!("the rows of {} have no numbers", table.name)));
        }
        let sql = format!("DELETE FROM {} WHERE {} > ?1 AND {1} <= ?2", table.name, table.key_column());
        connection.execute(&sql, [grown.after, grown.last])?;
    }
    while let Some(line) = next()? {
        let (table, kind, values): (usize, usize, Vec<serde_json::Value>) =
            serde_json::from_str(&line).map_err(|error| unreadable(&error))?;
        let happened = Happened::ALL.get(kind).ok_or_else(|| unreadable(&"no such kind of change"))?;
        reverse(connection, table_at(table)?, *happened, &values)?;
    }
    Ok(())
}

/// The tables of the notes as this program knows them. Names come from here into SQL, never from the file.
fn known_tables(heading: &Heading, known: &[Layout]) -> Result<Vec<Layout>, StoreError> {
    let known_as = |noted: &Layout| -> Result<Layout, StoreError> {
        let same = known.iter().find(|known| known.name == noted.name && noted.fits(known));
        let mut table =
            same.ok_or_else(|| StoreError::CannotUndo(format!("table {} has changed since", noted.name)))?.clone();
        table.columns.truncate(noted.columns.len());
        table.types.truncate(noted.columns.len());
        Ok(table)
    };
    heading.tables.iter().map(known_as).collect()
}

fn unreadable(cause: &dyn std::fmt::Display) -> StoreError {
    StoreError::Damaged(format!("what undo needs cannot be read: {cause}"))
}

fn reverse(
    connection: &Connection,
    table: &Layout,
    happened: Happened,
    values: &[serde_json::Value],
) -> Result<(), StoreError> {
    let wrong = || unreadable(&"a row has other columns than its table");
    let key_is = |first: usize| -> String {
        let terms = table.key.iter().enumerate().map(|(at, column)| {
            format!("{} = ?{}", quoted(table.columns.get(*column).map_or("", String::as_str)), first + at)
        });
        terms.collect::<Vec<_>>().join(" AND ")
    };
    let key = || -> Result<Vec<Value>, StoreError> {
        let types = table.key.iter().map(|at| table.types.get(*at).map_or("", String::as_str));
        values.iter().zip(types).map(|(value, kind)| decoded(value, kind)).collect()
    };
    let (sql, parameters) = match happened {
        Happened::Inserted if values.len() != table.key.len() => return Err(wrong()),
        Happened::Inserted => (format!("DELETE FROM {} WHERE {}", table.name, key_is(1)), key()?),
        Happened::Deleted => {
            if values.len() != table.columns.len() {
                return Err(wrong());
            }
            let columns: Vec<String> = table.columns.iter().map(|name| quoted(name)).collect();
            let marks: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
            let sql = format!("INSERT INTO {} ({}) VALUES ({})", table.name, columns.join(", "), marks.join(", "));
            let values: Result<Vec<Value>, StoreError> =
                values.iter().zip(&table.types).map(|(value, kind)| decoded(value, kind)).collect();
            (sql, values?)
        }
        Happened::Updated => {
            let (_, columns) = values.split_at_checked(table.key.len()).ok_or_else(wrong)?;
            if columns.len() != table.columns.len() {
                return Err(wrong());
            }
            let mut parameters = key()?;
            let mut sets = Vec::new();
            for ((value, name), kind) in columns.iter().zip(&table.columns).zip(&table.types) {
                // `[value]` is what a changed column held; `0` stands for a column that did not change.
                let Some([before]) = value.as_array().map(Vec::as_slice) else { continue };
                parameters.push(decoded(before, kind)?);
                sets.push(format!("{} = ?{}", quoted(name), parameters.len()));
            }
            if sets.is_empty() {
                return Ok(());
            }
            (format!("UPDATE {} SET {} WHERE {}", table.name, sets.join(", "), key_is(1)), parameters)
        }
    };
    let parameters = params_from_iter(parameters.iter().map(|value| value as &dyn ToSql));
    connection.prepare_cached(&sql)?.execute(parameters).map_err(|error| match StoreError::from(error) {
        // A row that is there already, or one that the table's rules forbid.
        StoreError::Sql(error) => unreadable(&error),
        other => other,
    })?;
    Ok(())
}

/// A value as the notes write it, by the declared type of its column.
fn decoded(value: &serde_json::Value, kind: &str) -> Result<Value, StoreError> {
    use serde_json::Value as Json;
    let wrong = || unreadable(&format!("a {kind} column cannot hold {value}"));
    Ok(match (value, kind) {
        (Json::Null, _) => Value::from(Null),
        (Json::Number(number), "INTEGER") => Value::Integer(number.as_i64().ok_or_else(wrong)?),
        (Json::String(text), "REAL") => Value::Real(text.parse().map_err(|_| wrong())?),
        (Json::String(text), "BLOB") => Value::Blob(from_hex(text).ok_or_else(wrong)?),
        (Json::String(text), "TEXT") => Value::Text(text.clone()),
        _ => return Err(wrong()),
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes: Option<Vec<u8>> = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    bytes.filter(|_| rest.is_empty())
}

impl Layout {
    fn key_column(&self) -> String {
        quoted(self.key.first().and_then(|at| self.columns.get(*at)).map_or("", String::as_str))
    }

    /// Whether rows noted under this layout can go back into `now`, which may have gained columns at its end.
    fn fits(&self, now: &Self) -> bool {
        now.columns.starts_with(&self.columns)
            && now.types.starts_with(&self.types)
            && self.types.len() == self.columns.len()
            && now.key == self.key
            && self.key.iter().all(|at| *at < self.columns.len())
    }
}

/// A column as an expression that JSON can carry without loss.
fn carried(row: &str, column: &str, kind: &str) -> String {
    let column = format!("{row}.{}", quoted(column));
    match kind {
        "BLOB" => format!("hex({column})"),
        // Seventeen digits are enough for every number, and are read back by a reader that rounds rightly.
        "REAL" => format!("CASE WHEN {column} IS NULL THEN NULL ELSE printf('%!.17g', {column}) END"),
        _ => column,
    }
}

fn trigger(at: usize, table: &Layout, kind: usize, happened: Happened, mark: i64) -> String {
    let column = |position: &usize| table.columns.get(*position).map_or("", String::as_str);
    let kind_of = |position: &usize| table.types.get(*position).map_or("", String::as_str);
    let keys = |row: &str| table.key.iter().map(|at| carried(row, column(at), kind_of(at))).collect::<Vec<_>>();
    let with_types = || table.columns.iter().zip(&table.types);
    let (row, values) = match happened {
        Happened::Inserted => ("new", keys("new")),
        Happened::Deleted => ("old", with_types().map(|(name, kind)| carried("old", name, kind)).collect()),
        Happened::Updated => {
            let changed = with_types().map(|(name, kind)| {
                let name_quoted = quoted(name);
                let before = carried("old", name, kind);
                format!(
                    "json(CASE WHEN old.{name_quoted} IS NOT new.{name_quoted} THEN json_array({before}) ELSE '0' END)"
                )
            });
            ("old", keys("new").into_iter().chain(changed).collect())
        }
    };
    let mut conditions = Vec::new();
    if table.numbered {
        // What is new in this change is deleted as a whole when it is taken back.
        conditions.push(format!("{row}.{} <= {mark}", table.key_column()));
    }
    if happened == Happened::Updated {
        let differ: Vec<String> = table.columns.iter().map(|name| quoted(name)).collect();
        let differ: Vec<String> = differ.iter().map(|name| format!("old.{name} IS NOT new.{name}")).collect();
        conditions.push(format!("({})", differ.join(" OR ")));
    }
    let when = if conditions.is_empty() { String::new() } else { format!(" WHEN {}", conditions.join(" AND ")) };
    format!(
        "CREATE TEMP TRIGGER note_{at}_{kind} AFTER {} ON main.{}{when} BEGIN \
         INSERT INTO note (t, k, v) VALUES ({at}, {kind}, json_array({})); END;\n",
        happened.verb(),
        table.name,
        values.join(", "),
    )
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn highest(connection: &Connection, table: &Layout) -> Result<i64, StoreError> {
    if !table.numbered {
        return Ok(0);
    }
    let sql = format!("SELECT max({}) FROM main.{}", table.key_column(), table.name);
    let highest: Option<Option<i64>> = connection.prepare_cached(&sql)?.query_row([], |row| row.get(0)).optional()?;
    Ok(highest.flatten().unwrap_or_default())
}

fn layouts(connection: &Connection) -> Result<Vec<Layout>, StoreError> {
    let sql = "SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid";
    let mut statement = connection.prepare_cached(sql)?;
    let mut layouts = Vec::with_capacity(TABLES.len());
    for name in TABLES {
        let mut layout =
            Layout { name: name.to_owned(), columns: Vec::new(), types: Vec::new(), key: Vec::new(), numbered: false };
        let mut key: Vec<(i64, usize)> = Vec::new();
        let mut rows = statement.query([name])?;
        while let Some(row) = rows.next()? {
            let position: i64 = row.get(2)?;
            if position > 0 {
                key.push((position, layout.columns.len()));
            }
            layout.columns.push(row.get(0)?);
            layout.types.push(row.get(1)?);
        }
        key.sort_unstable();
        layout.key = key.into_iter().map(|(_, at)| at).collect();
        layout.numbered =
            matches!(layout.key.as_slice(), [at] if layout.types.get(*at).is_some_and(|kind| kind == "INTEGER"));
        layouts.push(layout);
    }
    Ok(layouts)
}
