//! Passages like an example, as a table.

use super::Speech;
use crate::analysis::{Voice, listing};
use crate::table::{Cell, Column, Table};
use crate::text::Span;

/// How many shared words a row shows.
const SHOWN: usize = 5;

/// A passage like an example.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// Position of its source.
    pub source: u32,
    /// Its number in its source, from 0.
    pub passage: u32,
    /// Its bytes.
    pub span: Span,
    /// How like it is, above 0.
    pub score: f64,
    /// The words that made it so, those that gave most first.
    pub shared: Vec<String>,
    /// Its text.
    pub text: String,
}

/// Passages like an example, in the order in which they come. Passages and shared words are shown within the team alone:
/// those of people who did not agree to that are withheld.
///
/// Columns: `source, turn, participant, role, score, shared, passage`.
#[must_use]
pub fn likeness(speech: &Speech<'_>, example: &str, found: &[Likeness]) -> Table {
    let columns = vec![
        Column::text("source", "Source"),
        Column::number("turn", "Turn"),
        Column::text("participant", "Participant"),
        Column::text("role", "Role"),
        Column::number("score", "Score"),
        Column::text("shared", "Shared words"),
        Column::text("passage", "Passage"),
    ];
    let snapshot = speech.snapshot();
    let mut table = Table::new(format!("Passages like {example}"), columns);
    table.measure = String::from("BM25 of the words that a passage shares with the example, the most alike first");
    table.frame = speech.frame().describe();
    for one in found {
        let turn = snapshot.turns.of_source(one.source).start + one.passage as usize;
        let is_turn = snapshot.turns.of_source(one.source).contains(&turn);
        let person = match speech.frame().voice(turn) {
            Voice::Participant(person) if is_turn => snapshot.participants.get(person as usize),
            _ => None,
        };
        let passage = listing::quote_of(speech.frame(), one.source, one.span, &one.text);
        // Who may not be quoted may not be quoted word by word either.
        let shared = if let Cell::Withheld(why) = &passage {
            Cell::Withheld(why.clone())
        } else {
            Cell::words(one.shared.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", "))
        };
        table.rows.push(vec![
            Cell::words(snapshot.sources.get(one.source as usize).map_or("", |source| source.name.as_str())),
            Cell::Count(u64::from(one.passage) + 1),
            Cell::words(person.map_or("", |person| person.name.as_str())),
            Cell::words(person.map_or("", |person| person.role.as_str())),
            Cell::number(Some(one.score), 1),
            shared,
            passage,
        ]);
    }
    if found.is_empty() {
        table.notes.push("No other passage of the frame shares a word with it that tells passages apart.".to_owned());
    }
    table.notes.push(
        "Shared words are those that gave most, the forms of a word as one. Stop words of the example and what half of the \
         passages say give nothing. Scores compare passages of this list only (BM25, k1 1.2, b 0.75)."
            .to_owned(),
    );
    table.notes.extend(speech.notes());
    table
}
