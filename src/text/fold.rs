//! A text as a reader compares it: what typesetting changes without changing a word is made equal.

use super::Span;

/// A folded text and the way back to the text that it was made from.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    pub(super) text: String,
    /// Places where the distance between folded and original offset changes: `(folded, original)`, ascending.
    runs: Vec<(u32, u32)>,
}

impl Folded {
    /// Folds a text in one pass:
    /// * a run of white space (line breaks and no-break spaces too) is one blank;
    /// * curly and straight quotation marks are equal, and so are apostrophes, primes and back-ticks;
    /// * hyphens and dashes of any length are one hyphen; an ellipsis is three full stops;
    /// * soft hyphens, zero-width spaces, direction marks and stray byte order marks vanish.
    pub(super) fn new(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), runs: Vec::new() };
        for (at, character) in text.char_indices() {
            match character {
                _ if character.is_whitespace() => folded.push_unless_repeated(at, ' '),
                '\u{2026}' => folded.push_all(at, "..."),
                _ if is_invisible(character) => {}
                _ => match plain(character) {
                    '-' => folded.push_unless_repeated(at, '-'),
                    plain => folded.push(at, plain),
                },
            }
        }
        folded
    }

    fn push_unless_repeated(&mut self, at: usize, character: char) {
        if !self.text.ends_with(character) {
            self.push(at, character);
        }
    }

    fn push(&mut self, at: usize, character: char) {
        self.push_all(at, character.encode_utf8(&mut [0; 4]));
    }

    fn push_all(&mut self, at: usize, folded: &str) {
        let (here, there) = (to_u32(self.text.len()), to_u32(at));
        // Offsets only shrink or stay, so the wrapping difference is a true distance.
        let distance = |(folded, original): (u32, u32)| original.wrapping_sub(folded);
        if self.runs.last().copied().map(distance) != Some(distance((here, there))) {
            self.runs.push((here, there));
        }
        self.text.push_str(folded);
    }

    /// The original bytes behind the folded bytes `[start, end)`; the ends may lie inside a character, so that the
    /// caller has to snap them outwards.
    pub(super) fn original(&self, start: usize, end: usize) -> Span {
        Span::new(self.back(to_u32(start)), self.back(to_u32(end.saturating_sub(1))).saturating_add(1))
    }

    fn back(&self, folded: u32) -> u32 {
        let run = self.runs.partition_point(|(start, _)| *start <= folded).checked_sub(1);
        let (start, original) = run.and_then(|run| self.runs.get(run)).copied().unwrap_or_default();
        original + (folded - start)
    }
}

/// The mark that stands for a quotation mark, an apostrophe or a dash of any shape; any other character as it is.
pub(super) fn plain(character: char) -> char {
    match character {
        '\'' | '\u{2018}'..='\u{201B}' | '\u{2032}' | '`' | '\u{B4}' | '\u{2BC}' => '\'',
        '"' | '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{AB}' | '\u{BB}' => '"',
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => '-',
        _ => character,
    }
}

/// Characters that take no room and that people do not know to be there.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_typesetting_changes_is_equal() {
        let typeset = "\u{201C}Mum\u{2019}s\u{A0}home \u{2014}\nwell\u{2026}\u{201D} re\u{AD}turn\u{200B}ed";
        assert_eq!(Folded::new(typeset).text, "\"Mum's home - well...\" returned");
        assert_eq!(Folded::new("a -- b  \n\t c").text, "a - b c");
    }

    #[test]
    fn folded_bytes_lead_back_to_the_original() {
        let text = "\u{201C}é\u{201D}  x\u{AD}y";
        let folded = Folded::new(text);
        assert_eq!(folded.text, "\"é\" xy");
        let back = |needle: &str| {
            let start = folded.text.find(needle).unwrap();
            folded.original(start, start + needle.len()).snapped_outwards(text).of(text).unwrap()
        };
        assert_eq!(back("é"), "é");
        assert_eq!(back("é\""), "é\u{201D}");
        assert_eq!(back("xy"), "x\u{AD}y");
        assert_eq!(back("\" x"), "\u{201D}  x");
    }
}
