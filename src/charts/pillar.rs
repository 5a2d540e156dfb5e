//! Pillar building: what people say at the left, what studies found at the right, what both mean together in the middle
//! (listing, matching, checking, pillar building; Johnson, Grove & Clarke 2019).

use super::furniture::{self, Entry, MARGIN, WIDTH, fine_print, label, small};
use super::lattice::empty_cell;
use super::palette::{CHARCOAL, Colour, GRID, MIST, NAVY, ORANGE, PALE, WHITE};
use super::reading::Reader;
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, TextStyle, lines, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::model::Fit;
use crate::table::Table;

/// Widths of the three columns and the space between them.
const SIDE: f64 = 290.0;
const BETWEEN: f64 = 10.0;
const PADDING: f64 = 10.0;

/// Draws pillars.
///
/// Columns, all of words: `theme`, `qual` (what people say), `outcome`, `quant` (what studies found), `fit` (a word of
/// [`Fit`], or nothing while nobody has decided), `inference` (what both say together). One row for each pillar. A row
/// without `quant`, or without `qual`, stays in sight as unmatched.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a row has neither side or a fit is
/// unknown; [`ChartError::Id`].
pub fn pillar(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let rows = read(table)?;
    let reading =
        "Each row is a pillar: at the left what people say of a theme, at the right what studies found, in the \
                   middle how the two fit and what they mean together. A side that is empty has nothing to match."
            .to_owned();
    Ok(Drawing { scene: scene(&rows, caption), alt: alternative(&rows), reading })
}

struct Row {
    theme: String,
    qual: String,
    outcome: String,
    quant: String,
    fit: Option<Fit>,
    inference: String,
}

fn read(table: &Table) -> Result<Vec<Row>, ChartError> {
    let mut reader =
        Reader::new("pillars", table)?.require(&["theme", "qual", "outcome", "quant", "fit", "inference"])?;
    let mut rows = Vec::new();
    for row in 0..reader.rows() {
        let word = reader.words(row, "fit");
        let fit = Fit::from_word(&word);
        if fit.is_none() && !word.is_empty() {
            let known = Fit::ALL.map(Fit::word).join(", ");
            let hint = format!("expected one of {known}");
            reader.problem(Some(row), "fit", format!("found {word:?}, no fit known here"), &hint);
        }
        let [theme, qual, outcome, quant, inference] =
            ["theme", "qual", "outcome", "quant", "inference"].map(|key| reader.words(row, key));
        if qual.is_empty() && quant.is_empty() {
            reader.problem(Some(row), "qual", "found neither voices nor findings", "leave the row out");
        }
        rows.push(Row { theme, qual, outcome, quant, fit, inference });
    }
    reader.finish(rows)
}

/// Left edges of the three columns.
fn lefts() -> [f64; 3] {
    let middle = WIDTH - 2.0 * MARGIN - 2.0 * SIDE - 2.0 * BETWEEN;
    [MARGIN, MARGIN + SIDE + BETWEEN, MARGIN + SIDE + 2.0 * BETWEEN + middle]
}

fn widths() -> [f64; 3] {
    [SIDE, WIDTH - 2.0 * MARGIN - 2.0 * SIDE - 2.0 * BETWEEN, SIDE]
}

/// Paragraphs of one cell: words and how they are set.
fn paragraphs(row: &Row) -> [Vec<(String, TextStyle)>; 3] {
    let side = |head: &str, body: &str| {
        let parts = [(head, label().bold()), (body, small())];
        let parts = parts.into_iter().filter(|(words, _)| !words.is_empty());
        parts.map(|(words, style)| (words.to_owned(), style)).collect()
    };
    let fit = row.fit.map_or_else(|| "Fit not decided".to_owned(), |fit| format!("{} · {}", fit.letter(), fit.name()));
    let inference = if row.inference.is_empty() { "No inference drawn yet." } else { &row.inference };
    let style = if row.inference.is_empty() { small().coloured(CHARCOAL) } else { small() };
    let matched = !row.qual.is_empty() && !row.quant.is_empty();
    let mut middle = vec![(fit, label().bold()), (inference.to_owned(), style)];
    if !matched {
        middle.insert(0, ("Unmatched".to_owned(), fine_print()));
    }
    [side(&row.theme, &row.qual), middle, side(&row.outcome, &row.quant)]
}

/// The lines of a cell with their styles.
fn wrapped(parts: &[(String, TextStyle)], room: f64) -> Vec<(Vec<String>, TextStyle)> {
    parts.iter().map(|(words, style)| (style.wrap(words, room), *style)).collect()
}

fn height(blocks: &[(Vec<String>, TextStyle)]) -> f64 {
    let blocks = blocks.iter().map(|(lines, style)| style.height(lines.len()) + 7.0);
    blocks.sum::<f64>() - 7.0 + 2.0 * PADDING
}

fn scene(rows: &[Row], caption: &Caption) -> Scene {
    let mut scene = Scene::new(WIDTH);
    let (lefts, widths) = (lefts(), widths());
    let mut y = key(&mut scene, rows) + 8.0;
    let heads = ["What people say", "What both mean together", "What studies found"];
    for ((left, width), head) in lefts.iter().zip(&widths).zip(heads) {
        let style = label().bold().anchored(Anchor::Middle);
        scene.push(Mark::text(Point::new(left + width / 2.0, y + 14.0), head, style));
    }
    y += 24.0;
    for (at, row) in rows.iter().enumerate() {
        let cells = paragraphs(row);
        let blocks: Vec<_> =
            cells.iter().zip(&widths).map(|(parts, width)| wrapped(parts, width - 2.0 * PADDING)).collect();
        let tall = blocks.iter().map(|blocks| height(blocks)).fold(56.0, f64::max);
        let mut marks = Vec::new();
        let sides = [&row.qual, &row.inference, &row.quant];
        for (column, blocks) in blocks.iter().enumerate() {
            let area = Area::new(lefts[column], y, widths[column], tall);
            if column != 1 && sides[column].is_empty() {
                let words = if column == 0 { "nobody speaks of it" } else { "no study measured it" };
                marks.extend(empty_cell(area, words));
                continue;
            }
            marks.extend(cell(column, blocks, area, row.fit));
            if column != 1 {
                marks.push(beam(column, area));
            }
        }
        let title = format!("{} and {}: {}", row.theme, row.outcome, row.fit.map_or("not decided", Fit::name));
        scene.group(format!("p{}", at + 1), title, marks);
        y += tall + BETWEEN;
    }
    furniture::foot(&mut scene, y, &[], caption);
    scene
}

/// The short line that ties a side to the pillar in the middle.
fn beam(column: usize, area: Area) -> Mark {
    let (x, y) = (if column == 0 { area.right() } else { area.x - BETWEEN }, area.centre().y);
    Mark::Line { from: Point::new(x, y), to: Point::new(x + BETWEEN, y), stroke: Stroke::new(CHARCOAL, 2.0) }
}

fn cell(column: usize, blocks: &[(Vec<String>, TextStyle)], area: Area, fit: Option<Fit>) -> Vec<Mark> {
    let (ground, edge): (Colour, Stroke) = match column {
        0 => (WHITE, Stroke::new(NAVY, 1.6)),
        1 if fit.is_none() => (MIST, Stroke::new(GRID, 1.0)),
        1 => (PALE, Stroke::new(CHARCOAL, 1.0)),
        _ => (WHITE, Stroke::new(ORANGE, 1.6)),
    };
    let mut marks = vec![Mark::outlined(area, ground, edge)];
    let mut top = area.y + (area.height - height(blocks)) / 2.0 + PADDING;
    for (words, style) in blocks {
        if column == 1 {
            let middle = Point::new(area.centre().x, top + style.height(words.len()) / 2.0);
            marks.extend(lines_around(middle, words, style.anchored(Anchor::Middle)));
        } else {
            marks.extend(lines(Point::new(area.x + PADDING, top + style.size * 0.8), words, *style));
        }
        top += style.height(words.len()) + 7.0;
    }
    marks
}

fn key(scene: &mut Scene, rows: &[Row]) -> f64 {
    let sample = |ground, edge| vec![Mark::outlined(Area::new(0.0, -7.0, 22.0, 14.0), ground, edge)];
    let mut entries = vec![
        Entry::new(sample(WHITE, Stroke::new(NAVY, 1.6)), 22.0, "voices"),
        Entry::new(sample(PALE, Stroke::new(CHARCOAL, 1.0)), 22.0, "pillar"),
        Entry::new(sample(WHITE, Stroke::new(ORANGE, 1.6)), 22.0, "findings"),
    ];
    if rows.iter().any(|row| row.fit.is_none()) {
        entries.push(Entry::new(sample(MIST, Stroke::new(GRID, 1.0)), 22.0, "fit not decided"));
    }
    furniture::key(scene, MARGIN / 2.0, "", &entries)
}

fn alternative(rows: &[Row]) -> String {
    let of = |letter: &str| rows.iter().filter(|row| row.fit.is_some_and(|fit| fit.letter() == letter)).count();
    let unmatched = rows.iter().filter(|row| row.qual.is_empty() || row.quant.is_empty()).count();
    let inferred = rows.iter().filter(|row| !row.inference.is_empty()).count();
    alt::sentences(&[
        format!("Pillars of voices and findings: {}.", alt::counted(rows.len(), "row", "rows")),
        format!("Agreement in {}, partial in {}, dissonance in {}, silence in {}.", of("A"), of("P"), of("D"), of("S")),
        format!("{unmatched} unmatched; an inference is drawn in {inferred}."),
    ])
}
