//! Word by word, what went and what came between two texts.

/// Whether a piece is in both texts, or in one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// In both.
    Same,
    /// In the older text only.
    Gone,
    /// In the newer text only.
    New,
}

/// A run of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it is.
    pub kind: PieceKind,
    /// Its words with single blanks between them.
    pub text: String,
}

/// Tables larger than this are not filled in: what is not common at both ends counts as replaced.
const MOST_CELLS: usize = 4_000_000;

/// The words of both texts in order, each in the older one, the newer one or both (longest common
/// subsequence). A line break between items of a list is a word of its own.
pub(super) fn definition_diff(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (words(old), words(new));
    let same_start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(same_start..).unwrap_or_default(), new.get(same_start..).unwrap_or_default());
    let same_end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let old_middle = old_rest.get(..old_rest.len() - same_end).unwrap_or_default();
    let new_middle = new_rest.get(..new_rest.len() - same_end).unwrap_or_default();
    let mut marked: Vec<(PieceKind, &str)> = Vec::with_capacity(old.len() + new.len());
    marked.extend(old.iter().take(same_start).map(|word| (PieceKind::Same, *word)));
    middle(old_middle, new_middle, &mut marked);
    marked.extend(old.iter().skip(old.len() - same_end).map(|word| (PieceKind::Same, *word)));
    pieces(&marked)
}

fn words(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::split_whitespace);
    let mut words = Vec::new();
    for (at, line) in lines.enumerate() {
        if at > 0 {
            words.push("\n");
        }
        words.extend(line);
    }
    words
}

fn middle<'t>(old: &[&'t str], new: &[&'t str], marked: &mut Vec<(PieceKind, &'t str)>) {
    let width = new.len() + 1;
    if old.is_empty() || new.is_empty() || (old.len() + 1).saturating_mul(width) > MOST_CELLS {
        marked.extend(old.iter().map(|word| (PieceKind::Gone, *word)));
        marked.extend(new.iter().map(|word| (PieceKind::New, *word)));
        return;
    }
    // common[i][j]: words in common after the first i of old and j of new.
    let mut common = vec![0_u32; (old.len() + 1) * width];
    let at = |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or_default();
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let best =
                if a == b { at(&common, i + 1, j + 1) + 1 } else { at(&common, i + 1, j).max(at(&common, i, j + 1)) };
            if let Some(cell) = common.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b => {
                marked.push((PieceKind::Same, a));
                i += 1;
                j += 1;
            }
            (Some(a), b) if b.is_none() || at(&common, i + 1, j) >= at(&common, i, j + 1) => {
                marked.push((PieceKind::Gone, a));
                i += 1;
            }
            (_, Some(b)) => {
                marked.push((PieceKind::New, b));
                j += 1;
            }
            _ => break,
        }
    }
}

fn pieces(marked: &[(PieceKind, &str)]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (kind, word) in marked {
        match pieces.last_mut() {
            Some(last) if last.kind == *kind => {
                if *word != "\n" && !last.text.ends_with('\n') {
                    last.text.push(' ');
                }
                last.text.push_str(word);
            }
            _ => pieces.push(Piece { kind: *kind, text: (*word).to_owned() }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{PieceKind, definition_diff};

    fn shown(old: &str, new: &str) -> String {
        let mark = |piece: super::Piece| match piece.kind {
            PieceKind::Same => piece.text,
            PieceKind::Gone => format!("[-{}-]", piece.text),
            PieceKind::New => format!("{{+{}+}}", piece.text),
        };
        definition_diff(old, new).into_iter().map(mark).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_that_stay_are_said_once() {
        assert_eq!(
            shown("the child came home", "the child went home late"),
            "the child [-came-] {+went+} home {+late+}"
        );
        assert_eq!(shown("", "new words"), "{+new words+}");
        assert_eq!(shown("same", "same"), "same");
        assert_eq!(shown("a\nb", "a\nc"), "a\n [-b-] {+c+}");
        assert_eq!(shown("x y z", "z x y"), "{+z+} x y [-z-]");
    }
}
