//! Line ends: whatever a file uses on disk, a text inside Themeweave has LF only.

use std::borrow::Cow;

use memchr::memchr_iter;

/// How many line ends of each kind a text had when it was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineEnds {
    /// Carriage return and line feed (Windows).
    pub crlf: usize,
    /// Carriage return alone (old Macintosh).
    pub cr: usize,
}

/// The text with every CRLF and every lone CR turned into LF, and how many there were of each.
///
/// Nothing else changes; a text that has no CR is handed back as it is.
#[must_use]
pub fn lf_only(text: Cow<'_, str>) -> (Cow<'_, str>, LineEnds) {
    let mut ends = LineEnds::default();
    let mut out = String::new();
    let mut kept = 0;
    for at in memchr_iter(b'\r', text.as_bytes()) {
        if out.capacity() == 0 {
            out.reserve_exact(text.len());
        }
        out.push_str(text.get(kept..at).unwrap_or_default());
        kept = at + 1;
        if text.as_bytes().get(kept) == Some(&b'\n') {
            ends.crlf += 1;
        } else {
            ends.cr += 1;
            out.push('\n');
        }
    }
    if ends == LineEnds::default() {
        return (text, ends);
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    (Cow::Owned(out), ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str) -> (String, usize, usize) {
        let (text, ends) = lf_only(Cow::Borrowed(text));
        (text.into_owned(), ends.crlf, ends.cr)
    }

    #[test]
    fn every_kind_of_line_end_becomes_lf() {
        assert_eq!(changed("a\r\nb\rc\nd\r"), ("a\nb\nc\nd\n".to_owned(), 1, 2));
        assert_eq!(changed("\r\r\n\r\n\n"), ("\n\n\n\n".to_owned(), 2, 1));
    }

    #[test]
    fn a_text_without_cr_is_not_copied() {
        let (text, ends) = lf_only(Cow::Borrowed("é\nb"));
        assert!(matches!(text, Cow::Borrowed("é\nb")));
        assert_eq!(ends, LineEnds::default());
    }
}
