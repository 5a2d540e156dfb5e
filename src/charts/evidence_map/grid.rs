//! The cells of an evidence map, read from one row each.

use super::super::ChartError;
use super::super::rating::Rating;
use super::super::reading::{Figure, Reader, Tally};
use crate::table::{Column, Table};

const VOICES: &str = "voices";
const DESIGN: &str = "design_";

/// The evidence of a row on an outcome.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Evidence {
    pub studies: Tally,
    /// Studies by design group, in the order of [`Grid::designs`].
    pub designs: Vec<Tally>,
    pub rating: Rating,
}

impl Evidence {
    /// How many studies, for sizes.
    pub(super) fn known(&self) -> u64 {
        self.studies.known().unwrap_or(0)
    }
}

/// A row or an outcome with its voices; none where the table has no line for them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub name: String,
    pub voices: Option<Figure>,
}

/// The whole map.
pub(super) struct Grid {
    /// What a row is: `Intervention`.
    pub row_label: String,
    pub rows: Vec<Line>,
    pub outcomes: Vec<Line>,
    /// Names of the design groups.
    pub designs: Vec<String>,
    cells: Vec<(usize, usize, Evidence)>,
}

impl Grid {
    pub(super) fn read(table: &Table) -> Result<Self, ChartError> {
        let mut reader =
            Reader::new("evidence map", table)?.require(&["row", "outcome", "studies", "rating", VOICES])?;
        let designs: Vec<&Column> = table.columns.iter().filter(|column| column.key.starts_with(DESIGN)).collect();
        let column = |key: &str| table.columns.iter().find(|column| column.key == key);
        let row_label = column("row").map_or_else(String::new, |column| column.label.clone());
        let mut grid = Self {
            row_label,
            rows: Vec::new(),
            outcomes: Vec::new(),
            designs: designs.iter().map(|column| column.label.clone()).collect(),
            cells: Vec::new(),
        };
        if let Some(voices) = column(VOICES).filter(|voices| voices.n.is_none()) {
            reader.problem(None, &voices.key, "the column has no N", "give it the number of people in the frame");
        }
        for at in 0..reader.rows() {
            let (row, outcome) = (reader.words(at, "row"), reader.words(at, "outcome"));
            let evidence = Evidence {
                studies: reader.tally(at, "studies"),
                designs: designs.iter().map(|column| reader.tally(at, &column.key)).collect(),
                rating: Rating::of(reader.words(at, "rating")),
            };
            let voices = column(VOICES).map_or(Figure::Absent, |column| reader.figure(at, column));
            let twice = match (row.is_empty(), outcome.is_empty()) {
                (false, false) => grid.put(&row, &outcome, evidence),
                (false, true) => say(&mut grid.rows, &row, voices),
                (true, false) => say(&mut grid.outcomes, &outcome, voices),
                (true, true) => {
                    reader.problem(Some(at), "row", "found neither a row nor an outcome", "name one or both");
                    false
                }
            };
            if twice {
                let message = format!("found {row:?} with {outcome:?} a second time");
                reader.problem(Some(at), "row", message, "give each pair one row");
            }
        }
        reader.finish(grid)
    }

    /// Keeps the evidence of a pair; whether the pair was there already.
    fn put(&mut self, row: &str, outcome: &str, evidence: Evidence) -> bool {
        let place = (place(&mut self.rows, row), place(&mut self.outcomes, outcome));
        let twice = self.evidence(place.0, place.1).is_some();
        self.cells.push((place.0, place.1, evidence));
        twice
    }

    /// The evidence at these places, where the table has a row for it.
    pub(super) fn evidence(&self, row: usize, outcome: usize) -> Option<&Evidence> {
        self.cells.iter().find(|(y, x, _)| (*y, *x) == (row, outcome)).map(|(_, _, evidence)| evidence)
    }

    /// Every piece of evidence that there is.
    pub(super) fn found(&self) -> impl Iterator<Item = &Evidence> {
        self.cells.iter().map(|(_, _, evidence)| evidence).filter(|evidence| !evidence.studies.is_zero())
    }

    /// What the voices say, over rows and outcomes.
    pub(super) fn voices(&self) -> impl Iterator<Item = &Figure> {
        self.rows.iter().chain(&self.outcomes).filter_map(|line| line.voices.as_ref())
    }
}

/// Gives a line its voices; whether it had some already.
fn say(lines: &mut Vec<Line>, name: &str, voices: Figure) -> bool {
    let at = place(lines, name);
    lines.get_mut(at).is_some_and(|line| line.voices.replace(voices).is_some())
}

fn place(lines: &mut Vec<Line>, name: &str) -> usize {
    lines.iter().position(|line| line.name == name).unwrap_or_else(|| {
        lines.push(Line { name: name.to_owned(), voices: None });
        lines.len() - 1
    })
}
