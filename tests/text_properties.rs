//! Properties of positions in text, on what breaks naive offsets: emoji families, flags, combining marks, right-to-left
//! text, CRLF line ends and byte order marks.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may fail and may say why it is skipped")]

use std::borrow::Cow;

use proptest::prelude::*;
use themeweave::text::{Counted, Located, Locator, OffsetMap, Span, Unit, lf_only, text_len};

/// A text of up to eighty pieces, many of them longer than one byte, code point or UTF-16 unit.
fn messy_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "b",
        " ",
        "  ",
        "\n",
        ". ",
        "home",
        "\u{2019}",
        "\u{201C}",
        "e\u{301}",
        "ö\u{323}",
        "家",
        "\u{1F3E0}",
        "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}",
        "\u{1F1EC}\u{1F1E7}",
        "\u{1F64F}\u{1F3FD}",
        "\u{2764}\u{FE0F}",
        "שלום",
        "\u{200B}",
        "\u{A0}",
        "\u{2014}",
        "\u{AD}",
        "한",
        "ก็",
    ]);
    prop::collection::vec(pieces, 0..80).prop_map(|pieces| pieces.concat())
}

fn boundaries(text: &str) -> Vec<u32> {
    let all = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    all.map(|at| u32::try_from(at).unwrap()).collect()
}

proptest! {
    #[test]
    fn every_position_comes_back_from_every_unit(text in messy_text()) {
        let map = OffsetMap::new(&text);
        for byte in boundaries(&text) {
            for unit in [Unit::Bytes, Unit::CodePoints, Unit::Utf16] {
                let position = map.from_bytes(unit, byte).unwrap();
                prop_assert_eq!(map.to_bytes(unit, position), Some(byte));
            }
            let before = &text[..byte as usize];
            prop_assert_eq!(map.from_bytes(Unit::CodePoints, byte), Some(u32::try_from(before.chars().count()).unwrap()));
            prop_assert_eq!(map.from_bytes(Unit::Utf16, byte), Some(u32::try_from(before.encode_utf16().count()).unwrap()));
            let place = map.line_column(byte);
            prop_assert_eq!(place.line as usize, before.matches('\n').count() + 1);
            prop_assert_eq!(place.column as usize, before.rsplit('\n').next().unwrap().chars().count() + 1);
        }
    }

    #[test]
    fn long_texts_convert_as_short_ones_do(text in messy_text(), times in 1_usize..40) {
        let text = text.repeat(times);
        let map = OffsetMap::new(&text);
        let units = u32::try_from(text.encode_utf16().count()).unwrap();
        prop_assert_eq!(map.len(Unit::Utf16), units);
        for position in (0..=units).step_by(97) {
            if let Some(byte) = map.to_bytes(Unit::Utf16, position) {
                prop_assert_eq!(text[..byte as usize].encode_utf16().count(), position as usize);
            }
        }
    }

    #[test]
    fn positions_counted_on_the_file_on_disk_lead_to_the_same_words(text in messy_text()) {
        let disk = text.replace('\n', "\r\n");
        let (read, _) = lf_only(Cow::Borrowed(&disk));
        prop_assert_eq!(&read, &text);
        let map = OffsetMap::new(&text);
        for unit in [Unit::Bytes, Unit::CodePoints, Unit::Utf16] {
            let counted = Counted { unit, crlf: true, bom: true };
            let with_bom = format!("\u{FEFF}{disk}");
            let disk_map = OffsetMap::new(&with_bom);
            for byte in boundaries(&text) {
                let breaks = text[..byte as usize].matches('\n').count();
                let on_disk = u32::try_from(byte as usize + breaks + '\u{FEFF}'.len_utf8()).unwrap();
                let position = disk_map.from_bytes(unit, on_disk).unwrap();
                prop_assert_eq!(map.bytes_to_counted(counted, byte), Some(position));
                prop_assert_eq!(map.counted_to_bytes(counted, position), Some(byte));
            }
        }
    }

    #[test]
    fn snapping_covers_and_does_nothing_twice(text in messy_text(), a in 0_u32..300, b in 0_u32..300) {
        let length = text_len(&text);
        let span = Span::new(a.min(length), b.min(length));
        let snapped = span.snapped_outwards(&text);
        prop_assert!(snapped.encloses(span));
        prop_assert_eq!(snapped.snapped_outwards(&text), snapped);
        prop_assert!(snapped.of(&text).is_some());
    }

    #[test]
    fn what_was_cut_out_is_found_again(text in messy_text(), a in 0_u32..300, b in 0_u32..300) {
        let length = text_len(&text);
        let span = Span::new(a.min(length), b.min(length)).snapped_outwards(&text);
        let quote = span.of(&text).unwrap();
        prop_assume!(!quote.trim().is_empty());
        match Locator::new(&text).locate(quote) {
            Located::Exact(found) => prop_assert_eq!(found.of(&text).unwrap(), quote),
            Located::Ambiguous(places) => prop_assert!(places.len() == 50 || places.contains(&span)),
            other => prop_assert!(false, "{:?} for {:?}", other, quote),
        }
    }

    #[test]
    fn what_was_retyped_is_found_again(text in messy_text(), a in 0_u32..300, b in 0_u32..300) {
        let length = text_len(&text);
        let span = Span::new(a.min(length), b.min(length)).snapped_outwards(&text);
        let quote = span.of(&text).unwrap();
        let retyped = quote.replace(['\u{2019}', '`'], "'").replace(['\n', '\u{A0}'], " ").replace(['\u{AD}', '\u{200B}'], "");
        prop_assume!(!retyped.trim().is_empty());
        match Locator::new(&text).locate(&retyped) {
            Located::Missing { .. } => prop_assert!(false, "{:?} is missing", retyped),
            Located::Exact(found) | Located::Folded(found) => prop_assert_eq!(found.snapped_outwards(&text), found),
            Located::Ambiguous(places) => {
                prop_assert!(places.iter().all(|place| place.snapped_outwards(&text) == *place));
            }
        }
    }
}
