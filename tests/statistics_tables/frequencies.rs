//! Co-occurrence, keyness, and groups compared by ranks or over an order.

use themeweave::stats::co_occurrence::{Presence, c_coefficient};
use themeweave::stats::contingency::{Dose, cochran_q, trend};
use themeweave::stats::keyness::keyness;
use themeweave::stats::ranks::{kruskal_wallis, mann_whitney};

use crate::case::{Case, cases};
use crate::vectors::{count, figure, figures, known, list};

#[test]
fn co_occurrence() {
    for mut case in cases("cooccurrence.json") {
        let input = known(&case.input, &["n", "n_a", "n_b", "n_ab"]);
        let [units, first, second, both] = ["n", "n_a", "n_b", "n_ab"].map(|key| count(&input[key]));
        let found = Presence::from_totals(units, first, second, both).unwrap();
        case.is("jaccard", found.jaccard());
        case.is("c_coefficient", c_coefficient(first, second, both));
        case.is("dice", found.dice());
        case.is("overlap", found.overlap());
        case.is("cosine", found.cosine());
        case.is("phi", found.phi());
        case.is("lift", found.lift());
        case.is("pmi_log2", found.pmi());
        case.is("npmi", found.npmi());
        case.is("g2", found.g());
        case.is("chi2", found.chi_squared());
        case.is("conf_a_to_b", found.second_given_first());
        case.is("conf_b_to_a", found.first_given_second());
        case.is("yule_q", found.yule_q());
        let rows = [[found.both, found.first_only], [found.second_only, found.neither]];
        case.grid("table", &rows.map(|row| row.map(|count| count as f64).to_vec()));
    }
}

#[test]
fn key_words() {
    for mut case in cases("keyness.json") {
        let keys = ["freq_target", "freq_reference", "size_target", "size_reference"];
        let input = known(&case.input, &keys);
        let [target, reference, target_size, reference_size] = keys.map(|key| count(&input[key]));
        let found = keyness(target, reference, target_size, reference_size).unwrap();
        case.is("g2_two_cell", found.g_two_cells);
        case.is("p_two_cell", found.p_two_cells);
        case.is("g2_four_cell", found.g_four_cells);
        case.is("chi2_yates", found.chi_squared_yates);
        case.is("log_ratio", found.log_ratio);
        case.is("pct_diff", found.percent_difference);
        case.is("bic", found.bic);
        case.is("ell", found.ell);
        case.is("odds_ratio", found.odds_ratio);
    }
}

#[test]
fn groups_by_ranks_and_in_order() {
    for mut case in cases("rank_tests.json") {
        match case.method.as_str() {
            "rank_tests" => by_ranks(&mut case),
            "cochran_armitage" => in_order(&mut case),
            "cochran_q" => repeated(&mut case),
            other => panic!("{other} is compared nowhere"),
        }
    }
}

fn by_ranks(case: &mut Case) {
    let groups: Vec<Vec<f64>> = list(&known(&case.input, &["groups"])["groups"]).iter().map(figures).collect();
    let found = kruskal_wallis(&groups.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    case.is("kw_h", found.h);
    case.is("kw_p", found.p);
    case.is("epsilon_squared", found.epsilon_squared);
    case.is("eta2_h", found.eta_squared);
    if let Some(mut part) = case.part("mann_whitney_01") {
        let found = mann_whitney(&groups[0], &groups[1]).unwrap();
        let normal = found.normal.unwrap();
        part.is("U1", found.u);
        part.is("p_cc", normal.p);
        part.is("p_nocc", normal.p_uncorrected);
        part.is("p_less_cc", normal.p_less);
        part.is("cliffs_delta", found.cliffs_delta);
    }
    if let Some(mut part) = case.part("mann_whitney_exact_no_ties") {
        let [a, b] = ["a", "b"].map(|key| figures(&part.take(key).unwrap()));
        let found = mann_whitney(&a, &b).unwrap();
        part.is("U1", found.u);
        part.is("p", found.exact.map(|exact| exact.p));
    }
}

fn in_order(case: &mut Case) {
    let input = known(&case.input, &["events", "totals", "scores"]);
    let (events, totals, scores) = (list(&input["events"]), list(&input["totals"]), figures(&input["scores"]));
    let groups: Vec<Dose> = (0..events.len())
        .map(|at| Dose { events: count(&events[at]), total: count(&totals[at]), score: scores[at] })
        .collect();
    let found = trend(&groups).unwrap();
    case.is("chi2", found.chi_squared);
    case.is("z", found.z);
    case.is("p_two_sided", found.p);
    case.is("p_increasing", found.p_rising);
}

fn repeated(case: &mut Case) {
    let people: Vec<Vec<bool>> = list(&known(&case.input, &["x"])["x"])
        .iter()
        .map(|row| list(row).iter().map(|has| figure(has) > 0.0).collect())
        .collect();
    let found = cochran_q(&people).unwrap();
    case.is("q", found.q);
    case.is("p", found.p);
    case.is("df", found.df as f64);
}
