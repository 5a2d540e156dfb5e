//! Charts: a [`Table`] becomes a drawing, as SVG, PNG and PDF, with its words and its data.
//!
//! Each kind of chart is one file that reads a table, lays out a scene of primitives
//! from measured text, and leaves the drawing to `svg` and `png`. Text is horizontal, labels are wrapped
//! and never cut, every mark has its number printed, and nothing is told by colour alone. A headline and
//! a subtitle belong to the page around a chart; in the picture stands only a foot with source and notice.

mod albatross;
mod alluvial;
mod alt;
mod code_line;
mod cooccurrence_matrix;
mod cooccurrence_network;
mod correspondence_map;
mod cost_effect;
mod diverging_bars;
mod dot_intervals;
mod effect_direction;
mod equity;
mod evidence_map;
mod font;
mod forest;
mod funnel;
mod furniture;
mod harvest;
mod heat_matrix;
mod joint_map;
mod lattice;
mod pairs;
mod palette;
mod pdf;
mod pillar;
mod plane;
mod png;
mod prevalence;
mod rating;
mod reading;
mod risk;
mod saturation_curve;
mod scene;
mod sequence;
mod shade;
mod strokes;
mod svg;
mod theme_matrix;
mod timeline;

#[cfg(test)]
mod tests;

use thiserror::Error;

use crate::model::Problems;
use crate::table::Table;

pub use albatross::albatross;
pub use alluvial::alluvial;
pub use code_line::code_line;
pub use cooccurrence_matrix::cooccurrence_matrix;
pub use cooccurrence_network::cooccurrence_network;
pub use correspondence_map::correspondence_map;
pub use cost_effect::cost_effect;
pub use diverging_bars::diverging_bars;
pub use dot_intervals::dot_intervals;
pub use effect_direction::effect_direction;
pub use equity::equity;
pub use evidence_map::evidence_map;
pub use font::{FAMILY, font_face_css};
pub use forest::forest;
pub use funnel::funnel;
pub use harvest::harvest;
pub use heat_matrix::heat_matrix;
pub use joint_map::joint_map;
pub use pillar::pillar;
pub use prevalence::{prevalence, prevalence_with_intervals};
pub use saturation_curve::saturation_curve;
pub use sequence::sequence;
pub use theme_matrix::theme_matrix;
pub use timeline::timeline;

/// The words around a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// Headline, at most ten words; the table's title when empty.
    pub title: String,
    /// Measure, population and period; the table's measure and frame when empty.
    pub subtitle: String,
    /// Where the data come from, printed in the foot after "Source:".
    pub source: String,
    /// What must not be overlooked, printed in the foot, such as "SYNTHETIC sample data".
    pub notice: String,
}

/// A finished chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Name of its files and beginning of every id in its SVG.
    pub id: String,
    /// Headline.
    pub title: String,
    /// Text alternative of at most 250 characters: kind of chart, data, main trend.
    pub alt: String,
    /// The same at length: what is shown, how to read it, the notes of the table.
    pub description: String,
    /// The picture as an SVG file with the font inside.
    pub svg: String,
    /// Width in nominal pixels.
    pub width: u32,
    /// Height in nominal pixels.
    pub height: u32,
    /// The data, as they were given.
    pub data: Table,
    /// What the picture consists of.
    scene: scene::Scene,
}

impl Chart {
    /// The chart as PNG, two pixels for each nominal one.
    ///
    /// # Errors
    /// [`ChartError::Raster`] when the picture is too large to be held.
    pub fn png(&self) -> Result<Vec<u8>, ChartError> {
        png::rasterised(&self.svg_inline())
    }

    /// The chart as a PDF file of one page: text stays text, and the text alternative is in it.
    ///
    /// # Errors
    /// [`ChartError::Pdf`] when it cannot be written.
    pub fn pdf(&self) -> Result<Vec<u8>, ChartError> {
        pdf::document(&self.scene, &pdf::Words { title: &self.title, alt: &self.alt, description: &self.description })
    }

    /// The SVG for a page that embeds the font itself (see [`font_face_css`]): some 50 kB smaller.
    #[must_use]
    pub fn svg_inline(&self) -> String {
        self.svg.replacen(&svg::style_block(), "", 1)
    }
}

/// Why a chart could not be made.
#[derive(Debug, Error)]
pub enum ChartError {
    /// The id would not do as a file name and as an XML name.
    #[error(
        "chart id {0:?}: expected a letter, then letters, figures, hyphens or underscores; it names files and XML ids"
    )]
    Id(String),
    /// There is nothing to draw.
    #[error("{chart}: the table {table:?} has no rows; leave the chart out or widen the filter")]
    Empty {
        /// Kind of chart.
        chart: &'static str,
        /// Title of the table.
        table: String,
    },
    /// The table is not the kind that the chart draws.
    #[error("{chart}: the table cannot be drawn\n{problems}")]
    Table {
        /// Kind of chart.
        chart: &'static str,
        /// Everything that is wrong with it; lines are rows, from 1.
        problems: Problems,
    },
    /// The SVG could not be written.
    #[error("the chart could not be drawn as SVG: {0}")]
    Drawing(String),
    /// The PDF could not be made.
    #[error("the chart could not be written as PDF: {0}")]
    Pdf(String),
    /// The PNG could not be made.
    #[error("the chart could not be drawn as PNG: {0}")]
    Raster(String),
}

/// What a kind of chart makes of a table, before it becomes files.
struct Drawing {
    scene: scene::Scene,
    alt: String,
    /// How to read the chart, in sentences.
    reading: String,
}

/// Puts a drawing, its words and its data together.
fn finished(id: &str, table: &Table, caption: &Caption, drawing: &Drawing) -> Result<Chart, ChartError> {
    let named = id.starts_with(|char: char| char.is_ascii_alphabetic())
        && id.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_'));
    if !named {
        return Err(ChartError::Id(id.to_owned()));
    }
    let title = if caption.title.is_empty() { table.title.clone() } else { caption.title.clone() };
    let description = description(table, caption, &drawing.reading);
    let labels = svg::Labels { id, title: &title, description: &description };
    let svg = svg::document(&drawing.scene, &labels)?;
    Ok(Chart {
        id: id.to_owned(),
        title,
        alt: drawing.alt.clone(),
        description,
        svg,
        width: svg::pixels(drawing.scene.width),
        height: svg::pixels(drawing.scene.height),
        data: table.clone(),
        scene: drawing.scene.clone(),
    })
}

fn description(table: &Table, caption: &Caption, reading: &str) -> String {
    let mut sentences: Vec<&str> = Vec::new();
    if caption.subtitle.is_empty() {
        sentences.extend([table.measure.as_str(), table.frame.as_str()]);
    } else {
        sentences.push(&caption.subtitle);
    }
    sentences.push(reading);
    sentences.extend(table.notes.iter().map(String::as_str));
    // The notice may be among the table's notes already.
    if !table.notes.contains(&caption.notice) {
        sentences.push(&caption.notice);
    }
    let ended = sentences
        .iter()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .map(|text| if text.ends_with(['.', '!', '?', ')']) { text.to_owned() } else { format!("{text}.") });
    ended.collect::<Vec<_>>().join(" ")
}
