//! Scales: ratings, outcome domains, research questions, roles. Data files, never code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One level of a scale or one entry of a vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Id that sheets use.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Rank, from 1; vocabularies without rank count up.
    pub order: i64,
    /// What it means.
    #[serde(default)]
    pub description: String,
    /// Lower edge of a cost band in pounds, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower_gbp: Option<f64>,
    /// Upper edge of a cost band in pounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper_gbp: Option<f64>,
    /// PROGRESS-Plus letter.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub letter: String,
    /// Participant attributes that belong to a PROGRESS-Plus group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<String>,
    /// Jobs that belong to a role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jobs: Vec<String>,
    /// Whether what a role says is data (interviewers: no).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<bool>,
    /// Below this age a guardian must consent too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian_consent_under: Option<u32>,
    /// What else the file says of the level, by key (`table.key` inside tables): one text, or one for each item of a list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, Vec<String>>,
}

/// A named scale or vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Id: the file's name without its ending.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
    /// A remark on its use.
    #[serde(default)]
    pub note: String,
    /// A mark that combines with any level, such as `*`.
    #[serde(default)]
    pub flag: String,
    /// Name of the mark.
    #[serde(default)]
    pub flag_name: String,
    /// What the mark means.
    #[serde(default)]
    pub flag_description: String,
    /// What else the file says, by key (`table.key` inside tables): one text, or one for each item of a list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, Vec<String>>,
    /// Levels by rank.
    #[serde(default, rename = "level")]
    pub levels: Vec<Level>,
}

impl Scale {
    /// The level with this id.
    #[must_use]
    pub fn level(&self, id: &str) -> Option<&Level> {
        self.levels.iter().find(|level| level.id == id)
    }

    /// The level and whether the flag is set, for a rating as sheets write it (`3+*`).
    #[must_use]
    pub fn read_rating(&self, rating: &str) -> Option<(&Level, bool)> {
        let rating = rating.trim();
        if !self.flag.is_empty()
            && let Some(bare) = rating.strip_suffix(self.flag.as_str())
        {
            return self.level(bare).map(|level| (level, true));
        }
        self.level(rating).map(|level| (level, false))
    }
}
