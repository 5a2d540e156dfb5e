//! Two coders, by segments: which segments of one have a partner with the same code from the other, at some overlap.
//!
//! MAXQDA's inter-coder agreement for segments is of this kind, with 90 % overlap unless told otherwise and agreement
//! by chance of 1 / number of codes (Brennan & Prediger 1981). Which of the two denominators it takes is not documented
//! well enough to say; both are here. Along a curve of thresholds disputes over boundaries fade while those over codes
//! stay.

use super::overlap::share;
use super::spans::{Span, Unit, in_order, spans_of};
use super::{Undefined, beyond_chance, figure};

/// What the text that two segments share is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denominator {
    /// The stretch from where the first of them starts to where the last one ends.
    Union,
    /// The shorter one.
    Shorter,
}

/// For the segments of two coders, how well the best partner fits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matching {
    first: Vec<f64>,
    second: Vec<f64>,
}

/// Segments with a partner at some threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matched {
    /// The least overlap of partners, as a share, above 0 to 1.
    pub threshold: f64,
    /// Segments of the first coder with a partner.
    pub first: u64,
    /// Those of the second coder.
    pub second: u64,
    /// All segments of the first coder.
    pub all_first: u64,
    /// Those of the second coder.
    pub all_second: u64,
}

impl Matching {
    /// Of the segments of one code. Empty segments do not count. One sweep over the segments where those of a coder do
    /// not overlap each other.
    #[must_use]
    pub fn of(first: &[Span], second: &[Span], denominator: Denominator) -> Self {
        let keep =
            |spans: &[Span]| -> Vec<Span> { in_order(spans).iter().filter(|span| !span.is_empty()).copied().collect() };
        let (first, second) = (keep(first), keep(second));
        let mut found = Self { first: vec![0.0; first.len()], second: vec![0.0; second.len()] };
        // The furthest end among the segments up to each one: whatever ends before is passed for good.
        let reach: Vec<u64> = second
            .iter()
            .scan(0, |furthest, span| {
                *furthest = span.end.max(*furthest);
                Some(*furthest)
            })
            .collect();
        let mut passed = 0;
        for (a, best) in first.iter().zip(&mut found.first) {
            while reach.get(passed).is_some_and(|end| *end <= a.start) {
                passed += 1;
            }
            for (b, best_of_other) in second.iter().zip(&mut found.second).skip(passed) {
                if b.start >= a.end {
                    break;
                }
                let fit = denominator.fit(*a, *b);
                *best = best.max(fit);
                *best_of_other = best_of_other.max(fit);
            }
        }
        found
    }

    /// Of all segments with their codes; only segments of one code are partners.
    #[must_use]
    pub fn of_units(first: &[Unit], second: &[Unit], denominator: Denominator) -> Self {
        let mut codes: Vec<usize> = first.iter().chain(second).map(|unit| unit.code).collect();
        codes.sort_unstable();
        codes.dedup();
        let mut found = Self::default();
        for code in codes {
            found.add(Self::of(&spans_of(first, code), &spans_of(second, code), denominator));
        }
        found
    }

    /// Adds the segments of another code or text.
    pub fn add(&mut self, other: Self) {
        self.first.extend(other.first);
        self.second.extend(other.second);
    }

    /// Segments whose best partner reaches a threshold, which is above 0.
    #[must_use]
    pub fn at(&self, threshold: f64) -> Matched {
        let reaching = |fits: &[f64]| fits.iter().filter(|fit| **fit >= threshold && **fit > 0.0).count() as u64;
        Matched {
            threshold,
            first: reaching(&self.first),
            second: reaching(&self.second),
            all_first: self.first.len() as u64,
            all_second: self.second.len() as u64,
        }
    }

    /// At 0.05, 0.1, ... 1.
    #[must_use]
    pub fn curve(&self) -> Vec<Matched> {
        // A division rounds as that of two lengths does, so that one half reaches 0.5.
        (1..=20).map(|twentieths| self.at(figure(twentieths) / 20.0)).collect()
    }
}

impl Denominator {
    fn fit(self, a: Span, b: Span) -> f64 {
        let whole = match self {
            Self::Union => a.end.max(b.end) - a.start.min(b.start),
            Self::Shorter => a.len().min(b.len()),
        };
        share(a.shared(b), whole).unwrap_or(0.0)
    }
}

impl Matched {
    /// Segments with a partner as a share of all; nothing without segments.
    #[must_use]
    pub fn agreement(&self) -> Option<f64> {
        share(self.first + self.second, self.all_first + self.all_second)
    }

    /// The harmonic mean of the shares of each coder's segments that have a partner: nothing without segments, 0 where
    /// one coder has none.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        self.agreement()?;
        let of = |part, whole| share(part, whole).unwrap_or(0.0);
        let (first, second) = (of(self.first, self.all_first), of(self.second, self.all_second));
        Some(if first + second > 0.0 { 2.0 * first * second / (first + second) } else { 0.0 })
    }

    /// Agreement beyond the chance of 1 / `codes` (Brennan & Prediger 1981).
    ///
    /// # Errors
    /// Without segments, and with fewer than two codes.
    pub fn brennan_prediger(&self, codes: u64) -> Result<f64, Undefined> {
        if codes < 2 {
            return Err(Undefined::OneCategory);
        }
        beyond_chance(self.agreement().ok_or(Undefined::NothingCoded)?, 1.0 / figure(codes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_segment_is_not_passed_because_a_later_one_ended() {
        let second = [Span { start: 0, end: 100 }, Span { start: 2, end: 4 }];
        let found = Matching::of(&[Span { start: 50, end: 60 }], &second, Denominator::Shorter);
        assert_eq!((found.first, found.second), (vec![1.0], vec![1.0, 0.0]));
    }

    #[test]
    fn matches_and_misses_of_five_codes() {
        // 25 agreements and 10 disagreements of the published kind: 6 of one coder, 4 of the other.
        let matched = Matched { threshold: 0.9, first: 12, second: 13, all_first: 18, all_second: 17 };
        let close = |found: f64, expected: f64| assert!((found - expected).abs() < 5e-7, "{found}");
        close(matched.agreement().expect("segments"), 0.714_286);
        close(matched.brennan_prediger(5).expect("segments"), 0.642_857);
        assert_eq!(matched.brennan_prediger(1), Err(Undefined::OneCategory));
    }

    #[test]
    fn the_curve_falls_and_reaches_exact_shares() {
        // Fifteen of a hundred characters are shared.
        let found = Matching::of(&[Span { start: 0, end: 15 }], &[Span { start: 0, end: 100 }], Denominator::Union);
        let curve: Vec<u64> = found.curve().iter().map(|matched| matched.first).collect();
        assert_eq!(curve[..4], [1, 1, 1, 0]);
    }
}
