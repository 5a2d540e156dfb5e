//! Lines before and between turns that say something about the recording: `Date: 4 November`, `Interviewer: Peter Asaro`.

use std::collections::HashMap;

use super::Candidate;
use super::label::{self, Look};
use super::mark::Shape;

/// The line after the YAML front matter, or 0 where there is none.
pub(super) fn front_matter(lines: &[&str]) -> usize {
    if lines.first().is_none_or(|line| line.trim_end() != "---") {
        return 0;
    }
    let end = lines.iter().skip(1).position(|line| matches!(line.trim_end(), "---" | "..."));
    end.map_or(0, |end| end + 2)
}

/// Which candidates are metadata: those whose words say so; those whose value is the label of somebody who speaks
/// (`Participant: P04`); and lines that only name somebody (`Interviewer: Peter Asaro`) next to one of these.
pub(super) fn flags(candidates: &[Candidate<'_>], lines: &[&str]) -> Vec<bool> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for candidate in candidates {
        *counts.entry(&candidate.mark.name).or_default() += 1;
    }
    let value = |candidate: &Candidate<'_>| {
        let line = lines.get(candidate.line).copied().unwrap_or_default();
        line.get(candidate.mark.speech..).unwrap_or_default().trim().to_owned()
    };
    let names: Vec<bool> = candidates
        .iter()
        .map(|candidate| {
            let first = value(candidate);
            let first = first.split([',', '(']).next().unwrap_or_default().trim();
            candidate.mark.style.shape == Shape::Colon && label::is_bare_name(first)
        })
        .collect();
    let mut flags: Vec<bool> = candidates
        .iter()
        .zip(&names)
        .map(|(candidate, is_name)| {
            let is_label = || counts.get(value(candidate).as_str()).is_some_and(|count| *count > 1);
            candidate.mark.look == Look::Metadata || (*is_name && is_label())
        })
        .collect();
    let forwards = (1..candidates.len()).map(|at| (at - 1, at));
    let backwards = (1..candidates.len()).rev().map(|at| (at, at - 1));
    for (known, next) in forwards.chain(backwards) {
        let spreads = flags.get(known) == Some(&true) && names.get(next) == Some(&true);
        if spreads && are_neighbours(candidates.get(known), candidates.get(next), lines)
            && let Some(flag) = flags.get_mut(next)
        {
            *flag = true;
        }
    }
    flags
}

/// Whether only blank lines lie between two candidates.
fn are_neighbours(one: Option<&Candidate<'_>>, other: Option<&Candidate<'_>>, lines: &[&str]) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    let (first, last) = (one.line.min(other.line), one.line.max(other.line));
    lines.get(first + 1..last).is_some_and(|between| between.iter().all(|line| line.trim().is_empty()))
}
