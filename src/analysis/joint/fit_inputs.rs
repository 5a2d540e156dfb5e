//! What the fit rule looks at, gathered for every cell: cases by polarity, interview questions, the direction of findings.

use std::collections::BTreeSet;

use super::fit::{CaseCounts, FitInputs, QuantDirection, Suggestion, suggest};
use super::ties::Ties;
use super::{Joint, JointCell, Target, TargetKind};
use crate::analysis::axis::Axis;
use crate::analysis::count::count_participants;
use crate::analysis::rows::{Row, RowAxis};
use crate::analysis::synthesis::SetResult;
use crate::analysis::{Columns, Frame};
use crate::model::{FitThresholds, Link, Polarity};

/// Which way a target's findings point, and by which rule.
fn direction_of_findings(kind: TargetKind, target: &Target, thresholds: &FitThresholds) -> (QuantDirection, String) {
    if kind == TargetKind::Factor {
        let (enabler, barrier) = (target.found.benefit, target.found.harm);
        let direction = match (enabler, barrier) {
            (0, 0) => QuantDirection::None,
            (_, 0) => QuantDirection::Benefit,
            (0, _) => QuantDirection::Harm,
            _ => QuantDirection::Uncertain,
        };
        return (direction, format!("reported {enabler} times as enabler and {barrier} times as barrier"));
    }
    if let SetResult::Pooled(pooled) = &target.pooled {
        let (low, high) = pooled.ci;
        let smd = |value: f64| pooled.scale.roughly_smd(value);
        let limits =
            format!("the pooled interval is {} {}", pooled.scale.abbreviation(), pooled.range_in_words(pooled.ci));
        let within =
            smd(low).zip(smd(high)).is_some_and(|(low, high)| low.abs().max(high.abs()) < thresholds.smallest_effect);
        return match (low > 0.0, high < 0.0) {
            (true, _) => (QuantDirection::Benefit, format!("{limits}, all of it benefit")),
            (_, true) => (QuantDirection::Harm, format!("{limits}, all of it harm")),
            _ if within => {
                (QuantDirection::Null, format!("{limits}, all within {} of no effect", thresholds.smallest_effect))
            }
            _ => (QuantDirection::Uncertain, format!("{limits}, which holds both")),
        };
    }
    if target.found.count() == 0 {
        return (QuantDirection::None, "no study measured it".to_owned());
    }
    let (votes, why) = (&target.votes, target.pooled.why_not());
    match votes.count.sign_test() {
        Some(p) if p < thresholds.sign_test_p => {
            let benefit = votes.count.benefit > votes.count.harm;
            let direction = if benefit { QuantDirection::Benefit } else { QuantDirection::Harm };
            (direction, format!("{why}; {} (below {})", votes.in_words(), thresholds.sign_test_p))
        }
        _ => (QuantDirection::Uncertain, format!("{why}; {}", votes.in_words())),
    }
}

/// Cases by theme: all that speak of it, and those with positive and negative codes.
pub(super) fn cases_by_theme(frame: &Frame<'_>) -> Vec<CaseCounts> {
    let snapshot = frame.snapshot();
    let codebook = &snapshot.codebook;
    let mut rows = Vec::new();
    let mut members = Vec::new();
    for theme in &snapshot.themes {
        let codes = snapshot.codes_of(theme);
        let of = |polarity: Polarity| {
            let is = |code: &&usize| codebook.codes.get(**code).is_some_and(|code| code.polarity == polarity);
            codes.iter().filter(is).copied().collect::<Vec<usize>>()
        };
        members.extend([codes.clone(), of(Polarity::Positive), of(Polarity::Negative)]);
        for part in ["any", "positive", "negative"] {
            rows.push(Row { id: format!("{} {part}", theme.id), name: theme.name.clone(), depth: 0 });
        }
    }
    let by_person = snapshot.cases.is_empty();
    let columns = if by_person { Columns::Participant } else { Columns::Case };
    let axis = Axis::new(frame, &columns, false);
    let grid = count_participants(frame, &RowAxis::from_members(frame, rows, &members), &axis);
    let cases: Vec<usize> = (0..axis.slots.len()).filter(|at| axis.slots[*at].is_value()).collect();
    let count = |row: usize| cases.iter().filter(|column| grid.get(row, **column) > 0).count() as u64;
    let eligible = cases.iter().filter(|column| axis.slots[**column].participants > 0).count() as u64;
    (0..snapshot.themes.len())
        .map(|theme| CaseCounts {
            any: count(theme * 3),
            positive: count(theme * 3 + 1),
            negative: count(theme * 3 + 2),
            eligible,
            by_person,
        })
        .collect()
}

/// For each theme, whether a question of the interview guide asks about one of its codes; none without a guide.
fn asked_by_theme(frame: &Frame<'_>) -> Vec<Option<bool>> {
    let snapshot = frame.snapshot();
    let families = snapshot.codebook.families();
    let asked: BTreeSet<usize> = (snapshot.questions.iter().flat_map(|question| &question.codes))
        .filter_map(|code| snapshot.codebook.position(code))
        .flat_map(|code| families.get(code).into_iter().flatten().copied())
        .collect();
    let has_guide = !snapshot.questions.is_empty();
    let of = |theme| snapshot.codes_of(theme).iter().any(|code| asked.contains(code));
    snapshot.themes.iter().map(|theme| has_guide.then(|| of(theme))).collect()
}

impl Joint<'_, '_> {
    /// What the rule suggests for every cell of themes and targets that are tied together, in the order of
    /// [`Joint::cells`]; none for cells without either, and for questions and figures, which have no direction.
    #[must_use]
    pub fn suggestions(&self) -> Vec<Option<Suggestion>> {
        if matches!(self.kind, TargetKind::Question | TargetKind::Statistic) {
            return vec![None; self.cells.len()];
        }
        let snapshot = self.frame.snapshot();
        let thresholds = &snapshot.integration.settings.fit;
        let (cases, asked, ties) = (cases_by_theme(self.frame), asked_by_theme(self.frame), Ties::new(snapshot));
        let suggestion = |cell: &JointCell| {
            let (theme, target) = (cell.theme?, self.targets.get(cell.target?)?);
            let links = ties.of(theme, self.kind.word(), &target.id);
            let inputs =
                self.inputs(theme, target, cases.get(theme)?, asked.get(theme).copied()?, links.first().copied());
            Some(suggest(inputs, thresholds))
        };
        self.cells.iter().map(suggestion).collect()
    }

    fn inputs(
        &self,
        theme: usize,
        target: &Target,
        cases: &CaseCounts,
        asked: Option<bool>,
        link: Option<&Link>,
    ) -> FitInputs {
        let snapshot = self.frame.snapshot();
        let (quant, quant_rule) = direction_of_findings(self.kind, target, &snapshot.integration.settings.fit);
        let roles = self.voices.get(theme).map(|said| said.roles.as_slice()).unwrap_or_default();
        let leading = |rating: &String| {
            let digits: String = rating.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        };
        FitInputs {
            cases: *cases,
            roles: roles.iter().map(|role| (role.role.clone(), role.participants, role.of)).collect(),
            asked,
            relation: link.map_or_else(String::new, |link| link.relation.clone()),
            found: target.in_words(),
            quant,
            quant_rule,
            rating: target.found.best_rating.as_ref().and_then(leading),
            // Factors are reported by studies, whatever their design.
            controlled_studies: if self.kind == TargetKind::Factor {
                target.found.studies
            } else {
                target.controlled_studies
            },
        }
    }
}
