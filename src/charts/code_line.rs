//! Code line: one transcript from its beginning to its end, who speaks when, and below it where each code lies.

use super::furniture::{self, Entry, MARGIN, label, small};
use super::lattice::{Head, Lattice};
use super::palette::{CHARCOAL, Colour, GRID, NAVY, WHITE};
use super::plane::{Scale, figure, upright_grid};
use super::reading::Reader;
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;

const ROW: f64 = 24.0;
const BAR: f64 = 14.0;
/// The least width of a bar, so that a word is not lost in an hour.
const NARROWEST: f64 = 1.6;
/// From so many lanes on the figures of the axis stand below too.
const TALL: usize = 18;

/// Draws a code line of one transcript.
///
/// Columns: `kind` (`speaker` or `code`), `lane` (name of the speaker or the code), `start`, `end` (positions in the transcript
/// from 0, such as characters or minutes: the unit of `start`; the N of `end`, if it has one, is the transcript's length). One
/// row for each turn and each coded segment. Speakers stand above, codes below, each in the order of their first appearance.
/// At the right stand the number of segments and the share of the transcript that they cover, each part counted once.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a kind is unknown, or a segment does not
/// begin before its end inside the transcript; [`ChartError::Id`].
pub fn code_line(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let line = Line::read(table)?;
    let reading = "The transcript runs from left to right. Each speaker and each code has a lane with a bar over every turn \
                   or coded segment; a very short one is drawn somewhat wider than it is. Bars above one another are the \
                   same passage."
        .to_owned();
    Ok(Drawing { scene: line.scene(caption), alt: line.alt(), reading })
}

struct Lane {
    name: String,
    is_speaker: bool,
    /// Beginning and end of every segment, by beginning.
    segments: Vec<(f64, f64)>,
}

impl Lane {
    /// Length of all that the segments cover, overlaps once.
    fn covered(&self) -> f64 {
        let (mut sum, mut reached) = (0.0, 0.0_f64);
        for (start, end) in &self.segments {
            sum += (end - start.max(reached)).max(0.0);
            reached = reached.max(*end);
        }
        sum
    }

    fn first(&self) -> f64 {
        self.segments.first().map_or(f64::INFINITY, |(start, _)| *start)
    }
}

struct Line {
    lanes: Vec<Lane>,
    length: f64,
    unit: String,
}

impl Line {
    fn read(table: &Table) -> Result<Self, ChartError> {
        let mut reader = Reader::new("code line", table)?.require(&["kind", "lane", "start", "end"])?;
        let column = |key: &str| table.columns.iter().find(|column| column.key == key);
        let unit = ["start", "end"].into_iter().find_map(|key| column(key)?.unit.clone()).unwrap_or_default();
        // Positions stay far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let length = column("end").and_then(|column| column.n).map(|n| n as f64);
        let mut line = Self { lanes: Vec::new(), length: 0.0, unit: super::font::printable(&unit) };
        for row in 0..reader.rows() {
            let kind = reader.words(row, "kind");
            if !["speaker", "code"].contains(&kind.as_str()) {
                reader.problem(Some(row), "kind", format!("found {kind:?}, expected `speaker` or `code`"), "");
            }
            let name = reader.needed_words(row, "lane");
            let ends = (reader.number(row, "start"), reader.number(row, "end"));
            let (Some(start), Some(end)) = ends else {
                reader.problem(Some(row), "start", "found no beginning or no end", "leave the segment out");
                continue;
            };
            if start < 0.0 || start >= end || length.is_some_and(|length| end > length) {
                let message = format!("found a segment from {} to {}", figure(start), figure(end));
                let hint = "a segment begins before its end, both inside the transcript";
                reader.problem(Some(row), "end", message, hint);
            }
            line.length = line.length.max(end);
            line.add(&name, kind == "speaker", (start, end));
        }
        line.length = length.unwrap_or(line.length);
        for lane in &mut line.lanes {
            lane.segments.sort_by(|one, other| one.0.total_cmp(&other.0));
        }
        // A stable sort: lanes that begin at once keep the table's order.
        line.lanes
            .sort_by(|one, other| other.is_speaker.cmp(&one.is_speaker).then(one.first().total_cmp(&other.first())));
        reader.finish(line)
    }

    fn add(&mut self, name: &str, is_speaker: bool, segment: (f64, f64)) {
        if let Some(lane) = self.lanes.iter_mut().find(|lane| lane.name == name && lane.is_speaker == is_speaker) {
            lane.segments.push(segment);
        } else {
            self.lanes.push(Lane { name: name.to_owned(), is_speaker, segments: vec![segment] });
        }
    }

    /// `12%` of the transcript; with a decimal where it is below 1.
    fn share(&self, lane: &Lane) -> String {
        let percent = 100.0 * lane.covered() / self.length;
        if percent < 0.95 { format!("{percent:.1}%") } else { format!("{percent:.0}%") }
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" ({})", self.unit) };
        let axis = Head::new(format!("Position in the transcript{unit}"), 380.0).taking_rest();
        let heads = vec![axis, Head::new("Number", 44.0), Head::new("Share", 44.0)];
        let lattice = Lattice::new(self.lanes.iter().map(|lane| lane.name.as_str()), heads, 60.0);
        let mut scene = Scene::new(lattice.width);
        let key = self.key(&mut scene);
        let top = lattice.heads(&mut scene, key + 4.0) + 12.0;
        let area = lattice.area(0, top, ROW);
        let x = Scale::between((0.0, self.length), (area.x + 2.0, area.right() - 12.0));
        // Lanes are laid out first, for the gridlines below them have to know where they end.
        let mut lanes = Scene::new(lattice.width);
        let mut y = top;
        for (at, lane) in self.lanes.iter().enumerate() {
            let opens = at.checked_sub(1).and_then(|at| self.lanes.get(at));
            if opens.is_none_or(|before| before.is_speaker != lane.is_speaker) {
                y = lattice.band(&mut lanes, y, if lane.is_speaker { "Speakers" } else { "Codes" });
            }
            let height = lattice.name(&mut lanes, y, &lane.name, ROW, label());
            let title = format!("{}: {}", lane.name, self.in_words(lane));
            lanes.group(format!("l{}", at + 1), title, self.marks(&lattice, &x, lane, (y, height)));
            y += height;
            lanes.push(lattice.rule(y, GRID));
        }
        let bottom = upright_grid(&mut scene, &x, (top, y), self.lanes.len() > TALL);
        scene.extend(lanes.marks);
        furniture::foot(&mut scene, bottom + 4.0, &[], caption);
        scene
    }

    fn marks(&self, lattice: &Lattice, x: &Scale, lane: &Lane, (top, height): (f64, f64)) -> Vec<Mark> {
        let middle = top + height / 2.0;
        let mut marks: Vec<Mark> = (lane.segments.iter())
            .map(|(start, end)| {
                let (from, to) = (x.at(*start), x.at(*end));
                bar(Area::new(from, middle - BAR / 2.0, (to - from).max(NARROWEST), BAR), lane.is_speaker)
            })
            .collect();
        for (at, words) in [lane.segments.len().to_string(), self.share(lane)].into_iter().enumerate() {
            let area = lattice.area(at + 1, top, height);
            let end = Point::new(area.right() - 6.0, middle);
            marks.extend(lines_around(end, &[words], small().anchored(Anchor::End)));
        }
        marks
    }

    fn in_words(&self, lane: &Lane) -> String {
        let (one, many) = if lane.is_speaker { ("turn", "turns") } else { ("segment", "segments") };
        format!("{}, {} of the transcript", alt::counted(lane.segments.len(), one, many), self.share(lane))
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let mut entries = Vec::new();
        for (is_speaker, words) in [(true, "turn of a speaker"), (false, "coded segment")] {
            if self.lanes.iter().any(|lane| lane.is_speaker == is_speaker) {
                let sample = bar(Area::new(0.0, -BAR / 2.0, 22.0, BAR), is_speaker);
                entries.push(Entry::new(vec![sample], 22.0, words));
            }
        }
        let share = "share: of the transcript’s length, overlaps counted once";
        entries.push(Entry::new(Vec::new(), 0.0, share));
        furniture::key(scene, MARGIN / 2.0, "", &entries)
    }

    fn alt(&self) -> String {
        let speakers = self.lanes.iter().filter(|lane| lane.is_speaker).count();
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        let mut parts = vec![format!(
            "Code line of a transcript of {}{unit} with {} and {}.",
            figure(self.length),
            alt::counted(speakers, "speaker", "speakers"),
            alt::counted(self.lanes.len() - speakers, "code", "codes")
        )];
        let codes = self.lanes.iter().filter(|lane| !lane.is_speaker);
        let widest = codes.reduce(|best, next| if next.covered() > best.covered() { next } else { best });
        if let Some(lane) = widest {
            parts.push(format!("Widest code: {}, {}.", alt::name(&lane.name), self.in_words(lane)));
        }
        alt::sentences(&parts)
    }
}

/// A bar that stays apart from the next one where it is wide enough.
fn bar(area: Area, is_speaker: bool) -> Mark {
    let fill = colour(is_speaker);
    if area.width > 4.0 { Mark::outlined(area, fill, Stroke::new(WHITE, 0.7)) } else { Mark::filled(area, fill) }
}

fn colour(is_speaker: bool) -> Colour {
    if is_speaker { CHARCOAL } else { NAVY }
}
