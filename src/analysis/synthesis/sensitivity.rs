//! Does the pooled figure hang on the choices made?

use super::pooled::{Choices, SetResult, prepare, synthesise};
use super::report::{Report, changed, figure_cells, figure_columns};
use super::set::{EffectFilter, EffectSet, Member};
use super::table::PoolRequest;
use crate::analysis::Layout;
use crate::model::{Dependency, Snapshot};
use crate::stats::pooling::{Heterogeneity, Test};
use crate::table::{Cell, Column, Table};

/// Correlations between effects of one study that are tried.
const RHOS: [f64; 4] = [0.2, 0.4, 0.6, 0.8];

/// One way to pool a set otherwise.
struct Variant {
    name: String,
    /// Which of its effects.
    only: EffectFilter,
    choices: Choices,
}

/// Each set pooled as chosen and in other ways: trials alone, low risk of bias alone, the United Kingdom alone, by
/// DerSimonian-Laird, as a common effect, with Wald's test; and with other correlations, where several effects of a study are
/// taken as correlated.
///
/// Data columns: one for each grouping, then `variant, studies, effects, scale, estimate, ci_low, ci_high, pi_low, pi_high, tau2,
/// i2, changed, result`. Reading columns: one for each grouping, then `variant, studies, pooled, tau2, i2, changed`.
/// `changed` says where an interval lies on another side of no effect than the one chosen.
#[must_use]
pub fn sensitivity_table(snapshot: &Snapshot, request: &PoolRequest, layout: Layout) -> Table {
    let mut report = Report::new(request, "Sensitivity of pooled effects", layout, columns(layout));
    for set in request.sets(snapshot) {
        let chosen = synthesise(&set.members, &request.choices);
        report.warn_of(&set, &chosen);
        for variant in variants(&set, &request.choices) {
            let through = |member: &&Member<'_>| variant.only.lets_through(snapshot, member.effect, member.study);
            let members: Vec<Member> = set.members.iter().filter(through).cloned().collect();
            let result = synthesise(&members, &variant.choices);
            report.row(&set, cells(&variant.name, &result, &chosen, layout));
        }
    }
    let why = "Variants differ from what was chosen in what they name alone. Models for several effects of a study are \
               estimated by REML with their own test, so that other estimators are not tried there.";
    report.table.notes.push(why.to_owned());
    report.finish(snapshot)
}

fn variants(set: &EffectSet<'_>, choices: &Choices) -> Vec<Variant> {
    let all = EffectFilter::default;
    let only =
        |name: &str, key, value| Variant { name: name.to_owned(), only: all().and(key, value), choices: *choices };
    let mut variants = vec![
        Variant { name: "as chosen".to_owned(), only: all(), choices: *choices },
        only("trials only", "design", "RCT"),
        only("low bias only", "rob", "low"),
        only("UK only", "uk", "yes"),
    ];
    let mut other = |name: String, change: &dyn Fn(&mut Choices)| {
        let mut choices = *choices;
        change(&mut choices);
        variants.push(Variant { name, only: all(), choices });
    };
    let prepared = prepare(&set.members, choices).ok();
    if prepared.as_ref().is_none_or(|prepared| !prepared.is_nested(choices)) {
        other("DerSimonian-Laird".to_owned(), &|choices| {
            choices.pooling.heterogeneity = Heterogeneity::DerSimonianLaird;
        });
        other("common effect".to_owned(), &|choices| {
            choices.pooling.heterogeneity = Heterogeneity::Common;
            choices.pooling.test = Test::Wald;
        });
        other("Wald interval".to_owned(), &|choices| choices.pooling.test = Test::Wald);
    }
    let correlated = matches!(choices.dependency, Dependency::Che | Dependency::Average);
    if correlated && prepared.is_some_and(|prepared| prepared.several_of_one()) {
        for rho in RHOS {
            other(format!("correlation {rho}"), &|choices| choices.rho = rho);
        }
    }
    variants
}

fn columns(layout: Layout) -> Vec<Column> {
    match layout {
        Layout::Reading => vec![
            Column::text("variant", "Variant"),
            Column::number("studies", "k"),
            Column::text("pooled", "Pooled effect, benefit up"),
            Column::number("tau2", "tau2"),
            Column::number("i2", "I2 %"),
            Column::text("changed", "Against chosen"),
        ],
        Layout::Data => {
            let mut columns = vec![
                Column::text("variant", "Variant"),
                Column::number("studies", "Studies"),
                Column::number("effects", "Effects"),
            ];
            columns.extend(figure_columns());
            columns.extend([
                Column::number("tau2", "tau2"),
                Column::number("i2", "I2").unit("percent"),
                Column::text("changed", "Against chosen"),
                Column::text("result", "Result"),
            ]);
            columns
        }
    }
}

fn cells(name: &str, result: &SetResult, chosen: &SetResult, layout: Layout) -> Vec<Cell> {
    let found = result.pooled();
    let change = found.zip(chosen.pooled()).map_or("", |(found, chosen)| changed(chosen.ci, found.ci));
    if layout == Layout::Reading {
        return vec![
            Cell::words(name),
            found.map_or(Cell::Empty, |found| Cell::Count(found.studies)),
            Cell::words(found.map_or_else(|| result.why_not(), super::PooledSet::figures_in_words)),
            Cell::number(found.map(|found| found.tau2), 2),
            Cell::number(found.map(|found| found.i2), 0),
            Cell::words(change),
        ];
    }
    let mut cells = vec![
        Cell::words(name),
        found.map_or(Cell::Empty, |found| Cell::Count(found.studies)),
        found.map_or(Cell::Empty, |found| Cell::Count(found.effects)),
    ];
    cells.extend(figure_cells(found));
    cells.extend([
        Cell::number(found.map(|found| found.tau2), 4),
        Cell::number(found.map(|found| found.i2), 1),
        Cell::words(change),
        Cell::words(if found.is_some() { "pooled".to_owned() } else { result.why_not() }),
    ]);
    cells
}
