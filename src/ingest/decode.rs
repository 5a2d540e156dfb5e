//! Bytes to text: which encoding they are in, and what is odd about them.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use memchr::{memchr_iter, memmem};

use crate::text::lf_only;

/// Text as it was decoded: LF line ends, no byte order mark, otherwise as the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// WHATWG name of the encoding (`UTF-32LE` and `UTF-32BE` besides).
    pub encoding: String,
    /// What was odd: a guessed encoding, characters that could not be decoded, NULs, mojibake, zero-width spaces.
    pub notes: Vec<String>,
}

/// How many bytes are looked at to tell UTF-16 and UTF-32 without a byte order mark by where their NULs are.
const SAMPLE: usize = 4096;

/// Decodes bytes: by byte order mark; else by the pattern of NULs (UTF-16, UTF-32); else as UTF-8 if they are, allowing
/// for a few damaged places; else as the legacy encoding that fits best.
///
/// Line ends become LF and a byte order mark goes; nothing else changes, except that NULs, which no transcript means,
/// are left out and counted in a note.
///
/// Nothing is returned for bytes that are no text: too many control characters.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Decoded<'_>> {
    let (text, encoding, mut notes) = characters(bytes);
    if is_binary(&text) {
        return None;
    }
    let text = without_nuls(text, &mut notes);
    let (text, _) = lf_only(text);
    notes.extend(oddities(&text));
    Some(Decoded { text, encoding, notes })
}

fn characters(bytes: &[u8]) -> (Cow<'_, str>, String, Vec<String>) {
    let no_notes = Vec::new();
    if let Some(text) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(text);
    }
    for (mark, size, big_endian) in
        [(&b"\xFF\xFE\0\0"[..], 4, false), (b"\0\0\xFE\xFF", 4, true), (b"\xFF\xFE", 2, false), (b"\xFE\xFF", 2, true)]
    {
        // UTF-32 in whole units only: FF FE 00 00 may also begin a UTF-16 text with a NUL.
        if let Some(text) = bytes.strip_prefix(mark).filter(|text| size == 2 || text.len() % size == 0) {
            let (text, encoding) = wide(text, size, big_endian);
            return (text, encoding, no_notes);
        }
    }
    match wide_by_nuls(bytes) {
        Some((size, big_endian)) => {
            let (text, encoding) = wide(bytes, size, big_endian);
            let note = format!("read as {encoding}, told by the pattern of its bytes: the file has no byte order mark");
            (text, encoding, vec![note])
        }
        None => utf8(bytes),
    }
}

/// UTF-8 if the bytes are; UTF-8 with a few damaged places if most that is not ASCII is valid; else a legacy encoding.
fn utf8(bytes: &[u8]) -> (Cow<'_, str>, String, Vec<String>) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), "UTF-8".to_owned(), Vec::new());
    }
    let (mut damaged, mut valid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        damaged += usize::from(!chunk.invalid().is_empty());
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
    }
    if valid > 0 && damaged <= 1 + valid / 20 {
        return (String::from_utf8_lossy(bytes), "UTF-8".to_owned(), Vec::new());
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding: &'static Encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let note =
        format!("read as {}, a guess: the file is not UTF-8; look at its accents and quotation marks", encoding.name());
    (text, encoding.name().to_owned(), vec![note])
}

fn wide(bytes: &[u8], size: usize, big_endian: bool) -> (Cow<'_, str>, String) {
    if size == 2 {
        let encoding = if big_endian { UTF_16BE } else { UTF_16LE };
        return (encoding.decode_without_bom_handling(bytes).0, encoding.name().to_owned());
    }
    let mut text = String::with_capacity(bytes.len() / 3);
    let mut units = bytes.chunks_exact(4);
    for unit in &mut units {
        let unit = <[u8; 4]>::try_from(unit).unwrap_or_default();
        let code = if big_endian { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
        text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !units.remainder().is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    (Cow::Owned(text), if big_endian { "UTF-32BE" } else { "UTF-32LE" }.to_owned())
}

/// Unit size and byte order of UTF-16 or UTF-32 without a byte order mark: in Western text nearly all the high bytes
/// are NUL and nearly none of the low bytes.
fn wide_by_nuls(bytes: &[u8]) -> Option<(usize, bool)> {
    let sample = bytes.get(..SAMPLE.min(bytes.len()))?;
    let mut nuls = [0_usize; 4];
    for at in memchr_iter(0, sample) {
        if let Some(count) = nuls.get_mut(at % 4) {
            *count += 1;
        }
    }
    let quarter = sample.len() / 4;
    if quarter == 0 || nuls.iter().sum::<usize>() == 0 {
        return None;
    }
    let many = |count: usize| count * 10 >= quarter * 7;
    let few = |count: usize| count * 20 <= quarter;
    match nuls.map(|count| {
        if many(count) {
            'N'
        } else if few(count) {
            'c'
        } else {
            '?'
        }
    }) {
        ['c', 'N', 'N', 'N'] => Some((4, false)),
        ['N', 'N', 'N', 'c'] => Some((4, true)),
        ['c', 'N', 'c', 'N'] => Some((2, false)),
        ['N', 'c', 'N', 'c'] => Some((2, true)),
        _ => None,
    }
}

/// More than one byte in fifty is a control character that no text has.
#[expect(clippy::needless_bitwise_bool, reason = "without branches sixteen or more bytes are looked at at once")]
fn is_binary(text: &str) -> bool {
    // In pieces whose count fits a byte.
    let is_odd = |byte: &u8| (*byte < 0x20) & (byte.wrapping_sub(b'\t') > 4) & (*byte != 0x1B) | (*byte == 0x7F);
    let count = |piece: &[u8]| usize::from(piece.iter().map(|byte| u8::from(is_odd(byte))).sum::<u8>());
    text.as_bytes().chunks(128).map(count).sum::<usize>() * 50 > text.len()
}

fn without_nuls<'a>(text: Cow<'a, str>, notes: &mut Vec<String>) -> Cow<'a, str> {
    let nuls = memchr_iter(0, text.as_bytes()).count();
    if nuls == 0 {
        return text;
    }
    notes.push(format!("{nuls} NUL character(s) in the file were left out"));
    Cow::Owned(text.replace('\0', ""))
}

/// What a person should look at in a text that was decoded without error.
fn oddities(text: &str) -> Vec<String> {
    let count = |what: &str| memmem::find_iter(text.as_bytes(), what).count();
    let mut notes = Vec::new();
    if text.is_ascii() {
        return notes;
    }
    let replaced = count("\u{FFFD}");
    if replaced > 0 {
        notes.push(format!("{replaced} character(s) were lost before or while decoding and stand as U+FFFD"));
    }
    let invisible = count("\u{200B}");
    if invisible > 0 {
        notes.push(format!("{invisible} zero-width space(s) are kept in the text; search and quotations ignore them"));
    }
    // UTF-8 that was once read as windows-1252: a curly quote becomes â€™, an é becomes Ã©.
    let doubled = count("\u{E2}\u{20AC}")
        + memmem::find_iter(text.as_bytes(), "\u{C3}")
            .filter(|at| {
                let after = text.get(at + 2..).and_then(|rest| rest.chars().next());
                after.is_some_and(|after| ('\u{80}'..='\u{BF}').contains(&after))
            })
            .count();
    if doubled > 2 {
        notes.push(format!(
            "{doubled} places look like text that was encoded twice (such as \u{E2}\u{20AC}\u{2122} for \u{2019}); \
             export the file again as UTF-8"
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "Zoë: “I didn’t – go.”\r\nInt: Why?\rZoë: No.\n";
    const LF: &str = "Zoë: “I didn’t – go.”\nInt: Why?\nZoë: No.\n";

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    fn utf32(text: &str, bytes_of: fn(u32) -> [u8; 4]) -> Vec<u8> {
        text.chars().flat_map(|character| bytes_of(u32::from(character))).collect()
    }

    #[test]
    fn every_unicode_encoding_gives_the_same_text_with_and_without_mark() {
        let marked = format!("\u{FEFF}{SAID}");
        for (bytes, encoding) in [
            (SAID.as_bytes().to_vec(), "UTF-8"),
            (marked.as_bytes().to_vec(), "UTF-8"),
            (utf16(&marked, u16::to_le_bytes), "UTF-16LE"),
            (utf16(&marked, u16::to_be_bytes), "UTF-16BE"),
            (utf16(SAID, u16::to_le_bytes), "UTF-16LE"),
            (utf16(SAID, u16::to_be_bytes), "UTF-16BE"),
            (utf32(&marked, u32::to_le_bytes), "UTF-32LE"),
            (utf32(&marked, u32::to_be_bytes), "UTF-32BE"),
            (utf32(SAID, u32::to_le_bytes), "UTF-32LE"),
        ] {
            let decoded = decode(&bytes).unwrap();
            assert_eq!((decoded.text.as_ref(), decoded.encoding.as_str()), (LF, encoding));
        }
    }

    #[test]
    fn windows_1252_is_guessed_and_said() {
        let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(SAID);
        assert!(!unmappable);
        let decoded = decode(&bytes).unwrap();
        assert_eq!((decoded.text.as_ref(), decoded.encoding.as_str()), (LF, "windows-1252"));
        assert!(decoded.notes[0].contains("guess"), "{:?}", decoded.notes);
    }

    #[test]
    fn one_damaged_character_does_not_make_a_text_windows_1252() {
        let mut bytes = SAID.as_bytes().to_vec();
        bytes.extend(b"\xE2\x80");
        let decoded = decode(&bytes).unwrap();
        assert_eq!(decoded.encoding, "UTF-8");
        assert_eq!(decoded.text, format!("{LF}\u{FFFD}"));
        assert!(decoded.notes[0].contains("U+FFFD"), "{:?}", decoded.notes);
    }

    #[test]
    fn nuls_and_zero_width_spaces_and_mojibake_are_reported() {
        let decoded = decode("a\0b\u{200B} didnâ€™t canâ€™t wonâ€™t and so on".as_bytes()).unwrap();
        assert_eq!(decoded.text, "ab\u{200B} didnâ€™t canâ€™t wonâ€™t and so on");
        let notes = decoded.notes.join("\n");
        for what in ["1 NUL", "1 zero-width", "3 places look like text that was encoded twice"] {
            assert!(notes.contains(what), "{what} in {notes}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert_eq!(decode(b"\x01\x02\x03 some \x04\x05 more \x06\x07\x08"), None);
    }
}
