//! Terms: conjunctions of conditions that are present or absent.

use std::cmp::Reverse;

/// A conjunction of conditions, each present, absent or not asked for, as bits: bit 0 is the last condition, as in the
/// number of a truth table row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// Conditions that must be present.
    present: u32,
    /// Conditions that must be absent.
    absent: u32,
}

impl Term {
    /// A term of these conditions.
    pub(super) fn new(present: u32, absent: u32) -> Self {
        Self { present, absent }
    }

    /// Whether the term asks for the condition at this position (of so many): present, absent, or not at all.
    #[must_use]
    pub fn asks(self, condition: usize, of: usize) -> Option<bool> {
        let bit = of.checked_sub(condition + 1).and_then(|shift| 1_u32.checked_shl(u32::try_from(shift).ok()?))?;
        match (self.present & bit != 0, self.absent & bit != 0) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    /// Whether the truth table row with this pattern of present conditions is part of the term.
    #[must_use]
    pub fn covers(self, pattern: u32) -> bool {
        pattern & self.present == self.present && pattern & self.absent == 0
    }

    /// Whether every row of another term is part of this one too.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.present & other.present == self.present && self.absent & other.absent == self.absent
    }

    /// How many conditions the term asks for.
    #[must_use]
    pub fn size(self) -> u32 {
        (self.present | self.absent).count_ones()
    }

    /// The term in the notation of the field, `DEV*~URB`: `*` is and, `~` is not. A term that asks for nothing is `1`:
    /// it holds of every case.
    #[must_use]
    pub fn written<S: AsRef<str>>(self, names: &[S]) -> String {
        let asked = names.iter().enumerate().filter_map(|(at, name)| {
            let present = self.asks(at, names.len())?;
            Some(format!("{}{}", if present { "" } else { "~" }, name.as_ref()))
        });
        let written = asked.collect::<Vec<_>>().join("*");
        if written.is_empty() { "1".to_owned() } else { written }
    }

    /// Order of terms in outputs: by the first condition in which they differ, present before absent before not asked
    /// for.
    pub(super) fn rank(self) -> Reverse<u64> {
        let digit = |bit: u32| u64::from(self.present >> bit & 1) * 2 + u64::from(self.absent >> bit & 1);
        Reverse((0..u32::BITS).rev().fold(0, |rank, bit| rank << 2 | digit(bit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_written_and_ordered_by_condition() {
        let names = ["A", "B", "C"];
        let mut terms = [Term::new(0, 0), Term::new(0b001, 0), Term::new(0b100, 0b010), Term::new(0b110, 0)];
        terms.sort_by_key(|term| term.rank());
        assert_eq!(terms.map(|term| term.written(&names)), ["A*B", "A*~B", "C", "1"]);
    }

    #[test]
    fn a_term_covers_the_rows_with_its_conditions() {
        let term = Term::new(0b100, 0b001);
        assert_eq!((0..8).filter(|row| term.covers(*row)).collect::<Vec<_>>(), [0b100, 0b110]);
        assert_eq!((0..3).map(|at| term.asks(at, 3)).collect::<Vec<_>>(), [Some(true), None, Some(false)]);
        assert!(Term::new(0b100, 0).contains(term) && !term.contains(Term::new(0b100, 0)));
        assert_eq!((term.size(), term.asks(3, 3)), (2, None));
    }
}
