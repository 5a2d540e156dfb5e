//! What holds of agreement on fixed units whatever the ratings: no reference figures, only the mathematics.

use proptest::prelude::*;
use themeweave::stats::agreement::Undefined;
use themeweave::stats::agreement::bootstrap::{of_indices, resample_clusters, resample_units};
use themeweave::stats::agreement::coefficients::{Coefficient, Method, coefficient};
use themeweave::stats::agreement::krippendorff::{Coincidences, Metric};
use themeweave::stats::agreement::overlap::Overlap;
use themeweave::stats::agreement::ratings::Ratings;
use themeweave::stats::agreement::weighting::Weighting;
use themeweave::stats::kappa::{cohen_kappa, light_kappa};

const METHODS: [Method; 6] =
    [Method::Percent, Method::GwetAc, Method::Fleiss, Method::Conger, Method::BrennanPrediger, Method::Alpha];
const WEIGHTINGS: [Weighting; 6] = [
    Weighting::Identity,
    Weighting::Linear,
    Weighting::Quadratic,
    Weighting::Radical,
    Weighting::Ordinal,
    Weighting::Ratio,
];
const METRICS: [Metric; 4] = [Metric::Nominal, Metric::Ordinal, Metric::Interval, Metric::Ratio];

type Units = Vec<Vec<Option<f64>>>;

/// Units of some coders, with gaps and without.
fn units(coders: std::ops::Range<usize>) -> impl Strategy<Value = Units> {
    let value = prop::sample::select(vec![Some(0.0), Some(1.0), Some(2.5), Some(7.0), None]);
    coders.prop_flat_map(move |coders| prop::collection::vec(prop::collection::vec(value.clone(), coders), 1..25))
}

fn of(units: &[Vec<Option<f64>>]) -> Ratings {
    Ratings::from_values(units).unwrap()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(1.0)
}

/// Two figures that differ by rounding only, or are undefined for one reason.
fn alike(a: Result<f64, Undefined>, b: Result<f64, Undefined>) -> bool {
    match (a, b) {
        (Ok(a), Ok(b)) => close(a, b),
        (a, b) => a == b,
    }
}

/// Two coefficients that differ by rounding only, or are undefined for one reason.
fn same(a: Result<Coefficient, Undefined>, b: Result<Coefficient, Undefined>) -> bool {
    match (a, b) {
        (Ok(a), Ok(b)) => {
            let errors = match (a.sampling, b.sampling) {
                (Some(a), Some(b)) => (a.se - b.se).abs() < 1e-7,
                (a, b) => a == b,
            };
            close(a.value, b.value) && close(a.by_chance, b.by_chance) && a.units == b.units && errors
        }
        (a, b) => a == b,
    }
}

proptest! {
    #[test]
    fn the_order_of_coders_does_not_matter(units in units(2..6), turn in 1..5_usize) {
        let turned: Units = units.iter().map(|unit| {
            let mut unit = unit.clone();
            let by = turn % unit.len();
            unit.rotate_left(by);
            unit
        }).collect();
        let (units, turned) = (of(&units), of(&turned));
        for method in METHODS {
            for weighting in WEIGHTINGS {
                let by = |ratings| coefficient(ratings, method, weighting, 0.95);
                prop_assert!(same(by(&units), by(&turned)), "{method:?} {weighting:?}");
            }
        }
        for metric in METRICS {
            let by = |ratings| Coincidences::of(ratings).alpha(metric).map(|alpha| alpha.value);
            prop_assert!(alike(by(&units), by(&turned)));
        }
    }

    #[test]
    fn a_length_is_a_repetition(units in units(2..5), lengths in prop::collection::vec(0..4_u64, 25)) {
        let with_lengths = of(&units).with_lengths(lengths[..units.len()].to_vec()).unwrap();
        let place = |value: f64| with_lengths.values().iter().position(|other| close(*other, value));
        let repeat = |(unit, length): (&Vec<Option<f64>>, &u64)| {
            let places: Vec<Option<usize>> = unit.iter().map(|value| value.and_then(place)).collect();
            vec![places; usize::try_from(*length).unwrap()]
        };
        let repeated: Vec<Vec<Option<usize>>> = units.iter().zip(&lengths).flat_map(repeat).collect();
        let repeated = Ratings::new(with_lengths.values().to_vec(), with_lengths.coders(), &repeated).unwrap();
        for method in METHODS {
            for weighting in WEIGHTINGS {
                let by = |ratings| coefficient(ratings, method, weighting, 0.95);
                prop_assert!(same(by(&with_lengths), by(&repeated)), "{method:?} {weighting:?}");
            }
        }
        for metric in METRICS {
            let by = |ratings| Coincidences::of(ratings).alpha(metric).map(|alpha| alpha.value);
            prop_assert!(alike(by(&with_lengths), by(&repeated)));
        }
        prop_assert_eq!(with_lengths.table_of(0, 1), repeated.table_of(0, 1));
    }

    #[test]
    fn alpha_has_two_forms(units in units(2..5)) {
        let ratings = of(&units);
        let pairs = [
            (Weighting::Identity, Metric::Nominal),
            (Weighting::Quadratic, Metric::Interval),
            (Weighting::Ratio, Metric::Ratio),
        ];
        for (weighting, metric) in pairs {
            let gwet = coefficient(&ratings, Method::Alpha, weighting, 0.95).map(|found| found.value);
            let krippendorff = Coincidences::of(&ratings).alpha(metric).map(|found| found.value);
            prop_assert!(alike(gwet, krippendorff));
        }
    }

    #[test]
    fn two_coders_have_the_kappa_of_their_table(units in units(2..3)) {
        let ratings = of(&units).complete();
        let kappa = cohen_kappa(&ratings.table_of(0, 1), 0.95).map(|found| found.kappa);
        let conger = coefficient(&ratings, Method::Conger, Weighting::Identity, 0.95).map(|found| found.value);
        prop_assert!(alike(kappa, conger));
        prop_assert_eq!(light_kappa(&ratings).ok(), kappa.ok());
    }

    #[test]
    fn overlap_is_two_coders_with_two_categories(cells in prop::array::uniform4(0..50_u64)) {
        let [both, only_first, only_second, neither] = cells;
        let overlap = Overlap { both, only_first, only_second, neither };
        let coincidences = Coincidences::of(&Ratings::from_table(&overlap.table()).unwrap());
        let nominal = coincidences.alpha(Metric::Nominal).map(|alpha| alpha.value);
        let found = overlap.alpha().map(|alpha| alpha.value);
        prop_assert!(alike(found, nominal));
        let marked = coincidences.alpha_of_category(0).map(|alpha| alpha.value);
        prop_assert!(alike(found, marked));
    }

    #[test]
    fn resamples_draw_as_many_clusters_as_there_are(
        clusters in prop::collection::vec(0..6_usize, 1..30),
        seed in any::<u64>(),
    ) {
        let drawn = |times: &[u64]| {
            // Units of one cluster are drawn together.
            let together = clusters.iter().zip(times).all(|(cluster, time)| {
                clusters.iter().zip(times).all(|(other, same)| cluster != other || time == same)
            });
            let mut distinct = clusters.clone();
            distinct.sort_unstable();
            distinct.dedup();
            let once = |cluster: &usize| clusters.iter().position(|other| other == cluster).map_or(0, |at| times[at]);
            let all: u64 = distinct.iter().map(once).sum();
            Some(if together && all == distinct.len() as u64 { 1.0 } else { 0.0 })
        };
        let found = resample_clusters(&clusters, 20, seed, drawn);
        prop_assert_eq!(&found.figures, &vec![1.0; 20]);
    }

    #[test]
    fn quantiles_lie_between_the_figures(figures in prop::collection::vec(-1.0..1.0, 1..50), p in 0.0..=1.0) {
        let one_each: Vec<Vec<usize>> = (0..figures.len()).map(|at| vec![at]).collect();
        let found = of_indices(figures.len(), &one_each, |times| Some(figures[times.iter().position(|t| *t == 1)?]));
        prop_assert_eq!(&found.figures, &figures);
        let (low, high) = (figures.iter().copied().fold(1.0, f64::min), figures.iter().copied().fold(-1.0, f64::max));
        let [least, at, most] = found.quantiles([0.0, p, 1.0]).unwrap();
        prop_assert!(close(least, low) && close(most, high) && at >= low - 1e-12 && at <= high + 1e-12);
    }
}

#[test]
fn resamples_are_the_same_for_a_seed_and_others_for_another() {
    let draws = |seed| resample_units(40, 10, seed, |times| Some(f64::from(u32::try_from(times[0]).unwrap())));
    assert_eq!(draws(7), draws(7));
    assert_ne!(draws(7), draws(8));
    let undefined = resample_units(3, 5, 1, |_| None);
    assert_eq!((undefined.undefined, undefined.quantiles([0.5]), undefined.sd()), (5, None, None));
}
