//! Funnel plot: effects against their standard errors, with contours of significance around no effect
//! (Peters et al. 2008), so that a lack of studies can be told from a lack of results.

use super::furniture::{self, Entry, MARGIN, WIDTH, fine_print};
use super::palette::{CHARCOAL, Colour, GRID, INK, MIST, NAVY, WHITE};
use super::plane::{Scale, figure, level_axis, name_of_upright, numbered, upright_axis};
use super::reading::Reader;
use super::scene::{Area, Mark, Point, Scene, Stroke, on_ground};
use super::strokes::dashed;
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::stats::distribution::normal_critical;
use crate::table::Table;

/// Two-sided levels of significance of the contours with the ground inside each, from the middle outwards.
const CONTOURS: [(f64, &str, Colour); 3] =
    [(0.1, "p above 0.1", WHITE), (0.05, "0.05 to 0.1", MIST), (0.01, "0.01 to 0.05", GRID)];
const RADIUS: f64 = 4.5;
const HEIGHT: f64 = 420.0;

/// Draws a contour-enhanced funnel plot.
///
/// Columns: `study`, `effect` and `se` (both on the analysis scale, benefit to the right: logarithms for ratios; the label of
/// `effect` names the scale). A row without a study holds the pooled effect. Studies keep the order of the rows, which
/// numbers them. What the table's notes say of small-study effects stands in the foot.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, an effect is not there, a standard
/// error is not above 0 or there are two pooled effects; [`ChartError::Id`].
pub fn funnel(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let plot = Plot::read(table)?;
    let reading = "Each point is a study: to the right the effect, benefit rightmost, upwards its precision (a small \
                   standard error is at the top). The grounds are levels of significance around no effect; where points \
                   are missing only in the white middle, results that were not significant may not have been published."
        .to_owned();
    Ok(Drawing { scene: plot.scene(caption), alt: plot.alt(), reading })
}

struct Dot {
    study: String,
    effect: f64,
    se: f64,
}

struct Plot {
    scale_name: String,
    points: Vec<Dot>,
    pooled: Option<f64>,
    notes: Vec<String>,
}

impl Plot {
    fn read(table: &Table) -> Result<Self, ChartError> {
        let mut reader = Reader::new("funnel plot", table)?.require(&["study", "effect", "se"])?;
        let name = table.columns.iter().find(|column| column.key == "effect").map_or("", |column| &column.label);
        let mut plot = Self {
            scale_name: super::font::printable(name),
            points: Vec::new(),
            pooled: None,
            notes: table.notes.iter().map(|note| super::font::printable(note)).collect(),
        };
        for row in 0..reader.rows() {
            let study = reader.words(row, "study");
            let (effect, se) = (reader.number(row, "effect"), reader.number(row, "se"));
            if study.is_empty() {
                if plot.pooled.is_some() {
                    reader.problem(Some(row), "study", "found a second row without a study", "give one pooled effect");
                }
                plot.pooled = effect;
                continue;
            }
            if effect.is_none() {
                reader.problem(Some(row), "effect", "found nothing, expected a number", "leave the study out");
            }
            if se.is_none_or(|se| se <= 0.0) {
                let found = se.map_or_else(String::new, |se| se.to_string());
                reader.problem(Some(row), "se", format!("found {found:?}, expected a number above 0"), "");
            }
            plot.points.push(Dot { study, effect: effect.unwrap_or(0.0), se: se.unwrap_or(1.0) });
        }
        if plot.points.is_empty() {
            reader.problem(None, "study", "found no study", "");
        }
        reader.finish(plot)
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let mut scene = Scene::new(WIDTH);
        let below_key = key(&mut scene);
        let top = name_of_upright(&mut scene, below_key + 7.0, "Standard error");
        let frame = Area::new(MARGIN + 52.0, top, WIDTH - 2.0 * MARGIN - 52.0 - 20.0, HEIGHT);
        let widest = self.points.iter().map(|point| point.se).fold(0.0, f64::max) * 1.08;
        let y = Scale::between((0.0, widest), (frame.y, frame.bottom()));
        // The contours have to be on the plane too, on both sides, at the bottom.
        let edge = normal_critical(0.99) * widest * 1.04;
        let effects = self.points.iter().map(|point| point.effect).chain(self.pooled).chain([-edge, edge]);
        let (low, high) = effects.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let x = Scale::linear([low, high].into_iter(), (frame.x, frame.right()));
        grounds(&mut scene, frame, &x, widest);
        let below = self.axes(&mut scene, frame, &x, &y);
        let marks: Vec<(Point, f64)> =
            self.points.iter().map(|point| (Point::new(x.at(point.effect), y.at(point.se)), RADIUS)).collect();
        for (at, (point, (centre, radius))) in self.points.iter().zip(&marks).enumerate() {
            let disc = Mark::Circle {
                centre: *centre,
                radius: *radius,
                fill: Some(NAVY),
                outline: Some(Stroke::new(WHITE, 1.0)),
            };
            let title = format!("{}: effect {}, standard error {}", point.study, short(point.effect), short(point.se));
            scene.group(format!("s{}", at + 1), title, vec![disc]);
        }
        for (_, number) in numbered(frame, &marks) {
            scene.extend(number);
        }
        let items = self.points.iter().enumerate().map(|(at, point)| {
            format!("{}\u{a0} {}: {} (SE {})", at + 1, point.study, short(point.effect), short(point.se))
        });
        let bottom = furniture::list(&mut scene, below + 14.0, "Studies", &items.collect::<Vec<_>>());
        let notes: Vec<String> = self.notes.iter().filter(|note| **note != caption.notice).cloned().collect();
        furniture::foot(&mut scene, bottom, &notes, caption);
        scene
    }

    fn axes(&self, scene: &mut Scene, frame: Area, x: &Scale, y: &Scale) -> f64 {
        let bottom = frame.bottom();
        let upright =
            |at: f64, stroke| Mark::Line { from: Point::new(at, frame.y), to: Point::new(at, bottom), stroke };
        scene.push(upright(x.at(0.0), Stroke::new(CHARCOAL, 1.2)));
        if let Some(pooled) = self.pooled {
            // Dashed, so that it is told from no effect without colour.
            let ends = [Point::new(x.at(pooled), frame.y), Point::new(x.at(pooled), bottom)];
            scene.extend(dashed(&ends, Stroke::new(INK, 2.0)));
            let words = format!("pooled {}", short(pooled));
            let style = fine_print().bold().coloured(INK);
            let half = style.width(&words) / 2.0 + 2.0;
            let middle = x.at(pooled).clamp(frame.x + half, frame.right() - half);
            scene.extend(on_ground(Point::new(middle, frame.y - 10.0), &words, style, WHITE));
        }
        upright_axis(scene, frame, y, &y.ticks(48.0));
        level_axis(scene, frame, x, &x.ticks(56.0), &format!("{} (benefit to the right)", self.scale_name))
    }

    fn alt(&self) -> String {
        let z = normal_critical(0.95);
        let clear = self.points.iter().filter(|point| (point.effect / point.se).abs() > z).count();
        let right = self.points.iter().filter(|point| point.effect > 0.0).count();
        let mut parts = vec![
            format!(
                "Funnel plot of {} by effect and standard error.",
                alt::counted(self.points.len(), "study", "studies")
            ),
            format!("{right} lie on the side of benefit; {clear} are outside the 0.05 contours of no effect."),
        ];
        if let Some(pooled) = self.pooled {
            parts.push(format!("Pooled effect {}.", short(pooled)));
        }
        alt::sentences(&parts)
    }
}

/// The grounds between the contours, widest first, with the level at the foot of each line.
fn grounds(scene: &mut Scene, frame: Area, x: &Scale, widest: f64) {
    let tip = Point::new(x.at(0.0), frame.y);
    for (level, _, fill) in CONTOURS.iter().rev() {
        let reach = normal_critical(1.0 - level) * widest;
        let (left, right) = (x.at(-reach), x.at(reach));
        let corners = vec![tip, Point::new(right, frame.bottom()), Point::new(left, frame.bottom())];
        scene.push(Mark::Polygon { corners, fill: *fill });
        for side in [left, right] {
            let to = Point::new(side, frame.bottom());
            scene.push(Mark::Line { from: tip, to, stroke: Stroke::new(CHARCOAL, 0.8) });
        }
    }
}

fn key(scene: &mut Scene) -> f64 {
    let sample = |fill| vec![Mark::outlined(Area::new(0.0, -7.0, 20.0, 14.0), fill, Stroke::new(CHARCOAL, 0.8))];
    let mut entries = vec![Entry::new(vec![Mark::disc(Point::new(5.0, 0.0), RADIUS, NAVY)], 10.0, "study")];
    entries.extend(CONTOURS.map(|(_, name, fill)| Entry::new(sample(fill), 20.0, name)));
    entries.push(Entry::new(Vec::new(), 0.0, "outside: below 0.01"));
    furniture::key(scene, MARGIN / 2.0, "", &entries)
}

fn short(value: f64) -> String {
    figure((value * 1000.0).round() / 1000.0)
}
