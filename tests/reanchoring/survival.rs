//! How many codings survive which edits, here and with the anchors that other tools keep.

use std::ops::RangeInclusive;

use themeweave::text::{Reanchoring, Span, text_len};

use crate::document::Document;
use crate::edits::{Dice, Edit};
use crate::oracle::{Coding, Oracle, Verdict};
use crate::texts;

/// Edits of one kind in each text, and codings on it.
const EDITS: usize = 5;
const CODINGS: usize = 200;

/// What came of codings: how many are on their words (or orphans, and rightly), on other words, and lost.
#[derive(Clone, Copy, Debug, Default)]
struct Outcome {
    right: u32,
    wrong: u32,
    lost: u32,
}

impl Outcome {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Right | Verdict::Indistinguishable => self.right += 1,
            Verdict::Partial | Verdict::Lost => self.lost += 1,
            Verdict::Wrong => self.wrong += 1,
        }
    }

    fn cells(self) -> String {
        let all = f64::from((self.right + self.wrong + self.lost).max(1));
        let share = |part: u32| format!("{:.1}", 100.0 * f64::from(part) / all);
        format!("{} | {} | {}", share(self.right), share(self.wrong), share(self.lost))
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row {
    ours: Outcome,
    lines: Outcome,
    offsets: Outcome,
    indistinguishable: u32,
    codings: u32,
}

impl Row {
    /// Shares of codings that we put on other words, and that we lost.
    pub fn failures(&self) -> (f64, f64) {
        let all = f64::from(self.codings.max(1));
        (f64::from(self.ours.wrong) / all, f64::from(self.ours.lost) / all)
    }
}

/// Edits every transcript in every way; one row for each way, and one for all ways at once.
pub fn rows(transcripts: &[(String, String)]) -> Vec<(String, Row)> {
    let mut rows = Vec::new();
    for (edit, name) in Edit::ALL {
        let whole = matches!(edit, Edit::LineEnds | Edit::Wrap | Edit::Quotes | Edit::Normalise);
        rows.push((name.to_owned(), row(transcripts, &vec![edit; if whole { 1 } else { EDITS }])));
    }
    let all: Vec<Edit> = Edit::ALL.iter().map(|(edit, _)| *edit).collect();
    rows.push(("one of each at once".to_owned(), row(transcripts, &all)));
    rows
}

fn row(transcripts: &[(String, String)], edits: &[Edit]) -> Row {
    let mut row = Row::default();
    for (name, text) in transcripts {
        let mut dice = Dice(name.bytes().fold(edits.len() as u64, |seed, byte| seed.rotate_left(7) ^ u64::from(byte)));
        let old = Document::new(text);
        let mut edited = old.clone();
        for edit in edits {
            edit.make(&mut edited, &mut dice);
        }
        add(&mut row, &old, &edited, &texts::codings(&old, CODINGS, &mut dice));
    }
    row
}

fn add(row: &mut Row, old: &Document, edited: &Document, codings: &[Coding]) {
    let (old_text, new_text) = (old.text(), edited.text());
    let reanchoring = Reanchoring::new(&old_text, &new_text);
    let mut oracle = Oracle::new(old, edited);
    oracle.hear(reanchoring.pairs());
    for coding in codings {
        let verdict = oracle.judge(coding, reanchoring.place(coding.span).span, &new_text);
        row.codings += 1;
        row.indistinguishable += u32::from(verdict == Verdict::Indistinguishable);
        row.ours.add(verdict);
        row.lines.add(by_line(&oracle, coding, &old_text, &new_text));
        row.offsets.add(by_offset(&oracle, coding, &new_text));
    }
}

/// An anchor that keeps the numbers of the first and the last line: right when these are the lines of what survives.
fn by_line(oracle: &Oracle, coding: &Coding, old: &str, new: &str) -> Verdict {
    let kept = lines(old, coding.span);
    if *kept.end() > new.lines().count() {
        return Verdict::Lost;
    }
    if oracle.hull(coding).is_some_and(|hull| lines(new, hull) == kept) { Verdict::Right } else { Verdict::Wrong }
}

/// The lines on which the words of a span stand.
fn lines(text: &str, span: Span) -> RangeInclusive<usize> {
    let words = span.of(text).unwrap();
    let start = span.start as usize + (words.len() - words.trim_start().len());
    let line = |at: usize| 1 + text[..at].matches('\n').count();
    line(start)..=line(start + words.trim().len())
}

/// An anchor that keeps its offsets: right when all that survives is there, and nothing else.
fn by_offset(oracle: &Oracle, coding: &Coding, new: &str) -> Verdict {
    if coding.span.end > text_len(new) {
        return Verdict::Lost;
    }
    let on_words = coding.span.of(new).is_some_and(|words| {
        let start = coding.span.start + text_len(words) - text_len(words.trim_start());
        oracle.hull(coding) == Some(Span::new(start, start + text_len(words.trim())))
    });
    if on_words { Verdict::Right } else { Verdict::Wrong }
}

/// The table of the page, and how many codings it is about.
pub fn table(rows: &[(String, Row)]) -> String {
    let mut table = String::from(
        "| edit | ours: right | other words | lost | by line: right | other words | lost | by offset: right | other words | lost |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for (name, row) in rows {
        let cells = [row.ours, row.lines, row.offsets].map(Outcome::cells).join(" | ");
        table.push_str(&format!("| {name} | {cells} |\n"));
    }
    let codings: u32 = rows.iter().map(|(_, row)| row.codings).sum();
    let alike: u32 = rows.iter().map(|(_, row)| row.indistinguishable).sum();
    table.push_str(&format!(
        "\nPer cent of {} codings in each row. Of all {codings}, {alike} are counted as right although they may be on the \
         other of two passages that cannot be told apart.\n",
        rows.first().map_or(0, |(_, row)| row.codings)
    ));
    table
}
