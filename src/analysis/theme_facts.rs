//! What each theme rests on: who says it, how much, where, in which direction, how evenly, and whether it was asked.
//!
//! Facts only. What they mean for confidence, balance and reporting is for people and for the tables that show them.

use std::collections::{BTreeMap, BTreeSet};

use super::axis::Axis;
use super::count::{Grid, count_codings, count_participants};
use super::rows::{Row, RowAxis};
use super::voices::voices;
use super::words::count_words;
use super::{AnalysisError, Columns, Frame, RollUp, Rows, Voices};
use crate::model::{Polarity, Snapshot, Theme};

/// The people and codings of a theme that point one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Codes of the theme, and codes below them, that point this way; used or not.
    pub codes: u64,
    /// Distinct participants whose speech holds such a coding.
    pub participants: u64,
    /// Codings of such codes.
    pub codings: u64,
}

/// The one case, source or participant that a theme has most codings from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Largest {
    /// Id of the case or participant, name of the source.
    pub key: String,
    /// The theme's codings there.
    pub codings: u64,
}

/// What one theme rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeFacts {
    /// Who says it.
    pub voices: Voices,
    /// Distinct coded words of speech: how rich the data are, as far as length tells. None where texts were not loaded.
    pub words: Option<u64>,
    /// Distinct values of the site attribute among the people who say it. None where nobody has the attribute.
    pub sites: Option<u64>,
    /// Codings of people who belong to no case.
    pub codings_without_case: u64,
    /// What says that things help.
    pub helping: Side,
    /// What says that things hinder.
    pub hindering: Side,
    /// Coders who coded it.
    pub coders: u64,
    /// Its sources that two or more coders have coded, under any code.
    pub double_coded: u64,
    /// Its codings that must be looked at since what their code means has changed.
    pub stale: u64,
    /// Ids of the guide's questions that ask about one of its codes, in the guide's order.
    pub questions: Vec<String>,
    /// Ids of the roles that were asked one of them, sorted.
    pub asked_of: Vec<String>,
    /// Where most of its codings come from, by case; the first by name where several have as many.
    pub largest_case: Option<Largest>,
    /// The same by source.
    pub largest_source: Option<Largest>,
    /// The same by participant.
    pub largest_participant: Option<Largest>,
}

impl ThemeFacts {
    /// The side that fewer people take, where people take both.
    #[must_use]
    pub fn contrary(&self) -> Option<Side> {
        match contrary_direction(self.helping.participants, self.hindering.participants)? {
            Polarity::Positive => Some(self.helping),
            _ => Some(self.hindering),
        }
    }
}

/// The direction in which fewer people speak, where people speak in both; where as many do, what hinders.
pub(super) fn contrary_direction(helping: u64, hindering: u64) -> Option<Polarity> {
    if helping == 0 || hindering == 0 {
        return None;
    }
    Some(if helping < hindering { Polarity::Positive } else { Polarity::Negative })
}

/// What every theme rests on, in the themes' order. `sites` names the attribute whose values are sites; without it, the
/// attribute that the scale `progress_plus` lists first under its letter `P`, place of residence.
///
/// # Errors
/// [`AnalysisError::Unknown`] when nobody has an attribute of that name.
pub fn theme_facts(frame: &Frame<'_>, sites: Option<&str>) -> Result<Vec<ThemeFacts>, AnalysisError> {
    let snapshot = frame.snapshot();
    let sites = match sites {
        Some(word) => Some(Columns::parse(word, snapshot)?),
        None => place_attribute(snapshot).and_then(|word| Columns::parse(word, snapshot).ok()),
    };
    let rows = RowAxis::new(frame, Rows::Theme, RollUp::All);
    let roles = Axis::new(frame, &Columns::Role, false);
    let words = if snapshot.texts.is_empty() { None } else { Some(count_words(frame, &rows, &roles)?) };
    let sites = sites.map(|columns| {
        let axis = Axis::new(frame, &columns, false);
        let grid = count_participants(frame, &rows, &axis);
        (axis, grid)
    });
    let spread = [Columns::Case, Columns::Source, Columns::Participant].map(|columns| {
        let axis = Axis::new(frame, &columns, true);
        let grid = count_codings(frame, &rows, &axis);
        (axis, grid)
    });
    let directions = sides(frame, &roles);
    let work = coding_work(frame, &rows);
    let asked = Asked::new(snapshot);
    let facts = voices(frame).into_iter().enumerate().zip(work).map(|((at, voices), work)| {
        let theme = snapshot.themes.get(at);
        let (questions, asked_of) = theme.map(|theme| asked.about(snapshot, theme)).unwrap_or_default();
        let [cases, sources, people] = &spread;
        let side = |first: usize| directions.get(at * 2 + first).copied().unwrap_or_default();
        ThemeFacts {
            words: words.as_ref().map(|grid| grid.total(at)),
            sites: sites.as_ref().and_then(|(axis, grid)| values_with_people(axis, grid, at)),
            codings_without_case: outside_values(cases, at),
            helping: side(0),
            hindering: side(1),
            coders: work.coders.len() as u64,
            double_coded: work.double_coded,
            stale: work.stale,
            questions,
            asked_of,
            largest_case: largest(cases, at),
            largest_source: largest(sources, at),
            largest_participant: largest(people, at),
            voices,
        }
    });
    Ok(facts.collect())
}

/// The attribute that says where people live, as the scale of PROGRESS-Plus characteristics names it.
fn place_attribute(snapshot: &Snapshot) -> Option<&str> {
    let place = snapshot.scale("progress_plus")?.levels.iter().find(|level| level.letter == "P")?;
    place.attributes.first().map(String::as_str)
}

/// How many values of an attribute the people of a row have; none where nobody in the frame has the attribute.
fn values_with_people(axis: &Axis, grid: &Grid, row: usize) -> Option<u64> {
    let mut values = axis.slots.iter().enumerate().filter(|(_, slot)| slot.is_value()).peekable();
    values.peek()?;
    Some(values.filter(|(column, _)| grid.get(row, *column) > 0).count() as u64)
}

/// Codings of a row in columns that stand for the lack of a value.
fn outside_values((axis, grid): &(Axis, Grid), row: usize) -> u64 {
    let outside = axis.slots.iter().enumerate().filter(|(_, slot)| !slot.is_value());
    outside.map(|(column, _)| grid.get(row, column)).sum()
}

fn largest((axis, grid): &(Axis, Grid), row: usize) -> Option<Largest> {
    let values = axis.slots.iter().enumerate().filter(|(_, slot)| slot.is_value());
    let counts = values.map(|(column, slot)| (grid.get(row, column), slot)).filter(|(codings, _)| *codings > 0);
    let (codings, slot) = counts.max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.key.cmp(&a.1.key)))?;
    Some(Largest { key: slot.key.clone(), codings })
}

/// For each theme what helps and, after it, what hinders.
fn sides(frame: &Frame<'_>, roles: &Axis) -> Vec<Side> {
    let snapshot = frame.snapshot();
    let mut members = Vec::with_capacity(snapshot.themes.len() * 2);
    for theme in &snapshot.themes {
        let codes = snapshot.codes_of(theme);
        for polarity in [Polarity::Positive, Polarity::Negative] {
            let points = |code: &usize| snapshot.codebook.codes.get(*code).is_some_and(|c| c.polarity == polarity);
            members.push(codes.iter().copied().filter(points).collect::<Vec<usize>>());
        }
    }
    let row = |_: &Vec<usize>| Row { id: String::new(), name: String::new(), depth: 0 };
    let rows = RowAxis::from_members(frame, members.iter().map(row).collect(), &members);
    let people = count_participants(frame, &rows, roles);
    let codings = count_codings(frame, &rows, roles);
    let side = |(at, codes): (usize, &Vec<usize>)| Side {
        codes: codes.len() as u64,
        participants: people.total(at),
        codings: codings.total(at),
    };
    members.iter().enumerate().map(side).collect()
}

/// How a theme was coded.
#[derive(Clone, Default)]
struct Work {
    coders: BTreeSet<u32>,
    double_coded: u64,
    stale: u64,
}

fn coding_work(frame: &Frame<'_>, rows: &RowAxis) -> Vec<Work> {
    let codings = &frame.snapshot().codings;
    let mut coders_of: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for coding in frame.codings() {
        coders_of.entry(codings.source[coding]).or_default().insert(codings.coder[coding]);
    }
    let mut work = vec![Work::default(); rows.rows.len()];
    let mut sources = vec![BTreeSet::new(); rows.rows.len()];
    for coding in frame.codings() {
        for row in rows.of_code(codings.code[coding]).iter().map(|row| *row as usize) {
            let (Some(work), Some(sources)) = (work.get_mut(row), sources.get_mut(row)) else { continue };
            work.coders.insert(codings.coder[coding]);
            work.stale += u64::from(codings.stale.get(coding).is_some_and(|stale| *stale));
            sources.insert(codings.source[coding]);
        }
    }
    for (work, sources) in work.iter_mut().zip(sources) {
        let twice = |source: &&u32| coders_of.get(source).is_some_and(|coders| coders.len() > 1);
        work.double_coded = sources.iter().filter(twice).count() as u64;
    }
    work
}

/// What the interview guide asks about.
struct Asked {
    /// For each question, the positions of its codes and of the codes below them, sorted.
    codes: Vec<Vec<usize>>,
}

impl Asked {
    fn new(snapshot: &Snapshot) -> Self {
        let codes = snapshot.questions.iter().map(|question| {
            let about = Theme { codes: question.codes.clone(), ..Theme::default() };
            snapshot.codes_of(&about)
        });
        Self { codes: codes.collect() }
    }

    /// The questions that ask about a code of the theme, and the roles that were asked.
    fn about(&self, snapshot: &Snapshot, theme: &Theme) -> (Vec<String>, Vec<String>) {
        let of_theme = snapshot.codes_of(theme);
        let mut questions = Vec::new();
        let mut roles = BTreeSet::new();
        for (question, codes) in snapshot.questions.iter().zip(&self.codes) {
            if codes.iter().any(|code| of_theme.binary_search(code).is_ok()) {
                questions.push(question.id.clone());
                roles.extend(question.asked_of.iter().cloned());
            }
        }
        (questions, roles.into_iter().collect())
    }
}
