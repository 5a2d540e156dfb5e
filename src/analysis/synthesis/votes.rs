//! What a set of effects says by direction alone, where nothing is pooled or beside what is.

use std::collections::BTreeMap;

use super::derive::direction;
use super::set::Member;
use crate::model::Direction;
use crate::stats::votes::{Vote, VoteCount};

/// The votes of a set's studies.
#[derive(Clone, Debug, PartialEq)]
pub struct Votes {
    /// Each study's vote, in the order of the sheet.
    pub studies: Vec<(String, Vote)>,
    /// The votes counted.
    pub count: VoteCount,
}

impl Votes {
    /// `6 of 7 studies towards benefit, p 0.13`; conflicting and unclear ones are named beside.
    #[must_use]
    pub fn in_words(&self) -> String {
        let informative = self.count.informative();
        let rest = self.studies.len() as u64 - informative;
        let unclear = if rest == 0 { String::new() } else { format!("; {rest} unclear") };
        match self.count.sign_test() {
            Some(_) if informative == 1 => {
                format!("1 study, {}{unclear}", if self.count.benefit == 1 { "benefit" } else { "harm" })
            }
            Some(p) => {
                format!("{} of {informative} studies benefit, p {p:.3}{unclear}", self.count.benefit)
            }
            None => format!("no clear direction{unclear}"),
        }
    }
}

/// Each study votes once: the way that at least 70 % of its effects point, else not at all.
#[must_use]
pub fn votes(members: &[Member<'_>]) -> Votes {
    let mut of_study: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for member in members {
        let study = member.effect.study.as_str();
        if !order.contains(&study) {
            order.push(study);
        }
        let [benefit, harm, neither] = of_study.entry(study).or_default();
        match direction(member.effect) {
            Direction::Benefit => *benefit += 1,
            Direction::Harm => *harm += 1,
            Direction::Neither => *neither += 1,
        }
    }
    let vote = |study: &&str| {
        let [benefit, harm, neither] = of_study.get(study).copied().unwrap_or_default();
        Vote::of_study(benefit, harm, neither).map(|vote| ((*study).to_owned(), vote))
    };
    let studies: Vec<(String, Vote)> = order.iter().filter_map(vote).collect();
    let count = VoteCount::of(studies.iter().map(|(_, vote)| *vote));
    Votes { studies, count }
}
