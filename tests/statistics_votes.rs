//! Vote counting, intervals of proportions, combined p values, albatross contours, Cohen's kappa and saturation
//! against values computed in R, statsmodels and scipy (`vectors/synthesis`, `vectors/stats`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;
mod vectors;

use serde_json::Value;
use themeweave::stats::albatross::Contour;
use themeweave::stats::combined_p::{fisher, stouffer};
use themeweave::stats::kappa::cohen_kappa;
use themeweave::stats::proportion::{Limits, clopper_pearson, jeffreys, wilson};
use themeweave::stats::saturation::{Rule, saturation};
use themeweave::stats::votes::{Vote, VoteCount, sign_test};
use vectors::{assert_close, count, figure, figures, known, list};

/// What R prints has fifteen figures.
const TOLERANCE: f64 = 1e-9;

/// Entries of the files in `vectors/stats` and of their cases.
const FILE_KEYS: [&str; 5] = ["schema", "family", "half", "description", "cases"];
const CASE_KEYS: [&str; 9] = ["id", "method", "params", "input", "expected", "tool", "tol_abs", "notes", "source"];
/// Parts of `synthesis_vectors.json`; cost arithmetic is one division and no function.
const SYNTHESIS_KEYS: [&str; 6] =
    ["meta", "saturation", "sign_test", "effect_direction_rule", "seed_statistics_ci", "cost_arithmetic"];
/// Parts of `meta_vectors.json`, some of which other tests hold against the code.
const META_KEYS: [&str; 8] = [
    "meta",
    "univariate",
    "multilevel",
    "effect_size_conversions",
    "vote_counting",
    "p_value_combination",
    "albatross_smd_contours",
    "albatross_or_contours",
];

#[track_caller]
fn assert_limits(found: Option<Limits>, expected: &Value, what: &str) {
    let expected = figures(expected);
    assert_close(found.map(|limits| limits.low), expected[0], TOLERANCE, what);
    assert_close(found.map(|limits| limits.high), expected[1], TOLERANCE, what);
}

#[test]
fn votes_over_studies_are_those_of_r() {
    let Some(file) = vectors::read("synthesis/meta_vectors.json") else { return };
    let cases = list(&known(&file, &META_KEYS)["vote_counting"]);
    assert!(!cases.is_empty());
    let keys = [
        "favouring",
        "informative",
        "proportion",
        "sign_test_p_two_sided",
        "clopper_pearson_95",
        "wilson_95",
        "jeffreys_95",
    ];
    for case in cases {
        let case = known(case, &keys);
        let (benefit, informative) = (count(&case["favouring"]), count(&case["informative"]));
        let votes = VoteCount { benefit, harm: informative - benefit, conflicting: 3 };
        let what = format!("{benefit} of {informative}");
        assert_close(votes.proportion(), figure(&case["proportion"]), TOLERANCE, &what);
        assert_close(votes.sign_test(), figure(&case["sign_test_p_two_sided"]), TOLERANCE, &what);
        assert_limits(votes.exact_limits(0.95), &case["clopper_pearson_95"], &what);
        assert_limits(votes.wilson_limits(0.95), &case["wilson_95"], &what);
        assert_limits(jeffreys(benefit, informative, 0.95), &case["jeffreys_95"], &what);
    }
}

#[test]
fn votes_within_studies_and_published_sign_tests() {
    let Some(file) = vectors::read("synthesis/synthesis_vectors.json") else { return };
    let file = known(&file, &SYNTHESIS_KEYS);
    let signs = known(&file["sign_test"], &["cases", "published_crosscheck"]);
    for case in list(&signs["cases"]) {
        let case = known(case, &["k", "n", "p_two_sided"]);
        let (k, n) = (count(&case["k"]), count(&case["n"]));
        assert_close(sign_test(k, n), figure(&case["p_two_sided"]), TOLERANCE, &format!("{k} of {n}"));
    }
    for case in list(&signs["published_crosscheck"]) {
        let case = known(case, &["source", "printed_p", "matches"]);
        let words: Vec<u64> = case["matches"].as_str().unwrap().split(" of ").map(|n| n.parse().unwrap()).collect();
        assert_close(sign_test(words[0], words[1]), figure(&case["printed_p"]), 0.000_051, "published");
    }
    for case in list(&file["effect_direction_rule"]) {
        let case = known(case, &["outcome_directions", "study_direction"]);
        let of = |word: &str| list(&case["outcome_directions"]).iter().filter(|found| *found == word).count() as u64;
        let vote = Vote::of_study(of("benefit"), of("harm"), of("null"));
        assert_eq!(vote.map(Vote::word), case["study_direction"].as_str(), "{case:?}");
    }
    for case in list(&file["seed_statistics_ci"]) {
        let case = known(case, &["label", "pct", "n", "count", "exact_pct", "wilson_95"]);
        let (k, n) = (count(&case["count"]), count(&case["n"]));
        assert_limits(wilson(k, n, 0.95), &case["wilson_95"], &format!("{k} of {n}"));
    }
}

#[test]
fn intervals_of_proportions_are_those_of_statsmodels() {
    let Some(file) = vectors::read("stats/proportion_ci.json") else { return };
    let file = known(&file, &FILE_KEYS);
    for case in list(&file["cases"]) {
        let case = known(case, &CASE_KEYS);
        assert_close(figure(&known(&case["params"], &["conf"])["conf"]), 0.95, 0.0, "level");
        let input = known(&case["input"], &["k", "n"]);
        let (k, n) = (count(&input["k"]), count(&input["n"]));
        // Not offered: Agresti-Coull, Wald, and Wilson's with continuity correction.
        let keys = [
            "wilson",
            "wilson_90",
            "clopper_pearson",
            "clopper_pearson_99",
            "jeffreys",
            "agresti_coull",
            "normal",
            "wilson_cc",
        ];
        let expected = known(&case["expected"], &keys);
        let what = format!("{k} of {n}");
        assert_limits(wilson(k, n, 0.95), &expected["wilson"], &what);
        assert_limits(wilson(k, n, 0.9), &expected["wilson_90"], &what);
        assert_limits(clopper_pearson(k, n, 0.95), &expected["clopper_pearson"], &what);
        assert_limits(clopper_pearson(k, n, 0.99), &expected["clopper_pearson_99"], &what);
        assert_limits(jeffreys(k, n, 0.95), &expected["jeffreys"], &what);
    }
}

#[test]
fn combined_p_values_are_those_of_r() {
    let Some(file) = vectors::read("synthesis/meta_vectors.json") else { return };
    let keys = ["one_sided_p", "fisher_X2", "fisher_df", "fisher_p", "stouffer_z", "stouffer_p"];
    let case = known(&known(&file, &META_KEYS)["p_value_combination"], &keys);
    let p = figures(&case["one_sided_p"]);
    let (by_fisher, by_stouffer) = (fisher(&p).unwrap(), stouffer(&p, None).unwrap());
    assert_close(by_fisher.chi_squared, figure(&case["fisher_X2"]), TOLERANCE, "Fisher");
    assert_eq!(by_fisher.df, count(&case["fisher_df"]));
    assert_close(by_fisher.p, figure(&case["fisher_p"]), TOLERANCE, "Fisher");
    assert_close(by_stouffer.z, figure(&case["stouffer_z"]), TOLERANCE, "Stouffer");
    assert_close(by_stouffer.p, figure(&case["stouffer_p"]), TOLERANCE, "Stouffer");
}

#[test]
fn albatross_contours_are_those_of_the_formula() {
    let Some(file) = vectors::read("synthesis/meta_vectors.json") else { return };
    let file = known(&file, &META_KEYS);
    for case in list(&file["albatross_smd_contours"]) {
        let case = known(case, &["input", "N"]);
        let input = known(&case["input"], &["p_two_sided", "smd", "ratio"]);
        let contour = Contour::MeanDifference { smd: figure(&input["smd"]), ratio: figure(&input["ratio"]) };
        let (p, size) = (figure(&input["p_two_sided"]), figure(&case["N"]));
        assert_close(contour.sample_size(p), size, TOLERANCE * size, "SMD");
        assert_close(contour.p_value(size), p, TOLERANCE, "SMD");
    }
    for case in list(&file["albatross_or_contours"]) {
        let case = known(case, &["input", "N_formula_equal_groups"]);
        let input = known(&case["input"], &["p_two_sided", "or", "control_risk", "ratio"]);
        assert_close(figure(&input["ratio"]), 1.0, 0.0, "the formula holds for equal groups");
        let contour =
            Contour::OddsRatio { odds_ratio: figure(&input["or"]), control_risk: figure(&input["control_risk"]) };
        let (p, size) = (figure(&input["p_two_sided"]), figure(&case["N_formula_equal_groups"]));
        assert_close(contour.sample_size(p), size, TOLERANCE * size, "odds ratio");
        assert_close(contour.p_value(size), p, TOLERANCE, "odds ratio");
    }
}

#[test]
fn kappa_of_two_raters_is_that_of_statsmodels() {
    let Some(file) = vectors::read("stats/cohen_kappa.json") else { return };
    let cases = list(&known(&file, &FILE_KEYS)["cases"]);
    assert!(!cases.is_empty());
    for case in cases {
        let case = known(case, &CASE_KEYS);
        let table: Vec<Vec<u64>> = list(&known(&case["input"], &["table", "categories"])["table"])
            .iter()
            .map(|row| list(row).iter().map(count).collect())
            .collect();
        let (tolerance, what) = (figure(&case["tol_abs"]), case["id"].to_string());
        let found = cohen_kappa(&table, 0.95).unwrap_or_else(|reason| panic!("{what}: {reason}"));
        // Categories are nominal: weighted kappa is not offered, nor Scott's pi and the test against chance.
        let expected = known(&case["expected"], &["none", "linear", "quadratic", "scott_pi", "percent", "kappa", "se"]);
        if let Some(percent) = expected.get("percent") {
            assert_close(found.agreement, figure(percent), tolerance, &what);
        }
        let nominal = expected.get("none").unwrap_or(&case["expected"]);
        let keys = ["kappa", "se", "se_H0", "z", "ci_low", "ci_upp", "kappa_max"];
        let nominal = known(nominal, &keys);
        assert_close(found.kappa, figure(&nominal["kappa"]), tolerance, &what);
        assert_close(found.se, figure(&nominal["se"]), tolerance, &what);
        for (found, key) in [(found.limits.low, "ci_low"), (found.limits.high, "ci_upp"), (found.largest, "kappa_max")]
        {
            if let Some(expected) = nominal.get(key) {
                assert_close(found, figure(expected), tolerance, &format!("{what} {key}"));
            }
        }
    }
}

#[test]
fn saturation_is_reached_where_the_runs_say() {
    let Some(file) = vectors::read("synthesis/synthesis_vectors.json") else { return };
    let part = known(&known(&file, &SYNTHESIS_KEYS)["saturation"], &["code_sets_per_item", "cases"]);
    let interviews: Vec<Vec<u64>> =
        list(&part["code_sets_per_item"]).iter().map(|codes| list(codes).iter().map(count).collect()).collect();
    let counts = |value: &Value| list(value).iter().map(index).collect::<Vec<_>>();
    for case in list(&part["cases"]) {
        let what = case.to_string();
        let case = known(case, &["base", "run", "threshold", "result"]);
        let rule = Rule { base: index(&case["base"]), run: index(&case["run"]), threshold: figure(&case["threshold"]) };
        let found = saturation(&interviews, rule).unwrap();
        let result = known(&case["result"], &["new_per_item", "cumulative", "base_codes", "runs", "first_hit"]);
        assert_eq!(found.new, counts(&result["new_per_item"]), "{what}");
        assert_eq!(found.cumulative, counts(&result["cumulative"]), "{what}");
        assert_eq!(found.base_codes, index(&result["base_codes"]), "{what}");
        assert_eq!(found.runs.len(), list(&result["runs"]).len(), "{what}");
        for (found, expected) in found.runs.iter().zip(list(&result["runs"])) {
            let expected = known(expected, &["run_items", "new_codes", "new_information"]);
            assert_eq!(vec![found.first, found.last], counts(&expected["run_items"]), "{what}");
            assert_eq!(found.new_codes, index(&expected["new_codes"]), "{what}");
            assert_close(found.new_information, figure(&expected["new_information"]), TOLERANCE, &what);
        }
        let Some(hit) = result["first_hit"].as_object() else {
            assert_eq!(found.reached, None, "{what}");
            continue;
        };
        let hit = known(&Value::Object(hit.clone()), &["last_item", "reached_at_items", "notation"]).clone();
        let reached = found.reached.unwrap();
        assert_eq!(reached.at, index(&hit["reached_at_items"]), "{what}");
        assert_eq!(reached.at + reached.run, index(&hit["last_item"]), "{what}");
        assert_eq!(Some(reached.to_string().as_str()), hit["notation"].as_str(), "{what}");
    }
}

#[test]
fn saturation_of_random_incidences() {
    let Some(file) = vectors::read("stats/saturation.json") else { return };
    for case in list(&known(&file, &FILE_KEYS)["cases"]) {
        let case = known(case, &CASE_KEYS);
        let incidence = list(&known(&case["input"], &["incidence"])["incidence"]);
        let interviews: Vec<Vec<usize>> = incidence
            .iter()
            .map(|codes| list(codes).iter().enumerate().filter(|(_, has)| count(has) > 0).map(|(at, _)| at).collect())
            .collect();
        for (name, expected) in case["expected"]["guest_namey_chen"].as_object().unwrap() {
            let (base, run) = name.strip_prefix("base").and_then(|rest| rest.split_once("_run")).unwrap();
            let rule = Rule { base: base.parse().unwrap(), run: run.parse().unwrap(), threshold: 0.05 };
            let found = saturation(&interviews, rule).unwrap();
            let keys = ["base_codes", "runs", "first_at_or_below_5pct", "first_zero"];
            let expected = known(expected, &keys);
            assert_eq!(found.base_codes, index(&expected["base_codes"]), "{name}");
            assert_eq!(found.runs.len(), list(&expected["runs"]).len(), "{name}");
            for (found, expected) in found.runs.iter().zip(list(&expected["runs"])) {
                let expected = known(expected, &["after", "new_in_run", "ratio"]);
                assert_eq!(found.last, index(&expected["after"]), "{name}");
                assert_eq!(found.new_codes, index(&expected["new_in_run"]), "{name}");
                assert_close(found.new_information, figure(&expected["ratio"]), figure(&case["tol_abs"]), name);
            }
            let last = |found: themeweave::stats::saturation::Saturation| found.reached.map(|r| r.at + r.run);
            assert_eq!(last(found), expected["first_at_or_below_5pct"].as_u64().map(as_index), "{name}");
            let nothing_new = saturation(&interviews, Rule { threshold: 0.0, ..rule }).unwrap();
            assert_eq!(last(nothing_new), expected["first_zero"].as_u64().map(as_index), "{name}");
        }
    }
}

#[track_caller]
fn index(value: &Value) -> usize {
    as_index(count(value))
}

fn as_index(count: u64) -> usize {
    usize::try_from(count).unwrap()
}
