//! What follows what: for each ordered pair of rows, how often the second comes after the first within so many turns, and
//! how often it would by chance.

use super::cooccurrence::{Together, data_turns, held_by_unit};
use super::crosstab::{Dimension, Sorter};
use super::{AnalysisError, Filter, Frame, RollUp};
use crate::model::Snapshot;
use crate::stats::contingency::{Table as Counts, residuals};
use crate::table::{Cell, Column, Table};

/// Which sequences.
#[derive(Clone, Debug, PartialEq)]
pub struct SequenceRequest {
    /// What follows what.
    pub rows: Dimension,
    /// How many turns of participants later at most, from 1.
    pub within: u32,
    /// What a code counts of the codes below it.
    pub roll_up: RollUp,
    /// Whether pairs that never follow one another are listed too.
    pub all: bool,
    /// Which part of the project is asked about.
    pub filter: Filter,
}

/// For each ordered pair: turns with the first, those of them that the second follows, how many that would be by chance,
/// and the adjusted residual z (Allison & Liker 1982). The most unusual first.
///
/// Columns: `first, then` (names), `n_first, n_then` (turns), `observed, expected, z`.
///
/// # Errors
/// A mask that does not fit.
pub fn sequence(snapshot: &Snapshot, request: &SequenceRequest) -> Result<Table, AnalysisError> {
    let frame = Frame::new(snapshot, &request.filter)?;
    let rows = Sorter::new(&frame, &request.rows, request.roll_up);
    let found = Follows::of(&frame, &rows, request.within.max(1) as usize);
    let width = rows.slots.len();
    let mut listed: Vec<(Option<f64>, usize, usize)> = Vec::new();
    for first in 0..width {
        for then in 0..width {
            if request.all || found.after[first * width + then] > 0 {
                listed.push((found.z(first, then), first, then));
            }
        }
    }
    let size = |z: Option<f64>| z.map_or(-1.0, f64::abs);
    listed.sort_by(|x, y| size(y.0).total_cmp(&size(x.0)).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut table = Table::new(
        format!("{}: what follows what", crate::text::capitalised(&request.rows.name())),
        vec![
            Column::text("first", "First"),
            Column::text("then", "Then"),
            Column::number("n_first", "n first").unit("turns"),
            Column::number("n_then", "n then").unit("turns"),
            Column::number("observed", "Observed").unit("turns"),
            Column::number("expected", "Expected").unit("turns"),
            Column::number("z", "z"),
        ],
    );
    table.rows = listed
        .into_iter()
        .map(|(z, first, then)| {
            vec![
                Cell::words(rows.slots[first].label.clone()),
                Cell::words(rows.slots[then].label.clone()),
                Cell::Count(found.with[first]),
                Cell::Count(found.with[then]),
                Cell::Count(found.after[first * width + then]),
                Cell::number(found.expected(first, then), 1),
                Cell::number(z, 2),
            ]
        })
        .collect();
    table.measure = format!(
        "turns with the first after which, within {} of participants in the source, a turn has the second",
        crate::text::counted(u64::from(request.within.max(1)), "turn")
    );
    table.frame = format!("{}; {} turns", frame.describe(), found.turns);
    table.notes = vec![
        "Expected: turns with the first, times the share of all turns that the second follows. z: adjusted residual; beyond ±2 \
         is more or less than chance. Turns of one person are not independent, so z is too large; read it as an order."
            .to_owned(),
        "Turns of interviewers in between do not count as turns.".to_owned(),
    ];
    table.notes.push(request.roll_up.rule().to_owned());
    table.notes.extend(rows.notes.clone());
    table.notes.extend(frame.notes());
    Ok(table)
}

/// Turns with what comes after them.
struct Follows {
    turns: u64,
    /// Turns with each row.
    with: Vec<u64>,
    /// Turns that each row follows, whatever they have.
    before: Vec<u64>,
    /// Turns with the first that the second follows.
    after: Vec<u64>,
}

impl Follows {
    fn of(frame: &Frame<'_>, rows: &Sorter, within: usize) -> Self {
        let width = rows.slots.len();
        let lists = held_by_unit(frame, rows, Together::Turn).lists(frame.snapshot().turns.speech.len());
        let mut found = Self { turns: 0, with: vec![0; width], before: vec![0; width], after: vec![0; width * width] };
        let mut behind = Vec::new();
        for turns in data_turns(frame) {
            for (at, turn) in turns.iter().enumerate() {
                let next = turns.get(at + 1..turns.len().min(at + 1 + within)).unwrap_or_default();
                behind.clear();
                behind.extend(next.iter().flat_map(|turn| lists[*turn].iter().copied()));
                behind.sort_unstable();
                behind.dedup();
                found.turns += 1;
                for then in &behind {
                    found.before[*then as usize] += 1;
                }
                for first in &lists[*turn] {
                    found.with[*first as usize] += 1;
                    for then in &behind {
                        found.after[*first as usize * width + *then as usize] += 1;
                    }
                }
            }
        }
        found
    }

    // Numbers of turns are far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    fn expected(&self, first: usize, then: usize) -> Option<f64> {
        (self.turns > 0).then(|| self.with[first] as f64 * self.before[then] as f64 / self.turns as f64)
    }

    /// The adjusted residual of the table of turns with and without the first by followed and not.
    fn z(&self, first: usize, then: usize) -> Option<f64> {
        let both = self.after[first * self.with.len() + then];
        let (with, before) = (self.with[first], self.before[then]);
        let counts = vec![vec![both, with - both], vec![before - both, self.turns + both - with - before]];
        let found = Counts::new(&counts).ok()?;
        residuals(&found).first().and_then(|row| row.first()).map(|cell| cell.adjusted)
    }
}
