//! The axis of a section: from values to pixels, its ticks, and where intervals are cut off.

use super::effect::{Family, Interval};

/// An axis, linear on the analysis scale (so logarithmic for ratios).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    family: Family,
    /// Ends, on the analysis scale.
    low: f64,
    high: f64,
    /// Pixels of the two ends.
    left: f64,
    right: f64,
}

impl Axis {
    /// An axis between two places in pixels that shows every effect, the line of no effect somewhere
    /// in its middle half, and most of the intervals; a few very wide ones leave it.
    pub(super) fn fitting(family: Family, intervals: &[Interval], left: f64, right: f64) -> Self {
        let null = family.even(family.null());
        let beyond = |value: f64| family.even(value) - null;
        let reach = |side: f64| {
            let furthest = intervals.iter().map(|interval| side * beyond(interval.value)).fold(0.0, f64::max);
            let mut ends: Vec<f64> = intervals
                .iter()
                .filter_map(|interval| interval.limits)
                .map(|(low, high)| (side * beyond(if side < 0.0 { low } else { high })).max(0.0))
                .collect();
            ends.sort_by(f64::total_cmp);
            // Nine in ten intervals end on the axis, and those that are not much wider; an axis for the
            // widest of all would flatten the others.
            let usual = ends.get((ends.len() * 9).div_ceil(10).saturating_sub(1)).copied().unwrap_or(0.0);
            let most = ends.into_iter().filter(|end| *end <= 1.6 * usual).fold(0.0, f64::max);
            (furthest * 1.15).max(most * 1.05)
        };
        let (below, above) = (reach(-1.0), reach(1.0));
        let least = (below.max(above) * 0.6).max(if below.max(above) > 0.0 { 0.0 } else { 0.1 });
        Self { family, low: null - below.max(least), high: null + above.max(least), left, right }
    }

    /// Pixels of a value; beyond the axis, those of its end.
    pub(super) fn place(&self, value: f64) -> f64 {
        let along = (self.family.even(value) - self.low) / (self.high - self.low);
        self.left + along.clamp(0.0, 1.0) * (self.right - self.left)
    }

    /// Whether a value lies on the axis.
    pub(super) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&self.family.even(value))
    }

    /// Values to mark with a figure each, from left to right; no effect is among them.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let ticks = if self.family == Family::Ratio { self.ratio_ticks() } else { self.linear_ticks() };
        ticks.into_iter().map(|tick| (tick, short(tick))).collect()
    }

    fn linear_ticks(&self) -> Vec<f64> {
        // One for every 36 pixels at most, so that the figures stand apart.
        let most = ((self.right - self.left) / 36.0).clamp(2.0, 9.0);
        let rough = (self.high - self.low) / most;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0].map(|factor| factor * power).into_iter().find(|step| *step >= rough);
        let step = step.unwrap_or(10.0 * power);
        let mut ticks = Vec::new();
        let mut count = (self.low / step).ceil();
        while count * step <= self.high {
            // Adding nothing makes a zero of a negative zero.
            ticks.push(count * step + 0.0);
            count += 1.0;
        }
        ticks
    }

    fn ratio_ticks(&self) -> Vec<f64> {
        // From fine to coarse; with their reciprocals they are symmetric about 1, as ratios are.
        const LADDERS: [&[f64]; 5] = [
            &[1.0, 1.1, 1.2, 1.4],
            &[1.0, 1.25, 1.5, 2.0, 2.5],
            &[1.0, 1.5, 2.0, 3.0, 4.0, 6.0],
            &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0],
            &[1.0, 5.0, 25.0, 100.0],
        ];
        const COARSEST: [f64; 7] = [1e-6, 1e-4, 1e-2, 1.0, 1e2, 1e4, 1e6];
        let on_axis = |ladder: &&[f64]| -> Vec<f64> {
            let below = ladder.iter().rev().map(|step| 1.0 / step).filter(|tick| *tick < 1.0);
            below.chain(ladder.iter().copied()).filter(|tick| self.holds(*tick)).collect()
        };
        let fits = |ticks: &Vec<f64>| {
            let apart = ticks.iter().zip(ticks.iter().skip(1)).all(|(a, b)| self.place(*b) - self.place(*a) >= 27.0);
            let reach = ticks.first().zip(ticks.last()).map_or(0.0, |(first, last)| (last / first).ln());
            apart && reach >= 0.5 * (self.high - self.low)
        };
        let fitting = LADDERS.iter().map(on_axis).find(fits);
        fitting.unwrap_or_else(|| COARSEST.into_iter().filter(|tick| self.holds(*tick)).collect())
    }
}

/// A tick's figure without needless zeros and with a true minus sign.
fn short(value: f64) -> String {
    let text = if value.abs() >= 0.005 || value == 0.0 { format!("{value:.2}") } else { format!("{value:e}") };
    let text = if text.contains('.') && !text.contains('e') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    };
    if text == "-0" { "0".to_owned() } else { text.replace('-', "−") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::effect::{Family, Interval};
    use super::{Axis, short};

    fn around(value: f64, half: f64) -> Interval {
        Interval { value, limits: Some((value - half, value + half)) }
    }

    #[test]
    fn ticks_are_round_and_hold_the_value_of_no_effect() {
        let axis = Axis::fitting(Family::Standardised, &[around(0.3, 0.2), around(-0.1, 0.2)], 0.0, 240.0);
        let figures: Vec<String> = axis.ticks().into_iter().map(|(_, figure)| figure).collect();
        assert_eq!(figures, ["−0.2", "0", "0.2", "0.4"]);
        let ratios =
            [Interval { value: 1.8, limits: Some((0.9, 3.6)) }, Interval { value: 0.7, limits: Some((0.4, 1.2)) }];
        let axis = Axis::fitting(Family::Ratio, &ratios, 0.0, 240.0);
        let figures: Vec<String> = axis.ticks().into_iter().map(|(_, figure)| figure).collect();
        assert_eq!(figures, ["0.5", "0.67", "1", "1.5", "2", "3"]);
        assert_eq!([short(-0.25), short(0.0), short(1.0 / 1.5), short(100.0)], ["−0.25", "0", "0.67", "100"]);
    }

    #[test]
    fn one_interval_without_end_does_not_flatten_the_others() {
        let mut intervals: Vec<Interval> = (0..20).map(|at| around(0.02 * f64::from(at), 0.2)).collect();
        intervals.push(Interval { value: 0.4, limits: Some((-9.0, 9.8)) });
        let axis = Axis::fitting(Family::Standardised, &intervals, 0.0, 240.0);
        assert!(!axis.holds(9.8) && !axis.holds(-9.0) && axis.holds(0.4));
        assert!(axis.place(0.4) - axis.place(0.2) > 20.0);
    }

    proptest! {
        #[test]
        fn every_effect_lies_on_the_axis_and_order_is_kept(values in proptest::collection::vec(0.01..50.0f64, 1..40), ratio: bool) {
            let family = if ratio { Family::Ratio } else { Family::MeanDifference };
            let intervals: Vec<Interval> = values.iter().map(|value| Interval { value: *value, limits: Some((value * 0.8, value * 1.3)) }).collect();
            let axis = Axis::fitting(family, &intervals, 100.0, 340.0);
            prop_assert!(axis.holds(family.null()));
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            for pair in sorted.windows(2) {
                prop_assert!(axis.holds(pair[0]) && axis.place(pair[0]) <= axis.place(pair[1]));
            }
            let ticks = axis.ticks();
            prop_assert!(ticks.iter().any(|(value, _)| value.to_bits() == family.null().to_bits()), "{:?}", ticks);
            prop_assert!(ticks.len() <= 10 && ticks.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }
}
