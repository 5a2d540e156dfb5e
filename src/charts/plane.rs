//! A scale of figures: from values to pixels, with round ticks; and labels put where there is room.

use super::furniture::fine_print;
use super::palette::{INK, WHITE};
use super::scene::{Area, Mark, Point, on_ground};

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

/// Marks with the numbers that stand beside them, where there is room for them inside `frame`: each on its own ground,
/// none on another number or on a mark. Numbers for which there is no room are left out; a list below has them.
pub(super) fn numbered(frame: Area, marks: &[(Point, f64)]) -> Vec<(usize, Vec<Mark>)> {
    let style = fine_print().coloured(INK);
    let mut taken: Vec<Area> = marks.iter().map(|(centre, radius)| Area::around(*centre, 2.0 * radius)).collect();
    let mut numbers = Vec::new();
    for (at, (centre, radius)) in marks.iter().enumerate() {
        let words = (at + 1).to_string();
        let (width, height) = (style.width(&words) + 2.0, style.size + 2.0);
        let places = [1.5, 9.0, 18.0].into_iter().flat_map(|away| {
            let (dx, dy) = (radius + away + width / 2.0, radius + away + height / 2.0);
            [(1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (1.0, -1.0), (-1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
                .map(|(x, y)| Point::new(centre.x + x * dx, centre.y + y * dy))
        });
        let area = |middle: &Point| Area::new(middle.x - width / 2.0, middle.y - height / 2.0, width, height);
        let free = |middle: &Point| {
            let area = area(middle);
            let inside =
                area.x > frame.x && area.y > frame.y && area.right() < frame.right() && area.bottom() < frame.bottom();
            inside && !taken.iter().any(|other| meet(area, *other))
        };
        if let Some(middle) = places.into_iter().find(free) {
            taken.push(area(&middle));
            numbers.push((at, on_ground(middle, &words, style, WHITE)));
        }
    }
    numbers
}

fn meet(a: Area, b: Area) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
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
            assert!(areas.iter().skip(at + 1).all(|other| !meet(*area, *other)));
            assert!(marks.iter().all(|(centre, radius)| !meet(*area, Area::around(*centre, 2.0 * radius))));
        }
    }
}
