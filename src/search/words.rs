//! What a word of the text is, and when two words are the same.
//!
//! A word is a run of letters, digits and their accents; an apostrophe inside it belongs to it, every
//! other character ends it. Words are compared in lower case, without accents (`Zoë`, however it is
//! encoded, is `zoe`) and with straight apostrophes, because transcribers type all of these in more
//! than one way. The index, the concordance and the query all read words through this file.

use std::collections::HashMap;

use regex::Regex;
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, RawTokenizer, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer,
};

use crate::query::{Matching, TextTerm, word_pattern};
use crate::text::{Span, edits};

/// Splits text into words in lower case with straight apostrophes.
#[derive(Clone, Default)]
pub(super) struct WordTokenizer {
    token: Token,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream { text, at: 0, token: &mut self.token }
    }
}

/// The words of one text.
pub(super) struct WordStream<'a> {
    text: &'a str,
    /// First byte that has not been read.
    at: usize,
    token: &'a mut Token,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        self.token.text.clear();
        self.token.position = self.token.position.wrapping_add(1);
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut chars = rest.char_indices().peekable();
        let Some((start, _)) = chars.by_ref().find(|(_, c)| is_letter(*c)).inspect(|(_, c)| fold(*c, self.token))
        else {
            self.at = self.text.len();
            return false;
        };
        let mut end = rest.len();
        while let Some((offset, c)) = chars.next() {
            if is_letter(c) {
                fold(c, self.token);
            } else if is_apostrophe(c) && chars.peek().is_some_and(|(_, next)| is_letter(*next)) {
                self.token.text.push('\'');
            } else if !is_silent(c) {
                end = offset;
                break;
            }
        }
        self.token.offset_from = self.at + start;
        self.token.offset_to = self.at + end;
        self.at += end;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric() && !is_apostrophe(c) && !is_silent(c))
}

/// Straight, typographic (either way round), modifier letter and full-width.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{ff07}')
}

/// Accents that stand as characters of their own, soft hyphens and joiners: part of a word, but
/// nothing that tells it from another.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

fn fold(c: char, token: &mut Token) {
    if c.is_ascii() {
        token.text.push(c.to_ascii_lowercase());
    } else {
        token.text.extend(c.to_lowercase().filter(|c| !is_silent(*c)));
    }
}

/// Reads words as they are compared.
pub(super) fn analyser() -> TextAnalyzer {
    TextAnalyzer::builder(WordTokenizer::default()).filter(AsciiFoldingFilter).build()
}

/// English stems: `settled`, `settling` and `settles` are all `settl`. Those seen are remembered.
pub(super) struct Stems {
    stemmer: TextAnalyzer,
    known: HashMap<String, String>,
}

impl Stems {
    pub(super) fn english() -> Self {
        let stemmer = TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(Language::English)).build();
        Self { stemmer, known: HashMap::new() }
    }

    /// The stem of a word, which must be as [`read`] gives it.
    pub(super) fn of(&mut self, word: &str) -> &str {
        if !self.known.contains_key(word) {
            let mut stem = String::new();
            self.stemmer.token_stream(word).process(&mut |token| stem.clone_from(&token.text));
            self.known.insert(word.to_owned(), stem);
        }
        self.known.get(word).map_or("", String::as_str)
    }
}

/// How every word with this stem begins. Stemming cuts and rewrites the end of a word: at most two
/// letters of a stem (`die` of `dying`) are not the word's own, and the first always is.
pub(super) fn beginning(stem: &str) -> String {
    let letters = stem.chars().count();
    stem.chars().take(letters.saturating_sub(2).max(1)).collect()
}

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its bytes in the text that was read.
    pub(super) span: Span,
    /// The word as it is compared.
    pub(super) folded: String,
}

/// The words of a text.
pub(super) fn read(analyser: &mut TextAnalyzer, text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    analyser.token_stream(text).process(&mut |token| {
        let span = Span::new(offset(token.offset_from), offset(token.offset_to));
        words.push(Word { span, folded: token.text.clone() });
    });
    words
}

/// What a term of a query looks for.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    /// Every form of one word.
    Stem(String),
    /// The very words, one after the other; any ending of the last where `any_ending`.
    Words { words: Vec<String>, any_ending: bool },
    /// Words that differ from one in at most so many letters.
    Like { word: String, letters: usize },
    /// Words that an expression describes.
    Pattern(Regex),
}

impl Wanted {
    /// A bare word means all its forms. What is quoted, what has a star and what falls into several
    /// words (`well-being`) means these words.
    pub(super) fn of(term: &TextTerm) -> Self {
        let words =
            || -> Vec<String> { read(&mut analyser(), &term.words).into_iter().map(|word| word.folded).collect() };
        match term.matching {
            Matching::Forms => match words() {
                words if words.len() == 1 => Self::Stem(Stems::english().of(&words.concat()).to_owned()),
                words => Self::Words { words, any_ending: false },
            },
            Matching::Exact => Self::Words { words: words(), any_ending: false },
            Matching::Beginning => Self::Words { words: words(), any_ending: true },
            Matching::Fuzzy(letters) => Self::Like { word: words().concat(), letters: usize::from(letters) },
            // The query was refused if its expression cannot be read.
            Matching::Regex => {
                word_pattern(&term.words).map_or(Self::Words { words: Vec::new(), any_ending: false }, Self::Pattern)
            }
        }
    }

    /// Whether a single word fits, for what is looked for word by word.
    pub(super) fn fits_word(&self, word: &str) -> bool {
        match self {
            Self::Like { word: wanted, letters } => within_letters(wanted, word, *letters),
            Self::Pattern(pattern) => pattern.is_match(word),
            Self::Stem(_) | Self::Words { .. } => false,
        }
    }
}

/// Whether two words differ in at most so many letters added, left out, exchanged or, where they are neighbours, swapped.
fn within_letters(one: &str, other: &str, most: usize) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    one.len().abs_diff(other.len()) <= most && edits(&one, &other) <= most
}

#[cfg(test)]
mod tests {
    use super::{Stems, Wanted, analyser, beginning, read, within_letters};
    use crate::query::{Expr, Query};

    fn folded(text: &str) -> Vec<String> {
        read(&mut analyser(), text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_fold_case_accents_and_apostrophes() {
        for (text, words) in [
            ("Don\u{2019}t, don't, DON\u{2018}T!", vec!["don't", "don't", "don't"]),
            ("'tis the kids' \u{2018}home\u{2019}", vec!["tis", "the", "kids", "home"]),
            ("Zo\u{eb} Zoe\u{308} \u{141}ukasz Si\u{e2}n", vec!["zoe", "zoe", "lukasz", "sian"]),
            ("well-being 3.5 o'clock_x", vec!["well", "being", "3", "5", "o'clock", "x"]),
            ("re\u{ad}unifi\u{200b}cation", vec!["reunification"]),
            ("\u{130}stanbul", vec!["istanbul"]),
            ("\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{2026} \u{2014}", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(folded(text), words, "{text}");
        }
    }

    #[test]
    fn spans_lie_on_the_words() {
        let text = "(Zoe\u{308}\u{2019}s mum)\u{2014}yes.";
        let words = read(&mut analyser(), text);
        let cut: Vec<Option<&str>> = words.iter().map(|word| word.span.of(text)).collect();
        assert_eq!(cut, [Some("Zoe\u{308}\u{2019}s"), Some("mum"), Some("yes")]);
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        let mut stems = Stems::english();
        let mut stem = |word: &str| stems.of(word).to_owned();
        assert_eq!(stem("settling"), stem("settled"));
        assert_eq!(stem("zoe's"), stem("zoe"), "a possessive is a form of the name");
        assert_ne!(stem("social"), stem("society"));
    }

    #[test]
    fn words_begin_as_their_stems_say() {
        let mut stems = Stems::english();
        let irregular = "dying lying tying skies skis idly gently ugly early only singly hoping happy sensibility \
            relational organisation reunification cried tied by a i flies loving agreed's co's y yes news zo\u{eb}";
        let long = include_str!("../../docs/query.md");
        for word in read(&mut analyser(), irregular).into_iter().chain(read(&mut analyser(), long)) {
            let stem = stems.of(&word.folded);
            assert!(word.folded.starts_with(&beginning(stem)), "{} has the stem {stem}", word.folded);
        }
    }

    #[test]
    fn a_bare_word_means_its_forms_and_a_quoted_one_itself() {
        let wanted = |text: &str| match Query::parse(text).map(|query| query.expr) {
            Ok(Expr::Text(term)) => Wanted::of(&term),
            other => panic!("{other:?}"),
        };
        assert!(matches!(wanted("Settling"), Wanted::Stem(stem) if stem == "settl"));
        for (text, expected, ending) in [
            ("\"Settling\"", vec!["settling"], false),
            ("well-being", vec!["well", "being"], false),
            ("reunif*", vec!["reunif"], true),
            ("\"social work\"*", vec!["social", "work"], true),
        ] {
            let Wanted::Words { words, any_ending } = wanted(text) else { panic!("{text} means words") };
            assert_eq!((words.iter().map(String::as_str).collect(), any_ending), (expected, ending), "{text}");
        }
        assert!(wanted("/reunif(y|ied)/").fits_word("reunified"));
        assert!(!wanted("/reunif(y|ied)/").fits_word("reunification"));
        assert!(wanted("setled~").fits_word("settled"));
    }

    #[test]
    fn letters_are_added_left_out_exchanged_and_swapped() {
        for (one, other, letters) in [
            ("settle", "settle", 0),
            ("setle", "settle", 1),
            ("settle", "settel", 1),
            ("zoe", "zoë", 1),
            ("foster", "fotsers", 2),
            ("home", "hm", 2),
        ] {
            assert!(within_letters(one, other, letters), "{one} {other}");
            assert!(letters == 0 || !within_letters(one, other, letters - 1), "{one} {other}");
        }
        assert!(!within_letters("home", "school", 2));
    }
}
