//! Cohen's and Scott's coefficients, Fleiss's kappa and its relatives.

use serde_json::Value;
use themeweave::stats::agreement::Undefined;
use themeweave::stats::agreement::coefficients::{Method, coefficient};
use themeweave::stats::agreement::fleiss::{fleiss_by_category, fleiss_kappa};
use themeweave::stats::agreement::krippendorff::{Coincidences, Metric};
use themeweave::stats::agreement::overlap::Overlap;
use themeweave::stats::agreement::ratings::Ratings;
use themeweave::stats::agreement::weighting::Weighting;
use themeweave::stats::kappa::{WeightedKappa, cohen_kappa, light_kappa, pooled_kappa, weighted_kappa};

use crate::vectors::{assert_close, figure, known, list};
use crate::{cases, counts, places, ratings, some_figure};

fn value_of(ratings: &Ratings, method: Method) -> Option<f64> {
    coefficient(ratings, method, Weighting::Identity, 0.95).ok().map(|found| found.value)
}

fn compare_kappa(found: &WeightedKappa, expected: &Value, tolerance: f64, what: &str) {
    let expected = known(expected, &["kappa", "se", "se_H0", "z", "ci_low", "ci_upp", "kappa_max"]);
    let figures = [
        ("kappa", found.kappa),
        ("se", found.se),
        ("se_H0", found.se_by_chance),
        ("ci_low", found.limits.low),
        ("ci_upp", found.limits.high),
    ];
    for (key, figure_found) in figures {
        if let Some(expected) = expected.get(key) {
            assert_close(figure_found, figure(expected), tolerance, &format!("{what} {key}"));
        }
    }
    if let Some(z) = expected.get("z") {
        assert_close(found.kappa / found.se_by_chance, figure(z), tolerance, &format!("{what} z"));
    }
}

#[test]
fn cohen_and_scott_are_those_of_statsmodels() {
    for case in cases("cohen_kappa") {
        let table: Vec<Vec<u64>> = list(&case.input(&["table", "categories"])["table"]).iter().map(counts).collect();
        let indices: Vec<f64> = (0..u32::try_from(table.len()).unwrap()).map(f64::from).collect();
        let weighted =
            |weighting: Weighting| weighted_kappa(&table, &weighting.matrix(&indices).unwrap(), 0.95).unwrap();
        let (id, tolerance) = (&case.id, case.tolerance);
        if case.method == "cohen_kappa" {
            case.expected(&["kappa", "se"]);
            compare_kappa(&weighted(Weighting::Identity), &case.expected, tolerance, id);
            continue;
        }
        let expected = case.expected(&["none", "linear", "quadratic", "scott_pi", "percent"]);
        for (key, weighting) in
            [("none", Weighting::Identity), ("linear", Weighting::Linear), ("quadratic", Weighting::Quadratic)]
        {
            compare_kappa(&weighted(weighting), &expected[key], tolerance, &format!("{id} {key}"));
        }
        let largest = cohen_kappa(&table, 0.95).unwrap().largest;
        assert_close(largest, figure(&expected["none"]["kappa_max"]), tolerance, id);
        let ratings = Ratings::from_table(&table).unwrap();
        assert_close(value_of(&ratings, Method::Fleiss), figure(&expected["scott_pi"]), tolerance, id);
        assert_close(value_of(&ratings, Method::Percent), figure(&expected["percent"]), tolerance, id);
    }
}

#[test]
fn fleiss_light_and_randolph_are_those_of_irr_and_statsmodels() {
    for case in cases("fleiss_kappa") {
        let (id, tolerance) = (&case.id, case.tolerance);
        if case.method == "fleiss_kappa_counts" {
            let units: Vec<Vec<usize>> = list(&case.input(&["counts"])["counts"]).iter().map(places).collect();
            let ratings = Ratings::from_counts(&units).unwrap();
            let expected = case.expected(&["fleiss", "randolph_free_marginal"]);
            assert_close(value_of(&ratings, Method::Fleiss), figure(&expected["fleiss"]), tolerance, id);
            let randolph = figure(&expected["randolph_free_marginal"]);
            assert_close(value_of(&ratings, Method::BrennanPrediger), randolph, tolerance, id);
            continue;
        }
        let expected = case.expected(&[
            "n_complete",
            "categories",
            "counts",
            "fleiss",
            "randolph_free_marginal",
            "z_H0",
            "light_kappa",
            "per_category_unrounded",
            "per_category_irr_rounded3",
        ]);
        let all = ratings(&case.input(&["ratings"])["ratings"]);
        let complete = all.complete();
        assert_eq!(complete.len() as u64, expected["n_complete"].as_u64().unwrap(), "{id}");
        let categories: Vec<f64> = list(&expected["categories"]).iter().map(figure).collect();
        assert_eq!(complete.values(), categories, "{id}");
        for (unit, expected) in list(&expected["counts"]).iter().enumerate() {
            let count_of = |at| complete.unit(unit).iter().filter(|place| **place == Some(at)).count();
            let found: Vec<usize> = (0..categories.len()).map(count_of).collect();
            assert_eq!(found, places(expected), "{id} unit {unit}");
        }
        let found = fleiss_kappa(&all).unwrap();
        assert_close(found.kappa, figure(&expected["fleiss"]), tolerance, id);
        assert_close(found.z, figure(&expected["z_H0"]), tolerance, id);
        let randolph = figure(&expected["randolph_free_marginal"]);
        assert_close(value_of(&complete, Method::BrennanPrediger), randolph, tolerance, id);
        assert_close(light_kappa(&complete).ok(), figure(&expected["light_kappa"]), tolerance, id);
        let (exact, rounded) = (&expected["per_category_unrounded"], &expected["per_category_irr_rounded3"]);
        let by_category = fleiss_by_category(&all).unwrap();
        assert_eq!(by_category.len(), exact.as_object().unwrap().len(), "{id}");
        let close_enough = figure(&case.params["tol_per_category_irr_rounded3"]);
        for (value, found) in by_category {
            let names = [format!("{value}"), format!("{value:.1}")];
            let of = |values: &Value| names.iter().find_map(|name| values.get(name)).unwrap().clone();
            assert_close(found.kappa, figure(&of(exact)), tolerance, id);
            let rounded = of(rounded);
            known(&rounded, &["kappa", "z", "p"]);
            for (found, key) in [(found.kappa, "kappa"), (found.z, "z"), (found.p, "p")] {
                assert_close(found, figure(&rounded[key]), close_enough, &format!("{id} {value} {key}"));
            }
        }
    }
}

/// `degenerate.json` tells what other programs do where there is little to compare, not what is right. Theirs is
/// compared where a figure is defined; elsewhere there must be a reason.
#[test]
fn what_other_programs_disagree_on_is_defined_or_has_a_reason() {
    let keys = ["krippendorff", "irrcac_alpha", "irrcac_ac1", "irrcac_fleiss", "nltk_alpha", "sklearn_kappa"];
    for case in cases("degenerate") {
        case.expected(&keys);
        let ratings = ratings(&case.input(&["ratings"])["ratings"]);
        let alpha = Coincidences::of(&ratings).alpha(Metric::Nominal).map(|found| found.value);
        let of = |method| coefficient(&ratings, method, Weighting::Identity, 0.95).map(|found| found.value);
        let found = [alpha, of(Method::Alpha), of(Method::GwetAc), of(Method::Fleiss)];
        let kappa = cohen_kappa(&ratings.table_of(0, 1), 0.95).map(|found| found.kappa);
        match case.id.as_str() {
            "all_same_code" => {
                assert_eq!(found, [Err(Undefined::OneCategory); 4]);
                assert_eq!(kappa, Err(Undefined::OneCategory));
            }
            "no_pairable" => {
                assert_eq!(found, [Err(Undefined::NoUnits); 4]);
                assert_eq!(kappa, Err(Undefined::NoUnits));
            }
            // irrCAC has no variance of one unit, and for that gives no coefficient; here the coefficient stands alone.
            "one_unit" => {
                let found = coefficient(&ratings, Method::Fleiss, Weighting::Identity, 0.95).unwrap();
                assert_eq!(found.sampling, None);
                assert_close(found.value, -1.0, case.tolerance, &case.id);
                assert_close(alpha.ok(), figure(&case.expected["krippendorff"]), case.tolerance, &case.id);
                assert_close(kappa.ok(), figure(&case.expected["sklearn_kappa"]), case.tolerance, &case.id);
            }
            "perfect_two_codes" | "systematic_disagreement" => {
                let theirs = ["krippendorff", "irrcac_alpha", "irrcac_ac1", "irrcac_fleiss"];
                for (found, key) in found.into_iter().zip(theirs) {
                    assert_close(found.ok(), figure(&case.expected[key]), case.tolerance, key);
                }
                assert_close(alpha.ok(), figure(&case.expected["nltk_alpha"]), case.tolerance, &case.id);
                assert_close(kappa.ok(), figure(&case.expected["sklearn_kappa"]), case.tolerance, &case.id);
            }
            strange => panic!("{strange} is new: {:?}", some_figure(&case.expected["krippendorff"])),
        }
    }
}

#[test]
fn ten_units_by_two_coders() {
    let units: Vec<Vec<Option<f64>>> = "1100000000"
        .bytes()
        .zip("0110010100".bytes())
        .map(|(a, b)| vec![Some(f64::from(a - b'0')), Some(f64::from(b - b'0'))])
        .collect();
    let ratings = Ratings::from_values(&units).unwrap();
    let expected = [
        (Method::Percent, 0.6),
        (Method::Alpha, 0.095_238),
        (Method::Conger, 0.090_909),
        (Method::Fleiss, 0.047_619),
        (Method::BrennanPrediger, 0.2),
    ];
    for (method, expected) in expected {
        assert_close(value_of(&ratings, method), expected, 5e-7, &format!("{method:?}"));
    }
    let kappa = cohen_kappa(&ratings.table_of(0, 1), 0.95).map(|found| found.kappa);
    assert_close(kappa.ok(), 0.090_909, 5e-7, "Cohen");
}

#[test]
fn one_percentage_has_several_kappas() {
    for (only_first, only_second, expected) in [(100, 50, 0.318_182), (75, 75, 0.314_286), (150, 0, 0.347_826)] {
        let found = Overlap { both: 50, only_first, only_second, neither: 800 };
        assert_close(found.percent(), 0.85, 1e-12, "percent");
        assert_close(found.kappa(0.95).ok().map(|kappa| kappa.kappa), expected, 5e-7, "kappa");
    }
}

#[test]
fn coders_of_independent_halves_agree_by_chance_only() {
    let found = Overlap { both: 250, only_first: 250, only_second: 250, neither: 250 };
    assert_close(found.kappa(0.95).ok().map(|kappa| kappa.kappa), 0.0, 1e-12, "halves");
    // Any shares, as long as they are independent.
    let found = Overlap { both: 60, only_first: 140, only_second: 240, neither: 560 };
    assert_close(found.kappa(0.95).ok().map(|kappa| kappa.kappa), 0.0, 1e-12, "a fifth and three tenths");
}

#[test]
fn pooled_kappa_takes_rare_codes_with_it() {
    // (0.9 + 0.8) / 2 = 0.85 observed, (0.6 + 0.4) / 2 = 0.5 by chance.
    assert_close(pooled_kappa(&[(0.9, 0.6), (0.8, 0.4)]).ok(), 0.7, 1e-12, "two codes");
    // A code that nobody used: (1.7 + 1) / 3 and (1 + 1) / 3.
    assert_close(pooled_kappa(&[(0.9, 0.6), (0.8, 0.4), (1.0, 1.0)]).ok(), 0.7, 1e-12, "three codes");
    assert_eq!(pooled_kappa(&[(1.0, 1.0)]), Err(Undefined::OneCategory));
    assert_eq!(pooled_kappa(&[]), Err(Undefined::NoUnits));
}
