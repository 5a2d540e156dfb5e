//! Two coders, one code, by length: how much text both, one, or neither of them marked.
//!
//! Lengths of several texts add up, so that a code's agreement over a study is that of the sum of its tables.

use super::krippendorff::Alpha;
use super::spans::{Cover, Span, in_order};
use super::{Undefined, figure};
use crate::stats::kappa::{Kappa, cohen_kappa};

/// How much text each of two coders gave a code, in characters (or in any other unit).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Both.
    pub both: u64,
    /// The first coder only.
    pub only_first: u64,
    /// The second coder only.
    pub only_second: u64,
    /// Neither.
    pub neither: u64,
}

impl Overlap {
    /// Of the spans of one code from each coder in a text of `length`. Spans of one coder may overlap: text marked
    /// twice is marked. What lies beyond the text does not count. One sweep over the spans, quickest where they are in
    /// the order of their starts.
    #[must_use]
    pub fn of(first: &[Span], second: &[Span], length: u64) -> Self {
        let (first, second) = (in_order(first), in_order(second));
        let (mut all_first, mut all_second, mut both) = (0, 0, 0);
        let mut of_first = Cover::of(&first, length).inspect(|span| all_first += span.len());
        let mut of_second = Cover::of(&second, length).inspect(|span| all_second += span.len());
        let (mut next_first, mut next_second) = (of_first.next(), of_second.next());
        while let (Some(a), Some(b)) = (next_first, next_second) {
            both += a.shared(b);
            // The one that ends first meets nothing more.
            if a.end <= b.end {
                next_first = of_first.next();
            } else {
                next_second = of_second.next();
            }
        }
        of_first.for_each(drop);
        of_second.for_each(drop);
        let (only_first, only_second) = (all_first - both, all_second - both);
        Self { both, only_first, only_second, neither: length - both - only_first - only_second }
    }

    /// All text.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.both + self.only_first + self.only_second + self.neither
    }

    /// Text that the coders treated alike, both or neither, as a share of all; nothing without text.
    #[must_use]
    pub fn percent(&self) -> Option<f64> {
        share(self.both + self.neither, self.length())
    }

    /// Text that both marked, twice, as a share of what each marked; nothing where neither marked any.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        share(2 * self.both, 2 * self.both + self.only_first + self.only_second)
    }

    /// Text that both marked as a share of what either marked; nothing where neither marked any.
    #[must_use]
    pub fn jaccard(&self) -> Option<f64> {
        share(self.both, self.both + self.only_first + self.only_second)
    }

    /// Cohen's kappa by character. Its interval takes characters for independent, which they are not.
    ///
    /// # Errors
    /// Without text, and where both marked all of it or none.
    pub fn kappa(&self, level: f64) -> Result<Kappa, Undefined> {
        cohen_kappa(&self.table(), level)
    }

    /// Nominal alpha by character.
    ///
    /// # Errors
    /// Without text, and where both marked all of it or none.
    pub fn alpha(&self) -> Result<Alpha, Undefined> {
        let split = self.only_first + self.only_second;
        Alpha::of_two_values(2 * self.length(), 2 * self.both + split, 2.0 * figure(split))
    }

    /// The table of two raters, marked before not marked, the first coder by rows: for
    /// [`Ratings::from_table`](super::ratings::Ratings::from_table) and its coefficients.
    #[must_use]
    pub fn table(&self) -> Vec<Vec<u64>> {
        vec![vec![self.both, self.only_first], vec![self.only_second, self.neither]]
    }
}

impl std::ops::AddAssign for Overlap {
    fn add_assign(&mut self, other: Self) {
        self.both += other.both;
        self.only_first += other.only_first;
        self.only_second += other.only_second;
        self.neither += other.neither;
    }
}

impl std::iter::Sum for Overlap {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |mut sum, part| {
            sum += part;
            sum
        })
    }
}

pub(super) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| figure(part) / figure(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(spans: &[(u64, u64)]) -> Vec<Span> {
        spans.iter().map(|(start, end)| Span { start: *start, end: *end }).collect()
    }

    #[test]
    fn text_marked_twice_is_marked_and_text_beyond_the_end_is_not() {
        let found = Overlap::of(&spans(&[(0, 5), (3, 8), (15, 99)]), &spans(&[(18, 20), (4, 10)]), 20);
        assert_eq!(found, Overlap { both: 6, only_first: 7, only_second: 2, neither: 5 });
    }

    #[test]
    fn shares_of_nothing_are_not_defined() {
        let silent = Overlap::of(&[], &[], 60);
        assert_eq!((silent.percent(), silent.f1(), silent.jaccard()), (Some(1.0), None, None));
        assert_eq!(
            (silent.alpha(), silent.kappa(0.95).err()),
            (Err(Undefined::OneCategory), Some(Undefined::OneCategory))
        );
        let nowhere = Overlap::of(&spans(&[(0, 3)]), &[], 0);
        assert_eq!((nowhere.percent(), nowhere.alpha()), (None, Err(Undefined::NoUnits)));
    }
}
