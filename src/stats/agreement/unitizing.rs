//! Krippendorff's alpha where coders cut units out of a text and code them: u-alpha and its relatives (Krippendorff,
//! Mathet, Bouvry & Widlöcher 2016, On the reliability of unitizing textual continua; Krippendorff 2019, chapter 12).
//!
//! | figure | asks | how firm |
//! |---|---|---|
//! | u-alpha | for units, gaps and codes together | agrees with another program |
//! | binary alpha | for what is coded at all | .4136 where the book prints .413 |
//! | cu-alpha | for codes where two coders coded | provisional with three and more coders: see [`Pairable`] |
//! | ku-alpha | the same for each code | as cu-alpha |
//!
//! Each coder may give a place one code only. Where several codes share text, ask for each code alone: [`of_code`].

use super::spans::{Span, Unit, spans_of};
use super::{Undefined, figure};
use crate::stats::linear::Matrix;

/// What counts of a unit's length where only text that two coders coded is compared. The published examples do not
/// settle it for three and more coders; for two coders the first and the second are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairable {
    /// Its overlap with another coder's units, averaged over the other coders.
    Mean,
    /// What any other coder coded of it.
    Any,
    /// All of it.
    Whole,
}

/// Units of several coders in one text. Lengths are in characters; row and column 0 are gaps, row `code + 1` is a code.
#[derive(Clone, Debug, PartialEq)]
pub struct Unitizing {
    observed: Matrix,
    /// For each row, the sum of the squared lengths of its units; for gaps the sum of lengths.
    squares: Vec<f64>,
    /// For each code, the sum of the squared pairable lengths of its units, by [`Pairable`].
    pairable: [Vec<f64>; 3],
}

/// Agreement on one code among all, where two coders coded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CodeAlpha {
    /// ku-alpha; not defined where the code never met a code of another coder, or there is no other code.
    pub alpha: Result<f64, Undefined>,
    /// Length over which the code met another code.
    pub disagreement: f64,
    /// The share of the code's length where another coder coded, too; nothing for a code without units.
    pub coverage: Option<f64>,
}

/// u-alpha of one code alone, whatever else is coded. Overlapping spans of a coder are joined first.
///
/// # Errors
/// As [`Unitizing::new`] and [`Unitizing::u_alpha`].
pub fn of_code(length: u64, coders: &[Vec<Unit>], code: usize) -> Result<f64, Undefined> {
    let alone: Vec<Vec<Unit>> = coders.iter().map(|units| joined(&spans_of(units, code))).collect();
    Unitizing::new(length, &alone, 1)?.u_alpha()
}

/// Overlapping spans as one unit each; units that only touch stay apart.
fn joined(spans: &[Span]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for span in spans.iter().filter(|span| !span.is_empty()) {
        match units.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => units.push(Unit { start: span.start, end: span.end, code: 0 }),
        }
    }
    units
}

impl Unitizing {
    /// Of the units of each coder, in any order, in a text of `length` with codes below `end_of_codes`. Empty units do
    /// not count. The cost grows with the units and the square of the coders, not with the text.
    ///
    /// # Errors
    /// With fewer than two coders or no text; where a code is not one of the codes, a unit ends after the text, or
    /// units of a coder overlap.
    pub fn new(length: u64, coders: &[Vec<Unit>], end_of_codes: usize) -> Result<Self, Undefined> {
        if coders.len() < 2 {
            return Err(Undefined::TooFewCoders);
        }
        if length == 0 {
            return Err(Undefined::NoUnits);
        }
        let coders: Vec<Vec<Unit>> =
            coders.iter().map(|units| checked(units, length, end_of_codes)).collect::<Result<_, _>>()?;
        Ok(Sweep::over(length, &coders, end_of_codes + 1).finish(&coders))
    }

    /// For each two of gap and codes, the length over which one coder has the one and another the other, counted both
    /// ways and divided by the coders less one.
    #[must_use]
    pub fn observed(&self) -> &Matrix {
        &self.observed
    }

    /// The same as expected by chance, where units are not torn apart.
    ///
    /// # Errors
    /// Where there is no chance: one coder's one unit would have to meet itself.
    pub fn expected(&self) -> Result<Matrix, Undefined> {
        by_chance(&self.observed, &self.squares)
    }

    /// Nominal u-alpha: agreement on units, gaps and codes together.
    ///
    /// # Errors
    /// Where all coders left everything uncoded, or coded everything alike as one unit.
    pub fn u_alpha(&self) -> Result<f64, Undefined> {
        let all = 0..self.observed.size();
        let apart = |cells: &Matrix| all.clone().map(|row| off_diagonal(cells, row)).sum();
        ratio(apart(&self.observed), apart(&self.expected()?))
    }

    /// Agreement on what is coded at all, whatever the code. Units that touch stay apart in what is expected.
    ///
    /// # Errors
    /// Where nothing, or everything, is coded.
    pub fn binary_alpha(&self) -> Result<f64, Undefined> {
        ratio(off_diagonal(&self.observed, 0), off_diagonal(&self.expected()?, 0))
    }

    /// The coincidences of codes where two coders coded.
    #[must_use]
    pub fn coding_observed(&self) -> Matrix {
        Matrix::from_fn(self.observed.size() - 1, |row, column| self.observed.at(row + 1, column + 1))
    }

    /// Those expected by chance.
    ///
    /// # Errors
    /// Where no text was coded by two coders, or one unit is all there is.
    pub fn coding_expected(&self, pairable: Pairable) -> Result<Matrix, Undefined> {
        by_chance(&self.coding_observed(), &self.pairable[pairable as usize])
    }

    /// Nominal cu-alpha: agreement on codes where two coders coded.
    ///
    /// # Errors
    /// Where no text was coded by two coders, or with one code only.
    pub fn cu_alpha(&self, pairable: Pairable) -> Result<f64, Undefined> {
        let (observed, expected) = (self.coding_observed(), self.coding_expected(pairable)?);
        let apart = |cells: &Matrix| (0..cells.size()).map(|row| off_diagonal(cells, row)).sum();
        ratio(apart(&observed), apart(&expected))
    }

    /// ku-alpha of a code: as [`cu_alpha`](Self::cu_alpha), for the text where a coder used this code.
    ///
    /// # Errors
    /// Where the code is not one of the codes.
    pub fn ku_alpha(&self, code: usize, pairable: Pairable) -> Result<CodeAlpha, Undefined> {
        if code + 1 >= self.observed.size() {
            return Err(Undefined::UnknownCategory);
        }
        let observed = self.coding_observed();
        let (disagreement, met) = (off_diagonal(&observed, code), sum(observed.row(code)));
        let alpha = self.coding_expected(pairable).and_then(|expected| {
            let expected_share = off_diagonal(&expected, code) / sum(expected.row(code));
            if met > 0.0 { ratio(disagreement / met, expected_share) } else { Err(Undefined::NothingCoded) }
        });
        let all = sum(self.observed.row(code + 1));
        Ok(CodeAlpha { alpha, disagreement, coverage: (all > 0.0).then(|| met / all) })
    }
}

fn checked(units: &[Unit], length: u64, end_of_codes: usize) -> Result<Vec<Unit>, Undefined> {
    let mut units: Vec<Unit> = units.iter().filter(|unit| !unit.span().is_empty()).copied().collect();
    units.sort_unstable();
    if units.iter().any(|unit| unit.code >= end_of_codes) {
        return Err(Undefined::UnknownCategory);
    }
    if units.windows(2).any(|pair| pair[1].start < pair[0].end) {
        return Err(Undefined::OverlappingUnits);
    }
    if units.last().is_some_and(|last| last.end > length) { Err(Undefined::OutsideText) } else { Ok(units) }
}

/// Coincidences by chance: `l (l_c l_k − [c = k] S_c) / (l² − Σ S)`, where a unit cannot meet itself.
fn by_chance(observed: &Matrix, squares: &[f64]) -> Result<Matrix, Undefined> {
    let rows: Vec<f64> = (0..observed.size()).map(|row| sum(observed.row(row))).collect();
    let all = sum(&rows);
    let left = all * all - sum(squares);
    if all <= 0.0 {
        return Err(Undefined::NothingCoded);
    }
    if left <= 0.0 {
        return Err(Undefined::OneCategory);
    }
    Ok(Matrix::from_fn(observed.size(), |c, k| {
        let own = if c == k { squares[c] } else { 0.0 };
        all * (rows[c] * rows[k] - own) / left
    }))
}

fn sum(row: &[f64]) -> f64 {
    row.iter().sum()
}

fn off_diagonal(cells: &Matrix, row: usize) -> f64 {
    let others = cells.row(row).iter().enumerate().filter(|(column, _)| *column != row);
    others.map(|(_, cell)| cell).sum()
}

fn ratio(observed: f64, expected: f64) -> Result<f64, Undefined> {
    if expected > 0.0 { Ok(1.0 - observed / expected) } else { Err(Undefined::OneCategory) }
}

/// What is gathered on the way through a text, from one end of a unit to the next.
struct Sweep {
    size: usize,
    observed: Vec<f64>,
    /// For each coder's units: the mean length that other coders coded, and the length that any of them did.
    shared: Vec<Vec<(f64, u64)>>,
    uncoded: u64,
}

impl Sweep {
    fn over(length: u64, coders: &[Vec<Unit>], size: usize) -> Self {
        let ends = coders.iter().flatten().flat_map(|unit| [unit.start, unit.end]);
        let mut edges: Vec<u64> = ends.chain([0, length]).collect();
        edges.sort_unstable();
        edges.dedup();
        let shared = coders.iter().map(|units| vec![(0.0, 0); units.len()]).collect();
        let mut sweep = Self { size, observed: vec![0.0; size * size], shared, uncoded: 0 };
        let mut at = vec![0; coders.len()];
        let mut rows = vec![0; coders.len()];
        for edge in edges.windows(2) {
            for ((units, at), row) in coders.iter().zip(&mut at).zip(&mut rows) {
                while units.get(*at).is_some_and(|unit| unit.end <= edge[0]) {
                    *at += 1;
                }
                *row = units.get(*at).filter(|unit| unit.start <= edge[0]).map_or(0, |unit| unit.code + 1);
            }
            sweep.add(edge[1] - edge[0], &rows, &at);
        }
        sweep
    }

    /// A stretch over which each coder has one row, and is at one unit or before it.
    fn add(&mut self, length: u64, rows: &[usize], at: &[usize]) {
        let others = figure(rows.len() as u64 - 1);
        let share = figure(length) / others;
        let coded = rows.iter().filter(|row| **row > 0).count() as u64;
        for (coder, row) in rows.iter().enumerate() {
            for other in &rows[..coder] {
                self.observed[row * self.size + other] += share;
                self.observed[other * self.size + row] += share;
            }
            if *row == 0 {
                self.uncoded += length;
            } else if coded > 1 {
                let (mean, any) = &mut self.shared[coder][at[coder]];
                *mean += share * figure(coded - 1);
                *any += length;
            }
        }
    }

    fn finish(self, coders: &[Vec<Unit>]) -> Unitizing {
        let mut squares = vec![0.0; self.size];
        squares[0] = figure(self.uncoded);
        let mut pairable = [vec![0.0; self.size - 1], vec![0.0; self.size - 1], vec![0.0; self.size - 1]];
        for (unit, (mean, any)) in coders.iter().flatten().zip(self.shared.iter().flatten()) {
            let length = figure(unit.span().len());
            squares[unit.code + 1] += length * length;
            for (of, length) in [(Pairable::Mean, *mean), (Pairable::Any, figure(*any)), (Pairable::Whole, length)] {
                pairable[of as usize][unit.code] += length * length;
            }
        }
        let observed = Matrix::from_fn(self.size, |row, column| self.observed[row * self.size + column]);
        Unitizing { observed, squares, pairable }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(start: u64, end: u64, code: usize) -> Unit {
        Unit { start, end, code }
    }

    #[test]
    fn what_is_not_defined_says_why() {
        let one = vec![unit(0, 5, 0)];
        assert_eq!(Unitizing::new(9, std::slice::from_ref(&one), 1), Err(Undefined::TooFewCoders));
        assert_eq!(Unitizing::new(4, &[one.clone(), vec![]], 1), Err(Undefined::OutsideText));
        assert_eq!(Unitizing::new(9, &[one.clone(), vec![]], 0), Err(Undefined::UnknownCategory));
        assert_eq!(
            Unitizing::new(9, &[vec![unit(3, 6, 0), unit(0, 4, 0)], vec![]], 1),
            Err(Undefined::OverlappingUnits)
        );
        let silent = Unitizing::new(9, &[vec![], vec![unit(4, 4, 0)]], 1).expect("a text");
        assert_eq!(silent.u_alpha(), Err(Undefined::OneCategory));
        assert_eq!(silent.cu_alpha(Pairable::Mean), Err(Undefined::NothingCoded));
        let apart = Unitizing::new(9, &[one, vec![unit(5, 9, 0)]], 1).expect("a text");
        assert_eq!(apart.ku_alpha(0, Pairable::Any).map(|found| found.alpha), Ok(Err(Undefined::NothingCoded)));
    }

    #[test]
    fn a_codes_overlapping_spans_are_one_unit() {
        let torn = [vec![unit(2, 6, 3), unit(4, 9, 3), unit(0, 20, 1)], vec![unit(3, 9, 3)]];
        let whole = [vec![unit(2, 9, 3)], vec![unit(3, 9, 3)]];
        assert_eq!(of_code(20, &torn, 3), of_code(20, &whole, 3));
        assert!(of_code(20, &torn, 3).is_ok_and(|alpha| alpha > 0.5));
    }
}
