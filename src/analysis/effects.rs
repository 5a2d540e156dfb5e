//! The effects of the review, row by row, with what they say together: the table behind the forest plot.

use std::collections::{BTreeMap, BTreeSet};

use super::synthesis::{Choices, EffectFilter, Grouping, Member, PooledSet, SetResult};
use super::synthesis::{grouped, members, synthesise};
use crate::model::{Dependency, Effect, EffectScale, Snapshot};
use crate::stats::distribution::normal_critical;
use crate::stats::pooling::{Heterogeneity, Test};
use crate::table::{Cell, Column, Table};
use crate::text::counted;

/// Every usable effect with its study and intervention, sorted by outcome (in the order of the scale
/// `outcome_domains`), scale of effect and value; behind the effects of each outcome what they say together, by the
/// project's settings, or why they are not pooled. `barred` holds the ids of effects whose rows have errors. Values stand
/// as reported; `benefit` says which side is better. A value or interval that is not reported is computed where the row
/// has enough for it, and a note says so.
///
/// Columns: `outcome, study, intervention, design, n, es_type, value, ci_low, ci_high, rating,
/// risk_of_bias, months, benefit, kind, weight, pi_low, pi_high, tau2, i2, q, q_df, q_p, said`; `study` is the cite, `benefit`
/// is `higher` or `lower`, and empty where it is not known. `kind` is `effect` or `pooled`; a pooled row is turned so that
/// higher is better, and `said` has its model, or why nothing is pooled. Weights are percentages of their outcome.
#[must_use]
pub fn forest(snapshot: &Snapshot, barred: &BTreeSet<String>) -> Table {
    let mut table = Table::new("Effects by outcome", columns());
    let choices = Choices::from(&snapshot.integration.settings.pooling);
    let members = members(snapshot, &EffectFilter::default(), barred);
    let sets = grouped(snapshot, &members, &[Grouping::Outcome]);
    let results: BTreeMap<&str, SetResult> =
        sets.iter().filter_map(|set| Some((set.keys.first()?.as_str(), synthesise(&set.members, &choices)))).collect();
    let weights: BTreeMap<&str, f64> = (results.values().filter_map(SetResult::pooled))
        .flat_map(|set| set.weights.iter().map(|(id, weight)| (id.as_str(), *weight)))
        .collect();
    let effects = in_order(snapshot, &members);
    let mut computed = Vec::new();
    for (at, member) in effects.iter().enumerate() {
        let weight = weights.get(member.effect.id.as_str()).copied();
        table.rows.push(row(snapshot, member, weight, &mut computed));
        let outcome = member.effect.outcome.as_str();
        let last = effects.get(at + 1).is_none_or(|next| next.effect.outcome != outcome);
        if let Some(result) = results.get(outcome).filter(|_| last) {
            table.rows.push(pooled_row(snapshot, member.effect, result, &choices));
        }
    }
    let studies: BTreeSet<&str> = effects.iter().map(|member| member.effect.study.as_str()).collect();
    table.measure = String::from("effects as reported, with their intervals");
    if results.values().any(|result| result.pooled().is_some()) {
        table.measure.push_str("; pooled effects turned so that higher is better");
        table.notes.push(format!("Pooled: {}.", choices.describe()));
    } else {
        table.measure.push_str("; nothing is pooled");
    }
    table.frame = format!("{} effects of {} studies of the review", effects.len(), studies.len());
    if weights.values().any(|weight| *weight < 0.0) {
        let why =
            "A weight falls below 0 where a more precise effect of the same study already says what this one could.";
        table.notes.push(why.to_owned());
    }
    table.notes.extend(notes(snapshot, &effects, &results, &computed));
    table
}

fn columns() -> Vec<Column> {
    vec![
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
        Column::text("kind", "Row"),
        Column::number("weight", "Weight").unit("percent"),
        Column::number("pi_low", "Prediction low"),
        Column::number("pi_high", "Prediction high"),
        Column::number("tau2", "tau2"),
        Column::number("i2", "I2").unit("percent"),
        Column::number("q", "Q"),
        Column::number("q_df", "Q df"),
        Column::number("q_p", "Q p"),
        Column::text("said", "Model"),
    ]
}

fn in_order<'m, 'a>(snapshot: &Snapshot, members: &'m [Member<'a>]) -> Vec<&'m Member<'a>> {
    let mut effects: Vec<&Member> = members.iter().collect();
    effects.sort_by(|a, b| {
        let (a, b) = (a.effect, b.effect);
        let value = |effect: &Effect| effect.value.unwrap_or(f64::INFINITY);
        (outcome_rank(snapshot, &a.outcome).cmp(&outcome_rank(snapshot, &b.outcome)))
            .then_with(|| scale_rank(a.es_type).cmp(&scale_rank(b.es_type)))
            .then(value(a).total_cmp(&value(b)))
            .then_with(|| (&a.study, &a.id).cmp(&(&b.study, &b.id)))
    });
    effects
}

/// What became of the rows on the way: levels, what was computed, what stayed outside and why, what a pooled figure lacks.
fn notes(
    snapshot: &Snapshot,
    effects: &[&Member<'_>],
    results: &BTreeMap<&str, SetResult>,
    computed: &[&str],
) -> Vec<String> {
    let mut notes = Vec::new();
    let other = other_levels(effects);
    if !other.is_empty() {
        notes.push(format!("Intervals are 95% except where reported at {}.", other.join(", ")));
    }
    if !computed.is_empty() {
        notes.push(format!("Computed here from what the row reports: {}.", computed.join(", ")));
    }
    let mut warnings: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (outcome, result) in results {
        for warning in result.pooled().into_iter().flat_map(|set| &set.warnings) {
            warnings.entry(warning).or_default().push(outcome_name(snapshot, outcome));
        }
    }
    notes.extend(warnings.into_iter().map(|(text, outcomes)| format!("{}: {text}.", outcomes.join(", "))));
    let failed = effects.iter().filter_map(|member| Some((member.effect.id.as_str(), member.derived.as_ref().err()?)));
    notes.extend(failed.map(|(id, why)| format!("{id} is in no pooled effect: {why}.")));
    let left_out = snapshot.findings.effects.len() - effects.len();
    if left_out > 0 {
        notes.push(format!("Effects left out because their rows have errors: {left_out}."));
    }
    if !snapshot.notice.is_empty() {
        notes.push(snapshot.notice.clone());
    }
    notes
}

fn outcome_name<'n>(snapshot: &'n Snapshot, outcome: &'n str) -> &'n str {
    let level = snapshot.scale("outcome_domains").and_then(|scale| scale.level(outcome));
    level.map(|level| level.name.as_str()).filter(|name| !name.is_empty()).unwrap_or(outcome)
}

/// Value and interval as they stand on the scale of the report: reported, else computed of what is.
fn figures<'a>(member: &Member<'a>, computed: &mut Vec<&'a str>) -> [Option<f64>; 3] {
    let effect = member.effect;
    let reported = [effect.value, effect.ci_low, effect.ci_high];
    let Ok(derived) = &member.derived else { return reported };
    if reported.iter().all(Option::is_some) {
        return reported;
    }
    computed.push(&effect.id);
    let half = normal_critical(0.95) * derived.estimate.se();
    let shown = |value: f64| Some(derived.scale.shown(value));
    let made = [0.0, -half, half].map(|away| shown(derived.estimate.value + away));
    [effect.value.or(made[0]), effect.ci_low.or(made[1]), effect.ci_high.or(made[2])]
}

fn row<'a>(snapshot: &Snapshot, member: &Member<'a>, weight: Option<f64>, computed: &mut Vec<&'a str>) -> Vec<Cell> {
    let (effect, study) = (member.effect, member.study);
    let intervention = snapshot.findings.interventions.iter().find(|one| one.id == effect.intervention);
    let decimals = effect.es_type.decimals();
    let groups = effect.n1.zip(effect.n2).map(|(n1, n2)| n1 + n2);
    // Sizes of studies stay far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let n = groups.or_else(|| study.and_then(|study| study.n_total).map(|n| n as f64));
    let named = |name: Option<&str>, id: &str| Cell::words(name.filter(|name| !name.is_empty()).unwrap_or(id));
    let mut cells = vec![
        Cell::words(outcome_name(snapshot, &effect.outcome)),
        named(study.map(|study| study.cite.as_str()), &effect.study),
        named(intervention.map(|intervention| intervention.name.as_str()), &effect.intervention),
        Cell::words(study.map_or(String::new(), |study| study.design.clone())),
        Cell::number(n, 0),
        Cell::words(effect.es_type.word()),
    ];
    cells.extend(figures(member, computed).map(|figure| Cell::number(figure, decimals)));
    cells.extend([
        Cell::words(intervention.map_or(String::new(), |intervention| intervention.evidence_rating.clone())),
        Cell::words(study.map_or(String::new(), |study| study.rob_overall.clone())),
        Cell::number(effect.months, 0),
        Cell::words(match effect.higher_is_better {
            Some(true) => "higher",
            Some(false) => "lower",
            None => "",
        }),
        Cell::words("effect"),
        Cell::number(weight, 1),
    ]);
    cells.resize(columns().len(), Cell::Empty);
    cells
}

/// What an outcome's effects say together; `effect` is one of them.
fn pooled_row(snapshot: &Snapshot, effect: &Effect, result: &SetResult, choices: &Choices) -> Vec<Cell> {
    let found = result.pooled();
    let scale = found.map_or_else(|| effect.es_type, |found| found.scale);
    let shown = |value: Option<f64>| Cell::number(value.map(|value| scale.shown(value)), scale.decimals());
    let prediction = found.and_then(|found| found.prediction);
    let q = found.and_then(|found| found.q);
    let name = found.map_or_else(String::new, |found| {
        let effects = if found.effects == found.studies {
            String::new()
        } else {
            format!(", {}", counted(found.effects, "effect"))
        };
        format!("{}{effects}", counted(found.studies, "study|studies"))
    });
    let mut cells = vec![Cell::words(outcome_name(snapshot, &effect.outcome)), Cell::words(name)];
    cells.resize(5, Cell::Empty);
    cells.push(Cell::words(scale.word()));
    cells.extend([found.map(|found| found.estimate), found.map(|f| f.ci.0), found.map(|f| f.ci.1)].map(shown));
    cells.resize(12, Cell::Empty);
    cells.extend([
        Cell::words("higher"),
        Cell::words("pooled"),
        Cell::number(found.map(|_| 100.0), 1),
        shown(prediction.map(|limits| limits.0)),
        shown(prediction.map(|limits| limits.1)),
        Cell::number(found.map(|found| found.tau2), 3),
        Cell::number(found.map(|found| found.i2), 0),
        Cell::number(q.map(|q| q.0), 2),
        Cell::number(q.map(|q| q.1), 0),
        Cell::number(q.map(|q| q.2), 3),
        Cell::words(found.map_or_else(|| result.why_not(), |found| model(found, choices))),
    ]);
    cells
}

/// The model in a few words: `REML, Hartung-Knapp`.
fn model(found: &PooledSet, choices: &Choices) -> String {
    let nested = found.effects > found.studies;
    match choices.dependency {
        Dependency::Che if nested => "REML, correlated and hierarchical effects, CR2".to_owned(),
        Dependency::ThreeLevel if nested => "REML, three levels".to_owned(),
        _ => {
            let estimator = match choices.pooling.heterogeneity {
                Heterogeneity::Reml => "REML",
                other => other.name(),
            };
            let test = if choices.pooling.test == Test::Wald { "Wald" } else { "Hartung-Knapp" };
            format!("{estimator}, {test}")
        }
    }
}

/// Levels of intervals other than 95 %, in order. Sheets give them as 0.9 or as 90.
fn other_levels(effects: &[&Member<'_>]) -> Vec<String> {
    let percent = |level: f64| if level <= 1.0 { level * 100.0 } else { level };
    let mut levels: Vec<f64> = effects.iter().filter_map(|member| member.effect.ci_level).map(percent).collect();
    levels.retain(|level| (level - 95.0).abs() > 1e-6);
    levels.sort_by(f64::total_cmp);
    let mut words: Vec<String> = levels.into_iter().map(|level| format!("{level:.0}%")).collect();
    words.dedup();
    words
}

/// Outcomes in the order of their scale; those that the scale lacks come last, by id.
fn outcome_rank<'a>(snapshot: &Snapshot, outcome: &'a str) -> (i64, &'a str) {
    let level = snapshot.scale("outcome_domains").and_then(|scale| scale.level(outcome));
    (level.map_or(i64::MAX, |level| level.order), outcome)
}

fn scale_rank(scale: EffectScale) -> usize {
    EffectScale::WORDS.iter().position(|(known, _, _)| *known == scale).unwrap_or(EffectScale::WORDS.len())
}
