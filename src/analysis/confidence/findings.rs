//! The summary of qualitative findings and the evidence profile.

use super::{ADAPTED, doubts, in_words};
use crate::analysis::voices::{columns_of_voices, voices};
use crate::analysis::{Frame, Layout, Voices};
use crate::model::{Confidence, Theme};
use crate::table::{Cell, Column, Table};

/// One theme with who says it and what was judged of it.
struct Finding<'a> {
    theme: &'a Theme,
    said: Voices,
    judged: Option<&'a Confidence>,
}

/// The summary of qualitative findings: every theme's statement, what contributes to it, the confidence in it and why.
///
/// Data columns, which map to those of GRADE-CERQual's own tables: `theme` (number of the finding), `name`, `finding` (summarised
/// review finding), one for each role and `participants, cases, sources` (contributing data), `confidence` (`high`, `moderate`,
/// `low`, `very_low`, empty when not judged), `explanation, analyst, date`. Reading columns: `finding, voices, confidence, explanation`.
#[must_use]
pub fn summary_of_findings(frame: &Frame<'_>, layout: Layout) -> Table {
    let columns = match layout {
        Layout::Reading => vec![
            Column::text("finding", "Finding"),
            Column::text("voices", "Who says it"),
            Column::text("confidence", "Confidence"),
            Column::text("explanation", "Explanation"),
        ],
        Layout::Data => {
            let mut columns = finding_columns(frame);
            columns.extend(overall_columns());
            columns
        }
    };
    let mut table = Table::new("Summary of qualitative findings (GRADE-CERQual, adapted)", columns);
    let findings = findings(frame);
    for finding in &findings {
        let Finding { theme, said, judged } = finding;
        table.rows.push(match layout {
            Layout::Reading => vec![
                Cell::words(headed(theme)),
                Cell::words(said.in_words()),
                Cell::words(level_in_words(*judged)),
                judged.map_or(Cell::Empty, |judged| Cell::words(judged.why.clone())),
            ],
            Layout::Data => {
                let mut row = finding.cells();
                row.extend(finding.overall());
                row
            }
        });
    }
    finish(table, frame, &findings)
}

/// The evidence profile: for every theme the concerns about all four components, each with its reason, and the overall level.
///
/// Data columns: those of [`summary_of_findings`], with `limitations, limitations_why, coherence, coherence_why, adequacy,
/// adequacy_why, relevance, relevance_why` before `confidence`. Reading columns: `theme, component, concerns, why`, a row
/// for each component and one for the overall level.
#[must_use]
pub fn evidence_profile(frame: &Frame<'_>, layout: Layout) -> Table {
    let findings = findings(frame);
    let columns = match layout {
        Layout::Reading => vec![
            Column::text("theme", "Theme"),
            Column::text("component", "Component"),
            Column::text("concerns", "Concerns"),
            Column::text("why", "Why"),
        ],
        Layout::Data => {
            let mut columns = finding_columns(frame);
            for (key, name) in [
                ("limitations", "Methodological limitations"),
                ("coherence", "Coherence"),
                ("adequacy", "Adequacy of data"),
                ("relevance", "Relevance"),
            ] {
                columns.push(Column::text(key, name));
                columns.push(Column::text(format!("{key}_why"), "Why"));
            }
            columns.extend(overall_columns());
            columns
        }
    };
    let mut table = Table::new("Evidence profile (GRADE-CERQual, adapted)", columns);
    for finding in &findings {
        match layout {
            Layout::Reading => table.rows.extend(profile_rows(finding)),
            Layout::Data => {
                let mut row = finding.cells();
                match finding.judged {
                    Some(judged) => row.extend(judged.components().into_iter().flat_map(|(_, concern)| {
                        [Cell::words(concern.level.clone()), Cell::words(concern.why.clone())]
                    })),
                    None => row.extend(std::iter::repeat_n(Cell::Empty, 8)),
                }
                row.extend(finding.overall());
                table.rows.push(row);
            }
        }
    }
    finish(table, frame, &findings)
}

fn findings<'a>(frame: &Frame<'a>) -> Vec<Finding<'a>> {
    let snapshot = frame.snapshot();
    let all = snapshot.themes.iter().zip(voices(frame));
    let judged = |theme: &Theme| snapshot.integration.confidence.iter().find(|judged| judged.theme == theme.id);
    all.map(|(theme, said)| Finding { theme, said, judged: judged(theme) }).collect()
}

impl Finding<'_> {
    /// Cells under [`finding_columns`].
    fn cells(&self) -> Vec<Cell> {
        let theme = self.theme;
        let mut row = [&theme.id, &theme.name, &theme.statement].map(|text| Cell::words(text.clone())).to_vec();
        row.extend(self.said.cells());
        row
    }

    /// Cells under [`overall_columns`].
    fn overall(&self) -> Vec<Cell> {
        self.judged.map_or_else(
            || vec![Cell::Empty; 4],
            |judged| {
                let texts = [&judged.overall, &judged.why, &judged.analyst, &judged.date];
                texts.map(|text| Cell::words(text.clone())).to_vec()
            },
        )
    }
}

fn finding_columns(frame: &Frame<'_>) -> Vec<Column> {
    let mut columns =
        vec![Column::text("theme", "Theme"), Column::text("name", "Name"), Column::text("finding", "Finding")];
    columns.extend(columns_of_voices(frame));
    columns
}

fn overall_columns() -> Vec<Column> {
    vec![
        Column::text("confidence", "Confidence"),
        Column::text("explanation", "Explanation"),
        Column::text("analyst", "Judged by"),
        Column::text("date", "Judged on"),
    ]
}

fn profile_rows(finding: &Finding<'_>) -> Vec<Vec<Cell>> {
    let name = Cell::words(finding.theme.name.clone());
    let Some(judged) = finding.judged else {
        return vec![vec![name, Cell::words("overall"), Cell::words("not judged"), Cell::Empty]];
    };
    let mut rows = vec![vec![
        name,
        Cell::words("overall"),
        Cell::words(level_in_words(Some(judged))),
        Cell::words(format!("{} ({}, {})", judged.why, judged.analyst, judged.date)),
    ]];
    rows.extend(judged.components().into_iter().map(|(component, concern)| {
        vec![
            Cell::Empty,
            Cell::words(component),
            Cell::words(in_words(&concern.level)),
            Cell::words(concern.why.clone()),
        ]
    }));
    rows
}

fn headed(theme: &Theme) -> String {
    if theme.statement.is_empty() { theme.name.clone() } else { format!("{}: {}", theme.name, theme.statement) }
}

fn level_in_words(judged: Option<&Confidence>) -> String {
    judged.map_or_else(|| "not judged".to_owned(), |judged| in_words(&judged.overall))
}

fn finish(mut table: Table, frame: &Frame<'_>, findings: &[Finding<'_>]) -> Table {
    table.measure = String::from(
        "people who say a theme, with their cases and sources; confidence as a person judged it, starting high",
    );
    table.frame = frame.describe();
    for Finding { theme, judged, .. } in findings {
        for doubt in judged.map(doubts).unwrap_or_default() {
            table.notes.push(format!("{}: {doubt}.", theme.name));
        }
    }
    let waiting: Vec<&str> =
        findings.iter().filter(|finding| finding.judged.is_none()).map(|finding| finding.theme.name.as_str()).collect();
    if !waiting.is_empty() {
        table.notes.push(format!("Not judged yet: {}.", waiting.join(", ")));
    }
    let known = |judged: &&Confidence| !findings.iter().any(|finding| finding.theme.id == judged.theme);
    let gone: Vec<&str> =
        frame.snapshot().integration.confidence.iter().filter(known).map(|judged| judged.theme.as_str()).collect();
    if !gone.is_empty() {
        table.notes.push(format!("Judged, but no theme any more: {}.", gone.join(", ")));
    }
    table.notes.push(ADAPTED.to_owned());
    table.notes.extend(frame.notes());
    table
}
