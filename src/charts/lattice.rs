//! Rows by columns: names at the left, heads above, cells between, laid out from measured words.

use super::furniture::{MARGIN, WIDTH, fine_print, label};
use super::palette::{CHARCOAL, Colour, GRID, MIST};
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, TextStyle, lines, lines_around};

/// Space between cells.
const GAP: f64 = 4.0;
const AFTER_NAME: f64 = 10.0;
const WIDEST_NAME: f64 = 230.0;

/// A column.
pub(super) struct Head {
    /// Its name.
    pub words: String,
    /// A second line in small print, such as `N = 5`; none when empty.
    pub base: String,
    /// The least width that its cells need.
    pub least: f64,
}

impl Head {
    /// A column whose cells need so many pixels.
    pub(super) fn new(words: impl Into<String>, least: f64) -> Self {
        Self { words: words.into(), base: String::new(), least }
    }

    /// The same with a second line.
    pub(super) fn base(self, base: impl Into<String>) -> Self {
        Self { base: base.into(), ..self }
    }
}

/// Where rows and columns stand.
pub(super) struct Lattice {
    label_room: f64,
    left: f64,
    heads: Vec<Head>,
    widths: Vec<f64>,
    /// Width of the chart.
    pub width: f64,
}

impl Lattice {
    /// Rows of these names and these columns; no column is wider than `most` unless its cells need it.
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>, heads: Vec<Head>, most: f64) -> Self {
        const NARROWEST: f64 = 58.0;
        let longest = names.map(|name| label().width(name)).fold(0.0, f64::max);
        let label_room = longest.min(WIDEST_NAME).ceil();
        let left = MARGIN + label_room + AFTER_NAME;
        let needed = |head: &Head| {
            // The longest word of a head is broken only where it is very long.
            let words = head.words.split_whitespace().map(|word| label().bold().width(word)).fold(0.0, f64::max);
            let head_room = words.min(most).max(fine_print().width(&head.base)) + GAP + 4.0;
            (head.least + GAP).max(head_room).max(NARROWEST)
        };
        let least: Vec<f64> = heads.iter().map(needed).collect();
        // A chart has few columns; the count is exact.
        #[allow(clippy::cast_precision_loss)]
        let spare = (WIDTH - MARGIN - left - least.iter().sum::<f64>()).max(0.0) / heads.len().max(1) as f64;
        let widths: Vec<f64> = least.iter().map(|least| (least + spare).min(most.max(*least)).floor()).collect();
        let width = (left + widths.iter().sum::<f64>() + MARGIN).max(640.0).ceil();
        Self { label_room, left, heads, widths, width }
    }

    /// Draws the heads below `top`; returns their lower edge.
    pub(super) fn heads(&self, scene: &mut Scene, top: f64) -> f64 {
        let (name, base) = (label().bold().anchored(Anchor::Middle), fine_print().anchored(Anchor::Middle));
        let wrapped: Vec<Vec<String>> = self
            .heads
            .iter()
            .zip(&self.widths)
            .map(|(head, width)| name.wrap(&head.words, width - GAP - 2.0))
            .collect();
        let deepest = wrapped.iter().map(Vec::len).max().unwrap_or(1);
        let has_base = self.heads.iter().any(|head| !head.base.is_empty());
        let below = if has_base { 26.0 } else { 11.0 };
        let bottom = top + name.height(deepest) + below - 3.0;
        for (at, (head, words)) in self.heads.iter().zip(&wrapped).enumerate() {
            let x = self.area(at, top, 1.0).centre().x;
            let first = bottom - below - (name.height(words.len()) - name.size);
            scene.extend(lines(Point::new(x, first), words, name));
            if !head.base.is_empty() {
                scene.push(Mark::text(Point::new(x, bottom - 9.0), head.base.clone(), base));
            }
        }
        bottom
    }

    /// Draws the name of a row below `top`; returns the height of the row, at least `least`.
    pub(super) fn name(&self, scene: &mut Scene, top: f64, name: &str, least: f64, style: TextStyle) -> f64 {
        let words = style.wrap(name, self.label_room);
        let height = least.max(style.height(words.len()) + 12.0);
        let end = Point::new(MARGIN + self.label_room, top + height / 2.0);
        scene.extend(lines_around(end, &words, style.anchored(Anchor::End)));
        height
    }

    /// The cell of a column in a row.
    pub(super) fn area(&self, column: usize, top: f64, height: f64) -> Area {
        let x = self.left + self.widths.iter().take(column).sum::<f64>();
        let width = self.widths.get(column).copied().unwrap_or(GAP);
        Area::new(x + GAP / 2.0, top + GAP / 2.0, width - GAP, height - GAP)
    }

    /// A thin line across all cells at this height, and across the names too.
    pub(super) fn rule(&self, y: f64, colour: Colour) -> Mark {
        let right = self.left + self.widths.iter().sum::<f64>();
        let (from, to) = (Point::new(MARGIN, y), Point::new(right, y));
        Mark::Line { from, to, stroke: Stroke::new(colour, 1.0) }
    }
}

/// A cell in which nothing is, with the word that says so.
pub(super) fn empty_cell(area: Area, words: &str) -> Vec<Mark> {
    let style = fine_print().coloured(CHARCOAL).anchored(Anchor::Middle);
    let mut marks = vec![Mark::outlined(area, MIST, Stroke::new(GRID, 1.0))];
    marks.extend(lines_around(area.centre(), &style.wrap(words, area.width - 6.0), style));
    marks
}
