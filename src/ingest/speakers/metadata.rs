//! Lines before and between turns that say something about the recording: `Date: 4 November`, `Interviewer: Peter Asaro`.

use std::collections::HashSet;

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
    let counts = super::counts(candidates);
    let recurring: HashSet<&str> = candidates
        .iter()
        .filter(|one| counts.get(one.name).is_some_and(|count| *count > 1))
        .map(|one| one.mark.name.as_ref())
        .collect();
    let mut flags: Vec<bool> = candidates
        .iter()
        .map(|one| one.look == Look::Metadata || (recurring.contains(value(one, lines)) && names_somebody(one, lines)))
        .collect();
    if flags.contains(&true) {
        let forwards = (1..candidates.len()).map(|at| (at - 1, at));
        let backwards = (1..candidates.len()).rev().map(|at| (at, at - 1));
        for (known, next) in forwards.chain(backwards) {
            let (Some(true), Some(false)) = (flags.get(known), flags.get(next)) else { continue };
            let (Some(one), Some(other)) = (candidates.get(known), candidates.get(next)) else { continue };
            if are_neighbours(one, other, lines)
                && names_somebody(other, lines)
                && let Some(flag) = flags.get_mut(next)
            {
                *flag = true;
            }
        }
    }
    flags
}

/// What stands behind the label on its line.
fn value<'t>(one: &Candidate<'_>, lines: &[&'t str]) -> &'t str {
    lines.get(one.line).and_then(|line| line.get(one.mark.speech..)).unwrap_or_default().trim()
}

/// Whether the line is `Label: somebody`: nothing is said in it.
fn names_somebody(one: &Candidate<'_>, lines: &[&str]) -> bool {
    let first = value(one, lines).split([',', '(']).next().unwrap_or_default();
    one.mark.style.shape == Shape::Colon && label::is_bare_name(first)
}

/// Whether only blank lines lie between two candidates.
fn are_neighbours(one: &Candidate<'_>, other: &Candidate<'_>, lines: &[&str]) -> bool {
    let (first, last) = (one.line.min(other.line), one.line.max(other.line));
    lines.get(first + 1..last).is_some_and(|between| between.iter().all(|line| line.trim().is_empty()))
}
