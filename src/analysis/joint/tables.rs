//! The joint displays as tables: by what themes meet, side by side, and the complete grid behind the map.

use super::{Convergence, Gap, Joint, JointCell, TargetKind};
use crate::analysis::quantitative::abbreviations;
use crate::analysis::statistics::statistic_in_words;
use crate::analysis::synthesis::{Choices, SetResult, figure_cells, figure_columns};
use crate::analysis::voices::columns_of_voices;
use crate::analysis::{Quantitative, Voices};
use crate::model::{Fit, LinkStatus};
use crate::table::{Cell, Column, Table};
use crate::text::counted;

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

const NO_THEME: &str = "(no theme)";

impl Joint<'_, '_> {
    /// Target by target, the themes tied to it, who says them, what the review found, and how the two fit.
    ///
    /// Data columns: the kind's word (such as `outcome`), `theme`, one for each role, `participants, cases, sources, studies,
    /// effects, benefit, neither, harm, ranges, scale, estimate, ci_low, ci_high, pi_low, pi_high, i2, not_pooled, rating, cost,
    /// statistics, suggested, fit, decided_by, inference, gap`. Reading columns: the kind's word, `theme, voices, found, fit`.
    #[must_use]
    pub fn by_target(&self, layout: Layout) -> Table {
        let mut columns = vec![Column::text(self.kind.word(), self.kind.heading()), Column::text("theme", "Theme")];
        match layout {
            Layout::Reading => columns.extend(reading_columns()),
            Layout::Data => columns.extend(self.data_columns()),
        }
        let title = format!("Themes and findings by {}", self.kind.heading().to_lowercase());
        let mut table = self.table(&title, columns);
        let mut above = None;
        for (cell, fit) in self.cells.iter().zip(self.convergence()) {
            let mut row = vec![Cell::words(self.target_name(cell)), Cell::words(self.theme_name(cell))];
            match layout {
                Layout::Reading => {
                    // A target and what was found for it are said once, above its themes.
                    let again = above == Some(cell.target);
                    if again {
                        row[0] = Cell::Empty;
                    }
                    above = Some(cell.target);
                    row.push(self.qualitative(cell).map_or(Cell::Empty, |said| Cell::words(said.in_words())));
                    row.push(Cell::words(if again { String::new() } else { self.cell_in_words(cell) }));
                    row.push(Cell::words(fit_in_words(fit.as_ref(), cell.gap)));
                }
                Layout::Data => {
                    row.extend(self.voice_cells(cell.theme));
                    row.extend(self.found_cells(self.found_of(cell).as_ref(), cell.target));
                    row.extend(self.fit_cells(cell, fit.as_ref()));
                }
            }
            table.rows.push(row);
        }
        table
    }

    /// Theme by theme: the statement, who says it, what the review found for what it is tied to, the fit with each and the
    /// meta-inferences.
    ///
    /// Data columns: `theme, statement, meets`, then voices and counts as [`Joint::by_target`], `statistics, fit, inference, gap`.
    /// Reading columns: `theme, statement, voices, found, fit`.
    #[must_use]
    pub fn side_by_side(&self, layout: Layout) -> Table {
        let mut columns = vec![Column::text("theme", "Theme"), Column::text("statement", "Statement")];
        match layout {
            Layout::Reading => columns.extend(reading_columns()),
            Layout::Data => {
                columns.push(Column::text("meets", "Meets"));
                columns.extend(columns_of_voices(self.frame));
                columns.extend(count_columns());
                columns.extend([
                    Column::text("rating", "Best evidence rating"),
                    Column::text("cost", "Cost ratings"),
                    Column::text("statistics", "Statistics"),
                    Column::text("fit", "Fit"),
                    Column::text("inference", "Meta-inference"),
                    Column::text("gap", "Evidence"),
                ]);
            }
        }
        let mut table = self.table("Voices and findings side by side", columns);
        let convergence = self.convergence();
        for said in &self.voices {
            let Some(theme) = self.frame.snapshot().themes.get(said.theme) else { continue };
            let mut row = vec![Cell::words(theme.name.clone()), Cell::words(theme.statement.clone())];
            let own: Vec<&Convergence> =
                convergence.iter().flatten().filter(|one| one.meeting.theme == theme.id).collect();
            let gap = self.gap_of_theme(said.theme);
            let fits: Vec<String> =
                own.iter().map(|one| format!("{}: {}", self.name_of(&one.meeting.target), one.in_words())).collect();
            match layout {
                Layout::Reading => {
                    row.push(Cell::words(said.in_words()));
                    row.push(Cell::words(self.found_in_words(said.theme)));
                    row.push(Cell::words(if fits.is_empty() { gap.word().to_owned() } else { fits.join(". ") }));
                }
                Layout::Data => {
                    let found = Some(self.found_for_theme(said.theme)).filter(|found| found.count() > 0);
                    row.push(Cell::words(self.targets_in_words(said.theme)));
                    row.extend(said.cells());
                    row.extend(count_cells(found.as_ref()));
                    row.extend(rating_cells(found.as_ref()));
                    row.push(Cell::words(self.statistics_in_words(said.theme)));
                    row.push(Cell::words(fits.join("; ")));
                    let inferences: Vec<&str> =
                        own.iter().filter_map(|one| Some(one.inference?.text.as_str())).collect();
                    row.push(Cell::words(inferences.join(" ")));
                    row.push(Cell::words(gap.word()));
                }
            }
            table.rows.push(row);
        }
        table
    }

    /// Every theme against every target, for the map: columns `theme`, the kind's word, `participants, studies,
    /// benefit, harm, rating, fit, gap`. A pair that nobody has tied together is `neither` and shows no numbers.
    /// Targets with evidence and without a theme stand in a last block, `(no theme)`.
    #[must_use]
    pub fn grid(&self) -> Table {
        let columns = vec![
            Column::text("theme", "Theme"),
            Column::text(self.kind.word(), self.kind.heading()),
            Column::number("participants", "Participants").unit("participants").n(self.frame.tally().participants),
            Column::number("studies", "Studies"),
            Column::number("benefit", "Effects towards benefit"),
            Column::number("harm", "Effects towards harm"),
            Column::text("rating", "Best evidence rating"),
            Column::text("fit", "Fit"),
            Column::text("gap", "Evidence"),
        ];
        let title = format!("Evidence and voices: themes by {}", self.kind.heading().to_lowercase());
        let mut table = self.table(&title, columns);
        let fits = self.convergence();
        let untold = self.cells.iter().any(|cell| cell.theme.is_none());
        let themes = self.voices.iter().map(|said| Some(said.theme)).chain(untold.then_some(None));
        for theme in themes {
            for target in 0..self.targets.len() {
                let at = self.cells.iter().position(|cell| cell.theme == theme && cell.target == Some(target));
                let fit = at.and_then(|at| fits.get(at)).and_then(Option::as_ref).and_then(Convergence::fit);
                table.rows.push(self.grid_row(theme, target, at.and_then(|at| self.cells.get(at)), fit));
            }
        }
        table
    }

    fn grid_row(&self, theme: Option<usize>, target: usize, cell: Option<&JointCell>, fit: Option<Fit>) -> Vec<Cell> {
        let place = JointCell { theme, target: Some(target), gap: Gap::Neither };
        let mut row = vec![Cell::words(self.theme_name(&place)), Cell::words(self.target_name(&place))];
        if let Some(cell) = cell {
            let found = self.quantitative(cell);
            let count = |of: fn(&Quantitative) -> u64| Cell::Count(found.map_or(0, of));
            row.push(Cell::Count(self.qualitative(cell).map_or(0, |said| said.participants)));
            row.extend([count(|found| found.studies), count(|found| found.benefit), count(|found| found.harm)]);
            row.push(Cell::words(found.and_then(|found| found.best_rating.clone()).unwrap_or_default()));
            row.push(Cell::words(fit.map_or("", Fit::word)));
            row.push(Cell::words(cell.gap.word()));
        } else {
            row.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
            row.push(Cell::words(Gap::Neither.word()));
        }
        row
    }

    /// A table with what all joint displays say of themselves.
    pub(super) fn table(&self, title: &str, columns: Vec<Column>) -> Table {
        let mut table = Table::new(title, columns);
        table.measure = String::from(
            "participants who say a theme, their cases and sources (each once); studies and effects of the review",
        );
        table.frame = self.frame.describe();
        table.notes.push(format!(
            "Themes are tied to findings by accepted links of the theme or its codes. Effects are turned so that higher is better (a ratio \
             for an unwanted outcome is shown as its inverse); they are pooled by {}, or counted by direction where they are not.",
            Choices::from(&self.frame.snapshot().integration.settings.pooling).describe()
        ));
        table.notes.push(
            "Fit: what a named analyst decided, else what the rule suggests; `joint explain` shows what is behind a cell.".to_owned(),
        );
        let found: Vec<&Quantitative> = self.targets.iter().map(|target| &target.found).collect();
        let abbreviations = abbreviations(&found);
        if !abbreviations.is_empty() {
            table.notes.push(format!("{abbreviations}."));
        }
        let stale = self.stale_links();
        if stale > 0 {
            table.notes.push(format!(
                "{} last looked at under another codebook version: see link check.",
                counted(stale, "link")
            ));
        }
        if !self.barred.is_empty() {
            table.notes.push(format!("Effects left out because their rows have errors: {}.", self.barred.len()));
        }
        table.notes.extend(self.frame.notes());
        table
    }

    /// Accepted links of this kind that were last looked at under another codebook version.
    fn stale_links(&self) -> u64 {
        let snapshot = self.frame.snapshot();
        let label = snapshot.codebook.label();
        let own = snapshot.findings.links.iter().filter(|link| link.to_kind == self.kind.word());
        own.filter(|link| link.status == LinkStatus::Accepted && link.is_stale(&label)).count() as u64
    }

    fn data_columns(&self) -> Vec<Column> {
        let mut columns = columns_of_voices(self.frame);
        columns.extend(Self::found_columns());
        columns.extend([
            Column::text("statistics", "Statistics"),
            Column::text("suggested", "Suggested fit"),
            Column::text("fit", "Fit"),
            Column::text("decided_by", "Decided by"),
            Column::text("inference", "Meta-inference"),
            Column::text("gap", "Evidence"),
        ]);
        columns
    }

    /// Headers for [`Joint::found_cells`].
    pub(super) fn found_columns() -> Vec<Column> {
        let mut columns = count_columns().to_vec();
        columns.extend(figure_columns());
        columns.extend([
            Column::number("i2", "I2").unit("percent"),
            Column::text("not_pooled", "Why not pooled"),
            Column::text("rating", "Best evidence rating"),
            Column::text("cost", "Cost ratings"),
        ]);
        columns
    }

    pub(super) fn voice_cells(&self, theme: Option<usize>) -> Vec<Cell> {
        let said = theme.and_then(|theme| self.voices.get(theme));
        said.map_or_else(|| vec![Cell::Empty; columns_of_voices(self.frame).len()], Voices::cells)
    }

    /// What the review found for a cell: its target's findings; for a question, those of all outcomes tied to the theme.
    pub(super) fn found_of(&self, cell: &JointCell) -> Option<Quantitative> {
        let found = match (self.kind, cell.theme) {
            (TargetKind::Question, Some(theme)) => Some(self.outcomes_of_theme(theme)),
            _ => self.quantitative(cell).cloned(),
        };
        found.filter(|found| found.count() > 0 || found.studies > 0)
    }

    /// The same in words.
    pub(super) fn cell_in_words(&self, cell: &JointCell) -> String {
        match (self.kind, cell.target.and_then(|target| self.targets.get(target))) {
            (TargetKind::Question, _) => self.found_of(cell).map_or_else(String::new, |found| found.in_words()),
            (TargetKind::Statistic, Some(target)) => self.statistic_of(&target.id),
            (TargetKind::Factor, Some(target)) => format!(
                "{}: {} as enabler, {} as barrier",
                counted(target.found.studies, "report"),
                target.found.benefit,
                target.found.harm
            ),
            (_, Some(target)) if target.has_evidence() => target.in_words(),
            _ => String::new(),
        }
    }

    pub(super) fn found_cells(&self, found: Option<&Quantitative>, target: Option<usize>) -> Vec<Cell> {
        let result = target.and_then(|target| self.targets.get(target)).map(|target| &target.pooled);
        let pooled = result.and_then(SetResult::pooled);
        let mut cells = count_cells(found);
        cells.extend(figure_cells(pooled));
        cells.extend([
            Cell::number(pooled.map(|pooled| pooled.i2), 1),
            Cell::words(found.and(result).map_or_else(String::new, SetResult::why_not)),
        ]);
        cells.extend(rating_cells(found));
        cells
    }

    fn fit_cells(&self, cell: &JointCell, fit: Option<&Convergence<'_>>) -> [Cell; 6] {
        let suggested = fit.and_then(|fit| fit.suggestion.as_ref()).map_or("", |suggestion| suggestion.fit.word());
        [
            Cell::words(cell.theme.map_or_else(String::new, |theme| self.statistics_in_words(theme))),
            Cell::words(suggested),
            Cell::words(fit.and_then(Convergence::fit).map_or("", Fit::word)),
            Cell::words(fit.map_or_else(String::new, Convergence::analysts)),
            Cell::words(fit.and_then(|fit| fit.inference).map_or("", |inference| inference.text.as_str())),
            Cell::words(cell.gap.word()),
        ]
    }

    pub(super) fn theme_name(&self, cell: &JointCell) -> String {
        let theme = cell.theme.and_then(|theme| self.frame.snapshot().themes.get(theme));
        theme.map_or_else(|| NO_THEME.to_owned(), |theme| theme.name.clone())
    }

    pub(super) fn target_name(&self, cell: &JointCell) -> String {
        let outcome = cell.target.and_then(|outcome| self.targets.get(outcome));
        outcome.map_or_else(|| format!("(no {} linked)", self.kind.word()), |outcome| outcome.name.clone())
    }

    fn targets_in_words(&self, theme: usize) -> String {
        let tied = self.links.get(theme).into_iter().flatten().filter_map(|at| self.targets.get(*at));
        tied.map(|outcome| outcome.name.as_str()).collect::<Vec<_>>().join("; ")
    }

    /// What the review found for each outcome tied to the theme, and the figures tied to it.
    pub(super) fn found_in_words(&self, theme: usize) -> String {
        let tied = self.links.get(theme).into_iter().flatten().filter_map(|at| self.targets.get(*at));
        let mut parts: Vec<String> = tied.map(|target| format!("{}: {}.", target.name, target.in_words())).collect();
        let statistics = self.statistics_in_words(theme);
        if !statistics.is_empty() {
            parts.push(format!("Figures: {statistics}."));
        }
        if parts.is_empty() { format!("no {} linked", self.kind.word()) } else { parts.join(" ") }
    }

    /// The name of a target.
    pub(super) fn name_of<'s>(&'s self, id: &'s str) -> &'s str {
        self.targets.iter().find(|target| target.id == id).map_or(id, |target| target.name.as_str())
    }

    /// A published figure in words.
    fn statistic_of(&self, id: &str) -> String {
        let findings = &self.frame.snapshot().findings;
        let figure = findings.statistics.iter().find(|figure| figure.id == id);
        figure.map_or_else(String::new, |figure| statistic_in_words(findings, figure))
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
        Column::text("fit", "Fit"),
    ]
}

pub(super) fn fit_in_words(fit: Option<&Convergence<'_>>, gap: Gap) -> String {
    match fit.map(Convergence::in_words) {
        Some(words) if !words.is_empty() => words,
        _ => gap.word().to_owned(),
    }
}

fn count_columns() -> [Column; 6] {
    [
        Column::number("studies", "Studies"),
        Column::number("effects", "Effects"),
        Column::number("benefit", "Towards benefit").unit("effects"),
        Column::number("neither", "Neither").unit("effects"),
        Column::number("harm", "Towards harm").unit("effects"),
        Column::text("ranges", "Ranges"),
    ]
}

fn count_cells(found: Option<&Quantitative>) -> Vec<Cell> {
    let count = |of: fn(&Quantitative) -> u64| Cell::Count(found.map_or(0, of));
    vec![
        count(|found| found.studies),
        count(Quantitative::count),
        count(|found| found.benefit),
        count(|found| found.neither),
        count(|found| found.harm),
        Cell::words(found.map_or_else(String::new, Quantitative::ranges_in_words)),
    ]
}

fn rating_cells(found: Option<&Quantitative>) -> [Cell; 2] {
    [
        Cell::words(found.and_then(|found| found.best_rating.clone()).unwrap_or_default()),
        Cell::words(found.map_or_else(String::new, |found| found.costs.join(", "))),
    ]
}
