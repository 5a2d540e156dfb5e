//! A scene as PDF: one page, text as text in the embedded font, shapes as shapes, the text alternative in its tag.

use std::ops::Range;
use std::sync::OnceLock;

use ab_glyph::{Font as _, FontRef};
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point as PdfPoint, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke as PdfStroke};
use krilla::surface::Surface;
use krilla::tagging::{ContentTag, Tag, TagGroup, TagTree};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use super::ChartError;
use super::font::{self, Weight, printable};
use super::palette::Colour;
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, Text};

/// Points for each nominal pixel: 96 pixels and 72 points are an inch.
const POINTS: f32 = 0.75;

/// The words of a document.
pub(super) struct Words<'a> {
    /// Title of the document.
    pub title: &'a str,
    /// Text alternative of the drawing.
    pub alt: &'a str,
    /// Description at length, for the document's properties.
    pub description: &'a str,
}

/// The PDF file. It holds no time and no random id, so the same scene gives the same bytes.
pub(super) fn document(scene: &Scene, words: &Words<'_>) -> Result<Vec<u8>, ChartError> {
    let failed = |reason: &str| ChartError::Pdf(reason.to_owned());
    let mut document = Document::new_with(SerializeSettings::default());
    let (width, height) = (fine(scene.width.ceil()) * POINTS, fine(scene.height.ceil()) * POINTS);
    let settings = PageSettings::from_wh(width, height).ok_or_else(|| failed("the page has no size"))?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    let content = surface.start_tagged(ContentTag::Other);
    surface.push_transform(&Transform::from_scale(POINTS, POINTS));
    for mark in &scene.marks {
        draw(&mut surface, mark)?;
    }
    surface.pop();
    surface.end_tagged();
    surface.finish();
    page.finish();
    let mut figure = TagGroup::new(Tag::Figure(Some(printable(words.alt))));
    figure.push(content);
    let mut tree = TagTree::new().with_lang(Some("en-GB".to_owned()));
    tree.push(figure);
    document.set_tag_tree(tree);
    document.set_metadata(
        Metadata::new()
            .title(printable(words.title))
            .description(printable(words.description))
            .language("en-GB".to_owned())
            .creator("themeweave".to_owned()),
    );
    document.finish().map_err(|error| ChartError::Pdf(format!("{error:?}")))
}

/// A length as PDF takes it, in hundredths of a pixel.
fn fine(length: f64) -> f32 {
    // Places on a canvas: far inside the range.
    #[allow(clippy::cast_possible_truncation)]
    let length = ((length * 100.0).round() / 100.0) as f32;
    length
}

fn draw(surface: &mut Surface<'_>, mark: &Mark) -> Result<(), ChartError> {
    match mark {
        Mark::Rect { area, fill, outline } => paint(surface, rectangle(*area), *fill, *outline),
        Mark::Line { from, to, stroke } => paint(surface, line(*from, *to), None, Some(*stroke)),
        Mark::Polygon { corners, fill } => paint(surface, polygon(corners), Some(*fill), None),
        Mark::Circle { centre, radius, fill, outline } => paint(surface, circle(*centre, *radius), *fill, *outline),
        Mark::Text(text) => return write(surface, text),
        Mark::Group { marks, .. } => return marks.iter().try_for_each(|mark| draw(surface, mark)),
    }
    Ok(())
}

/// Fills and outlines a path; one without any extent is left out, as it would not be seen.
fn paint(surface: &mut Surface<'_>, path: Option<Path>, fill: Option<Colour>, outline: Option<Stroke>) {
    let Some(path) = path else { return };
    surface.set_fill(fill.map(filled));
    surface.set_stroke(outline.map(|stroke| PdfStroke {
        paint: ink(stroke.colour).into(),
        width: fine(stroke.width),
        ..PdfStroke::default()
    }));
    surface.draw_path(&path);
}

fn ink(colour: Colour) -> rgb::Color {
    rgb::Color::new(colour.0, colour.1, colour.2)
}

fn filled(colour: Colour) -> Fill {
    Fill { paint: ink(colour).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn rectangle(area: Area) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(fine(area.x), fine(area.y), fine(area.width), fine(area.height))?);
    path.finish()
}

fn line(from: Point, to: Point) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(fine(from.x), fine(from.y));
    path.line_to(fine(to.x), fine(to.y));
    path.finish()
}

fn polygon(corners: &[Point]) -> Option<Path> {
    let mut path = PathBuilder::new();
    let (first, rest) = corners.split_first()?;
    path.move_to(fine(first.x), fine(first.y));
    for corner in rest {
        path.line_to(fine(corner.x), fine(corner.y));
    }
    path.close();
    path.finish()
}

/// Four Bézier curves, off a true circle by less than three ten-thousandths of the radius.
fn circle(centre: Point, radius: f64) -> Option<Path> {
    const HANDLE: f64 = 0.552_284_75;
    let at = |dx: f64, dy: f64| (fine(centre.x + dx * radius), fine(centre.y + dy * radius));
    let mut path = PathBuilder::new();
    let (x, y) = at(1.0, 0.0);
    path.move_to(x, y);
    for (ax, ay) in [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)] {
        // The next corner is this one a quarter further round.
        let (bx, by) = (-ay, ax);
        let (first, second, end) =
            (at(ax + HANDLE * bx, ay + HANDLE * by), at(bx + HANDLE * ax, by + HANDLE * ay), at(bx, by));
        path.cubic_to(first.0, first.1, second.0, second.1, end.0, end.1);
    }
    path.close();
    path.finish()
}

/// Text glyph by glyph with the advances that the layout was measured with; a character that the font lacks is its sign
/// for a missing one.
fn write(surface: &mut Surface<'_>, text: &Text) -> Result<(), ChartError> {
    let words = printable(&text.words);
    let style = text.style;
    let faces = faces().ok_or_else(|| ChartError::Pdf("the embedded font cannot be read".to_owned()))?;
    let (font, face) = match style.weight {
        Weight::Regular => &faces[0],
        Weight::SemiBold => &faces[1],
    };
    let glyph = |(at, char): (usize, char)| {
        let range: Range<usize> = at..at + char.len_utf8();
        let mut letter = [0; 4];
        let advance = font::width(char.encode_utf8(&mut letter), 1.0, style.weight);
        // Advances are a few ems at most.
        #[allow(clippy::cast_possible_truncation)]
        let advance = advance as f32;
        KrillaGlyph::new(GlyphId::new(u32::from(face.glyph_id(char).0)), advance, 0.0, 0.0, 0.0, range, None)
    };
    let glyphs: Vec<KrillaGlyph> = words.char_indices().map(glyph).collect();
    let width = style.width(&words);
    let left = match style.anchor {
        Anchor::Start => text.at.x,
        Anchor::Middle => text.at.x - width / 2.0,
        Anchor::End => text.at.x - width,
    };
    surface.set_fill(Some(filled(style.colour)));
    surface.set_stroke(None);
    let start = PdfPoint::from_xy(fine(left), fine(text.at.y));
    surface.draw_glyphs(start, &glyphs, font.clone(), &words, fine(style.size), false);
    Ok(())
}

type Face = (Font, FontRef<'static>);

/// The two weights of the font, for PDF and for looking up glyphs.
fn faces() -> Option<&'static [Face; 2]> {
    static FACES: OnceLock<Option<[Face; 2]>> = OnceLock::new();
    let load = |file: &'static [u8]| Some((Font::new(file.to_vec().into(), 0)?, FontRef::try_from_slice(file).ok()?));
    let [regular, semi_bold] = font::FILES;
    FACES.get_or_init(|| Some([load(regular)?, load(semi_bold)?])).as_ref()
}
