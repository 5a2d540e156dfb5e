//! Marks: lines that begin as a labelled turn does. Each recogniser knows one way of writing; whether the words look like
//! a name (`label`) and really are a speaker of the file (`decide`) is not asked here.

use std::borrow::Cow;

use super::super::stamp::{self, Stamp};
use super::label;

/// How a label is set off from the speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Shape {
    /// `Name: text`, `**Name:** text`, `Name (0:12): text`.
    Colon,
    /// `Name  0:12`, `**Name** [00:00:12] text`, `[00:12] Name` with the text below.
    Stamped,
    /// `[Name] [00:12] text`, `[Name]: text`.
    Bracketed,
    /// `Q. text`, `A. text`.
    Dotted,
    /// The name alone on its line, with nothing to set it off.
    Alone,
}

/// What marks of one convention have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Style {
    pub(super) shape: Shape,
    /// The label stands in emphasis (Markdown).
    pub(super) emphasised: bool,
    /// A stamp stands before the label.
    pub(super) stamp_first: bool,
}

/// A line that begins like a labelled turn. Offsets are bytes from the start of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark<'t> {
    pub(super) style: Style,
    /// The name as people read it.
    pub(super) name: Cow<'t, str>,
    /// Start of the label with its emphasis.
    pub(super) start: usize,
    /// End of the label with its emphasis.
    pub(super) end: usize,
    /// Where the speech begins; the end of the line when it is below.
    pub(super) speech: usize,
    /// The stamp beside the label.
    pub(super) stamp: Option<Stamp>,
}

/// What stands before a name: indentation, emphasis, a stamp.
struct Opening {
    /// Where the emphasis, or else the name, starts.
    start: usize,
    /// Where the name starts.
    name: usize,
    emphasised: bool,
    stamp: Option<Stamp>,
}

/// What ends a name.
enum End {
    Colon(usize),
    Emphasis,
    Stamp(Stamp),
    Line,
}

/// Longest stretch, in bytes, in which a name must end.
const REACH: usize = 160;

/// The mark that a line begins with, if it begins with one.
pub(super) fn mark(line: &str) -> Option<Mark<'_>> {
    let opening = opening(line)?;
    let rest = line.get(opening.name..)?;
    if rest.starts_with('[') {
        return bracketed_name(line, &opening);
    }
    if let Some(mark) = question_or_answer(line, &opening) {
        return Some(mark);
    }
    let (end, by) = end_of_name(rest, opening.emphasised)?;
    let end = opening.name + end;
    match by {
        End::Colon(len) => before_colon(line, &opening, end, len),
        End::Emphasis => before_emphasis(line, &opening, end),
        End::Stamp(stamp) => before_stamp(line, &opening, end, end, stamp),
        End::Line => below_stamp(line, &opening, end),
    }
}

/// Indentation, form feeds and invisible characters, `>>` of broadcast captions, emphasis, a stamp with or without
/// brackets, emphasis again.
fn opening(line: &str) -> Option<Opening> {
    let indent = |c: char| c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '>');
    let body = line.trim_start_matches(indent);
    let first = body.chars().next()?;
    if !(first.is_alphanumeric() || matches!(first, '*' | '_' | '[' | '(' | '{' | '<')) {
        return None;
    }
    let mut start = line.len() - body.len();
    let mut at = start + emphasis(body);
    let mut emphasised = at > start;
    let from_stamp = line.get(at..)?;
    let stamp = stamp::bracketed(from_stamp).or_else(|| stamp::bare(from_stamp));
    if let Some(stamp) = stamp {
        let after = line.get(at + stamp.len..)?;
        let name = after.trim_start_matches([' ', '\t', '*', '_', '-', '\u{2013}', '\u{A0}']);
        let gap = after.get(..after.len() - name.len())?;
        at = line.len() - name.len();
        if gap.ends_with(['*', '_']) && !emphasised {
            start = at - emphasis_before(gap);
            emphasised = true;
        } else if !emphasised {
            start = at;
        }
    }
    Some(Opening { start, name: at, emphasised, stamp })
}

/// Length of the emphasis marks at the start of some text.
fn emphasis(text: &str) -> usize {
    text.bytes().take_while(|byte| matches!(byte, b'*' | b'_')).take(3).count()
}

fn emphasis_before(text: &str) -> usize {
    text.bytes().rev().take_while(|byte| matches!(byte, b'*' | b'_')).take(3).count()
}

/// Where a name ends and what ends it. Nothing when what comes first is no part of a name.
fn end_of_name(text: &str, emphasised: bool) -> Option<(usize, End)> {
    let mut in_brackets = false;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if at > REACH {
            return None;
        }
        match c {
            ':' | '\u{FF1A}' if !in_brackets => return Some((at, End::Colon(c.len_utf8()))),
            '*' => return emphasised.then_some((at, End::Emphasis)),
            '_' if emphasised && !before_word(text, at) => return Some((at, End::Emphasis)),
            '(' | '[' => {
                if let Some(stamp) = text.get(at..).and_then(stamp::bracketed) {
                    return Some((at, End::Stamp(stamp)));
                }
                in_brackets = c == '(';
                if c == '[' {
                    return None;
                }
            }
            ')' => in_brackets = false,
            '0'..='9' if before.is_whitespace() => {
                if let Some(stamp) = text.get(at..).and_then(stamp::bare) {
                    return Some((at, End::Stamp(stamp)));
                }
            }
            ',' if in_brackets => {}
            '?' | '!' | ';' | ',' | '"' | '\u{201C}' | '\u{201D}' | '<' | '>' | '=' | '{' | '}' | '\u{2026}'
            | '\u{2014}' => return None,
            _ => {}
        }
        before = c;
    }
    Some((text.len(), End::Line))
}

fn before_word(text: &str, at: usize) -> bool {
    text.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}

/// `Name: text`. A colon in a time, an address or a ratio ends no name.
fn before_colon<'t>(line: &'t str, opening: &Opening, end: usize, colon: usize) -> Option<Mark<'t>> {
    let after = line.get(end + colon..)?;
    let in_word = after.starts_with("//") || after.starts_with(|c: char| c.is_ascii_digit() || c == ':' || c == '\\');
    if in_word && colon == 1 {
        return None;
    }
    let closing = if opening.emphasised { emphasis(after) } else { 0 };
    let label_end = if closing > 0 { end + colon + closing } else { end };
    let stamp = after_blanks(line, end + colon + closing).and_then(|at| Some((at, stamp::bracketed(line.get(at..)?)?)));
    let speech = stamp.map_or(end + colon + closing, |(at, stamp)| at + stamp.len);
    let style = Style { shape: Shape::Colon, emphasised: opening.emphasised, stamp_first: opening.stamp.is_some() };
    found(line, opening, style, (end, label_end, speech), opening.stamp.or(stamp.map(|(_, stamp)| stamp)))
}

/// `**Name** [00:00:12] text`, `**Name**  0:12`, `**Name**: text`.
fn before_emphasis<'t>(line: &'t str, opening: &Opening, end: usize) -> Option<Mark<'t>> {
    let label_end = end + emphasis(line.get(end..)?);
    let after = line.get(label_end..)?;
    if after.starts_with(':') {
        let mark = before_colon(line, opening, label_end, 1)?;
        let name = label::cleaned(line.get(opening.name..end)?);
        return Some(Mark { name, end: label_end, ..mark });
    }
    let at = after_blanks(line, label_end)?;
    let from_stamp = line.get(at..)?;
    match stamp::bracketed(from_stamp).or_else(|| stamp::bare(from_stamp)) {
        Some(stamp) => before_stamp(line, opening, end, at, stamp),
        None if from_stamp.is_empty() && opening.stamp.is_some() => below_stamp(line, opening, end),
        None => None,
    }
}

/// `Name  0:12` with the text below, `Name [00:00:12] text`, `Name (00:01:23): text`.
///
/// A stamp without brackets must end the line: `Anna 9:30 is fine` is speech.
fn before_stamp<'t>(line: &'t str, opening: &Opening, end: usize, at: usize, stamp: Stamp) -> Option<Mark<'t>> {
    let after_stamp = at + stamp.len;
    let after = line.get(after_stamp..)?;
    let closing = emphasis(after);
    let label_end = end + emphasis(line.get(end..)?);
    let mut style =
        Style { shape: Shape::Stamped, emphasised: opening.emphasised, stamp_first: opening.stamp.is_some() };
    let mut speech = after_stamp + closing;
    if line.get(speech..)?.starts_with(':') {
        style.shape = Shape::Colon;
        speech += 1;
        speech += if opening.emphasised { emphasis(line.get(speech..)?) } else { 0 };
    } else if !line.get(at..)?.starts_with(['[', '(', '{']) && !line.get(speech..)?.trim().is_empty() {
        return None;
    }
    found(line, opening, style, (end, label_end, speech), Some(stamp))
}

/// `[00:00:12] Name` or `00:00:12 - Name` with the text below.
fn below_stamp<'t>(line: &'t str, opening: &Opening, end: usize) -> Option<Mark<'t>> {
    let stamp = opening.stamp?;
    let label_end = end + emphasis(line.get(end..)?);
    let style = Style { shape: Shape::Stamped, emphasised: opening.emphasised, stamp_first: true };
    found(line, opening, style, (end, label_end, line.len()), Some(stamp))
}

/// `[Name] [00:12] text`, `[Name]: text`, `[00:12] [Name] text`. In brackets alone stand sounds: `[laughs]`.
fn bracketed_name<'t>(line: &'t str, opening: &Opening) -> Option<Mark<'t>> {
    let inner = opening.name + 1;
    let end = inner + line.get(inner..)?.find(']').filter(|length| *length <= REACH)?;
    let mut speech = end + 1;
    let colon = line.get(speech..)?.starts_with(':');
    speech += usize::from(colon);
    let stamp = after_blanks(line, speech).and_then(|at| Some((at, stamp::bracketed(line.get(at..)?)?)));
    if let Some((at, stamp)) = stamp {
        speech = at + stamp.len;
        speech += usize::from(line.get(speech..)?.starts_with(':'));
    } else if !colon && opening.stamp.is_none() {
        return None;
    }
    let style = Style { shape: Shape::Bracketed, emphasised: opening.emphasised, stamp_first: opening.stamp.is_some() };
    let inside = Opening { start: opening.start, name: inner, emphasised: opening.emphasised, stamp: opening.stamp };
    found(line, &inside, style, (end, end + 1, speech), opening.stamp.or(stamp.map(|(_, stamp)| stamp)))
}

/// `Q. text` and `A. text`.
fn question_or_answer<'t>(line: &'t str, opening: &Opening) -> Option<Mark<'t>> {
    let rest = line.get(opening.name..)?;
    if !(rest.starts_with("Q. ") || rest.starts_with("A. ")) {
        return None;
    }
    let style = Style { shape: Shape::Dotted, emphasised: opening.emphasised, stamp_first: opening.stamp.is_some() };
    found(line, opening, style, (opening.name + 1, opening.name + 1, opening.name + 2), opening.stamp)
}

/// A mark. `ends`: of the name, of the label, of all before the speech.
fn found<'t>(
    line: &'t str,
    opening: &Opening,
    style: Style,
    ends: (usize, usize, usize),
    stamp: Option<Stamp>,
) -> Option<Mark<'t>> {
    let (name_end, label_end, speech) = ends;
    let name = label::cleaned(line.get(opening.name..name_end)?);
    // Without emphasis, blanks before a colon or a stamp are no part of the label.
    let end = if label_end == name_end {
        opening.name + line.get(opening.name..name_end)?.trim_end().len()
    } else {
        label_end
    };
    (!name.is_empty()).then_some(Mark { style, name, start: opening.start, end, speech, stamp })
}

/// The first byte from `at` on that is no blank of the same line.
fn after_blanks(line: &str, at: usize) -> Option<usize> {
    let rest = line.get(at..)?;
    Some(line.len() - rest.trim_start_matches([' ', '\t', '\u{A0}']).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, label as printed, stamp and speech of a line, if the name looks like one.
    fn parts(line: &str) -> Option<(String, &str, Option<i64>, &str)> {
        let mark = mark(line).filter(|mark| label::look(&mark.name) != label::Look::No)?;
        let stamp = mark.stamp.map(|stamp| stamp.start_ms);
        Some((mark.name.into_owned(), &line[mark.start..mark.end], stamp, line[mark.speech..].trim()))
    }

    #[test]
    fn every_way_of_writing_a_label() {
        for (line, name, label, stamp, speech) in [
            ("Researcher 1: Perfect.", "Researcher 1", "Researcher 1", None, "Perfect."),
            ("Lisa: ", "Lisa", "Lisa", None, ""),
            ("Int :So", "Int", "Int", None, "So"),
            (
                "[Bryan Cantrill] [02:03:53] Thank you",
                "Bryan Cantrill",
                "[Bryan Cantrill]",
                Some(7_433_000),
                "Thank you",
            ),
            ("[Anna]: hello", "Anna", "[Anna]", None, "hello"),
            ("**Jerod Santo:** He opened", "Jerod Santo", "**Jerod Santo:**", None, "He opened"),
            ("**Tim Smith:** [01:46] Describing", "Tim Smith", "**Tim Smith:**", Some(106_000), "Describing"),
            ("**[01:46] Tim:** Describing", "Tim", "**[01:46] Tim:**", Some(106_000), "Describing"),
            ("**Ali** [00:00:33] I'm Ali.", "Ali", "**Ali**", Some(33_000), "I'm Ali."),
            ("**Ali**: I'm Ali.", "Ali", "**Ali**", None, "I'm Ali."),
            ("**Unknown Speaker**  0:23  ", "Unknown Speaker", "**Unknown Speaker**", Some(23_000), ""),
            ("Kelly 0:26  ", "Kelly", "Kelly", Some(26_000), ""),
            ("S01: [00:00:12] Guten Tag", "S01", "S01", Some(12_000), "Guten Tag"),
            ("I: Und dann? #00:00:05-2#", "I", "I", None, "Und dann? #00:00:05-2#"),
            ("00:05:41\tSanggu Han:\tsounds great", "Sanggu Han", "Sanggu Han", Some(341_000), "sounds great"),
            ("[00:12] **Anna:** hi", "Anna", "**Anna:**", Some(12_000), "hi"),
            ("Interviewer (00:01:23): And?", "Interviewer", "Interviewer", Some(83_000), "And?"),
            ("00:00:12 - Speaker 1", "Speaker 1", "Speaker 1", Some(12_000), ""),
            ("Q. Where do you live?", "Q", "Q", None, "Where do you live?"),
            (">> Mr Pugh: Order.", "Mr Pugh", "Mr Pugh", None, "Order."),
            ("\u{C}\u{200B}An\u{200B}na: x", "Anna", "An\u{200B}na", None, "x"),
            ("采访者：你好", "采访者", "采访者", None, "你好"),
            ("_Zoë:_ no", "Zoë", "_Zoë:_", None, "no"),
            ("SPEAKER_01: hi", "SPEAKER_01", "SPEAKER_01", None, "hi"),
            ("Michael Folkson (MF): This", "Michael Folkson (MF)", "Michael Folkson (MF)", None, "This"),
        ] {
            assert_eq!(parts(line), Some((name.to_owned(), label, stamp, speech)), "{line}");
        }
    }

    #[test]
    fn lines_that_are_no_labelled_turns() {
        for line in [
            "",
            "https://example.org",
            "17:30",
            "at 17:30 we left",
            "- Point: bullet",
            "(12 seconds pause)",
            "[laughs] yes",
            "See you, Anna: bye",
            "I was there 0:23 minutes",
            "**Really** good",
            "# Heading: one",
            "Anna 9:30 is fine",
            "\"Quote: x",
            "C:\\temp",
            "And he said: no",
        ] {
            assert_eq!(parts(line), None, "{line}");
        }
    }
}
