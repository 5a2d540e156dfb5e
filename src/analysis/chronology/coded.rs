//! Events that participants tell: coded passages of a case.

use std::collections::BTreeMap;

use super::memo::{Noted, noted};
use super::{ChronologyNotes, INTERVIEW, KINDS, Known, Occurrence, SOURCES, levels, name_of, said};
use crate::analysis::axis::Axis;
use crate::analysis::listing::{team_may_read, who};
use crate::analysis::{AnalysisError, Columns, Frame};
use crate::model::{Code, PartialDate, Snapshot};
use crate::text::{Span, counted};

/// Categories whose codes mark events.
const CATEGORIES: [&str; 2] = ["event", "chronology_event"];

/// The told events of a case, and what a reader must know of them.
pub(super) struct Told {
    pub events: Vec<Occurrence>,
    pub notes: Vec<String>,
}

/// Codings of one code that overlap in a source, whoever made them: one event.
struct Group {
    source: u32,
    code: u32,
    span: Span,
    /// The coding whose words stand for all: the longest, the first of those.
    told: usize,
    members: Vec<usize>,
}

pub(super) fn events(frame: &Frame<'_>, case: &str, notes: &ChronologyNotes) -> Result<Told, AnalysisError> {
    let snapshot = frame.snapshot();
    if snapshot.texts.len() < snapshot.sources.len() {
        return Err(AnalysisError::TextsMissing { what: "a chronology" });
    }
    let mut told = Told { events: Vec::new(), notes: Vec::new() };
    let mut unreadable: Vec<String> = Vec::new();
    for group in groups(frame, case) {
        let mut all = Noted::default();
        for coding in &group.members {
            let row = snapshot.codings.id.get(*coding).copied().unwrap_or_default();
            for memo in notes.get(&row).into_iter().flatten() {
                let one = noted(memo);
                all.date = all.date.or(one.date);
                all.side = all.side.or(one.side);
                unreadable.extend(one.unreadable);
            }
        }
        told.events.extend(occurrence(frame, &group, &all));
    }
    let count = |known: fn(&Occurrence) -> bool| told.events.iter().filter(|event| known(event)).count() as u64;
    let (undated, dated) = (count(|event| !event.is_dated()), count(Occurrence::is_dated));
    if undated > 0 {
        told.notes.push(format!(
            "{} told without a date: each stands on the day on which it was told (the date of its source), and is in no pattern. A memo on \
             the coding gives it a date: “date: 2024-03” or “date=2019..2020”.",
            counted(undated, "event is|events are")
        ));
    }
    if dated > 0 {
        told.notes.push(format!(
            "{} from a memo on the coding.",
            counted(dated, "event has its date|events have their dates")
        ));
    }
    if !unreadable.is_empty() {
        told.notes.push(format!("Dates in memos that cannot be read: {}.", unreadable.join("; ")));
    }
    let withheld = count(|event| event.event.is_none());
    if withheld > 0 {
        told.notes.push(format!("Words withheld because the team may not quote the speaker: {withheld}."));
    }
    Ok(told)
}

fn groups(frame: &Frame<'_>, case: &str) -> Vec<Group> {
    let snapshot = frame.snapshot();
    let codings = &snapshot.codings;
    let axis = Axis::new(frame, &Columns::Case, true);
    let mut united = Vec::new();
    let mut groups: Vec<Group> = Vec::new();
    for coding in frame.codings() {
        let (source, span, code) = (codings.source[coding], codings.span[coding], codings.code[coding]);
        let is_event =
            snapshot.codebook.codes.get(code as usize).is_some_and(|code| CATEGORIES.iter().any(|c| code.is_of(c)));
        let columns = axis.columns_of(frame, coding, &mut united);
        let of_case = columns.iter().any(|at| axis.slots.get(*at as usize).is_some_and(|slot| slot.key == case));
        if !is_event || !of_case {
            continue;
        }
        let overlaps = |group: &&mut Group| group.source == source && group.code == code && group.span.intersects(span);
        match groups.iter_mut().rev().find(overlaps) {
            Some(group) => {
                if span.len() > codings.span[group.told].len() {
                    group.told = coding;
                }
                group.span = group.span.hull(span);
                group.members.push(coding);
            }
            None => groups.push(Group { source, code, span, told: coding, members: vec![coding] }),
        }
    }
    groups
}

fn occurrence(frame: &Frame<'_>, group: &Group, noted: &Noted) -> Option<Occurrence> {
    let snapshot = frame.snapshot();
    let code = snapshot.codebook.codes.get(group.code as usize)?;
    let source = snapshot.sources.get(group.source as usize)?;
    let (date, to, known) = match (noted.date, source.date) {
        (Some((first, last, certainty)), _) => (Some(first), last, Known::Dated(certainty)),
        (None, Some(day)) => (Some(PartialDate::of(day)), None, Known::Told),
        (None, None) => (None, None, Known::Undated),
    };
    let span = snapshot.codings.span[group.told];
    let words = snapshot.text(group.source).and_then(|text| span.of(text)).unwrap_or_default();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let kind = kind_of(snapshot, code);
    Some(Occurrence {
        date,
        to,
        known,
        kind_name: if kind.is_empty() { code.name.clone() } else { name_of(snapshot, KINDS, &kind) },
        kind,
        event: team_may_read(frame, group.source, span).then_some(words),
        side: noted.side,
        source: name_of(snapshot, SOURCES, INTERVIEW),
        transcript: source.name.clone(),
        who: who(frame, group.told).0,
    })
}

/// The input of a chronology that a code stands for: the level that names it or a code above it.
fn kind_of(snapshot: &Snapshot, code: &Code) -> String {
    let named: BTreeMap<&str, &str> = levels(snapshot, KINDS)
        .flat_map(|level| said(level, "codes").iter().map(|code| (code.as_str(), level.id.as_str())))
        .collect();
    let mut at = Some(code);
    // A codebook has fewer levels than codes; the bound keeps a circle from going on for ever.
    for _ in 0..snapshot.codebook.codes.len() {
        let Some(code) = at else { break };
        if let Some(kind) = named.get(code.id.as_str()) {
            return (*kind).to_owned();
        }
        at = code.parent.as_deref().and_then(|parent| snapshot.codebook.code(parent));
    }
    String::new()
}
