//! Evidence and voices: themes by outcomes, in each cell how many people speak of it and how many
//! studies tested it, side by side and never added up.

mod fit;
mod grid;

use super::furniture::{self, Entry, MARGIN, WIDTH, fine_print, label, small};
use super::palette::{NAVY, ORANGE};
use super::scene::{Anchor, Area, Mark, Point, Scene, lines, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;
use grid::{Gap, Grid, Piece};

use super::palette::{CHARCOAL, Colour, GRID, INK, MIST, PALE, WHITE};
use super::reading::Tally;
use super::scene::Stroke;

const VOICES: Colour = NAVY;
const STUDIES: Colour = ORANGE;
/// Diameter of the largest circle and side of the largest square, of about equal area.
const LARGEST: (f64, f64) = (34.0, 30.0);
const SMALLEST: f64 = 5.0;

/// Draws a map of themes (downwards) by outcomes (across).
///
/// Columns: `theme`, `outcome`, `participants` (a count or withheld), `studies` (a count), `benefit` and
/// `harm` (effects by direction), `gap` (`both`, `qual_only`, `quant_only` or `neither`); one row for each
/// pair, in any order. Themes and outcomes stand in the order in which they first appear; a pair without
/// a row has no linked evidence. The gap class is the table's: the rule for it belongs to the analysis. Circles and squares
/// have areas in proportion to the counts printed under them.
///
/// With a column `fit` (words of [`Fit`](crate::model::Fit), or nothing where nobody has judged) it draws the joint display
/// instead: in each cell the letter and colour of the fit, a square as large as there are cases (column `cases`, else
/// participants), edged by the best evidence rating (column `rating`, if there is one).
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a pair occurs
/// twice, or a gap class is unknown; [`ChartError::Id`].
pub fn joint_map(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let grid = Grid::read(table)?;
    if grid.has_fit {
        let (scene, alt) = (fit::scene(&grid, caption), fit::alternative(&grid));
        return Ok(Drawing { scene, alt, reading: fit::READING.to_owned() });
    }
    let reading = "Rows are themes, columns outcomes. In each cell the circle is the number of participants who speak \
                   of the theme, the square the number of studies on the outcome, with the number of effects towards \
                   benefit and towards harm; a word says whether both, one or neither is there."
        .to_owned();
    Ok(Drawing { scene: scene(&grid, caption), alt: alternative(&grid), reading })
}

struct Layout {
    label_room: f64,
    /// Left edge of the first cell.
    left: f64,
    cell: f64,
    /// Room at the right of a cell for the directions of the effects.
    directions: f64,
    width: f64,
}

const CELL_HEIGHT: f64 = 86.0;
const CELL_GAP: f64 = 4.0;

fn layout(grid: &Grid) -> Layout {
    const WIDEST_NAME: f64 = 220.0;
    const AFTER_NAME: f64 = 10.0;
    const MARKS: f64 = 78.0;
    let directions = grid.cells().flat_map(|piece| [&piece.benefit, &piece.harm]);
    let directions = directions.map(|count| small().width(&format!("▲ {}", count.words())) + 14.0).fold(46.0, f64::max);
    let narrowest = MARKS + directions;
    let longest = grid.themes.iter().map(|theme| label().width(theme)).fold(0.0, f64::max);
    // A map has few outcomes; the count is exact.
    #[allow(clippy::cast_precision_loss)]
    let count = grid.outcomes.len().max(1) as f64;
    let label_room = longest.min(WIDEST_NAME).ceil();
    let left = MARGIN + label_room + AFTER_NAME;
    let cell = ((WIDTH - MARGIN - left) / count).clamp(narrowest, narrowest + 36.0).floor();
    Layout { label_room, left, cell, directions, width: (left + count * cell + MARGIN).max(640.0).ceil() }
}

fn scene(grid: &Grid, caption: &Caption) -> Scene {
    let layout = layout(grid);
    let mut scene = Scene::new(layout.width);
    let top = key(&mut scene, grid) + 10.0;
    let mut y = headers(&mut scene, &layout, grid, top);
    for (down, theme) in grid.themes.iter().enumerate() {
        let words = label().wrap(theme, layout.label_room);
        let height = CELL_HEIGHT.max(label().height(words.len()) + 12.0);
        let end = Point::new(MARGIN + layout.label_room, y + height / 2.0);
        scene.extend(lines_around(end, &words, label().anchored(Anchor::End)));
        let mut x = layout.left;
        for (across, outcome) in grid.outcomes.iter().enumerate() {
            let piece = grid.piece(down, across);
            let area = Area::new(x + CELL_GAP / 2.0, y + CELL_GAP / 2.0, layout.cell - CELL_GAP, height - CELL_GAP);
            let title = format!("{theme}, {outcome}: {}", piece.words());
            scene.group(
                format!("r{}c{}", down + 1, across + 1),
                title,
                cell(&piece, area, layout.directions, grid.most()),
            );
            x += layout.cell;
        }
        y += height;
    }
    furniture::foot(&mut scene, y + 4.0, &[], caption);
    scene
}

fn key(scene: &mut Scene, grid: &Grid) -> f64 {
    let mut entries = vec![
        Entry::new(vec![Mark::disc(Point::new(7.0, 0.0), 7.0, VOICES)], 14.0, "voices (participants)"),
        Entry::new(vec![Mark::filled(Area::new(0.0, -6.0, 12.0, 12.0), STUDIES)], 12.0, "studies"),
        Entry::new(Vec::new(), 0.0, "areas in proportion to the numbers below them"),
        Entry::new(Vec::new(), 0.0, "▲ effects towards benefit"),
        Entry::new(Vec::new(), 0.0, "▼ effects towards harm"),
    ];
    entries.extend(super::furniture::withheld(grid.withheld()));
    for gap in Gap::ALL {
        let (ground, outline) = dress(gap);
        let sample = Mark::outlined(Area::new(0.0, -7.0, 22.0, 14.0), ground, outline);
        entries.push(Entry::new(vec![sample], 22.0, gap.name()));
    }
    furniture::key(scene, MARGIN / 2.0, "", &entries)
}

/// Ground and outline of a cell; its gap class is also written in it.
fn dress(gap: Gap) -> (Colour, Stroke) {
    match gap {
        Gap::Both => (PALE, Stroke::new(NAVY, 1.6)),
        Gap::VoicesOnly => (WHITE, Stroke::new(NAVY, 1.0)),
        Gap::StudiesOnly => (WHITE, Stroke::new(ORANGE, 1.6)),
        Gap::Neither => (MIST, Stroke::new(GRID, 1.0)),
    }
}

fn headers(scene: &mut Scene, layout: &Layout, grid: &Grid, top: f64) -> f64 {
    let style = label().bold().anchored(Anchor::Middle);
    let wrapped: Vec<Vec<String>> =
        grid.outcomes.iter().map(|outcome| style.wrap(outcome, layout.cell - 10.0)).collect();
    let deepest = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    let bottom = top + style.height(deepest) + 8.0;
    let mut x = layout.left + layout.cell / 2.0;
    for words in &wrapped {
        let first = bottom - 11.0 - (style.height(words.len()) - style.size);
        scene.extend(lines(Point::new(x, first), words, style));
        x += layout.cell;
    }
    bottom
}

/// One cell: its gap class above, circle and square in the middle, their numbers below, the directions
/// of the effects at the right.
fn cell(piece: &Piece, area: Area, directions: f64, (most_voices, most_studies): (u64, u64)) -> Vec<Mark> {
    let (ground, outline) = dress(piece.gap);
    let mut marks = vec![Mark::outlined(area, ground, outline)];
    let centre = area.centre();
    if piece.is_empty() {
        let style = small().coloured(CHARCOAL).anchored(Anchor::Middle);
        marks.extend(lines_around(centre, &[piece.gap.name().to_owned()], style));
        return marks;
    }
    let name = fine_print().coloured(INK);
    marks.push(Mark::text(Point::new(area.x + 7.0, area.y + 15.0), piece.gap.name(), name));
    // With one column of directions at the right, circle and square share what is left.
    let row = area.y + 20.0 + LARGEST.0 / 2.0;
    let room = area.width - directions;
    let number = small().bold().anchored(Anchor::Middle);
    let numbers = row + LARGEST.0 / 2.0 + 14.0;
    if !piece.participants.is_zero() {
        let middle = Point::new(area.x + room * 0.27 + 2.0, row);
        marks.push(match &piece.participants {
            Tally::Known(count) => {
                Mark::disc(middle, furniture::extent(*count, most_voices, (SMALLEST, LARGEST.0)) / 2.0, VOICES)
            }
            // Its size is not to be read off: as small as marks get, and hollow.
            Tally::Withheld(_) => {
                Mark::Circle { centre: middle, radius: 4.0, fill: Some(WHITE), outline: Some(Stroke::new(VOICES, 1.4)) }
            }
        });
        marks.push(Mark::text(Point::new(middle.x, numbers), piece.participants.words(), number));
    }
    if !piece.studies.is_zero() {
        let middle = Point::new(area.x + room * 0.79 + 2.0, row);
        marks.push(match &piece.studies {
            Tally::Known(count) => Mark::filled(
                Area::around(middle, furniture::extent(*count, most_studies, (SMALLEST, LARGEST.1))),
                STUDIES,
            ),
            Tally::Withheld(_) => Mark::outlined(Area::around(middle, 8.0), WHITE, Stroke::new(STUDIES, 1.6)),
        });
        marks.push(Mark::text(Point::new(middle.x, numbers), piece.studies.words(), number));
        let x = area.right() - directions + 8.0;
        for (sign, count, y) in [("▲", &piece.benefit, row - 3.0), ("▼", &piece.harm, row + 13.0)] {
            marks.push(Mark::text(Point::new(x, y), format!("{sign} {}", count.words()), small()));
        }
    }
    marks
}

fn alternative(grid: &Grid) -> String {
    let of = |gap: Gap| grid.pieces().filter(|piece| piece.gap == gap).count();
    alt::sentences(&[
        format!(
            "Evidence map of {} by {}.",
            alt::counted(grid.themes.len(), "theme", "themes"),
            alt::counted(grid.outcomes.len(), "outcome", "outcomes"),
        ),
        format!(
            "Voices and studies meet in {}; voices only in {}, studies only in {}, neither in {}.",
            alt::counted(of(Gap::Both), "cell", "cells"),
            of(Gap::VoicesOnly),
            of(Gap::StudiesOnly),
            of(Gap::Neither),
        ),
    ])
}
