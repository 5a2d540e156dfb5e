//! Where the words of a row are: one text, prepared for many rows.

use crate::interchange::{CodingRow, Place};
use crate::model::Problem;
use crate::text::{Located, Locator, OffsetMap, Span, excerpt};

/// One text with what is needed to find places in it; each part is made when the first row asks.
pub(super) struct Places<'t> {
    text: &'t str,
    locator: std::cell::OnceCell<Locator<'t>>,
    offsets: std::cell::OnceCell<OffsetMap<'t>>,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, locator: std::cell::OnceCell::new(), offsets: std::cell::OnceCell::new() }
    }

    pub(super) fn find(&self, row: &CodingRow) -> Result<(Span, String), Problem> {
        let span = match &row.place {
            Place::Quote(quote) => self.quote(row, quote)?,
            Place::Offsets { unit, start, end, quote } => {
                let map = self.offsets.get_or_init(|| OffsetMap::new(self.text));
                let byte = |position: u32| map.to_bytes(*unit, position);
                let (Some(from), Some(to)) = (byte(*start), byte(*end)) else {
                    let message = format!("the place {start}..{end} lies outside source “{}”", row.source);
                    return Err(Problem::new("", message).at_line(row.line).hint("check the unit named in the header"));
                };
                let span = Span::new(from, to).snapped_outwards(self.text);
                self.agrees(row, span, quote.as_deref())?;
                span
            }
        };
        match span.of(self.text) {
            Some(words) if !words.trim().is_empty() => Ok((span, words.to_owned())),
            _ => Err(Problem::new("", "the coded place holds no words").at_line(row.line)),
        }
    }

    /// A row that gives both place and quote must mean the same words by them.
    fn agrees(&self, row: &CodingRow, span: Span, quote: Option<&str>) -> Result<(), Problem> {
        let found = span.of(self.text).unwrap_or_default();
        match quote {
            Some(quote) if quote != found => {
                let message = format!("the place holds “{}”, the quote is “{}”", shown(found), shown(quote));
                Err(Problem::new("", message)
                    .at_line(row.line)
                    .hint("the transcript may have changed since; delete the place's columns to find the quote anew"))
            }
            _ => Ok(()),
        }
    }

    fn quote(&self, row: &CodingRow, quote: &str) -> Result<Span, Problem> {
        let problem = |message: String| Problem::new("", message).at_line(row.line).field("quote");
        match self.locator.get_or_init(|| Locator::new(self.text)).locate(quote) {
            Located::Exact(span) | Located::Folded(span) => Ok(span),
            Located::Ambiguous(spans) => {
                let map = self.offsets.get_or_init(|| OffsetMap::new(self.text));
                let candidate = |span: &Span| {
                    let line = map.line_column(span.start).line;
                    let before = self.text.get(..span.start as usize).unwrap_or_default();
                    let words: Vec<&str> = before.split_whitespace().rev().take(4).collect();
                    let words: Vec<&str> = words.into_iter().rev().collect();
                    format!("line {line} at byte {} after “{}”", span.start, words.join(" "))
                };
                let lines: Vec<String> = spans.iter().take(5).map(candidate).collect();
                let message = format!("“{}” occurs {} times in “{}”", shown(quote), spans.len(), row.source);
                Err(problem(message).hint(format!(
                    "candidates: {}; quote more words, or give start_byte and end_byte",
                    lines.join("; ")
                )))
            }
            Located::Missing { nearest } => {
                let message = format!("“{}” is not in “{}”", shown(quote), row.source);
                let hint = nearest.and_then(|nearest| {
                    let words = nearest.span.of(self.text)?;
                    Some(format!("the nearest text ({:.0}% alike) is “{}”", nearest.similarity * 100.0, shown(words)))
                });
                Err(problem(message).hint(hint.unwrap_or_else(|| "copy the words from the transcript".to_owned())))
            }
        }
    }
}

/// Words as messages show them.
fn shown(words: &str) -> String {
    excerpt(words, 90)
}
