//! Fields with their values: `role:child`, `code=contact`, `age<=12`, `placement in (foster, kinship)`.

use super::{Lexer, is_quote, quoted};
use crate::model::PartialDate;
use crate::query::ast::{Comparison, Expr, Field, FieldTerm, Pattern, Test};
use crate::query::error::QueryError;

/// How a field is tied to its value.
enum Sign {
    Is,
    Exactly,
    Not,
    Compare(Comparison),
    In,
}

impl Lexer<'_> {
    /// The field that stands here; nothing, and nothing is taken, when there is none.
    pub(super) fn field(&mut self) -> Result<Option<Expr>, QueryError> {
        let (start, column) = (self.at, self.column());
        let name: String = self.chars.iter().skip(start).take_while(|c| is_name_char(**c)).collect();
        self.at += name.chars().count();
        let sign = if name.starts_with(char::is_alphabetic) { self.sign() } else { None };
        let Some(sign) = sign else {
            self.at = start;
            return self.no_colon(start, column);
        };
        if name.eq_ignore_ascii_case("text") && matches!(sign, Sign::Is) {
            return self.text_field().map(Some);
        }
        if !matches!(sign, Sign::Is) {
            self.skip_blanks();
        }
        let value_column = self.column();
        let field = Field::from_word(&name);
        let term = |test| Expr::Field(FieldTerm { field, test, column, value_column });
        Ok(Some(match sign {
            Sign::Is => term(Test::Is(self.value(&name)?)),
            Sign::Exactly => term(Test::Exactly(self.value(&name)?)),
            Sign::Not => Expr::Not(Box::new(term(Test::Exactly(self.value(&name)?)))),
            Sign::Compare(comparison) => term(Test::Compare(comparison, self.bound(&name, comparison)?)),
            Sign::In => term(Test::In(self.values(&name)?)),
        }))
    }

    /// What ties a name to its value: a colon directly behind it, a comparison, or `in` with a list. Takes it.
    fn sign(&mut self) -> Option<Sign> {
        if self.peek() == Some(':') {
            self.at += 1;
            return Some(Sign::Is);
        }
        let start = self.at;
        self.skip_blanks();
        let signs = Comparison::SIGNS.map(|(sign, comparison)| (sign, Sign::Compare(comparison)));
        for (text, sign) in signs.into_iter().chain([("!=", Sign::Not), ("==", Sign::Exactly), ("=", Sign::Exactly)]) {
            if self
                .chars
                .get(self.at..)
                .is_some_and(|rest| text.chars().zip(rest).filter(|(a, b)| a == *b).count() == text.len())
            {
                self.at += text.len();
                return Some(sign);
            }
        }
        if self.at > start && self.takes("in") && self.skip_blanks() == Some('(') {
            self.at += 1;
            return Some(Sign::In);
        }
        self.at = start;
        None
    }

    /// Nothing, unless a colon shows that a field was meant.
    fn no_colon(&mut self, start: usize, column: usize) -> Result<Option<Expr>, QueryError> {
        let run = self.bare();
        self.at = start;
        let Some((name, _)) = run.split_once(':') else { return Ok(None) };
        let hint = if name.is_empty() {
            "write a field such as `role:child`, or quote the words".to_owned()
        } else {
            format!("to find these words in the text, write {}", quoted(&run))
        };
        Err(self.error(column, format!("`{run}`"), "a field's name before the colon").hint(hint))
    }

    /// `text:settled` is `settled`, and `text:"settled"` is `"settled"`.
    fn text_field(&mut self) -> Result<Expr, QueryError> {
        match self.peek() {
            Some(c) if is_quote(c) => self.phrase(),
            Some('/') => self.regex(),
            Some(c) if !c.is_whitespace() => self.text_word(),
            _ => Err(self.error(self.column(), "nothing after the colon", "a word of the text")),
        }
        .map(Expr::Text)
    }

    /// A value, quoted or bare, with or without a star.
    fn value(&mut self, name: &str) -> Result<Pattern, QueryError> {
        let column = self.column();
        if self.peek().is_some_and(is_quote) {
            let text = self.quotation()?;
            let any_ending = self.star();
            if text.is_empty() && !any_ending {
                return Err(self.error(column, "an empty value", format!("a value of `{name}`")));
            }
            return Ok(Pattern { text, any_ending });
        }
        let run = self.bare();
        self.bare_value(&run, column, name)
    }

    fn bare_value(&self, run: &str, column: usize, name: &str) -> Result<Pattern, QueryError> {
        let text = run.strip_suffix('*').unwrap_or(run).to_owned();
        if run.is_empty() {
            return Err(self
                .error(column, "nothing after the colon", format!("a value of `{name}`"))
                .hint("no blank may stand after the colon; quote a value of several words"));
        }
        if text.contains('*') {
            return Err(self.error(column, format!("`{run}`"), "a star at the end of the value only"));
        }
        if text.starts_with(['<', '>', '=']) {
            let hint = format!("write the comparison without the colon: `{name}{run}`");
            return Err(self.error(column, format!("`{run}`"), "a value after the colon").hint(hint));
        }
        Ok(Pattern { any_ending: text.len() < run.len(), text })
    }

    /// The values of a list up to its closing bracket.
    fn values(&mut self, name: &str) -> Result<Vec<Pattern>, QueryError> {
        let column = self.column();
        let mut values = Vec::new();
        self.lists.push(true);
        loop {
            self.skip_blanks();
            let value_column = self.column();
            if self.peek().is_some_and(is_quote) {
                values.push(self.value(name)?);
            } else {
                // Values of several words need no quotation marks in a list.
                let mut words = Vec::new();
                while self.skip_blanks().is_some_and(|c| !matches!(c, ',' | '(' | ')') && !is_quote(c)) {
                    words.push(self.bare());
                }
                if words.is_empty() {
                    return Err(self.error(value_column, "no value", format!("a value of `{name}` in the list")));
                }
                values.push(self.bare_value(&words.join(" "), value_column, name)?);
            }
            match self.skip_blanks() {
                Some(',') => self.at += 1,
                Some(')') => {
                    self.at += 1;
                    self.lists.pop();
                    return Ok(values);
                }
                _ => {
                    return Err(self.error(
                        column,
                        "a list that is never closed",
                        "values with commas between them, and `)`",
                    ));
                }
            }
        }
    }

    /// What a number or date is compared with.
    fn bound(&mut self, name: &str, comparison: Comparison) -> Result<String, QueryError> {
        let column = self.column();
        let text = self.bare();
        let number = text.parse::<f64>().is_ok_and(f64::is_finite);
        if number || PartialDate::parse(&text).is_some() {
            return Ok(text);
        }
        let found = if text.is_empty() { "nothing after the sign".to_owned() } else { format!("`{text}`") };
        let sign = comparison.sign();
        Err(self
            .error(column, found, "a number or a date")
            .hint(format!("such as `{name}{sign}12` or `date{sign}2025-06-01`")))
    }
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}
