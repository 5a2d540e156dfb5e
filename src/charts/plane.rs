//! A scale of figures: from values to pixels, with round ticks; and labels put where there is room.

use super::furniture::{MARGIN, fine_print, label};
use super::palette::{CHARCOAL, GRID, INK, WHITE};
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, TextStyle, lines, on_ground};

/// A scale between two places in pixels, linear or logarithmic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    log: bool,
    /// Values of the two ends, on the log scale where it is one.
    ends: (f64, f64),
    /// Pixels of the two ends.
    pixels: (f64, f64),
}

impl Scale {
    /// A linear scale that holds all values, with a little room beyond.
    pub(super) fn linear(values: impl Iterator<Item = f64>, pixels: (f64, f64)) -> Self {
        Self { log: false, ends: widened(values), pixels }
    }

    /// A linear scale between two values.
    pub(super) fn between(ends: (f64, f64), pixels: (f64, f64)) -> Self {
        Self { log: false, ends, pixels }
    }

    /// A logarithmic scale between two values above 0.
    pub(super) fn between_logs((low, high): (f64, f64), pixels: (f64, f64)) -> Self {
        Self { log: true, ends: (libm::log(low), libm::log(high)), pixels }
    }

    /// A logarithmic scale that holds all values, which are above 0, with a little room beyond.
    pub(super) fn log(values: impl Iterator<Item = f64>, pixels: (f64, f64)) -> Self {
        Self { log: true, ends: widened(values.map(libm::log)), pixels }
    }

    /// Pixels of a value.
    pub(super) fn at(&self, value: f64) -> f64 {
        let value = if self.log { libm::log(value) } else { value };
        let along = (value - self.ends.0) / (self.ends.1 - self.ends.0);
        self.pixels.0 + along * (self.pixels.1 - self.pixels.0)
    }

    /// The values of the two ends.
    pub(super) fn ends(&self) -> (f64, f64) {
        if self.log { (libm::exp(self.ends.0), libm::exp(self.ends.1)) } else { self.ends }
    }

    /// Whether a value lies on the scale.
    pub(super) fn holds(&self, value: f64) -> bool {
        let value = if self.log { libm::log(value) } else { value };
        (self.ends.0 - 1e-9..=self.ends.1 + 1e-9).contains(&value)
    }

    /// Round values with their figures, none closer than `apart` pixels to the next.
    pub(super) fn ticks(&self, apart: f64) -> Vec<(f64, String)> {
        let room = ((self.pixels.1 - self.pixels.0).abs() / apart).max(1.0);
        let values = if self.log { self.log_ticks(apart) } else { self.linear_ticks(room) };
        values.into_iter().map(|value| (value, figure(value))).collect()
    }

    fn linear_ticks(&self, room: f64) -> Vec<f64> {
        let rough = (self.ends.1 - self.ends.0) / room;
        let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|factor| factor * power).into_iter().find(|step| *step >= rough);
        let step = step.unwrap_or(10.0 * power);
        let mut ticks = Vec::new();
        let mut count = (self.ends.0 / step).ceil();
        while count * step <= self.ends.1 + step * 1e-9 {
            // Adding nothing makes a zero of a negative zero.
            ticks.push(count * step + 0.0);
            count += 1.0;
        }
        ticks
    }

    /// Powers of ten, with 2 and 5, or 3, times them where there is room.
    fn log_ticks(&self, apart: f64) -> Vec<f64> {
        let (low, high) = self.ends();
        let (first, last) = (libm::floor(libm::log10(low)), libm::ceil(libm::log10(high)));
        let on_scale = |(factors, decades): (&[f64], f64)| -> Vec<f64> {
            let mut ticks = Vec::new();
            let mut power = first;
            while power <= last {
                ticks.extend(
                    factors.iter().map(|factor| factor * libm::pow(10.0, power)).filter(|tick| self.holds(*tick)),
                );
                power += decades;
            }
            ticks
        };
        let fits = |ticks: &Vec<f64>| ticks.windows(2).all(|pair| (self.at(pair[1]) - self.at(pair[0])).abs() >= apart);
        let fine = [&[1.0, 1.5, 2.0, 3.0, 5.0, 7.0][..], &[1.0, 2.0, 5.0], &[1.0, 3.0]].map(|factors| (factors, 1.0));
        let coarse = [1.0, 2.0, 3.0, 5.0, 10.0, 50.0].map(|decades| (&[1.0][..], decades));
        fine.into_iter().chain(coarse).map(on_scale).find(fits).unwrap_or_default()
    }
}

/// The smallest and the largest value with room beyond; something sound where there are none, or all are equal.
fn widened(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    match high - low {
        reach if reach > 0.0 && reach.is_finite() => (low - 0.06 * reach, high + 0.06 * reach),
        _ if low.is_finite() => (low - 0.5, high + 0.5),
        _ => (0.0, 1.0),
    }
}

/// The ends of intervals that an axis has to hold: those that reach no more than four times as far from their middle as is
/// usual; an axis for the others would flatten all. Each end has its value and how far it reaches.
pub(super) fn within_usual_reach(ends: &[(f64, f64)]) -> Vec<f64> {
    let mut reaches: Vec<f64> = ends.iter().map(|(_, reach)| *reach).collect();
    reaches.sort_by(f64::total_cmp);
    let usual = reaches.get(reaches.len() / 2).copied().unwrap_or(0.0);
    ends.iter().filter(|(_, reach)| *reach <= 4.0 * usual).map(|(end, _)| *end).collect()
}

/// A tick's figure without needless zeros and with a true minus sign.
pub(super) fn figure(value: f64) -> String {
    let text = match value.abs() {
        size if size >= 1e6 || (size > 0.0 && size < 1e-4) => {
            let text = format!("{value:.2e}");
            text.split_once('e').map_or(text.clone(), |(figures, power)| {
                format!("{}e{power}", figures.trim_end_matches('0').trim_end_matches('.'))
            })
        }
        _ => {
            let text = format!("{value:.4}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    text.replace('-', "−")
}

/// What may stand beside a mark, in lines.
pub(super) struct Beside {
    /// Lines of text.
    pub lines: Vec<String>,
    /// How they are set.
    pub style: TextStyle,
    /// How far from the mark they may stand, the nearest first.
    pub away: &'static [f64],
}

/// How far a name may stand from its mark and still be taken for its own.
pub(super) const NEAR: &[f64] = &[1.5, 6.0];
/// How far a number may.
const FAR: &[f64] = &[1.5, 9.0, 18.0];

impl Beside {
    /// A number that leads to a list.
    pub(super) fn number(number: usize) -> Self {
        Self { lines: vec![number.to_string()], style: fine_print().coloured(INK), away: FAR }
    }

    fn size(&self) -> (f64, f64) {
        let width = self.lines.iter().map(|line| self.style.width(line)).fold(0.0, f64::max);
        (width + 2.0, self.style.height(self.lines.len()) + 2.0)
    }

    /// Every line on its own ground, all around one middle.
    fn around(&self, middle: Point) -> Vec<Mark> {
        let mut at = Point::new(middle.x, middle.y - (self.style.height(self.lines.len()) - self.style.size) / 2.0);
        let mut marks = Vec::new();
        for line in &self.lines {
            marks.extend(on_ground(at, line, self.style, WHITE));
            at.y += self.style.leading();
        }
        marks
    }
}

/// What stands beside marks, where there is room for it inside `frame`: each on its own ground, none on another or on a
/// mark. Of the choices of a mark the first is taken that has room; where none has, nothing, and a list below has to tell.
/// Returns the place of the mark with what is drawn.
pub(super) fn beside(frame: Area, marks: &[(Point, f64)], choices: &[Vec<Beside>]) -> Vec<(usize, Vec<Mark>)> {
    let mut taken: Vec<Area> = marks.iter().map(|(centre, radius)| Area::around(*centre, 2.0 * radius)).collect();
    let mut placed = Vec::new();
    for (at, ((centre, radius), choices)) in marks.iter().zip(choices).enumerate() {
        let found = choices.iter().find_map(|choice| {
            let (width, height) = choice.size();
            let area = |middle: &Point| Area::new(middle.x - width / 2.0, middle.y - height / 2.0, width, height);
            let free = |middle: &Point| {
                let area = area(middle);
                let inside = area.x > frame.x
                    && area.y > frame.y
                    && area.right() < frame.right()
                    && area.bottom() < frame.bottom();
                inside && !taken.iter().any(|other| area.meets(*other))
            };
            let middle = places(*centre, *radius, (width, height), choice.away).find(free)?;
            Some((choice.around(middle), area(&middle)))
        });
        if let Some((drawn, area)) = found {
            taken.push(area);
            placed.push((at, drawn));
        }
    }
    placed
}

/// Places around a mark for something of this size, the nearest first.
fn places(centre: Point, radius: f64, (width, height): (f64, f64), away: &[f64]) -> impl Iterator<Item = Point> {
    away.iter().flat_map(move |away| {
        let (dx, dy) = (radius + away + width / 2.0, radius + away + height / 2.0);
        [(1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (1.0, -1.0), (-1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
            .map(|(x, y)| Point::new(centre.x + x * dx, centre.y + y * dy))
    })
}

/// Marks with their numbers beside them, from 1, where there is room inside `frame`; a list below has them all.
pub(super) fn numbered(frame: Area, marks: &[(Point, f64)]) -> Vec<(usize, Vec<Mark>)> {
    let numbers: Vec<Vec<Beside>> = (1..=marks.len()).map(|number| vec![Beside::number(number)]).collect();
    beside(frame, marks, &numbers)
}

/// The name of an upright axis below `top`, over its figures; returns the place where the frame may begin.
pub(super) fn name_of_upright(scene: &mut Scene, top: f64, name: &str) -> f64 {
    let style = label();
    let words = style.wrap(name, scene.width - 2.0 * MARGIN);
    scene.extend(lines(Point::new(MARGIN, top + style.size), &words, style));
    top + style.height(words.len()) + 12.0
}

/// Ticks at the left edge of a frame with their figures.
pub(super) fn upright_axis(scene: &mut Scene, frame: Area, y: &Scale, ticks: &[(f64, String)]) {
    let line = Stroke::new(CHARCOAL, 1.0);
    for (value, words) in ticks {
        let at = y.at(*value);
        scene.push(Mark::Line { from: Point::new(frame.x - 4.0, at), to: Point::new(frame.x, at), stroke: line });
        let place = Point::new(frame.x - 8.0, at + 4.0);
        scene.push(Mark::text(place, words.clone(), fine_print().anchored(Anchor::End)));
    }
}

/// The lower edge of a frame as an axis: a line, ticks with their figures, and below them the name; returns the lower edge.
pub(super) fn level_axis(scene: &mut Scene, frame: Area, x: &Scale, ticks: &[(f64, String)], name: &str) -> f64 {
    let (bottom, line) = (frame.bottom(), Stroke::new(CHARCOAL, 1.0));
    scene.push(Mark::Line { from: Point::new(frame.x, bottom), to: Point::new(frame.right(), bottom), stroke: line });
    for (value, words) in ticks {
        let at = x.at(*value);
        scene.push(Mark::Line { from: Point::new(at, bottom), to: Point::new(at, bottom + 4.0), stroke: line });
        let place = Point::new(at, bottom + 17.0);
        scene.push(Mark::text(place, words.clone(), fine_print().anchored(Anchor::Middle)));
    }
    if name.is_empty() {
        return bottom + 22.0;
    }
    let style = label().anchored(Anchor::Middle);
    let words = style.wrap(name, frame.width);
    scene.extend(lines(Point::new(frame.centre().x, bottom + 38.0), &words, style));
    bottom + 38.0 + style.height(words.len()) - style.size
}

/// Upright gridlines over all rows between two heights, with their figures above and, where the rows are many, below too;
/// the line at 0 is darker where the axis goes on to either side. Returns the lower edge.
pub(super) fn upright_grid(scene: &mut Scene, x: &Scale, (top, bottom): (f64, f64), twice: bool) -> f64 {
    for (value, words) in x.ticks(56.0) {
        let (from, to) = (Point::new(x.at(value), top), Point::new(x.at(value), bottom));
        let stroke = if value == 0.0 && x.ends().0 < 0.0 { Stroke::new(CHARCOAL, 1.4) } else { Stroke::new(GRID, 1.0) };
        scene.push(Mark::Line { from, to, stroke });
        let style = fine_print().anchored(Anchor::Middle);
        scene.push(Mark::text(Point::new(from.x, top - 5.0), words.clone(), style));
        if twice {
            scene.push(Mark::text(Point::new(to.x, bottom + 14.0), words, style));
        }
    }
    if twice { bottom + 18.0 } else { bottom }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_inside_the_scale_and_apart() {
        let figures = |scale: Scale| scale.ticks(40.0).into_iter().map(|(_, figure)| figure).collect::<Vec<_>>();
        assert_eq!(
            figures(Scale::between((-0.43, 0.81), (0.0, 300.0))),
            ["−0.4", "−0.2", "0", "0.2", "0.4", "0.6", "0.8"]
        );
        assert_eq!(figures(Scale::log([90.0, 1100.0].into_iter(), (0.0, 260.0))), ["100", "200", "500", "1000"]);
        assert_eq!(figures(Scale::between_logs((1e-7, 1.0), (0.0, 200.0))).join(" "), "1e−7 1e−5 0.001 0.1");
        for value in [0.01, 3.0, 77.0] {
            let scale = Scale::log([0.001, value].into_iter(), (500.0, 100.0));
            assert!(scale.holds(value) && scale.at(value) < scale.at(0.001));
        }
    }

    #[test]
    fn values_that_are_all_alike_still_have_a_scale() {
        let scale = Scale::linear([2.0, 2.0].into_iter(), (0.0, 100.0));
        assert!((scale.at(2.0) - 50.0).abs() < 1e-9);
        assert!(Scale::linear(std::iter::empty(), (0.0, 100.0)).at(0.5).is_finite());
    }

    #[test]
    fn numbers_stand_beside_their_marks_and_on_nothing_else() {
        let frame = Area::new(0.0, 0.0, 400.0, 300.0);
        let marks: Vec<(Point, f64)> = (0..40_u8)
            .map(|at| (Point::new(20.0 + f64::from(at) * 9.0, 150.0 + f64::from(at % 3) * 11.0), 4.0))
            .collect();
        let placed = numbered(frame, &marks);
        assert!(placed.len() > 20, "{}", placed.len());
        let areas: Vec<Area> = placed
            .iter()
            .filter_map(|(_, marks)| if let Mark::Rect { area, .. } = marks[0] { Some(area) } else { None })
            .collect();
        for (at, area) in areas.iter().enumerate() {
            assert!(areas.iter().skip(at + 1).all(|other| !area.meets(*other)));
            assert!(marks.iter().all(|(centre, radius)| !area.meets(Area::around(*centre, 2.0 * radius))));
        }
    }
}
