//! Themes and the questions of the interview guide.

use serde::{Deserialize, Serialize};

/// An interpretive claim built from codes: what a joint display and a guide speak about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// Stable id.
    pub id: String,
    /// Short name.
    pub name: String,
    /// The claim, in a sentence or two.
    pub statement: String,
    /// Ids of its codes; a code stands for the codes below it too.
    pub codes: Vec<String>,
    /// Ids of the research questions it speaks to.
    #[serde(default)]
    pub questions: Vec<String>,
    /// What it may mean for practice.
    #[serde(default)]
    pub implication: String,
}

/// A question of the interview guide and the codes it asks about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideQuestion {
    /// Id, such as `Q3`.
    pub id: String,
    /// Roles that were asked.
    pub asked_of: Vec<String>,
    /// The question.
    pub text: String,
    /// Ids of the codes it asks about.
    pub codes: Vec<String>,
}

/// A query that a project keeps under a name. Used as `@name` it stands for what it says, and for analysis it is a code
/// whose codings are the text that it finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedQuery {
    /// Name, without the sign: letters, digits, `_` and `-`.
    pub name: String,
    /// The query.
    pub text: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whether it came from a file and nobody has touched it since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_file: bool,
}

impl SavedQuery {
    /// Whether a name means this query; upper and lower case are equal.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.name.to_lowercase() == name.to_lowercase()
    }
}
