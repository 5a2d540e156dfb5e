//! Codes as a network: nodes on a circle, an edge between codes that occur together.

mod circle;

use super::furniture::{self, Entry, MARGIN, WIDTH, fine_print, label, many, real, small};
use super::pairs::{Code, Pair, Pairs};
use super::palette::{CHARCOAL, NAVY, SKY, WHITE};
use super::reading::Tally;
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, lines, on_ground};
use super::strokes::dashed;
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;
use circle::Edge;

/// Most nodes that are drawn.
const MOST: usize = 25;
/// Edges that a reader can still follow; the rarer ones beyond are left out.
const MOST_EDGES: usize = 45;
/// Most edges together with those whose number is withheld; beyond, none of the latter are drawn.
const MOST_WITH_WITHHELD: usize = 60;
/// Diameter of the smallest node, and of the largest where there is room for it.
const NODE: (f64, f64) = (8.0, 36.0);
/// Width of the narrowest edge, and of the widest as a part of the largest node.
const LINE: (f64, f64) = (1.0, 0.25);
const WIDEST_NAME: f64 = 210.0;
/// Radius of the circle where names are short.
const LARGEST: f64 = 260.0;
/// Between circle and labels.
const LEADER: f64 = 30.0;

/// Draws a network of codes.
///
/// Columns as for [`cooccurrence_matrix`](super::cooccurrence_matrix()). Of more than 25 codes the most frequent are drawn,
/// of more than 45 pairs those with the largest numbers; the foot tells what is left out. Nodes have areas and edges widths in
/// proportion to their numbers, which are printed; numbers of edges for which there is no room are listed below. Places come
/// from the data alone. A withheld number has a small hollow node or a dashed edge.
///
/// # Errors
/// As [`cooccurrence_matrix`](super::cooccurrence_matrix()).
pub fn cooccurrence_network(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let network = Network::of(Pairs::read("co-occurrence network", table, MOST)?);
    let reading = "Each node is a code, its area the number of units that have it; an edge joins two codes that units have \
                   together, the wider the more, with the number on it. Codes that meet often stand near each other; apart \
                   from that, places on the circle mean nothing."
        .to_owned();
    Ok(Drawing { scene: network.scene(caption), alt: network.alt(), reading })
}

/// What is drawn of the pairs.
struct Network {
    pairs: Pairs,
    /// Edges from the weakest to the strongest.
    edges: Vec<Pair>,
    /// Known pairs with fewer together than this are left out.
    least: u64,
    weak: usize,
    /// Withheld pairs that are left out.
    hidden: usize,
}

impl Network {
    fn of(pairs: Pairs) -> Self {
        let mut known: Vec<(u64, Pair)> =
            pairs.all.iter().filter_map(|pair| Some((pair.together.known()?, pair.clone()))).collect();
        known.retain(|(count, _)| *count > 0);
        known.sort_by_key(|(count, _)| *count);
        // The smallest number that leaves few enough; never so large that nothing is left.
        let strongest = known.last().map_or(1, |(count, _)| *count);
        let cut =
            known.len().checked_sub(MOST_EDGES + 1).and_then(|at| known.get(at)).map_or(1, |(count, _)| count + 1);
        let least = cut.min(strongest);
        let (weak, drawn): (Vec<_>, Vec<_>) = known.into_iter().partition(|(count, _)| *count < least);
        let withheld: Vec<Pair> = pairs.all.iter().filter(|pair| pair.together.withheld().is_some()).cloned().collect();
        let (mut edges, mut hidden) = (Vec::new(), withheld.len());
        if drawn.len() + withheld.len() <= MOST_WITH_WITHHELD {
            (edges, hidden) = (withheld, 0);
        }
        edges.extend(drawn.into_iter().map(|(_, pair)| pair));
        Self { pairs, edges, least, weak: weak.len(), hidden }
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let mut scene = Scene::new(WIDTH);
        let top = self.key(&mut scene) + 14.0;
        let strengths: Vec<Edge> = (self.edges.iter()).map(|pair| (pair.ends.0, pair.ends.1, strength(pair))).collect();
        let order = circle::order(self.pairs.codes.len(), &strengths);
        let labels: Vec<Vec<String>> = (self.pairs.codes.iter().enumerate())
            .map(|(at, code)| label().wrap(&format!("{}\u{a0} {}", at + 1, code.name), WIDEST_NAME))
            .collect();
        let ring = Ring::new(top, &order, &labels);
        // Below everything, so that the grounds of numbers lie on them.
        for (at, words) in labels.iter().enumerate() {
            leader(&mut scene, &ring, at, words);
        }
        let unlabelled = self.edges_and_numbers(&mut scene, &ring);
        for (at, (code, words)) in self.pairs.codes.iter().zip(&labels).enumerate() {
            let title = format!("{}: {}", code.name, code.n.words());
            scene.group(format!("n{}", at + 1), title, self.node(code, ring.nodes[at], ring.node));
            named(&mut scene, &ring, at, code, words);
        }
        let mut bottom = ring.bottom;
        if !unlabelled.is_empty() {
            let head = "Numbers of edges for which there is no room in the drawing";
            bottom = furniture::list(&mut scene, bottom + 4.0, head, &unlabelled);
        }
        furniture::foot(&mut scene, bottom, &self.notes(), caption);
        scene
    }

    /// Draws the edges; returns the words for those that have no number on them.
    fn edges_and_numbers(&self, scene: &mut Scene, ring: &Ring) -> Vec<String> {
        let ends = |pair: &Pair| (ring.nodes[pair.ends.0], ring.nodes[pair.ends.1]);
        let most = self.edges.iter().filter_map(|pair| pair.together.known()).max().unwrap_or(1);
        for pair in &self.edges {
            let (from, to) = ends(pair);
            let marks = match pair.together.known() {
                Some(count) => vec![Mark::Line { from, to, stroke: Stroke::new(SKY, line(count, most, ring.node)) }],
                None => dashed(&[from, to], Stroke::new(CHARCOAL, 1.0)),
            };
            let [one, other] = [pair.ends.0, pair.ends.1].map(|at| self.pairs.codes[at].name.as_str());
            let title = format!("{one} and {other}: {} together", pair.together.words());
            scene.group(format!("e{}-{}", pair.ends.0 + 1, pair.ends.1 + 1), title, marks);
        }
        let codes = self.pairs.codes.iter();
        let mut taken: Vec<Area> =
            codes.zip(&ring.nodes).map(|(code, at)| Area::around(*at, self.diameter(code, ring.node) + 4.0)).collect();
        let mut without = Vec::new();
        // The strongest first: they have the first choice.
        for pair in self.edges.iter().rev() {
            let style = fine_print().bold().coloured(CHARCOAL);
            let words = pair.together.words();
            let size = (style.width(&words) + 4.0, style.size + 3.0);
            let others: Vec<(Point, Point)> =
                self.edges.iter().filter(|other| other.ends != pair.ends).map(ends).collect();
            if let Some(area) = circle::free_place(ends(pair), size, &taken, &others) {
                scene.extend(on_ground(area.centre(), &words, style, WHITE));
                taken.push(area);
            } else {
                without.push(format!("{}–{}: {words}", pair.ends.0 + 1, pair.ends.1 + 1));
            }
        }
        without
    }

    fn diameter(&self, code: &Code, largest: f64) -> f64 {
        let most = self.pairs.codes.iter().filter_map(|code| code.n.known()).max().unwrap_or(1);
        code.n.known().map_or(NODE.0, |count| furniture::extent(count, most, (NODE.0, largest)))
    }

    fn node(&self, code: &Code, centre: Point, largest: f64) -> Vec<Mark> {
        let radius = self.diameter(code, largest) / 2.0;
        let (fill, outline) = match code.n {
            Tally::Known(_) => (NAVY, Stroke::new(WHITE, 1.5)),
            Tally::Withheld(_) => (WHITE, Stroke::new(NAVY, 1.6)),
        };
        vec![Mark::Circle { centre, radius, fill: Some(fill), outline: Some(outline) }]
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let across = |width: f64, stroke| Mark::Line { from: Point::new(0.0, 0.0), to: Point::new(width, 0.0), stroke };
        let counted = if self.pairs.counted.is_empty() { "units with both codes" } else { &self.pairs.counted };
        let mut entries = vec![
            Entry::new(vec![Mark::disc(Point::new(7.0, 0.0), 7.0, NAVY)], 14.0, "area: n, units with the code"),
            Entry::new(vec![across(24.0, Stroke::new(SKY, 5.0))], 24.0, format!("width: {counted}")),
        ];
        if self.edges.iter().any(|pair| pair.together.withheld().is_some()) {
            let ends = [Point::new(0.0, 0.0), Point::new(34.0, 0.0)];
            entries.push(Entry::new(dashed(&ends, Stroke::new(CHARCOAL, 1.0)), 34.0, "number withheld"));
        }
        entries.extend(furniture::withheld(self.pairs.withheld()));
        furniture::key(scene, MARGIN / 2.0, "", &entries)
    }

    fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.pairs.left_out_in_words().into_iter().collect();
        if self.weak > 0 {
            notes.push(format!("Pairs with fewer than {} together are left out: {}.", self.least, self.weak));
        }
        if self.hidden > 0 {
            notes.push(format!("Pairs whose number is withheld are left out: {}.", self.hidden));
        }
        notes
    }

    fn alt(&self) -> String {
        let mut parts = vec![format!(
            "Network of {} and {} between those that occur together.",
            alt::counted(self.pairs.codes.len(), "code", "codes"),
            alt::counted(self.edges.len(), "edge", "edges")
        )];
        if let Some(pair) = self.pairs.strongest() {
            let name = |at: usize| alt::name(&self.pairs.codes[at].name);
            let (one, other) = (name(pair.ends.0), name(pair.ends.1));
            parts.push(format!("Strongest: {one} and {other}, {}.", pair.together.words()));
        }
        if self.weak > 0 {
            parts.push(format!("Pairs below {} left out.", self.least));
        }
        parts.extend(self.pairs.left_out_for_alt());
        alt::sentences(&parts)
    }
}

/// How strongly an edge draws its ends together; a withheld one as little as one can.
fn strength(pair: &Pair) -> f64 {
    real(pair.together.known().unwrap_or(1))
}

/// Width of an edge in proportion to its number, as far as it can be seen.
fn line(count: u64, most: u64, node: f64) -> f64 {
    (real(count) / real(most.max(1)) * LINE.1 * node).max(LINE.0)
}

/// Where nodes and their labels stand.
struct Ring {
    centre: Point,
    /// From the middle to where labels begin.
    reach: f64,
    /// Diameter of the largest node.
    node: f64,
    /// By code.
    nodes: Vec<Point>,
    /// Upper edges of the labels, by code.
    labels: Vec<f64>,
    bottom: f64,
}

/// Height of a label with its number below and a little space.
fn label_height(words: &[String]) -> f64 {
    label().height(words.len()) + fine_print().leading() + 8.0
}

impl Ring {
    fn new(top: f64, order: &[usize], labels: &[Vec<String>]) -> Self {
        // The number below a name may be the widest of all.
        let room = labels.iter().flatten().map(|line| label().width(line)).fold(70.0, f64::max);
        let reach = (WIDTH / 2.0 - MARGIN - room).min(LARGEST + LEADER + NODE.1 / 2.0);
        // Two or three nodes need no large circle.
        let reach = reach.min(120.0 + 30.0 * many(order.len()));
        let radius = reach - LEADER - NODE.1 / 2.0;
        // Half of the way to the next node is left for their edge.
        let node = NODE.1.min(std::f64::consts::PI * radius / many(order.len()));
        let around = circle::places(order.len(), Point::new(WIDTH / 2.0, 0.0), radius);
        let right = |at: &Point| at.x >= WIDTH / 2.0;
        let column = |side: bool| -> Vec<(usize, f64)> {
            let mut column: Vec<(usize, f64)> = (order.iter().zip(&around))
                .filter(|(_, at)| right(at) == side)
                .map(|(code, at)| (*code, at.y))
                .collect();
            column.sort_by(|one, other| one.1.total_cmp(&other.1));
            column
        };
        let columns = [column(false), column(true)];
        let needed = |column: &Vec<(usize, f64)>| column.iter().map(|(code, _)| label_height(&labels[*code])).sum();
        let height = columns.iter().map(needed).fold(2.0 * radius + NODE.1, f64::max);
        let centre = Point::new(WIDTH / 2.0, top + height / 2.0);
        let (mut nodes, mut tops) = (vec![centre; order.len()], vec![top; order.len()]);
        for (code, at) in order.iter().zip(&around) {
            nodes[*code] = Point::new(at.x, at.y + centre.y);
        }
        for column in &columns {
            let wishes: Vec<(f64, f64)> =
                column.iter().map(|(code, y)| (y + centre.y, label_height(&labels[*code]))).collect();
            for ((code, _), y) in column.iter().zip(circle::stacked(&wishes, top, top + height)) {
                tops[*code] = y;
            }
        }
        Self { centre, reach, node, nodes, labels: tops, bottom: top + height + 6.0 }
    }
}

/// Name and number of a code beside the circle.
fn named(scene: &mut Scene, ring: &Ring, at: usize, code: &Code, words: &[String]) {
    let node = ring.nodes[at];
    let right = node.x >= ring.centre.x;
    let (side, anchor) = if right { (1.0, Anchor::Start) } else { (-1.0, Anchor::End) };
    let x = ring.centre.x + side * ring.reach;
    let first = ring.labels[at] + 4.0 + label().size * 0.85;
    scene.extend(lines(Point::new(x, first), words, label().anchored(anchor)));
    let below = first + label().height(words.len()) - label().size + small().leading();
    let number = match &code.n {
        Tally::Known(n) => format!("n = {n}"),
        Tally::Withheld(mark) => format!("n: {mark}"),
    };
    scene.push(Mark::text(Point::new(x, below), number, fine_print().anchored(anchor)));
}

/// The line between a node and its label.
fn leader(scene: &mut Scene, ring: &Ring, at: usize, words: &[String]) {
    let node = ring.nodes[at];
    let side = if node.x >= ring.centre.x { 1.0 } else { -1.0 };
    let x = ring.centre.x + side * ring.reach;
    let end = Point::new(x - side * 5.0, ring.labels[at] + label_height(words) / 2.0);
    let away = libm::hypot(end.x - node.x, end.y - node.y);
    let part = (ring.node / 2.0 + 3.0) / away;
    let from = Point::new(node.x + part * (end.x - node.x), node.y + part * (end.y - node.y));
    scene.push(Mark::Line { from, to: end, stroke: Stroke::new(CHARCOAL, 0.8) });
}
