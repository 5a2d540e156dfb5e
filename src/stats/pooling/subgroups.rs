//! Effects pooled group by group, and whether the groups differ.

use super::heterogeneity::estimate;
use super::model::Design;
use super::options::{Observation, Pooling, PoolingError, Test};
use super::pooled::{Judged, Spread, check_level, scale};
use super::regression::{Omnibus, moderated};
use super::sensitivity::Brief;
use crate::stats::distribution::chi_squared_sf;

/// How much heterogeneity groups share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SubgroupTau2 {
    /// Each has its own tau2.
    #[default]
    Separate,
    /// All have one tau2, from the residuals of all groups.
    Common,
}

/// Groups and the test of their difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Subgroups {
    /// A pooled effect for each group number, from 0 up. Of a group with one effect it is that effect.
    pub groups: Vec<Brief>,
    /// The common tau2, where it was asked for.
    pub tau2: Option<f64>,
    /// Do the groups differ? For separate tau2 Σ w (estimate - mean)² with w = 1 / se²; for a common one the test of the
    /// groups as moderators, an F with Knapp-Hartung.
    pub between: Omnibus,
}

/// Pools effects by group (Borenstein 2009, chapter 19). `group` gives the number of each effect's group, from 0 without
/// gaps.
///
/// # Errors
/// As [`pool`](super::pool); and when there are fewer than two groups, or a number has no effect.
pub fn subgroups(
    effects: &[Observation],
    group: &[usize],
    tau2: SubgroupTau2,
    how: &Pooling,
) -> Result<Subgroups, PoolingError> {
    check_level(how.level)?;
    if group.len() != effects.len() {
        return Err(PoolingError::Length { what: "groups", found: group.len(), expected: effects.len() });
    }
    Design::of(effects)?;
    let number = group.iter().max().map_or(0, |last| last + 1);
    let mut parts = vec![Vec::new(); number];
    for (effect, group) in effects.iter().zip(group) {
        parts[*group].push(*effect);
    }
    if number < 2 || parts.iter().any(Vec::is_empty) {
        return Err(PoolingError::Groups);
    }
    match tau2 {
        SubgroupTau2::Separate => separate(&parts, how),
        SubgroupTau2::Common => common(effects, group, &parts, how),
    }
}

fn separate(parts: &[Vec<Observation>], how: &Pooling) -> Result<Subgroups, PoolingError> {
    let groups: Vec<Brief> = parts.iter().map(|part| Brief::of(part, how)).collect::<Result<_, _>>()?;
    let as_effects: Vec<Observation> =
        groups.iter().map(|group| Observation { y: group.estimate, v: group.se * group.se }).collect();
    let design = Design::of(&as_effects)?;
    let between = Omnibus::new(design.fit(0.0)?.rss, design.df(), None);
    Ok(Subgroups { groups, tau2: None, between })
}

fn common(
    effects: &[Observation],
    group: &[usize],
    parts: &[Vec<Observation>],
    how: &Pooling,
) -> Result<Subgroups, PoolingError> {
    // The first group is what the others are told from.
    let columns: Vec<Vec<f64>> = (1..parts.len())
        .map(|number| group.iter().map(|group| if *group == number { 1.0 } else { 0.0 }).collect())
        .collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let design = Design::with_moderators(effects, &columns)?;
    if design.k() <= design.p {
        return Err(PoolingError::TooFew { found: design.k(), needed: design.p + 1 });
    }
    let tau2 = estimate(&design, how.heterogeneity)?.value;
    let fit = design.fit(tau2)?;
    let scale = scale(how.test, fit.rss / design.df())?;
    let df = (how.test != Test::Wald).then_some(design.df());
    let groups = parts.iter().map(|part| one(part, tau2, scale, df, how)).collect::<Result<_, _>>()?;
    let between = Omnibus::new(moderated(&fit, scale)?, super::model::count(design.p - 1), df);
    Ok(Subgroups { groups, tau2: Some(tau2), between })
}

/// One group at a tau2 that is known.
fn one(part: &[Observation], tau2: f64, scale: f64, df: Option<f64>, how: &Pooling) -> Result<Brief, PoolingError> {
    let weight: f64 = part.iter().map(|effect| 1.0 / (effect.v + tau2)).sum();
    let estimate = part.iter().map(|effect| effect.y / (effect.v + tau2)).sum::<f64>() / weight;
    let se = (scale / weight).sqrt();
    let Judged { statistic, df, p, ci } = Judged::new(estimate, se, df, how.level);
    let (q, q_p, i2, h2) = if part.len() < 2 {
        (0.0, 1.0, 0.0, 1.0)
    } else {
        let design = Design::of(part)?;
        let spread = Spread::new(&design, tau2, how)?;
        (spread.q, chi_squared_sf(spread.q, design.df()), spread.i2, spread.h2)
    };
    Ok(Brief { k: part.len(), estimate, se, statistic, df, p, ci, tau2, q, q_p, i2, h2, scale })
}

#[cfg(test)]
mod tests {
    use super::super::Heterogeneity;
    use super::*;

    fn effects(y: &[f64]) -> Vec<Observation> {
        y.iter().map(|y| Observation { y: *y, v: 1.0 }).collect()
    }

    #[test]
    fn common_effects_of_two_groups_differ_as_two_means() {
        let how = Pooling { heterogeneity: Heterogeneity::Common, test: Test::Wald, ..Pooling::default() };
        let effects = effects(&[1.0, 3.0, 5.0, 7.0]);
        for tau2 in [SubgroupTau2::Separate, SubgroupTau2::Common] {
            let found = subgroups(&effects, &[0, 1, 0, 1], tau2, &how).expect("two groups");
            // Means 3 and 5 with variance 1/2 each.
            assert!((found.groups[1].estimate - 5.0).abs() < 1e-12 && (found.between.statistic - 4.0).abs() < 1e-12);
            assert!((found.groups[0].q - 8.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_lone_effect_is_a_group_of_its_own_and_a_gap_is_not() {
        let effects = effects(&[1.0, 3.0, 5.0]);
        let how = Pooling::default();
        let found = subgroups(&effects, &[0, 0, 1], SubgroupTau2::Separate, &how).expect("two groups");
        assert_eq!((found.groups[1].k, found.groups[1].estimate, found.groups[1].se), (1, 5.0, 1.0));
        for groups in [[0, 0, 0], [0, 2, 2], [1, 1, 1]] {
            assert_eq!(subgroups(&effects, &groups, SubgroupTau2::Common, &how), Err(PoolingError::Groups));
        }
    }
}
