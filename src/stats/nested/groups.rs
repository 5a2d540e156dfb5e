//! Participants in two groups, and the difference between these.

use thiserror::Error;

use crate::stats::counts::figure;

/// One participant's passages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Participant {
    /// In the second of two groups, and not in the first.
    pub in_second: bool,
    /// All passages (or turns, words, characters); above 0.
    pub passages: u64,
    /// Those with the code.
    pub coded: u64,
}

/// What difference between groups is looked at; the second group less the first, -1 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Of the shares of all passages of a group: each passage counts as much.
    Pooled,
    /// Of the means of participants' shares: each participant counts as much.
    Means,
}

/// Why groups cannot be compared.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Undefined {
    /// A group without participants.
    #[error("one of the two groups has no participants")]
    EmptyGroup,
    /// A participant (from 0) without passages, who has no share and is to be left out.
    #[error("participant {} has no passages", .0 + 1)]
    NoPassages(usize),
    /// A participant (from 0) with more coded passages than passages.
    #[error("participant {} has more coded passages than passages", .0 + 1)]
    TooManyCoded(usize),
    /// Passages that add up to 2^53 or more.
    #[error("there are too many passages")]
    TooLarge,
}

/// Participants of two groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nested {
    pub(super) participants: Vec<Participant>,
}

impl Nested {
    /// From participants in any order.
    ///
    /// # Errors
    /// When a group is empty, or the figures of a participant are impossible.
    pub fn new(participants: &[Participant]) -> Result<Self, Undefined> {
        for (at, participant) in participants.iter().enumerate() {
            match participant.passages {
                0 => return Err(Undefined::NoPassages(at)),
                passages if participant.coded > passages => return Err(Undefined::TooManyCoded(at)),
                _ => {}
            }
        }
        let all = participants.iter().try_fold(0_u64, |sum, participant| sum.checked_add(participant.passages));
        if all.is_none_or(|all| all >= 1 << 53) {
            return Err(Undefined::TooLarge);
        }
        let second = participants.iter().filter(|participant| participant.in_second).count();
        if second == 0 || second == participants.len() {
            return Err(Undefined::EmptyGroup);
        }
        Ok(Self { participants: participants.to_vec() })
    }

    /// The difference of the groups as they are.
    #[must_use]
    pub fn difference(&self, of: Difference) -> f64 {
        let (first, second) = (self.sums(of, false), self.sums(of, true));
        second.share() - first.share()
    }

    /// The share of the first and of the second group, 0 to 1.
    #[must_use]
    pub fn shares(&self, of: Difference) -> [f64; 2] {
        [false, true].map(|second| self.sums(of, second).share())
    }

    /// Participants of one group.
    pub(super) fn group(&self, second: bool) -> impl Iterator<Item = &Participant> + Clone {
        self.participants.iter().filter(move |participant| participant.in_second == second)
    }

    /// What the share of one group is made of.
    pub(super) fn sums(&self, of: Difference, second: bool) -> Sums {
        self.group(second).fold(Sums::default(), |sums, participant| sums.with(Sums::of(participant, of)))
    }
}

/// Both differences are of ratios of two sums over participants, so that dealing out and drawing need no more than these.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub coded: f64,
    pub weight: f64,
}

impl Sums {
    /// Of one participant.
    pub fn of(participant: &Participant, of: Difference) -> Self {
        let (coded, passages) = (figure(participant.coded), figure(participant.passages));
        match of {
            Difference::Pooled => Self { coded, weight: passages },
            Difference::Means => Self { coded: coded / passages, weight: 1.0 },
        }
    }

    pub fn with(self, other: Self) -> Self {
        Self { coded: self.coded + other.coded, weight: self.weight + other.weight }
    }

    pub fn without(self, other: Self) -> Self {
        Self { coded: self.coded - other.coded, weight: self.weight - other.weight }
    }

    pub fn share(self) -> f64 {
        self.coded / self.weight
    }
}

/// Participants as (in the second group, passages, coded), for tests of this folder.
#[cfg(test)]
pub(super) fn nested(people: &[(bool, u64, u64)]) -> Nested {
    let people: Vec<Participant> =
        people.iter().map(|&(in_second, passages, coded)| Participant { in_second, passages, coded }).collect();
    Nested::new(&people).expect("two groups")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn participant(in_second: bool, passages: u64, coded: u64) -> Participant {
        Participant { in_second, passages, coded }
    }

    #[test]
    fn passages_or_participants_count_as_much() {
        let people = [participant(false, 10, 5), participant(false, 90, 9), participant(true, 10, 8)];
        let nested = Nested::new(&people).expect("two groups");
        assert!((nested.difference(Difference::Pooled) - (0.8 - 0.14)).abs() < 1e-12);
        assert!((nested.difference(Difference::Means) - (0.8 - 0.3)).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        assert_eq!(Nested::new(&[]), Err(Undefined::EmptyGroup));
        assert_eq!(Nested::new(&[participant(true, 5, 1), participant(true, 5, 1)]), Err(Undefined::EmptyGroup));
        assert_eq!(Nested::new(&[participant(true, 5, 1), participant(false, 0, 0)]), Err(Undefined::NoPassages(1)));
        assert_eq!(Nested::new(&[participant(true, 5, 6)]), Err(Undefined::TooManyCoded(0)));
        let many = [participant(true, u64::MAX, 1), participant(false, 1, 0)];
        assert_eq!(Nested::new(&many), Err(Undefined::TooLarge));
    }
}
