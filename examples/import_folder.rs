//! Imports a folder of transcripts into a new project and lists what came in, and why the rest did not.
//!
//! ```text
//! cargo run --release --example import_folder -- transcripts-sample/transcripts study.tw
//! ```

use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use themeweave::project::{Now, Project};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [folder, file] = arguments.as_slice() else {
        return Err("usage: import_folder FOLDER PROJECT.tw".into());
    };

    let clock = jiff::Timestamp::now();
    let now = Now { today: clock.to_zoned(jiff::tz::TimeZone::UTC).date(), timestamp: clock.to_string() };
    let mut project = Project::create(Path::new(file), "An imported folder", "", now)?;

    // One change: every readable file comes in, every other is explained. Neither an update of texts that are known
    // already nor a rehearsal is wanted here.
    let (update, dry_run) = (false, false);
    let report = project.import_sources(std::slice::from_ref(folder), update, dry_run)?;

    let mut out = std::io::stdout().lock();
    for source in project.sources()? {
        writeln!(
            out,
            "{}\t{}\t{} speakers\t{} turns\t{} words",
            source.name, source.format, source.speakers, source.turns, source.words
        )?;
    }
    for problem in report.refused() {
        writeln!(out, "not taken: {problem}")?;
    }
    Ok(())
}
