//! How one event is drawn: its mark or bar, what is uncertain about it, its number.

use super::super::furniture::{Entry, small};
use super::super::palette::{CHARCOAL, Colour, INK, NAVY, PLUM, TEAL, WHITE};
use super::super::plane::Scale;
use super::super::scene::{Anchor, Area, Mark, Point, Stroke, on_ground};
use super::super::strokes::{Towards, dashed, tip};
use super::{Certainty, Event, Side};

/// How far a line reaches beyond a date that is only a bound.
pub(super) const BEYOND: f64 = 26.0;
const RADIUS: f64 = 5.0;
const BAR: f64 = 10.0;
/// Between an event and its number, and between a number and the next event.
const APART: f64 = 5.0;

/// An event in pixels.
pub(super) struct Placed {
    pub number: usize,
    pub lane: usize,
    /// The line in its lane, from 0.
    pub line: usize,
    /// Beginning and end; for what has no length the period in which it lies.
    from: f64,
    to: f64,
    lasts: bool,
    certainty: Certainty,
    side: Side,
}

/// The sign of a side before a number.
pub(super) fn sign(side: Side) -> &'static str {
    match side {
        Side::Neither => "",
        Side::Risk => "▼",
        Side::Protective => "▲",
    }
}

fn colour(side: Side) -> Colour {
    match side {
        Side::Neither => NAVY,
        Side::Risk => PLUM,
        Side::Protective => TEAL,
    }
}

impl Placed {
    pub(super) fn new(number: usize, event: &Event, x: &Scale) -> Self {
        let (from, to) = (x.at(event.from.start()), x.at(event.end()));
        let (lasts, certainty, side) = (event.to.is_some(), event.certainty, event.side);
        Self { number, lane: event.lane, line: 0, from, to, lasts, certainty, side }
    }

    fn words(&self) -> String {
        format!("{}{}", sign(self.side), self.number)
    }

    /// Where the mark of what has no length stands: in the middle of the period that its date is, or at its bound.
    fn middle(&self) -> f64 {
        match self.certainty {
            Certainty::Exact | Certainty::About | Certainty::Told => f64::midpoint(self.from, self.to),
            Certainty::Before => self.from,
            Certainty::After => self.to,
        }
    }

    /// Left and right end of mark or bar.
    fn body(&self) -> (f64, f64) {
        if self.lasts { (self.from, self.to) } else { (self.middle() - RADIUS, self.middle() + RADIUS) }
    }

    /// The period in which a date lies that is not exact to the day, where it is wider than its mark.
    fn period(&self) -> Option<(f64, f64)> {
        let bound = matches!(self.certainty, Certainty::Before | Certainty::After);
        (!self.lasts && !bound && self.to - self.from > 2.0 * RADIUS + 2.0).then_some((self.from, self.to))
    }

    /// Whether [`Self::marks`] has such a period.
    pub(super) fn has_period(&self) -> bool {
        self.period().is_some()
    }

    /// Left and right end of all but the number.
    fn ends(&self) -> (f64, f64) {
        let (left, right) = self.body();
        let (from, to) = self.period().unwrap_or((left, right));
        let before = if self.certainty == Certainty::Before { BEYOND } else { 1.0 };
        let after = if self.certainty == Certainty::After { BEYOND } else { 1.0 };
        ((left - before).min(from), (right + after).max(to))
    }

    /// Left and right end of everything.
    pub(super) fn reach(&self) -> (f64, f64) {
        let (left, right) = self.ends();
        (left, right + APART + small().bold().width(&self.words()) + 2.0 + 2.0 * APART)
    }

    /// The event with its middle at this height.
    pub(super) fn marks(&self, y: f64) -> Vec<Mark> {
        let mut marks = Vec::new();
        let at = |x: f64| Point::new(x, y);
        let (left, right) = self.body();
        let open = match self.certainty {
            Certainty::Before => Some((left, left - BEYOND, Towards::Left)),
            Certainty::After => Some((right, right + BEYOND, Towards::Right)),
            Certainty::Exact | Certainty::About | Certainty::Told => None,
        };
        if let Some((from, to, towards)) = open {
            marks.extend(dashed(&[at(from), at(to)], Stroke::new(CHARCOAL, 1.2)));
            marks.push(tip(at(to), towards, CHARCOAL));
        }
        if self.lasts {
            let width = (self.to - self.from).max(2.0);
            marks.extend(bar(Area::new(self.from, y - BAR / 2.0, width, BAR), self.certainty, colour(self.side)));
        } else {
            marks.extend(self.period().into_iter().flat_map(|ends| period(ends, y)));
            marks.extend(point(at(self.middle()), self.certainty, self.side));
        }
        let style = small().bold().coloured(INK);
        let half = style.width(&self.words()) / 2.0 + 1.0;
        let middle = self.ends().1 + APART + half;
        marks.extend(on_ground(at(middle), &self.words(), style.anchored(Anchor::Middle), WHITE));
        marks
    }
}

/// A thin line with two ends: somewhere between them.
fn period((from, to): (f64, f64), y: f64) -> Vec<Mark> {
    let stroke = Stroke::new(CHARCOAL, 1.0);
    let upright = |x: f64| Mark::Line { from: Point::new(x, y - 3.0), to: Point::new(x, y + 3.0), stroke };
    vec![Mark::Line { from: Point::new(from, y), to: Point::new(to, y), stroke }, upright(from), upright(to)]
}

/// Disc or triangle; filled where the date is exact.
fn point(centre: Point, certainty: Certainty, side: Side) -> Vec<Mark> {
    let colour = colour(side);
    let fill = if certainty == Certainty::Exact { colour } else { WHITE };
    let outline = Stroke::new(colour, 1.6);
    let disc = |radius: f64, fill| Mark::Circle { centre, radius, fill: Some(fill), outline: Some(outline) };
    let up = match side {
        // What is known by the telling alone has a point in its ring.
        Side::Neither if certainty == Certainty::Told => return vec![disc(RADIUS, fill), disc(RADIUS / 4.0, colour)],
        Side::Neither => return vec![disc(RADIUS, fill)],
        Side::Protective => 1.0,
        Side::Risk => -1.0,
    };
    let corner = |x: f64, y: f64| Point::new(centre.x + x * RADIUS, centre.y + y * up * RADIUS);
    Mark::outlined_polygon(vec![corner(-1.1, 0.9), corner(0.0, -1.1), corner(1.1, 0.9)], fill, outline)
}

/// A filled bar; a hollow one with a dashed edge where its dates are uncertain.
fn bar(area: Area, certainty: Certainty, colour: Colour) -> Vec<Mark> {
    if certainty == Certainty::Exact {
        return vec![Mark::filled(area, colour)];
    }
    let (right, bottom) = (area.right(), area.bottom());
    let corners = [(area.x, area.y), (right, area.y), (right, bottom), (area.x, bottom), (area.x, area.y)];
    let mut marks = vec![Mark::filled(area, WHITE)];
    marks.extend(dashed(&corners.map(|(x, y)| Point::new(x, y)), Stroke::new(colour, 1.6)));
    marks
}

/// An entry of the key for what happens at a time.
pub(super) fn sample(certainty: Certainty, side: Side, words: &str) -> Entry {
    let shown = Placed { number: 0, lane: 0, line: 0, from: 0.0, to: 0.0, lasts: false, certainty, side };
    let (left, right) = shown.ends();
    let mut marks = shown.marks(0.0);
    // Without its number: ground and text, the last two.
    marks.truncate(marks.len() - 2);
    Entry::new(marks.into_iter().map(|mark| mark.moved(-left, 0.0)).collect(), right - left, words)
}

/// An entry of the key for what lasts.
pub(super) fn bar_sample(certainty: Certainty, words: &str) -> Entry {
    Entry::new(bar(Area::new(0.0, -BAR / 2.0, 26.0, BAR), certainty, NAVY), 26.0, words)
}

/// An entry of the key for a date that is a month or a year.
pub(super) fn period_sample(words: &str) -> Entry {
    Entry::new(period((0.5, 25.5), 0.0), 26.0, words)
}
