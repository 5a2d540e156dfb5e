//! Events pooled from their two-by-two tables, without estimates between.

use super::pooled::{Choices, PooledSet, SetResult};
use super::set::Member;
use crate::model::{Dependency, Effect, EffectScale};
use crate::stats::effect_size::TwoByTwo;
use crate::stats::pooling::{TableMeasure, TablePool, mantel_haenszel, peto};
use std::collections::BTreeMap;

/// How two-by-two tables are pooled: as a common effect, without corrections for cells of 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventPooling {
    /// Mantel and Haenszel: odds ratios, risk ratios or risk differences.
    MantelHaenszel,
    /// Peto: odds ratios of rare events in groups of about equal size.
    Peto,
}

impl EventPooling {
    /// Every method with its word.
    pub const WORDS: [(Self, &'static str); 2] = [(Self::MantelHaenszel, "mh"), (Self::Peto, "peto")];

    /// The method of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(method, _)| *method)
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MantelHaenszel => "two-by-two tables by Mantel-Haenszel, a common effect, normal intervals",
            Self::Peto => "two-by-two tables by Peto, a common odds ratio, normal intervals",
        }
    }
}

fn refused(why: impl Into<String>) -> SetResult {
    SetResult::Refused { rule: "", why: why.into() }
}

/// Pools the tables of a set whose effects all have events on one scale, one table of each study; or says why not.
#[must_use]
pub fn pool_events(members: &[Member<'_>], how: EventPooling, choices: &Choices) -> SetResult {
    let Some(first) = members.first() else { return SetResult::Nothing };
    let without: Vec<&str> =
        members.iter().filter(|one| table(one.effect).is_none()).map(|one| one.effect.id.as_str()).collect();
    if !without.is_empty() {
        return refused(format!("no events with group sizes in {}", without.join(", ")));
    }
    let measure = match (first.effect.es_type, how) {
        (EffectScale::OddsRatio, _) => TableMeasure::OddsRatio,
        (EffectScale::RiskRatio, EventPooling::MantelHaenszel) => TableMeasure::RiskRatio,
        (EffectScale::RiskDifference, EventPooling::MantelHaenszel) => TableMeasure::RiskDifference,
        (other, EventPooling::Peto) => return refused(format!("Peto pools odds ratios, not a {}", other.name())),
        (other, _) => return refused(format!("events make no {}", other.name())),
    };
    if members.iter().any(|one| one.effect.es_type != first.effect.es_type) {
        let why = "different scales together; choose with --only scale=odds_ratio, risk_ratio or risk_difference";
        return SetResult::Refused { rule: "V13", why: why.to_owned() };
    }
    let Some(wanted) = first.effect.higher_is_better else { return refused("the direction of benefit is not given") };
    if members.iter().any(|one| one.effect.higher_is_better != Some(wanted)) {
        return refused("wanted and unwanted events together; choose with --only measure=... or --by measure");
    }
    let chosen = match one_each(members, choices.dependency) {
        Ok(chosen) => chosen,
        Err(result) => return result,
    };
    let tables: Vec<TwoByTwo> = chosen.iter().filter_map(|one| table(one.effect)).collect();
    let pooled = match how {
        EventPooling::MantelHaenszel => mantel_haenszel(&tables, measure, choices.pooling.level),
        EventPooling::Peto => peto(&tables, choices.pooling.level),
    };
    match pooled {
        Ok(pooled) => SetResult::Pooled(Box::new(as_set(&chosen, &pooled, wanted))),
        Err(error) => refused(error.to_string()),
    }
}

fn table(effect: &Effect) -> Option<TwoByTwo> {
    TwoByTwo::from_events(effect.e1?, effect.n1?, effect.e2?, effect.n2?)
}

/// One member of each study: its only one, the first, or the latest.
fn one_each<'m, 'a>(members: &'m [Member<'a>], dependency: Dependency) -> Result<Vec<&'m Member<'a>>, SetResult> {
    let mut chosen: BTreeMap<&str, &Member> = BTreeMap::new();
    let mut several = false;
    for member in members {
        let months = |one: &Member<'_>| one.effect.months.unwrap_or(f64::NEG_INFINITY);
        match chosen.get(member.cluster()) {
            None => _ = chosen.insert(member.cluster(), member),
            Some(known) => {
                several = true;
                if dependency == Dependency::Latest && months(member) > months(known) {
                    chosen.insert(member.cluster(), member);
                }
            }
        }
    }
    if chosen.len() == 1 {
        return Err(SetResult::SingleStudy { left_out: Vec::new() });
    }
    if several && !matches!(dependency, Dependency::First | Dependency::Latest) {
        let why = "several tables of one study; choose --dependency first or latest";
        return Err(SetResult::Refused { rule: "V12", why: why.to_owned() });
    }
    let counts =
        |member: &&Member<'_>| chosen.get(member.cluster()).is_some_and(|known| known.effect.id == member.effect.id);
    Ok(members.iter().filter(counts).collect())
}

fn as_set(chosen: &[&Member<'_>], pooled: &TablePool, wanted: bool) -> PooledSet {
    let turned = |(low, high): (f64, f64)| if wanted { (low, high) } else { (-high, -low) };
    PooledSet {
        scale: chosen.first().map_or(EffectScale::OddsRatio, |one| one.effect.es_type),
        studies: chosen.len() as u64,
        effects: chosen.len() as u64,
        estimate: if wanted { pooled.estimate } else { -pooled.estimate },
        se: pooled.se,
        ci: turned(pooled.ci),
        p: pooled.p,
        df: None,
        prediction: None,
        tau2: 0.0,
        i2: pooled.i2,
        q: Some((pooled.q, pooled.q_df, pooled.q_p)),
        weights: chosen.iter().map(|one| one.effect.id.clone()).zip(pooled.weights.iter().copied()).collect(),
        warnings: warnings(chosen, pooled),
    }
}

fn warnings(chosen: &[&Member<'_>], pooled: &TablePool) -> Vec<String> {
    let named = |wanted: &dyn Fn(&Member<'_>) -> bool| {
        let ids = chosen.iter().filter(|one| wanted(one)).map(|one| one.effect.id.as_str());
        ids.collect::<Vec<_>>().join(", ")
    };
    let empty = pooled.dropped.iter().filter_map(|at| chosen.get(*at)).map(|one| one.effect.id.as_str());
    let said = [
        (empty.collect::<Vec<_>>().join(", "), "say nothing on the measure: no events, or events alone"),
        (named(&|one| one.effect.adjusted == Some(true)), "are reported adjusted, which counts of events are not"),
        (
            named(&|one| one.study.is_some_and(|study| study.design.starts_with("cluster"))),
            "come of clusters, which counts of events do not allow for",
        ),
    ];
    let said = said.into_iter().filter(|(ids, _)| !ids.is_empty());
    said.map(|(ids, why)| format!("{ids} {why}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(id: &str, events: [f64; 4], wanted: bool) -> Effect {
        let [e1, n1, e2, n2] = events.map(Some);
        let (study, higher_is_better) = (format!("s{id}"), Some(wanted));
        Effect {
            id: id.to_owned(),
            study,
            es_type: EffectScale::OddsRatio,
            e1,
            n1,
            e2,
            n2,
            higher_is_better,
            ..Effect::default()
        }
    }

    fn result(effects: &[Effect], how: EventPooling) -> SetResult {
        let derived = Err("not asked".to_owned());
        let members: Vec<Member> =
            effects.iter().map(|effect| Member { effect, study: None, derived: derived.clone() }).collect();
        pool_events(&members, how, &Choices::default())
    }

    #[test]
    fn mantel_haenszel_is_the_ratio_of_sums_and_an_unwanted_event_is_turned() {
        let effects = [effect("a", [10.0, 100.0, 20.0, 100.0], false), effect("b", [5.0, 50.0, 8.0, 50.0], false)];
        let found = result(&effects, EventPooling::MantelHaenszel);
        let found = found.pooled().expect("pooled");
        // Σ ad / N over Σ bc / N, by hand.
        let ratio: f64 = (10.0 * 80.0 / 200.0 + 5.0 * 42.0 / 100.0) / (90.0 * 20.0 / 200.0 + 45.0 * 8.0 / 100.0);
        assert!(
            (found.estimate + ratio.ln()).abs() < 1e-12 && found.ci.0 < found.estimate && found.estimate < found.ci.1
        );
    }

    #[test]
    fn what_has_no_tables_on_one_scale_and_way_is_refused_with_the_reason() {
        let sound = effect("a", [10.0, 100.0, 20.0, 100.0], false);
        let other = effect("b", [5.0, 50.0, 8.0, 50.0], false);
        let cases = [
            (Effect { e2: None, ..other.clone() }, "no events with group sizes in b"),
            (Effect { es_type: EffectScale::RiskRatio, ..other.clone() }, "different scales"),
            (Effect { higher_is_better: Some(true), ..other.clone() }, "wanted and unwanted"),
            (Effect { study: "sa".to_owned(), ..other.clone() }, "single study"),
        ];
        for (second, why) in cases {
            let said = result(&[sound.clone(), second], EventPooling::MantelHaenszel).why_not();
            assert!(said.contains(why), "{why} in {said}");
        }
        let ratio = |one: Effect| Effect { es_type: EffectScale::RiskRatio, ..one };
        assert!(result(&[ratio(sound), ratio(other)], EventPooling::Peto).why_not().contains("Peto pools odds ratios"));
    }
}
