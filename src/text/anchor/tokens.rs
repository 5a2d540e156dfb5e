//! A text as what corrections change: words and marks, compared without regard to typesetting.

use std::borrow::Cow;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::Span;
use crate::text::fold::{is_invisible, plain};

/// What parts a token from the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    #[default]
    Nothing,
    Blank,
    Line,
    Paragraph,
}

/// A word or a mark. White space parts tokens and is no token itself, so that re-wrapping changes none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) span: Span,
    /// Equal for tokens that a reader takes for the same, in both texts.
    pub(super) id: u32,
    pub(super) is_word: bool,
    pub(super) ends_sentence: bool,
    /// What stands before it.
    pub(super) gap: Gap,
}

/// Gives numbers to tokens; one for both texts.
#[derive(Debug, Default)]
pub(super) struct Numbering<'t> {
    ids: HashMap<Cow<'t, str>, u32>,
}

impl<'t> Numbering<'t> {
    /// How many different tokens have been seen.
    pub(super) fn len(&self) -> u32 {
        to_u32(self.ids.len())
    }

    /// The tokens of a text.
    pub(super) fn tokens(&mut self, text: &'t str) -> Vec<Token> {
        let mut cutter = Cutter { text, open: None, gap: Gap::Nothing, out: Vec::with_capacity(text.len() / 4) };
        for (at, character) in text.char_indices() {
            cutter.take(at, character);
        }
        cutter.close();
        cutter.out.into_iter().map(|piece| self.numbered(text, piece)).collect()
    }

    fn numbered(&mut self, text: &'t str, piece: Piece) -> Token {
        let span = Span::new(to_u32(piece.start), to_u32(piece.end));
        let folded = folded(text.get(piece.start..piece.end).unwrap_or_default(), piece.kind);
        let ends_sentence = matches!(folded.as_ref(), "." | "..." | "?" | "!");
        let next = self.len();
        let id = *self.ids.entry(folded).or_insert(next);
        Token { span, id, is_word: piece.kind == Kind::Word, ends_sentence, gap: piece.gap }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Letters and digits, with apostrophes between them; or one ideograph.
    Word,
    /// One mark, or a run of dots or dashes.
    Mark(char),
    /// The letters that flags are made of.
    Flag,
}

#[derive(Clone, Copy, Debug)]
struct Piece {
    start: usize,
    end: usize,
    kind: Kind,
    gap: Gap,
}

struct Cutter<'t> {
    text: &'t str,
    open: Option<Piece>,
    gap: Gap,
    out: Vec<Piece>,
}

impl Cutter<'_> {
    fn take(&mut self, at: usize, character: char) {
        if character.is_whitespace() {
            self.close();
            let line = matches!(character, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}');
            let lines_before = self.gap >= Gap::Line;
            self.gap = self.gap.max(match (line, lines_before) {
                (true, true) => Gap::Paragraph,
                (true, false) => Gap::Line,
                (false, _) => Gap::Blank,
            });
            return;
        }
        if is_invisible(character) {
            return;
        }
        let end = at + character.len_utf8();
        let kind = kind_of(character);
        if let Some(open) = &mut self.open {
            let apostrophe = kind == Kind::Mark('\'') && open.kind == Kind::Word && begins_with_letter(self.text, end);
            if apostrophe || extends(character) || goes_on(self.text, *open, at, character, kind) {
                open.end = end;
                return;
            }
        }
        self.close();
        self.open = Some(Piece { start: at, end, kind, gap: self.gap });
        self.gap = Gap::Nothing;
    }

    fn close(&mut self) {
        self.out.extend(self.open.take());
    }
}

fn kind_of(character: char) -> Kind {
    match character {
        '\u{1F1E6}'..='\u{1F1FF}' => Kind::Flag,
        '\u{2026}' => Kind::Mark('.'),
        _ if character.is_alphanumeric() || character == '_' => Kind::Word,
        _ => Kind::Mark(plain(character)),
    }
}

/// Whether a character belongs to the open token before it.
fn goes_on(text: &str, open: Piece, at: usize, character: char, kind: Kind) -> bool {
    let said = text.get(open.start..open.end).unwrap_or_default();
    if said.ends_with('\u{200D}') && !character.is_ascii() {
        return true;
    }
    match kind {
        Kind::Word => open.kind == kind && !is_ideograph(character) && !said.starts_with(is_ideograph),
        Kind::Mark('.' | '-') => open.kind == kind && open.end == at,
        Kind::Mark(_) => false,
        Kind::Flag => open.kind == kind,
    }
}

/// Characters of scripts that part words by nothing: each is a token.
fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{2E80}'..='\u{2FFF}' | '\u{3040}'..='\u{312F}' | '\u{31A0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Characters that never begin a token where one is open: accents, joiners, skin tones, tags.
fn extends(character: char) -> bool {
    !character.is_ascii()
        && (is_combining_mark(character)
            || matches!(character, '\u{200C}' | '\u{200D}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}'))
}

fn begins_with_letter(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    rest.chars().find(|next| !is_invisible(*next)).is_some_and(|next| kind_of(next) == Kind::Word)
}

/// The token as a reader compares it.
fn folded(said: &str, kind: Kind) -> Cow<'_, str> {
    match kind {
        Kind::Mark('-') => Cow::Borrowed("-"),
        Kind::Mark('.') if said.len() > 1 => Cow::Borrowed("..."),
        Kind::Mark('\'') if said.len() == 1 => Cow::Borrowed("'"),
        _ if said.is_ascii() => Cow::Borrowed(said),
        _ => Cow::Owned(said.chars().filter(|character| !is_invisible(*character)).nfc().map(plain).collect()),
    }
}

fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        Numbering::default().tokens(text).iter().map(|token| token.span.of(text).unwrap()).collect()
    }

    #[test]
    fn words_and_marks_are_tokens_and_white_space_is_none() {
        assert_eq!(
            cut("Anna: I don\u{2019}t -- well\u{2026}\n(3.5)"),
            ["Anna", ":", "I", "don\u{2019}t", "--", "well", "\u{2026}", "(", "3", ".", "5", ")"]
        );
        assert_eq!(
            cut("'so' re\u{AD}turn\u{200B} 家族 e\u{301}t"),
            ["'", "so", "'", "re\u{AD}turn", "家", "族", "e\u{301}t"]
        );
        assert_eq!(
            cut("\u{1F468}\u{200D}\u{1F469}\u{1F3FD} \u{1F1EB}\u{1F1F7}"),
            ["\u{1F468}\u{200D}\u{1F469}\u{1F3FD}", "\u{1F1EB}\u{1F1F7}"]
        );
    }

    #[test]
    fn typesetting_changes_no_token() {
        let mut numbering = Numbering::default();
        let mut ids = |text| numbering.tokens(text).iter().map(|token| token.id).collect::<Vec<_>>();
        let typeset = ids("\u{201C}Mum\u{2019}s\u{A0}home \u{2014}\nwell\u{2026}\u{201D} re\u{AD}turn, Zoe\u{308}");
        assert_eq!(typeset, ids("\"Mum's home -\r\n\r\n well...\" return, Zo\u{EB}"));
        assert_ne!(typeset, ids("\"Mums home - well...\" return, Zoe"));
    }
}
