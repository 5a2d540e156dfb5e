//! What comes together: all pairs of rows (codes, themes, categories, saved queries) by the units that they share.
//!
//! Units are distinct: characters of text, turns, sources, cases, participants. So no pair can share more than either has.

mod lengths;
mod shared;

use super::crosstab::{Dimension, Sorter};
use super::{AnalysisError, Filter, Frame, RollUp};
use crate::model::Snapshot;
use crate::stats::co_occurrence::{Presence, c_coefficient};
use crate::table::{Cell, Column, Table};

pub(super) use shared::{data_turns, held_by_unit};

/// What two codes must have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Together {
    /// Text: the unit is a character that both cover.
    Intersection,
    /// A turn that both touch.
    #[default]
    Turn,
    /// A turn of the one within so many turns of one of the other.
    Near(u32),
    /// A source.
    Source,
    /// A case.
    Case,
    /// A participant in whose speech both are.
    Participant,
}

impl Together {
    /// Reads `intersection`, `turn`, `near:2turns`, `source`, `case`, `participant`.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that are possible.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        let near =
            word.strip_prefix("near:").map(|distance| distance.trim_end_matches("turns").trim_end_matches("turn"));
        match (word, near.and_then(|turns| turns.parse().ok())) {
            (_, Some(turns)) => Ok(Self::Near(turns)),
            ("intersection", _) => Ok(Self::Intersection),
            ("turn", _) => Ok(Self::Turn),
            ("source", _) => Ok(Self::Source),
            ("case", _) => Ok(Self::Case),
            ("participant", _) => Ok(Self::Participant),
            _ => Err(AnalysisError::Unknown {
                what: "unit of co-occurrence",
                found: word.to_owned(),
                expected: "intersection, turn, near:2turns, source, case, participant".to_owned(),
            }),
        }
    }

    /// What is counted, in the plural.
    fn unit(self) -> &'static str {
        match self {
            Self::Intersection => "characters",
            Self::Turn | Self::Near(_) => "turns",
            Self::Source => "sources",
            Self::Case => "cases",
            Self::Participant => "participants",
        }
    }

    /// Whether the texts are needed.
    #[must_use]
    pub fn needs_texts(self) -> bool {
        self == Self::Intersection
    }

    fn rule(self) -> String {
        match self {
            Self::Intersection => "distinct characters of speech that codings of both cover".to_owned(),
            Self::Turn => "distinct turns that codings of both touch".to_owned(),
            Self::Near(turns) => format!(
                "distinct turns with the one that have the other in the same or one of the next or last {turns} turns of \
                 participants in the source; n of a pair is the smaller of the two directions"
            ),
            Self::Source => "distinct sources with codings of both, wherever they are".to_owned(),
            Self::Case => "distinct cases with codings of both".to_owned(),
            Self::Participant => "distinct participants in whose speech codings of both are".to_owned(),
        }
    }
}

/// Which pairs, and how they come together.
#[derive(Clone, Debug, PartialEq)]
pub struct CooccurrenceRequest {
    /// What comes together.
    pub rows: Dimension,
    /// By what.
    pub by: Together,
    /// What a code counts of the codes below it.
    pub roll_up: RollUp,
    /// Whether pairs that share nothing are listed too.
    pub all: bool,
    /// Whether quotations are counted as ATLAS.ti does, instead of distinct units.
    pub quotations: bool,
    /// Which part of the project is asked about.
    pub filter: Filter,
}

/// Counts of rows and pairs of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pairs {
    /// Units in the frame.
    pub units: u64,
    /// Units of each row.
    pub of_row: Vec<u64>,
    /// Units of each pair, row by row; the half above the diagonal is filled.
    pub of_pair: Vec<u64>,
}

impl Pairs {
    fn new(rows: usize) -> Self {
        Self { units: 0, of_row: vec![0; rows], of_pair: vec![0; rows * rows] }
    }

    fn pair(&self, a: usize, b: usize) -> u64 {
        self.of_pair[a.min(b) * self.of_row.len() + a.max(b)]
    }

    /// Counts a unit that has these rows, sorted and each once.
    fn add(&mut self, rows: &[u32], number: u64) {
        let width = self.of_row.len();
        for (at, a) in rows.iter().enumerate() {
            self.of_row[*a as usize] += number;
            for b in &rows[at + 1..] {
                self.of_pair[*a as usize * width + *b as usize] += number;
            }
        }
    }
}

/// All pairs with what both share: a row for each, the closest (by Jaccard) first.
///
/// Columns: `a, b` (names), `n_a, n_b, n_ab` (units), `share_a` (`n_ab` of `n_a`), `share_b`, `jaccard, lift, phi, pmi`.
///
/// # Errors
/// A mask that does not fit; texts that were not loaded where characters are counted.
pub fn cooccurrence(snapshot: &Snapshot, request: &CooccurrenceRequest) -> Result<Table, AnalysisError> {
    let frame = Frame::new(snapshot, &request.filter)?;
    let rows = Sorter::new(&frame, &request.rows, request.roll_up);
    let pairs =
        if request.quotations { lengths::quotation_pairs(&frame, &rows) } else { count(&frame, &rows, request.by)? };
    let unit = if request.quotations { "quotations" } else { request.by.unit() };
    let mut table =
        Table::new(format!("{} that come together", crate::text::capitalised(&request.rows.name())), columns(unit));
    let mut listed: Vec<(f64, usize, usize)> = Vec::new();
    for a in 0..rows.slots.len() {
        for b in a + 1..rows.slots.len() {
            let jaccard = c_coefficient(pairs.of_row[a], pairs.of_row[b], pairs.pair(a, b)).unwrap_or(0.0);
            if (request.all || pairs.pair(a, b) > 0) && !contains(&rows, a, b) {
                listed.push((jaccard, a, b));
            }
        }
    }
    listed.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    table.rows = listed.iter().map(|(_, a, b)| row(&rows, &pairs, *a, *b, request.quotations)).collect();
    table.measure = if request.quotations {
        "as ATLAS.ti: n are quotations, n of a pair are pairs of quotations that share text".to_owned()
    } else {
        request.by.rule()
    };
    table.frame = format!("{}; {} {unit} in the frame", frame.describe(), pairs.units);
    table.notes = notes(request, &rows, &pairs);
    table.notes.push(request.roll_up.rule().to_owned());
    table.notes.extend(rows.notes.clone());
    table.notes.extend(frame.notes());
    Ok(table)
}

/// Counts rows and pairs of rows in distinct units.
pub(super) fn count(frame: &Frame<'_>, rows: &Sorter, by: Together) -> Result<Pairs, AnalysisError> {
    match by {
        Together::Intersection => lengths::characters(frame, rows),
        Together::Near(turns) => Ok(shared::near(frame, rows, turns)),
        _ => {
            let held = held_by_unit(frame, rows, by);
            let mut pairs = Pairs { units: held.units, ..Pairs::new(rows.slots.len()) };
            held.each(|_, rows| pairs.add(rows, 1));
            Ok(pairs)
        }
    }
}

/// Whether one row counts all that the other does: a code and one below it, which always come together.
fn contains(rows: &Sorter, a: usize, b: usize) -> bool {
    let codes_of = |row: usize| rows.codes_of(u32::try_from(row).unwrap_or(u32::MAX));
    let (of_a, of_b) = (codes_of(a), codes_of(b));
    let inside = |some: &[u32], all: &[u32]| !some.is_empty() && some.iter().all(|code| all.contains(code));
    inside(&of_a, &of_b) || inside(&of_b, &of_a)
}

fn columns(unit: &str) -> Vec<Column> {
    vec![
        Column::text("a", "A"),
        Column::text("b", "B"),
        Column::number("n_a", "n A").unit(unit),
        Column::number("n_b", "n B").unit(unit),
        Column::number("n_ab", "n both").unit(unit),
        Column::number("share_a", "Of A").unit("%"),
        Column::number("share_b", "Of B").unit("%"),
        Column::number("jaccard", "Jaccard"),
        Column::number("lift", "Lift"),
        Column::number("phi", "Phi"),
        Column::number("pmi", "PMI").unit("bits"),
    ]
}

fn row(rows: &Sorter, pairs: &Pairs, a: usize, b: usize, quotations: bool) -> Vec<Cell> {
    let (n_a, n_b, both) = (pairs.of_row[a], pairs.of_row[b], pairs.pair(a, b));
    // Pairs of quotations are no units, and can be more than either has.
    let presence = if quotations { None } else { Presence::from_totals(pairs.units, n_a, n_b, both) };
    let share = |whole: u64| if quotations { Cell::Empty } else { Cell::Share { part: both, whole } };
    vec![
        Cell::words(rows.slots[a].label.clone()),
        Cell::words(rows.slots[b].label.clone()),
        Cell::Count(n_a),
        Cell::Count(n_b),
        Cell::Count(both),
        share(n_a),
        share(n_b),
        Cell::number(c_coefficient(n_a, n_b, both), 3),
        Cell::number(presence.and_then(Presence::lift), 2),
        Cell::number(presence.and_then(Presence::phi), 3),
        Cell::number(presence.and_then(Presence::pmi).filter(|pmi| pmi.is_finite()), 2),
    ]
}

fn notes(request: &CooccurrenceRequest, rows: &Sorter, pairs: &Pairs) -> Vec<String> {
    let mut notes = vec![
        "Jaccard: n both / (n A + n B - n both), on distinct units the c-coefficient. Lift: how many times as often as by \
         chance; phi: correlation; PMI: log2 of lift."
            .to_owned(),
    ];
    if request.quotations {
        notes.push(
            "c (under Jaccard) can pass 1 where quotations overlap; count distinct units instead (--by).".to_owned(),
        );
    }
    let mut over: Vec<String> = Vec::new();
    for a in 0..rows.slots.len() {
        for b in a + 1..rows.slots.len() {
            let (few, many) = (pairs.of_row[a].min(pairs.of_row[b]), pairs.of_row[a].max(pairs.of_row[b]));
            if pairs.pair(a, b) > 0 && many > 5 * few {
                over.push(format!("{} and {}", rows.slots[a].label, rows.slots[b].label));
            }
        }
    }
    if !over.is_empty() {
        let shown: Vec<String> = over.iter().take(3).cloned().collect();
        let more = over.len().saturating_sub(3);
        let more = if more > 0 { format!(" and {more} more pairs") } else { String::new() };
        notes.push(format!(
            "One is more than five times as frequent as the other, so that Jaccard is small whatever they share; read the \
             shares: {}{more}.",
            shown.join("; ")
        ));
    }
    notes
}
