//! The analytical chronology of a case: what happened when, as sheets of events and coded passages tell it, so that
//! patterns of risk and signs of change can be seen (Cheek 2016, on the practice framework of the NSPCC; the inputs of a chronology are
//! levels of the scale `chronology_kinds`).
//!
//! A coded passage has no date of its own. It stands on the day on which it was told, unless a memo on its coding says
//! `date: 2024-03`, `date: about 2019` or `date=2019..2020`; a memo may say `side: risk` or `side: protective` too.

mod coded;
mod memo;
mod patterns;
mod tables;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{AnalysisError, Frame};
use crate::model::{Certainty, ChronologyEvent, EventSide, Level, PartialDate, Snapshot};

pub use tables::{chronology_patterns, chronology_table, timeline_table};

/// What people noted on codings, by the codings' rows in the project file.
pub type ChronologyNotes = BTreeMap<i64, Vec<String>>;

/// Scale of the inputs of a chronology. Of each level it may say `codes`, whose passages are events of that kind, and
/// `pattern`: `return` for returns home, `support` for support and services, `background` for what lies before the course of
/// events and makes no gaps.
const KINDS: &str = "chronology_kinds";
/// Scale of where events are known from.
const SOURCES: &str = "chronology_sources";
/// Level of that scale for what participants tell.
const INTERVIEW: &str = "interview";

/// How the place of an event in time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Known {
    /// From its own date.
    Dated(Certainty),
    /// From the day on which it was told: it happened on that day or before.
    Told,
    /// Not at all.
    Undated,
}

impl Known {
    fn word(self) -> &'static str {
        match self {
            Self::Dated(certainty) => certainty.word(),
            Self::Told => "told on",
            Self::Undated => "no date",
        }
    }
}

/// One event in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Occurrence {
    pub date: Option<PartialDate>,
    pub to: Option<PartialDate>,
    pub known: Known,
    /// Id of its level of the scale of kinds; empty where the scale lacks it.
    pub kind: String,
    /// Name for people.
    pub kind_name: String,
    /// What happened; nothing where the words of a passage may not be shown.
    pub event: Option<String>,
    pub side: Option<EventSide>,
    /// Name of where it is known from.
    pub source: String,
    /// Name of the transcript, for a coded passage.
    pub transcript: String,
    /// Who told it.
    pub who: String,
}

impl Occurrence {
    /// The first day that the event takes, by the rule that tables print; nothing without a date.
    pub fn first(&self) -> Option<Date> {
        let date = self.date?;
        match self.known {
            Known::Dated(Certainty::Before) => Some(date.first_day().saturating_sub(1.day())),
            Known::Dated(Certainty::After) => Some(date.last_day().saturating_add(1.day())),
            _ => Some(date.first_day()),
        }
    }

    /// The last day that it takes: of its end where it has one, else of its date.
    pub fn last(&self) -> Option<Date> {
        let first = self.first()?;
        let own = match self.known {
            Known::Dated(Certainty::Before | Certainty::After) => first,
            _ => self.date?.last_day(),
        };
        Some(self.to.map_or(own, PartialDate::last_day).max(first))
    }

    /// Whether it has a date of its own.
    pub fn is_dated(&self) -> bool {
        matches!(self.known, Known::Dated(_))
    }

    /// What happened, or that it may not be quoted.
    pub fn words(&self) -> &str {
        self.event.as_deref().unwrap_or(crate::model::Passage::WITHHELD)
    }

    /// The order of a chronology: by the first day, then the last, then how surely they are known; those without a date
    /// come last. Events that are alike in all of this stand in the order of their words, so that the order does not hang on
    /// who was read first.
    fn order(&self, other: &Self) -> Ordering {
        let place = |one: &Self| (one.first().is_none(), one.first(), one.last(), one.known);
        let words = |one: &Self| [&one.kind, &one.kind_name, &one.source, &one.transcript, &one.who].map(String::clone);
        (place(self).cmp(&place(other)))
            .then_with(|| self.event.cmp(&other.event))
            .then_with(|| words(self).cmp(&words(other)))
            .then_with(|| (self.side, self.date, self.to).cmp(&(other.side, other.date, other.to)))
    }
}

/// The events of a case in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chronology {
    /// Id of the case.
    case: String,
    /// Name of the case.
    name: String,
    pub(super) events: Vec<Occurrence>,
    /// Ids of the kinds that are returns home.
    returns: Vec<String>,
    /// Ids of the kinds that are support.
    support: Vec<String>,
    /// Ids of the kinds that are no part of the course of events.
    background: Vec<String>,
    /// The frame in words.
    frame: String,
    notes: Vec<String>,
    /// The notice that every output repeats.
    notice: Option<String>,
}

impl Chronology {
    /// The chronology of a case: the events of its sheets, and the coded passages of its people (or, for people without
    /// a case, of its sources) whose code is of the category `event` or `chronology_event`.
    ///
    /// # Errors
    /// A case that there is not; [`AnalysisError::TextsMissing`] for a snapshot without texts.
    pub fn of(frame: &Frame<'_>, case: &str, notes: &ChronologyNotes) -> Result<Self, AnalysisError> {
        let snapshot = frame.snapshot();
        let known = snapshot.cases.iter().find(|known| known.id == case).ok_or_else(|| AnalysisError::Unknown {
            what: "case",
            found: case.to_owned(),
            expected: snapshot.cases.iter().map(|case| case.id.as_str()).collect::<Vec<_>>().join(", "),
        })?;
        let told = coded::events(frame, case, notes)?;
        let sheets = snapshot.events.iter().filter(|event| event.case == case);
        let mut events: Vec<Occurrence> = sheets.map(|event| of_sheet(snapshot, event)).collect();
        events.extend(told.events);
        events.sort_by(Occurrence::order);
        let of_pattern = |word: &str| {
            let levels = levels(snapshot, KINDS).filter(|level| said(level, "pattern").iter().any(|said| said == word));
            levels.map(|level| level.id.clone()).collect()
        };
        let filtered = (!frame.label().is_empty())
            .then(|| "The filter is on what was told; events of sheets are all there.".to_owned());
        Ok(Self {
            case: case.to_owned(),
            name: if known.name.is_empty() { case.to_owned() } else { known.name.clone() },
            events,
            returns: of_pattern("return"),
            support: of_pattern("support"),
            background: of_pattern("background"),
            frame: frame.describe(),
            notes: filtered.into_iter().chain(told.notes).collect(),
            notice: snapshot.notice_note(),
        })
    }
}

fn levels<'s>(snapshot: &'s Snapshot, scale: &str) -> impl Iterator<Item = &'s Level> {
    snapshot.scale(scale).into_iter().flat_map(|scale| &scale.levels)
}

/// What a level says under a key of its own.
fn said<'l>(level: &'l Level, key: &str) -> &'l [String] {
    level.extra.get(key).map(Vec::as_slice).unwrap_or_default()
}

/// The name of a level, or the id where the scale lacks it.
fn name_of(snapshot: &Snapshot, scale: &str, id: &str) -> String {
    let level = levels(snapshot, scale).find(|level| level.id == id);
    level.map_or_else(|| id.to_owned(), |level| level.name.clone())
}

fn of_sheet(snapshot: &Snapshot, event: &ChronologyEvent) -> Occurrence {
    Occurrence {
        date: Some(event.date),
        to: event.to,
        known: Known::Dated(event.certainty),
        kind: event.kind.clone(),
        kind_name: name_of(snapshot, KINDS, &event.kind),
        event: Some(event.event.clone()),
        side: event.side,
        source: name_of(snapshot, SOURCES, &event.source),
        transcript: String::new(),
        who: String::new(),
    }
}
