//! Pooled effects as a table.

use std::collections::BTreeSet;

use super::events::{EventPooling, pool_events};
use super::pooled::{Choices, PooledSet, SetResult, synthesise};
use super::report::{Report, figure_cells, figure_columns, range_in_words, with_interval};
use super::set::{EffectFilter, EffectSet, Grouping, Member, grouped, members};
use super::votes::{Votes, votes};
use crate::analysis::Layout;
use crate::model::{PoolingScale, Snapshot};
use crate::table::{Cell, Column, Table};
use crate::text::counted;

/// What is pooled, and how.
#[derive(Clone, Debug)]
pub struct PoolRequest {
    /// By what effects are grouped, outermost first.
    pub by: Vec<Grouping>,
    /// Which effects are looked at.
    pub filter: EffectFilter,
    /// How they are pooled.
    pub choices: Choices,
    /// Pooling of two-by-two tables in place of effects with their variances.
    pub events: Option<EventPooling>,
    /// Ids of effects whose rows have errors; they count nowhere.
    pub barred: BTreeSet<String>,
}

impl PoolRequest {
    /// The sets of effects that are asked for, in the order of scales and sheets.
    #[must_use]
    pub fn sets<'a>(&self, snapshot: &'a Snapshot) -> Vec<EffectSet<'a>> {
        grouped(snapshot, &members(snapshot, &self.filter, &self.barred), &self.by)
    }

    /// What a set says together, by what was asked.
    #[must_use]
    pub fn result(&self, members: &[Member<'_>]) -> SetResult {
        match self.events {
            Some(how) => pool_events(members, how, &self.choices),
            None => synthesise(members, &self.choices),
        }
    }

    /// An empty table with what every table about pooling says of itself.
    pub(super) fn table(&self, title: &str, columns: Vec<Column>) -> Table {
        let mut table = Table::new(title, columns);
        let how = self.events.map_or_else(|| self.choices.describe(), |how| how.name().to_owned());
        table.measure = format!("pooled effects turned so that higher is better; {how}");
        let filter = self.filter.describe();
        let which = if filter.is_empty() { String::new() } else { format!(" where {filter}") };
        table.frame = format!("effects of the review{which}, grouped by {}", by_in_words(&self.by));
        if !self.barred.is_empty() {
            let count = self.barred.len() as u64;
            table.notes.push(format!(
                "{} kept out because the rows have errors: see finding check.",
                counted(count, "effect")
            ));
        }
        table
    }
}

pub(super) fn by_in_words(by: &[Grouping]) -> String {
    by.iter().map(|grouping| grouping.word()).collect::<Vec<_>>().join(" and ")
}

/// Each set of effects pooled, or the reason why it is not, beside the votes by direction.
///
/// Data columns: one for each grouping, then `studies, effects, scale, estimate, ci_low, ci_high, pi_low, pi_high, p, df, tau2,
/// i2, benefit, informative, sign_test_p, result`; estimates of ratios are ratios. Reading columns: one for each grouping, then
/// `pooled, prediction, heterogeneity, votes`.
#[must_use]
pub fn pool_table(snapshot: &Snapshot, request: &PoolRequest, layout: Layout) -> Table {
    let columns = match layout {
        Layout::Reading => vec![
            Column::text("pooled", "Pooled effect, benefit up"),
            Column::text("prediction", "New study"),
            Column::text("votes", "Direction"),
        ],
        Layout::Data => data_columns(),
    };
    let mut report = Report::new(request, "Pooled effects", layout, columns);
    report.table.notes.push(how_to_read(request));
    for set in request.sets(snapshot) {
        let result = request.result(&set.members);
        let votes = votes(&set.members);
        match layout {
            Layout::Reading => report.row(&set, reading_cells(&set, &result, &votes)),
            Layout::Data => report.row(&set, data_cells(&set, &result, &votes)),
        }
        report.warn_of(&set, &result);
    }
    report.finish(snapshot)
}

fn how_to_read(request: &PoolRequest) -> String {
    let scale = match request.choices.scale {
        PoolingScale::AsReported => "on the scale that they were reported on",
        PoolingScale::Harmonised => "on one scale where reports differ",
        PoolingScale::Smd => "as standardised mean differences",
        PoolingScale::LogOddsRatio => "as odds ratios",
    };
    format!(
        "Effects are put together {scale}; a ratio for an unwanted outcome is shown as its inverse. Directions: studies that \
         point to benefit, of those with a clear direction, with an exact sign test."
    )
}

fn reading_cells(set: &EffectSet<'_>, result: &SetResult, votes: &Votes) -> [Cell; 3] {
    let pooled = match result {
        SetResult::Pooled(found) => found.in_words(),
        other => format!("{} ({})", other.why_not(), counted(set.members.len() as u64, "effect")),
    };
    let prediction = result.pooled().and_then(|found| Some((found, found.prediction?)));
    let prediction = prediction.map_or_else(String::new, |(found, limits)| found.range_in_words(limits));
    [Cell::words(pooled), Cell::words(prediction), Cell::words(votes.in_words())]
}

fn data_columns() -> Vec<Column> {
    let mut columns = vec![Column::number("studies", "Studies"), Column::number("effects", "Effects")];
    columns.extend(figure_columns());
    columns.extend([
        Column::number("p", "p"),
        Column::number("df", "df"),
        Column::number("tau2", "tau2"),
        Column::number("i2", "I2").unit("percent"),
        Column::number("benefit", "Studies towards benefit").unit("studies"),
        Column::number("informative", "Studies with a direction").unit("studies"),
        Column::number("sign_test_p", "Sign test p"),
        Column::text("result", "Result"),
    ]);
    columns
}

fn data_cells(set: &EffectSet<'_>, result: &SetResult, votes: &Votes) -> Vec<Cell> {
    let studies: BTreeSet<&str> = set.members.iter().map(|member| member.effect.study.as_str()).collect();
    let found = result.pooled();
    let mut cells = vec![
        Cell::Count(found.map_or(studies.len() as u64, |found| found.studies)),
        Cell::Count(found.map_or(set.members.len() as u64, |found| found.effects)),
    ];
    cells.extend(figure_cells(found));
    cells.extend([
        Cell::number(found.map(|found| found.p), 4),
        Cell::number(found.and_then(|found| found.df), 2),
        Cell::number(found.map(|found| found.tau2), 4),
        Cell::number(found.map(|found| found.i2), 1),
        Cell::Count(votes.count.benefit),
        Cell::Count(votes.count.informative()),
        Cell::number(votes.count.sign_test(), 4),
        Cell::words(if found.is_some() { "pooled".to_owned() } else { result.why_not() }),
    ]);
    cells
}

impl PooledSet {
    /// `OR 1.72 (1.38 to 2.14), 6 studies, 8 effects`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let studies = if self.studies == 1 { "1 study".to_owned() } else { format!("{} studies", self.studies) };
        let effects = if self.effects == self.studies { String::new() } else { format!(", {} effects", self.effects) };
        format!("{}, {studies}{effects}", self.figures_in_words())
    }

    /// `OR 1.72 (1.38 to 2.14)`.
    #[must_use]
    pub fn figures_in_words(&self) -> String {
        with_interval(self.scale, self.estimate, self.ci)
    }

    /// `1.38 to 2.14`, on the scale that people know.
    #[must_use]
    pub fn range_in_words(&self, limits: (f64, f64)) -> String {
        range_in_words(self.scale, limits)
    }
}
