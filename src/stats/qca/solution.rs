//! Minimisation of a truth table: which terms lead to the outcome, and how well.

use std::collections::BTreeSet;

use super::cover::{Search, smallest_covers};
use super::fit::{Sufficiency, ratio, shared, sufficiency};
use super::primes::prime_implicants;
use super::{Memberships, Outcome, Row, Term, TruthTable};

/// What is assumed of combinations that there are no cases of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Remainders {
    /// That they do not lead to the outcome: the conservative (complex) solution.
    Excluded,
    /// Whatever makes the terms shorter: the parsimonious solution.
    Included,
}

/// A prime implicant of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Prime {
    /// The term.
    pub term: Term,
    /// How sufficient it is for the outcome; its coverage is raw.
    pub fit: Sufficiency,
    /// Whether every model has it. Where not all models are listed: whether some row is covered by it alone.
    pub essential: bool,
    /// Positions of the cases in the rows with the outcome that it covers.
    pub cases: Vec<usize>,
}

/// A smallest set of terms that explains every row with the outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Its terms, as positions in [`Solution::primes`], in order.
    pub terms: Vec<usize>,
    /// For each term, the share of the outcome that no other term of the model covers; none in a model of one term.
    pub unique: Vec<Option<f64>>,
    /// How sufficient all terms together are.
    pub fit: Sufficiency,
}

/// The solution of a truth table.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// What was assumed of the remainders.
    pub remainders: Remainders,
    /// All prime implicants that cover a row with the outcome: the chart that models are chosen from. Ordered by the
    /// first condition in which they differ, present before absent before not asked for.
    pub implicants: Vec<Term>,
    /// Of them, in the same order, those that some model has.
    pub primes: Vec<Prime>,
    /// All models with the fewest terms, in the order of their terms; none where no row leads to the outcome. Where
    /// there are several, the data do not decide between them.
    pub models: Vec<Model>,
    /// Whether these are all.
    pub search: Search,
}

/// The solution of a truth table made from these memberships.
#[must_use]
pub fn minimise(data: &Memberships, table: &TruthTable, remainders: Remainders) -> Solution {
    let is_wanted = |row: &Row| row.outcome == Outcome::Present;
    let may_be = |row: &Row| row.outcome == Outcome::Remainder && remainders == Remainders::Included;
    let wanted: Vec<bool> = table.rows.iter().map(is_wanted).collect();
    let allowed: Vec<bool> = table.rows.iter().map(|row| is_wanted(row) || may_be(row)).collect();
    let implicants = prime_implicants(table.conditions, &allowed, &wanted);
    let rows: Vec<&Row> = table.rows_with(Outcome::Present).collect();
    if rows.is_empty() {
        return Solution { remainders, implicants, primes: Vec::new(), models: Vec::new(), search: Search::Complete };
    }
    let covers = |term: &Term| rows.iter().map(|row| term.covers(row.pattern)).collect::<Vec<bool>>();
    let chart: Vec<Vec<bool>> = implicants.iter().map(covers).collect();
    let (chosen, search) = smallest_covers(&chart);

    let used: BTreeSet<usize> = chosen.iter().flatten().copied().collect();
    let essential = |column: &usize| match search {
        Search::Complete => chosen.iter().all(|model| model.contains(column)),
        Search::MoreModels | Search::GivenUp => covers_a_row_alone(&chart, *column),
    };
    let primes: Vec<Prime> = used
        .iter()
        .filter_map(|column| Some(prime(data, &rows, *implicants.get(*column)?, essential(column))))
        .collect();
    let place = |column: &usize| used.iter().position(|known| known == column);
    let models = chosen.iter().map(|model| self::model(data, &primes, model.iter().filter_map(place).collect()));
    Solution { remainders, models: models.collect(), implicants, primes, search }
}

/// Whether no other column of the chart covers some row that this one covers.
fn covers_a_row_alone(chart: &[Vec<bool>], column: usize) -> bool {
    let rows = chart.first().map_or(0, Vec::len);
    let covers = |at: usize, row: usize| chart.get(at).and_then(|covers| covers.get(row)) == Some(&true);
    (0..rows).any(|row| (0..chart.len()).all(|at| covers(at, row) == (at == column)))
}

fn prime(data: &Memberships, rows: &[&Row], term: Term, essential: bool) -> Prime {
    let covered = rows.iter().filter(|row| term.covers(row.pattern));
    let mut cases: Vec<usize> = covered.flat_map(|row| row.cases.iter().copied()).collect();
    cases.sort_unstable();
    Prime { term, fit: sufficiency(&data.in_term(term), data.outcome()), essential, cases }
}

fn model(data: &Memberships, primes: &[Prime], terms: Vec<usize>) -> Model {
    let outcome = data.outcome();
    let in_any = |places: &[usize]| {
        let terms: Vec<Term> = places.iter().filter_map(|at| primes.get(*at)).map(|prime| prime.term).collect();
        data.in_any(&terms)
    };
    let all = in_any(&terms);
    let unique = terms.iter().map(|term| {
        if terms.len() == 1 {
            return None;
        }
        let others: Vec<usize> = terms.iter().filter(|other| *other != term).copied().collect();
        ratio(shared(&all, outcome) - shared(&in_any(&others), outcome), outcome.iter().sum())
    });
    Model { unique: unique.collect(), fit: sufficiency(&all, outcome), terms }
}
