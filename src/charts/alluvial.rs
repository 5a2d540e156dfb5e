//! Alluvial plot: themes flow through the outcomes they are linked to into what effects say, widths conserved.

use super::furniture::{self, Entry, MARGIN, WIDTH, label, small};
use super::palette::{CHARCOAL, Colour, GRID, MIST, NAVY, WHITE};
use super::reading::{Reader, place};
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, TextStyle, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;

/// Words of the table and names of the classes, from the top.
const CLASSES: [(&str, &str); 4] =
    [("benefit", "towards benefit"), ("unclear", "unclear"), ("harm", "towards harm"), ("none", "not measured")];
/// Widths of the boxes of themes, outcomes and classes.
const BOXES: [f64; 3] = [190.0, 170.0, 130.0];
/// Height of all flows together.
const FLOWS: f64 = 440.0;
const BETWEEN: f64 = 9.0;
const GROUND: Colour = GRID;
const LIT: Colour = NAVY;

/// Draws an alluvial plot.
///
/// Columns: `theme`, `outcome`, `effect_class` (`benefit`, `unclear`, `harm` or `none`), `flow` (a whole number from 1; its
/// label is the unit), `highlighted` (`yes` for the rows of one theme, else nothing). Boxes stand in the order in which names
/// first appear, classes from benefit to none. Every box is as tall as its flows, or as its name needs.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a class or a flow cannot be right, a
/// flow occurs twice or two themes are highlighted; [`ChartError::Id`].
pub fn alluvial(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let plot = Plot::read(table)?;
    let reading = format!(
        "Themes at the left flow through the outcomes that they are linked to into what effects say. Widths are {} and add up \
         at every box. {}",
        plot.unit,
        plot.lit_name().map_or_else(String::new, |name| format!("Dark: the flow of the theme {name}."))
    );
    Ok(Drawing { scene: plot.scene(caption), alt: plot.alt(), reading })
}

struct Flow {
    theme: usize,
    outcome: usize,
    class: usize,
    size: u64,
}

struct Plot {
    themes: Vec<String>,
    outcomes: Vec<String>,
    flows: Vec<Flow>,
    lit: Option<usize>,
    unit: String,
    /// The unit at length, as the table has it.
    measure: String,
}

/// A box with its place; ribbons are laid on its sides from the top of the middle part that they fill.
struct Node {
    area: Area,
    /// Where the next ribbon begins, at the left and at the right side.
    next: (f64, f64),
}

/// A ribbon from one column of boxes to the next.
struct Ribbon {
    id: String,
    title: String,
    from: usize,
    to: usize,
    size: u64,
    lit: bool,
}

impl Plot {
    fn read(table: &Table) -> Result<Self, ChartError> {
        const KEYS: [&str; 5] = ["theme", "outcome", "effect_class", "flow", "highlighted"];
        let mut reader = Reader::new("alluvial plot", table)?.require(&KEYS)?;
        let unit = table.columns.iter().find(|column| column.key == "flow").map_or("", |column| &column.label);
        let mut plot = Self {
            themes: Vec::new(),
            outcomes: Vec::new(),
            flows: Vec::new(),
            lit: None,
            unit: super::font::printable(unit).to_lowercase(),
            measure: super::font::printable(if table.measure.is_empty() { unit } else { &table.measure }),
        };
        for row in 0..reader.rows() {
            let (theme, outcome) = (reader.needed_words(row, "theme"), reader.needed_words(row, "outcome"));
            let word = reader.words(row, "effect_class");
            let class = CLASSES.iter().position(|(known, _)| *known == word).unwrap_or_else(|| {
                let message = format!("found {word:?}, expected `benefit`, `unclear`, `harm` or `none`");
                reader.problem(Some(row), "effect_class", message, "");
                0
            });
            let (theme_at, outcome_at) = (place(&mut plot.themes, &theme), place(&mut plot.outcomes, &outcome));
            let size = reader.count_up_to(row, "flow", 1_000_000);
            if plot.flows.iter().any(|f| (f.theme, f.outcome, f.class) == (theme_at, outcome_at, class)) {
                let message = format!("found {theme:?} through {outcome:?} to {word:?} a second time");
                reader.problem(Some(row), "theme", message, "add the flows up in one row");
            }
            if reader.words(row, "highlighted") == "yes" && *plot.lit.get_or_insert(theme_at) != theme_at {
                reader.problem(Some(row), "highlighted", "found a second theme", "highlight one");
            }
            plot.flows.push(Flow { theme: theme_at, outcome: outcome_at, class, size });
        }
        reader.finish(plot)
    }

    fn lit_name(&self) -> Option<String> {
        self.lit.and_then(|at| self.themes.get(at)).map(|name| alt::name(name))
    }

    fn total(&self) -> u64 {
        self.flows.iter().map(|flow| flow.size).sum()
    }

    /// Pixels for one unit of flow.
    fn scale(&self) -> f64 {
        // Effects of a review; far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let total = self.total().max(1) as f64;
        (FLOWS / total).clamp(0.2, 16.0)
    }

    /// The names of a column with their sizes.
    fn column(&self, column: usize) -> Vec<(&str, u64)> {
        let names: Vec<&str> = match column {
            0 => self.themes.iter().map(String::as_str).collect(),
            1 => self.outcomes.iter().map(String::as_str).collect(),
            _ => CLASSES.iter().map(|(_, name)| *name).collect(),
        };
        let place = |flow: &Flow| [flow.theme, flow.outcome, flow.class][column];
        let size = |at: usize| self.flows.iter().filter(|flow| place(flow) == at).map(|flow| flow.size).sum();
        names.into_iter().enumerate().map(|(at, name)| (name, size(at))).collect()
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let mut scene = Scene::new(WIDTH);
        let top = self.key(&mut scene) + 12.0;
        let columns = [0, 1, 2].map(|column| self.column(column));
        let heights: [Vec<f64>; 3] = [0, 1, 2].map(|column| self.heights(&columns[column], BOXES[column]));
        let tall = |heights: &Vec<f64>| {
            let boxes = heights.iter().filter(|height| **height > 0.0);
            boxes.map(|height| height + BETWEEN).sum::<f64>() - BETWEEN
        };
        let tallest = heights.iter().map(tall).fold(0.0, f64::max);
        let gap = (WIDTH - 2.0 * MARGIN - BOXES.iter().sum::<f64>()) / 2.0;
        let lefts = [MARGIN, MARGIN + BOXES[0] + gap, WIDTH - MARGIN - BOXES[2]];
        let mut nodes: [Vec<Node>; 3] = [0, 1, 2].map(|column| {
            let mut y = top + (tallest - tall(&heights[column])) / 2.0;
            let boxes = heights[column].iter().zip(&columns[column]);
            boxes
                .map(|(height, (_, size))| {
                    let area = Area::new(lefts[column], y, BOXES[column], *height);
                    let first = y + (height - self.width(*size)) / 2.0;
                    y += if *height > 0.0 { height + BETWEEN } else { 0.0 };
                    Node { area, next: (first, first) }
                })
                .collect()
        });
        let [themes, outcomes, classes] = &mut nodes;
        self.lay(&mut scene, self.first_ribbons(), themes, outcomes);
        self.lay(&mut scene, self.second_ribbons(), outcomes, classes);
        for (nodes, names) in nodes.iter().zip(&columns) {
            for (node, (name, size)) in nodes.iter().zip(names).filter(|(_, (_, size))| *size > 0) {
                self.name(&mut scene, node, name, *size);
            }
        }
        let foot = format!("Width: {}. A box is at least as tall as its name needs.", self.measure);
        furniture::foot(&mut scene, top + tallest + 6.0, &[foot], caption);
        scene
    }

    fn width(&self, size: u64) -> f64 {
        // Effects of a review; far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let size = size as f64;
        size * self.scale()
    }

    /// Heights of the boxes of a column; 0 for what nothing flows through.
    fn heights(&self, names: &[(&str, u64)], width: f64) -> Vec<f64> {
        let height = |(name, size): &(&str, u64)| {
            if *size == 0 {
                return 0.0;
            }
            let words = style().wrap(&sized(name, *size), width - 14.0);
            self.width(*size).max(style().height(words.len()) + 11.0)
        };
        names.iter().map(height).collect()
    }

    fn name(&self, scene: &mut Scene, node: &Node, name: &str, size: u64) {
        let lit = self.lit.and_then(|at| self.themes.get(at)).is_some_and(|lit| lit == name && node.area.x <= MARGIN);
        let (fill, style) = if lit { (LIT, style().coloured(WHITE).bold()) } else { (MIST, style()) };
        scene.push(Mark::outlined(node.area, fill, Stroke::new(CHARCOAL, 1.0)));
        let words = style.wrap(&sized(name, size), node.area.width - 14.0);
        scene.extend(lines_around(node.area.centre(), &words, style.anchored(Anchor::Middle)));
    }

    fn first_ribbons(&self) -> Vec<Ribbon> {
        let mut ribbons = Vec::new();
        for (from, theme) in self.themes.iter().enumerate() {
            for (to, outcome) in self.outcomes.iter().enumerate() {
                let flows = self.flows.iter().filter(|flow| (flow.theme, flow.outcome) == (from, to));
                let size = flows.map(|flow| flow.size).sum();
                let (id, title) = (format!("t{}o{}", from + 1, to + 1), format!("{theme} to {outcome}: {size}"));
                ribbons.push(Ribbon { id, title, from, to, size, lit: self.lit == Some(from) });
            }
        }
        ribbons
    }

    /// From outcomes to classes; what comes from the highlighted theme is a ribbon of its own.
    fn second_ribbons(&self) -> Vec<Ribbon> {
        let mut ribbons = Vec::new();
        for (from, outcome) in self.outcomes.iter().enumerate() {
            for (to, (_, class)) in CLASSES.iter().enumerate() {
                for lit in [true, false] {
                    let flows = self.flows.iter().filter(|flow| (flow.outcome, flow.class) == (from, to));
                    let size = flows.filter(|flow| (self.lit == Some(flow.theme)) == lit).map(|flow| flow.size).sum();
                    let part = if lit { "h" } else { "c" };
                    let (id, title) =
                        (format!("o{}{part}{}", from + 1, to + 1), format!("{outcome} to {class}: {size}"));
                    ribbons.push(Ribbon { id, title, from, to, size, lit });
                }
            }
        }
        ribbons
    }

    /// Lays ribbons between two columns of boxes, the highlighted ones on top.
    fn lay(&self, scene: &mut Scene, ribbons: Vec<Ribbon>, left: &mut [Node], right: &mut [Node]) {
        let mut laid: Vec<(bool, String, String, Vec<Mark>)> = Vec::new();
        for ribbon in ribbons.into_iter().filter(|ribbon| ribbon.size > 0) {
            let width = self.width(ribbon.size);
            let (Some(from), Some(to)) = (left.get_mut(ribbon.from), right.get_mut(ribbon.to)) else { continue };
            let (start, end) = (Point::new(from.area.right(), from.next.1), Point::new(to.area.x, to.next.0));
            from.next.1 += width;
            to.next.0 += width;
            laid.push((
                ribbon.lit,
                ribbon.id,
                ribbon.title,
                band(start, end, width, if ribbon.lit { LIT } else { GROUND }),
            ));
        }
        laid.sort_by_key(|(lit, _, _, _)| *lit);
        for (_, id, title, marks) in laid {
            scene.group(id, title, marks);
        }
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let sample = |colour| vec![Mark::filled(Area::new(0.0, -6.0, 22.0, 12.0), colour)];
        let mut entries = Vec::new();
        if let Some(name) = self.lit.and_then(|at| self.themes.get(at)) {
            entries.push(Entry::new(sample(LIT), 22.0, format!("flow of the theme “{name}”")));
        }
        entries.push(Entry::new(sample(GROUND), 22.0, "all other themes"));
        furniture::key(scene, MARGIN / 2.0, "Theme → outcome → what effects say", &entries)
    }

    fn alt(&self) -> String {
        let classes = self.column(2);
        let classes: Vec<String> =
            classes.iter().filter(|(_, size)| *size > 0).map(|(name, size)| format!("{name} {size}")).collect();
        let mut parts = vec![
            format!(
                "Alluvial plot from {} through {} to what effects say.",
                alt::counted(self.themes.len(), "theme", "themes"),
                alt::counted(self.outcomes.len(), "outcome", "outcomes")
            ),
            format!("Of {} {}: {}.", self.total(), self.unit, classes.join(", ")),
        ];
        if let Some(name) = self.lit_name() {
            let own = self.flows.iter().filter(|flow| self.lit == Some(flow.theme)).map(|flow| flow.size).sum::<u64>();
            parts.push(format!("Highlighted: {name}, {own}."));
        }
        alt::sentences(&parts)
    }
}

fn style() -> TextStyle {
    TextStyle { size: small().size, ..label() }
}

fn sized(name: &str, size: u64) -> String {
    format!("{name}: {size}")
}

/// A band of one width from the upper left point to the upper right one, level at both ends, with light edges that part it
/// from its neighbours.
fn band(start: Point, end: Point, width: f64, fill: Colour) -> Vec<Mark> {
    const STEPS: u8 = 24;
    let upper: Vec<Point> = (0..=STEPS)
        .map(|step| {
            let t = f64::from(step) / f64::from(STEPS);
            let ease = t * t * (3.0 - 2.0 * t);
            Point::new(start.x + t * (end.x - start.x), start.y + ease * (end.y - start.y))
        })
        .collect();
    let lower = upper.iter().rev().map(|point| Point::new(point.x, point.y + width));
    let corners: Vec<Point> = upper.iter().copied().chain(lower.clone()).collect();
    let mut marks = vec![Mark::Polygon { corners, fill }];
    let lower: Vec<Point> = lower.collect();
    for edge in [upper, lower] {
        let sides =
            edge.windows(2).map(|pair| Mark::Line { from: pair[0], to: pair[1], stroke: Stroke::new(WHITE, 0.7) });
        marks.extend(sides);
    }
    marks
}
