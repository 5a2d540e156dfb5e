//! The same people asked or seen more than once: `McNemar`'s test for two times, Cochran's Q for more.

use crate::stats::counts::figure;
use crate::stats::distribution::chi_squared_sf;
use crate::stats::votes::sign_test;

/// `McNemar`'s tests of a change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct McNemar {
    /// Two-sided exact p value: the sign test on those who changed.
    pub exact_p: f64,
    /// (b - c)² / (b + c), with one degree of freedom (`McNemar` 1947).
    pub chi_squared: f64,
    /// Its p value.
    pub p: f64,
    /// (|b - c| - 1)² / (b + c) (Edwards 1948); 0 where b and c are equal.
    pub chi_squared_corrected: f64,
    /// Its p value.
    pub p_corrected: f64,
}

/// `McNemar`'s tests of `gained` people who have the trait at the second time only, and `lost` ones who had it at the first
/// only. None when nobody changed.
#[must_use]
pub fn mcnemar(gained: u64, lost: u64) -> Option<McNemar> {
    let changed = gained.checked_add(lost)?;
    let exact_p = sign_test(gained, changed)?;
    let apart = figure(gained.abs_diff(lost));
    let chi_squared = apart * apart / figure(changed);
    let chi_squared_corrected = (apart - 1.0).max(0.0).powi(2) / figure(changed);
    Some(McNemar {
        exact_p,
        chi_squared,
        p: chi_squared_sf(chi_squared, 1.0),
        chi_squared_corrected,
        p_corrected: chi_squared_sf(chi_squared_corrected, 1.0),
    })
}

/// Cochran's Q.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CochranQ {
    /// The statistic.
    pub q: f64,
    /// Degrees of freedom, the number of times less 1.
    pub df: u64,
    /// P of so large a Q if the trait is as frequent at all times.
    pub p: f64,
}

/// Cochran's Q (1950): is a trait as frequent at all times? One row for each person, with the same times in all of them.
///
/// None when rows differ in length, there are fewer than two times, or nobody changed.
#[must_use]
pub fn cochran_q(people: &[Vec<bool>]) -> Option<CochranQ> {
    let times = people.first()?.len();
    if times < 2 || people.iter().any(|row| row.len() != times) {
        return None;
    }
    let held = |row: &Vec<bool>| row.iter().filter(|has| **has).count() as u64;
    let totals = (0..times).map(|time| figure(people.iter().filter(|row| row[time]).count() as u64));
    let (sum, squares) = totals.fold((0.0, 0.0), |(sum, squares), total| (sum + total, squares + total * total));
    let k = figure(times as u64);
    let room: f64 = people.iter().map(|row| figure(held(row)) * (k - figure(held(row)))).sum();
    if room <= 0.0 {
        return None;
    }
    let q = (k - 1.0) * (k * squares - sum * sum) / room;
    Some(CochranQ { q, df: times as u64 - 1, p: chi_squared_sf(q, k - 1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_two_times_cochran_is_mcnemar() {
        let mut people = vec![vec![true, true]; 4];
        people.extend(vec![vec![true, false]; 9]);
        people.extend(vec![vec![false, true]; 3]);
        let (q, test) = (cochran_q(&people).expect("changes"), mcnemar(3, 9).expect("changes"));
        assert!((q.q - test.chi_squared).abs() < 1e-12 && (test.chi_squared - 3.0).abs() < 1e-12);
        assert!((test.chi_squared_corrected - 25.0 / 12.0).abs() < 1e-12 && q.df == 1);
    }

    #[test]
    fn a_correction_does_not_overshoot() {
        assert!(mcnemar(5, 5).is_some_and(|test| test.chi_squared_corrected == 0.0 && test.p_corrected >= 1.0));
    }

    #[test]
    fn nobody_changed() {
        assert_eq!(mcnemar(0, 0), None);
        assert_eq!(cochran_q(&[vec![true, true], vec![false, false]]), None);
        assert_eq!(cochran_q(&[vec![true, true], vec![false]]), None);
        assert_eq!(cochran_q(&[]), None);
    }
}
