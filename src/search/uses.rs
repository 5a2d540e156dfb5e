//! How often each word is said, passage by passage, read from the index alone.

use tantivy::columnar::Column;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermMerger;
use tantivy::{DocSet, SegmentReader, TERMINATED};

use super::Index;
use super::build::{PLACE, unpack};
use super::error::SearchError;

/// How often a word is said in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The number that the caller gave the passage.
    pub slot: u32,
    /// How often.
    pub count: u32,
}

/// What stands for a passage that the caller has no use for.
const LEFT_OUT: u32 = u32::MAX;

impl Index {
    /// Calls `see` with every word of the index, in order, and its uses in the passages that `slot` gives a number to;
    /// a word without such uses is not seen. Words are in lower case, without accents.
    ///
    /// `slot` is asked once for each passage, with the position of its source and its number there; it may give several
    /// passages one number, which then comes several times.
    ///
    /// # Errors
    /// The index fails.
    pub fn each_word(
        &self,
        slot: impl Fn(u32, u32) -> Option<u32>,
        mut see: impl FnMut(&str, &[Use]),
    ) -> Result<(), SearchError> {
        self.read_words(&slot, &mut see).map_err(SearchError::engine(&self.path))
    }

    fn read_words(
        &self,
        slot: &dyn Fn(u32, u32) -> Option<u32>,
        see: &mut dyn FnMut(&str, &[Use]),
    ) -> tantivy::Result<()> {
        let segments = self.searcher.segment_readers();
        let slots: Vec<Vec<u32>> =
            segments.iter().map(|segment| slots_of(segment, slot)).collect::<tantivy::Result<_>>()?;
        let indexes: Vec<_> =
            segments.iter().map(|segment| segment.inverted_index(self.fields.words)).collect::<tantivy::Result<_>>()?;
        let streams = indexes.iter().map(|index| index.terms().stream()).collect::<std::io::Result<_>>()?;
        let mut words = TermMerger::new(streams);
        let mut uses: Vec<Use> = Vec::new();
        while words.advance() {
            uses.clear();
            for (segment, term) in words.current_segment_ords_and_term_infos() {
                let (Some(index), Some(slots)) = (indexes.get(segment), slots.get(segment)) else { continue };
                let postings = index.read_postings_from_terminfo(&term, IndexRecordOption::WithFreqs)?;
                each_posting(postings, |document, count| {
                    let slot = slots.get(document as usize).copied().unwrap_or(LEFT_OUT);
                    if slot != LEFT_OUT {
                        uses.push(Use { slot, count });
                    }
                });
            }
            if let (false, Ok(word)) = (uses.is_empty(), std::str::from_utf8(words.key())) {
                see(word, &uses);
            }
        }
        Ok(())
    }
}

/// The number of each document's passage.
fn slots_of(segment: &SegmentReader, slot: &dyn Fn(u32, u32) -> Option<u32>) -> tantivy::Result<Vec<u32>> {
    let places: Column<u64> = segment.fast_fields().u64(PLACE)?;
    let of = |document: u32| {
        let (source, passage) = unpack(places.values.get_val(document));
        slot(source, passage).unwrap_or(LEFT_OUT)
    };
    Ok((0..segment.max_doc()).map(of).collect())
}

/// The documents that a word is in, with how often.
pub(super) fn each_posting(mut postings: SegmentPostings, mut see: impl FnMut(u32, u32)) {
    let mut document = postings.doc();
    while document != TERMINATED {
        see(document, postings.term_freq());
        document = postings.advance();
    }
}
