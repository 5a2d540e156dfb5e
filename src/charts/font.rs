//! The embedded font: Inter, cut to the Latin letters and signs that charts use.
//!
//! What is measured here is what every viewer draws: the font comes with the file, has no kerning in
//! charts, and its figures are all of one width. How it was cut: `fonts/subset.py`.

use std::sync::OnceLock;

use ab_glyph::{Font, FontRef};
use base64::Engine;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// Name of the font family in style sheets.
pub const FAMILY: &str = "Inter";

/// The font with what stands in for it where a program ignores embedded fonts.
pub(super) const FAMILIES: &str = "Inter, Helvetica, Arial, sans-serif";

/// Height of lower-case ascenders above the baseline, in ems.
#[cfg(test)]
pub(super) const ASCENT: f64 = 0.76;
/// From the top of ascenders to the foot of descenders, in ems.
#[cfg(test)]
pub(super) const LINE: f64 = 0.97;
/// Height of capitals and figures, in ems.
pub(super) const CAPITALS: f64 = 0.727;

const REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.otf");
const SEMI_BOLD: &[u8] = include_bytes!("fonts/Inter-SemiBold.otf");
const REGULAR_WEB: &[u8] = include_bytes!("fonts/Inter-Regular.woff2");
const SEMI_BOLD_WEB: &[u8] = include_bytes!("fonts/Inter-SemiBold.woff2");

/// How heavy a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// Text.
    #[default]
    Regular,
    /// Headings and emphasis.
    SemiBold,
}

/// The two fonts as OpenType files, for whoever rasterises.
pub(super) const FILES: [&[u8]; 2] = [REGULAR, SEMI_BOLD];

/// The style rules that embed the font in a page or an SVG: the family `Inter` in two weights, 400 and
/// 600 (used for everything heavier too), about 50 kB.
///
/// ```
/// let css = themeweave::charts::font_face_css();
/// assert!(css.contains("font-family:\"Inter\""));
/// ```
#[must_use]
pub fn font_face_css() -> String {
    let face = |weights: &str, file: &[u8]| {
        let data = base64::engine::general_purpose::STANDARD.encode(file);
        format!(
            "@font-face{{font-family:\"{FAMILY}\";font-style:normal;font-weight:{weights};font-display:block;\
             src:url(data:font/woff2;base64,{data}) format(\"woff2\")}}\n"
        )
    };
    face("400", REGULAR_WEB) + &face("600 900", SEMI_BOLD_WEB)
}

fn face(weight: Weight) -> Option<&'static FontRef<'static>> {
    static FACES: [OnceLock<Option<FontRef<'static>>>; 2] = [OnceLock::new(), OnceLock::new()];
    let [regular, semi_bold] = &FACES;
    let load = |bytes| FontRef::try_from_slice(bytes).ok();
    match weight {
        Weight::Regular => regular.get_or_init(|| load(REGULAR)).as_ref(),
        Weight::SemiBold => semi_bold.get_or_init(|| load(SEMI_BOLD)).as_ref(),
    }
}

/// Width in pixels of one line of text.
///
/// Characters that the font lacks, which a viewer takes from elsewhere, are reckoned at a full em when
/// East Asian wide and at two thirds of one otherwise.
#[must_use]
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    text.chars().map(|char| advance(char, weight)).sum::<f64>() * size
}

/// Advance of one character in ems.
fn advance(char: char, weight: Weight) -> f64 {
    let known = face(weight).and_then(|face| {
        let glyph = face.glyph_id(char);
        let units = face.units_per_em().filter(|_| glyph.0 != 0)?;
        Some(f64::from(face.h_advance_unscaled(glyph)) / f64::from(units))
    });
    known.unwrap_or_else(|| match char.width() {
        None | Some(0) => 0.0,
        Some(1) => 0.67,
        Some(_) => 1.0,
    })
}

/// Text as a chart may hold it: white space of any kind as single blanks, no control characters and
/// nothing else that XML forbids. Blanks that must not break stay as they are.
#[must_use]
pub fn printable(text: &str) -> String {
    let allowed = text.chars().filter(|char| char.is_whitespace() || !forbidden(*char));
    let words: String = allowed.collect();
    words.split(breakable).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn forbidden(char: char) -> bool {
    char.is_control() || matches!(char, '\u{FFFE}' | '\u{FFFF}')
}

fn breakable(char: char) -> bool {
    char.is_whitespace() && !matches!(char, '\u{A0}' | '\u{202F}')
}

/// The text in lines, as many words on each as fit into `room` pixels. A word that is wider than the
/// room is broken behind a hyphen or stroke, else between characters; nothing is left out. There is
/// always at least one line.
#[must_use]
pub fn wrap(text: &str, size: f64, weight: Weight, room: f64) -> Vec<String> {
    let fits = |line: &str| width(line, size, weight) <= room;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in printable(text).split(' ') {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if fits(&longer) {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        let mut pieces = broken(word, fits);
        line = pieces.pop().unwrap_or_default();
        lines.extend(pieces);
    }
    lines.push(line);
    lines
}

/// As [`wrap`], in as few lines, but of lengths as even as they can be.
#[must_use]
pub fn wrap_evenly(text: &str, size: f64, weight: Weight, room: f64) -> Vec<String> {
    let mut best = wrap(text, size, weight, room);
    if best.len() < 2 {
        return best;
    }
    let longest_word = printable(text).split(' ').map(|word| width(word, size, weight)).fold(0.0, f64::max);
    let (mut low, mut high) = (longest_word.min(room), room);
    while high - low > 1.0 {
        let middle = f64::midpoint(low, high);
        let lines = wrap(text, size, weight, middle);
        if lines.len() == best.len() {
            best = lines;
            high = middle;
        } else {
            low = middle;
        }
    }
    best
}

/// A word in pieces that fit, where any can.
fn broken(word: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
    if fits(word) {
        return vec![word.to_owned()];
    }
    let mut pieces: Vec<String> = Vec::new();
    let mut piece = String::new();
    for part in word.split_inclusive(['-', '/', '–', '—', '_', '.', ',']) {
        for unit in if fits(part) { vec![part] } else { part.graphemes(true).collect() } {
            let longer = format!("{piece}{unit}");
            if !piece.is_empty() && !fits(&longer) {
                pieces.push(std::mem::replace(&mut piece, unit.to_owned()));
            } else {
                piece = longer;
            }
        }
    }
    pieces.push(piece);
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{FILES, REGULAR_WEB, SEMI_BOLD_WEB, Weight, face, printable, width, wrap, wrap_evenly};

    #[test]
    fn the_embedded_fonts_load_hold_the_signs_in_use_and_stay_small() {
        use ab_glyph::Font;
        for weight in [Weight::Regular, Weight::SemiBold] {
            let face = face(weight).expect("the font is sound");
            for char in "AzÀÿŁőŵșğ0189−–—‘’“”…·•†→←▲▼●■≥≤×%<>[]()£€\u{A0}".chars()
            {
                assert_ne!(face.glyph_id(char).0, 0, "{char:?} in {weight:?}");
            }
            let figure = |char| face.h_advance_unscaled(face.glyph_id(char));
            // Tabular figures: no more than a hair apart, so that columns of numbers line up.
            assert!("023456789".chars().all(|char| (figure(char) - figure('1')).abs() < 5.0));
        }
        assert!(FILES.iter().chain(&[REGULAR_WEB, SEMI_BOLD_WEB]).all(|file| file.len() < 60_000));
    }

    #[test]
    fn lines_break_at_blanks_then_at_hyphens_then_inside_words() {
        let at = |text: &str, room: f64| wrap(text, 10.0, Weight::Regular, room);
        assert_eq!(at("Know the whole story", 1000.0), ["Know the whole story"]);
        assert_eq!(at("Know the whole story", 50.0), ["Know the", "whole", "story"]);
        assert_eq!(at("multi-agency", 45.0), ["multi-", "agency"]);
        assert_eq!(at("aaaaaaaa", 20.0).concat(), "aaaaaaaa");
        assert_eq!(at("", 20.0), [""]);
        assert_eq!(at("4\u{A0}of\u{A0}5", 1.0).concat(), "4\u{A0}of\u{A0}5");
    }

    #[test]
    fn control_characters_and_line_breaks_never_reach_a_chart() {
        assert_eq!(printable(" a\r\n b\u{0}\u{1b}[1mc\u{FFFE}\t"), "a b[1mc");
    }

    proptest! {
        #[test]
        fn wrapping_keeps_every_character_and_the_room(text in "[A-Za-zéß \\-/👩‍👧]{0,80}", room in 5.0..300.0f64) {
            let greedy = wrap(&text, 12.0, Weight::Regular, room);
            let even = wrap_evenly(&text, 12.0, Weight::Regular, room);
            prop_assert!(even.len() == greedy.len());
            for lines in [greedy, even] {
                let letters = |text: &str| text.chars().filter(|char| *char != ' ').collect::<String>();
                prop_assert_eq!(letters(&lines.concat()), letters(&text));
                for line in &lines {
                    let single = unicode_segmentation::UnicodeSegmentation::graphemes(line.as_str(), true).count() == 1;
                    prop_assert!(single || width(line, 12.0, Weight::Regular) <= room + 1e-9, "{:?}", line);
                }
            }
        }
    }
}
