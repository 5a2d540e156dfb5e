//! Lines that nobody says: rules, headings, stamps on lines of their own, footers of transcription services.

use super::super::stamp::{self, Stamp};
use super::label::{Look, look};
use super::mark::mark;

/// Longest statement about the recording or the programme, in bytes; what is longer is speech.
const LONGEST_STATEMENT: usize = 100;

/// `-----`, `_____`, `* * *`.
pub(super) fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next().filter(|first| matches!(first, '-' | '_' | '=' | '*')) else { return false };
    let mut count = 1;
    let alike = marks.all(|mark| {
        count += 1;
        mark == first
    });
    alike && count >= 3
}

/// `## Early life`.
pub(super) fn is_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&level) && line.get(level..).is_some_and(|rest| rest.starts_with(' '))
}

/// What transcription services print below a transcript.
pub(super) fn is_footer(line: &str) -> bool {
    line.trim_start().starts_with("Transcribed by http")
}

/// The stamp that a line consists of, in brackets or bare: `[00:01:02]`, `00:01:02`.
pub(super) fn lone_stamp(line: &str) -> Option<Stamp> {
    let line = line.trim();
    stamp::bracketed(line).or_else(|| stamp::bare(line)).filter(|stamp| stamp.len == line.len())
}

/// A short line about the recording or the programme: `Activity 2: One that broke down`, `Recording paused: 10:42`.
pub(super) fn is_statement(line: &str) -> bool {
    line.len() <= LONGEST_STATEMENT && mark(line).is_some_and(|mark| look(&mark.name) == Look::Metadata)
}
