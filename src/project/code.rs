//! Codings: placed in their texts, all rows or none.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use rayon::prelude::*;
use semver::Version;

use super::migrate::carry_forward;
use super::places::Places;
use super::versions::Versions;
use super::{Project, ProjectError, SheetFile};
use crate::interchange::{CodingRow, read_codings, write_codings};
use crate::model::{Coding, Origin, Problem, Problems};
use crate::store::{Change, StoredCoding};
use crate::text::{Span, did_you_mean};

/// What an import of codings did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodingImport {
    /// Rows of the file.
    pub rows: u64,
    /// Codings that were not in the project before.
    pub added: u64,
}

impl Project {
    /// Imports codings from a sheet: each quote is found in its source, each place is checked
    /// against its text. All rows come in or none. A row that came in before is left alone, wherever its coding is now.
    ///
    /// # Errors
    /// Every row that names an unknown source or code, or whose place is not to be found or is
    /// ambiguous, with the nearest text or the candidates.
    pub fn import_codings(&mut self, file: &Path, dry_run: bool) -> Result<CodingImport, ProjectError> {
        let reports = self.import_coding_sheets(&[file], dry_run)?;
        Ok(reports.into_iter().next().unwrap_or_default())
    }

    /// [`Project::import_codings`] for several sheets in one change: all of them come in or none.
    ///
    /// # Errors
    /// As [`Project::import_codings`], for all sheets at once.
    pub fn import_coding_sheets<P: AsRef<Path>>(
        &mut self,
        files: &[P],
        dry_run: bool,
    ) -> Result<Vec<CodingImport>, ProjectError> {
        let work = |change: &Change| -> Result<(Vec<CodingImport>, String), ProjectError> {
            let versions = Versions::of(change)?;
            let mut problems = Problems::default();
            let (mut reports, mut done) = (Vec::new(), Vec::new());
            for file in files.iter().map(AsRef::as_ref) {
                match import_sheet(change, file, &versions) {
                    Ok(report) if report.added > 0 => {
                        done.push(format!("{} codings from {}", report.added, file.display()));
                        reports.push(report);
                    }
                    Ok(report) => reports.push(report),
                    Err(ProjectError::Input(found)) => problems.0.extend(found.0),
                    Err(other) => return Err(other),
                }
            }
            problems.none_or(())?;
            carry_forward(change, &versions)?;
            Ok((reports, done.join(", ")))
        };
        self.change("coding import", dry_run, work)
    }

    /// All codings that count, as a sheet that [`Project::import_codings`] reads back without loss.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn export_codings(&self) -> Result<String, ProjectError> {
        let codings: Vec<Coding> = self.codings()?.into_iter().map(|stored| stored.coding).collect();
        Ok(write_codings(&codings))
    }

    /// All codings that count, sorted by source, place, code, coder and round.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn codings(&self) -> Result<Vec<StoredCoding>, ProjectError> {
        Ok(self.store.codings()?)
    }
}

fn import_sheet(change: &Change, file: &Path, versions: &Versions) -> Result<CodingImport, ProjectError> {
    let name = file.display().to_string();
    let rows = SheetFile::open(file)?.read("codings", |name, sheet| read_codings(name, sheet))?;
    let origin = Origin::Import(file.file_name().map_or(name.clone(), |f| f.to_string_lossy().into_owned()));
    let count = rows.len() as u64;
    // The same row may have come in with another sheet, or by a build; since then its words may have been corrected.
    let rows = new_rows(change, rows, None)?;
    let codings = placed(change, &name, &rows, versions, &origin)?;
    Ok(CodingImport { rows: count, added: change.add_codings(&codings)?.len() as u64 })
}

/// The rows of a sheet whose coding is not in the project yet.
pub(super) fn new_rows(
    change: &Change,
    mut rows: Vec<CodingRow>,
    origin: Option<&Origin>,
) -> Result<Vec<CodingRow>, ProjectError> {
    let known = change.known_rows(origin)?;
    if !known.is_empty() {
        rows.retain(|row| !known.contains(&row.identity()));
    }
    Ok(rows)
}

/// Places rows in the texts of their sources, in the order of the rows.
pub(super) fn placed(
    change: &Change,
    file: &str,
    rows: &[CodingRow],
    versions: &Versions,
    origin: &Origin,
) -> Result<Vec<Coding>, ProjectError> {
    let mut by_source: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_source.entry(&row.source).or_default().push(at);
    }
    let mut texts: Vec<(&str, Option<String>, Vec<usize>)> = Vec::new();
    for (source, at) in by_source {
        texts.push((source, change.current_text(source)?, at));
    }
    let names = change.source_names()?;
    let active: HashSet<&str> = versions.active().codes.iter().map(|code| code.id.as_str()).collect();
    let results: Vec<(usize, Result<Coding, Problem>)> = texts
        .par_iter()
        .flat_map_iter(|(source, text, at)| {
            let places = text.as_deref().map(Places::new);
            let (names, active) = (&names, &active);
            at.iter().map(move |&at| {
                let row = &rows[at];
                let coding = match &places {
                    None => Err(Problem::new(file, format!("there is no source “{source}” in the project"))
                        .field("source")
                        .hint(did_you_mean(source, names.iter().map(String::as_str)))),
                    Some(places) => version_of(row, versions, active)
                        .and_then(|version| Ok((version, places.find(row)?)))
                        .map_err(|found| Problem { file: file.to_owned(), ..found }),
                };
                let coding = coding.map_err(|problem| problem.at_line(row.line));
                (at, coding.map(|(version, place)| coding_of(row, version, place, origin)))
            })
        })
        .collect();
    in_row_order(results, rows.len())
}

/// The codebook version that the code of a row is of.
fn version_of(row: &CodingRow, versions: &Versions, active: &HashSet<&str>) -> Result<Version, Problem> {
    if row.codebook.is_none() && active.contains(row.code.as_str()) {
        return Ok(versions.active().version.clone());
    }
    versions.of_code(&row.code, row.codebook.as_ref()).cloned()
}

fn coding_of(row: &CodingRow, version: Version, (span, quote): (Span, String), origin: &Origin) -> Coding {
    Coding {
        source: row.source.clone(),
        span,
        code: row.code.clone(),
        coder: row.coder.clone(),
        round: row.round,
        quote,
        memo: row.memo.clone(),
        created: row.created.clone(),
        weight: row.weight,
        origin: origin.clone(),
        sheet_row: Some(row.identity()),
        codebook: Some(version),
    }
}

fn in_row_order(results: Vec<(usize, Result<Coding, Problem>)>, rows: usize) -> Result<Vec<Coding>, ProjectError> {
    let mut problems = Problems::default();
    let mut codings: Vec<(usize, Coding)> = Vec::with_capacity(rows);
    for (at, result) in results {
        match result {
            Ok(coding) => codings.push((at, coding)),
            Err(problem) => problems.push(problem),
        }
    }
    problems.0.sort_by_key(|problem| problem.line);
    codings.sort_by_key(|(at, _)| *at);
    Ok(problems.none_or(codings.into_iter().map(|(_, coding)| coding).collect())?)
}
