//! Krippendorff's alpha on fixed units, for any number of coders and with gaps (Krippendorff 2011, Computing
//! Krippendorff's alpha-reliability; 2019, Content Analysis, chapter 12).

use super::ratings::Ratings;
use super::{Undefined, figure};
use crate::stats::linear::Matrix;

/// How far two values are from each other; alpha takes its squares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Equal or not.
    Nominal,
    /// By how many ratings lie between; depends on how often each value was used. Not Gwet's ordinal weights.
    Ordinal,
    /// x − y.
    Interval,
    /// (x − y) / (x + y), for values that are not negative.
    Ratio,
}

/// Alpha and its two parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alpha {
    /// 1 − observed / expected disagreement: 1 for none, 0 for that of chance.
    pub value: f64,
    /// Mean squared distance of the two values of a pair within units.
    pub observed: f64,
    /// The same for pairs of values without regard to units, drawn without putting back.
    pub expected: f64,
}

/// How often each value met each other within units: every unit with at least two ratings gives its ordered pairs, each
/// divided by its ratings less one.
#[derive(Clone, Debug, PartialEq)]
pub struct Coincidences {
    values: Vec<f64>,
    cells: Matrix,
    /// Ratings of each value in units with two ratings.
    ratings: Vec<u64>,
    units: u64,
}

impl Coincidences {
    /// Of all units, each as often as it is long.
    #[must_use]
    pub fn of(ratings: &Ratings) -> Self {
        Self::counting(ratings, ratings.lengths())
    }

    /// Of a resample: `times[i]` says how often unit i was drawn (0 where `times` ends before). Its length counts, too.
    #[must_use]
    pub fn of_resample(ratings: &Ratings, times: &[u64]) -> Self {
        let lengths: Vec<u64> = ratings.lengths().iter().zip(times).map(|(length, times)| length * times).collect();
        Self::counting(ratings, &lengths)
    }

    fn counting(ratings: &Ratings, lengths: &[u64]) -> Self {
        let size = ratings.values().len();
        let (mut cells, mut of_value, mut units) = (vec![0.0; size * size], vec![0; size], 0);
        for (at, length) in lengths.iter().enumerate().filter(|(_, length)| **length > 0) {
            let unit = ratings.unit(at);
            let rated = unit.iter().flatten().count() as u64;
            if rated < 2 {
                continue;
            }
            units += length;
            let share = figure(*length) / figure(rated - 1);
            for (first, c) in unit.iter().enumerate().filter_map(|(coder, c)| Some((coder, (*c)?))) {
                of_value[c] += length;
                for k in unit[first + 1..].iter().flatten() {
                    cells[c * size + k] += share;
                    cells[k * size + c] += share;
                }
            }
        }
        let cells = Matrix::from_fn(size, |c, k| cells[c * size + k]);
        Self { values: ratings.values().to_vec(), cells, ratings: of_value, units }
    }

    /// The sorted values, in the order of the rows.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The coincidences; they add up to [`pairable`](Self::pairable).
    #[must_use]
    pub fn cells(&self) -> &Matrix {
        &self.cells
    }

    /// Ratings in units with at least two of them.
    #[must_use]
    pub fn pairable(&self) -> u64 {
        self.ratings.iter().sum()
    }

    /// Units with at least two ratings.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.units
    }

    /// Alpha by one of the usual metrics.
    ///
    /// # Errors
    /// Without pairs; where all ratings are equal; for ratios of negative values.
    pub fn alpha(&self, metric: Metric) -> Result<Alpha, Undefined> {
        if metric == Metric::Ratio && self.values.first().is_some_and(|least| *least < 0.0) {
            return Err(Undefined::NotARatioScale);
        }
        self.alpha_by(|c, k| self.squared_distance(metric, c, k))
    }

    /// Alpha by any distance of the values in two places: 0 for a place and itself, the same both ways. It is taken as
    /// it is, not squared.
    ///
    /// # Errors
    /// Without pairs, and where no two ratings are apart.
    pub fn alpha_by(&self, distance: impl Fn(usize, usize) -> f64) -> Result<Alpha, Undefined> {
        let pairable = self.pairable();
        if pairable == 0 {
            return Err(Undefined::NoUnits);
        }
        let (mut observed, mut expected) = (0.0, 0.0);
        for c in 0..self.values.len() {
            for k in (0..c).filter(|k| self.ratings[c] > 0 && self.ratings[*k] > 0) {
                let distance = distance(c, k);
                observed += 2.0 * self.cells.at(c, k) * distance;
                expected += 2.0 * figure(self.ratings[c]) * figure(self.ratings[k]) * distance;
            }
        }
        Alpha::new(observed / figure(pairable), expected / (figure(pairable) * figure(pairable - 1)))
    }

    /// Nominal alpha of one category against all others together; gaps stay gaps. For a place that is not there, as for
    /// a category that nobody used, there is none.
    ///
    /// # Errors
    /// Without pairs, and where nobody or everybody used the category.
    pub fn alpha_of_category(&self, place: usize) -> Result<Alpha, Undefined> {
        let within = *self.ratings.get(place).ok_or(Undefined::UnknownCategory)?;
        let split = figure(within) - self.cells.at(place, place);
        Alpha::of_two_values(self.pairable(), within, 2.0 * split)
    }

    pub(super) fn squared_distance(&self, metric: Metric, c: usize, k: usize) -> f64 {
        if c == k {
            return 0.0;
        }
        let (x, y) = (self.values[c], self.values[k]);
        match metric {
            Metric::Nominal => 1.0,
            Metric::Ordinal => {
                let ends = figure(self.ratings[c] + self.ratings[k]) / 2.0;
                let through: u64 = self.ratings[c.min(k)..=c.max(k)].iter().sum();
                (figure(through) - ends).powi(2)
            }
            Metric::Interval => (x - y).powi(2),
            Metric::Ratio => ((x - y) / (x + y)).powi(2),
        }
    }
}

impl Alpha {
    fn new(observed: f64, expected: f64) -> Result<Self, Undefined> {
        if expected > 0.0 {
            Ok(Self { value: 1.0 - observed / expected, observed, expected })
        } else {
            Err(Undefined::OneCategory)
        }
    }

    /// Nominal alpha where there are two values: of `pairable` ratings `within` have the first, and `split` of the
    /// coincidences (counted both ways) are of one value with the other.
    pub(super) fn of_two_values(pairable: u64, within: u64, split: f64) -> Result<Self, Undefined> {
        if pairable == 0 {
            return Err(Undefined::NoUnits);
        }
        let (all, within) = (figure(pairable), figure(within));
        Self::new(split / all, 2.0 * within * (all - within) / (all * (all - 1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four observers on twelve units, and the alphas printed with them (Krippendorff 2011).
    #[test]
    fn the_published_example() {
        let observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];
        let rating = |observer: &str, unit: usize| {
            let digit = observer.as_bytes().get(unit).filter(|byte| byte.is_ascii_digit())?;
            Some(f64::from(digit - b'0'))
        };
        let units: Vec<Vec<Option<f64>>> =
            (0..12).map(|unit| observers.map(|observer| rating(observer, unit)).to_vec()).collect();
        let coincidences = Coincidences::of(&Ratings::from_values(&units).expect("ratings"));
        let printed =
            [(Metric::Nominal, 0.743), (Metric::Ordinal, 0.815), (Metric::Interval, 0.849), (Metric::Ratio, 0.797)];
        for (metric, expected) in printed {
            let found = coincidences.alpha(metric).expect("defined").value;
            assert!((found - expected).abs() < 6e-4, "{metric:?}: {found}");
        }
    }

    #[test]
    fn what_is_not_defined_says_why() {
        let of = |units: &[Vec<Option<f64>>]| Coincidences::of(&Ratings::from_values(units).expect("ratings"));
        assert_eq!(of(&[]).alpha(Metric::Nominal), Err(Undefined::NoUnits));
        let negative = of(&[vec![Some(-1.0), Some(2.0)]]);
        assert_eq!(negative.alpha(Metric::Ratio), Err(Undefined::NotARatioScale));
        assert!(negative.alpha(Metric::Interval).is_ok());
        assert_eq!(negative.alpha_of_category(2), Err(Undefined::UnknownCategory));
        // A category that was used, but never beside another rating.
        let lonely = of(&[vec![Some(1.0), None], vec![Some(2.0), Some(2.0)], vec![Some(3.0), Some(2.0)]]);
        assert_eq!(lonely.alpha_of_category(0), Err(Undefined::OneCategory));
    }
}
