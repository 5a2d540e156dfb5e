//! Where a continuous function of one variable crosses zero.

/// The place between `low` and `high` where `f` turns from positive to negative, to the last bits.
///
/// `f` must be above 0 at `low` and at most 0 at `high`; with several crossings one of them is found. Secant steps with
/// a weight against one-sided convergence (the Illinois method), and a halving whenever two evaluations have not halved
/// the interval, so that it always ends.
pub(crate) fn descent(low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    let (mut above, mut below) = (f(low), f(high));
    let mut raised = None;
    loop {
        let width = high - low;
        let middle = f64::midpoint(low, high);
        if below == 0.0 {
            return high;
        }
        if width <= f64::EPSILON * high.abs() || middle <= low || middle >= high {
            return middle;
        }
        let secant = low + width * (above / (above - below));
        // A secant that lands on an end is moved off it by a hair: the crossing is there.
        let hair = 0.5 * f64::EPSILON * high.abs();
        for at in [secant.clamp(low + hair, high - hair), f64::NAN] {
            let at = if at > low && at < high { at } else { f64::midpoint(low, high) };
            let value = f(at);
            if value > 0.0 {
                (low, above) = (at, value);
            } else {
                (high, below) = (at, value);
            }
            if raised.replace(value > 0.0) == Some(value > 0.0) {
                let kept = if value > 0.0 { &mut below } else { &mut above };
                *kept *= 0.5;
            }
            if high - low <= 0.5 * width {
                break;
            }
        }
    }
}

/// The first of `start`, twice `start`, ... where `f` is not above 0; none when it never is.
pub(crate) fn not_above_zero(start: f64, f: impl Fn(f64) -> f64) -> Option<f64> {
    let mut at = start;
    while at.is_finite() {
        if f(at) <= 0.0 {
            return Some(at);
        }
        at *= 2.0;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn crossings_are_found_to_the_last_bits_in_few_steps() {
        let count = Cell::new(0);
        let counted = |x: f64| {
            count.set(count.get() + 1);
            2.0 - x * x
        };
        assert!((descent(0.0, 1e6, counted) - 2.0_f64.sqrt()).abs() < 1e-15);
        assert!(count.get() < 70, "{} evaluations", count.get());
        assert!((descent(0.0, 5.0, |x| 1e-200 - x) - 1e-200).abs() < 1e-214);
        // A step has no secant that helps.
        assert!((descent(-1.0, 3.0, |x| if x < 0.3 { 1.0 } else { -1e-9 }) - 0.3).abs() < 1e-15);
        assert!((descent(0.0, 2.0, |x| 1.0 - x.powi(15)) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn doubling_ends() {
        assert_eq!(not_above_zero(1.0, |x| 5.0 - x), Some(8.0));
        assert_eq!(not_above_zero(1.0, |_| 1.0), None);
    }
}
