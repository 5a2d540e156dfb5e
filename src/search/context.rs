//! The words before and after a place, cut at word boundaries to fit a width.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Stands where words were cut away.
const CUT: &str = "\u{2026}";

/// The end of `text`, at most `width` columns wide; begins with an ellipsis when words were cut away.
pub(super) fn tail(text: &str, width: usize) -> String {
    let mut kept = fitting(text.graphemes(true).rev(), width);
    kept.reverse();
    kept.concat()
}

/// The beginning of `text`, at most `width` columns wide; ends with an ellipsis when words were cut
/// away.
pub(super) fn head(text: &str, width: usize) -> String {
    fitting(text.graphemes(true), width).concat()
}

/// `text` on one line: white space and control characters are single blanks, none at the ends.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Graphemes from the place outwards, as long as they fit; only as much of the text is looked at as
/// is shown. A cut falls between words, or inside a word that is wider than all the room.
fn fitting<'a>(graphemes: impl Iterator<Item = &'a str>, width: usize) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    let mut used = 0;
    for grapheme in graphemes {
        let blank = grapheme.chars().all(|c| c.is_whitespace() || c.is_control());
        if blank && kept.last() == Some(&" ") {
            continue;
        }
        let shown = if blank { " " } else { grapheme };
        used += shown.width();
        if used > width {
            return cut(kept, blank, width);
        }
        kept.push(shown);
    }
    // Blanks at the far end say nothing.
    if kept.last() == Some(&" ") && kept.len() > 1 {
        kept.pop();
    }
    kept
}

fn cut(mut kept: Vec<&str>, at_word_end: bool, width: usize) -> Vec<&str> {
    let used = |kept: &[&str]| kept.iter().map(|grapheme| grapheme.width()).sum::<usize>();
    if !at_word_end && let Some(blank) = kept.iter().rposition(|grapheme| *grapheme == " ").filter(|at| *at > 0) {
        kept.truncate(blank);
    }
    while used(&kept) + CUT.width() > width {
        // The ellipsis needs room: the last word goes, or its end where there is no other.
        match kept.iter().rposition(|grapheme| *grapheme == " ").filter(|at| *at > 0) {
            Some(blank) => kept.truncate(blank),
            None if kept.is_empty() => break,
            None => kept.truncate(kept.len() - 1),
        }
    }
    if width >= CUT.width() {
        kept.push(CUT);
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    use super::{head, one_line, tail};

    #[test]
    fn cuts_fall_between_words_and_say_so() {
        let text = "and then the social worker ";
        assert_eq!(tail(text, 40), "and then the social worker ");
        assert_eq!(tail(text, 16), "\u{2026}social worker ");
        assert_eq!(tail(text, 15), "\u{2026}social worker ");
        assert_eq!(tail(text, 14), "\u{2026}worker ");
        assert_eq!(head(" came, you know, and", 13), " came, you\u{2026}");
        assert_eq!(head(" came", 5), " came");
        assert_eq!(head("", 5), "");
        assert_eq!(head(" came", 0), "");
    }

    #[test]
    fn lines_and_tabs_become_single_blanks() {
        assert_eq!(tail("one\n\n  two\t", 20), "one two ");
        assert_eq!(head(",\r\nthree  ", 20), ", three");
        assert_eq!(one_line(" social\n  worker\u{1b} "), "social worker");
    }

    #[test]
    fn a_word_wider_than_the_room_is_cut_inside() {
        assert_eq!(tail("reunification", 5), "\u{2026}tion");
        assert_eq!(head("\u{5bb6}\u{5ead}\u{5bb6}\u{5ead}", 4), "\u{5bb6}\u{2026}");
    }

    proptest! {
        #[test]
        fn no_context_is_wider_than_its_room(text in "[a-z ,\n\u{e9}\u{5bb6}\u{1f642}]{0,60}", width in 0usize..30) {
            prop_assert!(head(&text, width).width() <= width);
            prop_assert!(tail(&text, width).width() <= width);
            let whole = one_line(&text);
            if whole.width() + 2 <= width {
                prop_assert_eq!(one_line(&head(&text, width)), whole.clone());
                prop_assert_eq!(one_line(&tail(&text, width)), whole);
            }
        }
    }
}
