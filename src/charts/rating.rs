//! Ratings of evidence such as `3+*`: a level as a shape and a shade, with what is written beside it.

use super::palette::{BLUE, CHARCOAL, Colour, NAVY, PALE, PLUM, SKY, WHITE};
use super::scene::{Mark, Point, Stroke};

/// A rating as written, with the level that its figure names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rating {
    /// As the table has it; empty where there is none.
    pub words: String,
    /// The whole number that it begins with, 1 to 5; none where it has none.
    pub level: Option<u8>,
}

impl Rating {
    /// Reads a rating. Numbers above 5 are drawn as 5.
    pub(super) fn of(words: String) -> Self {
        let figures: String = words.trim().chars().take_while(char::is_ascii_digit).collect();
        let level = figures.parse::<u32>().ok().filter(|level| *level > 0);
        Self { level: level.map(|level| u8::try_from(level.min(5)).unwrap_or(5)), words }
    }

    /// `level 3+*`, or that there is none.
    pub(super) fn name(&self) -> String {
        if self.words.is_empty() { "not rated".to_owned() } else { format!("level {}", self.words) }
    }

    /// Whether it carries a sign besides its level.
    pub(super) fn has(&self, sign: char) -> bool {
        self.words.contains(sign)
    }
}

/// What a level is called in a key.
pub(super) fn level_name(level: Option<u8>) -> String {
    level.map_or_else(|| "not rated".to_owned(), |level| format!("level {level}"))
}

/// The shade of a level; the shape says it too.
pub(super) fn shade(level: Option<u8>) -> Colour {
    match level {
        None => WHITE,
        Some(0 | 1) => PALE,
        Some(2) => SKY,
        Some(3) => BLUE,
        Some(4) => NAVY,
        Some(_) => PLUM,
    }
}

/// The shape of a level around a centre, with the area of a disc of this diameter.
pub(super) fn mark(level: Option<u8>, centre: Point, diameter: f64) -> Vec<Mark> {
    let area = std::f64::consts::FRAC_PI_4 * diameter * diameter;
    let (fill, line) = (shade(level), Stroke::new(CHARCOAL, 1.0));
    let at = |dx: f64, dy: f64| Point::new(centre.x + dx, centre.y + dy);
    match level {
        Some(0 | 1) => {
            let half = (2.0 * area).sqrt() / 2.0;
            Mark::outlined_polygon(vec![at(-half, -half), at(half, -half), at(0.0, half)], fill, line)
        }
        None | Some(2) => {
            vec![Mark::Circle { centre, radius: diameter / 2.0, fill: Some(fill), outline: Some(line) }]
        }
        Some(3) => {
            let half = area.sqrt() / 2.0;
            Mark::outlined_polygon(vec![at(-half, -half), at(half, -half), at(half, half), at(-half, half)], fill, line)
        }
        Some(4) => {
            let half = (area / 2.0).sqrt();
            Mark::outlined_polygon(vec![at(0.0, -half), at(half, 0.0), at(0.0, half), at(-half, 0.0)], fill, line)
        }
        Some(_) => {
            let half = (2.0 * area).sqrt() / 2.0;
            Mark::outlined_polygon(vec![at(-half, half), at(0.0, -half), at(half, half)], fill, line)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_keeps_its_words_and_tells_its_level() {
        let level = |words: &str| Rating::of(words.to_owned()).level;
        assert_eq!(
            [level("3+*"), level("4"), level("12"), level("0"), level("low"), level("")],
            [Some(3), Some(4), Some(5), None, None, None]
        );
        assert_eq!(Rating::of("3+*".to_owned()).name(), "level 3+*");
    }

    #[test]
    fn shapes_of_one_size_have_one_area() {
        let area = |corners: &[Point]| {
            let next = corners.iter().cycle().skip(1);
            corners.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>().abs() / 2.0
        };
        let disc = std::f64::consts::PI * 100.0;
        for level in [Some(1), Some(3), Some(4), Some(5)] {
            let marks = mark(level, Point::new(50.0, 70.0), 20.0);
            let Mark::Polygon { corners, .. } = &marks[0] else { panic!("a shape") };
            assert!((area(corners) - disc).abs() < 1e-9, "{level:?}");
        }
    }
}
