//! p values adjusted for how many tests were made.
//!
//! An adjusted p value is compared with the level itself: at most 0.05 means that the hypothesis falls while the error
//! that the correction guards against stays at 0.05. Two kinds of error are guarded against: that any true hypothesis of
//! the family falls (family-wise), and the share of true ones among those that fall (false discovery rate).

use super::counts::figure;

/// A correction for many tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Family-wise, n p; holds always, and is the strictest.
    Bonferroni,
    /// Family-wise, 1 - (1 - p)^n (Šidák 1967); for independent tests.
    Sidak,
    /// Family-wise, step-down (Holm 1979); holds always, and is never worse than Bonferroni.
    Holm,
    /// Family-wise, step-up (Hochberg 1988); for tests that are independent or positively dependent.
    Hochberg,
    /// Family-wise, closed Simes tests (Hommel 1988); under the same condition as Hochberg, and never worse.
    Hommel,
    /// False discovery rate, step-up (Benjamini & Hochberg 1995); for tests that are independent or positively dependent.
    BenjaminiHochberg,
    /// False discovery rate, whatever the dependence (Benjamini & Yekutieli 2001).
    BenjaminiYekutieli,
}

/// Adjusted p values, in the order of those given and at most 1. None when one is not between 0 and 1; without p values
/// there is nothing to adjust, and nothing comes back.
#[must_use]
pub fn adjusted(p: &[f64], correction: Correction) -> Option<Vec<f64>> {
    if p.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return None;
    }
    let n = figure(p.len() as u64);
    Some(match correction {
        Correction::Bonferroni => p.iter().map(|p| (n * p).min(1.0)).collect(),
        // Small p values keep their digits in this form.
        Correction::Sidak => p.iter().map(|p| -(n * (-p).ln_1p()).exp_m1()).collect(),
        Correction::Holm => step_down(p),
        Correction::Hochberg => step_up(p, |rank| n - rank + 1.0),
        Correction::Hommel => hommel(p),
        Correction::BenjaminiHochberg => step_up(p, |rank| n / rank),
        Correction::BenjaminiYekutieli => {
            let harmonic: f64 = (1..=p.len() as u64).map(|k| 1.0 / figure(k)).sum();
            step_up(p, |rank| harmonic * n / rank)
        }
    })
}

/// Positions in the order of their p values, smallest first.
fn ranked(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    order
}

/// Holm: the smallest p times n, the next times n - 1, ..., none below the one before.
fn step_down(p: &[f64]) -> Vec<f64> {
    let mut adjusted = vec![0.0; p.len()];
    let mut largest: f64 = 0.0;
    for (before, at) in ranked(p).into_iter().enumerate() {
        largest = largest.max(figure((p.len() - before) as u64) * p[at]).min(1.0);
        adjusted[at] = largest;
    }
    adjusted
}

/// The largest p first, each times the factor of its rank (1 for the smallest), none above the one before.
fn step_up(p: &[f64], factor: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut adjusted = vec![0.0; p.len()];
    let mut smallest: f64 = 1.0;
    for (before, at) in ranked(p).into_iter().enumerate().rev() {
        smallest = smallest.min(factor(figure(before as u64 + 1)) * p[at]);
        adjusted[at] = smallest;
    }
    adjusted
}

/// Hommel's procedure in the form of Wright (1992): for every size of a subset of hypotheses its smallest Simes p.
fn hommel(p: &[f64]) -> Vec<f64> {
    let n = p.len();
    let order = ranked(p);
    let sorted: Vec<f64> = order.iter().map(|at| p[*at]).collect();
    let simes = |of: &[f64], size: usize, first_rank: usize| {
        let terms = of.iter().zip(first_rank..).map(|(p, rank)| figure(size as u64) * p / figure(rank as u64));
        terms.fold(f64::INFINITY, f64::min)
    };
    let mut largest = vec![simes(&sorted, n, 1); n];
    for size in (2..n).rev() {
        // In a subset with the smallest p, the others are the largest ones.
        let (smaller, larger) = sorted.split_at(n - size + 1);
        let of_larger = simes(larger, size, 2);
        for (adjusted, p) in largest.iter_mut().zip(smaller) {
            *adjusted = adjusted.max(of_larger.min(figure(size as u64) * p));
        }
        let last = largest[n - size];
        for adjusted in &mut largest[n - size + 1..] {
            *adjusted = adjusted.max(last);
        }
    }
    let mut adjusted = vec![0.0; n];
    for ((at, found), p) in order.into_iter().zip(largest).zip(sorted) {
        adjusted[at] = found.max(p);
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Correction; 7] = [
        Correction::Bonferroni,
        Correction::Sidak,
        Correction::Holm,
        Correction::Hochberg,
        Correction::Hommel,
        Correction::BenjaminiHochberg,
        Correction::BenjaminiYekutieli,
    ];

    #[test]
    fn one_test_needs_no_correction_and_none_gives_none() {
        for correction in ALL {
            assert!(adjusted(&[0.03], correction).is_some_and(|p| (p[0] - 0.03).abs() < 1e-15), "{correction:?}");
            assert_eq!(adjusted(&[], correction), Some(vec![]));
            assert_eq!(adjusted(&[0.5, 1.5], correction), None);
            assert_eq!(adjusted(&[f64::NAN], correction), None);
        }
    }

    /// R's `p.adjust(p, "hommel")` gives 0.055, 0.080, 0.080, 0.080, 0.120, 0.900, 0.900.
    #[test]
    fn hommel_is_never_worse_than_hochberg_nor_hochberg_than_holm() {
        let p = [0.011, 0.02, 0.021, 0.022, 0.04, 0.5, 0.9];
        let of = |correction| adjusted(&p, correction).expect("p values");
        let (holm, hochberg, hommel) = (of(Correction::Holm), of(Correction::Hochberg), of(Correction::Hommel));
        for (at, expected) in [0.055, 0.08, 0.08, 0.08, 0.12, 0.9, 0.9].into_iter().enumerate() {
            assert!((hommel[at] - expected).abs() < 1e-12, "{hommel:?}");
            assert!(hommel[at] <= hochberg[at] && hochberg[at] <= holm[at]);
        }
        let two = [0.04, 0.03];
        assert_eq!(adjusted(&two, Correction::Hommel), adjusted(&two, Correction::Hochberg));
    }
}
