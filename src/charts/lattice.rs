//! Rows by columns: names at the left, heads above, cells between, laid out from measured words.

use super::furniture::{self, MARGIN, WIDTH, fine_print, label};
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
    /// Width of the chart.
    pub width: f64,
}

impl Lattice {
    /// Rows of these names and these columns; no column is wider than `most` unless its cells need it.
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>, heads: Vec<Head>, most: f64) -> Self {
        Self::spaced(names, heads, most, ROOMY)
    }

    /// Rows and columns close together, all columns of one width: for many cells with little in them.
    pub(super) fn dense<'n>(names: impl Iterator<Item = &'n str>, mut heads: Vec<Head>) -> Self {
        let least = heads.iter().map(|head| head.least).fold(0.0, f64::max);
        heads.iter_mut().for_each(|head| head.least = least);
        Self::spaced(names, heads, least, DENSE)
    }

    /// As [`Self::new`] where the chart then has its usual width; else columns have numbers, dense, and
    /// [`Self::legend`] tells their names.
    pub(super) fn fitting<'n>(names: impl Iterator<Item = &'n str> + Clone, heads: Vec<Head>, most: f64) -> Self {
        let named = heads.iter().map(|head| head.words.clone()).collect::<Vec<_>>();
        let numbered = heads.iter().enumerate().map(|(at, head)| Head {
            words: (at + 1).to_string(),
            base: head.base.clone(),
            ..Head::new("", head.least)
        });
        let numbered: Vec<Head> = numbered.collect();
        let roomy = Self::new(names.clone(), heads, most);
        if roomy.width <= WIDTH {
            return roomy;
        }
        let legend = named.iter().enumerate().map(|(at, name)| format!("{}\u{a0} {name}", at + 1)).collect();
        Self { legend, ..Self::dense(names, numbered) }
    }

    fn spaced<'n>(names: impl Iterator<Item = &'n str>, heads: Vec<Head>, most: f64, spacing: Spacing) -> Self {
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
        let spare = (WIDTH - MARGIN - left - least.iter().sum::<f64>()).max(0.0);
        let takers = heads.iter().filter(|head| head.takes_rest).count();
        let widths: Vec<f64> = (heads.iter().zip(least))
            .map(|(head, least)| match takers {
                0 => (least + spare / count(heads.len())).min(most.max(least)),
                _ if head.takes_rest => least + spare / count(takers),
                _ => least,
            })
            .map(f64::floor)
            .collect();
        let width = (left + widths.iter().sum::<f64>() + MARGIN).max(640.0).ceil();
        Self { spacing, label_room, left, heads, widths, legend: Vec::new(), width }
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

    /// The cell of a column in a row.
    pub(super) fn area(&self, column: usize, top: f64, height: f64) -> Area {
        let x = self.left + self.widths.iter().take(column).sum::<f64>();
        let gap = self.spacing.gap;
        let width = self.widths.get(column).copied().unwrap_or(gap);
        Area::new(x + gap / 2.0, top + gap / 2.0, width - gap, height - gap)
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

/// A number of columns for reckoning with; at least one.
fn count(columns: usize) -> f64 {
    // A chart has few columns; the count is exact.
    #[allow(clippy::cast_precision_loss)]
    let columns = columns.max(1) as f64;
    columns
}

/// A cell in which nothing is, with the word that says so.
pub(super) fn empty_cell(area: Area, words: &str) -> Vec<Mark> {
    let style = fine_print().coloured(CHARCOAL).anchored(Anchor::Middle);
    let mut marks = vec![Mark::outlined(area, MIST, Stroke::new(GRID, 1.0))];
    marks.extend(lines_around(area.centre(), &style.wrap(words, area.width - 6.0), style));
    marks
}
