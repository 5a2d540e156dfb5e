//! Contingency tables, two groups, strata, adjusted p values, intervals of proportions.

use themeweave::stats::adjusted_p::{Correction, adjusted};
use themeweave::stats::contingency::{
    Cell, Effort, Method, Table, fisher_exact, groups, independence, mcnemar, residuals, strata,
};
use themeweave::stats::proportion::{agresti_coull, clopper_pearson, jeffreys, wald, wilson, wilson_corrected};

use crate::case::{Case, cases, cells, counts};
use crate::vectors::{count, figure, figures, known, list};

#[test]
fn crosstabs() {
    for mut case in cases("crosstab.json") {
        let table = Table::new(&counts(&known(&case.input, &["table"])["table"])).unwrap();
        let found = independence(&table);
        case.is("chi2", found.chi_squared);
        case.is("df", found.df as f64);
        case.is("p", found.p);
        case.is("g", found.g);
        case.is("g_p", found.g_p);
        case.is("phi2", found.phi_squared);
        case.is("cramers_v", found.cramers_v);
        case.is("cramers_v_bias_corrected", found.cramers_v_corrected);
        case.is("tschuprow_t", found.tschuprow_t);
        case.is("contingency_c", found.contingency_c);
        case.is("min_expected", found.smallest_expected);
        case.is("share_expected_below_5", found.share_expected_below_five);
        case.is("chi2_yates", found.yates.map(|yates| yates.chi_squared));
        case.is("p_yates", found.yates.map(|yates| yates.p));
        case.is("g_yates", found.yates.map(|yates| yates.g));
        let cells = residuals(&table);
        let all = |of: fn(&Cell) -> f64| cells.iter().map(|row| row.iter().map(of).collect()).collect::<Vec<_>>();
        case.grid("expected", &all(|cell| cell.expected));
        case.grid("pearson_residuals", &all(|cell| cell.pearson));
        case.grid("adjusted_standardized_residuals", &all(|cell| cell.adjusted));
        case.grid("residual_p_two_sided", &all(|cell| cell.p));
        case.grid("residual_p_holm", &all(|cell| cell.p_holm));
        fisher(&mut case, &table);
    }
}

fn fisher(case: &mut Case, table: &Table) {
    let exact = fisher_exact(table, Effort { random: 0, ..Effort::default() });
    if let Some(expected) = case.take("fisher_rxc_p_R") {
        // R gave up where there is none.
        if let Some(expected) = expected.as_f64() {
            let exact = exact.unwrap();
            assert_eq!(exact.method, Method::Exact);
            // R prints fifteen figures, and cuts values that are equally likely at 1e-7.
            assert!((exact.p - expected).abs() <= 1e-9, "{}: {} instead of {expected}", case.what, exact.p);
        }
    }
    let [first, second] = table.counts() else { return };
    let ([a, b], [c, d]) = (&first[..], &second[..]) else { return };
    let exact = groups([[*a, *b], [*c, *d]], 0.95).unwrap().exact.unwrap();
    case.is("fisher_p_two_sided", exact.p_two_sided());
    case.is("fisher_p_less", exact.p_less());
    case.is("fisher_p_greater", exact.p_greater());
}

#[test]
fn two_groups() {
    for mut case in cases("two_by_two.json") {
        let level = figure(&known(&case.params, &["conf"])["conf"]);
        let table = cells(&known(&case.input, &["table"])["table"]);
        let found = groups(table, level).unwrap();
        case.is("odds_ratio", found.odds_ratio.map(|ratio| ratio.value));
        case.is("or_lcb", found.odds_ratio.map(|ratio| ratio.limits.low));
        case.is("or_ucb", found.odds_ratio.map(|ratio| ratio.limits.high));
        case.is("or_p", found.odds_ratio.map(|ratio| ratio.p));
        case.is("log_or_se", found.odds_ratio.map(|ratio| ratio.ln_se));
        case.is("risk_ratio", found.risk_ratio.map(|ratio| ratio.value));
        case.is("rr_lcb", found.risk_ratio.map(|ratio| ratio.limits.low));
        case.is("rr_ucb", found.risk_ratio.map(|ratio| ratio.limits.high));
        case.is("phi", found.phi);
        case.is("yule_q", found.yule_q);
        if let Some(mut part) = case.part("haldane") {
            part.is("or_", found.odds_ratio_haldane.value);
            part.is("lcb", found.odds_ratio_haldane.limits.low);
            part.is("ucb", found.odds_ratio_haldane.limits.high);
        }
        if let Some(mut part) = case.part("conditional_mle") {
            part.is("or_", found.odds_ratio_conditional);
            part.is("lcb", found.odds_ratio_conditional_limits.map(|limits| limits.low));
            part.is("ucb", found.odds_ratio_conditional_limits.map(|limits| limits.high));
        }
        if let Some(mut part) = case.part("mcnemar") {
            let found = mcnemar(table[0][1], table[1][0]).unwrap();
            part.is("exact_p", found.exact_p);
            part.is("chi2", found.chi_squared);
            part.is("p", found.p);
            part.is("chi2_cc", found.chi_squared_corrected);
            part.is("p_cc", found.p_corrected);
        }
    }
}

#[test]
fn strata_together() {
    for mut case in cases("mantel_haenszel.json") {
        let tables: Vec<_> = list(&known(&case.input, &["strata"])["strata"]).iter().map(cells).collect();
        let found = strata(&tables, 0.95).unwrap();
        case.is("pooled_or", found.odds_ratio.value);
        case.is("lcb", found.odds_ratio.limits.low);
        case.is("ucb", found.odds_ratio.limits.high);
        case.is("log_or_se", found.odds_ratio.ln_se);
        case.is("pooled_rr", found.risk_ratio.map(|ratio| ratio.value));
        case.is("cmh", found.association.statistic);
        case.is("cmh_p", found.association.p);
        case.is("cmh_cc", found.association_corrected.statistic);
        case.is("cmh_cc_p", found.association_corrected.p);
        case.is("breslow_day", found.homogeneity.map(|test| test.breslow_day.statistic));
        case.is("breslow_day_p", found.homogeneity.map(|test| test.breslow_day.p));
        case.is("tarone", found.homogeneity.map(|test| test.tarone.statistic));
        case.is("tarone_p", found.homogeneity.map(|test| test.tarone.p));
        case.is("exact_p_R", found.exact.map(|exact| exact.p_two_sided()));
    }
}

#[test]
fn many_tests() {
    for mut case in cases("multiple_comparisons.json") {
        let p = figures(&known(&case.input, &["p"])["p"]);
        for (key, correction) in [
            ("bonferroni", Correction::Bonferroni),
            ("sidak", Correction::Sidak),
            ("holm", Correction::Holm),
            ("hochberg", Correction::Hochberg),
            ("hommel", Correction::Hommel),
            ("bh", Correction::BenjaminiHochberg),
            ("by", Correction::BenjaminiYekutieli),
        ] {
            case.row(key, &adjusted(&p, correction).unwrap());
        }
    }
}

#[test]
fn intervals_of_proportions() {
    for mut case in cases("proportion_ci.json") {
        let level = figure(&known(&case.params, &["conf"])["conf"]);
        let input = known(&case.input, &["k", "n"]);
        let (k, n) = (count(&input["k"]), count(&input["n"]));
        for (key, found) in [
            ("wilson", wilson(k, n, level)),
            ("wilson_90", wilson(k, n, 0.9)),
            ("wilson_cc", wilson_corrected(k, n, level)),
            ("clopper_pearson", clopper_pearson(k, n, level)),
            ("clopper_pearson_99", clopper_pearson(k, n, 0.99)),
            ("jeffreys", jeffreys(k, n, level)),
            ("agresti_coull", agresti_coull(k, n, level)),
            ("normal", wald(k, n, level)),
        ] {
            let found = found.unwrap();
            case.row(key, &[found.low, found.high]);
        }
    }
}
