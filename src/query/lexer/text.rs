//! Words of the text: bare, quoted, fuzzy, as regular expressions; and saved queries.

use super::{Lexer, quoted};
use crate::query::ast::{Expr, Matching, SavedTerm, TextTerm};
use crate::query::error::QueryError;
use crate::query::pattern::word_pattern;
use crate::query::saved::is_query_name;

/// The most letters that a fuzzy word may differ in: beyond, everything is like everything.
const MOST_LETTERS: u8 = 2;
const PLAIN: &str = "a word, a field, `and`, `or` or `not`";

impl Lexer<'_> {
    /// `"words"` or `"words"*`.
    pub(super) fn phrase(&mut self) -> Result<TextTerm, QueryError> {
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
        if self.peek() == Some('~') {
            return Err(self
                .error(self.column(), "`~` behind quotation marks", "a single word before `~`")
                .hint("for words near one another, write `contact near:5words mother`"));
        }
        let matching = if any_ending { Matching::Beginning } else { Matching::Exact };
        Ok(TextTerm { words, matching, column })
    }

    /// `/regular expression/`; `\/` is a slash in it.
    pub(super) fn regex(&mut self) -> Result<TextTerm, QueryError> {
        let column = self.column();
        let mut words = String::new();
        self.at += 1;
        loop {
            let Some(c) = self.peek() else {
                return Err(self
                    .error(column, "a regular expression that is never closed", "a second `/` after it")
                    .hint("to find words with a slash in the text, quote them"));
            };
            self.at += 1;
            match (c, self.peek()) {
                ('/', _) => break,
                ('\\', Some('/')) => {
                    words.push('/');
                    self.at += 1;
                }
                (c, _) => words.push(c),
            }
        }
        if let Err(reason) = word_pattern(&words) {
            return Err(self.error(column, format!("`/{words}/`"), "a regular expression for one word").hint(reason));
        }
        Ok(TextTerm { words, matching: Matching::Regex, column })
    }

    /// `@name`.
    pub(super) fn saved(&mut self) -> Result<Expr, QueryError> {
        let column = self.column();
        let run = self.bare();
        let name = run.trim_start_matches('@').to_owned();
        if !is_query_name(&name) {
            return Err(self
                .error(column, format!("`{run}`"), "the name of a saved query after `@`")
                .hint("names are letters, digits, `_` and `-`; `themeweave query list` shows those that are saved"));
        }
        Ok(Expr::Saved(SavedTerm { name, meaning: None, column }))
    }

    /// A bare word of the text. What other search tools read as an operator is refused with the
    /// word that says it here: to search for something else than was meant would be worse.
    pub(super) fn text_word(&mut self) -> Result<TextTerm, QueryError> {
        let column = self.column();
        let run = self.bare();
        let found = format!("`{run}`");
        let error = |expected: &str, hint: String| Err(self.error(column, found.clone(), expected).hint(hint));
        if let Some((word, letters)) = run.split_once('~') {
            return self.fuzzy(column, word, letters);
        }
        let (words, matching) = match run.strip_suffix('*') {
            Some(beginning) => (beginning, Matching::Beginning),
            None => (run.as_str(), Matching::Forms),
        };
        if words.contains(['<', '>', '=']) {
            return error("a field before the comparison, such as `age<=12`", String::new());
        }
        if let Some(word) = words.strip_prefix(['-', '!']).filter(|word| !word.is_empty()) {
            return error(PLAIN, format!("to leave out a word, write `not {word}`"));
        }
        if words.contains(['&', '|', '+']) {
            return error(
                PLAIN,
                format!("write `and` or `or`; to find these words in the text, write {}", quoted(&run)),
            );
        }
        if words.contains('*') || words.trim_end_matches('?').contains('?') {
            return error(
                "a star at the end of the word only",
                "such as `reunif*`; for more, a regular expression such as `/wom[ae]n/`".to_owned(),
            );
        }
        if words.contains(['^', '@', '\\', '[', ']', '{', '}']) {
            return error(PLAIN, format!("to find these words in the text, write {}", quoted(&run)));
        }
        if !words.contains(char::is_alphanumeric) {
            return error("a word with at least one letter or digit", String::new());
        }
        Ok(TextTerm { words: words.to_owned(), matching, column })
    }

    /// `word~` or `word~2`.
    fn fuzzy(&self, column: usize, word: &str, letters: &str) -> Result<TextTerm, QueryError> {
        let count = if letters.is_empty() { Some(1) } else { letters.parse::<u8>().ok() };
        match count.filter(|count| (1..=MOST_LETTERS).contains(count)) {
            Some(count) if word.chars().filter(|c| c.is_alphanumeric()).count() > usize::from(count) => {
                Ok(TextTerm { words: word.to_owned(), matching: Matching::Fuzzy(count), column })
            }
            Some(_) => Err(self.error(
                column,
                format!("`{word}~{letters}`"),
                "a word longer than the letters it may differ in",
            )),
            None => Err(self
                .error(column + word.chars().count(), format!("`~{letters}`"), "`~1` or `~2` behind the word")
                .hint("the number is of letters that may differ")),
        }
    }
}
