//! What holds of agreement on texts whatever the spans: sweeps against a count of every character, the best alignment
//! against every alignment.

use proptest::prelude::*;
use themeweave::stats::agreement::Undefined;
use themeweave::stats::agreement::boundaries::{BoundaryAgreement, Edits, p_k, window_diff, window_size};
use themeweave::stats::agreement::gamma::{Gamma, Settings};
use themeweave::stats::agreement::krippendorff::Coincidences;
use themeweave::stats::agreement::matching::{Denominator, Matching};
use themeweave::stats::agreement::overlap::Overlap;
use themeweave::stats::agreement::ratings::Ratings;
use themeweave::stats::agreement::spans::{Span, Unit};
use themeweave::stats::agreement::unitizing::{Pairable, Unitizing};
use themeweave::stats::linear::Matrix;

/// Spans in any order, empty and overlapping ones among them, some beyond the text.
fn spans() -> impl Strategy<Value = Vec<Span>> {
    let span = (0..60_u64, 0..15_u64).prop_map(|(start, length)| Span { start, end: start + length });
    prop::collection::vec(span, 0..8)
}

/// Units that do not overlap, in a text of 60.
fn cut(codes: usize) -> impl Strategy<Value = Vec<Unit>> {
    prop::collection::vec((0..8_u64, 1..9_u64, 0..codes), 0..7).prop_map(|pieces| {
        let mut end = 0;
        let mut units = Vec::new();
        for (gap, length, code) in pieces {
            let start = end + gap;
            end = start + length;
            units.push(Unit { start, end, code });
        }
        units.retain(|unit| unit.end <= 60);
        units
    })
}

/// Lengths of the segments of a text of 40, one of them perhaps empty.
fn masses() -> impl Strategy<Value = Vec<u64>> {
    prop::collection::btree_set(1..40_u64, 0..12).prop_map(|cuts| {
        let edges: Vec<u64> = [0].into_iter().chain(cuts).chain([40]).collect();
        edges.windows(2).map(|pair| pair[1] - pair[0]).chain([0]).collect()
    })
}

/// The number of the segment that each character is in.
fn segments(masses: &[u64]) -> Vec<usize> {
    let of = |(number, length): (usize, &u64)| vec![number; usize::try_from(*length).unwrap()];
    masses.iter().enumerate().flat_map(of).collect()
}

fn is_in(spans: &[Span], at: u64) -> bool {
    spans.iter().any(|span| span.start <= at && at < span.end)
}

fn share(part: usize, whole: usize) -> f64 {
    f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap())
}

proptest! {
    #[test]
    fn overlap_counts_every_character_once(first in spans(), second in spans(), length in 0..70_u64) {
        let mut expected = Overlap::default();
        for at in 0..length {
            match (is_in(&first, at), is_in(&second, at)) {
                (true, true) => expected.both += 1,
                (true, false) => expected.only_first += 1,
                (false, true) => expected.only_second += 1,
                (false, false) => expected.neither += 1,
            }
        }
        prop_assert_eq!(Overlap::of(&first, &second, length), expected);
    }

    #[test]
    fn every_segment_finds_its_best_partner(first in spans(), second in spans(), percent in 1..=100_u64) {
        let reaches = |a: &Span, b: &Span| {
            let (shared, hull) = (a.shared(*b), a.end.max(b.end) - a.start.min(b.start));
            shared > 0 && shared * 100 >= percent * hull
        };
        let real = |spans: &[Span]| spans.iter().filter(|span| !span.is_empty()).copied().collect::<Vec<_>>();
        let (a, b) = (real(&first), real(&second));
        let threshold = f64::from(u32::try_from(percent).unwrap()) / 100.0;
        let found = Matching::of(&first, &second, Denominator::Union).at(threshold);
        prop_assert_eq!(found.first, a.iter().filter(|a| b.iter().any(|b| reaches(a, b))).count() as u64);
        prop_assert_eq!(found.second, b.iter().filter(|b| a.iter().any(|a| reaches(a, b))).count() as u64);
        prop_assert_eq!((found.all_first, found.all_second), (a.len() as u64, b.len() as u64));
    }

    #[test]
    fn unitizing_counts_every_character(coders in prop::collection::vec(cut(3), 2..5)) {
        let row = |units: &[Unit], at: u64| {
            units.iter().find(|unit| unit.start <= at && at < unit.end).map_or(0, |unit| unit.code + 1)
        };
        let characters: Vec<Vec<Option<usize>>> =
            (0..60).map(|at| coders.iter().map(|units| Some(row(units, at))).collect()).collect();
        let ratings = Ratings::new(vec![0.0, 1.0, 2.0, 3.0], coders.len(), &characters).unwrap();
        let (found, expected) = (Unitizing::new(60, &coders, 3).unwrap(), Coincidences::of(&ratings));
        for row in 0..4 {
            for (found, expected) in found.observed().row(row).iter().zip(expected.cells().row(row)) {
                prop_assert!((found - expected).abs() < 1e-9);
            }
        }
        // Chance shares out what was observed.
        if let Ok(by_chance) = found.expected() {
            let all = |cells: &Matrix| (0..4).flat_map(|row| cells.row(row).to_vec()).sum::<f64>();
            prop_assert!((all(&by_chance) - all(found.observed())).abs() < 1e-6);
        }
        if coders.len() == 2 {
            prop_assert_eq!(found.cu_alpha(Pairable::Mean), found.cu_alpha(Pairable::Any));
        }
    }

    #[test]
    fn windows_are_those_of_a_walk_through_the_text(first in masses(), second in masses(), window in 1..45_usize) {
        let (a, b) = (segments(&first), segments(&second));
        let starts = 40_usize.saturating_sub(window);
        let cut = |a: &[usize], at: usize| a[at] != a[at + window];
        let boundaries = |a: &[usize], at: usize| (at..at + window).filter(|at| a[*at] != a[at + 1]).count();
        let p = (0..starts).filter(|at| cut(&a, *at) != cut(&b, *at)).count();
        let w = (0..starts).filter(|at| boundaries(&a, *at) != boundaries(&b, *at)).count();
        let found = (p_k(&first, &second, window as u64), window_diff(&first, &second, window as u64));
        if starts == 0 {
            prop_assert_eq!(found, (Err(Undefined::TextTooShort), Err(Undefined::TextTooShort)));
        } else {
            prop_assert!((found.0.unwrap() - share(p, starts)).abs() < 1e-12);
            prop_assert!((found.1.unwrap() - share(w, starts)).abs() < 1e-12);
        }
    }

    #[test]
    fn edits_keep_every_boundary(first in masses(), second in masses(), reach in 1..9_u64) {
        let edits = Edits::between(&first, &second, reach).unwrap();
        let boundaries = (first.len() + second.len()) as u64 - 4;
        prop_assert_eq!(edits.misses + 2 * edits.transpositions + 2 * edits.matches, boundaries);
        prop_assert!(edits.moved >= edits.transpositions && edits.moved <= edits.transpositions * (reach - 1));
        prop_assert!(edits.boundary_similarity().is_ok() == (boundaries > 0));
        let same = Edits::between(&first, &first, reach).unwrap();
        prop_assert_eq!(same.segmentation_similarity(), Ok(1.0));
    }

    #[test]
    fn the_best_alignment_is_the_best_of_all(
        coders in prop::collection::vec(prop::collection::vec((0..30_u64, 1..9_u64, 0..2_usize), 0..4), 2..4),
        position in prop::sample::select(vec![0.5, 1.0, 3.0]),
    ) {
        let unit = |(start, length, code): &(u64, u64, usize)| Unit { start: *start, end: start + length, code: *code };
        let mut coders: Vec<Vec<Unit>> = coders.iter().map(|units| units.iter().map(unit).collect()).collect();
        for units in &mut coders {
            units.sort_unstable();
            units.dedup();
        }
        let settings = Settings { position, code: 1.0, empty: 1.0, samples: 1, seed: 5 };
        let all = coders.iter().map(Vec::len).sum::<usize>();
        match Gamma::of(&coders, &settings) {
            Err(reason) => prop_assert!(all == 0 && reason == Undefined::NothingCoded),
            Ok(found) => {
                let expected = least_cost(&coders, position) / share(all, coders.len());
                prop_assert!((found.disorder - expected).abs() < 1e-9, "{} instead of {expected}", found.disorder);
                let mut held: Vec<Vec<Unit>> = vec![Vec::new(); coders.len()];
                for (coder, unit) in found.alignment.iter().flat_map(|set| set.iter().enumerate()) {
                    held[coder].extend(*unit);
                }
                for units in &mut held {
                    units.sort_unstable();
                }
                prop_assert_eq!(held, coders);
            }
        }
    }
}

/// The least cost of all alignments: the first unit that is left goes into every set that it can be in.
fn least_cost(left: &[Vec<Unit>], position: f64) -> f64 {
    let Some(coder) = left.iter().position(|units| !units.is_empty()) else { return 0.0 };
    let mut least = f64::INFINITY;
    let mut choices: Vec<Vec<Option<usize>>> = vec![(0..left.len()).map(|at| (at == coder).then_some(0)).collect()];
    for other in coder + 1..left.len() {
        let more: Vec<_> = choices
            .iter()
            .flat_map(|choice| {
                (0..left[other].len()).map(move |at| {
                    let mut choice = choice.clone();
                    choice[other] = Some(at);
                    choice
                })
            })
            .collect();
        choices.extend(more);
    }
    for choice in choices {
        let set: Vec<Option<Unit>> = choice.iter().zip(left).map(|(at, units)| at.map(|at| units[at])).collect();
        let mut rest = left.to_vec();
        for (units, at) in rest.iter_mut().zip(&choice) {
            at.map(|at| units.remove(at));
        }
        least = least.min(set_cost(&set, position) + least_cost(&rest, position));
    }
    least
}

/// The mean dissimilarity of pairs of coders.
fn set_cost(set: &[Option<Unit>], position: f64) -> f64 {
    let figure = |value: u64| f64::from(u32::try_from(value).unwrap());
    let mut costs = Vec::new();
    for second in 0..set.len() {
        for first in 0..second {
            costs.push(match (set[first], set[second]) {
                (Some(a), Some(b)) => {
                    let ends = a.start.abs_diff(b.start) + a.end.abs_diff(b.end);
                    let lengths = (a.end - a.start) + (b.end - b.start);
                    position * (figure(ends) / figure(lengths)).powi(2) + f64::from(u8::from(a.code != b.code))
                }
                _ => 1.0,
            });
        }
    }
    costs.iter().sum::<f64>() / share(costs.len(), 1)
}

#[test]
fn boundaries_that_are_next_to_each_other_were_moved() {
    // Boundaries at 2, 5 and 11 of one, at 3, 5 and 9 of the other.
    let (first, second) = ([2, 3, 6, 9], [3, 2, 4, 11]);
    let near = Edits::between(&first, &second, 2).unwrap();
    assert_eq!((near.misses, near.transpositions, near.moved, near.matches), (2, 1, 1, 1));
    // One matched, one moved for a half, two misses: 1 − 2.5 / 4.
    assert_eq!(near.boundary_similarity(), Ok(0.375));
    let far = Edits::between(&first, &second, 3).unwrap();
    assert_eq!((far.misses, far.transpositions, far.moved, far.matches), (0, 2, 3, 1));
    assert_eq!(window_size(&first), 2);
}

#[test]
fn segmentations_that_cannot_be_compared_say_why() {
    assert_eq!(Edits::between(&[3], &[4], 2), Err(Undefined::LengthsDiffer));
    assert_eq!(Edits::between(&[3], &[3], 0), Err(Undefined::BadSetting));
    let uncut = Edits::between(&[3], &[0, 3], 2).unwrap();
    assert_eq!(uncut.boundary_similarity(), Err(Undefined::NoBoundaries));
    let dot = Edits::between(&[1], &[1], 2).unwrap();
    assert_eq!(dot.segmentation_similarity(), Err(Undefined::TextTooShort));
    assert_eq!(p_k(&[2, 2], &[4], 0), Err(Undefined::BadSetting));
    assert_eq!(BoundaryAgreement::of(&[], 2), Err(Undefined::TooFewCoders));
    assert_eq!(BoundaryAgreement::of(&[vec![vec![4], vec![4]]], 2), Err(Undefined::NoBoundaries));
    assert_eq!(BoundaryAgreement::of(&[vec![vec![4], vec![4]], vec![vec![4]]], 2), Err(Undefined::Ragged));
    assert_eq!(window_size(&[]), 2);
}

#[test]
fn gamma_without_texts_or_with_strange_settings_says_why() {
    let settings = Settings { position: 1.0, code: 1.0, empty: 1.0, samples: 10, seed: 1 };
    let unit = Unit { start: 0, end: 4, code: 0 };
    assert_eq!(Gamma::of(&[vec![unit]], &settings), Err(Undefined::TooFewCoders));
    assert_eq!(Gamma::of(&[vec![], vec![]], &settings), Err(Undefined::NothingCoded));
    let coders = [vec![unit], vec![unit]];
    for strange in [
        Settings { empty: 0.0, ..settings },
        Settings { position: f64::NAN, ..settings },
        Settings { code: -1.0, ..settings },
        Settings { samples: 0, ..settings },
    ] {
        assert_eq!(Gamma::of(&coders, &strange), Err(Undefined::BadSetting));
    }
}
