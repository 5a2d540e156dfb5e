//! Participants dealt out to the groups anew, and drawn with replacement within them.

use super::groups::{Difference, Nested, Sums};
use crate::stats::contingency::{Effort, ExactTest};
use crate::stats::counts::figure;
use crate::stats::resamples::Resamples;
use crate::stats::shuffle::SplitMix64;

/// Differences as large as the observed one within this count as such, whatever their rounding.
const SAME: f64 = 1e-12;

impl Nested {
    /// The number of ways to deal the participants out to groups of these sizes; none when it does not fit.
    #[must_use]
    pub fn ways(&self) -> Option<u64> {
        let (of, chosen) = (self.participants.len() as u64, self.smaller() as u64);
        // Each partial product is a binomial coefficient itself, so that nothing is lost in the division.
        (0..chosen)
            .try_fold(1_u64, |ways, at| u64::try_from(u128::from(ways) * u128::from(of - at) / u128::from(at + 1)).ok())
    }

    /// The two-sided permutation test that groups do not differ: the share of all ways to deal the participants out to
    /// groups of these sizes, with all their passages, whose difference is as large as the observed one, sign aside.
    ///
    /// All ways are counted if they are not more than `effort.listed`; otherwise `effort.random` ways are drawn. None when
    /// that is 0.
    #[must_use]
    pub fn permutation(&self, of: Difference, effort: Effort) -> Option<ExactTest> {
        let mut sums: Vec<Sums> = self.participants.iter().map(|participant| Sums::of(participant, of)).collect();
        let all = self.sums(of, false).with(self.sums(of, true));
        let limit = self.difference(of).abs() - SAME;
        let chosen = self.smaller();
        let is_extreme = |part: Sums| (part.share() - all.without(part).share()).abs() >= limit;
        if let Some(ways) = self.ways().filter(|ways| *ways <= effort.listed) {
            let extreme = count_chosen(&sums, chosen, Sums::default(), &is_extreme);
            return Some(ExactTest::counted(figure(extreme) / figure(ways)));
        }
        let mut random = SplitMix64::new(effort.seed);
        let mut extreme = 0;
        for _ in 0..effort.random {
            random.draw(&mut sums, chosen);
            let part = sums[..chosen].iter().fold(Sums::default(), |sum, own| sum.with(*own));
            extreme += u64::from(is_extreme(part));
        }
        ExactTest::estimated(extreme, effort.random)
    }

    /// Participants of the smaller group: as the test has two sides, that group may as well be the one dealt out.
    fn smaller(&self) -> usize {
        let second = self.group(true).count();
        second.min(self.participants.len() - second)
    }

    /// The difference in so many bootstrap samples: participants, with all their passages, drawn with replacement, as many
    /// from each group as it has.
    #[must_use]
    pub fn bootstrap(&self, of: Difference, samples: usize, seed: u64) -> Resamples {
        let groups = [false, true]
            .map(|second| -> Vec<Sums> { self.group(second).map(|participant| Sums::of(participant, of)).collect() });
        let mut random = SplitMix64::new(seed);
        Resamples::of((0..samples).map(|_| {
            let [first, second] = [&groups[0], &groups[1]].map(|group| {
                let mut drawn = Sums::default();
                for _ in group {
                    let at = usize::try_from(random.below(group.len() as u64)).unwrap_or(0);
                    drawn = drawn.with(group[at]);
                }
                drawn.share()
            });
            Some(second - first)
        }))
    }

    /// The difference in samples that are given by positions of participants (from 0). A sample without participants of one
    /// group, or with a position that there is not, has none.
    #[must_use]
    pub fn bootstrap_of(&self, of: Difference, samples: &[Vec<usize>]) -> Resamples {
        Resamples::of(samples.iter().map(|sample| {
            let mut groups = [Sums::default(); 2];
            for at in sample {
                let participant = self.participants.get(*at)?;
                let group = &mut groups[usize::from(participant.in_second)];
                *group = group.with(Sums::of(participant, of));
            }
            let [first, second] = groups;
            (first.weight > 0.0 && second.weight > 0.0).then(|| second.share() - first.share())
        }))
    }
}

/// In how many ways so many more of these can be taken that the sums are extreme.
fn count_chosen(rest: &[Sums], chosen: usize, taken: Sums, is_extreme: &impl Fn(Sums) -> bool) -> u64 {
    if chosen == 0 {
        return u64::from(is_extreme(taken));
    }
    // Each in turn is the first one taken.
    let firsts = rest.len() + 1 - chosen;
    (0..firsts).map(|at| count_chosen(&rest[at + 1..], chosen - 1, taken.with(rest[at]), is_extreme)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::groups::nested;
    use super::*;
    use crate::stats::contingency::Method;

    fn sample() -> Nested {
        nested(&[(true, 10, 9), (false, 10, 1), (true, 10, 8), (false, 10, 2), (false, 10, 3), (true, 10, 7)])
    }

    #[test]
    fn the_most_extreme_deal_and_its_mirror_image() {
        let exact = sample().permutation(Difference::Pooled, Effort::default()).expect("few ways");
        assert_eq!((sample().ways(), exact.method), (Some(20), Method::Exact));
        assert!((exact.p - 0.1).abs() < 1e-12);
        // Equal numbers of passages: both differences are the same.
        assert_eq!(Some(exact), sample().permutation(Difference::Means, Effort::default()));
    }

    #[test]
    fn random_deals_come_close() {
        let (one, other) = ([4, 5, 1, 5, 2, 3], [6, 9, 5, 7, 3]);
        let people: Vec<_> =
            one.map(|coded| (false, 9, coded)).into_iter().chain(other.map(|c| (true, 12, c))).collect();
        let nested = nested(&people);
        let exact = nested.permutation(Difference::Pooled, Effort::default()).expect("few ways");
        let effort = Effort { listed: 100, random: 20_000, seed: 3 };
        let drawn = nested.permutation(Difference::Pooled, effort).expect("drawn");
        let Method::MonteCarlo { standard_error, .. } = drawn.method else { panic!("{drawn:?}") };
        assert!((drawn.p - exact.p).abs() < 4.0 * standard_error, "{} instead of {}", drawn.p, exact.p);
        assert_eq!(nested.permutation(Difference::Pooled, effort), Some(drawn));
        assert_eq!(nested.permutation(Difference::Pooled, Effort { random: 0, ..effort }), None);
    }

    #[test]
    fn samples_stay_within_groups() {
        let found = sample().bootstrap(Difference::Pooled, 500, 4);
        let (low, high) = found.limits(1.0).expect("samples");
        // The second group's shares are 0.7 to 0.9, the first one's 0.1 to 0.3.
        assert!(found.undefined() == 0 && low >= 0.4 - 1e-12 && high <= 0.8 + 1e-12 && low < high);
        assert!(found.quantile(0.5).is_some_and(|median| (median - 0.6).abs() < 0.05));
    }

    #[test]
    fn given_samples_are_taken_as_they_are() {
        let found = sample().bootstrap_of(Difference::Pooled, &[vec![0, 1], vec![0, 0, 4], vec![0, 2], vec![0, 1, 9]]);
        assert!(found.undefined() == 2 && found.sorted().iter().zip([0.6, 0.8]).all(|(a, b)| (a - b).abs() < 1e-12));
    }
}
