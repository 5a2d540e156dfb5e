//! The difference of two texts written with marks, for people to read on one line.

use super::{PieceKind, word_diff};

/// Words of equal text that are shown beside a change.
const CONTEXT: usize = 4;

/// Writes the difference of two texts: `mark` is given each piece without the white space around it, whether it is the
/// first and whether it is the last. Line breaks become slashes: they divide the items of a list.
#[must_use]
pub fn marked(before: &str, after: &str, mark: impl Fn(PieceKind, &str, bool, bool) -> String) -> String {
    let pieces = word_diff(before, after);
    let last = pieces.len().saturating_sub(1);
    let mut out = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let text = piece.text.replace('\n', " / ");
        let core = text.trim();
        // A mark stands apart from the one before it, and from the words that it does not touch.
        let after_a_mark = at > 0 && piece.kind == PieceKind::New;
        if (text.starts_with(char::is_whitespace) || after_a_mark) && !out.is_empty() && !out.ends_with(' ') {
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

/// `… the [-old-] {+new+} words …`: what went and what came, with a few words on either side.
#[must_use]
pub fn changes_in_brief(before: &str, after: &str) -> String {
    marked(before, after, |kind, text, first, last| match kind {
        PieceKind::Same => shortened(text, first, last),
        PieceKind::Gone => format!("[-{text}-]"),
        PieceKind::New => format!("{{+{text}+}}"),
    })
}

fn shortened(text: &str, first: bool, last: bool) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let ends = if first || last { CONTEXT } else { 2 * CONTEXT };
    if words.len() <= ends + 1 {
        return words.join(" ");
    }
    let head = words.get(..CONTEXT).unwrap_or_default().join(" ");
    let tail = words.get(words.len() - CONTEXT..).unwrap_or_default().join(" ");
    match (first, last) {
        (true, true) => text.to_owned(),
        (true, false) => format!("… {tail}"),
        (false, true) => format!("{head} …"),
        (false, false) => format!("{head} … {tail}"),
    }
}

#[cfg(test)]
mod tests {
    use super::changes_in_brief;

    #[test]
    fn words_that_stay_are_said_once_and_long_stretches_in_brief() {
        assert_eq!(
            changes_in_brief("the child came home to them", "the child went home to them late"),
            "the child [-came-] {+went+} home to them {+late+}"
        );
        assert_eq!(changes_in_brief("", "new words"), "{+new words+}");
        assert_eq!(changes_in_brief("same", "same"), "same");
        assert_eq!(changes_in_brief("first one\nsecond", "first one\nthird"), "first one / [-second-] {+third+}");
        assert_eq!(changes_in_brief("first", "first\nsecond one"), "first {+/ second one+}");
        assert_eq!(
            changes_in_brief("one two three four five six seven", "one two three four five six eight"),
            "… three four five six [-seven-] {+eight+}"
        );
    }
}
