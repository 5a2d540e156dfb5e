//! How many codes there are, seen and unseen, from the number of interviews that have each.
//!
//! Borrowed from ecology, where sites have species: Colwell et al. 2012 (J Plant Ecol 5:3-21) for the curve, Chao 1987 and
//! Chao & Chiu 2016 for the estimates, Chao & Jost 2012 for coverage. All of it takes interviews to be a random sample of
//! those that could have been done.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::counts::figure;

/// In how many interviews each code came up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Richness {
    interviews: u64,
    /// Codes by the number of interviews that have them.
    frequencies: BTreeMap<u64, u64>,
}

impl Richness {
    /// From the codes of each interview, in any order; a code counts once an interview. None without interviews.
    #[must_use]
    pub fn of<C: Ord>(interviews: &[Vec<C>]) -> Option<Self> {
        let mut having: BTreeMap<&C, u64> = BTreeMap::new();
        for codes in interviews {
            for code in codes.iter().collect::<BTreeSet<_>>() {
                *having.entry(code).or_default() += 1;
            }
        }
        let mut frequencies = BTreeMap::new();
        for count in having.into_values() {
            *frequencies.entry(count).or_default() += 1;
        }
        (!interviews.is_empty()).then_some(Self { interviews: interviews.len() as u64, frequencies })
    }

    /// Distinct codes of all interviews.
    #[must_use]
    pub fn observed(&self) -> u64 {
        self.frequencies.values().sum()
    }

    /// Pairs of an interview and a code that it has.
    #[must_use]
    pub fn incidences(&self) -> u64 {
        self.frequencies.iter().map(|(interviews, codes)| interviews * codes).sum()
    }

    /// Codes that so many interviews have: of 1 the uniques, of 2 the duplicates.
    #[must_use]
    pub fn codes_in(&self, interviews: u64) -> u64 {
        self.frequencies.get(&interviews).copied().unwrap_or(0)
    }

    /// The mean number of distinct codes of 1, 2, ... of these interviews, over all their orders: the exact curve of
    /// rarefaction, Σ 1 - C(T - i, t) / C(T, t) over codes that i of T interviews have.
    #[must_use]
    pub fn curve(&self) -> Vec<f64> {
        (1..=self.interviews).map(|drawn| self.mean_codes(drawn)).collect()
    }

    fn mean_codes(&self, drawn: u64) -> f64 {
        let missed = |having: u64| -> f64 {
            // One factor for each interview that has the code: it is not among those drawn.
            let left = |at: u64| figure((self.interviews - drawn).saturating_sub(at)) / figure(self.interviews - at);
            (0..having).map(left).product()
        };
        self.frequencies.iter().map(|(having, codes)| figure(*codes) * (1.0 - missed(*having))).sum()
    }

    /// Chao2: at least so many codes there are, those seen and (T - 1) / T · Q1² / 2 Q2 unseen ones, with Q1 uniques and Q2
    /// duplicates. Without duplicates it is [`Richness::chao2_bias_corrected`], which needs none.
    #[must_use]
    pub fn chao2(&self) -> f64 {
        let (uniques, duplicates) = (figure(self.codes_in(1)), figure(self.codes_in(2)));
        if duplicates > 0.0 {
            figure(self.observed()) + self.but_one() * uniques * uniques / (2.0 * duplicates)
        } else {
            self.chao2_bias_corrected()
        }
    }

    /// Chao2 without its bias: (T - 1) / T · Q1 (Q1 - 1) / 2 (Q2 + 1) unseen codes.
    #[must_use]
    pub fn chao2_bias_corrected(&self) -> f64 {
        let (uniques, duplicates) = (figure(self.codes_in(1)), figure(self.codes_in(2)));
        figure(self.observed()) + self.but_one() * uniques * (uniques - 1.0) / (2.0 * (duplicates + 1.0))
    }

    /// The first-order jackknife (Burnham & Overton 1978): (T - 1) / T · Q1 unseen codes.
    #[must_use]
    pub fn jackknife(&self) -> f64 {
        figure(self.observed()) + self.but_one() * figure(self.codes_in(1))
    }

    /// Good and Turing's coverage (Good 1953), 1 - Q1 / n with n incidences: the share of codings of a further interview
    /// whose codes are known already, 0 to 1. None without any code.
    #[must_use]
    pub fn good_turing_coverage(&self) -> Option<f64> {
        let incidences = figure(self.incidences());
        (incidences > 0.0).then(|| 1.0 - figure(self.codes_in(1)) / incidences)
    }

    /// The same share by Chao & Jost (2012), which is less biased: 1 - Q1 / n · (T - 1) Q1 / ((T - 1) Q1 + 2 Q2); without
    /// duplicates Q1 - 1 takes the place of Q1, and 1 that of Q2, in the second factor. None without any code.
    #[must_use]
    pub fn coverage(&self) -> Option<f64> {
        let (uniques, duplicates) = (figure(self.codes_in(1)), figure(self.codes_in(2)));
        let incidences = figure(self.incidences());
        let others = figure(self.interviews - 1);
        let (rare, twice) = if duplicates > 0.0 { (uniques, duplicates) } else { ((uniques - 1.0).max(0.0), 1.0) };
        let unseen = others * rare / (others * rare + 2.0 * twice);
        (incidences > 0.0).then(|| 1.0 - uniques / incidences * unseen)
    }

    fn but_one(&self) -> f64 {
        figure(self.interviews - 1) / figure(self.interviews)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: impl Into<Option<f64>>, expected: f64) {
        let found = found.into();
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-12), "{found:?} instead of {expected}");
    }

    #[test]
    fn three_interviews_by_hand() {
        // a in all three, b in two, c and d in one each.
        let found = Richness::of(&[vec!["a", "b", "c", "a"], vec!["a", "b"], vec!["a", "d"]]).expect("interviews");
        assert_eq!((found.observed(), found.incidences(), found.codes_in(1), found.codes_in(2)), (4, 7, 2, 1));
        // One interview has 7/3 codes in the mean; pairs have 3, 4, 3.
        let curve = found.curve();
        close(curve[0], 7.0 / 3.0);
        close(curve[1], 10.0 / 3.0);
        close(curve[2], 4.0);
        close(found.chao2(), 4.0 + 2.0 / 3.0 * 4.0 / 2.0);
        close(found.chao2_bias_corrected(), 4.0 + 2.0 / 3.0 * 2.0 / 4.0);
        close(found.jackknife(), 4.0 + 4.0 / 3.0);
        close(found.good_turing_coverage(), 5.0 / 7.0);
        close(found.coverage(), 1.0 - 2.0 / 7.0 * 4.0 / 6.0);
    }

    #[test]
    fn curves_of_many_interviews_stay_on_the_scale() {
        let interviews: Vec<Vec<usize>> = (0..2000).map(|at| vec![0, 1 + at % 2, 10 + at]).collect();
        let curve = Richness::of(&interviews).map(|found| found.curve()).expect("interviews");
        close(curve[0], 3.0);
        assert!(curve.is_sorted() && (curve[1999] - 2003.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_seen_twice_and_nothing_seen() {
        let once = Richness::of(&[vec![1], vec![2]]).expect("interviews");
        close(once.chao2(), 2.0 + 0.5);
        close(once.coverage(), 1.0 - 1.0 / 3.0);
        let silent = Richness::of::<u8>(&[vec![], vec![]]).expect("interviews");
        assert_eq!((silent.observed(), silent.coverage(), silent.good_turing_coverage()), (0, None, None));
        close(silent.chao2(), 0.0);
        let alone = Richness::of(&[vec![1, 2]]).expect("interviews");
        close(alone.chao2(), 2.0);
        assert_eq!(Richness::of::<u8>(&[]), None);
    }
}
