//! Several coders on fixed units: Gwet's coefficients, Krippendorff's alpha, sets of codes, resamples.

use std::collections::BTreeSet;

use serde_json::Value;
use themeweave::stats::agreement::bootstrap::{
    Bootstrap, jackknife_se, krippendorff_pairs, of_indices, resample_units,
};
use themeweave::stats::agreement::coefficients::{Method, coefficient};
use themeweave::stats::agreement::krippendorff::{Alpha, Coincidences, Metric};
use themeweave::stats::agreement::ratings::Ratings;
use themeweave::stats::agreement::sets::{SetDistance, alpha_of_sets};
use themeweave::stats::agreement::weighting::Weighting;

use crate::vectors::{assert_close, figure, figures, known, list};
use crate::{cases, index, places, ratings};

fn metric(name: &Value) -> Metric {
    match name.as_str() {
        Some("nominal") => Metric::Nominal,
        Some("ordinal") => Metric::Ordinal,
        Some("interval") => Metric::Interval,
        Some("ratio") => Metric::Ratio,
        _ => panic!("{name} is new"),
    }
}

fn weighting(name: &Value) -> Weighting {
    match name.as_str() {
        Some("unweighted") => Weighting::Identity,
        Some("linear") => Weighting::Linear,
        Some("quadratic") => Weighting::Quadratic,
        Some("radical") => Weighting::Radical,
        Some("ordinal") => Weighting::Ordinal,
        Some("ratio") => Weighting::Ratio,
        _ => panic!("{name} is new"),
    }
}

#[test]
fn alpha_is_that_of_the_krippendorff_package() {
    for case in cases("krippendorff_alpha") {
        let coincidences = Coincidences::of(&ratings(&case.input(&["ratings"])["ratings"]));
        if case.method == "krippendorff_alpha_per_code" {
            let expected = case.expected.as_object().unwrap();
            assert_eq!(coincidences.values().len(), expected.len(), "{}", case.id);
            for (at, value) in coincidences.values().iter().enumerate() {
                let found = coincidences.alpha_of_category(at).ok().map(|alpha| alpha.value);
                assert_close(found, figure(&expected[&value.to_string()]), case.tolerance, &case.id);
            }
            continue;
        }
        let expected = case.expected(&["alpha", "D_o", "D_e", "n_pairable", "units_pairable", "values", "coincidence"]);
        let found = coincidences.alpha(metric(&case.params["metric"])).unwrap();
        compare_alpha(found, &case.expected, case.tolerance, &case.id);
        assert_close(
            f64::from(u32::try_from(coincidences.pairable()).unwrap()),
            figure(&expected["n_pairable"]),
            0.0,
            &case.id,
        );
        assert_eq!(Some(coincidences.units()), expected["units_pairable"].as_u64(), "{}", case.id);
        assert_eq!(coincidences.values(), figures(&expected["values"]), "{}", case.id);
        let rows = list(&expected["coincidence"]);
        assert_eq!(rows.len(), coincidences.cells().size(), "{}", case.id);
        for (at, row) in rows.iter().enumerate() {
            for (found, expected) in coincidences.cells().row(at).iter().zip(figures(row)) {
                assert_close(*found, expected, case.tolerance, &case.id);
            }
        }
    }
}

fn compare_alpha(found: Alpha, expected: &Value, tolerance: f64, what: &str) {
    for (found, key) in [(found.value, "alpha"), (found.observed, "D_o"), (found.expected, "D_e")] {
        assert_close(found, figure(&expected[key]), tolerance, &format!("{what} {key}"));
    }
}

/// irrCAC for Python has another standard error of alpha than irrCAC for R: it linearises the agreement before the
/// correction for small samples around the agreement after it, and takes other degrees of freedom. That of R is ours.
const OF_IRRCAC_FOR_PYTHON: [&str; 4] = ["se_pypi", "ci_pypi", "p_pypi_two_sided", "se_note"];

#[test]
fn coefficients_are_those_of_irrcac() {
    let methods = [
        ("pa_coeff", Method::Percent),
        ("gwet_ac1", Method::GwetAc),
        ("fleiss_kappa", Method::Fleiss),
        ("krippen_alpha", Method::Alpha),
        ("conger_kappa", Method::Conger),
        ("bp_coeff", Method::BrennanPrediger),
    ];
    let keys = [["coeff", "se", "lcb", "ucb"], ["pa", "pe", "p_two_sided", ""], OF_IRRCAC_FOR_PYTHON].concat();
    for case in cases("cac_multi") {
        known(&case.params, &["weights", "conf", "population"]);
        assert_eq!(case.params["population"], "infinite");
        let input = case.input(&["ratings", "categories_sorted"]);
        let ratings = ratings(&input["ratings"]);
        assert_eq!(ratings.values(), figures(&input["categories_sorted"]), "{}", case.id);
        let all = case.expected(&methods.map(|(key, _)| key));
        assert_eq!(all.len(), methods.len(), "{}", case.id);
        for (key, method) in methods {
            let level = figure(&case.params["conf"]);
            let found = coefficient(&ratings, method, weighting(&case.params["weights"]), level).unwrap();
            let sampling = found.sampling.unwrap();
            let expected = known(&all[key], &keys);
            let figures = [
                (Some(found.value), "coeff"),
                (Some(found.observed), "pa"),
                (Some(found.by_chance), "pe"),
                (Some(sampling.se), "se"),
                (Some(sampling.limits.low), "lcb"),
                (Some(sampling.limits.high), "ucb"),
                (sampling.p, "p_two_sided"),
            ];
            for (found, name) in figures {
                assert_close(found, figure(&expected[name]), case.tolerance, &format!("{} {key} {name}", case.id));
            }
        }
    }
}

fn set(value: &Value) -> BTreeSet<String> {
    list(value).iter().map(|code| code.as_str().unwrap().to_owned()).collect()
}

#[test]
fn alpha_of_sets_is_that_of_nltk() {
    let distances = [
        ("masi", SetDistance::MASI),
        ("masi_067_old_nltk", SetDistance::MASI_ROUNDED),
        ("jaccard", SetDistance::Jaccard),
        ("nominal_whole_set", SetDistance::Whole),
    ];
    for case in cases("set_valued") {
        let expected = case.expected(&distances.map(|(key, _)| key));
        for (key, distance) in distances {
            let Some(expected) = expected.get(key) else { continue };
            let what = format!("{} {key}", case.id);
            if case.method == "set_distance" {
                let pairs = list(&case.input(&["pairs"])["pairs"]);
                assert_eq!(pairs.len(), list(expected).len(), "{what}");
                for (pair, expected) in pairs.iter().zip(figures(expected)) {
                    assert_close(distance.between(&set(&pair[0]), &set(&pair[1])), expected, case.tolerance, &what);
                    assert_close(distance.between(&set(&pair[1]), &set(&pair[0])), expected, case.tolerance, &what);
                }
                continue;
            }
            let rated = |value: &Value| (!value.is_null()).then(|| set(value));
            let units = list(&case.input(&["ratings"])["ratings"]);
            let units: Vec<Vec<_>> = units.iter().map(|unit| list(unit).iter().map(rated).collect()).collect();
            known(expected, &["alpha", "D_o", "D_e"]);
            compare_alpha(alpha_of_sets(&units, distance).unwrap(), expected, case.tolerance, &what);
        }
    }
}

fn alpha_of_resample(ratings: &Ratings, metric: Metric) -> impl Fn(&[u64]) -> Option<f64> {
    move |times| Coincidences::of_resample(ratings, times).alpha(metric).ok().map(|alpha| alpha.value)
}

fn compare_quantiles(found: &Bootstrap, expected: &Value, keys: [(&str, f64); 5], tolerance: f64, what: &str) {
    let quantiles = found.quantiles(keys.map(|(_, p)| p)).unwrap();
    for (found, (key, _)) in quantiles.into_iter().zip(keys) {
        assert_close(found, figure(&expected[key]), tolerance, &format!("{what} {key}"));
    }
}

const QUANTILES: [(&str, f64); 5] = [("q025", 0.025), ("q05", 0.05), ("q50", 0.5), ("q95", 0.95), ("q975", 0.975)];

#[test]
fn resamples_of_given_units_are_exact() {
    for case in cases("alpha_bootstrap").into_iter().filter(|case| case.method == "bootstrap_units") {
        let input = case.input(&["ratings", "indices"]);
        let (ratings, metric) = (ratings(&input["ratings"]), metric(&case.params["metric"]));
        let indices: Vec<Vec<usize>> = list(&input["indices"]).iter().map(places).collect();
        let statistic = alpha_of_resample(&ratings, metric);
        let found = of_indices(ratings.len(), &indices, &statistic);
        let keys = ["alphas", "undefined", "mean", "sd_ddof1", "alpha", "jackknife_se"];
        let expected = case.expected(&[&keys[..], &QUANTILES.map(|(key, _)| key)].concat());
        let (id, tolerance) = (&case.id, case.tolerance);
        let defined: Vec<f64> = list(&expected["alphas"]).iter().filter_map(Value::as_f64).collect();
        assert_eq!(found.figures.len(), defined.len(), "{id}");
        for (found, expected) in found.figures.iter().zip(defined) {
            assert_close(*found, expected, tolerance, id);
        }
        assert_eq!(found.undefined, index(&expected["undefined"]), "{id}");
        compare_quantiles(&found, &case.expected, QUANTILES, tolerance, id);
        assert_close(found.mean(), figure(&expected["mean"]), tolerance, id);
        assert_close(found.sd(), figure(&expected["sd_ddof1"]), tolerance, id);
        assert_close(statistic(&vec![1; ratings.len()]), figure(&expected["alpha"]), tolerance, id);
        let alone: Vec<usize> = (0..ratings.len()).collect();
        assert_close(jackknife_se(&alone, &statistic), figure(&expected["jackknife_se"]), tolerance, id);
    }
}

#[test]
fn resamples_of_pairs_are_near_those_of_icr() {
    for case in cases("alpha_bootstrap").into_iter().filter(|case| case.method != "bootstrap_units") {
        assert_eq!(case.method, "bootstrap_krippendorff_pairs");
        let (ratings, metric) = (ratings(&case.input(&["ratings"])["ratings"]), metric(&case.params["metric"]));
        let keys = ["metric", "alpha", "D_o", "D_e", "mean", "sd", "p_below_800", "p_below_667"];
        let of_units = ["units_q025", "units_q50", "units_q975", "units_sd"];
        let expected = case.expected(&[&keys[..], &QUANTILES.map(|(key, _)| key), &of_units].concat());
        assert_eq!(expected["metric"], case.params["metric"]);
        let (id, tolerance) = (&case.id, case.tolerance);
        let alpha = Coincidences::of(&ratings).alpha(metric).unwrap();
        // Not random, so that the wide tolerance of the quantiles does not apply.
        compare_alpha(alpha, &case.expected, 1e-9, id);
        let found = krippendorff_pairs(&ratings, metric, 20_000, 1).unwrap();
        compare_quantiles(&found, &case.expected, QUANTILES, tolerance, id);
        assert_close(found.mean(), figure(&expected["mean"]), tolerance, id);
        assert_close(found.sd(), figure(&expected["sd"]), tolerance, id);
        assert_close(found.share_below(0.8), figure(&expected["p_below_800"]), tolerance, id);
        assert_close(found.share_below(0.667), figure(&expected["p_below_667"]), tolerance, id);
        let units = resample_units(ratings.len(), 20_000, 1, alpha_of_resample(&ratings, metric));
        let quantiles = units.quantiles([0.025, 0.5, 0.975]).unwrap();
        for (found, key) in quantiles.into_iter().zip(of_units) {
            assert_close(found, figure(&expected[key]), tolerance, &format!("{id} {key}"));
        }
        assert_close(units.sd(), figure(&expected["units_sd"]), tolerance, id);
    }
}
