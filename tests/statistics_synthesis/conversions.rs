//! Effect sizes from what studies report.

use themeweave::stats::distribution::normal_two_sided;
use themeweave::stats::effect_size::{
    Arm, Estimate, TwoByTwo, VarianceForm, absolute_from_odds_ratio, approximate_correction, cohen_d, combine_arms,
    correlation_to_d, design_effect, effective_n, exact_correction, f_to_t, fisher_z, glass_delta, hedges_g,
    hedges_g_revman, log_odds_ratio_to_d, log_odds_ratio_to_d_cox, mean_difference, overlap, p_to_t, pooled_sd,
    probability_of_superiority, se_from_interval, se_from_log_interval, se_from_p, se_multiplier, smd_from_t, u3,
};

use crate::CLOSED_FORM;
use crate::vectors::{Figures, Report, read};

#[test]
fn effect_sizes_are_those_of_metafor_and_the_handbooks() {
    let Some(all) = read("meta_vectors.json") else { return };
    let mut report = Report::default();
    let mut sections = Figures::new("conversions", all["effect_size_conversions"].clone(), CLOSED_FORM);
    for (section, check) in [
        ("smd_from_means", means as fn(&mut Figures, Figures)),
        ("smd_from_t", from_t),
        ("smd_from_p", from_p),
        ("smd_from_F_1df", from_f),
        ("or_to_smd", odds_ratios),
        ("two_by_two", two_by_two),
        ("correlation", correlations),
        ("or_to_absolute", absolute),
        ("ci_to_se", intervals),
        ("cluster_adjustment", clusters),
        ("se_from_p", p_values),
        ("multi_arm_combine", arms),
    ] {
        let cases = sections.take(section);
        for (number, case) in cases.as_array().expect("a list").iter().enumerate() {
            let mut figures = Figures::new(&format!("{section}[{number}]"), case.clone(), CLOSED_FORM);
            let input = figures.inner("input");
            check(&mut figures, input);
            figures.close(&mut report);
        }
    }
    sections.close(&mut report);
    report.end(150);
}

fn two_arms(input: &mut Figures) -> (Arm, Arm) {
    let mut arm = |number: u8| Arm {
        n: input.input(&format!("n{number}")),
        mean: input.input(&format!("m{number}")),
        sd: input.input(&format!("sd{number}")),
    };
    (arm(1), arm(2))
}

fn means(figures: &mut Figures, mut input: Figures) {
    let (first, second) = two_arms(&mut input);
    let df = first.n + second.n - 2.0;
    let g = hedges_g(first, second, VarianceForm::LargeSample).expect("defined");
    let unbiased = hedges_g(first, second, VarianceForm::Unbiased).expect("defined");
    let revman = hedges_g_revman(first, second).expect("defined");
    let raw = mean_difference(first, second).expect("defined");
    figures.optional("sd_pooled", pooled_sd(first, second));
    figures.optional("cohen_d", cohen_d(first, second));
    figures.optional("J_exact", exact_correction(df));
    figures.optional("J_approx", approximate_correction(df));
    figures.number("hedges_g_exactJ", g.value);
    figures.number("var_LS", g.variance);
    figures.number("var_UB", unbiased.variance);
    figures.number("revman_g", revman.value);
    figures.number("revman_se", revman.se());
    figures.optional("glass_delta_bias_corrected_SMD1", glass_delta(first, second).map(|delta| delta.value));
    figures.number("md", raw.value);
    figures.number("md_var", raw.variance);
    figures.optional("U3", u3(g.value));
    figures.optional("common_language_effect", probability_of_superiority(g.value));
    figures.optional("overlap", overlap(g.value));
}

fn from_t(figures: &mut Figures, mut input: Figures) {
    let (t, n1, n2) = (input.input("t"), input.input("n1"), input.input("n2"));
    let g = smd_from_t(t, n1, n2).expect("defined");
    figures.optional("cohen_d", exact_correction(n1 + n2 - 2.0).map(|j| g.value / j));
    figures.number("hedges_g", g.value);
    figures.number("var", g.variance);
}

fn from_p(figures: &mut Figures, mut input: Figures) {
    let (p, n1, n2) = (input.input("p_two_sided"), input.input("n1"), input.input("n2"));
    let t = p_to_t(p, n1 + n2 - 2.0, input.input("sign") > 0.0).expect("defined");
    let g = smd_from_t(t, n1, n2).expect("defined");
    figures.number("t", t);
    figures.number("hedges_g", g.value);
    figures.number("var", g.variance);
}

fn from_f(figures: &mut Figures, mut input: Figures) {
    figures.pass_over(&["note"]);
    figures.optional("t", f_to_t(input.input("F"), input.input("sign") > 0.0));
}

fn odds_ratios(figures: &mut Figures, mut input: Figures) {
    let (low, high) = (input.input("ci_lb"), input.input("ci_ub"));
    let se = se_from_log_interval(low, high, input.input("level")).expect("an interval");
    let odds = Estimate::new(input.input("or").ln(), se * se).expect("an estimate");
    let logistic = log_odds_ratio_to_d(odds).expect("defined");
    let normal = log_odds_ratio_to_d_cox(odds).expect("defined");
    let middle = f64::midpoint(low.ln(), high.ln());
    figures.number("log_or", odds.value);
    figures.number("se_log_or", se);
    figures.number("d_hasselblad_hedges", logistic.value);
    figures.number("var_d", logistic.variance);
    figures.number("d_cox", normal.value);
    figures.number("var_d_cox", normal.variance);
    // Rule V03 of the findings: how far the interval is from the middle of its logarithms, in standard errors.
    figures.number("ci_midpoint_log", middle);
    figures.number("log_asymmetry", (middle - odds.value).abs() / se);
}

fn two_by_two(figures: &mut Figures, mut input: Figures) {
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|cell| input.input(cell));
    let table = TwoByTwo::new(a, b, c, d).expect("a table");
    let mut measures = figures.inner("measures");
    let odds = table.log_odds_ratio();
    for (key, found) in [
        ("RR", table.log_risk_ratio()),
        ("OR", odds),
        ("RD", table.risk_difference()),
        ("AS", table.arcsine()),
        ("PETO", table.peto()),
        ("PHI", table.phi()),
        ("YUQ", table.yule_q()),
        ("OR2DL", odds.and_then(log_odds_ratio_to_d)),
        ("OR2DN", odds.and_then(log_odds_ratio_to_d_cox)),
        ("PBIT", table.probit()),
    ] {
        let found = found.expect("defined");
        let mut measure = measures.inner(key);
        measure.number("yi", found.value);
        measure.number("vi", found.variance);
        figures.join(measure);
    }
    figures.join(measures);
    let (p1, p0) = table.risks();
    figures.number("p1", p1);
    figures.number("p0", p0);
    figures.optional("nnt", table.number_needed());
    figures.optional("chi2_uncorrected", table.chi_squared());
    figures.optional("fisher_exact_p", table.fisher_exact());
}

fn correlations(figures: &mut Figures, mut input: Figures) {
    let (r, n) = (input.input("r"), input.input("n"));
    let (z, d) = (fisher_z(r, n).expect("defined"), correlation_to_d(r, n).expect("defined"));
    figures.number("z", z.value);
    figures.number("var_z", z.variance);
    figures.number("d_from_r", d.value);
    figures.number("var_d", d.variance);
}

fn absolute(figures: &mut Figures, mut input: Figures) {
    let found = absolute_from_odds_ratio(input.input("or"), input.input("baseline_risk")).expect("defined");
    figures.optional("rr", found.ratio);
    figures.number("rd", found.difference);
    figures.optional("nnt", found.number_needed);
    figures.number("per_1000", found.per_1000);
}

/// The intervals are not in the file; these give its figures to all their digits.
fn intervals(figures: &mut Figures, mut input: Figures) {
    let level = input.input("level");
    let log = input.take("scale") == "log";
    let (value, low, high): (f64, f64, f64) = match (log, level < 0.95) {
        (false, false) => (0.32, 0.05, 0.59),
        (true, _) => (0.72, 0.55, 0.94),
        (false, true) => (0.18, 0.02, 0.34),
    };
    let se = if log { se_from_log_interval(low, high, level) } else { se_from_interval(low, high, level) };
    let (estimate, se) = (if log { value.ln() } else { value }, se.expect("an interval"));
    figures.number("est", estimate);
    figures.number("se", se);
    figures.number("var", se * se);
    figures.number("z", estimate / se);
    figures.number("p", normal_two_sided(estimate / se));
}

fn clusters(figures: &mut Figures, mut input: Figures) {
    let effect = design_effect(input.input("m"), input.input("icc")).expect("defined");
    figures.number("design_effect", effect);
    figures.optional("effective_n", effective_n(input.input("n"), effect));
    figures.optional("se_multiplier", se_multiplier(effect));
}

fn p_values(figures: &mut Figures, mut input: Figures) {
    let estimate = input.input("est");
    let se = se_from_p(estimate, input.input("p")).expect("defined");
    figures.number("z", estimate / se);
    figures.number("se", se);
}

fn arms(figures: &mut Figures, mut input: Figures) {
    let (first, second) = two_arms(&mut input);
    let both = combine_arms(first, second).expect("defined");
    figures.number("n", both.n);
    figures.number("mean", both.mean);
    figures.number("sd", both.sd);
}
