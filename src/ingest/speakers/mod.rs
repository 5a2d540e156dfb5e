//! Who speaks where: the recognition of speakers that plain text, Markdown, Word and captions share.
//!
//! In three steps. `mark` reads each line for itself: does it begin as a labelled turn does? `decide` looks at the whole
//! file: which of these marks recur or fit the file's convention, and which are dates, headings and times of day? `turns`
//! cuts the speech between the labels that remain. Where no line is labelled, labels alone on their lines (`alone`) and
//! labels in the middle of long lines (`inline`) are tried. A file without labels has no speakers; that is no error.

mod alone;
mod apparatus;
mod decide;
mod inline;
mod label;
mod mark;
mod metadata;
mod turns;
mod words;

use std::borrow::Cow;
use std::collections::HashMap;

use super::stamp::Stamp;
use super::transcript::Turn;
use label::Look;
use mark::{Mark, mark};

/// What was found in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Recognised {
    /// The turns in order; none when nobody is labelled.
    pub(super) turns: Vec<Turn>,
    /// What a person should look at.
    pub(super) notes: Vec<String>,
}

/// A line that begins as a labelled turn does.
#[derive(Clone, Debug)]
struct Candidate<'t> {
    /// Position of the line.
    line: usize,
    mark: Mark<'t>,
    /// What its name looks like.
    look: Look,
    /// Number of the name: the same for the same name, in order of appearance.
    name: usize,
}

/// A label that was accepted. Offsets are bytes of the text.
#[derive(Clone, Debug)]
struct Label<'t> {
    name: Cow<'t, str>,
    /// Where the speech before must have ended.
    from: usize,
    start: usize,
    end: usize,
    /// Where the speech may begin.
    speech: usize,
    stamp: Option<Stamp>,
}

/// The speakers and turns of a running text with LF line ends.
pub(super) fn recognise(text: &str) -> Recognised {
    let lines: Vec<&str> = text.split('\n').collect();
    let body = metadata::front_matter(&lines);
    let candidates = candidates(&lines, body);
    let mut accepted = decide::accepted(&candidates, &lines);
    if accepted.is_empty() {
        accepted = alone::candidates(&lines, body);
    }
    let mut notes = Vec::new();
    let mut labels = placed(&lines, accepted);
    if labels.len() < 3 && inline::has_long_line(&lines) {
        let within = inline::labels(text);
        if within.len() > labels.len() {
            notes.push("labels in the middle of lines were taken for turns: look at them".to_owned());
            labels = within;
        }
    }
    let turns = turns::turns(text, &labels, &mut notes);
    Recognised { turns, notes }
}

/// For each of some lines: the label that it begins with and the bytes before the speech, where the lines together make
/// it a label.
pub(super) fn labels_before_colons(lines: &[&str]) -> Vec<Option<(String, usize)>> {
    let mut labels = vec![None; lines.len()];
    for candidate in decide::accepted(&candidates(lines, 0), lines) {
        if let (Some(label), Some(line)) = (labels.get_mut(candidate.line), lines.get(candidate.line)) {
            let speech = line.get(candidate.mark.speech..).unwrap_or_default();
            *label = Some((candidate.mark.name.into_owned(), line.len() - speech.trim_start().len()));
        }
    }
    labels
}

/// The marked lines from line `body` on whose names look like anything a label can be.
fn candidates<'t>(lines: &[&'t str], body: usize) -> Vec<Candidate<'t>> {
    numbered(lines.iter().enumerate().skip(body).filter_map(|(line, text)| Some((line, mark(text)?))))
}

/// Marks with the look and number of their names. A name is looked at only once: few people say many things.
fn numbered<'t>(marks: impl Iterator<Item = (usize, Mark<'t>)>) -> Vec<Candidate<'t>> {
    let mut names: HashMap<Cow<'t, str>, (usize, Look)> = HashMap::new();
    let mut candidates = Vec::new();
    for (line, mark) in marks {
        let next = names.len();
        let (name, look) = match names.get(&mark.name) {
            Some(known) => *known,
            None => *names.entry(mark.name.clone()).or_insert((next, label::look(&mark.name))),
        };
        if look != Look::No {
            candidates.push(Candidate { line, mark, look, name });
        }
    }
    candidates
}

/// How often each name occurs, by its number.
fn counts<'c, 't: 'c>(candidates: impl IntoIterator<Item = &'c Candidate<'t>>) -> Vec<usize> {
    let mut counts = Vec::new();
    for Candidate { name, .. } in candidates {
        if counts.len() <= *name {
            counts.resize(name + 1, 0);
        }
        if let Some(count) = counts.get_mut(*name) {
            *count += 1;
        }
    }
    counts
}

/// Candidates as labels of the text.
fn placed<'t>(lines: &[&str], accepted: Vec<Candidate<'t>>) -> Vec<Label<'t>> {
    let mut labels = Vec::with_capacity(accepted.len());
    let (mut line, mut from) = (0, 0);
    for Candidate { line: wanted, mark, .. } in accepted {
        from += lines.get(line..wanted).unwrap_or_default().iter().map(|line| line.len() + 1).sum::<usize>();
        line = wanted;
        labels.push(Label {
            name: mark.name,
            from,
            start: from + mark.start,
            end: from + mark.end,
            speech: from + mark.speech,
            stamp: mark.stamp,
        });
    }
    labels
}
