//! Whose words count: the frame that every answer starts from.
//!
//! In the frame is the speech of participants whose consent allows analysis today. Interviewers are
//! outside unless they are asked for. Speakers whom nobody has been named for yet count for passages
//! and sources, never as people. Text of sources without turns counts for its source.

use std::ops::Range;

use super::{AnalysisError, Filter, Tally};
use crate::model::{Part, Scope, Snapshot};

/// What the words of a speaker are to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// Data, of the participant at this position of the snapshot.
    Participant(u32),
    /// Data of somebody who is not known as a participant yet.
    Unnamed,
    /// An interviewer's or facilitator's.
    Interviewer,
    /// Of a participant whose consent does not allow analysis: withdrawn, expired or never given.
    Barred,
    /// Left out by the filter.
    Filtered,
    /// Not speech of a person.
    Nobody,
}

/// The frame of an answer: who is in it, and which codings count.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    snapshot: &'a Snapshot,
    /// What each speaker's words are.
    voices: Vec<Voice>,
    /// What the words of each turn are.
    of_turn: Vec<Voice>,
    /// Voice of turns without a speaker, and of sources without turns.
    nameless: Voice,
    participants: Vec<bool>,
    sources: Vec<bool>,
    /// For each coding, the turns that it touches.
    touched: Vec<(u32, u32)>,
    /// The codings that count.
    counting: Vec<u32>,
    interviewers: bool,
    label: String,
    tally: Tally,
}

impl<'a> Frame<'a> {
    /// The frame of a filter over a snapshot.
    ///
    /// # Errors
    /// [`AnalysisError::MaskLength`] when a mask does not fit the snapshot.
    pub fn new(snapshot: &'a Snapshot, filter: &Filter) -> Result<Self, AnalysisError> {
        filter.check(snapshot)?;
        let scopes: Vec<Scope> = (0u32..).take(snapshot.participants.len()).map(|p| snapshot.allowed(p)).collect();
        let mut frame = Self {
            snapshot,
            voices: voices_of_speakers(snapshot, filter, &scopes),
            nameless: if filter.participants.is_some() { Voice::Filtered } else { Voice::Unnamed },
            participants: vec![false; snapshot.participants.len()],
            sources: vec![false; snapshot.sources.len()],
            of_turn: Vec::new(),
            touched: touched_turns(snapshot),
            counting: Vec::with_capacity(snapshot.codings.len()),
            interviewers: filter.include_interviewers,
            label: filter.label.clone(),
            tally: Tally::default(),
        };
        frame.of_turn = voices_of_turns(&frame);
        frame.admit_speech(filter);
        frame.tally_people(&scopes, filter);
        frame.admit_codings(filter);
        Ok(frame)
    }

    /// The snapshot that the frame is cut from.
    #[must_use]
    pub fn snapshot(&self) -> &'a Snapshot {
        self.snapshot
    }

    /// For each participant of the snapshot, whether the person is in the frame.
    #[must_use]
    pub fn participants(&self) -> &[bool] {
        &self.participants
    }

    /// For each source of the snapshot, whether it has speech or text in the frame.
    #[must_use]
    pub fn sources(&self) -> &[bool] {
        &self.sources
    }

    /// The numbers inside and outside the frame.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Whether interviewers' speech was asked for.
    #[must_use]
    pub fn includes_interviewers(&self) -> bool {
        self.interviewers
    }

    /// The filter in words; empty when nothing is filtered.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Positions of the codings that count, in the snapshot's order.
    pub fn codings(&self) -> impl Iterator<Item = usize> + '_ {
        self.counting.iter().map(|coding| *coding as usize)
    }

    /// Positions of the turns whose speech a coding touches; empty when there are none.
    #[must_use]
    pub fn turns(&self, coding: usize) -> Range<usize> {
        self.touched.get(coding).map_or(0..0, |&(from, to)| from as usize..to as usize)
    }

    /// What the words of a turn are in this frame; a turn without words is nobody's.
    #[must_use]
    pub fn voice(&self, turn: usize) -> Voice {
        self.of_turn.get(turn).copied().unwrap_or(Voice::Nobody)
    }

    /// What the words of a speaker are in this frame; [`NOBODY`](crate::model::NOBODY) is a speaker
    /// whom nobody is named for.
    #[must_use]
    pub fn voice_of_speaker(&self, speaker: u32) -> Voice {
        self.voices.get(speaker as usize).copied().unwrap_or(self.nameless)
    }

    /// Whether words of this voice count as text.
    #[must_use]
    pub fn is_data(&self, voice: Voice) -> bool {
        match voice {
            Voice::Participant(_) | Voice::Unnamed => true,
            Voice::Interviewer => self.interviewers,
            Voice::Barred | Voice::Filtered | Voice::Nobody => false,
        }
    }

    /// Marks the participants and sources that have speech or text in the frame.
    fn admit_speech(&mut self, filter: &Filter) {
        let mut spoke = vec![false; self.voices.len()];
        for (source, position) in (0u32..).take(self.sources.len()).zip(0..) {
            if !filter.allows_source(position) {
                continue;
            }
            let turns = self.snapshot.turns.of_source(source);
            let mut inside = turns.is_empty() && self.is_data(self.nameless);
            for turn in turns {
                let voice = self.voice(turn);
                inside |= self.is_data(voice) && voice != Voice::Interviewer;
                let speaker = self.snapshot.turns.speaker.get(turn).copied().unwrap_or_default();
                if let Some(seen) = spoke.get_mut(speaker as usize).filter(|_| voice != Voice::Nobody) {
                    *seen = true;
                }
            }
            self.sources[position] = inside;
        }
        for (speaker, _) in spoke.iter().enumerate().filter(|(_, spoke)| **spoke) {
            match self.voices[speaker] {
                Voice::Participant(person) => self.participants[person as usize] = true,
                Voice::Unnamed => self.tally.unnamed_speakers += 1,
                _ => {}
            }
        }
    }

    fn tally_people(&mut self, scopes: &[Scope], filter: &Filter) {
        self.tally.participants = count(&self.participants);
        self.tally.sources = count(&self.sources);
        for (position, (person, scope)) in self.snapshot.participants.iter().zip(scopes).enumerate() {
            if !filter.allows_participant(position) || !self.snapshot.is_data_role(&person.role) {
                continue;
            }
            if person.consent.withdrawn.is_some() {
                self.tally.withdrawn += 1;
            } else if *scope < Scope::Analyse {
                self.tally.without_consent += 1;
            } else if !self.participants[position] {
                self.tally.silent += 1;
            }
        }
    }

    fn admit_codings(&mut self, filter: &Filter) {
        let snapshot = self.snapshot;
        for coding in 0..snapshot.codings.len() {
            if !filter.allows_coding(snapshot, coding) {
                continue;
            }
            match self.standing(coding) {
                voice if self.is_data(voice) => {
                    self.counting.push(u32::try_from(coding).unwrap_or(u32::MAX));
                    self.tally.unattributed_codings += u64::from(voice == Voice::Unnamed);
                    self.tally.stale_codings += u64::from(snapshot.codings.stale.get(coding).is_some_and(|s| *s));
                }
                Voice::Barred => self.tally.barred_codings += 1,
                Voice::Interviewer => self.tally.interviewer_codings += 1,
                Voice::Nobody => self.tally.nobody_codings += 1,
                _ => {}
            }
        }
        self.tally.codings = self.counting.len() as u64;
        let mut coded = vec![false; snapshot.sources.len()];
        for source in &snapshot.codings.source {
            if let Some(coded) = coded.get_mut(*source as usize) {
                *coded = true;
            }
        }
        self.tally.uncoded_sources =
            self.sources.iter().zip(&coded).filter(|(inside, coded)| **inside && !**coded).count() as u64;
    }

    /// The voice that decides whether a coding counts. One word of data is enough to count; where
    /// there is none, the graver reason for leaving it out is told.
    fn standing(&self, coding: usize) -> Voice {
        let turns = self.turns(coding);
        if turns.len() == 1 {
            return self.voice(turns.start);
        }
        let source = self.snapshot.codings.source[coding];
        if turns.is_empty() && self.snapshot.turns.of_source(source).is_empty() {
            return self.nameless;
        }
        let rank = |voice: &Voice| match voice {
            Voice::Unnamed => 6,
            Voice::Participant(_) => 5,
            Voice::Interviewer if self.interviewers => 4,
            Voice::Filtered => 3,
            Voice::Barred => 2,
            Voice::Interviewer => 1,
            Voice::Nobody => 0,
        };
        turns.map(|turn| self.voice(turn)).max_by_key(rank).unwrap_or(Voice::Nobody)
    }
}

fn count(mask: &[bool]) -> u64 {
    mask.iter().filter(|inside| **inside).count() as u64
}

fn voices_of_speakers(snapshot: &Snapshot, filter: &Filter, scopes: &[Scope]) -> Vec<Voice> {
    let voice = |speaker: &crate::model::Speaker| {
        let person = speaker.participant.filter(|person| (*person as usize) < snapshot.participants.len());
        match (speaker.part, person) {
            (Part::Interviewer, _) => Voice::Interviewer,
            (Part::Ignored, _) => Voice::Nobody,
            (Part::Participant, None) if filter.participants.is_some() => Voice::Filtered,
            (Part::Participant, None) => Voice::Unnamed,
            (Part::Participant, Some(person)) => {
                let position = person as usize;
                if !snapshot.is_data_role(&snapshot.participants[position].role) {
                    Voice::Interviewer
                } else if !filter.allows_participant(position) {
                    Voice::Filtered
                } else if scopes[position] < Scope::Analyse {
                    Voice::Barred
                } else {
                    Voice::Participant(person)
                }
            }
        }
    };
    let inside = |speaker: &crate::model::Speaker| filter.allows_source(speaker.source as usize);
    snapshot.speakers.iter().map(|s| if inside(s) { voice(s) } else { Voice::Filtered }).collect()
}

/// What the words of each turn are; those of a turn without words are nobody's.
fn voices_of_turns(frame: &Frame<'_>) -> Vec<Voice> {
    let turns = &frame.snapshot.turns;
    let voice = |(speaker, speech): (&u32, &crate::text::Span)| {
        if speech.is_empty() { Voice::Nobody } else { frame.voice_of_speaker(*speaker) }
    };
    turns.speaker.iter().zip(&turns.speech).map(voice).collect()
}

/// For each coding, the turns whose speech it touches. The first is found by halving, whose steps a
/// processor need not guess as it would those of a walk; there is seldom a second.
fn touched_turns(snapshot: &Snapshot) -> Vec<(u32, u32)> {
    let (codings, turns) = (&snapshot.codings, &snapshot.turns);
    let touched = codings.source.iter().zip(&codings.span).map(|(&source, &span)| {
        let all = turns.of_source(source);
        let speech = turns.speech.get(all.clone()).unwrap_or_default();
        let from = speech.partition_point(|turn| turn.end <= span.start);
        let after = speech.iter().skip(from).take_while(|turn| turn.start < span.end).count();
        let position = |turn: usize| u32::try_from(all.start + turn).unwrap_or(u32::MAX);
        if span.is_empty() { (0, 0) } else { (position(from), position(from + after)) }
    });
    touched.collect()
}
