//! A frame in words: its N and who is outside, as every table prints them.

use super::Frame;
use crate::text::counted;

/// How much is inside and outside a frame; the numbers behind its notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Participants in the frame: those with at least one turn.
    pub participants: u64,
    /// Sources with speech or text in the frame.
    pub sources: u64,
    /// Participants who have withdrawn.
    pub withdrawn: u64,
    /// Other participants whose consent does not allow analysis today.
    pub without_consent: u64,
    /// Participants with consent and without a turn in the project.
    pub silent: u64,
    /// Speakers with a turn whom nobody has been named for.
    pub unnamed_speakers: u64,
    /// Codings that count.
    pub codings: u64,
    /// Codings that count and must be looked at: what their code means has changed since.
    pub stale_codings: u64,
    /// Codings that count and touch text that cannot be tied to a person.
    pub unattributed_codings: u64,
    /// Sources in the frame that nobody has coded, under any code.
    pub uncoded_sources: u64,
    /// Codings outside because they touch interviewers' speech alone.
    pub interviewer_codings: u64,
    /// Codings outside because consent does not allow analysis of the speech they touch.
    pub barred_codings: u64,
    /// Codings outside because they touch nobody's speech (labels, headings, breaks).
    pub nobody_codings: u64,
}

impl Frame<'_> {
    /// The frame in a line: its N, who is outside, the filter and the codebook version.
    #[must_use]
    pub fn describe(&self) -> String {
        let Tally { participants, sources, .. } = self.tally();
        let mut line = format!(
            "{} with consent to analysis, in {}",
            counted(participants, "participant"),
            counted(sources, "source")
        );
        line.push_str(if self.includes_interviewers() {
            "; interviewers' speech included"
        } else {
            "; interviewers outside"
        });
        if !self.label().is_empty() {
            line.push_str(&format!("; filter: {}", self.label()));
        }
        if !self.snapshot().codebook.name.is_empty() {
            line.push_str(&format!("; codebook {}", self.snapshot().codebook.label()));
        }
        line
    }

    /// How many are outside for want of consent, and how many codings with them; nothing when nobody is. A note for the
    /// study's own team: the numbers may be of one person.
    #[must_use]
    pub fn consent_note(&self) -> Option<String> {
        let Tally { withdrawn, without_consent, barred_codings, .. } = self.tally();
        let want = [(withdrawn, "withdrawn"), (without_consent, "not given or expired")];
        let want: Vec<String> =
            want.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
        let codings = counted(barred_codings, "coding");
        (!want.is_empty()).then(|| format!("Outside for want of consent: {}; with them {codings}.", want.join(", ")))
    }

    /// What a reader must know of those outside the frame, with their numbers.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let tally = self.tally();
        let mut notes: Vec<String> = self.consent_note().into_iter().collect();
        let mut say = |number: u64, text: String| {
            if number > 0 {
                notes.push(text);
            }
        };
        say(
            tally.silent,
            format!("{} without a turn in these sources: outside.", counted(tally.silent, "participant")),
        );
        say(
            tally.interviewer_codings,
            format!("{} of interviewers' speech alone: outside.", counted(tally.interviewer_codings, "coding")),
        );
        say(
            tally.nobody_codings,
            format!("{} on labels, headings or breaks alone: outside.", counted(tally.nobody_codings, "coding")),
        );
        say(
            tally.unnamed_speakers,
            format!(
                "{} not tied to a participant: their words count as text, nobody is counted as a person.",
                counted(tally.unnamed_speakers, "speaker")
            ),
        );
        say(
            tally.uncoded_sources,
            format!(
                "{} no coding yet; whoever speaks there counts in N.",
                counted(tally.uncoded_sources, "of these sources holds|of these sources hold")
            ),
        );
        let outside = u64::from(self.snapshot().codings_outside_codebook);
        say(outside, format!("{} with codes that this codebook version lacks: outside.", counted(outside, "coding")));
        let waiting = u64::from(self.snapshot().codings_waiting_outside);
        say(waiting, format!("Of these, {} to be looked at, since the code was split.", waits(waiting)));
        say(
            tally.stale_codings,
            format!(
                "{} of those counted {} made under an earlier definition and must be looked at (stale).",
                counted(tally.stale_codings, "coding"),
                if tally.stale_codings == 1 { "was" } else { "were" }
            ),
        );
        let orphaned = u64::from(self.snapshot().codings_orphaned);
        say(
            orphaned,
            format!("{} without its words since texts were corrected: outside.", counted(orphaned, "coding")),
        );
        let later = u64::from(self.snapshot().codings_made_later);
        say(later, format!("{} made under later codebook versions: outside.", counted(later, "coding")));
        notes.extend(self.snapshot().notice_note());
        notes
    }
}

/// `1 waits`, `3 wait`.
fn waits(number: u64) -> String {
    if number == 1 { "1 waits".to_owned() } else { format!("{number} wait") }
}
