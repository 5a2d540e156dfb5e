//! Saturation by base size, run length and threshold of new information (Guest, Namey & Chen 2020): how many
//! interviews it took until the next ones said hardly anything new.

use std::collections::BTreeSet;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Interviews that the base is counted in (4).
    pub base: usize,
    /// Interviews of a run (2).
    pub run: usize,
    /// Largest share of new information that counts as saturation: 0.05, or 0 for nothing new at all.
    pub threshold: f64,
}

/// A run of consecutive interviews after the base; runs overlap by all but one interview.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// Number of its first interview, from 1.
    pub first: usize,
    /// Number of its last interview.
    pub last: usize,
    /// Codes that no interview before the run had.
    pub new_codes: usize,
    /// New codes as a share of the codes of the base; none when the base has no codes.
    pub new_information: Option<f64>,
}

/// Saturation, reached at an interview and confirmed by the run after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Interviews before the run: where saturation was reached.
    pub at: usize,
    /// Interviews of the run that showed it.
    pub run: usize,
}

impl std::fmt::Display for Reached {
    /// `5+2`: five interviews, and two more that said nothing much new.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}+{}", self.at, self.run)
    }
}

/// How codes came up over interviews.
#[derive(Clone, Debug, PartialEq)]
pub struct Saturation {
    /// For each interview, its codes that none before had.
    pub new: Vec<usize>,
    /// For each interview, distinct codes up to and with it.
    pub cumulative: Vec<usize>,
    /// Distinct codes of the base; of fewer interviews where there are fewer.
    pub base_codes: usize,
    /// The runs after the base, in order; none when there are fewer interviews than base and run together.
    pub runs: Vec<Run>,
    /// The first run whose new information is at most the threshold.
    pub reached: Option<Reached>,
}

/// Saturation over interviews in the order in which they were done, each given by its codes. None when the rule's base
/// or run is 0.
#[must_use]
pub fn saturation<C: Ord>(interviews: &[Vec<C>], rule: Rule) -> Option<Saturation> {
    let mut seen = BTreeSet::new();
    let mut new = Vec::new();
    for codes in interviews {
        let before = seen.len();
        seen.extend(codes);
        new.push(seen.len() - before);
    }
    of_new_codes(new, rule)
}

/// Saturation where it is known for each interview, in their order, how many of its codes none before had. None when the rule's base or run
/// is 0.
#[must_use]
pub fn of_new_codes(new: Vec<usize>, rule: Rule) -> Option<Saturation> {
    if rule.base == 0 || rule.run == 0 {
        return None;
    }
    let cumulative: Vec<usize> = new
        .iter()
        .scan(0, |sum, new| {
            *sum += new;
            Some(*sum)
        })
        .collect();
    let up_to = |interviews: usize| interviews.checked_sub(1).and_then(|at| cumulative.get(at)).copied().unwrap_or(0);
    let base_codes = up_to(rule.base.min(new.len()));
    let first_end = rule.base.saturating_add(rule.run);
    let runs: Vec<Run> = (first_end..=new.len())
        .map(|last| {
            let new_codes = up_to(last) - up_to(last - rule.run);
            // Numbers of codes; far below 2^53.
            #[allow(clippy::cast_precision_loss)]
            let new_information = (base_codes > 0).then(|| new_codes as f64 / base_codes as f64);
            Run { first: last - rule.run + 1, last, new_codes, new_information }
        })
        .collect();
    let reached = runs.iter().find(|run| run.new_information.is_some_and(|share| share <= rule.threshold));
    let reached = reached.map(|run| Reached { at: run.last - rule.run, run: rule.run });
    Some(Saturation { new, cumulative, base_codes, runs, reached })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_information_falls_until_a_run_brings_none() {
        let interviews = [vec!["a", "b"], vec!["b", "c"], vec!["c", "d", "a"], vec!["a"], vec!["d"], vec!["e"]];
        let found = saturation(&interviews, Rule { base: 2, run: 2, threshold: 0.0 }).expect("a rule");
        assert_eq!(found.new, [2, 1, 1, 0, 0, 1]);
        assert_eq!(found.cumulative, [2, 3, 4, 4, 4, 5]);
        assert_eq!(found.base_codes, 3);
        assert_eq!(
            found.runs.iter().map(|run| (run.first, run.last, run.new_codes)).collect::<Vec<_>>(),
            [(3, 4, 1), (4, 5, 0), (5, 6, 1)]
        );
        assert_eq!(found.reached.map(|reached| reached.to_string()), Some("3+2".to_owned()));
    }

    #[test]
    fn too_few_interviews_and_an_empty_base_reach_nothing() {
        let rule = Rule { base: 2, run: 2, threshold: 0.05 };
        let few = saturation(&[vec![1], vec![2], vec![3]], rule).expect("a rule");
        assert_eq!((few.base_codes, few.runs.len(), few.reached), (2, 0, None));
        let silent = saturation(&[vec![], vec![], vec![7], vec![]], rule).expect("a rule");
        assert_eq!((silent.runs[0].new_codes, silent.runs[0].new_information, silent.reached), (1, None, None));
        assert_eq!(saturation(&[vec![1]], Rule { run: 0, ..rule }), None);
    }
}
