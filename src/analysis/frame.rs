//! Whose words count: the frame that every answer starts from.
//!
//! In the frame is the speech of participants whose consent allows analysis today. Interviewers are
//! outside unless they are asked for. Speakers whom nobody has been named for yet count for passages
//! and sources, never as people. Text of sources without turns counts for its source.

use std::ops::Range;

use super::AnalysisError;
use crate::model::{Part, Scope, Snapshot};

/// Which part of the project an answer is about. Conditions are evaluated elsewhere and come as masks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// For each coding, whether it may count; all may when absent.
    pub codings: Option<Vec<bool>>,
    /// For each participant, whether the person is asked about; all are when absent. Narrows N, and
    /// leaves out speech that cannot be tied to a person.
    pub participants: Option<Vec<bool>>,
    /// For each source, whether it is asked about; all are when absent. Narrows N.
    pub sources: Option<Vec<bool>>,
    /// Positions of the coders whose codings count; empty for all.
    pub coders: Vec<u32>,
    /// Rounds whose codings count; empty for all.
    pub rounds: Vec<u32>,
    /// Whether interviewers' speech counts as text. Interviewers never count as people.
    pub include_interviewers: bool,
    /// The filter in words, as it is printed with every number; empty when nothing is filtered.
    pub label: String,
}

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

/// How much is inside and outside a frame; the numbers behind its notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Participants in the frame: those with at least one turn.
    pub participants: u64,
    /// Sources with speech or text in the frame.
    pub sources: u64,
    /// Participants who have withdrawn.
    pub withdrawn: u64,
    /// Other participants whose consent does not allow analysis today.
    pub without_consent: u64,
    /// Participants with consent and without a turn in the project.
    pub silent: u64,
    /// Speakers with a turn whom nobody has been named for.
    pub unnamed_speakers: u64,
    /// Codings that count.
    pub codings: u64,
    /// Codings that count and touch text that cannot be tied to a person.
    pub unattributed_codings: u64,
    /// Codings outside because they touch interviewers' speech alone.
    pub interviewer_codings: u64,
    /// Codings outside because consent does not allow analysis of the speech they touch.
    pub barred_codings: u64,
    /// Codings outside because they touch nobody's speech (labels, headings, breaks).
    pub nobody_codings: u64,
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
        check_mask("codings", filter.codings.as_deref(), snapshot.codings.len())?;
        check_mask("participants", filter.participants.as_deref(), snapshot.participants.len())?;
        check_mask("sources", filter.sources.as_deref(), snapshot.sources.len())?;
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

    /// The frame in a line: its N, who is outside, the filter and the codebook version.
    #[must_use]
    pub fn describe(&self) -> String {
        let Tally { participants, sources, .. } = self.tally;
        let mut line = format!(
            "Frame: {} with consent to analysis in {}",
            plural(participants, "participant"),
            plural(sources, "source")
        );
        line.push_str(if self.interviewers { "; interviewers' speech included" } else { "; interviewers outside" });
        if !self.label.is_empty() {
            line.push_str(&format!("; filter: {}", self.label));
        }
        if !self.snapshot.codebook.name.is_empty() {
            line.push_str(&format!("; codebook {}", self.snapshot.codebook.label()));
        }
        line
    }

    /// What a reader must know of those outside the frame, with their numbers.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let tally = self.tally;
        let mut notes = Vec::new();
        let mut say = |number: u64, text: String| {
            if number > 0 {
                notes.push(text);
            }
        };
        say(
            tally.withdrawn + tally.without_consent,
            format!(
                "Outside for want of consent: {} withdrawn, {} not given or expired; with them {}.",
                tally.withdrawn,
                tally.without_consent,
                plural(tally.barred_codings, "coding")
            ),
        );
        say(tally.silent, format!("{} without a turn in these sources: outside.", plural(tally.silent, "participant")));
        say(
            tally.interviewer_codings,
            format!("{} of interviewers' speech alone: outside.", plural(tally.interviewer_codings, "coding")),
        );
        say(
            tally.nobody_codings,
            format!("{} on labels, headings or breaks alone: outside.", plural(tally.nobody_codings, "coding")),
        );
        say(
            tally.unnamed_speakers,
            format!(
                "{} not tied to a participant: their words count as text, nobody is counted as a person.",
                plural(tally.unnamed_speakers, "speaker")
            ),
        );
        let outside = u64::from(self.snapshot.codings_outside_codebook);
        say(outside, format!("{} with codes that this codebook version lacks: outside.", plural(outside, "coding")));
        if !self.snapshot.notice.is_empty() {
            notes.push(self.snapshot.notice.clone());
        }
        notes
    }

    /// Marks the participants and sources that have speech or text in the frame.
    fn admit_speech(&mut self, filter: &Filter) {
        let mut spoke = vec![false; self.voices.len()];
        for (source, position) in (0u32..).take(self.sources.len()).zip(0..) {
            if !allows(filter.sources.as_deref(), position) {
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
            if !allows(filter.participants.as_deref(), position) || !self.snapshot.is_data_role(&person.role) {
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
        let codings = &self.snapshot.codings;
        for coding in 0..codings.len() {
            let source = codings.source[coding] as usize;
            let asked = allows(filter.codings.as_deref(), coding)
                && allows(filter.sources.as_deref(), source)
                && (filter.coders.is_empty() || filter.coders.contains(&codings.coder[coding]))
                && (filter.rounds.is_empty() || filter.rounds.contains(&codings.round[coding]));
            if !asked {
                continue;
            }
            match self.standing(coding) {
                voice if self.is_data(voice) => {
                    self.counting.push(u32::try_from(coding).unwrap_or(u32::MAX));
                    self.tally.unattributed_codings += u64::from(voice == Voice::Unnamed);
                }
                Voice::Barred => self.tally.barred_codings += 1,
                Voice::Interviewer => self.tally.interviewer_codings += 1,
                Voice::Nobody => self.tally.nobody_codings += 1,
                _ => {}
            }
        }
        self.tally.codings = self.counting.len() as u64;
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

fn check_mask(what: &'static str, mask: Option<&[bool]>, expected: usize) -> Result<(), AnalysisError> {
    match mask {
        Some(mask) if mask.len() != expected => Err(AnalysisError::MaskLength { what, found: mask.len(), expected }),
        _ => Ok(()),
    }
}

fn allows(mask: Option<&[bool]>, position: usize) -> bool {
    mask.is_none_or(|mask| mask.get(position).copied().unwrap_or(false))
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
                } else if !allows(filter.participants.as_deref(), position) {
                    Voice::Filtered
                } else if scopes[position] < Scope::Analyse {
                    Voice::Barred
                } else {
                    Voice::Participant(person)
                }
            }
        }
    };
    let inside = |speaker: &crate::model::Speaker| allows(filter.sources.as_deref(), speaker.source as usize);
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

/// For each coding, the turns whose speech it touches. Codings and turns are both sorted, so one walk
/// along each source finds them all; a coding out of order only costs a walk from the source's start.
fn touched_turns(snapshot: &Snapshot) -> Vec<(u32, u32)> {
    let (codings, turns) = (&snapshot.codings, &snapshot.turns);
    let mut touched = Vec::with_capacity(codings.len());
    let mut at: Option<(u32, u32)> = None;
    let mut all = 0..0;
    let mut from = 0;
    for (&source, &span) in codings.source.iter().zip(&codings.span) {
        if at.is_none_or(|(last, start)| last != source || start > span.start) {
            all = turns.of_source(source);
            from = all.start;
        }
        at = Some((source, span.start));
        while from < all.end && turns.speech[from].end <= span.start {
            from += 1;
        }
        let mut to = from;
        while to < all.end && turns.speech[to].start < span.end {
            to += 1;
        }
        let position = |turn: usize| u32::try_from(turn).unwrap_or(u32::MAX);
        touched.push(if span.is_empty() { (0, 0) } else { (position(from), position(to)) });
    }
    touched
}

/// `1 coding`, `3 codings`.
pub(super) fn plural(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
