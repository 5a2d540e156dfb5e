//! What the pack says where voices and findings meet: the bridge, the ground for recommendations, equity, gaps, confidence, checklists.

use super::{GuideError, GuideSettings, discreet};
use crate::analysis::synthesis::recommended;
use crate::analysis::{Joint, Layout, TargetKind, checklist, implementation_factors, summary_of_findings};
use crate::codebook::checklists;
use crate::disclosure::{Gate, Released, TableKind};
use crate::model::Settings;
use crate::table::Table;

/// Columns of a checklist that are published: what is reported and where. What the project knows may hold small counts.
const CHECKLIST_COLUMNS: [&str; 5] = ["item", "topic", "report", "status", "pointer"];

/// The parts of the pack that cross voices with findings; all of them have passed the gate.
pub(super) struct Synthesis {
    /// The joint display by outcome and by practice element.
    pub(super) bridges: Vec<Released<Table>>,
    /// Interventions with the ground for recommending them.
    pub(super) recommended: Released<Table>,
    /// What helped and hindered, as studies report it.
    pub(super) factors: Released<Table>,
    /// What is missing, in sentences.
    pub(super) gaps: Vec<Released<String>>,
    /// Confidence in themes.
    pub(super) confidence: Released<Table>,
    /// Reporting checklists.
    pub(super) checklists: Vec<Released<Table>>,
    /// Pairs of theme and outcome without a meta-inference.
    pub(super) open: usize,
}

impl Synthesis {
    /// Makes the parts of a project.
    ///
    /// # Errors
    /// When the gate refuses one of them, and when the pack is marked final while a pair has no meta-inference.
    pub(super) fn new(gate: &Gate, joint: &Joint, settings: &GuideSettings) -> Result<Self, GuideError> {
        let open = joint.without_inference();
        if settings.is_final && !open.is_empty() {
            return Err(GuideError::NotFinal(open));
        }
        let (frame, snapshot) = (joint.frame, joint.frame.snapshot());
        let of_kind = |kind| Joint::by(frame, kind, &joint.barred);
        let (elements, interventions) = (of_kind(TargetKind::Element), of_kind(TargetKind::Intervention));
        let people = |table: Table| Ok::<_, GuideError>(gate.table(discreet(table, gate, frame), TableKind::People)?);
        let bridges = [joint.bridge(), elements.bridge()].into_iter().filter(|table| !table.rows.is_empty());
        let gaps = [joint, &elements, &interventions].into_iter().flat_map(Joint::gaps);
        Ok(Self {
            bridges: bridges.map(people).collect::<Result<_, _>>()?,
            recommended: gate.table(recommended(snapshot, &joint.barred), TableKind::Findings)?,
            factors: gate.table(implementation_factors(frame), TableKind::Findings)?,
            gaps: gaps.map(|text| gate.text(text)).collect::<Result<_, _>>()?,
            confidence: people(summary_of_findings(frame, Layout::Data))?,
            checklists: released_checklists(gate, joint)?,
            open: open.len(),
        })
    }

    /// The tables that go out as files, by name.
    pub(super) fn files(&self) -> impl Iterator<Item = (&'static str, &Table)> {
        let named = [
            ("interventions-and-effects", &self.recommended),
            ("implementation-factors", &self.factors),
            ("confidence-in-themes", &self.confidence),
        ];
        let checklists = ["checklist-entreq", "checklist-swim", "checklist-prisma-e"].into_iter().zip(&self.checklists);
        let bridges = ["bridge-by-outcome", "bridge-by-element"].into_iter().zip(&self.bridges);
        let all = named.into_iter().chain(bridges).chain(checklists);
        all.map(|(name, table)| (name, table.get())).filter(|(_, table)| !table.rows.is_empty())
    }
}

fn released_checklists(gate: &Gate, joint: &Joint) -> Result<Vec<Released<Table>>, GuideError> {
    let quotable = gate.quotable();
    let mut released = Vec::new();
    for known in checklists().map_err(|problems| GuideError::Checklist(problems.to_string()))? {
        let mut table = checklist(joint.frame, &known, &quotable, Layout::Data)?;
        let others: Vec<String> = table.columns.iter().map(|column| column.key.clone()).collect();
        for key in others.iter().filter(|key| !CHECKLIST_COLUMNS.contains(&key.as_str())) {
            table.leave_out_column(key);
        }
        released.push(gate.table(table, TableKind::Findings)?);
    }
    Ok(released)
}

/// How findings were put together and when they count as fitting, in sentences for the methods.
pub(super) fn method_of(settings: &Settings, choices: &str) -> [String; 3] {
    let fit = &settings.fit;
    [
        format!(
            "Voices and effects meet through links that a named person accepted, and nowhere else. Effects are turned so that higher is \
             better and pooled where that may be done ({choices}); one study alone is never pooled, and where effects are not pooled \
             their directions are counted."
        ),
        format!(
            "Whether voices and findings fit is suggested by a rule and decided by analysts, who give their names and reasons. The rule: \
             voices have a direction from {} cases and a net share of {:.2}; findings have one when the whole pooled interval lies on one \
             side (no effect when all of it is within {} standard deviations), else by a sign test at {}.",
            fit.min_cases, fit.net, fit.smallest_effect, fit.sign_test_p
        ),
        "Confidence in themes follows GRADE-CERQual, adapted to interviews of one study; facts are filled in by the program, \
         judgements are people’s."
            .to_owned(),
    ]
}
