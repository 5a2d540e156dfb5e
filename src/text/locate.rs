//! Finding a quotation in the text that it was taken from.

use std::sync::OnceLock;

use memchr::memmem::Finder;

use super::fold::Folded;
use super::nearest::WordIndex;
use super::{Nearest, Span};

/// How many places of an ambiguous quotation are listed at most.
const MOST_PLACES: usize = 50;

/// Where a quotation stands in a text. Every span lies on grapheme boundaries.
#[derive(Clone, Debug, PartialEq)]
pub enum Located {
    /// It occurs exactly once, letter by letter: the words of the span equal the quotation (white space around the
    /// quotation aside).
    Exact(Span),
    /// It occurs exactly once when line breaks, blanks, quotation marks, dashes and invisible characters are taken
    /// for equal; the words of the span are what the text has.
    Folded(Span),
    /// It occurs several times: the places in order, fifty at most.
    Ambiguous(Vec<Span>),
    /// It does not occur.
    Missing {
        /// The passage that is most like it, if any is like it at all.
        nearest: Option<Nearest>,
    },
}

/// Finds a quotation in a text; see [`Locator`] for many quotations in one text.
#[must_use]
pub fn locate(text: &str, quote: &str) -> Located {
    Locator::new(text).locate(quote)
}

/// A text prepared for many quotations: it is folded and cut into words at most once, when first needed.
#[derive(Debug)]
pub struct Locator<'t> {
    text: &'t str,
    folded: OnceLock<Folded>,
    words: OnceLock<WordIndex>,
}

impl<'t> Locator<'t> {
    /// Prepares a text.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text, folded: OnceLock::new(), words: OnceLock::new() }
    }

    /// Finds a quotation: letter by letter first, then without the white space around it, then folded.
    ///
    /// A blank quotation is missing, with nothing near it.
    #[must_use]
    pub fn locate(&self, quote: &str) -> Located {
        let trimmed = quote.trim();
        if trimmed.is_empty() {
            return Located::Missing { nearest: None };
        }
        self.verbatim(quote)
            .or_else(|| if trimmed.len() < quote.len() { self.verbatim(trimmed) } else { None })
            .or_else(|| self.folded(trimmed))
            .unwrap_or_else(|| Located::Missing { nearest: self.nearest(trimmed) })
    }

    fn verbatim(&self, quote: &str) -> Option<Located> {
        let places = places(self.text, quote);
        let spans: Vec<Span> = places.iter().map(|start| to_span(*start, start + quote.len())).collect();
        // Half an emoji or a bare letter of an accented one is not what the quotation says.
        let whole = |span: &Span| span.snapped_outwards(self.text) == *span;
        let mut whole_spans: Vec<Span> = spans.into_iter().filter(whole).collect();
        match whole_spans.as_slice() {
            [] => None,
            [_] => whole_spans.pop().map(Located::Exact),
            _ => Some(Located::Ambiguous(whole_spans)),
        }
    }

    fn folded(&self, quote: &str) -> Option<Located> {
        let folded = self.folded.get_or_init(|| Folded::new(self.text));
        let quote = Folded::new(quote).text;
        let quote = quote.trim();
        if quote.is_empty() {
            return None;
        }
        let mut spans: Vec<Span> = places(&folded.text, quote)
            .into_iter()
            .map(|start| folded.original(start, start + quote.len()).snapped_outwards(self.text))
            .collect();
        spans.dedup();
        match spans.as_slice() {
            [] => None,
            [_] => spans.pop().map(Located::Folded),
            _ => Some(Located::Ambiguous(spans)),
        }
    }

    fn nearest(&self, quote: &str) -> Option<Nearest> {
        self.words.get_or_init(|| WordIndex::new(self.text)).nearest(self.text, quote)
    }
}

/// Where `needle` starts in `text`, overlapping occurrences included, up to [`MOST_PLACES`].
fn places(text: &str, needle: &str) -> Vec<usize> {
    let finder = Finder::new(needle);
    let mut places = Vec::new();
    let mut from = 0;
    while let Some(found) = text.as_bytes().get(from..).and_then(|rest| finder.find(rest)) {
        places.push(from + found);
        if places.len() == MOST_PLACES {
            break;
        }
        from += found + 1;
    }
    places
}

fn to_span(start: usize, end: usize) -> Span {
    Span::new(u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(end).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Anna: I didn\u{2019}t want to go home \u{2013} not then.\nI was scared, you know?\nInt: And then?\n\
                        Anna: And then? I went home, with my so\u{AD}cial worker.";

    fn words_of(located: &Located) -> &str {
        match located {
            Located::Exact(span) | Located::Folded(span) => span.of(TEXT).unwrap(),
            _ => "",
        }
    }

    #[test]
    fn a_quotation_that_occurs_once_is_exact() {
        let found = locate(TEXT, "I was scared, you know?");
        assert!(matches!(found, Located::Exact(_)), "{found:?}");
        assert_eq!(words_of(&found), "I was scared, you know?");
        assert_eq!(words_of(&locate(TEXT, "  I went home ")), "I went home", "blanks around it do not matter");
    }

    #[test]
    fn straight_quotes_dashes_and_line_breaks_are_folded() {
        let found = locate(TEXT, "I didn't want to go home - not then. I was scared");
        assert!(matches!(found, Located::Folded(_)), "{found:?}");
        assert_eq!(words_of(&found), "I didn\u{2019}t want to go home \u{2013} not then.\nI was scared");
        assert_eq!(words_of(&locate(TEXT, "my social worker")), "my so\u{AD}cial worker");
    }

    #[test]
    fn a_quotation_that_occurs_twice_is_ambiguous() {
        let Located::Ambiguous(places) = locate(TEXT, "And then?") else { panic!("not ambiguous") };
        assert_eq!(places.len(), 2);
        assert!(places.iter().all(|span| span.of(TEXT) == Some("And then?")));
        assert_eq!(locate("aXaXa", "aXa"), Located::Ambiguous(vec![Span::new(0, 3), Span::new(2, 5)]), "overlapping");
    }

    #[test]
    fn half_an_emoji_is_not_found() {
        let text = "we \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} went";
        assert!(!matches!(locate(text, "\u{1F469}"), Located::Exact(_)));
        assert!(matches!(locate(text, "we \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}"), Located::Exact(_)));
    }

    #[test]
    fn a_misquotation_shows_what_the_text_says() {
        let Located::Missing { nearest: Some(nearest) } = locate(TEXT, "i was really scared, you know") else {
            panic!("no nearest passage")
        };
        assert_eq!(nearest.span.of(TEXT), Some("I was scared, you know"));
        assert!(nearest.similarity > 0.6 && nearest.similarity < 1.0, "{nearest:?}");
    }

    #[test]
    fn nothing_is_near_a_quotation_from_elsewhere() {
        assert_eq!(locate(TEXT, "the local authority reviewed its thresholds"), Located::Missing { nearest: None });
        assert_eq!(locate(TEXT, " \n"), Located::Missing { nearest: None });
        assert_eq!(locate("", "x"), Located::Missing { nearest: None });
    }
}
