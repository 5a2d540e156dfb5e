//! From characters to terms, brackets, connectives and operators.

mod fields;
mod operators;
mod text;

use super::ast::Expr;
use super::error::QueryError;
use super::relation::{Link, Returned};

/// One piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    Comma,
    And,
    Or,
    Not,
    /// How what stands before it stands to what follows.
    Link(Link),
    /// What the relation before it gives back.
    Return(Returned),
    /// So many of the list that follows.
    AtLeast(usize),
    Term(Expr),
}

/// A piece and where it begins, in characters from 1.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) column: usize,
}

/// Word processors turn straight quotation marks into these; all of them open and close.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

fn ends_bare(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')')
}

/// Whether a value reads back without quotation marks, in a list too.
pub(super) fn is_bare_value(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(['<', '>', '=', '!'])
        && !text.contains(|c| ends_bare(c) || matches!(c, '*' | ','))
}

/// Whether words read back without quotation marks as one bare word.
pub(super) fn is_bare_word(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '-' | '.' | '_'))
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
    let mut lexer = Lexer { text, chars: text.chars().collect(), at: 0, lists: Vec::new(), after_operand: false };
    let mut out = Vec::new();
    while lexer.skip_blanks().is_some() {
        let column = lexer.column();
        let token = lexer.token()?;
        // `not` may stand before an operator: `code:a not within code:b`.
        if token != Token::Not {
            lexer.after_operand = matches!(token, Token::Term(_) | Token::Close | Token::Return(_));
        }
        out.push(Placed { token, column });
    }
    Ok(out)
}

struct Lexer<'a> {
    text: &'a str,
    chars: Vec<char>,
    at: usize,
    /// For each open bracket, whether commas separate what stands in it.
    lists: Vec<bool>,
    /// Whether an operator may stand here.
    after_operand: bool,
}

impl Lexer<'_> {
    fn token(&mut self) -> Result<Token, QueryError> {
        match self.peek() {
            Some('(') => {
                self.at += 1;
                self.lists.push(false);
                Ok(Token::Open)
            }
            Some(')') => {
                self.at += 1;
                self.lists.pop();
                Ok(Token::Close)
            }
            Some(',') if self.in_list() => {
                self.at += 1;
                Ok(Token::Comma)
            }
            Some('@') => self.saved().map(Token::Term),
            Some('/') => self.regex().map(|term| Token::Term(Expr::Text(term))),
            Some(c) if is_quote(c) => self.phrase().map(|term| Token::Term(Expr::Text(term))),
            _ => self.word(),
        }
    }

    /// A connective, an operator, a field with its value, or a word of the text.
    fn word(&mut self) -> Result<Token, QueryError> {
        let start = self.at;
        let run = self.bare();
        match run.to_lowercase().as_str() {
            "and" => return Ok(Token::And),
            "or" => return Ok(Token::Or),
            "not" => return Ok(Token::Not),
            _ => {}
        }
        self.at = start;
        if let Some(operator) = self.operator()? {
            return Ok(operator);
        }
        if let Some(field) = self.field()? {
            return Ok(Token::Term(field));
        }
        self.text_word().map(|term| Token::Term(Expr::Text(term)))
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn column(&self) -> usize {
        self.at + 1
    }

    fn in_list(&self) -> bool {
        self.lists.last() == Some(&true)
    }

    /// Goes on to the next character that is not blank, and shows it.
    fn skip_blanks(&mut self) -> Option<char> {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.peek()
    }

    fn error(&self, column: usize, found: impl Into<String>, expected: impl Into<String>) -> QueryError {
        QueryError::new(self.text, column, found, expected)
    }

    /// Characters up to a blank, bracket or quotation mark, or the comma of a list.
    fn bare(&mut self) -> String {
        let in_list = self.in_list();
        let ends = |c: char| ends_bare(c) || (in_list && c == ',');
        let run: String = self.chars.iter().skip(self.at).take_while(|c| !ends(**c)).collect();
        self.at += run.chars().count();
        run
    }

    /// Takes this word, in any case of letters, where it stands next as a whole.
    fn takes(&mut self, word: &str) -> bool {
        let start = self.at;
        self.skip_blanks();
        let taken = self.bare().to_lowercase() == word;
        if !taken {
            self.at = start;
        }
        taken
    }

    /// Takes the next word where it is one of a list, and says what it stands for.
    fn takes_one<T: Copy>(&mut self, words: &[(&'static str, T)]) -> Option<T> {
        words.iter().find(|(word, _)| self.takes(word)).map(|(_, meaning)| *meaning)
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
}
