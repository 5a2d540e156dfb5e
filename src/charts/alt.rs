//! Text alternatives: short sentences, the most important first, cut at sentences and not at words.

use unicode_segmentation::UnicodeSegmentation;

/// Longest text alternative in characters.
pub(super) const LIMIT: usize = 250;

/// As many of the sentences, from the first, as fit into a text alternative.
pub(super) fn sentences(parts: &[String]) -> String {
    let mut out = String::new();
    for part in parts {
        let longer = if out.is_empty() { part.clone() } else { format!("{out} {part}") };
        if longer.chars().count() > LIMIT {
            break;
        }
        out = longer;
    }
    out
}

/// A name within quotation marks, shortened at a word where it is long.
pub(super) fn name(words: &str) -> String {
    const LONGEST: usize = 48;
    if words.chars().count() <= LONGEST {
        return format!("“{words}”");
    }
    let mut short = String::new();
    for piece in words.split_word_bounds() {
        if short.chars().count() + piece.chars().count() > LONGEST {
            break;
        }
        short.push_str(piece);
    }
    format!("“{}…”", short.trim_end())
}

/// `1 study`, `3 studies`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, name, sentences};

    #[test]
    fn whole_sentences_are_dropped_from_the_end_and_names_end_at_a_word() {
        let parts = ["a".repeat(120) + ".", "b".repeat(120) + ".", "c".repeat(20) + "."];
        assert_eq!(sentences(&parts), format!("{} {}", parts[0], parts[1]));
        assert!(sentences(&parts).chars().count() <= LIMIT);
        assert_eq!(name("Short"), "“Short”");
        assert_eq!(
            name("Somebody has put the whole history of the family together before the decision"),
            "“Somebody has put the whole history of the family…”"
        );
    }
}
