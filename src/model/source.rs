//! Sources, speakers and turns.

use jiff::civil::Date;

use crate::text::Span;

/// One document of the study. Its text is immutable and lies in the project file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Row in the project file.
    pub id: i64,
    /// Name, unique in the project: the file's name without its ending.
    pub name: String,
    /// Interview, workshop, focus group, field note, ... (data).
    pub kind: String,
    /// Format that it was read from: `txt`, `docx`, ...
    pub format: String,
    /// When it was recorded.
    pub date: Option<Date>,
    /// Position of the case it belongs to in [`crate::model::Snapshot::cases`].
    pub case: Option<u32>,
    /// Length of its text in bytes.
    pub bytes: u32,
    /// Length of its text in characters (Unicode code points).
    pub characters: u32,
}

/// What a speaker's words are to the study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A participant, known by name or not yet: the words are data.
    Participant,
    /// Interviewer or facilitator: the words are never data.
    Interviewer,
    /// Not a person (a heading that looked like a label, a break): neither.
    Ignored,
}

impl Part {
    /// The word that speaker sheets and the project file use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Participant => "participant",
            Self::Interviewer => "interviewer",
            Self::Ignored => "ignored",
        }
    }

    /// Reads a word of a speaker sheet; `facilitator` and `moderator` are interviewers.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "" | "participant" => Some(Self::Participant),
            "interviewer" | "facilitator" | "moderator" | "researcher" => Some(Self::Interviewer),
            "ignored" | "ignore" => Some(Self::Ignored),
            _ => None,
        }
    }

    /// What a label says of the speaker before anybody has looked: `Interviewer`, `INT`, `I`, `Q`,
    /// `Facilitator` and their like ask the questions.
    #[must_use]
    pub fn guessed_from_label(label: &str) -> Self {
        let word: String = label.trim().trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').to_lowercase();
        match word.as_str() {
            "interviewer" | "int" | "i" | "iv" | "q" | "researcher" | "facilitator" | "fac" | "moderator" | "mod" => {
                Self::Interviewer
            }
            _ => Self::Participant,
        }
    }
}

/// A label of one source and who stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// Position of the source in [`crate::model::Snapshot::sources`].
    pub source: u32,
    /// The label as the transcript prints it.
    pub label: String,
    /// What the words are to the study.
    pub part: Part,
    /// Position in [`crate::model::Snapshot::participants`], once it is known who speaks.
    pub participant: Option<u32>,
}

/// The turns of all sources as columns, sorted by source and position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turns {
    /// For each source, where its turns begin; one more entry than there are sources.
    pub first: Vec<u32>,
    /// Position of the speaker in [`crate::model::Snapshot::speakers`], or [`NOBODY`].
    pub speaker: Vec<u32>,
    /// The words spoken, without label and time stamp.
    pub speech: Vec<Span>,
    /// Words in the speech (UAX 29).
    pub words: Vec<u32>,
    /// Start on the recording in milliseconds, or -1.
    pub start_ms: Vec<i64>,
}

/// Speaker of a turn that nobody is named for.
pub const NOBODY: u32 = u32::MAX;

impl Turns {
    /// Positions of the turns of a source.
    #[must_use]
    pub fn of_source(&self, source: u32) -> std::ops::Range<usize> {
        let at = |i: usize| self.first.get(i).copied().unwrap_or_default() as usize;
        at(source as usize)..at(source as usize + 1)
    }

    /// Positions of the turns of a source whose speech shares a byte with `span`.
    #[must_use]
    pub fn touching(&self, source: u32, span: Span) -> std::ops::Range<usize> {
        let all = self.of_source(source);
        let speech = &self.speech[all.clone()];
        let from = speech.partition_point(|turn| turn.end <= span.start);
        let to = speech.partition_point(|turn| turn.start < span.end);
        all.start + from..all.start + to.max(from)
    }
}
