//! The effects of the review, row by row: the table behind the forest plot.

use std::collections::BTreeSet;

use crate::model::{Effect, EffectScale, Snapshot};
use crate::table::{Cell, Column, Table};

/// Every usable effect with its study and intervention, sorted by outcome (in the order of the scale
/// `outcome_domains`), scale of effect and value. `barred` holds the ids of effects whose rows have
/// errors. Values stand as reported; `benefit` says which side is better.
///
/// Columns: `outcome, study, intervention, design, n, es_type, value, ci_low, ci_high, rating,
/// risk_of_bias, months, benefit`; `study` is the cite, `benefit` is `higher` or `lower`, and empty
/// where it is not known.
#[must_use]
pub fn forest(snapshot: &Snapshot, barred: &BTreeSet<String>) -> Table {
    let columns = vec![
        Column::text("outcome", "Outcome"),
        Column::text("study", "Study"),
        Column::text("intervention", "Intervention"),
        Column::text("design", "Design"),
        Column::number("n", "N"),
        Column::text("es_type", "Scale"),
        Column::number("value", "Effect"),
        Column::number("ci_low", "CI low"),
        Column::number("ci_high", "CI high"),
        Column::text("rating", "Rating"),
        Column::text("risk_of_bias", "Risk of bias"),
        Column::number("months", "Months").unit("months"),
        Column::text("benefit", "Better"),
    ];
    let mut table = Table::new("Effects by outcome", columns);
    let findings = &snapshot.findings;
    let mut effects: Vec<&Effect> = findings.effects.iter().filter(|effect| !barred.contains(&effect.id)).collect();
    effects.sort_by(|a, b| {
        let value = |effect: &Effect| effect.value.unwrap_or(f64::INFINITY);
        (outcome_rank(snapshot, &a.outcome).cmp(&outcome_rank(snapshot, &b.outcome)))
            .then_with(|| scale_rank(a.es_type).cmp(&scale_rank(b.es_type)))
            .then(value(a).total_cmp(&value(b)))
            .then_with(|| (&a.study, &a.id).cmp(&(&b.study, &b.id)))
    });
    let studies: BTreeSet<&str> = effects.iter().map(|effect| effect.study.as_str()).collect();
    table.measure = String::from("effects as reported, with their intervals; nothing is pooled");
    table.frame = format!("{} effects of {} studies of the review", effects.len(), studies.len());
    table.rows = effects.iter().map(|effect| row(snapshot, effect)).collect();
    let other = other_levels(&effects);
    if !other.is_empty() {
        table.notes.push(format!("Intervals are 95% except where reported at {}.", other.join(", ")));
    }
    let left_out = findings.effects.len() - effects.len();
    if left_out > 0 {
        table.notes.push(format!("Effects left out because their rows have errors: {left_out}."));
    }
    if !snapshot.notice.is_empty() {
        table.notes.push(snapshot.notice.clone());
    }
    table
}

/// Levels of intervals other than 95 %, in order. Sheets give them as 0.9 or as 90.
fn other_levels(effects: &[&Effect]) -> Vec<String> {
    let percent = |level: f64| if level <= 1.0 { level * 100.0 } else { level };
    let mut levels: Vec<f64> = effects.iter().filter_map(|effect| effect.ci_level).map(percent).collect();
    levels.retain(|level| (level - 95.0).abs() > 1e-6);
    levels.sort_by(f64::total_cmp);
    let mut words: Vec<String> = levels.into_iter().map(|level| format!("{level:.0}%")).collect();
    words.dedup();
    words
}

fn row(snapshot: &Snapshot, effect: &Effect) -> Vec<Cell> {
    let findings = &snapshot.findings;
    let study = findings.studies.iter().find(|study| study.id == effect.study);
    let intervention = findings.interventions.iter().find(|intervention| intervention.id == effect.intervention);
    let outcome = snapshot.scale("outcome_domains").and_then(|scale| scale.level(&effect.outcome));
    let decimals = if effect.es_type == EffectScale::RiskDifference { 3 } else { 2 };
    let groups = effect.n1.zip(effect.n2).map(|(n1, n2)| n1 + n2);
    // Sizes of studies stay far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let n = groups.or_else(|| study.and_then(|study| study.n_total).map(|n| n as f64));
    let named = |name: Option<&str>, id: &str| Cell::words(name.filter(|name| !name.is_empty()).unwrap_or(id));
    vec![
        named(outcome.map(|level| level.name.as_str()), &effect.outcome),
        named(study.map(|study| study.cite.as_str()), &effect.study),
        named(intervention.map(|intervention| intervention.name.as_str()), &effect.intervention),
        Cell::words(study.map_or(String::new(), |study| study.design.clone())),
        Cell::number(n, 0),
        Cell::words(effect.es_type.word()),
        Cell::number(effect.value, decimals),
        Cell::number(effect.ci_low, decimals),
        Cell::number(effect.ci_high, decimals),
        Cell::words(intervention.map_or(String::new(), |intervention| intervention.evidence_rating.clone())),
        Cell::words(study.map_or(String::new(), |study| study.rob_overall.clone())),
        Cell::number(effect.months, 0),
        Cell::words(match effect.higher_is_better {
            Some(true) => "higher",
            Some(false) => "lower",
            None => "",
        }),
    ]
}

/// Outcomes in the order of their scale; those that the scale lacks come last, by id.
fn outcome_rank<'a>(snapshot: &Snapshot, outcome: &'a str) -> (i64, &'a str) {
    let level = snapshot.scale("outcome_domains").and_then(|scale| scale.level(outcome));
    (level.map_or(i64::MAX, |level| level.order), outcome)
}

fn scale_rank(scale: EffectScale) -> usize {
    EffectScale::WORDS.iter().position(|(known, _, _)| *known == scale).unwrap_or(EffectScale::WORDS.len())
}
