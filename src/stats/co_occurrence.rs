//! How often two codes meet: measures of co-occurrence and similarity from four counts of units.
//!
//! Units (passages, turns, participants, sources) are counted once each, so that no count can exceed another that holds
//! it. The same word names different measures in different tools; here each measure has one name, and its formula stands
//! beside it, with a units that have both, b the first alone, c the second alone, d neither, and n = a + b + c + d.

use super::contingency::{Table, independence};
use super::counts::figure;
use super::effect_size::TwoByTwo;

/// Units with both of two codes, with one alone, and with neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Units with both codes (a).
    pub both: u64,
    /// Units with the first code alone (b).
    pub first_only: u64,
    /// Units with the second code alone (c).
    pub second_only: u64,
    /// Units with neither (d).
    pub neither: u64,
}

impl Presence {
    /// From the number of all units and of those with the first code, the second, and both. None when these cannot be
    /// numbers of the same units: 4 of 3 units with a code cannot have another one too.
    #[must_use]
    pub fn from_totals(units: u64, first: u64, second: u64, both: u64) -> Option<Self> {
        let (first_only, second_only) = (first.checked_sub(both)?, second.checked_sub(both)?);
        let neither = units.checked_sub(first)?.checked_sub(second_only)?;
        Some(Self { both, first_only, second_only, neither })
    }

    /// From whether each unit has the first and the second code.
    #[must_use]
    pub fn of(units: impl IntoIterator<Item = (bool, bool)>) -> Self {
        let mut found = Self::default();
        for unit in units {
            match unit {
                (true, true) => found.both += 1,
                (true, false) => found.first_only += 1,
                (false, true) => found.second_only += 1,
                (false, false) => found.neither += 1,
            }
        }
        found
    }

    /// Units with the first code.
    #[must_use]
    pub fn first(self) -> u64 {
        self.both + self.first_only
    }

    /// Units with the second code.
    #[must_use]
    pub fn second(self) -> u64 {
        self.both + self.second_only
    }

    /// Units with either code.
    #[must_use]
    pub fn either(self) -> u64 {
        self.first() + self.second_only
    }

    /// All units.
    #[must_use]
    pub fn units(self) -> u64 {
        self.either() + self.neither
    }

    /// The share of the first code's units that have the second too, a / (a + b); none when it has no units.
    #[must_use]
    pub fn second_given_first(self) -> Option<f64> {
        ratio(self.both, self.first())
    }

    /// The share of the second code's units that have the first too, a / (a + c); none when it has no units.
    #[must_use]
    pub fn first_given_second(self) -> Option<f64> {
        ratio(self.both, self.second())
    }

    /// Jaccard (1901), a / (a + b + c): the share of both among either, 0 to 1; none when neither code has units.
    #[must_use]
    pub fn jaccard(self) -> Option<f64> {
        ratio(self.both, self.either())
    }

    /// Dice (1945) and Sørensen (1948), 2a / (2a + b + c), 0 to 1; none when neither code has units.
    #[must_use]
    pub fn dice(self) -> Option<f64> {
        ratio(2 * self.both, self.first() + self.second())
    }

    /// The overlap coefficient of Szymkiewicz and Simpson, both over the rarer code, 0 to 1; none when that has no units.
    #[must_use]
    pub fn overlap(self) -> Option<f64> {
        ratio(self.both, self.first().min(self.second()))
    }

    /// The cosine (Ochiai 1957), a / √((a + b)(a + c)), 0 to 1; none when a code has no units.
    #[must_use]
    pub fn cosine(self) -> Option<f64> {
        let product = figure(self.first()) * figure(self.second());
        (product > 0.0).then(|| figure(self.both) / product.sqrt())
    }

    /// Simple matching (Sokal & Michener 1958), (a + d) / n, 0 to 1; none without units.
    #[must_use]
    pub fn simple_matching(self) -> Option<f64> {
        ratio(self.both + self.neither, self.units())
    }

    /// Kuckartz & Rädiker's zeta, (2a + d) / (2a + b + c + d), 0 to 1: simple matching with both counted twice; none
    /// without units.
    #[must_use]
    pub fn zeta(self) -> Option<f64> {
        ratio(2 * self.both + self.neither, self.both + self.units())
    }

    /// Russell & Rao (1940), a / n, 0 to 1; none without units.
    #[must_use]
    pub fn russell_rao(self) -> Option<f64> {
        ratio(self.both, self.units())
    }

    /// Lift, a n / ((a + b)(a + c)): how many times as often as if the codes were independent; none when one has no units.
    #[must_use]
    pub fn lift(self) -> Option<f64> {
        let product = figure(self.first()) * figure(self.second());
        (product > 0.0).then(|| figure(self.both) * figure(self.units()) / product)
    }

    /// Pointwise mutual information, the binary logarithm of lift (Church & Hanks 1990); none when the codes never meet,
    /// where it is minus infinity.
    #[must_use]
    pub fn pmi(self) -> Option<f64> {
        self.lift().filter(|lift| *lift > 0.0).map(f64::log2)
    }

    /// PMI over -log2(a / n), up to 1 (Bouma 2009); none when the codes never meet, and when all units have both.
    #[must_use]
    pub fn npmi(self) -> Option<f64> {
        let surprise = -self.russell_rao()?.log2();
        Some(self.pmi()? / surprise).filter(|npmi| npmi.is_finite())
    }

    /// The phi coefficient, -1 to 1: the correlation of the two codes; none when one is in all units or in none.
    #[must_use]
    pub fn phi(self) -> Option<f64> {
        self.table()?.phi_coefficient()
    }

    /// Yule's Q, (ad - bc) / (ad + bc), -1 to 1; none when both products are 0.
    #[must_use]
    pub fn yule_q(self) -> Option<f64> {
        self.table()?.yule_q_of_cells()
    }

    /// Pearson's chi-squared without correction; none when a code is in all units or in none.
    #[must_use]
    pub fn chi_squared(self) -> Option<f64> {
        self.table()?.chi_squared()
    }

    /// The likelihood ratio G; 0 when a code is in all units or in none, as nothing but what is expected can be observed
    /// then; none without units.
    #[must_use]
    pub fn g(self) -> Option<f64> {
        let counts = [vec![self.both, self.first_only], vec![self.second_only, self.neither]];
        match Table::new(&counts) {
            Ok(table) => Some(independence(&table).g),
            Err(_) => (self.units() > 0).then_some(0.0),
        }
    }

    /// The counts as a table of the first code (rows) by the second (columns).
    fn table(self) -> Option<TwoByTwo> {
        TwoByTwo::new(figure(self.both), figure(self.first_only), figure(self.second_only), figure(self.neither))
    }
}

/// The coefficient c that ATLAS.ti prints, n12 / (n1 + n2 - n12): Jaccard on counts of quotations. It exceeds 1 when
/// pairs of overlapping quotations are counted as n12, and it is small whatever happens when one code is far more frequent
/// than the other. None when the denominator is not above 0. For units use [`Presence::jaccard`].
#[must_use]
pub fn c_coefficient(first: u64, second: u64, together: u64) -> Option<f64> {
    ratio(together, first.checked_add(second)?.checked_sub(together)?)
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| figure(part) / figure(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-12), "{found:?} instead of {expected}");
    }

    /// The check printed with the counting rules: a 4, b 2, c 1, d 3.
    #[test]
    fn ten_documents() {
        let found = Presence { both: 4, first_only: 2, second_only: 1, neither: 3 };
        close(found.simple_matching(), 0.7);
        close(found.jaccard(), 4.0 / 7.0);
        close(found.zeta(), 11.0 / 14.0);
        close(found.russell_rao(), 0.4);
        close(found.dice(), 8.0 / 11.0);
        assert_eq!(Presence::from_totals(10, 6, 5, 4), Some(found));
        let units = [(true, true); 4].into_iter().chain([(true, false); 2]).chain([(false, true)]);
        assert_eq!(Presence::of(units.chain([(false, false); 3])), found);
    }

    #[test]
    fn counts_of_the_same_units_have_bounds() {
        assert_eq!(Presence::from_totals(9, 3, 4, 4), None);
        assert_eq!(Presence::from_totals(5, 4, 4, 2), None);
        assert_eq!(Presence::from_totals(6, 4, 4, 2).map(|found| found.neither), Some(0));
        // Quotations have not.
        close(c_coefficient(100, 10, 5), 1.0 / 21.0);
        close(c_coefficient(3, 4, 4), 4.0 / 3.0);
        assert_eq!((c_coefficient(3, 4, 7), c_coefficient(3, 4, 9), c_coefficient(0, 0, 0)), (None, None, None));
    }

    #[test]
    fn codes_without_units_are_not_similar_nor_dissimilar() {
        let none = Presence { neither: 5, ..Presence::default() };
        let undefined =
            [none.jaccard(), none.dice(), none.overlap(), none.cosine(), none.lift(), none.pmi(), none.npmi()];
        assert!(undefined.iter().all(Option::is_none) && none.phi().is_none() && none.first_given_second().is_none());
        close(none.simple_matching(), 1.0);
        close(none.g(), 0.0);
        let nothing = Presence::default();
        assert!([nothing.zeta(), nothing.russell_rao(), nothing.simple_matching(), nothing.g()] == [None; 4]);
        let always = Presence { both: 5, ..nothing };
        assert_eq!((always.pmi(), always.npmi(), always.phi()), (Some(0.0), None, None));
    }
}
