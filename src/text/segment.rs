//! Sentences and words after Unicode Standard Annex 29, with what interviews need on top: abbreviations that
//! end no sentence, and sentences that run over a line break.

use unicode_segmentation::UnicodeSegmentation;

use super::{Span, text_len};

/// Abbreviations, in lower case and without their last full stop, that a name or a further word always follows.
const BEFORE_A_WORD: [&str; 30] = [
    "dr", "mr", "mrs", "ms", "mx", "prof", "rev", "fr", "sr", "jr", "st", "hon", "cllr", "supt", "sgt", "insp", "capt",
    "e.g", "i.e", "eg", "ie", "cf", "vs", "v", "viz", "approx", "incl", "esp", "dept", "et al",
];

/// Abbreviations that end no sentence when a number follows: after "No." people also simply go on talking.
const BEFORE_A_NUMBER: [&str; 14] =
    ["no", "nos", "p", "pp", "para", "paras", "s", "ss", "fig", "figs", "sec", "ch", "vol", "art"];

/// The sentences of a text: in order, disjoint, without the white space around them, and together covering
/// everything that is not white space.
///
/// The boundaries are those of UAX 29, except that none lies after an abbreviation (`Dr. Khan`, `No. 5`, `e.g. this`)
/// or an initial (`J. Smith`), nor at a line break after which the sentence goes on in lower case, as in
/// subtitles and hard-wrapped text.
#[must_use]
pub fn sentences(text: &str) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    // Start of a sentence that the piece before did not end.
    let mut open: Option<usize> = None;
    for (from, piece) in text.split_sentence_bound_indices() {
        let (start, end) = (open.unwrap_or(from), from + piece.len());
        let (Some(sentence), Some(rest)) = (text.get(start..end), text.get(end..)) else { continue };
        if goes_on(sentence, rest) {
            open = Some(start);
        } else {
            open = None;
            out.extend(trimmed(text, start, end));
        }
    }
    out.extend(open.and_then(|start| trimmed(text, start, text.len())));
    out
}

/// The words of a text: the pieces between UAX 29 word boundaries that hold a letter or a digit.
pub fn words(text: &str) -> impl Iterator<Item = Span> + '_ {
    text.unicode_word_indices().map(|(start, word)| {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        Span::new(start, start.saturating_add(text_len(word)))
    })
}

/// How many [`words`] a text has.
///
/// UAX 29 never joins letters over a blank, so that pieces between blanks can be counted apart: those in ASCII (without
/// `_`) are counted many bytes at a time, the others by the general rules.
#[must_use]
pub fn count_words(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let mut count = 0;
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(odd) = position_of_odd(rest) else { return count + count_ascii_words(rest) };
        let before = rest.get(..odd).unwrap_or_default();
        let start = before.iter().rposition(u8::is_ascii_whitespace).map_or(0, |blank| blank + 1);
        let length = rest.iter().skip(odd).position(u8::is_ascii_whitespace).map_or(rest.len(), |length| odd + length);
        count += count_ascii_words(rest.get(..start).unwrap_or_default());
        let piece = text.get(at + start..at + length).unwrap_or_default();
        count += u32::try_from(piece.unicode_words().count()).unwrap_or(u32::MAX);
        at += length;
    }
    count
}

/// How many bytes are looked at in one go; their count fits a byte.
const BLOCK: usize = 128;

/// Where the first byte is that the quick count cannot handle.
#[expect(clippy::needless_bitwise_bool, reason = "without branches many bytes are looked at at once")]
fn position_of_odd(bytes: &[u8]) -> Option<usize> {
    let is_odd = |byte: &u8| !byte.is_ascii() | (*byte == b'_');
    let has_odd = |block: &[u8]| block.iter().fold(false, |odd, byte| odd | is_odd(byte));
    let block = bytes.chunks(BLOCK).position(has_odd)? * BLOCK;
    bytes.iter().skip(block).position(is_odd).map(|position| block + position)
}

/// The ASCII part of UAX 29 without `_`: a word is a run of letters and digits; `:` joins two letters, `,` and `;` join two
/// digits, `.` and `'` join both. So there are as many words as runs, less the joints. Nothing branches, so that the
/// compiler can count sixteen or more bytes at a time.
#[expect(clippy::needless_bitwise_bool, reason = "without branches many bytes are looked at at once")]
fn count_ascii_words(bytes: &[u8]) -> u32 {
    let is_letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 26;
    let is_digit = |byte: u8| byte.wrapping_sub(b'0') < 10;
    let in_word = |byte: u8| is_letter(byte) | is_digit(byte);
    let begins = |before: u8, here: u8| u8::from(!in_word(before) & in_word(here));
    let joins = |before: u8, here: u8, after: u8| {
        let both = (here == b'.') | (here == b'\'');
        let letters = (both | (here == b':')) & is_letter(before) & is_letter(after);
        let digits = (both | (here == b',') | (here == b';')) & is_digit(before) & is_digit(after);
        u8::from(letters | digits)
    };
    let after = |from: usize| bytes.get(from..).unwrap_or_default();
    let mut count = bytes.first().map_or(0, |first| u32::from(in_word(*first)));
    for (before, here) in bytes.chunks(BLOCK).zip(after(1).chunks(BLOCK)) {
        count += u32::from(before.iter().zip(here).map(|(before, here)| begins(*before, *here)).sum::<u8>());
    }
    for ((before, here), next) in bytes.chunks(BLOCK).zip(after(1).chunks(BLOCK)).zip(after(2).chunks(BLOCK)) {
        let neighbours = before.iter().zip(here).zip(next);
        count -= u32::from(neighbours.map(|((before, here), next)| joins(*before, *here, *next)).sum::<u8>());
    }
    count
}

/// Whether a sentence that a boundary seems to end goes on in what follows.
fn goes_on(sentence: &str, rest: &str) -> bool {
    let said = sentence.trim_end();
    let Some(next) = rest.chars().next() else { return false };
    if said.is_empty() {
        return false;
    }
    let line_breaks = sentence.get(said.len()..).unwrap_or_default().matches('\n').count();
    if line_breaks > 0 {
        let unfinished =
            said.ends_with(|last: char| last.is_alphanumeric() || matches!(last, ',' | ';' | '-' | '\u{2013}'));
        return line_breaks == 1 && unfinished && next.is_lowercase();
    }
    let Some(before_stop) = said.strip_suffix('.') else { return false };
    if ends_with_initial(before_stop) {
        return true;
    }
    let tail = before_stop.char_indices().rev().take(8).last().and_then(|(from, _)| before_stop.get(from..));
    let tail = tail.unwrap_or_default().to_lowercase();
    let is_word = |word: &str| {
        tail.strip_suffix(word)
            .is_some_and(|before| !before.ends_with(|last: char| last.is_alphanumeric() || last == '.'))
    };
    BEFORE_A_WORD.iter().any(|word| is_word(word))
        || (next.is_numeric() && BEFORE_A_NUMBER.iter().any(|word| is_word(word)))
}

/// `... J`, but not the pronoun I, and not the end of `plan A`.
fn ends_with_initial(before_stop: &str) -> bool {
    let mut back = before_stop.chars().rev();
    let Some(initial) = back.next() else { return false };
    let alone =
        back.next().is_none_or(|before| before.is_whitespace() || matches!(before, '.' | '(' | '"' | '\u{201C}'));
    alone && initial.is_uppercase() && !matches!(initial, 'I' | 'A')
}

fn trimmed(text: &str, start: usize, end: usize) -> Option<Span> {
    let piece = text.get(start..end)?;
    let start = start + (piece.len() - piece.trim_start().len());
    let length = piece.trim().len();
    (length > 0)
        .then(|| Span::new(u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(start + length).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|span| span.of(text).unwrap()).collect()
    }

    #[test]
    fn abbreviations_and_initials_end_no_sentence() {
        assert_eq!(
            said("We saw Dr. Khan at St. Mary's. She was kind, e.g. Always on time. J. Smith came too."),
            ["We saw Dr. Khan at St. Mary's.", "She was kind, e.g. Always on time.", "J. Smith came too."]
        );
        assert_eq!(said("So did I. Then we left."), ["So did I.", "Then we left."]);
        assert_eq!(said("It was worst. Then it got better."), ["It was worst.", "Then it got better."]);
    }

    #[test]
    fn no_is_an_abbreviation_only_before_a_number() {
        assert_eq!(said("No. I said no. See No. 5 there."), ["No.", "I said no.", "See No. 5 there."]);
    }

    #[test]
    fn a_sentence_runs_over_a_line_break_but_not_over_a_paragraph() {
        assert_eq!(said("I went home\nand cried. Then\n\nnothing"), ["I went home\nand cried.", "Then", "nothing"]);
        assert_eq!(said("Mum:\nhello"), ["Mum:", "hello"]);
    }

    #[test]
    fn words_keep_apostrophes_and_drop_marks() {
        let text = "I don\u{2019}t \u{2014} well, 3.5 times\u{2026} (Zoë's) __ 🙂";
        let found: Vec<_> = words(text).map(|span| span.of(text).unwrap()).collect();
        assert_eq!(found, ["I", "don\u{2019}t", "well", "3.5", "times", "Zoë's"]);
        assert_eq!(count_words(text), 6);
    }

    proptest! {
        #[test]
        fn counting_is_as_quick_as_it_is_right(text in "[ab1_:.,;'\" \n\u{2019}é\u{301}\u{200D}🙂家-]{0,60}", ascii in "[abZ019:.,;' \n-]{0,300}") {
            for text in [text, ascii] {
                prop_assert_eq!(count_words(&text), u32::try_from(text.unicode_words().count()).unwrap(), "{:?}", text);
            }
        }

        #[test]
        fn sentences_cover_all_that_is_not_blank(text in "([A-Za-z.!? \n\u{301}…]|Dr\\. |\u{1F468}\u{200D}\u{1F469}){0,40}") {
            let mut at = 0;
            for span in sentences(&text) {
                prop_assert!(text[at..span.start as usize].chars().all(char::is_whitespace));
                let said = span.of(&text).unwrap();
                prop_assert!(!said.is_empty() && said.trim() == said);
                at = span.end as usize;
            }
            prop_assert!(text[at..].chars().all(char::is_whitespace));
        }

        #[test]
        fn words_lie_in_order(text in "\\PC{0,40}") {
            let mut at = 0;
            for span in words(&text) {
                prop_assert!(span.start >= at && span.of(&text).unwrap().chars().any(char::is_alphanumeric));
                at = span.end;
            }
        }
    }
}
