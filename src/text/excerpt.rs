//! The beginning of a text for lists and messages.

/// The text on one line, cut to so many characters with an ellipsis at the end where it is longer.
#[must_use]
pub fn excerpt(text: &str, characters: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= characters {
        return line;
    }
    line.chars().take(characters.saturating_sub(1)).collect::<String>() + "…"
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn a_long_text_is_cut_by_characters_and_a_short_one_put_on_one_line() {
        assert_eq!(excerpt("so  it\nwas", 20), "so it was");
        assert_eq!(excerpt("ünïcödé words", 8), "ünïcödé…");
        assert_eq!(excerpt("", 3), "");
    }
}
