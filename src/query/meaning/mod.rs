//! What a field term means in one project: the people, sources and codings that it names.

mod attributes;
mod codes;

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::ast::{Comparison, Field, FieldTerm, Pattern, Test};
use super::error::QueryError;
use super::hint::hint;
use crate::model::{Part, Snapshot, Source};

/// Role word of those who ask the questions; they are participants of no study.
const INTERVIEWER: &str = "interviewer";

/// What a field term names, before any unit is looked at. Each list is a mask over the snapshot's
/// own; an empty list names none.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Participants.
    pub(super) people: Vec<bool>,
    /// Whether interviewers and facilitators are named.
    pub(super) interviewers: bool,
    /// Sources.
    pub(super) sources: Vec<bool>,
    /// Codings.
    pub(super) codings: Vec<bool>,
}

impl Named {
    fn unite(&mut self, other: Self) {
        for (own, other) in
            [(&mut self.people, other.people), (&mut self.sources, other.sources), (&mut self.codings, other.codings)]
        {
            if own.is_empty() {
                *own = other;
            } else {
                own.iter_mut().zip(other).for_each(|(own, other)| *own |= other);
            }
        }
        self.interviewers |= other.interviewers;
    }
}

/// Finds out what a term of the query `text` names.
///
/// # Errors
/// A value that nothing in the project has, with the nearest that something has.
pub(super) fn named(term: &FieldTerm, text: &str, snapshot: &Snapshot) -> Result<Named, QueryError> {
    let one = |pattern, exactly| Asked { term, text, snapshot, pattern, exactly }.named();
    match &term.test {
        Test::Is(pattern) => one(pattern, false),
        Test::Exactly(pattern) => one(pattern, true),
        Test::In(patterns) => patterns.iter().try_fold(Named::default(), |mut all, pattern| {
            all.unite(one(pattern, false)?);
            Ok(all)
        }),
        Test::Compare(comparison, bound) => Ordered { term, text, snapshot, comparison: *comparison, bound }.named(),
    }
}

/// For each position in a column, whether what it points at is chosen.
fn mask_of(column: &[u32], chosen: &[bool]) -> Vec<bool> {
    column.iter().map(|&at| chosen.get(at as usize).copied().unwrap_or(false)).collect()
}

fn of_sources(snapshot: &Snapshot, wanted: impl Fn(&Source) -> bool) -> Named {
    Named { sources: snapshot.sources.iter().map(wanted).collect(), ..Named::default() }
}

/// A date as queries write it; empty where a source has none.
fn day(source: &Source) -> String {
    source.date.map(|date| date.to_string()).unwrap_or_default()
}

/// A term that asks for one value.
struct Asked<'a> {
    term: &'a FieldTerm,
    text: &'a str,
    snapshot: &'a Snapshot,
    pattern: &'a Pattern,
    /// Whether what is below a code does not count.
    exactly: bool,
}

impl Asked<'_> {
    fn named(&self) -> Result<Named, QueryError> {
        let snapshot = self.snapshot;
        match &self.term.field {
            Field::Role => self.role(),
            Field::Kind => {
                self.known(snapshot.sources.iter().map(|source| source.kind.as_str()), "kinds of source")?;
                Ok(of_sources(snapshot, |source| self.fits(&source.kind)))
            }
            Field::Source => {
                self.known(snapshot.sources.iter().map(|source| source.name.as_str()), "sources")?;
                Ok(of_sources(snapshot, |source| self.fits(&source.name)))
            }
            Field::Date => {
                let days: Vec<String> = snapshot.sources.iter().map(day).collect();
                self.known(days.iter().map(String::as_str), "dates of sources")?;
                Ok(of_sources(snapshot, |source| self.fits(&day(source))))
            }
            Field::Participant => {
                let names = snapshot.participants.iter().flat_map(|person| [person.name.as_str(), &person.pseudonym]);
                self.known(names, "participants")?;
                let people = snapshot.participants.iter();
                let people = people.map(|person| self.fits(&person.name) || self.fits(&person.pseudonym)).collect();
                Ok(Named { people, ..Named::default() })
            }
            Field::Case => self.case(),
            Field::Code => self.code(),
            Field::Category => self.category(),
            Field::Theme => self.theme(),
            Field::Question => self.question(),
            Field::Coder => {
                self.known(snapshot.coders.iter().map(String::as_str), "coders")?;
                let coders: Vec<bool> = snapshot.coders.iter().map(|coder| self.fits(coder)).collect();
                Ok(Named { codings: mask_of(&snapshot.codings.coder, &coders), ..Named::default() })
            }
            Field::Round => self.codings_of(&|coding| Some(f64::from(snapshot.codings.round[coding]))),
            Field::Weight => self.codings_of(&|coding| snapshot.codings.weight_of(coding)),
            Field::Attribute(name) => self.attribute(name),
        }
    }

    fn fits(&self, value: &str) -> bool {
        !value.is_empty() && self.pattern.fits(value)
    }

    /// The codings with this number.
    fn codings_of(&self, figure: &dyn Fn(usize) -> Option<f64>) -> Result<Named, QueryError> {
        let wanted = self.number();
        if wanted.is_none() && !(self.pattern.any_ending && self.pattern.text.is_empty()) {
            return Err(self.unknown("it is a number, such as `round:2`"));
        }
        // Both were read from decimal text, so equal figures are equal bits.
        #[allow(clippy::float_cmp)]
        let fits = |found: f64| wanted.is_none_or(|wanted| found == wanted);
        let codings = (0..self.snapshot.codings.len()).map(|coding| figure(coding).is_some_and(fits)).collect();
        Ok(Named { codings, ..Named::default() })
    }

    fn number(&self) -> Option<f64> {
        if self.pattern.any_ending {
            return None;
        }
        self.pattern.text.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// An error unless the value is one of those in use.
    fn known<'v>(&self, values: impl IntoIterator<Item = &'v str>, what: &str) -> Result<(), QueryError> {
        let values: BTreeSet<&str> = values.into_iter().filter(|value| !value.is_empty()).collect();
        if values.iter().any(|value| self.fits(value)) {
            return Ok(());
        }
        let values: Vec<&str> = values.into_iter().collect();
        Err(self.unknown(&hint(&self.pattern.text, what, &values)))
    }

    fn unknown(&self, hint: &str) -> QueryError {
        let word = self.term.field.word();
        let expected = match &self.term.field {
            Field::Attribute(_) => format!("a value that `{word}` has somewhere in this project"),
            _ => format!("a {word} of this project"),
        };
        QueryError::new(self.text, self.term.value_column, format!("`{}`", self.pattern), expected).hint(hint)
    }

    fn role(&self) -> Result<Named, QueryError> {
        let present = self.snapshot.speakers.iter().any(|speaker| speaker.part == Part::Interviewer);
        let roles = self.snapshot.participants.iter().map(|person| person.role.as_str());
        self.known(roles.chain(present.then_some(INTERVIEWER)), "roles")?;
        let people = self.snapshot.participants.iter().map(|person| self.fits(&person.role)).collect();
        // `role:*` asks for those who have a role in the study, which interviewers have not.
        let interviewers = present && !self.pattern.text.is_empty() && self.fits(INTERVIEWER);
        Ok(Named { people, interviewers, ..Named::default() })
    }

    fn case(&self) -> Result<Named, QueryError> {
        let Snapshot { cases, participants, .. } = self.snapshot;
        let of_people = participants.iter().flat_map(|person| person.cases.iter().map(String::as_str));
        let in_use = cases.iter().flat_map(|case| [case.id.as_str(), &case.name]).chain(of_people);
        self.known(in_use, "cases")?;
        let chosen: Vec<bool> = cases.iter().map(|case| self.fits(&case.id) || self.fits(&case.name)).collect();
        let people = participants.iter().map(|person| person.cases.iter().any(|id| self.fits(id)));
        let mut named = of_cases(self.snapshot, &chosen);
        for (seen, also) in named.people.iter_mut().zip(people) {
            *seen |= also;
        }
        Ok(named)
    }
}

/// The participants and sources that belong to chosen cases.
fn of_cases(snapshot: &Snapshot, chosen: &[bool]) -> Named {
    let Snapshot { cases, participants, .. } = snapshot;
    let ids: BTreeSet<&str> =
        cases.iter().zip(chosen).filter(|(_, chosen)| **chosen).map(|(case, _)| case.id.as_str()).collect();
    let people = participants.iter().map(|person| person.cases.iter().any(|id| ids.contains(id.as_str())));
    let of_chosen = |case: Option<u32>| case.and_then(|at| chosen.get(at as usize).copied()).unwrap_or(false);
    Named { people: people.collect(), ..of_sources(snapshot, |source| of_chosen(source.case)) }
}

/// A term that compares numbers or dates with a bound.
struct Ordered<'a> {
    term: &'a FieldTerm,
    text: &'a str,
    snapshot: &'a Snapshot,
    comparison: Comparison,
    bound: &'a str,
}

impl Ordered<'_> {
    fn named(&self) -> Result<Named, QueryError> {
        let snapshot = self.snapshot;
        let figure = self.bound.parse::<f64>().ok();
        let codings = |figure_of: &dyn Fn(usize) -> Option<f64>| {
            let Some(bound) = figure else { return Err(self.needs("a number")) };
            let fits = |found: f64| found.partial_cmp(&bound).is_some_and(|order| self.comparison.fits(order));
            let codings = (0..snapshot.codings.len()).map(|coding| figure_of(coding).is_some_and(fits)).collect();
            Ok(Named { codings, ..Named::default() })
        };
        match &self.term.field {
            Field::Date => Ok(of_sources(snapshot, |source| self.fits_date(&day(source)))),
            Field::Round => codings(&|coding| Some(f64::from(snapshot.codings.round[coding]))),
            Field::Weight => codings(&|coding| snapshot.codings.weight_of(coding)),
            Field::Attribute(name) => self.attribute(name),
            other => {
                let word = other.word();
                let found = format!("`{}` after `{word}`", self.comparison.sign());
                Err(QueryError::new(self.text, self.term.column, found, "a number or a date to compare")
                    .hint(format!("values of `{word}` are words; write `{word}:` and the value")))
            }
        }
    }

    /// Whether a day or month fits; it is compared as precisely as the bound is written.
    fn fits_date(&self, date: &str) -> bool {
        let Some(cut) = date.get(..self.bound.len().min(date.len())).filter(|cut| !cut.is_empty()) else {
            return false;
        };
        // A date that is known less precisely than the bound is compared with the bound's beginning.
        let bound = self.bound.get(..cut.len()).unwrap_or(self.bound);
        let order: Ordering = cut.cmp(bound);
        date.starts_with(|c: char| c.is_ascii_digit()) && self.comparison.fits(order)
    }

    fn needs(&self, what: &str) -> QueryError {
        QueryError::new(self.text, self.term.value_column, format!("`{}`", self.bound), what)
    }
}
