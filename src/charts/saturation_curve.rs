//! When new sources stop bringing new codes: codes found so far, source by source, over what each source adds.

use super::furniture::{self, Entry, MARGIN, WIDTH, fine_print, many, real};
use super::palette::{CHARCOAL, GRID, INK, NAVY, ORANGE, SKY, WHITE};
use super::plane::{Scale, level_axis, name_of_upright, upright_axis};
use super::reading::{Measured, Reader, Tally};
use super::scene::{Area, Mark, Point, Scene, Stroke, TextStyle, on_ground};
use super::strokes::dashed;
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;

/// Heights of the curve and of the bars.
const CURVE: f64 = 260.0;
const BARS: f64 = 110.0;
const LEFT: f64 = MARGIN + 44.0;
/// Height of a line of words above the curve.
const MARK_LINE: f64 = 16.0;

/// Draws a saturation curve.
///
/// Columns: `number` (of the source, 1 and so on, in the order of analysis), `source` (its name), `new` (codes that it is the
/// first to have), `cumulative` (codes found so far), `expected` (the same as a mean over all orders of the sources; nothing
/// where it was not reckoned) and optionally `reached` (words such as `6+2` at the source where saturation was reached by that
/// rule, else nothing). Every figure is in the list of sources too; a withheld one leaves a gap in the curve.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, sources are not numbered in order, or
/// codes found so far are not those before and the new ones together; [`ChartError::Id`].
pub fn saturation_curve(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let curve = Curve::read(table)?;
    let reading = "From left to right the sources in the order of analysis. Above, the steps are the number of codes found so \
                   far, the dashed line their mean over all orders of the sources, where it was reckoned; below, the bars are \
                   the codes that each source is the first to have. The curve is flat where nothing new is found."
        .to_owned();
    Ok(Drawing { scene: curve.scene(caption), alt: curve.alt(), reading })
}

struct Source {
    name: String,
    new: Tally,
    cumulative: Tally,
    expected: Measured,
    reached: String,
}

impl Source {
    /// `P07: 2 new, 31 in all, 29.4 expected`.
    fn words(&self) -> String {
        let expected = match &self.expected {
            Measured::Absent => String::new(),
            figure => format!(", {} expected", figure.words_or("")),
        };
        format!("{}: {} new, {} in all{expected}", self.name, self.new.words(), self.cumulative.words())
    }
}

struct Curve {
    sources: Vec<Source>,
}

/// The number of the source at a place.
fn number(at: usize) -> f64 {
    many(at + 1)
}

impl Curve {
    fn read(table: &Table) -> Result<Self, ChartError> {
        let keys = ["number", "source", "new", "cumulative", "expected"];
        let mut reader = Reader::new("saturation curve", table)?.require(&keys)?;
        let mut curve = Self { sources: Vec::new() };
        for row in 0..reader.rows() {
            if reader.count(row, "number") != Some(row as u64 + 1) {
                let message = format!("found {:?}, expected {}", reader.words(row, "number"), row + 1);
                reader.problem(Some(row), "number", message, "number the sources in the order of analysis");
            }
            let source = Source {
                name: reader.needed_words(row, "source"),
                new: reader.tally(row, "new"),
                cumulative: reader.tally(row, "cumulative"),
                expected: reader.measured(row, "expected"),
                reached: reader.words(row, "reached"),
            };
            let before = curve.sources.last().map_or(Some(0), |source| source.cumulative.known());
            if let (Some(before), Some(new), Some(now)) = (before, source.new.known(), source.cumulative.known())
                && before + new != now
            {
                let message = format!("found {now}, expected {before} before and {new} new");
                reader.problem(Some(row), "cumulative", message, "count each code once, at its first source");
            }
            if source.expected.value().is_some_and(|value| value < 0.0) {
                reader.problem(Some(row), "expected", "found a number below 0", "give a mean number of codes");
            }
            curve.sources.push(source);
        }
        reader.finish(curve)
    }

    fn most(&self, of: fn(&Source) -> &Tally) -> f64 {
        real(self.sources.iter().filter_map(|source| of(source).known()).max().unwrap_or(0))
    }

    fn has_expected(&self) -> bool {
        self.sources.iter().any(|source| source.expected.value().is_some())
    }

    /// The sources at which a rule says that saturation was reached.
    fn reached(&self) -> impl Iterator<Item = (usize, &Source)> {
        self.sources.iter().enumerate().filter(|(_, source)| !source.reached.is_empty())
    }

    /// The same in lines of words, with the places of the sources.
    fn reached_in_words(&self, room: f64) -> Vec<(usize, Vec<String>)> {
        let words = self.reached().map(|(at, source)| {
            let words = format!("{}: reached at source {}", source.reached, at + 1);
            (at, mark_style().wrap(&words, room - 4.0))
        });
        words.collect()
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let mut scene = Scene::new(WIDTH);
        let key = self.key(&mut scene);
        let top = name_of_upright(&mut scene, key + 4.0, "Codes found so far");
        let marks = self.reached_in_words(WIDTH - MARGIN - LEFT);
        // Lines above the curve for every mark, so that their words never meet.
        let above: f64 = marks.iter().map(|(_, words)| MARK_LINE * many(words.len())).sum();
        let frame = Area::new(LEFT, top + above, WIDTH - MARGIN - LEFT, CURVE);
        let x = Scale::between((0.5, many(self.sources.len()) + 0.5), (frame.x, frame.right()));
        self.curve(&mut scene, frame, &x);
        reached(&mut scene, frame, &x, &marks, top);
        let top = name_of_upright(&mut scene, frame.bottom() + 14.0, "New codes");
        let frame = Area { y: top + 10.0, height: BARS, ..frame };
        let bottom = self.bars(&mut scene, frame, &x);
        let items: Vec<String> =
            self.sources.iter().enumerate().map(|(at, one)| format!("{}\u{a0} {}", at + 1, one.words())).collect();
        let bottom = furniture::list(&mut scene, bottom + 14.0, "Sources", &items);
        furniture::foot(&mut scene, bottom, &[], caption);
        scene
    }

    /// Steps and the expected line, on gridlines.
    fn curve(&self, scene: &mut Scene, frame: Area, x: &Scale) {
        let expected = self.sources.iter().filter_map(|source| source.expected.value());
        let most = expected.fold(self.most(|source| &source.cumulative), f64::max).max(1.0);
        let y = Scale::between((0.0, most * 1.04), (frame.bottom(), frame.y));
        grid(scene, frame, &y, 40.0);
        let line = Stroke::new(NAVY, 2.4);
        let mut before: Option<Point> = None;
        for (at, source) in self.sources.iter().enumerate() {
            let Some(found) = source.cumulative.known() else {
                before = None;
                continue;
            };
            let (from, to) = (x.at(number(at) - 0.5), x.at(number(at) + 0.5));
            let level = y.at(real(found));
            let from = Point::new(from, level);
            let mut marks = vec![Mark::Line { from, to: Point::new(to, level), stroke: line }];
            if let Some(before) = before.filter(|before| before.y > level) {
                marks.push(Mark::Line { from: before, to: from, stroke: line });
            }
            scene.group(format!("s{}", at + 1), format!("{} {}", at + 1, source.words()), marks);
            before = Some(Point::new(to, level));
        }
        // Each stretch without a gap is a line of its own.
        let places: Vec<Option<Point>> = (self.sources.iter().enumerate())
            .map(|(at, source)| source.expected.value().map(|value| Point::new(x.at(number(at)), y.at(value))))
            .collect();
        for stretch in places.split(Option::is_none) {
            let path: Vec<Point> = stretch.iter().copied().flatten().collect();
            scene.extend(dashed(&path, Stroke::new(ORANGE, 2.0)));
        }
    }

    /// Bars of new codes with their numbers; returns the lower edge of the axis.
    fn bars(&self, scene: &mut Scene, frame: Area, x: &Scale) -> f64 {
        let y = Scale::between((0.0, self.most(|source| &source.new).max(1.0)), (frame.bottom(), frame.y));
        grid(scene, Area { y: frame.y - 10.0, height: frame.height + 10.0, ..frame }, &y, 34.0);
        let step = x.at(2.0) - x.at(1.0);
        let width = (step * 0.7).min(36.0);
        let style = fine_print().coloured(INK);
        for (at, source) in self.sources.iter().enumerate() {
            let middle = x.at(number(at));
            let top = y.at(source.new.known().map_or(0.0, real));
            let mut marks = Vec::new();
            if source.new.known().is_some_and(|new| new > 0) {
                let bar = Area::new(middle - width / 2.0, top, width, frame.bottom() - top);
                marks.push(Mark::outlined(bar, SKY, Stroke::new(CHARCOAL, 0.8)));
            }
            // A number that would run into the next one stands in the list alone.
            if style.width(&source.new.words()) + 2.0 <= step {
                marks.extend(on_ground(Point::new(middle, top - 8.0), &source.new.words(), style, WHITE));
            }
            if !marks.is_empty() {
                scene.group(format!("b{}", at + 1), format!("{}: {} new", source.name, source.new.words()), marks);
            }
        }
        let ticks = x.ticks(30.0).into_iter().filter(|(value, _)| *value >= 1.0);
        level_axis(scene, frame, x, &whole(ticks), "Sources in the order of analysis")
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let (from, to) = (Point::new(0.0, 0.0), Point::new(26.0, 0.0));
        let line = Mark::Line { from, to, stroke: Stroke::new(NAVY, 2.4) };
        let bar = Mark::outlined(Area::new(0.0, -7.0, 12.0, 14.0), SKY, Stroke::new(CHARCOAL, 0.8));
        let mut entries = vec![Entry::new(vec![line], 26.0, "codes found so far")];
        if self.has_expected() {
            let dashes = dashed(&[from, Point::new(34.0, 0.0)], Stroke::new(ORANGE, 2.0));
            entries.push(Entry::new(dashes, 34.0, "expected: mean over all orders of the sources"));
        }
        entries.push(Entry::new(vec![bar], 12.0, "new codes"));
        let marks = self.sources.iter().flat_map(|source| [&source.new, &source.cumulative]);
        entries.extend(furniture::withheld(marks.filter_map(Tally::withheld)));
        furniture::key(scene, MARGIN / 2.0, "", &entries)
    }

    fn alt(&self) -> String {
        let sources = alt::counted(self.sources.len(), "source", "sources");
        let mut parts = vec![format!("Saturation curve of {sources} in the order of analysis.")];
        if let Some(last) = self.sources.last() {
            parts.push(format!("{} codes in all.", last.cumulative.words()));
        }
        let fresh = self.sources.iter().rposition(|source| !source.new.is_zero());
        if let Some(at) = fresh {
            parts.push(format!("The last source with a new code is number {}.", at + 1));
        }
        let reached: Vec<String> =
            self.reached().map(|(at, source)| format!("{} at source {}", source.reached, at + 1)).collect();
        if !reached.is_empty() {
            parts.push(format!("Saturation reached: {}.", reached.join(", ")));
        }
        alt::sentences(&parts)
    }
}

fn mark_style() -> TextStyle {
    fine_print().bold().coloured(INK)
}

/// Where saturation was reached, by which rule: words above and a dashed line down to the axis.
fn reached(scene: &mut Scene, frame: Area, x: &Scale, marks: &[(usize, Vec<String>)], top: f64) {
    let style = mark_style();
    let mut middle = top;
    for (at, words) in marks {
        let place = x.at(number(*at));
        let below = middle + MARK_LINE * many(words.len()) - 8.0;
        let ends = [Point::new(place, below), Point::new(place, frame.bottom())];
        scene.extend(dashed(&ends, Stroke::new(INK, 1.2)));
        for words in words {
            let half = style.width(words) / 2.0 + 1.0;
            let at = Point::new(place.clamp(frame.x + half, frame.right() - half), middle);
            scene.extend(on_ground(at, words, style, WHITE));
            middle += MARK_LINE;
        }
    }
}

/// Gridlines with whole figures.
fn grid(scene: &mut Scene, frame: Area, y: &Scale, apart: f64) {
    let ticks = whole(y.ticks(apart).into_iter());
    for (value, _) in &ticks {
        let at = y.at(*value);
        let (from, to) = (Point::new(frame.x, at), Point::new(frame.right(), at));
        scene.push(Mark::Line { from, to, stroke: Stroke::new(GRID, 1.0) });
    }
    upright_axis(scene, frame, y, &ticks);
}

/// The ticks at whole numbers: there is no half of a code or a source.
fn whole(ticks: impl Iterator<Item = (f64, String)>) -> Vec<(f64, String)> {
    ticks.filter(|(value, _)| (value - value.round()).abs() < 1e-9).collect()
}
