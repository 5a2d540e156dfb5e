//! What helps and what hinders, by role: one small panel for each role, enablers to the right of its
//! zero line and barriers to the left.

use super::furniture::{self, Entry, MARGIN, WIDTH, fine_print, label, small};
use super::palette::{Colour, GRID, INK, NAVY, ORANGE, WHITE, text_on};
use super::reading::{Figure, OWN_WHOLES, Reader};
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, lines, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::model::Polarity;
use crate::table::{Column, Table};

const ENABLER: Colour = NAVY;
const BARRIER: Colour = ORANGE;
/// Panels beside one another; further ones go below.
const ABREAST: usize = 4;
/// Between a bar's end and the panel's edge.
const PANEL_PADDING: f64 = 9.0;

/// Draws bars of shares: columns `code` and `polarity` (`positive` or `negative`), then a column of
/// counts, shares or withheld figures with its N for each role.
///
/// Enablers come first, then barriers, each in the table's order. A withheld figure has no bar.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing or has no N, a
/// polarity is none of the two, or a count is larger than its whole; [`ChartError::Id`].
pub fn diverging_bars(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let bars = Bars::read(table)?;
    let bases: Vec<String> =
        bars.roles.iter().map(|role| format!("{}: N = {}", role.label, role.n.unwrap_or(0))).collect();
    let reading = format!(
        "One panel for each role. Bars to the right of the zero line are enablers, bars to the left barriers; their \
         length is the share of the role's N, printed as n/N. {}.",
        bases.join("; ")
    );
    Ok(Drawing { scene: bars.scene(caption), alt: bars.alt(), reading })
}

struct Row {
    name: String,
    enabler: bool,
    figures: Vec<Figure>,
}

struct Bars<'t> {
    roles: Vec<&'t Column>,
    /// Enablers, then barriers.
    rows: Vec<Row>,
}

/// `4/5`, `<3`, or a dash.
fn short(figure: &Figure) -> String {
    match figure {
        Figure::Known { part, whole } => format!("{part}/{whole}"),
        other => other.words(),
    }
}

struct Layout {
    label_room: f64,
    /// Left edge of the first panel.
    left: f64,
    /// Width of a panel.
    panel: f64,
    width: f64,
    /// Share at the end of the axis.
    furthest: f64,
}

impl Layout {
    fn longest_bar(&self) -> f64 {
        self.panel / 2.0 - PANEL_PADDING
    }

    /// Zero line of the panel at this place in its line.
    fn zero(&self, place: usize) -> f64 {
        // At most four panels stand in a line.
        #[allow(clippy::cast_precision_loss)]
        let before = place as f64;
        self.left + (before + 0.5) * self.panel
    }
}

impl<'t> Bars<'t> {
    fn read(table: &'t Table) -> Result<Self, ChartError> {
        let mut reader = Reader::new("diverging bars", table)?.require(&["code", "polarity"])?;
        let roles = reader.figure_columns(&["code", "polarity"]);
        let mut rows: Vec<Row> = Vec::new();
        for row in 0..reader.rows() {
            let name = reader.needed_words(row, "code");
            let word = reader.words(row, "polarity");
            if word != Polarity::Positive.word() && word != Polarity::Negative.word() {
                let message = format!("found {word:?}, expected `positive` or `negative`");
                reader.problem(Some(row), "polarity", message, "leave out codes without a direction");
            }
            let figures = roles.iter().map(|role| reader.figure(row, role)).collect();
            rows.push(Row { name, enabler: word == Polarity::Positive.word(), figures });
        }
        // Stable: the table's order is kept on either side.
        rows.sort_by_key(|row| !row.enabler);
        reader.finish(Self { roles, rows })
    }

    fn layout(&self) -> Layout {
        const WIDEST_NAME: f64 = 224.0;
        const AFTER_NAME: f64 = 12.0;
        let name = label();
        let longest = self.rows.iter().map(|row| name.width(&row.name)).fold(0.0, f64::max);
        let headings = ["Enablers", "Barriers"].map(|heading| name.bold().width(heading));
        let label_room = longest.min(WIDEST_NAME).max(headings[0]).max(headings[1]).ceil();
        let value = self.figures().map(|figure| small().width(&short(figure))).fold(0.0, f64::max);
        // A figure always has room: beyond a short bar, or inside a long one.
        let narrowest = 2.0 * (2.0 * value + 16.0);
        let words = self.roles.iter().flat_map(|role| role.label.split_whitespace());
        let narrowest = words.map(|word| name.bold().width(word).min(160.0) + 12.0).fold(narrowest, f64::max);
        // At most four panels stand in a line.
        #[allow(clippy::cast_precision_loss)]
        let abreast = self.roles.len().clamp(1, ABREAST) as f64;
        let left = MARGIN + label_room + AFTER_NAME;
        let panel = ((WIDTH - MARGIN - left) / abreast).clamp(narrowest.min(300.0), 300.0).max(narrowest).floor();
        let largest = self.figures().filter_map(Figure::share).fold(0.0, f64::max);
        let furthest = [0.1, 0.25, 0.5, 0.75].into_iter().find(|end| largest <= *end).unwrap_or(1.0);
        Layout { label_room, left, panel, width: (left + abreast * panel + MARGIN).max(560.0).ceil(), furthest }
    }

    fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.rows.iter().flat_map(|row| &row.figures)
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let layout = self.layout();
        let mut scene = Scene::new(layout.width);
        let mut y = self.key(&mut scene) - 6.0;
        let roles: Vec<usize> = (0..self.roles.len()).collect();
        for block in roles.chunks(ABREAST) {
            y = self.block(&mut scene, &layout, y + 16.0, block);
        }
        furniture::foot(&mut scene, y + 4.0, &self.notes(), caption);
        scene
    }

    fn notes(&self) -> Vec<String> {
        let own = |row: &Row| row.figures.iter().zip(&self.roles).any(|(figure, column)| figure.has_own_whole(column));
        if self.rows.iter().any(own) { vec![OWN_WHOLES.to_owned()] } else { Vec::new() }
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let sample =
            |colour, words: &str| Entry::new(vec![Mark::filled(Area::new(0.0, -6.0, 22.0, 12.0), colour)], 22.0, words);
        let mut entries = vec![
            sample(BARRIER, "barrier, to the left"),
            sample(ENABLER, "enabler, to the right"),
            Entry::new(Vec::new(), 0.0, "Bar: share of the role’s N; figure: n/N"),
        ];
        entries.extend(furniture::withheld(self.figures().filter_map(Figure::withheld)));
        if self.figures().any(|figure| *figure == Figure::Absent) {
            entries.push(Entry::new(Vec::new(), 0.0, "–: no figure"));
        }
        furniture::key(scene, MARGIN / 2.0, "", &entries)
    }

    /// Up to four panels with the names of the codes on their left; returns the lower edge.
    fn block(&self, scene: &mut Scene, layout: &Layout, top: f64, block: &[usize]) -> f64 {
        let plot_top = self.headers(scene, layout, top, block);
        // Lines lie under the bars, but their length is known only after the rows are laid.
        let mut over = Vec::new();
        let mut y = plot_top;
        let mut heading = None;
        for (index, row) in self.rows.iter().enumerate() {
            if heading != Some(row.enabler) {
                heading = Some(row.enabler);
                let words = if row.enabler { "Enablers" } else { "Barriers" };
                let place = Point::new(MARGIN + layout.label_room, y + 19.0);
                over.push(Mark::text(place, words, label().bold().anchored(Anchor::End)));
                y += 26.0;
            }
            let words = label().wrap(&row.name, layout.label_room);
            let height = (label().height(words.len()) + 10.0).max(25.0);
            let end = Point::new(MARGIN + layout.label_room, y + height / 2.0);
            over.extend(lines_around(end, &words, label().anchored(Anchor::End)));
            for (place, role) in block.iter().enumerate() {
                over.extend(self.bar(layout, Point::new(layout.zero(place), end.y), index, *role));
            }
            y += height;
        }
        y += 4.0;
        for place in 0..block.len() {
            axis(scene, layout, layout.zero(place), (plot_top, y));
        }
        scene.extend(over);
        y + 18.0
    }

    fn headers(&self, scene: &mut Scene, layout: &Layout, top: f64, block: &[usize]) -> f64 {
        let (name, n) = (label().bold().anchored(Anchor::Middle), fine_print().anchored(Anchor::Middle));
        let roles: Vec<&Column> = block.iter().filter_map(|role| self.roles.get(*role).copied()).collect();
        let wrapped: Vec<Vec<String>> = roles.iter().map(|role| name.wrap(&role.label, layout.panel - 10.0)).collect();
        let deepest = wrapped.iter().map(Vec::len).max().unwrap_or(1);
        let bottom = top + name.height(deepest) + 22.0;
        for (place, (role, words)) in roles.iter().zip(&wrapped).enumerate() {
            let x = layout.zero(place);
            let first = bottom - 24.0 - (name.height(words.len()) - name.size);
            scene.extend(lines(Point::new(x, first), words, name));
            scene.push(Mark::text(Point::new(x, bottom - 8.0), format!("N = {}", role.n.unwrap_or(0)), n));
        }
        bottom
    }

    /// The bar of one code and role with its figure at the bar's end: inside where it fits, else beyond.
    fn bar(&self, layout: &Layout, zero: Point, index: usize, role: usize) -> Option<Mark> {
        const THICKNESS: f64 = 17.0;
        let row = self.rows.get(index)?;
        let (figure, column) = (row.figures.get(role)?, self.roles.get(role)?);
        let (side, colour) = if row.enabler { (1.0, ENABLER) } else { (-1.0, BARRIER) };
        let length = figure.share().unwrap_or(0.0) / layout.furthest * layout.longest_bar();
        let mut marks = Vec::new();
        if length > 0.0 {
            let left = if row.enabler { zero.x } else { zero.x - length };
            marks.push(Mark::filled(Area::new(left, zero.y - THICKNESS / 2.0, length, THICKNESS), colour));
        }
        let style = small();
        let words = short(figure);
        let width = style.width(&words);
        let inside = length >= width + 9.0;
        let (towards, away) = if row.enabler { (Anchor::Start, Anchor::End) } else { (Anchor::End, Anchor::Start) };
        let (distance, anchor, ink) =
            if inside { (length - 4.5, away, text_on(colour)) } else { (length + 4.5, towards, INK) };
        let place = Point::new(zero.x + side * distance, zero.y + 0.36 * style.size);
        if !inside {
            // Gridlines stop at a figure instead of running through it.
            let left = if row.enabler { place.x } else { place.x - width };
            marks.push(Mark::filled(Area::new(left - 1.0, zero.y - THICKNESS / 2.0, width + 2.0, THICKNESS), WHITE));
        }
        marks.push(Mark::text(place, words, style.anchored(anchor).coloured(ink)));
        let kind = if row.enabler { "enabler" } else { "barrier" };
        let title = format!("{} ({kind}), {}: {}", row.name, column.label, figure.words());
        Some(Mark::Group { id: format!("r{}c{}", index + 1, role + 1), title, marks })
    }

    fn alt(&self) -> String {
        let enablers = self.rows.iter().filter(|row| row.enabler).count();
        let mut parts = vec![format!(
            "Diverging bars: {} and {} by {}.",
            alt::counted(enablers, "enabler", "enablers"),
            alt::counted(self.rows.len() - enablers, "barrier", "barriers"),
            alt::counted(self.roles.len(), "role", "roles"),
        )];
        for (enabler, what) in [(true, "Most named enabler"), (false, "Most named barrier")] {
            let cells =
                self.rows.iter().filter(|row| row.enabler == enabler).flat_map(|row| {
                    self.roles.iter().zip(&row.figures).map(move |(role, figure)| (row, *role, figure))
                });
            let known = cells.filter_map(|(row, role, figure)| Some((row, role, figure, figure.share()?)));
            let most = known.reduce(|best, next| if next.3 > best.3 { next } else { best });
            parts.extend(most.map(|(row, role, figure, _)| {
                format!("{what}: {}, {} {}.", alt::name(&row.name), role.label, figure.words())
            }));
        }
        alt::sentences(&parts)
    }
}

/// Gridlines, zero line and figures of one panel, between the upper and the lower edge of its plot.
fn axis(scene: &mut Scene, layout: &Layout, zero: f64, (top, bottom): (f64, f64)) {
    let reach = layout.longest_bar();
    let style = fine_print();
    for step in [-1.0, -0.5, 0.5, 1.0] {
        let x = zero + step * reach;
        scene.push(Mark::Line { from: Point::new(x, top), to: Point::new(x, bottom), stroke: Stroke::new(GRID, 1.0) });
    }
    let line = Stroke::new(INK, 1.2);
    scene.push(Mark::Line { from: Point::new(zero, top), to: Point::new(zero, bottom), stroke: line });
    let end = format!("{:.0}%", layout.furthest * 100.0);
    let y = bottom + 14.0;
    scene.push(Mark::text(Point::new(zero - reach, y), end.clone(), style));
    scene.push(Mark::text(Point::new(zero, y), "0", style.anchored(Anchor::Middle)));
    scene.push(Mark::text(Point::new(zero + reach, y), end, style.anchored(Anchor::End)));
}
