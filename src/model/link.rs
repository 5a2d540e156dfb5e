//! Explicit ties between themes or codes and evidence.

use serde::{Deserialize, Serialize};

/// Whether a link counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkStatus {
    /// Suggested; counts nowhere.
    #[default]
    Proposed,
    /// Accepted by a named person; the only links that count.
    Accepted,
    /// Looked at and refused.
    Rejected,
}

impl LinkStatus {
    /// Every status with the word that sheets and commands use.
    pub const WORDS: [(Self, &'static str); 3] =
        [(Self::Accepted, "accepted"), (Self::Proposed, "proposed"), (Self::Rejected, "rejected")];

    /// The word that sheets and tables use.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(status, _)| *status == self).map_or("", |(_, word)| word)
    }
}

/// An explicit tie between a theme or code and evidence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Link {
    /// Id.
    pub id: String,
    /// `theme` or `code`.
    pub from_kind: String,
    /// Id of the theme or code.
    pub from: String,
    /// `outcome`, `intervention`, `element`, `statistic`, `question`, `factor` or `group`.
    pub to_kind: String,
    /// Id of what it is tied to.
    pub to: String,
    /// `addresses`, `explains`, `enables`, `impedes`, `matches_view`, `contradicts`, `describes_population`.
    pub relation: String,
    /// Expected direction: `+`, `-`, `0` or `?`.
    pub direction: String,
    /// Why.
    pub rationale: String,
    /// Who made it.
    pub coder: String,
    /// When.
    pub date: String,
    /// Codebook version, `NAME VERSION`, under which somebody last said that it holds; empty when not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub codebook: String,
    /// Whether it came from a sheet and nobody has touched it since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_file: bool,
    /// Whether it counts.
    pub status: LinkStatus,
}

impl Link {
    /// Whether it was last looked at under another codebook version than this one (`NAME VERSION`). A link that says no
    /// version counts as looked at.
    #[must_use]
    pub fn is_stale(&self, codebook: &str) -> bool {
        !self.codebook.is_empty() && self.codebook != codebook
    }
}
