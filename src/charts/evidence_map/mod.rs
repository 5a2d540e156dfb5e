//! Evidence gap map: what was tested on which outcome, by how many studies, of which design and how well
//! rated; beside it, in a layer of their own, the voices linked to each row and outcome.

mod grid;

use std::collections::BTreeSet;

use super::furniture::{self, Entry, MARGIN, label, small};
use super::lattice::{Head, Lattice, empty_cell};
use super::palette::{CHARCOAL, GRID, INK, NAVY, WHITE};
use super::rating::{self, level_name};
use super::reading::{Figure, Tally};
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, lines_around, on_ground};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;
use grid::{Evidence, Grid, Line};

/// Diameter of the disc of the cell with most studies.
const LARGEST: f64 = 34.0;
/// Room for the widest mark of that size, a square on its tip.
const MARK_ROOM: f64 = 44.0;
/// Inner and outer radius of the ring of voices.
const RING: (f64, f64) = (15.0, 20.0);
const CELL_HEIGHT: f64 = 64.0;

/// Draws an evidence gap map.
///
/// Columns: `row` (its label says what a row is), `outcome`, `studies` (a count), any number of `design_…` (studies by
/// design group, named by their labels), `rating` (best evidence rating as written: a whole number, then any signs),
/// `voices` (participants, with their N). One row for each pair of row and outcome; a row without an outcome, and one
/// without a row, holds the voices of the line it names (nothing: no theme is linked). Lines keep the order in which they first appear; a pair
/// without studies, or without a row, is drawn as "none".
///
/// Marks have areas in proportion to studies; shape and shade tell the rating's level, both printed too. A ring is
/// filled by the share of N, which is the printed number's.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a pair occurs twice or `voices`
/// has no N; [`ChartError::Id`].
pub fn evidence_map(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let grid = Grid::read(table)?;
    let reading = format!(
        "Rows are {}, columns outcomes. A mark stands for the studies of a pair: its area for how many, its shape and \
         shade for the best evidence rating, both printed beside it, with the studies of each design below. “None” is \
         a pair that no study tested. A ring holds the number of people who raise a theme linked to its row or outcome \
         and is filled by their share of all.",
        plural(&grid.row_label)
    );
    Ok(Drawing { scene: scene(&grid, caption), alt: alternative(&grid), reading })
}

fn plural(label: &str) -> String {
    if label.is_empty() { "rows".to_owned() } else { format!("{}s", label.to_lowercase()) }
}

fn studies_in_words(studies: &Tally) -> String {
    match studies {
        Tally::Known(1) => "1 study".to_owned(),
        studies => format!("{} studies", studies.words()),
    }
}

fn scene(grid: &Grid, caption: &Caption) -> Scene {
    let has_voices = grid.voices().next().is_some();
    let words_room = grid.found().map(words_width).fold(54.0, f64::max);
    let cell = MARK_ROOM + 16.0 + words_room;
    let mut heads = vec![Head::new("Voices", 2.0 * RING.1 + 12.0)];
    heads.extend(grid.outcomes.iter().map(|outcome| Head::new(outcome.name.clone(), cell)));
    let names = grid.rows.iter().map(|row| row.name.as_str());
    let lattice = Lattice::new(names.chain(has_voices.then_some("Voices")), heads, cell + 40.0);
    let mut scene = Scene::new(lattice.width);
    let top = key(&mut scene, grid) + 12.0;
    let mut y = lattice.heads(&mut scene, top);
    if grid.outcomes.iter().any(|outcome| outcome.voices.is_some()) {
        let height = lattice.name(&mut scene, y, "Voices", 2.0 * RING.1 + 12.0, label().bold());
        for (across, outcome) in grid.outcomes.iter().enumerate() {
            voices(&mut scene, &format!("v{}", across + 1), outcome, lattice.area(across + 1, y, height));
        }
        y += height + 3.0;
    }
    let most = grid.found().map(Evidence::known).max().unwrap_or(1);
    for (down, row) in grid.rows.iter().enumerate() {
        let height = lattice.name(&mut scene, y, &row.name, CELL_HEIGHT, label());
        voices(&mut scene, &format!("r{}v", down + 1), row, lattice.area(0, y, height));
        for (across, outcome) in grid.outcomes.iter().enumerate() {
            let area = lattice.area(across + 1, y, height);
            let found = grid.evidence(down, across).filter(|evidence| !evidence.studies.is_zero());
            let marks = found.map_or_else(|| empty_cell(area, "none"), |found| cell_marks(grid, found, area, most));
            let title = format!("{}, {}: {}", row.name, outcome.name, in_words(grid, found));
            scene.group(format!("r{}c{}", down + 1, across + 1), title, marks);
        }
        y += height;
    }
    furniture::foot(&mut scene, y + 4.0, &notes(grid), caption);
    scene
}

fn notes(grid: &Grid) -> Vec<String> {
    let mut notes = Vec::new();
    let rated = |sign| grid.found().any(|found| found.rating.has(sign));
    if rated('*') {
        notes.push("* after a rating: mixed findings.".to_owned());
    }
    if rated('+') {
        notes.push("+ after a rating: stronger than its level asks for.".to_owned());
    }
    notes
}

fn key(scene: &mut Scene, grid: &Grid) -> f64 {
    let middle = Point::new(8.0, 0.0);
    let levels: BTreeSet<Option<u8>> = grid.found().map(|found| found.rating.level).collect();
    let mut entries: Vec<Entry> = levels
        .into_iter()
        .map(|level| Entry::new(rating::mark(level, middle, 13.0), 16.0, level_name(level)))
        .collect();
    entries.push(Entry::new(Vec::new(), 0.0, "area: number of studies"));
    for (at, name) in grid.designs.iter().enumerate() {
        entries.push(Entry::new(vec![design_mark(at, Point::new(5.0, 0.0))], 10.0, format!("{name} studies")));
    }
    if grid.voices().next().is_some() {
        let ring = ring(Point::new(8.0, 0.0), (5.5, 8.0), Some(0.6));
        entries.push(Entry::new(ring, 16.0, "voices: people who raise linked themes, as a share of all"));
    }
    if grid.voices().any(|figure| *figure == Figure::Absent) {
        entries.push(Entry::new(Vec::new(), 0.0, "–: no theme linked"));
    }
    entries.extend(furniture::withheld(grid.voices().filter_map(Figure::withheld)));
    furniture::key(scene, MARGIN / 2.0, "Best evidence rating", &entries)
}

/// A ring filled by a share; hollow and thin where the share is not to be known.
fn ring(centre: Point, (inner, outer): (f64, f64), share: Option<f64>) -> Vec<Mark> {
    let line = |radius| Mark::Circle { centre, radius, fill: None, outline: Some(Stroke::new(CHARCOAL, 1.0)) };
    let mut marks = vec![Mark::ring(centre, (inner, outer), 1.0, if share.is_some() { GRID } else { WHITE })];
    if let Some(share) = share.filter(|share| *share > 0.0) {
        marks.push(Mark::ring(centre, (inner, outer), share, NAVY));
    }
    marks.extend([line(inner), line(outer)]);
    marks
}

/// The voices of a row or an outcome.
fn voices(scene: &mut Scene, id: &str, line: &Line, area: Area) {
    let Some(figure) = &line.voices else { return };
    let title = format!("Voices, {}: {}", line.name, figure.words());
    let centre = area.centre();
    let words = match figure {
        Figure::Known { part, .. } => part.to_string(),
        other => other.words(),
    };
    let style = small().bold();
    if *figure == Figure::Absent || style.width(&words) + 4.0 > 2.0 * RING.0 {
        // A number that does not fit into the ring stands in its place; nothing linked has no ring.
        scene.group(id, title, on_ground(centre, &words, style, WHITE));
        return;
    }
    let mut marks = ring(centre, RING, figure.share());
    marks.extend(on_ground(centre, &words, style, WHITE));
    scene.group(id, title, marks);
}

/// The mark of a design group: filled, hollow, and then smaller ones.
fn design_mark(at: usize, centre: Point) -> Mark {
    let line = Stroke::new(INK, 1.2);
    match at {
        0 => Mark::filled(Area::around(centre, 8.0), INK),
        1 => Mark::outlined(Area::around(centre, 7.0), WHITE, line),
        2 => Mark::disc(centre, 4.0, INK),
        _ => Mark::Circle { centre, radius: 3.6, fill: Some(WHITE), outline: Some(line) },
    }
}

const DESIGN_MARK: f64 = 12.0;
const BETWEEN_DESIGNS: f64 = 7.0;

/// Room for the words beside a mark.
fn words_width(found: &Evidence) -> f64 {
    let style = small();
    let designs = found.designs.iter().filter(|tally| !tally.is_zero());
    let designs: f64 = designs.map(|tally| DESIGN_MARK + style.width(&tally.words()) + BETWEEN_DESIGNS).sum();
    let first = style.bold().width(&studies_in_words(&found.studies));
    first.max(style.width(&found.rating.name()).min(110.0)).max(designs - BETWEEN_DESIGNS) + 8.0
}

/// One cell: the mark at the left, at its right studies, rating and designs.
fn cell_marks(grid: &Grid, found: &Evidence, area: Area, most: u64) -> Vec<Mark> {
    let mut marks = vec![Mark::outlined(area, WHITE, Stroke::new(CHARCOAL, 1.0))];
    let middle = Point::new(area.x + MARK_ROOM / 2.0 + 5.0, area.centre().y);
    marks.extend(rating::mark(found.rating.level, middle, furniture::extent(found.known(), most, (6.0, LARGEST))));
    let left = area.x + MARK_ROOM + 12.0;
    let style = small().anchored(Anchor::Start);
    let level = style.wrap(&found.rating.name(), area.right() - left - 4.0);
    let mut y = area.centre().y - 16.0 - (style.height(level.len()) - style.size) / 2.0;
    marks.extend(lines_around(Point::new(left, y), &[studies_in_words(&found.studies)], style.bold()));
    y += 16.0 + (style.height(level.len()) - style.size) / 2.0;
    marks.extend(lines_around(Point::new(left, y), &level, style));
    y += 16.0 + (style.height(level.len()) - style.size) / 2.0;
    let mut x = left;
    for (at, tally) in found.designs.iter().enumerate().take(grid.designs.len()) {
        if !tally.is_zero() {
            marks.push(design_mark(at, Point::new(x + 4.0, y)));
            marks.extend(lines_around(Point::new(x + DESIGN_MARK, y), &[tally.words()], style));
            x += DESIGN_MARK + style.width(&tally.words()) + BETWEEN_DESIGNS;
        }
    }
    marks
}

fn in_words(grid: &Grid, found: Option<&Evidence>) -> String {
    let Some(found) = found else { return "none".to_owned() };
    let designs = grid.designs.iter().zip(&found.designs).filter(|(_, tally)| !tally.is_zero());
    let designs: Vec<String> = designs.map(|(name, tally)| format!("{name} {}", tally.words())).collect();
    format!("{}, {}; {}", studies_in_words(&found.studies), found.rating.name(), designs.join(", "))
}

fn alternative(grid: &Grid) -> String {
    let pairs = grid.rows.len() * grid.outcomes.len();
    let filled = grid.found().count();
    let densest = (0..grid.rows.len())
        .flat_map(|row| (0..grid.outcomes.len()).map(move |outcome| (row, outcome)))
        .filter_map(|(row, outcome)| Some((row, outcome, grid.evidence(row, outcome)?.known())))
        .reduce(|best, next| if next.2 > best.2 { next } else { best })
        .filter(|(_, _, studies)| *studies > 0);
    let rows = plural(&grid.row_label);
    let mut parts = vec![
        format!(
            "Evidence gap map of {} {rows} by {}.",
            grid.rows.len(),
            alt::counted(grid.outcomes.len(), "outcome", "outcomes")
        ),
        format!("Studies in {filled} of {pairs} pairs, none in {}.", pairs - filled),
    ];
    if let Some((row, outcome, studies)) = densest {
        let (row, outcome) = (&grid.rows[row].name, &grid.outcomes[outcome].name);
        let studies = studies_in_words(&Tally::Known(studies));
        parts.push(format!("Most: {} on {}, {studies}.", alt::name(row), alt::name(outcome)));
    }
    alt::sentences(&parts)
}
