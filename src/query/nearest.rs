//! The known name that is nearest to one that is not known.

/// The candidate that `word` was most likely meant to be: few slips of the fingers away, or the
/// only one that it begins. Upper and lower case are equal; of equals the first wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = word.to_lowercase().chars().collect();
    let slips = (wanted.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    let mut begun: Vec<&str> = Vec::new();
    for candidate in candidates {
        let known: Vec<char> = candidate.to_lowercase().chars().collect();
        if known.len().abs_diff(wanted.len()) <= slips {
            let distance = edits(&wanted, &known);
            if distance <= slips && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, candidate));
            }
        }
        if !wanted.is_empty() && known.starts_with(&wanted) {
            begun.push(candidate);
        }
    }
    match (best, begun.as_slice()) {
        (Some((_, candidate)), _) => Some(candidate),
        (None, [only]) => Some(only),
        _ => None,
    }
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
fn edits(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let mut least = (above[j] + usize::from(a != b)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == to[j - 1] && from[i - 1] == *b {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

/// `did you mean ...?` where a known name is near, else the known names, as far as a line holds them.
pub(super) fn hint(word: &str, what: &str, known: &[&str]) -> String {
    const SHOWN: usize = 8;
    if let Some(candidate) = nearest(word, known.iter().copied()) {
        return format!("did you mean `{candidate}`?");
    }
    if known.is_empty() {
        return format!("this project has no {what} yet");
    }
    let list: Vec<String> = known.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = known.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{what} of this project: {}{more}", list.join(", "))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_mended_and_strangers_are_not() {
        let roles = ["child", "parent", "practitioner", "foster carer"];
        assert_eq!(nearest("chidl", roles), Some("child"));
        assert_eq!(nearest("Parents", roles), Some("parent"));
        assert_eq!(nearest("fostercarer", roles), Some("foster carer"));
        assert_eq!(nearest("pract", roles), Some("practitioner"));
        assert_eq!(nearest("p", roles), None, "two roles begin with p");
        assert_eq!(nearest("judge", roles), None);
        assert_eq!(nearest("", roles), None);
    }
}
