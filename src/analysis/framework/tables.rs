//! The framework as tables: all of it, one cell, the summaries.

use std::collections::BTreeSet;

use super::Framework;
use crate::analysis::{AnalysisError, Columns, Layout};
use crate::model::{CodingId, FrameworkCell, Passage, SeenCoding, Standing, Summary};
use crate::table::{Cell, Column, Table};
use crate::text::{capitalised, counted};

/// Most themes that stand side by side on a screen; where there are more, cells stand one below the other.
const SIDE_BY_SIDE: usize = 3;

/// What the cells of a framework show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// The coded passages.
    Text,
    /// What was written, with a mark where it is stale.
    #[default]
    Summary,
    /// Both, the summary first.
    Both,
}

impl Shown {
    /// Every choice with its word.
    pub const WORDS: [(Self, &'static str); 3] =
        [(Self::Text, "text"), (Self::Summary, "summary"), (Self::Both, "both")];

    /// Reads a word of the command line.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that there are.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        let found = Self::WORDS.into_iter().find(|(_, known)| *known == word).map(|(shown, _)| shown);
        found.ok_or_else(|| AnalysisError::Unknown {
            what: "cells",
            found: word.to_owned(),
            expected: Self::WORDS.map(|(_, word)| word).join(", "),
        })
    }
}

/// What is asked of a framework.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameworkRequest {
    /// What the cells show.
    pub shown: Shown,
    /// Ids of the themes to show; all when empty.
    pub themes: Vec<String>,
    /// How it is laid out.
    pub layout: Layout,
}

/// The framework as a table: a row for each case (or participant, or source), a column for each theme. On a screen more
/// than a few themes do not fit side by side: then each cell that holds something is a row `case, theme, cell`.
///
/// `shown` says which passages are told; summaries and their marks come from `whole`, in which nothing is filtered.
///
/// # Errors
/// [`AnalysisError::SummariesOfCases`] where summaries are asked for by something else; a theme that there is not.
pub fn framework_table(
    shown: &Framework<'_>,
    whole: &Framework<'_>,
    request: &FrameworkRequest,
) -> Result<Table, AnalysisError> {
    if shown.by != Columns::Case && request.shown != Shown::Text {
        return Err(AnalysisError::SummariesOfCases { by: shown.by.name() });
    }
    let themes = themes_of(shown, &request.themes)?;
    let listed = request.layout == Layout::Reading && themes.len() > SIDE_BY_SIDE;
    let names = shown.frame.snapshot().themes.iter().enumerate().filter(|(at, _)| themes.contains(at));
    let label = capitalised(&shown.by.name());
    let mut columns = vec![Column::text(shown.by.name(), label)];
    if request.layout == Layout::Data {
        columns.push(Column::text("name", "Name"));
    }
    if listed {
        columns.extend([Column::text("theme", "Theme"), Column::text("cell", "Cell")]);
    } else {
        columns.extend(names.map(|(_, theme)| Column::text(theme.id.clone(), theme.name.clone())));
    }
    let mut table = Table::new(format!("Framework: {} by theme", shown.by.name()), columns);
    measure(request.shown).clone_into(&mut table.measure);
    table.frame = shown.frame.describe();
    for (key, name) in &shown.rows {
        let mut row = vec![Cell::words(key)];
        if request.layout == Layout::Data {
            row.push(Cell::words(name));
        }
        for theme in &themes {
            let summary = whole.summary(key, *theme).map(|summary| (summary, whole.standing(summary, *theme)));
            let words = content(&shown.cell(key, *theme), summary, request.shown);
            if !listed {
                row.push(Cell::words(words));
            } else if !words.is_empty() {
                let theme = shown.frame.snapshot().themes.get(*theme).map_or("", |theme| theme.id.as_str());
                table.rows.push([key, theme, &words].map(Cell::words).to_vec());
            }
        }
        if !listed {
            table.rows.push(row);
        }
    }
    table.notes.extend(notes(shown, request.shown));
    Ok(table)
}

fn measure(shown: Shown) -> &'static str {
    match shown {
        Shown::Text => "coded passages; words that several coders or codes have stand once",
        Shown::Summary => "summaries that the team has written; where there is none, how many passages wait",
        Shown::Both => "summaries that the team has written, and below them the coded passages",
    }
}

fn notes(shown: &Framework<'_>, what: Shown) -> Vec<String> {
    let mut notes = Vec::new();
    if what != Shown::Text {
        notes.push(
            "Stale: since the summary was written, a linked coding was re-coded or is gone, or a new one is in the cell."
                .to_owned(),
        );
    }
    if shown.outside > 0 {
        notes.push(format!("Codings that belong to no {}, and stand in no row: {}.", shown.by.name(), shown.outside));
    }
    notes.extend(shown.frame.notes());
    notes
}

fn themes_of(framework: &Framework<'_>, wanted: &[String]) -> Result<Vec<usize>, AnalysisError> {
    let themes = &framework.frame.snapshot().themes;
    if wanted.is_empty() {
        return Ok((0..themes.len()).collect());
    }
    let position = |id: &String| {
        themes.iter().position(|theme| theme.id == *id).ok_or_else(|| AnalysisError::Unknown {
            what: "theme",
            found: id.clone(),
            expected: themes.iter().map(|theme| theme.id.as_str()).collect::<Vec<_>>().join(", "),
        })
    };
    // In the order of the codebook, as the headers stand.
    let places: BTreeSet<usize> = wanted.iter().map(position).collect::<Result<_, _>>()?;
    Ok(places.into_iter().collect())
}

/// The words of a cell.
fn content(cell: &FrameworkCell, summary: Option<(&Summary, Standing)>, what: Shown) -> String {
    let passages = cell.distinct().count();
    let summary = summary.map(|(summary, standing)| {
        let mark = if standing.is_stale() { format!(" [stale: {}]", standing.in_words()) } else { String::new() };
        format!("{}{mark}", summary.text)
    });
    match what {
        Shown::Text => lines(cell).join("\n"),
        Shown::Summary => match (summary, passages) {
            (Some(summary), _) => summary,
            (None, 0) => String::new(),
            (None, count) => format!("({})", counted(count as u64, "passage")),
        },
        Shown::Both => summary.into_iter().chain(lines(cell)).collect::<Vec<_>>().join("\n"),
    }
}

/// The passages of a cell, one a line; those of one speaker that may not be shown are counted.
fn lines(cell: &FrameworkCell) -> Vec<String> {
    let mut lines: Vec<(String, u64)> = Vec::new();
    for line in cell.distinct().map(Passage::in_words) {
        match lines.last_mut().filter(|(last, _)| *last == line) {
            Some((_, times)) => *times += 1,
            None => lines.push((line, 1)),
        }
    }
    let told = |(line, times): (String, u64)| if times > 1 { format!("{line} × {times}") } else { line };
    lines.into_iter().map(told).collect()
}

/// One cell: the summary as the first row (`mark` is `summary`), then every coding of the cell and every linked one that
/// has left it.
///
/// Columns: `mark, coding, source, speaker, code, coder, words`. Marks: `linked`, `new` (came since the summary was
/// written), `re-coded`, `gone`; none for codings that the summary has seen and does not rest on.
#[must_use]
pub fn framework_cell(framework: &Framework<'_>, row: &str, theme: usize) -> Table {
    let cell = framework.cell(row, theme);
    let columns = vec![
        Column::text("mark", "Mark"),
        Column::text("coding", "Coding"),
        Column::text("source", "Source"),
        Column::text("speaker", "Speaker"),
        Column::text("code", "Code"),
        Column::text("coder", "Coder"),
        Column::text("words", "Words"),
    ];
    let mut table = Table::new(format!("{}: {}", cell.case_name, cell.theme_name), columns);
    table.measure = String::from("the summary of the cell, then its codings, one row each");
    table.frame = framework.frame.describe();
    if let Some(summary) = &cell.summary {
        let cells = ["summary", "", "", "", "", summary.author.as_str(), summary.text.as_str()];
        table.rows.push(cells.map(Cell::words).to_vec());
        let stale = cell.stale_mark();
        let stands = if stale.is_empty() { "it stands" } else { stale.as_str() };
        table
            .notes
            .push(format!("Written by {} on {} under {}; {stands}.", summary.author, summary.date, summary.codebook));
    } else {
        table.notes.push("No summary has been written yet: `themeweave framework write`.".to_owned());
    }
    for passage in &cell.passages {
        let words = passage.words.clone().map_or_else(|| Cell::Withheld(Passage::WITHHELD.to_owned()), Cell::words);
        let id = passage.coding.to_string();
        let cells =
            [mark(&cell, passage.coding), &id, &passage.source, &passage.speaker, &passage.code, &passage.coder];
        table.rows.push(cells.map(Cell::words).into_iter().chain([words]).collect());
    }
    table.rows.extend(left(&cell));
    table.notes.extend(framework.frame.notes());
    table
}

/// What a coding of a cell is to its summary.
fn mark(cell: &FrameworkCell, coding: CodingId) -> &'static str {
    let Some(summary) = &cell.summary else { return "" };
    if cell.standing.new.contains(&coding) {
        return "new";
    }
    if cell.standing.recoded.contains(&coding) {
        return "re-coded";
    }
    let id = coding.to_string();
    if summary.seen.iter().any(|seen| seen.linked && seen.coding == id) { "linked" } else { "" }
}

/// Rows of linked codings that are in the cell no more, with the code that they had.
fn left(cell: &FrameworkCell) -> Vec<Vec<Cell>> {
    let here = |seen: &SeenCoding| cell.passages.iter().any(|passage| passage.coding.to_string() == seen.coding);
    let seen = cell.summary.iter().flat_map(|summary| &summary.seen);
    let left = seen.filter(|seen| seen.linked && !here(seen));
    let row = |seen: &SeenCoding| {
        let recoded = cell.standing.recoded.iter().any(|id| id.to_string() == seen.coding);
        let (mark, words) = if recoded {
            ("re-coded", "(has a code of another theme, or another state)")
        } else {
            ("gone", "(is in the cell no more)")
        };
        [mark, &seen.coding, "", "", &seen.code, "", words].map(Cell::words).to_vec()
    };
    left.map(row).collect()
}

/// The summaries, all of them or those that are stale.
///
/// Columns: `case, theme, author, date, codebook, state, summary`.
#[must_use]
pub fn summaries_table(framework: &Framework<'_>, stale_only: bool) -> Table {
    let keys = [
        ("case", "Case"),
        ("theme", "Theme"),
        ("author", "By"),
        ("date", "When"),
        ("codebook", "Codebook"),
        ("state", "State"),
        ("summary", "Summary"),
    ];
    let mut table =
        Table::new("Summaries of the framework", keys.map(|(key, label)| Column::text(key, label)).to_vec());
    let snapshot = framework.frame.snapshot();
    for summary in &snapshot.summaries {
        let theme = snapshot.themes.iter().position(|theme| theme.id == summary.theme);
        let state = match theme.map(|theme| framework.standing(summary, theme)) {
            None => "there is no such theme any more".to_owned(),
            Some(standing) if standing.is_stale() => format!("stale: {}", standing.in_words()),
            Some(_) => "stands".to_owned(),
        };
        if stale_only && state == "stands" {
            continue;
        }
        let Summary { case, theme, author, date, codebook, text, .. } = summary;
        table.rows.push([case, theme, author, date, codebook, &state, text].map(Cell::words).to_vec());
    }
    table.notes.extend(snapshot.notice_note());
    table
}
