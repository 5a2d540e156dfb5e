//! Any wide matrix as a heat map, with like rows and like columns beside each other and a small tree of their likeness.

mod cells;
mod tree;

use super::furniture::{self, Entry, MARGIN, label, small};
use super::lattice::{Head, Lattice};
use super::palette::{CHARCOAL, ORANGE, PEACH, WHITE, text_on};
use super::plane::figure;
use super::reading::OWN_WHOLES;
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt, shade};
use crate::stats::hierarchy::Hierarchy;
use crate::table::{Column, Table};
use cells::{Cells, Value, Weight};

const ROW: f64 = 26.0;
/// Room for the tree of the rows and for that of the columns.
const TREE: (f64, f64) = (70.0, 44.0);

/// Draws a heat map of a wide matrix.
///
/// The first column names the rows, every other column of figures holds counts, shares, figures or withheld ones; columns of
/// words are passed over. A share, and a count whose column has its N, is shaded by quarters of that whole; any other figure by
/// quarters of the largest in the table, one below 0 in another colour. Three rows or more stand in the order of their
/// likeness, and so do three columns or more: average linkage of Euclidean distances between what the shades go by, over what
/// is known of both. Withheld cells are white and say what may be known. Where columns are too many for their names, these
/// stand in a list.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when there is no column of figures, a count is larger than its
/// whole, or a cell is no figure; [`ChartError::Id`].
pub fn heat_matrix(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let cells = Cells::read(table)?;
    let mut reading = "Each cell prints its figure and is the darker, the larger it is".to_owned();
    if cells.all().any(|value| matches!(value.weight, Some(Weight::Part(..)))) {
        reading.push_str(" beside the N of its column");
    }
    reading.push('.');
    reading.extend(order_in_words(&cells).map(|words| format!(" {words}")));
    Ok(Drawing { scene: scene(&cells, caption), alt: alternative(&cells), reading })
}

/// How rows and columns are ordered; none where they keep the table's order.
fn order_in_words(cells: &Cells<'_>) -> Option<String> {
    let what = match (&cells.rows_tree, &cells.columns_tree) {
        (Some(_), Some(_)) => "Rows and columns stand",
        (Some(_), None) => "Rows stand",
        (None, Some(_)) => "Columns stand",
        (None, None) => return None,
    };
    let how = "average linkage of Euclidean distances between shares";
    Some(format!("{what} in the order of their likeness ({how}): the sooner two lines meet, the more alike they are."))
}

fn base(column: &Column) -> String {
    column.n.map_or_else(String::new, |n| format!("N = {n}"))
}

fn scene(cells: &Cells<'_>, caption: &Caption) -> Scene {
    let widest = cells.all().map(|value| small().width(&value.words)).fold(16.0, f64::max) + 8.0;
    let heads = cells.columns.iter().map(|column| Head::new(column.label.clone(), widest).base(base(column))).collect();
    let beside = if cells.rows_tree.is_some() { TREE.0 } else { 0.0 };
    let lattice = Lattice::fitting(cells.names.iter().map(String::as_str), heads, 110.0, beside);
    let mut scene = Scene::new(lattice.width);
    let mut top = key(&mut scene, cells) + 8.0;
    if let Some(tree) = &cells.columns_tree {
        let members: Vec<f64> =
            (0..cells.columns.len()).map(|column| lattice.area(column, top, ROW).centre().x).collect();
        let foot = top + TREE.1;
        let marks = tree::lines(tree, &members, |along, depth| Point::new(along, foot - depth * (TREE.1 - 4.0)));
        scene.group("columns", likeness("Columns", tree, |at| cells.columns[at].label.as_str()), marks);
        top = foot + 6.0;
    }
    let mut y = lattice.heads(&mut scene, top);
    let first = y;
    let mut middles = Vec::new();
    for (down, (name, row)) in cells.names.iter().zip(&cells.values).enumerate() {
        let height = lattice.name(&mut scene, y, name, ROW, label());
        for (across, (column, value)) in cells.columns.iter().zip(row).enumerate() {
            let title = format!("{name}, {}: {}", column.label, in_words(column, value));
            let marks = cell_marks(cells, value, lattice.area(across, y, height));
            scene.group(format!("r{}c{}", down + 1, across + 1), title, marks);
        }
        middles.push(y + height / 2.0);
        y += height;
    }
    if let Some(tree) = &cells.rows_tree {
        let room = lattice.beside(first, y - first);
        let from = room.x + 6.0;
        let marks = tree::lines(tree, &middles, |along, depth| Point::new(from + depth * (room.width - 10.0), along));
        scene.group("rows", likeness("Rows", tree, |at| cells.names[at].as_str()), marks);
    }
    let bottom = lattice.legend(&mut scene, y + 4.0, "Columns");
    furniture::foot(&mut scene, bottom + 2.0, &notes(cells), caption);
    scene
}

/// The two most alike, as the title of a tree. The tree's numbers are those before they were ordered.
fn likeness<'n>(what: &str, tree: &Hierarchy, name: impl Fn(usize) -> &'n str) -> String {
    match most_alike(tree) {
        Some((one, other)) => format!("{what} by likeness; most alike: {} and {}", name(one), name(other)),
        None => format!("{what} by likeness"),
    }
}

/// Places in the drawing of the two that are joined first.
fn most_alike(tree: &Hierarchy) -> Option<(usize, usize)> {
    let merge = tree.merges.first()?;
    let place = |member: usize| tree.order.iter().position(|known| *known == member);
    place(merge.first).zip(place(merge.second))
}

fn key(scene: &mut Scene, cells: &Cells<'_>) -> f64 {
    let has =
        |share: bool| cells.all().any(|value| value.weight.is_some_and(|w| matches!(w, Weight::Part(..)) == share));
    let largest = figure((cells.largest * 1000.0).round() / 1000.0);
    let lead = match (has(true), has(false)) {
        (_, false) => "Share of the column’s N".to_owned(),
        (false, true) => format!("Share of the largest figure, {largest}"),
        (true, true) => format!("Share of the column’s N, or of the largest figure, {largest}, where it has none"),
    };
    let mut entries: Vec<Entry> = shade::entries(shade::QUARTERS).collect();
    if cells.all().any(|value| cells.share(value).is_some_and(|share| share < 0.0)) {
        entries.push(shade::entry(PEACH, "below 0, size up to 50%"));
        entries.push(shade::entry(ORANGE, "below 0, size over 50%"));
    }
    let withheld = cells.all().filter(|value| value.withheld).map(|value| value.words.as_str());
    entries.extend(furniture::withheld(withheld));
    if cells.all().any(|value| value.weight.is_none() && !value.withheld) {
        entries.push(Entry::new(Vec::new(), 0.0, "–: no figure"));
    }
    furniture::key(scene, MARGIN / 2.0, &lead, &entries)
}

fn notes(cells: &Cells<'_>) -> Vec<String> {
    let mut notes: Vec<String> = order_in_words(cells).into_iter().collect();
    if cells.all().any(|value| value.own_whole) {
        notes.push(OWN_WHOLES.to_owned());
    }
    notes
}

/// `4 of 5`, or the figure as it is printed.
fn in_words(column: &Column, value: &Value) -> String {
    match value.weight {
        Some(Weight::Part(part, whole)) => format!("{part} of {whole}"),
        _ => column.unit.as_ref().map_or_else(|| value.words.clone(), |unit| format!("{} {unit}", value.words)),
    }
}

fn cell_marks(cells: &Cells<'_>, value: &Value, area: Area) -> Vec<Mark> {
    let fill = if value.withheld { WHITE } else { cells.ground(value) };
    let style = small().anchored(Anchor::Middle).coloured(text_on(fill));
    let mut marks = vec![Mark::outlined(area, fill, Stroke::new(CHARCOAL, 1.0))];
    marks.extend(lines_around(area.centre(), std::slice::from_ref(&value.words), style));
    marks
}

fn alternative(cells: &Cells<'_>) -> String {
    let known = || {
        let rows = cells.names.iter().zip(&cells.values);
        let all = rows
            .flat_map(|(name, row)| cells.columns.iter().zip(row).map(move |(column, value)| (name, *column, value)));
        all.filter_map(|(name, column, value)| Some((name, column, value, cells.share(value)?)))
    };
    let said = |what: &str, (name, column, value, _): (&String, &Column, &Value, f64)| {
        format!("{what}: {}, {} {}.", alt::name(name), alt::name(&column.label), in_words(column, value))
    };
    let mut parts = vec![format!(
        "Heat map of {} by {}.",
        alt::counted(cells.names.len(), "row", "rows"),
        alt::counted(cells.columns.len(), "column", "columns")
    )];
    // The first of equals, in the order of the drawing.
    parts.extend(
        known().reduce(|best, next| if next.3 > best.3 { next } else { best }).map(|cell| said("Darkest", cell)),
    );
    if let Some((one, other)) = cells.rows_tree.as_ref().and_then(most_alike) {
        let (one, other) = (alt::name(&cells.names[one]), alt::name(&cells.names[other]));
        parts.push(format!("Most alike: {one} and {other}."));
    }
    alt::sentences(&parts)
}
