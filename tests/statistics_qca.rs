//! Qualitative comparative analysis against the R package QCA (`vectors/synthesis/qca_vectors.json`), and what holds
//! of any data.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;
mod vectors;

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Map, Value};
use themeweave::stats::qca::{
    self, Anchors, Cuts, Memberships, Outcome, Remainders, Search, Solution, TruthTable, minimise, necessity, negated,
    sufficiency,
};
use vectors::{assert_close, count, figure, figures, known, list};

const TOLERANCE: f64 = 1e-9;

/// A data set of the vectors.
struct Example {
    name: String,
    entry: Map<String, Value>,
    conditions: Vec<String>,
    cases: Vec<String>,
    data: Memberships,
    cuts: Cuts,
}

fn words(value: &Value) -> Vec<String> {
    // R's exporter writes a list of one as the thing itself.
    let one = std::slice::from_ref(value);
    let entries = value.as_array().map_or(one, Vec::as_slice);
    entries.iter().map(|entry| entry.as_str().unwrap().to_owned()).collect()
}

/// Figures that R prints as figures, as words, or as `-` where there is none.
fn maybe_figure(value: &Value) -> Option<f64> {
    match value {
        Value::Null => None,
        Value::String(word) if word == "-" => None,
        Value::String(word) => Some(word.parse().unwrap()),
        _ => Some(figure(value)),
    }
}

fn maybe_figures(value: &Value) -> Vec<Option<f64>> {
    value.as_array().map_or_else(|| vec![maybe_figure(value)], |entries| entries.iter().map(maybe_figure).collect())
}

#[track_caller]
fn assert_same(found: Option<f64>, expected: Option<f64>, what: &str) {
    match expected {
        Some(expected) => assert_close(found, expected, TOLERANCE, what),
        None => assert_eq!(found, None, "{what}"),
    }
}

fn examples(file: &Value) -> Vec<Example> {
    let keys = ["meta", "crisp_LC", "fuzzy_LF", "calibration"];
    let entry_keys = [
        "id",
        "conditions",
        "outcome",
        "incl_cut",
        "n_cut",
        "fuzzy",
        "cases",
        "data",
        "truth_table",
        "conservative",
        "parsimonious",
        "necessity",
        "sufficiency_single",
    ];
    let sets = known(file, &keys).iter().filter(|(key, _)| !["meta", "calibration"].contains(&key.as_str()));
    let examples = sets.map(|(name, entry)| {
        let entry = known(entry, &entry_keys).clone();
        let conditions = words(&entry["conditions"]);
        let columns = conditions.iter().map(|name| figures(&entry["data"][name])).collect();
        let outcome = figures(&entry["data"][entry["outcome"].as_str().unwrap()]);
        let data = Memberships::new(columns, outcome).unwrap();
        assert_eq!(!data.is_crisp(), entry["fuzzy"].as_bool().unwrap());
        let cuts = Cuts {
            cases: usize::try_from(count(&entry["n_cut"])).unwrap(),
            consistency: figure(&entry["incl_cut"]),
            ..Cuts::default()
        };
        Example { name: name.clone(), cases: words(&entry["cases"]), conditions, entry, data, cuts }
    });
    examples.collect()
}

fn each_example(check: impl Fn(&Example)) {
    let Some(file) = vectors::read("synthesis/qca_vectors.json") else { return };
    let examples = examples(&file);
    assert_eq!(examples.len(), 2);
    examples.iter().for_each(check);
}

#[test]
fn truth_tables_are_those_of_r() {
    each_example(|example| {
        let table = TruthTable::new(&example.data, example.cuts);
        let expected = list(&example.entry["truth_table"]);
        assert_eq!(table.rows.len(), expected.len());
        let keys: Vec<&str> =
            example.conditions.iter().map(String::as_str).chain(["OUT", "n", "incl", "PRI", "cases"]).collect();
        for (row, expected) in table.rows.iter().zip(expected) {
            let what = format!("{} row {}", example.name, row.number());
            let expected = known(expected, &keys);
            for (at, condition) in example.conditions.iter().enumerate() {
                let present = row.has(at, example.conditions.len());
                assert_eq!(u64::from(present), count(&expected[condition]), "{what}");
            }
            assert_eq!(Some(row.outcome.sign()), expected["OUT"].as_str(), "{what}");
            assert_eq!(row.cases.len() as u64, count(&expected["n"]), "{what}");
            assert_same(row.consistency, maybe_figure(&expected["incl"]), &what);
            assert_same(row.pri, maybe_figure(&expected["PRI"]), &what);
            let cases: Vec<&str> = row.cases.iter().map(|case| example.cases[*case].as_str()).collect();
            assert_eq!(Some(cases.join(",").as_str()), expected["cases"].as_str(), "{what}");
        }
    });
}

#[test]
fn solutions_are_those_of_r() {
    each_example(|example| {
        let table = TruthTable::new(&example.data, example.cuts);
        for (remainders, name) in [(Remainders::Excluded, "conservative"), (Remainders::Included, "parsimonious")] {
            let solution = minimise(&example.data, &table, remainders);
            let keys = [
                "solutions",
                "primes",
                "inclS",
                "PRI",
                "covS",
                "covU",
                "model_inclS",
                "model_PRI",
                "model_covS",
                "essential",
            ];
            let expected = known(&example.entry[name], &keys);
            assert_solution(&solution, expected, &example.conditions, &format!("{} {name}", example.name));
        }
    });
}

#[track_caller]
fn assert_solution(solution: &Solution, expected: &Map<String, Value>, conditions: &[String], what: &str) {
    assert_eq!(solution.search, Search::Complete, "{what}");
    let primes: Vec<String> = solution.primes.iter().map(|prime| prime.term.written(conditions)).collect();
    assert_eq!(primes, words(&expected["primes"]), "{what}");
    let models: Vec<Vec<String>> =
        solution.models.iter().map(|model| model.terms.iter().map(|term| primes[*term].clone()).collect()).collect();
    assert_eq!(models, list(&expected["solutions"]).iter().map(words).collect::<Vec<_>>(), "{what}");
    let essential = solution.primes.iter().zip(&primes).filter(|(prime, _)| prime.essential).map(|(_, name)| name);
    assert_eq!(essential.cloned().collect::<Vec<_>>(), words(&expected["essential"]), "{what}");
    let of_primes = |figure: fn(&qca::Prime) -> Option<f64>| solution.primes.iter().map(figure).collect::<Vec<_>>();
    for (found, key) in [
        (of_primes(|prime| prime.fit.consistency), "inclS"),
        (of_primes(|prime| prime.fit.pri), "PRI"),
        (of_primes(|prime| prime.fit.coverage), "covS"),
        (solution.models[0].unique.clone(), "covU"),
        (vec![solution.models[0].fit.consistency], "model_inclS"),
        (vec![solution.models[0].fit.pri], "model_PRI"),
        (vec![solution.models[0].fit.coverage], "model_covS"),
    ] {
        let expected = maybe_figures(&expected[key]);
        assert_eq!(found.len(), expected.len(), "{what} {key}");
        found.into_iter().zip(expected).for_each(|(found, expected)| assert_same(found, expected, what));
    }
}

#[test]
fn single_conditions_are_as_necessary_and_sufficient_as_in_r() {
    each_example(|example| {
        let outcome = example.data.outcome();
        let column = |entry: &Map<String, Value>| {
            let at = example.conditions.iter().position(|name| entry["condition"] == *name.as_str()).unwrap();
            example.data.conditions()[at].clone()
        };
        let expected = list(&example.entry["necessity"]);
        assert_eq!(expected.len(), example.conditions.len());
        for entry in expected {
            let keys = ["condition", "inclN", "RoN", "covN", "neg_inclN", "neg_RoN", "neg_covN"];
            let entry = known(entry, &keys);
            let what = format!("{} {}", example.name, entry["condition"]);
            for (x, before) in [(column(entry), ""), (negated(&column(entry)), "neg_")] {
                let found = necessity(&x, outcome);
                let expected = |key: &str| maybe_figure(&entry[&format!("{before}{key}")]);
                assert_same(found.consistency, expected("inclN"), &what);
                assert_same(found.relevance, expected("RoN"), &what);
                assert_same(found.coverage, expected("covN"), &what);
            }
        }
        for entry in list(&example.entry["sufficiency_single"]) {
            let entry = known(entry, &["condition", "inclS", "PRI", "covS"]);
            let found = sufficiency(&column(entry), outcome);
            let what = format!("{} {}", example.name, entry["condition"]);
            assert_same(found.consistency, maybe_figure(&entry["inclS"]), &what);
            assert_same(found.pri, maybe_figure(&entry["PRI"]), &what);
            assert_same(found.coverage, maybe_figure(&entry["covS"]), &what);
        }
    });
}

#[test]
fn calibration_is_that_of_r() {
    let Some(file) = vectors::read("synthesis/qca_vectors.json") else { return };
    let part = known(&file["calibration"], &["direct_logistic", "crisp"]);
    let direct = known(&part["direct_logistic"], &["x", "thresholds", "values"]);
    let at = known(&direct["thresholds"], &["e", "c", "i"]);
    let anchors = Anchors::new(figure(&at["e"]), figure(&at["c"]), figure(&at["i"])).unwrap();
    for (x, expected) in figures(&direct["x"]).into_iter().zip(figures(&direct["values"])) {
        assert_close(anchors.membership(x), expected, TOLERANCE, "direct");
    }
    let crisp = known(&part["crisp"], &["x", "threshold", "values"]);
    for (x, expected) in figures(&crisp["x"]).into_iter().zip(figures(&crisp["values"])) {
        assert_close(qca::crisp(x, figure(&crisp["threshold"])), expected, 0.0, "crisp");
    }
}

/// Two to four conditions, one to fourteen cases, memberships in tenths.
fn fuzzy() -> impl Strategy<Value = Memberships> {
    memberships((0_u8..=10).prop_map(|tenths| f64::from(tenths) / 10.0))
}

fn crisp() -> impl Strategy<Value = Memberships> {
    memberships((0_u8..=1).prop_map(f64::from))
}

fn memberships(value: impl Strategy<Value = f64> + Clone) -> impl Strategy<Value = Memberships> {
    (2_usize..=4, 1_usize..=14).prop_flat_map(move |(conditions, cases)| {
        let column = prop::collection::vec(value.clone(), cases);
        (prop::collection::vec(column.clone(), conditions), column)
            .prop_map(|(conditions, outcome)| Memberships::new(conditions, outcome).unwrap())
    })
}

/// Everything that a solution says, by the written form of its terms with conditions in alphabetical order, cases by
/// name.
fn written(data: &Memberships, names: &[usize], remainders: Remainders) -> BTreeSet<Vec<String>> {
    let table = TruthTable::new(data, Cuts::default());
    let solution = minimise(data, &table, remainders);
    let term = |at: &usize| {
        let term = solution.primes[*at].term;
        let mut asked: Vec<String> = names
            .iter()
            .enumerate()
            .filter_map(|(at, name)| term.asks(at, names.len()).map(|present| format!("{name}{present}")))
            .collect();
        asked.sort();
        asked.join("*")
    };
    let model = |model: &qca::Model| {
        let mut terms: Vec<String> = model.terms.iter().map(term).collect();
        terms.sort();
        terms
    };
    solution.models.iter().map(model).collect()
}

proptest! {
    #[test]
    fn models_explain_every_row_with_the_outcome_and_none_without(data in fuzzy(), cut in 0.5..1.0) {
        let table = TruthTable::new(&data, Cuts { consistency: cut, ..Cuts::default() });
        for remainders in [Remainders::Excluded, Remainders::Included] {
            let solution = minimise(&data, &table, remainders);
            prop_assert_eq!(solution.models.is_empty(), table.rows_with(Outcome::Present).next().is_none());
            for model in &solution.models {
                for row in &table.rows {
                    let covered = model.terms.iter().any(|term| solution.primes[*term].term.covers(row.pattern));
                    let free = row.outcome == Outcome::Remainder && remainders == Remainders::Included;
                    prop_assert!(free || covered == (row.outcome == Outcome::Present), "row {}", row.number());
                }
            }
        }
    }

    #[test]
    fn parsimonious_terms_contain_the_conservative_ones(data in fuzzy()) {
        let table = TruthTable::new(&data, Cuts::default());
        let conservative = minimise(&data, &table, Remainders::Excluded);
        let parsimonious = minimise(&data, &table, Remainders::Included);
        for term in &conservative.implicants {
            prop_assert!(parsimonious.implicants.iter().any(|wider| wider.contains(*term)));
        }
        let size = |solution: &Solution| solution.models.first().map_or(0, |model| model.terms.len());
        prop_assert!(size(&parsimonious) <= size(&conservative));
    }

    #[test]
    fn models_are_all_the_smallest_sets_of_implicants(data in fuzzy()) {
        let table = TruthTable::new(&data, Cuts::default());
        let solution = minimise(&data, &table, Remainders::Included);
        let rows: Vec<u32> = table.rows_with(Outcome::Present).map(|row| row.pattern).collect();
        let terms = &solution.implicants;
        prop_assume!(!rows.is_empty() && terms.len() <= 14);
        let explains = |set: &u32| {
            rows.iter().all(|row| (0..terms.len()).any(|at| set >> at & 1 == 1 && terms[at].covers(*row)))
        };
        let sets: Vec<u32> = (0..1_u32 << terms.len()).filter(explains).collect();
        let fewest = sets.iter().map(|set| set.count_ones()).min().unwrap();
        let expected: BTreeSet<u32> = sets.into_iter().filter(|set| set.count_ones() == fewest).collect();
        let place = |prime: &usize| terms.iter().position(|term| *term == solution.primes[*prime].term).unwrap();
        let found = solution.models.iter().map(|model| model.terms.iter().map(|term| 1_u32 << place(term)).sum());
        prop_assert_eq!(found.collect::<BTreeSet<u32>>(), expected);
    }

    /// Memberships a little off the ends take the fuzzy path; at the limit they are the crisp sets.
    #[test]
    fn crisp_data_are_the_limit_of_fuzzy_data(data in crisp()) {
        let blurred = |values: &[f64]| values.iter().map(|value| value.mul_add(1.0 - 2e-12, 1e-12)).collect();
        let conditions = data.conditions().iter().map(|values| blurred(values)).collect();
        let fuzzy = Memberships::new(conditions, blurred(data.outcome())).unwrap();
        prop_assert!(data.is_crisp() && !fuzzy.is_crisp());
        let (table, of_fuzzy) = (TruthTable::new(&data, Cuts::default()), TruthTable::new(&fuzzy, Cuts::default()));
        for (row, other) in table.rows.iter().zip(&of_fuzzy.rows) {
            let said = |row: &qca::Row| (row.outcome, row.cases.clone(), row.with_outcome.clone());
            prop_assert_eq!(said(row), said(other));
            if let Some(consistency) = row.consistency {
                // Counted: the share of the row's cases that have the outcome.
                let number = |cases: &[usize]| f64::from(u32::try_from(cases.len()).unwrap());
                let share = number(&row.with_outcome) / number(&row.cases);
                prop_assert!((consistency - share).abs() < TOLERANCE);
                prop_assert!((other.consistency.unwrap() - share).abs() < TOLERANCE);
            }
        }
        for remainders in [Remainders::Excluded, Remainders::Included] {
            let (one, other) = (minimise(&data, &table, remainders), minimise(&fuzzy, &of_fuzzy, remainders));
            let terms = |solution: &Solution| solution.models.iter().map(|model| model.terms.clone()).collect::<Vec<_>>();
            prop_assert_eq!(terms(&one), terms(&other));
        }
    }

    #[test]
    fn the_order_of_cases_and_conditions_does_not_matter(data in fuzzy(), by in 1_usize..5) {
        let rotated = |values: &[f64]| {
            let by = by % values.len();
            [&values[by..], &values[..by]].concat()
        };
        let conditions = data.conditions().len();
        let mut names: Vec<usize> = (0..conditions).collect();
        names.rotate_left(by % conditions);
        let columns = names.iter().map(|at| rotated(&data.conditions()[*at])).collect();
        let turned = Memberships::new(columns, rotated(data.outcome())).unwrap();
        let straight: Vec<usize> = (0..conditions).collect();
        for remainders in [Remainders::Excluded, Remainders::Included] {
            prop_assert_eq!(written(&data, &straight, remainders), written(&turned, &names, remainders));
        }
    }

    #[test]
    fn figures_stay_between_nothing_and_everything(data in fuzzy()) {
        let table = TruthTable::new(&data, Cuts::default());
        let within = |figure: Option<f64>| figure.is_none_or(|figure| (-TOLERANCE..=1.0 + TOLERANCE).contains(&figure));
        for remainders in [Remainders::Excluded, Remainders::Included] {
            let solution = minimise(&data, &table, remainders);
            for model in &solution.models {
                prop_assert!(within(model.fit.consistency) && within(model.fit.coverage));
                prop_assert!(model.unique.iter().copied().all(within));
                let raw = model.terms.iter().filter_map(|term| solution.primes[*term].fit.coverage);
                let (most, all) = (raw.clone().fold(0.0, f64::max), raw.sum::<f64>());
                let covered = model.fit.coverage.unwrap();
                prop_assert!(covered >= most - TOLERANCE && covered <= all + TOLERANCE);
            }
        }
    }
}
