//! One effect as a phrase.

use crate::model::{Direction, Effect};

/// `re-entry to care, 12 months: odds ratio 0.51 (95% CI 0.32 to 0.84), towards benefit`. Figures stand as reported;
/// only the direction is turned, so that benefit is benefit.
pub(super) fn effect_in_words(effect: &Effect) -> String {
    let mut words = if effect.measure.is_empty() { effect.outcome.clone() } else { effect.measure.clone() };
    if let Some(months) = effect.months {
        words.push_str(&if months > 0.0 { format!(", {months} months") } else { ", at the end".to_owned() });
    }
    let Some(value) = effect.value else { return format!("{words}: no effect size reported") };
    let decimals = usize::from(effect.es_type.decimals());
    words.push_str(&format!(": {} {value:.decimals$}", effect.es_type.name()));
    if let (Some(low), Some(high)) = (effect.ci_low, effect.ci_high) {
        let level = effect.ci_level.map_or(95.0, |level| if level <= 1.0 { level * 100.0 } else { level });
        words.push_str(&format!(" ({level:.0}% CI {low:.decimals$} to {high:.decimals$})"));
    }
    let direction = match super::synthesis::direction(effect) {
        Direction::Benefit => "towards benefit",
        Direction::Harm => "towards harm",
        Direction::Neither if effect.higher_is_better.is_none() => "direction not stated",
        Direction::Neither => "no difference",
    };
    format!("{words}, {direction}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EffectScale;

    #[test]
    fn figures_stand_as_reported_and_the_direction_is_turned() {
        let effect = Effect {
            measure: "re-entry to care".to_owned(),
            months: Some(12.0),
            es_type: EffectScale::OddsRatio,
            value: Some(0.514),
            ci_low: Some(0.315),
            ci_high: Some(0.838),
            ci_level: Some(0.9),
            higher_is_better: Some(false),
            ..Effect::default()
        };
        assert_eq!(
            effect_in_words(&effect),
            "re-entry to care, 12 months: odds ratio 0.51 (90% CI 0.32 to 0.84), towards benefit"
        );
        let silent = Effect { outcome: "safety".to_owned(), ..Effect::default() };
        assert_eq!(effect_in_words(&silent), "safety: no effect size reported");
    }
}
