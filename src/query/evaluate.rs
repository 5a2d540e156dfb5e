//! The units of a project that a query selects: turns, sources, participants, codings.
//!
//! Every term looks at the unit by itself. A turn has a role when its speaker has it, and a code when
//! a coding touches it; a source has what any of its turns or codings has; a participant has what
//! their turns and sources have; a coding has the roles of the participants whose speech it touches.
//! What positions give back is text, and a unit has it when it holds or touches that text.

use super::ast::{Expr, Query, SavedTerm, TextTerm};
use super::error::QueryError;
use super::meaning::{Named, named};
use super::places::Places;
use super::segments::Segment;
use crate::model::{NOBODY, Part, Snapshot};

/// Evaluates queries on a snapshot.
#[derive(Debug)]
pub struct Evaluator<'a> {
    pub(super) snapshot: &'a Snapshot,
    /// Where words of the text stand, as far as the index was asked.
    places: Option<&'a Places>,
    speech: Speech,
}

/// What a query is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Units {
    Turns,
    Sources,
    Participants,
    Codings,
}

impl<'a> Evaluator<'a> {
    /// An evaluator of fields and positions; words of the text are an error.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, places: None, speech: Speech::of(snapshot) }
    }

    /// The same with what the index found for the words of queries.
    #[must_use]
    pub fn with_places(self, places: &'a Places) -> Self {
        Self { places: Some(places), ..self }
    }

    /// Which turns a query selects, as a mask over [`Snapshot::turns`].
    ///
    /// # Errors
    /// A value that nothing in the project has, words of the text that the index was not asked for, distances that need
    /// texts where none were loaded, a saved query that was not filled in.
    pub fn turns(&self, query: &Query) -> Result<Vec<bool>, QueryError> {
        self.asking(query).mask(&query.expr, Units::Turns)
    }

    /// Which sources a query selects, as a mask over [`Snapshot::sources`].
    ///
    /// # Errors
    /// As [`Evaluator::turns`].
    pub fn sources(&self, query: &Query) -> Result<Vec<bool>, QueryError> {
        self.asking(query).mask(&query.expr, Units::Sources)
    }

    /// Which participants a query selects, as a mask over [`Snapshot::participants`].
    ///
    /// # Errors
    /// As [`Evaluator::turns`].
    pub fn participants(&self, query: &Query) -> Result<Vec<bool>, QueryError> {
        self.asking(query).mask(&query.expr, Units::Participants)
    }

    /// Which codings a query selects, as a mask over [`Snapshot::codings`].
    ///
    /// # Errors
    /// As [`Evaluator::turns`].
    pub fn codings(&self, query: &Query) -> Result<Vec<bool>, QueryError> {
        self.asking(query).mask(&query.expr, Units::Codings)
    }

    /// The passages that a query selects: turns, and where a source has none, the source as a whole.
    ///
    /// # Errors
    /// As [`Evaluator::turns`].
    pub fn passages(&self, query: &Query) -> Result<Passages, QueryError> {
        let first = self.snapshot.turns.first.clone();
        Ok(Passages { turns: self.turns(query)?, sources: self.sources(query)?, first })
    }

    /// The text that a query stands for, sorted by source and place: what a saved query codes.
    ///
    /// Positions give back what they say. A query that names codes, themes or coders stands for the codings that meet
    /// it, one with words of the text for the places of its words in turns that meet it, any other for the speech of
    /// the turns that meet it.
    ///
    /// # Errors
    /// As [`Evaluator::turns`].
    pub fn segments(&self, query: &Query) -> Result<Vec<Segment>, QueryError> {
        self.asking(query).segments(&query.expr)
    }

    pub(super) fn asking<'q>(&'q self, query: &'q Query) -> Asking<'q> {
        Asking { on: self, text: &query.text }
    }

    pub(super) fn count(&self, units: Units) -> usize {
        match units {
            Units::Turns => self.snapshot.turns.speech.len(),
            Units::Sources => self.snapshot.sources.len(),
            Units::Participants => self.snapshot.participants.len(),
            Units::Codings => self.snapshot.codings.len(),
        }
    }

    pub(super) fn speech(&self) -> &Speech {
        &self.speech
    }

    /// What the index found for the words of a query.
    pub(super) fn places(&self, term: &TextTerm) -> Option<&[Segment]> {
        self.places.and_then(|places| places.of(term))
    }
}

/// One query on an evaluator; its text is what errors point into.
#[derive(Clone, Copy)]
pub(super) struct Asking<'q> {
    pub(super) on: &'q Evaluator<'q>,
    pub(super) text: &'q str,
}

impl Asking<'_> {
    /// Which units meet an expression.
    pub(super) fn mask(&self, expr: &Expr, units: Units) -> Result<Vec<bool>, QueryError> {
        match expr {
            Expr::Field(term) => Ok(self.having(&named(term, self.text, self.on.snapshot)?, units)),
            Expr::Text(term) => Ok(self.holding(&self.words(term)?, units)),
            Expr::Relation(_) | Expr::AtLeast(_) => Ok(self.holding(&self.segments(expr)?, units)),
            Expr::Saved(term) => self.inside(term, |asking, expr| asking.mask(expr, units)),
            Expr::Not(inner) => Ok(self.mask(inner, units)?.into_iter().map(|seen| !seen).collect()),
            Expr::And(parts) => self.joined(parts, units, true, |a, b| a & b),
            Expr::Or(parts) => self.joined(parts, units, false, |a, b| a | b),
        }
    }

    fn joined(
        &self,
        parts: &[Expr],
        units: Units,
        start: bool,
        join: fn(bool, bool) -> bool,
    ) -> Result<Vec<bool>, QueryError> {
        let mut all = vec![start; self.on.count(units)];
        for part in parts {
            let mask = self.mask(part, units)?;
            all.iter_mut().zip(mask).for_each(|(seen, also)| *seen = join(*seen, also));
        }
        Ok(all)
    }

    /// Answers for what a saved query says; its errors name it and point at it.
    pub(super) fn inside<T>(
        &self,
        term: &SavedTerm,
        answer: impl FnOnce(&Asking<'_>, &Expr) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        let found = format!("`@{}`", term.name);
        let Some(query) = &term.meaning else {
            return Err(QueryError::new(self.text, term.column, found, "a saved query that was filled in"));
        };
        answer(&Asking { on: self.on, text: &query.text }, &query.expr).map_err(|error| {
            let expected =
                format!("a query that holds in this project; in it, {}, expected {}", error.found, error.expected);
            QueryError::new(self.text, term.column, found, expected).hint(error.hint)
        })
    }

    /// Where the words of a term stand.
    pub(super) fn words(&self, term: &TextTerm) -> Result<Vec<Segment>, QueryError> {
        let found = self.on.places(term).map(<[Segment]>::to_vec);
        found.ok_or_else(|| {
            let found = format!("`{term}`, words of the text");
            let hint = if term.matching == super::Matching::Forms {
                format!("words in the text are found by `search`; for a field, write `role:{}` or its like", term.words)
            } else {
                "words in the text are found by `search`".to_owned()
            };
            QueryError::new(self.text, term.column, found, "fields only").hint(hint)
        })
    }

    /// Which units have what a term names.
    fn having(&self, named: &Named, units: Units) -> Vec<bool> {
        let (snapshot, speech) = (self.on.snapshot, &self.on.speech);
        let count = self.on.count(units);
        match units {
            Units::Turns => {
                let mut mask = touched_turns(snapshot, chosen(snapshot, &named.codings));
                for (turn, seen) in mask.iter_mut().enumerate() {
                    *seen |= speech.by(turn, named) || at(&named.sources, speech.source[turn]);
                }
                mask
            }
            Units::Sources => {
                let mut mask: Vec<bool> = (0..count).map(|source| named.sources.get(source) == Some(&true)).collect();
                let spoken = (0..speech.source.len()).filter(|&turn| speech.by(turn, named));
                let spoken = spoken.map(|turn| speech.source[turn]);
                let coded = chosen(snapshot, &named.codings).map(|segment| segment.source);
                spoken.chain(coded).for_each(|source| set(&mut mask, source));
                mask
            }
            Units::Participants => {
                let mut mask: Vec<bool> = (0..count).map(|person| named.people.get(person) == Some(&true)).collect();
                let touched = touched_turns(snapshot, chosen(snapshot, &named.codings));
                for (turn, person) in speech.participant.iter().enumerate() {
                    if touched[turn] || at(&named.sources, speech.source[turn]) {
                        set(&mut mask, *person);
                    }
                }
                mask
            }
            Units::Codings => {
                let columns = &snapshot.codings;
                let about_people = named.interviewers || named.people.contains(&true);
                let of_coding = |coding: usize, source: u32| {
                    named.codings.get(coding) == Some(&true)
                        || at(&named.sources, source)
                        || (about_people
                            && snapshot.turns.touching(source, columns.span[coding]).any(|turn| speech.by(turn, named)))
                };
                columns.source.iter().enumerate().map(|(coding, &source)| of_coding(coding, source)).collect()
            }
        }
    }

    /// Which units hold or touch text.
    fn holding(&self, segments: &[Segment], units: Units) -> Vec<bool> {
        let snapshot = self.on.snapshot;
        let mut mask = vec![false; self.on.count(units)];
        match units {
            Units::Turns => return touched_turns(snapshot, segments.iter().copied()),
            Units::Sources => segments.iter().for_each(|segment| set(&mut mask, segment.source)),
            Units::Participants => {
                let touched = touched_turns(snapshot, segments.iter().copied());
                let people = self.on.speech.participant.iter().zip(touched).filter(|(_, touched)| *touched);
                people.for_each(|(person, _)| set(&mut mask, *person));
            }
            Units::Codings => super::segments::mark_codings(segments, &snapshot.codings, &mut mask),
        }
        mask
    }
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

/// Who speaks in each turn and where, as columns: looked up once for all terms of a query.
#[derive(Debug)]
pub(super) struct Speech {
    /// Position of the participant, or [`NOBODY`].
    pub(super) participant: Vec<u32>,
    /// Whether an interviewer speaks.
    pub(super) interviewer: Vec<bool>,
    /// Position of the source.
    pub(super) source: Vec<u32>,
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

/// The codings of a mask as text.
fn chosen<'s>(snapshot: &'s Snapshot, mask: &'s [bool]) -> impl Iterator<Item = Segment> + 's {
    let codings = (0u32..).zip(mask).filter(|(_, chosen)| **chosen);
    codings.filter_map(|(coding, _)| Segment::of_coding(&snapshot.codings, coding))
}

/// The turns whose speech some text touches.
fn touched_turns(snapshot: &Snapshot, segments: impl Iterator<Item = Segment>) -> Vec<bool> {
    let mut mask = vec![false; snapshot.turns.speech.len()];
    for segment in segments {
        if let Some(turns) = mask.get_mut(snapshot.turns.touching(segment.source, segment.span)) {
            turns.fill(true);
        }
    }
    mask
}
