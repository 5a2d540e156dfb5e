//! Several effects of a study in one model.

use super::pooled::{Choices, PooledSet, Ready, clusters_of};
use crate::model::{Dependency, EffectScale};
use crate::stats::multilevel::{SamplingErrors, three_level};
use crate::stats::pooling::Observation;

/// Said below four degrees of freedom, after Tipton 2015.
const UNRELIABLE: &str = "fewer than four degrees of freedom, so that the robust interval is not reliable";

/// Pools effects within studies: by the three-level model with t tests on the number of studies less one, or as correlated and
/// hierarchical effects with robust tests (CR2). Heterogeneity is estimated by REML whatever the choice for single effects.
///
/// # Errors
/// In words, why the model cannot be fitted.
pub(super) fn pool_nested(ready: &[Ready<'_>], choices: &Choices) -> Result<PooledSet, String> {
    let observations: Vec<Observation> = ready.iter().map(|one| one.observation).collect();
    let correlated = choices.dependency == Dependency::Che;
    let errors = if correlated { SamplingErrors::Correlated(choices.rho) } else { SamplingErrors::Independent };
    let fit = three_level(&observations, &clusters_of(ready), errors, choices.pooling.level);
    let fit = fit.map_err(|error| error.to_string())?;
    let test = if correlated {
        fit.robust.ok_or("all effects are equal, so that no robust error can be made")?
    } else {
        fit.contained
    };
    Ok(PooledSet {
        scale: EffectScale::Smd,
        studies: 0,
        effects: ready.len() as u64,
        estimate: fit.estimate,
        se: test.se,
        ci: test.ci,
        p: test.p,
        df: Some(test.df),
        prediction: (fit.studies > 2).then_some(fit.prediction),
        tau2: fit.sigma2_between + fit.sigma2_within,
        i2: fit.i2_between + fit.i2_within,
        q: Some((fit.q, fit.q_df, fit.q_p)),
        weights: ready.iter().map(|one| one.member.effect.id.clone()).zip(fit.weights).collect(),
        warnings: if correlated && test.df < 4.0 { vec![UNRELIABLE.to_owned()] } else { Vec::new() },
    })
}
