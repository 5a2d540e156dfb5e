//! What a transcript is once it has been read.

use std::collections::HashSet;

use crate::text::Span;

/// A file read: its text and who speaks where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// Name of the format that it was read as: `txt`, `md`, `docx`, `vtt`, `srt`.
    pub format: &'static str,
    /// Name of the character encoding (WHATWG names): `UTF-8`, `UTF-16LE`, `windows-1252`, ...
    pub encoding: String,
    /// The text: LF line ends, no byte order mark. For subtitles it is rendered: one line per cue.
    pub text: String,
    /// The turns in the order of the text; their spans are disjoint. Empty when nobody is labelled.
    pub turns: Vec<Turn>,
    /// What a person who looks after the data should know about how the file was read.
    pub notes: Vec<String>,
}

/// One speaker's uninterrupted contribution, as the transcript labels it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Who speaks, as the transcript names them, without emphasis marks, colon and stamp; nothing where nobody is named.
    pub label: Option<String>,
    /// Where the label stands; nothing where the turn goes on under an earlier label.
    pub label_span: Option<Span>,
    /// The words, without label and time stamps around them. May be empty.
    pub speech: Span,
    /// Start on the recording in milliseconds.
    pub start_ms: Option<i64>,
    /// End on the recording in milliseconds.
    pub end_ms: Option<i64>,
}

/// The number of turns once neighbours of one label are joined.
#[must_use]
pub fn merged_turns(turns: &[Turn]) -> usize {
    turns.chunk_by(|before, after| before.label == after.label).count()
}

/// The distinct labels in order of appearance.
#[must_use]
pub fn labels(turns: &[Turn]) -> Vec<&str> {
    let mut seen = HashSet::new();
    turns.iter().filter_map(|turn| turn.label.as_deref()).filter(|label| seen.insert(*label)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(labels: &[&str]) -> Vec<Turn> {
        let label = |label: &&str| (!label.is_empty()).then(|| (*label).to_owned());
        labels.iter().map(|name| Turn { label: label(name), ..Turn::default() }).collect()
    }

    #[test]
    fn neighbours_of_one_label_are_one_merged_turn() {
        assert_eq!(merged_turns(&turns(&["I", "P", "P", "I", "I", "P"])), 4);
        assert_eq!(merged_turns(&turns(&["", "", "P"])), 2);
        assert_eq!(merged_turns(&[]), 0);
    }

    #[test]
    fn labels_come_in_order_of_appearance() {
        assert_eq!(labels(&turns(&["", "P", "I", "P"])), ["P", "I"]);
    }
}
