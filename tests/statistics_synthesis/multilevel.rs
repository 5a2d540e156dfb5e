//! Several effects of one study, figure by figure.

use std::collections::BTreeMap;

use serde_json::Value;
use themeweave::stats::multilevel::{
    RobustFit, SamplingErrors, Tested, ThreeLevel, correlated_effects, hierarchical_effects, three_level,
};
use themeweave::stats::pooling::Observation;

use crate::univariate::size;
use crate::vectors::{Figures, Report, read};
use crate::{ITERATED, LOG_LIKELIHOOD};

#[test]
fn nested_effects_are_pooled_as_metafor_clubsandwich_and_robumeta_do() {
    let Some(all) = read("meta_vectors.json") else { return };
    let mut report = Report::default();
    for set in all["multilevel"].as_array().expect("a list") {
        data_set(set, &mut report);
    }
    report.end(40);
}

fn data_set(set: &Value, report: &mut Report) {
    let name = set["id"].as_str().expect("a name");
    let mut figures = Figures::new(name, set.clone(), ITERATED);
    figures.pass_over(&["id", "dataset"]);
    let (y, v) = (figures.column("yi"), figures.column("vi"));
    let effects: Vec<Observation> = y.iter().zip(&v).map(|(y, v)| Observation { y: *y, v: *v }).collect();
    let mut numbers = BTreeMap::new();
    let study: Vec<usize> = figures
        .words("cluster")
        .into_iter()
        .map(|name| {
            let next = numbers.len();
            *numbers.entry(name).or_insert(next)
        })
        .collect();
    figures.number("n_effects", size(effects.len()));
    figures.number("n_studies", size(numbers.len()));

    let plain = three_level(&effects, &study, SamplingErrors::Independent, 0.95).expect("a fit");
    three_levels(figures.inner("three_level_REML"), &plain, report);
    let mut expected = figures.inner("CHE_RVE");
    let rho = expected.input("rho");
    let che = three_level(&effects, &study, SamplingErrors::Correlated(rho), 0.95).expect("a fit");
    correlated(expected, &che, report);
    for key in figures.keys() {
        let fit = match key.as_str() {
            "robumeta_CORR_rho0.8_small" => correlated_effects(&effects, &study, 0.8, 0.95),
            "robumeta_HIER_small" => hierarchical_effects(&effects, &study, 0.95),
            _ => continue,
        };
        robumeta(figures.inner(&key), &fit.expect("a fit"), report);
    }
    figures.close(report);
}

fn three_levels(mut expected: Figures, found: &ThreeLevel, report: &mut Report) {
    expected.word("model", "y_ij = mu + u_i + w_ij + e_ij, REML, V diagonal");
    expected.number("estimate", found.estimate);
    expected.number("se", found.se);
    expected.number("zval", found.statistic);
    expected.number("pval", found.p);
    expected.number("ci_lb", found.ci.0);
    expected.number("ci_ub", found.ci.1);
    expected.number("sigma2_between", found.sigma2_between);
    expected.number("sigma2_within", found.sigma2_within);
    expected.number_within("logLik_REML", found.log_likelihood, LOG_LIKELIHOOD);
    expected.number("Q", found.q);
    expected.number("I2_between_pct", found.i2_between);
    expected.number("I2_within_pct", found.i2_within);
    expected.number("typical_sampling_variance", found.typical_variance);
    let mut contained = expected.inner("t_contain");
    contained.number("df", found.contained.df);
    contained.number("ci_lb", found.contained.ci.0);
    contained.number("ci_ub", found.contained.ci.1);
    contained.number("pval", found.contained.p);
    contained.close(report);
    let mut robust = expected.inner("CR2");
    let tested = found.robust.expect("a test");
    robust.number("se", tested.se);
    robust.number("df", tested.df);
    robust.number("pval", tested.p);
    robust.close(report);
    expected.close(report);
}

fn correlated(mut expected: Figures, found: &ThreeLevel, report: &mut Report) {
    expected.pass_over(&["model"]);
    expected.number("estimate", found.estimate);
    expected.number("model_se", found.se);
    expected.number("sigma2_between", found.sigma2_between);
    expected.number("sigma2_within", found.sigma2_within);
    expected.number_within("logLik_REML", found.log_likelihood, LOG_LIKELIHOOD);
    let Tested { se, statistic, df, p, ci } = found.robust.expect("a test");
    expected.number("CR2_se", se);
    expected.number("CR2_t", statistic);
    expected.number("CR2_df", df);
    expected.number("CR2_pval", p);
    expected.number("CR2_ci_lb", ci.0);
    expected.number("CR2_ci_ub", ci.1);
    expected.close(report);
}

fn robumeta(mut expected: Figures, found: &RobustFit, report: &mut Report) {
    expected.number("estimate", found.estimate);
    expected.number("se", found.test.se);
    expected.number("t", found.test.statistic);
    expected.number("df", found.test.df);
    expected.number("pval", found.test.p);
    expected.number("ci_lb", found.test.ci.0);
    expected.number("ci_ub", found.test.ci.1);
    expected.number("tau2", found.tau2);
    expected.optional("omega2", found.omega2);
    expected.optional("I2", found.i2);
    expected.close(report);
}
