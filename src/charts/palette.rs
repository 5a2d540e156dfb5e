//! The colours of every chart: the Government Analysis Function's palette and a few quiet tones.
//!
//! Nothing is said by colour alone: cells carry their value and an outline, series a shape or a side.

/// A colour as red, green and blue, 0 to 255 each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// `#12436D`, as SVG writes it.
    #[cfg(test)]
    pub fn hex(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

/// Dark blue: first series, first of the duo, darkest step of the sequence.
pub const NAVY: Colour = Colour(0x12, 0x43, 0x6D);
/// Turquoise: second series.
pub const TEAL: Colour = Colour(0x28, 0xA1, 0x97);
/// Dark pink: third series.
pub const PLUM: Colour = Colour(0x80, 0x16, 0x50);
/// Orange: fourth series, second of the duo.
pub const ORANGE: Colour = Colour(0xF4, 0x6A, 0x25);
/// Dark grey: fifth series, outlines and small print.
pub const CHARCOAL: Colour = Colour(0x3D, 0x3D, 0x3D);
/// Middle step of the sequence.
pub const BLUE: Colour = Colour(0x20, 0x73, 0xBC);
/// Light step of the sequence; too light to stand without an outline.
pub const SKY: Colour = Colour(0x6B, 0xAC, 0xE6);
/// Lightest step of the sequence; too light to stand without an outline.
pub const PALE: Colour = Colour(0xDC, 0xEA, 0xF7);
/// Light step below what is expected; too light to stand without an outline.
pub const PEACH: Colour = Colour(0xFB, 0xD9, 0xC4);
/// Gridlines and quiet outlines.
pub const GRID: Colour = Colour(0xD9, 0xD9, 0xD9);
/// Ground of a heading inside a chart.
pub const MIST: Colour = Colour(0xF2, 0xF2, 0xF2);
/// Ground of a chart, and text on dark steps.
pub const WHITE: Colour = Colour(0xFF, 0xFF, 0xFF);
/// Text and reference lines.
pub const INK: Colour = Colour(0x0B, 0x0C, 0x0C);

/// The colour of text that is printed on a ground: white only on the dark ones.
#[must_use]
pub fn text_on(ground: Colour) -> Colour {
    if [NAVY, PLUM, CHARCOAL, BLUE, INK].contains(&ground) { WHITE } else { INK }
}

#[cfg(test)]
pub const ALL: [Colour; 13] = [NAVY, TEAL, PLUM, ORANGE, CHARCOAL, BLUE, SKY, PALE, PEACH, GRID, MIST, WHITE, INK];

#[cfg(test)]
mod tests {
    use super::{ALL, Colour, WHITE, text_on};

    fn luminance(colour: Colour) -> f64 {
        let channel = |value: u8| {
            let c = f64::from(value) / 255.0;
            if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(colour.0) + 0.7152 * channel(colour.1) + 0.0722 * channel(colour.2)
    }

    fn contrast(a: Colour, b: Colour) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_on_every_ground_has_the_contrast_that_wcag_asks_of_small_print() {
        for ground in ALL {
            let found = contrast(ground, text_on(ground));
            assert!(found >= 4.5, "{} {found:.2}", ground.hex());
        }
        // The measure itself, against a figure published with the palette.
        assert!((contrast(super::NAVY, WHITE) - 10.25).abs() < 0.01);
    }
}
