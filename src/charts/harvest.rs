//! Harvest plot: for each outcome the studies in three columns, by which hypothesis they support (Ogilvie et al. 2008).

use std::collections::{BTreeMap, BTreeSet};

use super::furniture::{self, Entry, MARGIN, fine_print, label};
use super::lattice::{Head, Lattice, empty_cell};
use super::palette::{CHARCOAL, Colour, GRID, INK, MIST, NAVY, SKY, WHITE, text_on};
use super::reading::{Reader, place};
use super::risk::Risk;
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;

/// Words of the table and heads of the columns, from harm to benefit.
const COLUMNS: [(&str, &str); 3] =
    [("harm", "Favours control"), ("conflicting", "No clear difference"), ("benefit", "Favours intervention")];
const BAR: f64 = 17.0;
const PITCH: f64 = 25.0;
/// Height of a bar for each step of suitability.
const STEP: f64 = 15.0;
/// Room below a bar for its number and for "UK".
const BELOW: f64 = 31.0;
/// Most bars beside one another in a cell.
const ABREAST: usize = 12;

/// Draws a harvest plot.
///
/// Columns: `outcome`, `vote` (`benefit`, `conflicting` or `harm`), `study`, `design_group`, `height` (suitability of the
/// design, a whole number from 1), `risk_of_bias`, `uk` (`yes`, `no` or nothing). One row for each study and outcome;
/// outcomes keep the order in which they first appear, bars the order of the rows. Studies are numbered by name.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a word or a height cannot be right
/// or a study stands twice under an outcome; [`ChartError::Id`].
pub fn harvest(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let plot = Plot::read(table)?;
    let reading =
        "Rows are outcomes; a study stands as a bar in the column of the hypothesis that its effects support. \
                   The taller the bar, the more suitable the design; its shade and letter are the risk of bias; its \
                   number leads to the list of studies, UK stands under studies done there."
            .to_owned();
    Ok(Drawing { scene: plot.scene(caption), alt: plot.alt(), reading })
}

struct Bar {
    outcome: usize,
    column: usize,
    study: usize,
    design: String,
    height: u64,
    risk: Risk,
    uk: bool,
}

struct Plot {
    outcomes: Vec<String>,
    /// Sorted by name; a study's number is its place from 1.
    studies: Vec<String>,
    bars: Vec<Bar>,
}

/// A bar whose lower left corner is at `foot`.
fn bar_marks(bar: &Bar, foot: Point) -> Vec<Mark> {
    let (fill, letter) = dress(bar.risk);
    // Heights are single figures.
    #[allow(clippy::cast_precision_loss)]
    let height = bar.height as f64 * STEP;
    let area = Area::new(foot.x, foot.y - height, BAR, height);
    let mut marks = vec![Mark::outlined(area, fill, Stroke::new(CHARCOAL, 1.0))];
    let style = fine_print().anchored(Anchor::Middle);
    let middle = foot.x + BAR / 2.0;
    let at = |dy: f64| Point::new(middle, foot.y + dy);
    marks.extend(lines_around(at(-STEP / 2.0), &[letter.to_owned()], style.coloured(text_on(fill))));
    marks.extend(lines_around(at(9.0), &[(bar.study + 1).to_string()], style.bold().coloured(INK)));
    if bar.uk {
        marks.extend(lines_around(at(22.0), &["UK".to_owned()], style.coloured(INK)));
    }
    marks
}

/// Shade and letter of a risk of bias.
fn dress(risk: Risk) -> (Colour, &'static str) {
    match risk {
        Risk::Low => (NAVY, "L"),
        Risk::Some => (SKY, "S"),
        Risk::High => (WHITE, "H"),
        Risk::Unknown => (MIST, "?"),
    }
}

impl Plot {
    fn read(table: &Table) -> Result<Self, ChartError> {
        const KEYS: [&str; 7] = ["outcome", "vote", "study", "design_group", "height", "risk_of_bias", "uk"];
        let mut reader = Reader::new("harvest plot", table)?.require(&KEYS)?;
        let names: BTreeSet<String> = (0..reader.rows()).map(|row| reader.words(row, "study")).collect();
        let mut plot = Self { outcomes: Vec::new(), studies: names.into_iter().collect(), bars: Vec::new() };
        for row in 0..reader.rows() {
            let (outcome, study) = (reader.needed_words(row, "outcome"), reader.needed_words(row, "study"));
            let word = reader.words(row, "vote");
            let column = COLUMNS.iter().position(|(known, _)| *known == word).unwrap_or_else(|| {
                let message = format!("found {word:?}, expected `benefit`, `conflicting` or `harm`");
                reader.problem(Some(row), "vote", message, "count votes by the direction of effects");
                0
            });
            let height = reader.count_up_to(row, "height", 9);
            let bar = Bar {
                outcome: place(&mut plot.outcomes, &outcome),
                column,
                study: place(&mut plot.studies, &study),
                design: reader.words(row, "design_group"),
                height,
                risk: reader.risk(row, "risk_of_bias"),
                uk: reader.words(row, "uk") == "yes",
            };
            if plot.bars.iter().any(|other| (other.outcome, other.study) == (bar.outcome, bar.study)) {
                let message = format!("found {study:?} under {outcome:?} a second time");
                reader.problem(Some(row), "study", message, "give each study one vote for each outcome");
            }
            plot.bars.push(bar);
        }
        reader.finish(plot)
    }

    fn bars_in(&self, outcome: usize, column: usize) -> impl Iterator<Item = &Bar> {
        self.bars.iter().filter(move |bar| (bar.outcome, bar.column) == (outcome, column))
    }

    fn tallest(&self) -> u64 {
        self.bars.iter().map(|bar| bar.height).max().unwrap_or(1)
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let most = |column| (0..self.outcomes.len()).map(|o| self.bars_in(o, column).count()).max().unwrap_or(0);
        // At most as many as stand abreast; the count is exact.
        #[allow(clippy::cast_precision_loss)]
        let room = |column| most(column).min(ABREAST) as f64 * PITCH + 10.0;
        let heads = COLUMNS.iter().enumerate().map(|(at, (_, name))| Head::new(*name, room(at).max(120.0)));
        let lattice = Lattice::new(self.outcomes.iter().map(String::as_str), heads.collect(), 260.0);
        let mut scene = Scene::new(lattice.width);
        let top = self.key(&mut scene) + 10.0;
        let mut y = lattice.heads(&mut scene, top);
        // Heights are single figures.
        #[allow(clippy::cast_precision_loss)]
        let line = self.tallest() as f64 * STEP + BELOW + 8.0;
        for (down, outcome) in self.outcomes.iter().enumerate() {
            let lines = (0..3).map(|column| self.bars_in(down, column).count().div_ceil(ABREAST)).max().unwrap_or(1);
            // Studies of a review; far below 2^53.
            #[allow(clippy::cast_precision_loss)]
            let height = lattice.name(&mut scene, y, outcome, lines as f64 * line + 10.0, label());
            for column in 0..3 {
                let area = lattice.area(column, y, height);
                if self.bars_in(down, column).next().is_none() {
                    scene.extend(empty_cell(area, "none"));
                    continue;
                }
                scene.push(Mark::outlined(area, WHITE, Stroke::new(GRID, 1.0)));
                for (at, bar) in self.bars_in(down, column).enumerate() {
                    // Places in a cell; far below 2^53.
                    #[allow(clippy::cast_precision_loss)]
                    let (across, below) = ((at % ABREAST) as f64, (at / ABREAST) as f64);
                    let foot = Point::new(area.x + 8.0 + across * PITCH, area.y + 4.0 + (below + 1.0) * line - BELOW);
                    scene.group(format!("o{}s{}", down + 1, bar.study + 1), self.words(bar), bar_marks(bar, foot));
                }
            }
            y += height;
        }
        y = self.list(&mut scene, y + 12.0);
        furniture::foot(&mut scene, y, &[], caption);
        scene
    }

    fn words(&self, bar: &Bar) -> String {
        let outcome = self.outcomes.get(bar.outcome).map_or("", String::as_str);
        let study = self.studies.get(bar.study).map_or("", String::as_str);
        let uk = if bar.uk { ", United Kingdom" } else { "" };
        let (column, risk) = (COLUMNS[bar.column].1.to_lowercase(), bar.risk.name());
        format!("{outcome}, {study}: {column}; {} (suitability {}), {risk}{uk}", bar.design, bar.height)
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let mut designs: BTreeMap<u64, BTreeSet<&str>> = BTreeMap::new();
        for bar in self.bars.iter().filter(|bar| !bar.design.is_empty()) {
            designs.entry(bar.height).or_default().insert(&bar.design);
        }
        let sample = |height: f64, fill| {
            Mark::outlined(Area::new(0.0, 8.0 - height, 9.0, height), fill, Stroke::new(CHARCOAL, 1.0))
        };
        let mut entries = Vec::new();
        for (height, names) in designs.iter().rev() {
            // Heights are single figures.
            #[allow(clippy::cast_precision_loss)]
            let tall = *height as f64 * 5.0;
            let names = names.iter().copied().collect::<Vec<_>>().join(", ");
            entries.push(Entry::new(vec![sample(tall.min(17.0), WHITE)], 9.0, names));
        }
        for risk in Risk::ALL {
            let (fill, letter) = dress(risk);
            if self.bars.iter().any(|bar| bar.risk == risk) {
                entries.push(Entry::new(vec![sample(14.0, fill)], 9.0, format!("{letter}: {}", risk.name())));
            }
        }
        if self.bars.iter().any(|bar| bar.uk) {
            entries.push(Entry::new(Vec::new(), 0.0, "UK: United Kingdom"));
        }
        furniture::key(scene, MARGIN / 2.0, "Height: suitability of the design", &entries)
    }

    fn list(&self, scene: &mut Scene, top: f64) -> f64 {
        let items = self.studies.iter().enumerate().map(|(at, study)| format!("{}\u{a0} {study}", at + 1));
        furniture::list(scene, top, "Studies", &items.collect::<Vec<_>>())
    }

    fn alt(&self) -> String {
        let of = |column| self.bars.iter().filter(|bar| bar.column == column).count();
        let strongest = (0..self.outcomes.len())
            .map(|outcome| (outcome, self.bars_in(outcome, 2).count()))
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .filter(|(_, count)| *count > 0);
        let mut parts = vec![
            format!(
                "Harvest plot of {} on {}.",
                alt::counted(self.studies.len(), "study", "studies"),
                alt::counted(self.outcomes.len(), "outcome", "outcomes")
            ),
            format!(
                "Of {} bars {} favour the intervention, {} the control, {} neither.",
                self.bars.len(),
                of(2),
                of(0),
                of(1)
            ),
        ];
        if let Some((outcome, count)) = strongest {
            let name = alt::name(&self.outcomes[outcome]);
            parts.push(format!("Most in favour: {name}, {}.", alt::counted(count, "study", "studies")));
        }
        alt::sentences(&parts)
    }
}
