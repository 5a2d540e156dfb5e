//! The grammar: from pieces to an expression. `docs/query.md` is the same in words.

use super::ast::{Expr, FieldTerm, Query};
use super::error::QueryError;
use super::lexer::{self, Placed, Token};

/// How deep brackets and `not` may be nested: deeper is no question that a person asks, and the
/// bound keeps the recursion of reader and evaluators small.
const DEPTH: usize = 60;

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// [`QueryError`] at the first place that is not in the grammar: an open quotation or bracket,
    /// a connective without operand, a field without value, a character that means nothing here.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let tokens = lexer::tokens(text)?;
        if tokens.is_empty() {
            return Err(QueryError::new(text, 1, "an empty query", "a word or a field")
                .hint("such as `settled`, `\"social worker\"` or `role:child`"));
        }
        let mut parser = Parser { text, tokens, at: 0, depth: 0 };
        let expr = parser.or()?;
        match parser.tokens.get(parser.at) {
            None => Ok(Self { expr, text: text.to_owned() }),
            Some(extra) => {
                let expected = "no closing bracket without an opening one";
                Err(QueryError::new(text, extra.column, "`)`", expected))
            }
        }
    }

    /// The error of an answerer that finds words in texts and knows no fields: it points at `term`,
    /// which must be of this query.
    pub fn words_only(&self, term: &FieldTerm) -> QueryError {
        QueryError::new(&self.text, term.column, format!("`{term}`, a field"), "words of the text only")
            .hint(format!("fields belong to `--where`; to find these words in the text, write \"{term}\""))
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Placed>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|placed| &placed.token)
    }

    fn or(&mut self) -> Result<Expr, QueryError> {
        let mut parts = vec![self.and()?];
        while self.peek() == Some(&Token::Or) {
            self.at += 1;
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Expr::Or))
    }

    fn and(&mut self) -> Result<Expr, QueryError> {
        let mut parts = vec![self.not()?];
        loop {
            match self.peek() {
                Some(Token::And) => self.at += 1,
                // Neighbours without a connective are joined by `and`.
                Some(Token::Not | Token::Open | Token::Term(_)) => {}
                Some(Token::Or | Token::Close) | None => return Ok(one_or(parts, Expr::And)),
            }
            parts.push(self.not()?);
        }
    }

    fn not(&mut self) -> Result<Expr, QueryError> {
        let column = self.column();
        self.depth += 1;
        if self.depth > DEPTH {
            let found = format!("more than {DEPTH} brackets or `not` inside one another");
            return Err(QueryError::new(self.text, column, found, "a flatter query"));
        }
        let token = self.peek().cloned();
        self.at += usize::from(token.is_some());
        let expr = match token {
            Some(Token::Term(term)) => Ok(term),
            Some(Token::Not) => Ok(Expr::Not(Box::new(self.not()?))),
            Some(Token::Open) => self.group(column),
            Some(Token::And) => Err(self.missing(column, "`and`")),
            Some(Token::Or) => Err(self.missing(column, "`or`")),
            Some(Token::Close) => Err(self.missing(column, "`)`")),
            None => Err(self.missing(column, "the end of the query")),
        };
        self.depth -= 1;
        expr
    }

    /// What follows an opening bracket at `column`, with the closing one.
    fn group(&mut self, column: usize) -> Result<Expr, QueryError> {
        let inner = self.or()?;
        if self.peek() == Some(&Token::Close) {
            self.at += 1;
            return Ok(inner);
        }
        Err(QueryError::new(self.text, column, "a bracket that is never closed", "a closing bracket after the terms"))
    }

    fn column(&self) -> usize {
        self.tokens.get(self.at).map_or_else(|| self.text.trim_end().chars().count() + 1, |placed| placed.column)
    }

    fn missing(&self, column: usize, found: &str) -> QueryError {
        let error = QueryError::new(self.text, column, found, "a word or a field");
        match found {
            "`and`" | "`or`" => error.hint(format!("to find the word itself, quote it: {}", found.replace('`', "\""))),
            _ => error,
        }
    }
}

fn one_or(mut parts: Vec<Expr>, joined: fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            joined(parts)
        }
        None => joined(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Expr, Query};

    fn canonical(text: &str) -> String {
        Query::parse(text).map_or_else(|error| panic!("{error}"), |query| query.to_string())
    }

    fn error(text: &str) -> String {
        Query::parse(text).map_or_else(|error| error.to_string(), |query| panic!("{text} was read as {query}"))
    }

    #[test]
    fn connectives_bind_not_before_and_before_or() {
        for (text, meant) in [
            ("settled school", "settled and school"),
            ("a1 or b1 c1", "a1 or (b1 and c1)"),
            ("a1 b1 or c1", "(a1 and b1) or c1"),
            ("not a1 b1", "not a1 and b1"),
            ("NOT (a1 Or b1) AND c1", "not (a1 or b1) and c1"),
            ("a1 and not role:child", "a1 and not role:child"),
            ("a1(b1)", "a1 and b1"),
            ("((a1))", "a1"),
        ] {
            assert_eq!(canonical(text), meant, "{text}");
        }
    }

    #[test]
    fn terms_keep_quotes_stars_and_apostrophes() {
        for (text, meant) in [
            ("\u{201c}social worker\u{201d}", "\"social worker\""),
            ("\"social work\"*", "\"social work\"*"),
            ("REUNIF*", "REUNIF*"),
            ("don\u{2019}t", "don\u{2019}t"),
            ("Role:Child", "role:Child"),
            ("role:\"foster carer\"", "role:\"foster carer\""),
            ("source:\"C01\"*", "source:C01*"),
            ("code:barrier/*", "code:barrier/*"),
            ("code:*", "code:*"),
            ("case:\"a \\\"b\\\\\"", "case:\"a \\\"b\\\\\""),
            ("place:rural", "place:rural"),
        ] {
            assert_eq!(canonical(text), meant, "{text}");
        }
        let Ok(Query { expr: Expr::Text(term), .. }) = Query::parse("\"and\"") else { panic!("a quoted word is text") };
        assert!(term.exact);
    }

    #[test]
    fn errors_point_at_their_place_and_say_how_to_mend() {
        let shown = error("role:child and \"social");
        assert_eq!(
            shown,
            "query, column 16: found a quotation mark that is never closed, expected a second quotation mark after the \
             words\n    role:child and \"social\n                   ^"
        );
        for (text, column, part) in [
            ("", 1, "empty query"),
            ("   ", 1, "empty query"),
            ("and a1", 1, "\"and\""),
            ("a1 or", 6, "end of the query"),
            ("a1 or  ", 6, "end of the query"),
            ("not", 4, "end of the query"),
            ("(a1", 1, "never closed"),
            ("a1)", 3, "closing bracket"),
            ("()", 2, "`)`"),
            ("role: child", 6, "nothing after the colon"),
            ("role:\"\"", 6, "empty value"),
            ("a1 -b1", 4, "not b1"),
            ("a1 && b1", 4, "`and` or `or`"),
            ("age<=12", 1, "age:12"),
            ("age:>12", 5, "age:12"),
            ("wom*n", 1, "star at the end"),
            ("wom?n", 1, "star at the end"),
            ("17:30", 1, "\"17:30\""),
            ("\u{1f642}", 1, "letter or digit"),
            ("\"...\"", 1, "letter or digit"),
            ("\"social work*\"", 1, "\"social work\"*"),
            ("a1 within b1", 4, "\"within\""),
        ] {
            let shown = error(text);
            assert!(shown.starts_with(&format!("query, column {column}:")), "{text}: {shown}");
            assert!(shown.contains(part), "{text}: {shown}");
        }
    }

    #[test]
    fn the_caret_stands_under_wide_characters_too() {
        let shown = error("\u{5bb6}\u{5ead} )");
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[2], "         ^", "{shown}");
    }

    #[test]
    fn absurd_nesting_is_an_error_and_not_a_crash() {
        for text in ["(".repeat(100_000), "not ".repeat(100_000), format!("{}a1{}", "(".repeat(61), ")".repeat(61))] {
            assert!(error(&text).contains("flatter"));
        }
    }
}
