//! The alignment with the least disorder, exactly.
//!
//! A set takes at most one unit of each coder, and costs the mean dissimilarity of all pairs of coders in it, a missing
//! unit having a dissimilarity of its own. Chosen are sets that hold every unit once and cost least together: a set
//! partition. Prices of units ([`prices`](super::prices)) bound from below what any choice of sets must cost; from
//! there choices are tried in the order of what they cost more than that, so that the first complete one is best.

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};

use super::prices::prices;
use super::{Placed, Settings};
use crate::stats::agreement::figure;

/// Sets of units.
pub(super) struct Alignment {
    /// For each set, the unit of each coder by its place among the coder's units.
    pub(super) sets: Vec<Vec<Option<usize>>>,
    /// The sets' cost over the mean number of units of a coder.
    pub(super) disorder: f64,
}

/// A set that may be in the best alignment.
pub(super) struct Candidate {
    places: Vec<Option<usize>>,
    /// Its units, numbered through all coders from left to right.
    pub(super) units: Vec<usize>,
    pub(super) cost: f64,
}

/// The best alignment of at least one unit of at least two coders.
pub(super) fn best_alignment(coders: &[Vec<Placed>], settings: &Settings) -> Alignment {
    let candidates = Candidates::of(coders, settings).found;
    let units: usize = coders.iter().map(Vec::len).sum();
    let chosen = cheapest_partition(&candidates, units);
    let cost: f64 = chosen.iter().map(|at| candidates[*at].cost).sum();
    let disorder = cost * figure(coders.len() as u64) / figure(units as u64);
    Alignment { sets: chosen.iter().map(|at| candidates[*at].places.clone()).collect(), disorder }
}

/// Gathers the sets from which no unit is better taken out.
struct Candidates<'a> {
    coders: &'a [Vec<Placed>],
    settings: &'a Settings,
    /// For each coder and unit, its number from left to right.
    numbers: Vec<Vec<usize>>,
    pairs: f64,
    places: Vec<Option<usize>>,
    found: Vec<Candidate>,
}

impl<'a> Candidates<'a> {
    fn of(coders: &'a [Vec<Placed>], settings: &'a Settings) -> Self {
        let every = coders.iter().enumerate().flat_map(|(coder, units)| (0..units.len()).map(move |at| (coder, at)));
        let mut order: Vec<(usize, usize)> = every.collect();
        let middle = |(coder, at): &(usize, usize)| coders[*coder][*at].start + coders[*coder][*at].end;
        order.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
        let mut numbers: Vec<Vec<usize>> = coders.iter().map(|units| vec![0; units.len()]).collect();
        for (number, (coder, at)) in order.into_iter().enumerate() {
            numbers[coder][at] = number;
        }
        let count = figure(coders.len() as u64);
        let pairs = count * (count - 1.0) / 2.0;
        let mut gathered = Self { coders, settings, numbers, pairs, places: Vec::new(), found: Vec::new() };
        gathered.extend(&[]);
        gathered
    }

    /// Tries the units of the next coder beside those chosen, of which the sums of dissimilarities to each other are
    /// given.
    fn extend(&mut self, chosen: &[(Placed, f64)]) {
        let coder = self.places.len();
        let Some(units) = self.coders.get(coder) else {
            self.keep(chosen);
            return;
        };
        // A unit in a set of n costs its dissimilarities to n - 1 others; taken out, it leaves n - 1 gaps behind and
        // makes a set of its own, with a gap in every pair.
        let most = self.settings.empty * (figure(self.coders.len() as u64) - 1.0 + self.pairs);
        self.places.push(None);
        self.extend(chosen);
        for (at, unit) in units.iter().enumerate() {
            let apart: Vec<f64> = chosen.iter().map(|(other, _)| self.settings.dissimilarity(*unit, *other)).collect();
            let own: f64 = apart.iter().sum();
            let fits = own <= most && chosen.iter().zip(&apart).all(|((_, sum), more)| sum + more <= most);
            if fits {
                let mut with: Vec<(Placed, f64)> =
                    chosen.iter().zip(&apart).map(|((other, sum), more)| (*other, sum + more)).collect();
                with.push((*unit, own));
                self.places[coder] = Some(at);
                self.extend(&with);
            }
        }
        self.places.pop();
    }

    fn keep(&mut self, chosen: &[(Placed, f64)]) {
        let count = figure(chosen.len() as u64);
        // Units that gain nothing by being together stay apart, to within rounding.
        let most = self.settings.empty * (count - 1.0 + self.pairs) * (1.0 - 1e-12);
        if chosen.is_empty() || chosen.len() > 1 && chosen.iter().any(|(_, sum)| *sum >= most) {
            return;
        }
        // Every pair has been counted from both sides.
        let apart = chosen.iter().map(|(_, sum)| sum).sum::<f64>() / 2.0;
        let gaps = self.pairs - count * (count - 1.0) / 2.0;
        let numbered = self.places.iter().zip(&self.numbers).filter_map(|(at, numbers)| Some(numbers[(*at)?]));
        self.found.push(Candidate {
            units: numbered.collect(),
            places: self.places.clone(),
            cost: (apart + gaps * self.settings.empty) / self.pairs,
        });
    }
}

/// Which candidates hold each of so many units once and cost least. Every unit is a candidate by itself, so that there
/// is a choice.
fn cheapest_partition(candidates: &[Candidate], units: usize) -> Vec<usize> {
    let prices = prices(candidates, units);
    let above_price = |candidate: &Candidate| {
        let price: f64 = candidate.units.iter().map(|unit| prices[*unit]).sum();
        // Not below it but for rounding.
        (candidate.cost - price).max(0.0)
    };
    let more: Vec<f64> = candidates.iter().map(above_price).collect();
    // The leftmost unit that is left must be in the next candidate.
    let mut with: Vec<Vec<usize>> = vec![Vec::new(); units];
    for (at, candidate) in candidates.iter().enumerate() {
        candidate.units.iter().for_each(|unit| with[*unit].push(at));
    }
    let mut steps: Vec<Step> = vec![Step { taken: vec![false; units], candidate: 0, before: 0 }];
    let mut queue = BinaryHeap::from([Reached { excess: 0.0, units: 0, step: 0 }]);
    let mut seen: BTreeSet<Vec<bool>> = BTreeSet::new();
    while let Some(Reached { excess, units: taken_units, step }) = queue.pop() {
        let taken = steps[step].taken.clone();
        let Some(leftmost) = taken.iter().position(|taken| !taken) else {
            return back_from(&steps, step);
        };
        // Whoever is there first is there at the least cost.
        if !seen.insert(taken.clone()) {
            continue;
        }
        for at in &with[leftmost] {
            let candidate = &candidates[*at];
            if candidate.units.iter().any(|unit| taken[*unit]) {
                continue;
            }
            let mut then = taken.clone();
            candidate.units.iter().for_each(|unit| then[*unit] = true);
            queue.push(Reached {
                excess: excess + more[*at],
                units: taken_units + candidate.units.len(),
                step: steps.len(),
            });
            steps.push(Step { taken: then, candidate: *at, before: step });
        }
    }
    Vec::new()
}

/// A choice of candidates from the left: the last one, and the step before it.
struct Step {
    taken: Vec<bool>,
    candidate: usize,
    before: usize,
}

fn back_from(steps: &[Step], mut at: usize) -> Vec<usize> {
    let mut chosen = Vec::new();
    while at > 0 {
        chosen.push(steps[at].candidate);
        at = steps[at].before;
    }
    chosen.reverse();
    chosen
}

/// A step in the queue: least excess first, then the one that is farthest on.
struct Reached {
    excess: f64,
    units: usize,
    step: usize,
}

impl Ord for Reached {
    fn cmp(&self, other: &Self) -> Ordering {
        let less = other.excess.total_cmp(&self.excess);
        less.then(self.units.cmp(&other.units)).then(other.step.cmp(&self.step))
    }
}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Reached {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Reached {}
