//! A matrix under two codebook versions, with the reason for every change of a figure.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{AnalysisError, MatrixRequest, Share, matrix};
use crate::codebook::Lineage;
use crate::model::{CodingRow, Codings, Snapshot};
use crate::table::{Cell, Column, Table};
use crate::text::Span;

/// The same project at the four stations on the way from one codebook version to another.
#[derive(Clone, Debug)]
pub struct Stations {
    /// As of the earlier version.
    pub before: Snapshot,
    /// The same codings, brought to the later version by its automatic steps alone.
    pub redefined: Snapshot,
    /// The same codings, with what people decided about them too.
    pub recoded: Snapshot,
    /// As of the later version: with the codings that were made under it.
    pub after: Snapshot,
}

impl Stations {
    /// The stations between two snapshots of one project, read with an earlier and a later version. `decided` holds the
    /// ids of codings that were made in review, where a passage was given several codes: they are no new data if the
    /// coder had coded the passage before.
    #[must_use]
    pub fn between(before: Snapshot, after: Snapshot, lineage: &Lineage, decided: &BTreeSet<i64>) -> Self {
        let redefined = Snapshot { codings: redefined(&before, &after, lineage), ..after.clone() };
        let known: HashSet<i64> = before.codings.id.iter().copied().collect();
        let passages: HashSet<_> = (0..before.codings.len()).map(|at| passage(&before.codings, at)).collect();
        let kept = |at: &usize| {
            let id = after.codings.id.get(*at);
            id.is_some_and(|id| {
                known.contains(id) || (decided.contains(id) && passages.contains(&passage(&after.codings, *at)))
            })
        };
        let recoded = Snapshot {
            codings: picked(&after.codings, (0..after.codings.len()).filter(kept), |_, code| Some(code)),
            ..after.clone()
        };
        Self { before, redefined, recoded, after }
    }
}

/// What a coder marked in a round, whatever the code. Both snapshots have the same sources and coders.
fn passage(codings: &Codings, at: usize) -> (Option<u32>, Option<Span>, Option<u32>, Option<u32>) {
    let column = |column: &[u32]| column.get(at).copied();
    (column(&codings.source), codings.span.get(at).copied(), column(&codings.coder), column(&codings.round))
}

/// The codings of `before` with the codes that the automatic steps give them. A coding that must be looked at keeps its
/// code as long as the later version has it.
fn redefined(before: &Snapshot, after: &Snapshot, lineage: &Lineage) -> Codings {
    let to: Vec<Option<u32>> = before
        .codebook
        .codes
        .iter()
        .map(|code| {
            let target = match lineage.fate(&code.id) {
                Some(fate) if fate.automatic => fate.target()?,
                _ => code.id.as_str(),
            };
            after.codebook.position(target).and_then(|at| u32::try_from(at).ok())
        })
        .collect();
    let code = |_: usize, code: u32| to.get(code as usize).copied().flatten();
    let mut codings = picked(&before.codings, 0..before.codings.len(), code);
    unite(&mut codings);
    codings
}

/// Some rows of the columns, each with the code that `code` gives it; rows that get none are left out.
fn picked(from: &Codings, rows: impl Iterator<Item = usize>, code: impl Fn(usize, u32) -> Option<u32>) -> Codings {
    Codings::of_rows(rows.filter_map(|at| {
        let row = from.row(at)?;
        Some(CodingRow { code: code(at, row.code)?, ..row })
    }))
}

/// Codings that say the same since two codes became one count once; columns are sorted as analysis expects them.
fn unite(codings: &mut Codings) {
    let key = |at: usize| codings.row(at).map(|row| row.place());
    let mut order: Vec<usize> = (0..codings.len()).collect();
    order.sort_by_key(|at| key(*at));
    order.dedup_by_key(|at| key(*at));
    *codings = picked(codings, order.into_iter(), |_, code| Some(code));
}

/// For each cell whose figure differs: the figure before, what the changed definitions do to it, what people's
/// decisions do, what newer codings do, and the figure after. The four are counts of one measure in this order, so
/// that they add up whatever is counted. With `all`, cells that stay are listed too.
///
/// # Errors
/// As [`matrix`]; shares cannot be taken apart.
pub fn matrix_between(stations: &Stations, requests: &[MatrixRequest; 4], all: bool) -> Result<Table, AnalysisError> {
    if requests.iter().any(|request| request.share != Share::None) {
        return Err(AnalysisError::ShareOfChange);
    }
    let snapshots = [&stations.before, &stations.redefined, &stations.recoded, &stations.after];
    let mut figures: BTreeMap<(usize, usize), ([i64; 4], String, String)> = BTreeMap::new();
    let mut places = Places::default();
    let mut last: Option<Table> = None;
    for (station, (snapshot, request)) in snapshots.into_iter().zip(requests).enumerate() {
        let counted = matrix(snapshot, &MatrixRequest { ids: true, ..request.clone() })?;
        for row in &counted.rows {
            let (Some(id), Some(name)) = (row.first().map(Cell::display), row.get(1).map(Cell::display)) else {
                continue;
            };
            for (cell, column) in row.iter().zip(&counted.columns).skip(2) {
                let Cell::Count(count) = cell else { continue };
                let at = (places.row(&id), places.column(&column.key));
                let entry = figures.entry(at).or_insert_with(|| ([0; 4], name.clone(), column.label.clone()));
                if let Some(figure) = entry.0.get_mut(station) {
                    *figure = i64::try_from(*count).unwrap_or(i64::MAX);
                }
            }
        }
        last = Some(counted);
    }
    let mut table = headings(stations, requests);
    for ((row, _), ([before, redefined, recoded, after], name, column)) in &figures {
        let steps = [redefined - before, recoded - redefined, after - recoded];
        if !all && steps == [0, 0, 0] {
            continue;
        }
        let change = |step: i64| if step == 0 { Cell::Empty } else { Cell::words(format!("{step:+}")) };
        let count = |figure: &i64| Cell::Count(u64::try_from(*figure).unwrap_or_default());
        let mut cells = vec![Cell::words(places.id(*row)), Cell::words(name.clone()), Cell::words(column.clone())];
        cells.push(count(before));
        cells.extend(steps.map(change));
        cells.push(count(after));
        table.rows.push(cells);
    }
    if table.rows.is_empty() {
        table.notes.push("No figure of this matrix differs between the two versions.".to_owned());
    }
    if !requests.iter().any(|request| request.ids) {
        table.leave_out_column("id");
    }
    if let Some(last) = last {
        let label = stations.after.codebook.label();
        let both = format!("{label} and {}", stations.before.codebook.version);
        table.frame = last.frame.replace(&label, &both);
        table.notes.extend(last.notes);
    }
    Ok(table)
}

/// Rows and columns in the order in which they were first seen.
#[derive(Default)]
struct Places {
    rows: Vec<String>,
    columns: Vec<String>,
}

impl Places {
    fn row(&mut self, id: &str) -> usize {
        position(&mut self.rows, id)
    }

    fn column(&mut self, key: &str) -> usize {
        position(&mut self.columns, key)
    }

    fn id(&self, row: usize) -> String {
        self.rows.get(row).cloned().unwrap_or_default()
    }
}

fn position(known: &mut Vec<String>, name: &str) -> usize {
    known.iter().position(|known| known == name).unwrap_or_else(|| {
        known.push(name.to_owned());
        known.len() - 1
    })
}

fn headings(stations: &Stations, requests: &[MatrixRequest; 4]) -> Table {
    let [request, ..] = requests;
    let (before, after) = (&stations.before.codebook, &stations.after.codebook);
    let columns = vec![
        Column::text("id", "Id"),
        Column::text(request.rows.word(), request.rows.label()),
        Column::text("column", "Column"),
        Column::number("before", before.version.to_string()),
        Column::number("redefined", "Definition"),
        Column::number("recoded", "Recoding"),
        Column::number("new", "New data"),
        Column::number("after", after.version.to_string()),
    ];
    let title = format!(
        "{} by {}: {} {} to {}",
        request.rows.plural(),
        request.columns.name(),
        before.name,
        before.version,
        after.version
    );
    let mut table = Table::new(title, columns);
    request.measure.rule().clone_into(&mut table.measure);
    table.notes.push(
        "Each figure is counted four times: as of the earlier version; with its codings brought to the later one by the \
         automatic steps (definition); with what people decided in review (recoding); with the codings made since (new data)."
            .to_owned(),
    );
    table
}
