//! Albatross plot: sample sizes against p values, with contours of effect sizes (Harrison et al. 2017): for studies that report
//! no more than p, direction and size.

use super::furniture::{self, Entry, MARGIN, WIDTH, fine_print, label};
use super::palette::{CHARCOAL, GRID, INK, NAVY, WHITE};
use super::plane::{Scale, figure, numbered};
use super::reading::Reader;
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, on_ground};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::stats::albatross::Contour;
use crate::table::Table;

const RADIUS: f64 = 4.5;
const HEIGHT: f64 = 440.0;

/// Draws an albatross plot.
///
/// Columns: `study`, `n` (participants of both groups), `p` (two-sided, above 0 and at most 1), `direction` (`benefit` or
/// `harm`), `effect` and `control_risk`. A row without a study asks for a contour: `effect` is a standardised mean difference (groups of equal size), or with a `control_risk` between 0 and 1 an odds ratio. Studies keep the order of
/// the rows, which numbers them.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing or a size, p value, direction or
/// contour cannot be right; [`ChartError::Id`].
pub fn albatross(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let plot = Plot::read(table)?;
    let reading = "Each point is a study: the higher, the more participants; the further from the middle, the smaller its p \
                   value, towards benefit at the right and towards harm at the left. Points along a contour are what an \
                   effect of that size would give. Nothing is pooled."
        .to_owned();
    Ok(Drawing { scene: plot.scene(caption), alt: plot.alt(), reading })
}

struct Study {
    name: String,
    n: f64,
    p: f64,
    benefit: bool,
}

struct Plot {
    studies: Vec<Study>,
    contours: Vec<(String, Contour)>,
}

/// The two halves of the plane.
struct Sides {
    harm: Scale,
    benefit: Scale,
}

impl Sides {
    fn at(&self, p: f64, benefit: bool) -> f64 {
        if benefit { self.benefit.at(p) } else { self.harm.at(p) }
    }
}

impl Plot {
    fn read(table: &Table) -> Result<Self, ChartError> {
        const KEYS: [&str; 6] = ["study", "n", "p", "direction", "effect", "control_risk"];
        let mut reader = Reader::new("albatross plot", table)?.require(&KEYS)?;
        let mut plot = Self { studies: Vec::new(), contours: Vec::new() };
        for row in 0..reader.rows() {
            let name = reader.words(row, "study");
            if name.is_empty() {
                let (effect, risk) = (reader.number(row, "effect"), reader.number(row, "control_risk"));
                if let Some(contour) = effect.and_then(|effect| contour(effect, risk)) {
                    plot.contours.push(contour);
                } else {
                    let hint =
                        "give a difference other than 0, or an odds ratio other than 1 with a risk between 0 and 1";
                    reader.problem(Some(row), "effect", "found no contour", hint);
                }
                continue;
            }
            let n = reader.number(row, "n").filter(|n| *n >= 2.0);
            let p = reader.number(row, "p").filter(|p| *p > 0.0 && *p <= 1.0);
            let benefit = match reader.words(row, "direction").as_str() {
                "benefit" => Some(true),
                "harm" => Some(false),
                _ => None,
            };
            if let (Some(n), Some(p), Some(benefit)) = (n, p, benefit) {
                plot.studies.push(Study { name, n, p, benefit });
                continue;
            }
            if n.is_none() {
                reader.problem(Some(row), "n", "found no size of at least 2", "leave the study out");
            }
            if p.is_none() {
                reader.problem(Some(row), "p", "found no p value above 0 and at most 1", "leave the study out");
            }
            if benefit.is_none() {
                reader.problem(Some(row), "direction", "expected `benefit` or `harm`", "leave the study out");
            }
        }
        if plot.studies.is_empty() {
            reader.problem(None, "study", "found no study that can be drawn", "");
        }
        reader.finish(plot)
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let mut scene = Scene::new(WIDTH);
        let top = self.key(&mut scene) + 30.0;
        let frame = Area::new(MARGIN + 52.0, top, WIDTH - 2.0 * MARGIN - 52.0 - 24.0, HEIGHT);
        let middle = frame.centre().x;
        let smallest = self.studies.iter().map(|study| study.p).fold(0.005, f64::min) / 1.6;
        // No room beyond p = 1: the two halves meet there.
        let side = |end: f64| Scale::between_logs((smallest, 1.0), (end, middle));
        let sides = Sides { harm: side(frame.x), benefit: side(frame.right()) };
        let y = Scale::log(self.studies.iter().map(|study| study.n), (frame.bottom(), frame.y));
        axes(&mut scene, frame, &sides, &y);
        self.contours(&mut scene, frame, &sides, &y);
        let marks: Vec<(Point, f64)> =
            (self.studies.iter()).map(|one| (Point::new(sides.at(one.p, one.benefit), y.at(one.n)), RADIUS)).collect();
        for (at, (study, (centre, radius))) in self.studies.iter().zip(&marks).enumerate() {
            let line = Some(Stroke::new(WHITE, 1.0));
            let disc = Mark::Circle { centre: *centre, radius: *radius, fill: Some(NAVY), outline: line };
            scene.group(format!("s{}", at + 1), study.words(), vec![disc]);
        }
        for (_, number) in numbered(frame, &marks) {
            scene.extend(number);
        }
        let items = self.studies.iter().enumerate().map(|(at, study)| format!("{}\u{a0} {}", at + 1, study.words()));
        let bottom = furniture::list(&mut scene, frame.bottom() + 54.0, "Studies", &items.collect::<Vec<_>>());
        furniture::foot(&mut scene, bottom, &self.notes(), caption);
        scene
    }

    /// The contours on both sides, each named where it leaves the plane.
    fn contours(&self, scene: &mut Scene, frame: Area, sides: &Sides, y: &Scale) {
        const STEPS: u8 = 80;
        let (low, high) = y.ends();
        let style = fine_print().coloured(INK);
        let mut named: Vec<Area> = Vec::new();
        for (name, contour) in &self.contours {
            for benefit in [false, true] {
                let places = (0..=STEPS).filter_map(|step| {
                    let along = f64::from(step) / f64::from(STEPS);
                    let n = libm::exp(libm::log(low) + along * (libm::log(high) - libm::log(low)));
                    let p = contour.p_value(n).filter(|p| sides.benefit.holds(*p))?;
                    Some(Point::new(sides.at(p, benefit), y.at(n)))
                });
                let places: Vec<Point> = places.collect();
                let segments = places.windows(2).map(|pair| Mark::Line {
                    from: pair[0],
                    to: pair[1],
                    stroke: Stroke::new(CHARCOAL, 1.2),
                });
                scene.extend(segments);
                if let Some(end) = places.last() {
                    let half = style.width(name) / 2.0 + 2.0;
                    let mut middle =
                        Point::new(end.x.clamp(frame.x + half, frame.right() - half), end.y.max(frame.y + 8.0));
                    let area = |middle: Point| Area::new(middle.x - half, middle.y - 7.0, 2.0 * half, 14.0);
                    // Contours that leave at the same place have their names below one another.
                    while named.iter().any(|other| other.meets(area(middle))) && middle.y < frame.bottom() {
                        middle.y += 15.0;
                    }
                    named.push(area(middle));
                    scene.extend(on_ground(middle, name, style, WHITE));
                }
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        if self.contours.is_empty() {
            return Vec::new();
        }
        vec![
            "Curves: where studies would lie if every effect had this size (SMD: standardised mean difference, equal groups; OR: \
             odds ratio)."
                .to_owned(),
        ]
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let mut entries = vec![Entry::new(vec![Mark::disc(Point::new(5.0, 0.0), RADIUS, NAVY)], 10.0, "study")];
        if !self.contours.is_empty() {
            let line = Mark::Line {
                from: Point::new(0.0, 0.0),
                to: Point::new(24.0, 0.0),
                stroke: Stroke::new(CHARCOAL, 1.2),
            };
            entries.push(Entry::new(vec![line], 24.0, "effect of one size"));
        }
        furniture::key(scene, MARGIN / 2.0, "", &entries)
    }

    fn alt(&self) -> String {
        let benefit = self.studies.iter().filter(|study| study.benefit).count();
        let below = |benefit| self.studies.iter().filter(|one| one.benefit == benefit && one.p < 0.05).count();
        alt::sentences(&[
            format!("Albatross plot of {} by p value and size.", alt::counted(self.studies.len(), "study", "studies")),
            format!(
                "{benefit} towards benefit, {} of them with p below 0.05; {} towards harm, {} below 0.05.",
                below(true),
                self.studies.len() - benefit,
                below(false)
            ),
        ])
    }
}

/// Gridlines with their figures on both sides, and what the two directions are.
fn axes(scene: &mut Scene, frame: Area, sides: &Sides, y: &Scale) {
    let (style, bottom, line) = (fine_print(), frame.bottom(), Stroke::new(CHARCOAL, 1.0));
    let upright = |at: f64, stroke| Mark::Line { from: Point::new(at, frame.y), to: Point::new(at, bottom), stroke };
    for (value, words) in y.ticks(34.0) {
        let at = y.at(value);
        scene.push(Mark::Line {
            from: Point::new(frame.x, at),
            to: Point::new(frame.right(), at),
            stroke: Stroke::new(GRID, 1.0),
        });
        scene.push(Mark::text(Point::new(frame.x - 8.0, at + 4.0), words, style.anchored(Anchor::End)));
    }
    for benefit in [false, true] {
        let side = if benefit { &sides.benefit } else { &sides.harm };
        for (p, words) in side.ticks(46.0).into_iter().filter(|(p, _)| *p < 0.999) {
            scene.push(upright(side.at(p), Stroke::new(GRID, 1.0)));
            scene.push(Mark::text(Point::new(side.at(p), bottom + 17.0), words, style.anchored(Anchor::Middle)));
        }
    }
    let middle = sides.at(1.0, true);
    scene.push(upright(middle, Stroke::new(CHARCOAL, 1.2)));
    scene.push(Mark::text(Point::new(middle, bottom + 17.0), "1", style.anchored(Anchor::Middle)));
    scene.push(Mark::Line { from: Point::new(frame.x, bottom), to: Point::new(frame.right(), bottom), stroke: line });
    scene.push(Mark::text(Point::new(MARGIN, frame.y - 14.0), "Participants", label()));
    let words = [(frame.x, "← p, towards harm", Anchor::Start), (frame.right(), "p, towards benefit →", Anchor::End)];
    for (at, words, anchor) in words {
        scene.push(Mark::text(Point::new(at, bottom + 38.0), words, label().anchored(anchor)));
    }
}

impl Study {
    fn words(&self) -> String {
        let direction = if self.benefit { "benefit" } else { "harm" };
        format!("{}: n {}, p {} towards {direction}", self.name, figure(self.n), p_words(self.p))
    }
}

/// A p value with three decimals, or that it is below a thousandth.
fn p_words(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { figure((p * 1000.0).round() / 1000.0) }
}

fn contour(effect: f64, control_risk: Option<f64>) -> Option<(String, Contour)> {
    let (name, contour) = match control_risk {
        None => (format!("SMD {}", figure(effect)), Contour::MeanDifference { smd: effect, ratio: 1.0 }),
        Some(control_risk) => {
            (format!("OR {}", figure(effect)), Contour::OddsRatio { odds_ratio: effect, control_risk })
        }
    };
    contour.p_value(100.0).map(|_| (name, contour))
}
