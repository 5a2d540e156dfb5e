//! Captions that roll up: each cue repeats the last line of the cue before, so that words would count twice.

use super::cue::Cue;
use super::tags::{Piece, pieces};

/// A cue without its tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) start_ms: i64,
    pub(super) end_ms: i64,
    pub(super) pieces: Vec<Piece>,
}

impl Said {
    pub(super) fn new(cue: &Cue<'_>) -> Self {
        Self { start_ms: cue.start_ms, end_ms: cue.end_ms, pieces: pieces(&cue.lines) }
    }
}

/// Takes away the lines at the start of a cue that repeat the end of the cue before, in a file where at least half of
/// the cues do that: people do say "Yeah." twice in a row, but not all the time. Returns how many lines went.
pub(super) fn without_repeated_lines(said: &mut [Said]) -> usize {
    let repeats: Vec<usize> =
        said.windows(2).map(|pair| if let [before, after] = pair { repeated(before, after) } else { 0 }).collect();
    let rolling = repeats.iter().filter(|repeat| **repeat > 0).count();
    if rolling < 2 || rolling * 2 < repeats.len() {
        return 0;
    }
    for (cue, repeat) in said.iter_mut().skip(1).zip(&repeats) {
        cue.pieces.drain(..*repeat);
    }
    repeats.iter().sum()
}

/// How many lines at the start of `after` are the end of `before`.
fn repeated(before: &Said, after: &Said) -> usize {
    let most = before.pieces.len().min(after.pieces.len());
    let is_repeat = |count: &usize| {
        before
            .pieces
            .get(before.pieces.len() - count..)
            .zip(after.pieces.get(..*count))
            .is_some_and(|(end, start)| end == start)
    };
    (1..=most).rev().find(is_repeat).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues(lines: &[&[&str]]) -> Vec<Said> {
        let cue = |lines: &&[&str]| Said { pieces: pieces(lines), ..Said::default() };
        lines.iter().map(cue).collect()
    }

    fn words(said: &[Said]) -> String {
        let all: Vec<&str> = said.iter().flat_map(|cue| &cue.pieces).map(|piece| piece.text.as_str()).collect();
        all.join(" | ")
    }

    #[test]
    fn rolling_captions_say_every_word_once() {
        let mut said =
            cues(&[&["so we"], &["so we"], &["so we", "went home"], &["went home"], &["went home", "at last"]]);
        assert_eq!(without_repeated_lines(&mut said), 4);
        assert_eq!(words(&said), "so we | went home | at last");
    }

    #[test]
    fn people_who_repeat_themselves_are_left_alone() {
        let mut said = cues(&[&["Yeah."], &["Yeah."], &["I know."], &["Right."], &["Right."], &["So."], &["And then"]]);
        let before = said.clone();
        assert_eq!(without_repeated_lines(&mut said), 0);
        assert_eq!(said, before);
    }
}
