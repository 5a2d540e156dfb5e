//! The solutions of a truth table as a table.

use super::Configurations;
use super::tables::DECIMALS;
use crate::analysis::Layout;
use crate::stats::qca::{
    Cuts, MAX_MODELS, Model, Prime, Remainders, Search, Solution, Sufficiency, TruthTable, minimise,
};
use crate::table::{Cell, Column, Table};

/// Models that are printed for reading; the files have all.
const READABLE: usize = 4;

impl Configurations {
    /// The conservative and the parsimonious solution: the terms of each model and all its terms together. Terms are
    /// written with letters for reading and with ids as data; `*` is and, `~` is not.
    ///
    /// Columns: `solution, term, consistency, pri, coverage, unique, cases`; Data has `model` (from 1) and `essential`
    /// besides, and a row `(all terms)` for models of one term too.
    #[must_use]
    pub fn solutions(&self, cuts: Cuts, layout: Layout) -> Table {
        let truth = TruthTable::new(&self.memberships, cuts);
        let mut columns = vec![Column::text("solution", "Solution")];
        if layout == Layout::Data {
            columns.push(Column::number("model", "Model"));
        }
        columns.extend([
            Column::text("term", "Term"),
            Column::number("consistency", "Cons."),
            Column::number("pri", "PRI"),
            Column::number("coverage", "Cov."),
            Column::number("unique", "Unique"),
        ]);
        if layout == Layout::Data {
            columns.push(Column::text("essential", "Essential"));
        }
        columns.push(Column::text("cases", "Cases"));
        let mut table = self.table("solutions", columns);
        table.measure = String::from(
            "terms that lead to the outcome, * and, ~ not; Cons.: consistency, how far the cases of a term have the \
             outcome; Cov.: coverage, the share of the outcome that is with the term; Unique: with no other term of the \
             model",
        );
        table.notes.extend(self.letters());
        for remainders in [Remainders::Excluded, Remainders::Included] {
            let solution = minimise(&self.memberships, &truth, remainders);
            let models = match layout {
                Layout::Reading => READABLE.min(solution.models.len()),
                Layout::Data => solution.models.len(),
            };
            for (at, model) in solution.models.iter().enumerate().take(models) {
                self.push_model(&mut table, &solution, (at, model), layout);
            }
            table.notes.extend(note_on_models(&solution, models));
        }
        table.notes.push(
            "The conservative solution assumes nothing of combinations without cases; the parsimonious one assumes of \
             them what makes the terms shortest."
                .to_owned(),
        );
        table.notes.extend(self.notes_on(&truth));
        table
    }

    fn push_model(&self, table: &mut Table, solution: &Solution, (at, model): (usize, &Model), layout: Layout) {
        let primes: Vec<&Prime> = model.terms.iter().filter_map(|term| solution.primes.get(*term)).collect();
        let several = solution.models.len() > 1;
        let mut head = Some(match layout {
            Layout::Reading if several => format!("{}, model {} of {}", word(solution), at + 1, solution.models.len()),
            Layout::Reading | Layout::Data => word(solution).to_owned(),
        });
        let mut lead = || match layout {
            // A solution is said once, above its terms.
            Layout::Reading => vec![Cell::words(head.take().unwrap_or_default())],
            Layout::Data => vec![Cell::words(word(solution)), Cell::Count(at as u64 + 1)],
        };
        for (prime, unique) in primes.iter().zip(&model.unique) {
            let mut row = lead();
            row.push(Cell::words(match layout {
                Layout::Reading => prime.term.written(&self.symbols()),
                Layout::Data => prime.term.written(&self.ids()),
            }));
            row.extend(figures(&prime.fit, *unique));
            if layout == Layout::Data {
                row.push(Cell::words(if prime.essential { "yes" } else { "no" }));
            }
            row.push(Cell::words(self.names_of(&prime.cases)));
            table.rows.push(row);
        }
        if primes.len() > 1 || layout == Layout::Data {
            let mut row = lead();
            row.push(Cell::words("(all terms)"));
            row.extend(figures(&model.fit, None));
            row.resize(table.columns.len(), Cell::Empty);
            table.rows.push(row);
        }
    }
}

fn figures(fit: &Sufficiency, unique: Option<f64>) -> [Cell; 4] {
    [fit.consistency, fit.pri, fit.coverage, unique].map(|figure| Cell::number(figure, DECIMALS))
}

fn word(solution: &Solution) -> &'static str {
    match solution.remainders {
        Remainders::Excluded => "conservative",
        Remainders::Included => "parsimonious",
    }
}

fn note_on_models(solution: &Solution, printed: usize) -> Vec<String> {
    let (found, word) = (solution.models.len(), word(solution));
    let mut notes = Vec::new();
    if found > 1 {
        let more = if found > printed { format!(" {printed} are printed; --csv has all.") } else { String::new() };
        notes
            .push(format!("The data do not decide between {found} {word} models with the same number of terms.{more}"));
    }
    match solution.search {
        Search::Complete => {}
        Search::MoreModels => {
            notes.push(format!("There are more than {MAX_MODELS} {word} models; the rest is not listed."));
        }
        Search::GivenUp => {
            let what = format!("The search for {word} models was given up");
            notes.push(format!("{what}: there may be others, or some with fewer terms."));
        }
    }
    if solution.primes.iter().any(|prime| prime.term.size() == 0) {
        notes.push(format!("The {word} term 1 holds of every case: no combination is known to lack the outcome."));
    }
    notes
}
