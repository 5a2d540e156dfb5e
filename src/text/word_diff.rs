//! What was changed in a short text (a definition, a label), word by word, for people to read.

use std::collections::HashMap;

use imara_diff::Algorithm;
use unicode_segmentation::UnicodeSegmentation;

use super::anchor::matching::common;

/// Pairs of words up to which the shortest difference is looked for; beyond it a short one will do.
const MOST_EXACT: usize = 4_000_000;

/// Whether a piece of text is in both texts or in one only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// In both texts.
    Same,
    /// In the old text only.
    Gone,
    /// In the new text only.
    New,
}

/// A piece of the difference of two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    /// Which text it is in.
    pub kind: PieceKind,
    /// The words, with the white space and marks between them.
    pub text: &'t str,
}

/// The difference of two texts in pieces: those that are the same or gone make up the old text, those that are the
/// same or new the new one. Neighbouring pieces differ in kind, and what went stands before what came in its place.
///
/// Words are never cut, and a few words that stayed between larger changes are shown as changed, because single words
/// that alternate with changes cannot be read.
#[must_use]
pub fn word_diff<'t>(old: &'t str, new: &'t str) -> Vec<Piece<'t>> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.split_word_bounds().collect(), new.split_word_bounds().collect());
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut ids = |words: &[&'t str]| {
        let number = words.iter().map(|word| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            imara_diff::Token(*numbers.entry(*word).or_insert(next))
        });
        number.collect::<Vec<_>>()
    };
    let (before_ids, after_ids) = (ids(&before), ids(&after));
    let distinct = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    let is_short = before.len().saturating_mul(after.len()) <= MOST_EXACT;
    let algorithm = if is_short { Algorithm::MyersMinimal } else { Algorithm::Myers };
    let pairs = common(algorithm, &before_ids, &after_ids, distinct);
    pieces(old, new, &readable(stretches(&before, &after, &pairs)))
}

/// A change, in bytes, and the equal text behind it.
#[derive(Clone, Copy, Debug, Default)]
struct Stretch {
    gone: usize,
    came: usize,
    same: usize,
}

fn stretches(before: &[&str], after: &[&str], pairs: &[(usize, usize)]) -> Vec<Stretch> {
    let bytes =
        |words: &[&str], from: usize, to: usize| words.get(from..to).unwrap_or_default().iter().map(|w| w.len()).sum();
    let mut found = vec![Stretch::default()];
    let (mut i, mut j) = (0, 0);
    for &(old, new) in pairs.iter().chain([&(before.len(), after.len())]) {
        if old > i || new > j {
            found.push(Stretch { gone: bytes(before, i, old), came: bytes(after, j, new), same: 0 });
        }
        if let (Some(last), Some(word)) = (found.last_mut(), before.get(old)) {
            last.same += word.len();
        }
        (i, j) = (old + 1, new + 1);
    }
    found
}

/// Takes equal text that is no longer than the changes on both sides of it into one change with them. Between mere
/// insertions or mere deletions it is left, however short: there is nothing to read in turns.
fn readable(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        out.push(stretch);
        // What was merged has grown, so that what stands before it may be less than it now.
        while let [.., before, last] = out.as_mut_slice() {
            let changed = |stretch: &Stretch| stretch.gone.max(stretch.came);
            let replaced = before.gone + last.gone > 0 && before.came + last.came > 0;
            if !replaced || before.same > changed(before).min(changed(last)) {
                break;
            }
            *before = Stretch {
                gone: before.gone + before.same + last.gone,
                came: before.came + before.same + last.came,
                same: last.same,
            };
            out.pop();
        }
    }
    out
}

fn pieces<'t>(old: &'t str, new: &'t str, stretches: &[Stretch]) -> Vec<Piece<'t>> {
    let (mut i, mut j) = (0, 0);
    let mut out: Vec<Piece<'t>> = Vec::new();
    let mut push = |kind, text: Option<&'t str>| {
        out.extend(text.filter(|text| !text.is_empty()).map(|text| Piece { kind, text }));
    };
    for stretch in stretches {
        push(PieceKind::Gone, old.get(i..i + stretch.gone));
        push(PieceKind::New, new.get(j..j + stretch.came));
        i += stretch.gone;
        j += stretch.came;
        push(PieceKind::Same, old.get(i..i + stretch.same));
        i += stretch.same;
        j += stretch.same;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let shown = word_diff(old, new).into_iter().map(|piece| match piece.kind {
            PieceKind::Same => piece.text.to_owned(),
            PieceKind::Gone => format!("[-{}-]", piece.text),
            PieceKind::New => format!("{{+{}+}}", piece.text),
        });
        shown.collect()
    }

    #[test]
    fn whole_words_are_shown() {
        assert_eq!(shown("Help from a worker.", "Help from workers."), "Help from [-a worker-]{+workers+}.");
        assert_eq!(shown("a b c", "a b c"), "a b c");
        assert_eq!(shown("", "new"), "{+new+}");
        assert_eq!(shown("old", ""), "[-old-]");
        assert_eq!(shown("", ""), "");
        assert_eq!(
            shown("The family gets help.", "The family gets practical help in time."),
            "The family gets {+practical +}help{+ in time+}."
        );
    }

    #[test]
    fn a_rewritten_sentence_does_not_alternate() {
        assert_eq!(
            shown("Money that the family of the child has.", "Any income in the house, whatever the source."),
            "[-Money that the family of the child has-]{+Any income in the house, whatever the source+}."
        );
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_out_of_the_difference(
            old in "([abcé]{1,3}|[ ,.]|\u{301}|🙂){0,30}", new in "([abcé]{1,3}|[ ,.]|\u{301}|🙂){0,30}",
        ) {
            let pieces = word_diff(&old, &new);
            let without = |kind| {
                pieces.iter().filter(|piece| piece.kind != kind).map(|piece| piece.text).collect::<String>()
            };
            prop_assert_eq!(without(PieceKind::New), old.clone());
            prop_assert_eq!(without(PieceKind::Gone), new.clone());
            prop_assert!(pieces.windows(2).all(|pair| pair[0].kind != pair[1].kind));
        }
    }
}
