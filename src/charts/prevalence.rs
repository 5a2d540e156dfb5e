//! Prevalence: for each theme the share of every role that raises it, as a dot on one axis.

use super::furniture::{self, Entry, MARGIN, WIDTH, fine_print, label, small};
use super::palette::{CHARCOAL, Colour, GRID, INK, NAVY, ORANGE, PLUM, TEAL, WHITE};
use super::reading::{Figure, OWN_WHOLES, Reader};
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::stats::proportion::wilson;
use crate::table::{Column, Table};

/// Keys of the column over all roles.
const TOTALS: [&str; 2] = ["total", "participants"];
/// Height of the line of one role.
const LINE: f64 = 15.0;
const LEVEL: f64 = 0.95;
const INTERVALS: &str = "Lines: 95% Wilson interval, precision if these were a random sample; they are purposive.";

/// Draws a dot plot of shares: the first column names the themes, every other column holds counts, shares or withheld
/// figures of a role and has its N; a column `total` or `participants` is over all roles.
///
/// Themes are sorted by the figure over all roles (without one, by the sum of the known figures), the largest first; equals
/// keep the table's order. Every figure is printed at the right. A withheld figure has no dot.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column has no N or holds words, or a count is larger
/// than its whole; [`ChartError::Id`].
pub fn prevalence(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

/// [`prevalence`] with a Wilson interval (95 %) for every known share, labelled as what it is: precision if these were
/// a random sample. The people of an interview study are chosen on purpose.
///
/// # Errors
/// As [`prevalence`].
pub fn prevalence_with_intervals(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing_with_intervals(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    drawn(table, caption, false)
}

pub(super) fn drawing_with_intervals(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    drawn(table, caption, true)
}

fn drawn(table: &Table, caption: &Caption, intervals: bool) -> Result<Drawing, ChartError> {
    let plot = Plot::read(table, intervals)?;
    let bases: Vec<String> =
        plot.roles.iter().map(|role| format!("{}: N = {}", role.label, role.n.unwrap_or(0))).collect();
    let mut reading = format!(
        "Rows are themes, the most raised first; each role has a line of its own, on which its shape stands at the share \
         of the role that raises the theme, printed as n/N at the right. {}.",
        bases.join("; ")
    );
    if intervals {
        reading = format!("{reading} {INTERVALS}");
    }
    Ok(Drawing { scene: plot.scene(caption), alt: plot.alt(), reading })
}

struct Row {
    name: String,
    figures: Vec<Figure>,
}

struct Plot<'t> {
    roles: Vec<&'t Column>,
    rows: Vec<Row>,
    intervals: bool,
}

/// Where things stand.
struct Layout {
    label_room: f64,
    /// Left and right end of the axis.
    axis: (f64, f64),
    width: f64,
}

impl Layout {
    fn x(&self, share: f64) -> f64 {
        self.axis.0 + share * (self.axis.1 - self.axis.0)
    }
}

fn is_total(role: &Column) -> bool {
    TOTALS.contains(&role.key.as_str())
}

/// The shape and colour of a role; the fifth and further ones are the first ones hollow.
fn shape(at: usize, total: bool, centre: Point) -> Vec<Mark> {
    const COLOURS: [Colour; 4] = [NAVY, TEAL, PLUM, ORANGE];
    if total {
        return vec![Mark::filled(Area::new(centre.x - 1.5, centre.y - 6.0, 3.0, 12.0), INK)];
    }
    let colour = COLOURS[at % 4];
    let (fill, line) = (if at < 4 { colour } else { WHITE }, Stroke::new(colour, 1.6));
    let corner = |dx: f64, dy: f64| Point::new(centre.x + dx, centre.y + dy);
    match at % 4 {
        0 => vec![Mark::Circle { centre, radius: 4.8, fill: Some(fill), outline: Some(line) }],
        1 => vec![Mark::outlined(Area::around(centre, 8.4), fill, line)],
        2 => Mark::outlined_polygon(vec![corner(-5.2, 4.4), corner(0.0, -5.0), corner(5.2, 4.4)], fill, line),
        _ => Mark::outlined_polygon(
            vec![corner(0.0, -6.0), corner(6.0, 0.0), corner(0.0, 6.0), corner(-6.0, 0.0)],
            fill,
            line,
        ),
    }
}

/// `4/5`, `<3`, or a dash.
fn short(figure: &Figure) -> String {
    match figure {
        Figure::Known { part, whole } => format!("{part}/{whole}"),
        other => other.words(),
    }
}

/// Gridlines with their percentages.
fn axis(scene: &mut Scene, layout: &Layout, top: f64, bottom: f64) {
    let style = fine_print().anchored(Anchor::Middle);
    for percent in [0_u8, 25, 50, 75, 100] {
        let x = layout.x(f64::from(percent) / 100.0);
        let (from, to) = (Point::new(x, top), Point::new(x, bottom));
        scene.push(Mark::Line { from, to, stroke: Stroke::new(if percent == 0 { CHARCOAL } else { GRID }, 1.0) });
        scene.push(Mark::text(Point::new(x, top - 8.0), format!("{percent}%"), style));
    }
    let right = Point::new(layout.width - MARGIN, top - 8.0);
    scene.push(Mark::text(right, "n/N", fine_print().anchored(Anchor::End)));
}

impl<'t> Plot<'t> {
    fn read(table: &'t Table, intervals: bool) -> Result<Self, ChartError> {
        let mut reader = Reader::new("prevalence plot", table)?;
        let first = table.columns.first().map_or("", |column| column.key.as_str());
        let roles = reader.figure_columns(&[first]);
        let mut rows: Vec<Row> = (0..reader.rows())
            .map(|row| Row {
                name: reader.needed_words(row, first),
                figures: roles.iter().map(|role| reader.figure(row, role)).collect(),
            })
            .collect();
        let total = roles.iter().position(|role| is_total(role));
        let part = |figure: &Figure| if let Figure::Known { part, .. } = figure { *part } else { 0 };
        let size = |row: &Row| match total.and_then(|at| row.figures.get(at)) {
            Some(figure) => part(figure),
            None => row.figures.iter().map(part).sum(),
        };
        rows.sort_by_key(|row| std::cmp::Reverse(size(row)));
        reader.finish(Self { roles, rows, intervals })
    }

    fn layout(&self) -> Layout {
        const WIDEST_NAME: f64 = 300.0;
        let longest = self.rows.iter().map(|row| label().width(&row.name)).fold(0.0, f64::max);
        let label_room = longest.min(WIDEST_NAME).ceil();
        let figures = self.rows.iter().flat_map(|row| &row.figures).map(|figure| small().width(&short(figure)));
        let figures = figures.fold(30.0, f64::max).ceil();
        let left = MARGIN + label_room + 22.0;
        let right = (WIDTH - MARGIN - figures - 16.0).max(left + 260.0);
        Layout { label_room, axis: (left, right), width: right + 16.0 + figures + MARGIN }
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let layout = self.layout();
        let mut scene = Scene::new(layout.width);
        let top = self.key(&mut scene) + 26.0;
        // Roles are few; the count is exact.
        #[allow(clippy::cast_precision_loss)]
        let lines = self.roles.len() as f64 * LINE;
        let heights: Vec<f64> = (self.rows.iter())
            .map(|row| (lines + 12.0).max(label().height(label().wrap(&row.name, layout.label_room).len()) + 14.0))
            .collect();
        let bottom = top + heights.iter().sum::<f64>();
        axis(&mut scene, &layout, top, bottom);
        let mut y = top;
        for (down, (row, height)) in self.rows.iter().zip(heights).enumerate() {
            let words = label().wrap(&row.name, layout.label_room);
            let end = Point::new(MARGIN + layout.label_room, y + height / 2.0);
            scene.extend(lines_around(end, &words, label().anchored(Anchor::End)));
            let mut middle = y + height / 2.0 - (lines - LINE) / 2.0;
            for (at, (role, figure)) in self.roles.iter().zip(&row.figures).enumerate() {
                let title = format!("{}, {}: {}", row.name, role.label, figure.words());
                scene.group(format!("t{}r{}", down + 1, at + 1), title, self.dot(&layout, at, figure, middle));
                middle += LINE;
            }
            y += height;
            let rule = Stroke::new(GRID, 1.0);
            let (from, to) = (Point::new(MARGIN, y), Point::new(layout.width - MARGIN, y));
            scene.push(Mark::Line { from, to, stroke: rule });
        }
        furniture::foot(&mut scene, bottom + 6.0, &self.notes(), caption);
        scene
    }

    /// What stands on the line of a role.
    fn dot(&self, layout: &Layout, at: usize, figure: &Figure, y: f64) -> Vec<Mark> {
        let mut marks = Vec::new();
        let total = self.roles.get(at).is_some_and(|role| is_total(role));
        if let (true, Figure::Known { part, whole }) = (self.intervals, figure)
            && let Some(limits) = wilson(*part, *whole, LEVEL)
        {
            let (from, to) = (Point::new(layout.x(limits.low), y), Point::new(layout.x(limits.high), y));
            marks.push(Mark::Line { from, to, stroke: Stroke::new(CHARCOAL, 1.2) });
        }
        if let Some(share) = figure.share() {
            marks.extend(shape(at, total, Point::new(layout.x(share), y)));
        }
        let style = if total { small().bold() } else { small() };
        let end = Point::new(layout.width - MARGIN, y);
        marks.extend(lines_around(end, &[short(figure)], style.anchored(Anchor::End)));
        marks
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let mut entries: Vec<Entry> = (self.roles.iter().enumerate())
            .map(|(at, role)| {
                let words = format!("{} (N = {})", role.label, role.n.unwrap_or(0));
                Entry::new(shape(at, is_total(role), Point::new(7.0, 0.0)), 14.0, words)
            })
            .collect();
        entries.extend(furniture::withheld(self.rows.iter().flat_map(|row| &row.figures).filter_map(Figure::withheld)));
        furniture::key(scene, MARGIN / 2.0, "", &entries)
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.intervals {
            notes.push(INTERVALS.to_owned());
        }
        let own = |row: &Row| row.figures.iter().zip(&self.roles).any(|(figure, role)| figure.has_own_whole(role));
        if self.rows.iter().any(own) {
            notes.push(OWN_WHOLES.to_owned());
        }
        notes
    }

    fn alt(&self) -> String {
        let roles = self.roles.iter().filter(|role| !is_total(role)).count();
        let mut parts = vec![format!(
            "Dot plot of {} by {}.",
            alt::counted(self.rows.len(), "theme", "themes"),
            alt::counted(roles, "role", "roles")
        )];
        let said = |row: &Row| {
            let figures = row.figures.iter().zip(&self.roles).filter(|(figure, _)| **figure != Figure::Absent);
            figures.map(|(figure, role)| format!("{} {}", role.label, short(figure))).collect::<Vec<_>>().join(", ")
        };
        if let Some(first) = self.rows.first() {
            parts.push(format!("Most raised: {}: {}.", alt::name(&first.name), said(first)));
        }
        if let Some(last) = self.rows.last().filter(|_| self.rows.len() > 1) {
            parts.push(format!("Least: {}: {}.", alt::name(&last.name), said(last)));
        }
        alt::sentences(&parts)
    }
}
