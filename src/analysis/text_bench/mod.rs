//! The text bench: how often words are said, by whom, around what, and which passages are like one another.
//!
//! All of it counts the speech of a frame: participants whose consent allows analysis, without interviewers. What a
//! word is and how often it stands where is told by whoever holds an index; nothing here reads a text.

mod collocates;
mod counts;
mod frequencies;
mod keyness;
mod likeness;
mod speech;

pub use collocates::{Collocate, CollocateQuestion, collocates};
pub use counts::WordCounts;
pub use frequencies::frequencies;
pub use keyness::keyness;
pub use likeness::{Likeness, likeness};
pub use speech::Speech;

use crate::table::{Cell, Table};
use crate::text::is_stop_word;

/// Which words are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordList {
    /// How often a word must be said.
    pub least: u64,
    /// How many words are listed; all when absent.
    pub most: Option<usize>,
    /// Whether words that say little by themselves are left out.
    pub without_stop_words: bool,
}

impl Default for WordList {
    fn default() -> Self {
        Self { least: 3, most: Some(30), without_stop_words: false }
    }
}

impl WordList {
    /// Whether a word that is said so often is listed.
    fn lists(&self, word: &str, count: u64) -> bool {
        count >= self.least && !(self.without_stop_words && is_stop_word(word))
    }

    /// Keeps the first rows of a table, and says what is left out.
    fn cut(&self, table: &mut Table, of_what: &str) {
        let all = table.rows.len();
        if let Some(most) = self.most.filter(|most| *most < all) {
            table.rows.truncate(most);
            table.notes.push(format!("The first {most} of {all} words; --top shows more."));
        }
        let stop = if self.without_stop_words { "; stop words left out" } else { "" };
        table.notes.push(format!("Words {of_what} at least {}{stop}.", times(self.least)));
    }
}

/// `once`, `3 times`.
fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// What each table of words says of its unit.
const WORDS: &str = "A word is a run of letters and digits in lower case, without accents; forms of a word are words of \
                     their own.";

/// A figure per 10,000 words; nothing of no words.
fn rate(count: u64, words: u64) -> Cell {
    Cell::number((words > 0).then(|| figure(count) * 10_000.0 / figure(words)), 1)
}

/// A count as a figure; counts of words are far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn figure(count: u64) -> f64 {
    count as f64
}
