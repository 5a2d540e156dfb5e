//! Correspondence map: rows and columns of a table of counts as points on the first two axes of a correspondence analysis,
//! the symmetric map (Greenacre 2017, Correspondence Analysis in Practice, ch. 9).

use super::furniture::{self, Entry, MARGIN, WIDTH, fine_print, small};
use super::palette::{CHARCOAL, GRID, INK, NAVY, ORANGE, WHITE};
use super::plane::{Beside, NEAR, Scale, beside, figure, level_axis, name_of_upright, upright_axis};
use super::reading::Reader;
use super::scene::{Area, Mark, Point, Scene, Stroke};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;

/// Diameter of the smallest and the largest mark.
const MARKS: (f64, f64) = (8.0, 20.0);
/// Least and largest height of the frame.
const HEIGHTS: (f64, f64) = (280.0, 560.0);
const LEFT: f64 = MARGIN + 52.0;
/// Quality below which a point is drawn hollow: most of its distance from the origin lies on other axes.
const WELL_SHOWN: f64 = 0.5;
const READING: &str = "Points of one kind are close where their profiles are alike. The distance of a row to a column means \
                       nothing: they go together where they lie in the same direction from the origin.";

/// Draws a symmetric map.
///
/// Columns: `kind` (`row` or `column`), `name`, `mass` (0 to 1), `axis_1`, `axis_2` (principal coordinates; the labels of the
/// two columns name the axes with their shares of inertia), `quality` (share of the point's inertia on the two axes, 0 to 1;
/// may be empty). Both axes have one scale. Marks have areas in proportion to mass; those of quality below 0.5 are hollow.
/// The list below has every figure; where a name has no room in the map, its number stands there.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a kind is unknown, a point occurs twice
/// or has no place, or a mass or a quality is not from 0 to 1; [`ChartError::Id`].
pub fn correspondence_map(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let map = Map::read(table)?;
    Ok(Drawing { scene: map.scene(caption), alt: map.alt(), reading: READING.to_owned() })
}

struct Profile {
    name: String,
    is_row: bool,
    mass: f64,
    at: [f64; 2],
    quality: Option<f64>,
    /// Name and figures, for the list.
    words: String,
}

struct Map {
    points: Vec<Profile>,
    axes: [String; 2],
}

impl Map {
    fn read(table: &Table) -> Result<Self, ChartError> {
        let keys = ["kind", "name", "mass", "axis_1", "axis_2", "quality"];
        let mut reader = Reader::new("correspondence map", table)?.require(&keys)?;
        let label = |key: &str| {
            let column = table.columns.iter().find(|column| column.key == key);
            super::font::printable(column.map_or("", |column| &column.label))
        };
        let mut map = Self { points: Vec::new(), axes: ["axis_1", "axis_2"].map(label) };
        for row in 0..reader.rows() {
            let point = read_point(&mut reader, row);
            if map.points.iter().any(|known| (&known.name, known.is_row) == (&point.name, point.is_row)) {
                let message = format!("found {:?} a second time", point.name);
                reader.problem(Some(row), "name", message, "give each row and each column one point");
            }
            map.points.push(point);
        }
        reader.finish(map)
    }

    /// Distance from the origin.
    fn away(point: &Profile) -> f64 {
        libm::hypot(point.at[0], point.at[1])
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let mut scene = Scene::new(WIDTH);
        let key = self.key(&mut scene);
        let top = name_of_upright(&mut scene, key + 6.0, &self.axes[1]);
        let (frame, x, y) = self.scales(top);
        let line = Stroke::new(CHARCOAL, 1.0);
        scene.push(Mark::Rect { area: frame, fill: None, outline: Some(Stroke::new(GRID, 1.0)) });
        let (middle, level) = (x.at(0.0), y.at(0.0));
        let upright = [Point::new(middle, frame.y), Point::new(middle, frame.bottom())];
        let across = [Point::new(frame.x, level), Point::new(frame.right(), level)];
        for [from, to] in [upright, across] {
            scene.push(Mark::Line { from, to, stroke: line });
        }
        upright_axis(&mut scene, frame, &y, &y.ticks(44.0));
        let below = level_axis(&mut scene, frame, &x, &x.ticks(56.0), &self.axes[0]);
        let heaviest = self.points.iter().map(|point| point.mass).fold(1e-9, f64::max);
        let marks: Vec<(Point, f64)> = (self.points.iter())
            .map(|point| {
                let size = furniture::extent_of(point.mass / heaviest, MARKS);
                (Point::new(x.at(point.at[0]), y.at(point.at[1])), size / 2.0)
            })
            .collect();
        // The heavy ones lie below, so that none hides another.
        let mut order: Vec<usize> = (0..marks.len()).collect();
        order.sort_by(|one, other| marks[*other].1.total_cmp(&marks[*one].1));
        for at in order {
            let (point, (centre, radius)) = (&self.points[at], marks[at]);
            scene.group(format!("p{}", at + 1), point.words.clone(), shape(point, centre, radius));
        }
        let labels: Vec<Vec<Beside>> =
            self.points.iter().enumerate().map(|(at, point)| labels(at + 1, point)).collect();
        let mut unnamed: Vec<usize> = (1..=marks.len()).collect();
        for (at, label) in beside(frame, &marks, &labels) {
            unnamed.retain(|number| *number != at + 1);
            scene.extend(label);
        }
        let items: Vec<String> =
            self.points.iter().enumerate().map(|(at, point)| format!("{}\u{a0} {}", at + 1, point.words)).collect();
        let bottom = furniture::list(&mut scene, below + 14.0, "Points", &items);
        furniture::foot(&mut scene, bottom, &notes(&unnamed), caption);
        scene
    }

    /// Frame and scales: one length for a unit on both axes, and the origin always in sight.
    fn scales(&self, top: f64) -> (Area, Scale, Scale) {
        let reach = |axis: usize| {
            let values = self.points.iter().map(|point| point.at[axis]).chain([0.0]);
            let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
            (f64::midpoint(low, high), (high - low) * 1.16)
        };
        let ((across, wide), (up, tall)) = (reach(0), reach(1));
        let (wide, tall) = if wide + tall > 0.0 { (wide, tall) } else { (1.0, 1.0) };
        let width = WIDTH - MARGIN - LEFT;
        let unit = (width / wide.max(1e-9)).min(HEIGHTS.1 / tall.max(1e-9));
        let height = (tall * unit).clamp(HEIGHTS.0, HEIGHTS.1);
        let frame = Area::new(LEFT, top + 6.0, width, height);
        let ends = |middle: f64, length: f64| (middle - length / unit / 2.0, middle + length / unit / 2.0);
        let x = Scale::between(ends(across, width), (frame.x, frame.right()));
        let y = Scale::between(ends(up, height), (frame.bottom(), frame.y));
        (frame, x, y)
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let sample = |is_row, quality| {
            let point = Profile { name: String::new(), is_row, mass: 1.0, at: [0.0; 2], quality, words: String::new() };
            shape(&point, Point::new(7.0, 0.0), 6.0)
        };
        let mut entries = Vec::new();
        for (is_row, words) in [(true, "row, in plain print"), (false, "column, in bold print")] {
            if self.points.iter().any(|point| point.is_row == is_row) {
                entries.push(Entry::new(sample(is_row, None), 14.0, words));
            }
        }
        entries.push(Entry::new(Vec::new(), 0.0, "area: mass"));
        if self.points.iter().any(|point| !well_shown(point)) {
            let mut marks = sample(true, Some(0.0));
            marks.extend(sample(false, Some(0.0)).into_iter().map(|mark| mark.moved(18.0, 0.0)));
            entries.push(Entry::new(marks, 32.0, "hollow: quality below 0.5, ill shown here"));
        }
        furniture::key(scene, MARGIN / 2.0, "", &entries)
    }

    fn alt(&self) -> String {
        let rows = self.points.iter().filter(|point| point.is_row).count();
        let mut parts = vec![format!(
            "Correspondence map of {} and {}.",
            alt::counted(rows, "row", "rows"),
            alt::counted(self.points.len() - rows, "column", "columns")
        )];
        let furthest = |is_row: bool| {
            let kind = self.points.iter().filter(|point| point.is_row == is_row);
            kind.reduce(|best, next| if Self::away(next) > Self::away(best) { next } else { best })
        };
        for (is_row, kind) in [(true, "row"), (false, "column")] {
            if let Some(point) = furthest(is_row) {
                let [x, y] = point.at.map(|value| figure((value * 100.0).round() / 100.0));
                parts.push(format!("Furthest {kind} from the origin: {} at {x}, {y}.", alt::name(&point.name)));
            }
        }
        alt::sentences(&parts)
    }
}

/// What must be known of the map, and which points are neither named nor numbered in it.
fn notes(unnamed: &[usize]) -> Vec<String> {
    let mut notes = vec![READING.to_owned()];
    if !unnamed.is_empty() {
        let numbers: Vec<String> = unnamed.iter().map(usize::to_string).collect();
        notes.push(format!("No room in the map for name or number: {}.", numbers.join(", ")));
    }
    notes
}

fn read_point(reader: &mut Reader<'_>, row: usize) -> Profile {
    let kind = reader.words(row, "kind");
    if !["row", "column"].contains(&kind.as_str()) {
        reader.problem(Some(row), "kind", format!("found {kind:?}, expected `row` or `column`"), "");
    }
    let name = reader.needed_words(row, "name");
    let figures = ["axis_1", "axis_2", "mass", "quality"].map(|key| reader.measured(row, key));
    let [first, second, mass, quality] = [0, 1, 2, 3].map(|at| figures[at].value());
    for (key, value) in [("axis_1", first), ("axis_2", second)] {
        if value.is_none() {
            reader.problem(Some(row), key, "found no number", "leave out points without a place");
        }
    }
    for (key, value, needed) in [("mass", mass, true), ("quality", quality, false)] {
        if value.map_or(needed, |value| !(-1e-9..=1.0 + 1e-9).contains(&value)) {
            let found = reader.words(row, key);
            reader.problem(Some(row), key, format!("found {found:?}, expected 0 to 1"), "");
        }
    }
    let [x, y, weight, shown] = figures.map(|figure| figure.words_or("not given"));
    let words = format!("{name} ({kind}): {x}, {y}; mass {weight}, quality {shown}");
    let at = [first.unwrap_or(0.0), second.unwrap_or(0.0)];
    Profile { name, is_row: kind == "row", mass: mass.unwrap_or(0.0).max(0.0), at, quality, words }
}

fn well_shown(point: &Profile) -> bool {
    point.quality.is_none_or(|quality| quality >= WELL_SHOWN)
}

/// A disc for a row, a square on its tip for a column.
fn shape(point: &Profile, centre: Point, radius: f64) -> Vec<Mark> {
    let colour = if point.is_row { NAVY } else { ORANGE };
    let fill = if well_shown(point) { colour } else { WHITE };
    let outline = Stroke::new(if point.is_row { NAVY } else { CHARCOAL }, 1.4);
    if point.is_row {
        return vec![Mark::Circle { centre, radius, fill: Some(fill), outline: Some(outline) }];
    }
    let corner = |x: f64, y: f64| Point::new(centre.x + x * radius, centre.y + y * radius);
    let corners = vec![corner(0.0, -1.0), corner(1.0, 0.0), corner(0.0, 1.0), corner(-1.0, 0.0)];
    Mark::outlined_polygon(corners, fill, outline)
}

/// The name where it is short enough, else the number.
fn labels(number: usize, point: &Profile) -> Vec<Beside> {
    const WIDEST: f64 = 150.0;
    const LINES: usize = 3;
    let style = if point.is_row { small() } else { small().bold() };
    let lines = style.wrap(&point.name, WIDEST);
    let name = (lines.len() <= LINES).then_some(Beside { lines, style, away: NEAR });
    let style = if point.is_row { fine_print() } else { fine_print().bold() }.coloured(INK);
    name.into_iter().chain([Beside { style, ..Beside::number(number) }]).collect()
}
