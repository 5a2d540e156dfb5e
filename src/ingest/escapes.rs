//! Characters that a file spells with an escape: `&#39;`, `&quot;`, `\[`.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

/// Named character references that transcripts really have.
const NAMED: [(&str, char); 40] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{A0}'),
    ("lrm", '\u{200E}'),
    ("rlm", '\u{200F}'),
    ("shy", '\u{AD}'),
    ("hellip", '\u{2026}'),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("lsquo", '\u{2018}'),
    ("rsquo", '\u{2019}'),
    ("sbquo", '\u{201A}'),
    ("ldquo", '\u{201C}'),
    ("rdquo", '\u{201D}'),
    ("bdquo", '\u{201E}'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("pound", '£'),
    ("euro", '€'),
    ("deg", '°'),
    ("frac12", '½'),
    ("times", '×'),
    ("middot", '·'),
    ("bull", '•'),
    ("copy", '©'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("auml", 'ä'),
    ("ccedil", 'ç'),
    ("egrave", 'è'),
    ("eacute", 'é'),
    ("euml", 'ë'),
    ("iacute", 'í'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
];

/// Longest reference between `&` and `;`.
const LONGEST: usize = 10;

/// The text with its character references (`&amp;`, `&#39;`, `&#x2019;`) replaced. What is no known reference stays.
pub(super) fn without_references(text: &str) -> Cow<'_, str> {
    replaced(text, reference)
}

/// The text with character references and Markdown's backslash escapes replaced.
pub(super) fn without_markdown_escapes(text: &str) -> Cow<'_, str> {
    replaced(text, |rest| reference(rest).or_else(|| backslash(rest)))
}

/// What the character reference at the start of `rest` stands for, and how many bytes it takes.
fn reference(rest: &str) -> Option<(char, usize)> {
    let body = rest.strip_prefix('&')?;
    let end = memchr(b';', body.as_bytes().get(..LONGEST.min(body.len()))?)?;
    let body = body.get(..end)?;
    let character = match body.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|character| !character.is_control() || *character == '\n')?
        }
        None => NAMED.iter().find(|(name, _)| *name == body).map(|(_, character)| *character)?,
    };
    Some((character, end + 2))
}

fn backslash(rest: &str) -> Option<(char, usize)> {
    let escaped = rest.strip_prefix('\\')?.chars().next()?;
    escaped.is_ascii_punctuation().then_some((escaped, 2))
}

fn replaced(text: &str, escape: impl Fn(&str) -> Option<(char, usize)>) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(found) = text.as_bytes().get(at..).and_then(|rest| memchr2(b'&', b'\\', rest)) {
        let start = at + found;
        match text.get(start..).and_then(&escape) {
            Some((character, length)) => {
                out.push_str(text.get(kept..start).unwrap_or_default());
                out.push(character);
                (kept, at) = (start + length, start + length);
            }
            None => at = start + 1,
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_once() {
        assert_eq!(
            without_references("we&#39;re &quot;in&#x2014;out&quot; &amp;lt; &lt;b&gt;"),
            "we're \"in\u{2014}out\" &lt; <b>"
        );
    }

    #[test]
    fn what_only_looks_like_a_reference_stays() {
        for text in ["R&D; Q&A", "&#1;", "&#xD800;", "AT&T", "&", "&;", "&unknown;", "a &amp"] {
            assert_eq!(without_references(text), text);
        }
    }

    #[test]
    fn backslashes_escape_punctuation_only() {
        assert_eq!(without_markdown_escapes(r"\[01:46\] 5\* C:\temp \\ &amp; end\"), r"[01:46] 5* C:\temp \ & end\");
    }
}
