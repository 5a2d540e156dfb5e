//! What `WebVTT` and SRT share: cues, their tags, captions that roll, and their rendering as a transcript.

mod cue;
mod render;
mod rolling;
mod tags;

pub(super) use cue::{cues, first_line_is_timing};

use super::decode::Decoded;
use super::transcript::Transcript;
use rolling::Said;

/// The transcript of a caption file whose cues are in `body` (after the header, if there is one).
pub(super) fn transcript(
    format: &'static str,
    decoded: &Decoded<'_>,
    body: &str,
    is_comment: fn(&str) -> bool,
) -> Transcript {
    let cues = cues(body, is_comment);
    let mut said: Vec<Said> = cues.iter().map(Said::new).collect();
    let mut notes = decoded.notes.clone();
    let repeated = rolling::without_repeated_lines(&mut said);
    if repeated > 0 {
        notes.push(format!("the captions roll up: {repeated} line(s) that only repeat the cue before were left out"));
    }
    let (text, turns) = render::rendered(said);
    Transcript { format, encoding: decoded.encoding.clone(), text, turns, notes }
}
