//! Passages that nest in participants.

use themeweave::stats::contingency::{Effort, Method, Table, independence};
use themeweave::stats::nested::{Difference, Nested, Participant};
use themeweave::stats::ranks::mann_whitney;

use crate::case::{Case, cases};
use crate::vectors::{count, known, list};

#[test]
fn groups_of_participants() {
    for mut case in cases("cluster.json") {
        let params = known(&case.params, &["tie_tolerance", "quantile", "bootstrap"]).clone();
        assert_eq!(params["quantile"], "type 7");
        assert_eq!(params["bootstrap"], "stratified by group, resample participants with all their segments");
        let input = known(&case.input, &["participants", "bootstrap_indices"]).clone();
        let people: Vec<Participant> = list(&input["participants"])
            .iter()
            .map(|person| {
                let person = known(person, &["participant", "group", "segments", "coded"]);
                let [group, passages, coded] = ["group", "segments", "coded"].map(|key| count(&person[key]));
                Participant { in_second: group == 1, passages, coded }
            })
            .collect();
        let nested = Nested::new(&people).unwrap();
        case.is("diff_pooled", nested.difference(Difference::Pooled));
        case.is("diff_mean_of_participants", nested.difference(Difference::Means));
        if let Some(mut part) = case.part("bootstrap") {
            let samples: Vec<Vec<usize>> = list(&input["bootstrap_indices"])
                .iter()
                .map(|sample| list(sample).iter().map(|at| usize::try_from(count(at)).unwrap()).collect())
                .collect();
            let found = nested.bootstrap_of(Difference::Pooled, &samples);
            assert_eq!(found.undefined(), 0);
            part.is("q025", found.quantile(0.025));
            part.is("q50", found.quantile(0.5));
            part.is("q975", found.quantile(0.975));
            part.is("sd_ddof1", found.standard_deviation());
        }
        permutation(&mut case, &nested);
        robust(&mut case, &nested);
        naive(&mut case, &people);
    }
}

fn permutation(case: &mut Case, nested: &Nested) {
    let Some(mut part) = case.part("permutation_exact") else { return };
    part.is("n_permutations", nested.ways().map(|ways| ways as f64));
    for (key, of) in [("p_two_sided_pooled", Difference::Pooled), ("p_two_sided_mean", Difference::Means)] {
        let found = nested.permutation(of, Effort::default()).unwrap();
        assert_eq!(found.method, Method::Exact, "{}", part.what);
        part.is(key, found.p);
    }
}

fn robust(case: &mut Case, nested: &Nested) {
    if let Some(mut part) = case.part("linearized") {
        let found = nested.linearised().unwrap();
        part.is("p0", found.shares[0]);
        part.is("p1", found.shares[1]);
        part.is("var0", found.variances[0]);
        part.is("var1", found.variances[1]);
        part.is("z", found.z);
        part.is("p", found.p);
    }
    let found = nested.log_odds().unwrap();
    if let Some(mut part) = case.part("gee_independence") {
        part.row("params", &[found.first, found.difference]);
        part.row("robust_se", &found.se);
        part.row("p", &found.p);
    }
    if let Some(mut part) = case.part("cluster_robust_logit") {
        part.row("params", &[found.first, found.difference]);
        part.row("se", &found.se_corrected);
        part.not_compared("note", "it explains the correction and holds no figure");
    }
    let found = nested.clustering().unwrap();
    case.is("icc_anova", found.icc);
    case.is("mean_cluster_size", found.mean_passages);
    case.is("design_effect_kish", found.design_effect);
}

/// What would be done without a thought of participants, and the ranks of their shares.
fn naive(case: &mut Case, people: &[Participant]) {
    let group = |second: bool| people.iter().filter(move |person| person.in_second == second);
    let rows = [false, true].map(|second| {
        let coded: u64 = group(second).map(|person| person.coded).sum();
        vec![coded, group(second).map(|person| person.passages).sum::<u64>() - coded]
    });
    let found = independence(&Table::new(&rows).unwrap());
    case.is("naive_chi2", found.chi_squared);
    case.is("naive_p", found.p);
    if let Some(mut part) = case.part("mann_whitney_participant") {
        let [first, second] = [false, true]
            .map(|second| group(second).map(|person| person.coded as f64 / person.passages as f64).collect::<Vec<_>>());
        let found = mann_whitney(&second, &first).unwrap();
        part.is("U", found.u);
        part.is("p_cc", found.normal.map(|normal| normal.p));
    }
}
