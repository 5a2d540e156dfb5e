//! Lines that say something by how they are drawn: dashes for what is expected or uncertain, tips for what goes on.

use super::palette::Colour;
use super::scene::{Mark, Point, Stroke};

const DASH: f64 = 8.0;
const GAP: f64 = 5.0;

/// A dashed line through all points in their order; the dashes run on round the corners.
pub(super) fn dashed(path: &[Point], stroke: Stroke) -> Vec<Mark> {
    let mut marks = Vec::new();
    // How far into a dash and the gap after it.
    let mut into = 0.0;
    for (from, to) in path.iter().zip(path.iter().skip(1)) {
        let length = libm::hypot(to.x - from.x, to.y - from.y);
        let at = |along: f64| {
            let part = along / length;
            Point::new(from.x + part * (to.x - from.x), from.y + part * (to.y - from.y))
        };
        let mut along = 0.0;
        while along < length {
            let end = if into < DASH { DASH } else { DASH + GAP };
            // Never nothing, so that rounding cannot hold the pen still.
            let next = (along + (end - into).max(1e-6)).min(length);
            if into < DASH {
                marks.push(Mark::Line { from: at(along), to: at(next), stroke });
            }
            into += next - along;
            into = if into >= DASH + GAP { 0.0 } else { into };
            along = next;
        }
    }
    marks
}

/// Which way a tip points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Towards {
    Left,
    Right,
    Up,
    Down,
}

/// A tip at the end of a line that goes on beyond it.
pub(super) fn tip(end: Point, towards: Towards, fill: Colour) -> Mark {
    const LENGTH: f64 = 7.0;
    const HALF: f64 = 4.5;
    let (x, y) = match towards {
        Towards::Left => (-1.0, 0.0),
        Towards::Right => (1.0, 0.0),
        Towards::Up => (0.0, -1.0),
        Towards::Down => (0.0, 1.0),
    };
    let corner = |side: f64| Point::new(end.x - LENGTH * x + side * HALF * y, end.y - LENGTH * y + side * HALF * x);
    Mark::Polygon { corners: vec![corner(-1.0), end, corner(1.0)], fill }
}

#[cfg(test)]
mod tests {
    use super::super::palette::INK;
    use super::*;

    #[test]
    fn dashes_cover_their_part_of_the_path_and_turn_its_corners() {
        let path = [Point::new(0.0, 0.0), Point::new(100.0, 0.0), Point::new(100.0, 30.0)];
        let dashes = dashed(&path, Stroke::new(INK, 1.0));
        let drawn: f64 = dashes
            .iter()
            .map(|mark| match mark {
                Mark::Line { from, to, .. } => (to.x - from.x).abs() + (to.y - from.y).abs(),
                other => panic!("{other:?}"),
            })
            .sum();
        // Ten whole patterns of 13 pixels with 8 drawn in each.
        assert!((drawn - 80.0).abs() < 1e-3, "{drawn}");
        assert!(dashed(&path[..1], Stroke::new(INK, 1.0)).is_empty());
        assert!(dashed(&[path[0], path[0]], Stroke::new(INK, 1.0)).is_empty());
    }

    #[test]
    fn a_tip_ends_where_the_line_does() {
        let end = Point::new(50.0, 20.0);
        let reach = |towards| match tip(end, towards, INK) {
            Mark::Polygon { corners, .. } => {
                assert!(corners.contains(&end));
                corners.iter().fold((0.0, 0.0), |(x, y), corner| (x + corner.x - end.x, y + corner.y - end.y))
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(reach(Towards::Right), (-14.0, 0.0));
        assert_eq!(reach(Towards::Left), (14.0, 0.0));
        assert_eq!(reach(Towards::Up), (0.0, 14.0));
        assert_eq!(reach(Towards::Down), (0.0, -14.0));
    }
}
