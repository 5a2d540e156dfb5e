//! The parts of a code that two versions are compared by.

use crate::model::{Code, Polarity};

/// One part of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Its name.
    Name,
    /// What it means.
    Definition,
    /// What to code here.
    Include,
    /// What not to code here.
    Exclude,
    /// Passages that get the code.
    ExamplesYes,
    /// Near misses.
    ExamplesNo,
    /// Where the code comes from.
    Source,
    /// The code above it.
    Parent,
    /// Its categories, the first one first.
    Categories,
    /// Which way it points.
    Polarity,
}

impl Field {
    /// What a code says, in the order of its file.
    pub const WORDING: [Self; 7] =
        [Self::Name, Self::Definition, Self::Include, Self::Exclude, Self::ExamplesYes, Self::ExamplesNo, Self::Source];

    /// The wording that draws a code's border: only a change of these can change what it covers.
    pub const MEANING: [Self; 3] = [Self::Definition, Self::Include, Self::Exclude];

    /// Where a code stands.
    pub const PLACE: [Self; 3] = [Self::Parent, Self::Categories, Self::Polarity];

    /// The key of codebook files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Definition => "definition",
            Self::Include => "include",
            Self::Exclude => "exclude",
            Self::ExamplesYes => "examples_yes",
            Self::ExamplesNo => "examples_no",
            Self::Source => "source",
            Self::Parent => "parent",
            Self::Categories => "categories",
            Self::Polarity => "polarity",
        }
    }

    /// What a code says here; a list has one item a line.
    #[must_use]
    pub fn of(self, code: &Code) -> String {
        match self {
            Self::Name => code.name.clone(),
            Self::Definition => code.definition.clone(),
            Self::Include => code.include.join("\n"),
            Self::Exclude => code.exclude.join("\n"),
            Self::ExamplesYes => code.examples_yes.join("\n"),
            Self::ExamplesNo => code.examples_no.join("\n"),
            Self::Source => code.source.clone(),
            Self::Parent => code.parent.clone().unwrap_or_default(),
            Self::Categories => code.categories().collect::<Vec<_>>().join(", "),
            Self::Polarity => Polarity::word(code.polarity).to_owned(),
        }
    }

    /// The fields among `fields` in which two codes differ.
    pub fn differing(fields: &[Self], before: &Code, after: &Code) -> Vec<Self> {
        fields.iter().copied().filter(|field| field.of(before) != field.of(after)).collect()
    }
}
