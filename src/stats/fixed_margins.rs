//! The first cell of a two-by-two table whose margins are fixed: Fisher's exact test, the conditional odds ratio and its
//! exact interval, for one table and for several strata together.
//!
//! With all margins fixed the first cell x has Fisher's non-central hypergeometric distribution, whose weights are
//! C(n1, x) C(n2, m - x) ψ^x for an odds ratio ψ (Fisher 1935; Cornfield 1956). The sum of first cells over strata has
//! the convolution of these (Mehta, Patel & Gray 1985).

use super::counts::figure;
use super::effect_size::TwoByTwo;
use super::root::{descent, not_above_zero};

/// The distribution of the first cell, or of its sum over strata, and what was observed.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedMargins {
    /// Logarithms of the weights at an odds ratio of 1, from the smallest value that the margins allow.
    ln_weights: Vec<f64>,
    /// Position of the observed value.
    observed: usize,
}

/// Weights as likely as the observed one, whatever their rounding.
const SAME: f64 = 1e-7;

/// Largest number of products in a convolution; some seconds.
const WORK: usize = 1 << 26;

/// Most values that the first cell may have.
const VALUES: f64 = 1e7;

impl FixedMargins {
    /// Of one table; none when a cell is not whole, or so large that the values of the first cell cannot be listed.
    #[must_use]
    pub fn of(table: TwoByTwo) -> Option<Self> {
        let TwoByTwo { a, b, c, d } = table;
        let (down, up) = (a.min(d), b.min(c));
        if [a, b, c, d].iter().any(|cell| cell.fract() != 0.0) || down + up >= VALUES {
            return None;
        }
        // From the observed table, neighbour by neighbour to both ends.
        let side = |steps: f64, mut from: [f64; 4]| {
            let mut ln_weight = 0.0;
            let mut weights = Vec::new();
            for _ in 0..whole(steps) {
                let [growing, shrinking, other, same] = from;
                ln_weight += (shrinking * other / ((growing + 1.0) * (same + 1.0))).ln();
                weights.push(ln_weight);
                from = [growing + 1.0, shrinking - 1.0, other - 1.0, same + 1.0];
            }
            weights
        };
        let mut ln_weights = side(down, [b, a, d, c]);
        ln_weights.reverse();
        let observed = ln_weights.len();
        ln_weights.push(0.0);
        ln_weights.extend(side(up, [a, b, c, d]));
        Some(Self { ln_weights, observed })
    }

    /// Of the sum of first cells over strata; none without strata, when a cell is not whole, or when counts are so large
    /// that the distribution would take too long.
    #[must_use]
    pub fn of_strata(strata: &[TwoByTwo]) -> Option<Self> {
        let mut parts = strata.iter().map(|table| Self::of(*table));
        let first = parts.next()??;
        let mut work = 0_usize;
        parts.try_fold(first, |sum, part| {
            let part = part?;
            work = work.saturating_add(sum.ln_weights.len().saturating_mul(part.ln_weights.len()));
            (work <= WORK).then(|| sum.plus(&part))
        })
    }

    /// The distribution of the sum of two independent values.
    fn plus(&self, other: &Self) -> Self {
        let length = self.ln_weights.len() + other.ln_weights.len() - 1;
        let pairs = |sum: usize| {
            let from = sum.saturating_sub(other.ln_weights.len() - 1);
            let to = sum.min(self.ln_weights.len() - 1);
            (from..=to).map(move |at| self.ln_weights[at] + other.ln_weights[sum - at])
        };
        let ln_weight = |sum: usize| {
            let largest = pairs(sum).fold(f64::NEG_INFINITY, f64::max);
            largest + pairs(sum).map(|ln_weight| (ln_weight - largest).exp()).sum::<f64>().ln()
        };
        Self { ln_weights: (0..length).map(ln_weight).collect(), observed: self.observed + other.observed }
    }

    /// Weights at a logarithm of the odds ratio, the largest of them 1.
    fn weights(&self, ln_odds: f64) -> impl Iterator<Item = f64> {
        let tilted = move |(at, ln_weight): (usize, &f64)| ln_weight + figure(at as u64) * ln_odds;
        let largest = self.ln_weights.iter().enumerate().map(tilted).fold(f64::NEG_INFINITY, f64::max);
        self.ln_weights.iter().enumerate().map(move |cell| (tilted(cell) - largest).exp())
    }

    /// P(X <= observed) at a logarithm of the odds ratio.
    fn lower_tail(&self, ln_odds: f64) -> f64 {
        share(self.weights(ln_odds).enumerate(), |at| at <= self.observed)
    }

    /// P(X >= observed) at a logarithm of the odds ratio.
    fn upper_tail(&self, ln_odds: f64) -> f64 {
        share(self.weights(ln_odds).enumerate(), |at| at >= self.observed)
    }

    /// The expected position at a logarithm of the odds ratio.
    fn mean(&self, ln_odds: f64) -> f64 {
        let (mut sum, mut all) = (0.0, 0.0);
        for (at, weight) in self.weights(ln_odds).enumerate() {
            sum += figure(at as u64) * weight;
            all += weight;
        }
        sum / all
    }

    /// The exact p value of an odds ratio of 1 against a smaller one: P(X <= observed).
    #[must_use]
    pub fn p_less(&self) -> f64 {
        self.lower_tail(0.0)
    }

    /// The exact p value of an odds ratio of 1 against a larger one: P(X >= observed).
    #[must_use]
    pub fn p_greater(&self) -> f64 {
        self.upper_tail(0.0)
    }

    /// The exact two-sided p value of an odds ratio of 1: values that are no more likely than the observed one.
    #[must_use]
    pub fn p_two_sided(&self) -> f64 {
        let limit = self.ln_weights[self.observed] + SAME;
        share(self.weights(0.0).enumerate(), |at| self.ln_weights[at] <= limit)
    }

    /// The conditional maximum likelihood estimate of the odds ratio: the one at which the observed value is expected. 0
    /// and infinite at the smallest and the largest value that the margins allow; none when they allow one value only.
    #[must_use]
    pub fn odds_ratio(&self) -> Option<f64> {
        let last = self.ln_weights.len() - 1;
        match self.observed {
            _ if last == 0 => None,
            0 => Some(0.0),
            at if at == last => Some(f64::INFINITY),
            at => falling_root(|ln_odds| figure(at as u64) - self.mean(ln_odds)),
        }
    }

    /// The exact interval of the odds ratio at a level between 0 and 1: both tails at half of what the level leaves
    /// (Cornfield 1956). 0 or infinite where an end is open; none when the margins allow one value only.
    #[must_use]
    pub fn odds_ratio_limits(&self, level: f64) -> Option<(f64, f64)> {
        let last = self.ln_weights.len() - 1;
        if last == 0 || !(level > 0.0 && level < 1.0) {
            return None;
        }
        let tail = (1.0 - level) / 2.0;
        let low = match self.observed {
            0 => 0.0,
            _ => falling_root(|ln_odds| tail - self.upper_tail(ln_odds))?,
        };
        let high = match self.observed {
            at if at == last => f64::INFINITY,
            _ => falling_root(|ln_odds| self.lower_tail(ln_odds) - tail)?,
        };
        Some((low, high))
    }
}

/// The odds ratio at whose logarithm a function falls through 0.
fn falling_root(f: impl Fn(f64) -> f64) -> Option<f64> {
    let high = not_above_zero(1.0, &f)?;
    let low = -not_above_zero(1.0, |below| if f(-below) > 0.0 { -1.0 } else { 1.0 })?;
    Some(descent(low, high, f).exp())
}

/// The share of the weights at some positions.
fn share(weights: impl Iterator<Item = (usize, f64)>, counts: impl Fn(usize) -> bool) -> f64 {
    let (mut part, mut all) = (0.0, 0.0);
    for (at, weight) in weights {
        all += weight;
        part += if counts(at) { weight } else { 0.0 };
    }
    part / all
}

/// A cell as a count; cells are whole and below [`VALUES`].
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(cell: f64) -> u64 {
    cell as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: f64, b: f64, c: f64, d: f64) -> FixedMargins {
        TwoByTwo::new(a, b, c, d).and_then(FixedMargins::of).expect("whole cells")
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found} instead of {expected}");
    }

    #[test]
    fn tea_is_counted_in_seventieths() {
        let tea = of(3.0, 1.0, 1.0, 3.0);
        close(tea.p_greater(), 17.0 / 70.0);
        close(tea.p_less(), 69.0 / 70.0);
        close(tea.p_two_sided(), 34.0 / 70.0);
        // The mean 3 solves 16ψ + 72ψ² + 48ψ³ + 4ψ⁴ = 3 (1 + 16ψ + 36ψ² + 16ψ³ + ψ⁴).
        let odds = tea.odds_ratio().expect("inside");
        close(odds.powi(4) - 36.0 * odds.powi(2) - 32.0 * odds - 3.0, 0.0);
    }

    #[test]
    fn ends_are_open() {
        let least = of(0.0, 7.0, 6.0, 4.0);
        assert_eq!(least.odds_ratio(), Some(0.0));
        assert!(least.odds_ratio_limits(0.95).is_some_and(|(low, high)| low == 0.0 && high < 1.0));
        let most = of(7.0, 0.0, 4.0, 6.0);
        assert_eq!(most.odds_ratio(), Some(f64::INFINITY));
        assert!(most.odds_ratio_limits(0.95).is_some_and(|(low, high)| low > 1.0 && high.is_infinite()));
        let only = of(0.0, 5.0, 0.0, 6.0);
        assert_eq!((only.odds_ratio(), only.odds_ratio_limits(0.95)), (None, None));
        close(only.p_two_sided(), 1.0);
        assert!(TwoByTwo::new(0.5, 1.0, 1.0, 1.0).is_some_and(|table| FixedMargins::of(table).is_none()));
    }

    #[test]
    fn strata_add_up() {
        // Two first cells of one pair each: values 0, 1, 2 with weights 1, 2, 1.
        let pair = TwoByTwo::new(1.0, 0.0, 0.0, 1.0).expect("a table");
        let sum = FixedMargins::of_strata(&[pair, pair]).expect("small");
        close(sum.p_greater(), 0.25);
        close(sum.p_two_sided(), 0.5);
        // The smallest value is at position 0 here.
        close(sum.mean(0.0), 1.0);
        assert!(FixedMargins::of_strata(&[]).is_none());
    }
}
