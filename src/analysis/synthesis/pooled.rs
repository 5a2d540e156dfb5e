//! A set of effects as one figure, or the reason why there is none.

use std::collections::{BTreeMap, BTreeSet};

use super::derive::Derived;
use super::report::with_interval;
use super::set::Member;
use crate::model::{Dependency, EffectScale, PoolingScale, PoolingSettings};
use crate::stats::distribution::normal_critical;
use crate::stats::multilevel::{aggregate, mean_of_study};
use crate::stats::pooling::{Heterogeneity, Observation, Pooling, PredictionDf, Test, pool};

/// How a set is pooled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choices {
    /// Estimator, test, prediction interval, level.
    pub pooling: Pooling,
    /// What is done with several effects of one study.
    pub dependency: Dependency,
    /// Correlation assumed between them, 0 to 1.
    pub rho: f64,
    /// Scale on which effects are put together.
    pub scale: PoolingScale,
}

impl Default for Choices {
    fn default() -> Self {
        Self::from(&PoolingSettings::default())
    }
}

impl From<&PoolingSettings> for Choices {
    /// Words that nothing stands for leave the usual choice.
    fn from(settings: &PoolingSettings) -> Self {
        let usual = Pooling::default();
        Self {
            pooling: Pooling {
                heterogeneity: Heterogeneity::from_word(&settings.estimator).unwrap_or(usual.heterogeneity),
                test: Test::from_word(&settings.test).unwrap_or(usual.test),
                prediction: PredictionDf::from_word(&settings.prediction).unwrap_or(usual.prediction),
                level: settings.level,
            },
            dependency: settings.dependency,
            rho: settings.rho,
            scale: settings.scale,
        }
    }
}

impl Choices {
    /// The choices in a sentence, for notes.
    #[must_use]
    pub fn describe(&self) -> String {
        let Pooling { heterogeneity, test, prediction, level } = self.pooling;
        let mut text = format!("{}; {}; {:.0}% intervals", heterogeneity.name(), test.name(), level * 100.0);
        if heterogeneity != Heterogeneity::Common {
            text.push_str(&format!("; prediction by {}", prediction.name()));
        }
        text.push_str(&format!("; {}", self.dependency.name()));
        if matches!(self.dependency, Dependency::Che | Dependency::Average) {
            text.push_str(&format!(" (correlation {})", self.rho));
        }
        text
    }
}

/// One figure for a set of effects. All figures are turned so that higher is better, on the scale of analysis.
#[derive(Clone, Debug, PartialEq)]
pub struct PooledSet {
    /// Scale of analysis.
    pub scale: EffectScale,
    /// Studies (or cohorts).
    pub studies: u64,
    /// Effects.
    pub effects: u64,
    /// Pooled effect.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Its interval.
    pub ci: (f64, f64),
    /// Two-sided p value of no effect.
    pub p: f64,
    /// Degrees of freedom of its t distribution; none when it is normal.
    pub df: Option<f64>,
    /// Where the true effect of a new study lies; none where it is not defined.
    pub prediction: Option<(f64, f64)>,
    /// Variance of true effects, over all levels.
    pub tau2: f64,
    /// Percentage of variance that is between true effects.
    pub i2: f64,
    /// Cochran's Q, its degrees of freedom and p value.
    pub q: Option<(f64, f64, f64)>,
    /// Weight of each effect in percent, in the order of the set; none for what is not in it.
    pub weights: Vec<(String, f64)>,
    /// What a reader must know.
    pub warnings: Vec<String>,
}

/// What became of a set of effects.
#[derive(Clone, Debug, PartialEq)]
pub enum SetResult {
    /// One figure.
    Pooled(Box<PooledSet>),
    /// All of it is one study: nothing is pooled.
    SingleStudy {
        /// Effects of other studies that could not be put on the scale of the set, and why.
        left_out: Vec<String>,
    },
    /// It may not be pooled as it is.
    Refused {
        /// Rule that refuses, `V12` or `V13`, or empty.
        rule: &'static str,
        /// Why, and what to do.
        why: String,
    },
    /// No effect that can be computed with.
    Nothing,
}

impl SetResult {
    /// The figure, where there is one.
    #[must_use]
    pub fn pooled(&self) -> Option<&PooledSet> {
        if let Self::Pooled(set) = self { Some(set) } else { None }
    }

    /// What a reader must know of it, the effects that it lacks among it.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        match self {
            Self::Pooled(set) => &set.warnings,
            Self::SingleStudy { left_out } => left_out,
            Self::Refused { .. } | Self::Nothing => &[],
        }
    }

    /// Why there is no figure, in words; empty where there is one.
    #[must_use]
    pub fn why_not(&self) -> String {
        match self {
            Self::Pooled(_) => String::new(),
            Self::SingleStudy { .. } => "single study".to_owned(),
            Self::Refused { rule: "", why } => format!("not pooled: {why}"),
            Self::Refused { rule, why } => format!("not pooled ({rule}): {why}"),
            Self::Nothing => "no usable effect".to_owned(),
        }
    }
}

/// An effect ready to be pooled.
#[derive(Clone, Debug)]
pub(super) struct Ready<'m> {
    pub member: &'m Member<'m>,
    /// Study, or the cohort that several studies share.
    pub cluster: &'m str,
    pub observation: Observation,
}

/// A set of effects that may be put together: on one scale, of several studies.
#[derive(Debug)]
pub(super) struct Prepared<'m> {
    pub scale: EffectScale,
    pub ready: Vec<Ready<'m>>,
    /// Studies, or the cohorts that they share.
    pub studies: usize,
    pub warnings: Vec<String>,
}

impl Prepared<'_> {
    /// Whether some study has several effects.
    pub fn several_of_one(&self) -> bool {
        self.studies < self.ready.len()
    }

    /// Whether effects stay within their studies in the model, so that there is no single figure for a study.
    pub fn is_nested(&self, choices: &Choices) -> bool {
        self.several_of_one() && matches!(choices.dependency, Dependency::ThreeLevel | Dependency::Che)
    }
}

/// Puts a set on one scale.
///
/// # Errors
/// Why the set is not pooled.
pub(super) fn prepare<'m>(members: &'m [Member<'m>], choices: &Choices) -> Result<Prepared<'m>, SetResult> {
    let usable: Vec<(&Member, &Derived)> =
        members.iter().filter_map(|member| member.derived.as_ref().ok().map(|derived| (member, derived))).collect();
    if usable.is_empty() {
        return Err(SetResult::Nothing);
    }
    let scale = scale_of(&usable, choices.scale).map_err(|why| SetResult::Refused { rule: "V13", why })?;
    let mut warnings = Vec::new();
    let ready = on_scale(&usable, scale, &mut warnings);
    let studies = ready.iter().map(|one| one.cluster).collect::<BTreeSet<&str>>().len();
    match studies {
        0 => {
            let why = format!("no effect can be put on {}", scale.name());
            return Err(SetResult::Refused { rule: "V13", why });
        }
        1 => return Err(SetResult::SingleStudy { left_out: warnings }),
        _ => {}
    }
    if studies < ready.len() && choices.dependency == Dependency::Refuse {
        let why = "several effects of one study; choose a --dependency (three_level, che, average, first, latest)";
        return Err(SetResult::Refused { rule: "V12", why: why.to_owned() });
    }
    warn_of_mixture(&ready, scale, &mut warnings);
    Ok(Prepared { scale, ready, studies, warnings })
}

/// Pools a set of effects by the choices made, or says why not.
#[must_use]
pub fn synthesise(members: &[Member<'_>], choices: &Choices) -> SetResult {
    let prepared = match prepare(members, choices) {
        Ok(prepared) => prepared,
        Err(why_not) => return why_not,
    };
    let result = if prepared.is_nested(choices) {
        super::nested::pool_nested(&prepared.ready, choices)
    } else {
        independent(&prepared.ready, choices)
    };
    match result {
        Ok(mut set) => {
            set.scale = prepared.scale;
            set.studies = prepared.studies as u64;
            let mut warnings = prepared.warnings;
            warn_of_few(&set, choices, &mut warnings);
            set.warnings.splice(0..0, warnings);
            SetResult::Pooled(Box::new(set))
        }
        Err(why) => SetResult::Refused { rule: "", why },
    }
}

/// An effect with its interval, turned so that higher is better, on the scale of analysis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Scale of report.
    pub scale: EffectScale,
    /// The effect.
    pub estimate: f64,
    /// Its interval, at the level of the choices.
    pub ci: (f64, f64),
}

impl Figure {
    /// `OR 1.57 (1.36 to 1.82)`.
    #[must_use]
    pub fn in_words(&self) -> String {
        with_interval(self.scale, self.estimate, self.ci)
    }
}

/// One figure for a set of effects however few its studies: the pooled effect, or the mean of the effects of a single study, taken as
/// correlated as the choices say. `result` is what became of the set by the same choices.
///
/// # Errors
/// In words, why there is no figure.
pub(in crate::analysis) fn one_figure(
    members: &[Member<'_>],
    result: &SetResult,
    choices: &Choices,
) -> Result<Figure, String> {
    match result {
        SetResult::Pooled(set) => Ok(Figure { scale: set.scale, estimate: set.estimate, ci: set.ci }),
        SetResult::SingleStudy { .. } => of_single_study(members, choices),
        other => Err(other.why_not()),
    }
}

fn of_single_study(members: &[Member<'_>], choices: &Choices) -> Result<Figure, String> {
    let usable: Vec<(&Member, &Derived)> =
        members.iter().filter_map(|member| Some((member, member.derived.as_ref().ok()?))).collect();
    let scale = scale_of(&usable, choices.scale)?;
    let ready = on_scale(&usable, scale, &mut Vec::new());
    if choices.dependency == Dependency::Refuse && ready.len() > 1 {
        return Err("several effects of one study (V12)".to_owned());
    }
    let chosen = chosen(&ready, choices.dependency);
    let observations: Vec<Observation> = chosen.iter().map(|one| one.observation).collect();
    let mean = mean_of_study(&observations, choices.rho).map_err(|error| error.to_string())?;
    let half = normal_critical(choices.pooling.level) * mean.v.sqrt();
    Ok(Figure { scale, estimate: mean.y, ci: (mean.y - half, mean.y + half) })
}

/// The scale on which a set is put together.
fn scale_of(usable: &[(&Member, &Derived)], wanted: PoolingScale) -> Result<EffectScale, String> {
    let mut scales: Vec<EffectScale> = usable.iter().map(|(_, derived)| derived.scale).collect();
    scales.sort_unstable();
    scales.dedup();
    match (wanted, scales.as_slice()) {
        (PoolingScale::Smd, _) => Ok(EffectScale::Smd),
        (PoolingScale::LogOddsRatio, _) => Ok(EffectScale::OddsRatio),
        (_, [only]) => Ok(*only),
        (PoolingScale::AsReported, several) => {
            let names: Vec<&str> = several.iter().map(|scale| scale.name()).collect();
            Err(format!("{} together; choose --scale harmonised, smd or log_or", names.join(" and ")))
        }
        (PoolingScale::Harmonised, _) => {
            let odds = |(member, derived): &(&Member, &Derived)| {
                derived.scale != EffectScale::Smd && derived.on(EffectScale::OddsRatio, member.effect).is_some()
            };
            Ok(if usable.iter().all(odds) { EffectScale::OddsRatio } else { EffectScale::Smd })
        }
    }
}

fn on_scale<'m>(
    usable: &[(&'m Member<'m>, &'m Derived)],
    scale: EffectScale,
    warnings: &mut Vec<String>,
) -> Vec<Ready<'m>> {
    let mut ready = Vec::with_capacity(usable.len());
    for (member, derived) in usable {
        let Some(derived) = derived.on(scale, member.effect) else {
            warnings.push(format!(
                "{} left out: {} cannot become {}",
                member.effect.id,
                derived.scale.name(),
                scale.name()
            ));
            continue;
        };
        let cluster = member.cluster();
        let observation = Observation { y: derived.towards_benefit(), v: derived.estimate.variance };
        ready.push(Ready { member, cluster, observation });
    }
    ready
}

fn warn_of_mixture(ready: &[Ready<'_>], scale: EffectScale, warnings: &mut Vec<String>) {
    let says = |wanted: bool| ready.iter().any(|one| one.member.effect.change_score == Some(wanted));
    if scale == EffectScale::Smd && says(true) && says(false) {
        warnings
            .push("change scores and final scores are standardised differently and stand together (V13)".to_owned());
    }
}

fn warn_of_few(set: &PooledSet, choices: &Choices, warnings: &mut Vec<String>) {
    if choices.pooling.heterogeneity != Heterogeneity::Common && set.studies < 5 {
        warnings.push("fewer than five studies, so that heterogeneity and prediction are hardly known".to_owned());
    }
}

/// For each effect the number of its study (or cohort), from 0 in the order in which they come.
pub(super) fn clusters_of(ready: &[Ready<'_>]) -> Vec<usize> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut clusters = Vec::with_capacity(ready.len());
    for one in ready {
        let next = numbers.len();
        clusters.push(*numbers.entry(one.cluster).or_insert(next));
    }
    clusters
}

/// One observation for each study, with the effects behind it.
pub(super) struct OneEach<'m> {
    /// The effects that count.
    pub effects: Vec<Ready<'m>>,
    /// For each of them the number of its study.
    pub study_of: Vec<usize>,
    /// The studies' observations, in the order of their numbers.
    pub observations: Vec<Observation>,
}

/// One observation a study: its only effect, the one that was chosen, or the mean of its effects.
///
/// # Errors
/// In words, why effects cannot be averaged.
pub(super) fn one_each<'m>(ready: &[Ready<'m>], choices: &Choices) -> Result<OneEach<'m>, String> {
    let effects = chosen(ready, choices.dependency);
    let study_of = clusters_of(&effects);
    let all: Vec<Observation> = effects.iter().map(|one| one.observation).collect();
    let observations = aggregate(&all, &study_of, choices.rho).map_err(|error| error.to_string())?;
    Ok(OneEach { effects, study_of, observations })
}

fn independent(ready: &[Ready<'_>], choices: &Choices) -> Result<PooledSet, String> {
    let OneEach { effects: chosen, study_of: clusters, observations: of_study } = one_each(ready, choices)?;
    let pooled = pool(&of_study, &choices.pooling).map_err(|error| error.to_string())?;
    let weights = chosen.iter().zip(&clusters).map(|(one, cluster)| {
        let weight = pooled.weights.get(*cluster).copied().unwrap_or_default();
        // A study's weight is shared equally by the effects that were averaged; they are far fewer than 2^53.
        #[allow(clippy::cast_precision_loss)]
        let effects = clusters.iter().filter(|other| *other == cluster).count() as f64;
        (one.member.effect.id.clone(), weight / effects)
    });
    Ok(PooledSet {
        scale: EffectScale::Smd,
        studies: 0,
        effects: chosen.len() as u64,
        estimate: pooled.estimate,
        se: pooled.se,
        ci: pooled.ci,
        p: pooled.p,
        df: pooled.df,
        prediction: pooled.prediction,
        tau2: pooled.tau2,
        i2: pooled.i2,
        q: Some((pooled.q, pooled.q_df, pooled.q_p)),
        weights: weights.collect(),
        warnings: Vec::new(),
    })
}

/// The effects that count: all of them, or one of each study.
fn chosen<'m>(ready: &[Ready<'m>], dependency: Dependency) -> Vec<Ready<'m>> {
    let months = |one: &Ready<'_>| one.member.effect.months.unwrap_or(f64::NEG_INFINITY);
    let counts = |one: &&Ready<'m>| {
        let mut own = ready.iter().filter(|other| other.cluster == one.cluster);
        let wanted = match dependency {
            Dependency::First => own.next(),
            // Of equally late ones the first.
            Dependency::Latest => own.reduce(|best, other| if months(other) > months(best) { other } else { best }),
            _ => return true,
        };
        wanted.is_some_and(|wanted| wanted.member.effect.id == one.member.effect.id)
    };
    ready.iter().filter(counts).cloned().collect()
}
