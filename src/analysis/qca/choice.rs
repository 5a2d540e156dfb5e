//! Which conditions are compared: those that are named, or some chosen by rule.

use super::{Candidate, Candidates};
use crate::analysis::AnalysisError;
use crate::stats::qca::CASES_EACH;

/// The most conditions that the rule chooses.
const MOST: usize = 5;

/// Positions of the conditions, and a note where they were chosen by rule.
pub(super) fn conditions(
    all: &Candidates,
    scored: &[&Candidate],
    wanted: &[String],
) -> Result<(Vec<usize>, Option<String>), AnalysisError> {
    if wanted.is_empty() {
        return by_rule(all, scored);
    }
    let mut chosen = Vec::new();
    let mut unknown: Vec<&str> = Vec::new();
    for word in wanted {
        let known = |at: &usize| {
            let condition = all.conditions.get(*at);
            condition.is_some_and(|c| c.id == *word || c.name.eq_ignore_ascii_case(word))
        };
        match (0..all.conditions.len()).find(known) {
            Some(at) if chosen.contains(&at) => {}
            Some(at) => chosen.push(at),
            None => unknown.push(word),
        }
    }
    if unknown.is_empty() {
        return Ok((chosen, None));
    }
    let ids: Vec<&str> = all.conditions.iter().map(|condition| condition.id.as_str()).collect();
    Err(AnalysisError::Unknown { what: "condition", found: unknown.join(", "), expected: ids.join(", ") })
}

/// The conditions that are reported for every case, that some cases have and some have not, and that are not the same
/// in every case as one chosen before: those nearest to half of the cases first, then in their own order; at most one
/// for every [`CASES_EACH`] cases, and [`MOST`]. The outcome plays no part, so that the choice cannot make a pattern.
fn by_rule(all: &Candidates, scored: &[&Candidate]) -> Result<(Vec<usize>, Option<String>), AnalysisError> {
    let pattern = |at: usize| -> Option<Vec<bool>> {
        scored.iter().map(|candidate| candidate.presence.get(at).copied().flatten()).collect()
    };
    let mut telling: Vec<(usize, usize, Vec<bool>)> = (0..all.conditions.len())
        .filter_map(|at| {
            let pattern = pattern(at)?;
            let with = pattern.iter().filter(|has| **has).count();
            (with > 0 && with < pattern.len()).then(|| ((2 * with).abs_diff(pattern.len()), at, pattern))
        })
        .collect();
    telling.sort_by_key(|(from_half, at, _)| (*from_half, *at));
    let most = (scored.len() / CASES_EACH).clamp(1, MOST);
    let mut chosen: Vec<usize> = Vec::new();
    let mut patterns: Vec<Vec<bool>> = Vec::new();
    for (_, at, pattern) in telling {
        if chosen.len() < most && !patterns.contains(&pattern) {
            chosen.push(at);
            patterns.push(pattern);
        }
    }
    if chosen.is_empty() {
        let reason = format!(
            "no condition is reported for all {} cases with an outcome and tells them apart; name conditions",
            scored.len()
        );
        return Err(AnalysisError::NothingToCompare { reason });
    }
    chosen.sort_unstable();
    let note = "Conditions chosen by rule, since none were named: reported for every case, nearest to half of the \
                cases, at most one for three cases; the outcome plays no part. Theory chooses better: name them with \
                --conditions.";
    Ok((chosen, Some(note.to_owned())))
}
