//! Collocates: the words around matches, and how far they stand out.

use super::{Speech, WORDS, WordList};
use crate::stats::co_occurrence::Presence;
use crate::table::{Cell, Column, Table};
use crate::text::counted;

/// Around what, and how near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollocateQuestion {
    /// The query whose matches they stand around.
    pub query: String,
    /// Matches in the speech that is counted.
    pub matches: u64,
    /// Matches elsewhere: in the speech of interviewers or nobody.
    pub outside: u64,
    /// Most words between a match and a word near it, itself counted.
    pub span: usize,
    /// Words of the speech outside of the matches.
    pub words: u64,
    /// Of these, the ones near a match.
    pub near: u64,
    /// Words.
    pub list: WordList,
}

/// A word near matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collocate {
    /// The word.
    pub word: String,
    /// How often it stands near a match.
    pub near: u64,
    /// How often it is said outside of matches.
    pub all: u64,
    /// Sources in which it stands near a match.
    pub sources: u64,
}

/// The words around matches, those with the largest likelihood ratio first, and only those that stand there more often than
/// is expected.
///
/// The units are the words of the speech outside of the matches. A word is expected near matches as often as anywhere else:
/// its frequency times the share of words that are near matches. The likelihood ratio is that of the table of four cells of
/// near by word (Dunning 1993); PMI is the binary logarithm of observed over expected (Church & Hanks 1990).
///
/// Columns: `word, near, expected, log_likelihood, pmi, all, sources`.
#[must_use]
pub fn collocates(speech: &Speech<'_>, question: &CollocateQuestion, words: &[Collocate]) -> Table {
    let columns = vec![
        Column::text("word", "Word"),
        Column::number("near", "Near"),
        Column::number("expected", "Expected"),
        Column::number("log_likelihood", "Log-likelihood"),
        Column::number("pmi", "PMI").unit("bits"),
        Column::number("all", "In all"),
        Column::number("sources", "Sources"),
    ];
    let mut table = Table::new(format!("Words around {}", question.query), columns);
    table.measure = format!(
        "how often a word stands within {} of a match ({}), in the same turn",
        counted(question.span as u64, "word"),
        counted(question.matches, "match|matches")
    );
    table.frame = speech.describe(question.words);
    let mut rows: Vec<(f64, &str, Vec<Cell>)> = Vec::new();
    for word in words.iter().filter(|word| question.list.lists(&word.word, word.near)) {
        let Some(presence) = Presence::from_totals(question.words, question.near, word.all, word.near) else {
            continue;
        };
        let (Some(lift), Some(g)) = (presence.lift(), presence.g()) else { continue };
        if lift <= 1.0 {
            continue;
        }
        let cells = vec![
            Cell::words(word.word.as_str()),
            Cell::Count(word.near),
            Cell::number(Some(super::figure(word.near) / lift), 1),
            Cell::number(Some(g), 1),
            Cell::number(presence.pmi(), 2),
            Cell::Count(word.all),
            Cell::Count(word.sources),
        ];
        rows.push((g, &word.word, cells));
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    table.rows = rows.into_iter().map(|(_, _, cells)| cells).collect();
    question.list.cut(&mut table, "that stand near a match");
    table.notes.push(format!(
        "Of the words outside of matches, {} are near one; expected is a word's frequency times their share. Words that \
         stand there no more often than expected are left out.",
        question.near
    ));
    table.notes.push(
        "Log-likelihood is that of four cells (Dunning 1993); PMI, log2 of observed over expected, favours rare words. \
         Words of one person are not independent: look at the sources."
            .to_owned(),
    );
    if question.outside > 0 {
        let matches = counted(question.outside, "match|matches");
        table.notes.push(format!("{matches} outside of participants' speech: not counted."));
    }
    table.notes.push(WORDS.to_owned());
    table.notes.extend(speech.notes());
    table
}
