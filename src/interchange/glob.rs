//! File patterns: `*` and `?` inside one folder, `**` across folders.

/// Whether a relative path (with `/`) matches a pattern. `*` stands for any characters of one name,
/// `?` for one of them, `**` as a whole part for any number of folders, none included. A leading dot
/// must be written out, so that `*` leaves hidden files alone. `./` in front of either is ignored.
#[must_use]
pub fn matches(pattern: &str, path: &str) -> bool {
    let parts = |text: &str| -> Vec<Vec<char>> {
        let parts = text.split('/').filter(|part| !part.is_empty() && *part != ".");
        parts.map(|part| part.chars().collect()).collect()
    };
    let (pattern, path) = (parts(pattern), parts(path));
    folders_match(&pattern, &path)
}

/// Matches part by part; at `**` every number of folders is tried by the usual greedy walk with one
/// place to come back to, so that no pattern takes more than length times length steps.
fn folders_match(pattern: &[Vec<char>], path: &[Vec<char>]) -> bool {
    walk(
        pattern,
        path,
        |part| part.as_slice() == ['*', '*'],
        |part| part.first() != Some(&'.'),
        |p, n| name_matches(p, n),
    )
}

fn name_matches(pattern: &[char], name: &[char]) -> bool {
    let hidden = name.first() == Some(&'.');
    if hidden && pattern.first() != Some(&'.') {
        return false;
    }
    walk(pattern, name, |c| *c == '*', |_| true, |p, c| *p == '?' || p == c)
}

/// Greedy matching of a sequence against a pattern with wildcards; `eats` says what a wildcard may swallow.
fn walk<T>(
    pattern: &[T],
    items: &[T],
    wild: impl Fn(&T) -> bool,
    eats: impl Fn(&T) -> bool,
    same: impl Fn(&T, &T) -> bool,
) -> bool {
    let (mut at, mut seen) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while let Some(item) = items.get(seen) {
        match pattern.get(at) {
            Some(part) if wild(part) => {
                retry = Some((at, seen));
                at += 1;
            }
            Some(part) if same(part, item) => {
                at += 1;
                seen += 1;
            }
            _ => match retry {
                Some((star, from)) if items.get(from).is_some_and(&eats) => {
                    retry = Some((star, from + 1));
                    at = star + 1;
                    seen = from + 1;
                }
                _ => return false,
            },
        }
    }
    pattern.iter().skip(at).all(wild)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stay_inside_a_folder_and_double_stars_do_not() {
        for (pattern, path) in [
            ("transcripts/*", "transcripts/child-01.txt"),
            ("./transcripts/*.txt", "transcripts/child-01.txt"),
            ("transcripts/child-??.*", "transcripts/child-01.txt"),
            ("**/*.txt", "a.txt"),
            ("**/*.txt", "a/b/c.txt"),
            ("a/**/z/*.csv", "a/z/1.csv"),
            ("a/**/z/*.csv", "a/b/z/c/z/1.csv"),
            ("../codebooks/*.toml", "../codebooks/1.0.0.toml"),
            ("*é*", "Zoé.txt"),
        ] {
            assert!(matches(pattern, path), "{pattern} should match {path}");
        }
        for (pattern, path) in [
            ("transcripts/*", "transcripts/old/child-01.txt"),
            ("transcripts/*", "transcripts/.DS_Store"),
            ("**/*", "a/.git/config"),
            ("*.txt", "a.txt.bak"),
            ("child-?.txt", "child-01.txt"),
            ("a/**/z/*.csv", "a/z"),
            ("a", "A"),
        ] {
            assert!(!matches(pattern, path), "{pattern} should not match {path}");
        }
    }

    #[test]
    fn many_stars_do_not_take_for_ever() {
        let pattern = "*a".repeat(40) + "b";
        assert!(!matches(&pattern, &"a".repeat(5000)));
    }
}
