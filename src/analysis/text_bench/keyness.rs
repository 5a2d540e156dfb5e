//! Key words: what one part of the speech says more often than the rest of it.

use super::{Speech, WORDS, WordCounts, WordList, rate};
use crate::analysis::AnalysisError;
use crate::stats::keyness::keyness as keyness_of;
use crate::table::{Cell, Column, Table};
use crate::text::counted;

const TARGET: u32 = 0;
const REST: u32 = 1;

/// The words that a target says more often than the rest of the speech, those with the largest two-cell likelihood ratio
/// first. `is_target` is asked of source and number of each passage (see [`Speech::slot`]); `label` names the target.
///
/// Columns: `word, target, rest, target_per_10000, rest_per_10000, log_ratio, g_two_cells, g_four_cells,
/// target_sources, rest_sources, target_people, rest_people`.
///
/// # Errors
/// [`AnalysisError::NoWords`] when target or rest has no words; what `each_word` fails with.
pub fn keyness<E: From<AnalysisError>>(
    speech: &Speech<'_>,
    label: &str,
    is_target: impl Fn(u32) -> bool,
    list: &WordList,
    each_word: impl FnOnce(&mut WordCounts<'_>) -> Result<(), E>,
) -> Result<Table, E> {
    let groups = |slot: u32| vec![if is_target(slot) { TARGET } else { REST }];
    let mut counts = WordCounts::new(speech, 2, groups, list.least);
    each_word(&mut counts)?;
    let &[target_size, rest_size] = counts.sizes.as_slice() else { return Ok(Table::default()) };
    for (size, what) in [(target_size, "nothing meets"), (rest_size, "everything meets")] {
        if size == 0 {
            let reason = format!("{what} `{label}` in {}", speech.describe(counts.size));
            return Err(AnalysisError::NoWords { reason }.into());
        }
    }
    let mut table = empty(label, target_size, rest_size);
    table.frame = speech.describe(counts.size);
    let mut rows: Vec<(f64, &str, Vec<Cell>)> = Vec::new();
    for word in counts.words.iter().filter(|word| list.lists(&word.word, word.count)) {
        let [target, rest] = word.groups.as_slice() else { continue };
        let Some(found) = keyness_of(target.count, rest.count, target_size, rest_size) else { continue };
        if found.log_ratio <= 0.0 {
            continue;
        }
        let cells = vec![
            Cell::words(word.word.as_str()),
            Cell::Count(target.count),
            Cell::Count(rest.count),
            rate(target.count, target_size),
            rate(rest.count, rest_size),
            Cell::number(Some(found.log_ratio), 2),
            Cell::number(Some(found.g_two_cells), 1),
            Cell::number(found.g_four_cells, 1),
            Cell::Count(target.sources),
            Cell::Count(rest.sources),
            Cell::Count(target.people),
            Cell::Count(rest.people),
        ];
        rows.push((found.g_two_cells, &word.word, cells));
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    table.rows = rows.into_iter().map(|(_, _, cells)| cells).collect();
    list.cut(&mut table, "said in all");
    table.notes.extend(notes(label));
    table.notes.extend(speech.notes());
    Ok(table)
}

fn empty(label: &str, target: u64, rest: u64) -> Table {
    let columns = vec![
        Column::text("word", "Word"),
        Column::number("target", "Target").n(target),
        Column::number("rest", "Rest").n(rest),
        Column::number("target_per_10000", "Target /10,000").unit("per 10,000 words"),
        Column::number("rest_per_10000", "Rest /10,000").unit("per 10,000 words"),
        Column::number("log_ratio", "Log ratio"),
        Column::number("g_two_cells", "G2 of 2 cells"),
        Column::number("g_four_cells", "G2 of 4 cells"),
        Column::number("target_sources", "Sources, target"),
        Column::number("rest_sources", "Sources, rest"),
        Column::number("target_people", "People, target"),
        Column::number("rest_people", "People, rest"),
    ];
    let mut table = Table::new(format!("Key words of {label}"), columns);
    table.measure = format!(
        "how often each word is said in the target ({}) and in the rest ({})",
        counted(target, "word"),
        counted(rest, "word")
    );
    table
}

fn notes(label: &str) -> Vec<String> {
    vec![
        "Log ratio is the binary logarithm of the ratio of relative frequencies (Hardie 2014): 1 is twice as frequent in \
         the target. A frequency of 0 is taken for one half."
            .to_owned(),
        "G2 with 2 cells compares the two frequencies with their expectations (Rayson & Garside 2000); with 4 cells it \
         compares the words that are something else too (Dunning 1993). They are different statistics."
            .to_owned(),
        "Words of one person are not independent: G2 is no test here, and a word of few sources or people is theirs, not \
         the group's. How many people say it stands in --csv and --json."
            .to_owned(),
        format!("Words that the rest says more are left out; `not ({label})` asks for them."),
        WORDS.to_owned(),
    ]
}
