//! The list of codings: who said what under which code, and who coded it.

use std::collections::BTreeMap;

use super::{Frame, Voice};
use crate::model::{CodingId, NOBODY, Scope};
use crate::table::{Cell, Column, Table};
use crate::text::Span;

/// Characters of a quote that a list shows.
const SHOWN: usize = 80;

/// Every coding that counts in a frame, in the order of the text. Quotes are shown within the team
/// alone: words of people who did not agree to that are withheld.
///
/// Columns: `source, participant, role, code, coder, round, quote`; where `ids` are given, `coding` stands before them.
#[must_use]
pub fn codings(frame: &Frame<'_>, ids: Option<&BTreeMap<i64, CodingId>>) -> Table {
    let snapshot = frame.snapshot();
    let columns = vec![
        Column::text("source", "Source"),
        Column::text("participant", "Participant"),
        Column::text("role", "Role"),
        Column::text("code", "Code"),
        Column::text("coder", "Coder"),
        Column::number("round", "Round"),
        Column::text("quote", "Quote"),
    ];
    let id = ids.map(|_| Column::text("coding", "Coding"));
    let mut table = Table::new("Codings", id.into_iter().chain(columns).collect());
    table.measure = String::from("codings, one row each");
    table.frame = frame.describe();
    let list = &snapshot.codings;
    for coding in frame.codings() {
        let (people, roles) = who(frame, coding);
        let name = |at: u32, names: &[String]| Cell::words(names.get(at as usize).cloned().unwrap_or_default());
        let id = ids.map(|ids| ids.get(&list.id[coding]).map_or(Cell::Empty, |id| Cell::words(id.to_string())));
        let cells = vec![
            Cell::words(snapshot.sources.get(list.source[coding] as usize).map_or("", |source| &source.name)),
            Cell::words(people),
            Cell::words(roles),
            Cell::words(snapshot.codebook.codes.get(list.code[coding] as usize).map_or("", |code| &code.id)),
            name(list.coder[coding], &snapshot.coders),
            Cell::Count(u64::from(list.round[coding])),
            quote(frame, coding),
        ];
        table.rows.push(id.into_iter().chain(cells).collect());
    }
    if snapshot.texts.is_empty() {
        table.notes.push("The texts were not loaded; quotes are left out.".to_owned());
    }
    table.notes.extend(frame.notes());
    table
}

/// The names of those whose speech a coding touches, and their roles.
pub(super) fn who(frame: &Frame<'_>, coding: usize) -> (String, String) {
    let snapshot = frame.snapshot();
    let mut names: Vec<&str> = Vec::new();
    let mut roles: Vec<&str> = Vec::new();
    for turn in frame.turns(coding) {
        let (name, role) = match frame.voice(turn) {
            Voice::Participant(person) => {
                let Some(person) = snapshot.participants.get(person as usize) else { continue };
                (person.name.as_str(), person.role.as_str())
            }
            Voice::Unnamed => ("(not named)", ""),
            Voice::Interviewer if frame.includes_interviewers() => ("(interviewer)", ""),
            _ => continue,
        };
        if !names.contains(&name) {
            names.push(name);
        }
        if !role.is_empty() && !roles.contains(&role) {
            roles.push(role);
        }
    }
    (names.join(", "), roles.join(", "))
}

/// The words of a coding on one line, cut to a length for lists; withheld where the team may not read them.
pub(super) fn quote(frame: &Frame<'_>, coding: usize) -> Cell {
    let snapshot = frame.snapshot();
    let (source, span) = (snapshot.codings.source[coding], snapshot.codings.span[coding]);
    let Some(words) = snapshot.text(source).and_then(|text| span.of(text)) else { return Cell::Empty };
    if !team_may_read(frame, coding, source) {
        return Cell::Withheld("(no consent to quote)".to_owned());
    }
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return Cell::words(line);
    }
    let cut: String = line.chars().take(SHOWN - 1).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    Cell::words(format!("{cut}…"))
}

/// Whether everybody known whose speech a coding touches lets the team read quotes. Speakers who are
/// not tied to a participant yet may be read: somebody has to find out who they are.
pub(super) fn team_may_read(frame: &Frame<'_>, coding: usize, source: u32) -> bool {
    let snapshot = frame.snapshot();
    let span: Span = snapshot.codings.span[coding];
    snapshot.turns.touching(source, span).all(|turn| {
        let speaker = snapshot.turns.speaker.get(turn).copied().unwrap_or(NOBODY);
        let person = snapshot.speakers.get(speaker as usize).and_then(|speaker| speaker.participant);
        person.is_none_or(|person| snapshot.allowed(person) >= Scope::QuoteTeam)
    })
}
