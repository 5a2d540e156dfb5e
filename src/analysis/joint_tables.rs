//! The joint displays as tables: by outcome, side by side, and the complete grid behind the map.

use super::Quantitative;
use super::joint::{Gap, Joint, JointCell};
use super::quantitative::abbreviations;
use super::statistics::statistic_in_words;
use super::voices::columns_of_voices;
use crate::table::{Cell, Column, Table};

/// How a joint display is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// For reading at 80 columns: people and findings in words. The disclosure gate refuses it,
    /// because counts of people in words cannot be judged.
    #[default]
    Reading,
    /// Every figure in a cell of its own, for files and for publication through the gate.
    Data,
}

/// Columns of [`Joint::data_columns`] that are about findings.
const FOUND_COLUMNS: usize = 10;
const NO_THEME: &str = "(no theme)";
const NO_OUTCOME: &str = "(no outcome linked)";

impl Joint<'_, '_> {
    /// Outcome by outcome, the themes tied to it, who says them and what the review found.
    ///
    /// Data columns: `outcome, theme`, one for each role, `participants, cases, sources, studies,
    /// effects, benefit, neither, harm, ranges, rating, cost, statistics, gap`. Reading columns:
    /// `outcome, theme, voices, found, gap`.
    #[must_use]
    pub fn by_outcome(&self, layout: Layout) -> Table {
        let mut columns = vec![Column::text("outcome", "Outcome"), Column::text("theme", "Theme")];
        match layout {
            Layout::Reading => columns.extend(reading_columns()),
            Layout::Data => columns.extend(self.data_columns()),
        }
        let width = columns.len() - 2;
        let mut table = self.table("Themes and findings by outcome", columns);
        let mut above = None;
        for cell in &self.cells {
            let mut row = vec![Cell::words(self.outcome_name(cell)), Cell::words(self.theme_name(cell))];
            let found = self.quantitative(cell).filter(|found| found.count() > 0);
            match layout {
                Layout::Reading => {
                    // An outcome and what was found for it are said once, above its themes.
                    let again = above == Some(cell.outcome);
                    if again {
                        row[0] = Cell::Empty;
                    }
                    let found = found.filter(|_| !again);
                    above = Some(cell.outcome);
                    row.push(self.qualitative(cell).map_or(Cell::Empty, |said| Cell::words(said.in_words())));
                    row.push(found.map_or(Cell::Empty, |found| Cell::words(found.in_words())));
                    row.push(Cell::words(cell.gap.word()));
                }
                Layout::Data => row.extend(self.data_cells(width, cell.theme, found, cell.gap)),
            }
            table.rows.push(row);
        }
        table
    }

    /// Theme by theme: the statement, who says it, what the review found for the outcomes tied to it,
    /// and the gap.
    ///
    /// Data columns: `theme, statement, outcomes`, then as [`Joint::by_outcome`]. Reading columns:
    /// `theme, statement, voices, found, gap`.
    #[must_use]
    pub fn side_by_side(&self, layout: Layout) -> Table {
        let mut columns = vec![Column::text("theme", "Theme"), Column::text("statement", "Statement")];
        match layout {
            Layout::Reading => columns.extend(reading_columns()),
            Layout::Data => {
                columns.push(Column::text("outcomes", "Outcomes"));
                columns.extend(self.data_columns());
            }
        }
        let width = columns.len() - 3;
        let mut table = self.table("Voices and findings side by side", columns);
        for said in &self.voices {
            let Some(theme) = self.frame.snapshot().themes.get(said.theme) else { continue };
            let mut row = vec![Cell::words(theme.name.clone()), Cell::words(theme.statement.clone())];
            let gap = self.gap_of_theme(said.theme);
            match layout {
                Layout::Reading => {
                    row.push(Cell::words(said.in_words()));
                    row.push(Cell::words(self.found_in_words(said.theme)));
                    row.push(Cell::words(gap.word()));
                }
                Layout::Data => {
                    let found = Some(self.found_for_theme(said.theme)).filter(|found| found.count() > 0);
                    row.push(Cell::words(self.outcomes_in_words(said.theme)));
                    row.extend(self.data_cells(width, Some(said.theme), found.as_ref(), gap));
                }
            }
            table.rows.push(row);
        }
        table
    }

    /// Every theme against every outcome, for the map: columns `theme, outcome, participants, studies,
    /// benefit, harm, gap`. A pair that nobody has tied together is `neither` and shows no numbers.
    /// Outcomes with effects and without a theme stand in a last block, `(no theme)`.
    #[must_use]
    pub fn grid(&self) -> Table {
        let columns = vec![
            Column::text("theme", "Theme"),
            Column::text("outcome", "Outcome"),
            Column::number("participants", "Participants").unit("participants").n(self.frame.tally().participants),
            Column::number("studies", "Studies"),
            Column::number("benefit", "Effects towards benefit"),
            Column::number("harm", "Effects towards harm"),
            Column::text("gap", "Evidence"),
        ];
        let mut table = self.table("Evidence and voices: themes by outcome", columns);
        let untold = self.cells.iter().any(|cell| cell.theme.is_none());
        let themes = self.voices.iter().map(|said| Some(said.theme)).chain(untold.then_some(None));
        for theme in themes {
            for outcome in 0..self.outcomes.len() {
                let cell = self.cells.iter().find(|cell| cell.theme == theme && cell.outcome == Some(outcome));
                table.rows.push(self.grid_row(theme, outcome, cell));
            }
        }
        table
    }

    fn grid_row(&self, theme: Option<usize>, outcome: usize, cell: Option<&JointCell>) -> Vec<Cell> {
        let place = JointCell { theme, outcome: Some(outcome), gap: Gap::Neither };
        let mut row = vec![Cell::words(self.theme_name(&place)), Cell::words(self.outcome_name(&place))];
        if let Some(cell) = cell {
            let found = self.quantitative(cell);
            let count = |of: fn(&Quantitative) -> u64| Cell::Count(found.map_or(0, of));
            row.push(Cell::Count(self.qualitative(cell).map_or(0, |said| said.participants)));
            row.extend([count(|found| found.studies), count(|found| found.benefit), count(|found| found.harm)]);
            row.push(Cell::words(cell.gap.word()));
        } else {
            row.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
            row.push(Cell::words(Gap::Neither.word()));
        }
        row
    }

    /// A table with what all joint displays say of themselves.
    fn table(&self, title: &str, columns: Vec<Column>) -> Table {
        let mut table = Table::new(title, columns);
        table.measure = String::from(
            "participants who say a theme, their cases and sources (each once); studies and effects of the review",
        );
        table.frame = self.frame.describe();
        table.notes.push(
            "Themes meet outcomes through accepted links of the theme or its codes; effects meet them by outcome. \
             Nothing is pooled: counts, directions and ranges stand as reported."
                .to_owned(),
        );
        table.notes.push(
            "Ranges are turned so that higher is better (a ratio below 1 for an unwanted outcome is shown as its \
             inverse). Neither: no difference, or direction not known."
                .to_owned(),
        );
        let found: Vec<&Quantitative> = self.outcomes.iter().map(|outcome| &outcome.found).collect();
        let abbreviations = abbreviations(&found);
        if !abbreviations.is_empty() {
            table.notes.push(format!("In brackets the number of effects. {abbreviations}."));
        }
        if !self.barred.is_empty() {
            table.notes.push(format!("Effects left out because their rows have errors: {}.", self.barred.len()));
        }
        table.notes.extend(self.frame.notes());
        table
    }

    fn data_columns(&self) -> Vec<Column> {
        let mut columns = columns_of_voices(self.frame);
        columns.extend([
            Column::number("studies", "Studies"),
            Column::number("effects", "Effects"),
            Column::number("benefit", "Towards benefit").unit("effects"),
            Column::number("neither", "Neither").unit("effects"),
            Column::number("harm", "Towards harm").unit("effects"),
            Column::text("ranges", "Ranges"),
            Column::text("rating", "Best evidence rating"),
            Column::text("cost", "Cost ratings"),
            Column::text("statistics", "Statistics"),
            Column::text("gap", "Evidence"),
        ]);
        columns
    }

    /// Cells under [`Joint::data_columns`], of which there are `width`.
    fn data_cells(&self, width: usize, theme: Option<usize>, found: Option<&Quantitative>, gap: Gap) -> Vec<Cell> {
        let said = theme.and_then(|theme| self.voices.get(theme));
        let of_voices = width.saturating_sub(FOUND_COLUMNS);
        let mut cells = said.map_or_else(|| vec![Cell::Empty; of_voices], super::Voices::cells);
        if let Some(found) = found {
            cells.extend([found.studies, found.count(), found.benefit, found.neither, found.harm].map(Cell::Count));
            cells.push(Cell::words(found.ranges_in_words()));
            cells.push(Cell::words(found.best_rating.clone().unwrap_or_default()));
            cells.push(Cell::words(found.costs.join(", ")));
        } else {
            cells.extend([Cell::Count(0), Cell::Count(0), Cell::Count(0), Cell::Count(0), Cell::Count(0)]);
            cells.extend([Cell::Empty, Cell::Empty, Cell::Empty]);
        }
        cells.push(Cell::words(theme.map_or_else(String::new, |theme| self.statistics_in_words(theme))));
        cells.push(Cell::words(gap.word()));
        cells
    }

    fn theme_name(&self, cell: &JointCell) -> String {
        let theme = cell.theme.and_then(|theme| self.frame.snapshot().themes.get(theme));
        theme.map_or_else(|| NO_THEME.to_owned(), |theme| theme.name.clone())
    }

    fn outcome_name(&self, cell: &JointCell) -> String {
        let outcome = cell.outcome.and_then(|outcome| self.outcomes.get(outcome));
        outcome.map_or_else(|| NO_OUTCOME.to_owned(), |outcome| outcome.name.clone())
    }

    fn outcomes_in_words(&self, theme: usize) -> String {
        let tied = self.links.get(theme).into_iter().flatten().filter_map(|at| self.outcomes.get(*at));
        tied.map(|outcome| outcome.name.as_str()).collect::<Vec<_>>().join("; ")
    }

    /// What the review found for each outcome tied to the theme, and the figures tied to it.
    fn found_in_words(&self, theme: usize) -> String {
        let tied = self.links.get(theme).into_iter().flatten().filter_map(|at| self.outcomes.get(*at));
        let mut parts: Vec<String> = tied.map(|o| format!("{}: {}.", o.name, o.found.in_words())).collect();
        let statistics = self.statistics_in_words(theme);
        if !statistics.is_empty() {
            parts.push(format!("Figures: {statistics}."));
        }
        if parts.is_empty() { "no outcome linked".to_owned() } else { parts.join(" ") }
    }

    /// The figures tied to a theme, each with its base.
    fn statistics_in_words(&self, theme: usize) -> String {
        let findings = &self.frame.snapshot().findings;
        let tied = self.statistics.get(theme).into_iter().flatten().filter_map(|at| findings.statistics.get(*at));
        tied.map(|figure| statistic_in_words(findings, figure)).collect::<Vec<_>>().join("; ")
    }
}

fn reading_columns() -> [Column; 3] {
    [
        Column::text("voices", "Who says it").unit("participants"),
        Column::text("found", "What the review found"),
        Column::text("gap", "Evidence"),
    ]
}
