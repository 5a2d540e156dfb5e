//! Codes and how often two of them occur together, read from one row for each pair.

use std::collections::BTreeSet;

use super::ChartError;
use super::reading::{Reader, Tally, place};
use crate::table::Table;

/// A code with the number of units that have it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Code {
    pub name: String,
    pub n: Tally,
}

/// Two codes in the units that have both.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pair {
    /// Places of the two codes, the smaller first.
    pub ends: (usize, usize),
    pub together: Tally,
    /// Jaccard index, 0 to 1; none where it is undefined or not to be known.
    pub jaccard: Option<f64>,
    /// The index as the table prints it.
    pub jaccard_words: String,
}

/// The most frequent codes of a table with all pairs among them.
#[derive(Debug)]
pub(super) struct Pairs {
    /// The most frequent first; equals keep the table's order, withheld numbers come last.
    pub codes: Vec<Code>,
    pub all: Vec<Pair>,
    /// What is counted: the label of the column `n_ab`.
    pub counted: String,
    /// Names of the codes for which there is no room.
    pub left_out: Vec<String>,
}

impl Pairs {
    /// Reads at most `most` codes, the most frequent.
    pub(super) fn read(chart: &'static str, table: &Table, most: usize) -> Result<Self, ChartError> {
        let mut reader = Reader::new(chart, table)?.require(&["a", "b", "n_a", "n_b", "n_ab", "jaccard"])?;
        let label = table.columns.iter().find(|column| column.key == "n_ab").map_or("", |column| &column.label);
        let mut names: Vec<String> = Vec::new();
        let mut sizes: Vec<Tally> = Vec::new();
        let mut pairs: Vec<Pair> = Vec::new();
        let mut seen = BTreeSet::new();
        for row in 0..reader.rows() {
            let ends = ["a", "b"].map(|key| reader.needed_words(row, key));
            let own = ["n_a", "n_b"].map(|key| reader.tally(row, key));
            if ends[0] == ends[1] && !ends[0].is_empty() {
                let hint = "leave the diagonal out; n_a and n_b have it";
                reader.problem(Some(row), "b", format!("found {:?} with itself", ends[0]), hint);
            }
            let places = [0, 1].map(|end| {
                let at = place(&mut names, &ends[end]);
                match sizes.get(at) {
                    None => sizes.push(own[end].clone()),
                    Some(known) if *known == own[end] => {}
                    Some(known) => {
                        let message =
                            format!("found {} for {:?}, above {}", own[end].words(), ends[end], known.words());
                        reader.problem(Some(row), ["n_a", "n_b"][end], message, "give each code one number");
                    }
                }
                at
            });
            let pair = read_pair(&mut reader, row, (places[0].min(places[1]), places[0].max(places[1])), &own);
            if !seen.insert(pair.ends) {
                let message = format!("found {:?} with {:?} a second time", ends[0], ends[1]);
                reader.problem(Some(row), "a", message, "give each pair one row, in either order");
            }
            pairs.push(pair);
        }
        let counted = super::font::printable(label);
        let codes = names.into_iter().zip(sizes).map(|(name, n)| Code { name, n }).collect();
        reader.finish(Self { codes, all: pairs, counted, left_out: Vec::new() }.most_frequent(most))
    }

    fn most_frequent(self, most: usize) -> Self {
        let mut order: Vec<usize> = (0..self.codes.len()).collect();
        // What is withheld comes last, so that its place gives nothing away.
        order.sort_by_key(|at| std::cmp::Reverse(self.codes[*at].n.known()));
        let mut places = vec![None; order.len()];
        for (place, code) in order.iter().take(most).enumerate() {
            places[*code] = Some(place);
        }
        let all = self.all.into_iter().filter_map(|pair| {
            let (one, other) = (places[pair.ends.0]?, places[pair.ends.1]?);
            Some(Pair { ends: (one.min(other), one.max(other)), ..pair })
        });
        let all = all.collect();
        let left_out = order.iter().skip(most).map(|code| self.codes[*code].name.clone()).collect();
        let codes = order.iter().take(most).map(|code| self.codes[*code].clone()).collect();
        Self { codes, all, left_out, ..self }
    }

    /// The pair of two places, where the table has a row for it.
    pub(super) fn pair(&self, one: usize, other: usize) -> Option<&Pair> {
        let ends = (one.min(other), one.max(other));
        self.all.iter().find(|pair| pair.ends == ends)
    }

    /// What withheld numbers say, where any are.
    pub(super) fn withheld(&self) -> impl Iterator<Item = &str> {
        let codes = self.codes.iter().map(|code| &code.n);
        codes.chain(self.all.iter().map(|pair| &pair.together)).filter_map(Tally::withheld)
    }

    /// Codes that are not drawn, in words for the foot; none where all are.
    pub(super) fn left_out_in_words(&self) -> Option<String> {
        let drawn = self.codes.len();
        let names = self.left_out.join("; ");
        (!self.left_out.is_empty()).then(|| {
            format!("Only the {drawn} most frequent codes are drawn; left out ({}): {names}.", self.left_out.len())
        })
    }

    /// The same for the text alternative, without the names.
    pub(super) fn left_out_for_alt(&self) -> Option<String> {
        let count = self.left_out.len();
        (count > 0).then(|| format!("{} left out.", super::alt::counted(count, "rarer code", "rarer codes")))
    }

    /// The pair that most units have; the first of equals.
    pub(super) fn strongest(&self) -> Option<&Pair> {
        let known = self.all.iter().filter_map(|pair| Some((pair, pair.together.known()?)));
        let most = known.reduce(|best, next| if next.1 > best.1 { next } else { best });
        most.filter(|(_, count)| *count > 0).map(|(pair, _)| pair)
    }
}

fn read_pair(reader: &mut Reader<'_>, row: usize, ends: (usize, usize), own: &[Tally; 2]) -> Pair {
    let together = reader.tally(row, "n_ab");
    let least = own.iter().filter_map(Tally::known).min();
    if let (Some(both), Some(least)) = (together.known(), least)
        && both > least
    {
        let message = format!("found {both} together where one of the two has {least}");
        reader.problem(Some(row), "n_ab", message, "check the unit in which codes are counted");
    }
    let index = reader.measured(row, "jaccard");
    if index.value().is_some_and(|value| !(0.0..=1.0).contains(&value)) {
        let message = format!("found {}, expected 0 to 1", index.words_or(""));
        reader.problem(Some(row), "jaccard", message, "leave the cell empty where the index is undefined");
    }
    // The index would tell what the gate holds back.
    let shown = together.known().is_some() && index.withheld().is_none();
    let (jaccard, jaccard_words) = if shown { (index.value(), index.words_or("")) } else { (None, String::new()) };
    Pair { ends, together, jaccard, jaccard_words }
}

#[cfg(test)]
mod tests {
    use super::Pairs;
    use crate::table::{Cell, Column, Table};

    #[test]
    fn the_most_frequent_codes_come_first_and_a_withheld_number_last() {
        let mut columns = vec![Column::text("a", "A"), Column::text("b", "B")];
        columns.extend(["n_a", "n_b", "n_ab", "jaccard"].map(|key| Column::number(key, key)));
        let mut table = Table::new("Pairs", columns);
        let withheld = || Cell::Withheld("<3".to_owned());
        let rows = [
            ("rare", Cell::Count(4), "hidden", withheld(), withheld()),
            ("hidden", withheld(), "often", Cell::Count(9), Cell::Count(1)),
            ("often", Cell::Count(9), "rare", Cell::Count(4), Cell::Count(2)),
        ];
        for (a, n_a, b, n_b, n_ab) in rows {
            table.rows.push(vec![Cell::words(a), Cell::words(b), n_a, n_b, n_ab, Cell::number(Some(0.18), 2)]);
        }
        let all = Pairs::read("test", &table, 9).expect("sound");
        let names: Vec<&str> = all.codes.iter().map(|code| code.name.as_str()).collect();
        assert_eq!(names, ["often", "rare", "hidden"]);
        assert_eq!(all.pair(0, 1), all.strongest());
        assert_eq!(all.pair(2, 1).map(|pair| pair.jaccard), Some(None), "the index of a withheld pair is not shown");
        let two = Pairs::read("test", &table, 2).expect("sound");
        assert_eq!((two.all.len(), two.left_out.as_slice()), (1, ["hidden".to_owned()].as_slice()));
    }
}
