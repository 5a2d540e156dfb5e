//! Figures with their intervals on one axis: a dot and a line for each row, its numbers at the right.

use super::furniture::{self, Entry, MARGIN, label, small};
use super::lattice::{Head, Lattice};
use super::palette::{CHARCOAL, GRID, NAVY, WHITE};
use super::plane::{Scale, upright_grid, within_usual_reach};
use super::reading::{Measured, Reader, Tally, place};
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, lines_around};
use super::strokes::{Towards, tip};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;

const ROW: f64 = 26.0;
const RADIUS: f64 = 4.6;
/// From so many rows on the figures of the axis stand below too.
const TALL: usize = 18;

/// Draws a dot plot with intervals.
///
/// Columns: `name`, `estimate` (its label names the axis; nothing where undefined), `low`, `high` (limits of the interval, both
/// or neither) and optionally `group` (rows of one name stand together under it, in the order in which groups first appear; those without one come first) and
/// `n` (a count). The axis holds all estimates and 0 only where they reach it; a line marks 0 there. A limit much further out
/// than is usual ends in a tip. A withheld estimate prints what may be known and has no dot.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a row has one limit only or a lower one
/// above the upper; [`ChartError::Id`].
pub fn dot_intervals(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let plot = Plot::read(table)?;
    let reading =
        "Each row has a dot at its estimate and a line over its interval, where there is one; the figures are at \
                   the right."
            .to_owned();
    Ok(Drawing { scene: plot.scene(caption), alt: plot.alt(), reading })
}

struct Row {
    name: String,
    group: usize,
    estimate: Measured,
    limits: Option<(f64, f64)>,
    n: Option<Tally>,
    /// Estimate and limits as they are printed.
    figures: String,
}

struct Plot {
    axis: String,
    groups: Vec<String>,
    rows: Vec<Row>,
    has_n: bool,
}

impl Plot {
    fn read(table: &Table) -> Result<Self, ChartError> {
        let mut reader =
            Reader::new("dot plot with intervals", table)?.require(&["name", "estimate", "low", "high"])?;
        let column = table.columns.iter().find(|column| column.key == "estimate");
        let unit = column.and_then(|column| column.unit.as_ref()).map_or_else(String::new, |unit| format!(" ({unit})"));
        let axis = super::font::printable(column.map_or("", |column| &column.label)) + &unit;
        let has_n = table.column("n").is_some();
        let mut plot = Self { axis, groups: Vec::new(), rows: Vec::new(), has_n };
        for row in 0..reader.rows() {
            let group = reader.words(row, "group");
            let group = place(&mut plot.groups, &group);
            plot.rows.push(read_row(&mut reader, row, group, has_n));
        }
        // A stable sort: rows of a group keep the table's order; those of none come first, before any heading.
        let groups = &plot.groups;
        plot.rows.sort_by_key(|row| (!groups[row.group].is_empty(), row.group));
        reader.finish(plot)
    }

    /// The axis, unless no estimate is known.
    fn scale(&self, area: Area) -> Option<Scale> {
        let known = || self.rows.iter().filter_map(|row| Some((row.estimate.value()?, row.limits)));
        let ends: Vec<(f64, f64)> = known()
            .filter_map(|(value, limits)| limits.map(|(low, high)| [(low, value - low), (high, high - value)]))
            .flatten()
            .map(|(end, reach)| (end, reach.abs()))
            .collect();
        let values: Vec<f64> = known().map(|(value, _)| value).chain(within_usual_reach(&ends)).collect();
        let room = (area.x + 2.0 * RADIUS, area.right() - 2.0 * RADIUS);
        (!values.is_empty()).then(|| Scale::linear(values.into_iter(), room))
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let width = |words: String| small().width(&words) + 6.0;
        let figures = self.rows.iter().map(|row| width(row.figures.clone())).fold(60.0, f64::max);
        let counts = self.rows.iter().filter_map(|row| row.n.as_ref()).map(|n| width(n.words()));
        let mut heads = vec![Head::new(self.axis.clone(), 280.0).taking_rest()];
        heads.extend(self.has_n.then(|| Head::new("n", counts.fold(20.0, f64::max))));
        heads.push(Head::new("Estimate, interval", figures));
        let lattice = Lattice::new(self.rows.iter().map(|row| row.name.as_str()), heads, figures);
        let mut scene = Scene::new(lattice.width);
        let key = self.key(&mut scene);
        let axis = self.scale(lattice.area(0, 0.0, ROW));
        let top = lattice.heads(&mut scene, key + 4.0) + if axis.is_some() { 12.0 } else { -4.0 };
        // Rows are laid out first, for the gridlines below them have to know where they end.
        let mut rows = Scene::new(lattice.width);
        let mut y = top + 6.0;
        let mut group = None;
        for (at, row) in self.rows.iter().enumerate() {
            if group.replace(row.group) != Some(row.group) && !self.groups[row.group].is_empty() {
                y = lattice.band(&mut rows, y, &self.groups[row.group]);
            }
            let height = lattice.name(&mut rows, y, &row.name, ROW, label());
            let title = format!("{}: {}", row.name, row.in_words());
            rows.group(format!("r{}", at + 1), title, self.marks(&lattice, axis.as_ref(), row, y, height));
            y += height;
            rows.push(lattice.rule(y, GRID));
        }
        let mut bottom = y;
        if let Some(axis) = &axis {
            bottom = upright_grid(&mut scene, axis, (top, y), self.rows.len() > TALL);
        }
        scene.extend(rows.marks);
        furniture::foot(&mut scene, bottom + 4.0, &self.notes(axis.as_ref()), caption);
        scene
    }

    /// Line, dot and figures of a row.
    fn marks(&self, lattice: &Lattice, axis: Option<&Scale>, row: &Row, top: f64, height: f64) -> Vec<Mark> {
        let mut marks = Vec::new();
        let middle = top + height / 2.0;
        if let (Some(axis), Some(value)) = (axis, row.estimate.value()) {
            if let Some((low, high)) = row.limits {
                let (least, most) = axis.ends();
                let (from, to) =
                    (Point::new(axis.at(low.max(least)), middle), Point::new(axis.at(high.min(most)), middle));
                marks.push(Mark::Line { from, to, stroke: Stroke::new(CHARCOAL, 1.8) });
                marks.extend((low < least).then(|| tip(from, Towards::Left, CHARCOAL)));
                marks.extend((high > most).then(|| tip(to, Towards::Right, CHARCOAL)));
            }
            let (centre, outline) = (Point::new(axis.at(value), middle), Some(Stroke::new(WHITE, 1.0)));
            marks.push(Mark::Circle { centre, radius: RADIUS, fill: Some(NAVY), outline });
        }
        let mut printed = vec![row.figures.clone()];
        printed.splice(0..0, self.has_n.then(|| row.n.as_ref().map_or_else(|| "–".to_owned(), Tally::words)));
        for (at, words) in printed.into_iter().enumerate() {
            let area = lattice.area(at + 1, top, height);
            let end = Point::new(area.right() - 3.0, middle);
            marks.extend(lines_around(end, &[words], small().anchored(Anchor::End)));
        }
        marks
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let line =
            Mark::Line { from: Point::new(0.0, 0.0), to: Point::new(30.0, 0.0), stroke: Stroke::new(CHARCOAL, 1.8) };
        let mut entries = vec![Entry::new(
            vec![line, Mark::disc(Point::new(15.0, 0.0), RADIUS, NAVY)],
            30.0,
            "estimate with its interval",
        )];
        let counts = self.rows.iter().filter_map(|row| row.n.as_ref()?.withheld());
        let marks = counts.chain(self.rows.iter().filter_map(|row| row.estimate.withheld()));
        entries.extend(furniture::withheld(marks));
        furniture::key(scene, MARGIN / 2.0, "", &entries)
    }

    fn notes(&self, axis: Option<&Scale>) -> Vec<String> {
        let drawn = self.rows.iter().filter(|row| row.estimate.value().is_some()).filter_map(|row| row.limits);
        let held = |(low, high): (f64, f64)| axis.is_none_or(|axis| axis.holds(low) && axis.holds(high));
        let beyond = drawn.into_iter().any(|limits| !held(limits));
        beyond.then(|| "An interval that ends in a tip goes on beyond the axis.".to_owned()).into_iter().collect()
    }

    fn alt(&self) -> String {
        let known: Vec<(&Row, f64)> = self.rows.iter().filter_map(|row| Some((row, row.estimate.value()?))).collect();
        let mut parts =
            vec![format!("Dot plot with intervals of {}.", alt::counted(self.rows.len(), "figure", "figures"))];
        let said = |what: &str, row: &Row| format!("{what}: {}, {}.", alt::name(&row.name), row.figures);
        let best = |better: fn(f64, f64) -> bool| {
            known.iter().copied().reduce(|best, next| if better(next.1, best.1) { next } else { best })
        };
        parts.extend(best(|next, best| next > best).map(|(row, _)| said("Highest", row)));
        if known.len() > 1 {
            parts.extend(best(|next, best| next < best).map(|(row, _)| said("Lowest", row)));
        }
        if known.len() < self.rows.len() {
            parts.push(format!("{} undefined or withheld.", self.rows.len() - known.len()));
        }
        alt::sentences(&parts)
    }
}

impl Row {
    /// `0.31 (0.10 to 0.52), n 25`.
    fn in_words(&self) -> String {
        self.n.as_ref().map_or_else(|| self.figures.clone(), |n| format!("{}, n {}", self.figures, n.words()))
    }
}

fn read_row(reader: &mut Reader<'_>, row: usize, group: usize, has_n: bool) -> Row {
    let estimate = reader.measured(row, "estimate");
    let ends = ["low", "high"].map(|key| reader.measured(row, key));
    let limits = match (ends[0].value(), ends[1].value()) {
        (Some(low), Some(high)) if low > high => {
            reader.problem(Some(row), "low", "found a lower limit above the upper one", "");
            None
        }
        (Some(low), Some(high)) => Some((low, high)),
        (None, None) => None,
        _ => {
            let hint = "give both limits or leave both cells empty";
            reader.problem(Some(row), "low", "found one limit without the other", hint);
            None
        }
    };
    let figures = match (&estimate, limits) {
        (Measured::Known { words, .. }, Some(_)) => {
            format!("{words} ({} to {})", ends[0].words_or(""), ends[1].words_or(""))
        }
        (other, _) => other.words_or("undefined"),
    };
    let name = reader.needed_words(row, "name");
    let n = (has_n && !reader.words(row, "n").is_empty()).then(|| reader.tally(row, "n"));
    Row { name, group, estimate, limits, n, figures }
}
