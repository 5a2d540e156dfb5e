//! What the effects of an outcome say together: a diamond, and below it a bar for where a new study would lie.

use super::super::furniture::{MARGIN, fine_print, small};
use super::super::palette::{CHARCOAL, INK, NAVY, PALE};
use super::super::reading::Reader;
use super::super::scene::{Area, Mark, Point, Stroke, lines, lines_around};
use super::axis::Axis;
use super::effect::{Family, Interval, bracketed, figure, prefix_of, read_interval, read_scale};
use super::layout::{Layout, Part};
use super::section::arrows;
use crate::text::capitalised;

/// Half the height of the diamond, and of the prediction bar.
const HALVES: (f64, f64) = (7.5, 3.0);

/// A pooled row of the table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pooled {
    pub outcome: String,
    pub family: Family,
    prefix: &'static str,
    /// How many studies and effects.
    name: String,
    /// The pooled effect; none where nothing is pooled.
    pub estimate: Option<Interval>,
    /// Where the effect of a new study would lie.
    pub prediction: Option<(f64, f64)>,
    weight: String,
    heterogeneity: String,
    /// The model, or why nothing is pooled.
    said: String,
}

impl Pooled {
    pub(super) fn read(reader: &mut Reader<'_>, row: usize) -> Self {
        let scale = read_scale(reader, row);
        let family = Family::of(scale);
        let estimate = read_interval(reader, row, family);
        let prediction = reader.number(row, "pi_low").zip(reader.number(row, "pi_high"));
        if prediction.is_some_and(|(low, high)| low > high || (family == Family::Ratio && low <= 0.0)) {
            reader.problem(Some(row), "pi_low", "found limits that cannot be", "give ratios, not their logarithms");
        }
        let said = if estimate.is_some() { reader.words(row, "said") } else { reader.needed_words(row, "said") };
        let [tau2, i2, q, df, p] = ["tau2", "i2", "q", "q_df", "q_p"].map(|key| reader.words(row, key));
        let mut parts = Vec::new();
        for (name, value, unit) in [("tau²", &tau2, ""), ("I²", &i2, "%")] {
            if !value.is_empty() {
                parts.push(format!("{name}\u{A0}{value}{unit}"));
            }
        }
        if !q.is_empty() {
            let p = if p == "0.000" { "below\u{A0}0.001".to_owned() } else { p };
            parts.push(format!("Q\u{A0}{q} (df\u{A0}{df}, p\u{A0}{p})"));
        }
        Self {
            outcome: reader.needed_words(row, "outcome"),
            family,
            prefix: prefix_of(scale),
            name: reader.words(row, "study"),
            estimate,
            prediction: prediction.filter(|_| estimate.is_some()),
            weight: reader.words(row, "weight"),
            heterogeneity: parts.join("; "),
            said,
        }
    }

    /// `OR 1.57 [1.36, 1.82]`, or nothing.
    pub(super) fn figures(&self) -> String {
        self.estimate.map_or_else(String::new, |interval| bracketed(self.prefix, interval))
    }

    /// `[1.26, 1.97]`, or nothing.
    pub(super) fn range(&self) -> String {
        self.prediction.map_or_else(String::new, |(low, high)| format!("[{}, {}]", figure(low), figure(high)))
    }

    /// The whole of it in a sentence.
    pub(super) fn sentence(&self) -> String {
        let Some(interval) = self.estimate else { return format!("{}: {}", self.outcome, self.said) };
        let range = self.range();
        let prediction = if range.is_empty() { range } else { format!(", a new study {range}") };
        let figures = bracketed(self.prefix, interval);
        format!("{}: {} pooled, {figures}{prediction}; {}; {}", self.outcome, self.name, self.heterogeneity, self.said)
    }

    /// Its rows below `top`: height and marks.
    pub(super) fn marks(&self, layout: &Layout, axis: &Axis, top: f64) -> (f64, Vec<Mark>) {
        let print = fine_print();
        let room = layout.plot().0 - MARGIN - 12.0;
        let Some(interval) = self.estimate else {
            let words = print.wrap(&capitalised(&self.said), room);
            let marks = lines(Point::new(MARGIN, top + 14.0), &words, print);
            return (print.height(words.len()) + 12.0, marks);
        };
        let bold = small().bold();
        let name = bold.wrap(&format!("Pooled: {}", self.name), room);
        let first = (bold.height(name.len()) + 8.0).max(23.0);
        let middle = top + first / 2.0;
        let mut marks = lines_around(Point::new(MARGIN, middle), &name, bold);
        marks.extend(diamond(axis, interval, middle));
        for (part, words) in [(Part::Figures, self.figures()), (Part::Weight, self.percent())] {
            marks.extend(layout.cell(part, middle, &words, bold));
        }
        let mut y = top + first;
        if let Some(limits) = self.prediction {
            let words = small().wrap("Prediction: where the effect of a new study lies", room);
            let height = (small().height(words.len()) + 6.0).max(19.0);
            let middle = y + height / 2.0;
            marks.extend(lines_around(Point::new(MARGIN, middle), &words, small()));
            marks.extend(bar(axis, limits, middle));
            marks.extend(layout.cell(Part::Figures, middle, &self.range(), small()));
            y += height;
        }
        let words = print.wrap(&format!("{}; {}", self.heterogeneity, self.said), room);
        marks.extend(lines(Point::new(MARGIN, y + 12.0), &words, print));
        (y + print.height(words.len()) + 9.0 - top, marks)
    }

    /// Its weight with the sign.
    pub(super) fn percent(&self) -> String {
        if self.weight.is_empty() { String::new() } else { format!("{}%", self.weight) }
    }
}

fn diamond(axis: &Axis, interval: Interval, y: f64) -> Vec<Mark> {
    let (low, high) = interval.limits.unwrap_or((interval.value, interval.value));
    let centre = axis.place(interval.value);
    // As wide as can be seen, however precise.
    let (left, right) = (axis.place(low).min(centre - 3.0), axis.place(high).max(centre + 3.0));
    let corners = [(left, y), (centre, y - HALVES.0), (right, y), (centre, y + HALVES.0)];
    let mut marks = vec![Mark::Polygon { corners: corners.map(|(x, y)| Point::new(x, y)).to_vec(), fill: NAVY }];
    marks.extend(arrows(axis, (low, high), y, NAVY));
    marks
}

/// A prediction is no estimate, and looks like none: a pale bar with an outline.
pub(super) fn bar_mark(area: Area) -> Mark {
    Mark::outlined(area, PALE, Stroke::new(CHARCOAL, 1.0))
}

fn bar(axis: &Axis, (low, high): (f64, f64), y: f64) -> Vec<Mark> {
    let (left, right) = (axis.place(low), axis.place(high));
    let mut marks = vec![bar_mark(Area::new(left, y - HALVES.1, (right - left).max(1.0), 2.0 * HALVES.1))];
    marks.extend(arrows(axis, (low, high), y, INK));
    marks
}
