//! Counting by the definitions, set by set: slow, short, and written without looking at the kernels.

// A reference that panics fails its test; its texts are a few hundred bytes long.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_possible_truncation)]

use std::collections::BTreeSet;

use themeweave::analysis::{Measure, RollUp, Rows};
use themeweave::model::{Part, Scope, Snapshot};
use themeweave::text::Span;
use unicode_segmentation::UnicodeSegmentation;

/// Who or what speaks a turn, or a whole text without turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teller {
    Person(usize),
    Nameless,
}

/// The data that a coding touches: turns (none for a source without turns) and who tells them.
pub fn tellers(snapshot: &Snapshot, coding: usize) -> Vec<(Option<usize>, Teller)> {
    let source = snapshot.codings.source[coding];
    let span = snapshot.codings.span[coding];
    let turns = snapshot.turns.of_source(source);
    if turns.is_empty() {
        return vec![(None, Teller::Nameless)];
    }
    let touched = turns.filter(|turn| snapshot.turns.speech[*turn].intersects(span));
    touched.filter_map(|turn| Some((Some(turn), teller(snapshot, turn)?))).collect()
}

fn teller(snapshot: &Snapshot, turn: usize) -> Option<Teller> {
    let Some(speaker) = snapshot.speakers.get(snapshot.turns.speaker[turn] as usize) else {
        return Some(Teller::Nameless);
    };
    match (speaker.part, speaker.participant) {
        (Part::Participant, None) => Some(Teller::Nameless),
        (Part::Participant, Some(person)) => {
            (snapshot.allowed(person) >= Scope::Analyse).then_some(Teller::Person(person as usize))
        }
        _ => None,
    }
}

/// Keys of the columns that a teller's words in a source count in.
pub fn columns(snapshot: &Snapshot, axis: &str, source: usize, teller: Teller) -> Vec<String> {
    let case_of_source =
        |source: usize| snapshot.sources[source].case.map(|case| snapshot.cases[case as usize].id.clone());
    match (axis, teller) {
        ("source", _) => vec![snapshot.sources[source].name.clone()],
        ("case", Teller::Nameless) => vec![case_of_source(source).unwrap_or("(not named)".to_owned())],
        (_, Teller::Nameless) => vec!["(not named)".to_owned()],
        ("role", Teller::Person(person)) => {
            let role = snapshot.participants[person].role.clone();
            vec![if role.is_empty() { "(not recorded)".to_owned() } else { role }]
        }
        ("participant", Teller::Person(person)) => vec![snapshot.participants[person].name.clone()],
        ("case", Teller::Person(person)) => {
            let mut cases = snapshot.participants[person].cases.clone();
            if cases.is_empty() {
                let theirs = snapshot.speakers.iter().filter(|speaker| speaker.participant == Some(person as u32));
                cases.extend(theirs.filter_map(|speaker| case_of_source(speaker.source as usize)));
            }
            if cases.is_empty() { vec!["(no case)".to_owned()] } else { cases }
        }
        _ => panic!("unknown axis {axis}"),
    }
}

/// Ids of the rows that a code counts in.
pub fn rows(snapshot: &Snapshot, rows: Rows, roll_up: RollUp, code: usize) -> Vec<String> {
    let book = &snapshot.codebook;
    let mut line = vec![book.codes[code].id.clone()];
    if roll_up == RollUp::All {
        let mut at = &book.codes[code];
        while let Some(parent) = &at.parent {
            line.push(parent.clone());
            at = book.code(parent).unwrap();
        }
    }
    match rows {
        Rows::Code => line,
        Rows::Category => vec![book.codes[code].category.clone()],
        Rows::Theme => {
            let themes = snapshot.themes.iter().filter(|theme| theme.codes.iter().any(|id| line.contains(id)));
            themes.map(|theme| theme.id.clone()).collect()
        }
    }
}

/// The distinct things that a coding stands for under a measure, each with the columns it counts in.
fn things(snapshot: &Snapshot, measure: Measure, axis: &str, coding: usize) -> Vec<(String, Vec<String>)> {
    let source = snapshot.codings.source[coding] as usize;
    let mut things = Vec::new();
    for (turn, teller) in tellers(snapshot, coding) {
        let mut columns = columns(snapshot, axis, source, teller);
        columns.push("total".to_owned());
        match (measure, teller) {
            (Measure::Codings, _) => things.push((format!("coding {coding}"), columns)),
            (Measure::Sources, _) => things.push((format!("source {source}"), columns)),
            (Measure::Segments, _) => things.push((format!("segment {}", segment(snapshot, coding)), columns)),
            (Measure::Participants, Teller::Person(person)) => things.push((format!("person {person}"), columns)),
            (Measure::Participants, Teller::Nameless) => {}
            (Measure::Words, _) => {
                let text = &snapshot.texts[source];
                let speech = turn.map_or(Span::new(0, text.len() as u32), |turn| snapshot.turns.speech[turn]);
                for (at, word) in speech.of(text).unwrap().unicode_word_indices() {
                    let start = speech.start + at as u32;
                    let word = Span::new(start, start + word.len() as u32);
                    if word.intersects(snapshot.codings.span[coding]) {
                        things.push((format!("word {source} {start}"), columns.clone()));
                    }
                }
            }
            (other, _) => panic!("{} is counted elsewhere", other.word()),
        }
    }
    things
}

/// The first coding that a coding is united with, through any chain of others that count.
fn segment(snapshot: &Snapshot, coding: usize) -> usize {
    let codings = &snapshot.codings;
    let same = |a: usize, b: usize| {
        (codings.source[a], codings.code[a], codings.coder[a]) == (codings.source[b], codings.code[b], codings.coder[b])
    };
    let mut hull = codings.span[coding];
    let mut first = coding;
    loop {
        let before = hull;
        for other in (0..codings.len()).filter(|other| same(*other, coding) && !tellers(snapshot, *other).is_empty()) {
            let span = codings.span[other];
            if span.start <= hull.end && hull.start <= span.end {
                hull = hull.hull(span);
                first = first.min(other);
            }
        }
        if before == hull {
            return first;
        }
    }
}

/// Distinct things by row and column.
pub fn cells(
    snapshot: &Snapshot,
    row_kind: Rows,
    axis: &str,
    measure: Measure,
    roll_up: RollUp,
) -> BTreeSet<(String, String, String)> {
    let mut cells = BTreeSet::new();
    for coding in 0..snapshot.codings.len() {
        for (thing, columns) in things(snapshot, measure, axis, coding) {
            for row in rows(snapshot, row_kind, roll_up, snapshot.codings.code[coding] as usize) {
                for column in &columns {
                    cells.insert((row.clone(), column.clone(), thing.clone()));
                }
            }
        }
    }
    cells
}
