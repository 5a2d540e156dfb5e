//! Why something may not be published, and what would change that.

use std::fmt;

use thiserror::Error;

use crate::model::Scope;

/// One reason against publication. People are named by their ids alone.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Reason {
    /// A participant's consent does not reach as far as the audience.
    #[error(
        "participant {participant} allows `{}` today, `{}` is needed; leave the words out, or record the \
         participant's (and for a child a guardian's) consent",
        allowed.word(), needed.word()
    )]
    Consent {
        /// Id of the participant.
        participant: String,
        /// What is allowed.
        allowed: Scope,
        /// What would have to be.
        needed: Scope,
    },
    /// Speech of somebody who is not tied to a participant, whose consent nobody can know.
    #[error("touches speech of a speaker not tied to a participant; tie the speaker to one in the speakers sheet")]
    UnknownSpeaker,
    /// Speech of an interviewer or facilitator.
    #[error("touches an interviewer's speech; shorten the passage to one participant's words")]
    Interviewer,
    /// Text that is nobody's speech: labels, stamps, headings, breaks.
    #[error("touches text that is nobody's speech, such as a label or heading; shorten the passage to speech")]
    NotSpeech,
    /// Nothing, or white space alone.
    #[error("holds no words; choose a passage")]
    Empty,
    /// A span that does not lie in the text on character boundaries.
    #[error("does not lie in the text of its source; locate the quotation again")]
    OutsideText,
    /// A source that the snapshot lacks, or whose text it lacks, or holds in another length than recorded.
    #[error("the text of the source is not at hand; load the snapshot with texts")]
    TextMissing,
    /// A name that would lead to somebody who is nowhere in the study any more.
    #[error(
        "names participant {participant}, whose consent allows nothing today (pseudonym, id or source name); take the \
         words out, or give that participant a pseudonym that is no ordinary word if it is a chance likeness"
    )]
    Named {
        /// Id of the participant.
        participant: String,
    },
    /// A column that counts people and holds something that is no count.
    #[error("column `{column}` counts people in words, which cannot be judged; release the table with figures instead")]
    PeopleInWords {
        /// Key of the column.
        column: String,
    },
}

/// What was refused and every reason for it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub struct Refusal {
    /// What was refused: a passage by source and bytes, a table by title.
    pub what: String,
    /// Every reason, each once.
    pub reasons: Vec<Reason>,
}

impl Refusal {
    /// The refusal of a thing for its reasons; nothing when there are none.
    pub(super) fn unless_clear(what: impl FnOnce() -> String, reasons: Vec<Reason>) -> Result<(), Self> {
        if reasons.is_empty() {
            return Ok(());
        }
        let mut each: Vec<Reason> = Vec::new();
        for reason in reasons {
            if !each.contains(&reason) {
                each.push(reason);
            }
        }
        Err(Self { what: what(), reasons: each })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not released: {}", self.what)?;
        for reason in &self.reasons {
            write!(f, "\n  - {reason}")?;
        }
        Ok(())
    }
}
