//! Shades of cells: five steps, the darker the more, and two steps of another colour for what is below.

use super::furniture::Entry;
use super::palette::{BLUE, CHARCOAL, Colour, NAVY, ORANGE, PALE, PEACH, SKY, WHITE};
use super::scene::{Area, Mark, Stroke};

/// Nothing, then four steps.
pub(super) const STEPS: [Colour; 5] = [WHITE, PALE, SKY, BLUE, NAVY];
/// The same in words, for shares.
pub(super) const QUARTERS: [&str; 5] = ["none", "up to 25%", "over 25% to 50%", "over 50% to 75%", "over 75%"];

/// The step of so many of so many, by quarters with whole-number bounds, so that no rounding decides.
pub(super) fn of_part(part: u64, whole: u64) -> Colour {
    let (part, whole) = (u128::from(part), u128::from(whole));
    match () {
        () if part == 0 => WHITE,
        () if part * 4 <= whole => PALE,
        () if part * 2 <= whole => SKY,
        () if part * 4 <= whole * 3 => BLUE,
        () => NAVY,
    }
}

/// The step of a value of at least 0: nothing, then up to each of three bounds, then beyond.
pub(super) fn of_value(value: f64, bounds: [f64; 3]) -> Colour {
    match bounds.iter().position(|bound| value <= *bound) {
        _ if value <= 0.0 => WHITE,
        Some(step) => STEPS[step + 1],
        None => NAVY,
    }
}

/// The step of a value below 0 as a share of the largest size, 0 to 1.
pub(super) fn of_negative(share: f64) -> Colour {
    if share <= 0.5 { PEACH } else { ORANGE }
}

/// One entry of a key: a cell of this shade.
pub(super) fn entry(fill: Colour, words: &str) -> Entry {
    let area = Area::new(0.0, -7.0, 22.0, 14.0);
    Entry::new(vec![Mark::outlined(area, fill, Stroke::new(CHARCOAL, 1.0))], 22.0, words)
}

/// The five steps with what they mean.
pub(super) fn entries(words: [&str; 5]) -> impl Iterator<Item = Entry> {
    STEPS.into_iter().zip(words).map(|(fill, words)| entry(fill, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classes_of_shares_meet_without_a_gap() {
        assert_eq!([of_part(0, 4), of_part(1, 4), of_part(2, 4), of_part(3, 4), of_part(4, 4)], STEPS);
        assert_eq!([of_part(1, 3), of_part(2, 3), of_part(251, 1000), of_part(501, 1000)], [SKY, BLUE, SKY, BLUE]);
        assert_eq!([of_part(751, 1000), of_part(u64::MAX, u64::MAX), of_part(0, 0)], [NAVY, NAVY, WHITE]);
    }

    #[test]
    fn a_value_on_a_bound_belongs_below_it() {
        let at = |value| of_value(value, [0.1, 0.2, 0.4]);
        assert_eq!([at(0.0), at(0.1), at(0.2), at(0.4), at(0.41)], STEPS);
        assert_eq!([at(1e-9), at(0.11), at(0.21)], [PALE, SKY, BLUE]);
        assert_eq!([of_negative(0.5), of_negative(0.51)], [PEACH, ORANGE]);
    }
}
