//! What a query says, once it is read.

use std::fmt;

use super::lexer;

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
    /// Words stand in the text: `settled`, `"social worker"`, `reunif*`.
    Text(TextTerm),
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
        self.any_leaf(&|leaf| matches!(leaf, Self::Text(_)))
    }

    /// Whether a field is asked for anywhere.
    pub fn has_fields(&self) -> bool {
        self.any_leaf(&|leaf| matches!(leaf, Self::Field(_)))
    }

    fn any_leaf(&self, wanted: &dyn Fn(&Self) -> bool) -> bool {
        match self {
            Self::Field(_) | Self::Text(_) => wanted(self),
            Self::Not(inner) => inner.any_leaf(wanted),
            Self::And(parts) | Self::Or(parts) => parts.iter().any(|part| part.any_leaf(wanted)),
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
    /// Who coded.
    Coder,
    /// An attribute of participants or cases, by its name.
    Attribute(String),
}

impl Field {
    /// The fields that every project has, with the word that queries use.
    pub const WORDS: [(&'static str, Self); 8] = [
        ("role", Self::Role),
        ("kind", Self::Kind),
        ("source", Self::Source),
        ("participant", Self::Participant),
        ("case", Self::Case),
        ("code", Self::Code),
        ("theme", Self::Theme),
        ("coder", Self::Coder),
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
}

/// `field:value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTerm {
    /// What is asked about.
    pub field: Field,
    /// The value it must have.
    pub value: Pattern,
    /// Where the term begins in the query, in characters from 1.
    pub column: usize,
    /// Where its value begins in the query, in characters from 1.
    pub value_column: usize,
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
    /// The words as typed.
    pub words: String,
    /// Whether they were quoted: then the very words are meant, and not other forms of them.
    pub exact: bool,
    /// Whether any ending may follow the last word (`*`).
    pub any_ending: bool,
    /// Where the term begins in the query, in characters from 1.
    pub column: usize,
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grouped = |f: &mut fmt::Formatter<'_>, part: &Self| match part {
            Self::And(_) | Self::Or(_) => write!(f, "({part})"),
            _ => part.fmt(f),
        };
        match self {
            Self::Field(term) => term.fmt(f),
            Self::Text(term) => term.fmt(f),
            Self::Not(inner) => {
                f.write_str("not ")?;
                grouped(f, inner)
            }
            Self::And(parts) | Self::Or(parts) => {
                let between = if matches!(self, Self::And(_)) { " and " } else { " or " };
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        f.write_str(between)?;
                    }
                    grouped(f, part)?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for FieldTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.field.word(), self.value)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bare = lexer::is_bare_value(&self.text) || (self.text.is_empty() && self.any_ending);
        write_words(f, &self.text, bare, self.any_ending)
    }
}

impl fmt::Display for TextTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_words(f, &self.words, !self.exact, self.any_ending)
    }
}

fn write_words(f: &mut fmt::Formatter<'_>, text: &str, bare: bool, any_ending: bool) -> fmt::Result {
    let star = if any_ending { "*" } else { "" };
    if bare { write!(f, "{text}{star}") } else { write!(f, "{}{star}", lexer::quoted(text)) }
}
