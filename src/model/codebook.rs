//! Codes, categories and codebook versions.

use serde::{Deserialize, Serialize};

/// Which way a code points: does what it names help or hinder?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// It helps.
    Positive,
    /// It hinders.
    Negative,
    /// It describes, without a direction.
    #[default]
    Neutral,
}

impl Polarity {
    /// Every polarity, in the order in which tables list them.
    pub const ALL: [Self; 3] = [Self::Positive, Self::Negative, Self::Neutral];

    /// The word that codebook files use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Negative => "negative",
            Self::Neutral => "neutral",
        }
    }
}

/// A kind of code: success factor, barrier, chronology event. Categories are data of the codebook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Stable id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Polarity of its codes unless a code says otherwise.
    pub polarity: Polarity,
    /// What belongs in the category.
    pub description: String,
}

/// One entry of a codebook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Stable id, `^[a-z][a-z0-9_]{2,60}$`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Id of its category; the first of them when it belongs to several.
    pub category: String,
    /// Ids of the further categories that it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<String>,
    /// Id of the code above it, if any.
    pub parent: Option<String>,
    /// Which way it points.
    pub polarity: Polarity,
    /// What the code means.
    pub definition: String,
    /// What to code here.
    pub include: Vec<String>,
    /// What not to code here.
    pub exclude: Vec<String>,
    /// Passages that get the code.
    pub examples_yes: Vec<String>,
    /// Near misses that do not.
    pub examples_no: Vec<String>,
    /// Where the code comes from.
    pub source: String,
}

impl Code {
    /// Every category that the code belongs to, the first one first.
    pub fn categories(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.category.as_str()).chain(self.facets.iter().map(String::as_str))
    }

    /// Whether the code belongs to a category.
    #[must_use]
    pub fn is_of(&self, category: &str) -> bool {
        self.categories().any(|own| own == category)
    }
}

/// What a migration step does to a code between two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// A code that was not there before.
    Add,
    /// Same meaning, other words.
    Reword,
    /// Same meaning, other id.
    Rename,
    /// Another parent, other categories or another polarity.
    Move,
    /// Several codes become one.
    Merge,
    /// One code becomes several; earlier codings must be looked at.
    Split,
    /// The code covers less; earlier codings must be looked at.
    Narrow,
    /// The code covers more.
    Broaden,
    /// The code is no longer used.
    Retire,
}

impl StepKind {
    /// Every kind, in the order in which tables list them.
    pub const ALL: [Self; 9] = [
        Self::Add,
        Self::Reword,
        Self::Rename,
        Self::Move,
        Self::Merge,
        Self::Split,
        Self::Narrow,
        Self::Broaden,
        Self::Retire,
    ];

    /// The word that codebook files use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Reword => "reword",
            Self::Rename => "rename",
            Self::Move => "move",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Narrow => "narrow",
            Self::Broaden => "broaden",
            Self::Retire => "retire",
        }
    }

    /// What was done to a code, as tables of differences say it.
    #[must_use]
    pub fn done(self) -> &'static str {
        match self {
            Self::Add => "added",
            Self::Reword => "reworded",
            Self::Rename => "renamed",
            Self::Move => "moved",
            Self::Merge => "merged",
            Self::Split => "split",
            Self::Narrow => "narrowed",
            Self::Broaden => "broadened",
            Self::Retire => "retired",
        }
    }

    /// Whether earlier codings stay right without anybody looking at them. A code that is retired has no
    /// successor: its codings are set aside, which asks nothing of a coder either.
    #[must_use]
    pub fn keeps_codings(self) -> bool {
        !matches!(self, Self::Split | Self::Narrow)
    }
}

/// One typed step from the version before to this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Migration {
    /// What happens.
    pub step: StepKind,
    /// The code it happens to (its id in the newer version, except for `rename`, `merge`, `split`, `retire`: the older id).
    pub code: String,
    /// The codes that come out of a rename, merge or split.
    #[serde(default)]
    pub into: Vec<String>,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// One immutable version of a codebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Codebook {
    /// Name shared by all its versions.
    pub name: String,
    /// This version.
    pub version: semver::Version,
    /// Hash of what was released under this version (`sha256:` and 64 hexadecimal digits), once it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<String>,
    /// Title for people.
    pub title: String,
    /// Language of its words as a BCP 47 tag, such as `en-GB`, or empty.
    #[serde(default)]
    pub language: String,
    /// What the codebook is for.
    pub description: String,
    /// Where its codes come from.
    pub source: String,
    /// Categories, in the file's order.
    pub categories: Vec<Category>,
    /// Codes, in the file's order.
    pub codes: Vec<Code>,
    /// Steps from the version before.
    pub migrations: Vec<Migration>,
}

impl Codebook {
    /// A codebook without codes, for a project that has none yet.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            name: String::new(),
            version: semver::Version::new(0, 0, 0),
            title: String::new(),
            language: String::new(),
            description: String::new(),
            source: String::new(),
            categories: Vec::new(),
            codes: Vec::new(),
            migrations: Vec::new(),
            released: None,
        }
    }

    /// Position of a code in [`Codebook::codes`].
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        self.codes.iter().position(|code| code.id == id)
    }

    /// The code with this id.
    #[must_use]
    pub fn code(&self, id: &str) -> Option<&Code> {
        self.codes.iter().find(|code| code.id == id)
    }

    /// The category with this id.
    #[must_use]
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// Position of each code's parent, in the order of [`Codebook::codes`].
    #[must_use]
    pub fn parents(&self) -> Vec<Option<usize>> {
        self.codes.iter().map(|code| code.parent.as_deref().and_then(|id| self.position(id))).collect()
    }

    /// For each code, itself and every code below it, as positions in file order: what a roll-up counts.
    #[must_use]
    pub fn families(&self) -> Vec<Vec<usize>> {
        let parents = self.parents();
        let mut families = vec![Vec::new(); self.codes.len()];
        for code in 0..self.codes.len() {
            let mut above = Some(code);
            // The loader refuses cycles; the bound keeps a hand-made codebook from looping for ever.
            for _ in 0..=self.codes.len() {
                let Some(at) = above else { break };
                families[at].push(code);
                above = parents[at];
            }
        }
        families
    }

    /// How many codes stand above the code at `position`.
    #[must_use]
    pub fn depth(&self, position: usize) -> usize {
        let parents = self.parents();
        let mut depth = 0;
        let mut above = parents.get(position).copied().flatten();
        while let Some(at) = above {
            depth += 1;
            if depth > self.codes.len() {
                break;
            }
            above = parents[at];
        }
        depth
    }

    /// `name version`, as outputs name a codebook.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} {}", self.name, self.version)
    }
}
