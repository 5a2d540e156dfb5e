//! Configurations as tables: the data, the truth table, necessity.

use super::Configurations;
use crate::analysis::Layout;
use crate::stats::qca::{CASES_EACH, Cuts, Outcome, Row, TruthTable, necessity, negated};
use crate::table::{Cell, Column, Table, share_percent};
use crate::text::{capitalised, counted};

/// Decimals of consistency and coverage.
pub(super) const DECIMALS: u8 = 3;

impl Configurations {
    /// The data matrix: which conditions every case has, and how far it has the outcome. Columns: `case`, one for each
    /// condition, `outcome`.
    #[must_use]
    pub fn data(&self, layout: Layout) -> Table {
        let mut columns = vec![Column::text("case", capitalised(self.kind.case()))];
        columns.extend(self.condition_columns());
        columns.push(Column::number("outcome", "Outcome"));
        let mut table = self.table("data", columns);
        table.measure = String::from("membership in each condition and in the outcome: 1 in, 0 out");
        for (case, named) in self.cases.iter().enumerate() {
            let mut row = vec![Cell::words(match layout {
                Layout::Reading => named.name.clone(),
                Layout::Data => named.id.clone(),
            })];
            let conditions = self.memberships.conditions().iter().map(Vec::as_slice);
            let values = conditions.chain([self.memberships.outcome()]);
            row.extend(values.map(|values| membership(values.get(case).copied())));
            table.rows.push(row);
        }
        table.notes.extend(self.letters());
        table.notes.push(self.calibration());
        table.notes.extend(self.notes.iter().cloned());
        table
    }

    /// The truth table. Reading: the combinations that there are cases of, those with the outcome first, then by
    /// number of cases. Data: every combination, by number.
    ///
    /// Columns: `row`, one for each condition, `outcome` (`1`, `0`, `C`, `?`), `n, consistency, pri, with_outcome,
    /// without_outcome`; Data has `cases` and `contradictory` besides.
    #[must_use]
    pub fn truth(&self, cuts: Cuts, layout: Layout) -> Table {
        let truth = TruthTable::new(&self.memberships, cuts);
        let mut columns = vec![Column::number("row", "Row")];
        columns.extend(self.condition_columns());
        columns.extend([
            Column::text("outcome", "Outcome"),
            Column::number("n", "Cases"),
            Column::number("consistency", "Cons."),
            Column::number("pri", "PRI"),
            Column::text("with_outcome", "With outcome"),
            Column::text("without_outcome", "Without it"),
        ]);
        if layout == Layout::Data {
            columns.extend([Column::text("cases", "Cases"), Column::text("contradictory", "Contradictory")]);
        }
        let mut table = self.table("truth table", columns);
        table.measure = String::from(
            "cases by combination of conditions: 1 present, 0 absent; the outcome is 1 where the combination leads to \
             it, 0 where not, C where it is not clear, ? where too few cases tell; Cons. is the consistency with the \
             outcome",
        );
        let mut rows: Vec<&Row> = truth.rows.iter().collect();
        if layout == Layout::Reading {
            rows.retain(|row| !row.cases.is_empty());
            rows.sort_by_key(|row| (row.outcome, std::cmp::Reverse(row.cases.len()), row.pattern));
        }
        table.rows = rows.into_iter().map(|row| self.truth_row(row, layout)).collect();
        table.notes.extend(self.letters());
        table.notes.extend(self.notes_on(&truth));
        table
    }

    fn truth_row(&self, row: &Row, layout: Layout) -> Vec<Cell> {
        let of = self.conditions.len();
        let mut cells = vec![Cell::Count(u64::from(row.number()))];
        cells.extend((0..of).map(|condition| Cell::Count(u64::from(row.has(condition, of)))));
        cells.extend([
            Cell::words(row.outcome.sign()),
            Cell::Count(row.cases.len() as u64),
            Cell::number(row.consistency, DECIMALS),
            Cell::number(row.pri, DECIMALS),
            Cell::words(self.names_of(&row.with_outcome)),
            Cell::words(self.names_of(&row.without_outcome)),
        ]);
        if layout == Layout::Data {
            cells.push(Cell::words(self.names_of(&row.cases)));
            cells.push(Cell::words(if row.is_contradictory() { "yes" } else { "no" }));
        }
        cells
    }

    /// How necessary each condition is for the outcome, and its absence. Columns: `condition, consistency, relevance,
    /// coverage`.
    #[must_use]
    pub fn necessity(&self, layout: Layout) -> Table {
        let columns = vec![
            Column::text("condition", "Condition"),
            Column::number("consistency", "Consistency"),
            Column::number("relevance", "Relevance"),
            Column::number("coverage", "Coverage"),
        ];
        let mut table = self.table("necessity", columns);
        table.measure = String::from(
            "consistency: how much of the outcome is with the condition; relevance (RoN): low where nearly every case \
             has it; coverage: how much of the condition is with the outcome",
        );
        for (condition, values) in self.conditions.iter().zip(self.memberships.conditions()) {
            for (memberships, present) in [(values.clone(), true), (negated(values), false)] {
                let fit = necessity(&memberships, self.memberships.outcome());
                let name = match layout {
                    Layout::Reading if present => condition.name.clone(),
                    Layout::Reading => format!("not: {}", condition.name),
                    Layout::Data => format!("{}{}", if present { "" } else { "~" }, condition.id),
                };
                let figures = [fit.consistency, fit.relevance, fit.coverage];
                let figures = figures.into_iter().map(|figure| Cell::number(figure, DECIMALS));
                table.rows.push([Cell::words(name)].into_iter().chain(figures).collect());
            }
        }
        table.notes.push(
            "By convention a condition is called necessary from a consistency of 0.9, if its relevance is not low."
                .to_owned(),
        );
        table.notes.push(self.calibration());
        table.notes.extend(self.notes.iter().cloned());
        table
    }

    /// An empty table with its frame.
    pub(super) fn table(&self, what: &str, columns: Vec<Column>) -> Table {
        let mut table = Table::new(format!("{}: {what}", self.kind.title()), columns);
        table.frame = self.described();
        table
    }

    /// What the letters stand for, and how many cases have it.
    pub(super) fn letters(&self) -> Vec<String> {
        let conditions = self.symbols().into_iter().zip(&self.conditions).zip(self.memberships.conditions());
        let letters = conditions.map(|((symbol, condition), values)| {
            let (with, of) = (values.iter().filter(|value| **value > 0.5).count(), self.cases.len());
            let constant = if with == 0 || with == of { ", so that it tells no cases apart" } else { "" };
            format!("{symbol}: {} ({}), in {with} of {of}{constant}.", condition.name, condition.id)
        });
        letters.collect()
    }

    fn condition_columns(&self) -> impl Iterator<Item = Column> + '_ {
        let named = self.symbols().into_iter().zip(&self.conditions);
        named.map(|(symbol, condition)| Column::number(condition.id.clone(), symbol))
    }

    pub(super) fn calibration(&self) -> String {
        if self.memberships.is_crisp() {
            "Crisp sets: a case has a condition and the outcome, or has not.".to_owned()
        } else {
            "Conditions are crisp; membership in the outcome lies between 0 and 1 as calibrated.".to_owned()
        }
    }

    /// What a reader must know of a truth table: cut-offs, contradictions, remainders, guards, and what was left out.
    pub(super) fn notes_on(&self, truth: &TruthTable) -> Vec<String> {
        let mut notes = vec![self.calibration(), cut_offs(&truth.cuts)];
        let contradictory: Vec<String> = truth.contradictory().map(|row| row.number().to_string()).collect();
        if !contradictory.is_empty() {
            let rows = contradictory.join(", ");
            notes
                .push(format!("Contradictory rows, with cases that have the outcome and cases that have not: {rows}."));
        }
        for (cases, what) in [
            (&truth.ambiguous, "In no row, because a membership is exactly one half"),
            (&truth.half_in_outcome, "Neither with nor without the outcome, because membership is exactly one half"),
        ] {
            if !cases.is_empty() {
                notes.push(format!("{what}: {}.", self.names_of(cases)));
            }
        }
        let (all, remainders) = (truth.rows.len(), truth.remainders());
        if remainders > 0 {
            let share = share_percent(remainders as u64, all as u64).unwrap_or_default();
            let mostly = 2 * remainders > all;
            let caution = if mostly { "; the parsimonious solution rests on assumptions about them" } else { "" };
            let what = "Remainders, combinations with too few cases";
            notes.push(format!("{what}: {remainders} of {all} ({share:.0}%){caution}."));
        }
        if truth.has_too_few_cases() {
            let (cases, needed) = (truth.placed(), CASES_EACH * truth.conditions);
            let conditions = counted(truth.conditions as u64, "condition");
            notes.push(format!(
                "Few cases: {cases} for {conditions}; three for each would be {needed}. Patterns may be chance."
            ));
        }
        let present = truth.rows_with(Outcome::Present).count();
        if present == 0 {
            notes.push("No combination leads to the outcome, so there is no solution.".to_owned());
        } else if present + remainders == all {
            notes.push(
                "Every combination with cases leads to the outcome, so nothing is learnt from comparing them."
                    .to_owned(),
            );
        }
        notes.extend(self.notes.iter().cloned());
        notes
    }
}

fn cut_offs(cuts: &Cuts) -> String {
    let mut text = format!("Cut-offs: a combination leads to the outcome from a consistency of {}", cuts.consistency);
    if cuts.pri > 0.0 {
        text.push_str(&format!(" and a PRI of {}", cuts.pri));
    }
    text.push_str(&format!(", with at least {}", counted(cuts.cases as u64, "case")));
    if let Some(cut) = cuts.contradiction {
        text.push_str(&format!("; below that, it is not clear from {cut}"));
    }
    text.push('.');
    text
}

/// A membership: 0 and 1 as counts, what lies between with two decimals.
fn membership(value: Option<f64>) -> Cell {
    match value {
        Some(value) if value <= 0.0 => Cell::Count(0),
        Some(value) if value >= 1.0 => Cell::Count(1),
        other => Cell::number(other, 2),
    }
}
