//! Cues as a text that people read: one line per cue, the speaker's name where the speaker changes.

use super::super::speakers;
use super::super::transcript::Turn;
use super::rolling::Said;
use crate::text::{Span, text_len};

/// One line of the rendered text.
struct Line {
    label: Option<String>,
    words: String,
    start_ms: i64,
    end_ms: i64,
}

/// The text and one turn per cue, or per voice where several voices share a cue.
///
/// A speaker is taken from a voice tag, else from a `Name:` at the start of the cue where the whole file makes that a
/// label; a cue without either goes on with the speaker before. Cues without words have no line and no turn.
pub(super) fn rendered(said: Vec<Said>) -> (String, Vec<Turn>) {
    let mut lines = lines(said);
    take_labels_from_words(&mut lines);
    let mut text = String::new();
    let mut turns: Vec<Turn> = Vec::with_capacity(lines.len());
    for line in lines {
        let current = turns.last().and_then(|turn| turn.label.as_ref());
        let label = line.label.or_else(|| current.cloned());
        let changes = label.is_some() && label.as_ref() != current;
        let label_span = label.as_ref().filter(|_| changes).map(|name| {
            let start = text_len(&text);
            text.push_str(name);
            let span = Span::new(start, text_len(&text));
            text.push_str(": ");
            span
        });
        let start = text_len(&text);
        text.push_str(&line.words);
        let speech = Span::new(start, text_len(&text));
        text.push('\n');
        turns.push(Turn { label, label_span, speech, start_ms: Some(line.start_ms), end_ms: Some(line.end_ms) });
    }
    (text, turns)
}

/// The pieces of each cue, joined as long as the voice is the same.
fn lines(said: Vec<Said>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(said.len());
    for cue in said {
        let first = lines.len();
        for piece in cue.pieces {
            match lines.get_mut(first..).and_then(|of_cue| of_cue.last_mut()) {
                Some(line) if line.label == piece.voice => {
                    line.words.push(' ');
                    line.words.push_str(&piece.text);
                }
                _ => lines.push(Line {
                    label: piece.voice,
                    words: piece.text,
                    start_ms: cue.start_ms,
                    end_ms: cue.end_ms,
                }),
            }
        }
    }
    lines
}

/// Where no voice tag names anybody, names at the start of cues are labels and leave the words.
fn take_labels_from_words(lines: &mut [Line]) {
    if lines.iter().any(|line| line.label.is_some()) {
        return;
    }
    let words: Vec<&str> = lines.iter().map(|line| line.words.as_str()).collect();
    let labels = speakers::labels_before_colons(&words);
    for (line, label) in lines.iter_mut().zip(labels) {
        if let Some((label, length)) = label {
            line.label = Some(label);
            line.words = line.words.get(length..).unwrap_or_default().to_owned();
        }
    }
}
