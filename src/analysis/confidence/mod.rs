//! Confidence in themes after GRADE-CERQual, adapted: the facts that a judgement rests on, the summary of qualitative
//! findings and the evidence profile.
//!
//! GRADE-CERQual rates findings of a synthesis of many studies. Here the themes come from a study's own interviews and
//! workshops, so every table says "adapted". The program counts; people judge.

mod facts;
mod findings;
mod rules;

pub use facts::{confidence_facts, confidence_facts_of};
pub use findings::{evidence_profile, summary_of_findings};
pub use rules::doubts;

/// What every table of this kind says of itself.
pub(super) const ADAPTED: &str = "Adapted: GRADE-CERQual rates findings of a synthesis of primary studies. These themes \
     come from the study’s own interviews and workshops, so sources stand where studies would; it is no appraisal of a \
     primary study, and is not to be cited as a GRADE-CERQual assessment without saying so.";

/// A level or a concern in words for people: `very low`, `no or very minor`.
pub(super) fn in_words(word: &str) -> String {
    match word {
        "none" => "no or very minor".to_owned(),
        word => word.replace('_', " "),
    }
}
