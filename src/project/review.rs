//! Codings that wait for a person: stale ones, whose code means something else now, and orphans, whose words are gone.

use std::collections::HashSet;

use super::versions::Versions;
use super::{Project, ProjectError};
use crate::codebook::Lineage;
use crate::interchange::{Decision, DecisionRow};
use crate::model::{Codebook, Coding, CodingState, EventKind, Origin, Problem, Problems};
use crate::store::{Alteration, Change, StoredCoding};
use crate::table::{Cell, Column, Table};
use crate::text::{Located, Locator, OffsetMap, Span, counted, did_you_mean, excerpt};

/// Characters of a quote that a queue shows.
const SHOWN: usize = 160;

/// The command under which the journal keeps decisions.
pub(super) const REVIEW: &str = "coding review";

impl Project {
    /// The recode queue: codings made under an earlier definition of their code, with why they must be looked at and
    /// which codes they may go to. With `sheet` its columns are those of a decision sheet: filled in, it comes back
    /// with [`Project::decide`]; else it is for reading, and says why once for each code.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn recode_queue(&self, sheet: bool) -> Result<Table, ProjectError> {
        let waiting = self.store.codings_in(CodingState::Stale)?;
        let active = self.store.codebook(None)?;
        let all = self.store.versions_of(&active.name)?;
        let mut table = Table::new("Codings to be looked at", queue_columns(sheet));
        let mut reasons: Vec<String> = Vec::new();
        for stored in waiting {
            let (why, targets) = why_stale(&stored, &active, &all);
            let coding = stored.coding;
            let reason = format!("{}: {why}. It may become {}.", coding.code, targets.join(", "));
            let mut row: Vec<Cell> = [stored.id.to_string(), coding.source, coding.coder, coding.code]
                .into_iter()
                .map(Cell::words)
                .collect();
            if sheet {
                row.extend([Cell::words(why), Cell::words(targets.join(", "))]);
            }
            // Whoever fills in the sheet judges the whole passage.
            row.push(Cell::words(if sheet { coding.quote } else { excerpt(&coding.quote, SHOWN) }));
            row.resize(table.columns.len(), Cell::Empty);
            table.rows.push(row);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        if !sheet {
            table.notes.extend(reasons);
        }
        table.notes.push(format!(
            "{} to be looked at. They count under their code until somebody decides: keep, recode (new_code; several \
             with “;”) or drop.",
            counted(table.rows.len() as u64, "coding")
        ));
        Ok(table)
    }

    /// Decides on codings, those of the queue or any other: all decisions or none. Nothing is deleted: what is dropped is
    /// set aside, and comes back when it is kept or recoded. A decision that is in force already changes nothing.
    ///
    /// # Errors
    /// Every decision on a coding that is not there or has no words, or on a code that the codebook lacks; two decisions
    /// on one coding.
    pub fn decide(&mut self, file: &str, decisions: &[DecisionRow], dry_run: bool) -> Result<u64, ProjectError> {
        self.change(REVIEW, dry_run, |change| {
            let versions = Versions::of(change)?;
            let active = versions.active();
            let mut problems = Problems::default();
            let mut resolved: Vec<(StoredCoding, &DecisionRow)> = Vec::new();
            let mut seen = HashSet::new();
            for row in decisions {
                let problem = |found: Problem| {
                    let found = Problem { file: file.to_owned(), ..found };
                    if row.line > 0 { found.at_line(row.line) } else { found }
                };
                match to_decide(change, row, active) {
                    Ok(None) => {}
                    Ok(Some(coding)) if seen.insert(coding.row) => resolved.push((coding, row)),
                    Ok(Some(coding)) => {
                        problems.push(problem(Problem::new("", format!("coding {} is decided on twice", coding.id))));
                    }
                    Err(ProjectError::Input(found)) => problems.0.extend(found.0.into_iter().map(problem)),
                    Err(other) => return Err(other),
                }
            }
            problems.none_or(())?;
            for (coding, row) in &resolved {
                apply(change, coding, row, active)?;
            }
            let done = resolved.len() as u64;
            Ok((done, if done == 0 { String::new() } else { format!("{} looked at", counted(done, "coding")) }))
        })
    }

    /// Codings whose words are gone from their text, with the passage of the current text that is most like them.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn orphans(&self) -> Result<Table, ProjectError> {
        let columns = vec![
            Column::text("coding", "Coding"),
            Column::text("source", "Source"),
            Column::text("code", "Code"),
            Column::text("coder", "Coder"),
            Column::number("line", "Line then"),
            Column::text("quote", "Words"),
            Column::text("nearest", "Nearest now"),
        ];
        let mut table = Table::new("Codings whose words are gone", columns);
        for stored in self.store.codings_in(CodingState::Orphaned)? {
            let coding = &stored.coding;
            let then = self.store.revision_text(&coding.source, stored.revision)?.unwrap_or_default();
            let now = self.store.source_text(&coding.source)?.map_or(String::new(), |(text, _)| text);
            table.rows.push(vec![
                Cell::words(stored.id.to_string()),
                Cell::words(&coding.source),
                Cell::words(&coding.code),
                Cell::words(&coding.coder),
                Cell::Count(u64::from(OffsetMap::new(&then).line_column(coding.span.start).line)),
                Cell::words(excerpt(&coding.quote, SHOWN)),
                Cell::words(nearest(&now, &coding.quote)),
            ]);
        }
        table.notes.push(
            "An orphan is in no count. `themeweave coding reanchor ID --quote WORDS` puts it back on words; `--drop` sets it aside."
                .to_owned(),
        );
        Ok(table)
    }

    /// Puts an orphan, or any coding, on words of the current text of its source.
    ///
    /// # Errors
    /// When there is no such coding, or the words do not occur there exactly once.
    pub fn reanchor(&mut self, id: &str, words: &str, coder: &str) -> Result<String, ProjectError> {
        let stored = self.coding(id)?;
        self.change("coding reanchor", false, |change| {
            let source = &stored.coding.source;
            let text = change.current_text(source)?.unwrap_or_default();
            let span = only_place(&text, source, words)?;
            // Whoever gives a coding its words wants it to count.
            let state = if stored.state.counts() { stored.state } else { CodingState::Current };
            let mut alterations = change.alterations();
            alterations.about(&stored);
            let place = span.of(&text).map(|words| (span, words));
            let to = Alteration {
                state: Some(state),
                place,
                method: "by hand",
                coder: Some(coder),
                ..Alteration::of(EventKind::Reanchored)
            };
            alterations.apply(&stored, &to)?;
            let line = OffsetMap::new(&text).line_column(span.start).line;
            let done = format!("coding {} of {source} is on line {line} now", stored.id);
            Ok((done.clone(), done))
        })
    }

    /// Sets a coding aside by a person's decision: it is in no count, and nothing is deleted.
    ///
    /// # Errors
    /// When there is no such coding.
    pub fn drop_coding(&mut self, id: &str, coder: &str, note: &str) -> Result<String, ProjectError> {
        let stored = self.coding(id)?;
        self.change("coding drop", false, |change| {
            let mut alterations = change.alterations();
            alterations.about(&stored);
            alterations.apply(&stored, &dropped(coder, note))?;
            let done = format!("coding {} of {} is set aside", stored.id, stored.coding.source);
            Ok((done.clone(), done))
        })
    }

    /// Codes words of a source by hand; returns the new coding's id.
    ///
    /// # Errors
    /// When there is no such source or code, the words do not occur exactly once, or the coding is there already.
    pub fn add_coding(
        &mut self,
        source: &str,
        words: &str,
        code: &str,
        coder: &str,
        memo: &str,
    ) -> Result<String, ProjectError> {
        let created = self.now.timestamp.clone();
        self.change("coding add", false, |change| {
            let text = change.current_text(source)?.ok_or_else(|| {
                Problem::new(source, "there is no source of that name").hint("`themeweave source list` shows the names")
            })?;
            let book = change.active_codebook()?;
            known_code(&book, code)?;
            let span = only_place(&text, source, words)?;
            let coding = Coding {
                source: source.to_owned(),
                span,
                code: code.to_owned(),
                coder: coder.to_owned(),
                round: 1,
                quote: span.of(&text).unwrap_or_default().to_owned(),
                memo: memo.to_owned(),
                created: created.clone(),
                weight: None,
                origin: Origin::Manual,
                sheet_row: None,
                codebook: None,
            };
            if change.add_codings(std::slice::from_ref(&coding))?.is_empty() {
                return Err(Problem::new(source, format!("{coder} has coded these words as {code} already")).into());
            }
            let done = format!("{coder} coded “{}” in {source} as {code}", excerpt(&coding.quote, 60));
            Ok((done.clone(), done))
        })
    }
}

fn queue_columns(sheet: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::text("coding", "Coding"),
        Column::text("source", "Source"),
        Column::text("coder", "Coder"),
        Column::text("code", "Code"),
    ];
    if sheet {
        columns.extend([Column::text("why", "Why"), Column::text("targets", "May become")]);
    }
    columns.push(Column::text("quote", "Quote"));
    if sheet {
        let filled_in = [("decision", "Decision"), ("new_code", "New code"), ("decided_by", "By"), ("note", "Note")];
        columns.extend(filled_in.map(|(key, label)| Column::text(key, label)));
    }
    columns
}

/// Why a coding waits, and which codes it may go to.
fn why_stale(stored: &StoredCoding, active: &Codebook, all: &[Codebook]) -> (String, Vec<String>) {
    let Some(from) = stored.coding.codebook.as_ref().and_then(|v| all.iter().find(|book| book.version == *v)) else {
        return (String::new(), Vec::new());
    };
    let path: Vec<&Codebook> =
        all.iter().filter(|book| book.version > from.version && book.version <= active.version).collect();
    let lineage = Lineage::between(from, &path);
    let fate = lineage.fate(&stored.coding.code);
    let reasons = fate.map_or(String::new(), |fate| fate.reasons.join("; "));
    (reasons, fate.map_or(Vec::new(), |fate| fate.targets.clone()))
}

/// The coding that a row decides on, if the decision can be carried out; nothing where it is in force already, as for a
/// row that comes again in a sheet that was filled in further.
fn to_decide(change: &Change, row: &DecisionRow, active: &Codebook) -> Result<Option<StoredCoding>, ProjectError> {
    let coding = change_coding(change, &row.coding)?;
    let id = coding.id;
    if coding.state == CodingState::Orphaned {
        return Err(Problem::new("", format!("the words of coding {id} are gone"))
            .hint("`themeweave coding reanchor` puts it on words, or drops it")
            .into());
    }
    let codes: &[String] = match &row.decision {
        Decision::Keep if coding.state == CodingState::Current => return Ok(None),
        Decision::Drop if coding.state == CodingState::SetAside => return Ok(None),
        Decision::Recode(codes) if coding.state == CodingState::Current && *codes == [coding.coding.code.clone()] => {
            return Ok(None);
        }
        Decision::Drop => return Ok(Some(coding)),
        Decision::Keep => std::slice::from_ref(&coding.coding.code),
        Decision::Recode(codes) => codes,
    };
    for code in codes {
        known_code(active, code).map_err(|problem| match &row.decision {
            Decision::Keep => problem.hint("its code is gone from this version: give it another (recode), or drop it"),
            _ => problem,
        })?;
    }
    // One that was set aside and whose text was corrected since stands on a text that nobody reads any more.
    if coding.state == CodingState::SetAside && !change.codings_on(&coding.coding.source)?.iter().any(|c| c.id == id) {
        return Err(Problem::new("", format!("the text of coding {id} was corrected since it was set aside"))
            .hint(format!("`themeweave coding reanchor {id} --quote WORDS` brings it back"))
            .into());
    }
    Ok(Some(coding))
}

fn change_coding(change: &Change, id: &str) -> Result<StoredCoding, ProjectError> {
    let mut found = change.codings_named(id)?;
    match (found.pop(), found.is_empty()) {
        (Some(coding), true) => Ok(coding),
        (Some(_), false) => Err(Problem::new("", format!("several codings have ids that begin with {id}")).into()),
        (None, _) => Err(Problem::new("", format!("there is no coding {id}"))
            .hint("`themeweave coding review` and `coding list --ids` show the ids")
            .into()),
    }
}

pub(super) fn known_code(book: &Codebook, code: &str) -> Result<(), Problem> {
    if book.code(code).is_some() {
        return Ok(());
    }
    let known = book.codes.iter().map(|code| code.id.as_str());
    let hint = match did_you_mean(code, known) {
        hint if hint.is_empty() => {
            "codings are made with the version in use; `themeweave codebook migrate` goes to another".to_owned()
        }
        hint => hint,
    };
    Err(Problem::new("coding", format!("code “{code}” is not in codebook {}", book.label())).hint(hint))
}

fn apply(change: &Change, coding: &StoredCoding, row: &DecisionRow, active: &Codebook) -> Result<(), ProjectError> {
    let mut alterations = change.alterations();
    alterations.about(coding);
    let decided = |kind: EventKind| Alteration {
        state: Some(CodingState::Current),
        coder: Some(&row.decided_by),
        note: &row.note,
        ..Alteration::of(kind)
    };
    match &row.decision {
        Decision::Keep => {
            let code = coding.coding.code.as_str();
            alterations
                .apply(coding, &Alteration { code: Some((code, &active.version)), ..decided(EventKind::Kept) })?;
        }
        Decision::Drop => drop(alterations.apply(
            coding,
            &Alteration { code: Some((&coding.coding.code, &active.version)), ..dropped(&row.decided_by, &row.note) },
        )?),
        Decision::Recode(codes) => {
            let Some((first, more)) = codes.split_first() else { return Ok(()) };
            alterations
                .apply(coding, &Alteration { code: Some((first, &active.version)), ..decided(EventKind::Recoded) })?;
            // A passage that shows several of the forms becomes a coding of each.
            let further: Vec<Coding> = more
                .iter()
                .map(|code| Coding {
                    code: code.clone(),
                    origin: Origin::Manual,
                    sheet_row: None,
                    codebook: None,
                    ..coding.coding.clone()
                })
                .collect();
            change.add_codings(&further)?;
        }
    }
    Ok(())
}

fn dropped<'a>(coder: &'a str, note: &'a str) -> Alteration<'a> {
    Alteration { state: Some(CodingState::SetAside), coder: Some(coder), note, ..Alteration::of(EventKind::Dropped) }
}

/// Where words stand in a text, if they stand there once.
pub(super) fn only_place(text: &str, source: &str, words: &str) -> Result<Span, Problem> {
    let problem = |message: String| Problem::new(source, message);
    match Locator::new(text).locate(words) {
        Located::Exact(span) | Located::Folded(span) => Ok(span),
        Located::Ambiguous(spans) => {
            let map = OffsetMap::new(text);
            let lines: Vec<String> =
                spans.iter().take(8).map(|span| map.line_column(span.start).line.to_string()).collect();
            Err(problem(format!(
                "“{}” stands there {} times, on lines {}",
                excerpt(words, 60),
                spans.len(),
                lines.join(", ")
            ))
            .hint("quote more words"))
        }
        Located::Missing { .. } => {
            Err(problem(format!("“{}” is not in its text", excerpt(words, 60))).hint(match nearest(text, words) {
                near if near.is_empty() => "copy the words from the transcript".to_owned(),
                near => format!("the nearest text is “{near}”"),
            }))
        }
    }
}

/// The passage that is most like some words, or nothing.
fn nearest(text: &str, words: &str) -> String {
    match Locator::new(text).locate(words) {
        Located::Exact(span) | Located::Folded(span) => excerpt(span.of(text).unwrap_or_default(), SHOWN),
        Located::Missing { nearest: Some(near) } => excerpt(near.span.of(text).unwrap_or_default(), SHOWN),
        Located::Ambiguous(_) | Located::Missing { nearest: None } => String::new(),
    }
}
