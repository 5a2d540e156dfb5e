//! Sets with one observation for each study, which diagnostics of single studies need.

use super::pooled::{Choices, OneEach, Ready, one_each, prepare};
use super::set::EffectSet;
use crate::model::EffectScale;
use crate::stats::pooling::Observation;

/// A set as one observation for each study.
pub(super) struct Studies<'m> {
    pub scale: EffectScale,
    /// What each study is called.
    pub names: Vec<String>,
    /// Effects turned so that higher is better, on the scale of analysis.
    pub observations: Vec<Observation>,
    /// The effects behind each observation.
    pub effects: Vec<Vec<Ready<'m>>>,
    /// What had to be left out on the way.
    pub warnings: Vec<String>,
}

/// # Errors
/// In words, why there is no single observation for each study, or fewer studies than needed.
pub(super) fn studies<'m>(set: &'m EffectSet<'_>, choices: &Choices, needed: usize) -> Result<Studies<'m>, String> {
    let prepared = prepare(&set.members, choices).map_err(|result| result.why_not())?;
    if prepared.is_nested(choices) {
        return Err(format!(
            "does not apply with --dependency {}, where several effects of a study stay in the model; choose average, first or latest",
            choices.dependency.word()
        ));
    }
    let OneEach { effects, study_of, observations } = one_each(&prepared.ready, choices)?;
    if observations.len() < needed {
        return Err(format!("{} studies, needed are {needed}", observations.len()));
    }
    let mut behind: Vec<Vec<Ready<'m>>> = vec![Vec::new(); observations.len()];
    for (effect, study) in effects.into_iter().zip(study_of) {
        if let Some(own) = behind.get_mut(study) {
            own.push(effect);
        }
    }
    let names = behind.iter().map(|own| own.first().map_or_else(String::new, |one| name(one))).collect();
    Ok(Studies { scale: prepared.scale, names, observations, effects: behind, warnings: prepared.warnings })
}

fn name(one: &Ready<'_>) -> String {
    let cite = one.member.study.map(|study| study.cite.as_str()).filter(|cite| !cite.is_empty());
    cite.unwrap_or(&one.member.effect.study).to_owned()
}
