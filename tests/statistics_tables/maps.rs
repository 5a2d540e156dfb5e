//! Correspondence analysis, simple and multiple, and how codes fill up over interviews.

use themeweave::stats::contingency::Table;
use themeweave::stats::correspondence::{Points, correspondence, multiple};
use themeweave::stats::saturation::{Richness, Rule, saturation};

use crate::case::{Case, cases, counts};
use crate::vectors::{assert_close, count, figure, figures, known, list};

#[test]
fn maps_of_tables_and_people() {
    for mut case in cases("correspondence.json") {
        match case.method.as_str() {
            "ca" => of_table(&mut case),
            "mca" => of_people(&mut case),
            other => panic!("{other} is compared nowhere"),
        }
    }
}

fn of_table(case: &mut Case) {
    let rule = &known(&case.params, &["sign_rule"])["sign_rule"];
    assert_eq!(rule, "largest absolute row standard coordinate positive");
    let table = Table::new(&counts(&known(&case.input, &["table"])["table"])).unwrap();
    let found = correspondence(&table);
    case.row("singular_values", &found.singular_values);
    case.row("eigenvalues", &found.inertias);
    case.row("inertia_share", &found.shares);
    case.is("total_inertia", found.total_inertia);
    for (side, Points { masses, standard, principal, contributions, squared_cosines }) in
        [("row", &found.rows), ("col", &found.columns)]
    {
        case.row(&format!("{side}_masses"), masses);
        case.grid(&format!("{side}_standard"), standard);
        case.grid(&format!("{side}_principal"), principal);
        case.grid(&format!("{side}_contributions"), contributions);
        let cosines: Vec<Vec<f64>> = squared_cosines.iter().map(|point| point.clone().unwrap()).collect();
        case.grid(&format!("{side}_cos2"), &cosines);
    }
}

fn of_people(case: &mut Case) {
    let input = case.input.clone();
    let input = known(&input, &["rows", "columns", "levels"]);
    let people: Vec<Vec<&str>> =
        list(&input["rows"]).iter().map(|row| list(row).iter().map(|word| word.as_str().unwrap()).collect()).collect();
    let found = multiple(&people).unwrap();
    let names = list(&input["columns"]).iter().zip(&found.categories);
    let levels: Vec<String> = names
        .flat_map(|(name, categories)| categories.iter().map(|level| format!("{}_{level}", name.as_str().unwrap())))
        .collect();
    assert_eq!(levels, list(&input["levels"]).iter().map(|level| level.as_str().unwrap()).collect::<Vec<_>>());
    case.row("eigenvalues", &found.inertias);
    case.is("total_inertia", found.total_inertia);
    case.row("benzecri_eigenvalues", &found.corrected);
    case.row("benzecri_share", &found.benzecri_shares.unwrap());
    case.row("greenacre_share", &found.greenacre_shares.unwrap());
    // The file has no rule for the signs of these axes: each is compared up to its sign, people and categories together.
    let expected: Vec<Vec<f64>> = list(&case.take("col_principal").unwrap()).iter().map(figures).collect();
    let first = found.people.principal[..3].iter();
    let points = found.points.principal.iter().chain(first).collect::<Vec<_>>();
    let people: Vec<Vec<f64>> = list(&case.take("row_principal_first3").unwrap()).iter().map(figures).collect();
    let expected = expected.iter().chain(&people).collect::<Vec<_>>();
    assert_eq!(points.len(), expected.len());
    for axis in 0..found.inertias.len() {
        let largest = (0..points.len()).max_by(|a, b| points[*a][axis].abs().total_cmp(&points[*b][axis].abs()));
        let turned = (points[largest.unwrap()][axis] * expected[largest.unwrap()][axis]).signum();
        for (point, expected) in points.iter().zip(&expected) {
            assert_close(turned * point[axis], expected[axis], 1e-8, &case.what);
        }
    }
}

#[test]
fn codes_over_interviews() {
    for mut case in cases("saturation.json") {
        let interviews: Vec<Vec<usize>> = list(&known(&case.input, &["incidence"])["incidence"])
            .iter()
            .map(|codes| list(codes).iter().enumerate().filter(|(_, has)| count(has) > 0).map(|(at, _)| at).collect())
            .collect();
        let found = Richness::of(&interviews).unwrap();
        case.row("rarefaction_mean", &found.curve());
        case.is("S_obs", found.observed() as f64);
        case.is("Q1", found.codes_in(1) as f64);
        case.is("Q2", found.codes_in(2) as f64);
        case.is("incidences", found.incidences() as f64);
        case.is("chao2", found.chao2());
        case.is("chao2_bias_corrected", found.chao2_bias_corrected());
        case.is("sample_coverage", found.coverage());
        case.is("jackknife1", found.jackknife());
        in_their_order(&mut case, &interviews);
    }
}

fn in_their_order(case: &mut Case, interviews: &[Vec<usize>]) {
    let figures = |counts: &[usize]| counts.iter().map(|count| *count as f64).collect::<Vec<_>>();
    let any = saturation(interviews, Rule { base: 1, run: 1, threshold: 0.0 }).unwrap();
    case.row("new", &figures(&any.new));
    case.row("cumulative", &figures(&any.cumulative));
    let mut rules = case.part("guest_namey_chen").unwrap();
    for name in rules.keys() {
        let (base, run) = name.strip_prefix("base").and_then(|rest| rest.split_once("_run")).unwrap();
        let (base, run) = (base.parse().unwrap(), run.parse().unwrap());
        let mut part = rules.part(&name).unwrap();
        let rule = |threshold| saturation(interviews, Rule { base, run, threshold }).unwrap();
        let found = rule(0.05);
        part.is("base_codes", found.base_codes as f64);
        let runs = part.take("runs").unwrap();
        assert_eq!(found.runs.len(), list(&runs).len(), "{}", part.what);
        for (found, expected) in found.runs.iter().zip(list(&runs)) {
            let expected = known(expected, &["after", "new_in_run", "ratio"]);
            assert_eq!(found.last as u64, count(&expected["after"]), "{}", part.what);
            assert_eq!(found.new_codes as u64, count(&expected["new_in_run"]), "{}", part.what);
            assert_close(found.new_information, figure(&expected["ratio"]), 1e-9, &part.what);
        }
        let last = |threshold| rule(threshold).reached.map(|reached| (reached.at + reached.run) as f64);
        part.is("first_at_or_below_5pct", last(0.05));
        part.is("first_zero", last(0.0));
    }
}
