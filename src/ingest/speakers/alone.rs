//! Labels alone on their lines, with nothing that sets them off: taken only where they recur and speech follows.

use std::collections::HashMap;

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
    let mut found = Vec::new();
    let mut before_blank = true;
    let mut rest = lines.iter().enumerate().skip(body).filter(|(_, line)| !line.trim().is_empty()).peekable();
    let mut last = None;
    while let Some((at, line)) = rest.next() {
        before_blank = before_blank || last.is_none_or(|last| last + 1 < at);
        let followed = rest.peek().is_some_and(|(_, next)| mark(next).is_none_or(|next| next.look == Look::No));
        if (before_blank || !needs_blank_before) && followed
            && let Some(mark) = mark(line)
        {
            found.push(Candidate { line: at, mark });
        }
        last = Some(at);
        before_blank = false;
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for one in &found {
        *counts.entry(one.mark.name.clone().into_owned()).or_default() += 1;
    }
    let is_taken = |one: &Candidate<'_>| counts.get(one.mark.name.as_ref()).is_some_and(|count| *count > 1) || one.mark.look == Look::Role;
    let recurring = counts.values().filter(|count| **count > 1).count();
    found.retain(is_taken);
    let plausible = recurring > 1 && found.len() > 3 && found.len() * 2 <= spoken + 1 && found.len() * 20 >= spoken;
    if plausible { found } else { Vec::new() }
}

/// A line that is nothing but a name or a role, in emphasis or not.
fn mark(line: &str) -> Option<Mark<'_>> {
    let is_edge = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '\u{200B}' | '\u{FEFF}');
    let name = line.trim_matches(is_edge);
    if name.len() > 60 || name.ends_with(['.', '?', '!', ',', ';', ':', '\u{2026}', '-']) || label::is_interjection(name) {
        return None;
    }
    let start = line.len() - line.trim_start().len();
    let emphasised = line.get(start..)?.starts_with(['*', '_']);
    let style = Style { shape: Shape::Alone, emphasised, stamp_first: false };
    let name = label::cleaned(name);
    let look = label::look(&name);
    let end = line.trim_end().len();
    matches!(look, Look::Name | Look::Role).then_some(Mark { style, name, look, start, end, speech: line.len(), stamp: None })
}
