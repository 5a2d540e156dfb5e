//! Rows by columns: names at the left, heads above, cells between, laid out from measured words.

use super::furniture::{self, MARGIN, WIDTH, fine_print, label, many};
use super::palette::{CHARCOAL, Colour, GRID, MIST};
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, TextStyle, lines, lines_around};

/// How close columns stand.
#[derive(Clone, Copy)]
struct Spacing {
    /// Space between cells.
    gap: f64,
    /// The least width of a column.
    narrowest: f64,
}

const ROOMY: Spacing = Spacing { gap: 4.0, narrowest: 58.0 };
const DENSE: Spacing = Spacing { gap: 2.0, narrowest: 22.0 };
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
    /// Whether it takes all the room that is left over, as an axis does.
    takes_rest: bool,
}

impl Head {
    /// A column whose cells need so many pixels.
    pub(super) fn new(words: impl Into<String>, least: f64) -> Self {
        Self { words: words.into(), base: String::new(), least, takes_rest: false }
    }

    /// The same, as wide as the others let it be.
    pub(super) fn taking_rest(self) -> Self {
        Self { takes_rest: true, ..self }
    }

    /// The same with a second line.
    pub(super) fn base(self, base: impl Into<String>) -> Self {
        Self { base: base.into(), ..self }
    }
}

/// Where rows and columns stand.
pub(super) struct Lattice {
    spacing: Spacing,
    label_room: f64,
    left: f64,
    heads: Vec<Head>,
    widths: Vec<f64>,
    /// What the numbers of numbered columns stand for; empty where columns have their names above them.
    legend: Vec<String>,
    /// Room kept free at the right of the columns.
    beside: f64,
    /// Width of the chart.
    pub width: f64,
}

impl Lattice {
    /// Rows of these names and these columns; no column is wider than `most` unless its cells need it.
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>, heads: Vec<Head>, most: f64) -> Self {
        Self::spaced(names, heads, (most, 0.0), ROOMY)
    }

    /// Rows and columns close together, all columns of one width: for many cells with little in them. So much room is kept
    /// free at the right.
    pub(super) fn dense<'n>(names: impl Iterator<Item = &'n str>, mut heads: Vec<Head>, beside: f64) -> Self {
        let least = heads.iter().map(|head| head.least).fold(0.0, f64::max);
        for head in &mut heads {
            head.least = least;
        }
        Self::spaced(names, heads, (least, beside), DENSE)
    }

    /// As [`Self::new`], with room kept free at the right, where the chart then has its usual width; else columns have
    /// numbers, dense, and [`Self::legend`] tells their names.
    pub(super) fn fitting<'n>(
        names: impl Iterator<Item = &'n str> + Clone,
        heads: Vec<Head>,
        most: f64,
        beside: f64,
    ) -> Self {
        let legend = heads.iter().enumerate().map(|(at, head)| format!("{}\u{a0} {}", at + 1, head.words)).collect();
        let replaced = heads.iter().enumerate();
        let dense = replaced.map(|(at, head)| Head::new((at + 1).to_string(), head.least).base(head.base.clone()));
        let dense: Vec<Head> = dense.collect();
        let roomy = Self::spaced(names.clone(), heads, (most, beside), ROOMY);
        if roomy.width <= WIDTH { roomy } else { Self { legend, ..Self::dense(names, dense, beside) } }
    }

    fn spaced<'n>(
        names: impl Iterator<Item = &'n str>,
        heads: Vec<Head>,
        (most, beside): (f64, f64),
        spacing: Spacing,
    ) -> Self {
        let longest = names.map(|name| label().width(name)).fold(0.0, f64::max);
        let label_room = longest.min(WIDEST_NAME).ceil();
        let left = MARGIN + label_room + AFTER_NAME;
        let needed = |head: &Head| {
            // The longest word of a head is broken only where it is very long.
            let words = head.words.split_whitespace().map(|word| label().bold().width(word)).fold(0.0, f64::max);
            let head_room = words.min(most).max(fine_print().width(&head.base)) + spacing.gap + 4.0;
            (head.least + spacing.gap).max(head_room).max(spacing.narrowest)
        };
        let least: Vec<f64> = heads.iter().map(needed).collect();
        let spare = (WIDTH - MARGIN - beside - left - least.iter().sum::<f64>()).max(0.0);
        let takers = heads.iter().filter(|head| head.takes_rest).count();
        let widths: Vec<f64> = (heads.iter().zip(least))
            .map(|(head, least)| match takers {
                0 => (least + spare / many(heads.len())).min(most.max(least)),
                _ if head.takes_rest => least + spare / many(takers),
                _ => least,
            })
            .map(f64::floor)
            .collect();
        let width = (left + widths.iter().sum::<f64>() + beside + MARGIN).max(640.0).ceil();
        Self { spacing, label_room, left, heads, widths, legend: Vec::new(), beside, width }
    }

    /// Draws the heads below `top`; returns their lower edge.
    pub(super) fn heads(&self, scene: &mut Scene, top: f64) -> f64 {
        let (name, base) = (label().bold().anchored(Anchor::Middle), fine_print().anchored(Anchor::Middle));
        let wrapped: Vec<Vec<String>> = self
            .heads
            .iter()
            .zip(&self.widths)
            .map(|(head, width)| name.wrap(&head.words, width - self.spacing.gap - 2.0))
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

    /// Draws the name of a group of rows on a ground across the chart; returns its lower edge.
    pub(super) fn band(&self, scene: &mut Scene, top: f64, name: &str) -> f64 {
        let style = label().bold();
        let words = style.wrap(name, self.width - 2.0 * MARGIN - 12.0);
        let height = style.height(words.len()) + 10.0;
        let ground = Area::new(MARGIN, top + 1.0, self.width - 2.0 * MARGIN, height - 2.0);
        scene.push(Mark::filled(ground, MIST));
        scene.extend(lines_around(Point::new(MARGIN + 6.0, top + height / 2.0), &words, style));
        top + height
    }

    /// The cell of a column in a row.
    pub(super) fn area(&self, column: usize, top: f64, height: f64) -> Area {
        let x = self.left + self.widths.iter().take(column).sum::<f64>();
        let gap = self.spacing.gap;
        let width = self.widths.get(column).copied().unwrap_or(gap);
        Area::new(x + gap / 2.0, top + gap / 2.0, width - gap, height - gap)
    }

    /// The room at the right of the columns.
    pub(super) fn beside(&self, top: f64, height: f64) -> Area {
        Area::new(self.left + self.widths.iter().sum::<f64>(), top, self.beside, height)
    }

    /// Lists below `top` what numbered columns are, where they are numbered; returns the lower edge.
    pub(super) fn legend(&self, scene: &mut Scene, top: f64, head: &str) -> f64 {
        if self.legend.is_empty() { top } else { furniture::list(scene, top + 4.0, head, &self.legend) }
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
