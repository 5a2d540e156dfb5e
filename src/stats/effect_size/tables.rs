//! Effects of two-by-two tables of events.

use std::f64::consts::PI;

use super::{Estimate, finite};
use crate::stats::distribution::normal_quantile;
use crate::stats::fixed_margins::FixedMargins;

/// People with and without the event in two groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoByTwo {
    /// With the event, in the first (treated) group.
    pub a: f64,
    /// Without it, in the first group.
    pub b: f64,
    /// With the event, in the second (comparison) group.
    pub c: f64,
    /// Without it, in the second group.
    pub d: f64,
}

impl TwoByTwo {
    /// From the four cells; none when one is below 0 or not finite, or a group is empty. Cells need not be whole
    /// (effective numbers of clustered trials).
    #[must_use]
    pub fn new(a: f64, b: f64, c: f64, d: f64) -> Option<Self> {
        let usable = [a, b, c, d].iter().all(|cell| cell.is_finite() && *cell >= 0.0);
        (usable && a + b > 0.0 && c + d > 0.0).then_some(Self { a, b, c, d })
    }

    /// From events and people: `e1` of `n1` and `e2` of `n2`.
    #[must_use]
    pub fn from_events(e1: f64, n1: f64, e2: f64, n2: f64) -> Option<Self> {
        Self::new(e1, n1 - e1, e2, n2 - e2)
    }

    /// People in the first group.
    #[must_use]
    pub fn n1(self) -> f64 {
        self.a + self.b
    }

    /// People in the second group.
    #[must_use]
    pub fn n2(self) -> f64 {
        self.c + self.d
    }

    /// All people.
    #[must_use]
    pub fn n(self) -> f64 {
        self.n1() + self.n2()
    }

    /// The shares with the event, of the first and of the second group.
    #[must_use]
    pub fn risks(self) -> (f64, f64) {
        (self.a / self.n1(), self.c / self.n2())
    }

    /// No event in either group, or nothing but events: the table says nothing about a ratio.
    #[must_use]
    pub fn is_one_sided(self) -> bool {
        self.a + self.c == 0.0 || self.b + self.d == 0.0
    }

    /// With a half added to every cell if one of them is 0, as it is otherwise. The measures below add it themselves where
    /// they need it; a table without any event is no longer one after this, which is how metafor keeps it.
    #[must_use]
    pub fn corrected(self) -> Self {
        if [self.a, self.b, self.c, self.d].contains(&0.0) {
            Self { a: self.a + 0.5, b: self.b + 0.5, c: self.c + 0.5, d: self.d + 0.5 }
        } else {
            self
        }
    }

    /// The logarithm of the odds ratio, variance 1/a + 1/b + 1/c + 1/d (Woolf 1955); halves added only where a cell is 0,
    /// and no figure for a table without events, or of events alone.
    #[must_use]
    pub fn log_odds_ratio(self) -> Option<Estimate> {
        if self.is_one_sided() {
            return None;
        }
        self.corrected().log_odds_ratio_of_cells()
    }

    /// The logarithm of the odds ratio of the cells as they are; none where one is 0.
    #[must_use]
    pub fn log_odds_ratio_of_cells(self) -> Option<Estimate> {
        let Self { a, b, c, d } = self;
        Estimate::new((a / b / (c / d)).ln(), 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d)
    }

    /// The logarithm of the risk ratio, variance 1/a - 1/n1 + 1/c - 1/n2; halves as for odds.
    #[must_use]
    pub fn log_risk_ratio(self) -> Option<Estimate> {
        if self.is_one_sided() {
            return None;
        }
        self.corrected().log_risk_ratio_of_cells()
    }

    /// The logarithm of the risk ratio of the cells as they are; none where a group has no events, or both nothing else.
    #[must_use]
    pub fn log_risk_ratio_of_cells(self) -> Option<Estimate> {
        let (p1, p2) = self.risks();
        let variance = 1.0 / self.a - 1.0 / self.n1() + 1.0 / self.c - 1.0 / self.n2();
        Estimate::new((p1 / p2).ln(), variance)
    }

    /// The difference of risks, variance p1 q1 / n1 + p2 q2 / n2; halves where a cell is 0.
    #[must_use]
    pub fn risk_difference(self) -> Option<Estimate> {
        let table = self.corrected();
        let (p1, p2) = table.risks();
        Estimate::new(p1 - p2, p1 * (1.0 - p1) / table.n1() + p2 * (1.0 - p2) / table.n2())
    }

    /// The difference of arcsines of the roots of risks, variance 1/4 n1 + 1/4 n2 (Rücker 2009); needs no correction.
    #[must_use]
    pub fn arcsine(self) -> Option<Estimate> {
        let (p1, p2) = self.risks();
        Estimate::new(p1.sqrt().asin() - p2.sqrt().asin(), 0.25 / self.n1() + 0.25 / self.n2())
    }

    /// Peto's logarithm of the odds ratio, (observed - expected) / hypergeometric variance (Yusuf 1985). For the effect of one
    /// table alone halves are added where a cell is 0, as metafor does; [`peto`](crate::stats::pooling::peto) pools without.
    #[must_use]
    pub fn peto(self) -> Option<Estimate> {
        if self.is_one_sided() {
            return None;
        }
        let (excess, variance) = self.corrected().excess();
        Estimate::new(excess / variance, 1.0 / variance)
    }

    /// Events of the first group beyond what its size lets expect, and their hypergeometric variance.
    pub(crate) fn excess(self) -> (f64, f64) {
        let (events, n) = (self.a + self.c, self.n());
        let share = self.n1() / n;
        (self.a - events * share, events * (self.b + self.d) * share * (1.0 - share) / (n - 1.0))
    }

    /// The phi coefficient, -1 to 1: the correlation of two traits of one sample. None when all have or lack one of them.
    #[must_use]
    pub fn phi_coefficient(self) -> Option<f64> {
        let Self { a, b, c, d } = self;
        finite((a * d - b * c) / (self.n1() * self.n2() * (a + c) * (b + d)).sqrt())
    }

    /// The phi coefficient with Yule's variance of 1912 (one sample crossed by two traits).
    #[must_use]
    pub fn phi(self) -> Option<Estimate> {
        let Self { a, b, c, d } = self;
        let n = self.n();
        let phi = self.phi_coefficient()?;
        let (rows, columns) = (self.n1() * self.n2(), (a + c) * (b + d));
        let (tilt, lean) = ((self.n1() - self.n2()) / n, (a + c - b - d) / n);
        let (rows, columns) = (rows / (n * n), columns / (n * n));
        let skew = phi * (1.0 + 0.5 * phi * phi) * tilt * lean / (rows * columns).sqrt();
        let curve = 0.75 * phi * phi * (tilt * tilt / rows + lean * lean / columns);
        Estimate::new(phi, (1.0 - phi * phi + skew - curve) / n)
    }

    /// Yule's Q of the cells as they are, (ad - bc) / (ad + bc), -1 to 1 (Yule 1900); none when both products are 0.
    #[must_use]
    pub fn yule_q_of_cells(self) -> Option<f64> {
        let (with, against) = (self.a * self.d, self.b * self.c);
        finite((with - against) / (with + against))
    }

    /// Yule's Q, (OR - 1) / (OR + 1), variance (1 - Q²)² (1/a + 1/b + 1/c + 1/d) / 4 (Yule 1900); halves where a cell is 0.
    #[must_use]
    pub fn yule_q(self) -> Option<Estimate> {
        let odds = self.log_odds_ratio()?;
        let q = (odds.value / 2.0).tanh();
        Estimate::new(q, 0.25 * (1.0 - q * q).powi(2) * odds.variance)
    }

    /// The difference of probits of risks, as a standardised difference of an underlying normal trait (Sánchez-Meca 2003);
    /// halves where a cell is 0.
    #[must_use]
    pub fn probit(self) -> Option<Estimate> {
        let table = self.corrected();
        let side = |p: f64, n: f64| {
            let z = normal_quantile(p);
            (z, 2.0 * PI * p * (1.0 - p) * (z * z).exp() / n)
        };
        let (p1, p2) = table.risks();
        let ((z1, v1), (z2, v2)) = (side(p1, table.n1()), side(p2, table.n2()));
        Estimate::new(z1 - z2, v1 + v2)
    }

    /// The number of people to treat for one event more or fewer, 1 / |risk difference|; none when risks are equal.
    #[must_use]
    pub fn number_needed(self) -> Option<f64> {
        let (p1, p2) = self.risks();
        finite(1.0 / (p1 - p2).abs())
    }

    /// Pearson's chi-squared with one degree of freedom, without correction.
    #[must_use]
    pub fn chi_squared(self) -> Option<f64> {
        let Self { a, b, c, d } = self;
        finite(self.n() * (a * d - b * c).powi(2) / (self.n1() * self.n2() * (a + c) * (b + d)))
    }

    /// Fisher's exact two-sided p value: the tables with the same margins that are no more likely than this one. None
    /// unless the cells are whole.
    #[must_use]
    pub fn fisher_exact(self) -> Option<f64> {
        Some(FixedMargins::of(self)?.p_two_sided())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found} instead of {expected}");
    }

    #[test]
    fn a_table_without_zeros() {
        let table = TwoByTwo::from_events(10.0, 50.0, 20.0, 50.0).expect("a table");
        let odds = table.log_odds_ratio().expect("defined");
        close(odds.value, (0.25_f64 / (2.0 / 3.0)).ln());
        close(odds.variance, 0.1 + 0.025 + 0.05 + 1.0 / 30.0);
        let risk = table.log_risk_ratio().expect("defined");
        close(risk.value, 0.5_f64.ln());
        close(risk.variance, 0.1 - 0.02 + 0.05 - 0.02);
        let difference = table.risk_difference().expect("defined");
        close(difference.value, -0.2);
        close(difference.variance, 0.2 * 0.8 / 50.0 + 0.4 * 0.6 / 50.0);
        close(table.number_needed().expect("defined"), 5.0);
        // 15 expected; variance 30 * 70 / 4 / 99.
        let peto = table.peto().expect("defined");
        close(peto.value, -5.0 / (525.0 / 99.0));
        close(table.phi().expect("defined").value.powi(2), table.chi_squared().expect("defined") / 100.0);
    }

    #[test]
    fn zeros_take_halves_and_empty_tables_say_nothing() {
        let zero = TwoByTwo::from_events(0.0, 10.0, 5.0, 10.0).expect("a table");
        close(zero.log_odds_ratio().expect("defined").value, (0.5 / 10.5 / (5.5 / 5.5_f64)).ln());
        let none = TwoByTwo::from_events(0.0, 10.0, 0.0, 12.0).expect("a table");
        assert!(none.log_odds_ratio().is_none() && none.log_risk_ratio().is_none() && none.peto().is_none());
        assert!(none.phi().is_none() && none.chi_squared().is_none() && none.number_needed().is_none());
        assert_eq!(none.fisher_exact(), Some(1.0));
        assert!(TwoByTwo::from_events(11.0, 10.0, 0.0, 12.0).is_none() && TwoByTwo::new(0.0, 0.0, 1.0, 1.0).is_none());
    }

    #[test]
    fn fisher_tasting_tea() {
        // 3 of 4 cups right: (16 + 1) / 70 on one side, twice that on both.
        let tea = TwoByTwo::new(3.0, 1.0, 1.0, 3.0).expect("a table");
        close(tea.fisher_exact().expect("whole"), 34.0 / 70.0);
    }
}
