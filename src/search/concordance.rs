//! The concordance: each place where the words of a query stand, with the words around it.

use std::sync::Arc;

use tantivy::tokenizer::TextAnalyzer;
use unicode_width::UnicodeWidthStr;

use super::context::{head, one_line, tail};
use super::error::SearchError;
use super::passage::Hit;
use super::words::{self, Stems, Wanted, Word, read};
use crate::model::{NOBODY, Snapshot};
use crate::query::{Expr, Query, Segment, TextTerm};
use crate::table::{Cell, Column, Table};
use crate::text::Span;

/// One place where the words of a query stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Position of the source in [`Snapshot::sources`].
    pub source: u32,
    /// Number of the turn (or paragraph) in its source, from 0.
    pub turn: u32,
    /// The found words in the source's text; empty at the start of a passage that was found without
    /// any words, as by `not settled`.
    pub span: Span,
    /// What stands before them in the passage, as far as it was asked for, on one line.
    pub left: String,
    /// The found words, exactly as in the text.
    pub keyword: String,
    /// What stands behind them in the passage, as far as it was asked for, on one line.
    pub right: String,
}

/// The lines of a query, sorted by source and position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concordance {
    /// The query.
    pub query: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// Passages that they stand in.
    pub passages: usize,
}

impl Concordance {
    /// Reads the found passages again and cuts out the lines, with up to `context` columns of words
    /// on either side. `text_of` gives the text of a source and is called once for each source that
    /// has hits; `hits` are sorted, as [`Index::find`](super::Index::find) returns them.
    ///
    /// Words found side by side by different terms are one line: `social worker` without quotation
    /// marks finds turns with both words, and shows "social worker" where they stand together.
    ///
    /// # Errors
    /// What `text_of` fails with; [`SearchError::OtherText`] when it gives another text than the
    /// indexed one.
    pub fn read<E: From<SearchError>>(
        query: &Query,
        hits: &[Hit],
        context: usize,
        mut text_of: impl FnMut(u32) -> Result<Arc<str>, E>,
    ) -> Result<Self, E> {
        let mut reader = Reader::new(&query.expr);
        let mut lines = Vec::new();
        for of_source in hits.chunk_by(|a, b| a.source == b.source) {
            let Some(first) = of_source.first() else { continue };
            let text = text_of(first.source)?;
            for hit in of_source {
                let passage = hit.span.of(&text).ok_or(SearchError::OtherText {
                    source_position: hit.source,
                    start: hit.span.start,
                    end: hit.span.end,
                })?;
                for found in reader.found(passage) {
                    lines.push(line(*hit, passage, found, context));
                }
            }
        }
        Ok(Self { query: query.text.clone(), lines, passages: hits.len() })
    }

    /// The lines of text that positions gave back, sorted: the whole of each piece, with what stands around it in the
    /// turns that it touches.
    ///
    /// # Errors
    /// What `text_of` fails with; [`SearchError::OtherText`] when it gives another text than that of the snapshot.
    pub fn of_segments<E: From<SearchError>>(
        query: &Query,
        segments: &[Segment],
        snapshot: &Snapshot,
        context: usize,
        mut text_of: impl FnMut(u32) -> Result<Arc<str>, E>,
    ) -> Result<Self, E> {
        let mut lines: Vec<Line> = Vec::new();
        let mut text: Arc<str> = Arc::from("");
        for (at, segment) in segments.iter().enumerate() {
            if at == 0 || segments.get(at - 1).is_none_or(|before| before.source != segment.source) {
                text = text_of(segment.source)?;
            }
            let turns = snapshot.turns.touching(segment.source, segment.span);
            let touched = snapshot.turns.speech.get(turns.clone()).unwrap_or_default();
            let around = touched.iter().fold(segment.span, |hull, turn| hull.hull(*turn));
            let passage = around.of(&text).ok_or(SearchError::OtherText {
                source_position: segment.source,
                start: around.start,
                end: around.end,
            })?;
            let first = snapshot.turns.of_source(segment.source).start;
            let turn = u32::try_from(turns.start.saturating_sub(first)).unwrap_or(NOBODY);
            let hit = Hit { source: segment.source, turn, span: around };
            let found = Span::new(segment.span.start - around.start, segment.span.end - around.start);
            lines.push(line(hit, passage, found, context));
        }
        let passages = lines.len();
        Ok(Self { query: query.text.clone(), lines, passages })
    }

    /// The concordance as a table: source, turn (from 1), speaker, role, left, match, right.
    pub fn table(&self, snapshot: &Snapshot) -> Table {
        let columns = vec![
            Column::text("source", "Source"),
            Column::number("turn", "Turn"),
            Column::text("speaker", "Speaker"),
            Column::text("role", "Role"),
            Column::text("left", "Left"),
            Column::text("match", "Match"),
            Column::text("right", "Right"),
        ];
        let mut table = Table::new(format!("Concordance of {}", one_line(&self.query)), columns);
        table.measure = self.summary();
        for line in &self.lines {
            let (speaker, role) = speaker(snapshot, line);
            table.rows.push(vec![
                Cell::words(source_name(snapshot, line.source)),
                Cell::Count(u64::from(line.turn) + 1),
                Cell::words(speaker),
                Cell::words(role),
                Cell::words(line.left.trim_start()),
                Cell::words(one_line(&line.keyword)),
                Cell::words(line.right.trim_end()),
            ]);
        }
        table
    }

    /// `3 matches in 2 passages of 1 source`.
    pub fn summary(&self) -> String {
        let sources = self.lines.chunk_by(|a, b| a.source == b.source).count();
        let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
        format!(
            "{} in {} of {}",
            count(self.lines.iter().filter(|line| !line.span.is_empty()).count(), "match", "matches"),
            count(self.passages, "passage", "passages"),
            count(sources, "source", "sources")
        )
    }

    /// The concordance as text: a heading for each speaker of a source, and under it the lines, with
    /// the found words in one column. No line is wider than `width` (which counts as at least 40).
    pub fn to_terminal(&self, snapshot: &Snapshot, width: u16) -> String {
        const INDENT: usize = 2;
        let room = usize::from(width).max(40);
        let before = (room - INDENT) * 2 / 5;
        let mut out = format!("{}\n", head(&format!("{}: {}", one_line(&self.query), self.summary()), room));
        let mut heading = String::new();
        for line in &self.lines {
            let now = self::heading(snapshot, line);
            if now != heading {
                out.push_str(&format!("\n{}\n", head(&now, room)));
                heading = now;
            }
            let left = tail(&line.left, before);
            let keyword = head(&one_line(&line.keyword), room - INDENT - before);
            let right = head(&line.right, room - INDENT - before - keyword.width());
            let pad = " ".repeat(INDENT + before - left.width());
            out.push_str(&format!("{pad}{left}{keyword}{}\n", right.trim_end()));
        }
        out
    }
}

fn source_name(snapshot: &Snapshot, source: u32) -> String {
    let source = snapshot.sources.get(source as usize);
    source.map_or_else(String::new, |source| source.name.clone())
}

/// `source · speaker, role`, as far as they are known.
fn heading(snapshot: &Snapshot, line: &Line) -> String {
    let (speaker, role) = speaker(snapshot, line);
    let who: Vec<String> = [speaker, role].into_iter().filter(|word| !word.is_empty()).collect();
    let mut heading = source_name(snapshot, line.source);
    if !who.is_empty() {
        heading.push_str(&format!(" \u{b7} {}", who.join(", ")));
    }
    one_line(&heading)
}

/// Who says a line: the pseudonym (else the id) and role of a participant, else the label as the
/// transcript prints it and what it is to the study.
fn speaker(snapshot: &Snapshot, line: &Line) -> (String, String) {
    let turns = snapshot.turns.of_source(line.source);
    let turn = turns.start + line.turn as usize;
    let speaker = snapshot.turns.speaker.get(turn).filter(|at| turns.contains(&turn) && **at != NOBODY);
    let Some(speaker) = speaker.and_then(|at| snapshot.speakers.get(*at as usize)) else {
        return (String::new(), String::new());
    };
    let person = snapshot.participant_of_turn(turn).and_then(|at| snapshot.participants.get(at as usize));
    match person {
        Some(person) if person.pseudonym.is_empty() => (person.name.clone(), person.role.clone()),
        Some(person) => (person.pseudonym.clone(), person.role.clone()),
        None if speaker.part == crate::model::Part::Participant => (speaker.label.clone(), String::new()),
        None => (speaker.label.clone(), speaker.part.word().to_owned()),
    }
}

fn line(hit: Hit, passage: &str, found: Span, context: usize) -> Line {
    let cut = |from: u32, to: u32| Span::new(from, to).of(passage).unwrap_or_default();
    let start = hit.span.start;
    Line {
        source: hit.source,
        turn: hit.turn,
        span: Span::new(start + found.start, start + found.end),
        left: tail(cut(0, found.start), context),
        keyword: cut(found.start, found.end).to_owned(),
        right: head(cut(found.end, hit.span.len()), context),
    }
}

/// Words of a passage that stand together: from a word, to before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    from: usize,
    to: usize,
}

/// A query with its terms made ready, and the analysers to read passages with.
struct Reader<'a> {
    expr: &'a Expr,
    wanted: Vec<(&'a TextTerm, Wanted)>,
    analyser: TextAnalyzer,
    /// Where a term asks for all forms of a word.
    stems: Option<Stems>,
}

impl<'a> Reader<'a> {
    fn new(expr: &'a Expr) -> Self {
        let wanted: Vec<(&TextTerm, Wanted)> =
            expr.text_terms().into_iter().map(|term| (term, Wanted::of(term))).collect();
        let stems = wanted.iter().any(|(_, wanted)| matches!(wanted, Wanted::Stem(_)));
        Self { expr, wanted, analyser: words::analyser(), stems: stems.then(Stems::english) }
    }

    /// The found words of a passage as spans in it, sorted, never overlapping, on grapheme
    /// boundaries; one empty span when the passage meets the query without any of its words.
    fn found(&mut self, passage: &str) -> Vec<Span> {
        let words = read(&mut self.analyser, passage);
        let stems: Vec<String> = match &mut self.stems {
            Some(stems) => words.iter().map(|word| stems.of(&word.folded).to_owned()).collect(),
            None => Vec::new(),
        };
        let mut runs = self.runs(self.expr, &words, &stems).unwrap_or_default();
        runs.sort_unstable();
        let mut joined: Vec<Run> = Vec::new();
        for run in runs {
            match joined.last_mut() {
                Some(last) if run.from < last.to => last.to = last.to.max(run.to),
                _ => joined.push(run),
            }
        }
        if joined.is_empty() {
            return vec![Span::default()];
        }
        let span = |run: Run| Some(words.get(run.from)?.span.hull(words.get(run.to.checked_sub(1)?)?.span));
        joined.into_iter().filter_map(span).map(|span| span.snapped_outwards(passage)).collect()
    }

    /// Where the words stand that make the passage meet the expression, or nothing when it does not.
    fn runs(&self, expr: &Expr, words: &[Word], stems: &[String]) -> Option<Vec<Run>> {
        match expr {
            // Fields and positions were judged when the passage was found; here they count as met.
            Expr::Field(_) | Expr::Relation(_) | Expr::AtLeast(_) => Some(Vec::new()),
            Expr::Saved(term) => {
                term.meaning.as_ref().map_or(Some(Vec::new()), |query| self.runs(&query.expr, words, stems))
            }
            Expr::Text(term) => {
                let at = self.wanted.iter().position(|(known, _)| std::ptr::eq(*known, term))?;
                let runs = occurrences(&self.wanted.get(at)?.1, words, stems);
                (!runs.is_empty()).then_some(runs)
            }
            Expr::Not(inner) => {
                let met = !inner.has_fields() && !inner.has_positions() && self.runs(inner, words, stems).is_some();
                (!met).then(Vec::new)
            }
            Expr::And(parts) => {
                let runs: Option<Vec<Vec<Run>>> = parts.iter().map(|part| self.runs(part, words, stems)).collect();
                runs.map(side_by_side)
            }
            Expr::Or(parts) => {
                let runs: Vec<Vec<Run>> = parts.iter().filter_map(|part| self.runs(part, words, stems)).collect();
                (!runs.is_empty()).then(|| runs.concat())
            }
        }
    }
}

/// The runs that several terms found, as one where those of different terms meet.
fn side_by_side(parts: Vec<Vec<Run>>) -> Vec<Run> {
    let numbered = parts.into_iter().enumerate();
    let mut runs: Vec<(Run, usize)> =
        numbered.flat_map(|(part, runs)| runs.into_iter().map(move |run| (run, part))).collect();
    runs.sort_unstable();
    let mut joined: Vec<(Run, usize)> = Vec::new();
    for (run, part) in runs {
        match joined.last_mut() {
            Some((last, of)) if run.from == last.to && *of != part => {
                last.to = run.to;
                *of = part;
            }
            _ => joined.push((run, part)),
        }
    }
    joined.into_iter().map(|(run, _)| run).collect()
}

fn occurrences(wanted: &Wanted, words: &[Word], stems: &[String]) -> Vec<Run> {
    let run = |from: usize, count: usize| Run { from, to: from + count };
    match wanted {
        Wanted::Stem(stem) => {
            let found = stems.iter().enumerate().filter(|(_, of_word)| *of_word == stem);
            found.map(|(at, _)| run(at, 1)).collect()
        }
        Wanted::Words { words: phrase, any_ending } => {
            let Some((last, before)) = phrase.split_last() else { return Vec::new() };
            let fits = |window: &&[Word]| {
                let Some((end, start)) = window.split_last() else { return false };
                let ending = if *any_ending { end.folded.starts_with(last.as_str()) } else { end.folded == *last };
                ending && start.iter().zip(before).all(|(word, wanted)| word.folded == *wanted)
            };
            let windows = words.windows(phrase.len()).enumerate();
            windows.filter(|(_, window)| fits(window)).map(|(at, _)| run(at, phrase.len())).collect()
        }
        Wanted::Like { .. } | Wanted::Pattern(_) => {
            let found = words.iter().enumerate().filter(|(_, word)| wanted.fits_word(&word.folded));
            found.map(|(at, _)| run(at, 1)).collect()
        }
    }
}
