//! What people decide where voices and findings meet, and what is behind a cell of a joint display.

use std::collections::{BTreeMap, BTreeSet};

use super::{Project, ProjectError, Selection, barred_effects};
use crate::analysis::{AnalysisError, Filter, Frame, Joint, TargetKind};
use crate::model::{Fit, FitDecision, Meeting, MetaInference, Problem};
use crate::table::Table;
use crate::text::did_you_mean;

/// A pair of a theme and what it meets, each by id or name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What themes meet in the display.
    pub kind: TargetKind,
    /// Id or name of the theme.
    pub theme: String,
    /// Id or name of what it meets.
    pub target: String,
}

impl Project {
    /// Decides the fit of a pair: kept with who, when and why, and with the inputs of the rule as they are now. An earlier decision
    /// of the same analyst is replaced.
    ///
    /// # Errors
    /// When the pair is tied together by no accepted link, or the reason is empty.
    pub fn decide_fit(&mut self, pair: &Pair, fit: Fit, analyst: &str, reason: &str) -> Result<String, ProjectError> {
        if reason.trim().is_empty() {
            return Err(Problem::new("--reason", "a decision needs a reason").into());
        }
        let (meeting, inputs) = self.meeting(pair)?;
        let date = self.now.today.to_string();
        self.change("joint decide", false, |change| {
            let mut decided = change.integration()?;
            decided.decisions.retain(|known| known.meeting != meeting || known.analyst != analyst);
            decided.decisions.push(FitDecision {
                meeting: meeting.clone(),
                fit,
                analyst: analyst.to_owned(),
                date,
                reason: reason.trim().to_owned(),
                inputs,
                from_file: false,
            });
            change.put_integration(&decided)?;
            let summary = format!("{} / {}: {} ({analyst})", meeting.theme, meeting.target, fit.name());
            Ok((summary.clone(), summary))
        })
    }

    /// Writes the meta-inference of a pair: what both strands say together. An earlier one is replaced.
    ///
    /// # Errors
    /// When the pair is tied together by no accepted link, or the text is empty.
    pub fn infer(&mut self, pair: &Pair, text: &str, analyst: &str) -> Result<String, ProjectError> {
        if text.trim().is_empty() {
            return Err(Problem::new("joint infer", "the inference says nothing").into());
        }
        let (meeting, _) = self.meeting(pair)?;
        let date = self.now.today.to_string();
        self.change("joint infer", false, |change| {
            let mut decided = change.integration()?;
            decided.inferences.retain(|known| known.meeting != meeting);
            decided.inferences.push(MetaInference {
                meeting: meeting.clone(),
                text: text.trim().to_owned(),
                analyst: analyst.to_owned(),
                date,
                from_file: false,
            });
            change.put_integration(&decided)?;
            let summary = format!("meta-inference for {} / {}", meeting.theme, meeting.target);
            Ok((summary.clone(), summary))
        })
    }

    /// Everything behind a cell of a joint display: segments, effects, links, the rule and its numbers.
    ///
    /// # Errors
    /// When the pair is tied together by no accepted link, and those of the project file.
    pub fn explain_cell(&self, pair: &Pair, selection: &Selection) -> Result<Table, ProjectError> {
        let ids = self.store.coding_ids()?;
        let (snapshot, filter) = self.view(selection, true)?;
        let frame = Frame::new(&snapshot, &filter)?;
        let joint = Joint::by(&frame, pair.kind, &barred_effects(&snapshot));
        Ok(joint.explain(cell(&joint, pair)?, &ids))
    }

    /// Every decision on fit; with two analysts named, how they compare.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn decisions_table(&self, kind: TargetKind, compare: Option<(&str, &str)>) -> Result<Table, ProjectError> {
        let decisions = self.store.integration()?.decisions;
        for analyst in compare.into_iter().flat_map(|(first, second)| [first, second]) {
            if decisions.iter().all(|decision| decision.analyst != analyst) {
                let known: BTreeSet<&str> = decisions.iter().map(|decision| decision.analyst.as_str()).collect();
                return Err(AnalysisError::Unknown {
                    what: "analyst",
                    found: analyst.to_owned(),
                    expected: known.into_iter().collect::<Vec<_>>().join(", "),
                }
                .into());
            }
        }
        self.joint(kind, &Selection::default(), |joint| match compare {
            Some((first, second)) => joint.compare(first, second),
            None => joint.decisions(),
        })
    }

    /// How complete a joint display is, by fit and role.
    ///
    /// # Errors
    /// Those of the project file.
    #[allow(clippy::redundant_closure_for_method_calls, reason = "the method alone is not general enough")]
    pub fn completeness(&self, kind: TargetKind) -> Result<Table, ProjectError> {
        self.joint(kind, &Selection::default(), |joint| joint.completeness())
    }

    fn meeting(&self, pair: &Pair) -> Result<(Meeting, BTreeMap<String, String>), ProjectError> {
        let snapshot = self.snapshot(None)?;
        let frame = Frame::new(&snapshot, &Filter::default())?;
        let joint = Joint::by(&frame, pair.kind, &barred_effects(&snapshot));
        let at = cell(&joint, pair)?;
        let fit = joint.convergence().into_iter().nth(at).flatten();
        let fit = fit.ok_or_else(|| Problem::new("joint", "there is nothing to decide here"))?;
        let inputs = fit.suggestion.map(|suggestion| suggestion.inputs.by_name()).unwrap_or_default();
        Ok((fit.meeting, inputs))
    }
}

/// The cell of a pair, or what is missing of it.
fn cell(joint: &Joint, pair: &Pair) -> Result<usize, ProjectError> {
    if let Some(at) = joint.cell(&pair.theme, &pair.target) {
        return Ok(at);
    }
    let themes = &joint.frame.snapshot().themes;
    let unknown = |what: &str, word: &str, known: Vec<&str>| {
        Problem::new("joint", format!("there is no {what} `{word}`")).hint(did_you_mean(word, known))
    };
    if themes.iter().all(|theme| theme.id != pair.theme && theme.name != pair.theme) {
        return Err(unknown("theme", &pair.theme, themes.iter().map(|theme| theme.id.as_str()).collect()).into());
    }
    if joint.targets.iter().all(|target| target.id != pair.target && target.name != pair.target) {
        let known = joint.targets.iter().map(|target| target.id.as_str()).collect();
        return Err(unknown(pair.kind.word(), &pair.target, known).into());
    }
    let message = format!("no accepted link ties theme `{}` to {} `{}`", pair.theme, pair.kind.word(), pair.target);
    let hint = format!(
        "`themeweave link add theme:{} {}:{} --relation ...` makes one",
        pair.theme,
        pair.kind.word(),
        pair.target
    );
    Err(Problem::new("joint", message).hint(hint).into())
}
