//! Whose words are counted: the speech of a frame, passage by passage.

use crate::analysis::{Frame, Voice};
use crate::model::{NOBODY, Snapshot};
use crate::query::Passages;
use crate::text::counted;

/// The speech of a frame. Its passages have numbers: turns their position in the snapshot, sources without turns, whose
/// paragraphs are one passage here, numbers after those.
#[derive(Clone, Debug)]
pub struct Speech<'f> {
    frame: &'f Frame<'f>,
    /// For each number, whether the passage is inside.
    inside: Vec<bool>,
    /// Source of each turn.
    source: Vec<u32>,
    /// Turns left out for want of consent.
    barred: u64,
}

impl<'f> Speech<'f> {
    /// The speech of a frame, or what of it a query keeps.
    #[must_use]
    pub fn new(frame: &'f Frame<'f>, kept: Option<&Passages>) -> Self {
        let snapshot = frame.snapshot();
        let turns = snapshot.turns.speech.len();
        let mut speech =
            Self { frame, inside: vec![false; turns + snapshot.sources.len()], source: vec![NOBODY; turns], barred: 0 };
        for (source, position) in (0u32..).zip(0..snapshot.sources.len()) {
            let of_source = snapshot.turns.of_source(source);
            let keeps = |number: usize| {
                let number = u32::try_from(number).unwrap_or(NOBODY);
                kept.is_none_or(|kept| kept.keeps(source, number))
            };
            if of_source.is_empty() {
                speech.inside[turns + position] = frame.sources()[position] && keeps(0);
            }
            for turn in of_source.clone() {
                speech.source[turn] = source;
                let voice = frame.voice(turn);
                let kept = keeps(turn - of_source.start);
                speech.inside[turn] = kept && frame.is_data(voice);
                speech.barred += u64::from(kept && voice == Voice::Barred);
            }
        }
        speech
    }

    /// The frame.
    #[must_use]
    pub fn frame(&self) -> &'f Frame<'f> {
        self.frame
    }

    pub(super) fn snapshot(&self) -> &'f Snapshot {
        self.frame.snapshot()
    }

    /// How many numbers of passages there are.
    #[must_use]
    pub fn slots(&self) -> usize {
        self.inside.len()
    }

    /// The number of a passage inside: a turn, or a paragraph of a source without turns, counted in its source from 0.
    #[must_use]
    pub fn slot(&self, source: u32, passage: u32) -> Option<u32> {
        let turns = self.snapshot().turns.of_source(source);
        let slot = if turns.is_empty() { self.source.len() + source as usize } else { turns.start + passage as usize };
        (self.inside.get(slot) == Some(&true)).then(|| u32::try_from(slot).ok()).flatten()
    }

    /// The source of a passage.
    pub(super) fn source_of(&self, slot: u32) -> u32 {
        let turn = self.source.get(slot as usize).copied();
        turn.unwrap_or_else(|| slot - u32::try_from(self.source.len()).unwrap_or(slot))
    }

    /// The participant whose words a passage is.
    pub(super) fn participant_of(&self, slot: u32) -> Option<u32> {
        match self.frame.voice(slot as usize) {
            Voice::Participant(person) => Some(person),
            _ => None,
        }
    }

    /// The turn that a passage is.
    pub(super) fn turn_of(&self, slot: u32) -> Option<usize> {
        Some(slot as usize).filter(|turn| *turn < self.source.len())
    }

    /// What is counted in, in a line.
    pub(super) fn describe(&self, words: u64) -> String {
        let slots = || (0u32..).zip(&self.inside).filter(|(_, inside)| **inside).map(|(slot, _)| slot);
        let distinct = |mut positions: Vec<u32>| {
            positions.sort_unstable();
            positions.dedup();
            positions.len() as u64
        };
        let people = distinct(slots().filter_map(|slot| self.participant_of(slot)).collect());
        let sources = distinct(slots().map(|slot| self.source_of(slot)).collect());
        let turns = slots().filter(|slot| self.turn_of(*slot).is_some()).count() as u64;
        let mut line = format!(
            "{} in {} of {} by {} with consent to analysis",
            counted(words, "word"),
            counted(turns, "turn"),
            counted(sources, "source"),
            counted(people, "participant"),
        );
        line.push_str(if self.frame.includes_interviewers() {
            "; interviewers' speech included"
        } else {
            "; interviewers outside"
        });
        if !self.frame.label().is_empty() {
            line.push_str(&format!("; filter: {}", self.frame.label()));
        }
        line
    }

    /// What a reader must know of speech outside, and of speech without a name.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.barred > 0 {
            let turns = counted(self.barred, "turn");
            notes.push(format!("Outside for want of consent: {turns}."));
        }
        let unnamed = self.frame.tally().unnamed_speakers;
        if unnamed > 0 {
            let speakers = counted(unnamed, "speaker");
            notes.push(format!(
                "{speakers} not tied to a participant: their words count, in no group and for no person."
            ));
        }
        if !self.snapshot().notice.is_empty() {
            notes.push(self.snapshot().notice.clone());
        }
        notes
    }
}
