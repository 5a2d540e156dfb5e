//! Keyness: is a word or a code more frequent in one part of a text than in another?
//!
//! Two likelihood ratios go by the same name and are not the same number. The two-cell one compares the two frequencies
//! with their expectations (Rayson & Garside 2000); the four-cell one also the words that are something else (Dunning
//! 1993). Both take words to be independent, so that p values are far too small where few people use a word often; the
//! log ratio says how large a difference is.

use super::contingency::{Table, independence};
use super::counts::figure;
use super::distribution::chi_squared_sf;

/// How key a word is in a target text as against a reference text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Keyness {
    /// The two-cell likelihood ratio, 2 Σ O ln(O / E) over the two frequencies; at least 0, whatever the direction.
    pub g_two_cells: f64,
    /// Its p value, with one degree of freedom.
    pub p_two_cells: f64,
    /// The four-cell likelihood ratio; none when no word is anything else.
    pub g_four_cells: Option<f64>,
    /// The four-cell chi-squared with Yates' correction; none as before.
    pub chi_squared_yates: Option<f64>,
    /// The binary logarithm of the ratio of relative frequencies (Hardie 2014): 1 is twice as frequent in the target, -1
    /// half as. A frequency of 0 is taken for one half.
    pub log_ratio: f64,
    /// By how many percent the relative frequency is higher in the target (Gabrielatos & Marchi 2011), from -100; none when
    /// the reference does not have the word.
    pub percent_difference: Option<f64>,
    /// The two-cell ratio less ln N, N the words of both texts: above 10 is very strong evidence of a difference (Wilson
    /// 2013).
    pub bic: f64,
    /// The two-cell ratio over N ln(smallest expectation), an effect size from 0 up (Johnston, Berry & Mielke 2006); none
    /// when that expectation is at most 1.
    pub ell: Option<f64>,
    /// The odds of the word in the target over those in the reference; none when the reference has none of it, or the
    /// target nothing else.
    pub odds_ratio: Option<f64>,
}

/// Compares how often a word is used in two texts, given the sizes of these in words.
///
/// None when a text is empty or smaller than the frequency, when neither has the word, or for more than 2^53 words.
#[must_use]
pub fn keyness(target: u64, reference: u64, target_size: u64, reference_size: u64) -> Option<Keyness> {
    let (target_rest, reference_rest) = (target_size.checked_sub(target)?, reference_size.checked_sub(reference)?);
    let words = target_size.checked_add(reference_size).filter(|words| *words < 1 << 53)?;
    if target_size == 0 || reference_size == 0 || target + reference == 0 {
        return None;
    }
    let (sizes, frequencies) = ([target_size, reference_size].map(figure), [target, reference].map(figure));
    let share = (frequencies[0] + frequencies[1]) / figure(words);
    let expected = sizes.map(|size| size * share);
    let surprise = |at: usize| {
        if frequencies[at] > 0.0 { frequencies[at] * (frequencies[at] / expected[at]).ln() } else { 0.0 }
    };
    let g_two_cells = (2.0 * (surprise(0) + surprise(1))).max(0.0);
    let four = Table::new(&[vec![target, reference], vec![target_rest, reference_rest]]).ok();
    let four = four.map(|table| independence(&table));
    let relative = |frequency: f64, size: f64| if frequency > 0.0 { frequency } else { 0.5 } / size;
    let reserve = figure(words) * expected[0].min(expected[1]).ln();
    let against = frequencies[1] * figure(target_rest);
    Some(Keyness {
        g_two_cells,
        p_two_cells: chi_squared_sf(g_two_cells, 1.0),
        g_four_cells: four.as_ref().map(|four| four.g),
        chi_squared_yates: four.and_then(|four| four.yates).map(|yates| yates.chi_squared),
        log_ratio: (relative(frequencies[0], sizes[0]) / relative(frequencies[1], sizes[1])).log2(),
        percent_difference: (reference > 0)
            .then(|| 100.0 * (frequencies[0] / sizes[0] / (frequencies[1] / sizes[1]) - 1.0)),
        bic: g_two_cells - figure(words).ln(),
        ell: (reserve > 0.0).then(|| g_two_cells / reserve),
        odds_ratio: (against > 0.0).then(|| frequencies[0] * figure(reference_rest) / against),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_shares_are_not_key() {
        let found = keyness(10, 20, 1000, 2000).expect("two texts");
        assert!(found.g_two_cells < 1e-12 && (found.p_two_cells - 1.0).abs() < 1e-6 && found.log_ratio.abs() < 1e-12);
        assert!(found.percent_difference.is_some_and(|percent| percent.abs() < 1e-9));
        assert!(found.odds_ratio.is_some_and(|odds| (odds - 1.0).abs() < 1e-12));
    }

    #[test]
    fn the_other_way_round_only_the_direction_changes() {
        let (one, other) = (keyness(52, 17, 8200, 10_500), keyness(17, 52, 10_500, 8200));
        let (one, other) = one.zip(other).expect("two texts");
        assert!((one.g_two_cells - other.g_two_cells).abs() < 1e-9 && (one.log_ratio + other.log_ratio).abs() < 1e-12);
    }

    #[test]
    fn what_is_undefined_is_none() {
        assert_eq!(keyness(0, 0, 10, 10), None);
        assert_eq!(keyness(11, 0, 10, 10), None);
        assert_eq!(keyness(0, 1, 0, 10), None);
        let all = keyness(10, 20, 10, 20).expect("two texts");
        assert_eq!((all.g_four_cells, all.chi_squared_yates, all.odds_ratio), (None, None, None));
        // Half an occurrence expected in each: no effect size.
        assert_eq!(keyness(1, 0, 50, 50).map(|found| (found.ell, found.percent_difference)), Some((None, None)));
    }
}
