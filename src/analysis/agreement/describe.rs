//! What is compared, in words: the lines above and below every table of agreement.

use super::super::Frame;
use super::coefficient::Why;
use super::field::Field;
use super::measured::Measured;
use super::request::{AgreementRequest, CompareUnit, ComparedText};
use crate::table::{Cell, Table};
use crate::text::counted;

/// Sources that are named one by one.
const NAMED: usize = 6;
/// Clusters below which a percentile interval is rough.
const FEW: usize = 10;

/// `RK and SB`.
pub(super) fn names(field: &Field) -> String {
    let names: Vec<&str> = field.raters.iter().map(|rater| rater.label.as_str()).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.join(""),
    }
}

/// Which text of whom, in a line.
pub(super) fn frame_line(frame: &Frame<'_>, field: &Field, request: &AgreementRequest) -> String {
    let snapshot = frame.snapshot();
    let sources = field.sources();
    let named: Vec<&str> = sources
        .iter()
        .filter_map(|source| snapshot.sources.get(*source as usize))
        .map(|source| source.name.as_str())
        .collect();
    let mut line = counted(sources.len() as u64, "source");
    line.push_str(if request.sources.is_empty() { " that two of them coded" } else { " that were named" });
    if named.len() <= NAMED {
        line.push_str(&format!(" ({})", named.join(", ")));
    }
    if !field.rounds.is_empty() {
        line.push_str(&format!("; {}", field.rounds));
    }
    line.push_str(&format!("; {}", counted(field.length, unit_noun(field.unit))));
    line.push_str(match request.text {
        ComparedText::All => " of speech",
        ComparedText::Coded => " that somebody coded",
    });
    if !frame.label().is_empty() {
        line.push_str(&format!("; filter: {}", frame.label()));
    }
    if !snapshot.codebook.name.is_empty() {
        line.push_str(&format!("; codebook {}", snapshot.codebook.label()));
    }
    line
}

/// What a unit is called.
pub(super) fn unit_noun(unit: CompareUnit) -> &'static str {
    if unit == CompareUnit::Segment { "coded passage" } else { unit.word() }
}

/// How a unit is rated, and what is outside.
pub(super) fn rule_notes(frame: &Frame<'_>, field: &Field) -> Vec<String> {
    let rule = match field.unit {
        CompareUnit::Character => "Each character is a unit: it has a code or not.",
        CompareUnit::Word => "Each word is a unit; it has a code where any character of it has.",
        CompareUnit::Sentence => "Each sentence is a unit; it has a code where any of its words has.",
        CompareUnit::Turn => "Each turn is a unit; it has a code where any of its words has.",
        CompareUnit::Segment => {
            "Each passage that somebody coded is a unit, overlapping codings being one; text that nobody coded is none."
        }
        CompareUnit::Source => "Each source is a unit; it has a code where any of its words has.",
    };
    let mut notes = vec![rule.to_owned()];
    notes.push(format!(
        "Outside: {}labels, headings, and speech of people who do not allow analysis.",
        if frame.includes_interviewers() { "" } else { "interviewers' speech, " }
    ));
    if field.in_bytes > 0 {
        notes.push(format!(
            "{} measured in bytes, for the texts were not loaded: a character may be several.",
            counted(field.in_bytes, "source is|sources are")
        ));
    }
    notes
}

/// How the intervals came about.
pub(super) fn interval_notes(field: &Field, request: &AgreementRequest, measured: &[&Measured]) -> Vec<String> {
    let clusters = counted(field.clusters as u64, request.clusters.word());
    let percent = format!("{:.0}", request.level * 100.0);
    let mut notes = Vec::new();
    if measured.iter().any(|one| one.drawn.is_some()) {
        let mut note =
            format!("Intervals ({percent}%): {} resamples of {clusters} (seed {}).", request.resamples, request.seed);
        if field.clusters < FEW {
            note.push_str(" That is few: they are rough, and rather too narrow.");
        }
        if measured.iter().any(|one| one.found.is_ok() && one.drawn.is_none()) {
            note.push_str(&format!(" Codes of one {} alone have none.", request.clusters.word()));
        }
        notes.push(note);
        let undefined: usize = measured.iter().map(|one| one.undefined).max().unwrap_or(0);
        if undefined > 0 {
            notes.push(format!(
                "Resamples in which a figure is not defined are left out of its interval: up to {undefined} of a line."
            ));
        }
    } else if field.clusters < 2 && request.resamples > 0 {
        notes.push(format!("No interval from resamples: {clusters} cannot be drawn anew."));
    }
    if request.resamples == 0 && field.unit != CompareUnit::Character {
        notes.push(format!(
            "Intervals ({percent}%) by formula, which takes units for independent; those of one person are not."
        ));
    }
    notes
}

/// Reasons for figures that are not defined, by letter, in the order of their first use.
#[derive(Default)]
pub(super) struct Reasons(Vec<Why>);

impl Reasons {
    /// The cell of a figure: `–(a)` where there is none.
    pub fn cell(&mut self, figure: Result<f64, Why>) -> Cell {
        match figure {
            Ok(value) => Cell::Number { value, decimals: 3 },
            Err(why) => {
                let at = self.0.iter().position(|known| *known == why).unwrap_or_else(|| {
                    self.0.push(why);
                    self.0.len() - 1
                });
                Cell::Text(format!("–({})", letter(at)))
            }
        }
    }

    /// Says what the letters mean.
    pub fn explain(&self, table: &mut Table) {
        let notes = self.0.iter().enumerate();
        table.notes.extend(notes.map(|(at, why)| format!("({}) Not defined: {why}.", letter(at))));
    }
}

fn letter(at: usize) -> char {
    u8::try_from(at).ok().filter(|at| *at < 26).map_or('?', |at| char::from(b'a' + at))
}
