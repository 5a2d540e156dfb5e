//! Interventions with what was found for each outcome: the ground of a guide's recommendations.

use std::collections::BTreeSet;

use super::pooled::{Choices, SetResult, synthesise};
use super::set::{EffectFilter, EffectSet, Grouping, grouped, members};
use crate::analysis::designs::design_group;
use crate::model::Snapshot;
use crate::table::{Cell, Column, Table};

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
        let own: Vec<(&EffectSet<'_>, SetResult)> = (sets.iter())
            .filter(|set| set.keys.first() == Some(&one.id))
            .map(|set| (set, synthesise(&set.members, &choices)))
            .collect();
        let unit_cost = one.unit_cost_gbp.map(|cost| {
            let year = one.cost_year.map_or_else(String::new, |year| format!(" ({year})"));
            format!("£{cost}{year}")
        });
        table.rows.push(vec![
            Cell::words(one.name.clone()),
            Cell::words(ground(snapshot, &own)),
            Cell::words(one.guide_strength.clone()),
            Cell::words(one.evidence_rating.clone()),
            Cell::words(own.iter().map(|(set, result)| effect_in_words(set, result)).collect::<Vec<_>>().join("; ")),
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

/// The interval of a set, turned towards benefit: pooled, or that of its only effect.
fn interval(set: &EffectSet<'_>, result: &SetResult) -> Option<(f64, f64)> {
    match result {
        SetResult::Pooled(pooled) => Some(pooled.ci),
        SetResult::SingleStudy => match set.members.as_slice() {
            [only] => {
                let derived = only.derived.as_ref().ok()?;
                let half = crate::stats::distribution::normal_critical(0.95) * derived.estimate.se();
                Some((derived.towards_benefit() - half, derived.towards_benefit() + half))
            }
            _ => None,
        },
        _ => None,
    }
}

fn ground(snapshot: &Snapshot, own: &[(&EffectSet<'_>, SetResult)]) -> &'static str {
    let studies = own.iter().flat_map(|(set, _)| &set.members).filter_map(|member| member.study);
    let controlled = studies.into_iter().any(|study| matches!(design_group(snapshot, study).as_str(), "RCT" | "QED"));
    let intervals: Vec<(f64, f64)> = own.iter().filter_map(|(set, result)| interval(set, result)).collect();
    let benefit = intervals.iter().any(|(low, _)| *low > 0.0);
    let harm = intervals.iter().any(|(_, high)| *high < 0.0);
    match (controlled, benefit, harm) {
        (false, _, _) => "no: no trial or quasi-experiment",
        (true, _, true) => "no: harm on an outcome",
        (true, false, false) => "no: no clear benefit",
        (true, true, false) => "yes",
    }
}

fn effect_in_words(set: &EffectSet<'_>, result: &SetResult) -> String {
    let outcome = set.labels.last().map_or("", String::as_str);
    match (result, set.members.as_slice()) {
        (SetResult::Pooled(pooled), _) => format!("{outcome}: {}", pooled.in_words()),
        (SetResult::SingleStudy, [only]) => match &only.derived {
            Ok(derived) => {
                let limits = interval(set, result).map_or_else(String::new, |(low, high)| {
                    let decimals = usize::from(derived.scale.decimals());
                    let (low, high) = (derived.scale.shown(low), derived.scale.shown(high));
                    format!(" ({low:.decimals$} to {high:.decimals$})")
                });
                format!("{outcome}: {}{limits}, single study", derived.scale.in_words(derived.towards_benefit()))
            }
            Err(why) => format!("{outcome}: {why}"),
        },
        (other, members) => format!("{outcome}: {} ({} effects)", other.why_not(), members.len()),
    }
}
