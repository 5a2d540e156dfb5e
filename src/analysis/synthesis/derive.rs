//! From what an effect's row reports to an estimate with its variance on a scale of analysis.
//!
//! What is reported goes first; raw data fill in what is missing. The fields of the row are never changed.

use super::scale::converted;
use crate::model::{Direction, Effect, EffectScale, Study};
use crate::stats::effect_size::{
    Arm, Estimate, TwoByTwo, VarianceForm, correlation_to_d, design_effect, f_to_t, fisher_z, hedges_g,
    mean_difference, p_to_t, se_from_interval, se_from_p, smd_from_t,
};

/// An effect that can be computed with.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    /// Scale of the estimate.
    pub scale: EffectScale,
    /// The estimate with its variance, as the measure has it.
    pub estimate: Estimate,
    /// `1` where a higher value is better, `-1` where a lower one is.
    pub benefit: f64,
    /// What the estimate and its variance were made from.
    pub made_from: &'static str,
    /// What became of it on the way: clustering allowed for, scale changed.
    pub remarks: Vec<String>,
}

impl Derived {
    /// The estimate turned so that higher is better.
    #[must_use]
    pub fn towards_benefit(&self) -> f64 {
        self.benefit * self.estimate.value
    }

    /// The same on another scale; none where there is no accepted way from what the row reports.
    #[must_use]
    pub fn on(&self, scale: EffectScale, effect: &Effect) -> Option<Self> {
        if self.scale == scale {
            return Some(self.clone());
        }
        let remark = |text: String| {
            let mut remarks = self.remarks.clone();
            remarks.push(text);
            remarks
        };
        if let Some(estimate) = converted(self.estimate, self.scale, scale) {
            let text = format!("from {} by Hasselblad and Hedges", self.scale.name());
            return Some(Self { scale, estimate, remarks: remark(text), ..self.clone() });
        }
        if self.scale == EffectScale::Correlation && scale == EffectScale::Smd {
            let n = effect.n1.zip(effect.n2).map_or(effect.n1?, |(n1, n2)| n1 + n2);
            let estimate = correlation_to_d(effect.value?, n)?;
            return Some(Self { scale, estimate, remarks: remark("from a correlation".to_owned()), ..self.clone() });
        }
        // Ratios and differences of risks become odds ratios through their counts alone.
        let table = TwoByTwo::from_events(effect.e1?, effect.n1?, effect.e2?, effect.n2?)?;
        let odds = converted(table.log_odds_ratio()?, EffectScale::OddsRatio, scale)?;
        let text = format!("{} made anew from the counts", scale.name());
        Some(Self { scale, estimate: odds, remarks: remark(text), ..self.clone() })
    }
}

/// Makes an estimate of what a row reports: its value with standard error, variance, interval or p value, else means,
/// events, t, F or p with group sizes.
///
/// # Errors
/// In words, what is missing.
pub fn derive(effect: &Effect, study: Option<&Study>) -> Result<Derived, String> {
    let Some(higher_is_better) = effect.higher_is_better else {
        return Err("the direction of benefit is not given".to_owned());
    };
    let scale = effect.es_type;
    let (estimate, made_from) = match point(effect) {
        Some(value) => {
            let (variance, from) = variance(effect, value).ok_or("no standard error, interval, p value or raw data")?;
            (Estimate::new(value, variance).ok_or("its variance is not above 0")?, from)
        }
        None if effect.value.is_some() => return Err(format!("its value is not possible for {}", scale.name())),
        None => from_raw(effect).ok_or("no value, and no raw data to make one from")?,
    };
    let benefit = if higher_is_better { 1.0 } else { -1.0 };
    let mut derived = Derived { scale, estimate, benefit, made_from, remarks: Vec::new() };
    allow_for_clusters(&mut derived, effect, study);
    Ok(derived)
}

/// Which way an effect points: by its value, or by what its raw data give where no value is reported.
#[must_use]
pub fn direction(effect: &Effect) -> Direction {
    if effect.value.is_some() {
        return effect.direction();
    }
    match derive(effect, None).map(|derived| derived.towards_benefit()) {
        Ok(up) if up > 0.0 => Direction::Benefit,
        Ok(up) if up < 0.0 => Direction::Harm,
        _ => Direction::Neither,
    }
}

/// The reported value on the scale of analysis.
fn point(effect: &Effect) -> Option<f64> {
    let value = effect.value?;
    match effect.es_type {
        scale if scale.is_ratio() => (value > 0.0).then(|| value.ln()),
        EffectScale::Correlation => (value.abs() < 1.0).then(|| value.atanh()),
        _ => value.is_finite().then_some(value),
    }
}

fn variance(effect: &Effect, value: f64) -> Option<(f64, &'static str)> {
    if effect.es_type == EffectScale::Correlation {
        let n = effect.n1.zip(effect.n2).map_or(effect.n1?, |(n1, n2)| n1 + n2);
        return Some((fisher_z(effect.value?, n)?.variance, "correlation and number of people"));
    }
    if let Some(se) = effect.se.filter(|se| *se > 0.0) {
        return Some((se * se, "value and standard error"));
    }
    if let Some(variance) = effect.variance.filter(|variance| *variance > 0.0) {
        return Some((variance, "value and variance"));
    }
    let limits = effect.ci_low.zip(effect.ci_high);
    let limits = limits.map(|(low, high)| if effect.es_type.is_ratio() { (low.ln(), high.ln()) } else { (low, high) });
    let level = effect.ci_level.map_or(0.95, |percent| percent / 100.0);
    if let Some(se) = limits.and_then(|(low, high)| se_from_interval(low, high, level)) {
        return Some((se * se, "value and interval"));
    }
    if let Some((raw, from)) = from_raw(effect) {
        return Some((raw.variance, from));
    }
    let se = effect.p.filter(|_| !effect.p_below).and_then(|p| se_from_p(value, p))?;
    Some((se * se, "value and p value"))
}

fn from_raw(effect: &Effect) -> Option<(Estimate, &'static str)> {
    let events = || TwoByTwo::from_events(effect.e1?, effect.n1?, effect.e2?, effect.n2?);
    match effect.es_type {
        EffectScale::OddsRatio => Some((events()?.log_odds_ratio()?, "events")),
        EffectScale::RiskRatio => Some((events()?.log_risk_ratio()?, "events")),
        EffectScale::RiskDifference => Some((events()?.risk_difference()?, "events")),
        EffectScale::MeanDifference => {
            let (first, second) = arms(effect)?;
            Some((mean_difference(first, second)?, "means and standard deviations"))
        }
        EffectScale::Smd => smd_from_raw(effect),
        EffectScale::HazardRatio | EffectScale::Correlation => None,
    }
}

fn smd_from_raw(effect: &Effect) -> Option<(Estimate, &'static str)> {
    if let Some((first, second)) = arms(effect) {
        return Some((hedges_g(first, second, VarianceForm::LargeSample)?, "means and standard deviations"));
    }
    let (n1, n2) = effect.n1.zip(effect.n2)?;
    if let Some(t) = effect.t {
        return Some((smd_from_t(t, n1, n2)?, "t statistic"));
    }
    // F and p have no sign; the value has one, where it was reported without its error.
    let positive = effect.value? >= 0.0;
    if let Some(f) = effect.f {
        return Some((smd_from_t(f_to_t(f, positive)?, n1, n2)?, "F statistic"));
    }
    let p = effect.p.filter(|_| !effect.p_below)?;
    Some((smd_from_t(p_to_t(p, n1 + n2 - 2.0, positive)?, n1, n2)?, "p value"))
}

fn arms(effect: &Effect) -> Option<(Arm, Arm)> {
    let first = Arm { n: effect.n1?, mean: effect.m1?, sd: effect.sd1? };
    let second = Arm { n: effect.n2?, mean: effect.m2?, sd: effect.sd2? };
    Some((first, second))
}

/// A trial that put whole groups by chance and was analysed by person is less precise than it says.
fn allow_for_clusters(derived: &mut Derived, effect: &Effect, study: Option<&Study>) {
    let clustered = study.is_some_and(|study| study.design.starts_with("cluster"));
    if !clustered || effect.cluster_adjusted == Some(true) {
        return;
    }
    let people = effect.n1.zip(effect.n2).map(|(n1, n2)| n1 + n2);
    let size = people.zip(effect.cluster_n).filter(|(_, clusters)| *clusters > 0.0).map(|(n, clusters)| n / clusters);
    let inflation = size.zip(effect.icc).and_then(|(size, icc)| design_effect(size, icc));
    match inflation.and_then(|by| Estimate::new(derived.estimate.value, derived.estimate.variance * by).zip(Some(by))) {
        Some((estimate, by)) => {
            derived.estimate = estimate;
            derived.remarks.push(format!("variance times {by:.2} for clustering"));
        }
        None => derived.remarks.push("clusters not allowed for: size of clusters or correlation not given".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odds_ratio() -> Effect {
        Effect { es_type: EffectScale::OddsRatio, value: Some(0.5), higher_is_better: Some(false), ..Effect::default() }
    }

    fn made(effect: &Effect) -> (f64, f64, &'static str) {
        let derived = derive(effect, None).expect("enough is reported");
        (derived.estimate.value, derived.estimate.variance, derived.made_from)
    }

    #[test]
    fn what_is_reported_goes_before_what_can_be_computed() {
        let with_se = Effect { se: Some(0.2), ci_low: Some(0.1), ci_high: Some(9.0), ..odds_ratio() };
        let (value, variance, from) = made(&with_se);
        assert!((value - 0.5_f64.ln()).abs() < 1e-15 && (variance - 0.04).abs() < 1e-15);
        assert_eq!(from, "value and standard error");
        let z = crate::stats::distribution::normal_critical(0.9);
        let interval = Effect {
            ci_low: Some((0.5_f64.ln() - 0.3 * z).exp()),
            ci_high: Some((0.5_f64.ln() + 0.3 * z).exp()),
            ci_level: Some(90.0),
            ..odds_ratio()
        };
        assert!((made(&interval).1 - 0.09).abs() < 1e-12);
        let counts = Effect { e1: Some(10.0), n1: Some(100.0), e2: Some(20.0), n2: Some(100.0), ..odds_ratio() };
        let (value, variance, from) = made(&counts);
        assert!((value - 0.5_f64.ln()).abs() < 1e-15, "the value stays as reported");
        assert!((variance - (0.1 + 1.0 / 90.0 + 0.05 + 1.0 / 80.0)).abs() < 1e-12);
        assert_eq!(from, "events");
    }

    #[test]
    fn benefit_is_up_whatever_the_measure() {
        let derived = derive(&Effect { se: Some(0.2), ..odds_ratio() }, None).expect("enough is reported");
        assert!(derived.towards_benefit() > 0.0 && derived.estimate.value < 0.0);
        assert!(derive(&Effect { higher_is_better: None, ..odds_ratio() }, None).is_err());
    }

    #[test]
    fn a_trial_of_clusters_analysed_by_person_is_made_less_precise() {
        let study = Study { design: "cluster_RCT".to_owned(), ..Study::default() };
        let effect = Effect {
            se: Some(0.2),
            n1: Some(100.0),
            n2: Some(100.0),
            cluster_n: Some(10.0),
            icc: Some(0.05),
            cluster_adjusted: Some(false),
            ..odds_ratio()
        };
        let variance = |effect: &Effect| derive(effect, Some(&study)).expect("enough is reported").estimate.variance;
        assert!((variance(&effect) - 0.04 * 1.95).abs() < 1e-12);
        assert!((variance(&Effect { cluster_adjusted: Some(true), ..effect.clone() }) - 0.04).abs() < 1e-12);
    }

    #[test]
    fn a_risk_ratio_becomes_an_odds_ratio_through_its_counts_alone() {
        let ratio = Effect { es_type: EffectScale::RiskRatio, value: Some(0.5), se: Some(0.3), ..odds_ratio() };
        let derived = derive(&ratio, None).expect("enough is reported");
        assert_eq!(derived.on(EffectScale::OddsRatio, &ratio), None);
        let counted = Effect { e1: Some(10.0), n1: Some(100.0), e2: Some(20.0), n2: Some(100.0), ..ratio };
        let odds = derived.on(EffectScale::OddsRatio, &counted).expect("counts are there");
        assert!((odds.estimate.value - (10.0 * 80.0 / (90.0 * 20.0_f64)).ln()).abs() < 1e-12);
    }
}
