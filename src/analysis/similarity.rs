//! How alike sources, participants or cases are by what was coded in them; and rows and columns of a matrix as a map.

use super::cooccurrence::{Together, held_by_unit};
use super::crosstab::{CrosstabRequest, Dimension, Sorter, counts_of};
use super::measure::find;
use super::{AnalysisError, Filter, Frame, RollUp};
use crate::model::Snapshot;
use crate::stats::co_occurrence::Presence;
use crate::stats::contingency::Table as Counts;
use crate::stats::correspondence::correspondence as correspond;
use crate::table::{Cell, Column, Table};

/// How likeness is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Likeness {
    /// Rows that both have, of those that either has.
    #[default]
    Jaccard,
    /// Rows in which both agree, having or not having, of all.
    SimpleMatching,
    /// (2a + d) / (2a + b + c + d), Kuckartz and Rädiker's zeta.
    Zeta,
    /// Rows that both have, of all.
    RussellRao,
    /// Twice the rows that both have, of the sum of those of each.
    Sorensen,
    /// Cosine of the two presence vectors.
    Cosine,
}

impl Likeness {
    /// Every measure.
    pub const ALL: [Self; 6] =
        [Self::Jaccard, Self::SimpleMatching, Self::Zeta, Self::RussellRao, Self::Sorensen, Self::Cosine];

    /// The word of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Jaccard => "jaccard",
            Self::SimpleMatching => "simple",
            Self::Zeta => "zeta",
            Self::RussellRao => "russell-rao",
            Self::Sorensen => "sorensen",
            Self::Cosine => "cosine",
        }
    }

    /// Reads [`Likeness::word`].
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that are possible.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        find("measure of similarity", word, &Self::ALL, Self::word)
    }

    fn of(self, presence: Presence) -> Option<f64> {
        match self {
            Self::Jaccard => presence.jaccard(),
            Self::SimpleMatching => presence.simple_matching(),
            Self::Zeta => presence.zeta(),
            Self::RussellRao => presence.russell_rao(),
            Self::Sorensen => presence.dice(),
            Self::Cosine => presence.cosine(),
        }
    }
}

/// How alike units are.
#[derive(Clone, Debug, PartialEq)]
pub struct SimilarityRequest {
    /// Source, participant or case.
    pub units: Together,
    /// By the presence of what.
    pub rows: Dimension,
    /// By which measure.
    pub likeness: Likeness,
    /// What a code counts of the codes below it.
    pub roll_up: RollUp,
    /// Which part of the project is asked about.
    pub filter: Filter,
}

/// A square of units by units with their likeness, 0 to 1.
///
/// # Errors
/// Units that have no names, a mask that does not fit.
pub fn similarity(snapshot: &Snapshot, request: &SimilarityRequest) -> Result<Table, AnalysisError> {
    let names: Vec<String> = match request.units {
        Together::Source => snapshot.sources.iter().map(|source| source.name.clone()).collect(),
        Together::Participant => snapshot.participants.iter().map(|person| person.name.clone()).collect(),
        Together::Case => snapshot.cases.iter().map(|case| case.id.clone()).collect(),
        _ => {
            return Err(AnalysisError::Unknown {
                what: "units to compare",
                found: "turns or characters".to_owned(),
                expected: "source, participant, case".to_owned(),
            });
        }
    };
    let frame = Frame::new(snapshot, &request.filter)?;
    let rows = Sorter::new(&frame, &request.rows, request.roll_up);
    let lists = held_by_unit(&frame, &rows, request.units).lists(names.len());
    let kept: Vec<usize> = (0..names.len()).filter(|at| !lists[*at].is_empty()).collect();
    let unit = match request.units {
        Together::Source => "source",
        Together::Participant => "participant",
        _ => "case",
    };
    let mut columns = vec![Column::text(unit, crate::text::capitalised(unit))];
    columns.extend(kept.iter().map(|at| Column::number(names[*at].clone(), names[*at].clone())));
    let mut table = Table::new(format!("How alike {unit}s are by their {}", request.rows.name()), columns);
    for one in &kept {
        let mut cells = vec![Cell::words(names[*one].clone())];
        cells.extend(kept.iter().map(|other| {
            let has = |unit: usize, row: u32| lists[unit].binary_search(&row).is_ok();
            let width = u32::try_from(rows.slots.len()).unwrap_or(u32::MAX);
            let presence = Presence::of((0..width).map(|row| (has(*one, row), has(*other, row))));
            Cell::number(request.likeness.of(presence), 2)
        }));
        table.rows.push(cells);
    }
    table.measure = format!("{}: likeness of what is present, 0 to 1", request.likeness.word());
    table.frame = frame.describe();
    table.notes.push(request.roll_up.rule().to_owned());
    let silent = names.len() - kept.len();
    if silent > 0 {
        table
            .notes
            .push(format!("Without any of the rows, and left out: {}.", crate::text::counted(silent as u64, unit)));
    }
    table.notes.extend(frame.notes());
    Ok(table)
}

/// Rows and columns of a matrix as points of a map (correspondence analysis).
///
/// Columns: `kind` (row or column), `name, mass`, `axis_1, axis_2` (principal coordinates), `quality` (share of the point's
/// distance from the centre that the two axes show).
///
/// # Errors
/// As a matrix; a table too small for a map.
pub fn correspondence(snapshot: &Snapshot, request: &CrosstabRequest) -> Result<Table, AnalysisError> {
    let frame = Frame::new(snapshot, &request.filter)?;
    let (rows, columns, counts) = counts_of(&frame, request)?;
    let small = |reason: String| AnalysisError::NothingToCompare { reason };
    let (table, kept) = Counts::without_empty(&counts).map_err(|reason| small(reason.to_string()))?;
    let found = correspond(&table);
    if found.shares.len() < 2 {
        return Err(small("a map needs at least three rows and three columns with counts".to_owned()));
    }
    let share = |axis: usize| 100.0 * found.shares[axis];
    let mut out = Table::new(
        format!("{} by {}: correspondence map", crate::text::capitalised(&request.rows.name()), request.columns.name()),
        vec![
            Column::text("kind", "Kind"),
            Column::text("name", "Name"),
            Column::number("mass", "Mass"),
            Column::number("axis_1", format!("Axis 1 ({:.0}%)", share(0))),
            Column::number("axis_2", format!("Axis 2 ({:.0}%)", share(1))),
            Column::number("quality", "Quality"),
        ],
    );
    let sides = [("row", &rows, &kept.rows, &found.rows), ("column", &columns, &kept.columns, &found.columns)];
    for (kind, names, kept, points) in sides {
        for (at, place) in kept.iter().enumerate() {
            let quality = points.squared_cosines[at].as_ref().map(|cosines| cosines.iter().take(2).sum());
            out.rows.push(vec![
                Cell::words(kind),
                Cell::words(names[*place].clone()),
                Cell::number(Some(points.masses[at]), 3),
                Cell::number(Some(points.principal[at][0]), 3),
                Cell::number(Some(points.principal[at][1]), 3),
                Cell::number(quality, 2),
            ]);
        }
    }
    let measure = request.measures.first().copied().unwrap_or_default();
    out.measure = format!("correspondence analysis of {}", measure.rule());
    out.frame = frame.describe();
    out.notes = vec![
        format!(
            "Total inertia {:.4}; the axes show {:.0}% and {:.0}% of it. Rows that are near one another have like profiles; a row and a \
             column may be compared by direction only.",
            found.total_inertia,
            share(0),
            share(1)
        ),
        "Rows and columns that count nothing are left out. The sign of an axis is arbitrary.".to_owned(),
    ];
    out.notes.extend(frame.notes());
    Ok(out)
}
