//! The words around places in the text: what stands within so many words of them, in the same passage.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::tokenizer::TextAnalyzer;

use super::error::SearchError;
use super::passage::Hit;
use super::words::{self, Word, read};
use crate::query::Segment;
use crate::text::Span;

/// A word around places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// How often it stands near a place, each time counted once however many places are near.
    pub near: u64,
    /// How often it is part of a place itself.
    pub inside: u64,
    /// Sources in which it stands near a place.
    pub sources: u64,
    /// Position of the source that was counted last, and one more.
    last: u32,
}

/// The words around places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The words, in lower case and without accents.
    pub words: BTreeMap<String, Around>,
    /// All words near places.
    pub near: u64,
    /// All words of the places themselves.
    pub inside: u64,
}

impl Window {
    /// Reads the words that stand at most `span` words before or behind a place in the same passage. Places and passages
    /// are sorted by source and position. `text_of` gives the text of a source and is called once for each that has both.
    ///
    /// # Errors
    /// What `text_of` fails with; [`SearchError::OtherText`] when it gives another text than that of the passages.
    pub fn read<E: From<SearchError>>(
        places: &[Segment],
        passages: &[Hit],
        span: usize,
        mut text_of: impl FnMut(u32) -> Result<Arc<str>, E>,
    ) -> Result<Self, E> {
        let mut window = Self::default();
        let mut analyser = words::analyser();
        for of_source in passages.chunk_by(|a, b| a.source == b.source) {
            let Some(source) = of_source.first().map(|passage| passage.source) else { continue };
            let from = places.partition_point(|place| place.source < source);
            let to = places.partition_point(|place| place.source <= source);
            let places: Vec<Span> = places.get(from..to).unwrap_or_default().iter().map(|place| place.span).collect();
            if places.is_empty() {
                continue;
            }
            let text = text_of(source)?;
            for passage in of_source {
                window.read_passage(passage, &text, &places, span, &mut analyser)?;
            }
        }
        Ok(window)
    }

    fn read_passage(
        &mut self,
        passage: &Hit,
        text: &str,
        places: &[Span],
        span: usize,
        analyser: &mut TextAnalyzer,
    ) -> Result<(), SearchError> {
        if !places.iter().any(|place| place.intersects(passage.span)) {
            return Ok(());
        }
        let said = passage.span.of(text).ok_or(SearchError::OtherText {
            source_position: passage.source,
            start: passage.span.start,
            end: passage.span.end,
        })?;
        let words = read(analyser, said);
        let shifted = |word: &Word| Span::new(passage.span.start + word.span.start, passage.span.start + word.span.end);
        let inside: Vec<bool> =
            words.iter().map(|word| places.iter().any(|place| place.intersects(shifted(word)))).collect();
        for (at, word) in words.iter().enumerate() {
            let around = inside.get(at.saturating_sub(span)..=(at + span).min(inside.len() - 1)).unwrap_or_default();
            let (is_inside, is_near) = (inside.get(at) == Some(&true), around.contains(&true));
            if !is_near {
                continue;
            }
            let entry = self.words.entry(word.folded.clone()).or_default();
            if is_inside {
                entry.inside += 1;
                self.inside += 1;
                continue;
            }
            entry.near += 1;
            self.near += 1;
            if entry.last != passage.source + 1 {
                entry.last = passage.source + 1;
                entry.sources += 1;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Hit, SearchError, Segment, Span, Window};

    #[test]
    fn words_near_several_places_count_once_and_passages_are_not_left() {
        //           0    5    10   15   20   25   30
        let text = "one home two home three four | five home";
        let places = [(4, 8), (13, 17), (36, 40)].map(|(from, to)| Segment::new(0, Span::new(from, to)));
        let passages = [(0, 28), (31, 40)];
        let passages = [0, 1].map(|at| Hit {
            source: 0,
            turn: at,
            span: {
                let (from, to) = passages[at as usize];
                Span::new(from, to)
            },
        });
        let text_of = |_| Ok::<Arc<str>, SearchError>(Arc::from(text));
        let window = Window::read(&places, &passages, 1, text_of).unwrap_or_else(|error| panic!("{error}"));
        let near: Vec<(&str, u64, u64)> =
            window.words.iter().map(|(word, found)| (word.as_str(), found.near, found.inside)).collect();
        assert_eq!(near, [("five", 1, 0), ("home", 0, 3), ("one", 1, 0), ("three", 1, 0), ("two", 1, 0)]);
        assert_eq!((window.near, window.inside), (4, 3));
    }
}
