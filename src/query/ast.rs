//! What a query says, once it is read.

use super::relation::{AtLeast, Relation};

/// A query and the text that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// What it asks.
    pub expr: Expr,
    /// What was typed; errors point into it.
    pub text: String,
}

/// A question about one unit: a turn, a source, a participant or a coding.
///
/// `Display` prints the canonical form, which reads back to an equal expression (but for columns).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A field has a value: `role:child`.
    Field(FieldTerm),
    /// Words stand in the text: `settled`, `"social worker"`, `reunif*`, `setle~1`, `/reunif(y|ied)/`.
    Text(TextTerm),
    /// A saved query: `@told_late`.
    Saved(SavedTerm),
    /// Two kinds of passages stand to one another in a certain way: `code:a within code:b`.
    Relation(Box<Relation>),
    /// Some of several kinds of passages meet: `at least 2 of (code:a, code:b, code:c)`.
    AtLeast(AtLeast),
    /// The question has the answer no.
    Not(Box<Expr>),
    /// All of at least two questions have the answer yes.
    And(Vec<Expr>),
    /// One or more of at least two questions has the answer yes.
    Or(Vec<Expr>),
}

impl Expr {
    /// Whether words in the text are asked for anywhere.
    pub fn has_text(&self) -> bool {
        self.any(&|expr| matches!(expr, Self::Text(_)))
    }

    /// Whether a field is asked for anywhere.
    pub fn has_fields(&self) -> bool {
        self.any(&|expr| matches!(expr, Self::Field(_)))
    }

    /// Whether positions are asked about anywhere.
    pub fn has_positions(&self) -> bool {
        self.any(&|expr| matches!(expr, Self::Relation(_) | Self::AtLeast(_)))
    }

    /// Whether codings are asked about anywhere, rather than who speaks and where.
    pub fn has_codings(&self) -> bool {
        self.any(&|expr| matches!(expr, Self::Field(term) if term.field.is_of_codings()))
    }

    /// Whether distances are asked for that are measured in the texts.
    pub fn needs_texts(&self) -> bool {
        let of_text =
            |relation: &Relation| relation.link.distance().is_some_and(|distance| distance.unit.needs_texts());
        self.any(&|expr| matches!(expr, Self::Relation(relation) if of_text(relation)))
    }

    /// Whether weights of codings are asked for.
    pub fn needs_weights(&self) -> bool {
        self.any(&|expr| matches!(expr, Self::Field(FieldTerm { field: Field::Weight, .. })))
    }

    /// What of it is about who speaks and where, and holds whatever else it asks: the part that narrows the set a number
    /// is a share of. Nothing when there is none.
    pub fn about_whom(&self) -> Option<Self> {
        let narrows = |expr: &Self| !expr.has_codings() && !expr.has_text() && !expr.has_positions();
        match self {
            all if narrows(all) => Some(all.clone()),
            Self::And(parts) => {
                let mut parts: Vec<Self> = parts.iter().filter_map(Self::about_whom).collect();
                if parts.len() > 1 { Some(Self::And(parts)) } else { parts.pop() }
            }
            _ => None,
        }
    }

    /// The terms of the text, those of saved queries with them.
    pub fn text_terms(&self) -> Vec<&TextTerm> {
        let mut terms = Vec::new();
        self.visit(&mut |expr| {
            if let Self::Text(term) = expr {
                terms.push(term);
            }
        });
        terms
    }

    /// The saved queries that it names, and where they are filled in those that these name.
    pub fn saved_terms(&self) -> Vec<&SavedTerm> {
        let mut terms = Vec::new();
        self.visit(&mut |expr| {
            if let Self::Saved(term) = expr {
                terms.push(term);
            }
        });
        terms
    }

    /// Whether this or any part of it is wanted.
    pub(super) fn any(&self, wanted: &dyn Fn(&Self) -> bool) -> bool {
        let mut found = false;
        self.visit(&mut |expr| found |= wanted(expr));
        found
    }

    /// Calls `see` with this and all its parts, from the outside in and from left to right; the parts of a saved query
    /// are seen once it has been filled in.
    pub(super) fn visit<'e>(&'e self, see: &mut dyn FnMut(&'e Self)) {
        see(self);
        match self {
            Self::Field(_) | Self::Text(_) => {}
            Self::Saved(term) => term.meaning.iter().for_each(|query| query.expr.visit(see)),
            Self::Not(inner) => inner.visit(see),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.visit(see)),
            Self::AtLeast(some) => some.of.iter().for_each(|part| part.visit(see)),
            Self::Relation(relation) => {
                relation.left.visit(see);
                relation.right.visit(see);
            }
        }
    }
}

/// What a field is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Role of a participant, or `interviewer`.
    Role,
    /// Kind of a source.
    Kind,
    /// Name of a source.
    Source,
    /// Id or pseudonym of a participant.
    Participant,
    /// Id or name of a case.
    Case,
    /// Code, with the codes below it, or a category's codes (`barrier/*`).
    Code,
    /// Theme: any of its codes.
    Theme,
    /// Category of a code: `category:barrier` is `code:barrier/*`.
    Category,
    /// Who coded.
    Coder,
    /// Pass over the data.
    Round,
    /// Weight that a coder gave.
    Weight,
    /// Day of a source.
    Date,
    /// Question of the interview guide: any of the codes that it asks about.
    Question,
    /// An attribute of participants or cases, by its name.
    Attribute(String),
}

impl Field {
    /// The fields that every project has, with the word that queries use.
    pub const WORDS: [(&'static str, Self); 13] = [
        ("role", Self::Role),
        ("kind", Self::Kind),
        ("source", Self::Source),
        ("participant", Self::Participant),
        ("case", Self::Case),
        ("code", Self::Code),
        ("theme", Self::Theme),
        ("category", Self::Category),
        ("coder", Self::Coder),
        ("round", Self::Round),
        ("weight", Self::Weight),
        ("date", Self::Date),
        ("question", Self::Question),
    ];

    /// The field that a word names; a word that names none is an attribute.
    pub fn from_word(word: &str) -> Self {
        let lower = word.to_lowercase();
        let known = Self::WORDS.into_iter().find(|(name, _)| *name == lower);
        known.map_or_else(|| Self::Attribute(word.to_owned()), |(_, field)| field)
    }

    /// The word that queries use.
    pub fn word(&self) -> &str {
        match self {
            Self::Attribute(name) => name,
            other => Self::WORDS.iter().find(|(_, field)| field == other).map_or("", |(word, _)| word),
        }
    }

    /// Whether it is about codings rather than about who speaks and where.
    pub fn is_of_codings(&self) -> bool {
        matches!(
            self,
            Self::Code | Self::Theme | Self::Category | Self::Question | Self::Coder | Self::Round | Self::Weight
        )
    }
}

/// `field:value`, `field=value`, `field in (value, value)` or `field<=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTerm {
    /// What is asked about.
    pub field: Field,
    /// What its value must be.
    pub test: Test,
    /// Where the term begins in the query, in characters from 1.
    pub column: usize,
    /// Where its value begins in the query, in characters from 1.
    pub value_column: usize,
}

/// What the value of a field must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// This value, or for a code or theme anything below it (`:`).
    Is(Pattern),
    /// This value itself: a code without those below it (`=`).
    Exactly(Pattern),
    /// One of several values (`in`).
    In(Vec<Pattern>),
    /// A number or date in relation to a bound (`<`, `<=`, `>`, `>=`).
    Compare(Comparison, String),
}

/// How a number or date stands to a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Less or earlier.
    Less,
    /// At most, or not later.
    AtMost,
    /// More or later.
    More,
    /// At least, or not earlier.
    AtLeast,
}

impl Comparison {
    /// Every comparison with the sign that queries use, the longer signs first.
    pub(super) const SIGNS: [(&'static str, Self); 4] =
        [("<=", Self::AtMost), (">=", Self::AtLeast), ("<", Self::Less), (">", Self::More)];

    /// The sign that queries use.
    pub fn sign(self) -> &'static str {
        Self::SIGNS.into_iter().find(|(_, known)| *known == self).map_or("", |(sign, _)| sign)
    }

    /// Whether a value that stands so to the bound fits.
    pub fn fits(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// A value, or the beginning of values. Upper and lower case are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The value, or how it begins.
    pub text: String,
    /// Whether any ending may follow (`*`).
    pub any_ending: bool,
}

impl Pattern {
    /// Whether a value fits. An empty pattern with any ending fits every value.
    pub fn fits(&self, value: &str) -> bool {
        let (wanted, value) = (self.text.to_lowercase(), value.to_lowercase());
        if self.any_ending { value.starts_with(&wanted) } else { value == wanted }
    }
}

/// Words to be found in the text, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTerm {
    /// The words as typed, without quotation marks, star, tilde or slashes.
    pub words: String,
    /// How they are meant.
    pub matching: Matching,
    /// Where the term begins in the query, in characters from 1.
    pub column: usize,
}

/// How the words of a term are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// All forms of the word, by its English stem: `settle`.
    Forms,
    /// The very words: `"settled"`.
    Exact,
    /// Any ending may follow the last word: `reunif*`, `"social work"*`.
    Beginning,
    /// Words that differ from it in at most so many letters: `setle~1`.
    Fuzzy(u8),
    /// Words that a regular expression describes as a whole: `/reunif(y|ied)/`.
    Regex,
}

/// A saved query in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedTerm {
    /// Its name, without the sign.
    pub name: String,
    /// What it says; nothing until it is filled in.
    pub meaning: Option<Box<Query>>,
    /// Where the term begins in the query, in characters from 1.
    pub column: usize,
}
