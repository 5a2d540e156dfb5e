//! The evidence map as one page that works without a network and without scripts.

use std::collections::BTreeSet;

use askama::Template;
use base64::Engine;
use sha2::{Digest, Sha256};

use super::super::quotes::ThemeQuotes;
use super::super::{GuideError, quotes};
use crate::analysis::{EvidenceMap, Joint};
use crate::charts::font_face_css;
use crate::disclosure::{Gate, Released, TableKind};
use crate::model::Scale;
use crate::table::{Cell, Table};

const SCRIPT: &str = include_str!("../templates/evidence-map.js");

#[derive(Template)]
#[template(path = "evidence-map.html")]
struct Page<'q> {
    title: &'static str,
    subtitle: String,
    caption: String,
    notice: String,
    font_css: String,
    css: &'static str,
    script: &'static str,
    script_hash: String,
    version: &'static str,
    codebook: String,
    in_pack: bool,
    row_label: String,
    row_word: String,
    row_phrase: String,
    people: u64,
    levels: Vec<LevelView>,
    has_flag: bool,
    flag_name: String,
    filters: Vec<FilterView>,
    outcomes: Vec<LineView>,
    rows: Vec<RowView>,
    lines: Vec<LineView>,
    themes: Vec<ThemeView<'q>>,
    notes: Vec<String>,
}

struct LevelView {
    class: String,
    name: String,
}

struct FilterView {
    key: &'static str,
    label: &'static str,
    options: Vec<String>,
}

/// A row or an outcome with its voices.
#[derive(Clone)]
struct LineView {
    id: String,
    name: String,
    voices: String,
    themes: Vec<ThemeRef>,
}

#[derive(Clone)]
struct ThemeRef {
    id: String,
    name: String,
    tie: &'static str,
}

struct RowView {
    line: LineView,
    cells: Vec<CellView>,
}

struct CellView {
    id: String,
    outcome: String,
    class: String,
    diameter: String,
    count: String,
    rating: String,
    designs: String,
    studies: Vec<StudyView>,
    themes: Vec<ThemeRef>,
}

struct StudyView {
    cite: String,
    intervention: String,
    design: String,
    design_group: String,
    n: String,
    risk: String,
    country: String,
    uk: String,
    phase: String,
    rating: String,
    level: String,
    /// Place of the rating on its scale, twice, and one more without the scale's flag: what makes one the best.
    rank: i64,
    words: String,
    class: String,
    effects: Vec<String>,
}

struct ThemeView<'q> {
    id: String,
    name: String,
    statement: String,
    quotes: Vec<QuoteView<'q>>,
}

struct QuoteView<'q> {
    text: &'q str,
    attribution: String,
    contrary: bool,
}

/// What the page is made of; all of it has passed the gate.
struct Parts<'p> {
    map: &'p EvidenceMap<'p, 'p, 'p>,
    table: &'p Table,
    studies: &'p Table,
    themes: Vec<Released<String>>,
    scale: Option<&'p Scale>,
}

/// The page as HTML. `in_pack` gives it a way back to the pack's first page.
pub(in super::super) fn page(
    gate: &Gate,
    joint: &Joint,
    map: &EvidenceMap,
    quotes: &[ThemeQuotes],
    in_pack: bool,
) -> Result<String, GuideError> {
    let snapshot = joint.frame.snapshot();
    let table = super::release(gate, map, joint, super::super::discreet(map.table(), gate, joint.frame))?;
    let studies = gate.table(map.study_table(), TableKind::Findings)?;
    let names = snapshot.themes.iter().map(|theme| gate.text(theme.name.clone()));
    let scale = snapshot.scale("evidence_rating");
    let parts =
        Parts { map, table: table.get(), studies: studies.get(), themes: names.collect::<Result<_, _>>()?, scale };
    let row_label = parts.table.columns.first().map_or_else(String::new, |column| column.label.clone());
    let rows: Vec<RowView> = (0..map.rows.len()).map(|row| parts.row(row)).collect();
    let outcomes: Vec<LineView> = (0..map.outcomes.len()).map(|at| parts.line(map.rows.len() + at)).collect();
    let flag = scale.map(|scale| (scale.flag.clone(), scale.flag_name.clone()));
    let (flag, flag_name) = flag.unwrap_or_default();
    let all = || rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.studies);
    let page = Page {
        title: "Evidence map",
        subtitle: gate.text(snapshot.title.clone())?.into_inner(),
        caption: parts.table.title.clone(),
        notice: gate.text(snapshot.notice.clone())?.into_inner(),
        font_css: font_face_css(),
        css: concat!(include_str!("../templates/guide.css"), include_str!("../templates/evidence-map.css")),
        script: SCRIPT,
        script_hash: base64::engine::general_purpose::STANDARD.encode(Sha256::digest(SCRIPT)),
        version: env!("CARGO_PKG_VERSION"),
        codebook: snapshot.codebook.label(),
        in_pack,
        row_phrase: with_article(&row_label.to_lowercase()),
        row_word: row_label.to_lowercase(),
        row_label,
        people: joint.frame.tally().participants,
        levels: levels(all()),
        has_flag: !flag.is_empty() && all().any(|study| study.rating.ends_with(&flag)),
        flag_name,
        filters: filters(&outcomes, || rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.studies)),
        lines: rows.iter().map(|row| row.line.clone()).chain(outcomes.iter().cloned()).collect(),
        themes: themes(gate, joint, quotes)?,
        notes: parts.table.notes.clone(),
        outcomes,
        rows,
    };
    Ok(page.render()?)
}

impl Parts<'_> {
    /// The row or, behind the rows, the outcome at this place.
    fn line(&self, at: usize) -> LineView {
        let line = self.map.lines().nth(at);
        let voices = line.and_then(|(row, _)| self.table.cell(row, "voices")).map_or_else(String::new, Cell::display);
        let themes = line.map(|(_, line)| line.themes.as_slice()).unwrap_or_default();
        LineView {
            id: format!("voices-{}", at + 1),
            name: line.map_or_else(String::new, |(_, line)| line.name.clone()),
            voices,
            themes: themes.iter().map(|theme| self.theme(*theme, "")).collect(),
        }
    }

    fn theme(&self, at: usize, tie: &'static str) -> ThemeRef {
        let name = self.themes.get(at).map_or_else(String::new, |name| name.get().clone());
        ThemeRef { id: format!("theme-{}", at + 1), name, tie }
    }

    fn row(&self, row: usize) -> RowView {
        RowView { line: self.line(row), cells: (0..self.map.outcomes.len()).map(|at| self.cell(row, at)).collect() }
    }

    fn cell(&self, row: usize, outcome: usize) -> CellView {
        let at = row * self.map.outcomes.len() + outcome;
        let word = |key: &str| self.table.cell(at, key).map_or_else(String::new, Cell::display);
        let count = |at: usize| match self.table.cell(at, "studies") {
            Some(Cell::Count(studies)) => *studies,
            _ => 0,
        };
        let most = (0..self.table.rows.len()).map(count).max().unwrap_or(0);
        let rating = word("rating");
        let columns = self.table.columns.iter().filter(|column| column.key.starts_with("design_"));
        let designs = columns.map(|column| (word(&column.key), &column.label)).filter(|(count, _)| count != "0");
        CellView {
            id: format!("cell-{}-{}", row + 1, outcome + 1),
            outcome: self.map.outcomes.get(outcome).map_or_else(String::new, |line| line.name.clone()),
            class: class_of(&rating),
            diameter: diameter(count(at), most),
            count: if count(at) == 1 { "1 study".to_owned() } else { format!("{} studies", count(at)) },
            designs: designs.map(|(count, label)| format!("{count} {label}")).collect::<Vec<_>>().join(", "),
            rating: level_name(&rating),
            studies: self.studies_of(row, outcome),
            themes: self.themes_of(row, outcome),
        }
    }

    fn studies_of(&self, row: usize, outcome: usize) -> Vec<StudyView> {
        let place = [Some(&Cell::Count(row as u64)), Some(&Cell::Count(outcome as u64))];
        let here = (0..self.studies.rows.len())
            .filter(|at| ["row", "outcome"].map(|key| self.studies.cell(*at, key)) == place);
        here.map(|at| {
            let word = |key: &str| self.studies.cell(at, key).map_or_else(String::new, Cell::display);
            let or_not_stated =
                |key: &str| Some(word(key)).filter(|w| !w.is_empty()).unwrap_or("not stated".to_owned());
            StudyView {
                cite: word("study"),
                intervention: word("intervention"),
                design: or_not_stated("design"),
                design_group: or_not_stated("design_group"),
                n: or_not_stated("n"),
                risk: or_not_stated("risk_of_bias"),
                country: or_not_stated("country"),
                uk: or_not_stated("uk"),
                phase: word("phase"),
                level: level_name(word("rating").trim_end_matches(|c: char| !c.is_ascii_digit())),
                rank: self.rank(&word("rating")),
                words: level_name(&word("rating")),
                class: class_of(&word("rating")),
                rating: word("rating"),
                effects: word("effects").lines().map(str::to_owned).collect(),
            }
        })
        .collect()
    }

    fn rank(&self, rating: &str) -> i64 {
        let read = self.scale.and_then(|scale| scale.read_rating(rating));
        read.map_or(0, |(level, flagged)| level.order * 2 + i64::from(!flagged))
    }

    /// Themes linked to the row, to the outcome, or to both: these first.
    fn themes_of(&self, row: usize, outcome: usize) -> Vec<ThemeRef> {
        let themes = |line: Option<&crate::analysis::MapLine>| -> BTreeSet<usize> {
            line.into_iter().flat_map(|line| line.themes.iter().copied()).collect()
        };
        let (of_row, of_outcome) = (themes(self.map.rows.get(row)), themes(self.map.outcomes.get(outcome)));
        let both = of_row.intersection(&of_outcome).map(|theme| (theme, "linked to both"));
        let row_only = of_row.difference(&of_outcome).map(|theme| (theme, "linked to the row"));
        let outcome_only = of_outcome.difference(&of_row).map(|theme| (theme, "linked to the outcome"));
        both.chain(row_only).chain(outcome_only).map(|(theme, tie)| self.theme(*theme, tie)).collect()
    }
}

fn themes<'q>(gate: &Gate, joint: &Joint, quotes: &'q [ThemeQuotes]) -> Result<Vec<ThemeView<'q>>, GuideError> {
    let themes = joint.frame.snapshot().themes.iter().enumerate();
    themes
        .map(|(at, theme)| {
            let chosen = quotes.iter().filter(|of| of.theme == at).flat_map(|of| &of.quotes);
            let view = |one: &'q quotes::ChosenQuote| QuoteView {
                text: &one.quote.get().text,
                attribution: one.attribution(),
                contrary: one.contrary,
            };
            Ok(ThemeView {
                id: format!("theme-{}", at + 1),
                name: gate.text(theme.name.clone())?.into_inner(),
                statement: gate.text(theme.statement.clone())?.into_inner(),
                quotes: chosen.map(view).collect(),
            })
        })
        .collect()
}

fn with_article(noun: &str) -> String {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { format!("an {noun}") } else { format!("a {noun}") }
}

fn level_of(rating: &str) -> Option<u32> {
    let figures: String = rating.trim().chars().take_while(char::is_ascii_digit).collect();
    figures.parse().ok().filter(|level| *level > 0)
}

fn class_of(rating: &str) -> String {
    level_of(rating).map_or_else(|| "level-none".to_owned(), |level| format!("level-{}", level.min(5)))
}

fn level_name(rating: &str) -> String {
    if rating.is_empty() { "not rated".to_owned() } else { format!("level {rating}") }
}

/// Side of a mark in pixels, so that its area goes with the studies.
fn diameter(studies: u64, most: u64) -> String {
    const LARGEST: f64 = 30.0;
    // Numbers of studies stay far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let share = studies as f64 / most.max(1) as f64;
    format!("{:.1}", share.sqrt() * LARGEST)
}

fn levels<'s>(studies: impl Iterator<Item = &'s StudyView>) -> Vec<LevelView> {
    let levels: BTreeSet<&str> = studies.map(|study| study.level.as_str()).collect();
    let view = |level: &str| LevelView { class: class_of(level.trim_start_matches("level ")), name: level.to_owned() };
    levels.into_iter().map(view).collect()
}

fn filters<'s, S: Iterator<Item = &'s StudyView>>(outcomes: &[LineView], studies: impl Fn() -> S) -> Vec<FilterView> {
    let of = |key, label, value: fn(&StudyView) -> &String| {
        let values: BTreeSet<String> = studies().map(value).filter(|value| !value.is_empty()).cloned().collect();
        FilterView { key, label, options: values.into_iter().collect() }
    };
    vec![
        FilterView { key: "outcome", label: "Outcome", options: outcomes.iter().map(|o| o.name.clone()).collect() },
        of("design", "Design", |study| &study.design_group),
        of("rating", "Evidence rating", |study| &study.level),
        of("risk", "Risk of bias", |study| &study.risk),
        of("country", "Country", |study| &study.country),
        of("uk", "United Kingdom", |study| &study.uk),
        of("phase", "Before or after", |study| &study.phase),
    ]
}
