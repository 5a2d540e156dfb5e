//! Words for people: numbers with their nouns, beginnings of sentences.

/// `1 coding`, `3 codings`; with `|` between two nouns, the first is for one: `1 person`, `3 people`.
#[must_use]
pub fn counted(number: u64, noun: &str) -> String {
    match (number, noun.split_once('|')) {
        (1, Some((one, _))) => format!("1 {one}"),
        (_, Some((_, many))) => format!("{number} {many}"),
        (1, None) => format!("1 {noun}"),
        (_, None) => format!("{number} {noun}s"),
    }
}

/// The words with their first letter as a capital.
#[must_use]
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_singular() {
        let said =
            [counted(1, "coding"), counted(0, "coding"), counted(1, "person|people"), counted(2, "person|people")];
        assert_eq!(said, ["1 coding", "0 codings", "1 person", "2 people"]);
    }
}
