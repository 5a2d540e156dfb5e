//! What is wrong with the picture of a scene, found by measuring.

use crate::charts::scene::{Area, Mark, Scene, Text};

/// Every primitive in the order of painting, groups opened.
pub fn flat(scene: &Scene) -> Vec<&Mark> {
    fn open<'a>(marks: &'a [Mark], out: &mut Vec<&'a Mark>) {
        for mark in marks {
            match mark {
                Mark::Group { marks, .. } => open(marks, out),
                other => out.push(other),
            }
        }
    }
    let mut out = Vec::new();
    open(&scene.marks, &mut out);
    out
}

pub fn texts(scene: &Scene) -> Vec<&Text> {
    flat(scene).into_iter().filter_map(|mark| if let Mark::Text(text) = mark { Some(text) } else { None }).collect()
}

/// The words of some marks.
pub fn words_of(marks: &[Mark]) -> Vec<&str> {
    marks.iter().filter_map(|mark| if let Mark::Text(text) = mark { Some(text.words.as_str()) } else { None }).collect()
}

/// All words of a scene.
pub fn said(scene: &Scene) -> Vec<&str> {
    texts(scene).iter().map(|text| text.words.as_str()).collect()
}

/// Whether pixels are a straight line of values.
pub fn straight(pairs: &[(f64, f64)]) -> bool {
    let (low, high) = pairs.iter().fold((pairs[0], pairs[0]), |(low, high), pair| {
        (if pair.0 < low.0 { *pair } else { low }, if pair.0 > high.0 { *pair } else { high })
    });
    let unit = (high.1 - low.1) / (high.0 - low.0);
    pairs.iter().all(|(value, place)| (low.1 + (value - low.0) * unit - place).abs() < 0.01)
}

/// The named groups with their titles and marks.
pub fn groups(scene: &Scene) -> Vec<(&str, &str, &[Mark])> {
    let named = scene.marks.iter().filter_map(|mark| match mark {
        Mark::Group { id, title, marks } => Some((id.as_str(), title.as_str(), marks.as_slice())),
        _ => None,
    });
    named.collect()
}

/// The box around a mark.
fn bounds(mark: &Mark) -> Area {
    let around = |points: &[(f64, f64)], half: f64| {
        let low = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).fold(f64::INFINITY, f64::min) - half;
        let high = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).fold(f64::NEG_INFINITY, f64::max) + half;
        let (x, y) = (low(|p| p.0), low(|p| p.1));
        Area::new(x, y, high(|p| p.0) - x, high(|p| p.1) - y)
    };
    match mark {
        Mark::Rect { area, .. } => *area,
        Mark::Line { from, to, stroke } => around(&[(from.x, from.y), (to.x, to.y)], stroke.width / 2.0),
        Mark::Polygon { corners, .. } => {
            around(&corners.iter().map(|corner| (corner.x, corner.y)).collect::<Vec<_>>(), 0.0)
        }
        Mark::Circle { centre, radius, .. } => around(&[(centre.x, centre.y)], *radius),
        Mark::Text(text) => text.area(),
        Mark::Group { .. } => unreachable!("groups are opened"),
    }
}

fn meet(a: Area, b: Area) -> bool {
    // Boxes that only touch, to a tenth of a pixel, do not overlap.
    let slack = 0.1;
    a.x + slack < b.right() && b.x + slack < a.right() && a.y + slack < b.bottom() && b.y + slack < a.bottom()
}

fn inside(inner: Area, outer: Area) -> bool {
    inner.x >= outer.x && inner.y >= outer.y && inner.right() <= outer.right() && inner.bottom() <= outer.bottom()
}

/// Every fault: text outside the canvas, text on text, a mark that cuts through text, print too small.
pub fn faults(scene: &Scene) -> Vec<String> {
    let canvas = Area::new(0.0, 0.0, scene.width, scene.height);
    let marks = flat(scene);
    let areas: Vec<Area> = marks.iter().map(|mark| bounds(mark)).collect();
    let mut out = Vec::new();
    for (at, (mark, area)) in marks.iter().zip(areas.iter().copied()).enumerate() {
        if !inside(area, canvas) {
            out.push(format!("outside the canvas: {mark:?}"));
        }
        let Mark::Text(text) = mark else { continue };
        if text.style.size < 11.0 {
            out.push(format!("too small: {:?}", text.words));
        }
        if text.words.trim().is_empty() {
            out.push(format!("nothing to read: {text:?}"));
        }
        // What lies under the text's own ground is hidden there; hidden text would still be a fault.
        let ground = (0..at).rev().find(|at| matches!(marks[*at], Mark::Rect { .. }) && inside(area, areas[*at]));
        for (other_at, other) in marks.iter().enumerate().filter(|(other_at, _)| *other_at != at) {
            let under = ground.is_some_and(|ground| other_at <= ground) && !matches!(other, Mark::Text(_));
            if !under && meet(area, areas[other_at]) {
                out.push(format!("{:?} overlaps {other:?}", text.words));
            }
        }
    }
    out
}

#[test]
fn the_measure_finds_planted_faults() {
    use crate::charts::palette::INK;
    use crate::charts::scene::{Point, Stroke, TextStyle};
    let style = TextStyle::new(12.0, INK);
    let mut scene = Scene::new(200.0);
    scene.height = 100.0;
    scene.push(Mark::filled(Area::new(0.0, 0.0, 200.0, 100.0), crate::charts::palette::WHITE));
    scene.push(Mark::text(Point::new(10.0, 50.0), "first words", style));
    assert_eq!(faults(&scene), Vec::<String>::new());
    scene.push(Mark::text(Point::new(40.0, 55.0), "second", style));
    scene.push(Mark::Line { from: Point::new(0.0, 46.0), to: Point::new(60.0, 46.0), stroke: Stroke::new(INK, 1.0) });
    scene.push(Mark::text(Point::new(150.0, 20.0), "far too long for this", style));
    scene.push(Mark::text(Point::new(10.0, 90.0), "tiny", TextStyle::new(9.0, INK)));
    let found = faults(&scene).join("\n");
    for expected in ["\"second\" overlaps Text", "overlaps Line", "outside the canvas", "too small: \"tiny\""] {
        assert!(found.contains(expected), "{expected} in\n{found}");
    }
}
