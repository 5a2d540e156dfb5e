//! Groups compared by ranks: Kruskal and Wallis' test, Mann and Whitney's, and Cliff's delta.
//!
//! Equal values share the mean of their ranks. Values must be finite.

use super::counts::{figure, length};
use super::distribution::{chi_squared_sf, normal_sf, normal_two_sided};

/// Kruskal and Wallis' test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KruskalWallis {
    /// The statistic, corrected for ties.
    pub h: f64,
    /// Degrees of freedom, groups less 1.
    pub df: u64,
    /// P of so large an H if all groups are alike.
    pub p: f64,
    /// Epsilon squared, H / (n - 1), 0 to 1: the share of variance of ranks that is between groups (Kelley 1935).
    pub epsilon_squared: f64,
    /// Eta squared of H, (H - groups + 1) / (n - groups); below 0 when groups are more alike than chance makes them. None
    /// with no more values than groups.
    pub eta_squared: Option<f64>,
}

/// Kruskal & Wallis (1952): do groups differ in location? None with fewer than two groups, an empty group, a value that
/// is not finite, or values that are all equal.
#[must_use]
pub fn kruskal_wallis(groups: &[&[f64]]) -> Option<KruskalWallis> {
    if groups.len() < 2 || groups.iter().any(|group| group.is_empty()) {
        return None;
    }
    let values: Vec<f64> = groups.concat();
    let ranks = Ranks::of(&values)?;
    let n = length(&values);
    let mut from = 0;
    let mut squares = 0.0;
    for group in groups {
        let sum: f64 = ranks.doubled[from..from + group.len()].iter().map(|rank| figure(*rank) / 2.0).sum();
        squares += (sum - length(group) * (n + 1.0) / 2.0).powi(2) / length(group);
        from += group.len();
    }
    let untied = 1.0 - ranks.ties / (n * n * n - n);
    if untied <= 0.0 || n < 2.0 {
        return None;
    }
    let h = 12.0 / (n * (n + 1.0)) * squares / untied;
    let between = length(groups) - 1.0;
    let within = n - length(groups);
    Some(KruskalWallis {
        h,
        df: groups.len() as u64 - 1,
        p: chi_squared_sf(h, between),
        epsilon_squared: h / (n - 1.0),
        eta_squared: (within > 0.0).then(|| (h - between) / within),
    })
}

/// Mann and Whitney's test of two groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannWhitney {
    /// U of the first group: pairs in which it has the larger value, ties as halves.
    pub u: f64,
    /// Cliff's delta (1993), also the rank-biserial correlation: P(first larger) - P(second larger), -1 to 1.
    pub cliffs_delta: f64,
    /// The normal approximation; none when all values are equal.
    pub normal: Option<MannWhitneyNormal>,
    /// The exact test, conditional on ties; none when groups are too large for it.
    pub exact: Option<MannWhitneyExact>,
}

/// p values by the normal approximation, with the variance corrected for ties.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannWhitneyNormal {
    /// Two-sided, with a correction for continuity of one half.
    pub p: f64,
    /// Two-sided, without it.
    pub p_uncorrected: f64,
    /// Of the first group being smaller, with the correction.
    pub p_less: f64,
    /// Of the first group being larger, with the correction.
    pub p_greater: f64,
}

/// Exact p values, from all ways to deal the ranks out to the two groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannWhitneyExact {
    /// Two-sided: twice the smaller tail, at most 1.
    pub p: f64,
    /// Of the first group being smaller.
    pub p_less: f64,
    /// Of the first group being larger.
    pub p_greater: f64,
}

/// Mann & Whitney (1947), also Wilcoxon's rank-sum test: has one of two groups larger values? None when a group is empty or
/// a value is not finite.
#[must_use]
pub fn mann_whitney(first: &[f64], second: &[f64]) -> Option<MannWhitney> {
    if first.is_empty() || second.is_empty() {
        return None;
    }
    let ranks = Ranks::of(&[first, second].concat())?;
    let (n1, n2) = (length(first), length(second));
    let sum: u64 = ranks.doubled[..first.len()].iter().sum();
    let u = figure(sum) / 2.0 - n1 * (n1 + 1.0) / 2.0;
    Some(MannWhitney {
        u,
        cliffs_delta: 2.0 * u / (n1 * n2) - 1.0,
        normal: normal(u, n1, n2, ranks.ties),
        exact: exact(&ranks.doubled, first.len(), sum),
    })
}

fn normal(u: f64, n1: f64, n2: f64, ties: f64) -> Option<MannWhitneyNormal> {
    let n = n1 + n2;
    let variance = n1 * n2 / 12.0 * (n + 1.0 - ties / (n * (n - 1.0)));
    let (away, se) = (u - n1 * n2 / 2.0, variance.sqrt());
    (variance > 0.0).then(|| MannWhitneyNormal {
        p: (2.0 * normal_sf((away.abs() - 0.5) / se)).min(1.0),
        p_uncorrected: normal_two_sided(away / se),
        p_less: normal_sf((-away - 0.5) / se),
        p_greater: normal_sf((away - 0.5) / se),
    })
}

/// Steps at most for an exact distribution; some tenths of a second.
const WORK: usize = 1 << 26;

/// The exact test of the sum of (doubled) ranks of the first group: how many choices of as many of all ranks have each sum,
/// rank by rank, as shares of all choices.
fn exact(ranks: &[u64], chosen: usize, sum: u64) -> Option<MannWhitneyExact> {
    // Of the smaller group, whose table is smaller; both sums together are fixed.
    let all: u64 = ranks.iter().sum();
    let other = ranks.len() - chosen;
    if other < chosen {
        let turned = exact(ranks, other, all - sum)?;
        return Some(MannWhitneyExact { p_less: turned.p_greater, p_greater: turned.p_less, ..turned });
    }
    let sums = usize::try_from(all).ok()? + 1;
    let width = sums.checked_mul(chosen + 1).filter(|cells| cells.saturating_mul(ranks.len()) <= WORK)?;
    let mut share = vec![0.0; width];
    share[0] = 1.0;
    let mut reach = 0;
    for (before, rank) in ranks.iter().enumerate() {
        let rank = usize::try_from(*rank).ok()?;
        reach += rank;
        // The rank is taken up by a choice that has room for it in taken / (ranks before + 1) of all choices.
        for taken in (0..=chosen.min(before + 1)).rev() {
            let kept = figure((before + 1 - taken) as u64) / figure(before as u64 + 1);
            for at in (0..=reach).rev() {
                let without = share[taken * sums + at] * kept;
                let added = if taken > 0 && at >= rank { share[(taken - 1) * sums + at - rank] } else { 0.0 };
                share[taken * sums + at] = without + added * (1.0 - kept);
            }
        }
    }
    let of_chosen = &share[chosen * sums..];
    let observed = usize::try_from(sum).ok()?;
    let p_less: f64 = of_chosen[..=observed].iter().sum::<f64>().min(1.0);
    let p_greater: f64 = of_chosen[observed..].iter().sum::<f64>().min(1.0);
    Some(MannWhitneyExact { p: (2.0 * p_less.min(p_greater)).min(1.0), p_less, p_greater })
}

/// Ranks of values in the order in which these came.
struct Ranks {
    /// Twice the rank, which is whole also where ranks are shared.
    doubled: Vec<u64>,
    /// Σ (t³ - t) over groups of t equal values.
    ties: f64,
}

impl Ranks {
    /// None when a value is not finite.
    fn of(values: &[f64]) -> Option<Self> {
        if values.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let (mut doubled, mut ties, mut before) = (vec![0; values.len()], 0.0, 0_u64);
        #[allow(clippy::float_cmp)] // Ties are values that are the same, not nearly the same.
        for equal in order.chunk_by(|a, b| values[*a] == values[*b]) {
            for at in equal {
                doubled[*at] = 2 * before + equal.len() as u64 + 1;
            }
            before += equal.len() as u64;
            ties += length(equal).powi(3) - length(equal);
        }
        Some(Self { doubled, ties })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_ranks() {
        let ranks = Ranks::of(&[3.0, 1.0, 3.0, 2.0, -0.0, 0.0]).expect("finite");
        assert_eq!(ranks.doubled, [11, 6, 11, 8, 3, 3]);
        assert!((ranks.ties - 12.0).abs() < 1e-12);
    }

    #[test]
    fn exact_tails_counted_by_hand() {
        // Ranks 1 and 2 of five: one choice of ten.
        let found = mann_whitney(&[1.0, 2.0], &[3.0, 4.0, 5.0]).expect("two groups");
        let exact = found.exact.expect("small");
        assert!((exact.p_less - 0.1).abs() < 1e-12 && (exact.p_greater - 1.0).abs() < 1e-12);
        assert!((exact.p - 0.2).abs() < 1e-12 && found.u == 0.0 && (found.cliffs_delta + 1.0).abs() < 1e-12);
        // Turned round, with the larger group first.
        let turned = mann_whitney(&[3.0, 4.0, 5.0], &[1.0, 2.0]).and_then(|found| found.exact).expect("small");
        assert!((turned.p_greater - 0.1).abs() < 1e-12 && (turned.p_less - 1.0).abs() < 1e-12);
        // 1, 1 | 1, 2: of the six choices the three with the 2 are larger.
        let tied = mann_whitney(&[1.0, 1.0], &[1.0, 2.0]).and_then(|found| found.exact).expect("small");
        assert!((tied.p_less - 0.5).abs() < 1e-12 && (tied.p_greater - 1.0).abs() < 1e-12);
    }

    /// With two groups H is the square of z without a correction.
    #[test]
    fn kruskal_and_wallis_of_two_groups_is_mann_and_whitney() {
        let (first, second) = ([3.0, 2.0, 0.0, 3.0, 4.0, 2.0], [2.0, 4.0, 4.0, 5.0, 6.0, 1.0, 7.0]);
        let h = kruskal_wallis(&[&first, &second]).expect("two groups");
        let u = mann_whitney(&first, &second).and_then(|found| found.normal).expect("two groups");
        assert!((h.p - u.p_uncorrected).abs() < 1e-10, "{} and {}", h.p, u.p_uncorrected);
    }

    #[test]
    fn what_cannot_be_ranked() {
        assert_eq!(kruskal_wallis(&[&[1.0, 1.0], &[1.0]]), None);
        assert_eq!(kruskal_wallis(&[&[1.0, 2.0], &[]]), None);
        assert_eq!(kruskal_wallis(&[&[1.0, 2.0]]), None);
        assert_eq!(kruskal_wallis(&[&[1.0], &[2.0]]).and_then(|found| found.eta_squared), None);
        assert_eq!(mann_whitney(&[1.0], &[]), None);
        assert_eq!(mann_whitney(&[f64::NAN], &[1.0]), None);
        let equal = mann_whitney(&[1.0, 1.0], &[1.0]).expect("two groups");
        assert!(equal.normal.is_none() && equal.exact.is_some_and(|exact| exact.p >= 1.0) && equal.cliffs_delta == 0.0);
    }
}
