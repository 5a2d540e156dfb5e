//! Effects for meta-analysis programs: a row each with yi, vi and sei, as metafor's `escalc` names them.

use crate::model::{Effect, Study};
use crate::table::{Cell, Column, Table, csv_record};

/// One effect with what meta-analysis takes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct EscalcRow<'f> {
    /// The effect as reported.
    pub effect: &'f Effect,
    /// Its study, where it is known.
    pub study: Option<&'f Study>,
    /// metafor's word for the scale of `yi`: `SMD`, `OR`, `RR`, `RD`, `MD`, `ZCOR`, ... (`OR` means log odds ratio there).
    pub measure: &'static str,
    /// The effect on the analysis scale, towards more of the measure.
    pub yi: Option<f64>,
    /// Its sampling variance.
    pub vi: Option<f64>,
    /// What both were made from, or why they could not be.
    pub made_from: String,
}

/// The rows as CSV for metafor: `rma(yi, vi, data = read.csv(file))`. Without a comment above the header, since other
/// programs do not know ours; `ai` and `ci` are the events of both groups.
#[must_use]
pub fn write_escalc(rows: &[EscalcRow<'_>]) -> String {
    let table = escalc_table(rows);
    let header = csv_record(table.columns.iter().map(|column| column.key.clone()));
    let lines = table.rows.iter().map(|row| csv_record(row.iter().map(Cell::raw)));
    std::iter::once(header).chain(lines).collect()
}

fn escalc_table(rows: &[EscalcRow<'_>]) -> Table {
    const WORDS: [&str; 9] =
        ["effect", "study", "cite", "intervention", "outcome", "instrument", "population", "es_type", "measure"];
    const FIGURES: [&str; 9] = ["year", "months", "yi", "vi", "sei", "n1i", "n2i", "ai", "ci"];
    let mut columns: Vec<Column> = WORDS.iter().map(|key| Column::text(*key, *key)).collect();
    columns.extend(FIGURES.iter().map(|key| Column::number(*key, *key)));
    columns.extend(["higher_is_better", "made_from"].map(|key| Column::text(key, key)));
    let mut table = Table::new("Effects for meta-analysis", columns);
    table.rows = rows.iter().map(cells).collect();
    table
}

fn cells(row: &EscalcRow<'_>) -> Vec<Cell> {
    let effect = row.effect;
    let figure = |figure: Option<f64>| Cell::number(figure.filter(|figure| figure.is_finite()), 6);
    let year = row.study.and_then(|study| study.year).and_then(|year| u64::try_from(year).ok());
    let words = [
        effect.id.as_str(),
        effect.study.as_str(),
        row.study.map_or("", |study| study.cite.as_str()),
        effect.intervention.as_str(),
        effect.outcome.as_str(),
        effect.measure.as_str(),
        effect.population.as_str(),
        effect.es_type.word(),
        row.measure,
    ];
    let better = effect.higher_is_better.map_or("", |better| if better { "yes" } else { "no" });
    let mut cells: Vec<Cell> = words.into_iter().map(Cell::words).collect();
    cells.push(year.map_or(Cell::Empty, Cell::Count));
    cells.extend([
        figure(effect.months),
        figure(row.yi),
        figure(row.vi),
        figure(row.vi.filter(|vi| *vi >= 0.0).map(f64::sqrt)),
        figure(effect.n1),
        figure(effect.n2),
        figure(effect.e1),
        figure(effect.e2),
        Cell::words(better),
        Cell::words(&row.made_from),
    ]);
    cells
}
