//! The turns of one revision as a block of columns: written once with the text, read in one go.

use super::StoreError;
use crate::text::Span;

/// Speaker of a turn without a label.
const NO_SPEAKER: u32 = u32::MAX;
/// Time that is not known.
const NO_TIME: i64 = -1;
/// First bytes of a block; the digit is the layout's version.
const MAGIC: &[u8; 4] = b"TWT1";

/// The turns of a revision, column by column; all columns have one length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TurnBlock {
    /// Position of the speaker among the source's labels.
    pub speaker: Vec<Option<u32>>,
    /// Where the label stands, if the turn has one.
    pub label: Vec<Option<Span>>,
    /// The words spoken.
    pub speech: Vec<Span>,
    /// Words in the speech.
    pub words: Vec<u32>,
    /// Start on the recording in milliseconds.
    pub start_ms: Vec<Option<i64>>,
    /// End on the recording in milliseconds.
    pub end_ms: Vec<Option<i64>>,
}

impl TurnBlock {
    /// Number of turns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.speech.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.speech.is_empty()
    }

    /// The block as little-endian bytes: magic, count, then one column after another.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(8 + self.len() * 40);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&u32::try_from(self.len()).unwrap_or(u32::MAX).to_le_bytes());
        let mut column = |values: &mut dyn Iterator<Item = u32>| {
            for value in values {
                out.extend_from_slice(&value.to_le_bytes());
            }
        };
        column(&mut self.speaker.iter().map(|speaker| speaker.unwrap_or(NO_SPEAKER)));
        // A label is never empty, so an empty span stands for none.
        column(&mut self.label.iter().map(|label| label.unwrap_or_default().start));
        column(&mut self.label.iter().map(|label| label.unwrap_or_default().end));
        column(&mut self.speech.iter().map(|speech| speech.start));
        column(&mut self.speech.iter().map(|speech| speech.end));
        column(&mut self.words.iter().copied());
        for time in self.start_ms.iter().chain(&self.end_ms) {
            out.extend_from_slice(&time.unwrap_or(NO_TIME).to_le_bytes());
        }
        out
    }

    /// Reads [`TurnBlock::to_bytes`].
    ///
    /// # Errors
    /// When the bytes are not such a block.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        let damaged = || StoreError::Damaged("a block of turns is cut short or not one".to_owned());
        let mut reader = Reader { bytes };
        if reader.take(4) != Some(MAGIC.as_slice()) {
            return Err(damaged());
        }
        let count = reader.u32().ok_or_else(damaged)? as usize;
        if reader.bytes.len() != count.saturating_mul(40) {
            return Err(damaged());
        }
        let mut column = || reader.take(count * 4).map(u32_column).ok_or_else(damaged);
        let speaker = column()?.into_iter().map(|at| (at != NO_SPEAKER).then_some(at)).collect();
        let label = spans(column()?, &column()?).into_iter().map(|span| (!span.is_empty()).then_some(span)).collect();
        let speech = spans(column()?, &column()?);
        let words = column()?;
        let mut times = || reader.take(count * 8).map(time_column).ok_or_else(damaged);
        Ok(Self { speaker, label, speech, words, start_ms: times()?, end_ms: times()? })
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.bytes.split_at_checked(count)?;
        self.bytes = tail;
        Some(head)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }
}

fn u32_column(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|chunk| u32::from_le_bytes(*chunk)).collect()
}

fn time_column(bytes: &[u8]) -> Vec<Option<i64>> {
    let times = bytes.as_chunks::<8>().0.iter().map(|chunk| i64::from_le_bytes(*chunk));
    times.map(|time| (time != NO_TIME).then_some(time)).collect()
}

fn spans(starts: Vec<u32>, ends: &[u32]) -> Vec<Span> {
    starts.into_iter().zip(ends).map(|(start, end)| Span::new(start, *end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block() -> impl Strategy<Value = TurnBlock> {
        let turn = (
            proptest::option::of(0u32..9),
            proptest::option::of((0u32..1000, 1u32..30)),
            (0u32..5000, 0u32..400),
            any::<u32>(),
            proptest::option::of(0i64..9_000_000),
            proptest::option::of(0i64..9_000_000),
        );
        proptest::collection::vec(turn, 0..40).prop_map(|turns| {
            let mut block = TurnBlock::default();
            for (speaker, label, speech, words, start, end) in turns {
                block.speaker.push(speaker);
                block.label.push(label.map(|(at, len)| Span::new(at, at + len)));
                block.speech.push(Span::new(speech.0, speech.0 + speech.1));
                block.words.push(words);
                block.start_ms.push(start);
                block.end_ms.push(end);
            }
            block
        })
    }

    proptest! {
        #[test]
        fn a_block_reads_back_as_it_was(block in block()) {
            prop_assert_eq!(TurnBlock::from_bytes(&block.to_bytes()).expect("own bytes"), block);
        }

        #[test]
        fn a_block_cut_short_is_an_error_and_never_other_turns(block in block(), cut in any::<prop::sample::Index>()) {
            let bytes = block.to_bytes();
            let short = &bytes[..cut.index(bytes.len())];
            prop_assert!(TurnBlock::from_bytes(short).is_err());
        }
    }
}
