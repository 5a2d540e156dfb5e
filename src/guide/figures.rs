//! The charts of the pack, drawn from tables that have passed the gate.

use super::{GuideError, codes, discreet, map};
use crate::analysis::{
    Columns, EvidenceMap, Joint, MapRows, MatrixRequest, Measure, Rows, cost_effect, effect_direction, equity, flows,
    forest, harvest, matrix, p_values, pillars, polarity, synthesis,
};
use crate::charts::{self, Caption, Chart};
use crate::disclosure::{Gate, TableKind};
use crate::model::Snapshot;
use crate::table::Table;

/// Categories that the chart of barriers and enablers draws.
const BARRIERS_AND_ENABLERS: [&str; 2] = ["barrier", "enabler"];

/// A chart of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureKind {
    /// Themes against outcomes: voices and studies.
    Joint,
    /// Interventions or practice elements against outcomes: studies, and the voices linked to either.
    EvidenceMap,
    /// Themes by role.
    Themes,
    /// Themes by role, as shares on one axis.
    Prevalence,
    /// Barriers and enablers by role.
    Barriers,
    /// Effects by outcome.
    Forest,
    /// Studies by outcome and by what they favour.
    Harvest,
    /// Studies by outcome with the direction of their effects.
    EffectDirection,
    /// Characteristics of people that studies and interviews speak to.
    Equity,
    /// From themes through outcomes to what effects say.
    Alluvial,
    /// p values by size of the study.
    Albatross,
    /// Voices and findings with what both mean together.
    Pillars,
    /// Interventions by cost rating and effect.
    CostEffect,
    /// Effects by their standard errors.
    Funnel,
}

impl FigureKind {
    /// Every chart.
    pub const ALL: [Self; 14] = [
        Self::Joint,
        Self::EvidenceMap,
        Self::Themes,
        Self::Prevalence,
        Self::Barriers,
        Self::Forest,
        Self::Harvest,
        Self::EffectDirection,
        Self::Equity,
        Self::Alluvial,
        Self::Albatross,
        Self::Pillars,
        Self::CostEffect,
        Self::Funnel,
    ];
    /// The charts of the pack, in the page's order.
    pub const PACK: [Self; 8] = [
        Self::Joint,
        Self::EvidenceMap,
        Self::Themes,
        Self::Barriers,
        Self::Forest,
        Self::Harvest,
        Self::EffectDirection,
        Self::Equity,
    ];

    /// The word that commands and file names use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Joint => "evidence-and-voices",
            Self::EvidenceMap => "evidence-map",
            Self::Themes => "themes-by-role",
            Self::Barriers => "barriers-and-enablers",
            Self::Forest => "effects-by-outcome",
            Self::Harvest => "harvest",
            Self::EffectDirection => "effect-direction",
            Self::Prevalence => "prevalence",
            Self::Equity => "equity",
            Self::Alluvial => "alluvial",
            Self::Albatross => "albatross",
            Self::Pillars => "pillar",
            Self::CostEffect => "cost-effect",
            Self::Funnel => "funnel",
        }
    }

    /// The chart of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    fn title(self) -> &'static str {
        match self {
            Self::Joint => "Where voices and studies meet, and where they do not",
            Self::EvidenceMap => "What has been tested, and what nobody has tested",
            Self::Themes => "Who raises which theme",
            Self::Barriers => "What gets in the way, and what helps",
            Self::Forest => "What studies measured, outcome by outcome",
            Self::Harvest => "Which way the studies point, and how good they are",
            Self::EffectDirection => "Which way each study’s effects point",
            Self::Prevalence => "How many of each role raise a theme",
            Self::Albatross => "What p values and sizes alone can say",
            Self::Pillars => "What people say, what studies found, what both mean",
            Self::Alluvial => "From what people say to what studies found",
            Self::Equity => "Whom the evidence speaks of, and whom it leaves out",
            Self::CostEffect => "What interventions cost, and what they do",
            Self::Funnel => "Whether small studies with small effects are missing",
        }
    }

    fn subtitle(self, people: u64) -> String {
        match self {
            Self::Joint => {
                format!("People who raise a theme (of {people}) and studies that measured an outcome linked to it")
            }
            Self::EvidenceMap => format!(
                "Studies by what they tested and measured; people who raise themes linked to either, of {people}"
            ),
            Self::Albatross => {
                "Effects with a p value, by participants of both groups and direction; nothing is pooled".to_owned()
            }
            // The table names the outcome.
            Self::CostEffect | Self::Funnel => String::new(),
            Self::Pillars => "Each theme beside what studies measured on an outcome linked to it".to_owned(),
            Self::Alluvial => {
                "Effects of the review, counted once for every theme linked to their outcome; nothing is pooled".to_owned()
            }
            Self::Equity => format!(
                "PROGRESS-Plus characteristics in the studies of each outcome, and known of the people interviewed ({people})"
            ),
            Self::Themes | Self::Prevalence => format!("Participants with at least one coded passage, by role; {people} in all"),
            Self::Barriers => format!("Participants who speak of each barrier and enabler, by role; {people} in all"),
            Self::Harvest | Self::EffectDirection => {
                "One vote for each study and outcome, by the direction of at least 70% of its effects; nothing is pooled".to_owned()
            }
            Self::Forest => {
                "Effects with their 95% intervals, and pooled by outcome where the study’s settings allow; benefit to the right"
                    .to_owned()
            }
        }
    }

    fn table(self, options: &FigureOptions, joint: &Joint) -> Result<(Table, TableKind), GuideError> {
        let snapshot = joint.frame.snapshot();
        Ok(match self {
            Self::Joint => (joint.grid(), TableKind::People),
            Self::EvidenceMap => (EvidenceMap::new(joint, options.rows).table(), TableKind::People),
            Self::Themes | Self::Prevalence => (by_role(snapshot, Rows::Theme, false)?, TableKind::People),
            Self::Barriers => (polarity(joint.frame, &BARRIERS_AND_ENABLERS), TableKind::People),
            Self::Forest => (forest(snapshot, &joint.barred), TableKind::Findings),
            Self::Harvest => (harvest(joint), TableKind::Findings),
            Self::EffectDirection => (effect_direction(joint), TableKind::Findings),
            Self::Equity => (equity(joint), TableKind::People),
            Self::Albatross => (p_values(joint, options.outcome.as_deref())?, TableKind::Findings),
            Self::Pillars => (pillars(joint), TableKind::Findings),
            Self::CostEffect => {
                (cost_effect(snapshot, options.outcome.as_deref(), &joint.barred)?, TableKind::Findings)
            }
            Self::Funnel => {
                let table = synthesis::funnel_table(snapshot, options.outcome.as_deref(), &joint.barred)?;
                (table, TableKind::Findings)
            }
            Self::Alluvial => (flows(joint, options.highlight.as_deref())?, TableKind::Findings),
        })
    }
}

/// What a chart can be asked for besides its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureOptions {
    /// What the rows of the evidence map are.
    pub rows: MapRows,
    /// Whether the prevalence plot has intervals.
    pub intervals: bool,
    /// Id or name of the theme that the alluvial plot highlights; the one with the largest flow when there is none.
    pub highlight: Option<String>,
    /// Id or name of the outcome that the albatross plot, the funnel plot and cost and effect are about; when there is none, all of
    /// them in the albatross plot and the one with the most effects in the others.
    pub outcome: Option<String>,
}

/// A chart with the words around it.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Which chart.
    pub kind: FigureKind,
    /// The chart.
    pub chart: Chart,
    /// Headline, subtitle, source and notice.
    pub caption: Caption,
}

/// Draws a chart; `None` when the project has nothing to draw in it.
///
/// # Errors
/// When the gate refuses its table or it cannot be drawn.
pub fn figure(
    kind: FigureKind,
    options: &FigureOptions,
    gate: &Gate,
    joint: &Joint,
) -> Result<Option<Figure>, GuideError> {
    let snapshot = joint.frame.snapshot();
    let (table, table_kind) = kind.table(options, joint)?;
    if table.rows.is_empty() {
        return Ok(None);
    }
    let table = discreet(table, gate, joint.frame);
    let released = match kind {
        FigureKind::Barriers => codes::release(gate, snapshot, table)?,
        FigureKind::EvidenceMap => map::release(gate, &EvidenceMap::new(joint, options.rows), joint, table)?,
        _ => gate.table(table, table_kind)?,
    };
    let caption = Caption {
        title: kind.title().to_owned(),
        subtitle: kind.subtitle(joint.frame.tally().participants),
        source: format!("{}; codebook {}", snapshot.title, snapshot.codebook.label()),
        notice: snapshot.notice.clone(),
    };
    let draw = match kind {
        FigureKind::Joint => charts::joint_map,
        FigureKind::EvidenceMap => charts::evidence_map,
        FigureKind::Themes => charts::theme_matrix,
        FigureKind::Barriers => charts::diverging_bars,
        FigureKind::Forest => charts::forest,
        FigureKind::Harvest => charts::harvest,
        FigureKind::EffectDirection => charts::effect_direction,
        FigureKind::Prevalence if options.intervals => charts::prevalence_with_intervals,
        FigureKind::Prevalence => charts::prevalence,
        FigureKind::Equity => charts::equity,
        FigureKind::Alluvial => charts::alluvial,
        FigureKind::Albatross => charts::albatross,
        FigureKind::Pillars => charts::pillar,
        FigureKind::CostEffect => charts::cost_effect,
        FigureKind::Funnel => charts::funnel,
    };
    let chart = draw(kind.word(), released.get(), &caption)?;
    Ok(Some(Figure { kind, chart, caption }))
}

/// Participants by role, for themes or codes.
pub(super) fn by_role(snapshot: &Snapshot, rows: Rows, ids: bool) -> Result<Table, GuideError> {
    let request =
        MatrixRequest { rows, columns: Columns::Role, measure: Measure::Participants, ids, ..MatrixRequest::default() };
    Ok(matrix(snapshot, &request)?)
}
