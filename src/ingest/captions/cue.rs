//! Cues: timing lines and the lines under them.

use super::super::stamp::clock;

/// A cue as the file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ingest) struct Cue<'t> {
    /// Milliseconds.
    pub(in crate::ingest) start_ms: i64,
    /// Milliseconds.
    pub(in crate::ingest) end_ms: i64,
    /// The lines under the timing line, with their tags.
    pub(in crate::ingest) lines: Vec<&'t str>,
}

/// The cues of a caption file.
///
/// Forgiving where files are careless: numbers and ids may be missing, blank lines too; a blank line inside a cue does
/// not lose what stands after it. A block whose first line `is_comment` says yes to is skipped.
pub(in crate::ingest) fn cues(body: &str, is_comment: fn(&str) -> bool) -> Vec<Cue<'_>> {
    let mut reading = Reading::default();
    for line in body.split('\n') {
        if let Some((start_ms, end_ms)) = timing(line) {
            reading.drop_id();
            reading.end_block();
            reading.cues.push(Cue { start_ms, end_ms, lines: Vec::new() });
            reading.place = Place::UnderTiming;
        } else if line.trim().is_empty() {
            reading.end_block();
            reading.place = Place::Between;
        } else if reading.place == Place::Between && is_comment(line) {
            reading.place = Place::InComment;
        } else if reading.place != Place::InComment {
            reading.place = if reading.place == Place::Between { Place::Loose } else { reading.place };
            reading.block.push(line);
        }
    }
    reading.end_block();
    reading.cues
}

/// Whether the first line that is neither blank nor a number is a timing line.
pub(in crate::ingest) fn first_line_is_timing(text: &str) -> bool {
    let is_number = |line: &str| line.bytes().all(|byte| byte.is_ascii_digit());
    let first = text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_number(line)).take(1);
    first.into_iter().any(|line| timing(line).is_some())
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// After a blank line.
    #[default]
    Between,
    /// In a block that began with a timing line.
    UnderTiming,
    /// In a block without a timing line so far: an id, or more of the cue before.
    Loose,
    /// In a comment or style block.
    InComment,
}

#[derive(Debug, Default)]
struct Reading<'t> {
    cues: Vec<Cue<'t>>,
    block: Vec<&'t str>,
    place: Place,
}

impl Reading<'_> {
    /// A timing line has come: the line before it is an id, unless it is the speech of a cue that no blank line ends.
    fn drop_id(&mut self) {
        let is_number = |line: &&str| line.trim().bytes().all(|byte| byte.is_ascii_digit());
        if self.place == Place::Loose || (self.block.len() > 1 && self.block.last().is_some_and(is_number)) {
            self.block.pop();
        }
    }

    /// The lines belong to the last cue: a loose block is what follows a blank line inside of it. The number of a cue
    /// that never came is nobody's speech, nor is what stands before the first cue.
    fn end_block(&mut self) {
        let next = (self.cues.len() + 1).to_string();
        let is_lost_number = self.place == Place::Loose
            && self.block.len() == 1
            && self.block.first().is_some_and(|line| line.trim() == next);
        if let Some(cue) = self.cues.last_mut().filter(|_| !is_lost_number) {
            cue.lines.append(&mut self.block);
        }
        self.block.clear();
    }
}

/// Start and end of a line such as `00:00:01,000 --> 00:00:04.000 align:start`.
fn timing(line: &str) -> Option<(i64, i64)> {
    let (start, end) = line.split_once("-->")?;
    let (start, end) = (start.trim(), end.trim());
    let (first, second) = (clock(start)?, clock(end)?);
    let ends_there = end.get(second.len..)?.chars().next().is_none_or(char::is_whitespace);
    (first.len == start.len() && ends_there).then_some((first.ms, second.ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(body: &str) -> Vec<Vec<&str>> {
        cues(body, |line| line.starts_with("NOTE")).into_iter().map(|cue| cue.lines).collect()
    }

    #[test]
    fn cues_with_and_without_numbers_and_blank_lines() {
        let tidy = "1\n00:00:01,000 --> 00:00:02,000\na\nb\n\n2\n00:00:02,000 --> 00:00:03,000\nc\n";
        assert_eq!(lines(tidy), [vec!["a", "b"], vec!["c"]]);
        assert_eq!(lines("0.0 --> 1.5\na\n\n0:0:1.5 --> 0:0:2\nb"), [["a"], ["b"]]);
        let crammed = "1\n00:01 --> 00:02\na\nb\n2\n00:02 --> 00:03\nc\n00:03 --> 00:04\nd";
        assert_eq!(lines(crammed), [vec!["a", "b"], vec!["c"], vec!["d"]]);
    }

    #[test]
    fn a_blank_line_inside_a_cue_loses_nothing() {
        let body = "1\n00:01 --> 00:02\nfirst\n\nsecond\n\nc0de-guid/7-0\n00:02 --> 00:03\nthird\n\n3\n";
        assert_eq!(lines(body), [vec!["first", "second"], vec!["third"]]);
    }

    #[test]
    fn comments_are_no_speech() {
        let body = "NOTE Confidence: 0.9\nmore\n\n00:01 --> 00:02\nNOTE this is said\n\nNOTE\nx\n\n00:03 --> 00:04\nb";
        assert_eq!(lines(body), [["NOTE this is said"], ["b"]]);
    }

    #[test]
    fn a_number_that_is_said_stays() {
        assert_eq!(lines("00:01 --> 00:02\n16\n\n00:02 --> 00:03\nc"), [["16"], ["c"]]);
        assert_eq!(lines("00:01 --> 00:02\n16\n00:02 --> 00:03\nc"), [["16"], ["c"]]);
    }

    #[test]
    fn an_arrow_in_speech_is_no_timing() {
        assert_eq!(timing("we went from 1 --> 2 and on"), None);
        assert_eq!(timing("00:01 --> 00:02 align:start position:0%"), Some((1000, 2000)));
        assert!(first_line_is_timing("\n1\n00:00:01 --> 00:00:10\nx"));
        assert!(!first_line_is_timing("1\nOnce upon a time\n00:00:01 --> 00:00:10"));
    }
}
