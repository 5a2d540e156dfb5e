//! Which marks are speakers: a label must recur, or fit the convention that most labels of the file follow.

use std::collections::{BTreeMap, HashSet};

use super::apparatus::{is_rule, lone_stamp};
use super::label::Look;
use super::mark::{Shape, Style};
use super::{Candidate, metadata};

/// The candidates that are labels, in order.
pub(super) fn accepted<'t>(candidates: &[Candidate<'t>], lines: &[&str]) -> Vec<Candidate<'t>> {
    let flags = metadata::flags(candidates, lines);
    let dotted =
        |name: &str| candidates.iter().any(|one| one.mark.style.shape == Shape::Dotted && one.mark.name == name);
    let questions_answered = dotted("Q") && dotted("A");
    let candidates: Vec<&Candidate<'t>> = candidates
        .iter()
        .zip(flags)
        .filter(|(one, is_metadata)| !is_metadata && (questions_answered || one.mark.style.shape != Shape::Dotted))
        .map(|(one, _)| one)
        .collect();
    let accepted = match Convention::of(&candidates, lines) {
        Some(convention) => candidates.into_iter().filter(|one| convention.accepts(one, lines)).collect(),
        None => said_once(candidates, lines),
    };
    accepted.into_iter().cloned().collect()
}

/// How the file marks its speakers, judged by the labels that recur.
struct Convention {
    /// How often each name occurs.
    counts: Vec<usize>,
    /// The style of most recurring labels, and how many follow it.
    style: Style,
    total: usize,
    /// Recurring labels per style.
    per_style: BTreeMap<Style, usize>,
    /// Names that recur in the style.
    names: HashSet<usize>,
    /// Share of the lines that carry a label of the style, from the first such label on, label lines without speech aside.
    density: f64,
    /// Line of the last label that recurs in the style.
    last: usize,
    /// Whether the speech is below the label (nearly always, nearly never, or now and then).
    below: Option<bool>,
}

impl Convention {
    fn of(candidates: &[&Candidate<'_>], lines: &[&str]) -> Option<Self> {
        let counts = super::counts(candidates.iter().copied());
        let mut per_style: BTreeMap<Style, usize> = BTreeMap::new();
        for one in candidates.iter().filter(|one| recurs(one, &counts)) {
            *per_style.entry(one.mark.style).or_default() += 1;
        }
        // The first of equals, so that the answer does not depend on anything but the file.
        let (style, total) =
            per_style.iter().rev().max_by_key(|(_, count)| **count).map(|(style, count)| (*style, *count))?;
        let of_style = || candidates.iter().filter(|one| one.mark.style == style && recurs(one, &counts));
        let first = of_style().map(|one| one.line).next()?;
        let last = of_style().next_back()?.line;
        let is_below = of_style().filter(|one| is_below(one, lines)).count();
        let spoken = spoken(lines, first).saturating_sub(is_below);
        let below = if is_below * 10 >= total * 9 {
            Some(true)
        } else if is_below * 10 <= total {
            Some(false)
        } else {
            None
        };
        let names = of_style().map(|one| one.name).collect();
        Some(Self { style, total, names, density: share(total, spoken), last, below, per_style, counts })
    }

    fn accepts(&self, one: &Candidate<'_>, lines: &[&str]) -> bool {
        let mark = &one.mark;
        if self.names.contains(&one.name) {
            return true;
        }
        if recurs(one, &self.counts) {
            // A second convention in the same file, not a word that happens to recur.
            return mark.style == self.style
                || self.per_style.get(&mark.style).is_some_and(|count| count * 5 >= self.total);
        }
        // A label without speech where all others have some is a heading, unless emphasis sets it off as a label.
        let stands_alike = match (self.below, is_below(one, lines)) {
            (Some(true), false) => false,
            (Some(false), true) => mark.style.emphasised,
            _ => true,
        };
        let is_end_matter =
            lines.get(self.last..one.line).is_some_and(|between| between.iter().any(|line| is_rule(line)));
        let fits = mark.style == self.style && stands_alike && !is_end_matter;
        let is_chat = self.style.stamp_first && self.style.shape == Shape::Colon;
        let is_plain = self.style.shape == Shape::Colon && !self.style.emphasised && !self.style.stamp_first;
        fits && match one.look {
            Look::Role => true,
            // `Block 2`, once: a heading. People with numbers are roles.
            Look::Name => !is_plain || (self.density >= 0.5 && !mark.name.ends_with(char::is_numeric)),
            Look::Possible => {
                is_chat || (self.density >= 0.5 && is_handle(&mark.name) && begins_paragraph(one.line, lines))
            }
            Look::Metadata | Look::No => false,
        }
    }
}

/// Whether a label occurs often enough for how much it looks like one.
fn recurs(one: &Candidate<'_>, counts: &[usize]) -> bool {
    let count = counts.get(one.name).copied().unwrap_or(0);
    match one.look {
        Look::Role | Look::Name => count > 1,
        Look::Possible => count > 2 || (count == 2 && one.mark.style.shape != Shape::Colon),
        Look::Metadata | Look::No => false,
    }
}

/// A file in which no label recurs: a short exchange is taken if every second line is labelled in one style and a role
/// is among the labels or the labels are set off by more than a colon; one label is taken if it is a role at the top.
fn said_once<'a, 't>(candidates: Vec<&'a Candidate<'t>>, lines: &[&str]) -> Vec<&'a Candidate<'t>> {
    let Some(first) = candidates.first().copied() else { return Vec::new() };
    let alike: Vec<&Candidate<'t>> = candidates
        .into_iter()
        .filter(|one| one.mark.style == first.mark.style && matches!(one.look, Look::Role | Look::Name))
        .collect();
    let below = alike.iter().filter(|one| is_below(one, lines)).count();
    let has_role = alike.iter().any(|one| one.look == Look::Role);
    let is_plain = first.mark.style.shape == Shape::Colon && !first.mark.style.emphasised;
    let taken = match alike.len() {
        0 => false,
        1 => has_role && spoken(lines, 0).saturating_sub(spoken(lines, first.line)) <= 3,
        count => count * 2 >= spoken(lines, first.line).saturating_sub(below) && (has_role || !is_plain),
    };
    if taken { alike } else { Vec::new() }
}

/// A user name: one word, perhaps with something in brackets behind it.
fn is_handle(name: &str) -> bool {
    !name.split('(').next().unwrap_or_default().trim().contains(' ')
}

/// Whether the line before is blank or ends a sentence: prose does not go on with a word in lower case and a colon there.
fn begins_paragraph(line: usize, lines: &[&str]) -> bool {
    let before = line.checked_sub(1).and_then(|before| lines.get(before)).map_or("", |before| before.trim_end());
    before.is_empty() || before.ends_with(['.', '?', '!', '\u{2026}', '"', '\u{201D}', ')'])
}

/// How many lines from `first` on hold words.
fn spoken(lines: &[&str], first: usize) -> usize {
    lines.iter().skip(first).filter(|line| !line.trim().is_empty() && lone_stamp(line).is_none()).count()
}

/// Whether the label's line holds no speech.
fn is_below(one: &Candidate<'_>, lines: &[&str]) -> bool {
    let speech = lines.get(one.line).and_then(|line| line.get(one.mark.speech..));
    speech.is_none_or(|speech| speech.trim().is_empty())
}

fn share(part: usize, whole: usize) -> f64 {
    let to_float = |count| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    to_float(part) / to_float(whole.max(1))
}
