//! Codings: placed in their texts, all rows or none.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use rayon::prelude::*;

use super::{Project, ProjectError, read_text};
use crate::interchange::{CodingRow, Place, read_codings, write_codings};
use crate::model::{Codebook, Coding, Origin, Problem, Problems};
use crate::store::{Change, StoredCoding};
use crate::text::did_you_mean;
use crate::text::{Located, Locator, OffsetMap, Span};

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
    /// against its text. All rows come in or none.
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
        let codebook = self.store.codebook(None)?;
        let timestamp = self.now.timestamp.clone();
        let work = |change: &Change| -> Result<(Vec<CodingImport>, String), ProjectError> {
            let mut problems = Problems::default();
            let (mut reports, mut done) = (Vec::new(), Vec::new());
            for file in files.iter().map(AsRef::as_ref) {
                match import_sheet(change, file, &codebook) {
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
            Ok((reports, done.join(", ")))
        };
        if dry_run { self.store.rehearse(work) } else { self.store.change(&timestamp, "coding import", work) }
    }

    /// All codings as a sheet that [`Project::import_codings`] reads back without loss.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn export_codings(&self) -> Result<String, ProjectError> {
        let codings: Vec<Coding> = self.codings()?.into_iter().map(|stored| stored.coding).collect();
        Ok(write_codings(&codings))
    }

    /// All codings, sorted by source, place, code, coder and round.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn codings(&self) -> Result<Vec<StoredCoding>, ProjectError> {
        Ok(self.store.codings()?)
    }
}

fn import_sheet(change: &Change, file: &Path, codebook: &Codebook) -> Result<CodingImport, ProjectError> {
    let name = file.display().to_string();
    let rows = read_codings(&name, &read_text(file)?)?;
    let origin = Origin::Import(file.file_name().map_or(name.clone(), |f| f.to_string_lossy().into_owned()));
    let codings = placed(change, &name, &rows, codebook, &origin)?;
    Ok(CodingImport { rows: codings.len() as u64, added: change.add_codings(&codings)? })
}

/// Places rows in the texts of their sources, in the order of the rows.
pub(super) fn placed(
    change: &Change,
    file: &str,
    rows: &[CodingRow],
    codebook: &Codebook,
    origin: &Origin,
) -> Result<Vec<Coding>, ProjectError> {
    let mut by_source: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_source.entry(&row.source).or_default().push(at);
    }
    let known: HashSet<&str> = codebook.codes.iter().map(|code| code.id.as_str()).collect();
    let mut texts: Vec<(&str, Option<String>, Vec<usize>)> = Vec::new();
    for (source, at) in by_source {
        texts.push((source, change.current_text(source)?, at));
    }
    let names = change.source_names()?;
    let results: Vec<(usize, Result<Coding, Problem>)> = texts
        .par_iter()
        .flat_map_iter(|(source, text, at)| {
            let places = text.as_deref().map(Places::new);
            let names = &names;
            let known = &known;
            at.iter().map(move |&at| {
                let row = &rows[at];
                let problem = |message: String| Problem::new(file, message).at_line(row.line);
                let coding = match &places {
                    None => Err(problem(format!("there is no source “{source}” in the project"))
                        .field("source")
                        .hint(did_you_mean(source, names.iter().map(String::as_str)))),
                    Some(_) if !known.contains(row.code.as_str()) => {
                        let codes = codebook.codes.iter().map(|code| code.id.as_str());
                        Err(problem(format!("code “{}” is not in codebook {}", row.code, codebook.label()))
                            .field("code")
                            .hint(did_you_mean(&row.code, codes)))
                    }
                    Some(places) => places.find(row).map_err(|found| Problem { file: file.to_owned(), ..found }),
                };
                (at, coding.map(|span_and_quote| coding_of(row, span_and_quote, origin)))
            })
        })
        .collect();
    in_row_order(results, rows.len())
}

fn coding_of(row: &CodingRow, (span, quote): (Span, String), origin: &Origin) -> Coding {
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

/// One text with what is needed to find places in it; each part is made when the first row asks.
struct Places<'t> {
    text: &'t str,
    locator: std::cell::OnceCell<Locator<'t>>,
    offsets: std::cell::OnceCell<OffsetMap<'t>>,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, locator: std::cell::OnceCell::new(), offsets: std::cell::OnceCell::new() }
    }

    fn find(&self, row: &CodingRow) -> Result<(Span, String), Problem> {
        let span = match &row.place {
            Place::Quote(quote) => self.quote(row, quote)?,
            Place::Offsets { unit, start, end, quote } => {
                let map = self.offsets.get_or_init(|| OffsetMap::new(self.text));
                let byte = |position: u32| map.to_bytes(*unit, position);
                let (Some(from), Some(to)) = (byte(*start), byte(*end)) else {
                    let message = format!("the place {start}..{end} lies outside source “{}”", row.source);
                    return Err(Problem::new("", message).at_line(row.line).hint("check the unit named in the header"));
                };
                let span = Span::new(from, to).snapped_outwards(self.text);
                self.agrees(row, span, quote.as_deref())?;
                span
            }
        };
        match span.of(self.text) {
            Some(words) if !words.trim().is_empty() => Ok((span, words.to_owned())),
            _ => Err(Problem::new("", "the coded place holds no words").at_line(row.line)),
        }
    }

    /// A row that gives both place and quote must mean the same words by them.
    fn agrees(&self, row: &CodingRow, span: Span, quote: Option<&str>) -> Result<(), Problem> {
        let found = span.of(self.text).unwrap_or_default();
        match quote {
            Some(quote) if quote != found => {
                let message = format!("the place holds “{}”, the quote is “{}”", shortened(found), shortened(quote));
                Err(Problem::new("", message)
                    .at_line(row.line)
                    .hint("the transcript may have changed since; delete the place's columns to find the quote anew"))
            }
            _ => Ok(()),
        }
    }

    fn quote(&self, row: &CodingRow, quote: &str) -> Result<Span, Problem> {
        let problem = |message: String| Problem::new("", message).at_line(row.line).field("quote");
        match self.locator.get_or_init(|| Locator::new(self.text)).locate(quote) {
            Located::Exact(span) | Located::Folded(span) => Ok(span),
            Located::Ambiguous(spans) => {
                let map = self.offsets.get_or_init(|| OffsetMap::new(self.text));
                let candidate = |span: &Span| {
                    let line = map.line_column(span.start).line;
                    let before = self.text.get(..span.start as usize).unwrap_or_default();
                    let words: Vec<&str> = before.split_whitespace().rev().take(4).collect();
                    let words: Vec<&str> = words.into_iter().rev().collect();
                    format!("line {line} at byte {} after “{}”", span.start, words.join(" "))
                };
                let lines: Vec<String> = spans.iter().take(5).map(candidate).collect();
                let message = format!("“{}” occurs {} times in “{}”", shortened(quote), spans.len(), row.source);
                Err(problem(message).hint(format!(
                    "candidates: {}; quote more words, or give start_byte and end_byte",
                    lines.join("; ")
                )))
            }
            Located::Missing { nearest } => {
                let message = format!("“{}” is not in “{}”", shortened(quote), row.source);
                let hint = nearest.and_then(|nearest| {
                    let words = nearest.span.of(self.text)?;
                    Some(format!(
                        "the nearest text ({:.0}% alike) is “{}”",
                        nearest.similarity * 100.0,
                        shortened(words)
                    ))
                });
                Err(problem(message).hint(hint.unwrap_or_else(|| "copy the words from the transcript".to_owned())))
            }
        }
    }
}

/// The beginning of a text on one line, for messages.
fn shortened(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 90 { line } else { line.chars().take(89).collect::<String>() + "…" }
}
