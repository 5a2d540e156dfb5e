//! Small data worked by hand.

use super::*;

fn crisp_data(rows: &[(&str, u8)]) -> Memberships {
    let conditions = rows[0].0.len();
    let column = |at: usize| rows.iter().map(|(row, _)| if row.as_bytes()[at] == b'1' { 1.0 } else { 0.0 }).collect();
    let outcome = rows.iter().map(|(_, outcome)| f64::from(*outcome)).collect();
    Memberships::new((0..conditions).map(column).collect(), outcome).expect("sound")
}

fn models(data: &Memberships, table: &TruthTable, remainders: Remainders) -> Vec<String> {
    let names: Vec<String> = ('A'..).take(table.conditions).map(String::from).collect();
    let solution = minimise(data, table, remainders);
    let written = |model: &Model| {
        let terms = model.terms.iter().map(|term| solution.primes[*term].term.written(&names));
        terms.collect::<Vec<_>>().join(" + ")
    };
    solution.models.iter().map(written).collect()
}

#[test]
fn a_row_whose_cases_disagree_is_listed_and_judged_by_the_cut() {
    let data = crisp_data(&[("11", 1), ("11", 1), ("11", 0), ("00", 0)]);
    let strict = TruthTable::new(&data, Cuts { consistency: 1.0, ..Cuts::default() });
    let row = &strict.rows[3];
    assert_eq!((row.outcome, &row.with_outcome, &row.without_outcome), (Outcome::Absent, &vec![0, 1], &vec![2]));
    assert_eq!(strict.contradictory().map(Row::number).collect::<Vec<_>>(), [4]);
    assert!(models(&data, &strict, Remainders::Included).is_empty());

    let cuts = Cuts { consistency: 0.8, contradiction: Some(0.5), ..Cuts::default() };
    let marked = TruthTable::new(&data, cuts);
    assert_eq!(marked.rows[3].outcome, Outcome::Contradiction);
    let lenient = TruthTable::new(&data, Cuts { consistency: 2.0 / 3.0, ..Cuts::default() });
    assert_eq!(models(&data, &lenient, Remainders::Excluded), ["A*B"]);
    assert_eq!(models(&data, &lenient, Remainders::Included), ["A", "B"]);
}

#[test]
fn rows_with_too_few_cases_are_remainders() {
    let data = crisp_data(&[("11", 1), ("11", 1), ("10", 0), ("00", 0), ("00", 0)]);
    let table = TruthTable::new(&data, Cuts { cases: 2, ..Cuts::default() });
    assert_eq!(table.rows.iter().map(|row| row.outcome.sign()).collect::<Vec<_>>(), ["0", "?", "?", "1"]);
    assert_eq!((table.rows[2].consistency, table.rows[1].consistency), (Some(0.0), None));
    assert_eq!((table.remainders(), table.placed(), table.has_too_few_cases()), (2, 5, true));
    assert_eq!(models(&data, &table, Remainders::Included), ["A", "B"]);
}

#[test]
fn a_case_exactly_half_in_a_condition_is_in_no_row() {
    let data = Memberships::new(vec![vec![0.9, 0.5, 0.2], vec![0.8, 0.9, 0.1]], vec![0.9, 0.5, 0.1]).expect("sound");
    let table = TruthTable::new(&data, Cuts::default());
    assert_eq!((table.ambiguous.as_slice(), table.half_in_outcome.as_slice()), (&[1][..], &[1][..]));
    assert_eq!(table.placed(), 2);
    // It counts in the sums all the same: min(0.9, 0.8) + 0.5 + 0.1 of 0.8 + 0.5 + 0.1.
    assert!(table.rows[3].consistency.is_some_and(|c| (c - 1.0).abs() < 1e-12));
}

#[test]
fn without_a_row_that_has_the_outcome_there_is_no_solution_and_without_one_that_has_not_everything_is() {
    let none = crisp_data(&[("10", 0), ("01", 0)]);
    let table = TruthTable::new(&none, Cuts::default());
    assert!(models(&none, &table, Remainders::Included).is_empty());
    let all = crisp_data(&[("10", 1), ("01", 1)]);
    let table = TruthTable::new(&all, Cuts::default());
    assert_eq!(models(&all, &table, Remainders::Included), ["1"]);
    assert_eq!(models(&all, &table, Remainders::Excluded), ["A*~B + ~A*B"]);
}

#[test]
fn pri_keeps_a_row_out_that_is_as_consistent_with_the_absence() {
    // Fully consistent with the outcome, and nearly as much with its absence.
    let data = Memberships::new(vec![vec![0.6, 0.1]], vec![0.6, 0.3]).expect("sound");
    let open = TruthTable::new(&data, Cuts::default());
    assert_eq!(open.rows[1].outcome, Outcome::Present);
    // (0.7 − 0.5) / (0.7 − 0.5) is 1 here; the second case lowers it.
    let data = Memberships::new(vec![vec![0.6, 0.4]], vec![0.55, 0.4]).expect("sound");
    let row = &TruthTable::new(&data, Cuts { pri: 0.75, ..Cuts::default() }).rows[1];
    // Consistency 0.95; PRI (0.95 − 0.85) / (1 − 0.85).
    assert!(
        row.consistency.zip(row.pri).is_some_and(|(c, p)| (c - 0.95).abs() < 1e-12 && (p - 2.0 / 3.0).abs() < 1e-12)
    );
    assert_eq!(row.outcome, Outcome::Absent);
}

#[test]
fn memberships_that_are_none_are_refused() {
    assert_eq!(Memberships::new(vec![], vec![1.0]), Err(QcaError::Conditions { found: 0 }));
    assert_eq!(Memberships::new(vec![vec![]], vec![]), Err(QcaError::NoCases));
    let short = Memberships::new(vec![vec![1.0], vec![]], vec![1.0]);
    assert_eq!(short, Err(QcaError::Length { condition: 1, found: 0, expected: 1 }));
    assert_eq!(Memberships::new(vec![vec![1.5]], vec![1.0]), Err(QcaError::Membership { case: 0, found: 1.5 }));
    assert!(Memberships::new(vec![vec![0.5]], vec![f64::NAN]).is_err());
    assert!(Memberships::new(vec![vec![0.5]; MAX_CONDITIONS + 1], vec![0.5]).is_err());
}

/// Cases spread over the rows of a truth table by a fixed rule, half of them with the outcome.
fn scattered(conditions: u32, cases: u32) -> Memberships {
    let bit = |case: u32, at: u32| f64::from(case.wrapping_mul(2_654_435_761) >> at & 1);
    let column = |at| (1..=cases).map(|case| bit(case, at)).collect();
    Memberships::new((0..conditions).map(|at| column(31 - at)).collect(), column(31 - conditions)).expect("sound")
}

#[test]
fn ten_conditions_are_solved_whole() {
    let data = scattered(10, 60);
    let table = TruthTable::new(&data, Cuts::default());
    let solution = minimise(&data, &table, Remainders::Included);
    let sizes: Vec<usize> = solution.models.iter().map(|model| model.terms.len()).collect();
    // Hundreds of implicants, of which no nine explain the rows that sixty models of nine explain.
    assert_eq!((solution.search, solution.implicants.len(), sizes), (Search::Complete, 530, vec![9; 60]));
}
