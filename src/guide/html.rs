//! The page: released parts put into the template.

use std::collections::BTreeSet;

use askama::Template;

use super::figures::{Figure, FigureKind};
use super::synthesis::{Synthesis, method_of};
use super::themes::ThemePage;
use super::{GuideError, GuideSettings};
use crate::analysis::Joint;
use crate::analysis::synthesis::Choices;
use crate::charts::font_face_css;
use crate::disclosure::{Gate, Released};
use crate::table::{Cell, ColumnKind, Table};

/// What the page shows of the summary of findings; the principles have the rest, and so has the file.
const CONFIDENCE_COLUMNS: [&str; 4] = ["name", "participants", "confidence", "explanation"];

#[derive(Template)]
#[template(path = "index.html")]
struct Page<'a> {
    title: String,
    subtitle: String,
    notice: String,
    introduction: Vec<String>,
    publisher: String,
    font_css: String,
    css: &'static str,
    version: &'static str,
    codebook: String,
    facts: Vec<Fact>,
    overview_charts: Vec<ChartView<'a>>,
    has_map: bool,
    themes: Vec<ThemeView<'a>>,
    barriers: Vec<ChartView<'a>>,
    forest: Vec<ChartView<'a>>,
    draft: String,
    bridges: Vec<TableView>,
    recommended: TableView,
    equity: Vec<ChartView<'a>>,
    factors: TableView,
    gaps: Vec<&'a str>,
    confidence: TableView,
    checklists: Vec<TableView>,
    statistics: TableView,
    recommendations: Vec<String>,
    method: Vec<String>,
    codes: Vec<Fact>,
    tables: Vec<String>,
}

struct Fact {
    label: String,
    value: String,
}

struct ChartView<'a> {
    id: &'a str,
    title: &'a str,
    subtitle: &'a str,
    description: &'a str,
    svg: String,
}

struct QuoteView<'a> {
    text: &'a str,
    attribution: String,
    contrary: bool,
}

struct ThemeView<'a> {
    id: &'a str,
    name: &'a str,
    statement: &'a str,
    questions: &'a str,
    voices: TableView,
    quotes: Vec<QuoteView<'a>>,
    quote_note: String,
    outcomes: TableView,
    interventions: TableView,
    statistics: Vec<&'a str>,
    gap: &'a str,
    confidence: &'a str,
    implication: &'a str,
}

struct Head {
    label: String,
    figure: bool,
}

struct CellView {
    text: String,
    figure: bool,
}

/// A released table as the template prints it.
struct TableView {
    title: String,
    heads: Vec<Head>,
    rows: Vec<Vec<CellView>>,
    foot: Vec<CellView>,
    notes: Vec<String>,
}

impl TableView {
    fn of(released: &Released<Table>) -> Self {
        let table = released.get();
        let figure = |at: usize| table.columns.get(at).is_some_and(|column| column.kind == ColumnKind::Number);
        let view = |(at, cell): (usize, &Cell)| CellView { text: cell.display(), figure: figure(at) };
        let has_n = table.columns.iter().any(|column| column.n.is_some());
        let foot = table.columns.iter().enumerate().map(|(at, column)| CellView {
            text: match column.n {
                Some(n) => format!("of {n}"),
                None if at == 0 => "In the frame".to_owned(),
                None => String::new(),
            },
            figure: figure(at),
        });
        Self {
            title: table.title.clone(),
            heads: (table.columns.iter().enumerate())
                .map(|(at, column)| Head { label: column.label.clone(), figure: figure(at) })
                .collect(),
            rows: table.rows.iter().map(|row| row.iter().enumerate().map(view).collect()).collect(),
            foot: if has_n { foot.collect() } else { Vec::new() },
            notes: table.notes.clone(),
        }
    }
}

impl TableView {
    /// Some columns of a released table, by key; the rest is in its file.
    fn only(released: &Released<Table>, keys: &[&str]) -> Self {
        let kept: Vec<bool> = released.get().columns.iter().map(|column| keys.contains(&column.key.as_str())).collect();
        let keep = |cells: Vec<CellView>| -> Vec<CellView> {
            cells.into_iter().zip(&kept).filter(|(_, kept)| **kept).map(|(cell, _)| cell).collect()
        };
        let whole = Self::of(released);
        Self {
            heads: whole.heads.into_iter().zip(&kept).filter(|(_, kept)| **kept).map(|(head, _)| head).collect(),
            rows: whole.rows.into_iter().map(keep).collect(),
            foot: keep(whole.foot),
            ..whole
        }
    }
}

/// What the page is made of.
pub(super) struct Parts<'p> {
    pub(super) themes: &'p [ThemePage<'p>],
    pub(super) figures: &'p [Figure],
    pub(super) statistics: &'p Released<Table>,
    pub(super) synthesis: &'p Synthesis,
    pub(super) tables: Vec<String>,
}

/// The page as HTML.
pub(super) fn page(gate: &Gate, joint: &Joint, settings: &GuideSettings, parts: Parts) -> Result<String, GuideError> {
    let snapshot = joint.frame.snapshot();
    let text = |text: &str| gate.text(text.to_owned()).map(Released::into_inner);
    let charts = |wanted: &[FigureKind]| -> Vec<ChartView> {
        parts.figures.iter().filter(|figure| wanted.contains(&figure.kind)).map(chart_view).collect()
    };
    let findings = &snapshot.findings;
    let cited = |key: &str| findings.cited.iter().find(|cited| cited.id == key).map(|cited| cited.cite.clone());
    let recommendations = findings.recommendations.iter().map(|one| match cited(&one.source) {
        Some(cite) => format!("{} ({cite})", one.text),
        None => one.text.clone(),
    });
    let page = Page {
        title: text(&settings.title)?,
        subtitle: text(&settings.subtitle)?,
        notice: text(&snapshot.notice)?,
        introduction: paragraphs(&text(&settings.introduction)?),
        publisher: text(&settings.publisher)?,
        font_css: font_face_css(),
        css: include_str!("templates/guide.css"),
        version: env!("CARGO_PKG_VERSION"),
        codebook: snapshot.codebook.label(),
        facts: facts(joint),
        overview_charts: charts(&[FigureKind::Joint, FigureKind::EvidenceMap, FigureKind::Themes]),
        has_map: parts.figures.iter().any(|figure| figure.kind == FigureKind::EvidenceMap),
        themes: parts.themes.iter().map(|theme| theme_view(theme, settings)).collect(),
        barriers: charts(&[FigureKind::Barriers]),
        forest: charts(&[FigureKind::Forest, FigureKind::Harvest, FigureKind::EffectDirection]),
        draft: draft_note(settings, parts.synthesis.open),
        bridges: parts.synthesis.bridges.iter().map(TableView::of).collect(),
        recommended: TableView::of(&parts.synthesis.recommended),
        equity: charts(&[FigureKind::Equity]),
        factors: TableView::of(&parts.synthesis.factors),
        gaps: parts.synthesis.gaps.iter().map(|gap| gap.get().as_str()).collect(),
        confidence: TableView::only(&parts.synthesis.confidence, &CONFIDENCE_COLUMNS),
        checklists: parts.synthesis.checklists.iter().map(TableView::of).collect(),
        statistics: TableView::of(parts.statistics),
        recommendations: recommendations.collect(),
        method: method(joint, settings),
        codes: codes(joint),
        tables: parts.tables,
    };
    Ok(page.render()?)
}

/// What a draft says of itself; empty when the pack is final.
fn draft_note(settings: &GuideSettings, open: usize) -> String {
    match (settings.is_final, open) {
        (true, _) => String::new(),
        (false, 0) => "Draft.".to_owned(),
        (false, 1) => "Draft: a pair of theme and outcome has no meta-inference yet.".to_owned(),
        (false, open) => format!("Draft: {open} pairs of theme and outcome have no meta-inference yet."),
    }
}

fn chart_view(figure: &Figure) -> ChartView<'_> {
    ChartView {
        id: &figure.chart.id,
        title: &figure.caption.title,
        subtitle: &figure.caption.subtitle,
        description: &figure.chart.description,
        svg: figure.chart.svg_inline(),
    }
}

fn theme_view<'t>(theme: &'t ThemePage, settings: &GuideSettings) -> ThemeView<'t> {
    let quotes: Vec<QuoteView> = theme
        .quotes
        .quotes
        .iter()
        .map(|chosen| QuoteView {
            text: &chosen.quote.get().text,
            attribution: chosen.attribution(),
            contrary: chosen.contrary,
        })
        .collect();
    let contrary = quotes.iter().any(|quote| quote.contrary);
    let quote_note = match (quotes.len(), contrary) {
        (0, _) => String::new(),
        (count, _) if count < settings.quotes_per_theme.min(2) => {
            "Fewer voices than wanted have agreed to be quoted here.".to_owned()
        }
        (_, false) => "No passage that speaks against this theme was coded and can be quoted.".to_owned(),
        _ => String::new(),
    };
    ThemeView {
        id: &theme.id,
        name: theme.name.get(),
        statement: theme.statement.get(),
        questions: &theme.questions,
        voices: TableView::of(&theme.voices),
        quotes,
        quote_note,
        outcomes: TableView::of(&theme.outcomes),
        interventions: TableView::of(&theme.interventions),
        statistics: theme.statistics.iter().map(|line| line.get().as_str()).collect(),
        gap: theme.gap.get(),
        confidence: theme.confidence.get(),
        implication: theme.implication.get(),
    }
}

fn facts(joint: &Joint) -> Vec<Fact> {
    let snapshot = joint.frame.snapshot();
    let tally = joint.frame.tally();
    let fact = |label: &str, value: u64| Fact { label: label.to_owned(), value: value.to_string() };
    let studies: BTreeSet<&str> = snapshot.findings.effects.iter().map(|e| e.study.as_str()).collect();
    vec![
        fact("People", tally.participants),
        fact("Interviews and workshops", tally.sources),
        fact("Coded passages", tally.codings),
        fact("Themes", snapshot.themes.len() as u64),
        fact("Studies", studies.len() as u64),
        fact("Effects", (snapshot.findings.effects.len() as u64).saturating_sub(joint.barred.len() as u64)),
    ]
}

fn method(joint: &Joint, settings: &GuideSettings) -> Vec<String> {
    let snapshot = joint.frame.snapshot();
    let coders = snapshot.coders.len();
    let mut lines = vec![
        format!(
            "{} coders applied codebook {} to the transcripts; {}.",
            coders,
            snapshot.codebook.label(),
            joint.frame.describe().trim_end_matches('.')
        ),
        "A person counts once for a theme, however often they speak of it. A passage counts for those who speak in it, \
         not for everybody in the room. Interviewers and facilitators are in no count."
            .to_owned(),
        "Only people who agreed to publication are quoted, under a pseudonym; for a child under the age set for the role a guardian \
         agreed too. People who agreed to analysis alone are counted and not quoted. Nobody who withdrew is in any count."
            .to_owned(),
    ];
    let settled = &snapshot.integration.settings;
    lines.extend(method_of(settled, &Choices::from(&settled.pooling).describe()));
    if settings.small_cell > 1 {
        lines.push(format!(
            "Counts of people from 1 to {} are withheld, and so is any other figure from which they could be worked out.",
            settings.small_cell - 1
        ));
    }
    lines
}

fn codes(joint: &Joint) -> Vec<Fact> {
    let snapshot = joint.frame.snapshot();
    let used: BTreeSet<usize> = snapshot.themes.iter().flat_map(|theme| snapshot.codes_of(theme)).collect();
    let codes = used.into_iter().filter_map(|at| snapshot.codebook.codes.get(at));
    codes.map(|code| Fact { label: code.name.clone(), value: code.definition.clone() }).collect()
}

fn paragraphs(text: &str) -> Vec<String> {
    let parts = text.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    parts.filter(|part| !part.is_empty()).collect()
}
