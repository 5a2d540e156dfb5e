//! One section of a forest plot: its header, its rows under their outcomes, its axis below.

use super::super::furniture::{MARGIN, fine_print, small};
use super::super::palette::{CHARCOAL, Colour, GRID, INK, MIST, NAVY, WHITE};
use super::super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, lines, lines_around};
use super::axis::Axis;
use super::effect::{Effects, Family, Group, Interval, Row};
use super::layout::{Layout, Part};
use super::risk_mark;

/// Side of the square of the most precise effect, and of the least.
const SQUARES: (f64, f64) = (12.0, 4.0);

/// Draws the section of a family below `top`; returns its lower edge.
pub(super) fn draw(
    scene: &mut Scene,
    layout: &Layout,
    effects: &Effects,
    family: Family,
    number: usize,
    top: f64,
) -> f64 {
    let groups = effects.by_outcome(family);
    let intervals: Vec<Interval> = groups.iter().flat_map(Group::intervals).collect();
    let (left, right) = layout.plot();
    // The tips of clipped intervals stay clear of the columns on either side.
    let axis = Axis::fitting(family, &intervals, left + 4.0, right - 4.0);
    let precise = groups.iter().flat_map(|group| &group.rows).filter_map(|(_, row)| row.plotted()?.weight(family));
    let most_precise = precise.fold(0.0, f64::max);
    let plot_top = header(scene, layout, &axis, family, top);

    let mut over = Vec::new();
    let mut y = plot_top;
    for (at, group) in groups.iter().enumerate() {
        y = outcome_heading(scene, &mut over, layout, group.outcome, at > 0, y);
        let heaviest = group.rows.iter().filter_map(|(_, row)| row.weight).fold(0.0, f64::max);
        for (index, row) in &group.rows {
            let (height, marks) = row_marks(layout, &axis, row, (heaviest, most_precise), y);
            let title = format!(
                "{}, {}, {}: {}; risk of bias: {}",
                row.study,
                row.intervention,
                row.outcome,
                row.figures(),
                row.risk_word
            );
            over.push(Mark::Group { id: format!("e{}-{}", number + 1, index + 1), title, marks });
            y += height;
        }
        for (index, pooled) in group.pooled.iter().enumerate() {
            let (height, marks) = pooled.marks(layout, &axis, y);
            let id = format!("p{}-{}-{}", number + 1, at + 1, index + 1);
            over.push(Mark::Group { id, title: pooled.sentence(), marks });
            y += height;
        }
    }
    y += 5.0;
    let bottom = ticks(scene, &axis, family, (plot_top, y));
    scene.extend(over);
    bottom
}

/// The name of the family, the columns' headers and which side favours what; returns the lower edge.
fn header(scene: &mut Scene, layout: &Layout, axis: &Axis, family: Family, top: f64) -> f64 {
    const BAND: f64 = 24.0;
    let band = Area::new(MARGIN, top, layout.width - 2.0 * MARGIN, BAND);
    scene.push(Mark::filled(band, MIST));
    let name = small().bold();
    scene.push(Mark::text(Point::new(MARGIN + 6.0, top + BAND / 2.0 + 0.36 * name.size), family.name(), name));

    let style = small().bold();
    let side = fine_print();
    let null = axis.place(family.null());
    let (left, right) = layout.plot();
    let comparison = side.wrap("◀\u{A0}favours comparison", null - left - 6.0);
    let intervention = side.wrap("favours intervention\u{A0}▶", right - null - 6.0);
    let wrapped: Vec<Vec<String>> =
        layout.columns.iter().map(|column| style.wrap(column.part.header(), column.width)).collect();
    let deepest = wrapped.iter().chain([&comparison, &intervention]).map(Vec::len).max().unwrap_or(1);
    let bottom = band.bottom() + 8.0 + style.height(deepest) + 6.0;
    let first = |count: usize| bottom - 9.0 - (style.height(count) - style.size);
    for (column, words) in layout.columns.iter().zip(&wrapped).filter(|(column, _)| column.part != Part::Plot) {
        let place = Point::new(column.anchored(), first(words.len()));
        scene.extend(lines(place, words, style.anchored(column.part.anchor())));
    }
    let first = |count: usize| bottom - 9.0 - (side.height(count) - side.size);
    scene.extend(lines(Point::new(null - 6.0, first(comparison.len())), &comparison, side.anchored(Anchor::End)));
    scene.extend(lines(Point::new(null + 6.0, first(intervention.len())), &intervention, side));
    rule(scene, layout, bottom, CHARCOAL);
    bottom
}

fn rule(scene: &mut Scene, layout: &Layout, y: f64, colour: Colour) {
    let (from, to) = (Point::new(MARGIN, y), Point::new(layout.width - MARGIN, y));
    scene.push(Mark::Line { from, to, stroke: Stroke::new(colour, 1.0) });
}

/// The name of an outcome, with a line above where another group ends there; returns the lower edge.
fn outcome_heading(
    scene: &mut Scene,
    over: &mut Vec<Mark>,
    layout: &Layout,
    outcome: &str,
    ruled: bool,
    top: f64,
) -> f64 {
    let top = if ruled { top + 5.0 } else { top };
    if ruled {
        rule(scene, layout, top, GRID);
    }
    let style = small().bold();
    let words = style.wrap(outcome, layout.plot().0 - MARGIN - 10.0);
    over.extend(lines(Point::new(MARGIN, top + 18.0), &words, style));
    top + 12.0 + style.height(words.len())
}

/// One row and its height.
fn row_marks(layout: &Layout, axis: &Axis, row: &Row, most: (f64, f64), top: f64) -> (f64, Vec<Mark>) {
    let style = small();
    let wrapped: Vec<Vec<String>> =
        layout.columns.iter().map(|column| style.wrap(&column.part.words(row), column.width)).collect();
    let deepest = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    let height = (style.height(deepest) + 8.0).max(21.0);
    let middle = top + height / 2.0;
    let mut marks = Vec::new();
    for (column, words) in layout.columns.iter().zip(&wrapped) {
        match column.part {
            Part::Plot => {
                if let Some(interval) = row.plotted() {
                    marks.extend(interval_marks(axis, interval, share(row, interval, most), middle));
                }
            }
            Part::Bias => marks.push(risk_mark(row.risk, Point::new(column.anchored(), middle))),
            part => {
                let filled: Vec<String> = words.iter().filter(|line| !line.is_empty()).cloned().collect();
                marks.extend(lines_around(
                    Point::new(column.anchored(), middle),
                    &filled,
                    style.anchored(part.anchor()),
                ));
            }
        }
    }
    (height, marks)
}

/// How heavy an effect is beside the heaviest, 0 to 1: by its weight in what is pooled of its outcome, else by its precision
/// beside all effects of the section. None without an interval.
fn share(row: &Row, interval: Interval, (heaviest, most_precise): (f64, f64)) -> Option<f64> {
    let precision = interval.weight(row.family)? / most_precise;
    Some(row.weight.filter(|_| heaviest > 0.0).map_or(precision, |weight| weight.max(0.0) / heaviest))
}

fn interval_marks(axis: &Axis, interval: Interval, share: Option<f64>, y: f64) -> Vec<Mark> {
    let mut marks = Vec::new();
    let stroke = Stroke::new(NAVY, 1.4);
    if let Some((low, high)) = interval.limits {
        let (from, to) = (Point::new(axis.place(low), y), Point::new(axis.place(high), y));
        marks.push(Mark::Line { from, to, stroke });
        marks.extend(arrows(axis, (low, high), y, NAVY));
    }
    let centre = Point::new(axis.place(interval.value), y);
    marks.push(match share {
        Some(share) => Mark::filled(Area::around(centre, (SQUARES.0 * share.sqrt()).max(SQUARES.1)), NAVY),
        None => Mark::outlined(Area::around(centre, 7.0), WHITE, stroke),
    });
    marks
}

/// A tip at each end of an interval that leaves the axis.
pub(super) fn arrows(axis: &Axis, (low, high): (f64, f64), y: f64, fill: Colour) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (limit, inwards) in [(low, 1.0), (high, -1.0)] {
        if axis.holds(limit) {
            continue;
        }
        let end = axis.place(limit);
        let (base, tip) = (end + inwards * 5.0, end - inwards * 2.0);
        let corners = vec![Point::new(base, y - 4.0), Point::new(tip, y), Point::new(base, y + 4.0)];
        marks.push(Mark::Polygon { corners, fill });
    }
    marks
}

/// Gridlines, the line of no effect and the figures below; returns the lower edge.
fn ticks(scene: &mut Scene, axis: &Axis, family: Family, (top, bottom): (f64, f64)) -> f64 {
    let style = fine_print().anchored(Anchor::Middle);
    let upright = |x: f64, stroke| Mark::Line { from: Point::new(x, top), to: Point::new(x, bottom), stroke };
    let null = axis.place(family.null());
    for (value, figure) in axis.ticks() {
        let x = axis.place(value);
        if (x - null).abs() > 0.5 {
            scene.push(upright(x, Stroke::new(GRID, 1.0)));
        }
        scene.push(Mark::text(Point::new(x, bottom + 13.0), figure, style));
    }
    scene.push(upright(null, Stroke::new(INK, 1.2)));
    bottom + 20.0
}
