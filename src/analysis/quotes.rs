//! Passages that could be quoted for a theme.

use std::collections::BTreeSet;

use super::theme_facts::contrary_direction;
use super::{AnalysisError, Frame, RollUp, Rows, Voice, rows::RowAxis};
use crate::model::Polarity;
use crate::text::Span;

/// A coded passage of one participant's speech.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Position of the source.
    pub source: u32,
    /// The passage, without white space at its ends.
    pub span: Span,
    /// Position of the participant who speaks.
    pub participant: u32,
    /// Position of the code.
    pub code: u32,
    /// Words in the passage.
    pub words: u32,
    /// Whether it reads as whole sentences: a capital first, a full stop or its like last.
    pub complete: bool,
    /// Whether the code points against the direction that most people give the theme.
    pub contrary: bool,
}

/// The passages of a theme that one participant speaks alone, each once however many coders marked
/// it, sorted by source and place. Passages that touch anybody else's speech, a label or a heading
/// are not among them: they could not be quoted.
///
/// # Errors
/// [`AnalysisError::TextsMissing`] for a snapshot without texts.
pub fn candidates(frame: &Frame<'_>, theme: usize) -> Result<Vec<Candidate>, AnalysisError> {
    Ok(Passages::new(frame)?.of_theme(frame, theme))
}

/// What a coding looks like as a quote, worked out once for all themes that it belongs to.
#[derive(Clone, Copy)]
struct Passage {
    span: Span,
    participant: u32,
    words: u32,
    complete: bool,
}

/// The quotable passages of a frame.
pub(super) struct Passages {
    /// For each coding of the snapshot, its passage if one participant speaks it alone.
    of_coding: Vec<Option<Passage>>,
    themes: RowAxis,
}

impl Passages {
    pub fn new(frame: &Frame<'_>) -> Result<Self, AnalysisError> {
        let mut of_coding = vec![None; frame.snapshot().codings.len()];
        for coding in frame.codings() {
            let source = frame.snapshot().codings.source[coding];
            let text = frame.snapshot().text(source).ok_or(AnalysisError::TextsMissing { what: "choosing quotes" })?;
            of_coding[coding] = passage(frame, coding, text);
        }
        Ok(Self { of_coding, themes: RowAxis::new(frame, Rows::Theme, RollUp::All) })
    }

    pub fn of_theme(&self, frame: &Frame<'_>, theme: usize) -> Vec<Candidate> {
        let codings = &frame.snapshot().codings;
        let row = u32::try_from(theme).unwrap_or(u32::MAX);
        let against = self.minority_direction(frame, row);
        let mut found: Vec<Candidate> = Vec::new();
        for coding in frame.codings() {
            let code = codings.code[coding];
            let Some(passage) = self.of_coding[coding].filter(|_| self.themes.of_code(code).contains(&row)) else {
                continue;
            };
            found.push(Candidate {
                source: codings.source[coding],
                span: passage.span,
                participant: passage.participant,
                code,
                words: passage.words,
                complete: passage.complete,
                contrary: against.is_some_and(|against| direction(frame, code) == against),
            });
        }
        found.sort_by_key(|one| (one.source, one.span, one.code));
        found.dedup_by_key(|one| (one.source, one.span, one.code));
        found
    }

    /// Every distinct passage of a theme whose speaker may be quoted: source, place and participant, sorted.
    ///
    /// # Errors
    /// [`AnalysisError::MaskLength`] for a mask of another number of participants.
    pub fn quotable(&self, frame: &Frame<'_>, quotable: &[bool]) -> Result<Vec<(u32, Span, u32)>, AnalysisError> {
        let snapshot = frame.snapshot();
        let (found, expected) = (quotable.len(), snapshot.participants.len());
        if found != expected {
            return Err(AnalysisError::MaskLength { what: "quotable participants", found, expected });
        }
        let everything = u32::try_from(snapshot.themes.len()).unwrap_or(u32::MAX);
        let mut places = BTreeSet::new();
        for coding in frame.codings() {
            let of_theme = self.themes.of_code(snapshot.codings.code[coding]).contains(&everything);
            let Some(passage) = self.of_coding[coding].filter(|_| of_theme) else { continue };
            if quotable.get(passage.participant as usize).copied().unwrap_or(false) {
                places.insert((snapshot.codings.source[coding], passage.span, passage.participant));
            }
        }
        Ok(places.into_iter().collect())
    }

    /// The direction in which fewer people speak of the theme, if people speak of it in both.
    fn minority_direction(&self, frame: &Frame<'_>, row: u32) -> Option<Polarity> {
        let mut helping = BTreeSet::new();
        let mut hindering = BTreeSet::new();
        for coding in frame.codings() {
            let code = frame.snapshot().codings.code[coding];
            if !self.themes.of_code(code).contains(&row) {
                continue;
            }
            let people = match direction(frame, code) {
                Polarity::Positive => &mut helping,
                Polarity::Negative => &mut hindering,
                Polarity::Neutral => continue,
            };
            people.extend(frame.turns(coding).filter_map(|turn| match frame.voice(turn) {
                Voice::Participant(person) => Some(person),
                _ => None,
            }));
        }
        contrary_direction(helping.len() as u64, hindering.len() as u64)
    }
}

fn direction(frame: &Frame<'_>, code: u32) -> Polarity {
    frame.snapshot().codebook.codes.get(code as usize).map_or(Polarity::Neutral, |code| code.polarity)
}

fn passage(frame: &Frame<'_>, coding: usize, text: &str) -> Option<Passage> {
    let snapshot = frame.snapshot();
    let span = trimmed(snapshot.codings.span[coding], text)?;
    let mut participant = None;
    let mut spoken_to = span.start;
    for turn in frame.turns(coding) {
        let speech = snapshot.turns.speech.get(turn)?;
        let Some(said) = speech.intersection(span) else { continue };
        match (frame.voice(turn), participant) {
            (Voice::Participant(person), None) => participant = Some(person),
            (Voice::Participant(person), Some(other)) if person == other => {}
            _ => return None,
        }
        if !is_blank(Span::new(spoken_to.min(said.start), said.start), text) {
            return None;
        }
        spoken_to = said.end;
    }
    if !is_blank(Span::new(spoken_to, span.end.max(spoken_to)), text) {
        return None;
    }
    let words = span.of(text)?;
    Some(Passage {
        span,
        participant: participant?,
        words: crate::text::count_words(words),
        complete: is_complete(words),
    })
}

fn is_blank(span: Span, text: &str) -> bool {
    span.of(text).is_some_and(|between| between.trim().is_empty())
}

/// The span without white space at its ends; nothing when there is nothing else in it.
pub(super) fn trimmed(span: Span, text: &str) -> Option<Span> {
    let words = span.of(text)?;
    let start = span.start + crate::text::text_len(words) - crate::text::text_len(words.trim_start());
    let words = words.trim();
    (!words.is_empty()).then(|| Span::new(start, start + crate::text::text_len(words)))
}

/// Whether words begin with a capital or a figure and end a sentence, quotation marks and brackets aside.
fn is_complete(words: &str) -> bool {
    let wrapping = |c: char| matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '(' | ')' | '[' | ']' | '«' | '»');
    let words = words.trim_matches(wrapping);
    let begins = words.chars().next().is_some_and(|first| first.is_uppercase() || first.is_numeric());
    let ends = words.chars().next_back().is_some_and(|last| matches!(last, '.' | '!' | '?' | '…'));
    begins && ends
}

#[cfg(test)]
mod tests {
    use super::{Span, is_complete, trimmed};

    #[test]
    fn sentences_are_told_from_fragments() {
        for whole in ["They told me.", "“Why me?”", "14 of us went!", "Éva came…", "(She did.)"] {
            assert!(is_complete(whole), "{whole}");
        }
        for fragment in ["they told me.", "They told me", "", "“”", "— and then."] {
            assert!(!is_complete(fragment), "{fragment}");
        }
    }

    #[test]
    fn white_space_at_the_ends_is_cut_and_blank_passages_are_none() {
        let text = "a  Zoë said  \n\n b";
        assert_eq!(trimmed(Span::new(1, 16), text).and_then(|span| span.of(text)), Some("Zoë said"));
        assert_eq!(trimmed(Span::new(12, 16), text), None);
        assert_eq!(trimmed(Span::new(0, 999), text), None);
        assert_eq!(trimmed(Span::new(6, 7), text), None, "inside a letter");
    }
}
