//! Independent effects, figure by figure.

use std::collections::BTreeSet;

use serde_json::Value;
use themeweave::stats::effect_size::{Arm, Estimate, TwoByTwo, VarianceForm, hedges_g};
use themeweave::stats::pooling::{
    Brief, Heterogeneity, MissingEstimator, Observation, Pooled, Pooling, PredictionDf, Side, SubgroupTau2,
    TableMeasure, TablePool, Test, begg, egger, fail_safe_n, leave_one_out, mantel_haenszel, meta_regression, peto,
    pool, subgroups, trim_and_fill,
};

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

/// The method and test of a model.
fn asked(expected: &mut Figures) -> Pooling {
    let (method, word) = (expected.take("method"), expected.take("test"));
    let heterogeneity = estimator(method.as_str().expect("a word"));
    Pooling { heterogeneity, test: test(word.as_str().expect("a word")), ..Pooling::default() }
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
    report.end(5000);
}

fn data_set(set: &Value, report: &mut Report) {
    let name = set["id"].as_str().expect("a name");
    let mut figures = Figures::new(name, set.clone(), CLOSED_FORM);
    figures.pass_over(&["id", "dataset", "analysis_scale", "note", "labels"]);
    let measure = figures.take("measure").as_str().expect("a word").to_owned();
    let tables = from_input(&mut figures, &measure);
    let effects = observations(&figures.column("yi"), &figures.column("vi"));
    let mut results = figures.inner("results");
    for key in results.keys() {
        let mut expected = results.inner(&key);
        model(&mut expected, &effects);
        expected.close(report);
    }
    results.close(report);
    q_profile(figures.inner("tau2_Q_profile_95"), &effects, report);
    without_each(figures.inner("leave_one_out"), &effects, report);
    small_studies(&mut figures, &effects, report);
    if figures.has("mantel_haenszel") {
        let measure = match measure.as_str() {
            "OR" => TableMeasure::OddsRatio,
            "RR" => TableMeasure::RiskRatio,
            _ => TableMeasure::RiskDifference,
        };
        table_pool(
            figures.inner("mantel_haenszel"),
            &mantel_haenszel(&tables, measure, 0.95).expect("a pooled table"),
            report,
        );
    }
    if figures.has("peto") {
        table_pool(figures.inner("peto"), &peto(&tables, 0.95).expect("a pooled table"), report);
    }
    if figures.has("meta_regression_ablat") {
        regressions(figures.inner("meta_regression_ablat"), &effects, report);
    }
    if figures.has("subgroup_alloc_DL_separate_tau2") {
        groups(figures.inner("subgroup_alloc_DL_separate_tau2"), &effects, report);
    }
    figures.close(report);
}

/// Effects from the raw figures of a data set, where it has them; and its tables.
fn from_input(figures: &mut Figures, measure: &str) -> Vec<TwoByTwo> {
    let input = figures.take("input");
    let column = |key: &str| -> Option<Vec<f64>> {
        input
            .get(key)
            .map(|list| list.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect())
    };
    let (mut tables, mut effects) = (Vec::new(), Vec::new());
    if let (Some(a), Some(b), Some(c), Some(d)) = (column("tpos"), column("tneg"), column("cpos"), column("cneg")) {
        tables = (0..a.len()).map(|at| TwoByTwo::new(a[at], b[at], c[at], d[at]).expect("a table")).collect();
    } else if let (Some(a), Some(n1), Some(c), Some(n2)) =
        (column("ai"), column("n1i").or(column("n1")), column("ci"), column("n2"))
    {
        tables = (0..a.len()).map(|at| TwoByTwo::from_events(a[at], n1[at], c[at], n2[at]).expect("a table")).collect();
    } else if let (Some(m1), Some(m2)) = (column("m1"), column("m2")) {
        let both =
            |key: &str| (column(&format!("{key}1")).expect("a column"), column(&format!("{key}2")).expect("a column"));
        let ((sd1, sd2), (n1, n2)) = (both("sd"), both("n"));
        for at in 0..m1.len() {
            let first = Arm { n: n1[at], mean: m1[at], sd: sd1[at] };
            let second = Arm { n: n2[at], mean: m2[at], sd: sd2[at] };
            effects.push(hedges_g(first, second, VarianceForm::LargeSample).expect("defined"));
        }
    }
    let of_table = |table: &TwoByTwo| -> Option<Estimate> {
        // metafor keeps tables without events.
        let table = table.corrected();
        match measure {
            "OR" => table.log_odds_ratio(),
            "RR" => table.log_risk_ratio(),
            "RD" => table.risk_difference(),
            other => panic!("unknown measure {other} of tables"),
        }
    };
    effects.extend(tables.iter().map(|table| of_table(table).expect("defined")));
    if !effects.is_empty() {
        figures.numbers_again("yi", &effects.iter().map(|effect| effect.value).collect::<Vec<_>>());
        figures.numbers_again("vi", &effects.iter().map(|effect| effect.variance).collect::<Vec<_>>());
    }
    tables
}

fn model(expected: &mut Figures, effects: &[Observation]) {
    let how = asked(expected);
    let found = pool(effects, &how).expect("a pooled effect");
    estimate(expected, &found);
    for (key, prediction) in
        [("pi_normal", PredictionDf::Normal), ("pi_t_km1", PredictionDf::KMinus1), ("pi_t_km2_HTS", PredictionDf::Hts)]
    {
        match pool(effects, &Pooling { prediction, ..how }).expect("a pooled effect").prediction {
            Some((low, high)) => expected.numbers(key, &[low, high]),
            None => assert!(!expected.has(key), "{key} is not defined here"),
        }
    }
}

fn estimate(expected: &mut Figures, found: &Pooled) {
    expected.number("k", size(found.k));
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

#[allow(clippy::cast_precision_loss)] // Numbers of studies.
pub fn size(n: usize) -> f64 {
    n as f64
}

fn q_profile(mut expected: Figures, effects: &[Observation], report: &mut Report) {
    let found = pool(effects, &Pooling::default()).expect("a pooled effect");
    let (tau2, i2) = (found.tau2_ci.expect("an interval"), found.i2_ci.expect("an interval"));
    expected.number("tau2_lb", tau2.0);
    expected.number("tau2_ub", tau2.1);
    expected.number("I2_lb", i2.0);
    expected.number("I2_ub", i2.1);
    expected.close(report);
}

fn without_each(mut expected: Figures, effects: &[Observation], report: &mut Report) {
    expected.word("method", "DL");
    let found = leave_one_out(effects, &dl()).expect("pooled effects");
    let column = |figure: fn(&Brief) -> f64| found.iter().map(figure).collect::<Vec<f64>>();
    expected.numbers("estimate", &column(|brief| brief.estimate));
    expected.numbers("se", &column(|brief| brief.se));
    expected.numbers("tau2", &column(|brief| brief.tau2));
    expected.numbers("Q", &column(|brief| brief.q));
    expected.numbers("I2", &column(|brief| brief.i2));
    expected.close(report);
}

fn small_studies(figures: &mut Figures, effects: &[Observation], report: &mut Report) {
    let line = egger(effects).expect("a line");
    let mut expected = figures.inner("egger_test");
    expected.word("model", "lm, weights 1/vi, predictor sei, t-test on k-2 df");
    expected.number("intercept_at_se0", line.intercept);
    expected.number("slope_b", line.slope);
    expected.optional("stat_t", line.statistic);
    expected.optional("df", line.df);
    expected.optional("pval", line.p);
    expected.close(report);

    let ranks = begg(effects).expect("ranks");
    let mut expected = figures.inner("begg_rank_test");
    expected.number("tau", ranks.tau);
    expected.optional("pval_asymptotic", ranks.p);
    expected.close(report);

    let safe = fail_safe_n(effects, 0.05).expect("a number");
    let mut expected = figures.inner("fail_safe_N");
    expected.number("rosenthal_n", safe.n);
    expected.number("pval", safe.p);
    expected.close(report);

    let filled = trim_and_fill(effects, None, MissingEstimator::L0, &dl());
    if figures.peek("trim_and_fill_DL").is_null() {
        figures.pass_over(&["trim_and_fill_DL"]);
        assert!(filled.is_err(), "nothing can be filled here");
        return;
    }
    let (filled, mut expected) = (filled.expect("filled"), figures.inner("trim_and_fill_DL"));
    expected.word("estimator", "L0");
    expected.word("side", if filled.side == Side::Left { "left" } else { "right" });
    expected.number("k0", size(filled.missing));
    expected.number("estimate", filled.pooled.estimate);
    expected.number("se", filled.pooled.se);
    expected.number("tau2", filled.pooled.tau2);
    expected.close(report);
}

fn table_pool(mut expected: Figures, found: &TablePool, report: &mut Report) {
    expected.pass_over(&["note"]);
    let figures = [
        ("estimate", found.estimate),
        ("se", found.se),
        ("pval", found.p),
        ("ci_lb", found.ci.0),
        ("ci_ub", found.ci.1),
        ("Q", found.q),
    ];
    for (key, figure) in figures {
        if expected.has(key) {
            expected.number(key, figure);
        }
    }
    expected.close(report);
}

fn regressions(mut models: Figures, effects: &[Observation], report: &mut Report) {
    let mut moderator = models.inner("moderator");
    let column = moderator.column("ablat");
    moderator.close(report);
    for key in models.keys() {
        let mut expected = models.inner(&key);
        let found = meta_regression(effects, &[&column], &asked(&mut expected)).expect("a model");
        let each = |figure: fn(&themeweave::stats::pooling::Coefficient) -> f64| {
            found.coefficients.iter().map(figure).collect::<Vec<f64>>()
        };
        expected.numbers("coef", &each(|one| one.estimate));
        expected.numbers("se", &each(|one| one.se));
        expected.numbers("stat", &each(|one| one.statistic));
        expected.numbers("pval", &each(|one| one.p));
        expected.number("tau2", found.tau2);
        expected.number("R2_pct", found.r2);
        expected.number("QM", found.moderators.statistic);
        expected.number("QMp", found.moderators.p);
        expected.number("QE", found.residual.statistic);
        expected.number("QEp", found.residual.p);
        expected.number("I2", found.i2);
        expected.close(report);
    }
    models.close(report);
}

fn groups(mut expected: Figures, effects: &[Observation], report: &mut Report) {
    let of_each = expected.words("alloc");
    let names: Vec<String> = of_each.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let numbers: Vec<usize> =
        of_each.iter().map(|name| names.iter().position(|other| other == name).expect("a group")).collect();
    let found = subgroups(effects, &numbers, SubgroupTau2::Separate, &dl()).expect("groups");
    expected.number("Q_between", found.between.statistic);
    expected.number("df", found.between.df);
    expected.number("pval", found.between.p);
    let mut groups = expected.inner("groups");
    for (name, brief) in names.iter().zip(&found.groups) {
        let mut group = groups.inner(name);
        group.number("k", size(brief.k));
        group.number("estimate", brief.estimate);
        group.number("se", brief.se);
        group.number("tau2", brief.tau2);
        group.number("Q", brief.q);
        group.number("ci_lb", brief.ci.0);
        group.number("ci_ub", brief.ci.1);
        group.close(report);
    }
    groups.close(report);
    expected.close(report);
}

/// A `RevMan` file's own figures, from its tables.
#[test]
fn tables_are_pooled_as_revman_does() {
    let Some(file) = read("revman_crosscheck.json") else { return };
    let mut report = Report::default();
    let mut figures = Figures::new("revman", file, CLOSED_FORM);
    figures.pass_over(&["source"]);
    let (a, n1, c, n2) = (figures.column("ai"), figures.column("n1"), figures.column("ci"), figures.column("n2"));
    let tables: Vec<TwoByTwo> =
        (0..a.len()).map(|at| TwoByTwo::from_events(a[at], n1[at], c[at], n2[at]).expect("a table")).collect();
    let found = mantel_haenszel(&tables, TableMeasure::OddsRatio, 0.95).expect("a pooled table");
    let mut stored = figures.inner("revman_stored");
    stored.number("effect_size", found.estimate.exp());
    stored.number("ci_start", found.ci.0.exp());
    stored.number("ci_end", found.ci.1.exp());
    stored.number("chi2", found.q);
    stored.number("df", found.q_df);
    stored.number("i2", found.i2);
    stored.number("z", found.statistic.abs());
    stored.number("p_z", found.p);
    // RevMan has this tail to seven figures only: exp(-h) (1 + h + h²/2) with h = chi2 / 2 is 0.1269421779.
    stored.number_within("p_chi2", found.q_p, 1e-7);
    stored.number("log10_effect", found.estimate / std::f64::consts::LN_10);
    stored.numbers("weights", &found.weights);
    let errors: Vec<f64> = tables.iter().map(|table| table.log_odds_ratio().expect("defined").se()).collect();
    stored.numbers("se", &errors);
    stored.close(&mut report);
    let mut metafor = figures.inner("metafor_mh");
    metafor.number("or", found.estimate.exp());
    metafor.number("ci_lb", found.ci.0.exp());
    metafor.number("ci_ub", found.ci.1.exp());
    metafor.number("z", found.statistic);
    metafor.number("Q", found.q);
    metafor.close(&mut report);
    figures.close(&mut report);
    report.end(25);
}
