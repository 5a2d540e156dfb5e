//! How passages stand to one another: the part of the language that asks about positions.

use std::fmt;

use super::ast::Expr;

/// Passages of one kind that stand in a certain way to passages of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Whose passages are looked for.
    pub left: Expr,
    /// How they stand to the others.
    pub link: Link,
    /// Whether they must *not* stand so to any of the others: `code:a not within code:b`.
    pub negated: bool,
    /// The others.
    pub right: Expr,
    /// What is given back.
    pub returned: Returned,
    /// Where the operator begins in the query, in characters from 1.
    pub column: usize,
}

/// How a passage A stands to a passage B of the same source. Passages are half-open: `[a1, a2)`, `[b1, b2)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// `b1 <= a1` and `a2 <= b2`.
    Within,
    /// `a1 <= b1` and `b2 <= a2`.
    Encloses,
    /// They share text, and neither lies within the other.
    Overlaps,
    /// They share text: `a1 < b2` and `b1 < a2`.
    Intersects,
    /// `a1 = b1` and `a2 = b2`.
    Equals,
    /// A ends before B begins: `a2 <= b1`, at most a distance away where one is given.
    Precedes(Option<Distance>),
    /// A begins after B has ended: `b2 <= a1`, at most a distance away where one is given.
    Follows(Option<Distance>),
    /// They share text, or what lies between them is no longer than this, in either order.
    Near(Distance),
    /// Both touch the same turn, lie in the same source or case, or are spoken by the same participant.
    Same(Shared),
    /// All speech of participants that A touches belongs to B.
    OnlyIn,
}

/// What two passages may have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// A turn whose speech both touch.
    Turn,
    /// The source.
    Source,
    /// The case that the source belongs to, or a case that a speaker of either belongs to.
    Case,
    /// A participant whose speech both touch.
    Participant,
}

impl Shared {
    /// Every thing that may be shared, with the word that queries use.
    pub(super) const WORDS: [(&'static str, Self); 4] =
        [("turn", Self::Turn), ("source", Self::Source), ("case", Self::Case), ("participant", Self::Participant)];

    /// The word that queries use.
    pub fn word(self) -> &'static str {
        Self::WORDS.into_iter().find(|(_, known)| *known == self).map_or("", |(word, _)| word)
    }
}

/// How far apart passages may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distance {
    /// How many, the bound itself included.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// What distances are measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Characters (code points) between the end of one and the beginning of the other.
    Chars,
    /// Words that begin between the end of one and the beginning of the other.
    Words,
    /// From sentence to sentence: 0 is the same sentence, 1 the next.
    Sentences,
    /// From turn to turn: 0 is the same turn, 1 the next.
    Turns,
    /// From paragraph to paragraph: 0 is the same paragraph, 1 the next.
    Paragraphs,
    /// Between the starts of the turns that they stand in, on the recording.
    Seconds,
}

impl Unit {
    /// Every unit, with the word that queries use.
    pub(super) const WORDS: [(&'static str, Self); 6] = [
        ("chars", Self::Chars),
        ("words", Self::Words),
        ("sentences", Self::Sentences),
        ("turns", Self::Turns),
        ("paragraphs", Self::Paragraphs),
        ("seconds", Self::Seconds),
    ];

    /// The word that queries use.
    pub fn word(self) -> &'static str {
        Self::WORDS.into_iter().find(|(_, known)| *known == self).map_or("", |(word, _)| word)
    }

    /// Whether texts are needed to measure in it.
    pub fn needs_texts(self) -> bool {
        !matches!(self, Self::Turns | Self::Seconds)
    }
}

/// Which text a relation gives back. What is given back decides every count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Returned {
    /// The passages on the left, whole, each once.
    #[default]
    Left,
    /// The passages on both sides, whole, each once.
    Both,
    /// For each pair, the text that both cover.
    Intersection,
    /// For each pair, the text from the first beginning to the last end.
    Hull,
}

impl Returned {
    /// Every answer, with the word that queries use.
    pub(super) const WORDS: [(&'static str, Self); 4] =
        [("left", Self::Left), ("both", Self::Both), ("intersection", Self::Intersection), ("hull", Self::Hull)];

    /// The word that queries use.
    pub fn word(self) -> &'static str {
        Self::WORDS.into_iter().find(|(_, known)| *known == self).map_or("", |(word, _)| word)
    }
}

/// Text where at least so many of several kinds of passages meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtLeast {
    /// How many must meet, from 1.
    pub count: usize,
    /// The kinds of passages; at least as many as must meet.
    pub of: Vec<Expr>,
    /// Where the term begins in the query, in characters from 1.
    pub column: usize,
}

impl Link {
    /// The word that queries use.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Encloses => "encloses",
            Self::Overlaps => "overlaps",
            Self::Intersects => "intersects",
            Self::Equals => "equals",
            Self::Precedes(_) => "precedes",
            Self::Follows(_) => "follows",
            Self::Near(_) => "near",
            Self::Same(_) => "same",
            Self::OnlyIn => "only in",
        }
    }

    /// The distance that it allows, where it names one.
    pub fn distance(&self) -> Option<Distance> {
        match self {
            Self::Precedes(distance) | Self::Follows(distance) => *distance,
            Self::Near(distance) => Some(*distance),
            _ => None,
        }
    }
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit.word())
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())?;
        match (self, self.distance()) {
            (Self::Same(shared), _) => write!(f, " {}", shared.word()),
            (_, Some(distance)) => write!(f, ":{distance}"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.left.fmt_operand(f)?;
        write!(f, "{} {} ", if self.negated { " not" } else { "" }, self.link)?;
        self.right.fmt_operand(f)?;
        match self.returned {
            Returned::Left => Ok(()),
            other => write!(f, " return {}", other.word()),
        }
    }
}

impl fmt::Display for AtLeast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of: Vec<String> = self.of.iter().map(ToString::to_string).collect();
        write!(f, "at least {} of ({})", self.count, of.join(", "))
    }
}
