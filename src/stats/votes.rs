//! Vote counting by direction of effect, where pooling is not possible: a direction for each study, then a sign test
//! over the studies (Boon & Thomson 2021; Cochrane Handbook, chapter 12). Significance plays no part in it.

use super::distribution::binomial;
use super::proportion::{Limits, clopper_pearson, wilson};

/// Which way a study's effects in one outcome domain point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vote {
    /// Enough of its effects point towards benefit.
    Benefit,
    /// Enough of its effects point towards harm.
    Harm,
    /// Neither: its effects disagree, or show no direction. Such a study is listed and not counted.
    Conflicting,
}

/// Percent of a study's effects that must point the same way.
pub const SAME_DIRECTION_PERCENT: u64 = 70;

impl Vote {
    /// The vote of one study with so many effects towards benefit, towards harm, and without a direction; none without
    /// effects. Effects without a direction are part of the whole: one benefit beside two of them is conflicting.
    #[must_use]
    pub fn of_study(benefit: u64, harm: u64, neither: u64) -> Option<Self> {
        let all = u128::from(benefit) + u128::from(harm) + u128::from(neither);
        let enough = |part: u64| u128::from(part) * 100 >= all * u128::from(SAME_DIRECTION_PERCENT);
        match all {
            0 => None,
            _ if enough(benefit) => Some(Self::Benefit),
            _ if enough(harm) => Some(Self::Harm),
            _ => Some(Self::Conflicting),
        }
    }

    /// The word that tables use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Benefit => "benefit",
            Self::Harm => "harm",
            Self::Conflicting => "conflicting",
        }
    }
}

/// The votes of several studies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VoteCount {
    /// Studies towards benefit.
    pub benefit: u64,
    /// Studies towards harm.
    pub harm: u64,
    /// Studies whose effects conflict; they are in no share.
    pub conflicting: u64,
}

impl VoteCount {
    /// Counts votes.
    #[must_use]
    pub fn of(votes: impl IntoIterator<Item = Vote>) -> Self {
        let mut count = Self::default();
        for vote in votes {
            match vote {
                Vote::Benefit => count.benefit += 1,
                Vote::Harm => count.harm += 1,
                Vote::Conflicting => count.conflicting += 1,
            }
        }
        count
    }

    /// Studies with a direction: what the share of benefit is a share of.
    #[must_use]
    pub fn informative(&self) -> u64 {
        self.benefit + self.harm
    }

    /// Share of the informative studies that point towards benefit, 0 to 1; none without any.
    #[must_use]
    pub fn proportion(&self) -> Option<f64> {
        // Numbers of studies; far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        (self.informative() > 0).then(|| self.benefit as f64 / self.informative() as f64)
    }

    /// The exact interval of the share.
    #[must_use]
    pub fn exact_limits(&self, level: f64) -> Option<Limits> {
        clopper_pearson(self.benefit, self.informative(), level)
    }

    /// The score interval of the share.
    #[must_use]
    pub fn wilson_limits(&self, level: f64) -> Option<Limits> {
        wilson(self.benefit, self.informative(), level)
    }

    /// The two-sided p value of the sign test on the informative studies.
    #[must_use]
    pub fn sign_test(&self) -> Option<f64> {
        sign_test(self.benefit, self.informative())
    }
}

/// The exact two-sided binomial test of `k` of `n` against one half; none when `n` is 0 or less than `k`.
#[must_use]
pub fn sign_test(k: u64, n: u64) -> Option<f64> {
    if n == 0 || k > n {
        return None;
    }
    // At one half the distribution is symmetric, so both tails are the smaller one twice.
    let tail: f64 = (0..=k.min(n - k)).map(|i| binomial(i, n, 0.5)).sum();
    Some((2.0 * tail).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_in_ten_is_enough_and_less_is_not() {
        assert_eq!(Vote::of_study(7, 3, 0), Some(Vote::Benefit));
        assert_eq!(Vote::of_study(69, 31, 0), Some(Vote::Conflicting));
        assert_eq!(Vote::of_study(0, 3, 1), Some(Vote::Harm));
        assert_eq!(Vote::of_study(2, 0, 1), Some(Vote::Conflicting));
        assert_eq!(Vote::of_study(0, 0, 4), Some(Vote::Conflicting));
        assert_eq!(Vote::of_study(0, 0, 0), None);
    }

    #[test]
    fn conflicting_studies_are_in_no_share() {
        let count = VoteCount::of([Vote::Benefit, Vote::Conflicting, Vote::Benefit, Vote::Harm, Vote::Benefit]);
        assert_eq!((count.informative(), count.conflicting, count.proportion()), (4, 1, Some(0.75)));
        // (1 + 4) / 16 in each tail.
        assert!(count.sign_test().is_some_and(|p| (p - 0.625).abs() < 1e-12));
        let none = VoteCount { conflicting: 3, ..VoteCount::default() };
        assert_eq!((none.proportion(), none.sign_test(), none.exact_limits(0.95)), (None, None, None));
    }

    #[test]
    fn the_sign_test_is_symmetric_and_never_above_one() {
        for n in 1..40 {
            for k in 0..=n {
                let (p, mirrored) = (sign_test(k, n), sign_test(n - k, n));
                assert!(p.is_some_and(|p| p > 0.0 && p <= 1.0) && p == mirrored, "{k} of {n}: {p:?}");
            }
        }
        assert_eq!(sign_test(5, 4), None);
    }
}
