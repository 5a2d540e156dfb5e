//! "Did you mean ...": the nearest known word to one that is not known.

/// The candidate that `word` was most likely meant to be, ignoring case: the nearest by edits (insert,
/// delete, replace, swap neighbours) if it is no more than a third of the word away, else the only
/// one that the word begins. The first of equals wins.
pub fn nearest_word<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted: Vec<char> = word.to_lowercase().chars().collect();
    let mut best: Option<(usize, &str)> = None;
    let mut begun: Vec<&str> = Vec::new();
    for candidate in candidates {
        let known: Vec<char> = candidate.to_lowercase().chars().collect();
        if !wanted.is_empty() && known.starts_with(&wanted) {
            begun.push(candidate);
        }
        let limit = (wanted.len().max(known.len()) / 3).max(1);
        // Lengths alone can rule a candidate out before any edits are counted.
        if wanted.len().abs_diff(known.len()) > limit {
            continue;
        }
        let distance = edits(&wanted, &known);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    match (best, begun.as_slice()) {
        (Some((_, candidate)), _) => Some(candidate),
        (None, [only]) => Some(only),
        _ => None,
    }
}

/// A hint for a word that is not known: the nearest candidate, else all of them when they are few
/// enough to read, else nothing.
pub fn did_you_mean<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> String {
    const READABLE: usize = 14;
    let mut candidates: Vec<&str> = candidates.into_iter().collect();
    candidates.dedup();
    match nearest_word(word, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None if candidates.is_empty() || candidates.len() > READABLE => String::new(),
        None => format!("expected one of {}", candidates.join(", ")),
    }
}

/// Optimal string alignment distance, in characters.
pub(crate) fn edits(a: &[char], b: &[char]) -> usize {
    // Rows of the usual table, each with one entry more than `b` has characters.
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut two_above: Vec<usize> = Vec::new();
    let mut before_x: Option<char> = None;
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        let mut left = i + 1;
        let mut before_y: Option<char> = None;
        for (j, (&y, corner)) in b.iter().zip(above.windows(2)).enumerate() {
            let &[diagonal, over] = corner else { continue };
            left = (diagonal + usize::from(x != y)).min(over + 1).min(left + 1);
            if j > 0 && before_x == Some(y) && before_y == Some(x) {
                left = two_above.get(j - 1).map_or(left, |swapped| left.min(swapped + 1));
            }
            row.push(left);
            before_y = Some(y);
        }
        two_above = std::mem::replace(&mut above, row);
        before_x = Some(x);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, nearest_word};

    #[test]
    fn a_slip_of_the_finger_finds_the_word_and_another_word_does_not() {
        let keys = ["definition", "category", "polarity", "parent"];
        assert_eq!(nearest_word("categroy", keys), Some("category"));
        assert_eq!(nearest_word("Defintion", keys), Some("definition"));
        assert_eq!(nearest_word("colour", keys), None);
        assert_eq!(nearest_word("", keys), None);
        let roles = ["child", "parent", "practitioner", "foster carer"];
        assert_eq!(nearest_word("fostercarer", roles), Some("foster carer"));
        assert_eq!(nearest_word("pract", roles), Some("practitioner"), "the only role that it begins");
        assert_eq!(nearest_word("p", roles), None, "two roles begin with p");
        assert_eq!(nearest_word("judge", roles), None);
    }

    #[test]
    fn edits_count_swaps_of_neighbours_once() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        for (a, b, distance) in [
            ("", "", 0),
            ("abc", "", 3),
            ("", "ab", 2),
            ("ab", "ba", 1),
            ("kitten", "sitting", 3),
            ("ca", "abc", 3),
            ("é", "e", 1),
        ] {
            assert_eq!(super::edits(&chars(a), &chars(b)), distance, "{a} {b}");
        }
    }

    #[test]
    fn without_a_near_word_a_short_list_is_shown_whole() {
        assert_eq!(did_you_mean("good", ["positive", "negative"]), "expected one of positive, negative");
        assert_eq!(did_you_mean("negativ", ["positive", "negative"]), "did you mean `negative`?");
    }
}
