//! Distances within a source, in any unit.

use super::relation::Unit;
use crate::model::Snapshot;
use crate::text::{Span, sentences, words};

/// A source measured in one unit: a number for every place, which never falls from one place to the next.
#[derive(Clone, Debug)]
pub(super) struct Ruler {
    unit: Unit,
    /// Where units begin, sorted: words, sentences, turns, ...
    begins: Vec<u32>,
    /// For seconds, when each turn starts in milliseconds; never falling, or -1 where that is not known.
    starts: Vec<i64>,
}

impl Ruler {
    /// The ruler of a source; nothing where its text is needed and was not loaded.
    pub(super) fn new(snapshot: &Snapshot, source: u32, unit: Unit) -> Option<Self> {
        let turns = snapshot.turns.of_source(source);
        let speech = snapshot.turns.speech.get(turns.clone()).unwrap_or_default();
        let begins_of = |spans: &mut dyn Iterator<Item = Span>| spans.map(|span| span.start).collect();
        // The label of a speaker belongs to the turn behind it.
        let begins_of_turns =
            || std::iter::once(0).chain(speech.iter().map(|turn| turn.end)).take(speech.len()).collect();
        let (begins, starts): (Vec<u32>, Vec<i64>) = match unit {
            Unit::Turns => (begins_of_turns(), Vec::new()),
            Unit::Seconds => (begins_of_turns(), never_falling(snapshot.turns.start_ms.get(turns).unwrap_or_default())),
            Unit::Words => (begins_of(&mut words(snapshot.text(source)?)), Vec::new()),
            Unit::Sentences => (begins_of(&mut sentences(snapshot.text(source)?).into_iter()), Vec::new()),
            Unit::Chars => {
                let places = snapshot.text(source)?.char_indices();
                (places.map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect(), Vec::new())
            }
            Unit::Paragraphs => (paragraphs(snapshot.text(source)?), Vec::new()),
        };
        Some(Self { unit, begins, starts })
    }

    /// How far `later` is from `earlier`, which ends before it begins; nothing where that is not known.
    pub(super) fn gap(&self, earlier: Span, later: Span) -> Option<u64> {
        match self.unit {
            Unit::Chars | Unit::Words => {
                // Units that begin between the two.
                let (from, to) = (self.begun_before(earlier.end), self.begun_before(later.start));
                Some(to.saturating_sub(from) as u64)
            }
            Unit::Sentences | Unit::Turns | Unit::Paragraphs => {
                // From the unit of the last byte of the one to that of the first byte of the other.
                let from = self.begun_before(earlier.end);
                let to = self.begun_before(later.start.saturating_add(1));
                Some(to.saturating_sub(from) as u64)
            }
            Unit::Seconds => {
                let start = |place: u32| {
                    let turn = self.begun_before(place).checked_sub(1)?;
                    self.starts.get(turn).copied().filter(|start| *start >= 0)
                };
                let (from, to) = (start(earlier.end)?, start(later.start.saturating_add(1))?);
                // Half a second is not within 0 seconds.
                Some(to.saturating_sub(from).max(0).unsigned_abs().div_ceil(1000))
            }
        }
    }

    fn begun_before(&self, place: u32) -> usize {
        self.begins.partition_point(|begin| *begin < place)
    }
}

/// Starts on the recording; one that lies before an earlier one is a slip of the clock and counts as that one.
fn never_falling(starts: &[i64]) -> Vec<i64> {
    let mut latest = 0;
    let known = starts.iter().map(|&start| {
        latest = latest.max(start);
        if start < 0 { start } else { latest }
    });
    known.collect()
}

/// Where paragraphs begin: lines that are not blank.
fn paragraphs(text: &str) -> Vec<u32> {
    let mut begins = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            begins.push(u32::try_from(start).unwrap_or(u32::MAX));
        }
        start += line.len();
    }
    begins
}
