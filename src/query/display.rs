//! The canonical form of a query, which reads back to an equal one.

use std::fmt;

use super::ast::{Expr, FieldTerm, Matching, Pattern, Query, SavedTerm, Test, TextTerm};
use super::lexer;

impl fmt::Display for SavedTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.name)
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(term) => term.fmt(f),
            Self::Text(term) => term.fmt(f),
            Self::Saved(term) => term.fmt(f),
            Self::Relation(relation) => relation.fmt(f),
            Self::AtLeast(some) => some.fmt(f),
            Self::Not(inner) => {
                f.write_str("not ")?;
                inner.fmt_grouped(f)
            }
            Self::And(parts) | Self::Or(parts) => {
                let between = if matches!(self, Self::And(_)) { " and " } else { " or " };
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        f.write_str(between)?;
                    }
                    part.fmt_grouped(f)?;
                }
                Ok(())
            }
        }
    }
}

impl Expr {
    /// The canonical form beside an operator between passages.
    pub(super) fn fmt_operand(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Without brackets, `not` would turn the whole relation round.
            Self::Not(_) => write!(f, "({self})"),
            _ => self.fmt_grouped(f),
        }
    }

    /// The canonical form as a part of a larger one: in brackets where it needs them.
    fn fmt_grouped(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(_) | Self::Or(_) | Self::Relation(_) => write!(f, "({self})"),
            _ => write!(f, "{self}"),
        }
    }
}

impl fmt::Display for FieldTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.field.word();
        match &self.test {
            Test::Is(value) => write!(f, "{field}:{value}"),
            Test::Exactly(value) => write!(f, "{field}={value}"),
            Test::Compare(comparison, bound) => write!(f, "{field}{}{bound}", comparison.sign()),
            Test::In(values) => {
                let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                write!(f, "{field} in ({})", values.join(", "))
            }
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bare = lexer::is_bare_value(&self.text) || (self.text.is_empty() && self.any_ending);
        let star = if self.any_ending { "*" } else { "" };
        if bare { write!(f, "{}{star}", self.text) } else { write!(f, "{}{star}", lexer::quoted(&self.text)) }
    }
}

impl fmt::Display for TextTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = &self.words;
        match self.matching {
            Matching::Forms => f.write_str(words),
            Matching::Exact => f.write_str(&lexer::quoted(words)),
            Matching::Beginning if lexer::is_bare_word(words) => write!(f, "{words}*"),
            Matching::Beginning => write!(f, "{}*", lexer::quoted(words)),
            Matching::Fuzzy(letters) => write!(f, "{words}~{letters}"),
            Matching::Regex => write!(f, "/{}/", words.replace('/', "\\/")),
        }
    }
}
