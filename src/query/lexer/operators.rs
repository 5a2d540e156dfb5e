//! Operators between passages: `within`, `near:2turns`, `same turn`, `only in`, `return hull`, `at least 2 of`.

use super::{Lexer, Token};
use crate::query::error::QueryError;
use crate::query::hint::hint;
use crate::query::relation::{Distance, Link, Returned, Shared, Unit};

/// Operators of one word.
const WORDS: [&str; 8] = ["within", "encloses", "overlaps", "intersects", "equals", "precedes", "follows", "near"];

impl Lexer<'_> {
    /// The operator that stands here; nothing, and nothing is taken, when there is none.
    pub(super) fn operator(&mut self) -> Result<Option<Token>, QueryError> {
        let (start, column) = (self.at, self.column());
        let run = self.bare().to_lowercase();
        let (word, distance) = run.split_once(':').map_or((run.as_str(), None), |(word, rest)| (word, Some(rest)));
        if WORDS.contains(&word) {
            return self.link(word, distance, column).map(|link| Some(Token::Link(link)));
        }
        let token = match run.as_str() {
            "same" if self.after_operand => {
                self.takes_one(&Shared::WORDS).map(|shared| Token::Link(Link::Same(shared)))
            }
            "only" if self.after_operand && self.takes("in") => Some(Token::Link(Link::OnlyIn)),
            "return" if self.after_operand => self.takes_one(&Returned::WORDS).map(Token::Return),
            "at" if self.takes("least") => Some(self.at_least(column)?),
            _ => None,
        };
        if token.is_none() {
            self.at = start;
        }
        Ok(token)
    }

    fn link(&self, word: &str, distance: Option<&str>, column: usize) -> Result<Link, QueryError> {
        if !self.after_operand {
            return Err(self
                .error(column, format!("`{word}`"), "passages before it, such as `code:a within code:b`")
                .hint(format!("to find the word in the text, write \"{word}\"")));
        }
        let value_column = column + word.chars().count() + 1;
        let distance = distance.map(|text| self.distance(text, value_column)).transpose()?;
        Ok(match (word, distance) {
            ("precedes", distance) => Link::Precedes(distance),
            ("follows", distance) => Link::Follows(distance),
            ("near", Some(distance)) => Link::Near(distance),
            ("near", None) => {
                return Err(self
                    .error(column, "`near` without a distance", "a number and a unit behind it")
                    .hint("such as `near:2turns` or `near:10words`"));
            }
            (_, Some(distance)) => {
                return Err(self
                    .error(value_column, format!("`{distance}`"), format!("no distance behind `{word}`"))
                    .hint("distances belong to `near`, `precedes` and `follows`"));
            }
            ("within", None) => Link::Within,
            ("encloses", None) => Link::Encloses,
            ("overlaps", None) => Link::Overlaps,
            ("equals", None) => Link::Equals,
            _ => Link::Intersects,
        })
    }

    /// `2turns`, `1word`.
    fn distance(&self, text: &str, column: usize) -> Result<Distance, QueryError> {
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        let (count, unit) = text.split_at(digits);
        let Ok(count) = count.parse() else {
            return Err(self.error(column, format!("`{text}`"), "a number and a unit, such as `2turns`"));
        };
        let unit = unit.trim_start_matches(['-', '_']);
        let known = Unit::WORDS.into_iter().find(|(word, _)| *word == unit || word.strip_suffix('s') == Some(unit));
        let Some((_, unit)) = known else {
            let units = Unit::WORDS.map(|(word, _)| word);
            return Err(self
                .error(column + digits, format!("`{unit}`"), "a unit of distance")
                .hint(hint(unit, "units", &units)));
        };
        Ok(Distance { count, unit })
    }

    /// What follows `at least`: a number, `of` and an opening bracket.
    fn at_least(&mut self, column: usize) -> Result<Token, QueryError> {
        self.skip_blanks();
        let number = self.bare();
        let count = number.parse().ok().filter(|count| *count > 0);
        let of = self.takes("of") && self.skip_blanks() == Some('(');
        match (count, of) {
            (Some(count), true) => {
                // The bracket opens a list.
                self.at += 1;
                self.lists.push(true);
                Ok(Token::AtLeast(count))
            }
            _ => Err(self
                .error(column, "`at least`", "a number, `of` and a list in brackets")
                .hint("such as `at least 2 of (code:a, code:b, code:c)`; to find the words, quote them")),
        }
    }
}
