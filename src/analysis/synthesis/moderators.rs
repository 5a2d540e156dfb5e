//! Do effects go with something known of studies: groups, or figures?

use std::collections::{BTreeMap, BTreeSet};

use super::report::{Report, exactly, with_interval};
use super::robustness::not_applicable;
use super::set::{EffectSet, Grouping, Member};
use super::studies::{Studies, studies};
use super::table::PoolRequest;
use crate::analysis::{AnalysisError, Layout};
use crate::model::Snapshot;
use crate::stats::pooling::{Brief, Omnibus, SubgroupTau2, meta_regression, subgroups};
use crate::table::{Cell, Column, Table};

/// What studies can be parted by.
const OVER: [Grouping; 6] = [
    Grouping::Design,
    Grouping::RiskOfBias,
    Grouping::Time,
    Grouping::Country,
    Grouping::Population,
    Grouping::Intervention,
];

/// Reads what studies are parted by.
///
/// # Errors
/// [`AnalysisError::Unknown`] for another word.
pub fn subgroup_of(word: &str) -> Result<Grouping, AnalysisError> {
    OVER.into_iter().find(|grouping| grouping.word() == word).ok_or_else(|| AnalysisError::Unknown {
        what: "subgroup",
        found: word.to_owned(),
        expected: OVER.map(Grouping::word).join(", "),
    })
}

/// Each set pooled by subgroup, and whether the subgroups differ.
///
/// Data columns: one for each grouping, then `subgroup, studies, scale, estimate, ci_low, ci_high, tau2, i2, q_between, df, df2, p,
/// result`; the last row of a set, without a subgroup, has the test. Reading columns: one for each grouping, then `subgroup, studies,
/// pooled, i2`.
#[must_use]
pub fn subgroups_table(
    snapshot: &Snapshot,
    request: &PoolRequest,
    over: Grouping,
    tau2: SubgroupTau2,
    layout: Layout,
) -> Table {
    let columns = match layout {
        Layout::Reading => vec![
            Column::text("subgroup", "Subgroup"),
            Column::text("pooled", "Pooled effect, benefit up"),
            Column::number("studies", "k"),
            Column::number("i2", "I2 %"),
        ],
        Layout::Data => vec![
            Column::text("subgroup", "Subgroup"),
            Column::number("studies", "Studies"),
            Column::text("scale", "Scale"),
            Column::number("estimate", "Pooled"),
            Column::number("ci_low", "CI low"),
            Column::number("ci_high", "CI high"),
            Column::number("tau2", "tau2"),
            Column::number("i2", "I2").unit("percent"),
            Column::number("q_between", "Q between"),
            Column::number("df", "df"),
            Column::number("df2", "df2"),
            Column::number("p", "p"),
            Column::text("result", "Result"),
        ],
    };
    let width = columns.len();
    let mut report = Report::new(request, &format!("Subgroups by {}", over.word()), layout, columns);
    let shared =
        if tau2 == SubgroupTau2::Common { "one tau2 for all subgroups" } else { "each subgroup with its own tau2" };
    report.table.measure.push_str(&format!("; {shared}"));
    for set in request.sets(snapshot) {
        report.left_out(&set);
        let computed = studies(&set, &request.choices, 2).and_then(|studies| {
            let (names, group) = parted(snapshot, &studies, over)?;
            let found = subgroups(&studies.observations, &group, tau2, &request.choices.pooling);
            Ok((studies, names, found.map_err(|error| error.to_string())?))
        });
        let (studies, names, found) = match computed {
            Ok(computed) => computed,
            Err(why) => {
                report.row(&set, not_applicable(why, width, layout));
                continue;
            }
        };
        for warning in &studies.warnings {
            report.warn(&set, warning.clone());
        }
        for (name, one) in names.iter().zip(&found.groups) {
            report.row(&set, subgroup_cells(name, one, &studies, layout));
        }
        report.row(&set, between_cells(&found.between, width, layout));
    }
    let note = "Subgroups compare studies that differ in more than what parts them; a subgroup of one study is that study. A test of \
                difference between few studies misses most differences.";
    report.table.notes.push(note.to_owned());
    report.finish(snapshot)
}

fn subgroup_cells(name: &str, one: &Brief, studies: &Studies<'_>, layout: Layout) -> Vec<Cell> {
    let scale = studies.scale;
    let k = Cell::Count(one.k as u64);
    // Heterogeneity within a single study is not a figure.
    let i2 = |decimals| Cell::number((one.k > 1).then_some(one.i2), decimals);
    if layout == Layout::Reading {
        let figures = with_interval(scale, one.estimate, one.ci);
        let said = if one.k == 1 { format!("{figures}, single study") } else { figures };
        return vec![Cell::words(name), Cell::words(said), k, i2(0)];
    }
    let mut cells = vec![Cell::words(name), k, Cell::words(scale.abbreviation())];
    cells.extend([one.estimate, one.ci.0, one.ci.1].map(|value| exactly(scale, Some(value))));
    cells.extend([Cell::number(Some(one.tau2), 4), i2(1)]);
    cells.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
    cells.push(Cell::words(if one.k == 1 { "single study" } else { "pooled" }));
    cells
}

fn between_cells(between: &Omnibus, width: usize, layout: Layout) -> Vec<Cell> {
    if layout == Layout::Reading {
        let mut cells = vec![Cell::words("difference"), Cell::words(in_words(between))];
        cells.resize(width, Cell::Empty);
        return cells;
    }
    let mut cells = vec![Cell::Empty; width.saturating_sub(5)];
    cells.push(Cell::number(Some(between.statistic), 4));
    cells.extend([Cell::number(Some(between.df), 0), Cell::number(between.df2, 0), Cell::number(Some(between.p), 4)]);
    cells.push(Cell::words("difference between subgroups"));
    cells
}

/// `Q 3.20, df 2, p 0.202`, or an F.
fn in_words(test: &Omnibus) -> String {
    match test.df2 {
        Some(df2) => format!("F {:.2}, df {} and {df2}, p {:.3}", test.statistic, test.df, test.p),
        None => format!("Q {:.2}, df {}, p {:.3}", test.statistic, test.df, test.p),
    }
}

/// The subgroups that there are, in their order, and the number of each study's own.
fn parted(snapshot: &Snapshot, studies: &Studies<'_>, over: Grouping) -> Result<(Vec<String>, Vec<usize>), String> {
    let mut own = Vec::new();
    for (name, effects) in studies.names.iter().zip(&studies.effects) {
        let groups: BTreeSet<_> = effects
            .iter()
            .flat_map(|one| over.of(snapshot, one.member.effect, one.member.study))
            .map(|group| (group.rank, group.id, group.name))
            .collect();
        let mut groups = groups.into_iter();
        let (Some(group), None) = (groups.next(), groups.next()) else {
            let why = "effects of one study fall into several subgroups; choose --dependency first or latest";
            return Err(format!("{name}: {why}"));
        };
        own.push(group);
    }
    let all: BTreeSet<_> = own.iter().cloned().collect();
    let numbers: BTreeMap<_, usize> = all.iter().cloned().zip(0..).collect();
    if all.len() < 2 {
        let only = all.first().map_or("", |(_, _, name)| name);
        return Err(format!("all studies are in one subgroup ({only})"));
    }
    let group = own.iter().filter_map(|group| numbers.get(group).copied()).collect();
    Ok((all.into_iter().map(|(_, _, name)| name).collect(), group))
}

/// Something numeric that is known of studies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moderator {
    /// Months after the start.
    Months,
    /// Year of publication.
    Year,
    /// Participants in all.
    Participants,
    /// 1 in the United Kingdom, 0 elsewhere.
    UnitedKingdom,
    /// Cost of one unit of the intervention, in pounds.
    UnitCost,
}

impl Moderator {
    /// Every moderator with its word and unit.
    pub const WORDS: [(Self, &'static str, &'static str); 5] = [
        (Self::Months, "months", "month"),
        (Self::Year, "year", "year"),
        (Self::Participants, "n_total", "participant"),
        (Self::UnitedKingdom, "uk", "UK against elsewhere"),
        (Self::UnitCost, "unit_cost_gbp", "pound"),
    ];

    /// Reads moderators divided by commas.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] for a word that is none.
    pub fn parse(words: &str) -> Result<Vec<Self>, AnalysisError> {
        let one = |word: &str| {
            let found = Self::WORDS.iter().find(|(_, known, _)| *known == word.trim());
            found.map(|(moderator, _, _)| *moderator).ok_or_else(|| AnalysisError::Unknown {
                what: "moderator",
                found: word.to_owned(),
                expected: Self::WORDS.map(|(_, word, _)| word).join(", "),
            })
        };
        words.split(',').map(one).collect()
    }

    fn names(self) -> (&'static str, &'static str) {
        Self::WORDS.iter().find(|(known, _, _)| *known == self).map_or(("", ""), |(_, word, unit)| (*word, *unit))
    }

    fn value(self, snapshot: &Snapshot, member: &Member<'_>) -> Option<f64> {
        // Years and sizes of studies stay far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let whole = |value: i64| value as f64;
        match self {
            Self::Months => member.effect.months,
            Self::Year => member.study?.year.map(whole),
            Self::Participants => member.study?.n_total.map(whole),
            Self::UnitedKingdom => member.study?.uk.map(|uk| if uk { 1.0 } else { 0.0 }),
            Self::UnitCost => {
                let mut all = snapshot.findings.interventions.iter();
                all.find(|one| one.id == member.effect.intervention)?.unit_cost_gbp
            }
        }
    }
}

/// Each set's effects regressed on figures known of its studies.
///
/// Data columns: one for each grouping, then `term, estimate, se, ci_low, ci_high, p, said`. Reading columns: one for each grouping,
/// then `term, change, p, said`. Coefficients are on the scale of analysis,
/// for ratios logarithms, turned so that higher is better; the last row of a set has the test of all moderators, the first the intercept.
#[must_use]
pub fn regression_table(snapshot: &Snapshot, request: &PoolRequest, moderators: &[Moderator], layout: Layout) -> Table {
    let mut columns = vec![Column::text("term", "Term")];
    if layout == Layout::Reading {
        columns.push(Column::text("change", "Change (interval)"));
    } else {
        let figures = [("estimate", "Change"), ("se", "SE"), ("ci_low", "CI low"), ("ci_high", "CI high")];
        columns.extend(figures.map(|(key, label)| Column::number(key, label)));
    }
    columns.extend([Column::number("p", "p"), Column::text("said", "What it is")]);
    let width = columns.len();
    let mut report = Report::new(request, "Meta-regression", layout, columns);
    for set in request.sets(snapshot) {
        report.left_out(&set);
        match regress(snapshot, request, moderators, &set, &mut report) {
            Ok(rows) => {
                for row in rows {
                    report.row(&set, row.cells(layout));
                }
            }
            Err(why) => report.row(&set, not_applicable(why, width, Layout::Data)),
        }
    }
    report.table.notes.push(
        "Coefficients are on the scale of analysis (logarithms for ratios), higher is better. What goes with effects across \
         studies need not do so among people."
            .to_owned(),
    );
    report.finish(snapshot)
}

fn regress(
    snapshot: &Snapshot,
    request: &PoolRequest,
    moderators: &[Moderator],
    set: &EffectSet<'_>,
    report: &mut Report,
) -> Result<Vec<Term>, String> {
    let studies = studies(set, &request.choices, 3)?;
    let mut kept = Vec::new();
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); moderators.len()];
    for ((name, observation), effects) in studies.names.iter().zip(&studies.observations).zip(&studies.effects) {
        let of_study =
            moderators.iter().map(|moderator| mean(effects.iter().map(|one| moderator.value(snapshot, one.member))));
        let Some(of_study) = of_study.collect::<Option<Vec<f64>>>() else {
            report.warn(set, format!("{name} left out, a moderator is not reported"));
            continue;
        };
        kept.push(*observation);
        for (column, value) in values.iter_mut().zip(of_study) {
            column.push(value);
        }
    }
    let columns: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
    let fit = meta_regression(&kept, &columns, &request.choices.pooling).map_err(|error| error.to_string())?;
    if kept.len() < 10 * moderators.len() {
        report.warn(
            set,
            format!(
                "{} studies for {} moderators; fewer than ten for each is too few to rely on",
                kept.len(),
                moderators.len()
            ),
        );
    }
    for warning in &studies.warnings {
        report.warn(set, warning.clone());
    }
    let intercept = ("intercept", format!("{} where all moderators are 0", studies.scale.name()));
    let terms = moderators.iter().map(|moderator| moderator.names());
    let terms = std::iter::once(intercept).chain(terms.map(|(word, unit)| (word, format!("change for one {unit}"))));
    let rows = terms.zip(&fit.coefficients).map(|((name, said), one)| {
        let figures = Some([one.estimate, one.se, one.ci.0, one.ci.1]);
        Term { name, figures, p: one.p, said }
    });
    let mut rows: Vec<Term> = rows.collect();
    let said = format!(
        "{}; residual tau2 {:.4}, I2 {:.0}%, R2 {:.0}%; {} studies",
        in_words(&fit.moderators),
        fit.tau2,
        fit.i2,
        fit.r2,
        fit.k
    );
    rows.push(Term { name: "all moderators", figures: None, p: fit.moderators.p, said });
    Ok(rows)
}

/// A row of a regression: estimate, standard error and limits, where it is a coefficient.
struct Term {
    name: &'static str,
    figures: Option<[f64; 4]>,
    p: f64,
    said: String,
}

impl Term {
    fn cells(self, layout: Layout) -> Vec<Cell> {
        let mut cells = vec![Cell::words(self.name)];
        if layout == Layout::Reading {
            let words = self.figures.map(|[estimate, _, low, high]| format!("{estimate:.3} ({low:.3} to {high:.3})"));
            cells.push(Cell::words(words.unwrap_or_default()));
        } else {
            cells.extend([0, 1, 2, 3].map(|at| Cell::number(self.figures.and_then(|all| all.get(at).copied()), 4)));
        }
        cells.extend([Cell::number(Some(self.p), 3), Cell::words(self.said)]);
        cells
    }
}

/// The mean of a study's values; none where one is missing.
fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let values: Vec<f64> = values.collect::<Option<_>>()?;
    // Effects of one study; exact.
    #[allow(clippy::cast_precision_loss)]
    let count = values.len() as f64;
    (count > 0.0).then(|| values.iter().sum::<f64>() / count)
}
