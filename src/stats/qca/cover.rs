//! The prime implicant chart: every smallest set of terms that together cover all rows to be explained.

use std::collections::BTreeMap;

/// The most models that are listed; where there are more, the data do not tell them apart anyway.
pub const MAX_MODELS: usize = 200;

/// Columns looked at after which a search is given up: a second or two. Charts of tens of rows take a thousandth of it.
const MAX_WORK: usize = 200_000_000;

/// How far the search for models came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Search {
    /// All models with the fewest terms are listed.
    Complete,
    /// There are more than [`MAX_MODELS`] models with the fewest terms.
    MoreModels,
    /// The chart is so large that the search was given up; the models explain every row, but there may be more of
    /// them, or some with fewer terms.
    GivenUp,
}

/// A set of rows, or of columns, as bits.
type BitSet = Vec<u64>;

/// All smallest sets of columns of a chart such that every row is covered: `covers[column]` says for each row whether
/// the column covers it. Every row must be covered by some column. Columns within a set are sorted, and so are the
/// sets.
///
/// Columns that cover the same rows are one class, since a smallest set has at most one of them. The size is found
/// first, by trying one size after the other on the classes that no other contains; then all sets of that size are
/// gone through. Always the row that is covered by the fewest columns is branched on, and a branch ends when the
/// columns left to choose could not cover what is left.
pub(super) fn smallest_covers(covers: &[Vec<bool>]) -> (Vec<Vec<usize>>, Search) {
    let mut classes: BTreeMap<BitSet, Vec<usize>> = BTreeMap::new();
    for (column, covered) in covers.iter().enumerate() {
        classes.entry(bit_set(covered)).or_default().push(column);
    }
    let (sets, members): (Vec<BitSet>, Vec<Vec<usize>>) = classes.into_iter().unzip();
    let rows = covers.first().map_or(0, Vec::len);
    let Some(size) = smallest_size(&sets, rows) else {
        let classes = greedy_cover(&sets, &bit_set(&vec![true; rows]));
        let mut model: Vec<usize> = classes.iter().filter_map(|class| members.get(*class)?.first().copied()).collect();
        model.sort_unstable();
        return (vec![model], Search::GivenUp);
    };
    let mut chart = Chart::new(&sets, rows, MAX_MODELS + 1);
    chart.choose_all(size);
    let mut models: Vec<Vec<usize>> = Vec::new();
    for classes in &chart.found {
        expand(classes, &members, &mut models);
    }
    models.sort();
    let search = match models.len() > MAX_MODELS {
        _ if chart.is_given_up() => Search::GivenUp,
        true => Search::MoreModels,
        false => Search::Complete,
    };
    models.truncate(MAX_MODELS);
    (models, search)
}

/// How many sets the smallest cover has; none when the search was given up.
fn smallest_size(sets: &[BitSet], rows: usize) -> Option<usize> {
    let is_largest = |set: &&BitSet| !sets.iter().any(|other| other != *set && is_part(set, other));
    let largest: Vec<BitSet> = sets.iter().filter(is_largest).cloned().collect();
    let mut chart = Chart::new(&largest, rows, 1);
    let size = (0..=largest.len()).find(|size| {
        chart.choose_all(*size);
        !chart.found.is_empty() || chart.is_given_up()
    });
    size.filter(|_| !chart.is_given_up())
}

/// A search for covers.
struct Chart<'a> {
    sets: &'a [BitSet],
    rows: usize,
    /// For each row, the sets that cover it.
    able: Vec<BitSet>,
    work: usize,
    /// Covers after which the search ends.
    limit: usize,
    found: Vec<Vec<usize>>,
}

impl<'a> Chart<'a> {
    fn new(sets: &'a [BitSet], rows: usize, limit: usize) -> Self {
        let able = |row| bit_set(&sets.iter().map(|set| holds(set, row)).collect::<Vec<_>>());
        Self { sets, rows, able: (0..rows).map(able).collect(), work: 0, limit, found: Vec::new() }
    }

    fn is_given_up(&self) -> bool {
        self.work > MAX_WORK
    }

    /// Goes through the ways to cover every row with exactly `size` sets.
    fn choose_all(&mut self, size: usize) {
        let (rows, free) = (bit_set(&vec![true; self.rows]), bit_set(&vec![true; self.sets.len()]));
        self.choose(&rows, free, size, &mut Vec::new());
    }

    /// Goes through the ways to cover `left` with exactly `size` more sets out of `free`.
    fn choose(&mut self, left: &BitSet, mut free: BitSet, size: usize, chosen: &mut Vec<usize>) {
        self.work += self.sets.len();
        if self.found.len() >= self.limit || self.is_given_up() {
            return;
        }
        if is_empty(left) {
            // Fewer sets would have been found as a smaller size.
            if size == 0 {
                self.found.push(chosen.clone());
            }
            return;
        }
        let Some(candidates) = self.candidates(left, &free, size) else { return };
        for candidate in bits(&candidates) {
            let rest = without(left, &self.sets[candidate]);
            // Covers with this candidate are gone through here, and the later ones without it, so each cover is met once.
            free[candidate / 64] &= !(1 << (candidate % 64));
            chosen.push(candidate);
            self.choose(&rest, free.clone(), size - 1, chosen);
            chosen.pop();
        }
    }

    /// The free sets for the row that the fewest of them cover; none where `size` of them cannot cover what is left,
    /// because even the largest do not reach far enough, or because more rows than `size` have no set in common.
    fn candidates(&self, left: &BitSet, free: &BitSet, size: usize) -> Option<BitSet> {
        let mut gains: Vec<u32> = bits(free).map(|set| count_shared(&self.sets[set], left)).collect();
        gains.sort_unstable_by(|a, b| b.cmp(a));
        if gains.iter().take(size).sum::<u32>() < left.iter().map(|word| word.count_ones()).sum() {
            return None;
        }
        let mut rows: Vec<(u32, usize)> = bits(left).map(|row| (count_shared(&self.able[row], free), row)).collect();
        rows.sort_unstable();
        let (mut taken, mut apart) = (vec![0; free.len()], 0);
        for (_, row) in &rows {
            let able = &self.able[*row];
            if able.iter().zip(free).zip(&taken).all(|((able, free), taken)| able & free & taken == 0) {
                apart += 1;
                taken.iter_mut().zip(able).for_each(|(taken, able)| *taken |= able);
            }
        }
        let fewest = rows.first().filter(|(able, _)| *able > 0 && apart <= size)?.1;
        Some(self.able[fewest].iter().zip(free).map(|(able, free)| able & free).collect())
    }
}

/// A cover that takes the set with most new rows each time, without those that turn out not to be needed.
fn greedy_cover(sets: &[BitSet], all: &BitSet) -> Vec<usize> {
    let (mut left, mut chosen) = (all.clone(), Vec::new());
    while !is_empty(&left) {
        let best = (0..sets.len()).max_by_key(|at| (count_shared(&sets[*at], &left), std::cmp::Reverse(*at)));
        let Some(best) = best.filter(|at| count_shared(&sets[*at], &left) > 0) else { break };
        left = without(&left, &sets[best]);
        chosen.push(best);
    }
    for at in (0..chosen.len()).rev() {
        let others = chosen.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, set)| &sets[*set]);
        if is_empty(&others.fold(all.clone(), |left, set| without(&left, set))) {
            chosen.remove(at);
        }
    }
    chosen
}

/// The models of a cover by classes: one column of each class, in every way, until there are more than can be listed.
fn expand(classes: &[usize], members: &[Vec<usize>], models: &mut Vec<Vec<usize>>) {
    let mut partial: Vec<Vec<usize>> = vec![Vec::new()];
    for class in classes {
        let columns = members.get(*class).map_or(&[][..], Vec::as_slice);
        let longer = partial.iter().flat_map(|model| columns.iter().map(|column| [&model[..], &[*column]].concat()));
        partial = longer.take(MAX_MODELS + 1).collect();
    }
    for mut model in partial {
        if models.len() > MAX_MODELS {
            return;
        }
        model.sort_unstable();
        models.push(model);
    }
}

fn bit_set(members: &[bool]) -> BitSet {
    let word = |bits: &[bool]| bits.iter().rev().fold(0, |word, bit| word << 1 | u64::from(*bit));
    members.chunks(64).map(word).collect()
}

fn is_empty(set: &BitSet) -> bool {
    set.iter().all(|word| *word == 0)
}

fn is_part(part: &BitSet, whole: &BitSet) -> bool {
    part.iter().zip(whole).all(|(part, whole)| part & !whole == 0)
}

fn count_shared(a: &BitSet, b: &BitSet) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a & b).count_ones()).sum()
}

fn holds(set: &BitSet, at: usize) -> bool {
    set.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}

fn without(set: &BitSet, other: &BitSet) -> BitSet {
    set.iter().zip(other).map(|(set, other)| set & !other).collect()
}

/// The places of a set's bits, in order.
fn bits(set: &BitSet) -> impl Iterator<Item = usize> + '_ {
    set.iter().enumerate().flat_map(|(at, word)| {
        let nonzero = |word: u64| (word != 0).then_some(word);
        let rest = std::iter::successors(nonzero(*word), move |word| nonzero(word & (word - 1)));
        rest.map(move |word| at * 64 + word.trailing_zeros() as usize)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(columns: &[&str]) -> Vec<Vec<bool>> {
        columns.iter().map(|rows| rows.chars().map(|row| row == 'x').collect()).collect()
    }

    #[test]
    fn a_cyclic_chart_has_two_smallest_covers() {
        // The textbook cycle of six rows and six terms.
        let covers = chart(&["xx....", ".xx...", "..xx..", "...xx.", "....xx", "x....x"]);
        assert_eq!(smallest_covers(&covers), (vec![vec![0, 2, 4], vec![1, 3, 5]], Search::Complete));
    }

    #[test]
    fn columns_that_another_contains_are_part_of_models_too() {
        // Row 3 needs column 2; column 1 then does as well as the larger column 0.
        let covers = chart(&["xx..", "x...", ".xxx"]);
        assert_eq!(smallest_covers(&covers), (vec![vec![0, 2], vec![1, 2]], Search::Complete));
        assert_eq!(smallest_covers(&chart(&["xxx", "xxx"])).0, [[0], [1]]);
        assert_eq!(smallest_covers(&[]), (vec![vec![]], Search::Complete));
    }

    #[test]
    fn more_models_than_can_be_listed_are_said_to_be_more() {
        // Three pairs of rows, each covered by ten terms: a thousand models.
        let columns: Vec<&str> = ["xx....", "..xx..", "....xx"].into_iter().flat_map(|set| [set; 10]).collect();
        let (models, search) = smallest_covers(&chart(&columns));
        assert_eq!((models.len(), search), (MAX_MODELS, Search::MoreModels));
        assert_eq!(models[0], [0, 10, 20]);
    }
}
