//! The grammar: from pieces to an expression. `docs/query.md` is the same in words.

use super::ast::{Expr, FieldTerm, Query};
use super::error::QueryError;
use super::lexer::{self, Placed, Token};
use super::relation::{AtLeast, Link, Relation, Returned};

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
            Some(Placed { token: Token::Return(_), column }) => {
                Err(QueryError::new(text, *column, "`return`", "a relation before it")
                    .hint("such as `code:a intersects code:b return intersection`; to find the word, quote it"))
            }
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
        self.token(self.at)
    }

    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at).map(|placed| &placed.token)
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
                Some(Token::Not | Token::Open | Token::AtLeast(_) | Token::Term(_)) => {}
                _ => return Ok(one_or(parts, Expr::And)),
            }
            parts.push(self.not()?);
        }
    }

    fn not(&mut self) -> Result<Expr, QueryError> {
        let column = self.column();
        if self.peek() != Some(&Token::Not) {
            return self.relation();
        }
        self.at += 1;
        self.deeper(column, |parser| Ok(Expr::Not(Box::new(parser.not()?))))
    }

    /// Passages, and how they stand to others; several operators in a row are read from the left.
    fn relation(&mut self) -> Result<Expr, QueryError> {
        let mut left = self.one()?;
        let mut links = 0;
        while let Some((negated, link)) = self.link() {
            let column = self.column();
            links += 1;
            if links > DEPTH {
                let found = format!("more than {DEPTH} operators in a row");
                return Err(QueryError::new(self.text, column, found, "a flatter query"));
            }
            self.at += if negated { 2 } else { 1 };
            let right = self.one()?;
            let returned = self.returned(negated, link)?;
            left = Expr::Relation(Box::new(Relation { left, link, negated, right, returned, column }));
        }
        Ok(left)
    }

    /// The operator that stands next, and whether it is turned round: `within`, `not within`.
    fn link(&self) -> Option<(bool, Link)> {
        match (self.peek(), self.token(self.at + 1)) {
            (Some(Token::Link(link)), _) => Some((false, *link)),
            (Some(Token::Not), Some(Token::Link(link))) => Some((true, *link)),
            _ => None,
        }
    }

    /// What the relation that was just read gives back.
    fn returned(&mut self, negated: bool, link: Link) -> Result<Returned, QueryError> {
        let Some(Token::Return(returned)) = self.peek() else { return Ok(Returned::Left) };
        let (returned, column) = (*returned, self.column());
        self.at += 1;
        let error = |found: &str, expected: &str, hint: &str| {
            Err(QueryError::new(self.text, column, found, expected).hint(hint))
        };
        let shares_text = matches!(
            link,
            Link::Within | Link::Encloses | Link::Overlaps | Link::Intersects | Link::Equals | Link::Near(_)
        );
        match returned {
            Returned::Left => Ok(returned),
            _ if negated => error(
                "something of the other side",
                "`return left` or nothing after `not`",
                "what stands so to nothing has no other side",
            ),
            _ if link == Link::OnlyIn => error(
                "something of the other side",
                "`return left` or nothing after `only in`",
                "`only in` asks whose speech the passages on the left touch",
            ),
            Returned::Intersection if !shares_text => error(
                "`return intersection`",
                "an operator whose passages may share text",
                "`within`, `encloses`, `overlaps`, `intersects`, `equals` or `near`; or `return hull`",
            ),
            Returned::Hull if matches!(link, Link::Same(_)) => error(
                "`return hull`",
                "an operator whose passages are near one another",
                "what has something in common may be far apart; use `return both`",
            ),
            _ => Ok(returned),
        }
    }

    fn one(&mut self) -> Result<Expr, QueryError> {
        let column = self.column();
        let token = self.peek().cloned();
        self.at += usize::from(token.is_some());
        match token {
            Some(Token::Term(term)) => Ok(term),
            Some(Token::Open) => self.deeper(column, |parser| parser.group(column)),
            Some(Token::AtLeast(count)) => self.deeper(column, |parser| parser.list(count, column)),
            Some(Token::And) => Err(self.missing(column, "`and`")),
            Some(Token::Or) => Err(self.missing(column, "`or`")),
            Some(Token::Not) => Err(self.missing(column, "`not`")),
            Some(Token::Close) => Err(self.missing(column, "`)`")),
            Some(Token::Comma) => Err(self.missing(column, "`,`")),
            Some(Token::Link(link)) => Err(self.missing(column, &format!("`{}`", link.word()))),
            Some(Token::Return(_)) => Err(self.missing(column, "`return`")),
            None => Err(self.missing(column, "the end of the query")),
        }
    }

    /// Reads what stands one bracket or `not` deeper.
    fn deeper(
        &mut self,
        column: usize,
        read: impl FnOnce(&mut Self) -> Result<Expr, QueryError>,
    ) -> Result<Expr, QueryError> {
        self.depth += 1;
        if self.depth > DEPTH {
            let found = format!("more than {DEPTH} brackets or `not` inside one another");
            return Err(QueryError::new(self.text, column, found, "a flatter query"));
        }
        let expr = read(self);
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

    /// The list of `at least`, with its closing bracket.
    fn list(&mut self, count: usize, column: usize) -> Result<Expr, QueryError> {
        let mut of = vec![self.or()?];
        while self.peek() == Some(&Token::Comma) {
            self.at += 1;
            of.push(self.or()?);
        }
        if self.peek() != Some(&Token::Close) {
            let expected = "terms with commas between them, and a closing bracket";
            return Err(QueryError::new(self.text, column, "a list that is never closed", expected));
        }
        self.at += 1;
        if of.len() < count {
            let found = format!("a list of {}", of.len());
            return Err(QueryError::new(self.text, column, found, format!("at least {count} terms in the list")));
        }
        Ok(Expr::AtLeast(AtLeast { count, of, column }))
    }

    fn column(&self) -> usize {
        self.tokens.get(self.at).map_or_else(|| self.text.trim_end().chars().count() + 1, |placed| placed.column)
    }

    fn missing(&self, column: usize, found: &str) -> QueryError {
        let error = QueryError::new(self.text, column, found, "a word or a field");
        match found {
            "`and`" | "`or`" => error.hint(format!("to find the word itself, quote it: {}", found.replace('`', "\""))),
            "`not`" => error.hint("put what is not wanted into brackets: `code:a within (not code:b)`"),
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
    use super::super::{Expr, Matching, Query};

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
        assert_eq!(term.matching, Matching::Exact);
    }

    #[test]
    fn comparisons_lists_and_fields_of_text() {
        for (text, meant) in [
            ("age<=12", "age<=12"),
            ("age <= 12", "age<=12"),
            ("age!=12", "not age=12"),
            ("code == contact", "code=contact"),
            ("date>=2025-06", "date>=2025-06"),
            ("placement in (foster care, kinship)", "placement in (\"foster care\", kinship)"),
            ("placement IN ( \"a, b\" ,c*)", "placement in (\"a, b\", c*)"),
            ("moved \"in\" (a1)", "moved and \"in\" and a1"),
            ("text:settled", "settled"),
            ("text:\"settled\"", "\"settled\""),
            ("setle~ setle~2", "setle~1 and setle~2"),
            ("/reunif(y|ied)/ /a\\/b/", "/reunif(y|ied)/ and /a\\/b/"),
            ("@told_late or @b-2", "@told_late or @b-2"),
        ] {
            assert_eq!(canonical(text), meant, "{text}");
        }
    }

    #[test]
    fn relations_bind_before_not_and_connectives() {
        for (text, meant) in [
            ("code:a within code:b", "code:a within code:b"),
            ("not code:a within code:b", "not (code:a within code:b)"),
            ("code:a not within code:b", "code:a not within code:b"),
            ("role:child code:a near:2turn code:b", "role:child and (code:a near:2turns code:b)"),
            ("a1 near:5words (b1 or c1)", "a1 near:5words (b1 or c1)"),
            ("code:a within code:b encloses c1", "(code:a within code:b) encloses c1"),
            ("code:a precedes code:b return hull or x1", "(code:a precedes code:b return hull) or x1"),
            ("code:a follows:30seconds code:b", "code:a follows:30seconds code:b"),
            ("code:a same turn code:b", "code:a same turn code:b"),
            ("same turn", "same and turn"),
            ("code:a only in role:child", "code:a only in role:child"),
            ("at least 2 of (code:a, b1, role:child)", "at least 2 of (code:a, b1, role:child)"),
            ("at last", "at and last"),
            ("they return home", "they and return and home"),
        ] {
            assert_eq!(canonical(text), meant, "{text}");
        }
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
            ("<=12", 1, "age<=12"),
            ("age:>12", 5, "age>12"),
            ("age<=", 6, "age<=12"),
            ("age<=young", 6, "a number or a date"),
            ("place in (a b", 11, "never closed"),
            ("place in (a,)", 13, "no value"),
            ("settel~5", 7, "~2"),
            ("a~", 1, "longer"),
            ("\"a b\"~3", 6, "near:5words"),
            ("/reun(/", 1, "unclosed group"),
            ("/reun", 1, "never closed"),
            ("@", 1, "saved query"),
            ("within code:a", 1, "code:a within code:b"),
            ("code:a near code:b", 8, "near:2turns"),
            ("code:a near:2truns code:b", 14, "turns"),
            ("code:a near:turns code:b", 13, "`2turns`"),
            ("code:a within:2turns code:b", 15, "distances belong"),
            ("code:a within", 14, "end of the query"),
            ("code:a within not code:b", 15, "brackets"),
            ("code:a return left", 8, "relation before it"),
            ("code:a not within code:b return both", 26, "return left"),
            ("code:a precedes code:b return intersection", 24, "return hull"),
            ("code:a same source code:b return hull", 27, "return both"),
            ("code:a only in role:child return both", 27, "return left"),
            ("at least 3 of (code:a, code:b)", 1, "at least 3 terms"),
            ("at least two of (code:a, code:b)", 1, "at least 2 of"),
            ("at least 2 of (code:a, code:b", 1, "never closed"),
            ("wom*n", 1, "star at the end"),
            ("wom?n", 1, "star at the end"),
            ("17:30", 1, "\"17:30\""),
            ("\u{1f642}", 1, "letter or digit"),
            ("\"...\"", 1, "letter or digit"),
            ("\"social work*\"", 1, "\"social work\"*"),
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
