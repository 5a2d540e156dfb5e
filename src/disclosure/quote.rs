//! Quotes: whose words they are, and whether all of them agreed.

use super::names::Names;
use super::{Reason, Refusal};
use crate::model::{NOBODY, Part, Scope, Snapshot};
use crate::text::Span;

/// A passage that somebody would like to publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuoteDraft {
    /// Position of the source in the snapshot.
    pub source: u32,
    /// The passage, in bytes of the source's text.
    pub span: Span,
}

/// To whom a quote is attributed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The participant's pseudonym (the pseudonymous id where there is none).
    pub pseudonym: String,
    /// Id of the participant's role.
    pub role: String,
}

/// A passage word for word, with whom it is attributed to and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The words, exactly as the source has them (line breaks too).
    pub text: String,
    /// Name of the source.
    pub source: String,
    /// Where the words stand in the source's text.
    pub span: Span,
    /// Who speaks, in the order of speaking, each once.
    pub speakers: Vec<Attribution>,
}

/// Judges a passage.
pub(super) fn judge(snapshot: &Snapshot, names: &Names, needed: Scope, draft: QuoteDraft) -> Result<Quote, Refusal> {
    let source = snapshot.sources.get(draft.source as usize).map(|source| source.name.clone()).unwrap_or_default();
    let what = || format!("quote from `{source}`, bytes {} to {}", draft.span.start, draft.span.end);
    let text = match text_at_hand(snapshot, draft) {
        Ok(text) => text,
        Err(reason) => return Err(Refusal { what: what(), reasons: vec![reason] }),
    };
    let mut reasons = Vec::new();
    if !is_all_speech(snapshot, draft, text) {
        reasons.push(Reason::NotSpeech);
    }
    let people = people_in(snapshot, draft, &mut reasons);
    let speakers = people.iter().filter_map(|position| attributed(snapshot, *position)).collect();
    let text = draft.span.of(text).unwrap_or_default().to_owned();
    let quote = Quote { text, source: source.clone(), span: draft.span, speakers };
    let mut refused = Vec::new();
    for position in people {
        let allowed = snapshot.allowed(position);
        if allowed < needed {
            let participant = id_of(snapshot, position);
            refused.push(participant.clone());
            reasons.push(Reason::Consent { participant, allowed, needed });
        }
    }
    // Who is refused as a speaker needs no second reason for being named as one.
    let found = named_in(names, &quote).into_iter().filter(|id| !refused.contains(id));
    reasons.extend(found.map(|participant| Reason::Named { participant }));
    Refusal::unless_clear(what, reasons)?;
    Ok(quote)
}

/// The text of the passage's source, if it is the recorded one and the passage holds words of it.
fn text_at_hand(snapshot: &Snapshot, draft: QuoteDraft) -> Result<&str, Reason> {
    let recorded = snapshot.sources.get(draft.source as usize).map(|source| source.bytes as usize);
    let text = snapshot.text(draft.source).filter(|text| recorded == Some(text.len())).ok_or(Reason::TextMissing)?;
    let words = draft.span.of(text).ok_or(Reason::OutsideText)?;
    if words.trim().is_empty() { Err(Reason::Empty) } else { Ok(text) }
}

/// The participants who speak in the passage, in the order of speaking; adds a reason for every turn
/// of anybody else.
fn people_in(snapshot: &Snapshot, draft: QuoteDraft, reasons: &mut Vec<Reason>) -> Vec<u32> {
    let mut people: Vec<u32> = Vec::new();
    for turn in snapshot.turns.touching(draft.source, draft.span) {
        match speaker_of(snapshot, draft.source, turn) {
            Ok(person) if people.contains(&person) => {}
            Ok(person) => people.push(person),
            Err(reason) => reasons.push(reason),
        }
    }
    if people.is_empty() && reasons.is_empty() {
        reasons.push(Reason::NotSpeech);
    }
    people
}

fn attributed(snapshot: &Snapshot, position: u32) -> Option<Attribution> {
    let person = snapshot.participants.get(position as usize)?;
    let pseudonym = if person.pseudonym.is_empty() { &person.name } else { &person.pseudonym };
    Some(Attribution { pseudonym: pseudonym.clone(), role: person.role.clone() })
}

fn id_of(snapshot: &Snapshot, position: u32) -> String {
    snapshot.participants.get(position as usize).map(|person| person.name.clone()).unwrap_or_default()
}

/// The participant who speaks in a turn, or why it is nobody who could have agreed.
fn speaker_of(snapshot: &Snapshot, source: u32, turn: usize) -> Result<u32, Reason> {
    let speaker = snapshot.turns.speaker.get(turn).copied().unwrap_or(NOBODY);
    let Some(speaker) = snapshot.speakers.get(speaker as usize).filter(|speaker| speaker.source == source) else {
        return Err(Reason::UnknownSpeaker);
    };
    match speaker.part {
        Part::Interviewer => Err(Reason::Interviewer),
        Part::Ignored => Err(Reason::NotSpeech),
        Part::Participant => {
            let position = speaker.participant.ok_or(Reason::UnknownSpeaker)?;
            let person = snapshot.participants.get(position as usize).ok_or(Reason::UnknownSpeaker)?;
            if snapshot.is_data_role(&person.role) { Ok(position) } else { Err(Reason::Interviewer) }
        }
    }
}

/// Whether everything in the passage but white space lies in some turn's speech. Labels and stamps
/// between turns do not, and a label may be a name.
fn is_all_speech(snapshot: &Snapshot, draft: QuoteDraft, text: &str) -> bool {
    let mut covered = draft.span.start;
    for turn in snapshot.turns.touching(draft.source, draft.span) {
        let Some(speech) = snapshot.turns.speech.get(turn) else { return false };
        if !is_blank(covered, speech.start, text) {
            return false;
        }
        covered = covered.max(speech.end);
    }
    is_blank(covered, draft.span.end, text)
}

fn is_blank(start: u32, end: u32, text: &str) -> bool {
    start >= end || Span::new(start, end).of(text).is_some_and(|between| between.trim().is_empty())
}

/// Ids of those whom a quote or its attribution names and who may be named nowhere.
fn named_in(names: &Names, quote: &Quote) -> Vec<String> {
    let mut parts = vec![quote.text.as_str(), quote.source.as_str()];
    parts.extend(quote.speakers.iter().flat_map(|who| [who.pseudonym.as_str(), who.role.as_str()]));
    parts.into_iter().flat_map(|part| names.in_text(part)).collect()
}
