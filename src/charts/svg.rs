//! A scene as SVG, drawn by plotters on a canvas of tenths of a pixel and then made accessible.

use plotters::prelude::{DrawingBackend, IntoFont, RGBColor, SVGBackend, ShapeStyle, TextStyle as Font};
use plotters::style::FontStyle;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::ChartError;
use super::font::{self, Weight, printable};
use super::palette::Colour;
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, Text};

/// Plotters draws on whole pixels; on a canvas ten times as large these are tenths.
const FINENESS: f64 = 10.0;
/// Plotters divides every size of text by this before writing it.
const PLOTTERS_TEXT_FACTOR: f64 = 1.24;

/// The words that make a drawing accessible.
pub(super) struct Labels<'a> {
    /// Name of the chart, which begins every id in the file.
    pub id: &'a str,
    /// What the chart shows.
    pub title: &'a str,
    /// The same at length, with how to read it.
    pub description: &'a str,
}

/// The whole SVG file, with the font inside.
pub(super) fn document(scene: &Scene, labels: &Labels<'_>) -> Result<String, ChartError> {
    let Labels { id, title, description } = labels;
    let (width, height) = (pixels(scene.width), pixels(scene.height));
    let head = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" style=\"font-kerning:none\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
        width * 10,
        height * 10,
        escaped(title),
        escaped(description),
    );
    Ok(head + &style_block() + &Canvas::new(scene, id).drawn(&scene.marks)? + "</svg>\n")
}

/// The element that carries the font; a page that has the font already leaves it out.
pub(super) fn style_block() -> String {
    format!("<style>\n{}</style>\n", font::font_face_css())
}

/// A length in whole nominal pixels.
pub(super) fn pixels(length: f64) -> u32 {
    // Canvas sides: positive and far below 2^32.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = length.ceil().max(1.0) as u32;
    whole
}

/// Text as XML content, without what XML forbids.
fn escaped(text: &str) -> String {
    printable(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A length or place in tenths of a pixel.
fn fine(length: f64) -> i32 {
    // Places on a canvas: far inside the range; a cast of anything else saturates.
    #[allow(clippy::cast_possible_truncation)]
    let tenths = (length * FINENESS).round() as i32;
    tenths
}

fn fine_point(point: Point) -> (i32, i32) {
    (fine(point.x), fine(point.y))
}

fn colour(colour: Colour) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}

fn line_style(stroke: Stroke) -> ShapeStyle {
    ShapeStyle::from(colour(stroke.colour)).stroke_width(fine(stroke.width).unsigned_abs())
}

/// Draws marks; every run of marks between groups is one drawing of plotters, whose own frame is
/// taken off.
struct Canvas<'a> {
    size: (u32, u32),
    chart: &'a str,
}

impl<'a> Canvas<'a> {
    fn new(scene: &Scene, chart: &'a str) -> Self {
        Self { size: (pixels(scene.width) * 10, pixels(scene.height) * 10), chart }
    }

    fn drawn(&self, marks: &[Mark]) -> Result<String, ChartError> {
        let mut out = String::new();
        let mut rest = marks;
        while let Some(first) = rest.first() {
            if let Mark::Group { id, title, marks } = first {
                out.push_str(&format!(
                    "<g id=\"{}-{}\">\n<title>{}</title>\n",
                    self.chart,
                    escaped(id),
                    escaped(title)
                ));
                out.push_str(&self.drawn(marks)?);
                out.push_str("</g>\n");
                rest = rest.get(1..).unwrap_or_default();
            } else {
                let run = rest.iter().position(|mark| matches!(mark, Mark::Group { .. })).unwrap_or(rest.len());
                let (plain, after) = rest.split_at(run);
                out.push_str(&self.run(plain)?);
                rest = after;
            }
        }
        Ok(out)
    }

    fn run(&self, marks: &[Mark]) -> Result<String, ChartError> {
        let mut buffer = String::new();
        let mut backend = SVGBackend::with_string(&mut buffer, self.size);
        for mark in marks {
            draw(&mut backend, mark)?;
        }
        backend.present().map_err(failed)?;
        drop(backend);
        Ok(tidied(inner(&buffer)))
    }
}

/// What stands inside the outer element of a drawing.
fn inner(svg: &str) -> &str {
    let body = svg.split_once('\n').map_or("", |(_, body)| body);
    body.strip_suffix("</svg>\n").unwrap_or(body)
}

/// Takes out what plotters writes and nobody needs. Quotation marks and angle brackets in the texts
/// are escaped, so that only attributes and tags can match.
fn tidied(svg: &str) -> String {
    // Texts are drawn with their tops at their places, which plotters writes as this shift; without
    // it their baselines stand there, whatever font a viewer falls back to.
    let svg = svg.replace(" dy=\"0.76em\"", "").replace(" opacity=\"1\"", "").replace("\n</text>", "</text>");
    let mut out = String::with_capacity(svg.len());
    for line in svg.lines() {
        if line.starts_with("<text ") {
            // No line break: inside a text element it may show as a blank.
            out.push_str(&with_whole_size(line));
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The tag with its size of text in whole units: what plotters divides may come out as 120.00000000000001.
fn with_whole_size(tag: &str) -> String {
    const NAME: &str = " font-size=\"";
    let parts = tag.split_once(NAME).and_then(|(before, rest)| Some((before, rest.split_once('"')?)));
    match parts.and_then(|(before, (size, after))| Some((before, size.parse::<f64>().ok()?, after))) {
        Some((before, size, after)) => format!("{before}{NAME}{size:.0}\"{after}"),
        None => tag.to_owned(),
    }
}

fn failed(reason: impl std::fmt::Display) -> ChartError {
    ChartError::Drawing(reason.to_string())
}

fn draw(backend: &mut SVGBackend<'_>, mark: &Mark) -> Result<(), ChartError> {
    match mark {
        Mark::Rect { area, fill, outline } => draw_rect(backend, *area, *fill, *outline),
        Mark::Line { from, to, stroke } => {
            backend.draw_line(fine_point(*from), fine_point(*to), &line_style(*stroke)).map_err(failed)
        }
        Mark::Polygon { corners, fill } => {
            backend.fill_polygon(corners.iter().copied().map(fine_point), &colour(*fill)).map_err(failed)
        }
        Mark::Circle { centre, radius, fill, outline } => {
            let (centre, radius) = (fine_point(*centre), fine(*radius).unsigned_abs());
            if let Some(fill) = fill {
                backend.draw_circle(centre, radius, &colour(*fill), true).map_err(failed)?;
            }
            if let Some(stroke) = outline {
                backend.draw_circle(centre, radius, &line_style(*stroke), false).map_err(failed)?;
            }
            Ok(())
        }
        Mark::Text(text) => draw_text(backend, text),
        Mark::Group { marks, .. } => marks.iter().try_for_each(|mark| draw(backend, mark)),
    }
}

fn draw_rect(
    backend: &mut SVGBackend<'_>,
    area: Area,
    fill: Option<Colour>,
    outline: Option<Stroke>,
) -> Result<(), ChartError> {
    let (left, top) = (fine(area.x), fine(area.y));
    let (right, bottom) = (fine(area.right()), fine(area.bottom()));
    if let Some(fill) = fill {
        backend.draw_rect((left, top), (right, bottom), &colour(fill), true).map_err(failed)?;
    }
    if let Some(stroke) = outline {
        // Plotters outlines rectangles with a hair line only. The path runs over its first side twice,
        // so that all four corners are joined.
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top), (right, top)];
        backend.draw_path(corners, &line_style(stroke)).map_err(failed)?;
    }
    Ok(())
}

fn draw_text(backend: &mut SVGBackend<'_>, text: &Text) -> Result<(), ChartError> {
    let style = text.style;
    let horizontal = match style.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let slant = match style.weight {
        Weight::Regular => FontStyle::Normal,
        Weight::SemiBold => FontStyle::Bold,
    };
    let font = (font::FAMILIES, f64::from(fine(style.size)) * PLOTTERS_TEXT_FACTOR, slant).into_font();
    let ink = colour(style.colour);
    let font = Font::from(font).pos(Pos::new(horizontal, VPos::Top)).color(&ink);
    backend.draw_text(&printable(&text.words), &font, fine_point(text.at)).map_err(failed)
}
