//! Labels alone on their lines, with nothing that sets them off: taken only where they recur and speech follows.

use super::Candidate;
use super::label::{self, Look};
use super::mark::{Mark, Shape, Style};

/// The labels of a file that has its speakers on lines of their own, or nothing.
///
/// Each label must look like a name or a role and stand at the start of a paragraph with other text after it; at least
/// two of them must recur; and they may take no more than every second line. Words that people say alone (`Yeah`,
/// `Thank you`) are none.
pub(super) fn candidates<'t>(lines: &[&'t str], body: usize) -> Vec<Candidate<'t>> {
    let spoken = lines.iter().skip(body).filter(|line| !line.trim().is_empty()).count();
    let blanks = lines.len().saturating_sub(body + spoken);
    // Cells of a table come without blank lines between them.
    let needs_blank_before = blanks * 10 >= lines.len();
    let mut marks = Vec::new();
    let mut last = None;
    let mut rest = lines.iter().enumerate().skip(body).filter(|(_, line)| !line.trim().is_empty()).peekable();
    while let Some((at, line)) = rest.next() {
        let begins_paragraph = last.is_none_or(|last| last + 1 < at);
        let has_text_below = rest.peek().is_some_and(|(_, next)| mark(next).is_none());
        if (begins_paragraph || !needs_blank_before) && has_text_below {
            marks.extend(mark(line).map(|mark| (at, mark)));
        }
        last = Some(at);
    }
    let mut found = super::numbered(marks.into_iter());
    let counts = super::counts(&found);
    let recurring = counts.iter().filter(|count| **count > 1).count();
    found.retain(|one| counts.get(one.name).is_some_and(|count| *count > 1) || one.look == Look::Role);
    let plausible = recurring > 1 && found.len() > 3 && found.len() * 2 <= spoken + 1 && found.len() * 20 >= spoken;
    if plausible { found } else { Vec::new() }
}

/// A line that is nothing but a name or a role, in emphasis or not.
fn mark(line: &str) -> Option<Mark<'_>> {
    let is_edge = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '\u{200B}' | '\u{FEFF}');
    let name = line.trim_matches(is_edge);
    if name.len() > 60
        || name.ends_with(['.', '?', '!', ',', ';', ':', '\u{2026}', '-'])
        || label::is_interjection(name)
    {
        return None;
    }
    let start = line.len() - line.trim_start().len();
    let emphasised = line.get(start..)?.starts_with(['*', '_']);
    let style = Style { shape: Shape::Alone, emphasised, stamp_first: false };
    let name = label::cleaned(name);
    let end = line.trim_end().len();
    let is_name = matches!(label::look(&name), Look::Name | Look::Role);
    is_name.then_some(Mark { style, name, start, end, speech: line.len(), stamp: None })
}
