//! The units of a project that a query selects: turns, sources, participants, codings.
//!
//! Every term looks at the unit by itself. A turn has a role when its speaker has it, and a code when
//! a coding touches it; a source has what any of its turns or codings has; a participant has what
//! their turns and sources have; a coding has the roles of the participants whose speech it touches.

use super::ast::{Expr, Query, TextTerm};
use super::error::QueryError;
use super::meaning::{Named, named};
use crate::model::{NOBODY, Part, Snapshot};

/// Which turns a query selects, as a mask over [`Snapshot::turns`].
///
/// # Errors
/// A value that nothing in the project has, or words of the text, which only the index can find.
pub fn turns(query: &Query, snapshot: &Snapshot) -> Result<Vec<bool>, QueryError> {
    let speech = Speech::of(snapshot);
    evaluate(query, snapshot, snapshot.turns.speech.len(), &|named| {
        let mut mask = touched_turns(snapshot, &named.codings);
        for (turn, seen) in mask.iter_mut().enumerate() {
            *seen |= speech.by(turn, named) || at(&named.sources, speech.source[turn]);
        }
        mask
    })
}

/// Which sources a query selects, as a mask over [`Snapshot::sources`].
///
/// # Errors
/// As [`turns`].
pub fn sources(query: &Query, snapshot: &Snapshot) -> Result<Vec<bool>, QueryError> {
    let speech = Speech::of(snapshot);
    let count = snapshot.sources.len();
    evaluate(query, snapshot, count, &|named| {
        let mut mask: Vec<bool> = (0..count).map(|source| named.sources.get(source) == Some(&true)).collect();
        let spoken = (0..speech.source.len()).filter(|&turn| speech.by(turn, named)).map(|turn| speech.source[turn]);
        let codings = snapshot.codings.source.iter().zip(&named.codings);
        let coded = codings.filter(|(_, chosen)| **chosen).map(|(source, _)| *source);
        spoken.chain(coded).for_each(|source| set(&mut mask, source));
        mask
    })
}

/// Which participants a query selects, as a mask over [`Snapshot::participants`].
///
/// # Errors
/// As [`turns`].
pub fn participants(query: &Query, snapshot: &Snapshot) -> Result<Vec<bool>, QueryError> {
    let speech = Speech::of(snapshot);
    let count = snapshot.participants.len();
    evaluate(query, snapshot, count, &|named| {
        let mut mask: Vec<bool> = (0..count).map(|person| named.people.get(person) == Some(&true)).collect();
        let touched = touched_turns(snapshot, &named.codings);
        for (turn, person) in speech.participant.iter().enumerate() {
            if touched[turn] || at(&named.sources, speech.source[turn]) {
                set(&mut mask, *person);
            }
        }
        mask
    })
}

/// Which codings a query selects, as a mask over [`Snapshot::codings`].
///
/// # Errors
/// As [`turns`].
pub fn codings(query: &Query, snapshot: &Snapshot) -> Result<Vec<bool>, QueryError> {
    let speech = Speech::of(snapshot);
    let columns = &snapshot.codings;
    evaluate(query, snapshot, columns.len(), &|named| {
        let about_people = named.interviewers || named.people.contains(&true);
        let of_coding = |coding: usize, source: u32| {
            named.codings.get(coding) == Some(&true)
                || at(&named.sources, source)
                || (about_people
                    && snapshot.turns.touching(source, columns.span[coding]).any(|turn| speech.by(turn, named)))
        };
        columns.source.iter().enumerate().map(|(coding, &source)| of_coding(coding, source)).collect()
    })
}

/// The passages that a query selects: turns, and where a source has none, the source as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passages {
    /// Mask over [`Snapshot::turns`].
    turns: Vec<bool>,
    /// Mask over [`Snapshot::sources`].
    sources: Vec<bool>,
    /// [`Turns::first`](crate::model::Turns::first).
    first: Vec<u32>,
}

impl Passages {
    /// Whether a passage is selected; `number` counts the turns (or, in a source without turns, the
    /// paragraphs) of its source from 0.
    pub fn keeps(&self, source: u32, number: u32) -> bool {
        let bound = |at: usize| self.first.get(at).copied().unwrap_or_default();
        let (from, to) = (bound(source as usize), bound(source as usize + 1));
        if from == to {
            return at(&self.sources, source);
        }
        from.checked_add(number).is_some_and(|turn| turn < to && at(&self.turns, turn))
    }
}

/// Which passages a query selects: what a `--where` keeps of a search.
///
/// # Errors
/// As [`turns`].
pub fn passages(query: &Query, snapshot: &Snapshot) -> Result<Passages, QueryError> {
    let first = snapshot.turns.first.clone();
    Ok(Passages { turns: turns(query, snapshot)?, sources: sources(query, snapshot)?, first })
}

/// Who speaks in each turn and where, as columns: looked up once for all terms of a query.
struct Speech {
    /// Position of the participant, or [`NOBODY`].
    participant: Vec<u32>,
    /// Whether an interviewer speaks.
    interviewer: Vec<bool>,
    /// Position of the source.
    source: Vec<u32>,
}

impl Speech {
    fn of(snapshot: &Snapshot) -> Self {
        let count = snapshot.turns.speech.len();
        let mut source = vec![NOBODY; count];
        for (number, _) in (0u32..).zip(&snapshot.sources) {
            let range = snapshot.turns.of_source(number);
            if let Some(turns) = source.get_mut(range) {
                turns.fill(number);
            }
        }
        let part = |turn: usize| {
            let speaker = snapshot.turns.speaker.get(turn).and_then(|&at| snapshot.speakers.get(at as usize));
            speaker.map(|speaker| speaker.part)
        };
        Self {
            participant: (0..count).map(|turn| snapshot.participant_of_turn(turn).unwrap_or(NOBODY)).collect(),
            interviewer: (0..count).map(|turn| part(turn) == Some(Part::Interviewer)).collect(),
            source,
        }
    }

    /// Whether somebody named speaks in a turn.
    fn by(&self, turn: usize, named: &Named) -> bool {
        let participant = self.participant.get(turn).is_some_and(|&person| at(&named.people, person));
        participant || (named.interviewers && self.interviewer.get(turn) == Some(&true))
    }
}

fn at(mask: &[bool], position: u32) -> bool {
    mask.get(position as usize) == Some(&true)
}

fn set(mask: &mut [bool], position: u32) {
    if let Some(seen) = mask.get_mut(position as usize) {
        *seen = true;
    }
}

/// The turns whose speech a chosen coding touches.
fn touched_turns(snapshot: &Snapshot, chosen: &[bool]) -> Vec<bool> {
    let mut mask = vec![false; snapshot.turns.speech.len()];
    let codings = snapshot.codings.source.iter().zip(&snapshot.codings.span).zip(chosen);
    for ((&source, &span), _) in codings.filter(|(_, chosen)| **chosen) {
        if let Some(turns) = mask.get_mut(snapshot.turns.touching(source, span)) {
            turns.fill(true);
        }
    }
    mask
}

/// Evaluates a query over units; `leaf` says which of the `count` units have what a term names.
fn evaluate(
    query: &Query,
    snapshot: &Snapshot,
    count: usize,
    leaf: &dyn Fn(&Named) -> Vec<bool>,
) -> Result<Vec<bool>, QueryError> {
    let walk = Walk { text: &query.text, snapshot, count, leaf };
    walk.mask(&query.expr)
}

struct Walk<'a> {
    text: &'a str,
    snapshot: &'a Snapshot,
    count: usize,
    leaf: &'a dyn Fn(&Named) -> Vec<bool>,
}

impl Walk<'_> {
    fn mask(&self, expr: &Expr) -> Result<Vec<bool>, QueryError> {
        match expr {
            Expr::Field(term) => Ok((self.leaf)(&named(term, self.text, self.snapshot)?)),
            Expr::Text(term) => Err(self.no_text(term)),
            Expr::Not(inner) => Ok(self.mask(inner)?.into_iter().map(|seen| !seen).collect()),
            Expr::And(parts) => self.joined(parts, true, |a, b| a & b),
            Expr::Or(parts) => self.joined(parts, false, |a, b| a | b),
        }
    }

    fn joined(&self, parts: &[Expr], start: bool, join: fn(bool, bool) -> bool) -> Result<Vec<bool>, QueryError> {
        let mut all = vec![start; self.count];
        for part in parts {
            let mask = self.mask(part)?;
            all.iter_mut().zip(mask).for_each(|(seen, also)| *seen = join(*seen, also));
        }
        Ok(all)
    }

    fn no_text(&self, term: &TextTerm) -> QueryError {
        let hint = if term.any_ending || term.exact {
            "words in the text are found by `search`".to_owned()
        } else {
            format!("words in the text are found by `search`; for a field, write `role:{}` or its like", term.words)
        };
        QueryError::new(self.text, term.column, format!("`{term}`, words of the text"), "fields only").hint(hint)
    }
}
