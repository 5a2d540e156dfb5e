//! From characters to words, values, quotations, brackets and connectives.

use super::ast::{Expr, Field, FieldTerm, Pattern, TextTerm};
use super::error::QueryError;

/// One piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Term(Expr),
}

/// A piece and where it begins, in characters from 1.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) column: usize,
}

/// Words that will ask about positions. They are kept so that a query means the same tomorrow.
const POSITIONAL: [&str; 7] = ["within", "encloses", "overlaps", "intersects", "equals", "precedes", "follows"];

/// Word processors turn straight quotation marks into these; all of them open and close.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

fn ends_bare(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')')
}

/// Whether a value reads back without quotation marks.
pub(super) fn is_bare_value(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(['<', '>', '=']) && !text.contains(|c| ends_bare(c) || c == '*')
}

/// The text in quotation marks, which keep all its characters as they are.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if is_quote(c) || c == '\\' {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// Reads a whole query into its pieces.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, QueryError> {
    let mut lexer = Lexer { text, rest: text.chars().collect(), at: 0 };
    let mut out = Vec::new();
    while let Some(c) = lexer.peek() {
        let column = lexer.column();
        let token = match c {
            c if c.is_whitespace() => {
                lexer.at += 1;
                continue;
            }
            '(' | ')' => {
                lexer.at += 1;
                if c == '(' { Token::Open } else { Token::Close }
            }
            c if is_quote(c) => Token::Term(Expr::Text(lexer.phrase()?)),
            _ => lexer.word()?,
        };
        out.push(Placed { token, column });
    }
    Ok(out)
}

struct Lexer<'a> {
    text: &'a str,
    rest: Vec<char>,
    at: usize,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn column(&self) -> usize {
        self.at + 1
    }

    fn error(&self, column: usize, found: impl Into<String>, expected: impl Into<String>) -> QueryError {
        QueryError::new(self.text, column, found, expected)
    }

    /// Characters up to a blank, bracket or quotation mark.
    fn bare(&mut self) -> String {
        let run: String = self.rest.iter().skip(self.at).take_while(|c| !ends_bare(**c)).collect();
        self.at += run.chars().count();
        run
    }

    /// What stands between quotation marks, with `\"` and `\\` for the marks themselves.
    fn quotation(&mut self) -> Result<String, QueryError> {
        let column = self.column();
        let mut out = String::new();
        self.at += 1;
        while let Some(c) = self.peek() {
            self.at += 1;
            match (c, self.peek()) {
                (c, _) if is_quote(c) => return Ok(out),
                ('\\', Some(next)) if is_quote(next) || next == '\\' => {
                    out.push(next);
                    self.at += 1;
                }
                (c, _) => out.push(c),
            }
        }
        Err(self.error(column, "a quotation mark that is never closed", "a second quotation mark after the words"))
    }

    /// Whether a star follows directly; takes it.
    fn star(&mut self) -> bool {
        let star = self.peek() == Some('*');
        self.at += usize::from(star);
        star
    }

    fn phrase(&mut self) -> Result<TextTerm, QueryError> {
        let column = self.column();
        let words = self.quotation()?;
        let any_ending = self.star();
        if !words.contains(char::is_alphanumeric) {
            return Err(self.error(column, "quotation marks without a word in them", "at least one letter or digit"));
        }
        if let Some(plain) = words.strip_suffix('*').filter(|_| !any_ending) {
            return Err(self
                .error(column, "a star inside quotation marks", "the star behind them")
                .hint(format!("write {}*", quoted(plain))));
        }
        Ok(TextTerm { words, exact: true, any_ending, column })
    }

    /// A connective, `field:value` or a word of the text.
    fn word(&mut self) -> Result<Token, QueryError> {
        let start = self.at;
        let column = self.column();
        let run = self.bare();
        match run.to_lowercase().as_str() {
            "and" => return Ok(Token::And),
            "or" => return Ok(Token::Or),
            "not" => return Ok(Token::Not),
            word if POSITIONAL.contains(&word) => {
                return Err(self.error(column, format!("`{run}`"), "a word, a field, `and`, `or` or `not`").hint(
                    format!("`{word}` is kept for questions about positions; to find the word, write \"{word}\""),
                ));
            }
            _ => {}
        }
        match run.split_once(':') {
            Some((name, _)) if is_field_name(name) => {
                // The value may be quoted, so it is read anew from behind the colon.
                self.at = start + name.chars().count() + 1;
                let value_column = self.column();
                let value = self.value(name)?;
                let field = Field::from_word(name);
                Ok(Token::Term(Expr::Field(FieldTerm { field, value, column, value_column })))
            }
            Some((name, _)) => Err(self.error(column, format!("`{run}`"), "a field's name before the colon").hint(
                if name.is_empty() {
                    "write a field such as `role:child`, or quote the words".to_owned()
                } else {
                    format!("to find these words in the text, write {}", quoted(&run))
                },
            )),
            None => self.text_word(&run, column).map(|term| Token::Term(Expr::Text(term))),
        }
    }

    fn value(&mut self, name: &str) -> Result<Pattern, QueryError> {
        let column = self.column();
        match self.peek() {
            Some(c) if is_quote(c) => {
                let text = self.quotation()?;
                let any_ending = self.star();
                if text.is_empty() && !any_ending {
                    return Err(self.error(column, "an empty value", format!("a value of `{name}`")));
                }
                Ok(Pattern { text, any_ending })
            }
            _ => {
                let run = self.bare();
                let text = run.strip_suffix('*').unwrap_or(&run).to_owned();
                if run.is_empty() {
                    return Err(self
                        .error(column, "nothing after the colon", format!("a value of `{name}`"))
                        .hint("no blank may stand after the colon; quote a value of several words"));
                }
                if text.contains('*') {
                    let expected = "a star at the end of the value only";
                    return Err(self.error(column, format!("`{run}`"), expected));
                }
                if text.starts_with(['<', '>', '=']) {
                    return Err(self.comparison(column, &run));
                }
                Ok(Pattern { any_ending: text.len() < run.len(), text })
            }
        }
    }

    /// A bare word of the text. What other search tools read as an operator is refused with the
    /// word that says it here: to search for something else than was meant would be worse.
    fn text_word(&self, run: &str, column: usize) -> Result<TextTerm, QueryError> {
        let words = run.strip_suffix('*').unwrap_or(run);
        let found = format!("`{run}`");
        let plain = "a word, a field, `and`, `or` or `not`";
        let error = |expected: &str, hint: String| Err(self.error(column, found.clone(), expected).hint(hint));
        if words.contains(['<', '>', '=']) {
            return Err(self.comparison(column, run));
        }
        if let Some(word) = words.strip_prefix(['-', '!']).filter(|word| !word.is_empty()) {
            return error(plain, format!("to leave out a word, write `not {word}`"));
        }
        if words.contains(['&', '|', '+']) {
            return error(
                plain,
                format!("write `and` or `or`; to find these words in the text, write {}", quoted(run)),
            );
        }
        if words.contains('*') || words.trim_end_matches('?').contains('?') {
            return error("a star at the end of the word only", "such as `reunif*`".to_owned());
        }
        if words.contains(['~', '^', '@', '\\', '[', ']', '{', '}']) {
            return error(plain, format!("to find these words in the text, write {}", quoted(run)));
        }
        if !words.contains(char::is_alphanumeric) {
            return error("a word with at least one letter or digit", String::new());
        }
        Ok(TextTerm { words: words.to_owned(), exact: false, any_ending: words.len() < run.len(), column })
    }

    fn comparison(&self, column: usize, run: &str) -> QueryError {
        self.error(column, format!("`{run}`"), "a field with one value, such as `age:12`")
            .hint("greater and less cannot be asked for; join values with `or`: `age:12 or age:13`")
    }
}

fn is_field_name(name: &str) -> bool {
    name.starts_with(char::is_alphabetic) && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}
