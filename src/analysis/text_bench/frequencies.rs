//! Word frequencies with how far the words are spread, in all and by groups.

use super::counts::Counted;
use super::{Speech, WORDS, WordCounts, WordList, rate};
use crate::analysis::axis::Axis;
use crate::analysis::{AnalysisError, Columns};
use crate::table::{Cell, Column, Table};

/// The words of a speech, the most frequent first, with how often each is said per 10,000 words in each group of
/// `columns`. `each_word` hands over every word with its uses, as an index tells them.
///
/// Columns: `word, count, per_10000, sources, people, deviation`, then one for each group.
///
/// # Errors
/// What `each_word` fails with.
pub fn frequencies<E: From<AnalysisError>>(
    speech: &Speech<'_>,
    columns: Option<&Columns>,
    list: &WordList,
    each_word: impl FnOnce(&mut WordCounts<'_>) -> Result<(), E>,
) -> Result<Table, E> {
    let axis = columns.map(|columns| Axis::new(speech.frame(), columns, true));
    let slots = axis.as_ref().map_or(&[][..], |axis| &axis.slots);
    let groups = |slot: u32| groups_of(speech, axis.as_ref(), slot);
    let mut counts = WordCounts::new(speech, slots.len(), groups, list.least);
    each_word(&mut counts)?;
    let mut head = vec![
        Column::text("word", "Word"),
        Column::number("count", "Count"),
        Column::number("per_10000", "Per 10,000").unit("per 10,000 words"),
        Column::number("sources", "Sources"),
        Column::number("people", "People"),
        Column::number("deviation", "DP"),
    ];
    head.extend(
        slots
            .iter()
            .zip(&counts.sizes)
            .map(|(slot, size)| Column::number(slot.key.clone(), slot.label.clone()).unit("per 10,000 words").n(*size)),
    );
    let by = columns.map(|columns| format!(" by {}", columns.name())).unwrap_or_default();
    let mut table = Table::new(format!("Word frequencies{by}"), head);
    table.measure = String::from("how often each word is said");
    if columns.is_some() {
        table.measure.push_str("; in groups per 10,000 words, N is words of the group");
    }
    table.frame = speech.describe(counts.size);
    let mut words: Vec<&Counted> = counts.words.iter().filter(|word| list.lists(&word.word, word.count)).collect();
    words.sort_by(|a, b| b.count.cmp(&a.count).then(a.word.cmp(&b.word)));
    for word in words {
        let mut row = vec![
            Cell::words(word.word.as_str()),
            Cell::Count(word.count),
            rate(word.count, counts.size),
            Cell::Count(word.sources()),
            Cell::Count(word.people),
            Cell::number(Some(counts.deviation(word)), 2),
        ];
        row.extend(word.groups.iter().zip(&counts.sizes).map(|(group, size)| rate(group.count, *size)));
        table.rows.push(row);
    }
    list.cut(&mut table, "said");
    table.notes.push(WORDS.to_owned());
    table.notes.push(
        "DP is the deviation of proportions over sources (Gries 2008): 0 is spread as all words are, near 1 is all in \
         one source."
            .to_owned(),
    );
    table.notes.extend(speech.notes());
    Ok(table)
}

/// The groups of a passage.
fn groups_of(speech: &Speech<'_>, axis: Option<&Axis>, slot: u32) -> Vec<u32> {
    let Some(axis) = axis else { return Vec::new() };
    let source = speech.source_of(slot);
    match speech.turn_of(slot) {
        Some(turn) => axis.of_turn(speech.frame(), turn, source).to_vec(),
        None => axis.of_text(source).to_vec(),
    }
}
