//! Opens a project and prints who raises which theme.
//!
//! ```text
//! cargo run --release -- build transcripts-sample/project.toml
//! cargo run --release --example matrix -- transcripts-sample/reunification.tw theme role
//! ```

use std::error::Error;
use std::io::Write as _;
use std::path::Path;

use themeweave::project::{MatrixQuestion, Now, Project};
use themeweave::table::TerminalStyle;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, rows, columns] = arguments.as_slice() else {
        return Err("usage: matrix PROJECT.tw ROWS COLUMNS, such as: matrix study.tw theme role".into());
    };

    // The library owns no clock: whoever calls it says what day it is, since consent may have ended.
    let clock = jiff::Timestamp::now();
    let now = Now { today: clock.to_zoned(jiff::tz::TimeZone::UTC).date(), timestamp: clock.to_string() };
    let project = Project::open(Path::new(file), now)?;

    // Rows are `theme`, `code` or `category`; columns `role`, `case`, `source`, `participant` or an attribute. What is
    // not said is counted in the usual way: distinct participants, no shares, codes with the codes below them.
    let question = MatrixQuestion { rows: rows.clone(), columns: columns.clone(), ..MatrixQuestion::default() };
    let table = project.matrix(&question)?;

    let mut out = std::io::stdout().lock();
    write!(out, "{}", table.to_terminal(TerminalStyle { width: 80 }))?;

    // The same table is data: typed cells in columns with keys and units, N of each column, notes.
    let total = table.column("total").and_then(|at| table.columns.get(at)).and_then(|column| column.n);
    writeln!(out, "{} rows of {} people", table.rows.len(), total.unwrap_or_default())?;
    Ok(())
}
