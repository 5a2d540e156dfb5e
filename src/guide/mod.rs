//! The practice-guide pack: a page that can be read on its own, tables, charts, quotes, and a record
//! of what it was made from. Everything in it has passed the disclosure gate: the parts take
//! [`Released`] values, which nothing else can make.

mod analyst;
mod codes;
mod figures;
mod html;
mod map;
mod provenance;
mod quotes;
mod synthesis;
mod themes;

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::{AnalysisError, EvidenceMap, Filter, Frame, Joint, Layout, MapRows, statistics};
use crate::charts::ChartError;
use crate::disclosure::{Gate, Policy, Refusal, Released, TableKind};
use crate::model::{Scope, Snapshot};
use crate::table::Table;

pub use analyst::{AnalystChart, analyst_chart};
pub use figures::{Figure, FigureKind, FigureOptions, figure};
pub use provenance::{PROVENANCE, listed_files};

/// Name of the evidence map's page in the pack.
const MAP_PAGE: &str = "evidence-map.html";

/// What a guide author decides about a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideSettings {
    /// Title of the guide.
    pub title: String,
    /// Line below the title.
    pub subtitle: String,
    /// Opening paragraphs, separated by empty lines.
    pub introduction: String,
    /// Who publishes it.
    pub publisher: String,
    /// Most quotes a theme.
    pub quotes_per_theme: usize,
    /// Counts of people below this are withheld.
    pub small_cell: u64,
    /// Fewest and most words of a quote.
    pub quote_words: (u32, u32),
    /// Whether it is final; a draft says so on its first page.
    pub is_final: bool,
    /// Path and SHA-256 of the files that the project was built from, for the record.
    pub inputs: Vec<(String, String)>,
    /// Ids of effects whose rows have errors; they count nowhere.
    pub barred_effects: BTreeSet<String>,
}

/// The files of a pack by their path in it, with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pack {
    /// Bytes of each file.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Why a pack could not be made.
#[derive(Debug, thiserror::Error)]
pub enum GuideError {
    /// The gate refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A question that cannot be asked of this project.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// It is marked final and is not.
    #[error(
        "the pack is marked final, and {} of theme and finding without a meta-inference: {}",
        if .0.len() == 1 { "there is a pair".to_owned() } else { format!("there are {} pairs", .0.len()) },
        .0.join(", ")
    )]
    NotFinal(Vec<String>),
    /// A checklist of the program cannot be read.
    #[error("a reporting checklist cannot be read: {0}")]
    Checklist(String),
    /// The page could not be made.
    #[error("the page could not be made: {0}")]
    Page(#[from] askama::Error),
    /// The record could not be written.
    #[error("the record of the pack could not be written: {0}")]
    Record(#[from] serde_json::Error),
}

impl GuideError {
    /// Whether the gate refused.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

/// Makes the pack of a project. The snapshot must hold its texts.
///
/// # Errors
/// When the gate refuses something that the pack cannot do without, and when a chart or the page
/// cannot be drawn.
pub fn render(snapshot: &Snapshot, settings: &GuideSettings) -> Result<Pack, GuideError> {
    let gate = Gate::new(snapshot, Policy { audience: Scope::QuotePublished, small_cell: settings.small_cell });
    let frame = Frame::new(snapshot, &Filter::default())?;
    let joint = Joint::new(&frame, &settings.barred_effects);
    let quotes = quotes::choose(&gate, &frame, settings.quotes_per_theme, settings.quote_words)?;
    let tables = tables(&gate, &joint)?;
    let themes = themes::pages(&gate, &joint, &quotes)?;
    let synthesis = synthesis::Synthesis::new(&gate, &joint, settings)?;
    let options = FigureOptions::default();
    let drawn = FigureKind::PACK.iter().filter_map(|kind| figure(*kind, &options, &gate, &joint).transpose());
    let figures: Vec<Figure> = drawn.collect::<Result<_, _>>()?;

    let mut pack = Pack::default();
    for (name, table) in &tables {
        pack.put(format!("tables/{name}.csv"), with_notice(table.get(), snapshot).to_csv());
    }
    for (name, table) in synthesis.files() {
        pack.put(format!("tables/{name}.csv"), with_notice(table, snapshot).to_csv());
    }
    for Figure { chart, .. } in &figures {
        pack.put(format!("tables/{}.csv", chart.id), with_notice(&chart.data, snapshot).to_csv());
        pack.put(format!("charts/{}.svg", chart.id), chart.svg.clone());
        pack.put(format!("charts/{}.png", chart.id), chart.png()?);
    }
    pack.put("quotes.csv".to_owned(), with_notice(&quotes::table(&quotes, snapshot), snapshot).to_csv());
    let names = pack.files.keys().filter_map(|path| path.strip_prefix("tables/")).map(str::to_owned).collect();
    let published = gate.table(statistics(&snapshot.findings), TableKind::Findings)?;
    let parts = html::Parts {
        themes: &themes,
        figures: &figures,
        statistics: &published,
        synthesis: &synthesis,
        tables: names,
    };
    if figures.iter().any(|figure| figure.kind == FigureKind::EvidenceMap) {
        let map = EvidenceMap::new(&joint, options.rows);
        pack.put(MAP_PAGE.to_owned(), map::page(&gate, &joint, &map, &quotes, true)?);
    }
    pack.put("index.html".to_owned(), html::page(&gate, &joint, settings, parts)?);
    pack.put(PROVENANCE.to_owned(), provenance::record(&frame, settings, &quotes, &pack)?);
    Ok(pack)
}

/// The evidence map of a project as one page that can be read by itself: a table whose cells open to their studies, and to
/// released quotes of the themes linked there. The snapshot must hold its texts; `per_theme` quotes of so many words
/// (fewest, most) are chosen for each theme, and effects with the ids `barred` count nowhere. None without anything
/// to map.
///
/// # Errors
/// When the gate refuses a part of it, and when the page cannot be made.
pub fn evidence_map_page(
    snapshot: &Snapshot,
    rows: MapRows,
    small_cell: u64,
    (per_theme, words): (usize, (u32, u32)),
    barred: &BTreeSet<String>,
) -> Result<Option<String>, GuideError> {
    let gate = Gate::new(snapshot, Policy { audience: Scope::QuotePublished, small_cell });
    let frame = Frame::new(snapshot, &Filter::default())?;
    let joint = Joint::new(&frame, barred);
    let map = EvidenceMap::new(&joint, rows);
    if map.rows.is_empty() {
        return Ok(None);
    }
    let quotes = quotes::choose(&gate, &frame, per_theme, words)?;
    map::page(&gate, &joint, &map, &quotes, false).map(Some)
}

/// The tables of the pack that are no chart's data, by file name.
fn tables(gate: &Gate, joint: &Joint) -> Result<BTreeMap<&'static str, Released<Table>>, GuideError> {
    let snapshot = joint.frame.snapshot();
    let tables = [
        ("joint-by-outcome", joint.by_target(Layout::Data), TableKind::People),
        ("joint-side-by-side", joint.side_by_side(Layout::Data), TableKind::People),
        ("statistics", statistics(&snapshot.findings), TableKind::Findings),
        ("interventions", themes::interventions(snapshot), TableKind::Findings),
    ];
    let filled = tables.into_iter().filter(|(_, table, _)| !table.rows.is_empty());
    let mut released: BTreeMap<&'static str, Released<Table>> = filled
        .map(|(name, table, kind)| Ok((name, gate.table(discreet(table, gate, joint.frame), kind)?)))
        .collect::<Result<_, GuideError>>()?;
    let codes = codes::table(snapshot)?;
    if !codes.rows.is_empty() {
        released.insert("codes-by-role", codes::release(gate, snapshot, discreet(codes, gate, joint.frame))?);
    }
    Ok(released)
}

/// A table without the number of people outside for want of consent where it is small; it may be one person.
fn discreet(mut table: Table, gate: &Gate, frame: &Frame) -> Table {
    let tally = frame.tally();
    if let Some(note) = frame.consent_note()
        && (gate.is_small(tally.withdrawn) || gate.is_small(tally.without_consent))
    {
        for known in table.notes.iter_mut().filter(|known| **known == note) {
            "Whoever has not agreed to analysis, or no longer does, is outside.".clone_into(known);
        }
    }
    table
}

impl Pack {
    fn put(&mut self, name: String, bytes: impl Into<Vec<u8>>) {
        self.files.insert(name, bytes.into());
    }
}

/// A table with the study's notice as its first note, so that it travels into every file.
fn with_notice(table: &Table, snapshot: &Snapshot) -> Table {
    let mut table = table.clone();
    if !snapshot.notice.is_empty() && !table.notes.contains(&snapshot.notice) {
        table.notes.insert(0, snapshot.notice.clone());
    }
    table
}
