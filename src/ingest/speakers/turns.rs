//! From labels to turns: what lies between two labels, without the stamps, headings and rules around it.

use super::super::stamp::{self, Stamp};
use super::super::transcript::Turn;
use super::Label;
use super::apparatus::{is_footer, is_heading, is_rule, is_statement, lone_stamp};
use crate::text::Span;

/// A stretch of speech with what its edges said about time.
struct Speech {
    start: usize,
    end: usize,
    start_ms: Option<i64>,
    end_ms: Option<i64>,
    /// A stamp on a line of its own at the end: it belongs to the next turn.
    next_ms: Option<i64>,
}

/// The turns of a text. What stands before the first label is no speech.
pub(super) fn turns(text: &str, labels: &[Label<'_>], notes: &mut Vec<String>) -> Vec<Turn> {
    let split = lines_are_stamped(text, labels);
    let mut turns: Vec<Turn> = Vec::with_capacity(labels.len());
    let mut waiting = labels.first().and_then(|first| stamp_above(text.get(..first.from)?));
    for (at, label) in labels.iter().enumerate() {
        let next = labels.get(at + 1).map_or(text.len(), |next| next.from);
        let end = if at + 1 == labels.len() { before_end_matter(text, label.speech, notes) } else { next };
        let speech = trimmed(text, label.speech, end, label.stamp);
        let stamped = label.stamp.map(|stamp| stamp.start_ms);
        let first = turns.len();
        if split {
            turns.extend(stamped_lines(text, speech.start, speech.end));
        }
        if turns.len() == first {
            turns.push(Turn { speech: span(text, speech.start, speech.end), ..Turn::default() });
        }
        let name = label.name.as_ref();
        for turn in turns.iter_mut().skip(first) {
            turn.label = Some(name.to_owned());
        }
        if let Some(turn) = turns.get_mut(first) {
            turn.label_span = Some(Span::new(to_u32(label.start), to_u32(label.end)));
            turn.start_ms = stamped.or(speech.start_ms).or(turn.start_ms).or(waiting);
        }
        if let Some(turn) = turns.last_mut() {
            turn.end_ms = turn.end_ms.or(speech.end_ms);
        }
        waiting = speech.next_ms;
    }
    turns
}

/// The speech between two offsets without blanks, a stamp at its start, and stamps, headings, rules and footers at its
/// end. `beside` is the stamp that the label already has.
fn trimmed(text: &str, start: usize, end: usize, beside: Option<Stamp>) -> Speech {
    let piece = text.get(start..end).unwrap_or_default();
    let mut said = piece.trim_start();
    let mut speech =
        Speech { start, end, start_ms: None, end_ms: beside.and_then(|stamp| stamp.end_ms), next_ms: None };
    if beside.is_none()
        && let Some(stamp) = stamp::bracketed(said)
    {
        speech.start_ms = Some(stamp.start_ms);
        speech.end_ms = stamp.end_ms;
        said = said.get(stamp.len..).unwrap_or_default().trim_start();
    }
    speech.start = start + piece.len() - said.len();
    loop {
        said = said.trim_end();
        let (above, last) = said.rsplit_once('\n').unwrap_or(("", said));
        if let Some((before, stamp)) = stamp::at_end(said) {
            let own_line = before.is_empty() || before.trim_end_matches([' ', '\t']).ends_with('\n');
            if own_line && !last.trim_start().starts_with('#') {
                speech.next_ms = Some(stamp.start_ms);
            } else {
                speech.end_ms = speech.end_ms.or(Some(stamp.start_ms));
            }
            said = before;
        } else if let Some(stamp) = lone_stamp(last) {
            speech.next_ms = Some(stamp.start_ms);
            said = above;
        } else if is_heading(last) || is_rule(last) || is_footer(last) || (!above.is_empty() && is_statement(last)) {
            said = above;
        } else {
            break;
        }
    }
    speech.end = speech.start + said.len();
    speech
}

/// The stamp on the last line before the first label, if that line is nothing else.
fn stamp_above(before: &str) -> Option<i64> {
    let last = before.trim_end().rsplit('\n').next()?.trim();
    lone_stamp(last).map(|stamp| stamp.start_ms)
}

/// Where the last turn ends: before a rule, if something follows below it: references and comments are no speech.
fn before_end_matter(text: &str, start: usize, notes: &mut Vec<String>) -> usize {
    let piece = text.get(start..).unwrap_or_default();
    let mut at = start;
    for line in piece.split_inclusive('\n') {
        let below = text.get(at + line.len()..).unwrap_or_default();
        if is_rule(line) && !below.trim().is_empty() {
            notes.push("what stands below the last rule was taken for end matter, not for speech".to_owned());
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// Whether most lines of speech begin with a stamp in brackets (`[12.3s] sentence`): then each is a turn of its own, so
/// that no stamp is left inside speech.
fn lines_are_stamped(text: &str, labels: &[Label<'_>]) -> bool {
    let Some(first) = labels.first() else { return false };
    let speech = text.get(first.speech..).unwrap_or_default();
    // Most files have no bracket at all.
    if !speech.contains("\n[") {
        return false;
    }
    let (mut stamped, mut others) = (0_usize, 0_usize);
    let mut starts = labels.iter().map(|label| label.from).peekable();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_label = starts.next_if(|start| *start <= at).is_some();
        if at > first.from && !is_label && !line.trim().is_empty() {
            let has_stamp = stamp::bracketed(line.trim_start()).is_some();
            stamped += usize::from(has_stamp);
            others += usize::from(!has_stamp);
        }
        at += line.len();
    }
    stamped > others && stamped > labels.len() / 2
}

/// One turn per stamped line; a line without a stamp goes on with the one before.
fn stamped_lines(text: &str, start: usize, end: usize) -> Vec<Turn> {
    let mut pieces: Vec<(usize, usize, Option<Stamp>)> = Vec::new();
    let mut at = start;
    for line in text.get(start..end).unwrap_or_default().split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let stamp = line.get(indent..).and_then(stamp::bracketed);
        match (stamp, pieces.last_mut()) {
            (None, Some(last)) => last.1 = at + line.len(),
            (stamp, _) => {
                let from = at + indent + stamp.map_or(0, |stamp| stamp.len);
                pieces.push((from, at + line.len(), stamp));
            }
        }
        at += line.len();
    }
    let turn = |(start, end, stamp): (usize, usize, Option<Stamp>)| {
        let speech = trimmed(text, start, end, stamp.or(None));
        Turn {
            speech: span(text, speech.start, speech.end),
            start_ms: stamp.map(|stamp| stamp.start_ms),
            end_ms: speech.end_ms,
            ..Turn::default()
        }
    };
    pieces.into_iter().map(turn).collect()
}

/// A span on grapheme boundaries: a blank before a combining mark is part of what is said.
fn span(text: &str, start: usize, end: usize) -> Span {
    Span::new(to_u32(start), to_u32(end)).snapped_outwards(text)
}

fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
