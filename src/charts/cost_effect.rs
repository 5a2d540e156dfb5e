//! Cost and effect: interventions by cost band and effect, those without a cost rating in a lane of their own.

use super::furniture::{self, Entry, MARGIN, WIDTH, fine_print, label, small};
use super::palette::{CHARCOAL, GRID, INK, MIST, WHITE};
use super::plane::{Scale, figure, within_usual_reach};
use super::rating::{self, Rating, level_name};
use super::reading::Reader;
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, lines, on_ground};
use super::strokes::{Towards, tip};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::model::EffectScale;
use crate::table::Table;
use crate::text::capitalised;

/// Words of the table for the bands and what stands under them.
const BANDS: [(&str, &str); 6] = [
    ("1", "1 low"),
    ("2", "2 medium-low"),
    ("3", "3 medium"),
    ("4", "4 medium-high"),
    ("5", "5 high"),
    ("na", "not rated"),
];
const HEIGHT: f64 = 300.0;
const LANE: f64 = 46.0;
const NARROWEST: f64 = 104.0;
/// Between the last band and the lane of those without a rating.
const APART: f64 = 26.0;

/// Draws interventions by cost band and effect.
///
/// Columns: `intervention`, `cost` (`1` to `5`, or `na`), `effect`, `ci_low`, `ci_high` (turned so that more is benefit; ratios
/// as ratios), `rating` (as written), `unit` (a word of [`EffectScale`], or the unit's name). Rows with another unit have a
/// panel of their own: effects on different scales never share an axis. Rows without an effect are listed only.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a cost is no band, limits do not hold
/// the effect or a ratio is not above 0; [`ChartError::Id`].
pub fn cost_effect(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let plot = Plot::read(table)?;
    let reading = "From left to right the cost rating, a scale of ordered bands; interventions without one stand apart and \
                   are not cheap for it. Upwards the effect with its interval, benefit at the top. Shape and shade are the \
                   level of the evidence rating, written below it with its signs; numbers lead to the list."
        .to_owned();
    Ok(Drawing { scene: plot.scene(caption), alt: plot.alt(), reading })
}

struct Row {
    name: String,
    band: usize,
    effect: Option<f64>,
    limits: Option<(f64, f64)>,
    rating: Rating,
    unit: String,
}

struct Plot {
    rows: Vec<Row>,
    /// Units of the panels, in the order in which they first appear.
    units: Vec<String>,
    notes: Vec<String>,
}

fn scale_of(unit: &str) -> Option<EffectScale> {
    EffectScale::WORDS.iter().find(|(_, word, _)| *word == unit).map(|(scale, _, _)| *scale)
}

fn is_ratio(unit: &str) -> bool {
    scale_of(unit).is_some_and(EffectScale::is_ratio)
}

fn unit_name(unit: &str) -> String {
    let name = scale_of(unit).map_or_else(|| unit.to_owned(), |scale| scale.name().to_owned());
    capitalised(&name)
}

impl Plot {
    fn read(table: &Table) -> Result<Self, ChartError> {
        const KEYS: [&str; 7] = ["intervention", "cost", "effect", "ci_low", "ci_high", "rating", "unit"];
        let mut reader = Reader::new("cost and effect", table)?.require(&KEYS)?;
        let notes = table.notes.iter().map(|note| super::font::printable(note)).collect();
        let mut plot = Self { rows: Vec::new(), units: Vec::new(), notes };
        for row in 0..reader.rows() {
            let cost = reader.words(row, "cost");
            let band = BANDS.iter().position(|(known, _)| *known == cost).unwrap_or_else(|| {
                reader.problem(Some(row), "cost", format!("found {cost:?}, expected 1 to 5 or na"), "");
                0
            });
            let unit = reader.needed_words(row, "unit");
            let effect = reader.number(row, "effect");
            let limits = reader.number(row, "ci_low").zip(reader.number(row, "ci_high"));
            let one = Row {
                name: reader.needed_words(row, "intervention"),
                band,
                effect,
                limits,
                rating: Rating::of(reader.words(row, "rating")),
                unit: unit.clone(),
            };
            let values = [effect, limits.map(|(low, _)| low), limits.map(|(_, high)| high)];
            if is_ratio(&unit) && values.into_iter().flatten().any(|value| value <= 0.0) {
                reader.problem(Some(row), "effect", "found a ratio that is not above 0", "give ratios, not logarithms");
            }
            if let (Some(effect), Some((low, high))) = (effect, limits)
                && !(low..=high).contains(&effect)
            {
                let message =
                    format!("found {} outside its interval {} to {}", figure(effect), figure(low), figure(high));
                reader.problem(Some(row), "effect", message, "check the direction and whether the logarithm was taken");
            }
            if effect.is_some() && !plot.units.contains(&unit) {
                plot.units.push(unit);
            }
            plot.rows.push(one);
        }
        reader.finish(plot)
    }

    /// The values that the axis of a panel holds: all effects, and the limits that do not reach much further than is usual.
    fn shown<'p>(&'p self, unit: &'p str) -> impl Iterator<Item = f64> + 'p {
        let even = move |value: f64| if is_ratio(unit) { libm::log(value) } else { value };
        let ends = move |row: &'p Row| {
            let ends = row.effect.zip(row.limits).map(|(effect, (low, high))| [(effect, low), (effect, high)]);
            ends.into_iter().flatten().map(move |(effect, end)| (end, (even(end) - even(effect)).abs()))
        };
        let ends: Vec<(f64, f64)> = self.drawn(unit).flat_map(|(_, row)| ends(row)).collect();
        self.drawn(unit).filter_map(|(_, row)| row.effect).chain(within_usual_reach(&ends))
    }

    fn drawn<'p>(&'p self, unit: &'p str) -> impl Iterator<Item = (usize, &'p Row)> {
        self.rows.iter().enumerate().filter(move |(_, row)| row.effect.is_some() && row.unit == unit)
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let most = |band: usize| {
            let in_band = |unit: &String| self.drawn(unit).filter(|(_, row)| row.band == band).count();
            self.units.iter().map(in_band).max().unwrap_or(0)
        };
        let left = MARGIN + 58.0;
        // Interventions of a review; far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let least: Vec<f64> = (0..BANDS.len()).map(|band| (most(band) as f64 * LANE + 8.0).max(NARROWEST)).collect();
        let spare = (WIDTH - MARGIN - APART - left - least.iter().sum::<f64>()).max(0.0) / 6.0;
        let widths: Vec<f64> = least.iter().map(|width| width + spare).collect();
        let mut scene = Scene::new((left + widths.iter().sum::<f64>() + APART + MARGIN).max(WIDTH).ceil());
        let mut y = self.key(&mut scene) + 12.0;
        for (at, unit) in self.units.iter().enumerate() {
            y = self.panel(&mut scene, at, unit, &widths, Point::new(left, y)) + 14.0;
        }
        let items: Vec<String> =
            self.rows.iter().enumerate().map(|(at, row)| format!("{}\u{a0} {}", at + 1, row.words())).collect();
        let bottom = furniture::list(&mut scene, y, "Interventions", &items);
        furniture::foot(&mut scene, bottom, &self.notes(&caption.notice), caption);
        scene
    }

    /// One panel with its upper left corner; returns its lower edge.
    fn panel(&self, scene: &mut Scene, number: usize, unit: &str, widths: &[f64], corner: Point) -> f64 {
        let head = format!("{} (benefit upwards)", unit_name(unit));
        scene.push(Mark::text(Point::new(MARGIN, corner.y + 11.0), head, label().bold()));
        let (top, bottom) = (corner.y + 26.0, corner.y + 26.0 + HEIGHT);
        let null = if is_ratio(unit) { 1.0 } else { 0.0 };
        let values: Vec<f64> = self.shown(unit).chain([null]).collect();
        // Room at both ends for numbers and ratings.
        let inner = (bottom - 26.0, top + 22.0);
        let y = if is_ratio(unit) {
            Scale::log(values.into_iter(), inner)
        } else {
            Scale::linear(values.into_iter(), inner)
        };
        let mut x = corner.x;
        for (band, width) in widths.iter().enumerate() {
            x += if band + 1 == BANDS.len() { APART } else { 0.0 };
            let lane = Area::new(x + 2.0, top, width - 4.0, HEIGHT);
            let ground = if band + 1 == BANDS.len() { MIST } else { WHITE };
            scene.push(Mark::outlined(lane, ground, Stroke::new(GRID, 1.0)));
            let style = small().anchored(Anchor::Middle);
            let words = style.wrap(BANDS[band].1, lane.width);
            scene.extend(lines(Point::new(lane.centre().x, bottom + 16.0), &words, style));
            x += width;
        }
        axis(scene, &y, null, (corner.x, corner.x + widths.iter().sum::<f64>() + APART));
        let mut x = corner.x;
        for (band, width) in widths.iter().enumerate() {
            x += if band + 1 == BANDS.len() { APART } else { 0.0 };
            let here: Vec<(usize, &Row)> = self.drawn(unit).filter(|(_, row)| row.band == band).collect();
            // Interventions in one band; exact.
            #[allow(clippy::cast_precision_loss)]
            let (count, room) = (here.len() as f64, (*width - 8.0) / here.len().max(1) as f64);
            let mut middle = x + width / 2.0 - room * (count - 1.0) / 2.0;
            for (at, row) in here {
                let ground = if band + 1 == BANDS.len() { MIST } else { WHITE };
                scene.group(format!("p{}i{}", number + 1, at + 1), row.words(), marks(at, row, &y, middle, ground));
                middle += room;
            }
            x += width;
        }
        let style = label().anchored(Anchor::Middle);
        scene.push(Mark::text(Point::new(scene.width / 2.0, bottom + 38.0), "Cost rating", style));
        bottom + 44.0
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let levels: std::collections::BTreeSet<Option<u8>> =
            self.rows.iter().filter(|row| row.effect.is_some()).map(|row| row.rating.level).collect();
        let mut entries: Vec<Entry> = levels
            .into_iter()
            .map(|level| Entry::new(rating::mark(level, Point::new(8.0, 0.0), 12.0), 16.0, level_name(level)))
            .collect();
        let line =
            Mark::Line { from: Point::new(0.0, 0.0), to: Point::new(20.0, 0.0), stroke: Stroke::new(CHARCOAL, 1.4) };
        entries.push(Entry::new(vec![line], 20.0, "no effect"));
        furniture::key(scene, MARGIN / 2.0, "Evidence rating", &entries)
    }

    fn notes(&self, notice: &str) -> Vec<String> {
        let mut notes: Vec<String> = self.notes.iter().filter(|note| *note != notice).cloned().collect();
        notes.push(
            "Lines: interval of the effect, as far as it is reported; one that ends in a tip goes on.".to_owned(),
        );
        if self.rows.iter().any(|row| row.rating.has('*')) {
            notes.push("* after a rating: mixed findings.".to_owned());
        }
        notes
    }

    fn alt(&self) -> String {
        let drawn = self.rows.iter().filter(|row| row.effect.is_some());
        let null = |row: &Row| if is_ratio(&row.unit) { 1.0 } else { 0.0 };
        let clear = drawn.clone().filter(|row| row.limits.is_some_and(|(low, _)| low > null(row))).count();
        let unrated = self.rows.iter().filter(|row| row.band + 1 == BANDS.len()).count();
        let mut parts = vec![
            format!("Cost and effect of {}.", alt::counted(self.rows.len(), "intervention", "interventions")),
            format!("{clear} have an interval wholly on the side of benefit; {unrated} have no cost rating."),
        ];
        let cheapest =
            drawn.filter(|row| row.limits.is_some_and(|(low, _)| low > null(row)) && row.band + 1 < BANDS.len());
        if let Some(row) = cheapest.min_by_key(|row| row.band) {
            parts.push(format!("Cheapest of these: {}, {}.", alt::name(&row.name), BANDS[row.band].1));
        }
        alt::sentences(&parts)
    }
}

/// Gridlines with their figures, and the line of no effect.
fn axis(scene: &mut Scene, y: &Scale, null: f64, (left, right): (f64, f64)) {
    let style = fine_print().anchored(Anchor::End);
    let across = |at: f64, stroke| Mark::Line { from: Point::new(left, at), to: Point::new(right, at), stroke };
    for (value, words) in y.ticks(30.0) {
        scene.push(across(y.at(value), Stroke::new(GRID, 1.0)));
        scene.push(Mark::text(Point::new(left - 8.0, y.at(value) + 4.0), words, style));
    }
    scene.push(across(y.at(null), Stroke::new(CHARCOAL, 1.4)));
}

impl Row {
    /// `Steady Court: 0.31 (0.10 to 0.52), level 3+*, cost 5 high`.
    fn words(&self) -> String {
        let effect = match (self.effect, self.limits) {
            (Some(effect), Some((low, high))) => format!("{} ({} to {})", short(effect), short(low), short(high)),
            (Some(effect), None) => format!("{}, no interval", short(effect)),
            (None, _) => "no pooled effect".to_owned(),
        };
        format!("{}: {effect}, {}, cost {}", self.name, self.rating.name(), BANDS[self.band].1)
    }
}

fn short(value: f64) -> String {
    format!("{value:.2}").replace('-', "−")
}

/// Interval, mark, number above and rating below.
fn marks(at: usize, row: &Row, y: &Scale, x: f64, ground: super::palette::Colour) -> Vec<Mark> {
    let Some(effect) = row.effect else { return Vec::new() };
    let centre = Point::new(x, y.at(effect));
    let mut marks = Vec::new();
    let (mut top, mut bottom) = (centre.y - 9.0, centre.y + 9.0);
    if let Some((low, high)) = row.limits {
        let (least, most) = y.ends();
        let (from, to) = (Point::new(x, y.at(low.max(least))), Point::new(x, y.at(high.min(most))));
        marks.push(Mark::Line { from, to, stroke: Stroke::new(CHARCOAL, 1.6) });
        marks.extend((low < least).then(|| tip(from, Towards::Down, CHARCOAL)));
        marks.extend((high > most).then(|| tip(to, Towards::Up, CHARCOAL)));
        (top, bottom) = (top.min(to.y), bottom.max(from.y));
    }
    marks.extend(rating::mark(row.rating.level, centre, 12.0));
    let number = small().bold().coloured(INK);
    marks.extend(on_ground(Point::new(x, top - 9.0), &(at + 1).to_string(), number, ground));
    if !row.rating.words.is_empty() {
        let style = fine_print().coloured(INK);
        let mut below = Point::new(x, bottom + 9.0);
        for words in style.wrap(&row.rating.words, LANE - 4.0) {
            marks.extend(on_ground(below, &words, style, ground));
            below.y += 13.0;
        }
    }
    marks
}
