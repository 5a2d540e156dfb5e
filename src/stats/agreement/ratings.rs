//! Units that coders put into categories: the table that the coefficients for fixed units take.

use std::collections::BTreeSet;

use super::Undefined;

/// Units by coders, with gaps where a coder did not rate a unit.
///
/// A unit has a length, 1 unless told otherwise, and counts as if it were there so many times: a stretch of 5,000
/// characters is one unit of length 5,000.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratings {
    values: Vec<f64>,
    coders: usize,
    cells: Vec<Option<usize>>,
    lengths: Vec<u64>,
}

impl Ratings {
    /// From the places of categories in `values`, which are sorted and distinct; for nominal categories any numbers do.
    /// Categories that nobody used count in the coefficients that are divided by their number.
    ///
    /// # Errors
    /// Where a unit has not one cell for each coder, a place is beyond the values, or values are not sorted numbers.
    pub fn new(values: Vec<f64>, coders: usize, units: &[Vec<Option<usize>>]) -> Result<Self, Undefined> {
        if !values.iter().all(|value| value.is_finite()) || !values.is_sorted_by(|a, b| a < b) {
            return Err(Undefined::NotANumber);
        }
        if units.iter().any(|unit| unit.len() != coders) {
            return Err(Undefined::Ragged);
        }
        if units.iter().flatten().flatten().any(|at| *at >= values.len()) {
            return Err(Undefined::UnknownCategory);
        }
        let cells = units.iter().flatten().copied().collect();
        Ok(Self { values, coders, cells, lengths: vec![1; units.len()] })
    }

    /// From values; the categories are those that occur.
    ///
    /// # Errors
    /// Where units have not the same number of cells, or a value is not finite.
    pub fn from_values(units: &[Vec<Option<f64>>]) -> Result<Self, Undefined> {
        // Adding 0 makes one value of 0 and -0.
        let mut values: Vec<f64> = units.iter().flatten().flatten().map(|value| value + 0.0).collect();
        if !values.iter().all(|value| value.is_finite()) {
            return Err(Undefined::NotANumber);
        }
        values.sort_by(f64::total_cmp);
        values.dedup();
        let place = |value: &f64| values.partition_point(|other| other < value);
        let places: Vec<Vec<Option<usize>>> =
            units.iter().map(|unit| unit.iter().map(|value| value.as_ref().map(place)).collect()).collect();
        let coders = units.first().map_or(0, Vec::len);
        Self::new(values, coders, &places)
    }

    /// From names of nominal categories, which are given back in their order; their values are 0, 1, ...
    ///
    /// # Errors
    /// Where units have not the same number of cells.
    pub fn from_names<T: Ord + Copy>(units: &[Vec<Option<T>>]) -> Result<(Vec<T>, Self), Undefined> {
        let names: BTreeSet<T> = units.iter().flatten().flatten().copied().collect();
        let names: Vec<T> = names.into_iter().collect();
        let place = |name: &Option<T>| name.and_then(|name| names.binary_search(&name).ok());
        let places: Vec<Vec<Option<usize>>> = units.iter().map(|unit| unit.iter().map(place).collect()).collect();
        let ratings = Self::new(places_as_values(names.len()), units.first().map_or(0, Vec::len), &places)?;
        Ok((names, ratings))
    }

    /// Two coders from their table: `table[i][j]` units, or characters, are in category i for the first and in j for
    /// the second. Categories have the values 0, 1, ...
    ///
    /// # Errors
    /// Where the table is not square.
    pub fn from_table(table: &[Vec<u64>]) -> Result<Self, Undefined> {
        if table.iter().any(|row| row.len() != table.len()) {
            return Err(Undefined::NotSquare);
        }
        let places = |i: usize| (0..table.len()).map(move |j| vec![Some(i), Some(j)]);
        let units: Vec<Vec<Option<usize>>> = (0..table.len()).flat_map(places).collect();
        Self::new(places_as_values(table.len()), 2, &units)?.with_lengths(table.concat())
    }

    /// From how many coders gave each unit each category, where it is not known who did: only for coefficients that
    /// do not look at coders (not Conger's, Cohen's and Light's).
    ///
    /// # Errors
    /// Where units have not the same number of categories.
    pub fn from_counts(counts: &[Vec<usize>]) -> Result<Self, Undefined> {
        let categories = counts.first().map_or(0, Vec::len);
        if counts.iter().any(|unit| unit.len() != categories) {
            return Err(Undefined::Ragged);
        }
        let coders = counts.iter().map(|unit| unit.iter().sum()).max().unwrap_or(0);
        let cells = |unit: &Vec<usize>| {
            let rated = unit.iter().enumerate().flat_map(|(at, count)| std::iter::repeat_n(Some(at), *count));
            rated.chain(std::iter::repeat(None)).take(coders).collect()
        };
        let units: Vec<Vec<Option<usize>>> = counts.iter().map(cells).collect();
        Self::new(places_as_values(categories), coders, &units)
    }

    /// The same ratings of units that count so many times. A unit of length 0 does not count.
    ///
    /// # Errors
    /// Where there are not as many lengths as units.
    pub fn with_lengths(self, lengths: Vec<u64>) -> Result<Self, Undefined> {
        if lengths.len() == self.lengths.len() { Ok(Self { lengths, ..self }) } else { Err(Undefined::Ragged) }
    }

    /// The sorted values of the categories.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Coders.
    #[must_use]
    pub fn coders(&self) -> usize {
        self.coders
    }

    /// Rows of the table, rated or not, whatever their lengths.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// No unit at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// How many times each unit counts.
    #[must_use]
    pub fn lengths(&self) -> &[u64] {
        &self.lengths
    }

    /// What each coder said on a unit; nothing on a unit that is not there.
    #[must_use]
    pub fn unit(&self, at: usize) -> &[Option<usize>] {
        self.cells.get(at * self.coders..(at + 1) * self.coders).unwrap_or_default()
    }

    /// Only the units of some length that every coder rated, with the categories that occur among them.
    #[must_use]
    pub fn complete(&self) -> Self {
        let is_kept = |at: &usize| self.lengths[*at] > 0 && self.unit(*at).iter().all(Option::is_some);
        let kept: Vec<usize> = (0..self.len()).filter(is_kept).collect();
        let mut used = vec![false; self.values.len()];
        for place in kept.iter().flat_map(|at| self.unit(*at)).flatten() {
            used[*place] = true;
        }
        // Where each category goes among the used ones before it.
        let moved: Vec<usize> = (0..used.len()).map(|at| used[..at].iter().filter(|used| **used).count()).collect();
        Self {
            values: self.values.iter().zip(&used).filter(|(_, used)| **used).map(|(value, _)| *value).collect(),
            coders: self.coders,
            cells: kept.iter().flat_map(|at| self.unit(*at)).map(|place| place.map(|place| moved[place])).collect(),
            lengths: kept.iter().map(|at| self.lengths[*at]).collect(),
        }
    }

    /// The table of two coders over the units that both rated, which [`cohen_kappa`](crate::stats::kappa::cohen_kappa)
    /// takes. Empty for a coder who is not there.
    #[must_use]
    pub fn table_of(&self, first: usize, second: usize) -> Vec<Vec<u64>> {
        let mut table = vec![vec![0; self.values.len()]; self.values.len()];
        for (at, length) in self.lengths.iter().enumerate() {
            let unit = self.unit(at);
            if let (Some(Some(a)), Some(Some(b))) = (unit.get(first), unit.get(second)) {
                table[*a][*b] += length;
            }
        }
        table
    }
}

fn places_as_values(categories: usize) -> Vec<f64> {
    (0..categories as u64).map(super::figure).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_places_in_their_order() {
        let found = Ratings::from_values(&[vec![Some(3.5), None], vec![Some(-0.0), Some(0.0)]]).expect("ratings");
        assert_eq!(found.values(), [0.0, 3.5]);
        assert_eq!(
            (found.unit(0), found.unit(1), found.unit(2)),
            (&[Some(1), None][..], &[Some(0), Some(0)][..], &[][..])
        );
    }

    #[test]
    fn complete_units_keep_the_categories_they_use() {
        // The last unit has no length, so that its category does not occur.
        let units = [vec![Some(0), None], vec![Some(2), Some(1)], vec![Some(2), Some(2)], vec![Some(0), Some(0)]];
        let found = Ratings::new(vec![1.0, 5.0, 7.0], 2, &units).and_then(|found| found.with_lengths(vec![4, 5, 6, 0]));
        let complete = found.expect("ratings").complete();
        assert_eq!((complete.values(), complete.lengths()), (&[5.0, 7.0][..], &[5, 6][..]));
        assert_eq!(complete.table_of(0, 1), [[0, 0], [5, 6]]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(Ratings::from_values(&[vec![Some(1.0)], vec![]]), Err(Undefined::Ragged));
        assert_eq!(Ratings::from_values(&[vec![Some(f64::NAN)]]), Err(Undefined::NotANumber));
        assert_eq!(Ratings::new(vec![2.0, 1.0], 1, &[]), Err(Undefined::NotANumber));
        assert_eq!(Ratings::new(vec![1.0], 1, &[vec![Some(1)]]), Err(Undefined::UnknownCategory));
        assert_eq!(Ratings::from_table(&[vec![1, 2]]), Err(Undefined::NotSquare));
        assert_eq!(Ratings::from_counts(&[vec![1, 2], vec![3]]), Err(Undefined::Ragged));
    }
}
