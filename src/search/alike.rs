//! Passages like an example: its words are the question, and the index ranks the passages that share them.
//!
//! The score is BM25 (Robertson & Zaragoza 2009, section 3): each word that a passage shares with the example gives
//! `ln((N - n + 0.5) / (n + 0.5)) · f (k1 + 1) / (f + k1 (1 - b + b · length / mean length))`, with N passages, n of them
//! with the word, and f times the word in the passage; k1 is 1.2 and b is 0.75. The forms of a word (its English stem)
//! are one word; a word of the example counts once, and its stop words not at all unless it has no others. What half of the
//! passages or more say tells none apart and gives nothing. Lengths are of bytes. Nothing but the index is read.

use std::collections::BTreeMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{SegmentReader, Term};

use super::Index;
use super::build::{PLACE, SPAN};
use super::error::SearchError;
use super::index::value;
use super::passage::Hit;
use super::uses::each_posting;
use super::words::{self, Stems, read};
use crate::query::{Expr, Matching, Query, TextTerm};
use crate::text::{Span, is_stop_word};

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// A passage like an example.
#[derive(Clone, Debug, PartialEq)]
pub struct Alike {
    /// The passage.
    pub hit: Hit,
    /// How like it is: above 0, without an upper end, to be compared within one answer only.
    pub score: f64,
    /// The words that made it so, as the example says them, those that gave most first.
    pub shared: Vec<String>,
}

/// A word of the example and what it is worth.
struct Clue {
    word: String,
    forms: Vec<String>,
    worth: f64,
}

/// The passages of one segment of the index that may be found.
struct Passages {
    /// Source, passage and bytes of each document; none for those that are left out.
    hits: Vec<Option<Hit>>,
    scores: Vec<f64>,
}

impl Index {
    /// The passages most like an example, at most so many, the most alike first; what
    /// `may_be_found` leaves out is in no frequency either.
    ///
    /// # Errors
    /// The index fails.
    pub fn alike(
        &self,
        example: &str,
        most: usize,
        may_be_found: impl Fn(&Hit) -> bool,
    ) -> Result<Vec<Alike>, SearchError> {
        self.ranked(example, most, &may_be_found).map_err(SearchError::engine(&self.path))
    }

    fn ranked(&self, example: &str, most: usize, may_be_found: &dyn Fn(&Hit) -> bool) -> tantivy::Result<Vec<Alike>> {
        let segments = self.searcher.segment_readers();
        let mut found: Vec<Passages> =
            segments.iter().map(|segment| passages_of(segment, may_be_found)).collect::<tantivy::Result<_>>()?;
        let lengths = || found.iter().flat_map(|of_segment| of_segment.hits.iter().flatten());
        let passages = lengths().count();
        let bytes: f64 = lengths().map(|hit| f64::from(hit.span.len())).sum();
        let mean = bytes / figure(passages.max(1));
        let mut clues = Vec::new();
        for (word, forms) in self.words_of(example)? {
            let uses: Vec<Vec<(u32, u32)>> = (segments.iter().zip(&found))
                .map(|(segment, of_segment)| self.uses(segment, of_segment, &forms))
                .collect::<tantivy::Result<_>>()?;
            let with = figure(uses.iter().map(Vec::len).sum());
            let worth = ((figure(passages) - with + 0.5) / (with + 0.5)).ln();
            if worth <= 0.0 || with <= 0.0 {
                continue;
            }
            for (of_segment, uses) in found.iter_mut().zip(&uses) {
                for (document, count) in uses {
                    let at = *document as usize;
                    let (Some(Some(hit)), Some(score)) = (of_segment.hits.get(at), of_segment.scores.get_mut(at))
                    else {
                        continue;
                    };
                    *score += worth * saturated(*count, hit.span, mean);
                }
            }
            clues.push(Clue { word, forms, worth });
        }
        self.best(&found, &clues, most, mean)
    }

    /// The best passages with the words that they share with the example.
    fn best(&self, found: &[Passages], clues: &[Clue], most: usize, mean: f64) -> tantivy::Result<Vec<Alike>> {
        let mut best: Vec<(f64, Hit, usize, u32)> = Vec::new();
        for (number, of_segment) in found.iter().enumerate() {
            let scored = (0u32..).zip(of_segment.hits.iter().zip(&of_segment.scores));
            let scored = scored.filter_map(|(document, (hit, score))| {
                let hit = (*hit)?;
                (*score > 0.0).then_some((*score, hit, number, document))
            });
            best.extend(scored);
        }
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        best.truncate(most);
        let mut gave: BTreeMap<(usize, u32), Vec<(f64, &str)>> =
            best.iter().map(|(_, _, number, document)| ((*number, *document), Vec::new())).collect();
        for clue in clues {
            for (number, (segment, of_segment)) in self.searcher.segment_readers().iter().zip(found).enumerate() {
                for (document, count) in self.uses(segment, of_segment, &clue.forms)? {
                    let Some(parts) = gave.get_mut(&(number, document)) else { continue };
                    let Some(Some(hit)) = of_segment.hits.get(document as usize) else { continue };
                    parts.push((clue.worth * saturated(count, hit.span, mean), &clue.word));
                }
            }
        }
        let told = best.into_iter().map(|(score, hit, number, document)| {
            let mut shared = gave.remove(&(number, document)).unwrap_or_default();
            shared.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            Alike { hit, score, shared: shared.into_iter().map(|(_, word)| word.to_owned()).collect() }
        });
        Ok(told.collect())
    }

    /// The words of an example, each as it says it first, with its forms in the index.
    fn words_of(&self, example: &str) -> tantivy::Result<Vec<(String, Vec<String>)>> {
        let mut stems = Stems::english();
        let mut words: BTreeMap<String, String> = BTreeMap::new();
        let said = read(&mut words::analyser(), example);
        let tells = |word: &words::Word| !is_stop_word(&word.folded);
        let any_tells = said.iter().any(tells);
        for word in said.into_iter().filter(|word| !any_tells || tells(word)) {
            words.entry(stems.of(&word.folded).to_owned()).or_insert(word.folded);
        }
        // The planner wants the query that its terms are of; forms of a word need none.
        let term = TextTerm { words: String::new(), matching: Matching::Forms, column: 1 };
        let query = Query { expr: Expr::Text(term), text: String::new() };
        let failed = SearchError::engine(&self.path);
        let planner = self.planner(&query, None, &failed);
        let forms = |(stem, word): (String, String)| Ok((word, planner.forms(&stem)?.into_iter().collect()));
        words.into_iter().map(forms).collect()
    }

    /// How often any of several words is said in each passage that may be found, in order.
    fn uses(&self, segment: &SegmentReader, passages: &Passages, words: &[String]) -> tantivy::Result<Vec<(u32, u32)>> {
        let index = segment.inverted_index(self.fields.words)?;
        let mut uses: Vec<(u32, u32)> = Vec::new();
        for word in words {
            let term = Term::from_field_text(self.fields.words, word);
            let Some(postings) = index.read_postings(&term, IndexRecordOption::WithFreqs)? else { continue };
            each_posting(postings, |document, count| {
                if let Some(Some(_)) = passages.hits.get(document as usize) {
                    uses.push((document, count));
                }
            });
        }
        if words.len() > 1 {
            uses.sort_unstable();
            uses.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                kept.1 += if same { next.1 } else { 0 };
                same
            });
        }
        Ok(uses)
    }
}

fn passages_of(segment: &SegmentReader, may_be_found: &dyn Fn(&Hit) -> bool) -> tantivy::Result<Passages> {
    let columns = [segment.fast_fields().u64(PLACE)?, segment.fast_fields().u64(SPAN)?];
    let hit = |document: u32| {
        let [(source, turn), (start, end)] = [0, 1].map(|at: usize| value(&columns, at, document));
        Some(Hit { source, turn, span: Span::new(start, end) }).filter(may_be_found)
    };
    let hits: Vec<Option<Hit>> = (0..segment.max_doc()).map(hit).collect();
    Ok(Passages { scores: vec![0.0; hits.len()], hits })
}

/// What a word that stands so often in a passage gives, from 0 up to k1 + 1.
fn saturated(count: u32, span: Span, mean: f64) -> f64 {
    let (count, length) = (f64::from(count), f64::from(span.len()));
    count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length / mean))
}

/// A number of passages as a figure; there are far fewer than 2^53.
#[allow(clippy::cast_precision_loss)]
fn figure(count: usize) -> f64 {
    count as f64
}
