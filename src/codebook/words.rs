//! What went and what came between two texts, written with marks for people to read.

use crate::text::{PieceKind, word_diff};

/// Writes the difference of two texts: `mark` is given each piece without the white space around it, whether it is the
/// first and whether it is the last. Items of a list (one a line) follow one another with a slash.
pub(super) fn marked(before: &str, after: &str, mark: impl Fn(PieceKind, &str, bool, bool) -> String) -> String {
    let pieces = word_diff(before, after);
    let last = pieces.len().saturating_sub(1);
    let mut out = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let text = piece.text.replace('\n', " / ");
        let core = text.trim();
        let leads = text.starts_with(char::is_whitespace);
        // A mark stands apart from the one before it, and from the words that it does not touch.
        let after_a_mark = at > 0 && piece.kind == PieceKind::New;
        if (leads || after_a_mark) && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        if !core.is_empty() {
            out.push_str(&mark(piece.kind, core, at == 0, at == last));
        }
        if text.ends_with(char::is_whitespace) && !core.is_empty() {
            out.push(' ');
        }
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{PieceKind, marked};

    fn shown(old: &str, new: &str) -> String {
        marked(old, new, |kind, text, _, _| match kind {
            PieceKind::Same => text.to_owned(),
            PieceKind::Gone => format!("[-{text}-]"),
            PieceKind::New => format!("{{+{text}+}}"),
        })
    }

    #[test]
    fn words_that_stay_are_said_once() {
        assert_eq!(
            shown("the child came home to them", "the child went home to them late"),
            "the child [-came-] {+went+} home to them {+late+}"
        );
        assert_eq!(shown("", "new words"), "{+new words+}");
        assert_eq!(shown("same", "same"), "same");
        assert_eq!(shown("first one\nsecond", "first one\nthird"), "first one / [-second-] {+third+}");
        assert_eq!(shown("first", "first\nsecond one"), "first {+/ second one+}");
    }
}
