//! Interventions with what was found for each outcome: the ground of a guide's recommendations.

use std::collections::BTreeSet;

use super::pooled::{Choices, Figure, SetResult, one_figure, synthesise};
use super::set::{EffectFilter, EffectSet, Grouping, grouped, members};
use crate::analysis::designs::design_group;
use crate::model::Snapshot;
use crate::table::{Cell, Column, Table};
use crate::text::counted;

/// Interventions, the best rated first, with what studies found for each outcome, and whether there is ground for a
/// recommendation: at least one trial or quasi-experiment, and a pooled effect or a single interval that is all benefit, with none
/// that is all harm.
///
/// Columns: `intervention, ground, strength, evidence_rating, effects, cost_rating, unit_cost, uk_feasible`.
#[must_use]
pub fn recommended(snapshot: &Snapshot, barred: &BTreeSet<String>) -> Table {
    let columns = vec![
        Column::text("intervention", "Intervention"),
        Column::text("ground", "Ground for a recommendation"),
        Column::text("strength", "Strength"),
        Column::text("evidence_rating", "Evidence rating"),
        Column::text("effects", "Effects, benefit up"),
        Column::text("cost_rating", "Cost rating"),
        Column::text("unit_cost", "Unit cost"),
        Column::text("uk_feasible", "Use in the UK"),
    ];
    let mut table = Table::new("Interventions and the ground for recommending them", columns);
    let choices = Choices::from(&snapshot.integration.settings.pooling);
    let all = members(snapshot, &EffectFilter::default(), barred);
    let sets = grouped(snapshot, &all, &[Grouping::Intervention, Grouping::Outcome]);
    let scale = snapshot.scale("evidence_rating");
    let rank =
        |rating: &str| scale.and_then(|scale| scale.read_rating(rating)).map_or(i64::MIN, |(level, _)| level.order);
    let mut interventions: Vec<_> = snapshot.findings.interventions.iter().collect();
    interventions.sort_by_key(|one| std::cmp::Reverse(rank(&one.evidence_rating)));
    for one in interventions {
        let own: Vec<Found<'_, '_>> =
            sets.iter().filter(|set| set.keys.first() == Some(&one.id)).map(|set| Found::new(set, &choices)).collect();
        let unit_cost = one.unit_cost_gbp.map(|cost| {
            let year = one.cost_year.map_or_else(String::new, |year| format!(" ({year})"));
            format!("£{cost}{year}")
        });
        table.rows.push(vec![
            Cell::words(one.name.clone()),
            Cell::words(ground(snapshot, &own)),
            Cell::words(one.guide_strength.clone()),
            Cell::words(one.evidence_rating.clone()),
            Cell::words(own.iter().map(Found::in_words).collect::<Vec<_>>().join("; ")),
            Cell::words(one.cost_rating.clone()),
            Cell::words(unit_cost.unwrap_or_default()),
            Cell::words(one.uk_feasible.clone()),
        ]);
    }
    table.measure = format!("effects turned so that higher is better; {}", choices.describe());
    table.notes.push(
        "Ground: at least one trial or quasi-experiment, and an interval (pooled, or of a single study) that is all benefit, with none \
         that is all harm. Whether to recommend is for the people who write the guide."
            .to_owned(),
    );
    if let Some(scale) = scale.filter(|scale| !scale.flag.is_empty()) {
        table.notes.push(format!("{} after a rating: {}.", scale.flag, scale.flag_name));
    }
    table
}

/// What was found for an intervention and an outcome.
struct Found<'s, 'a> {
    set: &'s EffectSet<'a>,
    result: SetResult,
    figure: Result<Figure, String>,
}

impl<'s, 'a> Found<'s, 'a> {
    fn new(set: &'s EffectSet<'a>, choices: &Choices) -> Self {
        let result = synthesise(&set.members, choices);
        let figure = one_figure(&set.members, &result, choices);
        Self { set, result, figure }
    }

    fn in_words(&self) -> String {
        let outcome = self.set.labels.last().map_or("", String::as_str);
        match (&self.result, &self.figure) {
            (SetResult::Pooled(pooled), _) => format!("{outcome}: {}", pooled.in_words()),
            (_, Ok(figure)) => format!("{outcome}: {}, single study", figure.in_words()),
            (_, Err(why)) => format!("{outcome}: {why} ({})", counted(self.set.members.len() as u64, "effect")),
        }
    }
}

fn ground(snapshot: &Snapshot, own: &[Found<'_, '_>]) -> &'static str {
    let studies = own.iter().flat_map(|found| &found.set.members).filter_map(|member| member.study);
    let controlled = studies.into_iter().any(|study| matches!(design_group(snapshot, study).as_str(), "RCT" | "QED"));
    let figures: Vec<&Figure> = own.iter().filter_map(|found| found.figure.as_ref().ok()).collect();
    let benefit = figures.iter().any(|figure| figure.ci.0 > 0.0);
    let harm = figures.iter().any(|figure| figure.ci.1 < 0.0);
    match (controlled, benefit, harm) {
        (false, _, _) => "no: no trial or quasi-experiment",
        (true, _, true) => "no: harm on an outcome",
        (true, false, false) => "no: no clear benefit",
        (true, true, false) => "yes",
    }
}
