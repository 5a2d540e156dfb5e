//! What the review found for a set of effects, without pooling: how many, how far apart, which way.

use std::collections::BTreeSet;

use super::synthesis::direction as direction_of;
use crate::model::{Direction, Effect, EffectScale, Findings, Snapshot};
use crate::text::counted;

/// The smallest and the largest effect on one scale, turned so that higher is better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Scale of the effects.
    pub scale: EffectScale,
    /// Smallest value: the least benefit.
    pub low: f64,
    /// Largest value: the most benefit.
    pub high: f64,
    /// Effects in the range: those with a value and a known direction.
    pub effects: u64,
}

/// What the review found for one outcome, or for several together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quantitative {
    /// Ids of the effects, in the findings' order.
    pub effects: Vec<String>,
    /// Distinct studies (k) behind them.
    pub studies: u64,
    /// Ranges by scale; effects on different scales are never put together.
    pub ranges: Vec<Range>,
    /// Effects towards benefit.
    pub benefit: u64,
    /// Effects of exactly no difference, or whose direction is not known.
    pub neither: u64,
    /// Effects towards harm.
    pub harm: u64,
    /// Best evidence rating of the interventions tested, as the sheet writes it, flag included.
    pub best_rating: Option<String>,
    /// Whether that rating carries the scale's flag (mixed findings).
    pub flagged: bool,
    /// Cost ratings of the interventions tested, each once, in the scale's order. A rating of "not
    /// available" stays what it is; it is never low.
    pub costs: Vec<String>,
}

impl Quantitative {
    /// Number of effects (m).
    #[must_use]
    pub fn count(&self) -> u64 {
        self.effects.len() as u64
    }

    /// What a set of effects says.
    pub(super) fn of(snapshot: &Snapshot, effects: &[&Effect]) -> Self {
        let findings = &snapshot.findings;
        let studies: BTreeSet<&str> = effects.iter().map(|effect| effect.study.as_str()).collect();
        let interventions: BTreeSet<&str> = effects.iter().map(|effect| effect.intervention.as_str()).collect();
        let pointing = |direction| effects.iter().filter(|effect| direction_of(effect) == direction).count() as u64;
        let (best_rating, flagged) = best_rating(snapshot, &interventions);
        Self {
            effects: effects.iter().map(|effect| effect.id.clone()).collect(),
            studies: studies.len() as u64,
            ranges: ranges(effects),
            benefit: pointing(Direction::Benefit),
            neither: pointing(Direction::Neither),
            harm: pointing(Direction::Harm),
            best_rating,
            flagged,
            costs: costs(snapshot, findings, &interventions),
        }
    }

    /// `SMD 0.05 to 0.62 (9)`, for each scale, with the number of effects behind it.
    #[must_use]
    pub fn ranges_in_words(&self) -> String {
        let ranges = self.ranges.iter().map(|range| {
            let name = range.scale.abbreviation();
            if range.effects == 1 {
                format!("{name} {:.2} (1)", range.low)
            } else {
                format!("{name} {:.2} to {:.2} ({})", range.low, range.high, range.effects)
            }
        });
        ranges.collect::<Vec<_>>().join("; ")
    }

    /// All of it in a line, for reading.
    #[must_use]
    pub fn in_words(&self) -> String {
        if self.effects.is_empty() {
            return "no effects".to_owned();
        }
        let mut parts = vec![format!("{}, {}", plural_studies(self.studies), counted(self.count(), "effect"))];
        let directions = [(self.benefit, "benefit"), (self.neither, "neither"), (self.harm, "harm")];
        let directions = directions.iter().filter(|(number, _)| *number > 0);
        let directions: Vec<String> = directions.map(|(number, word)| format!("{number} {word}")).collect();
        parts.push(directions.join(", "));
        let ranges = self.ranges_in_words();
        if !ranges.is_empty() {
            parts.push(ranges);
        }
        parts.extend(self.ratings_in_words());
        parts.join("; ")
    }

    /// `best rating 3+*`, `cost 2, 5`, those that are known.
    pub(super) fn ratings_in_words(&self) -> Vec<String> {
        let mut parts = Vec::new();
        if let Some(rating) = &self.best_rating {
            parts.push(format!("best rating {rating}{}", if self.flagged { " (mixed)" } else { "" }));
        }
        if !self.costs.is_empty() {
            parts.push(format!("cost {}", self.costs.join(", ")));
        }
        parts
    }
}

/// The note that spells out the abbreviations of [`Quantitative::ranges_in_words`].
pub(super) fn abbreviations(found: &[&Quantitative]) -> String {
    let used = |scale: &EffectScale| found.iter().flat_map(|found| &found.ranges).any(|range| range.scale == *scale);
    let names = EffectScale::WORDS.iter().filter(|(scale, _, _)| used(scale));
    names.map(|(scale, _, name)| format!("{}: {name}", scale.abbreviation())).collect::<Vec<_>>().join("; ")
}

fn plural_studies(studies: u64) -> String {
    if studies == 1 { "1 study".to_owned() } else { format!("{studies} studies") }
}

/// The value turned so that higher is better; none where it is not known which way is better, or
/// where a ratio is not positive and has no inverse.
pub(super) fn towards_benefit(effect: &Effect) -> Option<f64> {
    let (value, higher_is_better) = (effect.value?, effect.higher_is_better?);
    match (higher_is_better, effect.es_type.is_ratio()) {
        (true, _) => Some(value),
        (false, false) => Some(-value),
        (false, true) => (value > 0.0).then(|| 1.0 / value),
    }
}

fn ranges(effects: &[&Effect]) -> Vec<Range> {
    let mut ranges = Vec::new();
    for (scale, _, _) in EffectScale::WORDS {
        let on_scale = effects.iter().filter(|effect| effect.es_type == scale);
        let values: Vec<f64> = on_scale.filter_map(|effect| towards_benefit(effect)).collect();
        if let (Some(low), Some(high)) =
            (values.iter().copied().min_by(f64::total_cmp), values.iter().copied().max_by(f64::total_cmp))
        {
            ranges.push(Range { scale, low, high, effects: values.len() as u64 });
        }
    }
    ranges
}

/// The best rating among interventions. Between equal levels the one without a flag is better: the
/// flag says that studies disagree.
fn best_rating(snapshot: &Snapshot, interventions: &BTreeSet<&str>) -> (Option<String>, bool) {
    let Some(scale) = snapshot.scale("evidence_rating") else { return (None, false) };
    let tested = snapshot.findings.interventions.iter().filter(|i| interventions.contains(i.id.as_str()));
    let rated = tested.filter_map(|intervention| {
        let (level, flagged) = scale.read_rating(&intervention.evidence_rating)?;
        Some((level.order, !flagged, intervention.evidence_rating.trim()))
    });
    match rated.max() {
        Some((_, unflagged, rating)) => (Some(rating.to_owned()), !unflagged),
        None => (None, false),
    }
}

fn costs(snapshot: &Snapshot, findings: &Findings, interventions: &BTreeSet<&str>) -> Vec<String> {
    let scale = snapshot.scale("cost_rating");
    let order = |rating: &str| scale.and_then(|scale| scale.level(rating)).map_or(i64::MAX, |level| level.order);
    let tested = findings.interventions.iter().filter(|i| interventions.contains(i.id.as_str()));
    let mut costs: Vec<&str> = tested.map(|i| i.cost_rating.trim()).filter(|rating| !rating.is_empty()).collect();
    costs.sort_by_key(|rating| (order(rating), *rating));
    costs.dedup();
    costs.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(scale: EffectScale, value: f64, higher_is_better: Option<bool>) -> Effect {
        Effect { es_type: scale, value: Some(value), higher_is_better, ..Effect::default() }
    }

    #[test]
    fn ranges_turn_values_towards_benefit_and_keep_scales_apart() {
        let effects = [
            effect(EffectScale::OddsRatio, 0.5, Some(false)),
            effect(EffectScale::OddsRatio, 1.25, Some(true)),
            effect(EffectScale::Smd, -0.3, Some(false)),
            effect(EffectScale::Smd, 0.9, None),
            effect(EffectScale::OddsRatio, 0.0, Some(false)),
        ];
        let found = ranges(&effects.iter().collect::<Vec<_>>());
        assert_eq!(
            found,
            [
                Range { scale: EffectScale::Smd, low: 0.3, high: 0.3, effects: 1 },
                Range { scale: EffectScale::OddsRatio, low: 1.25, high: 2.0, effects: 2 },
            ]
        );
    }
}
