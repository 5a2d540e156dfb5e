//! What people decide where voices and findings meet: fit, inferences, recommendations taken from views, confidence.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Settings;

/// How what people say fits with what studies found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Both point the same way, with like weight.
    Agreement,
    /// They point the same way with unlike weight, or one of them is mixed or uncertain.
    Partial,
    /// They point different ways.
    Dissonance,
    /// Studies measured it; the interview guide never asked.
    SilenceNotAsked,
    /// Studies measured it; people were asked and did not raise it.
    SilenceNotRaised,
    /// People speak of it; no study searched for or measured it.
    SilenceNotMeasured,
    /// Neither people nor studies say anything.
    NoEvidence,
}

impl Fit {
    /// Every fit, the strongest first.
    pub const ALL: [Self; 7] = [
        Self::Agreement,
        Self::Partial,
        Self::Dissonance,
        Self::SilenceNotAsked,
        Self::SilenceNotRaised,
        Self::SilenceNotMeasured,
        Self::NoEvidence,
    ];

    /// The word that commands, sheets and tables use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::Partial => "partial",
            Self::Dissonance => "dissonance",
            Self::SilenceNotAsked => "silence_not_asked",
            Self::SilenceNotRaised => "silence_not_raised",
            Self::SilenceNotMeasured => "silence_not_measured",
            Self::NoEvidence => "no_evidence",
        }
    }

    /// The letter that charts print.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::Agreement => "A",
            Self::Partial => "P",
            Self::Dissonance => "D",
            Self::SilenceNotAsked | Self::SilenceNotRaised | Self::SilenceNotMeasured => "S",
            Self::NoEvidence => "–",
        }
    }

    /// The fit in words for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::Partial => "partial agreement",
            Self::Dissonance => "dissonance",
            Self::SilenceNotAsked => "silence: not asked in interviews",
            Self::SilenceNotRaised => "silence: asked, not raised",
            Self::SilenceNotMeasured => "silence: not measured by studies",
            Self::NoEvidence => "no evidence on either side",
        }
    }

    /// The fit of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fit| fit.word() == word)
    }
}

/// Where a theme meets a finding: a row of a joint display.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Meeting {
    /// Id of the theme.
    pub theme: String,
    /// `outcome`, `intervention`, `element`, `question`, `factor` or `statistic`.
    pub kind: String,
    /// Id of what it meets.
    pub target: String,
}

/// What an analyst decided about the fit of a theme with a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FitDecision {
    /// Where.
    #[serde(flatten)]
    pub meeting: Meeting,
    /// What they decided.
    pub fit: Fit,
    /// Who decided.
    pub analyst: String,
    /// When, year-month-day.
    pub date: String,
    /// Why.
    pub reason: String,
    /// The rule's inputs as they were then, by name: what makes a later change visible. Empty where nobody noted them.
    pub inputs: BTreeMap<String, String>,
    /// Whether it came from a sheet and nobody has touched it since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_file: bool,
}

/// What the two strands say together, in words: the point of a row of a joint display.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetaInference {
    /// Where.
    #[serde(flatten)]
    pub meeting: Meeting,
    /// The inference.
    pub text: String,
    /// Who drew it.
    pub analyst: String,
    /// When, year-month-day.
    pub date: String,
    /// Whether it came from a sheet and nobody has touched it since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_file: bool,
}

/// A recommendation for interventions that the views of a role imply, after Thomas et al. 2004.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewRecommendation {
    /// Id.
    pub id: String,
    /// Id of the theme that it is taken from.
    pub theme: String,
    /// Role whose views it stands for.
    pub role: String,
    /// What interventions should do.
    pub text: String,
}

/// Whether an intervention does what a view asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewMatch {
    /// Id of the recommendation.
    pub view: String,
    /// Id of the intervention.
    pub intervention: String,
    /// `matches`, `partly`, `no` or `not_reported`.
    pub matched: String,
    /// Where that was read.
    pub source: String,
}

/// Concerns about one of the four components of GRADE-CERQual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concern {
    /// `none`, `minor`, `moderate` or `serious`; empty while not judged.
    pub level: String,
    /// Why.
    pub why: String,
}

impl Concern {
    /// Words for the level of concerns, the lightest first.
    pub const LEVELS: [&str; 4] = ["none", "minor", "moderate", "serious"];
}

/// How much confidence a person has in a theme, after GRADE-CERQual as adapted to a study's own interviews.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Confidence {
    /// Id of the theme.
    pub theme: String,
    /// Concerns about methodological limitations.
    pub limitations: Concern,
    /// Concerns about coherence.
    pub coherence: Concern,
    /// Concerns about adequacy of data.
    pub adequacy: Concern,
    /// Concerns about relevance.
    pub relevance: Concern,
    /// `high`, `moderate`, `low` or `very_low`.
    pub overall: String,
    /// Why.
    pub why: String,
    /// Who judged.
    pub analyst: String,
    /// When, year-month-day.
    pub date: String,
    /// Whether it came from a sheet and nobody has touched it since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_file: bool,
}

impl Confidence {
    /// Words for the overall level, the highest first.
    pub const LEVELS: [&str; 4] = ["high", "moderate", "low", "very_low"];

    /// The four components with their names for people, in the order in which profiles list them.
    #[must_use]
    pub fn components(&self) -> [(&'static str, &Concern); 4] {
        [
            ("methodological limitations", &self.limitations),
            ("coherence", &self.coherence),
            ("adequacy of data", &self.adequacy),
            ("relevance", &self.relevance),
        ]
    }
}

/// What a person says of one item of a reporting checklist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChecklistAnswer {
    /// Id of the checklist.
    pub checklist: String,
    /// Id of the item.
    pub item: String,
    /// `reported`, `partly`, `not_reported` or `not_applicable`.
    pub status: String,
    /// Where it is reported.
    pub pointer: String,
    /// Remark.
    pub note: String,
    /// Who answered.
    pub by: String,
    /// Whether it came from a sheet and nobody has touched it since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_file: bool,
}

impl ChecklistAnswer {
    /// Words for the status of an item.
    pub const STATUSES: [&str; 4] = ["reported", "partly", "not_reported", "not_applicable"];
}

/// Everything that people decided where voices and findings meet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Integration {
    /// Decisions on fit; one for each analyst and meeting.
    pub decisions: Vec<FitDecision>,
    /// Meta-inferences; one for each meeting.
    pub inferences: Vec<MetaInference>,
    /// Confidence in themes; one for each theme.
    pub confidence: Vec<Confidence>,
    /// Answers to items of checklists.
    pub checklist: Vec<ChecklistAnswer>,
    /// What the study settled about synthesis.
    pub settings: Settings,
}
