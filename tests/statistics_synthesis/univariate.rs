//! Independent effects, figure by figure.

use serde_json::Value;
use themeweave::stats::pooling::{Heterogeneity, Observation, Pooled, Pooling, PredictionDf, Test, pool};

use crate::CLOSED_FORM;
use crate::vectors::{Figures, Report, read};

fn estimator(word: &str) -> Heterogeneity {
    let word = if word == "EE" { "common".to_owned() } else { word.to_lowercase() };
    Heterogeneity::from_word(&word).expect("a known estimator")
}

fn test(word: &str) -> Test {
    match word {
        "z" => Test::Wald,
        "knha" => Test::KnappHartung,
        "adhoc" => Test::KnappHartungAdHoc,
        other => panic!("unknown test {other}"),
    }
}

fn observations(y: &[f64], v: &[f64]) -> Vec<Observation> {
    y.iter().zip(v).map(|(y, v)| Observation { y: *y, v: *v }).collect()
}

fn dl() -> Pooling {
    Pooling { heterogeneity: Heterogeneity::DerSimonianLaird, test: Test::Wald, ..Pooling::default() }
}

#[test]
fn independent_effects_are_pooled_as_metafor_does() {
    let Some(all) = read("meta_vectors.json") else { return };
    let mut report = Report::default();
    for set in all["univariate"].as_array().expect("a list") {
        data_set(set, &mut report);
    }
    report.end(4000);
}

fn data_set(set: &Value, report: &mut Report) {
    let name = set["id"].as_str().expect("a name");
    let mut figures = Figures::new(name, set.clone(), CLOSED_FORM);
    figures.pass_over(&["id", "dataset", "measure", "analysis_scale", "note", "labels"]);
    let effects = observations(&figures.column("yi"), &figures.column("vi"));
    let mut results = figures.inner("results");
    for key in results.keys() {
        let mut expected = results.inner(&key);
        model(&mut expected, &effects);
        expected.close(report);
    }
    results.close(report);
    figures.pass_over(&["input"]);
    figures.close(report);
}

fn model(expected: &mut Figures, effects: &[Observation]) {
    let (method, test_word) = (expected.take("method"), expected.take("test"));
    let how = Pooling {
        heterogeneity: estimator(method.as_str().expect("a word")),
        test: test(test_word.as_str().expect("a word")),
        ..Pooling::default()
    };
    let found = pool(effects, &how).expect("a pooled effect");
    expected.number("k", found.weights.len() as f64);
    estimate(expected, &found);
    for (key, df) in
        [("pi_normal", PredictionDf::Normal), ("pi_t_km1", PredictionDf::KMinus1), ("pi_t_km2_HTS", PredictionDf::Hts)]
    {
        let interval = pool(effects, &Pooling { prediction: df, ..how }).expect("a pooled effect").prediction;
        match interval {
            Some((low, high)) => expected.numbers(key, &[low, high]),
            None => assert!(!expected.has(key), "{key} is not defined here"),
        }
    }
}

fn estimate(expected: &mut Figures, found: &Pooled) {
    expected.number("estimate", found.estimate);
    expected.number("se", found.se);
    expected.number("stat", found.statistic);
    expected.number("pval", found.p);
    expected.number("ci_lb", found.ci.0);
    expected.number("ci_ub", found.ci.1);
    expected.number("tau2", found.tau2);
    expected.number("Q", found.q);
    expected.number("Q_df", found.q_df);
    expected.number("Q_pval", found.q_p);
    expected.number("I2_tau_based", found.i2);
    expected.number("H2_tau_based", found.h2);
    expected.number("I2_Q_based", found.i2_q);
    if let Some(se) = found.tau2_se {
        expected.number("se_tau2", se);
    }
    expected.numbers("weights_pct", &found.weights);
}
